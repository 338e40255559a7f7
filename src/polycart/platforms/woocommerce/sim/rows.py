"""Rows while they are gathered, with the numbers that the database would count up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from polycart.platforms.woocommerce.sim.serialize import stored
from polycart.platforms.woocommerce_api.sim.wire import Json

MADE = 5_000_000
"""Numbers of meta data that the API does not tell begin here, apart from those that it does."""


class Rows:
    """The rows of all tables."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[tuple[str, ...], list[tuple[Any, ...]]]] = defaultdict(dict)
        self._numbers = count(MADE)

    def add(self, table: str, **values: Any) -> None:
        """Add one row."""
        self._rows[table].setdefault(tuple(values), []).append(tuple(values.values()))

    def grouped(self, table: str) -> Iterator[tuple[tuple[str, ...], list[tuple[Any, ...]]]]:
        """The rows of a table by the columns that they name."""
        yield from self._rows[table].items()

    def metas(self, table: str, owner: str, id: int, values: dict[str, Any], *, number: str = "meta_id") -> None:
        """Meta data that are fields; what is ``None`` is not kept."""
        for key, value in values.items():
            if value is not None:
                self.meta(table, owner, id, key, value, number=number)

    def meta(
        self, table: str, owner: str, id: int, key: str, value: Any, *, number: str = "meta_id", own: int = 0
    ) -> None:
        """One pair of meta data."""
        named = {number: own or next(self._numbers), owner: id, "meta_key": key, "meta_value": stored(value)}
        self.add(table, **named)

    def pairs(self, table: str, owner: str, id: int, pairs: Iterable[Json], *, number: str = "meta_id") -> None:
        """Meta data that the API tells as such, under their own numbers."""
        for pair in pairs:
            self.meta(table, owner, id, pair["key"], pair["value"], number=number, own=pair["id"])

    @staticmethod
    def seconds(moment: str | None) -> str:
        """A moment as seconds since 1970."""
        return "" if not moment else str(int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()))

    @staticmethod
    def stamp(moment: str | None) -> str | None:
        """A moment as the database keeps it."""
        return moment.replace("T", " ") if moment else None
