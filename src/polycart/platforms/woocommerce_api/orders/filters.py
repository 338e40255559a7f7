"""Which orders a caller means: the contract's filters as WooCommerce's own, and what is checked here instead.

https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders
"""

from __future__ import annotations

import asyncio
import math
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec

from polycart.api.order import Order, OrderCountParams, OrderFindParams, OrderListParams
from polycart.core.dates import parse_date
from polycart.core.errors import ParameterError
from polycart.core.mapping import Map
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.platforms.woocommerce_api.addresses import NativeAddress
from polycart.platforms.woocommerce_api.connection import Woo
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.since import place_of, window_since
from polycart.platforms.woocommerce_api.statuses import FINANCIAL, FULFILLMENT, meaning, names, slugs

SORTS = {"order_id": "id", "id": "id", "create_at": "date", "created_at": "date", "created_time": "date"}
"""``modified`` is left out: the shop breaks no ties there, so windows of such a list could overlap."""


class Spans(Protocol):
    """Parameters that bound the moments of creation and change."""

    created_from: str | None
    created_to: str | None
    modified_from: str | None
    modified_to: str | None


def spans(p: Spans) -> dict[str, Any]:
    """Bounds of the contract include their moment, those of WooCommerce do not; both count whole seconds."""
    bounds = {
        "after": moved(p.created_from, first=True),
        "before": moved(p.created_to, first=False),
        "modified_after": moved(p.modified_from, first=True),
        "modified_before": moved(p.modified_to, first=False),
    }
    given = {name: moment for name, moment in bounds.items() if moment is not None}
    return {**given, "dates_are_gmt": True} if given else {}


def moved(text: str | None, *, first: bool) -> str | None:
    """A bound moved by a second, so that its own moment is in."""
    if text is None:
        return None
    seconds = parse_date(text).timestamp()
    whole = math.ceil(seconds) - 1 if first else math.floor(seconds) + 1
    moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=whole)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


class Wanted(msgspec.Struct, kw_only=True):
    """The orders that a caller means; ``none`` says that no order can be meant."""

    query: dict[str, Any]
    only: frozenset[int] | None = None
    without: frozenset[int] = frozenset()
    since: int | None = None
    email: str | None = None
    none: bool = False


def _numbers(text: str | None, name: str) -> frozenset[int] | None:
    if text is None:
        return None
    return frozenset(native_id(name).dump(part) for part in text.split(",") if part.strip())


async def _statuses(woo: Woo, p: OrderListParams | OrderCountParams | OrderFindParams) -> list[str]:
    """The statuses that every given filter allows; drafts are no orders, so ``any`` will not do."""
    allowed = list(await names(woo))
    chosen: list[list[str]] = []
    if p.order_status is not None:
        chosen.append(await slugs(woo, p.order_status.split(","), "order_status"))
    if p.financial_status is not None:
        chosen.append(meaning(FINANCIAL, p.financial_status.split(","), "financial_status"))
    if not isinstance(p, OrderFindParams):
        if p.order_status_ids:
            chosen.append(await slugs(woo, p.order_status_ids, "order_status_ids"))
        if p.financial_status_ids:
            chosen.append(meaning(FINANCIAL, p.financial_status_ids, "financial_status_ids"))
        if p.fulfillment_status is not None:
            chosen.append(meaning(FULFILLMENT, p.fulfillment_status.split(","), "fulfillment_status"))
    for some in chosen:
        allowed = [status for status in allowed if status in some]
    if isinstance(p, OrderListParams) and p.is_deleted:
        if chosen:
            raise ParameterError("Parameter 'is_deleted' can't be used with a status: a deleted order has none.")
        return ["trash"]
    return allowed


def _sorting(p: OrderListParams) -> dict[str, str]:
    orderby = SORTS.get(p.sort_by)
    if orderby is None:
        raise ParameterError(f"Parameter 'sort_by' is not valid. Allowed values: {', '.join(SORTS)}.")
    direction = p.sort_direction.lower()
    if direction not in ("asc", "desc"):
        raise ParameterError("Parameter 'sort_direction' is not valid. Allowed values: asc, desc.")
    if p.since_id is not None and orderby != "id":
        raise ParameterError("Parameter 'since_id' can be used with sort_by=order_id only.")
    return {"orderby": orderby, "order": direction}


async def wanted_orders(woo: Woo, p: OrderListParams | OrderCountParams | OrderFindParams) -> Wanted:
    """Read the filters of a list, a count or a find."""
    sorting = _sorting(p) if isinstance(p, OrderListParams) else {"orderby": "id", "order": "asc"}
    statuses = await _statuses(woo, p)
    query: dict[str, Any] = {"status": ",".join(statuses), **spans(p)}
    if p.customer_id is not None:
        query["customer"] = native_id("customer_id").dump(p.customer_id)
    wanted = Wanted(query=query, email=p.customer_email, none=not statuses)
    if isinstance(p, OrderFindParams):
        query |= sorting
        return wanted
    for some in (_numbers(p.ids, "ids"), _numbers(p.order_ids, "order_ids")):
        if some is not None:
            wanted.only = some if wanted.only is None else wanted.only & some
    if isinstance(p, OrderListParams):
        query |= sorting
        wanted.without = _numbers(p.skip_order_ids, "skip_order_ids") or frozenset()
        wanted.since = None if p.since_id is None else native_id("since_id").dump(p.since_id)
    _narrow(wanted)
    return wanted


def _narrow(wanted: Wanted) -> None:
    """Put the ids into the query; WordPress heeds ``exclude`` only where there is no ``include``."""
    if wanted.only is not None:
        since = wanted.since or 0
        wanted.only = frozenset(id for id in wanted.only - wanted.without if id >= since)
        wanted.without, wanted.since = frozenset(), None
        wanted.none = wanted.none or not wanted.only
    if wanted.email is None:
        if wanted.only is not None:
            wanted.query["include"] = ",".join(map(str, sorted(wanted.only)))
        if wanted.without:
            wanted.query["exclude"] = ",".join(map(str, sorted(wanted.without)))


class _Candidate(msgspec.Struct):
    id: int = 0
    billing: NativeAddress | None = None


async def _candidates(woo: Woo, query: dict[str, Any]) -> list[_Candidate]:
    most = woo.paging.most
    first = await woo.send("GET", "orders", {**query, "offset": 0, "per_page": most})
    total = woo.paging.total(first.headers) or 0
    pages = [{**query, "offset": at, "per_page": most} for at in range(most, total, most)]
    rest = await asyncio.gather(*(woo.get("orders", page, type=list[_Candidate]) for page in pages))
    return [row for rows in (woo.decoded(first, list[_Candidate]), *rest) for row in rows]


async def _by_email(woo: Woo, wanted: Wanted) -> list[int]:
    """The orders with an e-mail address: the shop's search finds candidates by text, the address is compared here."""
    email = (wanted.email or "").strip()
    if not email or wanted.none:
        return []
    rows = await _candidates(woo, {**wanted.query, "search": email, "_fields": "id,billing"})
    same = [row.id for row in rows if row.billing and (row.billing.email or "").casefold() == email.casefold()]
    return [
        id
        for id in same
        if (wanted.only is None or id in wanted.only) and id not in wanted.without and id >= (wanted.since or 0)
    ]


async def _told(woo: Woo, meant: Wanted) -> Wanted:
    """The same orders with the address among the filters, where the shop's list takes that."""
    email = (meant.email or "").strip()
    if not email or meant.none:
        return meant
    query = {**meant.query, "email": email}
    if meant.only is not None:
        query["include"] = ",".join(map(str, sorted(meant.only)))
    if meant.without:
        query["exclude"] = ",".join(map(str, sorted(meant.without)))
    if not await woo.tells("orders", query):
        return meant
    return msgspec.structs.replace(meant, query=query, email=None)


async def order_page(
    woo: Woo,
    meant: Wanted,
    table: type[Map[Order]],
    *,
    start: int,
    count: int,
    digits: int | None,
    wanted: Selection,
) -> Page[Order]:
    """The page of the orders that are meant; ``digits`` is the number of decimals to answer amounts with."""
    meant = await _told(woo, meant)
    query = {**meant.query, "dp": digits}
    if meant.none:
        return Page(items=[], total=0)
    if meant.email is not None:
        found = await _by_email(woo, meant)
        ids = found[start : start + count]
        if not ids:
            return Page(items=[], total=len(found))
        sorting = {name: query[name] for name in ("orderby", "order", "status")}
        narrowed = {**sorting, "include": ",".join(map(str, ids)), "dp": digits}
        page = await woo.window("orders", narrowed, table, start=0, count=len(ids), wanted=wanted)
        return Page(items=page.items, total=len(found), projected=True)
    if meant.since is not None:
        return await window_since(
            woo, "orders", query, table, since=meant.since, start=start, count=count, wanted=wanted
        )
    return await woo.window("orders", query, table, start=start, count=count, wanted=wanted)


async def order_total(woo: Woo, wanted: Wanted) -> int:
    """How many orders are meant."""
    wanted = await _told(woo, wanted)
    if wanted.none:
        return 0
    if wanted.email is not None:
        return len(await _by_email(woo, wanted))
    if wanted.since is not None:
        before, total = await place_of(woo, "orders", wanted.query, wanted.since)
        return total - before
    return await woo.total("orders", wanted.query)
