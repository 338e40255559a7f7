"""Reads an answer of the wire back into the contract's structs, or into the error that it reports."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import msgspec

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
    """Read exactly where that is possible; else as PHP servers mean it: null is no value, an empty list no object."""
    try:
        return _decoder(kind).decode(raw)
    except msgspec.ValidationError:
        loose = _without_null(msgspec.json.decode(raw))
        return msgspec.convert({} if loose == [] and not _is_list(kind) else loose, kind, strict=False)


def _is_list(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) is list


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        known = cast("dict[str, Any]", value)
        return {name: _without_null(item) for name, item in known.items() if item is not None and item != []}
    if isinstance(value, list):
        return [_without_null(item) for item in cast("list[Any]", value)]
    return value


_WARNING = "Not honoured, because the platform does not support it: "


def _left_out(message: str | None) -> list[str]:
    found = message.removeprefix(_WARNING) if message and message.startswith(_WARNING) else ""
    return [name.strip() for name in found.rstrip(".").split(",")] if found else []
