"""Waking who waits for changes in this process."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Self


class Wakeup:
    """To be waited on, again and again, by one reader; closed with the ``with`` block that it was made for."""

    def __init__(self, waking: Waking, store_id: int | None) -> None:
        self._waking = waking
        self.store_id = store_id
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait until something was recorded since the last wait, at most so long; gives whether it was."""
        # Not wait_for: before Python 3.12 it forgets that it was cancelled where the event comes at the same time.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
        woken = self._event.is_set()
        self._event.clear()
        return woken

    def wake(self) -> None:
        """End the wait."""
        self._event.set()

    def close(self) -> None:
        """Be woken no more."""
        self._waking.leave(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class Waking:
    """Who waits, by store; ``None`` are those who wait for any."""

    def __init__(self) -> None:
        self._waiting: dict[int | None, set[Wakeup]] = {}

    def subscribe(self, store_id: int | None) -> Wakeup:
        """Begin to be woken."""
        made = Wakeup(self, store_id)
        self._waiting.setdefault(store_id, set()).add(made)
        return made

    def leave(self, wakeup: Wakeup) -> None:
        """Be woken no more."""
        waiting = self._waiting.get(wakeup.store_id, set())
        waiting.discard(wakeup)
        if not waiting:
            self._waiting.pop(wakeup.store_id, None)

    def wake(self, store_id: int) -> None:
        """Wake those who wait for a store, and those who wait for any."""
        for wakeup in (*self._waiting.get(store_id, ()), *self._waiting.get(None, ())):
            wakeup.wake()
