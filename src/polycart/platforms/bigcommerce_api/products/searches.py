"""Selections of products: what the store filters by itself, and the exact emulation of what it does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from polycart.core.mapping import Map
from polycart.core.method import Page, placed
from polycart.platforms.bigcommerce_api.connection import Bigcommerce
from polycart.platforms.bigcommerce_api.sparse import asked

E = TypeVar("E")
Row = dict[str, Any]
PATH = "v3/catalog/products"


class Search(msgspec.Struct, kw_only=True):
    """A selection of products: a native ``query`` in an order, and a ``check`` of the native ``fields`` beyond it."""

    query: dict[str, Any] = {}
    order: dict[str, str] = msgspec.field(default_factory=lambda: {"sort": "id", "direction": "asc"})
    fields: tuple[str, ...] = ()
    checks: tuple[Callable[[Row], bool], ...] = ()
    nothing: bool = False

    def also(self, check: Callable[[Row], bool], *fields: str) -> None:
        """Leave only products that pass a check of some native fields."""
        self.checks = (*self.checks, check)
        self.fields = (*self.fields, *fields)

    async def page(self, bc: Bigcommerce, table: type[Map[E]], *, start: int, count: int) -> Page[E]:
        """Items ``start`` to ``start + count``."""
        if self.nothing:
            return Page(items=[], total=0, projected=True)
        if not self.checks:
            return await bc.window(PATH, {**self.query, **self.order}, table, start=start, count=count)
        ids = [row["id"] for row in await self.rows(bc)]
        chosen = ids[start : start + count]
        if not chosen:
            return placed([], len(ids), start=start, count=count)
        query = {"id:in": chosen, **self.order}
        page = await bc.window(PATH, query, table, start=0, count=len(chosen))
        return placed(page.items, len(ids), start=start, count=count)

    async def total(self, bc: Bigcommerce) -> int:
        """How many there are."""
        if self.nothing:
            return 0
        if self.checks:
            return len(await self.rows(bc))
        return await bc.total(PATH, {**self.query, **asked(PATH, ()).query})

    async def rows(self, bc: Bigcommerce) -> list[Row]:
        """The chosen native fields of every product that passes, found by looking through the candidates."""
        if self.nothing:
            return []
        narrowed = asked(PATH, ("id", *self.fields)).query
        rows: list[Row] = await bc.records(PATH, {**self.query, **self.order, **narrowed}, Row)
        return [row for row in rows if all(check(row) for check in self.checks)]


def holding(value: str, places: tuple[str, ...]) -> Callable[[Mapping[str, Any]], bool]:
    """Whether one of some native fields has the value in it; letters may differ in case."""
    wanted = value.casefold()
    return lambda row: any(wanted in str(row.get(place) or "").casefold() for place in places)
