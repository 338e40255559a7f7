"""The search syntax: a query read into a tree of terms, and judged against records by the fields of their connection.

The grammar is https://shopify.dev/docs/api/usage/search-syntax: terms beside one another must all hold, ``OR`` binds
tighter than ``AND`` ("bob OR norman AND Shopify"), ``-`` and ``NOT`` turn a term round, a value is a word or a quoted
text, ``*`` at its end is a prefix, alone it asks for any value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from msgspec import Struct

from polycart.platforms.shopify.sim.state import Record

Test = Callable[[Record], bool]
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda held, asked: held == asked,
    "<": lambda held, asked: held < asked,
    ">": lambda held, asked: held > asked,
    "<=": lambda held, asked: held <= asked,
    ">=": lambda held, asked: held >= asked,
}


class Term(NamedTuple):
    """A value asked for, in a field or (without one) anywhere; ``quoted`` values have no wildcards."""

    field: str
    comparator: str
    value: str
    quoted: bool


class Not(NamedTuple):
    """What must not hold."""

    inner: Node


class All(NamedTuple):
    """What must hold together."""

    parts: tuple[Node, ...]


class Any_(NamedTuple):  # noqa: N801 (beside ``All``, and not to be taken for a type)
    """Of what one must hold."""

    parts: tuple[Node, ...]


Node = Term | Not | All | Any_


class Field(Struct, frozen=True):
    """A field that may be searched: what kind its values are and where they are in a record."""

    kind: str
    get: Callable[[Record], Any]


class Warned(NamedTuple):
    """What a search did not use, and why."""

    field: str
    message: str
    code: str


# Reading


class _Reader:
    """Goes through a query's characters once."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def query(self) -> Node:
        """Terms up to the end or a closing bracket: groups joined by OR, which hold together."""
        groups: list[list[Node]] = []
        joined = False
        while (term := self.term()) is not None:
            if joined and groups:
                groups[-1].append(term)
            else:
                groups.append([term])
            joined = self.word("OR")
            if not joined:
                self.word("AND")
        parts = tuple(group[0] if len(group) == 1 else Any_(tuple(group)) for group in groups)
        return parts[0] if len(parts) == 1 else All(parts)

    def word(self, word: str) -> bool:
        """Step over a connective."""
        self.space()
        found = re.compile(rf"{word}(?=[\s(\-]|$)").match(self.text, self.at)
        if found:
            self.at = found.end()
        return found is not None

    def space(self) -> None:
        """Step over white space."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def term(self) -> Node | None:
        """One term; ``None`` where there is none."""
        self.space()
        if self.at >= len(self.text) or self.text[self.at] == ")":
            self.at += self.at < len(self.text) and not self.depth
            return self.term() if self.at < len(self.text) and not self.depth else None
        if self.word("NOT") or self.minus():
            inner = self.term()
            return None if inner is None else Not(inner)
        if self.text[self.at] == "(":
            self.at += 1
            self.depth += 1
            inner = self.query()
            self.depth -= 1
            self.at += self.at < len(self.text)
            return inner
        value, quoted = self.value()
        if quoted or self.at >= len(self.text) or self.text[self.at] != ":":
            return Term("", "", value, quoted)
        self.at += 1
        comparator = next((c for c in ("<=", ">=", "<", ">") if self.text.startswith(c, self.at)), "")
        self.at += len(comparator)
        self.space()
        asked, quoted = self.value()
        return Term(value.lower(), comparator, asked, quoted)

    depth = 0

    def minus(self) -> bool:
        """Step over a minus that stands before a term."""
        found = self.text[self.at : self.at + 1] == "-" and not self.text[self.at + 1 : self.at + 2].isspace()
        self.at += found
        return found

    def value(self) -> tuple[str, bool]:
        """A word or a quoted text, with what was escaped."""
        quote = self.text[self.at : self.at + 1]
        if quote in ('"', "'") and quote:
            return self.quoted(quote), True
        made: list[str] = []
        escaped = False
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == "\\" and self.at + 1 < len(self.text):
                made.append(self.text[self.at + 1])
                self.at += 2
                escaped = escaped or made[-1] == "*"
                continue
            if letter.isspace() or letter in "()" or (letter == ":" and not _stamp("".join(made))):
                break
            made.append(letter)
            self.at += 1
        if not made and self.at < len(self.text) and self.text[self.at] == ":":
            self.at += 1  # a colon with nothing before it is a word of its own
            return ":", True
        return "".join(made), escaped

    def quoted(self, quote: str) -> str:
        """The text up to the closing quote, or to the end where there is none."""
        made: list[str] = []
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] != quote:
            if self.text[self.at] == "\\" and self.at + 1 < len(self.text):
                self.at += 1
            made.append(self.text[self.at])
            self.at += 1
        self.at += 1
        return "".join(made)


def _stamp(text: str) -> bool:
    """Whether a colon after this belongs to a moment or a global id, which may stand unquoted after a field."""
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d(:\d\d)?(:\d\d)?|.*\+\d\d|gid", text) is not None


def read(query: str) -> Node:
    """The tree of a query; an empty one holds for every record."""
    return _Reader(query).query()


# Judging


def matcher(
    query: str, fields: Mapping[str, Field], anywhere: Callable[[Record], Iterable[str]], now: datetime
) -> tuple[Test, list[Warned], Node]:
    """What tells whether a record is found, what of the query was not used, and the tree."""
    warned: list[Warned] = []
    tree = read(query)
    test = _test(tree, fields, anywhere, now, warned)
    return test or (lambda record: True), warned, tree


def _test(
    node: Node, fields: Mapping[str, Field], anywhere: Callable[[Record], Iterable[str]], now: datetime,
    warned: list[Warned],
) -> Test | None:  # fmt: skip
    """What judges a part; ``None`` where nothing of it can be used."""
    if isinstance(node, Not):
        inner = _test(node.inner, fields, anywhere, now, warned)
        return None if inner is None else lambda record: not inner(record)
    if isinstance(node, (All, Any_)):
        tests = [made for part in node.parts if (made := _test(part, fields, anywhere, now, warned)) is not None]
        if not tests:
            return None
        one = all if isinstance(node, All) else any
        return lambda record: one(test(record) for test in tests)
    if not node.field:
        return _words(node, lambda record: list(anywhere(record)))
    field = fields.get(node.field)
    if field is None:
        warned.append(Warned(node.field, "Invalid search field for this query.", "invalid_field"))
        return None
    if node.value == "*" and not node.quoted:
        return lambda record: field.get(record) not in (None, "", [], ())
    test = _KINDS[field.kind](node, field, now)
    if test is None:
        said = f"Input `{node.value}` is not an accepted value."
        warned.append(Warned(node.field, said, "invalid_value"))
    return test


def words(text: str) -> list[str]:
    """The words of a text, as they are indexed."""
    return re.findall(r"\w+", text.casefold())


def _words(term: Term, get: Callable[[Record], Any]) -> Test:
    """A word or phrase of a text."""
    prefix = term.value.endswith("*") and not term.quoted
    asked = words(term.value)

    def holds(record: Record) -> bool:
        held = get(record)
        texts: list[str] = [] if held is None else [str(each) for each in held] if isinstance(held, list) else [held]  # type: ignore[reportUnknownVariableType]
        return any(_contains(words(text), asked, prefix) for text in texts)

    return holds


def _contains(held: list[str], asked: list[str], prefix: bool) -> bool:
    """Whether the words follow one another in a text; the last may be but begun."""
    if not asked:
        return False
    for at in range(len(held) - len(asked) + 1):
        found = held[at : at + len(asked)]
        if found[:-1] == asked[:-1] and (found[-1].startswith(asked[-1]) if prefix else found[-1] == asked[-1]):
            return True
    return False


def _text(term: Term, field: Field, now: datetime) -> Test | None:
    return _words(term, field.get)


def _keyword(term: Term, field: Field, now: datetime) -> Test | None:
    """A whole value, whatever its case; several may be given with commas between them."""
    if not term.value:
        return None
    prefix = term.value.endswith("*") and not term.quoted
    asked = [term.value.casefold()] if term.quoted or prefix else term.value.casefold().split(",")

    def holds(record: Record) -> bool:
        held = field.get(record)
        values = [] if held is None else held if isinstance(held, (list, tuple, set)) else [held]  # type: ignore[reportUnknownVariableType]
        texts = [str(value).casefold() for value in values]  # type: ignore[reportUnknownVariableType]
        if prefix:
            return any(text.startswith(asked[0][:-1]) for text in texts)
        return any(text in asked for text in texts)

    return holds


def _id(term: Term, field: Field, now: datetime) -> Test | None:
    """A number, or a global id that ends in it; with a comparator a range of numbers."""
    numbers: list[int] = []
    for part in term.value.split(","):
        number = part.rpartition("/")[2].strip()
        if not number.isdigit():
            return None
        numbers.append(int(number))
    compared = COMPARED[term.comparator]

    def holds(record: Record) -> bool:
        held = field.get(record)
        values: list[Any] = [] if held is None else list(held) if isinstance(held, (list, set, tuple)) else [held]  # type: ignore[reportUnknownArgumentType]
        return any(compared(value, number) for value in values for number in numbers)

    return holds


def _number(term: Term, field: Field, now: datetime) -> Test | None:
    try:
        asked = Decimal(term.value)
    except InvalidOperation:
        return None
    if not asked.is_finite():
        return None
    return _compare(field, term.comparator, asked)


def _compare(field: Field, comparator: str, asked: Any) -> Test:
    compared = COMPARED[comparator]

    def holds(record: Record) -> bool:
        held = field.get(record)
        return held is not None and compared(held, asked)

    return holds


def _bool(term: Term, field: Field, now: datetime) -> Test | None:
    asked = {"true": True, "false": False}.get(term.value.casefold())
    return None if asked is None else lambda record: bool(field.get(record)) is asked


NAMED: dict[str, Callable[[datetime], datetime]] = {
    "now": lambda now: now,
    "today": lambda now: now.replace(hour=0, minute=0, second=0),
    "yesterday": lambda now: now.replace(hour=0, minute=0, second=0) - timedelta(days=1),
}


def moment(value: str, now: datetime) -> tuple[datetime, datetime] | None:
    """The first moment of what a value names and the first after it: a day, a minute or a second."""
    if value.casefold() in NAMED:
        at = NAMED[value.casefold()](now)
        return at, at + timedelta(days=1)
    text = value.strip().replace("Z", "+00:00").replace("z", "+00:00")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    length = timedelta(days=1) if len(value.strip()) <= 10 else timedelta(seconds=1)
    return at, at + length


def _date(term: Term, field: Field, now: datetime) -> Test | None:
    """A moment, to the second; a day without a time is all of it."""
    span = moment(term.value, now)
    if span is None:
        return None
    first, after = span
    if term.comparator == "":
        return lambda record: (held := field.get(record)) is not None and first <= held < after
    bound = after if term.comparator in ("<=", ">") else first
    compared = COMPARED[{"<=": "<", ">": ">="}.get(term.comparator, term.comparator)]
    return lambda record: (held := field.get(record)) is not None and compared(held, bound)


_KINDS: dict[str, Callable[[Term, Field, datetime], Test | None]] = {
    "text": _text, "keyword": _keyword, "id": _id, "number": _number, "bool": _bool, "date": _date,
}  # fmt: skip


def told(node: Node) -> Record:
    """The tree as ``extensions.search`` tells it."""
    if isinstance(node, Not):
        return {"not": told(node.inner)}
    if isinstance(node, All):
        return {"and": [told(part) for part in node.parts]}
    if isinstance(node, Any_):
        return {"or": [told(part) for part in node.parts]}
    if node.comparator:
        name = {"<": "max", "<=": "max_inclusive", ">": "min", ">=": "min_inclusive"}[node.comparator]
        return {"field": node.field, "range": {name: node.value}}
    kind = "match_phrase" if node.quoted else "match_all"
    return {"field": node.field or "default", kind: node.value}
