"""Locations: added, changed, closed, opened again and deleted, with the stock that lies there."""

from __future__ import annotations

from polycart.platforms.shopify.sim import inventory, places
from polycart.platforms.shopify.sim.binding import mutation, stamp
from polycart.platforms.shopify.sim.countries import country_name, province_name
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.writes.inputs import metafields, wanted


def _named(shop: Shop, name: str | None, own: Record | None = None) -> str:
    wish = (name or "").strip()
    if not wish:
        raise Refused("Add a location name", "input", "name", code="BLANK")
    if any(row is not own and row["name"].casefold() == wish.casefold() for row in shop.all("Location")):
        raise Refused("You already have a location with this name", "input", "name", code="TAKEN")
    return wish


@mutation
def location_add(call: Call, *, input: Record) -> Record:
    """Open a location."""
    shop = call.shop
    name = _named(shop, input["name"])
    if sum(row["isActive"] for row in shop.all("Location")) >= shop.root["resourceLimits"]["locationLimit"]:
        raise Refused("You have reached the limit of locations", "input", code="INVALID")
    made = places.add_location(shop, name, input["address"], shop.now())
    try:
        metafields(shop, made, input.get("metafields"), "input")()
    except Refused:
        shop.delete(made)
        raise
    made["fulfillsOnlineOrders"] = bool(input.get("fulfillsOnlineOrders", True))
    return {"location": made}


@mutation
def location_edit(call: Call, *, id: str, input: Record) -> Record:
    """Change a location."""
    shop = call.shop
    made = wanted(shop, id, "Location", "Location not found.", "id", code="NOT_FOUND")
    if "name" in input:
        made["name"] = _named(shop, input["name"], made)
    if input.get("fulfillsOnlineOrders") is False and made is shop.primary:
        said = "Cannot disable online order fulfillment: another location has to fulfil them."
        raise Refused(said, "input", "fulfillsOnlineOrders", code="CANNOT_DISABLE_ONLINE_ORDER_FULFILLMENT")
    write = metafields(shop, made, input.get("metafields"), "input")
    if input.get("fulfillsOnlineOrders") is not None:
        made["fulfillsOnlineOrders"] = input["fulfillsOnlineOrders"]
    address = made["address"]
    address.updateinner(input, "address")
    country, province = address["countryCode"], address["provinceCode"]
    address["country"] = country_name(country) if country else None
    address["province"] = province_name(country, province) if province else None
    write()
    shop.touch(made)
    return {"location": made}


def _refused(said: str, code: str, at: str = "locationId") -> Refused:
    return Refused(said, at, code=code)


@mutation
def location_deactivate(call: Call, *, location_id: str, destination_location_id: str | None = None) -> Record:
    """Close a location; its stock goes to another one."""
    shop = call.shop
    made = wanted(shop, location_id, "Location", "Location not found.", "locationId", code="LOCATION_NOT_FOUND")
    if made is shop.primary:
        said = "Location could not be deactivated: it is the one that online orders are fulfilled from."
        raise _refused(said, "CANNOT_DISABLE_ONLINE_ORDER_FULFILLMENT")
    if not made["isActive"]:
        return {"location": made}
    other = _destination(shop, made, destination_location_id)
    if places.waiting(shop, made) and other is None:
        raise _refused(
            "Location could not be deactivated because it has pending orders.", "HAS_FULFILLMENT_ORDERS_ERROR"
        )
    if places.stocked(made) and other is None:
        said = (
            "Location could not be deactivated without specifying where to relocate inventory stocked at the location."
        )
        raise _refused(said, "HAS_ACTIVE_INVENTORY_ERROR")
    if other is not None:
        _relocate(shop, made, other)
    for level in made["_levels"].values():
        level["isActive"] = False
    made.update(isActive=False, deactivatedAt=stamp(shop.now()))
    shop.touch(made)
    return {"location": made}


def _destination(shop: Shop, made: Record, id: str | None) -> Record | None:
    if id is None:
        return None
    other = shop.get("Location", id)
    if other is None or not other["isActive"]:
        said = "Destination location could not be found or is inactive."
        raise _refused(said, "DESTINATION_LOCATION_NOT_FOUND_OR_INACTIVE", "destinationLocationId")
    if other is made:
        said = "Destination location is the same as the location to be deactivated."
        raise _refused(said, "DESTINATION_LOCATION_IS_THE_SAME_LOCATION", "destinationLocationId")
    return other


def _relocate(shop: Shop, made: Record, other: Record) -> None:
    for level in made["_levels"].values():
        target = inventory.stock(shop, level["item"], other)
        for name, quantity in level["_q"].items():
            inventory.change(shop, target, name, quantity)
        level["_q"] = {"available": 0}
    for row in shop.all("FulfillmentOrder"):
        if row["_location"] is made and row["status"] not in ("CLOSED", "CANCELLED"):
            row["_location"] = other


@mutation
def location_activate(call: Call, *, location_id: str) -> Record:
    """Open a location again."""
    made = wanted(call.shop, location_id, "Location", "Location not found.", "locationId", code="LOCATION_NOT_FOUND")
    made.update(isActive=True, deactivatedAt=None)
    call.shop.touch(made)
    return {"location": made}


@mutation
def location_delete(call: Call, *, location_id: str) -> Record:
    """Delete a location that was closed and is empty."""
    shop = call.shop
    made = wanted(shop, location_id, "Location", "Location not found.", "locationId", code="LOCATION_NOT_FOUND")
    if made["isActive"]:
        raise _refused("The location cannot be deleted while it is active.", "LOCATION_IS_ACTIVE")
    if places.stocked(made):
        raise _refused("The location cannot be deleted while it has inventory.", "LOCATION_HAS_INVENTORY")
    if places.waiting(shop, made):
        raise _refused("The location cannot be deleted while it has pending orders.", "LOCATION_HAS_PENDING_ORDERS")
    for level in list(made["_levels"].values()):
        level["item"]["_levels"].remove(level)
        shop.delete(level)
    shop.delete(made)
    return {"deletedLocationId": location_id}
