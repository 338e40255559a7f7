"""When a delivery that failed is tried again, and when no more."""

from __future__ import annotations

import random
import time
from email.utils import parsedate_to_datetime

PAUSES = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0)
"""Seconds before the second and each further attempt, about: ten attempts in three days, as Standard Webhooks advises.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
"""

ATTEMPTS = len(PAUSES) + 1
LASTS = sum(PAUSES) * 1.25
"""Seconds after which an event that could not be delivered is a dead letter, however often it was tried."""

JITTER = 0.2
LONGEST = 86400.0
"""Seconds that an endpoint may ask to be left alone at most."""

GONE = 410
"""The endpoint says that it will never be there again: its webhook is switched off."""

BUSY = (429, 502, 503, 504)
"""The endpoint asks to be left alone for a while, not this delivery alone."""

FAILS = 5
"""Failures in a row after which an endpoint gets one delivery at a time, and pauses between them."""

GIVES_UP = 5 * 86400.0
"""Seconds of failures and nothing else after which an endpoint's webhook is switched off; at half of them it is told.

Svix switches endpoints off after as long: https://docs.svix.com/retries
"""

FORGOTTEN = 2 * 86400.0
"""Seconds after a failure in which nothing was sent; what fails then begins a new row of failures."""

REST, LONGEST_REST = 10.0, 300.0
"""Seconds of the first such pause, and of the longest."""


def pause(attempts: int, asked: float | None = None) -> float | None:
    """Seconds before the next attempt after so many that failed; ``None`` where there shall be none.

    ``asked`` is what the endpoint's ``Retry-After`` says; it is never gone below.
    """
    if attempts > len(PAUSES):
        return None
    planned = PAUSES[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    return max(planned, asked or 0.0)


def rest(failures: int) -> float:
    """Seconds for which an endpoint is left alone after so many failures in a row."""
    if failures < FAILS:
        return 0.0
    longest = min(REST * 2.0 ** min(failures - FAILS, 10), LONGEST_REST)
    return longest * random.uniform(1 - JITTER, 1.0)  # noqa: S311


def retry_after(value: str | None, now: float | None = None) -> float | None:
    """The seconds that a ``Retry-After`` header asks for, at most a day; ``None`` for nonsense (RFC 9110, 10.2.3)."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), LONGEST))
    try:
        moment = parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
    return min(max(moment - (time.time() if now is None else now), 0.0), LONGEST)
