"""Pictures of products and variants. Shopify fetches them from their address some moments after they are added.

https://shopify.dev/docs/apps/build/product-merchandising/products-and-collections/manage-media
"""

from __future__ import annotations

from polycart import api
from polycart.api.product import (
    ProductImageAdded,
    ProductImageAddParams,
    ProductImageDeleteParams,
    ProductImageUpdateParams,
    ProductVariantImageAdded,
    ProductVariantImageAddParams,
    ProductVariantImageDeleteParams,
)
from polycart.api.results import Deleted, UpdatedText
from polycart.core.documents import Of
from polycart.core.errors import MissingParameter
from polycart.core.given import only
from polycart.core.undo import Undo
from polycart.platforms.shopify.connection import Coded, CodedError, Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, gids, known, missing, number
from polycart.platforms.shopify.values import Medium


class _Media(Row):
    nodes: list[Medium] = []


class Pictured(Row):
    """A product's pictures."""

    id: str
    media: _Media | None = None


class _Newest(Row):
    id: str
    newest: _Media | None = None


class _Added(Plain):
    product: _Newest | None = None


class _Reordered(Row):
    media_user_errors: list[CodedError] = []

    @property
    def user_errors(self) -> list[CodedError]:
        """What is wrong with media has a name of its own here."""
        return self.media_user_errors


class _Updated(Coded):
    files: list[Id] | None = None


class _Attached(Coded):
    product_variants: list[Id] | None = None


class Owned(Row):
    """A variant, its product, and the picture that it shows."""

    id: str
    product: Id | None = None
    variant_media: _Media | None = None


BASE = {"base", "small", "thumbnail"}


async def _pictured(shop: Shop, product_id: str) -> Pictured:
    id = gid("Product", product_id, "product_id")
    found = await shop.look("product", Pictured, {"id": Of("ID!", id)})
    if found is None:
        raise missing("Product", id)
    return found


def _medium(product: Pictured, id: str) -> Medium:
    wanted = gid("MediaImage", id, "id")
    found = next((one for one in (product.media.nodes if product.media else []) if one.id == wanted), None)
    if found is None:
        raise missing("Image", wanted)
    return found


async def _add(shop: Shop, undo: Undo, product: str, url: str, label: str | None) -> str:
    """Add a picture at the end; answers its global id."""
    medium = {"originalSource": url, "alt": label or "", "mediaContentType": "IMAGE"}
    values = {
        "product": Of("ProductUpdateInput", {"id": product}),
        "media": Of("[CreateMediaInput!]", [medium]),
    }
    made = await shop.mutate("productUpdate", values, _Added)
    newest = made.product.newest.nodes if made.product and made.product.newest else []
    id = newest[-1].id
    undo(shop.step(f"Image {number(id)}", "fileDelete", {"fileIds": Of("[ID!]!", [id])}, Coded))
    return id


async def _move(shop: Shop, product: str, id: str, place: int) -> None:
    moves = [{"id": id, "newPosition": str(place)}]
    await shop.mutate(
        "productReorderMedia", {"id": Of("ID!", product), "moves": Of("[MoveInput!]!", moves)}, _Reordered
    )


def _attaching(product: str, id: str, variants: list[str]) -> dict[str, Of]:
    rows = [{"variantId": variant, "mediaIds": [id]} for variant in variants]
    return {"productId": Of("ID!", product), "variantMedia": Of("[ProductVariantAppendMediaInput!]!", rows)}


def _detaching(product: str, id: str, variants: list[str]) -> dict[str, Of]:
    rows = [{"variantId": variant, "mediaIds": [id]} for variant in variants]
    return {"productId": Of("ID!", product), "variantMedia": Of("[ProductVariantDetachMediaInput!]!", rows)}


async def _added(
    shop: Shop, product: str, url: str, label: str | None, *, variants: list[str], place: int | None
) -> str:
    async with Undo(shop) as undo:
        with known("Product", product):
            id = await _add(shop, undo, product, url, label)
        await _attach(shop, undo, product, id, variants)
        if place is not None:
            await _move(shop, product, id, place)
    return id


async def _attach(shop: Shop, undo: Undo, product: str, id: str, variants: list[str]) -> None:
    """Let variants show a picture; each shows one, so the one that it showed gives way."""
    rows = await shop.by_ids("ProductVariant", variants, Owned) if variants else []
    for variant, row in zip(variants, rows, strict=True):
        if row is None or row.product is None or row.product.id != product:
            raise missing("Variant", variant)
        for old in row.variant_media.nodes if row.variant_media else []:
            if old.id == id:
                continue
            says = f"The image of variant {number(variant)}"
            undo(shop.step(says, "productVariantAppendMedia", _attaching(product, old.id, [variant]), _Attached))
            await shop.mutate("productVariantDetachMedia", _detaching(product, old.id, [variant]), _Attached)
    if variants:
        says = f"Image {number(id)} at variants"
        undo(shop.step(says, "productVariantDetachMedia", _detaching(product, id, variants), _Attached))
        await shop.mutate("productVariantAppendMedia", _attaching(product, id, variants), _Attached)


@shopify.implements(
    api.product.image.add, "product_id", "product_variant_id", "variant_ids", "url", "image_name", "type", "label",
    "position",
)  # fmt: skip
async def image_add(shop: Shop, p: ProductImageAddParams) -> ProductImageAdded:
    """Add a picture to a product, and to variants of it; a main one comes first. Its file is named by its address."""
    shop.newest = p.use_latest_api_version
    if p.product_id is None or p.url is None:
        raise MissingParameter(f"Parameter '{'product_id' if p.product_id is None else 'url'}' is required.")
    product = gid("Product", p.product_id, "product_id")
    variants = gids("ProductVariant", p.variant_ids or "", "variant_ids")
    if p.product_variant_id is not None:
        variants.append(gid("ProductVariant", p.product_variant_id, "product_variant_id"))
    place = 0 if p.type in BASE and not variants else p.position if "position" in shop.call.given else None
    words = p.image_name if p.label is None else p.label
    id = await _added(shop, product, p.url, words, variants=list(dict.fromkeys(variants)), place=place)
    return ProductImageAdded(id=number(id), image_path=p.url)


@shopify.implements(api.product.image.update, "product_id", "id", "label", "type", "position", "variant_ids")
async def image_update(shop: Shop, p: ProductImageUpdateParams) -> UpdatedText:
    """Change a picture's words, its place, or the variants that show it."""
    product = await _pictured(shop, p.product_id)
    old = _medium(product, p.id)
    p = only(p, shop.call.given)
    variants = gids("ProductVariant", p.variant_ids or "", "variant_ids")
    kind: str | None = p.type
    place = 0 if kind in BASE else p.position
    async with Undo(shop) as undo:
        await _attach(shop, undo, product.id, old.id, variants)
        if p.label is not None:
            if place is not None:
                undo(shop.step(f"The label of image {p.id}", "fileUpdate", _words(old.id, old.alt or ""), _Updated))
            await shop.mutate("fileUpdate", _words(old.id, p.label), _Updated)
        if place is not None:
            await _move(shop, product.id, old.id, place)
    return UpdatedText(updated="true")


def _words(id: str, label: str) -> dict[str, Of]:
    return {"files": Of("[FileUpdateInput!]!", [{"id": id, "alt": label}])}


@shopify.implements(api.product.image.delete, "product_id", "id")
async def image_delete(shop: Shop, p: ProductImageDeleteParams) -> Deleted:
    """Take a picture off a product; among the shop's files it stays."""
    product = await _pictured(shop, p.product_id)
    medium = _medium(product, p.id)
    change = {"id": medium.id, "referencesToRemove": [product.id]}
    await shop.mutate("fileUpdate", {"files": Of("[FileUpdateInput!]!", [change])}, _Updated)
    return Deleted(deleted="true")


async def _parent(shop: Shop, variant: str, product_id: str | None) -> str:
    """The global id of a variant's product, which must be the given one."""
    row = await shop.look("productVariant", Owned, {"id": Of("ID!", variant)})
    parent = row.product.id if row and row.product else None
    if parent is None or (product_id is not None and gid("Product", product_id, "product_id") != parent):
        raise missing("Variant", variant)
    return parent


@shopify.implements(api.product.variant.image.add, "product_id", "product_variant_id", "url", "image_name", "label")
async def variant_image_add(shop: Shop, p: ProductVariantImageAddParams) -> ProductVariantImageAdded:
    """Add a picture to a variant; it is one of its product's pictures, and a variant has no kinds of them."""
    if p.url is None:
        raise MissingParameter("Parameter 'url' is required.")
    variant = gid("ProductVariant", p.product_variant_id, "product_variant_id")
    product = await _parent(shop, variant, p.product_id)
    words = p.image_name if p.label is None else p.label
    id = await _added(shop, product, p.url, words, variants=[variant], place=None)
    return ProductVariantImageAdded(id=number(id), image_path=p.url)


@shopify.implements(api.product.variant.image.delete, "product_id", "product_variant_id", "id")
async def variant_image_delete(shop: Shop, p: ProductVariantImageDeleteParams) -> Deleted:
    """Take a picture off a variant; its product keeps it."""
    variant = gid("ProductVariant", p.product_variant_id, "product_variant_id")
    product = await _parent(shop, variant, p.product_id)
    id = gid("MediaImage", p.id, "id")
    with known("Image", id):
        await shop.mutate("productVariantDetachMedia", _detaching(product, id, [variant]), _Attached)
    return Deleted(deleted="true")
