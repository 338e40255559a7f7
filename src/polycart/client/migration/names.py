"""Finds what two shops call by the same name: tax classes, customer groups, order statuses; and units of measure."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from polycart.client.migration.capabilities import Side
from polycart.core.errors import ParameterError, PolycartError

LISTS = {
    "tax_class": "tax.class.list",
    "customer_group": "customer.group.list",
    "order_status": "order.status.list",
}

GRAMS = {
    "g": 1.0, "gr": 1.0, "gram": 1.0, "grams": 1.0, "kg": 1000.0, "kgs": 1000.0, "kilograms": 1000.0,
    "lb": 453.59237, "lbs": 453.59237, "pounds": 453.59237, "oz": 28.349523125, "ounces": 28.349523125,
}  # fmt: skip
MILLIMETRES = {
    "mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4, "inch": 25.4, "inches": 25.4, "yd": 914.4, "ft": 304.8,
    "centimeters": 10.0,
}  # fmt: skip


class Names:
    """The tables of both shops, each read once and only when it is needed.

    ``told`` says which name of the target stands for one of the source, by the kind of name.
    """

    def __init__(self, source: Side, target: Side, told: Mapping[str, Mapping[str, str]] | None = None) -> None:
        strange = set(told or ()) - LISTS.keys()
        if strange:
            allowed = ", ".join(f"'{name}'" for name in LISTS)
            raise ParameterError(f"Parameter 'names' is not valid. Allowed values: {allowed}.")
        self._sides = {"source": source, "target": target}
        self._told = {
            what: {a.casefold(): b.casefold() for a, b in pairs.items()} for what, pairs in (told or {}).items()
        }
        self._tables: dict[tuple[str, str], dict[str, str]] = {}
        self._units: dict[str, tuple[str, str]] = {}
        self._lock = asyncio.Lock()

    async def of_source(self, what: str, id: str) -> str | None:
        """What the source calls something that it names by its id."""
        table = await self._table("source", what)
        return next((name for name, each in table.items() if each == id), None)

    async def at_target(self, what: str, name: str) -> str | None:
        """The id that the target has for a name of the source's, or for the one that was told for it."""
        wanted = self._told.get(what, {}).get(name.casefold(), name.casefold())
        table = {known.casefold(): id for known, id in (await self._table("target", what)).items()}
        return table.get(wanted) or (wanted if wanted in {id.casefold() for id in table.values()} else None)

    def learn(self, what: str, name: str, id: str) -> None:
        """The target has got a new name."""
        self._tables[("target", what)][name] = id

    async def _table(self, side: str, what: str) -> dict[str, str]:
        async with self._lock:
            if (side, what) not in self._tables:
                self._tables[(side, what)] = await self._read(self._sides[side], what)
            return self._tables[(side, what)]

    async def _read(self, side: Side, what: str) -> dict[str, str]:
        if not side.serves(LISTS[what]):
            return {}
        try:
            found = [each async for each in side.store.iterate(LISTS[what])]
        except PolycartError:  # some shops do not tell, and then no name is known
            return {}
        rows: list[dict[str, Any]] = msgspec.to_builtins(found)
        return {str(row.get("name") or row["id"]): str(row["id"]) for row in rows}

    async def weight_unit(self) -> str | None:
        """The unit that the target weighs in, where it tells one."""
        return (await self._measures())[0] or None

    async def dimensions_unit(self) -> str | None:
        """The unit that the target measures in, where it tells one."""
        return (await self._measures())[1] or None

    async def _measures(self) -> tuple[str, str]:
        async with self._lock:
            if "target" not in self._units:
                self._units["target"] = await self._shop(self._sides["target"])
            return self._units["target"]

    async def _shop(self, side: Side) -> tuple[str, str]:
        try:
            shop = msgspec.to_builtins(await side.store.call("cart.info", params="force_all"))
        except PolycartError:
            return "", ""
        (store, *_) = shop.get("stores_info") or [{}]
        return store.get("weight_unit") or "", store.get("dimension_unit") or ""


def converted(value: float, unit: str, other: str | None, table: Mapping[str, float]) -> tuple[float, str]:
    """A measure in another unit, where both are known; else as it is."""
    mine, theirs = table.get(unit.casefold()), table.get((other or "").casefold())
    if other is None or mine is None or theirs is None:
        return value, unit
    return (value, other) if mine == theirs else (round(value * mine / theirs, 6), other)
