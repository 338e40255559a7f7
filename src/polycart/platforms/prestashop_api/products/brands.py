"""Manufacturers, which the contract calls brands.

https://devdocs.prestashop-project.org/8/webservice/resources/manufacturers/
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
from polycart.core.codecs import boolean, text
from polycart.core.errors import AlreadyExists
from polycart.core.mapping import Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.core.pictures import fetched
from polycart.core.undo import Step, Undo
from polycart.platforms.prestashop_api.connection import Body, Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.moments import moment
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.pictures import XML, pictured, upload
from polycart.platforms.prestashop_api.products.fields import stores_of
from polycart.platforms.prestashop_api.products.filters import dated
from polycart.platforms.prestashop_api.searches import Search, exactly, holding, ids_given

PATH = "manufacturers"


def _moment(value: Any) -> str | None:
    found = moment.load(value)
    return str(found.value) if found else None


async def _stores(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    return await stores_of(shop, PATH, [row[0] for row in rows])


async def _urls(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str]:
    base = shop.settings.store_url.rstrip("/")
    return [f"{base}/index.php?controller=manufacturer&id_manufacturer={id}" for (id,) in rows]


async def _images(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[Image]]:
    """The one picture of those that have one."""
    held = await pictured(shop, PATH)
    base = shop.settings.store_url.rstrip("/")
    return [
        [Image(id=str(id), http_path=f"{base}/img/m/{id}.jpg", file_name=f"{id}.jpg", mime_type="image/jpeg",
               avail=True, sort_order=0, type="IMAGE_TYPE_BASE")] if id in held else []
        for (id,) in rows
    ]  # fmt: skip


class BrandMap(Map[Brand]):
    """A manufacturer."""

    id = field("id", text)
    name = field("name", text)
    created_time = computed(_moment, "date_add")
    modified_time = computed(_moment, "date_upd")
    full_description = field("description", text)
    short_description = field("short_description", text)
    stores_ids = lazy(_stores, "id")
    active = field("active", boolean)
    url = lazy(_urls, "id")
    meta_title = field("meta_title", text)
    meta_keywords = field("meta_keywords", text)
    meta_description = field("meta_description", text)
    images = lazy(_images, "id")
    additional_fields = extras("link_rewrite")


@prestashop.implements(
    api.product.brand.list, "brand_ids", "avail", "find_value", "find_where", "created_from", "created_to",
    "modified_from", "modified_to", gives=BrandMap,
)  # fmt: skip
async def product_brand_list(shop: Prestashop, p: ProductBrandListParams) -> Page[Brand]:
    """List the manufacturers."""
    await shop.zoned()
    search = Search(path=PATH, query={**dated(p), "filter[active]": int(p.avail)})
    ids_given(search, "brand_ids", p.brand_ids)
    if p.find_value:
        await holding(shop, search, p.find_value, {"name": "name"}, p.find_where)
    return await search.counted(shop, BrandMap, start=p.start, count=p.count)


async def brand_named(shop: Prestashop, name: str) -> int | None:
    """The manufacturer of a name."""
    found = await shop.ids(PATH, {"filter[name]": exactly(name)})
    return found[0] if found else None


@prestashop.implements(
    api.product.manufacturer.add, "product_id", "manufacturer", "description", "meta_title", "meta_keywords",
    "meta_description", "image_url",
)  # fmt: skip
async def product_manufacturer_add(shop: Prestashop, p: ProductManufacturerAddParams) -> ProductManufacturerAdded:
    """Add a manufacturer and give it to a product."""
    product = number_of("product_id", p.product_id)
    if not await shop.ids("products", {"filter[id]": product}):
        raise missing("Product", p.product_id)
    if await brand_named(shop, p.manufacturer) is not None:
        raise AlreadyExists(f"Manufacturer with name = '{p.manufacturer}' already exist.")
    picture = await fetched(shop, p.image_url, "image_url") if p.image_url else None
    texts = {
        "description": p.description, "meta_title": p.meta_title, "meta_keywords": p.meta_keywords,
        "meta_description": p.meta_description,
    }  # fmt: skip
    body: Body = {"name": p.manufacturer, "active": 1}
    body |= {name: await shop.everywhere(value) for name, value in texts.items() if value is not None}
    async with Undo(shop) as undo:
        id = await shop.add_undoable(undo, PATH, body, f"Manufacturer {p.manufacturer}")
        if picture is not None:
            undo(Step("DELETE", f"images/{PATH}/{id}", f"The picture of manufacturer {id}", {**XML, **shop.scope}))
            await upload(shop, f"images/{PATH}/{id}", picture, "picture")
        await shop.change("products", product, {"id_manufacturer": id})
    return ProductManufacturerAdded(manufacturer_id=str(id))
