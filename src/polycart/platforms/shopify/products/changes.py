"""Adding, changing and deleting products.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/productSet
"""

from __future__ import annotations

from polycart import api
from polycart.api.product import (
    ProductAdded,
    ProductAddParams,
    ProductDeleteParams,
    ProductManufacturerAdded,
    ProductManufacturerAddParams,
    ProductStoreAssignParams,
    ProductUpdateParams,
)
from polycart.api.results import DeletedItems, UpdatedItems
from polycart.core.documents import Of
from polycart.core.errors import MissingParameter, ParameterError
from polycart.core.given import listed, only
from polycart.core.undo import Undo
from polycart.platforms.shopify.connection import STORE_ID, Coded, Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, known, missing, number
from polycart.platforms.shopify.locations import location, online_store
from polycart.platforms.shopify.products import stock
from polycart.platforms.shopify.products.bodies import (
    ABOUT,
    GOODS,
    Body,
    about,
    collections,
    goods,
    kind,
    single_only,
    sku,
    unique,
    whole,
)
from polycart.platforms.shopify.products.fields import NONE
from polycart.platforms.shopify.translations import PRODUCT, register, speak, take
from polycart.platforms.shopify.values import amount, spelled

speak(api.product.add, api.product.update)

DEFAULT = "Default Title"
"""The value of the one option of a product without options."""


class Variant(Row):
    """What has to be known of a variant before it is changed."""

    id: str
    price: str = "0"
    compare_at_price: str | None = None
    inventory_item: Id | None = None


class _Variants(Row):
    nodes: list[Variant] = []


class Present(Row):
    """What has to be known of a product before it is changed."""

    id: str
    has_only_default_variant: bool = False
    published_at: str | None = None
    goods: _Variants | None = None


class _Made(Coded):
    product: Id | None = None


class Changed(Plain):
    """The answer of a mutation that tells the product it changed."""

    product: Id | None = None


class Gone(Plain):
    """The answer of a mutation that deletes a product."""

    deleted_product_id: str | None = None


class Published(Plain):
    """The answer of a mutation that publishes."""


@shopify.implements(
    api.product.add, *ABOUT, *GOODS, "type", "category_id", "categories_ids", "image_url", "additional_image_urls",
    "available_for_view", "available_for_sale",
)  # fmt: skip
async def product_add(shop: Shop, p: ProductAddParams) -> ProductAdded:
    """Add a product with its one variant, stock and pictures at once; publishing it takes another request."""
    on_sale = p.available_for_sale
    shown = p.available_for_view and on_sale
    p = only(p, shop.call.given)
    kind(p.type)
    body, texts = about(p), take(only(p, shop.call.given), PRODUCT) if shop.locale else {}
    if not on_sale:
        body.setdefault("status", "DRAFT")
    categories = [*collections("category_id", p.category_id), *collections("categories_ids", p.categories_ids)]
    if categories:
        body["collections"] = list(dict.fromkeys(categories))
    pictures = [p.image_url, *(p.additional_image_urls or [])]
    files = [{"originalSource": url, "contentType": "IMAGE"} for url in pictures if url]
    if files:
        body["files"] = files
    variant = await goods(shop, p) | await _stored(shop, p)
    await unique(shop, sku(p))
    channel = await online_store(shop) if shown else None
    values = {"input": Of("ProductSetInput!", body | _single(variant)), "synchronous": Of("Boolean", True)}
    async with Undo(shop) as undo:
        made = await shop.mutate("productSet", values, _Made)
        id = made.product.id if made.product else ""
        undo(shop.step(f"Product {number(id)}", "productDelete", deleted(id), Gone))
        if texts:  # the shop's own language has them too, for it must have some: what is changed there leaves these
            await register(shop, None, id, texts, PRODUCT)
        if channel:
            await publish(shop, id, channel)
    return ProductAdded(product_id=number(id))


def _single(variant: Body, id: str | None = None) -> Body:
    """The one option and the one variant of a product without options."""
    values = [{"optionName": NONE, "name": DEFAULT}]
    own = {"id": id} if id else {}
    return {
        "productOptions": [{"name": NONE, "values": [{"name": DEFAULT}]}],
        "variants": [{**own, "optionValues": values, **variant}],
    }


async def _stored(shop: Shop, p: ProductAddParams) -> Body:
    if "quantity" not in shop.call.given:
        return {}
    place = await location(shop, p.warehouse_id)
    return {
        "inventoryQuantities": [{"locationId": place, "name": "available", "quantity": whole("quantity", p.quantity)}]
    }


def deleted(id: str) -> dict[str, Of]:
    """The arguments that delete a product."""
    return {"input": Of("ProductDeleteInput!", {"id": id})}


async def publish(shop: Shop, id: str, channel: str, *, visible: bool = True) -> None:
    """Show something in a sales channel, or hide it there."""
    name = "publishablePublish" if visible else "publishableUnpublish"
    await shop.mutate(name, publishing(id, channel), Published)


def publishing(id: str, channel: str) -> dict[str, Of]:
    """The arguments that publish something, or take it back."""
    return {"id": Of("ID!", id), "input": Of("[PublicationInput!]!", [{"publicationId": channel}])}


@shopify.implements(
    api.product.update, "id", *ABOUT, *GOODS, "type", "categories_ids", "available_for_view", "avail",
    "increase_quantity", "reduce_quantity",
)  # fmt: skip
async def product_update(shop: Shop, p: ProductUpdateParams) -> UpdatedItems:
    """Change a product: its stock against what is there, its visibility, and at last all else at once."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = gid("Product", p.id, "id")
    p = only(p, shop.call.given)
    kind(p.type)
    asked = stock.wanted(p)
    shown = p.available_for_view
    if shown is None and "avail" in shop.call.given:
        shown = p.avail
    texts = take(p, PRODUCT) if shop.locale else {}
    body = about(p)
    if p.categories_ids is not None:
        body["collections"] = collections("categories_ids", p.categories_ids)
    own = [name for name in GOODS if getattr(p, name) is not None]
    present = await shop.look("product", Present, {"id": Of("ID!", id)})
    if present is None:
        raise missing("Product", id)
    variant = await _variant(shop, p, present, own)
    channel = await online_store(shop) if shown is not None else None
    async with Undo(shop) as undo:
        if asked is not None and variant is not None and variant[0].inventory_item:
            await stock.change(shop, undo, variant[0].inventory_item.id, asked, p.warehouse_id)
        if texts:
            await register(shop, undo, id, texts, PRODUCT)
        with known("Product", id):
            if channel and shown is not (present.published_at is not None):
                back = "publishableUnpublish" if shown else "publishablePublish"
                undo(shop.step(f"The visibility of product {p.id}", back, publishing(id, channel), Published))
                await publish(shop, id, channel, visible=bool(shown))
            if variant is not None and variant[1]:
                await _set(shop, id, body | _single(variant[1], variant[0].id))
            elif body:
                await _set(shop, id, body)
    return UpdatedItems(updated_items=1)


async def _set(shop: Shop, id: str, body: Body) -> None:
    values = {
        "identifier": Of("ProductSetIdentifiers", {"id": id}),
        "input": Of("ProductSetInput!", body),
        "synchronous": Of("Boolean", True),
    }
    await shop.mutate("productSet", values, _Made)


async def _variant(shop: Shop, p: ProductUpdateParams, present: Present, own: list[str]) -> tuple[Variant, Body] | None:
    """The product's one variant, and what is changed of it; ``None`` where nothing is."""
    relative = [name for name in ("increase_quantity", "reduce_quantity") if getattr(p, name)]
    if not own and not relative:
        return None
    if not present.has_only_default_variant or not present.goods or not present.goods.nodes:
        raise single_only((own + relative)[0], number(present.id))
    found = present.goods.nodes[0]
    number_ = sku(p)
    await unique(shop, number_, but=found.id)
    body = await goods(shop, p)
    if p.special_price is not None and p.price is None:
        now, before = amount(found.price) or 0.0, amount(found.compare_at_price)
        body["compareAtPrice"] = spelled(before if before is not None and before > now else now)
    elif p.price is not None and p.old_price is None and p.special_price is None and found.compare_at_price:
        body["compareAtPrice"] = None  # the price is the regular one, so nothing is struck out beside it any more
    return found, body


@shopify.implements(api.product.delete, "id")
async def product_delete(shop: Shop, p: ProductDeleteParams) -> DeletedItems:
    """Delete a product with its variants; its pictures stay among the shop's files."""
    id = gid("Product", p.id, "id")
    with known("Product", id):
        await shop.mutate("productDelete", deleted(id), Gone)
    return DeletedItems(delete_items=1)


@shopify.implements(api.product.store.assign, "product_id", emulated=True, note="A shop is one store.")
async def product_store_assign(shop: Shop, p: ProductStoreAssignParams) -> UpdatedItems:
    """Check that the product is in the shop's one store, where every product is."""
    if p.store_id != STORE_ID:
        raise ParameterError(f"Parameter 'store_id' is not valid. Allowed values: '{STORE_ID}'.")
    id = gid("Product", p.product_id, "product_id")
    if await shop.look("product", Id, {"id": Of("ID!", id)}) is None:
        raise missing("Product", id)
    return UpdatedItems(updated_items=0)


@shopify.implements(api.product.manufacturer.add, "product_id", "manufacturer")
async def product_manufacturer_add(shop: Shop, p: ProductManufacturerAddParams) -> ProductManufacturerAdded:
    """Give a product a vendor; vendors are names and nothing else."""
    id = gid("Product", p.product_id, "product_id")
    if not listed(p.manufacturer):
        raise ParameterError("Parameter 'manufacturer' is not valid. It must not be empty.")
    values = {"product": Of("ProductUpdateInput", {"id": id, "vendor": p.manufacturer})}
    with known("Product", id):
        await shop.mutate("productUpdate", values, Changed)
    return ProductManufacturerAdded(manufacturer_id=p.manufacturer)
