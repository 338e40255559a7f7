"""Adding, changing and deleting products."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    ProductAdded,
    ProductAddParams,
    ProductAddSpecific,
    ProductDeleteParams,
    ProductStoreAssignParams,
    ProductUpdateParams,
)
from polycart.api.results import DeletedItems, UpdatedItems
from polycart.core.codecs import stamp
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound, ParameterError
from polycart.core.given import allowed, only, refuse
from polycart.core.undo import Undo
from polycart.platforms.woocommerce_api.connection import STORE_ID, Woo, woocommerce
from polycart.platforms.woocommerce_api.images import native_image
from polycart.platforms.woocommerce_api.numbers import native_id, native_ids
from polycart.platforms.woocommerce_api.products.bodies import (
    MEASURES,
    NUMBERS,
    PRICES,
    RELATIVE,
    SEARCH_ENGINES,
    STOCK,
    TAXES,
    Body,
    goods,
    in_turn,
    taken,
)
from polycart.platforms.woocommerce_api.products.brands import brands_of
from polycart.platforms.woocommerce_api.products.fields import PARENTS, TYPES, product_type
from polycart.platforms.woocommerce_api.products.searches import known, missing
from polycart.platforms.woocommerce_api.products.terms import attributes

COMMON = (
    *PRICES, *STOCK, *MEASURES, *NUMBERS, *SEARCH_ENGINES, *TAXES, "dimensions_unit", "name", "description",
    "short_description", "type", "status", "visible", "is_virtual", "downloadable", "available_for_view",
    "stores_ids", "avail_from", "max_order_quantity", "external_product_link", "manufacturer", "manufacturer_id",
    "brand_name", "categories_ids", "up_sell_products_ids", "cross_sell_products_ids", "tags", "seo_url", "specifics",
)  # fmt: skip
PRICED = {"regular_price", "sale_price", "date_on_sale_from_gmt", "date_on_sale_to_gmt"}
VISIBLE = {"everywhere": "visible", "visible": "visible", "catalog": "catalog", "search": "search", "hidden": "hidden",
           "nowhere": "hidden"}  # fmt: skip


@woocommerce.implements(
    api.product.add, *COMMON, "available_for_sale", "wholesale_price", "category_id", "image_url", "image_name",
    "additional_image_urls", "files", "created_at",
)  # fmt: skip
async def product_add(woo: Woo, p: ProductAddParams) -> ProductAdded:
    """Add a product with everything that belongs to it in one request; only a new brand takes another."""
    p = only(p, woo.call.given)
    body = await _new(woo, p)
    body |= {"images": _images(p)}
    if p.files:
        body |= {"downloads": [{"name": file.name, "file": file.url} for file in p.files]}
        body.setdefault("downloadable", True)
    async with Undo(woo) as undo:
        body |= await brands_of(woo, undo, p, body.get("attributes") or [])
        made = await _send(woo, "POST", "products", body)
    return ProductAdded(product_id=str(made["id"]))


async def _new(woo: Woo, p: ProductAddParams) -> Body:
    """What a product is added with, but pictures, files and brands."""
    body = await _body(woo, p, [*_listed(p.category_id), *_listed(p.categories_ids)])
    return body | {"date_created_gmt": p.created_at and stamp.dump(p.created_at), **_schedule(p)}


async def new_body(woo: Woo, p: ProductAddParams) -> Body:
    """What a product is added with that needs nothing else to be made first."""
    return {name: value for name, value in (await _new(woo, p)).items() if value is not None}


async def changed_body(woo: Woo, p: ProductUpdateParams) -> Body:
    """What a product is changed with, where nothing else has to be read or made first."""
    body = await _body(woo, p, _listed(p.categories_ids)) | _schedule(p)
    return {name: value for name, value in body.items() if value is not None}


@woocommerce.implements(api.product.update, *COMMON, *RELATIVE, "id", "avail")
async def product_update(woo: Woo, p: ProductUpdateParams) -> UpdatedItems:
    """Change a product in one request; only a new brand, and attributes, which must be read first, take others."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = p.id
    path = f"products/{native_id('id').dump(id)}"
    p = only(p, woo.call.given)
    with known("Product", id):
        body = await _body(woo, p, _listed(p.categories_ids)) | _schedule(p)
        if p.specifics is not None:
            old = await woo.get(path, {"_fields": "id,attributes"})
            body["attributes"] = _merged(old["attributes"], body.get("attributes", []))
        if body.keys() & PRICED and body.keys() - PRICED:
            # The shop drops a price of a parent without a word; nothing else may be changed before that is known.
            refuse_price(id, (await woo.get(path, {"_fields": "id,type"}))["type"], body)
        async with Undo(woo) as undo:
            body |= await brands_of(woo, undo, p, body.get("attributes"), path)
            async with in_turn(woo, path, body):
                changed = await _send(woo, "PUT", path, body)
    refuse_price(id, changed["type"], body)
    return UpdatedItems(updated_items=1)


def refuse_price(id: str, type: str, body: Body) -> None:
    """Refuse a price for what has none of its own; the shop would drop it without a word."""
    if body.keys() & PRICED and type in (*PARENTS, "grouped"):
        raise refuse("price", f"Product {id} has no price of its own: its parts have.")


@woocommerce.implements(api.product.delete, "id")
async def product_delete(woo: Woo, p: ProductDeleteParams) -> DeletedItems:
    """Delete a product and its variations for good, not into the trash; pictures stay in the media library."""
    with known("Product", p.id):
        await woo.delete(f"products/{native_id('id').dump(p.id)}", {"force": True, "_fields": "id"})
    return DeletedItems(delete_items=1)


@woocommerce.implements(api.product.store.assign, "product_id", emulated=True, note="A shop is one store.")
async def product_store_assign(woo: Woo, p: ProductStoreAssignParams) -> UpdatedItems:
    """Check that the product is in the shop's one store, where every product is."""
    if p.store_id != STORE_ID:
        raise ParameterError(f"Parameter 'store_id' is not valid. Allowed values: '{STORE_ID}'.")
    found = await woo.get("products", {"include": native_id("product_id").dump(p.product_id), "_fields": "id"})
    if not found:
        raise missing("Product", p.product_id)
    return UpdatedItems(updated_items=0)


async def _send(woo: Woo, method: str, path: str, body: Body) -> Any:
    given = {name: value for name, value in body.items() if value is not None}
    try:
        return woo.decoded(await woo.send(method, path, {"_fields": "id,type"}, given))
    except AlreadyExists as error:
        raise taken(error, given) from error


async def _body(woo: Woo, p: ProductAddParams | ProductUpdateParams, categories: list[str]) -> Body:
    """What adding and changing have in common."""
    body = await goods(woo, p, off="draft") | {
        "name": p.name,
        "short_description": p.short_description,
        "slug": p.seo_url,
        "external_url": p.external_product_link,
        "upsell_ids": _numbers("up_sell_products_ids", p.up_sell_products_ids),
        "cross_sell_ids": _numbers("cross_sell_products_ids", p.cross_sell_products_ids),
        "tags": None if p.tags is None else [{"name": name} for name in _listed(p.tags)],
        "catalog_visibility": _visibility(p.visible),
        "sold_individually": _at_most(p.max_order_quantity),
    }
    downloadable: bool | None = p.downloadable
    body |= {"downloadable": downloadable} | _type(p.type)
    if categories or p.categories_ids is not None:
        body["categories"] = await _categories(woo, categories)
    body |= await _specifics(woo, p.specifics or [])
    return {name: value for name, value in body.items() if value is not None}


def _type(type: str | None) -> Body:
    """The contract counts two of WooCommerce's flags as types."""
    if type is None:
        return {}
    if type in ("virtual", "downloadable"):
        return {"type": "simple", type: True}
    if type not in TYPES.values():
        raise allowed("type", dict.fromkeys([*TYPES.values(), "virtual", "downloadable"]))
    return {"type": product_type.dump(type)}


def _visibility(word: str | None) -> str | None:
    if word is not None and word not in VISIBLE:
        raise allowed("visible", VISIBLE)
    return VISIBLE[word] if word else None


def _at_most(quantity: float | None) -> bool | None:
    if quantity not in (None, 1):
        raise refuse("max_order_quantity", "WooCommerce itself can limit orders to one piece, and to nothing else.")
    return None if quantity is None else True


def _schedule(p: ProductAddParams | ProductUpdateParams) -> Body:
    """WordPress publishes by itself what is dated in the future."""
    return {"date_created_gmt": stamp.dump(p.avail_from), "status": "future"} if p.avail_from else {}


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _numbers(name: str, text: str | None) -> list[int] | None:
    return None if text is None else [native_id(name).dump(part) for part in _listed(text)]


def _images(p: ProductAddParams) -> list[dict[str, Any]] | None:
    main = [native_image(p.image_url, name=p.image_name)] if p.image_url else []
    return [*main, *(native_image(url) for url in p.additional_image_urls or [])] or None


async def _categories(woo: Woo, ids: list[str]) -> list[dict[str, int]]:
    """The shop ignores categories that it does not have, so they are looked up first."""
    wanted = [native_id("categories_ids").dump(id) for id in dict.fromkeys(ids)]
    if wanted:
        query = {"include": native_ids("categories_ids").dump(",".join(ids)), "per_page": 100, "_fields": "id"}
        found = {row["id"] for row in await woo.get("products/categories", query)}
        unknown = [id for id in wanted if id not in found]
        if unknown:
            raise NotFound(f"Category with id {unknown[0]} not found.")
    return [{"id": id} for id in wanted]


async def _specifics(woo: Woo, specifics: list[ProductAddSpecific]) -> Body:
    """Properties become attributes, global ones where there is one of that name; parts become a group."""
    body: Body = {}
    rows: list[dict[str, Any]] = []
    for place, specific in enumerate(specifics):
        foreign = (specific.scale_id, specific.input_value, specific.food_details, specific.booking_details)
        if any(each is not None for each in foreign):
            raise refuse("specifics", "An attribute has 'name', 'value', 'values' and 'used_for_variations' only.")
        if specific.group_products_details:
            if any(part.quantity != 1 for part in specific.group_products_details):
                raise refuse("specifics", "A WooCommerce group has no quantities of its own.")
            parts = specific.group_products_details
            body["grouped_products"] = [native_id("specifics").dump(part.id) for part in parts]
            continue
        values = specific.values or ([specific.value] if specific.value is not None else [])
        if not specific.name or not values:
            raise refuse("specifics", "An attribute needs 'name' and 'value' or 'values'.")
        named = await _attribute(woo, specific.name)
        rows.append({
            **named, "position": place, "visible": True, "variation": specific.used_for_variations, "options": values,
        })  # fmt: skip
    return body | ({"attributes": rows} if rows else {})


async def _attribute(woo: Woo, name: str) -> dict[str, Any]:
    same = name.casefold()
    found = next((each for each in await attributes(woo) if same in (each.name.casefold(), each.slug)), None)
    return {"id": found.id} if found else {"name": name}


def _merged(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The new attributes in the place of old ones of the same id or name, or after them."""
    keys = {_key(row): row for row in new}
    kept = [keys.pop(_key(row), None) or row for row in old]
    return [*kept, *({**row, "position": len(kept)} for row in keys.values())]


def _key(row: dict[str, Any]) -> Any:
    return row.get("id") or str(row.get("name")).casefold()
