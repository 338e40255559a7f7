"""Inventory items and their levels: how much there is of each at each location, by the names of quantities."""

from __future__ import annotations

from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, located, paged
from polycart.platforms.shopify.sim.paging import KINDS, Connection, Kind, count
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Failed, Record, Shop

NAMES = ("available", "committed", "damaged", "incoming", "on_hand", "quality_control", "reserved", "safety_stock")
"""https://shopify.dev/docs/apps/build/orders-fulfillment/inventory-management-apps#inventory-states"""

HELD = ("available", "committed", "reserved", "damaged", "safety_stock", "quality_control")
"""What ``on_hand`` is the sum of."""


def make_item(shop: Shop, variant: Record, fields: Record, serial: int | None = None) -> Record:
    """The inventory item of a variant, stocked nowhere."""
    number = shop.number("InventoryItem", serial)
    weight = fields.pop("weight", None) or {"value": 0.0, "unit": "KILOGRAMS"}
    item: Record = {
        "__typename": "InventoryItem", "id": f"gid://shopify/InventoryItem/{number}", "_n": number, "sku": None,
        "tracked": True, "requiresShipping": True, "unitCost": None, "countryCodeOfOrigin": None,
        "provinceCodeOfOrigin": None, "harmonizedSystemCode": None, "countryHarmonizedSystemCodes": [],
        "trackedEditable": {"locked": False, "reason": None}, "createdAt": variant["createdAt"],
        "updatedAt": variant["updatedAt"], "variant": variant, "_levels": [],
        "measurement": {
            "__typename": "InventoryItemMeasurement", "id": f"gid://shopify/InventoryItemMeasurement/{number}",
            "weight": weight,
        }, **fields,
    }  # fmt: skip
    shop.tables.setdefault("InventoryItem", {})[item["id"]] = item
    return item


def drop_item(shop: Shop, item: Record) -> None:
    """Forget an item and its levels."""
    for level in list(item["_levels"]):
        level["location"]["_levels"].pop(level["id"], None)
        shop.delete(level)
    shop.delete(item)


def level_at(item: Record, location: Record) -> Record | None:
    """The level of an item at a location."""
    rows: list[Record] = item["_levels"]
    return next((row for row in rows if row["location"] is location), None)


def stock(shop: Shop, item: Record, location: Record, quantity: int = 0) -> Record:
    """Stock an item at a location."""
    found = level_at(item, location)
    if found is not None:
        found["isActive"] = True
        return found
    number = shop.number("InventoryLevel")
    id = f"gid://shopify/InventoryLevel/{number}?inventory_item_id={item['_n']}"
    level: Record = {
        "__typename": "InventoryLevel", "id": id, "_n": number,
        "isActive": True, "item": item, "location": location, "createdAt": item["createdAt"],
        "updatedAt": item["updatedAt"], "_q": {"available": quantity},
    }  # fmt: skip
    item["_levels"].append(level)
    location["_levels"][level["id"]] = level
    shop.tables.setdefault("InventoryLevel", {})[level["id"]] = level
    return level


def quantity(level: Record, name: str) -> int:
    """What a level holds under a name."""
    held: dict[str, int] = level["_q"]
    return sum(held.get(each, 0) for each in HELD) if name == "on_hand" else held.get(name, 0)


def change(shop: Shop, level: Record, name: str, delta: int) -> None:
    """Add to a quantity; what is on hand changes with what can be sold of it."""
    held: dict[str, int] = level["_q"]
    kept = "available" if name == "on_hand" else name
    held[kept] = held.get(kept, 0) + delta
    level.setdefault("_changed", {})[kept] = shop.now()
    shop.touch(level)


def available(item: Record) -> int:
    """What can be sold of an item everywhere."""
    return sum(level["_q"]["available"] for level in item["_levels"] if level["isActive"])


# Reading


@field("InventoryLevel", "quantities")
def _quantities(level: Record, info: Info, *, names: list[str]) -> list[Record]:
    made: list[Record] = []
    for name in names:
        if name not in NAMES:
            said = f"The quantity name {name!r} is not one of: {', '.join(NAMES)}."
            raise Failed(said, "INVALID_QUANTITY_NAME")
        changed = level.get("_changed", {}).get(name, level["updatedAt"] if name == "available" else None)
        id = f"{level['id'].replace('InventoryLevel', 'InventoryQuantity')}&name={name}"
        made.append({"id": id, "name": name, "quantity": quantity(level, name), "updatedAt": changed})
    return made


@field("InventoryLevel", "canDeactivate")
def _can(level: Record, info: Info) -> bool:
    return not any(level["_q"].values()) and sum(row["isActive"] for row in level["item"]["_levels"]) > 1


def _levels(rows: list[Record], include: bool) -> list[Record]:
    return [row for row in rows if row["isActive"] or include]


@field("InventoryItem", "inventoryLevels")
def _item_levels(item: Record, info: Info, *, include_inactive: bool = False, **page: Any) -> Connection:
    return paged(info, _levels(item["_levels"], include_inactive), "InventoryLevel", **page)


@field("Location", "inventoryLevels")
def _location_levels(location: Record, info: Info, *, include_inactive: bool = False, **page: Any) -> Connection:
    rows = _levels(list(location["_levels"].values()), include_inactive)
    return paged(info, rows, "InventoryLevel", (location["id"], include_inactive), **page)


@field("InventoryItem", "inventoryLevel")
def _item_level(item: Record, info: Info, *, location_id: str, include_inactive: bool = False) -> Record | None:
    location = located(info, location_id, "Location")
    found = level_at(item, location) if location else None
    return found if found is not None and (found["isActive"] or include_inactive) else None


@field("Location", "inventoryLevel")
def _location_level(
    location: Record, info: Info, *, inventory_item_id: str, include_inactive: bool = False
) -> Record | None:
    item = located(info, inventory_item_id, "InventoryItem")
    found = level_at(item, location) if item else None
    return found if found is not None and (found["isActive"] or include_inactive) else None


@field("InventoryItem", "locationsCount")
def _locations(item: Record, info: Info) -> Record:
    return count(len(_levels(item["_levels"], False)), None)


@field("InventoryItem", "variants")
def _variants(item: Record, info: Info, **page: Any) -> Connection:
    return paged(info, [item["variant"]], "ProductVariant", **page)


@field("InventoryItem", "duplicateSkuCount")
def _duplicates(item: Record, info: Info) -> int:
    shop = info.context.shop
    counted: dict[str | None, int] | None = shop.kept.get("skus")
    if counted is None:
        counted = shop.kept["skus"] = {}
        for row in shop.all("InventoryItem"):
            counted[row["sku"]] = counted.get(row["sku"], 0) + 1
    return counted[item["sku"]] - 1 if item["sku"] else 0


def _number(row: Record) -> int:
    return row["_n"]


KINDS["InventoryItem"] = Kind(
    {},
    {
        "id": Field("id", _number),
        "sku": Field("keyword", lambda row: row["sku"] or ""),
        "created_at": Field("date", lambda row: row["createdAt"]),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
    },
)
KINDS["InventoryLevel"] = Kind(
    {},
    {
        "id": Field("keyword", lambda row: row["id"]),
        "inventory_item_id": Field("id", lambda row: row["item"]["_n"]),
        "created_at": Field("date", lambda row: row["createdAt"]),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
    },
)
