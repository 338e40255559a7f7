"""Reads an answer of the wire back into the contract's structs, or into the error that it reports."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import msgspec
from msgspec import inspect

from polycart.client.page import Page
from polycart.core import errors
from polycart.core.errors import PolycartError, StoreError
from polycart.core.method import Method


class _Pagination(msgspec.Struct):
    previous: str | None = None
    next: str | None = None


class _Envelope(msgspec.Struct):
    return_code: int = 0
    return_message: str | None = None
    pagination: _Pagination | None = None
    result: msgspec.Raw = msgspec.Raw(b"{}")


_envelope = msgspec.json.Decoder(_Envelope, strict=False)


@cache
def classes() -> dict[int, type[PolycartError]]:
    """The error that stands for each return code; 107 is said by three, of which the shop's failing is the widest."""
    found: dict[int, type[PolycartError]] = {}
    pending: list[type[PolycartError]] = [PolycartError]
    while pending:
        kind = pending.pop(0)
        pending += kind.__subclasses__()
        if "code" in vars(kind) and kind.__module__ == errors.__name__:
            found.setdefault(kind.code, kind)
    return found | {107: StoreError, 9: errors.InternalError}


def read(method: Method[Any, Any], body: bytes, title: str) -> Any:
    """The result of an answer; raises the error that the envelope reports."""
    try:
        envelope = _envelope.decode(body)
    except msgspec.DecodeError as error:
        raise StoreError(f"{title} did not answer as a v1.1 server does: {error}.") from error
    if envelope.return_code:
        kind = classes().get(envelope.return_code, PolycartError)
        raise kind(envelope.return_message or f"{title} answered return code {envelope.return_code}.")
    try:
        return _result(method, envelope)
    except msgspec.DecodeError as error:
        raise StoreError(f"{title} answered {method.name} in an unexpected shape: {error}.") from error


def _result(method: Method[Any, Any], envelope: _Envelope) -> Any:
    if method.item is None:
        return _decoded(envelope.result, method.result)
    parts = _decoded(envelope.result, dict[str, msgspec.Raw])
    total = parts.get("total_count")
    pagination = envelope.pagination or _Pagination()
    return Page(
        items=_decoded(parts[method.items], list[method.item]) if method.items in parts else [],
        total=_decoded(total, int | None) if method.counter == "total_count" and total is not None else None,
        next=pagination.next,
        previous=pagination.previous,
        left_out=_left_out(envelope.return_message),
    )


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, strict=False)


def _decoded(raw: msgspec.Raw, kind: Any) -> Any:
    """Read exactly where that is possible; else as PHP servers mean it."""
    try:
        return _decoder(kind).decode(raw)
    except msgspec.ValidationError:
        loose = _loosened(msgspec.json.decode(raw), _type_info(kind))
        return msgspec.convert(loose, kind, strict=False)


_type_info = cache(inspect.type_info)


def _loosened(value: Any, kind: inspect.Type) -> Any:
    """A value nearer to its type: a number where a text is meant, ``[]`` where an object is, null where nothing is."""
    if isinstance(kind, inspect.UnionType):
        named = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        return _loosened(value, named[0]) if value is not None and len(named) == 1 else value
    if isinstance(kind, inspect.StrType) and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(kind, inspect.ListType) and isinstance(value, list):
        return [_loosened(one, kind.item_type) for one in cast("list[Any]", value)]
    if isinstance(kind, inspect.StructType | inspect.DictType) and value == []:
        return {}
    if isinstance(kind, inspect.StructType) and isinstance(value, dict):
        fields = {field.encode_name: field.type for field in kind.fields}
        known = cast("dict[str, Any]", value)
        return {
            name: _loosened(one, fields[name])
            for name, one in known.items()
            if name in fields and (one is not None or _takes_null(fields[name]))
        }
    return value


def _takes_null(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.AnyType) or (isinstance(kind, inspect.UnionType) and kind.includes_none)


_WARNING = "Not honoured, because the platform does not support it: "


def _left_out(message: str | None) -> list[str]:
    found = message.removeprefix(_WARNING) if message and message.startswith(_WARNING) else ""
    return [name.strip() for name in found.rstrip(".").split(",")] if found else []
