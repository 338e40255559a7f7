"""Writing the pictures of products: the main one is a column of the product, the others are rows."""

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
from polycart.core.bridge.tables import Statement
from polycart.core.errors import MissingParameter
from polycart.core.moments import now
from polycart.core.pictures import Picture, decoded, fetched
from polycart.core.undo import Undo
from polycart.platforms.opencart.connection import Opencart, beside, opencart
from polycart.platforms.opencart.images import MAIN
from polycart.platforms.opencart.products.variants import overriding
from polycart.platforms.opencart.statements import delete, insert, select, update
from polycart.platforms.opencart.values import allowed, missing, number_of, numbers_of

BASE, ADDITIONAL = "base", "additional"


async def _picture(cart: Opencart, url: str | None, content: str | None) -> Picture:
    if url is not None and content is not None:
        raise beside("url", "content")
    if content is not None:
        return decoded(content, "content")
    if url is None:
        raise MissingParameter("One of parameters 'url', 'content' is required.")
    return await fetched(cart, url, "url")


async def _held(cart: Opencart, id: int, given: str, entity: str = "Product") -> tuple[str, list[dict[str, Any]]]:
    """The main picture of a product and the rows of the others."""
    products, others = await cart.rows(
        select("product", ("product_id", "image"), ["t.product_id", "=", id]),
        select(
            "product_image", ("product_image_id", "image", "sort_order"), ["t.product_id", "=", id],
            order=["t.sort_order", "t.product_image_id"],
        ),
    )  # fmt: skip
    if not products:
        raise missing(entity, given)
    return products[0]["image"] or "", others


def _row(id: int, path: str, place: int) -> dict[str, Any]:
    return {"product_id": id, "image": path, "sort_order": place}


async def _placed(cart: Opencart, id: int, path: str, kind: str, place: int, main: str, others: int) -> list[Statement]:
    """The statements that show a picture; a main picture that gives way stays as one of the others."""
    if kind == ADDITIONAL:
        return [insert("product_image", _row(id, path, place))]
    found = [update("product", {"image": path, "date_modified": now()}, ["product_id", "=", id])]
    return found + ([insert("product_image", _row(id, main, others))] if main else [])


async def _add(
    cart: Opencart, targets: list[tuple[int, str]], p: ProductImageAddParams | ProductVariantImageAddParams
) -> tuple[str, str]:
    """Show a picture at products or variants; answers its id at the first and its address."""
    if p.type not in (BASE, ADDITIONAL):
        raise allowed("type", (BASE, ADDITIONAL))
    held = [await _held(cart, id, given) for id, given in targets]
    picture = await _picture(cart, p.url, p.content)
    path = f"catalog/{picture.file_name(p.image_name)}"
    statements: list[Statement] = []
    for (id, _), (main, others) in zip(targets, held, strict=True):
        statements += await _placed(cart, id, path, p.type, p.position, main, len(others))
        statements += await overriding(cart, id, ["image"] if p.type == BASE else ["product_image"])
    async with Undo(cart) as undo:
        await cart.put_picture(undo, path, picture.base64)
        results = await cart.save(statements)
    made = str(results[0].insert) if p.type == ADDITIONAL else MAIN
    return made, cart.picture(path) or ""


@opencart.implements(
    api.product.image.add, "product_id", "product_variant_id", "variant_ids", "type", "url", "content", "image_name",
    "position", note="A new main picture leaves the old one among the others.",
)  # fmt: skip
async def product_image_add(cart: Opencart, p: ProductImageAddParams) -> ProductImageAdded:
    """Add a picture to a product, or to some of its variants."""
    await cart.writing()
    variants = numbers_of("variant_ids", p.variant_ids)
    if p.product_variant_id is not None:
        if variants:
            raise beside("product_variant_id", "variant_ids")
        variants = [number_of("product_variant_id", p.product_variant_id)]
    if p.product_id is None and not variants:
        raise MissingParameter("Parameter 'product_id' is required.")
    if variants:
        cart.needs_variants()
        parent = None if p.product_id is None else number_of("product_id", p.product_id)
        for variant in variants:
            where: list[Any] = [["t.product_id", "=", variant], ["t.master_id", ">", 0]]
            if parent is not None:
                where.append(["t.master_id", "=", parent])
            if not await cart.has("product", *where):
                raise missing("Variant", variant)
        targets = [(variant, str(variant)) for variant in variants]
    else:
        targets = [(number_of("product_id", p.product_id), str(p.product_id))]
    id, path = await _add(cart, targets, p)
    return ProductImageAdded(id=id, image_path=path)


@opencart.implements(api.product.image.update, "product_id", "id", "type", "position")
async def product_image_update(cart: Opencart, p: ProductImageUpdateParams) -> UpdatedText:
    """Move a picture to another place, or make it the main one, which then stays as one of the others."""
    await cart.writing()
    id = number_of("product_id", p.product_id)
    main, others = await _held(cart, id, p.product_id)
    kind = p.type if "type" in cart.call.given else None
    if kind not in (None, BASE, ADDITIONAL):
        raise allowed("type", (BASE, ADDITIONAL))
    row = next((row for row in others if str(row["product_image_id"]) == p.id), None)
    if row is None and not (p.id == MAIN and main):
        raise missing("Image", p.id)
    statements: list[Statement] = []
    if row is None and kind == ADDITIONAL:
        statements = [
            update("product", {"image": "", "date_modified": now()}, ["product_id", "=", id]),
            insert("product_image", _row(id, main, p.position or 0)),
        ]
    elif row is not None:
        mine = ["product_image_id", "=", int(row["product_image_id"])]
        if kind == BASE:
            statements = [update("product", {"image": row["image"], "date_modified": now()}, ["product_id", "=", id])]
            statements.append(update("product_image", {"image": main}, mine) if main else delete("product_image", mine))
        elif p.position is not None:
            statements = [update("product_image", {"sort_order": p.position}, mine)]
    if statements:
        await cart.save(statements)
    return UpdatedText(updated="1")


async def _delete(cart: Opencart, id: int, given: str, picture: str, entity: str = "Product") -> None:
    """Take a picture away from a product; the file stays, as others may show it."""
    main, others = await _held(cart, id, given, entity)
    if picture == MAIN and main:
        await cart.save([update("product", {"image": "", "date_modified": now()}, ["product_id", "=", id])])
        return
    if picture not in {str(row["product_image_id"]) for row in others}:
        raise missing("Image", picture)
    await cart.save([delete("product_image", ["product_image_id", "=", int(picture)], ["product_id", "=", id])])


@opencart.implements(api.product.image.delete, "product_id", "id", note="The file stays in the shop's folder.")
async def product_image_delete(cart: Opencart, p: ProductImageDeleteParams) -> Deleted:
    """Take a picture away from a product."""
    await cart.writing()
    await _delete(cart, number_of("product_id", p.product_id), p.product_id, p.id)
    return Deleted(deleted="1")


async def _variant(cart: Opencart, product_id: str | None, variant_id: str) -> int:
    """A variant, of that product where one is named."""
    await cart.writing()
    cart.needs_variants()
    id = number_of("product_variant_id", variant_id)
    where: list[Any] = [["t.product_id", "=", id], ["t.master_id", ">", 0]]
    if product_id is not None:
        where.append(["t.master_id", "=", number_of("product_id", product_id)])
    if not await cart.has("product", *where):
        raise missing("Variant", variant_id)
    return id


@opencart.implements(
    api.product.variant.image.add,
    "product_id",
    "product_variant_id",
    "type",
    "url",
    "content",
    "image_name",
    "position",
)
async def product_variant_image_add(cart: Opencart, p: ProductVariantImageAddParams) -> ProductVariantImageAdded:
    """Add a picture to a variant."""
    variant = await _variant(cart, p.product_id, p.product_variant_id)
    id, path = await _add(cart, [(variant, p.product_variant_id)], p)
    return ProductVariantImageAdded(id=id, image_path=path)


@opencart.implements(api.product.variant.image.delete, "product_id", "product_variant_id", "id")
async def product_variant_image_delete(cart: Opencart, p: ProductVariantImageDeleteParams) -> Deleted:
    """Take a picture away from a variant."""
    variant = await _variant(cart, p.product_id, p.product_variant_id)
    await _delete(cart, variant, p.product_variant_id, p.id, "Variant")
    return Deleted(deleted="1")
