"""Brands of products.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/brands
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.entities import Image
from polycart.api.product import (
    Brand,
    ProductBrandListParams,
    ProductManufacturerAdded,
    ProductManufacturerAddParams,
)
from polycart.core.codecs import text
from polycart.core.errors import NotFound
from polycart.core.given import allowed, listed
from polycart.core.mapping import At, Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.core.undo import Step, Undo
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, native_ids, number
from polycart.platforms.bigcommerce_api.products.bodies import path as below
from polycart.platforms.bigcommerce_api.products.searches import PATH as PRODUCTS

PATH = "v3/catalog/brands"


def one_image(address: str | None) -> list[Image]:
    """The one picture of a brand or category, which has no number of its own."""
    if not address:
        return []
    name = address.partition("?")[0].rpartition("/")[2]
    return [Image(id="1", http_path=address, file_name=name, avail=True, sort_order=0, type="IMAGE_TYPE_BASE")]


def words(rows: list[str] | None) -> str | None:
    """Keywords as one text."""
    return ", ".join(rows) if rows else None


class BrandMap(Map[Brand]):
    """A brand; every one of them is shown."""

    id = field("id", text)
    name = field("name")
    active = constant(True)
    url = field("custom_url.url")
    meta_title = field("page_title")
    meta_keywords = computed(words, At("meta_keywords", list[str]))
    meta_description = field("meta_description")
    images = computed(one_image, "image_url")
    additional_fields = extras("search_keywords")


class BrandQuery(Map[ProductBrandListParams]):
    """Filters that the store has by itself."""

    brand_ids = field("id:in", native_ids("brand_ids"))


@bigcommerce.implements(
    api.product.brand.list, BrandQuery, "find_value", "find_where", "category_id", "avail", gives=BrandMap
)
async def product_brand_list(bc: Bigcommerce, p: ProductBrandListParams) -> Page[Brand]:
    """List brands, also those of the products of a category; none is hidden, so ``avail=false`` asks for none."""
    query = BrandQuery.dump(p)
    if not p.avail:
        return Page(items=[], total=0, projected=True)
    if p.find_value:
        if set(listed(p.find_where)) - {"name"}:
            raise allowed("find_where", ["name"])
        query["name:like"] = p.find_value
    if p.category_id is not None:
        asked = {"categories:in": number("category_id", p.category_id), "include_fields": "brand_id"}
        found: list[Any] = await bc.records(PRODUCTS, asked)
        ids = {row["brand_id"] for row in found if row["brand_id"]}
        if p.brand_ids is not None:
            ids &= {int(id) for id in listed(p.brand_ids)}
        if not ids:
            return Page(items=[], total=0, projected=True)
        query["id:in"] = sorted(ids)
    return await bc.window(PATH, query, BrandMap, start=p.start, count=p.count)


@bigcommerce.implements(
    api.product.manufacturer.add, "product_id", "manufacturer", "meta_title", "meta_keywords", "meta_description",
    "search_keywords", "image_url", "seo_url",
)  # fmt: skip
async def product_manufacturer_add(bc: Bigcommerce, p: ProductManufacturerAddParams) -> ProductManufacturerAdded:
    """Add a brand and give it to a product; one of that name that is there already is refused."""
    product = f"{PRODUCTS}/{number('product_id', p.product_id)}"
    try:
        await bc.get(product, {"include_fields": "name"})
    except NotFound as error:
        raise missing("Product", p.product_id, error) from error
    body = {
        "name": p.manufacturer,
        "page_title": p.meta_title,
        "meta_keywords": None if p.meta_keywords is None else listed(p.meta_keywords),
        "meta_description": p.meta_description,
        "search_keywords": p.search_keywords,
        "image_url": p.image_url,
        "custom_url": None if p.seo_url is None else {"url": below(p.seo_url), "is_customized": True},
    }
    async with Undo(bc) as undo:
        made = await bc.post(PATH, {name: value for name, value in body.items() if value is not None})
        undo(Step(method="DELETE", path=f"{PATH}/{made['id']}", says=f"Brand {made['id']}"))
        await bc.put(product, {"brand_id": made["id"]})
    return ProductManufacturerAdded(manufacturer_id=str(made["id"]))
