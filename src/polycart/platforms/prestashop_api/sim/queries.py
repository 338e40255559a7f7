"""Filters, sorting, limits and displays, as ``WebserviceRequest`` reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from polycart.platforms.prestashop_api.sim.declared import RESOURCES, Resource
from polycart.platforms.prestashop_api.sim.state import Record, Refusal, Shop, texts_of, whole

_SHAPE = re.compile(r"^(.*)\[(.*)\](.*)$", re.DOTALL)
_SPAN = re.compile(r"^([\d\.:\-\s]+),([\d\.:\-\s]+)$")
Test = Callable[[Any], bool]
HIDDEN = {"categories": ("nleft", "nright")}
"""What can be asked for and is not shown."""

_DATES = ("date_add", "date_upd")


def closest(word: str, words: list[str]) -> str:
    """The nearest of some words, by Levenshtein's distance; the last of equals."""
    best, found = -1, ""
    for each in words:
        distance = _distance(word, each)
        if distance == 0:
            return each
        if distance <= best or best < 0:
            best, found = distance, each
    return found


def _distance(one: str, two: str) -> int:
    row = list(range(len(two) + 1))
    for place, letter in enumerate(one, 1):
        before, row[0] = row[0], place
        for at, other in enumerate(two, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != other))
    return row[-1]


def did_you_mean(status: int, label: str, word: str, words: list[str], code: int) -> Refusal:
    """The refusal that tells what there is."""
    whole_list = ' The full list is: "' + '", "'.join(words) + '"' if len(words) > 1 else ""
    return Refusal(status, (code, f'{label}. Did you mean: "{closest(word, words)}"?{whole_list}'))


class Asked:
    """What a request for a list asks: the records, their order, and the fields of each."""

    def __init__(self, shop: Shop, name: str, query: Mapping[str, Any]) -> None:
        self.shop, self.name, self.query = shop, name, query
        self.resource = RESOURCES[name]
        self.languages = languages(shop, query)
        dated = bool(query.get("date") not in (None, "", "0"))
        fields = {"id": None, **self.resource.fields}
        self.plain = [n for n in fields if not (n != "id" and self.resource.fields[n].texts)]
        if not dated:
            self.plain = [n for n in self.plain if n not in _DATES]
        self.texts = [n for n, field in self.resource.fields.items() if field.texts]

    def records(self) -> list[Record]:
        """The records of the list."""
        found = list(self.shop.all(self.name))
        for name, value in self._filters().items():
            passes = matcher(value)
            found = [record for record in found if self._fits(name, passes, record)]
        for field, way in reversed(self._sorts()):
            found.sort(key=lambda record, field=field: _key(self._value(record, field)), reverse=way == "DESC")
        return self._cut(found)

    def _filters(self) -> dict[str, str]:
        given = self.query.get("filter")
        asked = dict(texts_of(given) or {})
        for name, value in asked.items():
            if name in self.texts:
                continue
            if isinstance(value, dict):
                raise Refusal(400, (31, "There is no existing linked table for this resource"))
            if name not in self.plain:
                raise did_you_mean(400, "This filter does not exist", name, self.plain, 32)
            if value == "":
                raise Refusal(400, (33, f'The filter "{name}" is malformed.'))
            if name != "id" and self.resource.fields[name].worked_out:
                said = f'The field "{name}" is dynamic. It is not possible to filter GET query with this field.'
                raise Refusal(400, (34, said))
        return {name: str(value) for name, value in asked.items()}

    def _value(self, record: Record, name: str) -> Any:
        value = record.get(name)
        texts = texts_of(value)
        return value if texts is None else texts.get(self.languages[0], "")

    def _fits(self, name: str, passes: Test, record: Record) -> bool:
        value = record.get(name)
        texts = texts_of(value)
        if texts is not None:
            return any(passes(texts.get(id, "")) for id in self.languages)
        return value is not None and passes(value)

    def _sorts(self) -> list[tuple[str, str]]:
        text = self.query.get("sort")
        if not isinstance(text, str):
            return []
        inner = re.fullmatch(r"\[(.*)\]", text)
        sorts: list[tuple[str, str]] = []
        for part in (inner[1] if inner else text).split(","):
            field, _, way = part.rpartition("_")
            if way.upper() not in ("ASC", "DESC") or not field:
                said = (
                    'The "sort" value has to be formed as this example: "field_ASC" or '
                    "'[field_1_DESC,field_2_ASC,field_3_ASC,...]' (\"field\" has to be an available field)"
                )
                raise Refusal(400, (37, said))
            if field not in self.plain and field not in self.texts:
                said = "Unable to filter by this field. However, these are available: "
                listed = f"{', '.join(self.plain)}, for i18n fields:{', '.join(self.texts)}"
                raise Refusal(400, (38, said + listed))
            sorts.append((field, way.upper()))
        return sorts

    def _cut(self, found: list[Record]) -> list[Record]:
        text = self.query.get("limit")
        if not isinstance(text, str):
            return found
        parts = text.split(",")
        if len(parts) > 2:
            said = 'The "limit" value has to be formed as this example: "5,25" or "10"'
            raise Refusal(400, (39, said))
        if len(parts) == 2:
            start = whole(parts[0])
            return found[start : start + whole(parts[1])]
        return found[: whole(parts[0])]


def languages(shop: Shop, query: Mapping[str, Any]) -> list[int]:
    """The languages that are asked for; all without a choice."""
    text = query.get("language")
    if not isinstance(text, str):
        return list(shop.languages)
    if not re.fullmatch(r"\d+|\[[\d|,]+\]", text):
        raise Refusal(400, (79, "language value is wrong"))
    chosen = [int(part) for part in re.findall(r"\d+", text)]
    return [id for id in chosen if id in shop.languages] or list(shop.languages)


def displayed(resource: Resource, query: Mapping[str, Any]) -> dict[str, list[str] | None] | None:
    """The fields that are asked for, with the parts of associations; ``None`` is everything."""
    text = query.get("display")
    if not isinstance(text, str) or text == "full":
        return None
    inner = re.fullmatch(r"\[(.*)\]", text)
    names = ["id", *resource.fields, *HIDDEN.get(resource.nodes, ())]
    if inner is None:
        said = "The 'display' syntax is wrong. You can set 'full' or '[field_1,field_2,field_3,...]'."
        raise Refusal(400, (36, f"{said} These are available: {', '.join(names)}"))
    chosen: dict[str, list[str] | None] = {}
    for part in re.findall(r"([^,\[]+)(\[[^\]]*\])?", inner[1]):
        name, parts = part[0].strip(), part[1]
        known = resource.associations.get(name)
        listed = [each for each in parts.strip("[]").split(",") if each] if parts else None
        wrong = name not in names if listed is None else known is None
        if listed is not None and known is not None:
            wrong = any(each != "id" and each not in known.fields for each in listed)
        if wrong:
            said = f'Unable to display this field "{name}". However, these are available: {", ".join(names)}'
            raise Refusal(400, (35, said))
        chosen[name] = listed
    return chosen


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Test:
    """What tells whether a value passes a filter: ``SQLUtils::getSQLRetrieveFilter``."""
    shape = _SHAPE.match(pattern)
    if shape is None:
        return lambda value: same(value, pattern)
    before, inner, after = shape.groups()
    if before == "%" or after == "%":
        expression = _like(before + inner + after)
        return lambda value: expression.fullmatch(str(value)) is not None
    if before == after == "":
        return _within(inner)
    if before == ">":
        return lambda value: _compare(value, inner) > 0
    if before == "<":
        return lambda value: _compare(value, inner) < 0
    if before == "!":
        excluded = _among(inner.split("|"))
        return lambda value: not excluded(value)
    return lambda value: True


def _within(inner: str) -> Test:
    """One of several values, an interval, or a single value."""
    if inner.find("|") > 0:
        return _among(inner.split("|"))
    span = _SPAN.match(inner)
    if span is None:
        return lambda value: same(value, inner)
    low, high = sorted(span.groups())
    return lambda value: _compare(value, low) >= 0 and _compare(value, high) <= 0


def _among(parts: list[str]) -> Test:
    """One of several values; lists of ids are long, so these are looked up."""
    if all(part.isdigit() for part in parts):
        numbers = {float(part) for part in parts}
        return lambda value: _number(value) in numbers
    return lambda value: any(same(value, part) for part in parts)


def same(value: Any, text: str) -> bool:
    """Equality of the database: numbers by worth, texts without regard to case."""
    return _compare(value, text) == 0


def _like(pattern: str) -> re.Pattern[str]:
    """``LIKE`` of the database."""
    parts = ["." if letter == "_" else ".*" if letter == "%" else re.escape(letter) for letter in pattern]
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _compare(value: Any, text: str) -> int:
    one, two = _number(value), _number(text)
    if isinstance(value, int):  # a column of numbers reads a text as a number, as far as it goes
        two = two if two is not None else float(whole(text))
    if one is not None and two is not None:
        return (one > two) - (one < two)
    left, right = str(value).casefold().rstrip(" "), str(text).casefold().rstrip(" ")
    return (left > right) - (left < right)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _key(value: Any) -> Any:
    number = _number(value)
    return (0, number, "") if number is not None else (1, 0.0, str(value or "").casefold())
