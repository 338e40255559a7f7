"""Items that may have been done: what is looked at before one is sent again, so that none is applied twice.

A process was killed, or the shop did not answer, while an item was with the shop. What deletes or sets values is sent
again. What adds is looked for first: by its SKU or name, the tracking number of a parcel.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from polycart.gateway.batches.items import RELATIVE, Raw

SKEW = 300.0
"""Seconds by which the clock of a shop may be wrong."""

ZONES = 26 * 3600.0
"""Seconds by which a moment may seem wrong that was read in another zone: what is older was not made by the item."""

MOST = 250
"""Entities that a look goes through; where there may be more, it has not seen enough."""

Ask = Callable[[str, Raw], Awaitable[Mapping[str, Any]]]
"""Calls a read method of the store; answers its result as JSON."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a look has told: the item is ``done`` (and made the entity), surely not (``absent``), or ``unclear``."""

    found: Literal["done", "absent", "unclear"]
    entity_id: str | None = None
    why: str = ""


ABSENT = Verdict(found="absent")


class _Search(msgspec.Struct, frozen=True):
    """How an added entity is looked for: a list, what a hit has in common with the item, and when it was made.

    ``ways`` are parameters of which the list has to take one set; the first that it takes is used.
    """

    method: str
    items: str
    fields: str
    ways: tuple[Raw, ...]
    fits: Callable[[Mapping[str, Any]], bool]
    created: str = ""


def again(single: str, raw: Raw) -> Verdict | None:
    """The verdict that needs no look; ``None`` where one has to be taken."""
    if single.endswith(".add"):
        return None
    if relative := [name for name in RELATIVE if raw.get(name) is not None]:
        return Verdict(found="unclear", why=f"whether {relative[0]} was applied can't be seen from the stock")
    return ABSENT


async def look(
    single: str,
    raw: Raw,
    *,
    sent: float,
    ask: Ask,
    takes: Callable[[str], frozenset[str]],
    credited: Callable[[str], bool],
) -> Verdict:
    """Look for what an item adds; ``sent`` is when it was sent.

    ``takes`` tells the parameters that the platform honours for a list (none where it has no such list), ``credited``
    whether an entity is another item's work.
    """
    search = _SEARCHES[single](raw, sent)
    if search is None:
        return Verdict(found="unclear", why="it has neither SKU nor name to look for")
    taken = takes(search.method)
    way = next((way for way in search.ways if way.keys() <= taken), None)
    if way is None:
        return Verdict(found="unclear", why="the platform has no way to look for it")
    result = await ask(search.method, {**way, "params": search.fields, "count": MOST})
    rows = result.get(search.items) or []
    hits = [row for row in rows if search.fits(row) and not credited(str(row["id"]))]
    verdicts = [_judged(row, search.created, sent) for row in hits]
    for kind in ("done", "unclear"):
        for verdict in verdicts:
            if verdict.found == kind:
                return verdict
    if len(rows) >= MOST:
        return Verdict(found="unclear", why="too many look like it")
    return ABSENT


def _judged(row: Mapping[str, Any], created: str, sent: float) -> Verdict:
    """Whether a hit was made by the item, by when it came into being."""
    id = str(row["id"])
    if created == "":  # nothing else can have the mark that was looked for
        return Verdict(found="done", entity_id=id)
    moment = _moment(row.get(created))
    if moment is None:
        return Verdict(found="unclear", entity_id=id, why=f"{id} looks like it, but the shop does not tell its age")
    if moment >= sent - SKEW:
        return Verdict(found="done", entity_id=id)
    if moment >= sent - ZONES:
        return Verdict(found="unclear", entity_id=id, why=f"{id} looks like it, but seems to be older")
    return ABSENT


def _moment(told: Any) -> float | None:
    value = told.get("value") if isinstance(told, Mapping) else told
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).timestamp()
    except ValueError:
        return None


def _product(raw: Raw, sent: float) -> _Search | None:
    sku, name = raw.get("sku"), raw.get("name")
    if not sku and not name:
        return None
    lately: Raw = {"created_from": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(sent - ZONES))}
    first: Raw = {"sku": sku} if sku else {"find_value": name, "find_where": "name"}
    view: Raw = {"store_id": raw["store_id"]} if raw.get("store_id") is not None else {}

    def fits(row: Mapping[str, Any]) -> bool:
        return row.get("u_sku") == sku if sku else row.get("name") == name

    ways = (first | view, lately | view)
    return _Search("product.list", "product", "id,name,u_sku,create_at", ways, fits, "create_at")


def _category(raw: Raw, sent: float) -> _Search:
    name, parent = raw["name"], raw.get("parent_id")

    def fits(row: Mapping[str, Any]) -> bool:
        return row.get("name") == name and (parent is None or str(row.get("parent_id")) == str(parent))

    ways: tuple[Raw, ...] = ({"find_value": name, "find_where": "name"}, {})
    return _Search("category.list", "category", "id,name,parent_id,created_at", ways, fits, "created_at")


def _variant(raw: Raw, sent: float) -> _Search:
    sku = raw.get("sku")
    ways: tuple[Raw, ...] = ({"product_id": raw["product_id"]},)
    return _Search(
        "product.child_item.list", "children", "id,sku,created_time", ways, lambda row: row.get("sku") == sku,
        "created_time",
    )  # fmt: skip


def _shipment(raw: Raw, sent: float) -> _Search:
    wanted = {one.get("tracking_number") for one in raw.get("tracking_numbers") or []}

    def fits(row: Mapping[str, Any]) -> bool:
        return bool(wanted & {one.get("tracking_number") for one in row.get("tracking_numbers") or []})

    ways: tuple[Raw, ...] = ({"order_id": raw["order_id"]},)
    return _Search("order.shipment.list", "shipment", "id,tracking_numbers", ways, fits)


_SEARCHES: Mapping[str, Callable[[Raw, float], _Search | None]] = {
    "product.add": _product,
    "category.add": _category,
    "product.variant.add": _variant,
    "order.shipment.add": _shipment,
}
