"""Statements that write, as the bridge takes them: rows to insert, to change, to delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from polycart.core.bridge.tables import Condition, Statement

Row = Mapping[str, Any]


def made(place: int = 0) -> dict[str, int]:
    """The id that an earlier statement of the same request has made."""
    return {"insert": place}


def insert(table: str, *rows: Row, update: Sequence[str] = ()) -> Statement:
    """Insert rows that have the same columns; with ``update`` those columns of a row that is there already."""
    columns = list(rows[0])
    statement: Statement = {
        "do": "insert", "table": table, "columns": columns, "rows": [[row[name] for name in columns] for row in rows],
    }  # fmt: skip
    return statement | ({"update": list(update)} if update else {})


def inserts(table: str, rows: Iterable[Row]) -> list[Statement]:
    """One statement for all rows, or none where there are none."""
    found = list(rows)
    return [insert(table, *found)] if found else []


def update(table: str, values: Row, *where: Condition, exactly: int | None = None) -> Statement:
    """Change columns of the rows that meet the conditions."""
    statement: Statement = {"do": "update", "table": table, "set": dict(values), "where": list(where)}
    return statement | ({} if exactly is None else {"exactly": exactly})


def delete(table: str, *where: Condition) -> Statement:
    """Delete the rows that meet the conditions."""
    return {"do": "delete", "table": table, "where": list(where)}


def select(table: str, columns: Sequence[str], *where: Condition, **more: Any) -> Statement:
    """Read columns of one table under the alias ``t``; ``more`` are other parts of a select."""
    listed = [f"t.{name}" for name in columns]
    return {"do": "select", "table": table, "as": "t", "columns": listed, "where": list(where), **more}


def count(table: str, *where: Condition, **more: Any) -> Statement:
    """How many rows meet the conditions, as ``n``."""
    return {
        "do": "select",
        "table": table,
        "as": "t",
        "columns": [{"fn": "count", "as": "n"}],
        "where": list(where),
        **more,
    }
