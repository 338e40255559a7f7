"""Native records, such as a real shop's recorded answers, as the state of the simulated one.

`records` maps a resource's path behind /wc/v3/ to what a GET of it gave: "products", "products/10/variations",
"orders/63/refunds", "settings/general", "system_status" and so on. Records may be partial; the rest is as of a new one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from polycart.platforms.woocommerce_api.sim import coupons, customers, settings
from polycart.platforms.woocommerce_api.sim.orders import blank_order
from polycart.platforms.woocommerce_api.sim.products import blank_product
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.variations import blank_variation
from polycart.platforms.woocommerce_api.sim.wire import Json, fields, rows

SHORT = {
    "categories": "products/categories",
    "tags": "products/tags",
    "brands": "products/brands",
    "attributes": "products/attributes",
    "reviews": "products/reviews",
}
NESTED = {"variations": "products/{}/variations", "terms": "products/attributes/{}/terms", "notes": "orders/{}/notes"}
CUSTOMER: Json = {
    "date_created": "2024-01-01T00:00:00",
    "date_created_gmt": "2024-01-01T00:00:00",
    "date_modified": "2024-01-01T00:00:00",
    "date_modified_gmt": "2024-01-01T00:00:00",
    "email": "",
    "first_name": "",
    "last_name": "",
    "role": "customer",
    "username": "",
    "is_paying_customer": False,
    "avatar_url": "",
    "meta_data": [],
}


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """Fill an empty shop; sequences go on after the highest ids."""
    held = _by_path(records)
    _terms(shop, held)
    _products(shop, held)
    _orders(shop, held)
    for r in _rows(held, "customers"):
        blank = {"billing": dict.fromkeys(customers.BILLING, ""), "shipping": dict.fromkeys(customers.SHIPPING, "")}
        shop.customers[r["id"]] = CUSTOMER | blank | r
    for r in _rows(held, "coupons"):
        shop.coupons[r["id"]] = coupons.blank_coupon(shop, r["id"]) | r
    for r in _rows(held, "products/reviews"):
        gone = ("product_name", "product_permalink", "reviewer_avatar_urls")
        shop.reviews[r["id"]] = {k: v for k, v in r.items() if k not in gone}
    for r in _rows(held, "webhooks"):
        shop.webhooks[r["id"]] = r
    _places(shop, held)
    _settings(shop, held)
    told = ("system_status", "system_status/tools", "shipping_methods", "reports", "data")
    for path in (*told, *(p for p in held if p.startswith("data/"))):
        if path in held:
            shop.fixed[path.lower()] = held[path]
    if "name" in records:
        shop.fixed["name"] = records["name"]
    _sequences(shop)


def _by_path(records: Mapping[str, Any]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for name, value in records.items():
        if name in NESTED:
            held |= {NESTED[name].format(n): inner for n, inner in fields(value).items()}
        else:
            held[SHORT.get(name, name)] = value
    return held


def _rows(held: dict[str, Any], path: str) -> Iterable[Json]:
    """The records of a list without their links, in order of id."""
    found = [{k: v for k, v in r.items() if k != "_links"} for r in rows(held.get(path))]
    return sorted(found, key=lambda r: r["id"]) if found and isinstance(found[0].get("id"), int) else found


def _terms(shop: Shop, held: dict[str, Any]) -> None:
    for kind in shop.terms:
        for r in _rows(held, f"products/{kind}"):
            shop.terms[kind][r["id"]] = r
    for r in _rows(held, "products/attributes"):
        shop.attributes[r["id"]] = r
        shop.values[r["id"]] = {t["id"]: t for t in _rows(held, f"products/attributes/{r['id']}/terms")}


def _slugs(shop: Shop, attributes: list[Json]) -> list[Json]:
    """Attributes with the slugs that older versions do not tell."""
    made: list[Json] = []
    for a in attributes:
        known = shop.attributes.get(a["id"])
        made.append({"slug": known["slug"] if known else a["name"]} | a)
    return made


def _products(shop: Shop, held: dict[str, Any]) -> None:
    for r in _rows(held, "products"):
        product = blank_product(shop, r["id"]) | r
        product["attributes"] = _slugs(shop, product["attributes"])
        shop.products[r["id"]] = product
        for i in product["images"]:
            shop.media[i["id"]] = i
        for v in _rows(held, f"products/{r['id']}/variations"):
            variation = blank_variation(shop, v["id"], r["id"]) | v
            variation["attributes"] = _slugs(shop, variation["attributes"])
            variation["name"] = v.get("name", ", ".join(a["option"] for a in variation["attributes"]))
            if variation["sku"] == product["sku"]:
                variation["sku"] = ""
            shop.variations[v["id"]] = variation
            if variation["image"]:
                shop.media[variation["image"]["id"]] = variation["image"]
            if v["id"] not in product["variations"]:
                product["variations"] = [*product["variations"], v["id"]]


def _orders(shop: Shop, held: dict[str, Any]) -> None:
    for r in _rows(held, "orders"):
        order = blank_order(shop) | {k: v for k, v in r.items() if k != "refunds" and not k.endswith("_gmt")}
        for name in ("date_created", "date_modified"):
            order[name] = r.get(name) or r.get(f"{name}_gmt") or order[name]
        order["shipping_lines"] = [{"tax_status": "taxable"} | line for line in order["shipping_lines"]]
        shop.orders[r["id"]] = order
        for note in _rows(held, f"orders/{r['id']}/notes"):
            shop.notes[note["id"]] = note | {"parent_id": r["id"]}
        for refund in _rows(held, f"orders/{r['id']}/refunds"):
            shop.refunds[refund["id"]] = refund | {"parent_id": r["id"]}
    for refund in _rows(held, "refunds"):
        shop.refunds[refund["id"]] = refund


def _places(shop: Shop, held: dict[str, Any]) -> None:
    for r in _rows(held, "taxes"):
        shop.taxes[r["id"]] = r
    shop.tax_classes = list(_rows(held, "taxes/classes")) or [{"slug": "standard", "name": "Standard rate"}]
    for r in _rows(held, "shipping/zones"):
        shop.zones[r["id"]] = r
        base = f"shipping/zones/{r['id']}"
        shop.locations[r["id"]] = list(_rows(held, f"{base}/locations"))
        for method in _rows(held, f"{base}/methods"):
            shop.methods[method["id"]] = method | {"zone_id": r["id"]}


def _settings(shop: Shop, held: dict[str, Any]) -> None:
    groups = list(_rows(held, "settings"))
    if not groups:
        settings.seed(shop, {})
    for group in groups:
        shop.groups.append(group)
        shop.options[group["id"]] = {o["id"]: o for o in _rows(held, f"settings/{group['id']}")}
    for order, r in enumerate(held.get("payment_gateways") or []):
        known = settings.gateway_of(r["id"], r.get("title", r["id"]), order)
        shop.gateways[r["id"]] = known | {k: v for k, v in r.items() if k != "_links"}


def _sequences(shop: Shop) -> None:
    posts = (shop.products, shop.variations, shop.orders, shop.refunds, shop.coupons, shop.media)
    highest: dict[str, Iterable[int]] = {
        "posts": (n for held in posts for n in held),
        "terms": (n for held in (*shop.terms.values(), *shop.values.values()) for n in held),
        "users": shop.customers,
        "comments": (*shop.reviews, *shop.notes),
        "attributes": shop.attributes,
        "taxes": shop.taxes,
        "zones": shop.zones,
        "methods": shop.methods,
        "webhooks": shop.webhooks,
        "items": (
            line["id"]
            for order in (*shop.orders.values(), *shop.refunds.values())
            for name in ("line_items", "shipping_lines", "fee_lines", "tax_lines", "coupon_lines")
            for line in order.get(name, [])
        ),
        "meta": (m["id"] for p in (*shop.products.values(), *shop.variations.values()) for m in p["meta_data"]),
    }
    for name, numbers in highest.items():
        shop.seen(name, max(numbers, default=0))
