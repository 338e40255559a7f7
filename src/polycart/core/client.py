"""What every platform's client is made of: a connection that lasts, a call that passes, one exchange with the shop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast

import msgspec

from polycart import __version__
from polycart.core.auth import Auth
from polycart.core.errors import (
    Errors,
    Native,
    ParameterError,
    PolycartError,
    StoreError,
    Throttled,
    TimedOut,
    Unreachable,
)
from polycart.core.selection import ALL, Selection
from polycart.core.throttle import RetryBudget, Throttle, asked_pause, backoff
from polycart.core.trace import Redactor, Trace
from polycart.core.transport import AddressForbidden, NeverSent, Request, Response, Transport
from polycart.core.turns import Turns

S = TypeVar("S")
T = TypeVar("T")

ATTEMPTS = 4
REQUEST_SECONDS = 60.0
CALL_SECONDS = 120.0
FACT_SECONDS = 3600.0


class Steps(Protocol):
    """The durable list of one call's steps."""

    def add(self, step: dict[str, Any]) -> None:
        """Write a step down before it may be needed."""
        ...

    async def done(self) -> None:
        """Nothing has to be taken back any more; when this returns no other process will."""
        ...


class StepLog(Protocol):
    """Where undo steps are written before they may be needed; the gateway keeps it on disk."""

    def open(self, request_id: str) -> Steps:
        """Begin an entry for one call."""
        ...


class Connection(Generic[S]):
    """What a store's calls share: settings, transport, limits, learned facts, tokens."""

    def __init__(
        self,
        settings: S,
        transport: Transport,
        *,
        name: str = "",
        concurrency: int = 8,
        secrets: tuple[str, ...] = (),
        log: StepLog | None = None,
        keep: Callable[[Mapping[str, Any]], Awaitable[None]] | None = None,
        user_agent: str | None = None,
        turns: Turns | None = None,
    ) -> None:
        self.settings: S = settings
        self.transport = transport
        self.name = name
        self.throttle = Throttle(concurrency)
        self.budget = RetryBudget()
        self.redactor = Redactor(secrets)
        self.log = log
        self.tokens: dict[str, Any] = {}
        self.user_agent = user_agent or f"polycart/{__version__}"
        self._turns = turns or Turns()
        self._keep = keep
        self._facts: dict[str, tuple[float, asyncio.Task[Any]]] = {}

    async def keep(self, changed: Mapping[str, Any]) -> None:
        """Take over changed credentials and store them where there is a place to."""
        self.settings = cast("S", msgspec.structs.replace(cast("Any", self.settings), **changed))
        if self._keep:
            await self._keep(changed)

    def turn(self, key: str) -> AbstractAsyncContextManager[None]:
        """Wait until no other call changes what ``key`` names in this shop; held while inside."""
        return self._turns.turn(f"{getattr(self.settings, 'store_url', '') or self.name} {key}")

    async def fact(self, name: str, fetch: Callable[[], Awaitable[T]], *, seconds: float = FACT_SECONDS) -> T:
        """Something about the shop that seldom changes; callers that ask at once share one request."""
        now = time.monotonic()
        known = self._facts.get(name)
        if known is None or known[0] < now or (known[1].done() and not _settled(known[1])):
            task: asyncio.Task[Any] = asyncio.ensure_future(fetch())  # type: ignore[arg-type]
            known = self._facts[name] = (now + seconds, task)
        return await asyncio.shield(known[1])

    def learned(self, name: str) -> Any:
        """A fact that is already known, else ``None``."""
        known = self._facts.get(name)
        return known[1].result() if known and _settled(known[1]) else None

    def forget(self, *names: str) -> None:
        """Drop some facts, or all, as ``cart.validate`` does."""
        for name in names or tuple(self._facts):
            self._facts.pop(name, None)


def _settled(task: asyncio.Task[Any]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


class Call(msgspec.Struct, kw_only=True):
    """One call of a contract method on its way: what is wanted, until when, and what was sent for it."""

    method: str = ""
    wanted: Selection = ALL
    given: frozenset[str] = frozenset()
    deadline: float = msgspec.field(default_factory=lambda: time.monotonic() + CALL_SECONDS)
    trace: Trace = msgspec.field(default_factory=lambda: Trace(Redactor()))
    request_id: str = ""
    cursor: dict[str, Any] | None = None

    def seconds_left(self) -> float:
        """Seconds until the call's deadline."""
        return self.deadline - time.monotonic()


class Client(Generic[S]):
    """One call's view of a store; subclasses add a protocol (REST, GraphQL, SOAP, bridge) and a platform its idioms.

    ``exchange`` is the seam that every protocol uses: it signs, waits for the store's limits, retries what may be
    retried, and traces.
    """

    title: ClassVar[str] = "The store"
    auth: ClassVar[Auth]
    errors: ClassVar[Errors] = Errors({})
    concurrency: ClassVar[int] = 8

    def __init__(self, connection: Connection[S], call: Call) -> None:
        self.connection = connection
        self.call = call

    @property
    def settings(self) -> S:
        """The store's settings."""
        return self.connection.settings

    @property
    def wanted(self) -> Selection:
        """The fields of the entity that the caller asked for."""
        return self.call.wanted

    def with_call(self, call: Call) -> Any:
        """The same store for another call."""
        return type(self)(self.connection, call)

    async def view(self, store_id: str | None, lang_id: str | None, currency_id: str | None) -> None:
        """Look at the shop through one store, language and currency; where there is only one, others are refused."""
        for name, value in (("store_id", store_id), ("lang_id", lang_id), ("currency_id", currency_id)):
            if value is not None:
                raise ParameterError(f"Parameter '{name}' can't be used: {self.title} has only one.")

    async def check(self) -> str:
        """Ask the shop something that only works with good credentials; answers its version."""
        raise NotImplementedError

    async def sign(self, request: Request) -> None:
        """Put the proof of who sends it into a request."""
        await self.auth.sign(request, self.connection)

    async def exchange(self, request: Request, *, safe: bool) -> Response:
        """Send a request and answer what came back, whatever its status below 500 but 429.

        ``safe`` says that repeating does no harm. What is not safe is repeated only where the shop cannot have seen it
        or has refused it for its limits.
        """
        connection = self.connection
        connection.budget.earn()
        renewed = False
        for attempt in range(1, ATTEMPTS + 1):
            try:
                response = await self._once(request, attempt)
            except AddressForbidden:
                raise
            except Unreachable as error:
                if not (safe or isinstance(error, NeverSent)) or not self._again(attempt):
                    raise
                await self._sleep(backoff(attempt), error)
                continue
            if response.status == 429 or (response.status == 503 and "retry-after" in response.headers):
                pause = connection.throttle.refused(asked_pause(response.headers), attempt=attempt)
                refusal = self._throttled(response, pause)
                if not self._again(attempt):
                    raise refusal
                await self._sleep(0, refusal, pause=pause)
                continue
            if response.status == 401 and not renewed and await self.auth.refused(connection):
                renewed = True
                continue
            if response.status in (500, 502, 503, 504) and safe and self._again(attempt):
                await self._sleep(backoff(attempt), self.failure(response))
                continue
            connection.throttle.answered(response.headers)
            return response
        raise StoreError(f"{self.title} kept failing; {ATTEMPTS} attempts were made.")

    async def _once(self, request: Request, attempt: int) -> Response:
        """One attempt: wait for a place, sign a copy, send, note it in the trace."""
        connection, call = self.connection, self.call
        await connection.throttle.wait(call.deadline)
        async with connection.throttle:
            await connection.throttle.wait(call.deadline)  # a pause may have begun while this waited for its place
            left = call.seconds_left()
            if left <= 0:
                raise TimedOut("The call's time is over before the store could be asked.")
            signed = Request(method=request.method, url=request.url, headers=dict(request.headers), body=request.body)
            await self.sign(signed)
            started = time.perf_counter()
            try:
                response = await connection.transport.send(signed, within=min(left, REQUEST_SECONDS))
            except PolycartError as error:
                call.trace.add(signed, None, started, attempt=attempt, error=error)
                raise
            call.trace.add(signed, response, started, attempt=attempt)
            return response

    def _again(self, attempt: int) -> bool:
        return attempt < ATTEMPTS and self.connection.budget.spend()

    async def _sleep(self, seconds: float, error: PolycartError, *, pause: float = 0.0) -> None:
        """Wait before a retry; where the deadline would pass meanwhile, raise what went wrong now."""
        if seconds + pause > self.call.seconds_left():
            raise error
        await asyncio.sleep(seconds)  # a pause that the shop asked for is sat out by the throttle, for all callers

    def _throttled(self, response: Response, pause: float) -> Throttled:
        native = self.native(response)
        return Throttled(
            f"{self.title} asks to slow down; try again in {pause:.0f} s.", native=native, retry_after=pause
        )

    def native(self, response: Response) -> Native:
        """Read the platform's own error code and words from an answer."""
        return Native(status=response.status)

    def failure(self, response: Response) -> PolycartError:
        """The error that stands for an answer with a bad status."""
        native = self.native(response)
        words = self.connection.redactor.text(native.message or f"HTTP {native.status}")[:500]
        return self.errors.pick(native)(f"{self.title} answered: {words.rstrip('.')}.", native=native)
