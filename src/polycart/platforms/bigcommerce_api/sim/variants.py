"""Variants: below their product, and the list of all variants with its batch.

https://developer.bigcommerce.com/docs/rest-catalog/product-variants
"""

from __future__ import annotations

from typing import Any

from polycart.platforms.bigcommerce_api.sim import checks, listing, parts, products
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, Refusal, data, done, invalid, missing, told

BATCH = 50
OF_PRODUCT = Lister(filters={})
ALL = Lister(
    filters={
        "id": listing.number("id"),
        "sku": listing.same("sku"),
        "upc": listing.same("upc"),
        "product_id:in": listing.among("product_id"),
    }
)


def _found(shop: Shop, call: Call) -> tuple[Json, Json]:
    product = products.found(shop, call)
    variant = shop.variants.get(call.id("variant_id"))
    if variant is None or variant["product_id"] != product["id"]:
        raise missing("v3", f"A variant was not found with an id of {call.ids['variant_id']}")
    return product, variant


@route("GET v3/catalog/variants")
def listed(shop: Shop, call: Call) -> Answer:
    if "product_id:in" in call.query:
        wanted = [row for id in sorted(set(call.numbers("product_id:in"))) for row in shop.variants.of(id)]
        found: Any = sorted(wanted, key=lambda row: row["id"])
    else:
        found = shop.variants
    return page_of(ALL, call, found, lambda row: parts.variant_in_list(shop, row))


@route("GET v3/catalog/products/{product_id}/variants")
def of_product(shop: Shop, call: Call) -> Answer:
    found = shop.variants.of(products.found(shop, call)["id"])
    return page_of(OF_PRODUCT, call, found, lambda row: parts.variant(shop, row))


@route("GET v3/catalog/products/{product_id}/variants/{variant_id}")
def one(shop: Shop, call: Call) -> Answer:
    _, variant = _found(shop, call)
    return data(listing.fields_of(call, parts.variant(shop, variant), OF_PRODUCT))


@route("POST v3/catalog/products/{product_id}/variants")
def added(shop: Shop, call: Call) -> Answer:
    made = parts.add_variant(shop, products.found(shop, call), call.fields())
    return data(parts.variant(shop, made))


def _change(shop: Shop, product: Json, variant: Json, body: Json) -> None:
    fields = checks.check("v3", parts.VARIANT_KINDS, {k: v for k, v in body.items() if k != "id"})
    if "option_values" in fields:
        fields["option_values"] = parts.choices(shop, product, fields["option_values"], variant["id"])
    if fields.get("sku"):
        own = product["id"] if variant["id"] == product["base_variant_id"] else None
        parts.free_sku(shop, fields["sku"], product_id=own, variant_id=variant["id"])
    variant |= fields
    product["date_modified"] = shop.now()
    if variant["id"] == product["base_variant_id"]:
        for name in ("sku", "upc", "mpn", "gtin"):
            product[name] = variant[name]
        if product["inventory_tracking"] != "none":
            product["inventory_level"] = variant["inventory_level"]


@route("PUT v3/catalog/products/{product_id}/variants/{variant_id}")
def changed(shop: Shop, call: Call) -> Answer:
    product, variant = _found(shop, call)
    _change(shop, product, variant, call.fields())
    return data(parts.variant(shop, variant))


@route("PUT v3/catalog/variants")
def changed_together(shop: Shop, call: Call) -> Answer:
    """Up to fifty variants; where one is refused none is changed."""
    bodies = call.items(BATCH)
    errors: list[Json] = []
    before: list[tuple[Json, Json]] = []
    for place, body in enumerate(bodies):
        variant = shop.variants.get(body.get("id") or -1)
        try:
            if variant is None:
                raise missing("v3", f"A variant was not found with an id of {body.get('id')}")
            before.append((variant, dict(variant)))
            _change(shop, shop.products.rows[variant["product_id"]], variant, body)
        except Refusal as refusal:
            errors.append(told(refusal.status, refusal.body["title"], refusal.body.get("errors") or {str(place): ""}))
    if errors:
        for variant, old in before:
            variant.clear()
            variant |= old
        raise Refusal(422, {"batch_errors": errors})
    return data([parts.variant_in_list(shop, shop.variants.rows[body["id"]]) for body in bodies])


@route("DELETE v3/catalog/products/{product_id}/variants/{variant_id}")
def deleted(shop: Shop, call: Call) -> Answer:
    product, variant = _found(shop, call)
    if variant["id"] == product["base_variant_id"]:
        raise invalid("v3", {"id": "The base variant can not be deleted"}, "The base variant can not be deleted")
    shop.variants.drop(variant["id"])
    shop.metafields.drop_of(("variant", variant["id"]))
    if not shop.variants.of(product["id"]) and not shop.options.of(product["id"]):
        parts.base_variant(shop, product)
    return done()


@route("POST v3/catalog/products/{product_id}/variants/{variant_id}/image")
def pictured(shop: Shop, call: Call) -> Answer:
    _, variant = _found(shop, call)
    address = call.fields().get("image_url")
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        words = "The field 'image_url' is invalid."
        raise invalid("v3", {"image_url": words}, words)
    name = address.partition("?")[0].rpartition("/")[2] or "picture"
    product = variant["product_id"]
    variant["image_url"] = (
        f"https://cdn11.bigcommerce.com/s-{shop.hash}/products/{product}/variants/{variant['id']}/{name}"
    )
    return data({"image_url": variant["image_url"]})
