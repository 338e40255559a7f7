"""What the simulated shop holds: records by type and global id, which refer to one another as the graph does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

Record = dict[str, Any]
"""Fields by their names in the schema; a name that begins with ``_`` is not answered."""

STEP = 32_768
"""The ids of a type are this far apart, as those of real shops often are."""

FILES = frozenset({"MediaImage", "Video", "ExternalVideo", "GenericFile"})
"""Types that are kept in one table."""

_GID = re.compile(r"gid://shopify/(\w+)/([\w-]+)(\?\S*)?")


class Refused(Exception):
    """What a mutation does not do: user errors, each a path in its arguments, a message and a code."""

    def __init__(self, message: str, *field: str, code: str | None = None) -> None:
        super().__init__(message)
        self.errors: list[Record] = [{"field": list(field) or None, "message": message, "code": code}]

    @classmethod
    def many(cls, refusals: Iterable[Refused]) -> Refused:
        """All of some refusals at once."""
        made = cls("")
        made.errors = [error for refusal in refusals for error in refusal.errors]
        return made


class Failed(Exception):
    """A request that fails as a whole or in one field: an error beside the data, with its code."""

    def __init__(self, message: str, code: str | None = None, **extensions: Any) -> None:
        super().__init__(message)
        self.code = code
        self.extensions = extensions


class Shop:
    """The records of a shop and its clock."""

    def __init__(self, *, url: str, plan: str, currency: str, clock: Callable[[], datetime]) -> None:
        self.url, self.plan, self.currency, self.clock = url.rstrip("/"), plan, currency, clock
        self.tables: dict[str, dict[str, Record]] = {}
        self.last: dict[str, int] = {}
        self.kept: dict[Any, Any] = {}
        """What was reckoned from the records, until one of them changes."""
        self.root: Record = {}
        self.primary: Record = {}
        """The location that stock is at unless another one is named."""
        self.files: dict[str, tuple[str, bytes]] = {}
        """What is served under a path: its type and bytes."""
        self.repeatable: dict[tuple[str, str], tuple[Record, Record]] = {}
        """What mutations with a key were asked and answered."""
        self.deliveries: list[Any] = []
        self.happened: list[tuple[str, Record]] = []
        """What was created, updated and deleted since subscribers were told."""
        self.serials: dict[str, int] = {}
        self.taxes: dict[tuple[str, str], tuple[str, Any, bool]] = {}
        """By country and province: the name of a tax, its percentage, and whether it is on shipping."""
        self.turn = 0
        """Which request is being answered; what one of them begins is finished for the next at the earliest."""
        self.processing = timedelta(0)
        """How long pictures are processed and bulk operations run."""

    def now(self) -> datetime:
        """This moment, to the second."""
        return self.clock().replace(microsecond=0)

    def number(self, type: str, serial: int | None = None) -> int:
        """The next id of a type, or that of the record with a serial number of the catalogue."""
        start = _start(type)
        number = self.last.get(type, start) + STEP if serial is None else start + serial * STEP
        self.last[type] = max(self.last.get(type, start), number)
        return number

    def seeded(self, type: str, serial: int) -> Record:
        """The record that was made with a serial number of the catalogue."""
        return self.tables[type][f"gid://shopify/{type}/{_start(type) + serial * STEP}"]

    def insert(self, type: str, fields: Record, serial: int | None = None, *, table: str = "") -> Record:
        """Keep a new record."""
        number = self.number(type, serial)
        record: Record = {"__typename": type, "id": f"gid://shopify/{type}/{number}", "_n": number, **fields}
        self.tables.setdefault(table or type, {})[record["id"]] = record
        self.happened.append(("create", record))
        return record

    def all(self, type: str) -> list[Record]:
        """The records of a type, in order of id unless they were made out of it."""
        return list(self.tables.get(type, {}).values())

    def get(self, type: str, id: str | None) -> Record | None:
        """One record."""
        return self.tables.get(type, {}).get(id or "")

    def find(self, type: str, **where: Any) -> Record | None:
        """The first record whose fields have these values."""
        wanted = list(where.items())
        rows = self.tables.get(type, {}).values()
        return next((row for row in rows if all(row.get(name) == value for name, value in wanted)), None)

    def node(self, id: str) -> Record | None:
        """The record with a global id, whatever its type."""
        type, _ = split(id)
        return self.root if type == "Shop" else self.get("File" if type in FILES else type, id)

    def delete(self, record: Record) -> None:
        """Forget a record; who still refers to it finds nothing there."""
        record["_gone"] = True
        self.happened.append(("delete", record))
        self.tables[record["__typename"]].pop(record["id"], None)

    def touch(self, *records: Record) -> None:
        """Date records as changed now."""
        for record in records:
            record["updatedAt"] = self.now()
            self.happened.append(("update", record))

    def serial(self, name: str, start: int = 0) -> int:
        """The next of some numbers that people see."""
        self.serials[name] = self.serials.get(name, start) + 1
        return self.serials[name]


def _start(type: str) -> int:
    return 7_000_000_000_000 + crc32(type.encode()) % 1_900_000_000_000


def split(id: str) -> tuple[str, str]:
    """The type and the number of a global id; both empty where it is none."""
    found = _GID.fullmatch(id)
    return (found[1], found[2]) if found else ("", "")


def inner(given: Record, name: str) -> Record:
    """What is given under a name; nothing where it is not, or null."""
    return given.get(name) or {}


def gone(record: Record | None) -> bool:
    """Whether there is no such record any more."""
    return record is None or "_gone" in record
