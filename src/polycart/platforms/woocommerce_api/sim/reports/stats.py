"""The sales of a period, whole and by intervals.

Refunds are rows of their own, with negative sums, in the status of their order.
"""

from collections.abc import Callable, Collection
from functools import partial

from polycart.platforms.woocommerce_api.sim.reports import intervals
from polycart.platforms.woocommerce_api.sim.reports.intervals import SQL, Interval
from polycart.platforms.woocommerce_api.sim.reports.tables import Entry, excluded, tables
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json

Test = Callable[[Entry], bool]


def figure(value: float) -> int | float:
    """A number as PHP's JSON shows it, with all the dust of adding floats."""
    return int(value) if value == int(value) else value


def figures(entries: list[Entry]) -> Json:
    """What the rows come to; `coupons_count` is that of the first row, as the database draws it."""
    orders = sum(not e.parent for e in entries)
    pieces = sum(e.pieces for e in entries)
    total, tax = sum(e.total for e in entries), sum(e.tax for e in entries)
    shipping, net = sum(e.shipping for e in entries), sum(e.net for e in entries)
    discount = sum(e.discount for e in entries)
    refunds = abs(sum(e.net for e in entries if e.net < 0))
    made: dict[str, float] = {
        "orders_count": orders,
        "num_items_sold": pieces,
        "gross_sales": total + discount - tax - shipping + refunds,
        "total_sales": total,
        "coupons": discount,
        "coupons_count": len(entries[0].coupons) if entries else 0,
        "refunds": refunds,
        "taxes": tax,
        "shipping": shipping,
        "net_revenue": net,
        "avg_items_per_order": round(pieces / orders, 4) if orders else 0,
        "avg_order_value": net / orders if orders else 0,
        "total_customers": len({e.customer for e in entries}),
    }
    return {name: figure(value) for name, value in made.items()}


def listing(shop: Shop, call: Call) -> Answer:
    """GET reports/orders/stats."""
    p = call.params
    after, before = intervals.bounds(shop, p.get("after"), p.get("before"))
    every = intervals.between(after, before, p["interval"])
    pages = -(-len(every) // p["per_page"])
    if p["page"] > pages:
        # Older versions forget how many there are, and show no figures as an empty array.
        body: Json = {"totals": None if shop.recent else [], "intervals": []}
        known = len(every) if shop.recent else 0
        return Answer(body=body, total=known, pages=pages if shop.recent else 0, page=p["page"])
    kind = shop.option("wc_admin", "woocommerce_date_type") or "date_paid"
    first, last = after.strftime(SQL), before.strftime(SQL)
    counted = [e for e in tables(shop).entries if first <= (e.at(kind) or "") <= last]
    counted = [e for e in counted if _wanted(shop, p)(e)]
    totals = figures(counted)
    totals["coupons_count"] = len({c for e in counted for c in e.coupons})
    totals["products"] = len({s.product for e in counted for s in e.sales})
    rows = _rows(shop, p, every, counted, kind)
    sold = [r["subtotals"] for r in rows if r["subtotals"]["total_customers"]]
    for first_sold in sold[:1]:
        first_sold["coupons_count"] = totals["coupons_count"]  # the shop puts that of the whole period there
    return Answer(
        body={"totals": totals | {"segments": []}, "intervals": rows}, total=len(every), pages=pages, page=p["page"]
    )


def _rows(shop: Shop, p: Json, every: list[Interval], counted: list[Entry], kind: str) -> list[Json]:
    """The page of intervals, by date or by what they come to; those without sales stand among them."""
    held: dict[str, list[Entry]] = {}
    for entry in counted:
        at = intervals.read(entry.at(kind) or "")
        held.setdefault(intervals.NAMES[p["interval"]](at), []).append(entry)
    falling, by = p["order"] == "desc", p["orderby"]
    known = {i.id: figures(held.get(i.id, [])) for i in every} if by != "date" else {}
    if by == "date":
        ordered = every[::-1] if falling else every
    else:
        ordered = sorted(every, key=lambda i: -known[i.id][by] if falling else known[i.id][by])
    start = (p["page"] - 1) * p["per_page"]
    part = ordered[start : start + p["per_page"]]
    whole = all(i.id in held for i in part)
    return [_row(i, held.get(i.id, []), _shown(shop, p, every, i, held) if whole else i) for i in part]


def _shown(shop: Shop, p: Json, every: list[Interval], one: Interval, held: dict[str, list[Entry]]) -> Interval:
    """The bounds that are told where no interval is empty: before version 8 those around the newest order's day."""
    if shop.recent:
        return one
    newest = intervals.read(max(e.created for e in held[one.id]))
    start, end = intervals.around(newest, p["interval"], every[0].start, every[-1].end)
    return Interval(one.id, start, end)


def _row(one: Interval, entries: list[Entry], shown: Interval) -> Json:
    start, end = shown.start.strftime(SQL), shown.end.strftime(SQL)
    row: Json = {"interval": one.id, "date_start": start, "date_start_gmt": start}
    row |= {"date_end": end, "date_end_gmt": end}
    return row | {"subtotals": figures(entries) | {"segments": []}}


def _wanted(shop: Shop, p: Json) -> Test:
    """Whether a row matches the filters, all or any of them; what never counts is out in any case."""
    tests = _tests(p)
    if p.get("customer_type") or p.get("customer"):
        back = (p.get("customer_type") or p.get("customer")) == "returning"
        tests.append(lambda e: e.returning is back)
    if p["refunds"] in ("all", "none"):
        tests.append(lambda e: bool(e.parent) is (p["refunds"] == "all"))
    elif p["refunds"]:
        tests.append(lambda e: bool(e.parent) and (e.status == "refunded") is (p["refunds"] == "full"))
    fold = all if p["match"] == "all" else any
    out = excluded(shop)
    if p.get("status_is") or p.get("status_is_not"):
        if p.get("status_is"):
            tests.append(lambda e: e.status in p["status_is"])
        if p.get("status_is_not"):
            tests.append(lambda e: e.status not in p["status_is_not"])
        out = set[str]()
    return lambda e: e.status not in out and (not tests or fold(test(e) for test in tests))


PARTS: dict[str, Callable[[Entry], Collection[int]]] = {
    "product": lambda e: {s.product for s in e.sales},
    "variation": lambda e: {s.variation for s in e.sales},
    "coupon": lambda e: e.coupons,
    "tax_rate": lambda e: e.rates,
}


def _tests(p: Json) -> list[Test]:
    found: list[Test] = []
    for name, part in PARTS.items():
        for suffix, inside in (("includes", True), ("excludes", False)):
            wanted = frozenset(p.get(f"{name}_{suffix}") or ())
            if wanted:
                found.append(partial(_touches, part=part, wanted=wanted, inside=inside))
    return found


def _touches(entry: Entry, *, part: Callable[[Entry], Collection[int]], wanted: frozenset[int], inside: bool) -> bool:
    return (not wanted.isdisjoint(part(entry))) is inside
