"""Taking back the steps of a write that failed half-way, also after the process that made them was killed."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Any, Protocol, cast
from urllib.parse import quote

import msgspec

from polycart.core.client import Client, Steps
from polycart.core.errors import NotFound, PolycartError, StoreError

UNDO_SECONDS = 60.0


class Sought(msgspec.Struct, frozen=True, omit_defaults=True):
    """How to find what a step made where the shop itself chose its id: by listing, when it is taken back.

    ``path`` answers a list, at the top or under ``items``, or one record or null; made by the step are the records that
    have all of ``match`` and whose ``key`` is none of ``before``.
    """

    path: str
    query: dict[str, Any] = {}
    items: str = ""
    match: dict[str, Any] = {}
    key: str = "id"
    before: list[Any] = []

    def among(self, answer: Any) -> list[str]:
        """The ids of the records that the step made."""
        rows: Any = answer.get(self.items) if self.items and isinstance(answer, dict) else answer  # type: ignore[reportUnknownMemberType]
        listed = cast("list[Any]", [rows] if isinstance(rows, dict) else rows or [])
        records = [cast("dict[str, Any]", row) for row in listed if isinstance(row, dict)]
        old = {str(each) for each in self.before}
        return [
            str(row[self.key])
            for row in records
            if self.key in row
            and str(row[self.key]) not in old
            and all(str(row.get(name)) == str(value) for name, value in self.match.items())
        ]


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request that takes a step back, and the words for what remains where it fails.

    With ``sought`` it is sent for each record that is found, its id in the place of ``{id}`` in ``path``, and of values
    in ``json`` that are nothing else: so a step can be noted before the request whose answer tells the id.
    """

    method: str
    path: str
    says: str
    query: dict[str, Any] = {}
    json: Any = None
    sought: Sought | None = None


class Sender(Protocol):
    """A client that can send a step."""

    async def send(self, method: str, path: str, query: Any = None, json: Any = None) -> Any:
        """Send one request; answers the response."""
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

    def spare(self, step: Step) -> None:
        """Take a step off the list: the shop has surely not done what it takes back."""
        self.steps.remove(step)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None and self.steps:
            # A cancelled call must still take its steps back: shielded, and with time of its own.
            remains = await asyncio.shield(take_back(self.client, self.steps))
            if isinstance(error, PolycartError):
                error.notes.extend(remains)
        if self._log is not None:
            await asyncio.shield(asyncio.ensure_future(self._log.done()))


async def take_back(client: Client[Any], steps: list[Step]) -> list[str]:
    """Send the steps in reverse; answers a sentence for each that failed. Something already gone is no failure."""
    call = msgspec.structs.replace(client.call, deadline=time.monotonic() + UNDO_SECONDS)
    sender: Sender = client.with_call(call)
    remains: list[str] = []
    for step in reversed(steps):
        try:
            for path, json in await _requests(sender, step):
                await sender.send(step.method, path, step.query or None, json)
        except NotFound:
            continue
        except PolycartError as error:
            remains.append(f"{step.says} remains in the store, because undoing it failed: {error.message}")
    return remains


async def _requests(sender: Sender, step: Step) -> list[tuple[str, Any]]:
    if step.sought is None:
        return [(step.path, step.json)]
    response = await sender.send("GET", step.sought.path, step.sought.query or None)
    try:
        ids = step.sought.among(msgspec.json.decode(response.body))
    except msgspec.DecodeError as error:
        raise StoreError("the store's list could not be read.") from error
    return [(step.path.replace("{id}", quote(id, safe="")), _named(step.json, id)) for id in ids]


def _named(value: Any, id: str) -> Any:
    """A JSON value with the id where it is told to stand."""
    if isinstance(value, dict):
        return {key: _named(each, id) for key, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_named(each, id) for each in cast("list[Any]", value)]
    return id if value == "{id}" else value
