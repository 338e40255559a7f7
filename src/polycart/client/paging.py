"""Goes through a whole list: the next pages are on their way while one is worked on, and come in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import aclosing
from itertools import islice
from typing import Any

import msgspec

from polycart import api
from polycart.core.errors import PolycartError
from polycart.core.method import Method
from polycart.core.rules import BESIDE_CURSOR

Progress = Callable[[int, int | None], None]
"""Told after every page: how many items have come, and how many there are where that is known."""

_REFUSED = {107, 109}
"""Codes with which a platform that has only cursors refuses ``start``."""


class Chunk(msgspec.Struct, frozen=True):
    """One page on its way; ``cursor`` leads to the next one."""

    items: list[Any]
    total: int | None = None
    cursor: str | None = None


class Walk:
    """A way through the pages of one call.

    Where the total is known and the platform counts by ``start``, up to ``concurrency`` pages are fetched at once;
    else each page's cursor leads to the next, which is fetched while the one before is worked on. ``total`` asks for
    the size of the selection where a page does not tell it.
    """

    def __init__(
        self,
        method: Method[Any, Any],
        arguments: Mapping[str, Any],
        fetch: Callable[[dict[str, Any]], Awaitable[Chunk]],
        *,
        page_size: int = 100,
        concurrency: int = 4,
        progress: Progress | None = None,
        total: Callable[[], Awaitable[int | None]] | None = None,
    ) -> None:
        names = {field.encode_name for field in msgspec.structs.fields(method.params)}
        self.method = method
        self.arguments = dict(arguments)
        self.fetch = fetch
        self.size = page_size
        self.ahead = max(1, concurrency)
        self.progress = progress
        self.total = total
        self.done = 0
        self.known: int | None = None
        self.by_start = {"start", "count"} <= names
        self._counted = "count" in names

    async def pages(self) -> AsyncGenerator[list[Any]]:
        """The items of page after page."""
        first = await self.fetch(self.arguments | ({"count": self.size} if self._counted else {}))
        self.known = first.total
        if not self._goes_on(first):
            self.known = len(first.items) if self.known is None else self.known
            yield self._told(first)
            return
        if self.known is None and self.total is not None and self.ahead > 1:
            self.known = await self.total()
        yield self._told(first)
        by_cursor = not self.by_start or (first.cursor is not None and (self.known is None or self.ahead == 1))
        async with aclosing(self._by_cursor(first) if by_cursor else self._by_start(first)) as rest:
            async for items in rest:
                yield items

    def _goes_on(self, chunk: Chunk) -> bool:
        if self.method.cursor:
            return chunk.cursor is not None
        return self.by_start and len(chunk.items) >= self.size

    def _told(self, chunk: Chunk) -> list[Any]:
        self.done += len(chunk.items)
        if self.progress:
            self.progress(self.done, self.known)
        return chunk.items

    async def _by_cursor(self, chunk: Chunk) -> AsyncGenerator[list[Any]]:
        """One page after the other, each asked for before the one before is handed out."""
        beside = {name: value for name, value in self.arguments.items() if name in BESIDE_CURSOR}
        coming = deque([self._start({**beside, "page_cursor": chunk.cursor})])
        try:
            while coming:
                chunk = await coming.popleft()
                if chunk.cursor is not None:
                    coming.append(self._start({**beside, "page_cursor": chunk.cursor}))
                yield self._told(chunk)
        finally:
            await _cancelled(coming)

    async def _by_start(self, first: Chunk) -> AsyncGenerator[list[Any]]:
        """Several pages at once; a platform that refuses ``start`` is walked by its cursor instead."""
        starts = self._starts()
        coming = deque(self._start(self._window(start)) for start in islice(starts, self.ahead))
        chunk = first
        try:
            while coming:
                try:
                    chunk = await coming.popleft()
                except PolycartError as error:
                    if chunk is not first or first.cursor is None or error.code not in _REFUSED:
                        raise
                    break
                more = self._goes_on(chunk)
                if more and (start := next(starts, None)) is not None:
                    coming.append(self._start(self._window(start)))
                yield self._told(chunk)
                if not more and self.known is None:
                    break
        finally:
            await _cancelled(coming)
        if chunk.cursor is not None:  # start was refused, or the list has grown meanwhile
            async with aclosing(self._by_cursor(chunk)) as rest:
                async for items in rest:
                    yield items

    def _starts(self) -> Iterator[int]:
        start = self.size
        while self.known is None or start < self.known:
            yield start
            start += self.size

    def _window(self, start: int) -> dict[str, Any]:
        return self.arguments | {"start": start, "count": self.size}

    def _start(self, arguments: dict[str, Any]) -> asyncio.Task[Chunk]:
        return asyncio.ensure_future(self.fetch(arguments))


async def _cancelled(tasks: Collection[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def items_of(walk: Walk) -> AsyncGenerator[Any]:
    """Every item of a walk."""
    async with aclosing(walk.pages()) as pages:
        async for page in pages:
            for item in page:
                yield item


def counting(method: Method[Any, Any], given: Mapping[str, Any]) -> tuple[Method[Any, Any], dict[str, Any]] | None:
    """The ``count`` method beside a ``list``, with the filters, where it takes all of them."""
    counted = api.METHODS.get(f"{method.name.removesuffix('.list')}.count")
    filters = {name: value for name, value in given.items() if name not in BESIDE_CURSOR}
    if counted is None or filters.keys() - {field.name for field in msgspec.structs.fields(counted.params)}:
        return None
    return counted, filters


def number_in(result: Mapping[str, Any]) -> int | None:
    """The number in the result of a ``count`` method."""
    return next((value for value in result.values() if type(value) is int), None)
