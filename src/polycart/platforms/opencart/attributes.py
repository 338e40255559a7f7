"""Attributes that products can have: texts, in groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from polycart import api
from polycart.api.attribute import (
    AttributeAddParams,
    AttributeAssigned,
    AttributeAssignGroupParams,
    AttributeCount,
    AttributeCountParams,
    AttributeDeleteParams,
    AttributeGroupListParams,
    AttributeInfoParams,
    AttributeListParams,
    AttributeTypeListParams,
    AttributeUpdateParams,
    StoreAttribute,
    StoreAttributeGroup,
)
from polycart.api.results import Added, Deleted, Updated
from polycart.core.bridge.tables import Condition, Follow, Statement, Table
from polycart.core.codecs import text
from polycart.core.errors import AlreadyExists
from polycart.core.mapping import At, Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.statements import delete, insert, made, select, update
from polycart.platforms.opencart.values import allowed, escaped, missing, native_ids, number_of, words

ID = "a.attribute_id"
TEXT = "text"
ATTRIBUTE = Table(
    "attribute",
    "a",
    joins={"d": "LEFT attribute_description ON d.attribute_id = a.attribute_id AND d.language_id = :language"},
)
MEMBERS = Table("attribute", "ga")
GROUP = Table(
    "attribute_group",
    "g",
    joins={
        "d": "LEFT attribute_group_description ON d.attribute_group_id = g.attribute_group_id"
        " AND d.language_id = :language"
    },
    follow={"members": Follow(MEMBERS, "ga.attribute_group_id = g.attribute_group_id", order=["ga.attribute_id"])},
)
_NONE: list[str] = []


class AttributeMap(Map[StoreAttribute]):
    """An attribute; its values are free texts at each product."""

    id = field(ID, text)
    name = field("d.name", words)
    type = constant(TEXT)
    default_values = constant(_NONE)
    position = field("a.sort_order")
    visible = constant(True)
    required = constant(False)
    system = constant(False)
    values = constant(_NONE)
    additional_fields = extras(attribute_group_id="a.attribute_group_id")


def _none_fit(p: AttributeListParams | AttributeCountParams) -> bool:
    """Whether the filters leave nothing: all attributes are alike in what these look at."""
    alike = {"type": TEXT, "visible": True, "required": False, "system": False}
    return any(getattr(p, name) not in (None, value) for name, value in alike.items())


ALIKE = ("type", "visible", "required", "system")


@opencart.implements(api.attribute.list, "attribute_ids", *ALIKE, gives=AttributeMap)
async def attribute_list(cart: Opencart, p: AttributeListParams) -> Page[StoreAttribute]:
    """List the attributes."""
    if _none_fit(p):
        return Page(items=[], total=0)
    found: list[Condition] = []
    if p.attribute_ids is not None:
        found.append([ID, "in", native_ids("attribute_ids").dump(p.attribute_ids)])
    return await cart.window(ATTRIBUTE, AttributeMap, found, start=p.start, count=p.count, order=[ID])


@opencart.implements(api.attribute.count, *ALIKE)
async def attribute_count(cart: Opencart, p: AttributeCountParams) -> AttributeCount:
    """Count the attributes."""
    return AttributeCount(attributes_count=0 if _none_fit(p) else await cart.total(ATTRIBUTE, []))


@opencart.implements(api.attribute.info, "id", gives=AttributeMap)
async def attribute_info(cart: Opencart, p: AttributeInfoParams) -> StoreAttribute:
    """Read one attribute."""
    found = await cart.one(ATTRIBUTE, AttributeMap, [[ID, "=", number_of("id", p.id)]])
    if found is None:
        raise missing("Attribute", p.id)
    return found


class _Member(msgspec.Struct):
    id: int = 0


class _Members(Map[_Member]):
    id = field("ga.attribute_id")


def _ids(rows: Sequence[_Member]) -> list[str]:
    return [str(row.id) for row in rows]


class GroupMap(Map[StoreAttributeGroup]):
    """A group of attributes."""

    id = field("g.attribute_group_id", text)
    name = field("d.name", words)
    position = field("g.sort_order")
    assigned_attribute_ids = computed(_ids, At("members", _Members))


@opencart.implements(api.attribute.group.list, gives=GroupMap)
async def attribute_group_list(cart: Opencart, p: AttributeGroupListParams) -> Page[StoreAttributeGroup]:
    """List the groups of attributes."""
    return await cart.window(GROUP, GroupMap, [], start=p.start, count=p.count, order=["g.attribute_group_id"])


@opencart.implements(api.attribute.type.list)
async def attribute_type_list(cart: Opencart, p: AttributeTypeListParams) -> Page[str]:
    """Tell the types of attributes: there is one."""
    return Page(items=[TEXT], total=1)


async def attribute_named(cart: Opencart, name: str) -> int | None:
    """The attribute of a name."""
    where: list[Any] = [["t.language_id", "=", cart.language], ["t.name", "=", escaped(name)]]
    (rows,) = await cart.rows(select("attribute_description", ("attribute_id",), *where, order=["t.attribute_id"]))
    return int(rows[0]["attribute_id"]) if rows else None


async def group_of(cart: Opencart, given: str | None, parameter: str) -> int:
    """The group that is named, or the first one; 0 where the shop has none."""
    where: list[Any] = [] if given is None else [["t.attribute_group_id", "=", number_of(parameter, given)]]
    (rows,) = await cart.rows(
        select("attribute_group", ("attribute_group_id",), *where, order=["t.attribute_group_id"], limit=1)
    )
    if not rows and given is not None:
        raise missing("Attribute group", given)
    return int(rows[0]["attribute_group_id"]) if rows else 0


async def new_attribute(
    cart: Opencart, name: str, position: int, group: str | None, parameter: str = "attribute_group_id"
) -> list[Statement]:
    """The statements that make an attribute, and a group for it where the shop has none; the first makes it."""
    chosen = await group_of(cart, group, parameter)
    languages = [row.language_id for row in cart.known.languages]
    statements = [
        insert("attribute", {"attribute_group_id": chosen, "sort_order": position}),
        insert("attribute_description", *(
            {"attribute_id": made(), "language_id": language, "name": escaped(name)} for language in languages
        )),
    ]  # fmt: skip
    if chosen:
        return statements
    return [
        *statements,
        insert("attribute_group", {"sort_order": 0}),
        insert("attribute_group_description", *(
            {"attribute_group_id": made(2), "language_id": language, "name": "Attributes"} for language in languages
        )),
        update("attribute", {"attribute_group_id": made(2)}, ["attribute_id", "=", made()]),
    ]  # fmt: skip


@opencart.implements(api.attribute.add, "type", "name", "position", "attribute_group_id")
async def attribute_add(cart: Opencart, p: AttributeAddParams) -> Added:
    """Add an attribute, to the first group unless one is named."""
    await cart.writing()
    if p.type != TEXT:
        raise allowed("type", (TEXT,))
    if await attribute_named(cart, p.name) is not None:
        raise AlreadyExists(f"Attribute with name = '{p.name}' already exist.")
    statements = await new_attribute(cart, p.name, p.position, p.attribute_group_id)
    results = await cart.save(statements, back=lambda done: _gone(int(done[0].insert)))
    return Added(id=str(results[0].insert))


def _gone(id: int) -> list[Statement]:
    """All rows of an attribute, and those of products that have it."""
    tables = ("attribute", "attribute_description", "product_attribute")
    return [delete(table, ["attribute_id", "=", id]) for table in tables]


async def _known(cart: Opencart, given: str) -> int:
    await cart.writing()
    id = number_of("id", given)
    if not await cart.has("attribute", ["t.attribute_id", "=", id]):
        raise missing("Attribute", given)
    return id


@opencart.implements(api.attribute.update, "id", "name", "position")
async def attribute_update(cart: Opencart, p: AttributeUpdateParams) -> Updated:
    """Rename an attribute in the language of the view, or move it."""
    id = await _known(cart, p.id)
    statements: list[Statement] = []
    if p.name is not None:
        row = {"attribute_id": id, "language_id": cart.language, "name": escaped(p.name)}
        statements.append(insert("attribute_description", row, update=["name"]))
    if "position" in cart.call.given:
        statements.append(update("attribute", {"sort_order": p.position}, ["attribute_id", "=", id]))
    if statements:
        await cart.save(statements)
    return Updated(updated=True)


@opencart.implements(api.attribute.delete, "id", note="Products lose it along with it.")
async def attribute_delete(cart: Opencart, p: AttributeDeleteParams) -> Deleted:
    """Delete an attribute, also from the products that have it."""
    await cart.save(_gone(await _known(cart, p.id)))
    return Deleted(deleted="1")


@opencart.implements(api.attribute.assign.group, "id", "group_id")
async def attribute_assign_group(cart: Opencart, p: AttributeAssignGroupParams) -> AttributeAssigned:
    """Put an attribute into another group."""
    id = await _known(cart, p.id)
    group = await group_of(cart, p.group_id, "group_id")
    await cart.save([update("attribute", {"attribute_group_id": group}, ["attribute_id", "=", id])])
    return AttributeAssigned(assigned="1")


opencart.lacks(
    "OpenCart's attributes are in groups, not in sets.",
    api.attribute.attributeset.list, api.attribute.assign.set, api.attribute.unassign.set,
)  # fmt: skip
opencart.lacks(
    "An OpenCart attribute is always in one group: assign it to another instead.", api.attribute.unassign.group
)
opencart.lacks(
    "An OpenCart attribute has no list of values: each product has a text of its own.",
    api.attribute.value.add, api.attribute.value.update, api.attribute.value.delete,
)  # fmt: skip
