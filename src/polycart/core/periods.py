"""Periods that reports are about: bounds in the shop's own time, and the parts that a period is cut into."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from polycart.core.dates import parse_date
from polycart.core.given import refuse

LOCAL = "%Y-%m-%d %H:%M:%S"
INTERVALS = ("hour", "day", "week", "month", "quarter", "year")
MOST = 10_000
"""Parts of one period."""

_LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7),
            "month": timedelta(days=32), "quarter": timedelta(days=100), "year": timedelta(days=370)}  # fmt: skip


def zone(name: str) -> tzinfo:
    """A time zone by its name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


class Period(msgspec.Struct, kw_only=True, frozen=True):
    """Bounds in the shop's own time, both inclusive; ``first`` is open where none was given."""

    first: datetime | None
    last: datetime
    zone: tzinfo

    def bounds(self) -> tuple[str | None, str]:
        """The bounds as moments of UTC, as every list of the contract takes them."""
        first, last = (
            None if at is None else f"{at.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%S')}+0000"
            for at in (self.first, self.last)
        )
        return first, last or ""

    def local(self, text: str) -> datetime:
        """A moment of the contract as the shop's clock showed it."""
        return parse_date(text).astimezone(self.zone).replace(tzinfo=None)


def period(first: str | None, last: str | None, zone: tzinfo) -> Period:
    """The period that a caller names: days begin when they begin for the merchant.

    A date without an offset is the shop's own time; a last day without a clock lasts until midnight, and today is the
    last day where none is given.
    """
    end = _moment(last, zone, end=True) if last else datetime.now(zone).replace(microsecond=0)
    start = _moment(first, zone) if first else None
    if start is not None and start > end:
        raise refuse("date_from", "It must not be after 'date_to'.")
    return Period(first=start, last=end, zone=zone)


def _moment(text: str, zone: tzinfo, *, end: bool = False) -> datetime:
    moment = parse_date(text)
    if len(text) <= 10:
        local = moment.replace(tzinfo=None) + (timedelta(days=1, seconds=-1) if end else timedelta())
        return local.replace(tzinfo=zone)
    offset = text[-6:-5] in ("+", "-") or text[-5:-4] in ("+", "-") or text[-1] in "Zz"
    return moment.astimezone(zone) if offset else moment.replace(tzinfo=zone)


def begin(moment: datetime, interval: str) -> datetime:
    """The beginning of the interval that a moment lies in; weeks begin on Monday."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    month = day.replace(day=1)
    return {
        "hour": hour,
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": month,
        "quarter": month.replace(month=(month.month - 1) // 3 * 3 + 1),
        "year": month.replace(month=1),
    }[interval]


def parts(period: Period, interval: str) -> list[tuple[datetime, datetime]]:
    """The intervals of a period by the shop's clock, cut at its bounds; none where it is open."""
    if period.first is None:
        return []
    found: list[tuple[datetime, datetime]] = []
    start, last = period.first.replace(tzinfo=None), period.last.replace(tzinfo=None)
    while start <= last:
        following = begin(begin(start, interval) + _LENGTHS[interval], interval)
        found.append((start, min(last, following - timedelta(seconds=1))))
        start = following
        if len(found) > MOST:
            raise refuse("interval", f"The period has more than {MOST} of them.")
    return found
