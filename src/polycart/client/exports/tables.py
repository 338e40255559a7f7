"""Writes an export as lines of JSON, which lose nothing, or as CSV, which lays nested objects flat."""

from __future__ import annotations

import csv as comma_separated
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from polycart.client.exports.snapshot import Kind
from polycart.client.rows import flat, inert

Items = Callable[[], Iterator[Sequence[bytes]]]


def jsonl(path: Path, kind: Kind, fields: str, items: Items) -> None:
    """One entity a line, with the bytes that came."""
    with path.open("wb") as file:
        for part in items():
            file.writelines(item + b"\n" for item in part)


def csv(path: Path, kind: Kind, fields: str, items: Items) -> None:
    """A header and a row for each entity; its columns are the fields that any of them has.

    The parts are read twice, for the columns are known only when all rows have been seen.
    """
    names = list(dict.fromkeys(name for part in items() for item in part for name in _row(item)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = comma_separated.writer(file, lineterminator="\n")
        writer.writerow(names)
        for part in items():
            for item in part:
                row = _row(item)
                writer.writerow([inert(row.get(name)) for name in names])


def _row(item: bytes) -> dict[str, object]:
    return flat(msgspec.json.decode(item, type=dict[str, object]))
