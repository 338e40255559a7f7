"""Whole lists that a shop reads by itself: a job that is begun there, looked after, and whose result is fetched.

A platform that can do it registers a ``Reading`` beside the list that it stands for; who exports uses it where the
list is long, and reads page by page where the shop refuses it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from polycart.core.calls import Prepared, handler_of, refuse
from polycart.core.client import Call, Connection
from polycart.core.errors import StoreError
from polycart.core.platform import VIEW, Platform
from polycart.core.trace import Trace

T = TypeVar("T")
State = dict[str, Any]
"""What is known of a job, as JSON: it outlives the process that began it."""

STEP_SECONDS = 3600.0
"""How long one step may last; each of its requests is bounded by itself."""


class NotInBulk(StoreError):
    """The shop does not read this in bulk, or not now; page by page it can be read."""


class Standing(msgspec.Struct, frozen=True):
    """How far a job is: the rows so far, and what is known of it now."""

    done: bool
    rows: int
    state: State


class Reading(Protocol):
    """How a platform reads one list in bulk."""

    async def begin(self, client: Any, p: Any) -> State:
        """Begin the job; raises ``NotInBulk`` where the shop does not take it."""
        ...

    async def look(self, client: Any, state: State) -> Standing:
        """How far the job is; raises ``NotInBulk`` where it came to nothing."""
        ...

    async def fetch(self, client: Any, state: State, scratch: Path, size: int) -> int:
        """Bring the result of a finished job into a folder, in parts of ``size`` rows; answers how many rows."""
        ...

    async def part(self, client: Any, state: State, scratch: Path, number: int) -> list[Any]:
        """The entities of one part, with just the wanted fields."""
        ...


class Run:
    """One list of one store, read in bulk; each step is a call of its own, and is told to ``watch`` when it is over."""

    def __init__(
        self,
        platform: Platform[Any],
        connection: Connection[Any],
        prepared: Prepared,
        *,
        watch: Callable[[Trace], None] | None = None,
    ) -> None:
        refuse(platform, handler_of(platform, prepared.method), prepared.arguments)
        self._reading = platform.bulk[prepared.method.name]
        self._platform, self._connection, self._prepared = platform, connection, prepared
        self._watch = watch

    async def begin(self) -> State:
        """Begin the job."""
        if views := self._prepared.arguments.given & VIEW:
            raise NotInBulk(f"A list in bulk is that of the shop's own view, without '{min(views)}'.")
        return await self._step(lambda client: self._reading.begin(client, self._prepared.params))

    async def look(self, state: State) -> Standing:
        """How far the job is."""
        return await self._step(lambda client: self._reading.look(client, state))

    async def fetch(self, state: State, scratch: Path, size: int) -> int:
        """Bring the result into a folder; answers how many rows it has."""
        return await self._step(lambda client: self._reading.fetch(client, state, scratch, size))

    async def part(self, state: State, scratch: Path, number: int) -> list[bytes]:
        """The entities of one part, each as the bytes that a list would answer."""
        items = await self._step(lambda client: self._reading.part(client, state, scratch, number))
        return [msgspec.json.encode(item) for item in items]

    async def _step(self, work: Callable[[Any], Awaitable[T]]) -> T:
        prepared, trace = self._prepared, Trace(self._connection.redactor)
        call = Call(
            method=prepared.method.name, wanted=prepared.wanted, given=prepared.arguments.given,
            deadline=time.monotonic() + STEP_SECONDS, trace=trace,
        )  # fmt: skip
        try:
            return await work(self._platform.client(self._connection, call))
        finally:
            if self._watch:
                self._watch(trace)
