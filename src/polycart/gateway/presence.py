"""Which processes are alive, so that what a dead one left half done can be taken up by another.

A process signs its work with a token. On the same machine the system says whether it still runs, so a killed one is
known at once; one on another machine, or in another container, counts as gone when its beat is older than the lease.
While the database is away nobody can beat. So beats are judged only by who has beaten without a gap for as long.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import secrets
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from polycart.core.failures import report
from polycart.gateway.absence import DatabaseAway
from polycart.gateway.tables import processes

if TYPE_CHECKING:
    from polycart.gateway.database import Database

log = logging.getLogger("polycart.gateway")

LEASE = 30.0
"""Seconds; clocks of machines that share a database must agree to within half of it."""


class Presence:
    """The sign of life of this process in one database."""

    def __init__(self, database: Database) -> None:
        self.token = f"{_machine()}|{os.getpid()}|{_started(os.getpid())}|{secrets.token_hex(8)}"
        self._database = database
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._steady: float | None = None
        self._said = 0.0
        self._beat = database.prepare(select(processes.c.beat).where(processes.c.token == bindparam("token")))

    def attend(self) -> None:
        """Begin to beat; to be called before something is signed with the token."""
        if self._thread is None:
            self._say()
            # A thread, because a process whose loop is busy is still alive.
            self._thread = threading.Thread(target=self._keep_saying, name="polycart-presence", daemon=True)
            self._thread.start()

    def gone(self, token: str) -> bool:
        """Whether the process that signed with ``token`` will not come back to its work."""
        if token == self.token:
            return False
        machine, pid, started, _ = token.split("|") if token.count("|") == 3 else ("", "0", "", "")
        row = self._beat.one(token=token)
        if row is None:
            return True  # closed in good order
        if started and machine == _machine():
            return _started(int(pid)) != started
        self.attend()
        return row[0] < time.time() - LEASE and self._could_have_beaten()

    def close(self) -> None:
        """Stop beating; whatever is still signed may be taken up."""
        if self._thread is not None:
            self._stop.set()
            self._thread.join()
            self._thread = None
            # Where the database is away the row stays, of a process that does not run any more.
            with contextlib.suppress(DatabaseAway), self._database.begun() as connection:
                connection.execute(delete(processes).where(processes.c.token == self.token))

    def _say(self) -> None:
        clause = self._database.insert(processes).values(token=self.token, beat=time.time())
        clause = clause.on_conflict_do_update(index_elements=[processes.c.token], set_={"beat": clause.excluded.beat})
        with self._database.begun() as connection:
            connection.execute(clause)
            connection.execute(delete(processes).where(processes.c.beat < time.time() - 86400))
        now = time.monotonic()
        if self._steady is None or now - self._said > LEASE / 2:
            self._steady = now
        self._said = now

    def _could_have_beaten(self) -> bool:
        """Whether the database has been there for long enough that whoever lives has beaten in it."""
        return self._steady is not None and time.monotonic() - self._steady >= LEASE

    def _keep_saying(self) -> None:
        while not self._stop.wait(LEASE / 3):
            try:
                self._say()
            except DatabaseAway:
                self._steady = None
            except Exception as error:  # whoever does not beat is taken for dead, and its work is done by others, too
                report(log, "the sign of life", error)


@functools.cache
def _machine() -> str:
    """What processes have in common whose numbers mean the same: a boot and a process namespace."""
    if sys.platform == "linux":
        try:
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
            return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
        except OSError:
            pass
    return socket.gethostname()


def _started(pid: int) -> str:
    """When a living process was started, in ticks; empty where it does not run or the system does not tell."""
    try:
        # The name of the program stands in parentheses and may hold anything, also parentheses.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]  # a killed child that nobody waited for is as dead as can be
