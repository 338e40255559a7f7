"""Which fields of an entity conditions can test, and their types, read off the contract's structs."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from polycart.api.entities import DateTime
from polycart.core.method import present

DEEPEST = 4
"""Names in a path; deeper ones are no business of a condition."""

_TYPES: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


class Filterable(msgspec.Struct, frozen=True):
    """The type of a field, and whether it lies in a list: ``many`` values then belong to one entity."""

    type: str
    many: bool = False


@cache
def every(entity: type[msgspec.Struct]) -> dict[str, Filterable]:
    """All fields of an entity that can be tested, by their dotted paths."""
    return _fields(entity, (), False)


def of(entity: type[msgspec.Struct], names: Collection[str]) -> dict[str, Filterable]:
    """Those that lie in the fields called ``names``: the ones that a platform fills."""
    return {path: field for path, field in every(entity).items() if path.partition(".")[0] in names}


def _fields(struct: type[msgspec.Struct], above: tuple[type, ...], many: bool) -> dict[str, Filterable]:
    found: dict[str, Filterable] = {}
    hints = get_type_hints(struct)
    names = zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True)
    for attribute, name in names:
        for path, field in _kinds(present(hints[attribute]), (*above, struct), many).items():
            found[f"{name}.{path}" if path else name] = field
    return found


def _kinds(kind: Any, above: tuple[type, ...], many: bool) -> dict[str, Filterable]:
    """What can be tested at a place, by the path below it; nothing where its shape is the platform's own."""
    if kind in _TYPES:
        return {"": Filterable(_TYPES[kind], many)}
    if kind is DateTime:
        return {"value": Filterable("date", many)}
    if get_origin(kind) is list:
        (element,) = get_args(kind)
        if present(element) in _TYPES:
            return {"": Filterable("array", many)}
        return _kinds(present(element), above, True)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in above and len(above) < DEEPEST:
        return _fields(kind, above, many)
    return {}
