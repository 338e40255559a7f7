"""The seam between a store's face and what answers it: a connector in this process, or a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Protocol

import msgspec

from polycart.core.bulk import Run
from polycart.core.envelope import Answer
from polycart.core.method import Method
from polycart.core.platform import Capability
from polycart.core.trace import Exchange

Arguments = dict[str, Any]
"""The parameters of a call as they travel: only what was given, in JSON's own types."""

WATCHING: ContextVar[tuple[list[Exchange], ...]] = ContextVar("polycart_watching", default=())
"""The lists that gather the exchanges of the calls made in this context."""


@contextmanager
def watching(gathered: list[Exchange]) -> Iterator[None]:
    """Gather what is sent for the calls inside, also of those that run side by side."""
    token = WATCHING.set((*WATCHING.get(), gathered))
    try:
        yield
    finally:
        WATCHING.reset(token)


class Door(Protocol):
    """Whoever answers a store's calls."""

    @property
    def last_trace(self) -> list[Exchange]:
        """The exchanges of the last finished call."""
        ...

    async def call(self, method: Method[Any, Any], arguments: Arguments) -> Any:
        """Answer a call: a ``client.Page`` for a paged method, else the method's result."""
        ...

    async def answer(self, name: str, arguments: Arguments) -> Answer:
        """Answer a call with the envelope that stands on the wire; errors are answers too."""
        ...

    def bulk(self, name: str, arguments: Arguments) -> Run | None:
        """How a list is read in bulk by the shop itself; ``None`` where it is read page by page."""
        ...

    def capability(self, method: Method[Any, Any]) -> Capability:
        """How the platform serves a method."""
        ...

    async def native(self, verb: str, path: str, query: Mapping[str, Any] | None, json: Any) -> Any:
        """Pass a call of the platform's own API through."""
        ...

    async def feed(self, verb: str, path: str, arguments: Arguments) -> Any:
        """Answer a request about the store's feed of changes."""
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...


@cache
def _nullable(method: Method[Any, Any]) -> frozenset[str]:
    """The parameters to which ``None`` is a value; looked up once, for reading a struct's types is slow."""
    fields = msgspec.structs.fields(method.params)
    return frozenset(field.encode_name for field in fields if field.default is msgspec.UNSET)


def arguments_of(method: Method[Any, Any], given: Mapping[str, Any]) -> Arguments:
    """What a caller gave, as it travels: structs and dates become JSON, what is ``None`` or ``UNSET`` was not given.

    ``None`` is a value only where the contract keeps it apart from a parameter that was left out.
    """
    nullable = _nullable(method)
    return {
        name: msgspec.to_builtins(value)
        for name, value in given.items()
        if value is not msgspec.UNSET and (value is not None or name in nullable)
    }
