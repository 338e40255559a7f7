"""Batches of products: added and changed in one request to the shop's queue, checked with a few before it.

What a second request would have to follow for is refused by name: stock in other sources than ``default`` beside
anything else, relative quantities (they would be counted before the queue's turn comes), new values of attributes.
Nothing keeps a SKU free until the queue's turn comes; a batch must not run beside others that add the same products.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import msgspec

from polycart import api
from polycart.api.product import (
    ProductAddBatchImage,
    ProductAddBatchItem,
    ProductAddBatchParams,
    ProductAddParams,
    ProductUpdateBatchItem,
    ProductUpdateBatchParams,
    ProductUpdateParams,
)
from polycart.api.results import JobQueued
from polycart.core.errors import AlreadyExists, MissingParameter
from polycart.core.given import allowed, refuse
from polycart.core.undo import Undo
from polycart.platforms.magento2 import fetching
from polycart.platforms.magento2.batches import goods
from polycart.platforms.magento2.batches.goods import advanced, single
from polycart.platforms.magento2.batches.items import honoured, looking, once, prepared
from polycart.platforms.magento2.batches.queue import required, submit
from polycart.platforms.magento2.batches.updates import Change, changed, finished, stocked
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.products import choices, inventory
from polycart.platforms.magento2.products.bodies import (
    PARENTS,
    Body,
    new_sku_of,
    own_url_key,
    product_type,
    sku_of,
    slug,
)
from polycart.platforms.magento2.products.changes import ROLES, changed_draft, changed_stock, drafted, entry, stock_item
from polycart.platforms.magento2.products.picture_changes import KINDS
from polycart.platforms.magento2.products.references import product

ADDED = (magento2.handlers[api.product.add.name].parameters - {"specifics"}) | {"images", "advanced_prices"}
CHANGED = (
    magento2.handlers[api.product.update.name].parameters - {"specifics", "increase_quantity", "reduce_quantity"}
) | {"advanced_prices"}
"""What items may hold: what the method for one product takes, as far as one request can write it."""


class _New(msgspec.Struct):
    item: ProductAddBatchItem
    p: ProductAddParams
    sku: str
    type_id: str


@magento2.implements(
    api.product.add_batch, "payload",
    note="Worked off by the shop's own queue. Whatever can be known to be wrong fails the call, before anything is "
    "queued; where the website sells from another source than 'default', a quantity can't be given.",
)  # fmt: skip
async def product_add_batch(magento: Magento, p: ProductAddBatchParams) -> JobQueued:
    """Put products to add in line; Magento would take one whose SKU it has for a change, so they are looked for."""
    honoured(api.product.add_batch.name, p.payload, ADDED)
    await required(magento)
    await inventory.facts(magento)
    magento = await looking(magento, p.payload)
    new = await prepared(p.payload, _new)
    once("sku", [each.sku for each in new])
    once("seo_url", [each.p.seo_url for each in new])
    names = [slug(each.p.name) for each in new if each.p.name.isascii()]
    maker, skus, keys, _ = await asyncio.gather(
        goods.maker(magento, p.payload),
        goods.taken_skus(magento, [each.sku for each in new]),
        goods.taken_keys(magento, [*names, *(each.p.seo_url for each in new)]),
        goods.foresee(magento, p.payload),
    )
    twice = {name for name in names if names.count(name) > 1}
    waiting = iter(new)

    async def body(item: ProductAddBatchItem) -> Body:
        mine = next(waiting)
        goods.free_sku(mine.sku, skus)
        if (mine.p.seo_url or "").lower() in keys:
            raise AlreadyExists(f"Product with seo_url = '{mine.p.seo_url}' already exist.")
        return await _added(magento, mine, maker, {*keys, *twice})

    bodies = await prepared(p.payload, body)
    return await submit(magento, "POST", "products", [{"product": each} for each in bodies])


async def _new(item: ProductAddBatchItem) -> _New:
    p = single(ProductAddParams, item)
    sku, type_id = sku_of(p), product_type(p) or "simple"
    for name, value in {"name": item.name, "price": item.price}.items():
        if value is None and not (name == "price" and type_id in PARENTS):
            raise MissingParameter(f"Parameter '{name}' is required.")
    return _New(item=item, p=p, sku=sku, type_id=type_id)


async def _added(magento: Magento, new: _New, maker: choices.Attribute | None, keys: set[str]) -> Body:
    """The body of a new product, that of ``product.add``; its address is its own where the name's is taken."""
    stock = await inventory.told(magento, new.p)
    if stock is not None and stock.quantity and stock.sources and stock.source != inventory.DEFAULT:
        name = "warehouse_id" if stock.chosen else "quantity"
        raise refuse(name, f"A batch puts new products into the source 'default' only, not into '{stock.source}'.")
    set_id = await choices.attribute_set(magento, None)
    async with Undo(magento) as undo:
        draft = await drafted(magento, undo, new.p, sku=new.sku, type_id=new.type_id, set_id=set_id)
    draft.fields["created_at"] = None  # that is when the queue comes to it
    draft.extension["stock_item"] = stock_item(new.p, stock, new.type_id)
    draft.fields["media_gallery_entries"] = await _pictures(magento, new.item.images or ())
    draft.fields["tier_prices"] = advanced(new.item.advanced_prices)
    draft.attributes["manufacturer"] = made = goods.made_by(new.item, maker)
    await choices.held(magento, set_id, {"manufacturer": "manufacturer"}, {"manufacturer": made})
    name = new.p.name
    if draft.attributes.get("url_key") is None and (not name.isascii() or slug(name) in keys):
        draft.attributes["url_key"] = own_url_key(name, new.sku)
    return draft.body()


async def _pictures(magento: Magento, images: Iterable[ProductAddBatchImage]) -> list[Body] | None:
    entries: list[Body] = []
    for place, image in enumerate(images, 1):
        if image.type is not None and image.type not in KINDS:
            raise allowed("images.type", KINDS)
        content = await fetching.picture(magento, "images.url", url=image.url, name=image.name)
        role = KINDS[image.type] if image.type else None
        roles = ROLES if image.type == "base" or (image.type is None and place == 1) else [role] if role else []
        position = image.position if image.position is not None else place
        entries.append(entry(content, position=position, roles=roles, label=image.label))
    return entries or None


@magento2.implements(
    api.product.update_batch, "payload",
    note="Worked off by the shop's own queue, which writes a product together with its stock: each item needs a "
    "quantity, unless all change nothing but the price. Quantities in other sources than 'default' need a batch of "
    "nothing but quantities. Whatever can be known to be wrong fails the call, before anything is queued.",
)  # fmt: skip
async def product_update_batch(magento: Magento, p: ProductUpdateBatchParams) -> JobQueued:
    """Put changes of products in line."""
    honoured(api.product.update_batch.name, p.payload, CHANGED)
    await required(magento)
    once("id", [item.id for item in p.payload])
    await inventory.facts(magento)
    magento = await looking(magento, p.payload)
    await goods.foresee(magento, p.payload, linked=True)
    changes = await prepared(p.payload, lambda item: _change(magento, item))
    if all(change.stock_only for change in changes):
        return await stocked(magento, changes)
    once("sku", [change.sku for change in changes])
    once("seo_url", [change.p.seo_url for change in changes])
    await goods.renamable(magento, [change.old if change.sku else None for change in changes])
    maker, skus, keys = await asyncio.gather(
        goods.maker(magento, p.payload),
        goods.taken_skus(magento, [change.sku for change in changes if change.sku]),
        goods.taken_keys(magento, [change.p.seo_url for change in changes]),
    )

    async def fill(change: Change) -> None:
        goods.free_sku(change.sku, skus, change.old.id)
        if keys.get((change.p.seo_url or "").lower(), change.old.id) != change.old.id:
            raise AlreadyExists(f"Product with seo_url = '{change.p.seo_url}' already exist.")
        async with Undo(magento) as undo:
            draft = await changed_draft(magento, undo, change.p, change.old)
            await finished(magento, undo, change, draft, maker)

    await prepared(changes, fill)
    return await changed(magento, changes)


async def _change(magento: Magento, item: ProductUpdateBatchItem) -> Change:
    p = single(ProductUpdateParams, item)
    old = await product(magento, item.id)
    sku = new_sku_of(p)
    stock = await changed_stock(magento, p, old)
    return Change(item=item, p=p, old=old, sku=None if sku == old.sku else sku, stock=stock)
