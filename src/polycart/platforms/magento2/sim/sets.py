"""Attribute sets, their groups, and which attributes stand in which.

Tables: `sets` and `groups` by id, `set_attributes` by set: the attributes by code as `{id, group, sort}`. Records:
`products/attribute-sets/sets/list`, `products/attribute-sets/groups/list`, and `set_attributes` (codes by set's id).
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import attributes, standard
from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.standard import FLAGS, SWITCHES
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, no_entity, rows
from polycart.sandbox.catalogue import Catalogue

RESOURCE = "Magento_Catalog::sets"
DEFAULT = 4
TYPES = {
    "AttributeSet": """attribute_set_id int, attribute_set_name string, sort_order int, entity_type_id int,
        extension_attributes any""",
    "AttributeGroup": """attribute_group_id string, attribute_group_name string, attribute_set_id int,
        extension_attributes AttributeGroupExtension""",
    "AttributeGroupExtension": "attribute_group_code string, sort_order string",
}
SHORT = (*SWITCHES, *FLAGS, "position", "apply_to", "is_visible", "scope")
"""What the attributes of a set are told without: they are read as `AttributeInterface`, not as the catalogue's own."""


def members(shop: Shop, set_id: int) -> dict[str, Json]:
    """The attributes of a set by code, with their places."""
    return shop.tables.setdefault("set_attributes", {}).setdefault(set_id, {})


def order(shop: Shop, set_id: int) -> list[str]:
    """The codes of a set's attributes in the order in which they are told."""
    held = members(shop, set_id)
    return sorted(held, key=lambda code: held[code]["sort"])


def _found(shop: Shop, number: int, shown: Any = None) -> Json:
    one = shop.table("sets").get(number)
    if one is None:
        raise no_entity("id", number if shown is None else shown)
    return one


def _list(shop: Shop, call: Call) -> Json:
    return searched(shop, call.args["search_criteria"], shop.table("sets").values())


def _read(shop: Shop, call: Call) -> Json:
    return _found(shop, call.int("attribute_set_id"))


def _create(shop: Shop, call: Call) -> Json:
    sent, skeleton = mapped(call.args["attribute_set"]), call.args["skeleton_id"]
    if not skeleton or skeleton not in shop.table("sets"):
        raise Refusal(400, "The attribute set couldn't be created because it's based on a non-existing attribute set.")
    name = str(sent.get("attribute_set_name") or "")
    _named(shop, name, 0)
    number = shop.next("sets")
    made: Json = {"attribute_set_id": number, "attribute_set_name": name, "sort_order": sent.get("sort_order") or 0}
    shop.table("sets")[number] = made | {"entity_type_id": 4}
    copied: dict[int, int] = {}
    for group in [g for g in shop.table("groups").values() if g["attribute_set_id"] == skeleton]:
        copied[group["attribute_group_id"]] = _group(shop, group["attribute_group_name"], number)
    for code, place in members(shop, skeleton).items():
        members(shop, number)[code] = place | {"group": copied[place["group"]], "id": shop.next("places")}
    return shop.table("sets")[number]


def _named(shop: Shop, name: str, own: int) -> None:
    if not name:
        raise Refusal(400, "The attribute set name is empty. Enter the name and try again.")
    for one in shop.table("sets").values():
        if one["attribute_set_name"] == name and one["attribute_set_id"] != own:
            raise Refusal(400, f'A "{name}" attribute set name already exists. Create a new name and try again.')


def _update(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["attribute_set"])
    held = _found(shop, call.int("attribute_set_id"))
    _named(shop, str(sent.get("attribute_set_name") or held["attribute_set_name"]), held["attribute_set_id"])
    held |= {k: sent[k] for k in ("attribute_set_name", "sort_order") if sent.get(k) is not None}
    return held


def _delete(shop: Shop, call: Call) -> bool:
    number = call.int("attribute_set_id")
    _found(shop, number)
    if number == DEFAULT:
        raise Refusal(400, "The default attribute set can't be deleted.")
    del shop.table("sets")[number]
    for group in [g for g, held in shop.table("groups").items() if held["attribute_set_id"] == number]:
        del shop.table("groups")[group]
    # The products of a set go with it: the database deletes in cascade.
    for product in [p for p, held in shop.table("products").items() if held["attribute_set_id"] == number]:
        del shop.table("products")[product]
    shop.tables.get("set_attributes", {}).pop(number, None)
    return True


def _attributes(shop: Shop, call: Call) -> list[Json]:
    text = call.text("attribute_set_id")
    number = int(text) if text.isdigit() else 0
    _found(shop, number, text)
    held = shop.table("attributes")
    told: list[Json] = []
    for code in order(shop, number):
        if code in held:
            full = attributes.shown(shop, held[code], call.store)
            told.append({k: v for k, v in full.items() if k not in SHORT})
    return told


def _assign(shop: Shop, call: Call) -> str:
    number, group, code = call.int("attribute_set_id"), call.int("attribute_group_id"), call.text("attribute_code")
    if number not in shop.table("sets"):
        message = 'The AttributeSet with a "%1" ID doesn\'t exist. Verify the attributeSet and try again.'
        raise Refusal(404, message, [number])
    if group not in shop.table("groups"):
        raise Refusal(404, 'The group with the "%1" ID doesn\'t exist. Verify the ID and try again.', [group])
    one = attributes.found(shop, code)
    if shop.table("groups")[group]["attribute_set_id"] != number:
        raise Refusal(400, "The attribute group doesn't belong to the attribute set.")
    place: Json = {"id": shop.next("places"), "group": group, "sort": 1000 + (call.args["sort_order"] or 0)}
    members(shop, number)[one["attribute_code"]] = place
    return str(place["id"])


def _unassign(shop: Shop, call: Call) -> bool:
    text, code = call.text("attribute_set_id"), call.text("attribute_code")
    number = int(text) if text.isdigit() else 0
    if number not in shop.table("sets"):
        message = 'The "%1" attribute set wasn\'t found. Verify and try again.'
        raise Refusal(404, message, [text])
    one = attributes.found(shop, code)
    if one["attribute_code"] not in members(shop, number):
        message = 'The "%1" attribute wasn\'t found in the "%2" attribute set. Enter the attribute and try again.'
        raise Refusal(400, message, [code, text])
    if not one["is_user_defined"]:
        raise Refusal(400, "The system attribute can't be deleted.")
    del members(shop, number)[one["attribute_code"]]
    return True


def _group(shop: Shop, name: str, set_id: int) -> int:
    number = shop.next("groups")
    held: Json = {"attribute_group_id": number, "attribute_group_name": name, "attribute_set_id": set_id}
    shop.table("groups")[number] = held
    return number


def _told(group: Json) -> Json:
    return group | {"attribute_group_id": str(group["attribute_group_id"])}


def _groups(shop: Shop, call: Call) -> Json:
    return searched(shop, call.args["search_criteria"], shop.table("groups").values(), show=_told)


def _save_group(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["group"])
    set_id = call.args.get("attribute_set_id") or sent.get("attribute_set_id") or 0
    if set_id not in shop.table("sets"):
        raise no_entity("attributeSetId", set_id)
    number = int(sent.get("attribute_group_id") or 0)
    if not number:
        number = _group(shop, str(sent.get("attribute_group_name") or ""), set_id)
    elif number not in shop.table("groups"):
        raise no_entity("attributeGroupId", number)
    else:
        shop.table("groups")[number]["attribute_group_name"] = sent.get("attribute_group_name")
    return _told(shop.table("groups")[number])


def _delete_group(shop: Shop, call: Call) -> bool:
    number = call.int("group_id")
    if number not in shop.table("groups"):
        raise Refusal(404, 'The group with the "%1" ID doesn\'t exist. Verify the ID and try again.', [number])
    places = members(shop, shop.table("groups")[number]["attribute_set_id"])
    held = shop.table("attributes")
    if any(p["group"] == number and not held[code]["is_user_defined"] for code, p in places.items() if code in held):
        raise Refusal(400, "The attribute group can't be deleted because it contains system attributes.")
    del shop.table("groups")[number]
    return True


def _standard(shop: Shop) -> None:
    first: Json = {"attribute_set_id": DEFAULT, "attribute_set_name": "Default", "sort_order": 1, "entity_type_id": 4}
    shop.table("sets")[DEFAULT] = first
    for name, number in standard.GROUPS.items():
        held: Json = {"attribute_group_id": number, "attribute_group_name": name, "attribute_set_id": DEFAULT}
        shop.table("groups")[number] = held
    for sort, code in enumerate(standard.IN_SET):
        members(shop, DEFAULT)[code] = {"id": shop.next("places"), "group": 7, "sort": sort}
    shop.seen("groups", 20)
    shop.seen("sets", 8)


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The default set with what the catalogue needs, and `apparel` as in the vendor's trace."""
    del catalogue
    _standard(shop)
    held = shop.table("attributes")
    for sort, code in enumerate(code for code in held if held[code]["is_user_defined"] and code != "cost"):
        members(shop, DEFAULT)[code] = {"id": shop.next("places"), "group": 7, "sort": 500 + sort}
    number = shop.next("sets")
    made: Json = {"attribute_set_id": number, "attribute_set_name": "apparel", "sort_order": 0, "entity_type_id": 4}
    shop.table("sets")[number] = made
    copied = {g: _group(shop, name, number) for name, g in standard.GROUPS.items()}
    for code, place in members(shop, DEFAULT).items():
        members(shop, number)[code] = place | {"group": copied[place["group"]], "id": shop.next("places")}


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """The sets and groups that were read; what stands in sets beside the default one is what they are told to have."""
    _standard(shop)
    for row in rows(records.get("products/attribute-sets/sets/list")):
        shop.table("sets")[row["attribute_set_id"]] = row
        shop.seen("sets", row["attribute_set_id"])
    for row in rows(records.get("products/attribute-sets/groups/list")):
        number = int(row["attribute_group_id"])
        shop.table("groups")[number] = row | {"attribute_group_id": number}
        shop.seen("groups", number)
    for number, codes in mapped(records.get("set_attributes")).items():
        places = members(shop, int(number))
        for sort, code in enumerate(codes):
            places[code] = {"id": shop.next("places"), "group": 7, "sort": sort}


SETTED = "attributeSetId:int"
ROUTES: tuple[Route, ...] = (
    route("GET eav/attribute-sets/list", _list, "searchCriteria:SearchCriteria", resource=RESOURCE),
    route("GET eav/attribute-sets/:attributeSetId", _read, SETTED, resource=RESOURCE),
    route("GET products/attribute-sets/sets/list", _list, "searchCriteria:SearchCriteria", resource=RESOURCE),
    route("GET products/attribute-sets/:attributeSetId", _read, SETTED, resource=RESOURCE),
    route("POST products/attribute-sets", _create, "attributeSet:AttributeSet skeletonId:int", resource=RESOURCE),
    route(
        "PUT products/attribute-sets/:attributeSetId", _update, f"{SETTED} attributeSet:AttributeSet", resource=RESOURCE
    ),
    route("DELETE products/attribute-sets/:attributeSetId", _delete, SETTED, resource=RESOURCE),
    route(
        "GET products/attribute-sets/:attributeSetId/attributes",
        _attributes,
        "attributeSetId:string",
        resource=RESOURCE,
    ),
    route(
        "POST products/attribute-sets/attributes",
        _assign,
        f"{SETTED} attributeGroupId:int attributeCode:string sortOrder:int",
        resource=RESOURCE,
    ),
    route(
        "DELETE products/attribute-sets/:attributeSetId/attributes/:attributeCode",
        _unassign,
        "attributeSetId:string attributeCode:string",
        resource=RESOURCE,
    ),
    route("GET products/attribute-sets/groups/list", _groups, "searchCriteria:SearchCriteria", resource=RESOURCE),
    route("POST products/attribute-sets/groups", _save_group, "group:AttributeGroup", resource=RESOURCE),
    route(
        "PUT products/attribute-sets/:attributeSetId/groups",
        _save_group,
        "attributeSetId:int= group:AttributeGroup",
        resource=RESOURCE,
    ),
    route("DELETE products/attribute-sets/groups/:groupId", _delete_group, "groupId:int", resource=RESOURCE),
)
