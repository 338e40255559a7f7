"""Fair shares of a worker: accounts take turns, and within an account its stores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from polycart.gateway.queue import FairQueue

WIDTH = 32
"""Items that a worker has under way at once."""


class Shares:
    """The places of one worker."""

    def __init__(self, width: int = WIDTH) -> None:
        self._stores = FairQueue(width, account=True)
        self._accounts = FairQueue(width, account=True)

    @asynccontextmanager
    async def place(self, account_id: int, store_id: int) -> AsyncIterator[None]:
        """A place for one item, when it is its account's turn and its store's within the account."""
        async with self._stores.slot(account_id, store_id), self._accounts.slot(0, account_id):
            yield
