"""Brands.

https://developer.bigcommerce.com/docs/rest-catalog/brands
"""

from __future__ import annotations

from polycart.platforms.bigcommerce_api.sim import checks, listing, parts
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, conflict, data, done, missing

KINDS = {
    "name": checks.text(255, 1), "page_title": checks.text(255), "meta_keywords": checks.ARRAY,
    "meta_description": checks.text(65535), "search_keywords": checks.text(65535), "image_url": checks.text(),
    "custom_url": checks.OBJECT,
}  # fmt: skip
BRANDS = Lister(
    filters={
        **listing.ids(),
        "name": listing.same("name"),
        "name:like": listing.like("name"),
        "page_title": listing.same("page_title"),
    },
    sorts={"name": lambda row: row["name"].casefold()},
)


def _found(shop: Shop, call: Call) -> Json:
    row = shop.brands.get(call.id("brand_id"))
    if row is None:
        raise missing("v3", f"A brand was not found with an id of {call.ids['brand_id']}")
    return row


def _unique(shop: Shop, fields: Json, own: int | None = None) -> None:
    name = fields.get("name", "").casefold()
    if name and any(row["name"].casefold() == name and row["id"] != own for row in shop.brands):
        raise conflict("v3", "A brand with that name already exists", "name")


@route("GET v3/catalog/brands")
def listed(shop: Shop, call: Call) -> Answer:
    return page_of(BRANDS, call, shop.brands, dict)


@route("GET v3/catalog/brands/{brand_id}")
def one(shop: Shop, call: Call) -> Answer:
    return data(listing.fields_of(call, _found(shop, call), BRANDS))


@route("POST v3/catalog/brands")
def added(shop: Shop, call: Call) -> Answer:
    fields = checks.check("v3", KINDS, call.fields(), "name")
    _unique(shop, fields)
    return data(shop.brands.put(parts.blank_brand(fields["name"]) | fields))


@route("PUT v3/catalog/brands/{brand_id}")
def changed(shop: Shop, call: Call) -> Answer:
    row = _found(shop, call)
    fields = checks.check("v3", KINDS, call.fields())
    _unique(shop, fields, row["id"])
    row |= fields
    return data(row)


@route("DELETE v3/catalog/brands/{brand_id}")
def deleted(shop: Shop, call: Call) -> Answer:
    row = shop.brands.drop(call.id("brand_id"))
    if row is not None:
        for product in shop.products:
            if product["brand_id"] == row["id"]:
                product["brand_id"] = 0
    return done()
