"""Selections of products and variations: native filters, and the exact emulation of those that the shop lacks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, timedelta
from typing import Any, TypeVar

import msgspec

from polycart.core.codecs import Codec
from polycart.core.dates import parse_date
from polycart.core.errors import NotFound, ParameterError, ShopError, StoreError
from polycart.core.mapping import Map
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.platforms.woocommerce_api.connection import Woo
from polycart.platforms.woocommerce_api.since import place_of, window_since

E = TypeVar("E")
Query = Mapping[str, Any]
Row = dict[str, Any]

MOST = 10_000
"""How many records an emulated filter looks through; a wider selection has to be narrowed by the caller."""


def _shifted(seconds: int) -> Codec:
    """A bound that WordPress leaves out itself, moved by a second so that it is in; the shop keeps whole seconds.

    https://developer.wordpress.org/reference/classes/wp_date_query/ (``inclusive`` is false and not offered by REST)
    """

    def dump(value: Any) -> str:
        moment = parse_date(str(value)).astimezone(UTC)
        if seconds < 0 and moment.microsecond:
            moment += timedelta(seconds=1)
        return (moment.replace(microsecond=0) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")

    return Codec(lambda value: value, dump, str | None)


after = _shifted(-1)
before = _shifted(1)


class Search(msgspec.Struct, kw_only=True):
    """A selection of one list.

    ``query`` is what the shop filters by itself. Beyond that a record must match one of ``either`` and all of
    ``also`` (further native queries), and ``check`` (on the native ``fields``). ``since`` leaves ids from that one on.
    """

    path: str
    query: dict[str, Any]
    either: Sequence[Query] = ()
    also: Sequence[Query] = ()
    fields: tuple[str, ...] = ()
    check: Callable[[Row], bool] | None = None
    since: int | None = None
    nothing: bool = False

    @property
    def native(self) -> bool:
        """Whether the shop can do it all by itself."""
        return not (self.either or self.also or self.check)

    async def page(self, woo: Woo, table: type[Map[E]], *, start: int, count: int) -> Page[E]:
        """Items ``start`` to ``start + count``."""
        self = await self._joined(woo)
        if self.nothing or count == 0:
            return Page(items=[], total=0 if self.nothing else await self.total(woo), projected=True)
        if not self.native:
            return await of_ids(woo, self, table, await self.ids(woo), start=start, count=count)
        if self.since is None:
            return await woo.window(self.path, self.query, table, start=start, count=count)
        return await window_since(
            woo, self.path, self.query, table, since=self.since, start=start, count=count, wanted=woo.wanted
        )

    async def total(self, woo: Woo) -> int:
        """How many there are."""
        self = await self._joined(woo)
        if self.nothing:
            return 0
        if not self.native:
            return len(await self.ids(woo))
        if self.since is None:
            return await woo.total(self.path, self.query)
        before, total = await place_of(woo, self.path, self.query, self.since)
        return total - before

    async def _joined(self, woo: Woo) -> Search:
        """The same selection in one query, where the shop's lists take that."""
        parts = {"either": list(self.either), "also": list(self.also)}
        query = self.query | {name: queries for name, queries in parts.items() if queries}
        if self.native or self.check or not await woo.tells(self.path, query):
            return self
        return msgspec.structs.replace(self, query=query, either=(), also=())

    async def ids(self, woo: Woo) -> list[int]:
        """The ids of the selection in its order, found by looking through the candidates."""
        if self.nothing:
            return []
        names = ("id", *self.fields)
        first, *others = await asyncio.gather(
            self._either(woo, names), *(scan(woo, self.path, {**self.query, **part}, ("id",)) for part in self.also)
        )
        kept = [{row["id"] for row in rows} for rows in others]
        return [
            row["id"]
            for row in first
            if row["id"] >= (self.since or 0)
            and all(row["id"] in known for known in kept)
            and (self.check is None or self.check(row))
        ]

    async def _either(self, woo: Woo, names: tuple[str, ...]) -> list[Row]:
        if not self.either:
            return await scan(woo, self.path, self.query, names)
        lists = await asyncio.gather(*(scan(woo, self.path, {**self.query, **part}, names) for part in self.either))
        if len(lists) == 1:
            return lists[0]
        if self.query.get("orderby") != "id":
            raise ParameterError("Parameter 'sort_by' is not valid. Together with these filters only 'id' is allowed.")
        found = {row["id"]: row for rows in lists for row in rows}
        return [found[id] for id in sorted(found, reverse=self.query.get("order") == "desc")]


async def scan(woo: Woo, path: str, query: Query, names: tuple[str, ...]) -> list[Row]:
    """Some native fields of every record of a list: the first page tells the total, the others come side by side."""
    most = woo.paging.most
    full = {**query, "_fields": ",".join(names), "per_page": most}
    first = await woo.send("GET", path, {**full, "offset": 0})
    rows: list[Row] = woo.decoded(first, list[Row])
    total = woo.paging.total(first.headers) or len(rows)
    if total > MOST:
        raise ParameterError(f"The filters leave {total} records to look through; narrow them to {MOST} at most.")
    pages = await asyncio.gather(*(woo.get(path, {**full, "offset": at}) for at in range(most, total, most)))
    return [*rows, *(row for page in pages for row in page)]


async def of_ids(
    woo: Woo,
    search: Search,
    table: type[Map[E]],
    ids: list[int],
    *,
    start: int,
    count: int,
    wanted: Selection | None = None,
) -> Page[E]:
    """The page of known ids, in their order."""
    chosen = ids[start : start + count]
    parts = [chosen[at : at + 100] for at in range(0, len(chosen), 100)]
    query = {**search.query, "orderby": "include", "order": "asc"}
    pages = await asyncio.gather(
        *(
            woo.window(
                search.path, {**query, "include": ",".join(map(str, part))}, table,
                start=0, count=len(part), wanted=wanted,
            )
            for part in parts
        )
    )  # fmt: skip
    return Page(items=[item for page in pages for item in page.items], total=len(ids), projected=True)


def candidates(value: str) -> str:
    """What to let WordPress search for so that everything holding ``value`` is found, and perhaps more.

    Its search wants each word somewhere in title, excerpt or content, takes a leading hyphen for "not", quotes for
    phrases, and more than nine words for one phrase (WP_Query::parse_search).
    """
    words = [word.strip("-") for word in re.split(r"[\s\"',+]+", value)]
    return " ".join([word for word in words if word][:9])


@contextmanager
def known(entity: str, id: str) -> Generator[None]:
    """Say by name what the shop did not find; where it is to be changed it answers 400."""
    try:
        yield
    except StoreError as error:
        if error.native is None or not (error.native.code or "").endswith("_invalid_id"):
            raise
        raise missing(entity, id, error) from error
    except NotFound as error:
        if error.native is None:
            raise
        raise missing(entity, id, error) from error


def missing(entity: str, id: str, error: ShopError | None = None) -> NotFound:
    """The error for an entity that the shop does not have."""
    return NotFound(f"{entity} with id {id} not found.", native=error.native if error else None)


def named(text: str | None, allowed: tuple[str, ...], parameter: str) -> tuple[str, ...]:
    """A comma string whose parts must be among ``allowed``."""
    names = tuple(part.strip() for part in (text or "").split(",") if part.strip())
    if not set(names) <= set(allowed):
        raise ParameterError(
            f"Parameter '{parameter}' is not valid. The required type of parameter is string. "
            f"The following values are allowed: {', '.join(allowed)}."
        )
    return names
