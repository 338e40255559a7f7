"""What is at the target already, by what tells records apart: read once in a run, when it is first needed."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from polycart.client.store import Store

Keys = Callable[[Mapping[str, Any]], Iterable[str]]


class Index:
    """The ids of a list's records by their keys."""

    def __init__(
        self, store: Store, listed: str, fields: str, keys: Keys, *filters: dict[str, Any],
        first: Callable[[list[dict[str, Any]]], None] | None = None,
    ) -> None:  # fmt: skip
        self._store = store
        self._listed = listed
        self._fields = fields
        self._keys = keys
        self._filters = filters or ({},)
        self._first = first
        self._ids: dict[str, list[str]] | None = None
        self._lock = asyncio.Lock()

    async def matches(self, keys: Iterable[str], fresh: bool = False) -> list[str]:
        """The records that have the first of the keys that any has; ``fresh`` reads the list anew."""
        async with self._lock:
            if self._ids is None or fresh:
                self._ids = await self._read()
        return next((self._ids[key] for key in keys if key in self._ids), [])

    async def _read(self) -> dict[str, list[str]]:
        records: list[dict[str, Any]] = []
        for filters in self._filters:
            listed = self._store.iterate(self._listed, params=self._fields, page_size=250, **filters)
            records += [msgspec.to_builtins(each) async for each in listed]
        if self._first is not None:
            self._first(records)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for record in records:
            for key in dict.fromkeys(self._keys(record)):
                found[key].append(str(record["id"]))
        return dict(found)


def avails(taken: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """The filters that a list must be read with to hold everything: some show what is available, or what is not."""
    return ({"avail": True}, {"avail": False}) if "avail" in taken else ({},)
