"""Moments, which PrestaShop keeps without an offset, in the time zone of the shop."""

from __future__ import annotations

from polycart.core.moments import moment_codec, native_moment

EARLIEST, LATEST = "0000-00-00 00:00:00", "9999-12-31 23:59:59"


moment = moment_codec()


def span(first: str | None, last: str | None) -> str | None:
    """The filter for moments from ``first`` to ``last``, both included; ``None`` where neither is given.

    Only an interval includes its ends: ``>[…]`` is strict, and a field can be filtered once.
    """
    if first is None and last is None:
        return None
    return f"[{native_moment(first) if first else EARLIEST},{native_moment(last) if last else LATEST}]"
