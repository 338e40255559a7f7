"""Dates as callers write them: which parameters are dates, and what a date string means."""

from __future__ import annotations

import re
from datetime import UTC, datetime

__all__ = ["is_date_name", "parse_date"]

_FORM = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<clock>\d\d:\d\d(?::\d\d)?)(?:\.(?P<fraction>\d{1,9}))?"
    # An offset's plus arrives as a space where the caller did not escape it in the query.
    r"(?P<offset>Z|z| ?[+-]\d\d:?\d\d| \d\d:?\d\d)?)?",
    re.ASCII,
)

_NAMES = re.compile(
    r"birth_day|customer_birthday|last_login|sprice_(?:create|modified|expire)"
    r"|(?:created|modified|processed|date|date_start|date_end)_(?:from|to)|request_(?:from|to)_date"
    r"|(?:created|modified|start|expire)_time|date_(?:start|end|modified|finished)"
    r"|(?:created|delivered|estimated_delivery)_at|ship_date|avail_(?:from|to)"
)


def is_date_name(name: str) -> bool:
    """Whether the parameter called ``name`` is a date, though its type on the wire is a string."""
    return _NAMES.fullmatch(name) is not None


def parse_date(text: str) -> datetime:
    """The moment, in UTC, that ``text`` names; without an offset it is read as UTC. Raises ``ValueError``.

    Accepted are ``Y-m-d``, ``Y-m-d H:i[:s]`` and ISO 8601 with ``+0000``, ``+00:00`` or ``Z``; seconds may have a
    fraction.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"not a date: {text[:40]!r}")
    day, clock, fraction, offset = found.groups()
    iso = f"{day}T{clock or '00:00'}"
    if fraction:
        iso += ("" if len(clock) == 8 else ":00") + f".{fraction[:6]:0<6}"
    offset = (offset or "Z").strip().upper()
    try:
        return datetime.fromisoformat(iso + (f"+{offset}" if offset[0].isdigit() else offset)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"not a date: {text[:40]!r}") from error
