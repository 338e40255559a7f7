"""Fair admission: so many calls at once for each store (or account), the others wait their turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable
from types import TracebackType

from polycart.core.errors import AccountBusy, StoreBusy

_Waiters = dict["asyncio.Future[None]", None]


class _Gate:
    """One store: how many calls run, and who waits in which lane. A dict keeps order and forgets in one step."""

    __slots__ = ("lanes", "limit", "running")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.running = 0
        self.lanes: dict[Hashable, _Waiters] = {}


class FairQueue:
    """At most ``limit`` calls at once for each id; lanes (API keys) take turns, in a lane first come is first served.

    The limit holds in this process. Nothing is kept for an id that has neither running nor waiting calls.
    """

    def __init__(self, limit: int, *, account: bool = False) -> None:
        self.limit = limit
        self._busy = AccountBusy if account else StoreBusy
        self._what = "account" if account else "store"
        self._gates: dict[Hashable, _Gate] = {}

    def slot(self, id: Hashable, lane: Hashable, deadline: float | None = None, *, limit: int | None = None) -> Slot:
        """A place for one call, as ``async with``; ``StoreBusy`` (7) or ``AccountBusy`` (10) when ``deadline`` passes.

        ``deadline`` is a moment of ``time.monotonic``; ``limit`` overrides the queue's for this id from now on.
        """
        return Slot(self, id, lane, deadline, limit or self.limit)

    def load(self, id: Hashable) -> tuple[int, int]:
        """How many calls of an id run and wait."""
        gate = self._gates.get(id)
        return (gate.running, sum(map(len, gate.lanes.values()))) if gate else (0, 0)

    def __len__(self) -> int:
        return len(self._gates)

    async def enter(self, id: Hashable, lane: Hashable, deadline: float | None, limit: int) -> None:
        """Take a place, now or when it is this lane's turn."""
        gate = self._gates.get(id)
        if gate is None:
            gate = self._gates[id] = _Gate(limit)
        elif gate.limit != limit:
            gate.limit = limit
            self._let_in(gate)
        if gate.running < limit and not gate.lanes:
            gate.running += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        gate.lanes.setdefault(lane, {})[turn] = None
        try:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            # Not wait_for: a turn that comes together with the deadline must be seen, not lost.
            await asyncio.wait((turn,), timeout=left)
        except asyncio.CancelledError:
            if turn.done():
                self.leave(id)
            else:
                self._give_up(id, gate, lane, turn)
            raise
        if not turn.done():
            self._give_up(id, gate, lane, turn)
            raise self._busy(f"Too many simultaneous calls for this {self._what}; no place became free in time.")

    def leave(self, id: Hashable) -> None:
        """Free a place; the next in turn gets it at once."""
        gate = self._gates[id]
        gate.running -= 1
        self._let_in(gate)
        self._forget_idle(id, gate)

    def _let_in(self, gate: _Gate) -> None:
        while gate.lanes and gate.running < gate.limit:
            lane, waiters = next(iter(gate.lanes.items()))
            turn = next(iter(waiters))
            del waiters[turn]
            del gate.lanes[lane]
            if waiters:
                gate.lanes[lane] = waiters  # to the end of the round
            gate.running += 1
            turn.set_result(None)

    def _give_up(self, id: Hashable, gate: _Gate, lane: Hashable, turn: asyncio.Future[None]) -> None:
        waiters = gate.lanes[lane]
        del waiters[turn]
        if not waiters:
            del gate.lanes[lane]
        turn.cancel()
        self._forget_idle(id, gate)

    def _forget_idle(self, id: Hashable, gate: _Gate) -> None:
        if not gate.running and not gate.lanes:
            del self._gates[id]


class Slot:
    """A place in a ``FairQueue``, held while inside."""

    __slots__ = ("_deadline", "_id", "_lane", "_limit", "_queue")

    def __init__(self, queue: FairQueue, id: Hashable, lane: Hashable, deadline: float | None, limit: int) -> None:
        self._queue = queue
        self._id = id
        self._lane = lane
        self._deadline = deadline
        self._limit = limit

    async def __aenter__(self) -> Slot:
        await self._queue.enter(self._id, self._lane, self._deadline, self._limit)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._queue.leave(self._id)
