"""The database of a simulated shop: SQLite in memory, with the tables that MySQL would have."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from polycart.sandbox.bridge import schema, values
from polycart.sandbox.bridge.schema import Column, Table


class Tables:
    """Tables under a prefix; ``connection`` is in autocommit mode and shows them as the shop's own code sees them."""

    def __init__(
        self, declared: Mapping[str, Table], *, prefix: str, clock: Callable[[], datetime], utc_offset: int
    ) -> None:
        self.declared = declared
        self.prefix = prefix
        self._clock = clock
        self._offset = timedelta(seconds=utc_offset)
        self.connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False, cached_statements=512
        )
        values.prepare(self.connection)
        self._template: bytes | None = None

    def build(self, seed: Callable[[], None] | None = None) -> None:
        """Make all tables and fill them, or bring back what was there after that."""
        if self._template is None:
            self.connection.execute("BEGIN")
            for table in self.declared.values():
                for statement in schema.made(table, self.prefix):
                    self.connection.execute(statement)
            self.connection.execute("COMMIT")
            if seed is not None:
                seed()
            self._template = self.connection.serialize()
            return
        self.connection.deserialize(self._template)

    @property
    def template(self) -> bytes | None:
        """The database as it is after ``build``; setting it spares another shop the work."""
        return self._template

    @template.setter
    def template(self, template: bytes) -> None:
        self._template = template

    def real(self, table: str) -> str:
        """The name of a table as SQL."""
        return f"`{self.prefix}{table}`"

    def now(self) -> str:
        """The shop's present moment, by the clock of its database."""
        return (self._clock() + self._offset).strftime("%Y-%m-%d %H:%M:%S")

    def insert(self, table: str, **given: Any) -> int:
        """Add one row, as MySQL would keep it; gives its number where it is counted up."""
        columns = ", ".join(f"`{name}`" for name in given)
        own = self.declared[table].columns
        binds = [None if value is None else values.kept(own[name], value) for name, value in given.items()]
        sql = f"INSERT INTO {self.real(table)} ({columns}) VALUES ({', '.join('?' * len(binds))})"  # noqa: S608
        return self.connection.execute(sql, binds).lastrowid or 0

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, anew: bool = False) -> None:
        """Put many rows into a table as they are; ``anew`` takes out what was there."""
        if anew:
            self.connection.execute(f"DELETE FROM {self.real(table)}")  # noqa: S608
        named = ", ".join(f"`{name}`" for name in columns)
        marks = ", ".join("?" * len(columns))
        self.connection.executemany(f"INSERT INTO {self.real(table)} ({named}) VALUES ({marks})", rows)  # noqa: S608

    def given(self, column: Column) -> Any:
        """What a column holds in a row that does not name it."""
        if column.now:
            return self.now()[: 10 if column.kind == "date" else None]
        if column.default is not None:
            return values.kept(column, column.default)
        return None if column.nullable or column.auto else column.implied
