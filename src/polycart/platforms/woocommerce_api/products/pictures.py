"""Pictures of products: an ordered list of which the first is the main one, written only as a whole."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    ProductImageAdded,
    ProductImageAddParams,
    ProductImageDeleteParams,
    ProductImageUpdateParams,
)
from polycart.api.results import Deleted, UpdatedText
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.given import only, refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.images import native_image
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.products.choices import change_variants
from polycart.platforms.woocommerce_api.products.fields import VARIATIONS
from polycart.platforms.woocommerce_api.products.searches import known, missing

Row = dict[str, Any]


@woocommerce.implements(
    api.product.image.add, "product_id", "product_variant_id", "variant_ids", "type", "image_name", "url", "label",
    "position",
)  # fmt: skip
async def product_image_add(woo: Woo, p: ProductImageAddParams) -> ProductImageAdded:
    """Add a picture that the shop fetches from its address, to a product, and to some of its variations."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    if p.url is None:
        raise MissingParameter("Parameter 'url' is required.")
    path = f"products/{native_id('product_id').dump(p.product_id)}"
    new = native_image(p.url, name=p.image_name, alt=p.label)
    if p.product_variant_id is not None and p.variant_ids is None:
        return await _to_variant(woo, path, p.product_variant_id, new)
    variants = await _variants(woo, path, ",".join(filter(None, (p.product_variant_id, p.variant_ids))))
    _place(p.type, None, 0)
    old = await _images(woo, path, p.product_id)
    rows: list[Row] = [{"id": image["id"]} for image in old]
    place = _place(p.type, p.position if "position" in woo.call.given else None, len(rows))
    async with Undo(woo) as undo:
        if variants:
            new = {"id": await _fetched(woo, undo, path, variants, new)}
        rows.insert(place, new)
        changed = await _write(woo, path, rows)
    known_ids = {image["id"] for image in old}
    made = next((image for image in changed if image["id"] not in known_ids), changed[min(place, len(old))])
    return ProductImageAdded(id=str(made["id"]), image_path=made["src"])


@woocommerce.implements(
    api.product.image.update, "product_id", "id", "variant_ids", "image_name", "type", "label", "position"
)
async def product_image_update(woo: Woo, p: ProductImageUpdateParams) -> UpdatedText:
    """Change title, alternative text and place of a picture, and the variations that show it."""
    path = f"products/{native_id('product_id').dump(p.product_id)}"
    old = await _images(woo, path, p.product_id)
    rows: list[Row] = [{"id": image["id"]} for image in old]
    at = _index(old, p.id)
    given = only(p, woo.call.given)
    variants = await _variants(woo, path, given.variant_ids or "")
    row = rows.pop(at)
    row |= {"name": given.image_name} if given.image_name else {}
    row |= {"alt": given.label} if given.label else {}
    if "type" in woo.call.given or given.position is not None:
        at = _place(p.type, given.position, len(rows))
    rows.insert(at, row)
    async with Undo(woo) as undo:
        await _assign(woo, undo, path, variants, row["id"])
        await _write(woo, path, rows)
    return UpdatedText(updated="1")


@woocommerce.implements(api.product.image.delete, "product_id", "id")
async def product_image_delete(woo: Woo, p: ProductImageDeleteParams) -> Deleted:
    """Take a picture away from a product; the file stays in the media library."""
    path = f"products/{native_id('product_id').dump(p.product_id)}"
    old = await _images(woo, path, p.product_id)
    at = _index(old, p.id)
    rows = [{"id": image["id"]} for place, image in enumerate(old) if place != at]
    await woo.put(path, {"images": rows}, {"_fields": "id"})
    return Deleted(deleted="1")


async def _images(woo: Woo, path: str, product_id: str) -> list[Row]:
    with known("Product", product_id):
        return (await woo.get(path, {"_fields": "id,images"}))["images"]


def _index(images: list[Row], id: str) -> int:
    found = next((place for place, image in enumerate(images) if str(image["id"]) == id), None)
    if found is None:
        raise NotFound(f"Image with id {id} not found.")
    return found


def _place(type: str, position: int | None, count: int) -> int:
    """Where in the list: the main picture is the first, any other is not unless its position says so."""
    if type not in ("base", "additional"):
        raise refuse("type", "WooCommerce makes smaller pictures itself. Allowed values: 'base','additional'.")
    if type == "base":
        return 0
    return count if position is None else min(max(position, 0), count)


async def _write(woo: Woo, path: str, rows: list[Row]) -> list[Row]:
    return (await woo.put(path, {"images": rows}, {"_fields": "id,images"}))["images"]


async def _fetched(woo: Woo, undo: Undo, path: str, variants: list[Row], image: Row) -> int:
    """Let the shop fetch a picture for the first variation, and give it to the others; answers its id."""
    first, *others = variants
    made = await woo.put(f"{path}/variations/{first['id']}", {"image": image}, {"_fields": "id,image"})
    says = f"A change of the picture of variant {first['id']}"
    undo(
        Step(
            method="PUT", path=f"{path}/variations/{first['id']}", json={"image": _picture(first.get("image"))},
            says=says,
        )
    )  # fmt: skip
    await _assign(woo, undo, path, others, made["image"]["id"])
    return made["image"]["id"]


async def _variants(woo: Woo, path: str, ids: str) -> list[Row]:
    """The variations of the product by their ids, with the picture that they have."""
    wanted = [native_id("variant_ids").dump(id) for id in ids.split(",") if id.strip()]
    if not wanted:
        return []
    parent = path.rpartition("/")[2]
    query = {"include": ",".join(map(str, wanted)), "parent": parent, "per_page": 100, "_fields": "id,image"}
    found = await woo.get(VARIATIONS, query)
    unknown = set(wanted) - {row["id"] for row in found}
    if unknown:
        raise missing("Variant", str(min(unknown)))
    return found


async def _assign(woo: Woo, undo: Undo, path: str, variants: list[Row], image_id: int) -> None:
    """Give one picture to some variations, in one request."""
    if not variants:
        return
    old = [{"id": row["id"], "image": _picture(row.get("image"))} for row in variants]
    new = [{"id": row["id"], "image": {"id": image_id}} for row in variants]
    await change_variants(woo, undo, path, new, old, "pictures of variants")


def _picture(image: Row | None) -> Any:
    return {"id": image["id"]} if image else []


async def _to_variant(woo: Woo, path: str, id: str, image: Row) -> ProductImageAdded:
    """The one picture of a variation."""
    [variant] = await _variants(woo, path, id)
    changed = await woo.put(f"{path}/variations/{variant['id']}", {"image": image}, {"_fields": "id,image"})
    return ProductImageAdded(id=str(changed["image"]["id"]), image_path=changed["image"]["src"])
