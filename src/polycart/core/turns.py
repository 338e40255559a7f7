"""Turns: calls that read a value, reckon and write it back wait for each other, also those of other processes."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from filelock import AsyncFileLock

from polycart.core.errors import PolycartError

POLL_SECONDS = 0.01
_SLOTS = 4096


class Turns:
    """One after the other by key: in this process in the order of asking, between processes by locks on files.

    The system frees the lock of a process that was killed. Processes see each other where they share ``folder``, which
    is on one machine; the gateway's is in its state folder, the library's is the user's own in the temporary folder.
    Two keys may share a place, which costs waiting and nothing else; nobody may hold two turns at once.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.gettempdir()) / f"polycart-turns-{os.getuid()}"
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncGenerator[None]:
        """Wait for the turn of ``key`` and keep it while inside; the call's own deadline ends the waiting."""
        place = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % _SLOTS
        lock = self._locks.setdefault(place, asyncio.Lock())
        async with lock:
            self._prepare()
            file = AsyncFileLock(self.folder / f"{place:04d}.lock", run_in_executor=False, thread_local=False)
            await file.acquire(poll_interval=POLL_SECONDS)
            try:
                yield
            finally:
                await file.release()

    def _prepare(self) -> None:
        """Make the folder; one that somebody else made in the temporary folder would let him hold every turn."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.folder.lstat().st_uid != os.getuid():
            raise PolycartError(f"The folder {self.folder} belongs to another user; remove it.")
