"""Products of v3, and what they show of their own parts.

https://developer.bigcommerce.com/docs/rest-catalog/products
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

from polycart.platforms.bigcommerce_api.sim import checks, listing, parts
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import (
    Answer,
    Call,
    Json,
    Refusal,
    conflict,
    data,
    done,
    invalid,
    missing,
    rows,
    told,
)

BATCH = 10
KINDS = {
    "name": checks.text(250, 1), "type": checks.word("physical", "digital"), "sku": checks.text(255),
    "description": checks.text(), "weight": checks.amount(), "width": checks.amount(), "depth": checks.amount(),
    "height": checks.amount(), "price": checks.amount(), "cost_price": checks.amount(),
    "retail_price": checks.amount(), "sale_price": checks.amount(), "map_price": checks.amount(),
    "tax_class_id": checks.whole(0, 255), "product_tax_code": checks.text(255), "categories": checks.ARRAY,
    "brand_id": checks.whole(0, checks.BILLION), "brand_name": checks.text(), "inventory_level": checks.whole(),
    "inventory_warning_level": checks.whole(), "inventory_tracking": checks.word("none", "product", "variant"),
    "fixed_cost_shipping_price": checks.amount(), "is_free_shipping": checks.YES_NO, "is_visible": checks.YES_NO,
    "is_featured": checks.YES_NO, "related_products": checks.ARRAY, "warranty": checks.text(65535),
    "bin_picking_number": checks.text(255), "layout_file": checks.text(500), "upc": checks.text(14),
    "search_keywords": checks.text(65535), "availability_description": checks.text(255),
    "availability": checks.word("available", "disabled", "preorder"),
    "gift_wrapping_options_type": checks.word("any", "none", "list"), "gift_wrapping_options_list": checks.ARRAY,
    "sort_order": checks.whole(-checks.SIGNED - 1), "condition": checks.word("New", "Used", "Refurbished"),
    "is_condition_shown": checks.YES_NO, "order_quantity_minimum": checks.whole(0, checks.BILLION),
    "order_quantity_maximum": checks.whole(0, checks.BILLION), "page_title": checks.text(255),
    "meta_keywords": checks.ARRAY, "meta_description": checks.text(65535),
    "view_count": checks.whole(0, checks.BILLION), "preorder_release_date": checks.text(empty=True),
    "preorder_message": checks.text(255), "is_preorder_only": checks.YES_NO, "is_price_hidden": checks.YES_NO,
    "price_hidden_label": checks.text(200), "custom_url": checks.OBJECT, "open_graph_type": checks.text(),
    "open_graph_title": checks.text(), "open_graph_description": checks.text(),
    "open_graph_use_meta_description": checks.YES_NO, "open_graph_use_product_name": checks.YES_NO,
    "open_graph_use_image": checks.YES_NO, "gtin": checks.text(14), "mpn": checks.text(),
    "custom_fields": checks.ARRAY, "bulk_pricing_rules": checks.ARRAY, "images": checks.ARRAY,
    "videos": checks.ARRAY, "variants": checks.ARRAY,
}  # fmt: skip
BLANK: Json = {
    "name": "", "type": "physical", "sku": "", "description": "", "weight": 0, "width": 0, "depth": 0, "height": 0,
    "price": 0, "cost_price": 0, "retail_price": 0, "sale_price": 0, "map_price": 0, "tax_class_id": 0,
    "product_tax_code": "", "categories": [], "brand_id": 0, "option_set_id": None, "option_set_display": "right",
    "inventory_level": 0, "inventory_warning_level": 0, "inventory_tracking": "none", "reviews_rating_sum": 0,
    "reviews_count": 0, "total_sold": 0, "fixed_cost_shipping_price": 0, "is_free_shipping": False,
    "is_visible": True, "is_featured": False, "related_products": [-1], "warranty": "", "bin_picking_number": "",
    "layout_file": "default.html", "upc": "", "mpn": "", "gtin": "", "date_last_imported": "",
    "search_keywords": "", "availability": "available", "availability_description": "",
    "gift_wrapping_options_type": "any", "gift_wrapping_options_list": [], "sort_order": 0, "condition": "New",
    "is_condition_shown": False, "order_quantity_minimum": 0, "order_quantity_maximum": 0, "page_title": "",
    "meta_keywords": [], "meta_description": "", "date_created": "", "date_modified": "", "view_count": 0,
    "preorder_release_date": None, "preorder_message": "", "is_preorder_only": False, "is_price_hidden": False,
    "price_hidden_label": "", "custom_url": {}, "base_variant_id": None, "open_graph_type": "product",
    "open_graph_title": "", "open_graph_description": "", "open_graph_use_meta_description": True,
    "open_graph_use_product_name": True, "open_graph_use_image": True,
}  # fmt: skip
BELOW = ("custom_fields", "bulk_pricing_rules", "images", "videos", "variants", "brand_name")
CHILDREN = (
    "bulk_pricing_rules", "channels", "custom_fields", "images", "modifiers", "options", "parent_relations",
    "primary_image", "reviews", "variants", "videos",
)  # fmt: skip
MOST_WITH_OPTIONS = 10
"""Products of a page that shows ``options`` or ``modifiers``."""


def _words(row: Json, value: str) -> bool:
    text = " ".join(str(row[name]) for name in ("name", "description", "sku")).casefold()
    return all(word in text for word in value.casefold().split())


def _in_category(row: Json, value: str) -> bool:
    return {int(part) for part in value.split(",")} <= set(row["categories"])  # in all of them, as the document says


def _sold_out(row: Json) -> bool:
    return row["inventory_tracking"] != "none" and row["inventory_level"] <= 0


PRODUCTS = Lister(
    filters={
        **listing.ids(),
        "name": listing.same("name"),
        "sku": listing.same("sku"),
        "sku:in": listing.among("sku"),
        "mpn": listing.same("mpn"),
        "upc": listing.same("upc"),
        "price": listing.number("price"),
        "weight": listing.number("weight"),
        "condition": listing.same("condition"),
        "brand_id": listing.number("brand_id"),
        **listing.dates("date_modified"),
        "is_visible": listing.flag("is_visible"),
        "is_featured": listing.flag("is_featured"),
        "is_free_shipping": listing.flag("is_free_shipping"),
        **{
            f"inventory_level{suffix}": check
            for suffix, check in (
                ("", listing.number("inventory_level")),
                (":in", listing.among("inventory_level")),
                (":not_in", listing.outside("inventory_level")),
                (":min", listing.least("inventory_level")),
                (":max", listing.greatest("inventory_level")),
                (":greater", listing.least("inventory_level", over=True)),
                (":less", listing.greatest("inventory_level", under=True)),
            )
        },
        "out_of_stock": lambda row, value: value != "1" or _sold_out(row),
        "total_sold": listing.number("total_sold"),
        "type": listing.same("type"),
        "categories": lambda row, value: row["categories"] == [int(value)],
        "categories:in": _in_category,
        "channel_id:in": lambda row, value: bool({int(part) for part in value.split(",")} & set(row["@channels"])),
        "keyword": _words,
        "keyword_context": lambda row, value: value in ("shopper", "merchant"),
        "availability": listing.same("availability"),
    },
    sorts={
        "id": lambda row: row["id"],
        "name": lambda row: (row["name"].casefold(), row["id"]),
        "sku": lambda row: (row["sku"], row["id"]),
        "price": lambda row: (row["price"], row["id"]),
        "date_modified": lambda row: (row["date_modified"], row["id"]),
        "date_last_imported": lambda row: (row["date_last_imported"], row["id"]),
        "inventory_level": lambda row: (row["inventory_level"], row["id"]),
        "is_visible": lambda row: (row["is_visible"], row["id"]),
        "total_sold": lambda row: (row["total_sold"], row["id"]),
        "calculated_price": lambda row: (parts.reduced(row), row["id"]),
    },
    children=CHILDREN,
)  # fmt: skip


def shown(shop: Shop, product: Json, include: Iterable[str] = ()) -> Json:
    """A product as it is answered, with some of its parts."""
    row = {name: value for name, value in product.items() if not name.startswith("@")}
    row["calculated_price"] = parts.reduced(product)
    if row["inventory_tracking"] == "variant":
        row["inventory_level"] = sum(each["inventory_level"] for each in shop.variants.of(product["id"]))
    made = {
        "bulk_pricing_rules": lambda: parts.bare(shop.rules.of(product["id"])),
        "channels": lambda: list(product["@channels"]),
        "custom_fields": lambda: parts.bare(shop.fields.of(product["id"])),
        "images": lambda: parts.images_of(shop, product["id"]),
        "modifiers": lambda: [parts.modifier(shop, each) for each in shop.modifiers.of(product["id"])],
        "options": lambda: [parts.option(shop, each) for each in shop.options.of(product["id"])],
        "parent_relations": list[Json],
        "primary_image": lambda: next(
            (i for i in parts.images_of(shop, product["id"]) if i["is_thumbnail"]), cast("Json", {})
        ),
        "reviews": lambda: parts.bare(shop.reviews.of(product["id"])),
        "variants": lambda: [parts.variant(shop, each) for each in shop.variants.of(product["id"])],
        "videos": lambda: list(product["@videos"]),
    }
    return row | {name: made[name]() for name in include}


def _include(call: Call) -> list[str]:
    asked = [part.strip() for part in call.query.get("include", "").split(",") if part.strip()]
    unknown = [name for name in asked if name not in CHILDREN]
    if unknown:
        raise invalid("v3", {"include": f"{unknown[0]} is not a valid include"})
    return asked


def found(shop: Shop, call: Call) -> Json:
    """The product that the path names."""
    product = shop.products.get(call.id("product_id"))
    if product is None:
        raise missing("v3", "A product was not found with an id of " + call.ids["product_id"])
    return product


@route("GET v3/catalog/products")
def listed(shop: Shop, call: Call) -> Answer:
    include = _include(call)
    most = MOST_WITH_OPTIONS if {"options", "modifiers"} & set(include) else listing.MOST
    return page_of(PRODUCTS, call, shop.products, lambda row: shown(shop, row, include), most=most)


@route("GET v3/catalog/products/{product_id}")
def one(shop: Shop, call: Call) -> Answer:
    return data(listing.fields_of(call, shown(shop, found(shop, call), _include(call)), PRODUCTS))


@route("POST v3/catalog/products")
def added(shop: Shop, call: Call) -> Answer:
    body = checks.check("v3", KINDS, call.fields(), "name", "type", "weight", "price")
    _unique(shop, body)
    _known(shop, body)
    product = BLANK | {"date_created": shop.now(), "@channels": [1], "@videos": []}
    product = shop.products.put(product | {"categories": [], "related_products": [-1]})
    try:
        _change(shop, product, body)
        _parts(shop, product, body)
    except Refusal:
        _dropped(shop, product["id"])
        raise
    return data(listing.fields_of(call, shown(shop, product), PRODUCTS))


@route("PUT v3/catalog/products/{product_id}")
def changed(shop: Shop, call: Call) -> Answer:
    product = found(shop, call)
    _update(shop, product, call.fields())
    return data(listing.fields_of(call, shown(shop, product, _include(call)), PRODUCTS))


@route("PUT v3/catalog/products")
def changed_together(shop: Shop, call: Call) -> Answer:
    """Up to ten products; those that are in order are changed, whatever becomes of the others."""
    made: list[Json] = []
    failed: dict[str, Any] = {}
    status = 422
    for place, body in enumerate(call.items(BATCH)):
        product = shop.products.get(body.get("id") or -1)
        try:
            if product is None:
                raise missing("v3", f"A product was not found with an id of {body.get('id')}")
            _update(shop, product, {name: value for name, value in body.items() if name != "id"})
            made.append(listing.fields_of(call, shown(shop, product), PRODUCTS))
        except Refusal as refusal:
            status = refusal.status
            failed[str(place)] = refusal.body.get("errors") or refusal.body["title"]
    if failed and not made:
        raise Refusal(status, told(status, _first(failed), failed))
    if failed:
        return Answer(body={"data": made, "errors": told(422, _first(failed), failed), "meta": {}}, status=207)
    return data(made)


def _first(failed: dict[str, Any]) -> str:
    words: Any = next(iter(failed.values()))
    return (
        str(next(iter(cast("Json", words).values()))) if isinstance(words, dict) and words else str(cast("Any", words))
    )


@route("DELETE v3/catalog/products/{product_id}")
def deleted(shop: Shop, call: Call) -> Answer:
    _dropped(shop, call.id("product_id"))
    return done()


@route("DELETE v3/catalog/products")
def deleted_together(shop: Shop, call: Call) -> Answer:
    if not {"id:in", "categories:in", "brand_id", "sku", "name"} & call.query.keys():
        raise invalid("v3", {"id": "A filter is required to delete products"})
    for row in PRODUCTS.chosen(call, shop.products):
        _dropped(shop, row["id"])
    return done()


def _dropped(shop: Shop, id: int) -> None:
    if shop.products.drop(id) is None:
        return
    for table in (shop.variants, shop.options, shop.modifiers, shop.images, shop.fields, shop.rules, shop.reviews):
        table.drop_of(id)
    shop.metafields.drop_of(("product", id))


def _update(shop: Shop, product: Json, body: Json) -> None:
    body = checks.check("v3", KINDS, body)
    _unique(shop, body, product["id"])
    _known(shop, body)
    _change(shop, product, body)
    _parts(shop, product, body)


def _unique(shop: Shop, body: Json, own: int | None = None) -> None:
    """Names and SKUs are given once, whatever the case of their letters."""
    name, sku = body.get("name"), body.get("sku")
    url = cast("Json", body.get("custom_url") or {}).get("url")
    for other in shop.products:
        if other["id"] == own:
            continue
        if name and other["name"].casefold() == name.casefold():
            raise conflict("v3", "The product name is a duplicate", "name")
        if url and other["custom_url"].get("url") == url:
            raise conflict("v3", "The product url is a duplicate", "custom_url")
    if sku:
        parts.free_sku(shop, sku, product_id=own)


def _known(shop: Shop, body: Json) -> None:
    for id in body.get("categories") or ():
        if shop.categories.get(id) is None:
            words = f"The category {id} does not exist"
            raise invalid("v3", {"categories": words}, words)
    brand = body.get("brand_id")
    if brand and shop.brands.get(brand) is None:
        words = f"The brand {brand} does not exist"
        raise invalid("v3", {"brand_id": words}, words)


def _change(shop: Shop, product: Json, body: Json) -> None:
    product |= {name: value for name, value in body.items() if name not in BELOW}
    if not product["related_products"]:
        product["related_products"] = [-1]
    if body.get("brand_name"):
        product["brand_id"] = parts.brand_named(shop, body["brand_name"])
    url = product["custom_url"]
    if not url.get("url"):
        product["custom_url"] = {"url": free_url(shop, product), "is_customized": False}
    else:
        product["custom_url"] = {"url": url["url"], "is_customized": bool(url.get("is_customized", True))}
    product["date_modified"] = shop.now()
    base = shop.variants.get(product["base_variant_id"] or -1)
    if base is None and not shop.variants.of(product["id"]):
        base = parts.base_variant(shop, product)
    if base is not None:
        base |= {name: product[name] for name in ("sku", "upc", "mpn", "gtin", "inventory_level")}


def free_url(shop: Shop, product: Json) -> str:
    """An address made of the name that no other product has."""
    slug = re.sub(r"[^\w]+", "-", product["name"].casefold()).strip("-") or str(product["id"])
    taken = {other["custom_url"].get("url") for other in shop.products if other["id"] != product["id"]}
    return f"/{slug}/" if f"/{slug}/" not in taken else f"/{slug}-{product['id']}/"


def _parts(shop: Shop, product: Json, body: Json) -> None:
    """Parts that come within a product: pictures and variants are added, fields and rules replace the old ones."""
    id = product["id"]
    for each in rows(body.get("images")):
        parts.add_image(shop, id, each)
    if body.get("videos") is not None:
        product["@videos"] = [{**each, "id": n, "product_id": id} for n, each in enumerate(rows(body["videos"]), 1)]
    if body.get("custom_fields") is not None:
        kept = [parts.custom_field(shop, id, each) for each in rows(body["custom_fields"])]
        shop.fields.drop_of(id)
        for each in kept:
            shop.fields.put(each)
    if body.get("bulk_pricing_rules") is not None:
        shop.rules.drop_of(id)
        for each in rows(body["bulk_pricing_rules"]):
            shop.rules.put(parts.bulk_rule(shop, id, each))
    for each in rows(body.get("variants")):
        parts.variant_with_options(shop, product, each)


@route("POST v3/inventory/adjustments/relative", "PUT v3/inventory/adjustments/absolute")
def adjusted(shop: Shop, call: Call) -> Answer:
    """Change levels of stock, by so much or to so much; where one is refused none is changed.

    https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/inventory/adjustments
    """
    relative = call.path.endswith("relative")
    levels: list[tuple[Json, int]] = []
    for item in rows(call.fields().get("items")):
        row = _counted(shop, item)
        level = item.get("quantity", 0) + (row["inventory_level"] if relative else 0)
        if level < 0:
            raise invalid("v3", {"quantity": "The level of stock can not be negative"}, "Insufficient stock")
        levels.append((row, level))
    for row, level in levels:
        row["inventory_level"] = level
    return Answer(body={"transaction_id": f"{len(shop.products):032x}"})


def _counted(shop: Shop, item: Json) -> Json:
    """The product or variant that an adjustment is of."""
    if item.get("location_id") not in shop.locations.rows:
        raise invalid("v3", {"location_id": "The location does not exist"}, "The location does not exist")
    product = shop.products.get(item.get("product_id") or -1)
    variant = shop.variants.get(item.get("variant_id") or -1)
    if variant is not None:
        owner = shop.products.rows[variant["product_id"]]
        return owner if variant["id"] == owner["base_variant_id"] else variant
    if product is None:
        raise invalid("v3", {"product_id": "The product does not exist"}, "The product does not exist")
    return product
