"""Going through a whole list: in order, bounded, with and without a total, by start and by cursor."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from polycart import api
from polycart.client.paging import Chunk, Walk, items_of
from polycart.core.errors import ParameterError, Unreachable


class Shelf:
    """A list of numbers that answers pages as a platform does."""

    def __init__(self, size: int, *, tells_total: bool = True, takes_start: bool = True) -> None:
        self.items = list(range(size))
        self.tells_total = tells_total
        self.takes_start = takes_start
        self.asked: list[dict[str, Any]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.breaks_at: int | None = None

    async def fetch(self, arguments: dict[str, Any]) -> Chunk:
        self.asked.append(arguments)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            start, count = self._window(arguments)
            await asyncio.sleep(0.002 if start % 20 else 0.006)  # later pages overtake earlier ones
            if self.breaks_at is not None and start >= self.breaks_at:
                raise Unreachable("The shop is gone.")
            more = start + count < len(self.items)
            total = len(self.items) if self.tells_total else None
            return Chunk(self.items[start : start + count], total, f"{start + count}/{count}" if more else None)
        finally:
            self.at_once -= 1

    def _window(self, arguments: dict[str, Any]) -> tuple[int, int]:
        if "page_cursor" in arguments:
            assert not {"start", "count", "sku"} & arguments.keys()
            start, count = arguments["page_cursor"].split("/")
            return int(start), int(count)
        if not self.takes_start and arguments.get("start"):
            raise ParameterError("Parameter 'start' can't be used.")
        return arguments.get("start", 0), arguments["count"]

    def walk(self, name: str = "product.list", **options: Any) -> Walk:
        return Walk(api.METHODS[name], {"params": "id", "sku": "x"}, self.fetch, page_size=10, **options)


async def _collect(walk: Walk, found: list[int]) -> None:
    async for item in items_of(walk):
        found.append(item)


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 95, 100, 101])
@pytest.mark.parametrize(
    "kind", [{}, {"tells_total": False}, {"takes_start": False}, {"tells_total": False, "takes_start": False}]
)
async def test_every_item_comes_once_and_in_order(size: int, kind: dict[str, bool]) -> None:
    shelf = Shelf(size, **kind)
    assert [item async for item in items_of(shelf.walk())] == shelf.items


async def test_pages_are_fetched_at_once_within_the_bound_where_the_total_is_known() -> None:
    shelf = Shelf(200)
    assert [item async for item in items_of(shelf.walk(concurrency=3))] == shelf.items
    assert 2 <= shelf.most_at_once <= 3
    assert len(shelf.asked) == 20


async def test_one_at_a_time_goes_by_cursor_with_the_next_page_on_its_way() -> None:
    shelf = Shelf(50)
    seen = 0
    async with aclosing(shelf.walk(concurrency=1).pages()) as pages:
        async for _ in pages:
            seen += 1
            assert len(shelf.asked) <= seen + 1
    assert all("page_cursor" in arguments for arguments in shelf.asked[1:])


async def test_a_total_that_no_page_tells_is_asked_for_once() -> None:
    shelf, asked, told = Shelf(95, tells_total=False), 0, []

    async def total() -> int:
        nonlocal asked
        asked += 1
        return 95

    walk = shelf.walk(total=total, progress=lambda done, known: told.append((done, known)))
    assert [item async for item in items_of(walk)] == shelf.items
    assert asked == 1
    assert told[0] == (10, 95)
    assert told[-1] == (95, 95)
    assert shelf.most_at_once > 1


async def test_a_list_without_cursors_ends_with_its_first_short_page() -> None:
    shelf = Shelf(35, tells_total=False)
    assert [item async for item in items_of(shelf.walk("webhook.list"))] == shelf.items


async def test_a_list_that_grows_meanwhile_is_walked_to_its_end() -> None:
    shelf = Shelf(40)
    found = []
    async for item in items_of(shelf.walk()):
        found.append(item)
        if item == 5:
            shelf.items += [40, 41, 42]
    assert found == list(range(43))


async def test_an_error_ends_the_walk_and_the_pages_on_their_way() -> None:
    shelf = Shelf(200)
    shelf.breaks_at = 50
    found: list[int] = []
    with pytest.raises(Unreachable, match="gone"):
        await _collect(shelf.walk(), found)
    assert found == list(range(50))
    assert shelf.at_once == 0


async def test_leaving_early_cancels_what_is_on_its_way() -> None:
    shelf = Shelf(1000)
    async with aclosing(items_of(shelf.walk())) as items:
        async for item in items:
            if item == 12:
                break
    assert shelf.at_once == 0
    assert len(shelf.asked) < 10
