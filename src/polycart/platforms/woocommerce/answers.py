"""Answers to requests of WooCommerce's API that its tables give as well: the same records, in one round trip.

A ``Resource`` knows which filters, orders and fields of a list it can tell exactly. Whatever else is asked for, a
filter or a field that only the shop's code knows, goes to the API inside the shop; so does the part of a page that a
resource finds it can not tell, such as a text with shortcodes in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

import msgspec

from polycart.core.bridge.tables import Condition, Statement
from polycart.core.errors import BridgeFailed, TooManyItems
from polycart.core.transport import Response

if TYPE_CHECKING:
    from polycart.platforms.woocommerce.connection import Woo
    from polycart.platforms.woocommerce.facts import Shop

Record = dict[str, Any]
Row = dict[str, dict[str, Any]]

_WINDOW = {"_fields", "offset", "per_page", "page", "orderby", "order"}


class Ask(msgspec.Struct, kw_only=True):
    """One request as a resource reads it: fields, window, order, and the filters that are given."""

    fields: frozenset[str]
    offset: int
    count: int
    orderby: str
    order: str
    filters: dict[str, Any]

    def wants(self, *names: str) -> bool:
        """Whether any of some fields is asked for."""
        return not self.fields.isdisjoint(names)


class Statements:
    """The statements of one round trip, and their rows afterwards."""

    def __init__(self) -> None:
        self.asked: list[Statement] = []
        self._rows: Sequence[bytes] = ()

    def add(self, statement: Statement, *keep: str) -> int:
        """Take up a statement; ``keep`` are its columns that later ones refer to."""
        self.asked.append(statement | ({"keep": list(keep)} if keep else {}))
        return len(self.asked) - 1

    async def read(self, woo: Woo) -> None:
        """Have them all answered."""
        self._rows = (await woo.bridge.read(*self.asked)).rows

    def rows(self, place: int | None) -> list[Row]:
        """The rows of one statement; none where it was not asked."""
        return [] if place is None else cast("list[Row]", msgspec.json.decode(self._rows[place]))

    def number(self, place: int) -> int:
        """The one number that a count answers."""
        return int(cast("list[dict[str, Any]]", msgspec.json.decode(self._rows[place]))[0]["n"])


class Found(msgspec.Struct):
    """A page; ``missing`` are the fields of single records that only the shop's code can tell."""

    records: list[Record]
    total: int
    missing: dict[int, set[str]] = {}


class Resource(Protocol):
    """A list of the API that tables can tell."""

    path: str
    fields: frozenset[str]
    query: Mapping[str, Any]
    """What is meant where a request names no order, and what asks the API for records whatever they are."""

    def conditions(self, shop: Shop, filters: Mapping[str, Any]) -> list[Condition]:
        """What the filters mean; raises ``Unknown`` for one that tables can not tell."""
        ...

    def order(self, ask: Ask) -> list[str]:
        """The columns to sort by; raises ``Unknown``."""
        ...

    async def find(self, woo: Woo, shop: Shop, ask: Ask) -> Found:
        """The page that is asked for; raises ``Unknown``."""
        ...


class Unknown(Exception):
    """A filter, an order or a value that only the shop's code can deal with."""


_RESOURCES: dict[str, Resource] = {}


def register(resource: Resource) -> None:
    """Have a resource answered by SQL."""
    _RESOURCES[resource.path] = resource


def resource(path: str) -> Resource:
    """The resource that answers a list."""
    return _RESOURCES[path]


async def answer(woo: Woo, path: str, query: Mapping[str, Any]) -> Response | None:
    """The answer to a request; ``None`` where the API itself has to be asked."""
    base, single = _split(path)
    one = _RESOURCES.get(base)
    if one is None or "_fields" not in query:
        return None
    shop = await woo.shop()
    if shop.multilingual:
        return None
    ask = _ask(one, query, single)
    try:
        found = await one.find(woo, shop, ask)
    except (Unknown, TooManyItems):
        return None
    except BridgeFailed as error:  # a version to come may keep things elsewhere, and a network keeps its users there
        if error.native is None or error.native.code not in ("table", "column"):
            raise
        return None
    if single is not None and not found.records:
        return None
    await _complete(woo, one, found, ask, shop.absent)
    body = found.records[0] if single is not None else found.records
    headers = {"content-type": "application/json", "x-wp-total": str(found.total)}
    return Response(status=200, headers=headers, body=msgspec.json.encode(body))


async def tells(woo: Woo, path: str, query: Mapping[str, Any]) -> bool:
    """Whether tables can tell a list with these filters, among them those that the API does not have."""
    one = _RESOURCES.get(path)
    if one is None:
        return False
    shop = await woo.shop()
    ask = _ask(one, {**query, "_fields": "id"}, None)
    try:
        one.conditions(shop, ask.filters)
        one.order(ask)
    except Unknown:
        return False
    return not shop.multilingual


def _split(path: str) -> tuple[str, int | None]:
    """The list that a path belongs to, and the id of the one record that it names."""
    found = re.fullmatch(r"([a-z/-]+?)/(\d{1,18})", path)
    return (found[1], int(found[2])) if found else (path, None)


def _ask(resource: Resource, query: Mapping[str, Any], single: int | None) -> Ask:
    count = int(query.get("per_page") or 10)
    filters = {
        name: value
        for name, value in query.items()
        if name not in _WINDOW and value is not None and value != "" and value != []
    }
    if single is not None:
        filters["include"] = str(single)
    return Ask(
        fields=frozenset(name.strip().partition(".")[0] for name in str(query["_fields"]).split(",")),
        offset=int(query.get("offset") or 0) or count * (int(query.get("page") or 1) - 1),
        count=count if single is None else 1,
        orderby=str(query.get("orderby") or resource.query["orderby"]),
        order=str(query.get("order") or resource.query["order"]),
        filters=filters,
    )


async def _complete(woo: Woo, resource: Resource, found: Found, ask: Ask, absent: frozenset[str]) -> None:
    """Fetch from the API what the records lack, for all of them at once."""
    unknown = ask.fields - resource.fields - absent
    missing = {record["id"]: unknown | found.missing.get(record["id"], set()) for record in found.records}
    missing = {id: names for id, names in missing.items() if names}
    if not missing:
        return
    names = sorted(set[str]().union(*missing.values()))
    known = {name: ask.filters[name] for name in ("dp",) if name in ask.filters}
    asked = {**resource.query, **known, "include": ",".join(map(str, missing)), "offset": 0, "per_page": len(missing)}
    told = await woo.relayed("GET", resource.path, {**asked, "_fields": ",".join(["id", *names])})
    by_id = {record["id"]: record for record in woo.decoded(told, list[Record])}
    for record in found.records:
        told_here = by_id.get(record["id"], {})
        record.update({name: told_here[name] for name in missing.get(record["id"], ()) if name in told_here})


def numbers(value: Any) -> list[int]:
    """The ids of a filter: a number, a list, or a comma string."""
    parts = cast("list[Any]", value) if isinstance(value, list) else str(value).split(",")
    return [int(part) for part in parts if str(part).strip().isdecimal()]


def flag(value: Any) -> bool:
    """A filter that is true or false."""
    return value is True or str(value).lower() in {"1", "true"}
