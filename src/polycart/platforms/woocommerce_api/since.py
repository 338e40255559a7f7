"""Lists from an id on: the shop has no filter for it, but its lists can be sorted by id and asked at any offset."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from polycart.core.mapping import Map
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.platforms.woocommerce_api.connection import Woo

E = TypeVar("E")

_PROBES = 8


class _Numbered(msgspec.Struct):
    id: int = 0


async def place_of(woo: Woo, path: str, query: Mapping[str, Any], id: int) -> tuple[int, int]:
    """How many items of a list sorted by id come before ``id``, and how many the whole list has.

    Eight offsets are looked at side by side, so a hundred thousand items take four rounds of small requests.
    """
    if await woo.tells(path, {**query, "since_id": id}):
        return 0, await woo.total(path, {**query, "since_id": id})

    async def ids(offset: int, count: int) -> tuple[list[int], int]:
        sorted_by_id = {"orderby": "id", "order": "asc", "_fields": "id", "offset": offset, "per_page": count}
        response = await woo.send("GET", path, {**query, **sorted_by_id})
        rows = woo.decoded(response, list[_Numbered])
        return [row.id for row in rows], woo.paging.total(response.headers) or len(rows)

    most = woo.paging.most
    first, total = await ids(0, most)
    if total <= most or not first or first[-1] >= id:
        return sum(known < id for known in first), total
    low, high = len(first), total
    while high - low > most:
        step = (high - low) // (_PROBES + 1)
        offsets = [low + step * n for n in range(1, _PROBES + 1)]
        for offset, (found, _) in zip(
            offsets, await asyncio.gather(*(ids(offset, 1) for offset in offsets)), strict=True
        ):
            if found and found[0] < id:
                low = offset + 1
            else:
                high = offset
                break
    found, _ = await ids(low, most)
    return low + sum(known < id for known in found), total


async def window_since(
    woo: Woo,
    path: str,
    query: Mapping[str, Any],
    table: type[Map[E]],
    *,
    since: int,
    start: int,
    count: int,
    wanted: Selection,
) -> Page[E]:
    """Items ``start`` to ``start + count`` of those with an id from ``since`` on, in the order that ``query`` names."""
    if await woo.tells(path, {**query, "since_id": since}):
        return await woo.window(path, {**query, "since_id": since}, table, start=start, count=count, wanted=wanted)
    before, total = await place_of(woo, path, query, since)
    left = total - before
    descending = query.get("order") == "desc"
    number = max(0, min(count, left - start))
    reader = table.reader(wanted, woo.version)
    rows: list[Any] = []
    if number:
        rows, _ = await woo.rows(path, query, reader, start=start if descending else before + start, count=number)
    return Page(items=await reader.finish(woo, rows), total=left, projected=True)
