"""Quantities at locations: set against what is there, done once however often asked, and taken back where more fails.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/inventorySetQuantities,
https://shopify.dev/docs/api/usage/idempotent-requests
"""

from __future__ import annotations

import secrets
from typing import Any

import msgspec

from polycart.core.documents import Of
from polycart.core.errors import ParameterError
from polycart.core.given import clash, refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.shopify.connection import Coded, Id, Plain, Row, Shop
from polycart.platforms.shopify.ids import number
from polycart.platforms.shopify.locations import location
from polycart.platforms.shopify.products.bodies import whole
from polycart.platforms.shopify.products.fields import Quantity

ATTEMPTS = 5
"""How often a change by a difference is tried again where somebody else changed the quantity meanwhile."""

STALE = frozenset({"CHANGE_FROM_QUANTITY_STALE", "COMPARE_QUANTITY_STALE"})


class _Level(Row):
    id: str = ""
    is_active: bool = True
    available: list[Quantity] = []


class Kept(Row):
    """An item at one location; ``None`` where it is not stocked there."""

    id: str
    tracked: bool = False
    inventory_level: _Level | None = None


class _Set(Coded):
    inventory_adjustment_group: Id | None = None


class _Activated(Plain):
    inventory_level: Id | None = None


class _Deactivated(Plain):
    pass


class Wanted(msgspec.Struct, frozen=True):
    """What shall be done to a quantity: to be set to a number, or changed by a difference."""

    to: int | None = None
    by: int = 0

    def after(self, quantity: int) -> int:
        """The quantity that results."""
        return quantity + self.by if self.to is None else self.to


def wanted(p: Any) -> Wanted | None:
    """What the parameters ask for; ``None`` where nothing is asked."""
    every = {"quantity": p.quantity, "increase_quantity": p.increase_quantity, "reduce_quantity": p.reduce_quantity}
    every = {"quantity": p.quantity, "increase_quantity": p.increase_quantity, "reduce_quantity": p.reduce_quantity}
    asked = [name for name, value in every.items() if value or (name == "quantity" and value is not None)]
    if len(asked) > 1:
        raise clash(asked[0], asked[1:])
    if not asked:
        if p.warehouse_id is not None:
            raise refuse("warehouse_id", "It must be used with a quantity.")
        return None
    value = whole(asked[0], every[asked[0]])
    if asked[0] == "quantity":
        return Wanted(to=value)
    if value < 0:
        raise refuse(asked[0], "It must not be negative.")
    return Wanted(by=value if asked[0] == "increase_quantity" else -value)


async def change(shop: Shop, undo: Undo, item: str, asked: Wanted, warehouse_id: str | None) -> None:
    """Set the available quantity of an item at a location.

    The shop is told what it is changed from. Where somebody else has changed it meanwhile, a difference is worked out
    anew, and a number that was to be set is refused: whoever sent it had not seen that change.
    """
    place = await location(shop, warehouse_id)
    for attempt in range(1, ATTEMPTS + 1):
        level = await kept(shop, item, place)
        if level is None:
            await _activate(shop, undo, item, place, asked)
            return
        before = level.available[0].quantity if level.available else 0
        after = asked.after(before)
        if after < 0 and asked.to is None:
            raise refuse("reduce_quantity", f"Location {number(place)} has {before} of it.")
        if after == before:
            return
        problem = await _set(shop, undo, item, place, before, after)
        if problem is None:
            return
        if asked.to is not None or attempt == ATTEMPTS:
            raise ParameterError(
                f"Parameter 'quantity' can't be set: somebody else changed the stock at location {number(place)} "
                "meanwhile; nothing was changed."
            )


async def kept(shop: Shop, item: str, place: str) -> _Level | None:
    """What lies of an item at a location, ``None`` where it is not stocked there."""
    shop.named["place"] = place
    found = await shop.look("inventoryItem", Kept, {"id": Of("ID!", item)})
    return found.inventory_level if found else None


async def _set(shop: Shop, undo: Undo, item: str, place: str, before: int, after: int) -> str | None:
    """Set a quantity against what it was; answers the code of the refusal where it is that no more."""
    back = _step(shop, item, place, after, before)
    undo(back)
    values = _values(item, place, before, after)
    key = secrets.token_hex(16)
    try:
        await shop.mutate("inventorySetQuantities", values, _Set, key=key)
    except Exception as error:
        native = getattr(error, "native", None)
        if native is not None and native.status == 200:
            undo.spare(back)  # the shop says itself that it did nothing
        if native is not None and native.code in STALE:
            return native.code
        raise
    return None


def _values(item: str, place: str, before: int | None, after: int) -> dict[str, Of]:
    quantity = {"inventoryItemId": item, "locationId": place, "quantity": after, "changeFromQuantity": before}
    return {
        "input": Of(
            "InventorySetQuantitiesInput!", {"name": "available", "reason": "correction", "quantities": [quantity]}
        )
    }


def _step(shop: Shop, item: str, place: str, before: int, after: int) -> Step:
    says = f"The stock of {number(item)} at location {number(place)}"
    return shop.step(
        says, "inventorySetQuantities", _values(item, place, before, after), _Set, key=secrets.token_hex(16)
    )


async def _activate(shop: Shop, undo: Undo, item: str, place: str, asked: Wanted) -> None:
    """Stock an item at a location where it was not yet."""
    values = {
        "inventoryItemId": Of("ID!", item),
        "locationId": Of("ID!", place),
        "available": Of("Int", max(0, asked.after(0))),
    }
    made = await shop.mutate("inventoryActivate", values, _Activated, key=secrets.token_hex(16))
    if made.inventory_level:
        level = {"inventoryLevelId": Of("ID!", made.inventory_level.id)}
        undo(shop.step("The new stock level", "inventoryDeactivate", level, _Deactivated))
