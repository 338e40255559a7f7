"""Pictures of products and of their variants: added from an address or as they are, changed, taken away."""

from __future__ import annotations

import msgspec

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
from polycart.core.given import allowed, clash, listed, refuse
from polycart.core.undo import Sought, Step, Undo
from polycart.platforms.magento2 import fetching, scopes
from polycart.platforms.magento2.connection import Magento, magento2, missing, segment
from polycart.platforms.magento2.products import references
from polycart.platforms.magento2.products.bodies import Body
from polycart.platforms.magento2.products.changes import ROLES, entry
from polycart.platforms.magento2.products.pictures import Entry, image
from polycart.platforms.magento2.products.references import Known
from polycart.platforms.magento2.products.variant_changes import child, owner

KINDS = {"base": "image", "small": "small_image", "thumbnail": "thumbnail", "additional": None}
"""The contract's word for each use of a picture, and Magento's role."""

LISTED = "id,media_type,label,position,disabled,types,file"


@magento2.implements(
    api.product.image.add, "product_id", "product_variant_id", "variant_ids", "type", "image_name", "url", "content",
    "label", "mime", "position",
)  # fmt: skip
async def product_image_add(magento: Magento, p: ProductImageAddParams) -> ProductImageAdded:
    """Add a picture to a product, or to one variant of it, and to further variants."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    magento = await magento.settled()
    content = await _content(magento, p)
    if p.product_variant_id is not None:
        first, parent = await child(magento, p.product_variant_id, p.product_id, "product_variant_id")
    else:
        first, parent = await references.product(magento, p.product_id, "product_id"), None
    others = await _variants(magento, p.product_id, p.variant_ids, None if parent is None else parent.children)
    place = p.position if "position" in magento.call.given else None
    async with Undo(magento) as undo:
        made = await _add(magento, undo, first, content, kind=p.type, label=p.label, position=place)
        for each in others:
            if each.id != first.id:
                await _add(magento, undo, each, content, kind=p.type, label=p.label, position=place)
        return ProductImageAdded(id=made, image_path=await _address(magento, first.sku, made))


async def _content(
    magento: Magento, p: ProductImageAddParams | ProductVariantImageAddParams
) -> fetching.Content:  # fmt: skip
    if p.url is not None and p.content is not None:
        raise clash("url", ["content"])
    if p.url is None and p.content is None:
        raise MissingParameter("Parameter 'url' is required.")
    parameter = "url" if p.url is not None else "content"
    made = await fetching.picture(magento, parameter, url=p.url, content=p.content, name=p.image_name)
    if p.mime is not None and p.mime.lower().replace("jpg", "jpeg") != made.type:
        raise refuse("mime", f"The picture is of the type '{made.type}'.")
    return made


async def _variants(
    magento: Magento, product_id: str, ids: str | None, children: list[int] | None
) -> list[Known]:  # fmt: skip
    """Some variants of a product."""
    wanted = list(dict.fromkeys(listed(ids)))
    if not wanted:
        return []
    known = children if children is not None else (await owner(magento, product_id)).children
    found = await references.products(magento, "variant_ids", wanted)
    for id, each in found.items():
        if each.id not in known:
            raise missing("Variant", id)
    return list(found.values())


def media(sku: str) -> str:
    """The path of a product's pictures."""
    return f"products/{segment(sku)}/media"


async def gallery(magento: Magento, known: Known) -> list[Entry]:
    """The pictures of a product, in their order."""
    product = await references.part(magento, known.sku, f"media_gallery_entries[{LISTED}]", _Gallery)
    return sorted(product.media_gallery_entries or [], key=lambda each: (each.position or 0, each.id or 0))


class _Bytes(msgspec.Struct):
    base64_encoded_data: str = ""


class _Told(msgspec.Struct):
    content: _Bytes = msgspec.field(default_factory=_Bytes)


class _Gallery(msgspec.Struct):
    media_gallery_entries: list[Entry] | None = None


def roles_of(kind: str, entries: list[Entry]) -> list[str]:
    """The roles of a new picture; the main one also takes those that no picture has, as in the back office."""
    if kind not in KINDS:
        raise allowed("type", KINDS)
    role = KINDS[kind]
    free = [each for each in ROLES if not any(each in (old.types or []) for old in entries)]
    return [each for each in ROLES if each == role or (kind == "base" and each in free)]


async def _add(
    magento: Magento, undo: Undo, known: Known, content: fetching.Content, *, kind: str, label: str | None,
    position: int | None,
) -> str:  # fmt: skip
    """Add a picture to a product; answers its id. The product's other pictures get back the roles that it takes."""
    entries = await gallery(magento, known)
    roles = roles_of(kind, entries)
    for old in entries:
        if set(old.types or []) & set(roles):
            undo(_restore(magento, known, old))
    path = media(known.sku)
    undo(
        Step(
            method="DELETE", path=magento.scoped(f"{path}/{{id}}"), says=f"A new picture of product {known.id}",
            sought=Sought(path=magento.scoped(path), query={"fields": "id"}, before=[each.id for each in entries]),
        )
    )  # fmt: skip
    last = max((each.position or 0 for each in entries), default=0)
    place = last + 1 if position is None else position
    return str(await magento.post(path, {"entry": entry(content, position=place, roles=roles, label=label)}))


def _native(each: Entry) -> Body:
    return {
        "id": each.id, "media_type": each.media_type, "label": each.label, "position": each.position or 0,
        "disabled": each.disabled, "types": each.types or [], "file": each.file,
    }  # fmt: skip


def _restore(magento: Magento, known: Known, old: Entry) -> Step:
    path = magento.scoped(f"{media(known.sku)}/{old.id}")
    return Step(method="PUT", path=path, json={"entry": _native(old)}, says=f"A change of picture {old.id}")


async def _address(magento: Magento, sku: str, id: str) -> str:
    found = await magento.get(f"{media(sku)}/{id}", {"fields": LISTED}, type=Entry)
    config = await scopes.current_config(magento)
    base = (config.secure_base_media_url or config.base_media_url).rstrip("/")
    return str(image(found, base).http_path)


def _at(entries: list[Entry], id: str) -> Entry:
    found = next((each for each in entries if str(each.id) == id), None)
    if found is None:
        raise NotFound(f"Image with id {id} not found.")
    return found


@magento2.implements(api.product.image.update, "product_id", "id", "variant_ids", "type", "label", "position", "hidden")
async def product_image_update(magento: Magento, p: ProductImageUpdateParams) -> UpdatedText:
    """Change text, place, use and visibility of a picture, and give it to some variants."""
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    entries = await gallery(magento, known)
    found = _at(entries, p.id)
    others = await _variants(magento, p.product_id, p.variant_ids, None)
    new = _native(found)
    if p.label is not None:
        new["label"] = p.label
    if p.position is not None:
        new["position"] = p.position
    if p.hidden is not None:
        new["disabled"] = p.hidden
    if "type" in magento.call.given:
        new["types"] = _changed_roles(p.type, found)
    async with Undo(magento) as undo:
        for each in others:
            content = await _copied(magento, known, found)
            await _add(magento, undo, each, content, kind=p.type, label=new["label"], position=None)
        await magento.put(f"{media(known.sku)}/{found.id}", {"entry": new})
    return UpdatedText(updated="1")


def _changed_roles(kind: str, found: Entry) -> list[str]:
    if kind not in KINDS:
        raise allowed("type", KINDS)
    role, old = KINDS[kind], found.types or []
    return [] if role is None else [*old, *([role] if role not in old else [])]


async def _copied(magento: Magento, known: Known, found: Entry) -> fetching.Content:
    """The picture's bytes, which Magento tells with it."""
    told = await magento.get(f"{media(known.sku)}/{found.id}", {"fields": "content"}, type=_Told)
    name = found.file.rpartition("/")[2]
    return await fetching.picture(magento, "variant_ids", content=told.content.base64_encoded_data, name=name)


@magento2.implements(api.product.image.delete, "product_id", "id")
async def product_image_delete(magento: Magento, p: ProductImageDeleteParams) -> Deleted:
    """Take a picture away from a product."""
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    await _delete(magento, known, p.id)
    return Deleted(deleted="1")


async def _delete(magento: Magento, known: Known, id: str) -> None:
    found = _at(await gallery(magento, known), id)
    await magento.delete(f"{media(known.sku)}/{found.id}")


@magento2.implements(
    api.product.variant.image.add, "product_id", "product_variant_id", "image_name", "url", "content", "label", "mime",
    "type", "position",
)  # fmt: skip
async def product_variant_image_add(magento: Magento, p: ProductVariantImageAddParams) -> ProductVariantImageAdded:
    """Add a picture to a variant, which is a product of its own."""
    magento = await magento.settled()
    content = await _content(magento, p)
    known, _ = await child(magento, p.product_variant_id, p.product_id, "product_variant_id")
    place = p.position if "position" in magento.call.given else None
    async with Undo(magento) as undo:
        made = await _add(magento, undo, known, content, kind=p.type, label=p.label, position=place)
        return ProductVariantImageAdded(id=made, image_path=await _address(magento, known.sku, made))


@magento2.implements(api.product.variant.image.delete, "product_id", "product_variant_id", "id")
async def product_variant_image_delete(magento: Magento, p: ProductVariantImageDeleteParams) -> Deleted:
    """Take a picture away from a variant."""
    magento = await magento.settled()
    known, _ = await child(magento, p.product_variant_id, p.product_id, "product_variant_id")
    await _delete(magento, known, p.id)
    return Deleted(deleted="1")
