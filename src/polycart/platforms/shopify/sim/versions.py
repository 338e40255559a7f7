"""Which version of the API answers a request."""

from __future__ import annotations

import re
from datetime import datetime

UNSTABLE = "unstable"


def quarters(now: datetime) -> list[str]:
    """The versions that are served: those of the last twelve months, and the next one as a candidate."""
    # https://shopify.dev/docs/api/usage/versioning: one each quarter, each served at least twelve months
    at = now.year * 4 + (now.month - 1) // 3
    return [f"{quarter // 4}-{quarter % 4 * 3 + 1:02d}" for quarter in range(at - 4, at + 2)]


def served(asked: str, now: datetime) -> str | None:
    """The version that answers: one that is not served any more falls forward to the oldest; ``None`` is none."""
    known = quarters(now)
    if asked in (*known, UNSTABLE):
        return asked
    if re.fullmatch(r"20\d\d-(01|04|07|10)", asked) is None or asked > known[-1]:
        return None
    return known[0]
