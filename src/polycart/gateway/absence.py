"""A database that is away for a while: told in one sentence, and waited for where something must be written down."""

from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError

from polycart.core.errors import ServiceUnavailable

log = logging.getLogger("polycart.gateway")

T = TypeVar("T")

LOCKED = "The database is locked by another process."

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0
"""Seconds between two tries while the database is away: it may be restarted within a second, and may take an hour."""


class DatabaseAway(ServiceUnavailable):
    """The database is locked, restarted or can't be reached. Whether a write was done is not known; it may be tried
    again."""


def busy(error: sqlite3.OperationalError) -> bool:
    """Whether another process holds the lock of a SQLite file."""
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def plainly() -> Iterator[None]:
    """Say that the database is away in one sentence, whichever driver has noticed it."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if not busy(error):
            raise
        raise DatabaseAway(LOCKED) from None
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            if not isinstance(error.orig, sqlite3.OperationalError) or not busy(error.orig):
                raise
            raise DatabaseAway(LOCKED) from None
        if not isinstance(error, OperationalError) and not error.connection_invalidated:
            raise
        raise DatabaseAway(f"The database can't be used just now ({type(error.orig).__name__}).") from None


async def patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Do ``work`` again and again while the database is away; it must do no harm where it is done twice."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await work()
        except DatabaseAway as error:
            if pause == FIRST_PAUSE:
                log.warning("waiting for the database: %s", error.message)
            await asyncio.sleep(pause * random.uniform(0.75, 1.25))  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE)
