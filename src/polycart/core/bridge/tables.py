"""Tables of a shop's database as structures: joins on demand, conditions, and what is fetched along with a page.

    PICTURE = Table("product_image", "i")
    PRODUCT = Table(
        "product",
        "p",
        joins={"d": "product_description ON d.product_id = p.product_id AND d.language_id = :language"},
        follow={"images": Follow(PICTURE, "i.product_id = p.product_id", order=["i.sort_order"])},
    )

    class ProductMap(Map[Product]):
        id = field("p.product_id", text)
        name = field("d.name")
        images = each(PictureMap, "images")

    class ProductQuery(Map[ProductListParams]):
        created_from = where("p.date_added >= :v", STAMP)

A join is made only where a column of it is needed. Nothing here is SQL: conditions are read into structures, of which
the bridge writes SQL, and values are bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec
from msgspec import UNSET

from polycart.core.codecs import Codec, plain
from polycart.core.mapping import Field, Map

Condition = list[Any] | dict[str, Any]
Statement = dict[str, Any]
Binds = Mapping[str, Any]

_COMPARISON = re.compile(
    r"(?P<column>\w+\.\w+)\s*(?P<operator><=|>=|!=|=|<|>|NOT LIKE|LIKE|NOT IN|IN|IS NULL|IS NOT NULL)"
    r"\s*(?P<value>:\w+|\w+\.\w+|-?\d+|'[^']*'|)\s*",
    re.IGNORECASE,
)
_EXISTS = re.compile(r"(?P<word>EXISTS|MISSING) (?P<table>\w+) (?P<alias>\w+) ON (?P<on>.+)", re.IGNORECASE)
_UNARY = {"is null": "is null", "is not null": "not null"}


def where(condition: str, codec: Codec = plain) -> Any:
    """A parameter that narrows a list: ``:v`` is its value, written by ``codec``."""
    read(condition, {"v": None})  # a mistake in it is told when the module is loaded
    return Field(path=condition, codec=codec)


def read(text: str, binds: Binds) -> Condition:
    """Read a condition: comparisons joined by AND or by OR, or ``EXISTS table alias ON conditions``."""
    exists = _EXISTS.fullmatch(text)
    if exists:
        inner = {"table": exists["table"], "as": exists["alias"], "where": both(read(exists["on"], binds))}
        return {exists["word"].lower(): inner}
    for word, key in ((" OR ", "any"), (" AND ", "all")):
        parts = re.split(word, text, flags=re.IGNORECASE)
        if len(parts) > 1:
            return {key: [read(part.strip(), binds) for part in parts]}
    found = _COMPARISON.fullmatch(text)
    if found is None:
        raise ValueError(f"this is no condition: {text}")
    operator = found["operator"].lower()
    if operator in _UNARY:
        return [found["column"], _UNARY[operator]]
    return [found["column"], operator, _value(found["value"], binds)]


def both(condition: Condition) -> list[Condition]:
    """A condition as the list of those that must all hold."""
    return condition["all"] if isinstance(condition, dict) and "all" in condition else [condition]


def _value(text: str, binds: Binds) -> Any:
    if text.startswith(":"):
        return binds[text[1:]]
    if text.startswith("'"):
        return text[1:-1]
    if "." in text:
        return {"c": text}
    return int(text)


def conditions(query: type[Map[Any]], params: Any, binds: Binds | None = None) -> list[Condition]:
    """The conditions that the given parameters make; what is ``None`` or ``UNSET`` is not given."""
    found: list[Condition] = []
    for name, entry in query.entries.items():
        value = getattr(params, name)
        if value is None or value is UNSET or not isinstance(entry, Field):
            continue
        text = entry.path if " " in entry.path else f"{entry.path} = :v"
        found += both(read(text, {**(binds or {}), "v": entry.codec.dump(value)}))
    return found


def aliases(condition: Any) -> set[str]:
    """The aliases of a table's own joins that a condition uses; those of an EXISTS are its own."""
    if isinstance(condition, dict):
        own: set[str] = set()
        for word, below in cast("dict[str, Any]", condition).items():
            if word == "c":
                own.add(str(below).partition(".")[0])
            elif word in ("exists", "missing"):
                joined = below.get("joins", [])
                parts = [*below["where"], *(part for join in joined for part in join["on"])]
                own |= {name for part in parts for name in aliases(part)} - {
                    below["as"],
                    *(join["as"] for join in joined),
                }
            elif word in ("any", "all"):
                own |= {name for part in below for name in aliases(part)}
        return own
    column, *rest = cast("list[Any]", condition)
    return {str(column).partition(".")[0], *(name for one in rest if isinstance(one, dict) for name in aliases(one))}


class Follow(msgspec.Struct, frozen=True):
    """Rows of another table that belong to a page's rows: all of them are fetched in the same round trip.

    With ``many=False`` the first of them is the one that counts.
    """

    table: Table
    on: str
    order: Sequence[str] = ()
    where: str = ""
    many: bool = True

    @property
    def keys(self) -> tuple[str, str]:
        """The column here and the column of the page's rows that hold the same value."""
        here, _, there = self.on.partition(" = ")
        return here, there


class Table:
    """A table without prefix, its alias, its joins by alias, and what follows its rows by name."""

    def __init__(
        self,
        name: str,
        alias: str,
        *,
        joins: Mapping[str, str] | None = None,
        follow: Mapping[str, Follow] | None = None,
    ) -> None:
        self.name = name
        self.alias = alias
        self.joins = dict(joins or {})
        self.follow = dict(follow or {})

    def select(
        self,
        columns: Iterable[str | dict[str, Any]],
        where: Sequence[Condition] = (),
        *,
        order: Sequence[str] = (),
        binds: Binds | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Statement:
        """A select with just the joins that its columns, conditions and order need."""
        listed = list(columns)
        used = {one.partition(".")[0] for one in listed if isinstance(one, str)}
        used |= {one["of"].partition(".")[0] for one in listed if isinstance(one, dict) and "of" in one}
        used |= {one.lstrip("-").partition(".")[0] for one in order}
        for condition in where:
            used |= aliases(condition)
        statement: Statement = {"do": "select", "table": self.name, "as": self.alias, "columns": listed}
        joins = self._joins(used, binds or {})
        if joins:
            statement["joins"] = joins
        if where:
            statement["where"] = list(where)
        if order:
            statement["order"] = list(order)
        if limit is not None:
            statement["limit"] = limit
        if offset:
            statement["offset"] = offset
        return statement

    def count(self, where: Sequence[Condition] = (), *, binds: Binds | None = None) -> Statement:
        """A select of how many rows meet the conditions, as ``n``."""
        return self.select([{"fn": "count", "as": "n"}], where, binds=binds)

    def _joins(self, used: set[str], binds: Binds) -> list[dict[str, Any]]:
        """The joins for the aliases in use, and those that these need in turn, in the order of the table."""
        needed: dict[str, dict[str, Any]] = {}
        waiting = used - {self.alias}
        while waiting:
            alias = waiting.pop()
            if alias not in self.joins:
                raise ValueError(f"table {self.name} has no join {alias}")
            target, _, on = self.joins[alias].partition(" ON ")
            read_on = both(read(on, binds))
            left = target.upper().startswith("LEFT ")
            needed[alias] = {
                "table": target.split()[-1],
                "as": alias,
                "on": read_on,
                **({"left": True} if left else {}),
            }
            waiting |= {name for one in read_on for name in aliases(one)} - {self.alias, alias} - needed.keys()
        return [needed[alias] for alias in self.joins if alias in needed]
