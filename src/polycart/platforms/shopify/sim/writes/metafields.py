"""Metafields and their definitions: set by owner, against what was there, and deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, mutation, paged
from polycart.platforms.shopify.sim.metafields import OWNERS, digest, held, namespace
from polycart.platforms.shopify.sim.paging import KINDS, Call, Connection, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, gone, split
from polycart.platforms.shopify.sim.writes.inputs import TYPES, fits, metafield

MOST = 25
"""How many metafields are set at once."""

NAMES = {
    "choices": "list.single_line_text_field", "min": "number_integer", "max": "number_integer", "regex": "regex",
    "scale_min": "number_decimal", "scale_max": "number_decimal", "max_precision": "number_integer",
    "list.min": "number_integer", "list.max": "number_integer",
}  # fmt: skip
"""What may be asked of values, and the type that tells it:
https://shopify.dev/docs/apps/build/custom-data/metafields/list-of-validation-options."""

CHOOSABLE = ("single_line_text_field", "number_integer", "number_decimal", "color", "date", "date_time", "url")
MOST_CHOICES = 128


def _owner(shop: Shop, id: str, *at: str) -> Record:
    record = shop.node(id)
    if record is None or gone(record) or split(id)[0] not in OWNERS:
        raise Refused("Owner does not exist.", *at, "ownerId", code="INVALID")
    return record


@mutation
def metafields_set(call: Call, *, metafields: list[Record]) -> Record:
    """Set metafields, all or none."""
    shop = call.shop
    if len(metafields) > MOST:
        raise Refused(
            f"Exceeded the maximum metafields input limit of {MOST}.", "metafields", code="LESS_THAN_OR_EQUAL_TO"
        )
    writes: list[Callable[[], Record]] = []
    for n, each in enumerate(metafields):
        owner = _owner(shop, each["ownerId"], "metafields", str(n))
        found = held(owner, namespace(each.get("namespace")), each["key"])
        if "compareDigest" in each:
            now = digest(found) if found is not None else None
            if each["compareDigest"] != now:
                said = "The resource has been updated since it was loaded. Try again with an updated compareDigest."
                raise Refused(said, "metafields", str(n), code="STALE_OBJECT")
        writes.append(metafield(shop, owner, each, "metafields", str(n)))
    return {"metafields": [write() for write in writes]}


@mutation
def metafields_delete(call: Call, *, metafields: list[Record]) -> Record:
    """Delete metafields; one that is not there is null in the answer."""
    rows: list[Record | None] = []
    owners = [_owner(call.shop, each["ownerId"], "metafields", str(n)) for n, each in enumerate(metafields)]
    for owner, each in zip(owners, metafields, strict=True):
        found = held(owner, namespace(each["namespace"]), each["key"])
        if found is None:
            rows.append(None)
            continue
        owner["metafields"].remove(found)
        call.shop.delete(found)
        rows.append({name: each[name] for name in ("key", "namespace", "ownerId")})
    return {"deletedMetafields": rows}


# Definitions


@field("QueryRoot", "metafieldDefinitions")
def _definitions(
    _: Any, info: Info, *, owner_type: str, namespace: str | None = None, key: str | None = None, **page: Any
) -> Connection:
    rows = [row for row in info.context.shop.all("MetafieldDefinition") if row["ownerType"] == owner_type]
    rows = [row for row in rows if namespace is None or row["namespace"] == _space(namespace)]
    return paged(info, [row for row in rows if key is None or row["key"] == key], "MetafieldDefinition", **page)


_space = namespace


@field("MetafieldDefinition", "type")
def _type(row: Record, info: Info) -> Record:
    name = row["_type"]
    return {"name": name, "category": "TEXT" if "text" in name else "NUMBER" if "number" in name else "OTHER"}


@field("MetafieldDefinition", "metafieldsCount")
def _count(row: Record, info: Info, **_: Any) -> int:
    return len(_used(info.context.shop, row))


@field("MetafieldDefinition", "metafields")
def _metafields(row: Record, info: Info, *, validation_status: str = "ANY", **page: Any) -> Connection:
    return paged(info, _used(info.context.shop, row), "Metafield", **page)


def _used(shop: Shop, row: Record) -> list[Record]:
    rows = shop.all("Metafield")
    return [
        m
        for m in rows
        if (m["namespace"], m["key"], m["ownerType"]) == (row["namespace"], row["key"], row["ownerType"])
    ]


@field("Metafield", "definition")
def _definition(metafield: Record, info: Info) -> Record | None:
    where = {name: metafield[name] for name in ("namespace", "key", "ownerType")}
    return info.context.shop.find("MetafieldDefinition", **where)


@field("QueryRoot", "metafieldDefinition")
def _one(_: Any, info: Info, *, id: str | None = None, identifier: Record | None = None) -> Record | None:
    shop = info.context.shop
    if identifier:
        where = {"ownerType": identifier["ownerType"], "key": identifier["key"]}
        return shop.find("MetafieldDefinition", namespace=_space(identifier.get("namespace")), **where)
    return shop.get("MetafieldDefinition", id)


@mutation
def metafield_definition_create(call: Call, *, definition: Record) -> Record:
    """Say what metafields of a namespace and key are."""
    shop = call.shop
    space, key = namespace(definition.get("namespace")), definition["key"]
    if definition["type"].removeprefix("list.") not in TYPES:
        raise Refused(f"Type {definition['type']} is not a valid type.", "definition", "type", code="INCLUSION")
    if not definition["name"].strip():
        raise Refused("Name can't be blank", "definition", "name", code="BLANK")
    where = {"namespace": space, "key": key, "ownerType": definition["ownerType"]}
    if shop.find("MetafieldDefinition", **where) is not None:
        said = "Key is in use for " + definition["ownerType"].title() + f" metafields on the '{space}' namespace."
        raise Refused(said, "definition", "key", code="TAKEN")
    checked = _validations(definition)
    made = define(shop, where, definition["name"], definition["type"], checked)
    made["description"] = definition.get("description")
    _pin(shop, made, definition.get("pin"))
    return {"createdDefinition": made}


def define(shop: Shop, where: Record, name: str, type: str, validations: list[Record]) -> Record:
    """Keep a definition."""
    return shop.insert("MetafieldDefinition", {
        **where, "name": name, "description": None, "_type": type, "pinnedPosition": None, "validations": validations,
        "validationStatus": "ALL_VALID",
    })  # fmt: skip


def _pin(shop: Shop, row: Record, pin: bool | None) -> None:
    if pin:
        places = [each["pinnedPosition"] or 0 for each in shop.all("MetafieldDefinition")]
        row["pinnedPosition"] = max(places, default=0) + 1
    elif pin is False:
        row["pinnedPosition"] = None


def _validations(definition: Record, type: str | None = None) -> list[Record]:
    """What values have to be; choices are a list of different texts, of types that have them."""
    kind: str = type or definition["type"]
    made: list[Record] = []
    for n, each in enumerate(definition.get("validations") or ()):
        at = ("definition", "validations", str(n))
        if each["name"] not in NAMES:
            raise Refused(f"Validations contains an invalid option '{each['name']}'.", *at, code="INVALID_OPTION")
        if each["name"] == "choices":
            if kind.removeprefix("list.") not in CHOOSABLE:
                raise Refused(f"Validations can't have choices for type {kind}.", *at, code="INVALID_OPTION")
            given: Any = json.loads(each["value"]) if fits("json", each["value"]) else None
            if not given or not all(isinstance(one, str) and one for one in given):
                raise Refused("Validations has invalid choices.", *at, code="INVALID_OPTION")
            if len(set(given)) != len(given):
                raise Refused("Validations has duplicate choices.", *at, code="DUPLICATE_OPTION")
            if len(given) > MOST_CHOICES:
                raise Refused(f"Validations has more than {MOST_CHOICES} choices.", *at, code="INVALID_OPTION")
        made.append({"name": each["name"], "type": NAMES[each["name"]], "value": each["value"]})
    return made


@mutation
def metafield_definition_update(call: Call, *, definition: Record) -> Record:
    """Change what a definition is called."""
    where = {"namespace": namespace(definition.get("namespace")), "key": definition["key"]}
    found = call.shop.find("MetafieldDefinition", ownerType=definition["ownerType"], **where)
    if found is None:
        raise Refused("Definition not found.", "definition", code="NOT_FOUND")
    if definition.get("validations") is not None:
        found["validations"] = _validations(definition, found["_type"])
    _pin(call.shop, found, definition.get("pin"))
    for name in ("name", "description"):
        if name in definition:
            found[name] = definition[name]
    return {"updatedDefinition": found}


@mutation
def metafield_definition_delete(
    call: Call, *, id: str | None = None, identifier: Record | None = None,
    delete_all_associated_metafields: bool = False,
) -> Record:  # fmt: skip
    """Forget a definition, and its metafields if that is asked."""
    shop = call.shop
    found = shop.get("MetafieldDefinition", id)
    if identifier:
        where = {"ownerType": identifier["ownerType"], "key": identifier["key"]}
        found = shop.find("MetafieldDefinition", namespace=namespace(identifier.get("namespace")), **where)
    if found is None:
        raise Refused("Definition not found.", "id", code="NOT_FOUND")
    if delete_all_associated_metafields:
        for row in _used(shop, found):
            row["owner"]["metafields"].remove(row)
            shop.delete(row)
    shop.delete(found)
    return {"deletedDefinitionId": found["id"]}


KINDS["MetafieldDefinition"] = Kind(
    {
        "ID": lambda row: row["_n"],
        "NAME": lambda row: row["name"],
        "PINNED_POSITION": lambda row: row["pinnedPosition"],
    },
    {
        "id": Field("id", lambda row: row["_n"]),
        "key": Field("keyword", lambda row: row["key"]),
        "namespace": Field("keyword", lambda row: row["namespace"]),
        "type": Field("keyword", lambda row: row["_type"]),
        "owner_type": Field("keyword", lambda row: row["ownerType"]),
    },
    lambda row: [row["name"]],
)
