"""Adding, changing and deleting products, and in which channels they are shown."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    ProductAdded,
    ProductAddParams,
    ProductDeleteParams,
    ProductStoreAssignParams,
    ProductUpdateParams,
)
from polycart.api.results import DeletedItems, UpdatedItems
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound
from polycart.core.given import listed, only, refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.products.bodies import RELATIVE, WHOLE, Body, stock, taken, whole
from polycart.platforms.bigcommerce_api.products.searches import PATH
from polycart.platforms.bigcommerce_api.sparse import asked

ADJUST = "v3/inventory/adjustments/relative"
LOCATION = 1
"""The store's default location, which every store has."""


@bigcommerce.implements(
    api.product.add, *WHOLE, "category_id", "available_for_sale", "image_url", "additional_image_urls",
    "retail_price",
)  # fmt: skip
async def product_add(bc: Bigcommerce, p: ProductAddParams) -> ProductAdded:
    """Add a product with everything that belongs to it in one request."""
    p = only(p, bc.call.given)
    body = await whole(bc, p) | stock(p, None)
    body |= {"type": body.get("type", "physical"), "weight": body.get("weight", 0)}
    if p.retail_price is not None:
        body["retail_price"] = p.retail_price
    ids = [*listed(p.category_id), *listed(p.categories_ids)]
    if ids:
        body["categories"] = [number("categories_ids", id) for id in dict.fromkeys(ids)]
    if (sale := _for_sale(p.available_for_sale)) is not None:
        body["availability"] = sale
    images = [address for address in (p.image_url, *(p.additional_image_urls or ())) if address]
    if images:
        body["images"] = [
            {"image_url": address, "is_thumbnail": place == 0, "sort_order": place}
            for place, address in enumerate(images)
        ]
    async with Undo(bc) as undo:
        await _brand(bc, undo, body)
        made = await _send(bc, "POST", PATH, body)
    return ProductAdded(product_id=str(made["id"]))


def _for_sale(flag: bool | None) -> str | None:
    return None if flag is None else "available" if flag else "disabled"


async def _brand(bc: Bigcommerce, undo: Undo, body: Body) -> None:
    """The brand of a name; one that the store has not is made first, so that it can be taken back with the rest."""
    name = body.pop("brand_name", None)
    if name is None:
        return
    if name == "":
        body["brand_id"] = 0
        return
    found: list[Any] = await bc.records("v3/catalog/brands", {"name": name, "include_fields": "name"})
    known = next((row["id"] for row in found if row["name"].casefold() == name.casefold()), None)
    if known is None:
        known = (await bc.post("v3/catalog/brands", {"name": name}))["id"]
        undo(Step(method="DELETE", path=f"v3/catalog/brands/{known}", says=f"Brand {known}"))
    body["brand_id"] = known


async def _send(bc: Bigcommerce, method: str, path: str, body: Body) -> Any:
    try:
        return bc.decoded(await bc.send(method, path, {"include_fields": "name"}, body))
    except AlreadyExists as error:
        raise taken(error, body) from error


@bigcommerce.implements(api.product.update, *WHOLE, *RELATIVE, "id", "avail", "retail_price")
async def product_update(bc: Bigcommerce, p: ProductUpdateParams) -> UpdatedItems:
    """Change a product in one request; a relative quantity takes another, which the store reckons by itself."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = number("id", p.id)
    path = f"{PATH}/{id}"
    p = only(p, bc.call.given)
    body = await _changed(bc, p)
    more = _relative(p)
    try:
        held = await _held(bc, id, body, counted=p.quantity is not None or bool(more), undone=bool(more))
        body |= stock(p, held.get("inventory_tracking"))
        if more and held["inventory_tracking"] == "none":
            body.setdefault("inventory_tracking", "product")
        async with Undo(bc) as undo:
            await _brand(bc, undo, body)
            if more and body:
                before = {name: held[name] for name in body if name in held}
                undo(Step(method="PUT", path=path, json=before, says=f"A change of product {id}"))
            if body:
                await _send(bc, "PUT", path, body)
            if more:
                items = [{"location_id": LOCATION, "product_id": id, "quantity": more}]
                await bc.post(ADJUST, {"reason": "polycart", "items": items})
    except NotFound as error:
        raise missing("Product", p.id, error) from error
    return UpdatedItems(updated_items=1)


async def _changed(bc: Bigcommerce, p: ProductUpdateParams) -> Body:
    """What a change is written with, but the stock."""
    body = await whole(bc, p)
    if p.retail_price is not None:
        body["retail_price"] = p.retail_price
    if p.categories_ids is not None:
        body["categories"] = [number("categories_ids", part) for part in listed(p.categories_ids)]
    if (sale := _for_sale(p.avail)) is not None:
        body["availability"] = sale
    return body


async def body_of(bc: Bigcommerce, p: ProductUpdateParams, tracking: str | None) -> Body:
    """What a change is written with, for a product whose stock is counted so far as ``tracking`` says."""
    return await _changed(bc, p) | stock(p, tracking)


def _relative(p: ProductUpdateParams) -> int:
    """By how much the stock changes."""
    more, less = p.increase_quantity or 0, p.reduce_quantity or 0
    if (more or less) and p.quantity is not None:
        raise refuse("quantity", "It can not be used together with 'increase_quantity' or 'reduce_quantity'.")
    if more < 0 or less < 0 or int(more - less) != more - less:
        raise refuse("increase_quantity", "It must be a whole number that is not negative.")
    return int(more - less)


async def _held(bc: Bigcommerce, id: int, body: Body, *, counted: bool, undone: bool) -> Body:
    """What has to be known of a product before it is changed; nothing is asked where nothing has."""
    if not (counted or undone):
        return {}
    needs = {"inventory_tracking", "inventory_level", *(body if undone else ())}
    return await bc.get(f"{PATH}/{id}", asked(PATH, needs - {"images"}).query)


@bigcommerce.implements(api.product.delete, "id")
async def product_delete(bc: Bigcommerce, p: ProductDeleteParams) -> DeletedItems:
    """Delete a product with its variants and pictures; the store itself says nothing of an id that it has not."""
    path = f"{PATH}/{number('id', p.id)}"
    try:
        await bc.get(path, {"include_fields": "name"})
    except NotFound as error:
        raise missing("Product", p.id, error) from error
    await bc.delete(path)
    return DeletedItems(delete_items=1)


@bigcommerce.implements(api.product.store.assign, "product_id")
async def product_store_assign(bc: Bigcommerce, p: ProductStoreAssignParams) -> UpdatedItems:
    """Show a product in a channel, beside those that it is in."""
    id = number("product_id", p.product_id)
    known = {channel.id for channel in await bc.channels()}
    channel = number("store_id", p.store_id)
    if channel not in known:
        raise missing("Store", p.store_id)
    found = await bc.records(f"{PATH}/channel-assignments", {"product_id:in": id})
    if any(row["channel_id"] == channel for row in found):
        return UpdatedItems(updated_items=0)
    if not found and not await bc.total(PATH, {"id:in": id, "include_fields": "name"}):
        raise missing("Product", p.product_id)
    await bc.put(f"{PATH}/channel-assignments", [{"product_id": id, "channel_id": channel}])
    return UpdatedItems(updated_items=1)
