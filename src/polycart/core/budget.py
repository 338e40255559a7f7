"""The points that a store lets its clients spend, shared fairly by all calls of the process.

A platform that counts costs has a bucket for each store: a request takes its cost out, and points come back at a
steady rate. What a request costs is put aside before it is sent, first come, first served, so that none of them is
refused; what was put aside too much comes back with the answer, which also tells what the bucket really holds.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable

import msgspec

from polycart.core.errors import Throttled

_LEARNED = 512
_ROUNDING = 1e-6


class Told(msgspec.Struct, frozen=True):
    """What an answer tells: what was counted, and what the bucket holds, holds at most and gets back a second."""

    actual: float | None
    available: float
    bucket: float
    restore: float
    requested: float | None = None


class Budget:
    """One store's bucket as this process knows it."""

    def __init__(
        self,
        bucket: float,
        restore: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.bucket = bucket
        self.restore = restore
        self.clock = clock
        self.sleep = sleep
        self._available = bucket
        self._since = clock()
        self._under_way: list[float] = []
        self._waiting: deque[_Turn] = deque()
        self._alarm: asyncio.Task[None] | None = None
        self._learned: OrderedDict[str, float] = OrderedDict()

    @property
    def available(self) -> float:
        """The points that can be put aside now."""
        now = self.clock()
        self._available = min(self.bucket, self._available + (now - self._since) * self.restore)
        self._since = now
        return self._available

    async def reserve(self, cost: float, *, seconds: float) -> float:
        """Put ``cost`` points aside, waiting for as long as they take to come back; answers what was put aside.

        Raises ``Throttled`` at once where that would take longer than the ``seconds`` that the call has left.
        """
        cost = min(cost, self.bucket)
        if self._waiting or self.available + _ROUNDING < cost:
            ahead = sum(turn.cost for turn in self._waiting) + cost - self.available
            pause = ahead / self.restore
            if pause > seconds:
                raise Throttled(
                    f"The store lets its clients spend {self.restore:g} points a second, and others wait before: "
                    f"try again in {pause:.0f} s.",
                    retry_after=pause,
                )
            await self._wait(cost)
        else:
            self._take(cost)
        return cost

    async def _wait(self, cost: float) -> None:
        turn = _Turn(cost, asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        self._serve()
        try:
            await turn.come
        except asyncio.CancelledError:
            if turn.come.done() and not turn.come.cancelled():
                self.settle(cost, None)  # our turn came while we were being cancelled: nothing is sent
            else:
                self._waiting.remove(turn)
                self._serve()
            raise

    def _take(self, cost: float) -> None:
        self._available = self.available - cost
        self._under_way.append(cost)

    def settle(self, reserved: float, told: Told | None, *, sent: bool = False) -> None:
        """Note how a request ended: what the answer told, or that none came (``sent``: it may have cost something)."""
        self._under_way.remove(reserved)
        now = self.available
        if told is None:
            self._available = now if sent else min(self.bucket, now + reserved)
        else:
            self.bucket, self.restore = told.bucket, told.restore
            back = reserved - (reserved if told.actual is None else told.actual)
            mine = min(self.bucket, now + back)
            # What the shop tells already has those of the others in it that have reached it; alone it is the truth.
            self._available = min(mine, told.available) if self._under_way else told.available
        self._serve()

    def _serve(self) -> None:
        """Let those who wait go as far as the points last, and come again when the next one's have come back."""
        while self._waiting and self.available + _ROUNDING >= min(self._waiting[0].cost, self.bucket):
            turn = self._waiting.popleft()
            if not turn.come.done():
                self._take(turn.cost)
                turn.come.set_result(None)
        if self._alarm is not None and not self._alarm.done() and self._alarm is not asyncio.current_task():
            self._alarm.cancel()
        if self._waiting:
            missing = min(self._waiting[0].cost, self.bucket) - self.available
            self._alarm = asyncio.ensure_future(self._ring(missing / self.restore))

    async def _ring(self, seconds: float) -> None:
        await self.sleep(max(0.0, seconds))
        self._serve()

    def learn(self, key: str, cost: float) -> None:
        """Remember what the shop counted for a document before it ran it."""
        self._learned[key] = cost
        self._learned.move_to_end(key)
        if len(self._learned) > _LEARNED:
            self._learned.popitem(last=False)

    def learned(self, key: str) -> float | None:
        """What the shop counts for a document, where it has told."""
        return self._learned.get(key)


class _Turn(msgspec.Struct):
    cost: float
    come: asyncio.Future[None]
