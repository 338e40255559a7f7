"""Pictures of products, and which of them stand for a combination.

https://devdocs.prestashop-project.org/8/webservice/tutorials/advanced-use/image-management/
"""

from __future__ import annotations

from typing import Any

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
from polycart.core.errors import MissingParameter, NotFound, ParameterError, StoreError
from polycart.core.pictures import Picture, decoded, fetched
from polycart.core.undo import Step, Undo
from polycart.platforms.prestashop_api.connection import Prestashop, associated, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of, numbers_of
from polycart.platforms.prestashop_api.pictures import XML, upload
from polycart.platforms.prestashop_api.products.images import address

PATH = "products"
BASE, ADDITIONAL = "base", "additional"


class Gallery:
    """The pictures of a product: their ids in order, and the cover."""

    def __init__(self, product: int, ids: list[int], cover: int) -> None:
        self.product, self.ids, self.cover = product, ids, cover

    @classmethod
    async def of(cls, shop: Prestashop, product_id: str) -> Gallery:
        """Read the pictures of a product."""
        product = number_of("product_id", product_id)
        try:
            # Pictures are no part of what is written back, so the whole answer is read here.
            response = await shop.send("GET", f"{PATH}/{product}", {"display": "[id,id_default_image,images[id]]"})
        except NotFound as error:
            raise missing("Product", product_id, error) from error
        row = shop.listed(response, PATH, dict[str, Any])[0]
        associations: dict[str, Any] = row.get("associations") or {}
        ids = [int(each["id"]) for each in associations.get("images", [])]
        return cls(product, ids, int(row.get("id_default_image") or 0))

    def known(self, id: str) -> int:
        """The number of a picture that the product has."""
        picture = number_of("id", id)
        if picture not in self.ids:
            raise missing("Image", id)
        return picture


async def _picture(shop: Prestashop, p: ProductImageAddParams | ProductVariantImageAddParams) -> Picture:
    if p.url is not None and p.content is not None:
        raise ParameterError("Parameter 'url' can't be used with parameter(s): 'content'")
    if p.url is not None:
        return await fetched(shop, p.url, "url")
    if p.content is not None:
        return decoded(p.content, "content")
    raise MissingParameter("One of parameters 'url', 'content' is required.")


async def add(shop: Prestashop, undo: Undo, gallery: Gallery, picture: Picture, name: str, *, cover: bool) -> int:
    """Add a picture; the first one of a product is its cover by itself."""
    path = f"images/{PATH}/{gallery.product}"
    id = await upload(shop, path, picture, name)
    if id is None:
        raise StoreError("PrestaShop did not say which picture it has made.")
    undo(Step("DELETE", f"{path}/{id}", f"Picture {id} of product {gallery.product}", {**XML, **shop.scope}))
    if cover and gallery.ids:
        says = f"The cover of product {gallery.product}"
        await shop.change_undoable(undo, PATH, gallery.product, {"id_default_image": id}, says)
    return id


async def pictures_of(shop: Prestashop, product: int, variant_id: str) -> tuple[int, list[int]]:
    """A combination of a product, and its pictures."""
    id = number_of("product_variant_id", variant_id)
    if not await shop.ids("combinations", {"filter[id]": id, "filter[id_product]": product}):
        raise missing("Variant", variant_id)
    held = await shop.held("combinations", id, ("associations.images",))
    rows = held.get("associations", {}).get("images", {}).get("image", [])
    return id, [int(row["id"]) for row in rows]


async def show(shop: Prestashop, undo: Undo, combination: int, ids: list[int]) -> None:
    """Have a combination shown with some pictures of its product."""
    fields = {"associations": {"images": associated("images", [{"id": id} for id in ids])}}
    await shop.change_undoable(undo, "combinations", combination, fields, f"The pictures of variant {combination}")


@prestashop.implements(
    api.product.image.add, "product_id", "type", "image_name", "url", "content", "product_variant_id", "variant_ids",
    note="The picture is fetched here and uploaded; PrestaShop keeps no order or text that could be set.",
)  # fmt: skip
async def product_image_add(shop: Prestashop, p: ProductImageAddParams) -> ProductImageAdded:
    """Add a picture to a product, and to some of its combinations."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    base = _is_base(p.type)
    gallery = await Gallery.of(shop, p.product_id)
    wanted = [*([p.product_variant_id] if p.product_variant_id else []),
              *map(str, numbers_of("variant_ids", p.variant_ids or ""))]  # fmt: skip
    variants = [await pictures_of(shop, gallery.product, id) for id in dict.fromkeys(wanted)]
    picture = await _picture(shop, p)
    async with Undo(shop) as undo:
        id = await add(shop, undo, gallery, picture, p.image_name, cover=base and not variants)
        for variant, held in variants:
            await show(shop, undo, variant, [id, *held] if base else [*held, id])
    return ProductImageAdded(id=str(id), image_path=address(shop, id))


def _is_base(kind: str) -> bool:
    if kind not in (BASE, ADDITIONAL):
        raise ParameterError(f"Parameter 'type' is not valid. Allowed values: '{BASE}', '{ADDITIONAL}'.")
    return kind == BASE


@prestashop.implements(api.product.image.update, "product_id", "id", "type", "variant_ids")
async def product_image_update(shop: Prestashop, p: ProductImageUpdateParams) -> UpdatedText:
    """Make a picture the cover, or have combinations shown with it."""
    gallery = await Gallery.of(shop, p.product_id)
    picture = gallery.known(p.id)
    given = "type" in shop.call.given
    base = _is_base(p.type) if given else False
    if given and not base and picture == gallery.cover:
        raise ParameterError("Parameter 'type' is not valid. A product has a cover: make another picture its base.")
    variants = [
        await pictures_of(shop, gallery.product, str(id)) for id in numbers_of("variant_ids", p.variant_ids or "")
    ]
    async with Undo(shop) as undo:
        for variant, held in variants:
            if picture not in held:
                await show(shop, undo, variant, [*held, picture])
        if base and picture != gallery.cover:
            await shop.change(PATH, gallery.product, {"id_default_image": picture})
    return UpdatedText(updated="1")


@prestashop.implements(api.product.image.delete, "product_id", "id")
async def product_image_delete(shop: Prestashop, p: ProductImageDeleteParams) -> Deleted:
    """Delete a picture of a product."""
    gallery = await Gallery.of(shop, p.product_id)
    await shop.send("DELETE", f"images/{PATH}/{gallery.product}/{gallery.known(p.id)}", XML)
    return Deleted(deleted="1")


async def _product_of(shop: Prestashop, variant_id: str) -> str:
    id = number_of("product_variant_id", variant_id)
    try:
        return str((await shop.held("combinations", id, ("id_product",)))["id_product"])
    except NotFound as error:
        raise missing("Variant", variant_id, error) from error


@prestashop.implements(
    api.product.variant.image.add, "product_id", "product_variant_id", "type", "image_name", "url", "content"
)
async def product_variant_image_add(shop: Prestashop, p: ProductVariantImageAddParams) -> ProductVariantImageAdded:
    """Add a picture to a product and have one of its combinations shown with it."""
    base = _is_base(p.type)
    gallery = await Gallery.of(shop, p.product_id or await _product_of(shop, p.product_variant_id))
    variant, held = await pictures_of(shop, gallery.product, p.product_variant_id)
    picture = await _picture(shop, p)
    async with Undo(shop) as undo:
        id = await add(shop, undo, gallery, picture, p.image_name, cover=False)
        await show(shop, undo, variant, [id, *held] if base else [*held, id])
    return ProductVariantImageAdded(id=str(id), image_path=address(shop, id))


@prestashop.implements(
    api.product.variant.image.delete, "product_id", "product_variant_id", "id",
    note="The picture stays with the product; product.image.delete deletes it.",
)  # fmt: skip
async def product_variant_image_delete(shop: Prestashop, p: ProductVariantImageDeleteParams) -> Deleted:
    """Have a combination no longer shown with a picture."""
    product = number_of("product_id", p.product_id)
    variant, held = await pictures_of(shop, product, p.product_variant_id)
    picture = number_of("id", p.id)
    if picture not in held:
        raise missing("Image", p.id)
    left = [{"id": id} for id in held if id != picture]
    await shop.change("combinations", variant, {"associations": {"images": associated("images", left)}})
    return Deleted(deleted="1")
