"""Changing the tree of categories: adding, changing, moving and deleting them.

A new category's texts hold in every store view, unless one is named by ``lang_id``; a change holds in the view that it
is written through, as in the back office.
https://developer.adobe.com/commerce/webapi/rest/ (``/V1/categories``)
"""

from __future__ import annotations

import asyncio
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
from polycart.platforms.magento2.categories import IMAGE, LIST, PATH, TOP, category_path
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.values import AttributeValue, values_of

FIELDS = ("name", "description", "avail", "sort_order", "meta_title", "meta_description", "meta_keywords", "seo_url")

ROOT = "Parameter 'id' is not valid. The root category of a store can't be deleted."

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
    if isinstance(error, NotFound) and isinstance(p, CategoryAddParams):
        return missing("Category", str(p.parent_id), error)
    return error


def parent_of(id: str) -> int:
    """The number of a parent; ``0`` stands for the top, which has a number of its own."""
    return native_id("parent_id").dump(id) or TOP


def new_category(p: CategoryAddParams, parent: int, *, ordered: bool) -> dict[str, Any]:
    """A category that is to be added; Magento puts it last where no place is given."""
    _named(p.name)
    body = _body(p) | {"parent_id": parent}
    if not ordered:
        del body["position"]
    return body


@magento2.implements(api.category.add, *FIELDS, "parent_id")
async def category_add(magento: Magento, p: CategoryAddParams) -> CategoryAdded:
    """Add a category, below the store's root category where no parent is given; ``0`` adds a root category."""
    given = p.parent_id
    parent = parent_of(given) if given is not None else (await scopes.current_group(magento)).root_category_id
    if "lang_id" not in magento.call.given:
        magento = magento.at(scopes.Scope(code=scopes.EVERYWHERE))
    body = new_category(p, parent, ordered="sort_order" in magento.call.given)
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


class _Place(msgspec.Struct):
    path: str = ""


async def _before(magento: Magento, path: str, id: str) -> _Before:
    fields = "id,parent_id,name,is_active,position,custom_attributes"
    try:
        return await magento.get(path, {"fields": fields}, type=_Before)
    except NotFound as error:
        raise missing("Category", id, error) from error


async def _siblings(magento: Magento, before: _Before) -> list[_Sibling]:
    """The places of a category and its siblings, which a move changes."""
    return await magento.among(LIST, "parent_id", [before.parent_id], _Sibling, "id", "position")


async def _checked(magento: Magento, id: int, before: _Before) -> None:
    """Refuse a parent that is not there, is the category itself, or is below it."""
    try:
        parent = await magento.get(f"{PATH}/{id}", {"fields": "id,path"}, type=_Place)
    except NotFound as error:
        raise missing("Category", str(id), error) from error
    if str(before.id) in parent.path.split("/"):
        raise ParameterError("Parameter 'parent_id' is not valid. It must not be the category itself or one below it.")


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
    magento = await magento.settled()
    parent = native_id("parent_id").dump(p.parent_id) or TOP if p.parent_id is not None else None
    before = await _before(magento, path, p.id) if parent is not None else None
    if before is None or parent is None or parent == before.parent_id:
        await _put(magento, path, body, p)
        return UpdatedItems(updated_items=1)
    place = body.pop("position", None)
    _, siblings = await asyncio.gather(_checked(magento, parent, before), _siblings(magento, before))
    async with Undo(magento) as undo:
        if body:
            await _put(magento, path, body, p, undo=undo, before=before)
        await _move(magento, before, siblings, parent, undo)
        if place is not None:
            moved = await _before(magento, path, p.id)
            await _put(magento, path, {"position": place}, p, undo=undo, before=moved)
    return UpdatedItems(updated_items=1)


async def _put(
    magento: Magento,
    path: str,
    body: dict[str, Any],
    p: CategoryUpdateParams,
    *,
    undo: Undo | None = None,
    before: _Before | None = None,
) -> None:
    """Send a change, and note what puts it back where more is to come."""
    if undo is not None and before is not None:
        old = {"category": _restored(before, body)}
        undo(Step(method="PUT", path=magento.scoped(path), json=old, says=f"The change of category {p.id}"))
    try:
        await magento.put(path, {"category": body})
    except NotFound as error:
        raise missing("Category", p.id, error) from error
    except ShopError as error:
        raise _clash(error, p) from error


async def _move(magento: Magento, before: _Before, siblings: list[_Sibling], parent: int, undo: Undo) -> None:
    """Move a category to the last place below its new parent.

    Moved back it would be the last there, too, and Magento moves its siblings up and down meanwhile, by their ids as
    much as by their places (``CategoryManagement::move``): so the places of all of them are noted.
    """
    path = f"{PATH}/{before.id}"
    says = f"The move of category {before.id} to category {parent}"
    for each in siblings:
        place = {"category": {"position": each.position}}
        undo(Step(method="PUT", path=magento.scoped(f"{PATH}/{each.id}"), json=place, says=says))
    undo(Step(method="PUT", path=magento.scoped(f"{path}/move"), json={"parentId": before.parent_id}, says=says))
    await magento.put(f"{path}/move", {"parentId": parent})


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
        raise ParameterError(ROOT, native=error.native) from error
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
