"""Pictures of products and of variants.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/products/images
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
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.given import only, refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, number, numbers
from polycart.platforms.bigcommerce_api.products.searches import PATH

OF_VARIANT = "1"
"""The id of a variant's one picture, which BigCommerce does not number."""


def _thumbnail(type: str) -> bool:
    if type not in ("base", "additional"):
        raise refuse("type", "BigCommerce makes smaller pictures itself. Allowed values: 'base','additional'.")
    return type == "base"


@bigcommerce.implements(
    api.product.image.add, "product_id", "product_variant_id", "variant_ids", "type", "url", "label", "position",
    "image_name",
)  # fmt: skip
async def product_image_add(bc: Bigcommerce, p: ProductImageAddParams) -> ProductImageAdded:
    """Add a picture that the store fetches from its address; given with variants it becomes theirs, too."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    if p.url is None:
        raise MissingParameter("Parameter 'url' is required.")
    product = number("product_id", p.product_id)
    if p.product_variant_id is not None and p.variant_ids is None:
        path = await _variant(bc, product, number("product_variant_id", p.product_variant_id))
        made = await bc.post(f"{path}/image", {"image_url": p.url})
        return ProductImageAdded(id=OF_VARIANT, image_path=made["image_url"])
    variants = [await _variant(bc, product, id) for id in numbers("variant_ids", p.variant_ids)]
    body: dict[str, Any] = {"image_url": p.url, "is_thumbnail": _thumbnail(p.type)}
    body["description"] = p.label or p.image_name
    if "position" in bc.call.given:
        body["sort_order"] = p.position
    async with Undo(bc) as undo:
        try:
            made = await bc.post(f"{PATH}/{product}/images", body)
        except NotFound as error:
            raise missing("Product", p.product_id, error) from error
        undo(Step(method="DELETE", path=f"{PATH}/{product}/images/{made['id']}", says=f"Image {made['id']}"))
        for path in variants:
            before = (await bc.get(path))["image_url"]
            undo(Step(method="PUT", path=path, json={"image_url": before}, says=f"The picture of {path}"))
            await bc.post(f"{path}/image", {"image_url": p.url})
    return ProductImageAdded(id=str(made["id"]), image_path=made.get("url_zoom") or made.get("url_standard") or "")


async def _variant(bc: Bigcommerce, product: int, variant: int) -> str:
    """Where a variant is, which has to be the product's."""
    path = f"{PATH}/{product}/variants/{variant}"
    try:
        await bc.get(path, {"include_fields": "sku"})
    except NotFound as error:
        raise missing("Variant", variant, error) from error
    return path


@bigcommerce.implements(api.product.image.update, "product_id", "id", "type", "label", "position", "image_name")
async def product_image_update(bc: Bigcommerce, p: ProductImageUpdateParams) -> UpdatedText:
    """Change the description and place of a picture, or make it the main one."""
    path = f"{PATH}/{number('product_id', p.product_id)}/images/{number('id', p.id)}"
    p = only(p, bc.call.given | {"product_id", "id"})
    body: dict[str, Any] = {"description": p.label if p.label is not None else p.image_name, "sort_order": p.position}
    if "type" in bc.call.given:
        body["is_thumbnail"] = _thumbnail(p.type)
    try:
        await bc.put(path, {name: value for name, value in body.items() if value is not None})
    except NotFound as error:
        raise missing("Image", p.id, error) from error
    return UpdatedText(updated="1")


@bigcommerce.implements(api.product.image.delete, "product_id", "id")
async def product_image_delete(bc: Bigcommerce, p: ProductImageDeleteParams) -> Deleted:
    """Delete a picture of a product."""
    path = f"{PATH}/{number('product_id', p.product_id)}/images/{number('id', p.id)}"
    try:
        await bc.get(path)
    except NotFound as error:
        raise missing("Image", p.id, error) from error
    await bc.delete(path)
    return Deleted(deleted="1")


async def _place(bc: Bigcommerce, product_id: str | None, variant_id: str) -> str:
    """Where a variant is, found by its id where the product is not told."""
    variant = number("product_variant_id", variant_id)
    if product_id is not None:
        return await _variant(bc, number("product_id", product_id), variant)
    found: list[Any] = await bc.records("v3/catalog/variants", {"id": variant, "include_fields": "product_id"})
    if not found:
        raise missing("Variant", variant_id)
    return f"{PATH}/{found[0]['product_id']}/variants/{variant}"


@bigcommerce.implements(api.product.variant.image.add, "product_id", "product_variant_id", "image_name", "url", "type")
async def product_variant_image_add(bc: Bigcommerce, p: ProductVariantImageAddParams) -> ProductVariantImageAdded:
    """Set the variant's one picture, which the store fetches; it keeps no name or text of it."""
    if p.url is None:
        raise MissingParameter("Parameter 'url' is required.")
    if p.type != "base":
        raise refuse("type", "The one picture of a BigCommerce variant is its main one. Allowed values: 'base'.")
    path = await _place(bc, p.product_id, p.product_variant_id)
    made = await bc.post(f"{path}/image", {"image_url": p.url})
    return ProductVariantImageAdded(id=OF_VARIANT, image_path=made["image_url"])


@bigcommerce.implements(api.product.variant.image.delete, "product_id", "product_variant_id", "id")
async def product_variant_image_delete(bc: Bigcommerce, p: ProductVariantImageDeleteParams) -> Deleted:
    """Take the variant's picture away; then the product's shows."""
    path = f"{PATH}/{number('product_id', p.product_id)}/variants/{number('product_variant_id', p.product_variant_id)}"
    try:
        variant = await bc.get(path)
    except NotFound as error:
        raise missing("Variant", p.product_variant_id, error) from error
    if not variant.get("image_url") or p.id != OF_VARIANT:
        raise missing("Image", p.id)
    await bc.put(path, {"image_url": ""})
    return Deleted(deleted="1")
