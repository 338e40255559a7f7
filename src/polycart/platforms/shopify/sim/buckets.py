"""The leaky bucket of an app's points: what is in it, what a query takes, and what is given back to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from polycart.platforms.shopify.sim.state import Record

RATES = {"standard": 100, "advanced": 200, "plus": 1000, "enterprise": 2000}
"""Points a second by plan; a bucket holds those of twenty seconds."""

MOST = 1000
"""What one query may cost, whatever the plan."""


class Bucket:
    """Points that a clock restores."""

    def __init__(self, plan: str, clock: Callable[[], datetime]) -> None:
        self.rate = RATES[plan]
        self.size = 20 * self.rate
        self.clock = clock
        self._held: float = self.size
        self._at = clock()

    @property
    def held(self) -> float:
        """The points that are there now."""
        now = self.clock()
        self._held = min(float(self.size), self._held + (now - self._at).total_seconds() * self.rate)
        self._at = now
        return self._held

    def take(self, points: float) -> bool:
        """Take points, if there are so many."""
        if self.held < points:
            return False
        self._held -= points
        return True

    def give(self, points: float) -> None:
        """Give back what was not spent."""
        self._held = min(float(self.size), self.held + points)

    def status(self) -> Record:
        """``throttleStatus``."""
        return {
            "maximumAvailable": float(self.size),
            "currentlyAvailable": int(self.held),
            "restoreRate": float(self.rate),
        }
