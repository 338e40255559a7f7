"""Lists narrowed by what the shop cannot filter by: ids that other requests have told stand in for it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from polycart.core.errors import ParameterError
from polycart.core.mapping import Map
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.platforms.prestashop_api.connection import Prestashop
from polycart.platforms.prestashop_api.numbers import LARGEST, either, number_of, numbers_of

E = TypeVar("E")


class Search(msgspec.Struct, kw_only=True):
    """What a list is narrowed to.

    ``query`` are native filters; of ids only those in ``within`` count, where it is given, and none in ``without``;
    ``since`` is the lowest id. ``sort`` ends with the id, so that equal rows keep their places.
    """

    path: str
    query: dict[str, Any]
    within: set[int] | None = None
    without: set[int] = set()
    since: int | None = None
    sort: str = "[id_ASC]"

    def narrow(self, ids: Iterable[int]) -> None:
        """Leave only what is among ``ids`` as well."""
        chosen = set(ids)
        self.within = chosen if self.within is None else self.within & chosen

    def _among(self) -> set[int] | None:
        if self.within is None:
            return None
        return {id for id in self.within if id not in self.without and id >= (self.since or 0)}

    def _native(self, few: int) -> dict[str, Any] | None:
        """The whole search as filters of the shop; ``None`` where its one filter of ids cannot hold it."""
        among = self._among()
        asked = {**self.query, "sort": self.sort}
        if among is not None:
            return {**asked, "filter[id]": either(sorted(among))} if len(among) <= few else None
        if self.since is not None and self.without:
            return None
        if self.since is not None:
            return {**asked, "filter[id]": f"[{self.since},{LARGEST}]"}
        if self.without:
            return {**asked, "filter[id]": f"!{either(sorted(self.without))}"} if len(self.without) <= few else None
        return asked

    async def _ids(self, shop: Prestashop) -> list[int]:
        """The ids, in their order, where the shop's filters are not enough."""
        found = await shop.ids(self.path, {**self.query, "sort": self.sort})
        among = self._among()
        if among is not None:
            return [id for id in found if id in among]
        return [id for id in found if id not in self.without and id >= (self.since or 0)]

    async def page(
        self, shop: Prestashop, table: type[Map[E]], *, start: int, count: int, wanted: Selection | None = None
    ) -> Page[E]:
        """Items ``start`` to ``start + count``."""
        if self._among() == set():
            return Page(items=[], total=0, projected=True)
        native = self._native(shop.few)
        if native is not None:
            return await shop.window(self.path, native, table, start=start, count=count, wanted=wanted)
        ids = await self._ids(shop)
        part = ids[start : start + count]
        if not part:
            return Page(items=[], total=len(ids), projected=True)
        query = {"filter[id]": either(part), "sort": self.sort, **_dated(self.sort)}
        page = await shop.window(self.path, query, table, start=0, count=len(part), wanted=wanted)
        return Page(items=page.items, total=len(ids), projected=True)

    async def counted(
        self, shop: Prestashop, table: type[Map[E]], *, start: int, count: int, wanted: Selection | None = None
    ) -> Page[E]:
        """The same, for answers that tell the total; it costs a request where the page does not show the end."""
        page = await self.page(shop, table, start=start, count=count, wanted=wanted)
        if page.total is None:
            page.total = await self.total(shop)
        return page

    async def total(self, shop: Prestashop) -> int:
        """How many there are."""
        if self._among() == set():
            return 0
        native = self._native(shop.few)
        return await shop.total(self.path, native) if native is not None else len(await self._ids(shop))


def _dated(sort: str) -> dict[str, Any]:
    return {"date": 1} if "date_" in sort else {}


def order(names: Mapping[str, str], sort_by: str, direction: str) -> dict[str, Any]:
    """The order of a list: its ``sort``, and the ``date=1`` without which the shop does not look at dates."""
    if sort_by not in names or direction.lower() not in {"asc", "desc"}:
        name, allowed = ("sort_direction", "asc, desc") if sort_by in names else ("sort_by", ", ".join(names))
        raise ParameterError(
            f"Parameter '{name}' is not valid. "
            f"The required type of parameter is string. The following values are allowed: {allowed}."
        )
    field, way = names[sort_by], direction.upper()
    sort = f"[id_{way}]" if field == "id" else f"[{field}_{way},id_{way}]"
    return {"sort": sort, **_dated(sort)}


def ids_given(search: Search, name: str, value: str | None) -> None:
    """Narrow to the ids in a comma string."""
    if value is not None:
        search.narrow(numbers_of(name, value))


def since_given(search: Search, value: str | None) -> None:
    """Leave out what has a lower id."""
    if value is not None:
        search.since = number_of("since_id", value)


_WILD = re.compile(r"[%_\[\]|\\\"'<>]")
"""Characters that mean something in a filter, or that the shop escapes in it."""


def contains(value: str) -> str:
    """The filter for texts that hold ``value``."""
    return f"%[{value}]%"


class Exactly(str):
    """A filter that means one text, whatever its characters mean in a filter."""

    __slots__ = ()


def exactly(value: str) -> str:
    """The filter for one text; brackets around it are how the webservice would read an interval or a list."""
    return Exactly(value)


async def holding(shop: Prestashop, search: Search, value: str, places: Mapping[str, str], where: str | None) -> None:
    """Narrow to what holds ``value`` in one of the places; names of the contract stand for native fields."""
    chosen = list(dict.fromkeys(named(where, places, "find_where") or places))
    fields = [places[name] for name in chosen]
    if shop.narrows(search.query, "text", tuple(dict.fromkeys(fields)), value):
        return
    needle = _WILD.sub("_", value)
    if len(fields) == 1 and needle == value:
        search.query[f"filter[{fields[0]}]"] = contains(value)
        return
    found = await asyncio.gather(*(_holders(shop, search, field, needle, value) for field in dict.fromkeys(fields)))
    search.narrow(id for ids in found for id in ids)


async def _holders(shop: Prestashop, search: Search, field: str, needle: str, value: str) -> list[int]:
    """The ids of what holds the value; where it has characters with a meaning of their own, what was found is read."""
    query = {f"filter[{field}]": contains(needle), "language": await shop.language()}
    if needle == value:
        return await shop.ids(search.path, query)
    rows = await shop.records(search.path, query, dict[str, Any], "id", field)
    return [int(row["id"]) for row in rows if value.casefold() in str(row.get(field) or "").casefold()]


def named(given: str | None, allowed: Iterable[str], parameter: str) -> tuple[str, ...]:
    """The words of a comma string, each of which must be known."""
    words = tuple(word.strip() for word in (given or "").split(",") if word.strip())
    known = list(allowed)
    if any(word not in known for word in words):
        raise ParameterError(
            f"Parameter '{parameter}' is not valid. "
            f"The required type of parameter is string. The following values are allowed: {', '.join(known)}."
        )
    return words
