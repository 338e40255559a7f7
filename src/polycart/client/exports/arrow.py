"""Writes an export as Parquet, with the types of the contract: nested structs, lists, moments in UTC."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from polycart.api.entities import DateTime
from polycart.client.exports.snapshot import Kind
from polycart.core.errors import ParameterError, StoreError
from polycart.core.method import present

Change = Callable[[Any], Any]


def needed() -> None:
    """Say that pyarrow is missing, before anything is fetched."""
    if importlib.util.find_spec("pyarrow") is None:
        raise ParameterError("Parquet needs pyarrow, which is not installed: pip install 'polycart[parquet]'.")


def parquet(path: Path, kind: Kind, fields: str, items: Callable[[], Iterator[Sequence[bytes]]]) -> None:
    """One row group for each part, a column for each field that was asked for."""
    pa, pq = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    row, change = _struct(kind.method.item, pa)
    asked = {name.strip() for name in fields.split(",")}
    schema = pa.schema([column for column in row if fields == "force_all" or column.name in {"id", *asked}])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for part in items():
            rows = [change(msgspec.json.decode(item)) for item in part]
            try:
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
                raise StoreError(
                    f"A value does not fit its column ({str(error)[:200]}); export it as jsonl."
                ) from error


def _struct(kind: type[Any], pa: Any) -> tuple[Any, Change]:
    """The Arrow type of a struct, and what makes its values of what JSON holds."""
    hints = get_type_hints(kind)
    columns: list[Any] = []
    changes: dict[str, Change] = {}
    for field in msgspec.structs.fields(kind):
        form, changes[field.encode_name] = _column(hints[field.name], pa)
        columns.append(pa.field(field.encode_name, form))

    def change(value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value is None:
            return None
        return {name: changes[name](inner) for name, inner in value.items() if name in changes}

    return pa.struct(columns), change


def _column(hint: Any, pa: Any) -> tuple[Any, Change]:
    kind = present(hint)
    if kind is DateTime:
        return pa.timestamp("us", tz="UTC"), _moment
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(kind, pa)
    if get_origin(kind) is list:
        inner, change = _column(get_args(kind)[0], pa)
        return pa.list_(inner), lambda value: None if value is None else [change(one) for one in value]
    if kind is bool:
        return pa.bool_(), _same
    if kind is int:
        return pa.int64(), _same
    if kind is float:
        return pa.float64(), lambda value: None if value is None else float(value)
    if kind is str:
        return pa.string(), _same
    return pa.string(), lambda value: None if value is None else msgspec.json.encode(value).decode()  # free-form: JSON


def _same(value: Any) -> Any:
    return value


def _moment(value: dict[str, Any] | None) -> datetime | None:
    """A moment in UTC; one without a zone is taken for UTC."""
    text = (value or {}).get("value")
    if not text or text.startswith("0000"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise StoreError(f"The moment {text[:40]!r} can not be read; export as jsonl, which keeps it.") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
