"""Quantities of inventory: set against what was there, added to, moved; where items are stocked."""

from __future__ import annotations

from typing import Any

from polycart.platforms.shopify.sim import inventory
from polycart.platforms.shopify.sim.binding import Info, field, mutation
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, gone
from polycart.platforms.shopify.sim.writes.inputs import wanted

REASONS = (
    "correction", "cycle_count_available", "damaged", "movement_canceled", "movement_created", "movement_received",
    "movement_updated", "other", "promotion", "quality_control", "received", "reservation_created",
    "reservation_deleted", "reservation_updated", "restock", "safety_stock", "shrinkage",
)  # fmt: skip
"""https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps/manage-quantities-states"""

MOST = 1_000_000_000
ADJUSTABLE = ("available", "damaged", "incoming", "quality_control", "reserved", "safety_stock")

Change = tuple[Record, str, int]
"""A level, the name of a quantity and what is added to it."""


def _reasoned(reason: str, at: str = "input") -> None:
    if reason not in REASONS:
        said = "The specified reason is invalid. Reason can't be " + repr(reason)
        raise Refused(said, at, "reason", code="INVALID_REASON")


def _level(shop: Shop, given: Record, *at: str, place: str | None = None) -> Record:
    """The level of an item at a location, which must be stocked there."""
    item = shop.get("InventoryItem", given["inventoryItemId"])
    if item is None:
        said = "The specified inventory item could not be found."
        raise Refused(said, *at, "inventoryItemId", code="INVALID_INVENTORY_ITEM")
    location = shop.get("Location", place or given["locationId"])
    if location is None or not location["isActive"]:
        said = "The specified location could not be found."
        raise Refused(said, *at, "locationId", code="INVALID_LOCATION")
    level = inventory.level_at(item, location)
    if level is None or not level["isActive"]:
        said = "The specified inventory item is not stocked at the location."
        raise Refused(said, *at, "locationId", code="ITEM_NOT_STOCKED_AT_LOCATION")
    return level


def _compared(level: Record, name: str, given: Record, *at: str) -> None:
    """Refuse a change of what is no longer there."""
    expected = given.get("changeFromQuantity")
    if expected is not None and expected != inventory.quantity(level, name):
        said = "The changeFromQuantity argument no longer matches the persisted quantity."
        raise Refused(said, *at, "changeFromQuantity", code="CHANGE_FROM_QUANTITY_STALE")


def _written(call: Call, changes: list[Change], given: Record) -> Record:
    """Make the changes, and the group that tells of them."""
    shop = call.shop
    rows: list[Record] = []
    for level, name, delta in changes:
        inventory.change(shop, level, name, delta)
        if delta:
            rows.append(_told(level, name, delta))
            if name in inventory.HELD:
                rows.append(_told(level, "on_hand", delta))
    if not rows:
        return {"inventoryAdjustmentGroup": None}
    group = shop.insert("InventoryAdjustmentGroup", {
        "app": shop.root["_app"], "createdAt": shop.now(), "reason": given["reason"],
        "referenceDocumentUri": given.get("referenceDocumentUri"), "changes": rows,
    })  # fmt: skip
    return {"inventoryAdjustmentGroup": group}


def _told(level: Record, name: str, delta: int) -> Record:
    return {
        "delta": delta, "item": level["item"], "location": level["location"], "name": name, "ledgerDocumentUri": None,
        "quantityAfterChange": inventory.quantity(level, name),
    }  # fmt: skip


@field("InventoryAdjustmentGroup", "changes")
def _changes(
    group: Record, info: Info, *, inventory_item_ids: list[str] | None = None, location_ids: list[str] | None = None,
    quantity_names: list[str] | None = None,
) -> list[Record]:  # fmt: skip
    return [
        row for row in group["changes"]
        if (inventory_item_ids is None or row["item"]["id"] in inventory_item_ids)
        and (location_ids is None or row["location"]["id"] in location_ids)
        and (quantity_names is None or row["name"] in quantity_names)
    ]  # fmt: skip


@mutation
def inventory_set_quantities(call: Call, *, input: Record) -> Record:
    """Set quantities, against those that were expected."""
    _reasoned(input["reason"])
    name = input["name"]
    if name not in ("available", "on_hand"):
        said = "The quantity name must be either 'available' or 'on_hand'."
        raise Refused(said, "input", "name", code="INVALID_NAME")
    changes: list[Change] = []
    seen: set[str] = set()
    for n, each in enumerate(input["quantities"]):
        at = ("input", "quantities", str(n))
        if "changeFromQuantity" not in each:
            said = "The changeFromQuantity argument must be given: null where the quantity before does not matter."
            raise Refused(said, *at, "changeFromQuantity", code="COMPARE_QUANTITY_REQUIRED")
        if each["quantity"] > MOST:
            said = f"The quantity can't be higher than {MOST:,}."
            raise Refused(said, *at, "quantity", code="INVALID_QUANTITY_TOO_HIGH")
        if each["quantity"] < -MOST:
            said = f"The quantity can't be lower than -{MOST:,}."
            raise Refused(said, *at, "quantity", code="INVALID_QUANTITY_TOO_LOW")
        level = _level(call.shop, each, *at)
        if level["id"] in seen:
            said = "The combination of inventoryItemId and locationId must be unique."
            raise Refused(said, *at, "locationId", code="NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR")
        seen.add(level["id"])
        _compared(level, name, each, *at)
        kept = "available" if name == "on_hand" else name
        changes.append((level, kept, each["quantity"] - inventory.quantity(level, name)))
    return _written(call, changes, input)


@mutation
def inventory_set_on_hand_quantities(call: Call, *, input: Record) -> Record:
    """Set what is on hand."""
    _reasoned(input["reason"])
    changes: list[Change] = []
    for n, each in enumerate(input["setQuantities"]):
        at = ("input", "setQuantities", str(n))
        level = _level(call.shop, each, *at)
        _compared(level, "on_hand", each, *at)
        if each["quantity"] < 0:
            raise Refused("The quantity can't be negative.", *at, "quantity", code="INVALID_QUANTITY_NEGATIVE")
        changes.append((level, "available", each["quantity"] - inventory.quantity(level, "on_hand")))
    return _written(call, changes, input)


@mutation
def inventory_adjust_quantities(call: Call, *, input: Record) -> Record:
    """Add to quantities."""
    _reasoned(input["reason"])
    name = input["name"]
    if name not in ADJUSTABLE:
        said = f"The quantity name must be one of: {', '.join(ADJUSTABLE)}."
        raise Refused(said, "input", "name", code="INVALID_QUANTITY_NAME")
    changes: list[Change] = []
    for n, each in enumerate(input["changes"]):
        at = ("input", "changes", str(n))
        if name != "available" and not each.get("ledgerDocumentUri"):
            said = "A ledger document URI is required except when adjusting available."
            raise Refused(said, *at, "ledgerDocumentUri", code="INVALID_QUANTITY_DOCUMENT")
        if name == "available" and each.get("ledgerDocumentUri"):
            said = "A ledger document URI is not allowed when adjusting available."
            raise Refused(said, *at, "ledgerDocumentUri", code="INVALID_AVAILABLE_DOCUMENT")
        level = _level(call.shop, each, *at)
        _compared(level, name, each, *at)
        after = inventory.quantity(level, name) + each["delta"]
        if abs(after) > MOST:
            word, code = ("higher", "INVALID_QUANTITY_TOO_HIGH") if after > 0 else ("lower", "INVALID_QUANTITY_TOO_LOW")
            raise Refused(f"The quantity can't be {word} than {MOST:,}.", *at, "delta", code=code)
        changes.append((level, name, each["delta"]))
    return _written(call, changes, input)


@mutation
def inventory_move_quantities(call: Call, *, input: Record) -> Record:
    """Move quantities between their names at a location."""
    _reasoned(input["reason"])
    changes: list[Change] = []
    for n, each in enumerate(input["changes"]):
        at = ("input", "changes", str(n))
        if each["quantity"] < 0:
            raise Refused("The quantity can't be negative.", *at, "quantity", code="INVALID_QUANTITY_NEGATIVE")
        if each["from"]["locationId"] != each["to"]["locationId"]:
            raise Refused("The quantities can't be moved between different locations.", *at, code="DIFFERENT_LOCATIONS")
        if each["from"]["name"] == each["to"]["name"]:
            raise Refused("The quantity names for each change can't be the same.", *at, code="SAME_QUANTITY_NAME")
        for word in ("from", "to"):
            if each[word]["name"] not in ADJUSTABLE:
                raise Refused("The quantity name is invalid.", *at, word, "name", code="INVALID_QUANTITY_NAME")
        level = _level(call.shop, each, *at, "from", place=each["from"]["locationId"])
        _compared(level, each["from"]["name"], each["from"], *at, "from")
        changes += [(level, each["from"]["name"], -each["quantity"]), (level, each["to"]["name"], each["quantity"])]
    return _written(call, changes, input)


# Where things are stocked


def _pair(shop: Shop, item_id: str, location_id: str) -> tuple[Record, Record]:
    item = wanted(shop, item_id, "InventoryItem", "The inventory item does not exist.", "inventoryItemId")
    said = "The location does not exist or is not active."
    location = wanted(shop, location_id, "Location", said, "locationId")
    if not location["isActive"]:
        raise Refused(said, "locationId")
    return item, location


@mutation
def inventory_activate(
    call: Call, *, inventory_item_id: str, location_id: str, available: int | None = None, on_hand: int | None = None,
    stock_at_legacy_location: bool = False,
) -> Record:  # fmt: skip
    """Stock an item at a location."""
    item, location = _pair(call.shop, inventory_item_id, location_id)
    known = inventory.level_at(item, location)
    if known is not None and known["isActive"] and (available is not None or on_hand is not None):
        raise Refused(
            "Not allowed to set available quantity when the item is already active at the location.", "available"
        )
    level = inventory.stock(call.shop, item, location)
    given = available if available is not None else on_hand
    if given is not None:
        inventory.change(call.shop, level, "available", given - inventory.quantity(level, "available"))
    return {"inventoryLevel": level}


def off(shop: Shop, level: Record, *at: str) -> None:
    """Stock an item at a location no more."""
    others = [row for row in level["item"]["_levels"] if row["isActive"] and row is not level]
    if not others:
        said = "The inventory item must be stocked at at least one location."
        raise Refused(said, *at, code="CANNOT_DEACTIVATE_FROM_ONLY_LOCATION")
    for name, code in (
        ("committed", "COMMITTED_INVENTORY_AT_LOCATION"),
        ("incoming", "INCOMING_INVENTORY_AT_LOCATION"),
        ("reserved", "RESERVED_INVENTORY_AT_LOCATION"),
    ):
        if inventory.quantity(level, name):
            raise Refused(f"The inventory item has {name} quantities at the location.", *at, code=code)
    level["isActive"] = False
    level["_q"] = {"available": 0}
    shop.touch(level)


@mutation
def inventory_deactivate(call: Call, *, inventory_level_id: str) -> Record:
    """Stock an item at a location no more."""
    level = call.shop.get("InventoryLevel", inventory_level_id)
    if level is None or gone(level):
        raise Refused("The inventory level does not exist.", "inventoryLevelId")
    off(call.shop, level, "inventoryLevelId")
    return {}


@mutation
def inventory_bulk_toggle_activation(
    call: Call, *, inventory_item_id: str, inventory_item_updates: list[Record]
) -> Record:
    """Stock an item at these locations, and no more at those."""
    shop = call.shop
    said = "The inventory item couldn't be found."
    item = wanted(shop, inventory_item_id, "InventoryItem", said, "inventoryItemId", code="INVENTORY_ITEM_NOT_FOUND")
    rows: list[tuple[Record, bool]] = []
    for n, each in enumerate(inventory_item_updates):
        at = ("inventoryItemUpdates", str(n), "locationId")
        said = "The location couldn't be found."
        rows.append(
            (wanted(shop, each["locationId"], "Location", said, *at, code="LOCATION_NOT_FOUND"), each["activate"])
        )
    levels: list[Any] = []
    for n, (location, on) in enumerate(rows):
        level = inventory.level_at(item, location)
        if on:
            levels.append(inventory.stock(shop, item, location))
        elif level is not None and level["isActive"]:
            off(shop, level, "inventoryItemUpdates", str(n), "locationId")
    return {"inventoryItem": item, "inventoryLevels": levels}
