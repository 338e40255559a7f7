"""Brands, which OpenCart calls manufacturers; they have a name and a picture, but no texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

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
from polycart.core.bridge.tables import Condition, Follow, Statement, Table
from polycart.core.codecs import text
from polycart.core.errors import AlreadyExists
from polycart.core.mapping import At, Map, computed, constant, extras, field, lazy
from polycart.core.method import Page
from polycart.core.pictures import fetched
from polycart.core.undo import Undo
from polycart.platforms.opencart import seo
from polycart.platforms.opencart.connection import Opencart, beside, opencart
from polycart.platforms.opencart.images import MAIN, image
from polycart.platforms.opencart.products.filters import in_store
from polycart.platforms.opencart.searches import holding
from polycart.platforms.opencart.statements import delete, insert, made, select, update
from polycart.platforms.opencart.values import escaped, missing, native_ids, number_of, words

ID = "b.manufacturer_id"
WHERE = {"name": "b.name"}
BRAND = Table(
    "manufacturer",
    "b",
    follow={
        "stores": Follow(
            Table("manufacturer_to_store", "bs"), "bs.manufacturer_id = b.manufacturer_id", order=["bs.store_id"]
        )
    },
)


class _Store(msgspec.Struct):
    id: int = 0


class _Stores(Map[_Store]):
    id = field("bs.store_id")


def _ids(rows: Sequence[_Store]) -> list[str]:
    return [str(row.id) for row in rows]


async def _images(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[list[Image]]:
    return [[image(cart, MAIN, path, place=0, main=True)] if path else [] for (path,) in rows]


async def _urls(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[str]:
    route = "index.php?route=product/manufacturer.info" if cart.known.version >= (4, 0, 2) else (
        "index.php?route=product/manufacturer/info"
    )  # fmt: skip
    return [f"{cart.home}{route}&manufacturer_id={id}" for (id,) in rows]


class BrandMap(Map[Brand]):
    """A manufacturer."""

    id = field(ID, text)
    name = field("b.name", words)
    stores_ids = computed(_ids, At("stores", _Stores))
    active = constant(True)
    url = lazy(_urls, ID)
    images = lazy(_images, "b.image")
    additional_fields = extras(sort_order="b.sort_order")


@opencart.implements(api.product.brand.list, "brand_ids", "find_value", "find_where", "avail", gives=BrandMap)
async def product_brand_list(cart: Opencart, p: ProductBrandListParams) -> Page[Brand]:
    """List the manufacturers, all of which are in use."""
    await cart.facts()
    found: list[Condition] = in_store(cart, "manufacturer_to_store", "manufacturer_id", "b")
    if not p.avail:
        return Page(items=[], total=0)
    if p.brand_ids is not None:
        found.append([ID, "in", native_ids("brand_ids").dump(p.brand_ids)])
    if p.find_value:
        found.append(holding(p.find_value, WHERE, p.find_where))
    return await cart.window(BRAND, BrandMap, found, start=p.start, count=p.count, order=[ID])


async def brand_named(cart: Opencart, name: str) -> int | None:
    """The manufacturer of a name."""
    (rows,) = await cart.rows(select("manufacturer", ("manufacturer_id",), ["t.name", "=", escaped(name)], limit=1))
    return int(rows[0]["manufacturer_id"]) if rows else None


def new_brand(cart: Opencart, name: str, place: int, picture: str = "") -> list[Statement]:
    """The statements that make a manufacturer; the first of them is the one called ``place``."""
    stores = [0, *(row.store_id for row in cart.known.stores)]
    return [
        insert("manufacturer", {"name": escaped(name), "image": picture, "sort_order": 0}),
        insert("manufacturer_to_store", *({"manufacturer_id": made(place), "store_id": store} for store in stores)),
    ]


async def brand_of(
    cart: Opencart, p: ProductAddParams | ProductUpdateParams, place: int
) -> tuple[Any, list[Statement]]:
    """The manufacturer that a product gets, and what makes one where there is none of the name yet."""
    name = p.brand_name if p.brand_name is not None else p.manufacturer
    if p.brand_name is not None and p.manufacturer is not None and p.brand_name != p.manufacturer:
        raise beside("brand_name", "manufacturer")
    if p.manufacturer_id is not None:
        if name is not None:
            raise beside("manufacturer_id", "brand_name")
        id = number_of("manufacturer_id", p.manufacturer_id)
        if id and not await cart.has("manufacturer", ["t.manufacturer_id", "=", id]):
            raise missing("Manufacturer", p.manufacturer_id)
        return id, []
    if name is None:
        return None, []
    found = await brand_named(cart, name)
    return (made(place), new_brand(cart, name, place)) if found is None else (found, [])


@opencart.implements(api.product.manufacturer.add, "product_id", "manufacturer", "image_url", "seo_url")
async def product_manufacturer_add(cart: Opencart, p: ProductManufacturerAddParams) -> ProductManufacturerAdded:
    """Add a manufacturer and give it to a product."""
    await cart.writing()
    product = number_of("product_id", p.product_id)
    if not await cart.has("product", ["t.product_id", "=", product]):
        raise missing("Product", p.product_id)
    if await brand_named(cart, p.manufacturer) is not None:
        raise AlreadyExists(f"Manufacturer with name = '{p.manufacturer}' already exist.")
    await seo.refuse_taken(cart, seo.MANUFACTURER, "", p.seo_url)
    picture = await fetched(cart, p.image_url, "image_url") if p.image_url else None
    path = f"catalog/{picture.file_name(p.manufacturer)}" if picture else ""
    stores = [0, *(row.store_id for row in cart.known.stores)]
    statements = [
        *new_brand(cart, p.manufacturer, 0, path),
        update("product", {"manufacturer_id": made()}, ["product_id", "=", product]),
        *seo.new(cart, seo.MANUFACTURER, made(), p.seo_url or "", stores),
    ]
    async with Undo(cart) as undo:
        if picture:
            await cart.put_picture(undo, path, picture.base64)
        results = await cart.save(
            statements, back=lambda done: [delete("manufacturer", ["manufacturer_id", "=", int(done[0].insert)])]
        )
    return ProductManufacturerAdded(manufacturer_id=str(results[0].insert))
