"""Who has bought for how much; accounts that never ordered are listed too unless a time of orders is asked for."""

from collections.abc import Callable

import msgspec

from polycart.platforms.woocommerce_api.sim.reports import intervals
from polycart.platforms.woocommerce_api.sim.reports.intervals import SQL
from polycart.platforms.woocommerce_api.sim.reports.stats import figure
from polycart.platforms.woocommerce_api.sim.reports.tables import Buyer, Entry, excluded, tables
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json

Key = Callable[[Json], str | float]


class _Row(msgspec.Struct):
    """A buyer with the orders and refunds that count."""

    buyer: Buyer
    entries: list[Entry]


def listing(shop: Shop, call: Call) -> Answer:
    """GET reports/customers."""
    p = call.params
    rows = [_view(shop, row) for row in _found(shop, p) if _within(row, p)]
    by = p["orderby"]
    rows.sort(key=lambda r: _rank(r[by]), reverse=p["order"] == "desc")
    pages = -(-len(rows) // p["per_page"])
    if p["page"] > pages:
        return Answer(body=[], total=0, pages=0, page=p["page"])
    start = (p["page"] - 1) * p["per_page"]
    return Answer(body=rows[start : start + p["per_page"]], total=len(rows), pages=pages, page=p["page"])


def _rank(value: str | float | None) -> tuple[bool, str | float]:
    """Nothing stands before everything."""
    return value is not None, value.lower() if isinstance(value, str) else value or 0


def _found(shop: Shop, p: Json) -> list[_Row]:
    """The buyers that the filters leave, with what they bought in the asked time."""
    held, out = tables(shop), excluded(shop)
    after = intervals.read(p["after"]).strftime(SQL) if p.get("after") else ""
    before = intervals.read(p["before"]).strftime(SQL) if p.get("before") else "9"
    bought: dict[int, list[Entry]] = {}
    for entry in held.entries:
        if entry.status not in out and after <= entry.created <= before:
            bought.setdefault(entry.customer, []).append(entry)
    timed = bool(p.get("after") or p.get("before"))
    buyers = [b for b in held.buyers if _matches(b, p) and (b.id in bought or not timed)]
    return [_Row(b, bought.get(b.id, [])) for b in buyers]


def _matches(buyer: Buyer, p: Json) -> bool:
    if p.get("customers") and buyer.id not in p["customers"]:
        return False
    if p.get("users") and buyer.user not in p["users"]:
        return False
    country = buyer.country
    if p.get("country_includes") and country not in p["country_includes"].split(","):
        return False
    if p.get("country_excludes") and country in p["country_excludes"].split(","):
        return False
    for name, later in (("registered_after", True), ("registered_before", False)):
        if p.get(name):
            bound, at = intervals.read(p[name]).strftime(SQL), buyer.registered
            if at is None or (at < bound if later else at > bound):
                return False
    places = {"name": buyer.name, "username": buyer.username, "email": buyer.email}
    places["all"] = " ".join(places.values())
    return not p.get("search") or p["search"].lower() in places[p["searchby"]].lower()


def _within(row: _Row, p: Json) -> bool:
    """Whether the sums lie in the asked range; only with both ends are these within it, and refunds count as orders."""
    sums = {"orders_count": len(row.entries), "total_spend": sum(e.total for e in row.entries)}
    for name, value in sums.items():
        least, most = p.get(f"{name}_min"), p.get(f"{name}_max")
        both = least is not None and most is not None
        if least is not None and (value < least or (value == least and not both)):
            return False
        if most is not None and (value > most or (value == most and not both)):
            return False
    return True


def _view(shop: Shop, row: _Row) -> Json:
    buyer, orders = row.buyer, sum(not e.parent for e in row.entries)
    spent = sum(e.total for e in row.entries)
    last = max((e.created for e in row.entries), default=None)
    shown: Json = {
        "id": buyer.id,
        "user_id": buyer.user,
        "username": buyer.username,
        "name": buyer.name,
        "email": buyer.email,
        "country": buyer.country,
        "city": buyer.city,
        "state": buyer.state,
        "postcode": buyer.postcode,
        "date_registered": _iso(buyer.registered),
        "date_last_active": _iso(buyer.active),
        "date_last_order": last,
        "orders_count": orders,
        "total_spend": figure(spent),
        "avg_order_value": figure(spent / orders) if orders else 0,
        "date_registered_gmt": _iso(buyer.registered),
        "date_last_active_gmt": _iso(buyer.active),
    }
    if not buyer.user:
        return shown
    base = f"{shop.url}/wp-json/wc-analytics/customers"
    links = {"customer": [{"href": f"{base}/{buyer.id}"}], "collection": [{"href": base}]}
    return shown | {"_links": links}


def _iso(moment: str | None) -> str | None:
    return moment.replace(" ", "T") if moment else None
