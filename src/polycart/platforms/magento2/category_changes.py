"""Changing the tree of categories: adding, changing, moving and deleting them.

A new category's texts hold in every store view, unless one is named by ``lang_id``; a change holds in the view that it
is written through, as in the back office.
https://developer.adobe.com/commerce/webapi/rest/ (``/V1/categories``)
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.category import (
    CategoryAdded,
    CategoryAddParams,
    CategoryDeleted,
    CategoryDeleteParams,
    CategoryImageDeleteParams,
    CategoryUpdateParams,
)
from polycart.api.results import Deleted, UpdatedItems
from polycart.core.errors import AlreadyExists, NotFound, ParameterError, PolycartError, ShopError
from polycart.core.undo import Step, Undo
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.categories import IMAGE, LIST, PATH, TOP, category_path, refused
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.values import AttributeValue, values_of

FIELDS = ("name", "description", "avail", "sort_order", "meta_title", "meta_description", "meta_keywords", "seo_url")

_PLAIN = {"name": "name", "avail": "is_active", "sort_order": "position"}
_CUSTOM = {
    "description": "description",
    "meta_title": "meta_title",
    "meta_description": "meta_description",
    "meta_keywords": "meta_keywords",
    "seo_url": "url_key",
}


def _body(p: CategoryAddParams | CategoryUpdateParams) -> dict[str, Any]:
    body: dict[str, Any] = {native: getattr(p, name) for name, native in _PLAIN.items() if getattr(p, name) is not None}
    custom = [
        {"attribute_code": code, "value": getattr(p, name)}
        for name, code in _CUSTOM.items()
        if getattr(p, name) is not None
    ]
    return body | ({"custom_attributes": custom} if custom else {})


def _named(name: str | None) -> None:
    if name is not None and not name.strip():
        raise ParameterError("The value of parameter 'name' can not be empty.")


def _clash(error: ShopError, p: CategoryAddParams | CategoryUpdateParams) -> PolycartError:
    """Siblings must not have the same address, which Magento makes of the name where none is given."""
    if error.native is not None and "URL key for specified store already exists" in (error.native.message or ""):
        place, value = ("seo_url", p.seo_url) if p.seo_url is not None else ("name", p.name)
        return AlreadyExists(f"Category with {place} = '{value}' already exist.", native=error.native)
    return refused(error, p.parent_id)


@magento2.implements(api.category.add, *FIELDS, "parent_id")
async def category_add(magento: Magento, p: CategoryAddParams) -> CategoryAdded:
    """Add a category, below the store's root category where no parent is given; ``0`` adds a root category."""
    _named(p.name)
    if p.parent_id is None:
        parent = (await scopes.current_group(magento)).root_category_id
    else:
        parent = native_id("parent_id").dump(p.parent_id) or TOP
    if "lang_id" not in magento.call.given:
        magento = magento.at(scopes.Scope(code=scopes.EVERYWHERE))
    body = _body(p) | {"parent_id": parent}
    if "sort_order" not in magento.call.given:
        del body["position"]  # Magento then puts it last
    try:
        made = await magento.post(PATH, {"category": body})
    except ShopError as error:
        raise _clash(error, p) from error
    return CategoryAdded(category_id=str(made["id"]))


class _Before(msgspec.Struct):
    id: int
    parent_id: int = 0
    name: str | None = None
    is_active: bool | None = None
    position: int = 0
    custom_attributes: list[AttributeValue] | None = None


class _Sibling(msgspec.Struct):
    id: int
    position: int = 0


class _Siblings(msgspec.Struct):
    items: list[_Sibling] | None = None


async def _before(magento: Magento, path: str, id: str) -> _Before:
    fields = "id,parent_id,name,is_active,position,custom_attributes"
    try:
        return await magento.get(path, {"fields": fields}, type=_Before)
    except NotFound as error:
        raise missing("Category", id, error) from error


async def _sibling_above(magento: Magento, before: _Before) -> int:
    """The id of the sibling that stands right before a category, or 0."""
    query = written({"parent_id eq": before.parent_id}) | {"fields": "items[id,position]"}
    found = (await magento.get(LIST, query, type=_Siblings)).items or []
    above = [each for each in found if each.id != before.id and each.position <= before.position]
    return max(above, key=lambda each: (each.position, each.id)).id if above else 0


def _restored(before: _Before, body: dict[str, Any]) -> dict[str, Any]:
    """The body that puts back what a body is going to change."""
    known = values_of(before.custom_attributes)
    old: dict[str, Any] = {name: getattr(before, name) for name in ("name", "is_active", "position") if name in body}
    codes = [each["attribute_code"] for each in body.get("custom_attributes", ())]
    custom = [{"attribute_code": code, "value": known.get(code, "")} for code in codes]
    return old | ({"custom_attributes": custom} if custom else {})


@magento2.implements(api.category.update, *FIELDS, "id", "parent_id")
async def category_update(magento: Magento, p: CategoryUpdateParams) -> UpdatedItems:
    """Change a category, and move it where another parent is given; it goes last there unless its place is given."""
    _named(p.name)
    path = category_path(p.id, "id")
    body = _body(p)
    if p.parent_id is None:
        try:
            await (await magento.settled()).put(path, {"category": body})
        except NotFound as error:
            raise missing("Category", p.id, error) from error
        except ShopError as error:
            raise _clash(error, p) from error
        return UpdatedItems(updated_items=1)
    parent = native_id("parent_id").dump(p.parent_id) or TOP
    magento = await magento.settled()
    before = await _before(magento, path, p.id)
    async with Undo(magento) as undo:
        if parent != before.parent_id:
            await _move(magento, path, before, parent, p, undo)
        if body:
            undo(
                Step(
                    method="PUT",
                    path=magento.scoped(path),
                    json={"category": _restored(before, body)},
                    says=f"The change of category {p.id}",
                )
            )
            try:
                await magento.put(path, {"category": body})
            except ShopError as error:
                raise _clash(error, p) from error
    return UpdatedItems(updated_items=1)


async def _move(magento: Magento, path: str, before: _Before, parent: int, p: CategoryUpdateParams, undo: Undo) -> None:
    """Move a category; taking it back also puts it to its old place among its siblings."""
    says = f"The move of category {before.id} to category {parent}"
    back = {"parentId": before.parent_id, "afterId": await _sibling_above(magento, before)}
    old = {"category": {"position": before.position}}
    undo(Step(method="PUT", path=magento.scoped(path), json=old, says=says))
    undo(Step(method="PUT", path=magento.scoped(f"{path}/move"), json=back, says=says))
    try:
        await magento.put(f"{path}/move", {"parentId": parent})
    except ShopError as error:
        raise refused(error, p.parent_id) from error


@magento2.implements(api.category.delete, "id")
async def category_delete(magento: Magento, p: CategoryDeleteParams) -> CategoryDeleted:
    """Delete a category for good, and with it all below it; its products stay."""
    path = category_path(p.id, "id")
    try:
        await (await magento.settled()).delete(path)
    except NotFound as error:
        raise missing("Category", p.id, error) from error
    except ShopError as error:
        if error.native is None or error.native.code != "Cannot delete category with id %1":
            raise
        raise ParameterError(
            "Parameter 'id' is not valid. The root category of a store can't be deleted.", native=error.native
        ) from error
    return CategoryDeleted(delete_items=True)


@magento2.implements(api.category.image.delete, "category_id", "image_id")
async def category_image_delete(magento: Magento, p: CategoryImageDeleteParams) -> Deleted:
    """Take the category's picture away; the file stays in the shop's media folder."""
    path = category_path(p.category_id, "category_id")
    magento = await magento.settled()
    before = await _before(magento, path, p.category_id)
    if p.image_id != IMAGE or not values_of(before.custom_attributes).get(IMAGE):
        raise NotFound(f"Image with id {p.image_id} not found.")
    await magento.put(path, {"category": {"custom_attributes": [{"attribute_code": IMAGE, "value": ""}]}})
    return Deleted(deleted="1")


magento2.lacks(
    "Magento's REST API keeps the name of a category's picture, but takes no file for it.", api.category.image.add
)
