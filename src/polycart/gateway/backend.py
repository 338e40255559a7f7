"""Every call through the gateway: keys, limits, validation, idempotency, the shop, the trace, in this order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from polycart.core.calls import Outcome, Prepared, finish, perform, prepare, refuse
from polycart.core.client import CALL_SECONDS, Call, Connection
from polycart.core.cursors import Cursors
from polycart.core.envelope import Answer, answer, refusal
from polycart.core.errors import (
    AccessDenied,
    InternalError,
    NotYet,
    PolycartError,
    StoreBusy,
    StoreNotFound,
    UnknownMethod,
)
from polycart.core.failures import failure
from polycart.core.method import Method
from polycart.core.platform import Platform
from polycart.core.trace import Redactor, Trace
from polycart.core.transport import ANY_ADDRESS, AddressPolicy, HttpTransport, Transport
from polycart.core.turns import Turns
from polycart.core.undo import Step, take_back
from polycart.gateway.absence import DatabaseAway
from polycart.gateway.accounts import SCOPES, Accounts, Caller
from polycart.gateway.batches.records import Batches
from polycart.gateway.bridges import Bridges
from polycart.gateway.bridges import Prepared as PreparedBridge
from polycart.gateway.builds import Builds
from polycart.gateway.changes.records import Changes
from polycart.gateway.contract import methods
from polycart.gateway.database import Database
from polycart.gateway.home import Home
from polycart.gateway.idempotency import Fresh, Idempotency, fingerprint
from polycart.gateway.journal import Journal
from polycart.gateway.live_shipping.rates import LiveRates
from polycart.gateway.pushes.keeping import Keeper
from polycart.gateway.queue import FairQueue
from polycart.gateway.stores import Store, Stores
from polycart.gateway.traces import Traces
from polycart.gateway.vault import Vault
from polycart.gateway.webhooks.deliveries import Deliveries
from polycart.gateway.webhooks.records import Webhooks
from polycart.platforms import platforms

if TYPE_CHECKING:
    from polycart.gateway.jobs.jobs import Jobs

T = TypeVar("T")

log = logging.getLogger("polycart.gateway")

_OPEN_CONNECTIONS = 10_000
_SHORTEST_CALL = 0.02

OWN_LANE = "gateway"
"""The lane of what the gateway asks shops for itself."""

BEFORE_A_STORE = frozenset({"bridge.download.file", "bridge.delete"})
"""Methods that also serve a bridge that is made but not connected yet."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator allows; each can be set in the environment as ``POLYCART_`` and the name in capitals."""

    store_concurrency: int = 5
    account_concurrency: int = 100
    call_seconds: float = CALL_SECONDS
    settle_seconds: float = 60.0
    poll_seconds: float = 60.0
    changes_days: float = 30.0
    shipping_failures: int = 20
    shipping_cache_seconds: float = 60.0
    private_networks: tuple[str, ...] = ()


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one call of a batch; ``wrote`` says that the shop may have been changed.

    ``begun`` is false where the call was not to be made any more when its turn came.
    """

    begun: bool = True
    result: Any = None
    error: PolycartError | None = None
    wrote: bool = False
    left_out: list[str] = []


class Turn(msgspec.Struct, frozen=True):
    """The turn of one call of a batch at its store."""

    store: Store
    trace: Trace
    deadline: float


class Backend:
    """One installation: its state folder, its accounts and stores, and the connections to their shops."""

    def __init__(
        self, home: Home, *, limits: Limits | None = None, transports: Callable[[Store], Transport | None] | None = None
    ) -> None:
        self.home = home
        self._turns = Turns(home.path / "turns")
        self.limits = limits or Limits()
        self.database = Database.open(home.database)
        self.vault = Vault.open(home, self.database)
        self.accounts = Accounts(self.database)
        self.stores = Stores(self.database, self.vault)
        self.bridges = Bridges(self.database, self.vault)
        self.builds = Builds(self.database, self.vault)
        self.idempotency = Idempotency(self.database, self.stores)
        self.journal = Journal(self.database, self.stores)
        self.batches = Batches(self.database, self.stores)
        self.changes = Changes(self.database, self.stores)
        self.webhooks = Webhooks(self.database, self.stores, self.changes)
        self.deliveries = Deliveries(self.database, self.changes)
        self.pushes = Keeper(self)
        self.live_rates = LiveRates(self)
        self.jobs: Jobs | None = None
        self.traces = Traces(self.database, self.stores)
        self.cursors = Cursors(self.vault.derive(b"page cursors"))
        self.store_queue = FairQueue(self.limits.store_concurrency)
        self.account_queue = FairQueue(self.limits.account_concurrency, account=True)
        self._transports = transports
        self._public = HttpTransport(AddressPolicy(self.limits.private_networks))
        self._anywhere = HttpTransport(ANY_ADDRESS)
        self._connections: OrderedDict[int, tuple[int, Connection[Any]]] = OrderedDict()

    async def start(self) -> None:
        """Take back what calls of a killed process left half done, and begin to work jobs off."""
        await self.recover()
        if self.jobs is not None:
            await self.jobs.start()

    async def recover(self) -> None:
        """Take back what calls of a killed process left half done."""
        for entry in self.journal.pending():
            await self._recover(entry)

    async def close(self) -> None:
        """Write what is still in memory and close every connection; jobs under way are left to the next process."""
        if self.jobs is not None:
            await self.jobs.stop()
        await self.live_rates.close()
        for write in (self.traces.close, self.stores.calls.flush):
            try:
                await write()
            except DatabaseAway as error:
                log.warning("traces and counts of the last moment are lost: %s", error.message)
        await self._public.close()
        await self._anywhere.close()
        self.database.close()

    async def call(
        self,
        name: str,
        arguments: Callable[[], Mapping[str, object]],
        *,
        api_key: str | None = None,
        store_key: str | None,
        request_id: str,
        verb: str = "",
        bodies: bool = False,
        caller: Caller | None = None,
    ) -> Answer:
        """Answer one call of a client; errors are answers too.

        ``caller`` is given by whoever owns the state folder and needs no key; else ``api_key`` tells who calls.
        """
        started = time.perf_counter()
        trace = Trace(Redactor(), bodies=bodies)
        store: Store | None = None
        waiting: PreparedBridge | None = None
        try:
            caller = caller or self.accounts.authenticate(api_key)
            method = methods().get(name)
            if store_key is not None if method is None else method.keys == "store":
                store, waiting = await self._found(name, store_key, caller.account_id)
            if method is None:
                raise UnknownMethod(f"Method '{name[:80]}' does not exist.")
            if not caller.may("write" if method.writes else "read"):
                raise AccessDenied(f"This API key may not call {name}: it can only read.")
            result = await self._admitted(method, arguments, caller, store, trace, request_id, waiting)
        except PolycartError as error:
            result = refusal(error)
        except Exception as error:
            result = failure(log, error, request_id)
        if caller is not None:
            self._note(name, caller, store, trace, request_id, result, started)
        return result

    async def _found(
        self, name: str, store_key: str | None, account_id: int
    ) -> tuple[Store | None, PreparedBridge | None]:
        """The store of a key; for what can be done before there is one, the bridge that was made under it."""
        try:
            return self.stores.find(store_key, account_id), None
        except StoreNotFound:
            waiting = await self.bridges.find(store_key, account_id) if store_key and name in BEFORE_A_STORE else None
            if waiting is None:
                raise
            return None, waiting

    async def _admitted(
        self,
        method: Method[Any, Any],
        arguments: Callable[[], Mapping[str, object]],
        caller: Caller,
        store: Store | None,
        trace: Trace,
        request_id: str,
        waiting: PreparedBridge | None = None,
    ) -> Answer:
        """Wait for a place, then do the work, once for an idempotency key."""
        deadline = time.monotonic() + self.limits.call_seconds
        raw = arguments()
        prepared = prepare(method, raw, self.cursors, str(store.id) if store else "")
        key = getattr(prepared.params, "idempotency_key", None)
        lane = caller.key_id
        async with self.account_queue.slot(caller.account_id, lane, deadline, limit=caller.concurrency):
            if store is None:
                return await self._work(prepared, caller, None, trace, request_id, deadline, waiting)
            self.stores.calls.note(store.id)
            if key is None:
                async with self.store_queue.slot(store.id, lane, deadline, limit=store.concurrency):
                    return await self._work(prepared, caller, store, trace, request_id, deadline)
            scope = (caller.account_id, store.id, method.name, key)
            mark = fingerprint({name: value for name, value in raw.items() if name != "idempotency_key"})
            begun = await self.idempotency.begin(scope, mark, deadline=deadline)
            if not isinstance(begun, Fresh):
                return Answer(begun.body, begun.content_type, begun.return_code)
            # A caller that leaves does not stop the work: the key promises that its answer can be had later.
            work = self._once(begun, prepared, caller, store, trace, request_id, deadline)
            return await asyncio.shield(asyncio.ensure_future(work))

    async def _once(
        self,
        begun: Fresh,
        prepared: Prepared,
        caller: Caller,
        store: Store,
        trace: Trace,
        request_id: str,
        deadline: float,
    ) -> Answer:
        """Do the work of an idempotency key and keep its answer, errors too, once the shop may have been changed."""
        async with begun:
            async with self.store_queue.slot(store.id, caller.key_id, deadline, limit=store.concurrency):
                try:
                    result = await self._work(prepared, caller, store, trace, request_id, deadline)
                except PolycartError as error:
                    result = refusal(error)
                except Exception as error:
                    result = failure(log, error, request_id)
            begun.keep(result.body, result.content_type, result.return_code, wrote=trace.wrote)
            return result

    async def _work(
        self,
        prepared: Prepared,
        caller: Caller,
        store: Store | None,
        trace: Trace,
        request_id: str,
        deadline: float,
        waiting: PreparedBridge | None = None,
    ) -> Answer:
        from polycart.gateway.batches.methods import queued
        from polycart.gateway.live_shipping.methods import served
        from polycart.gateway.methods import Desk, gateway

        own = gateway.handlers.get(prepared.method.name)
        if own is None and store is not None:
            platform = self.platform(store)
            own = queued(platform, prepared.method) or served(platform, prepared.method)
        if own is not None:
            refuse(gateway, own, prepared.arguments)
            desk = Desk(self, caller, store, prepared, trace, request_id, waiting)
            outcome = finish(prepared, await own.function(desk, prepared.params), self.cursors, desk.store_name)
        elif store is None:
            raise NotYet(f"{prepared.method.name} is not served yet.")
        else:
            outcome = await self._shop(prepared, store, trace, request_id, deadline)
        return answer(prepared, outcome)

    async def _shop(self, prepared: Prepared, store: Store, trace: Trace, request_id: str, deadline: float) -> Outcome:
        platform, connection = self.connect(store)
        trace.redactor = connection.redactor
        left = deadline - time.monotonic()
        if left < _SHORTEST_CALL:  # the place came free together with the deadline: nothing can be done any more
            raise StoreBusy("Too many simultaneous calls for this store; no place became free in time.")
        return await perform(
            platform,
            connection,
            prepared,
            cursors=self.cursors,
            trace=trace,
            request_id=request_id,
            seconds=left,
            unsupported=store.unsupported,
        )

    async def item(
        self,
        method: Method[Any, Any],
        raw: Mapping[str, object],
        *,
        caller: Caller,
        store_id: int,
        request_id: str,
        begin: Callable[[], Awaitable[bool]] | None = None,
    ) -> Worked:
        """One call of a batch: with the limits, the undo and the trace of every call, in the lane of its jobs.

        ``begin`` is asked when its turn has come, right before the shop may be.
        """

        async def work(turn: Turn) -> Outcome | None:
            prepared = prepare(method, raw, self.cursors, str(store_id))
            if begin is not None and not await begin():
                return None
            self.stores.calls.note(store_id)
            return await self._shop(prepared, turn.store, turn.trace, request_id, turn.deadline)

        outcome, error, wrote = await self.turn(method.name, caller, store_id, request_id, work)
        if outcome is None and error is None:
            return Worked(begun=False)
        result, left_out = (outcome.result, outcome.left_out) if outcome is not None else (None, [])
        return Worked(result=result, error=error, wrote=wrote, left_out=left_out)

    async def turn(
        self,
        name: str,
        caller: Caller,
        store_id: int,
        request_id: str,
        work: Callable[[Turn], Awaitable[T | None]],
    ) -> tuple[T | None, PolycartError | None, bool]:
        """Do ``work`` when it is the jobs' turn at a store, and trace it; gives its error and whether it wrote, too."""
        started, deadline = time.perf_counter(), time.monotonic() + self.limits.call_seconds
        trace, lane = Trace(Redactor()), ("jobs", caller.key_id)
        found: T | None = None
        error: PolycartError | None = None
        store: Store | None = None
        try:
            store = self.stores.get(store_id)
            async with (
                self.account_queue.slot(caller.account_id, lane, deadline, limit=caller.concurrency),
                self.store_queue.slot(store_id, lane, deadline, limit=store.concurrency),
            ):
                found = await work(Turn(store, trace, deadline))
        except PolycartError as refused:
            error = refused
        except Exception as bug:
            failure(log, bug, request_id)
            error = InternalError(f"Internal error. Please report it with the request id {request_id}.")
        if found is not None or error is not None:
            code = error.code if error is not None else 0
            self._note(name, caller, store, trace, request_id, Answer(b"", "", code), started)
        return found, error, trace.wrote

    async def ask(
        self, method: Method[Any, Any], raw: Mapping[str, object], *, store: Store, request_id: str
    ) -> Outcome:
        """Ask a shop something for the gateway itself: with the limits of every call, and a trace if it fails.

        It is not counted among the calls of the account.
        """
        started, deadline = time.perf_counter(), time.monotonic() + self.limits.call_seconds
        caller = Caller(store.account_id, 0, frozenset(SCOPES), None, disabled=False)
        trace = Trace(Redactor())
        try:
            prepared = prepare(method, raw, self.cursors, str(store.id))
            async with (
                self.account_queue.slot(store.account_id, OWN_LANE, deadline),
                self.store_queue.slot(store.id, OWN_LANE, deadline, limit=store.concurrency),
            ):
                return await self._shop(prepared, store, trace, request_id, deadline)
        except PolycartError as error:
            self._note(method.name, caller, store, trace, request_id, Answer(b"", "", error.code), started)
            raise

    def platform(self, store: Store) -> Platform[Any]:
        """The platform of a store."""
        return platforms()[store.cart_id]

    def connect(self, store: Store) -> tuple[Platform[Any], Connection[Any]]:
        """The store's connection, made anew when its credentials or address have changed."""
        platform = self.platform(store)
        known = self._connections.get(store.id)
        if known is not None and known[0] == store.generation:
            self._connections.move_to_end(store.id)
            return platform, known[1]
        connection = self.connection(platform, {**store.settings, "store_url": store.url}, store)
        self._connections[store.id] = (store.generation, connection)
        if len(self._connections) > _OPEN_CONNECTIONS:
            self._connections.popitem(last=False)
        return platform, connection

    def connection(
        self, platform: Platform[Any], values: Mapping[str, Any], store: Store | None = None
    ) -> Connection[Any]:
        """A connection for checked credentials; ``store`` is ``None`` while they are being tried."""
        settings = platform.settings.read(values)

        async def keep(changed: Mapping[str, Any]) -> None:
            if store is not None:
                await self.stores.update(store.id, settings=changed)

        return Connection(
            settings,
            self.transport(store),
            name=str(store.id) if store else "",
            concurrency=platform.client.concurrency,
            secrets=settings.secrets(),
            log=self.journal.of(store.id) if store else None,
            keep=keep,
            user_agent=values.get("user_agent"),
            turns=self._turns,
        )

    @property
    def policy(self) -> AddressPolicy:
        """Which addresses may be called for a shop that is not connected yet."""
        return self._public.policy

    def transport(self, store: Store | None = None) -> Transport:
        """The way to a shop; ``None`` while it is not connected yet."""
        told = self._transports(store) if self._transports and store else None
        anywhere = store is not None and store.private_network
        return told or (self._anywhere if anywhere else self._public)

    async def delete(self, store_id: int) -> None:
        """Disconnect a store: what it has subscribed to in its shop is taken away first, and so are its services."""
        await self.pushes.leave(store_id)
        await self.live_rates.leave(store_id)
        await self.stores.delete(store_id)
        self.forget(store_id)

    def forget(self, store_id: int) -> None:
        """Drop a store's connection and everything learned about its shop."""
        self._connections.pop(store_id, None)

    def _note(
        self,
        name: str,
        caller: Caller,
        store: Store | None,
        trace: Trace,
        request_id: str,
        result: Answer,
        started: float,
    ) -> None:
        self.traces.add(
            request_id=request_id,
            account_id=caller.account_id,
            store_id=store.id if store else None,
            method=name[:80],
            code=result.return_code,
            ms=round((time.perf_counter() - started) * 1000, 2),
            exchanges=trace.exchanges,
        )

    async def _recover(self, entry: Any) -> None:
        """Send the undo steps of a call whose process is gone."""
        try:
            store = self.stores.get(entry.store_id)
            platform, connection = self.connect(store)
            steps = [msgspec.convert(step, Step) for step in entry.steps]
            client = platform.client(connection, Call(method="undo", request_id=entry.request_id))
            remains = await take_back(client, steps)
        except PolycartError as error:
            remains = [error.message]
        if not remains:
            await entry.done()
            return
        entry.leave()  # the next start tries again
        log.warning("request %s was cut off and is not wholly undone: %s", entry.request_id, " ".join(remains))
