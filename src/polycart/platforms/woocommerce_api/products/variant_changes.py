"""Adding, changing and deleting variations, and their one picture."""

from __future__ import annotations

import re

from polycart import api
from polycart.api.product import (
    ProductVariantAdded,
    ProductVariantAddParams,
    ProductVariantDeleteParams,
    ProductVariantImageAdded,
    ProductVariantImageAddParams,
    ProductVariantImageDeleteParams,
    ProductVariantUpdateParams,
)
from polycart.api.results import Deleted, DeletedFlag, UpdatedItems
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound
from polycart.core.given import only, refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.images import native_image
from polycart.platforms.woocommerce_api.numbers import native_id
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
from polycart.platforms.woocommerce_api.products.choices import Owner, Row, fitted, owner_of, write
from polycart.platforms.woocommerce_api.products.fields import VARIATIONS
from polycart.platforms.woocommerce_api.products.searches import known, missing

COMMON = (
    *PRICES, *STOCK, *MEASURES, *NUMBERS, *SEARCH_ENGINES, *TAXES, "product_id", "description", "status",
    "available_for_sale", "is_virtual", "is_default",
)  # fmt: skip


@woocommerce.implements(api.product.variant.add, *COMMON, "attributes", "available_for_view", "stores_ids")
async def product_variant_add(woo: Woo, p: ProductVariantAddParams) -> ProductVariantAdded:
    """Add a variation; option values that its product does not offer yet are added to the product, too."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    owner = await owner_of(woo, p.product_id, parent=True)
    p = only(p, woo.call.given)
    body = await goods(woo, p, off="private")
    choices: list[tuple[str, str]] = []
    for each in p.attributes or []:
        if each.attribute_price:
            raise refuse("attributes", "A WooCommerce attribute has no price: give the variant's own.")
        choices.append(_choice("attributes", each.attribute_name, each.attribute_value))
    async with Undo(woo) as undo:
        body["attributes"] = await fitted(woo, undo, owner, choices)
        await write(woo, owner, undo=undo)
        made = await _send(woo, "POST", f"{owner.path}/variations", body)
        path = f"{owner.path}/variations/{made['id']}"
        undo(Step(method="DELETE", path=path, query={"force": True}, says=f"Variant {made['id']}"))
        if p.is_default:
            await write(woo, owner, defaults=body["attributes"])
    return ProductVariantAdded(product_variant_id=str(made["id"]))


@woocommerce.implements(api.product.variant.update, *COMMON, *RELATIVE, "id", "options", "avail")
async def product_variant_update(woo: Woo, p: ProductVariantUpdateParams) -> UpdatedItems:
    """Change a variation, and the values that its product offers where it is to stand for a new one."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id, product_id = await _place(woo, p.id, p.product_id)
    path = f"products/{product_id}/variations/{id}"
    p = only(p, woo.call.given)
    body = await goods(woo, p, off="private")
    choices = [_choice("options", each.option_name, each.option_value) for each in p.options or []]
    owner = await owner_of(woo, str(product_id)) if choices or p.is_default is not None else None
    async with Undo(woo) as undo:
        with known("Variant", p.id or ""):
            if owner is not None:
                chosen = (await woo.get(path, {"_fields": "id,attributes"}))["attributes"]
                if choices:
                    chosen = body["attributes"] = _changed(chosen, await fitted(woo, undo, owner, choices))
                await write(woo, owner, defaults=_default(owner, chosen, p.is_default), undo=undo)
            async with in_turn(woo, path, body):
                await _send(woo, "PUT", path, body)
    return UpdatedItems(updated_items=1)


@woocommerce.implements(api.product.variant.delete, "id", "product_id")
async def product_variant_delete(woo: Woo, p: ProductVariantDeleteParams) -> DeletedFlag:
    """Delete a variation for good."""
    id, product_id = await _place(woo, p.id, p.product_id)
    with known("Variant", p.id):
        await woo.delete(f"products/{product_id}/variations/{id}", {"force": True, "_fields": "id"})
    return DeletedFlag(deleted=True)


@woocommerce.implements(
    api.product.variant.image.add, "product_id", "product_variant_id", "image_name", "url", "label", "type"
)
async def product_variant_image_add(woo: Woo, p: ProductVariantImageAddParams) -> ProductVariantImageAdded:
    """Set the variation's one picture, which is its main one."""
    if p.url is None:
        raise MissingParameter("Parameter 'url' is required.")
    if p.type != "base":
        raise refuse("type", "The one picture of a WooCommerce variant is its main one. Allowed values: 'base'.")
    id, product_id = await _place(woo, p.product_variant_id, p.product_id)
    body = {"image": native_image(p.url, name=p.image_name, alt=p.label)}
    with known("Variant", p.product_variant_id):
        changed = await woo.put(f"products/{product_id}/variations/{id}", body, {"_fields": "id,image"})
    return ProductVariantImageAdded(id=str(changed["image"]["id"]), image_path=changed["image"]["src"])


@woocommerce.implements(api.product.variant.image.delete, "product_id", "product_variant_id", "id")
async def product_variant_image_delete(woo: Woo, p: ProductVariantImageDeleteParams) -> Deleted:
    """Take the variation's picture away; the file stays in the media library, and the product's picture shows."""
    id, product_id = await _place(woo, p.product_variant_id, p.product_id)
    path = f"products/{product_id}/variations/{id}"
    with known("Variant", p.product_variant_id):
        image = (await woo.get(path, {"_fields": "id,image"})).get("image")
        if not image or str(image["id"]) != p.id:
            raise NotFound(f"Image with id {p.id} not found.")
        await woo.put(path, {"image": []}, {"_fields": "id"})
    return Deleted(deleted="1")


def _choice(parameter: str, name: str | None, value: str | None) -> tuple[str, str]:
    if not name or not value:
        raise refuse(parameter, "Each needs a name and a value.")
    return name, value


def _changed(old: list[Row], picked: list[Row]) -> list[Row]:
    keys = {(row["id"] or str(row["name"]).casefold()) for row in picked}
    return [*(row for row in old if (row["id"] or str(row["name"]).casefold()) not in keys), *picked]


def _default(owner: Owner, chosen: list[Row], wanted: bool | None) -> list[Row] | None:
    """The values to choose at first: this variation's, or none where they are to be no longer; else no change."""
    if wanted:
        return [{"id": row["id"], "name": row["name"], "option": row["option"]} for row in chosen]
    return [] if wanted is False and _slugs(owner.defaults) == _slugs(chosen) else None


def _slugs(rows: list[Row]) -> dict[str, str]:
    """Default values are told by slug, those of a variation by name."""
    return {
        str(row["id"] or row["name"]): re.sub(r"[\W_]+", "-", str(row["option"]).casefold()).strip("-") for row in rows
    }


async def _place(woo: Woo, id: str, product_id: str | None) -> tuple[int, int]:
    """The ids of a variation and of its product.

    Shops before 9.2 do not check that the two belong together, and would move or delete another product's variation.
    """
    number = native_id("id").dump(id)
    parent = None if product_id is None else native_id("product_id").dump(product_id)
    if parent is not None and (await woo.status()).version >= (9, 2):
        return number, parent
    rows = await woo.get(VARIATIONS, {"include": number, "parent": parent, "_fields": "id,parent_id"})
    if not rows:
        raise missing("Variant", id)
    return number, rows[0]["parent_id"]


async def _send(woo: Woo, method: str, path: str, body: Body) -> Body:
    try:
        return woo.decoded(await woo.send(method, path, {"_fields": "id"}, body))
    except AlreadyExists as error:
        raise taken(error, body) from error


woocommerce.lacks(
    "WooCommerce itself has no prices for customer groups or quantities, only a price and a sale price.",
    api.product.price.add,
    api.product.price.update,
    api.product.price.delete,
    api.product.variant.price.add,
    api.product.variant.price.update,
    api.product.variant.price.delete,
)
