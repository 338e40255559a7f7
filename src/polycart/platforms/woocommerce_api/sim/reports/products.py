"""What each product has sold, counted by the day of the order or of the refund."""

import re
from html import unescape

from polycart.platforms.woocommerce_api.sim import pricing
from polycart.platforms.woocommerce_api.sim.reports import intervals
from polycart.platforms.woocommerce_api.sim.reports.intervals import SQL
from polycart.platforms.woocommerce_api.sim.reports.stats import figure
from polycart.platforms.woocommerce_api.sim.reports.tables import Sale, excluded, tables
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json

NEVER = -1


def listing(shop: Shop, call: Call) -> Answer:
    """GET reports/products; products that were asked for are shown though they sold nothing."""
    p = call.params
    sold = _sold(shop, p)
    named = _asked(shop, p)
    if named:
        wanted = [n for n in named if n != NEVER]
    else:
        # Where the products and the categories have nothing in common the shop forgets both filters.
        wanted = [n for n in sold if p["orderby"] != "product_name" or n in shop.products]
    pages = -(-len(wanted) // p["per_page"])
    if p["page"] > pages and not named:
        return Answer(body=[], total=0, pages=0, page=p["page"])
    rows = [_row(n, sold.get(n, [])) for n in dict.fromkeys(wanted)]
    rows.sort(key=lambda r: r["product_id"])
    rows.sort(key=lambda r: _key(shop, p["orderby"], r, sold), reverse=p["order"] == "desc")
    start = (p["page"] - 1) * p["per_page"]
    part = [_shown(shop, row, full=bool(p["extended_info"])) for row in rows[start : start + p["per_page"]]]
    # Products that both filters name are counted twice.
    return Answer(body=part, total=len(wanted), pages=pages, page=p["page"])


def _sold(shop: Shop, p: Json) -> dict[int, list[Sale]]:
    """The sales and returns of the period by product."""
    after, before = intervals.bounds(shop, p.get("after"), p.get("before"))
    first, last, out = after.strftime(SQL), before.strftime(SQL), excluded(shop)
    held: dict[int, list[Sale]] = {}
    for entry in tables(shop).entries:
        if first <= entry.created <= last and entry.status not in out:
            for sale in entry.sales:
                held.setdefault(sale.product, []).append(sale)
    return held


def _asked(shop: Shop, p: Json) -> list[int]:
    """The products that the filters name: all of them, or any with `match`; an empty category names one that is not."""
    mine: list[int] = list(dict.fromkeys(p.get("products") or ()))
    if not p.get("categories"):
        return mine
    below = _below(shop, set(p["categories"]))
    found = [
        n for n, r in shop.products.items() if r["status"] != "trash" and any(c["id"] in below for c in r["categories"])
    ]
    found = found or [NEVER]
    if not mine:
        return found
    return [n for n in found if n in mine] if p["match"] == "all" else found + mine


def _below(shop: Shop, wanted: set[int]) -> set[int]:
    """The categories and all that are under them."""
    while True:
        more = {t["id"] for t in shop.terms["categories"].values() if t["parent"] in wanted} - wanted
        if not more:
            return wanted
        wanted |= more


def _row(number: int, sales: list[Sale]) -> Json:
    return {
        "product_id": number,
        "items_sold": sum(s.pieces for s in sales),
        "net_revenue": figure(sum(s.net for s in sales)),
        "orders_count": len({s.order for s in sales if s.gross >= 0}),
    }


def _key(shop: Shop, by: str, row: Json, sold: dict[int, list[Sale]]) -> str | float:
    number = row["product_id"]
    product = shop.products.get(number)
    if by in ("product_name", "sku"):
        return str(product["name" if by == "product_name" else "sku"]).lower() if product else ""
    if by == "variations":
        return len(product["variations"]) if product else 0
    if by == "date":
        return min((s.order for s in sold.get(number, ())), default=0)
    return row[by]


def _shown(shop: Shop, row: Json, *, full: bool) -> Json:
    links = {"product": [{"href": f"{shop.url}/wp-json/wc-analytics/products/{row['product_id']}"}]}
    return row | {"extended_info": _about(shop, row["product_id"]) if full else {}, "_links": links}


def _about(shop: Shop, number: int) -> Json:
    """What the product is now; of one that is gone only the name in the last order."""
    product = shop.products.get(number)
    if product is None:
        lines = (line for o in shop.orders.values() for line in o["line_items"] if line["product_id"] == number)
        named = [line["name"] for line in lines]
        return {"name": f"{named[-1]} (Deleted)" if named else "(Deleted)"}
    low = product["low_stock_amount"]
    about: Json = {
        "name": unescape(re.sub(r"<[^>]*>", "", product["name"])) if "<" in product["name"] else product["name"],
        "price": figure(float(pricing.number(product["price"]))),
        "image": _image(shop, product),
        "permalink": product["permalink"],
        "stock_status": product["stock_status"],
        "stock_quantity": int(product["stock_quantity"] or 0),
        "manage_stock": product["manage_stock"],
        "low_stock_amount": int(
            shop.option("products", "woocommerce_notify_low_stock_amount", "2") if low is None else low
        ),
        "category_ids": [c["id"] for c in product["categories"]],
    }
    if product["type"] == "variable":
        about["variations"] = list(product["variations"])
    return about | {"sku": product["sku"]}


def _image(shop: Shop, product: Json) -> str:
    picture = next(iter(product["images"]), None)
    src = picture["src"] if picture else f"{shop.url}/wp-content/uploads/woocommerce-placeholder.webp"
    kind = "attachment-woocommerce_thumbnail size-woocommerce_thumbnail" if picture else "woocommerce-placeholder"
    return f'<img width="300" height="300" src="{src}" class="{kind}" alt="" decoding="async" loading="lazy" />'
