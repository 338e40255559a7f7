"""Stretches of time as the reports cut them: hours, days, ISO weeks, months, quarters and years of the shop's time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from polycart.platforms.woocommerce_api.sim.shop import Shop, moment

SQL = "%Y-%m-%d %H:%M:%S"
SECOND = timedelta(seconds=1)


class Interval(msgspec.Struct):
    """One stretch with the name that the database has for it."""

    id: str
    start: datetime
    end: datetime


def read(text: str) -> datetime:
    """A bound in the shop's own time, which is UTC."""
    return datetime.fromisoformat(moment(text)).replace(tzinfo=UTC)


def bounds(shop: Shop, after: str | None, before: str | None) -> tuple[datetime, datetime]:
    """The asked time; without one the last seven days."""
    now = shop.clock().astimezone(UTC).replace(microsecond=0)
    return read(after) if after else now - timedelta(days=7), read(before) if before else now


def _month(at: datetime, months: int) -> datetime:
    """The first of the month so many months on."""
    count = at.year * 12 + at.month - 1 + months
    return datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0)


def _quarter(at: datetime) -> datetime:
    return _month(at, -((at.month - 1) % 3))


STARTS: dict[str, Callable[[datetime], datetime]] = {
    "hour": lambda at: at.replace(minute=0, second=0),
    "day": _midnight,
    "week": lambda at: _midnight(at) - timedelta(days=at.weekday()),
    "month": lambda at: _month(at, 0),
    "quarter": _quarter,
    "year": lambda at: _month(at, 1 - at.month),
}
NEXT: dict[str, Callable[[datetime], datetime]] = {
    "hour": lambda at: at + timedelta(hours=1),
    "day": lambda at: at + timedelta(days=1),
    "week": lambda at: at + timedelta(days=7),
    "month": lambda at: _month(at, 1),
    "quarter": lambda at: _month(at, 3),
    "year": lambda at: _month(at, 12),
}
NAMES: dict[str, Callable[[datetime], str]] = {
    "hour": lambda at: at.strftime("%Y-%m-%d %H"),
    "day": lambda at: at.strftime("%Y-%m-%d"),
    "week": lambda at: at.strftime("%G-%V"),
    "month": lambda at: at.strftime("%Y-%m"),
    "quarter": lambda at: f"{at.year}-{(at.month + 2) // 3}",
    "year": lambda at: str(at.year),
}


def around(at: datetime, unit: str, after: datetime, before: datetime) -> tuple[datetime, datetime]:
    """Start and end of the stretch that holds the moment, within the bounds."""
    start = STARTS[unit](at)
    return max(start, after), min(NEXT[unit](start) - SECOND, before)


def between(after: datetime, before: datetime, unit: str) -> list[Interval]:
    """All stretches from one bound to the other, the first and the last cut off there."""
    found: list[Interval] = []
    at = after
    while at <= before:
        start, end = around(at, unit, after, before)
        found.append(Interval(NAMES[unit](at), start, end))
        at = NEXT[unit](STARTS[unit](at))
    return found
