"""The shop's state: tables of records and the sequences of their ids, as plain data that is copied in one stroke.

A module keeps its records in tables of its own: `shop.table("orders")` is a dictionary by id that comes into being at
the first call. `shop.next("orders")` gives the next id of a sequence, `shop.config(path)` a setting of the shop.
"""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from polycart.platforms.magento2.sim.faults import Faults
from polycart.platforms.magento2.sim.wire import Json

Clock = Callable[[], datetime]
ADMIN = 0
"""The id of the scope `all`: what is kept under it holds in every view that says nothing else."""


class Shop:
    """Everything that one simulated Magento holds."""

    def __init__(self, *, version: str, edition: str, url: str, clock: Clock, faults: Faults) -> None:
        self.version = version
        self.edition = edition
        self.url = url.rstrip("/")
        self.clock = clock
        self.faults = faults
        self.tables: dict[str, dict[Any, Any]] = {}
        self.last: dict[str, int] = {}
        self.indexes: dict[str, Any] = {}
        """What can be computed from the tables, kept while they stay; modules clear what they change."""

    def table(self, name: str) -> dict[Any, Json]:
        """The records of a kind by id."""
        return self.tables.setdefault(name, {})

    def next(self, sequence: str) -> int:
        """The next id of a sequence."""
        self.last[sequence] = self.last.get(sequence, 0) + 1
        return self.last[sequence]

    def seen(self, sequence: str, number: int) -> None:
        """Make sure the sequence goes on after `number`."""
        self.last[sequence] = max(self.last.get(sequence, 0), number)

    def now(self) -> str:
        """This moment as the database writes it, in UTC."""
        return stamp(self.clock())

    def config(self, path: str, default: str = "") -> str:
        """A setting by its path, such as `general/locale/timezone`."""
        return str(self.tables.get("config", {}).get(path, default))

    def configure(self, path: str, value: str) -> None:
        """Set a setting."""
        self.tables.setdefault("config", {})[path] = value

    def saved(self) -> bytes:
        """The state as bytes, from which `restore` makes an equal shop."""
        return pickle.dumps((self.tables, self.last), protocol=pickle.HIGHEST_PROTOCOL)

    def restore(self, saved: bytes) -> None:
        """Take over a state that `saved` gave."""
        self.tables, self.last = pickle.loads(saved)  # noqa: S301 - of this process's own making
        self.indexes = {}


def stamp(moment: datetime) -> str:
    """A moment in UTC as `2026-11-21 00:33:14`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
