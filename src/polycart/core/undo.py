"""Taking back the steps of a write that failed half-way, also after the process that made them was killed."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Any, Protocol

import msgspec

from polycart.core.client import Client, Steps
from polycart.core.errors import NotFound, PolycartError

UNDO_SECONDS = 60.0


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request that takes a step back, and the words for what remains where it fails."""

    method: str
    path: str
    says: str
    query: dict[str, Any] = {}
    json: Any = None


class Sender(Protocol):
    """A client that can send a step."""

    async def send(self, method: str, path: str, query: Any = None, json: Any = None) -> Any:
        """Send one request."""
        ...


class Undo:
    """Collects steps while a write goes on; on any error, also cancellation, takes them back in reverse.

    A step that cannot be taken back is told in the error's notes: nothing is left behind unsaid.
    """

    def __init__(self, client: Client[Any]) -> None:
        self.client = client
        self.steps: list[Step] = []
        self._log: Steps | None = None

    async def __aenter__(self) -> Undo:
        return self

    def __call__(self, step: Step) -> None:
        """Note how to take back what has just been done or is about to be."""
        self.steps.append(step)
        if self._log is None and self.client.connection.log is not None:
            self._log = self.client.connection.log.open(self.client.call.request_id)
        if self._log is not None:
            self._log.add(msgspec.to_builtins(step))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None and self.steps:
            # A cancelled call must still take its steps back: shielded, and with time of its own.
            remains = await asyncio.shield(take_back(self.client, self.steps))
            if isinstance(error, PolycartError):
                error.notes.extend(remains)
        if self._log is not None:
            self._log.done()


async def take_back(client: Client[Any], steps: list[Step]) -> list[str]:
    """Send the steps in reverse; answers a sentence for each that failed. Something already gone is no failure."""
    call = msgspec.structs.replace(client.call, deadline=time.monotonic() + UNDO_SECONDS)
    sender: Sender = client.with_call(call)
    remains: list[str] = []
    for step in reversed(steps):
        try:
            await sender.send(step.method, step.path, step.query or None, step.json)
        except NotFound:
            continue
        except PolycartError as error:
            remains.append(f"{step.says} remains in the store, because undoing it failed: {error.message}")
    return remains
