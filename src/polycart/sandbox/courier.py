"""What a simulated shop sends to whoever subscribed to it: right after a change, and again where it was not taken.

Deliveries go to addresses on this machine only, whatever a subscription says. A test may deliver by hand, with a clock
and a transport of its own; a running shop delivers by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from polycart.core.errors import PolycartError
from polycart.core.transport import ANY_ADDRESS, HttpTransport, Request, Transport

NEAR = frozenset({"127.0.0.1", "::1", "localhost"})

Records = Mapping[Any, Any]


class Parcel(msgspec.Struct):
    """One delivery on its way: how often it was tried, when it is due, and what it was answered last."""

    subscription: Any
    url: str
    headers: dict[str, str]
    body: bytes
    tries: int = 0
    due: float = 0.0
    status: int = 0


class Courier:
    """The deliveries of one shop.

    ``again`` are the seconds after which a failed one is tried again, one after the other; ``told`` hears of every
    attempt, and whether it was the last one. ``by_itself`` off, nothing is sent until ``deliver`` is called.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        again: Sequence[float] = (),
        within: float = 5.0,
        told: Callable[[Parcel, bool], None] = lambda parcel, last: None,
    ) -> None:
        self.clock, self.again, self.within, self.told = clock, again, within, told
        self.by_itself = True
        self.transport: Transport | None = None
        self.waiting: list[Parcel] = []
        self.sent: list[Parcel] = []
        self._running: asyncio.Task[None] | None = None

    def put(self, parcels: Iterable[Parcel]) -> None:
        """Take deliveries; those to other machines are left."""
        now = self.clock().timestamp()
        for parcel in parcels:
            if urlsplit(parcel.url).hostname in NEAR:
                self.waiting.append(msgspec.structs.replace(parcel, due=now))

    def clear(self) -> None:
        """Forget everything."""
        self.waiting.clear()
        self.sent.clear()

    def begin(self) -> None:
        """Deliver what is due, beside what the shop does meanwhile."""
        if self.by_itself and self.waiting and (self._running is None or self._running.done()):
            self._running = asyncio.ensure_future(self._run())

    async def _run(self) -> None:
        await self.deliver()
        if self.waiting:
            pause = max(0.05, min(parcel.due for parcel in self.waiting) - self.clock().timestamp())
            asyncio.get_running_loop().call_later(pause, self.begin)

    async def deliver(self) -> list[Parcel]:
        """Send what is due, in its order; gives what was sent."""
        done: list[Parcel] = []
        while due := [parcel for parcel in self.waiting if parcel.due <= self.clock().timestamp()]:
            for parcel in due:
                self.waiting.remove(parcel)
                await self._send(parcel)
                done.append(parcel)
        self.sent += done
        return done

    async def _send(self, parcel: Parcel) -> None:
        """One attempt; anything but a status of 2xx in time is a failure."""
        transport = self.transport or HttpTransport(ANY_ADDRESS)
        headers = {"content-type": "application/json", **parcel.headers}
        request = Request(method="POST", url=parcel.url, headers=headers, body=parcel.body)
        try:
            parcel.status = (await transport.send(request, within=self.within)).status
        except PolycartError:
            parcel.status = 0
        finally:
            if transport is not self.transport:
                await transport.close()
        parcel.tries += 1
        failed = not 200 <= parcel.status < 300
        last = failed and parcel.tries > len(self.again)
        if failed and not last:
            parcel.due = self.clock().timestamp() + self.again[parcel.tries - 1]
            self.waiting.append(parcel)
        self.told(parcel, last)


class Happened(msgspec.Struct, frozen=True):
    """A record of a kind that was ``created``, ``updated`` or ``deleted``: what it is, and what it was before."""

    kind: str
    event: str
    id: Any
    now: dict[str, Any]
    was: dict[str, Any]


class Watch:
    """Finds what has changed in the records of a shop from one look to the next."""

    def __init__(self) -> None:
        self._before: dict[str, dict[Any, tuple[int, dict[str, Any]]]] = {}

    def look(self, kinds: Mapping[str, Records]) -> list[Happened]:
        """What has happened to the records of some kinds; a kind that is new to the watch gives nothing."""
        found: list[Happened] = []
        now: dict[str, dict[Any, tuple[int, dict[str, Any]]]] = {}
        for kind, records in kinds.items():
            now[kind] = {id: (hash(_written(record)), dict(record)) for id, record in records.items()}
            before = self._before.get(kind)
            if before is None:
                continue
            for id, (mark, record) in now[kind].items():
                if id not in before:
                    found.append(Happened(kind, "created", id, record, {}))
                elif before[id][0] != mark:
                    found.append(Happened(kind, "updated", id, record, before[id][1]))
            found += [Happened(kind, "deleted", id, {}, before[id][1]) for id in before if id not in now[kind]]
        self._before = now
        return found


def _written(record: Any) -> bytes:
    return msgspec.json.encode(record, enc_hook=str)
