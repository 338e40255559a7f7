"""Work that is done again and again in the background, whatever becomes of one time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from polycart.core.failures import report


class Again:
    """Does ``work``, then waits as long as ``pause`` takes, until it is stopped; ``about`` names it in the log."""

    def __init__(
        self,
        work: Callable[[], Awaitable[object]],
        pause: Callable[[], Awaitable[None]],
        *,
        name: str,
        about: str,
        log: logging.Logger,
    ) -> None:
        self._work = work
        self._pause = pause
        self._name = name
        self._about = about
        self._log = log
        self._task: asyncio.Task[None] | None = None

    @property
    def runs(self) -> bool:
        """Whether it was started and not stopped."""
        return self._task is not None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._again_and_again(), name=self._name)

    async def stop(self) -> None:
        """End, in the middle of the work if need be."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _again_and_again(self) -> None:
        while True:
            try:
                await self._work()
            except Exception as error:
                report(self._log, self._about, error)
            await self._pause()
