"""Shops that can't be reached: their webhooks are told, and after the fifth check that fails they are switched off.

A first failure starts checks with growing pauses between them. Each that fails is announced, with how many are left;
the last one switches the webhooks of the store off. One that succeeds ends it, and what waited is delivered.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, delete, select, update

from polycart.core.client import Call
from polycart.core.errors import (
    BridgeFailed,
    CredentialsRefused,
    PolycartError,
    StoreNotFound,
    Unreachable,
)
from polycart.core.trace import Trace
from polycart.gateway.database import VIOLATIONS
from polycart.gateway.tables import outages, webhooks
from polycart.gateway.webhooks.records import CONSUMER

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend

PAUSES = (30.0, 300.0, 900.0, 3600.0, 14400.0)
"""Seconds before the first check, and from each one to the next."""

CHECKS = len(PAUSES)
CHECK_SECONDS = 30.0
_LEASE = 120.0

OFF = "Switched off: the connection to the shop was lost, and five checks of it failed."


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """A shop that can't be reached: ``left`` checks remain before its webhooks are switched off."""

    code: int
    reason: str
    message: str
    left: int


class Outages:
    """The outages of an installation."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._database = backend.database

    async def lost(self, store_id: int, error: PolycartError, now: float | None = None) -> None:
        """A call found a shop unreachable; checks begin, unless they have."""
        if not isinstance(error, (CredentialsRefused, Unreachable, BridgeFailed)):
            return
        moment = time.time() if now is None else now
        values = {
            "store_id": store_id, "began": moment, "checks": 0, "due": moment + PAUSES[0], "code": error.code,
            "said": error.message,
        }  # fmt: skip
        mine = select(webhooks.c.id).where(webhooks.c.store_id == store_id, webhooks.c.active).limit(1)
        clause = self._database.insert(outages).values(values).on_conflict_do_nothing()

        def work(connection: Connection) -> None:
            if connection.execute(mine).first() is not None:
                connection.execute(clause)

        try:
            await self._database.run(work)
        except VIOLATIONS:
            raise StoreNotFound("This store has just been deleted.") from None

    async def found(self, store_id: int, now: float | None = None) -> None:
        """A shop answers again."""
        gone = delete(outages).where(outages.c.store_id == store_id)
        if await self._database.run(lambda one: one.execute(gone).rowcount):
            await self._backend.deliveries.resume(store_id, time.time() if now is None else now)

    async def check(self, now: float) -> int:
        """Make the checks that are due; gives how many."""
        clause = select(outages.c.store_id).where(outages.c.due <= now).order_by(outages.c.due).limit(8)
        found = list(await self._database.read(lambda one: list(one.execute(clause).scalars())))
        made = 0
        for store_id in found:
            # Whoever moves the moment on makes the check, of several workers one.
            mine = update(outages).where(outages.c.store_id == store_id, outages.c.due <= now)
            if await self._database.run(lambda one, mine=mine: one.execute(mine.values(due=now + _LEASE)).rowcount):
                await self._checked(store_id, now)
                made += 1
        return made

    async def _checked(self, store_id: int, now: float) -> None:
        error = await self._asked(store_id)
        if error is None:
            await self.found(store_id, now)
            return
        clause = select(outages).where(outages.c.store_id == store_id)
        row = await self._database.read(lambda one: one.execute(clause).first())
        if row is None:
            return
        checks = row.checks + 1
        off = checks >= CHECKS
        values = {
            "checks": checks, "code": error.code, "said": error.message,
            "due": now + (PAUSES[checks] if not off else PAUSES[-1]),
        }  # fmt: skip
        await self._database.run(
            lambda one: one.execute(update(outages).where(outages.c.store_id == store_id).values(values))
        )
        told = Outage(code=error.code, reason=_reason(error), message=error.message, left=CHECKS - checks)
        await self._tell(store_id, told, now, off=off)

    async def _tell(self, store_id: int, told: Outage, now: float, *, off: bool) -> None:
        mine = (webhooks.c.store_id == store_id, webhooks.c.active, webhooks.c.listener == "")
        known = await self._backend.webhooks.list(*mine)
        said = msgspec.json.encode(told).decode()
        await self._backend.deliveries.announce([(one.id, store_id, said) for one in known], now)
        if not off:
            return

        def work(connection: Connection) -> None:
            connection.execute(update(webhooks).where(*mine).values(active=False, note=OFF, updated=now))
            connection.execute(delete(outages).where(outages.c.store_id == store_id))

        await self._database.run(work)
        await self._backend.changes.unwatch(store_id, CONSUMER)

    async def _asked(self, store_id: int) -> PolycartError | None:
        """What stands against the shop; ``None`` where it answers, whatever it says."""
        backend = self._backend
        try:
            platform, connection = backend.connect(backend.stores.get(store_id))
            call = Call(
                method="check", trace=Trace(connection.redactor), request_id=f"check_{store_id}_{time.time_ns():x}",
                deadline=time.monotonic() + CHECK_SECONDS,
            )  # fmt: skip
            await platform.client(connection, call).check()
        except (CredentialsRefused, Unreachable, BridgeFailed) as error:
            return error
        except PolycartError:
            return None
        return None


def outage_of(said: str) -> Outage:
    """What an announcement tells, as it is kept with it."""
    return msgspec.json.decode(said, type=Outage)


def _reason(error: PolycartError) -> str:
    """The kind of trouble in two or three words."""
    if isinstance(error, CredentialsRefused):
        return "credentials refused"
    return "bridge failed" if isinstance(error, BridgeFailed) else "store unreachable"
