"""Brands: a taxonomy of the shop since WooCommerce 9.6, an attribute of the product before.

https://woocommerce.github.io/woocommerce-rest-api-docs/ does not have them yet; the source is
includes/rest-api/Controllers/Version2/class-wc-rest-product-brands-v2-controller.php.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from html import unescape
from typing import Any

from polycart import api
from polycart.api.entities import Image
from polycart.api.product import (
    Brand,
    ProductAddParams,
    ProductBrandListParams,
    ProductManufacturerAdded,
    ProductManufacturerAddParams,
    ProductUpdateParams,
)
from polycart.core.codecs import text
from polycart.core.errors import NotFound, ParameterError, Unsupported
from polycart.core.mapping import Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.connection import STORE_ID, Woo, woocommerce
from polycart.platforms.woocommerce_api.images import ImageMap, native_image
from polycart.platforms.woocommerce_api.numbers import native_id, native_ids
from polycart.platforms.woocommerce_api.products.bodies import Body
from polycart.platforms.woocommerce_api.products.fields import BRAND_NAMES
from polycart.platforms.woocommerce_api.products.searches import known, named
from polycart.platforms.woocommerce_api.terms import term_name, term_search

PATH = "products/brands"


def _images(row: Any) -> list[Image]:
    return [ImageMap.reader().convert(row)] if row else []


class BrandMap(Map[Brand]):
    """A brand; its page has no address in the API."""

    id = field("id", text)
    name = field("name", term_name)
    full_description = field("description")
    stores_ids = constant([STORE_ID])
    active = constant(True)
    images = computed(_images, "image")
    additional_fields = extras("slug", "count", "menu_order", parent_id="parent")


class BrandQuery(Map[ProductBrandListParams]):
    """Filters of the list; ``search`` looks at names and slugs."""

    brand_ids = field("include", native_ids("brand_ids"))
    parent_id = field("parent", native_id("parent_id"))


@woocommerce.implements(
    api.product.brand.list, BrandQuery, "find_value", "find_where", "avail", gives=BrandMap,
    note="Needs WooCommerce 9.6 or newer.",
)  # fmt: skip
async def product_brand_list(woo: Woo, p: ProductBrandListParams) -> Page[Brand]:
    """List brands; each of them is active, so ``avail=false`` asks for none."""
    named(p.find_where, ("name",), "find_where")
    if not p.avail:
        return Page(items=[], total=0)
    query = {**BrandQuery.dump(p), "search": p.find_value and term_search.dump(p.find_value), "orderby": "id"}
    with _since_9_6():
        return await woo.window(PATH, query, BrandMap, start=p.start, count=p.count)


@woocommerce.implements(
    api.product.manufacturer.add, "product_id", "manufacturer", "description", "image_url", "seo_url",
    note="Needs WooCommerce 9.6 or newer.",
)  # fmt: skip
async def product_manufacturer_add(woo: Woo, p: ProductManufacturerAddParams) -> ProductManufacturerAdded:
    """Add a brand and give it to a product."""
    path = f"products/{native_id('product_id').dump(p.product_id)}"
    with known("Product", p.product_id):
        await woo.get(path, {"_fields": "id"})
    async with Undo(woo) as undo:
        body: Body = {"name": p.manufacturer, "description": p.description, "slug": p.seo_url}
        if p.image_url:
            body["image"] = native_image(p.image_url)
        with _since_9_6():
            id = await _make(woo, undo, {name: value for name, value in body.items() if value is not None})
        await woo.put(path, {"brands": [{"id": id}]}, {"_fields": "id"})
    return ProductManufacturerAdded(manufacturer_id=str(id))


@contextmanager
def _since_9_6() -> Generator[None]:
    try:
        yield
    except Unsupported as error:
        raise Unsupported("This shop has no brands: WooCommerce has them since 9.6.", native=error.native) from error


async def brands_of(
    woo: Woo,
    undo: Undo,
    p: ProductAddParams | ProductUpdateParams,
    attributes: list[dict[str, Any]] | None,
    path: str | None = None,
) -> Body:
    """The part of a product's body that names its brand, which is made where there is none of the name.

    ``attributes`` are those that the body has already; ``path`` is that of the product to change.
    """
    name = p.brand_name if p.brand_name is not None else p.manufacturer
    if p.brand_name is not None and p.manufacturer is not None and p.brand_name != p.manufacturer:
        raise ParameterError("Parameter 'brand_name' can't be used with parameter(s): 'manufacturer'")
    if p.manufacturer_id is not None:
        if name is not None:
            raise ParameterError("Parameter 'manufacturer_id' can't be used with parameter(s): 'brand_name'")
        return {"brands": [{"id": await _existing(woo, p.manufacturer_id)}]}
    if name is None:
        return {}
    try:
        found = await woo.get(PATH, {"search": term_search.dump(name), "per_page": 100, "_fields": "id,name"})
    except Unsupported:
        return {"attributes": await _as_attribute(woo, name, attributes, path)}
    same = (row["id"] for row in found if unescape(row["name"]).casefold() == name.casefold())
    id = next(same, None)
    return {"brands": [{"id": await _make(woo, undo, {"name": name}) if id is None else id}]}


async def _existing(woo: Woo, id: str) -> int:
    number = native_id("manufacturer_id").dump(id)
    try:
        await woo.get(f"{PATH}/{number}", {"_fields": "id"})
    except Unsupported as error:
        raise ParameterError("Parameter 'manufacturer_id' needs WooCommerce 9.6 or newer.") from error
    except NotFound as error:
        raise NotFound(f"Manufacturer with id {id} not found.", native=error.native) from error
    return number


async def _make(woo: Woo, undo: Undo, body: Body) -> int:
    made = await woo.post(PATH, body)
    undo(
        Step(
            method="DELETE", path=f"{PATH}/{made['id']}", query={"force": True}, says=f"Brand {made['id']}",
        )
    )  # fmt: skip
    return made["id"]


async def _as_attribute(
    woo: Woo, name: str, attributes: list[dict[str, Any]] | None, path: str | None
) -> list[dict[str, Any]]:
    """Older shops have their brands in an attribute, which reading finds again."""
    rows: list[dict[str, Any]] = attributes or []
    if attributes is None and path is not None:
        rows = (await woo.get(path, {"_fields": "id,attributes"}))["attributes"]
    others = [row for row in rows if str(row.get("name", "")).lower() not in BRAND_NAMES]
    place = len(others)
    return [*others, {"name": "Brand", "options": [name], "visible": True, "variation": False, "position": place}]
