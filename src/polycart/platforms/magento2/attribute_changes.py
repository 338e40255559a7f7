"""Changing attributes: their names, their options, and the sets that they are in.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/products/attributes``, ``/V1/products/attribute-sets``)
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

import msgspec

from polycart import api
from polycart.api.attribute import (
    AttributeAddParams,
    AttributeAssigned,
    AttributeAssignGroupParams,
    AttributeAssignSetParams,
    AttributeDeleteParams,
    AttributeUnassigned,
    AttributeUnassignSetParams,
    AttributeUpdateParams,
    AttributeValueAddParams,
    AttributeValueDeleteParams,
    AttributeValueUpdateParams,
)
from polycart.api.results import Added, Deleted, DeletedFlag, Updated
from polycart.core.errors import AlreadyExists, NotFound, ParameterError, PolycartError, ShopError
from polycart.core.undo import Step, Undo
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.attributes import GROUPS, OPTIONED, PATH, TYPES, Label, Option
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.products.definitions import forget

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""What Magento takes as a code (``Magento\\Eav\\Model\\Validator\\Attribute\\Code``)."""

_SCOPES = {"store": "store", "website": "website", "global": "global"}
_FILTERS = {"no": False, "filterable (with results)": True}

_FLAGS = (
    "is_searchable", "is_comparable", "is_visible_in_advanced_search", "is_used_for_promo_rules",
    "used_in_product_listing",
)  # fmt: skip
"""Flags that Magento takes as texts; the others are true or false."""

_BOOLEANS = ("is_html_allowed_on_front", "is_filterable_in_search", "used_for_sort_by")


class Known(msgspec.Struct):
    """An attribute as it is before a change."""

    attribute_id: int
    attribute_code: str
    frontend_input: str | None = None
    is_user_defined: bool = False
    default_frontend_label: str | None = None
    frontend_labels: list[Label] | None = None
    apply_to: list[str] | None = None
    options: list[Option] | None = None


class _Attributes(msgspec.Struct):
    items: list[Known] | None = None


_FIELDS = (
    "items[attribute_id,attribute_code,frontend_input,is_user_defined,default_frontend_label,"
    "frontend_labels[store_id,label],apply_to{}]"
)


async def _known(magento: Magento, id: str, parameter: str, *, options: bool = False) -> Known:
    """An attribute by its id: Magento's own paths name its code."""
    query: dict[str, str] = written({"attribute_id eq": native_id(parameter).dump(id)})
    query["fields"] = _FIELDS.format(",options[value,label]" if options else "")
    found = (await magento.get(PATH, query, type=_Attributes)).items
    if not found:
        raise missing("Attribute", id)
    return found[0]


def _merchants(known: Known) -> None:
    """Refuse to take away what Magento itself needs."""
    if not known.is_user_defined:
        raise ParameterError(
            f"Parameter 'id' is not valid. '{known.attribute_code}' is one of Magento's own attributes."
        )


def _labels(magento: Magento, name: str, before: list[Label] | None = None) -> dict[str, Any]:
    """The body of a name: for all store views, or for the one that ``lang_id`` names."""
    labels = {each.store_id: each.label for each in before or ()}
    view = magento.scope.view if magento.scope is not None and "lang_id" in magento.call.given else None
    if view is not None:
        labels[view.id] = name
    listed = [{"store_id": id, "label": label} for id, label in labels.items()]
    return {"frontend_labels": listed} | (
        {} if view is not None and before is not None else {"default_frontend_label": name}
    )


def _word(name: str, value: str, words: dict[str, Any]) -> Any:
    if value.strip().lower() not in words:
        allowed = ", ".join(word.capitalize() for word in words)
        raise ParameterError(f"Parameter '{name}' is not valid. Allowed values: {allowed}.")
    return words[value.strip().lower()]


def _body(magento: Magento, p: AttributeAddParams) -> dict[str, Any]:
    if p.type not in TYPES:
        raise ParameterError(f"Parameter 'type' is not valid. Allowed values: {', '.join(TYPES)}.")
    if not p.name.strip():
        raise ParameterError("The value of parameter 'name' can not be empty.")
    if p.code is not None and not _CODE.fullmatch(p.code):
        raise ParameterError(
            "Parameter 'code' is not valid. It must have at most 60 small letters without accents, digits and "
            "underscores, and begin with a letter."
        )
    body: dict[str, Any] = {
        "frontend_input": TYPES[p.type],
        **_labels(magento, p.name),
        "is_required": p.required,
        "is_visible_on_front": "1" if p.visible else "0",
        "position": p.position,
        "scope": _word("is_global", p.is_global, _SCOPES),
        "is_filterable": _word("is_filterable", p.is_filterable, _FILTERS),
    }
    body |= {name: "1" if getattr(p, name) else "0" for name in _FLAGS}
    body |= {name: getattr(p, name) for name in _BOOLEANS}
    if p.code is not None:
        body["attribute_code"] = p.code
    if p.apply_to != "all_types":
        body["apply_to"] = [part.strip() for part in p.apply_to.split(",") if part.strip()]
    return body


def _refused(error: ShopError, p: AttributeAddParams) -> PolycartError:
    code = error.native.code if error.native else None
    words = error.native.message or "" if error.native else ""
    if code == "%1 already exists.":
        place, value = ("code", p.code) if p.code is not None else ("name", p.name)
        return AlreadyExists(f"Attribute with {place} = '{value}' already exist.", native=error.native)
    if "reserved by system" in words or "attribute_code" in words:
        place, value = ("code", p.code) if p.code is not None else ("name", p.name)
        return ParameterError(
            f"Parameter '{place}' is not valid. The shop does not take '{value}' as the code of an attribute.",
            native=error.native,
        )
    return error


@magento2.implements(
    api.attribute.add, "type", "name", "code", "visible", "required", "position", "attribute_group_id", "is_global",
    "is_filterable", *_FLAGS, *_BOOLEANS, "apply_to", note="Without a code Magento makes one of the name.",
)  # fmt: skip
async def attribute_add(magento: Magento, p: AttributeAddParams) -> Added:
    """Add an attribute, and put it into a group where one is named."""
    body = _body(magento, p)
    group = await _group(magento, p.attribute_group_id, "attribute_group_id") if p.attribute_group_id else None
    magento = await magento.settled()
    async with Undo(magento) as undo:
        try:
            made = msgspec.convert(await magento.post(PATH, {"attribute": body}), Known)
        except ShopError as error:
            raise _refused(error, p) from error
        path = f"{PATH}/{made.attribute_code}"
        if group is not None:
            undo(Step(method="DELETE", path=magento.scoped(path), says=f"Attribute '{made.attribute_code}'"))
            await _assign(magento, made.attribute_code, group.attribute_set_id, int(group.attribute_group_id))
    forget(magento)
    return Added(id=str(made.attribute_id))


@magento2.implements(api.attribute.update, "id", "name", "visible", "position")
async def attribute_update(magento: Magento, p: AttributeUpdateParams) -> Updated:
    """Change an attribute; what Magento would forget, because it is not sent, is sent as it was."""
    before = await _known(magento, p.id, "id")
    body: dict[str, Any] = {
        "attribute_id": before.attribute_id,
        "attribute_code": before.attribute_code,
        "frontend_input": before.frontend_input,
        "apply_to": before.apply_to or [],
    }
    if p.name is not None:
        if not p.name.strip():
            raise ParameterError("The value of parameter 'name' can not be empty.")
        body |= _labels(magento, p.name, before.frontend_labels or [])
    body.setdefault("default_frontend_label", before.default_frontend_label or before.attribute_code)
    if p.visible is not None:
        body["is_visible_on_front"] = "1" if p.visible else "0"
    if "position" in magento.call.given:
        body["position"] = p.position
    await (await magento.settled()).put(f"{PATH}/{before.attribute_code}", {"attribute": body})
    forget(magento)
    return Updated(updated=True)


@magento2.implements(api.attribute.delete, "id")
async def attribute_delete(magento: Magento, p: AttributeDeleteParams) -> Deleted:
    """Delete an attribute with its options, and from every product; Magento's own stay."""
    before = await _known(magento, p.id, "id")
    _merchants(before)
    await (await magento.settled()).delete(f"{PATH}/{before.attribute_code}")
    forget(magento)
    return Deleted(deleted="1")


async def _optioned(magento: Magento, id: str) -> Known:
    """An attribute that has options, which are told as the back office calls them."""
    found = await _known(magento.at(scopes.Scope(code=scopes.EVERYWHERE)), id, "attribute_id", options=True)
    if found.frontend_input not in OPTIONED or not found.is_user_defined:
        raise ParameterError(
            f"Parameter 'attribute_id' is not valid. '{found.attribute_code}' has no values that could be changed."
        )
    return found


def _choices(known: Known) -> dict[str, str]:
    return {str(each.value): str(each.label) for each in known.options or () if each.value not in (None, "")}


def _named(name: str) -> str:
    if not name.strip():
        raise ParameterError("The value of parameter 'name' can not be empty.")
    return name


@magento2.implements(api.attribute.value.add, "attribute_id", "name")
async def attribute_value_add(magento: Magento, p: AttributeValueAddParams) -> Added:
    """Add an option to an attribute, after the others; ``lang_id`` names it in that view alone as well."""
    known = await _optioned(magento, p.attribute_id)
    option: dict[str, Any] = {"label": _named(p.name), "sort_order": len(_choices(known)) + 1}
    if "lang_id" in magento.call.given and magento.scope is not None and magento.scope.view is not None:
        option["store_labels"] = [{"store_id": magento.scope.view.id, "label": p.name}]
    magento = await magento.settled()
    try:
        made = await magento.post(f"{PATH}/{known.attribute_code}/options", {"option": option})
    except ShopError as error:
        raise _repeated(error, p.name) from error
    forget(magento)
    return Added(id=str(made).removeprefix("id_"))  # so written before 2.3.1


def _repeated(error: ShopError, name: str) -> PolycartError:
    if error.native and (error.native.code or "").startswith("Admin store attribute option label"):
        return AlreadyExists(f"Attribute value with name = '{name}' already exist.", native=error.native)
    return error


@magento2.implements(api.attribute.value.update, "id", "attribute_id", "name")
async def attribute_value_update(magento: Magento, p: AttributeValueUpdateParams) -> Updated:
    """Rename an option, in all store views or in the one that ``lang_id`` names.

    Magento drops the names of other views and the place that are not sent with it. The names are read view by view;
    the place it does not tell, so that it is taken from the list, unless that is in the order of the names.
    """
    known = await _optioned(magento, p.attribute_id)
    choices = _choices(known)
    if p.id not in choices:
        raise missing("Attribute value", p.id)
    if p.name is None:
        return Updated(updated=True)
    labels = await _view_labels(magento, known, p.id)
    label = _named(p.name)
    if "lang_id" in magento.call.given and magento.scope is not None and magento.scope.view is not None:
        labels[magento.scope.view.id] = label
        label = choices[p.id]
    option: dict[str, Any] = {"label": label}
    if labels:
        option["store_labels"] = [{"store_id": id, "label": text} for id, text in labels.items()]
    names = [text.casefold() for text in choices.values()]
    if names != sorted(names):
        option["sort_order"] = list(choices).index(p.id)
    magento = await magento.settled()
    try:
        await magento.put(f"{PATH}/{known.attribute_code}/options/{p.id}", {"option": option})
    except ShopError as error:
        raise _repeated(error, p.name) from error
    forget(magento)
    return Updated(updated=True)


async def _view_labels(magento: Magento, known: Known, id: str) -> dict[int, str]:
    """What store views call an option where that is not what the back office calls it."""

    async def label(view: scopes.StoreView) -> str | None:
        path = f"/{view.code}/V1/{PATH}/{known.attribute_code}/options"
        options = await magento.get(path, {"fields": "value,label"}, type=list[Option])
        return next((str(each.label) for each in options if str(each.value) == id), None)

    views = [view for view in await scopes.views(magento) if view.id]
    found = await asyncio.gather(*(label(view) for view in views))
    plain = _choices(known)[id]
    return {view.id: text for view, text in zip(views, found, strict=True) if text is not None and text != plain}


@magento2.implements(api.attribute.value.delete, "id", "attribute_id")
async def attribute_value_delete(magento: Magento, p: AttributeValueDeleteParams) -> DeletedFlag:
    """Delete an option, and from every product."""
    known = await _optioned(magento, p.attribute_id)
    if p.id not in _choices(known):
        raise missing("Attribute value", p.id)
    await (await magento.settled()).delete(f"{PATH}/{known.attribute_code}/options/{p.id}")
    forget(magento)
    return DeletedFlag(deleted=True)


class _Group(msgspec.Struct):
    attribute_group_id: str | int
    attribute_set_id: int


class _Groups(msgspec.Struct):
    items: list[_Group] | None = None


async def _groups(magento: Magento, query: dict[str, Any]) -> list[_Group]:
    fields = {"fields": "items[attribute_group_id,attribute_set_id]"}
    return (await magento.get(GROUPS, {**written(query), **fields}, type=_Groups)).items or []


async def _group(magento: Magento, id: str, parameter: str) -> _Group:
    found = await _groups(magento, {"attribute_group_id eq": native_id(parameter).dump(id)})
    if not found:
        raise missing("Attribute group", id)
    return found[0]


async def _assign(magento: Magento, code: str, set_id: int, group_id: int) -> None:
    body = {"attributeSetId": set_id, "attributeGroupId": group_id, "attributeCode": code, "sortOrder": 0}
    await magento.post("products/attribute-sets/attributes", body)
    magento.connection.forget(f"attributes of set {set_id}")


@magento2.implements(api.attribute.assign.set, "id", "attribute_set_id", "group_id")
async def attribute_assign_set(magento: Magento, p: AttributeAssignSetParams) -> AttributeAssigned:
    """Put an attribute into a set: into the group that is named, else into the set's first one."""
    set_id = native_id("attribute_set_id").dump(p.attribute_set_id)
    known, groups = await asyncio.gather(_known(magento, p.id, "id"), _groups(magento, {"attribute_set_id eq": set_id}))
    if not groups:
        raise missing("Attribute set", p.attribute_set_id)
    group_id = native_id("group_id").dump(p.group_id) if p.group_id is not None else int(groups[0].attribute_group_id)
    if all(int(group.attribute_group_id) != group_id for group in groups):
        raise ParameterError(f"Parameter 'group_id' is not valid. The set {set_id} has no group {group_id}.")
    await _assign(await magento.settled(), known.attribute_code, set_id, group_id)
    return AttributeAssigned(assigned="1")


@magento2.implements(api.attribute.assign.group, "id", "group_id", "attribute_set_id")
async def attribute_assign_group(magento: Magento, p: AttributeAssignGroupParams) -> AttributeAssigned:
    """Put an attribute into a group, and with it into the group's set, where it may be in another group before."""
    known, group = await asyncio.gather(_known(magento, p.id, "id"), _group(magento, p.group_id, "group_id"))
    if p.attribute_set_id is not None and p.attribute_set_id != str(group.attribute_set_id):
        raise ParameterError(
            f"Parameter 'attribute_set_id' is not valid. The group {p.group_id} is in the set {group.attribute_set_id}."
        )
    await _assign(await magento.settled(), known.attribute_code, group.attribute_set_id, int(group.attribute_group_id))
    return AttributeAssigned(assigned="1")


@magento2.implements(api.attribute.unassign.set, "id", "attribute_set_id")
async def attribute_unassign_set(magento: Magento, p: AttributeUnassignSetParams) -> AttributeUnassigned:
    """Take an attribute out of a set; products of the set lose their values of it."""
    set_id = native_id("attribute_set_id").dump(p.attribute_set_id)
    known = await _known(magento, p.id, "id")
    _merchants(known)
    magento = await magento.settled()
    try:
        await magento.delete(f"products/attribute-sets/{set_id}/attributes/{known.attribute_code}")
    except NotFound as error:
        raise missing("Attribute set", p.attribute_set_id, error) from error
    except ShopError as error:
        if error.native is None or "wasn't found in the" not in (error.native.code or ""):
            raise
        raise NotFound(f"Attribute with id {p.id} is not in attribute set {set_id}.", native=error.native) from error
    magento.connection.forget(f"attributes of set {set_id}")
    return AttributeUnassigned(unassigned="1")


magento2.lacks(
    "An attribute of a Magento set is always in one of its groups: put it into another, or take it out of the set.",
    api.attribute.unassign.group,
)
