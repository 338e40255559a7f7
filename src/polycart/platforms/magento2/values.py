"""Values that Magento keeps beside the fields of an entity (``custom_attributes``), and how its values are spelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import msgspec

from polycart.core.codecs import Codec, decimal, integer, stamp
from polycart.core.dates import parse_date
from polycart.core.mapping import At, computed


class AttributeValue(msgspec.Struct):
    """One custom attribute: its code, and a text, a number or a list of texts."""

    attribute_code: str
    value: Any = None


CUSTOM = At("custom_attributes", list[AttributeValue])
"""The place of all of them; Magento reads them whole or not at all."""

_last: tuple[Any, dict[str, Any]] = (None, {})


def values_of(rows: list[AttributeValue] | None) -> dict[str, Any]:
    """The values by code. One product asks some thirty times in a row, so the last answer is kept."""
    global _last
    if rows is None:
        return {}
    if _last[0] is not rows:
        _last = (rows, {row.attribute_code: row.value for row in rows})
    return _last[1]


def attribute(code: str, codec: Codec | None = None) -> Any:
    """A field that is a custom attribute; without a ``codec`` its text as it is."""

    def read(rows: list[AttributeValue] | None) -> Any:
        value = values_of(rows).get(code)
        return codec.load(value) if codec is not None else value

    return computed(read, CUSTOM)


def _native_moment(value: Any) -> str:
    return parse_date(str(value)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


moment = Codec(stamp.load, _native_moment, str | None, "({load}({x}) if {x} else None)")
"""A moment in UTC as Magento writes it: ``2026-11-21 00:33:29``."""


def _next_second(value: Any) -> str:
    exact = parse_date(str(value))
    return _native_moment(exact + timedelta(seconds=1 if exact.microsecond else 0))


since = Codec(lambda value: value, _next_second, str | None)
"""The first whole second of a range: the shop keeps whole seconds."""

until = Codec(lambda value: value, _native_moment, str | None)
"""The last whole second of a range."""

number: Callable[[Any], float | None] = decimal.load
whole: Callable[[Any], int | None] = integer.load

flag = Codec(
    lambda value: None if value is None or value == "" else str(value) in {"1", "true", "True"},
    lambda value: 1 if value else 0,
    Any,
)
"""Yes or no, which Magento writes as ``1``, ``"1"``, ``true`` or ``0``."""
