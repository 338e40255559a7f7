"""Moments, which PrestaShop keeps without an offset, in the time zone of the shop."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from typing import Any

from polycart.api.entities import DateTime
from polycart.core.codecs import Codec, date_time
from polycart.core.dates import parse_date

ZONE: ContextVar[tzinfo] = ContextVar("ZONE", default=UTC)
"""The zone of the shop that is read; the client sets it before it reads, for tables are compiled once for all shops."""

EARLIEST, LATEST = "0000-00-00 00:00:00", "9999-12-31 23:59:59"


def _load(value: Any) -> DateTime | None:
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


moment = Codec(_load, native_moment, Any, "({load}({x}) if {x} else None)")


def now() -> str:
    """This moment as the shop keeps it."""
    return datetime.now(UTC).astimezone(ZONE.get()).strftime("%Y-%m-%d %H:%M:%S")


def span(first: str | None, last: str | None) -> str | None:
    """The filter for moments from ``first`` to ``last``, both included; ``None`` where neither is given.

    Only an interval includes its ends: ``>[…]`` is strict, and a field can be filtered once.
    """
    if first is None and last is None:
        return None
    return f"[{native_moment(first) if first else EARLIEST},{native_moment(last) if last else LATEST}]"
