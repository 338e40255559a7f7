"""Results of bulk queries: lines of JSON, laid out in parts on disk, and put together again record by record.

A line is a record of a connection; it names its parent by ``__parentId`` and may stand anywhere in the file, because
grouping lines by their parent slows the shop down (``groupObjects``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from polycart.platforms.shopify.bulk.documents import MARK, Connection, Plan

Record = dict[str, Any]

PARENT = "__parentId"
BUFFERED = 8 * 1024 * 1024
"""Bytes that are gathered before they are written to the parts they belong to."""


def chunk(scratch: Path, query: int, number: int) -> Path:
    """Where a piece of the result of one query is kept."""
    return scratch / f"result-{query}-{number:06}.jsonl"


def part(scratch: Path, number: int) -> Path:
    """Where the lines of some records are kept."""
    return scratch / f"part-{number:06}.jsonl"


def _lines(scratch: Path, query: int) -> Iterator[bytes]:
    """The lines of a result, which pieces may cut."""
    rest = b""
    number = 0
    while (path := chunk(scratch, query, number)).exists():
        *whole, rest = (rest + path.read_bytes()).split(b"\n")
        yield from (line for line in whole if line)
        number += 1
    if rest:
        yield rest


def _mark(row: Mapping[str, Any]) -> int:
    return int(next(key for key in row if key.startswith(MARK))[len(MARK) :])


class _Parts:
    """The parts on disk; lines are gathered, and written to one part after the other."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._waiting: dict[int, list[bytes]] = {}
        self._size = 0
        for old in scratch.glob("part-*.jsonl"):
            old.unlink()

    def add(self, number: int, line: bytes) -> None:
        """Keep a line in a part."""
        self._waiting.setdefault(number, []).append(line)
        self._size += len(line)
        if self._size > BUFFERED:
            self.write()

    def write(self) -> None:
        """Write what is gathered."""
        for number, lines in self._waiting.items():
            with part(self._scratch, number).open("ab") as file:
                file.writelines(line + b"\n" for line in lines)
        self._waiting.clear()
        self._size = 0


def lay_out(plan: Plan, scratch: Path, size: int) -> int:
    """Lay the lines of all results out in parts of ``size`` records; answers how many records there are.

    The records are those of the first query; what others tell of records that came or went meanwhile is left out.
    """
    parts = _Parts(scratch)
    where: dict[str, int] = {}
    early: dict[str, list[tuple[bytes, Record]]] = {}
    parents = {one.parent: [each for each in plan.connections if each.parent == one.parent] for one in plan.connections}
    roots = plan.roots
    records = 0

    def keep(line: bytes, row: Record, at: int) -> None:
        parts.add(at, line)
        for id in _ids(row, parents.get(_mark(row), ())):
            where[id] = at
            for waiting in early.pop(id, ()):
                keep(*waiting, at)

    for query in range(len(plan.queries)):
        for line in _lines(scratch, query):
            row: Record = msgspec.json.decode(line)
            above: str | None = row.get(PARENT)
            if above is None and _mark(row) == roots[0]:
                if row["id"] not in where:
                    keep(line, row, records // size)
                    records += 1
            elif (at := where.get(above or row["id"])) is not None:
                keep(line, row, at)
            elif above is not None:
                early.setdefault(above, []).append((line, row))
    parts.write()
    return records


def _ids(row: Record, connections: Iterable[Connection]) -> set[str]:
    """The ids that lines below a record may name as their parent: its own, and that of the object with a connection."""
    found = {str(row["id"])} if "id" in row else set[str]()
    for one in connections:
        holder = _holder(row, one.path)
        if holder is not None and "id" in holder:
            found.add(holder["id"])
    return found


def _holder(row: Record, path: Sequence[str]) -> Record | None:
    for key in path:
        inner: Any = row.get(key)
        if inner is None:
            return None
        row = inner
    return row


def records(plan: Plan, lines: Iterable[bytes]) -> tuple[list[Record], set[str]]:
    """The records that some lines make, as a list would answer them, and the ids of those that some query lacks."""
    below: dict[int | None, list[Connection]] = {}
    for one in plan.connections:
        below.setdefault(one.parent, []).append(one)
    depth = {one.number: _depth(plan.connections, one) for one in plan.connections}
    rows: list[Record] = [msgspec.json.decode(line) for line in lines]
    rows.sort(key=lambda row: depth[_mark(row)])
    found: dict[str, Record] = {}
    known: dict[str, Record] = {}
    told: dict[str, set[int]] = {}
    for row in rows:
        number = _mark(row)
        del row[f"{MARK}{number}"]
        above = row.pop(PARENT, None)
        if above is None:
            told.setdefault(row["id"], set()).add(number)
            found.setdefault(row["id"], {}).update(row)  # what the other queries tell of it
            row = found[row["id"]]
        else:
            _put(known[above], plan.connections[number], row)
        for one in below.get(number, ()):
            _empty(row, one)
        if number in below:
            known.update(dict.fromkeys(_ids(row, below[number]), row))
    roots = set(plan.roots)
    return list(found.values()), {id for id, numbers in told.items() if numbers != roots}


def _depth(connections: Sequence[Connection], one: Connection) -> int:
    return 0 if one.parent is None else 1 + _depth(connections, connections[one.parent])


def _empty(row: Record, connection: Connection) -> None:
    holder = _holder(row, connection.path)
    if holder is not None:
        for key, _ in connection.keys:
            holder.setdefault(key, {"nodes": []})


def _put(parent: Record, connection: Connection, row: Record) -> None:
    holder = _holder(parent, connection.path)
    if holder is None:
        return
    for key, most in connection.keys:
        nodes = holder[key]["nodes"]
        if not most or len(nodes) < most:
            nodes.append(row)
