"""How fast one store may be asked: concurrency that adapts, pauses that the shop asks for, and a budget of retries."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from polycart.core.errors import Throttled
from polycart.core.transport import Headers

_LONGEST_PAUSE = 120.0


class Throttle:
    """Lets at most ``limit`` requests to a store run at once and learns from what the shop answers.

    A refusal halves the limit and pauses everybody for as long as the shop says; every ``limit`` good answers after
    it raise the limit by one, up to ``most`` (additive increase, multiplicative decrease).
    """

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self.limit = most
        self.running = 0
        self.paused_until = 0.0
        self.clock = clock
        self._good = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> Throttle:
        if self.running >= self.limit or self._waiting:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():  # our turn came while we were being cancelled: pass it on
                    self._leave()
                else:
                    self._waiting.remove(turn)
                raise
        else:
            self.running += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def _leave(self) -> None:
        self.running -= 1
        while self._waiting and self.running < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self.running += 1
                turn.set_result(None)

    async def wait(self, deadline: float) -> None:
        """Sit out a pause that the shop asked for; raises ``Throttled`` where it lasts past ``deadline``."""
        while (pause := self.paused_until - self.clock()) > 0:
            if self.clock() + pause > deadline:
                raise Throttled(
                    f"The store asks to wait {pause:.0f} s, longer than this call may last.", retry_after=pause
                )
            await asyncio.sleep(pause)

    def refused(self, retry_after: float | None, *, attempt: int) -> float:
        """Note a refusal; answers the pause in seconds, with jitter where the shop did not say how long."""
        self.limit = max(1, self.limit // 2)
        self._good = 0
        pause = retry_after if retry_after is not None else backoff(attempt)
        pause = min(pause, _LONGEST_PAUSE)
        self.paused_until = max(self.paused_until, self.clock() + pause)
        return pause

    def answered(self, headers: Headers) -> None:
        """Note a good answer, and what its headers say of the remaining allowance."""
        if self.limit < self.most:
            self._good += 1
            if self._good >= self.limit:
                self._good = 0
                self.limit += 1
                if self._waiting and self.running < self.limit:
                    self.running += 1
                    self._leave()
        self._window(headers)
        remaining = headers.get("x-ratelimit-remaining") or headers.get("ratelimit-remaining")
        if remaining == "0":
            reset = headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset")
            pause = seconds_until(reset)
            if pause:
                self.paused_until = max(self.paused_until, self.clock() + min(pause, _LONGEST_PAUSE))

    def _window(self, headers: Headers) -> None:
        """Pause before the quota of a window is spent: what is left must be enough for those that are on their way.

        The headers are those of BigCommerce: requests left in the window, and milliseconds until the next one.
        https://developer.bigcommerce.com/docs/start/best-practices/api-rate-limits
        """
        left = headers.get("x-rate-limit-requests-left", "")
        if left.isdigit() and int(left) <= self.running:
            self.paused_until = max(self.paused_until, self.clock() + min(window_reset(headers) or 0, _LONGEST_PAUSE))


def window_reset(headers: Headers) -> float | None:
    """Seconds until the window of a quota ends, where the headers say so in milliseconds."""
    text = headers.get("x-rate-limit-time-reset-ms", "")
    return int(text) / 1000 if text.isdigit() else None


def asked_pause(headers: Headers) -> float | None:
    """Seconds that a refusal asks to wait: those of ``Retry-After``, else what is left of the window."""
    asked = seconds_until(headers.get("retry-after"))
    return window_reset(headers) if asked is None else asked


def seconds_until(text: str | None, *, now: Callable[[], float] = time.time) -> float | None:
    """Read ``Retry-After`` or a reset header: seconds, an epoch, or an HTTP date (RFC 9110 section 10.2.3)."""
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - now())
        except (TypeError, ValueError):
            return None
    return max(0.0, value - now()) if value > 1_000_000_000 else max(0.0, value)


def backoff(attempt: int) -> float:
    """Full jitter over an exponential step, in seconds: up to 0.5, 1, 2, 4 … 30."""
    return random.uniform(0, min(30.0, 0.5 * 2**attempt))  # noqa: S311 - spreads retries, protects nothing


class RetryBudget:
    """Allows retries for a share of all requests, so that an ailing shop is not drowned by them."""

    def __init__(self, share: float = 0.2, reserve: float = 10.0) -> None:
        self.share = share
        self.most = reserve
        self.tokens = reserve

    def earn(self) -> None:
        """A first attempt was made."""
        self.tokens = min(self.most, self.tokens + self.share)

    def spend(self) -> bool:
        """Take one retry from the budget; ``False`` where it is used up."""
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True
