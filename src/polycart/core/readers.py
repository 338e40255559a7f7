"""Readers of lists, objects and free-form values, compiled from the types that the contract declares."""

from __future__ import annotations

import math
from typing import Any, cast

import msgspec
from msgspec import inspect

from polycart.core.errors import MissingParameter
from polycart.core.scalars import (
    ARRAY,
    LEAST_INT,
    MOST_INT,
    MOST_TEXT,
    OBJECT,
    TOO_LONG,
    Reader,
    Repeated,
    Wrong,
    empty,
    in_order,
    scalar_reader,
    typed,
    unknown,
)

__all__ = ["MOST_DEEP", "Field", "bounded", "fields_of", "reader_of", "required_of"]

MOST_DEEP = 20
"""Levels of nesting in a free-form value."""

TOO_DEEP = f"is not valid. It is nested more than {MOST_DEEP} levels deep."


def _list(kind: inspect.ListType | inspect.SetType | inspect.VarTupleType, name: str, memo: _Memo) -> Reader:
    item = reader_of(kind.item_type, name, memo)
    words = _is_scalar(kind.item_type)
    least, most = kind.min_length or 0, kind.max_length

    def array(value: Any) -> list[Any]:
        if isinstance(value, list):
            values = cast("list[Any]", value)
        elif isinstance(value, dict):
            ordered = in_order(cast("dict[str, Any]", value))
            if ordered is None:
                raise Wrong(ARRAY)
            values = ordered
        elif value == "":
            raise empty()
        elif type(value) is str and words:
            values = [word for part in value.split(",") if (word := part.strip())]
        else:
            raise Wrong(ARRAY)
        if len(values) < least or (most is not None and len(values) > most):
            allowed = f"{least}..{most}" if most is not None else f"{least} or more"
            raise Wrong(f"is not valid. Allowed number of items: {allowed}.")
        read: list[Any] = []
        try:
            for element in values:
                read.append(item(element))  # noqa: PERF401 - the place of a failure is the length so far
        except Wrong as wrong:
            wrong.path.append(len(read))
            raise
        return read

    return array


def _is_scalar(kind: inspect.Type) -> bool:
    scalar = inspect.StrType | inspect.IntType | inspect.FloatType | inspect.BoolType | inspect.LiteralType
    if isinstance(kind, inspect.UnionType):
        return any(_is_scalar(one) for one in kind.types)
    return isinstance(kind, scalar | inspect.EnumType)


def _mapping(kind: inspect.DictType, name: str, memo: _Memo) -> Reader:
    item = reader_of(kind.value_type, name, memo)

    def mapping(value: Any) -> dict[str, Any]:
        read: dict[str, Any] = {}
        key = ""
        try:
            for key, element in _as_object(value).items():
                read[key] = None if element is None else item(element)
        except Wrong as wrong:
            if key:
                wrong.path.append(key[:64])
            raise
        return read

    return mapping


def _as_object(value: Any) -> dict[str, Any]:
    """The object that was sent; PHP writes an empty one as ``[]``, and one with the keys 0, 1 … as a list."""
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    if isinstance(value, list) and not value:
        return {}
    raise empty() if value == "" else Wrong(OBJECT)


class Field(msgspec.Struct, frozen=True):
    """One field of a struct: its attribute, its reader, and whether null is a value for it."""

    attribute: str
    read: Reader
    nullable: bool
    deep: bool


class _Memo(dict[type, Reader]):
    """Readers of the structs under way, so that a struct may hold itself."""


def fields_of(kind: inspect.StructType, memo: _Memo | None = None) -> dict[str, Field]:
    """The fields of a struct by their names on the wire."""
    memo = _Memo() if memo is None else memo
    return {
        field.encode_name: Field(
            attribute=field.name,
            read=reader_of(field.type, field.encode_name, memo),
            nullable=_is_nullable(kind.cls, field),
            deep=_is_deep(field.type, ()),
        )
        for field in kind.fields
    }


def required_of(kind: inspect.StructType) -> tuple[str, ...]:
    """The names on the wire of the fields that have no default."""
    return tuple(field.encode_name for field in kind.fields if field.required)


def _is_nullable(owner: type, field: inspect.Field) -> bool:
    """Whether null is a value: only where the field's own default is UNSET, so that the two can be told apart."""
    defaults = cast("tuple[Any, ...]", getattr(owner, "__struct_defaults__", ()))
    names = cast("tuple[str, ...]", getattr(owner, "__struct_fields__", ()))
    at = names.index(field.name) - (len(names) - len(defaults))
    unset = at >= 0 and defaults[at] is msgspec.UNSET
    return unset and isinstance(field.type, inspect.UnionType) and field.type.includes_none


def _struct(kind: inspect.StructType, memo: _Memo) -> Reader:
    made = memo.get(kind.cls)
    if made is not None:
        return made

    def struct(value: Any) -> Any:
        given = _as_object(value)
        for name in required:
            if given.get(name) is None:
                raise _missing(name)
        values: dict[str, Any] = {}
        name = ""
        try:
            for name, element in given.items():
                field = fields.get(name)
                if field is None:
                    raise unknown(name, fields)
                if element is not None:
                    values[field.attribute] = field.read(element)
                elif field.nullable:
                    values[field.attribute] = None
        except Wrong as wrong:
            wrong.path.append(name)
            raise
        return build(**values)

    memo[kind.cls] = struct
    build = kind.cls
    fields = fields_of(kind, memo)
    required = required_of(kind)
    return struct


def _missing(name: str) -> Wrong:
    wrong = Wrong("is required.", kind=MissingParameter)
    wrong.path.append(name)
    return wrong


def bounded(value: Any, levels: int = MOST_DEEP) -> None:
    """Refuse a free-form value that is nested too deep, or holds a string or a number out of bounds."""
    if type(value) is str:
        if len(value) > MOST_TEXT:
            raise Wrong(TOO_LONG)
    elif isinstance(value, dict | list):
        if not levels:
            raise Wrong(TOO_DEEP)
        children = cast("dict[str, Any] | list[Any]", value)
        for child in children.values() if isinstance(children, dict) else children:
            bounded(child, levels - 1)
    elif type(value) is int:
        if not LEAST_INT <= value <= MOST_INT:
            raise Wrong(typed("integer"))
    elif type(value) is float and not math.isfinite(value):
        raise Wrong(typed("decimal"))


def _anything(value: Any) -> Any:
    return list(cast("list[Any]", value)) if type(value) is Repeated else value


def _is_deep(kind: inspect.Type, above: tuple[type, ...]) -> bool:
    """Whether a value of the type may be nested without end, so that its depth has to be looked at."""
    if isinstance(kind, inspect.AnyType):
        return True
    if isinstance(kind, inspect.UnionType):
        return any(_is_deep(one, above) for one in kind.types)
    if isinstance(kind, inspect.ListType | inspect.SetType | inspect.VarTupleType):
        return _is_deep(kind.item_type, above)
    if isinstance(kind, inspect.DictType):
        return _is_deep(kind.value_type, above)
    if isinstance(kind, inspect.StructType):
        return kind.cls in above or any(_is_deep(field.type, (*above, kind.cls)) for field in kind.fields)
    return False


def _kind_of(kind: inspect.Type) -> tuple[type, ...]:
    """The JSON types whose values belong to ``kind`` at first sight."""
    if isinstance(kind, inspect.StrType | inspect.LiteralType | inspect.EnumType):
        return (str,)
    if isinstance(kind, inspect.BoolType):
        return (bool,)
    if isinstance(kind, inspect.IntType):
        return (int,)
    if isinstance(kind, inspect.FloatType | inspect.DecimalType):
        return (float, int)
    if isinstance(kind, inspect.ListType | inspect.SetType | inspect.VarTupleType):
        return (list,)
    return (dict,)


def _either(kinds: list[inspect.Type], name: str, memo: _Memo) -> Reader:
    """A reader of one of several types: by the JSON type of the value, else the first that takes it."""
    readers = [reader_of(kind, name, memo) for kind in kinds]
    first: dict[type, Reader] = {}
    for kind, reader in zip(kinds, readers, strict=True):
        for json in _kind_of(kind):
            first.setdefault(json, reader)

    def either(value: Any) -> Any:
        chosen = first.get(type(cast("object", value)))
        if chosen is not None:
            return chosen(value)
        for reader in readers[:-1]:
            try:
                return reader(value)
            except Wrong:
                continue
        return readers[-1](value)

    return either


def reader_of(kind: inspect.Type, name: str, memo: _Memo) -> Reader:
    """The reader of a type for the parameter called ``name``."""
    if isinstance(kind, inspect.Metadata):
        return reader_of(kind.type, name, memo)
    if isinstance(kind, inspect.UnionType):
        kinds = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        return reader_of(kinds[0], name, memo) if len(kinds) == 1 else _either(kinds, name, memo)
    reader = scalar_reader(kind, name)
    if reader is not None:
        return reader
    if isinstance(kind, inspect.ListType | inspect.SetType | inspect.VarTupleType):
        return _list(kind, name, memo)
    if isinstance(kind, inspect.DictType):
        return _mapping(kind, name, memo)
    if isinstance(kind, inspect.StructType):
        return _struct(kind, memo)
    if isinstance(kind, inspect.AnyType):
        return _anything
    raise TypeError(f"parameter {name} has a type that no reader is known for: {kind}")
