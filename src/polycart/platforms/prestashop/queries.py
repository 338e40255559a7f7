"""The queries of the webservice as conditions with bound values, and those that it has no words for.

https://devdocs.prestashop-project.org/8/webservice/tutorials/advanced-use/additional-list-parameters/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec

from polycart.core.bridge.tables import Binds, Condition
from polycart.platforms.prestashop.columns import Columns
from polycart.platforms.prestashop.sources import SOURCES
from polycart.platforms.prestashop_api.searches import Exactly

ALSO = "also"
"""The part of a query that holds what the webservice could not be asked: ``(how, what …)``, one after the other."""

_BRACKETS = re.compile(r"(?P<before>[%!<>]?)\[(?P<inside>.*)\](?P<after>%?)", re.DOTALL)
_SORT = re.compile(r"(\w+)_(ASC|DESC)")


class Asked(msgspec.Struct, frozen=True):
    """What a query comes to: its conditions, its order, its window, and the aliases that these use."""

    where: list[Condition]
    order: list[str]
    limit: int | None
    offset: int


def asked(columns: Columns, query: Mapping[str, Any], binds: Binds) -> Asked:
    """Read a query of the webservice."""
    where = [*columns.must(binds), *filters(columns, query, binds)]
    order = [
        name for name in (_ordered(columns, *found) for found in _SORT.findall(str(query.get("sort", "")))) if name
    ]
    first, _, second = str(query.get("limit", "")).partition(",")
    limit = int(second or first) if first else None
    return Asked(where, order or [str(columns.of("id"))], limit, int(first) if second else 0)


def resources(query: Mapping[str, Any]) -> set[str]:
    """The resources besides its own whose columns a query needs to be known."""
    return {"products"} if any(how == "product" for how, *_ in query.get(ALSO, ())) else set()


def _ordered(columns: Columns, field: str, way: str) -> str | None:
    column = columns.of(field)
    return None if column is None else f"-{column}" if way == "DESC" else column


def filters(columns: Columns, query: Mapping[str, Any], binds: Binds) -> Iterable[Condition]:
    """The conditions of the filters in a query."""
    for name, value in query.items():
        if name.startswith("filter["):
            column = columns.of(name[7:-1])
            # What this version does not keep, it keeps for nothing: no value is met.
            yield {"any": []} if column is None else compared(column, value)
    for how, *what in cast("Sequence[tuple[Any, ...]]", query.get(ALSO, ())):
        yield _ALSO[how](columns, binds, *what)


def compared(column: str, value: Any) -> Condition:
    """A column beside the value of a filter: one value, ``[a|b]``, ``[from,to]``, ``>[a]``, ``<[a]``, ``![a|b]``."""
    brackets = None if isinstance(value, Exactly) else _BRACKETS.fullmatch(str(value))
    if brackets is None:
        return [column, "=", str(value) if isinstance(value, Exactly) else value]
    before, inside, after = brackets["before"], brackets["inside"], brackets["after"]
    if before in ("<", ">"):
        return [column, before, _plain(inside)]
    if before == "%" or after == "%":
        return [column, "like", f"{'%' if before == '%' else ''}{literal(inside)}{after}"]
    if before == "!":
        return [column, "not in", [_plain(one) for one in inside.split("|")]]
    low, comma, high = inside.partition(",")
    if comma and "|" not in inside:
        return {"all": [[column, ">=", _plain(low)], [column, "<=", _plain(high)]]}
    return [column, "in", [_plain(one) for one in inside.split("|")]]


def _plain(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text


def literal(text: str) -> str:
    """A text for LIKE in which no character has a meaning of its own."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def used(conditions: Iterable[Any]) -> set[str]:
    """The aliases that conditions name, those of an EXISTS aside, which have their own joins."""
    found: set[str] = set()
    for condition in conditions:
        if isinstance(condition, list):
            column, *_ = cast("list[Any]", condition)
            found.add(str(column).partition(".")[0])
        elif "any" in condition or "all" in condition:
            found |= used(condition.get("any") or condition.get("all") or [])
    return found


def _text(columns: Columns, binds: Binds, fields: Sequence[str], value: str) -> Condition:
    """One of several texts holds a value."""
    places = [column for column in map(columns.of, fields) if column is not None]
    return {"any": [[column, "like", f"%{literal(value)}%"] for column in places]}


def _brand(columns: Columns, binds: Binds, name: str) -> Condition:
    """The manufacturer has a name."""
    return [str(columns.of("manufacturer_name")), "=", name]


def _categories(columns: Columns, binds: Binds, ids: Sequence[int]) -> Condition:
    """The product is in one of some categories."""
    mine = ["xc.id_product", "=", {"c": columns.of("id")}]
    return {"exists": {"table": "category_product", "as": "xc", "where": [mine, ["xc.id_category", "in", list(ids)]]}}


def _features(columns: Columns, binds: Binds, wanted: Sequence[tuple[int, Sequence[str]]]) -> Condition:
    """The product has, of each of some features, one of some values, given by their ids or their texts."""

    def one(feature: int, values: Sequence[str]) -> Condition:
        named: list[Condition] = [["xw.value", "in", list(values)]]
        numbers = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19]
        if numbers:
            named.append(["xp.id_feature_value", "in", numbers])
        join = {
            "table": "feature_value_lang", "as": "xw", "left": True,
            "on": [["xw.id_feature_value", "=", {"c": "xp.id_feature_value"}], ["xw.id_lang", "=", binds["language"]]],
        }  # fmt: skip
        mine: list[Condition] = [["xp.id_product", "=", {"c": columns.of("id")}], ["xp.id_feature", "=", feature]]
        return {"exists": {"table": "feature_product", "as": "xp", "joins": [join], "where": [*mine, {"any": named}]}}

    return {"all": [one(feature, values) for feature, values in wanted]}


def _buyer(columns: Columns, binds: Binds, email: str) -> Condition:
    """The order is of a customer with an e-mail."""
    mine = ["xb.id_customer", "=", {"c": columns.of("id_customer")}]
    return {"exists": {"table": "customer", "as": "xb", "where": [mine, ["xb.email", "=", email]]}}


def _product(columns: Columns, binds: Binds, query: Mapping[str, Any]) -> Condition:
    """The product of a combination meets filters of its own."""
    product = Columns(SOURCES["products"], columns.schema, "f")
    where = [*product.must(binds), *filters(product, query, binds)]
    mine = [product.of("id"), "=", {"c": columns.of("id_product")}]
    joins = product.joined(used(where), binds)
    found = {"table": product.source.table, "as": "ft", "where": [mine, *where]}
    return {"exists": {**found, "joins": joins} if joins else found}


_ALSO: Mapping[str, Any] = {
    "text": _text, "brand": _brand, "categories": _categories, "features": _features, "buyer": _buyer,
    "product": _product,
}  # fmt: skip
"""How each of the narrowings that the handlers know is asked of the tables: ``Prestashop.narrows``."""
