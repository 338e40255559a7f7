"""Definitions of products' metafields as attributes, and their choices as values.

https://shopify.dev/docs/apps/build/custom-data/metafields/definitions
"""

from __future__ import annotations

import json
import re
from typing import Any
from zlib import crc32

from polycart import api
from polycart.api.attribute import (
    AttributeAddParams,
    AttributeCount,
    AttributeCountParams,
    AttributeDeleteParams,
    AttributeInfoParams,
    AttributeListParams,
    AttributeUpdateParams,
    AttributeValueAddParams,
    AttributeValueDeleteParams,
    AttributeValueUpdateParams,
    StoreAttribute,
)
from polycart.api.results import Added, Deleted, DeletedFlag, Updated
from polycart.core.documents import Of
from polycart.core.errors import AlreadyExists, NotFound
from polycart.core.given import refuse
from polycart.core.method import Page, Params
from polycart.core.selection import project
from polycart.platforms.shopify.attribute_values import LONG, MULTIPLE, SINGLE, coded
from polycart.platforms.shopify.attribute_values import Scale as Coding
from polycart.platforms.shopify.connection import STORE_ID, Coded, Id, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, gids, known, missing, number

TYPES = {
    "text": SINGLE, "select": SINGLE, "textarea": LONG, "multiselect": MULTIPLE, "boolean": "boolean", "date": "date",
    "price": "money", "color": "color", "media": "file_reference",
}  # fmt: skip
"""The type of metafield for each type of the contract; the others are told by Shopify's own words."""

OWNER = "PRODUCT"
SPACE = "custom"
"""The namespace of what the merchant defines in the admin."""

SYSTEM = "shopify"
"""The namespace of what Shopify defines."""

FIELDS = (
    "id", "code", "type", "name", "default_values", "position", "required", "system", "values", "store_id",
    "additional_fields",
)  # fmt: skip

_KEY = re.compile(r"[\w-]{2,64}", re.ASCII)
_SPACE = re.compile(r"[\w-]{3,255}", re.ASCII)


class Kind(Row):
    """The type of a definition's metafields."""

    name: str = ""


class Validation(Row):
    """What values have to be."""

    name: str = ""
    value: str | None = None


class Definition(Row):
    """What metafields of a namespace and key are."""

    id: str = ""
    name: str = ""
    namespace: str = ""
    key: str = ""
    description: str | None = None
    pinned_position: int | None = None
    owner_type: str = OWNER
    type: Kind | None = None
    validations: list[Validation] = []

    @property
    def native(self) -> str:
        """Shopify's word for the type."""
        return self.type.name if self.type else ""

    @property
    def choices(self) -> list[str]:
        """The values to choose from; none where any will do."""
        told = next((each.value for each in self.validations if each.name == "choices"), None)
        return [str(each) for each in json.loads(told or "[]")]

    @property
    def kind(self) -> str:
        """The contract's word for the type."""
        if self.native == SINGLE:
            return "select" if self.choices else "text"
        return next((word for word, native in TYPES.items() if native == self.native), self.native)

    @property
    def code(self) -> str:
        """Namespace and key."""
        return f"{self.namespace}.{self.key}"

    def limits(self, name: str) -> str | None:
        """The value of a validation."""
        return next((each.value for each in self.validations if each.name == name), None)


class _Created(Coded):
    created_definition: Id | None = None


class _Updated(Coded):
    updated_definition: Id | None = None


class Gone(Coded):
    """The answer of a mutation that deletes a definition."""

    deleted_definition_id: str | None = None


class _Held(Row):
    value: str = ""


class _Holding(Row):
    nodes: list[_Held] = []


class _Used(Row):
    """A definition with the values that products have."""

    id: str = ""
    metafields: _Holding | None = None


async def definitions(shop: Shop, owner: str = OWNER) -> list[Definition]:
    """All definitions of what belongs to an owner."""
    return await shop.everything("metafieldDefinitions", Definition, {"ownerType": Of("MetafieldOwnerType!", owner)})


async def definition(shop: Shop, id: str, name: str) -> Definition:
    """The definition of an attribute of products."""
    wanted = gid("MetafieldDefinition", id, name)
    (found,) = await shop.by_ids("MetafieldDefinition", [wanted], Definition)
    if found is None or found.owner_type != OWNER:
        raise missing("Attribute", wanted)
    return found


def attribute(row: Definition) -> StoreAttribute:
    """A definition as the contract's attribute."""
    return StoreAttribute(
        id=number(row.id), code=row.code, type=row.kind, name=row.name, default_values=[], position=row.pinned_position,
        required=False, system=row.namespace == SYSTEM, values=row.choices, store_id=STORE_ID,
        additional_fields={
            "namespace": row.namespace, "key": row.key, "description": row.description, "metafield_type": row.native,
            "validations": {each.name: each.value for each in row.validations if each.name != "choices"},
        },
    )  # fmt: skip


async def _matching(shop: Shop, p: AttributeListParams | AttributeCountParams) -> list[Definition]:
    rows = await definitions(shop)
    if p.type is not None:
        rows = [row for row in rows if p.type in (row.kind, row.native)]
    if p.system is not None:
        rows = [row for row in rows if (row.namespace == SYSTEM) is p.system]
    return [] if p.required else rows  # no product has to have a metafield


@shopify.implements(api.attribute.list, "attribute_ids", "type", "required", "system", gives=FIELDS)
async def attribute_list(shop: Shop, p: AttributeListParams) -> Page[StoreAttribute]:
    """List the definitions of products' metafields; a shop has some hundreds at most."""
    picked = None if p.attribute_ids is None else gids("MetafieldDefinition", p.attribute_ids, "attribute_ids")
    rows = await _matching(shop, p)
    if picked is not None:
        rows = [row for row in rows if row.id in picked]
    found = [attribute(row) for row in rows[p.start : p.start + p.count]]
    return Page(items=project(found, shop.wanted), total=len(rows), projected=True)


@shopify.implements(api.attribute.count, "type", "required", "system")
async def attribute_count(shop: Shop, p: AttributeCountParams) -> AttributeCount:
    """Count the definitions of products' metafields."""
    return AttributeCount(attributes_count=len(await _matching(shop, p)))


@shopify.implements(api.attribute.info, "id", gives=FIELDS)
async def attribute_info(shop: Shop, p: AttributeInfoParams) -> StoreAttribute:
    """Read one definition."""
    return attribute(await definition(shop, p.id, "id"))


@shopify.implements(api.attribute.type.list, note="Lists also tell of types that Shopify alone has.")
async def attribute_type_list(shop: Shop, p: Params) -> Page[str]:
    """List the types that an attribute can be added with."""
    return Page(items=list(TYPES), total=len(TYPES))


def _place(name: str, code: str | None) -> tuple[str, str]:
    """The namespace and key of a new definition: those of the code, else a key that is made of the name."""
    if code is not None:
        space, _, key = code.rpartition(".")
        space = space or SPACE
        if not _KEY.fullmatch(key) or not _SPACE.fullmatch(space):
            raise refuse("code", "It must be a key, maybe with a namespace before it: letters, digits, '-' and '_'.")
        return space, key
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:64]
    return SPACE, key if len(key) > 1 else f"attribute_{crc32(name.encode()):08x}"


async def make(shop: Shop, name: str, type: str, code: str | None = None) -> str:
    """Define an attribute of products; answers its global id."""
    space, key = _place(name, code)
    body = {"name": name, "namespace": space, "key": key, "type": TYPES[type], "ownerType": OWNER}
    made = await shop.mutate(
        "metafieldDefinitionCreate", {"definition": Of("MetafieldDefinitionInput!", body)}, _Created
    )
    return made.created_definition.id if made.created_definition else ""


@shopify.implements(
    api.attribute.add, "type", "name", "code",
    note="A select is a text until it has its first value, which attribute.value.add gives it.",
)  # fmt: skip
async def attribute_add(shop: Shop, p: AttributeAddParams) -> Added:
    """Define metafields of products, in the merchant's namespace unless the code names another."""
    return Added(id=number(await make(shop, p.name, p.type, p.code)))


async def _change(shop: Shop, row: Definition, **changed: Any) -> None:
    body = {"namespace": row.namespace, "key": row.key, "ownerType": OWNER, **changed}
    with known("Attribute", row.id):
        values = {"definition": Of("MetafieldDefinitionUpdateInput!", body)}
        await shop.mutate("metafieldDefinitionUpdate", values, _Updated)


@shopify.implements(api.attribute.update, "id", "name")
async def attribute_update(shop: Shop, p: AttributeUpdateParams) -> Updated:
    """Rename a definition; its namespace, key and type stay."""
    row = await definition(shop, p.id, "id")
    if p.name is not None:
        await _change(shop, row, name=p.name)
    return Updated(updated=True)


def removal(id: str) -> dict[str, Of]:
    """The arguments that delete a definition with the values of all products."""
    return {"id": Of("ID", id), "deleteAllAssociatedMetafields": Of("Boolean", True)}


@shopify.implements(api.attribute.delete, "id")
async def attribute_delete(shop: Shop, p: AttributeDeleteParams) -> Deleted:
    """Delete a definition, and what products have of it, which the shop does a moment later."""
    row = await definition(shop, p.id, "id")
    with known("Attribute", row.id):
        await shop.mutate("metafieldDefinitionDelete", removal(row.id), Gone)
    return Deleted(deleted="1")


# Values: the choices of a definition, each known by its own text


async def _choosing(shop: Shop, id: str) -> Definition:
    row = await definition(shop, id, "attribute_id")
    if row.native not in (SINGLE, MULTIPLE):
        raise refuse("attribute_id", f"Attribute {number(row.id)} is of type {row.kind}, which has no values.")
    return row


async def _choose(shop: Shop, row: Definition, choices: list[str]) -> None:
    others = [{"name": each.name, "value": each.value} for each in row.validations if each.name != "choices"]
    told = [{"name": "choices", "value": json.dumps(choices, ensure_ascii=False)}] if choices else []
    await _change(shop, row, validations=others + told)


async def _unused(shop: Shop, row: Definition, value: str) -> None:
    """Refuse to take a value away that products have: Shopify would leave it there and call it invalid."""
    (found,) = await shop.by_ids("MetafieldDefinition", [row.id], _Used)
    held = [each.value for each in (found.metafields.nodes if found and found.metafields else ())]
    users = sum(value in (json.loads(each) if row.native == MULTIPLE else [each]) for each in held)
    if users:
        raise refuse("id", f"{users} products have the value '{value[:60]}': give them another one first.")


def _known(row: Definition, value: str) -> None:
    if value not in row.choices:
        raise NotFound(f"Attribute value with id {value[:60]} not found")


def _fresh(row: Definition, value: str) -> str:
    if value in row.choices:
        raise AlreadyExists(f"Attribute {number(row.id)} already has the value '{value[:60]}'.")
    return coded(SINGLE, value, Coding(""))


@shopify.implements(api.attribute.value.add, "attribute_id", "name")
async def attribute_value_add(shop: Shop, p: AttributeValueAddParams) -> Added:
    """Add a choice to an attribute of texts; a choice's id is its text."""
    row = await _choosing(shop, p.attribute_id)
    await _choose(shop, row, [*row.choices, _fresh(row, p.name)])
    return Added(id=p.name)


@shopify.implements(api.attribute.value.update, "id", "attribute_id", "name")
async def attribute_value_update(shop: Shop, p: AttributeValueUpdateParams) -> Updated:
    """Rename a choice that no product has."""
    row = await _choosing(shop, p.attribute_id)
    _known(row, p.id)
    if p.name is not None and p.name != p.id:
        new = _fresh(row, p.name)
        await _unused(shop, row, p.id)
        await _choose(shop, row, [new if each == p.id else each for each in row.choices])
    return Updated(updated=True)


@shopify.implements(api.attribute.value.delete, "id", "attribute_id")
async def attribute_value_delete(shop: Shop, p: AttributeValueDeleteParams) -> DeletedFlag:
    """Take a choice away that no product has; without any, all texts will do."""
    row = await _choosing(shop, p.attribute_id)
    _known(row, p.id)
    await _unused(shop, row, p.id)
    await _choose(shop, row, [each for each in row.choices if each != p.id])
    return DeletedFlag(deleted=True)
