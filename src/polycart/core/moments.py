"""Moments that a shop keeps by its own clock, without an offset: 2026-01-02 03:04:05 in the time zone of the shop."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from typing import Any

from polycart.api.entities import DateTime
from polycart.core.codecs import Codec, date_time
from polycart.core.dates import parse_date

ZONE: ContextVar[tzinfo] = ContextVar("ZONE", default=UTC)
"""The zone of the shop that is read; the client sets it before it reads, for tables are compiled once for all shops."""


def load(value: Any) -> DateTime | None:
    """A moment of the shop; nothing for a zero date and for what is no date."""
    if not isinstance(value, str) or not value or value.startswith("0000"):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return date_time(found.replace(tzinfo=ZONE.get()).astimezone(UTC))


def native_moment(value: Any) -> str:
    """A moment as the shop keeps it."""
    return parse_date(str(value)).astimezone(ZONE.get()).strftime("%Y-%m-%d %H:%M:%S")


def moment_codec(native: Any = Any) -> Codec:
    """The codec of such a moment, which is of the JSON type ``native`` in the shop's answers."""
    return Codec(load, native_moment, native, "({load}({x}) if {x} else None)")


def now() -> str:
    """This moment as the shop keeps it; its database's own clock may be in another zone."""
    return datetime.now(UTC).astimezone(ZONE.get()).strftime("%Y-%m-%d %H:%M:%S")
