"""A store reached in this process: the platform's connector, a transport, and no state on disk."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar, cast
from urllib.parse import urlsplit

from polycart import api
from polycart.api.cart.store import CartMethods, CartMethodsParams, CartValidateParams
from polycart.api.results import StatusText
from polycart.client.doors import WATCHING, Arguments, arguments_of
from polycart.client.page import Page
from polycart.core.bulk import Run
from polycart.core.calls import Outcome, Prepared, finish, handler_of, perform, prepare
from polycart.core.client import CALL_SECONDS, Call, Connection
from polycart.core.cursors import Cursors
from polycart.core.envelope import Answer, answer, refusal
from polycart.core.errors import ParameterError, PolycartError, Unsupported
from polycart.core.method import Method
from polycart.core.platform import Capability, Platform
from polycart.core.trace import Exchange, Trace
from polycart.core.transport import ANY_ADDRESS, AddressPolicy, HttpTransport, Request, Response, Transport

T = TypeVar("T")


class NamedHost:
    """Calls the host that the caller named, wherever it is, and of all others only public ones."""

    def __init__(self, store_url: str) -> None:
        self.host = urlsplit(store_url).hostname
        self._named = HttpTransport(ANY_ADDRESS)
        self._others = HttpTransport(AddressPolicy())

    async def send(self, request: Request, *, within: float) -> Response:
        """Send one request."""
        named = urlsplit(request.url).hostname == self.host
        return await (self._named if named else self._others).send(request, within=within)

    async def close(self) -> None:
        """Close every connection."""
        await self._named.close()
        await self._others.close()


class Local:
    """Answers a store's calls with the connector itself."""

    def __init__(
        self,
        platform: Platform[Any],
        credentials: Mapping[str, Any],
        *,
        transport: Transport | None = None,
        seconds: float = CALL_SECONDS,
        unsupported: Literal["error", "warn"] = "error",
        bodies: bool = False,
    ) -> None:
        settings = platform.settings.read(credentials)
        if strange := credentials.keys() - platform.settings.described().keys():
            raise ParameterError(f"Parameter '{min(strange)}' is no credential of {platform.title}.")
        self.platform = platform
        self.connection: Connection[Any] = Connection(
            settings,
            transport or NamedHost(settings.store_url),
            name=settings.store_url,
            concurrency=platform.client.concurrency,
            secrets=settings.secrets(),
        )
        self.seconds = seconds
        self.bodies = bodies
        self.last_trace: list[Exchange] = []
        self._unsupported: Literal["error", "warn"] = unsupported
        self._cursors = Cursors(secrets.token_bytes(32))
        self._own: dict[str, Callable[[Call, Any], Any]] = {
            "cart.validate": self._validate,
            "cart.methods": self._methods,
        }

    def __str__(self) -> str:
        return f"{self.platform.cart_id} at {self.connection.settings.store_url}"

    async def call(self, method: Method[Any, Any], arguments: Arguments) -> Any:
        """Answer a call in the contract's structs."""
        prepared = self._prepared(method, arguments)
        outcome = await self._outcome(prepared)
        if method.item is None:
            return outcome.result
        pagination = outcome.pagination if isinstance(outcome.pagination, dict) else {}
        return Page(
            items=outcome.result.get(method.items, []),
            total=outcome.page.total if outcome.page else None,
            next=pagination.get("next"),
            previous=pagination.get("previous"),
            left_out=outcome.left_out,
        )

    async def answer(self, name: str, arguments: Arguments) -> Answer:
        """Answer a call in the wire's envelope."""
        try:
            prepared = self._prepared(api.METHODS[name], arguments)
            return answer(prepared, await self._outcome(prepared))
        except PolycartError as error:
            return refusal(error)

    def bulk(self, name: str, arguments: Arguments) -> Run | None:
        """How a list is read in bulk by the shop itself."""
        if name not in self.platform.bulk:
            return None
        prepared = self._prepared(api.METHODS[name], arguments)
        return Run(self.platform, self.connection, prepared, watch=self._watched)

    def _watched(self, trace: Trace) -> None:
        self.last_trace = trace.exchanges
        for watcher in WATCHING.get():
            watcher.extend(trace.exchanges)

    def capability(self, method: Method[Any, Any]) -> Capability:
        """How the platform serves a method, read off its code."""
        if method.name in self._own:
            return Capability(state="native")
        if method.name in self.platform.queued:
            return Capability(state="absent", reason="Only a polycart server does this; see polycart.remote().")
        return self.platform.capability(method)

    async def native(self, verb: str, path: str, query: Mapping[str, Any] | None, json: Any) -> Any:
        """Pass a call of the platform's own API through the connector's client: its signing, its limits, its trace."""
        if "://" in path and urlsplit(path).netloc != urlsplit(self.connection.settings.store_url).netloc:
            raise ParameterError("A native request goes to the store itself; name a path, or an address of its host.")

        async def work(call: Call) -> Any:
            client = self.platform.client(self.connection, call)
            pass_on = getattr(client, "pass_on", None)
            if pass_on is None:
                raise Unsupported(f"{self.platform.title} takes no native requests.")
            return await pass_on(verb.upper(), path, query, json)

        return await self._traced(Call(method="native", trace=self._trace()), work)

    async def feed(self, verb: str, path: str, arguments: Arguments) -> Any:
        """What has changed since when is kept by a server."""
        raise Unsupported("Only a polycart server keeps the changes of a store; see polycart.remote().")

    async def check(self) -> str:
        """Ask the shop whether the credentials work; answers its version."""
        self.connection.forget()

        async def work(call: Call) -> str:
            return await self.platform.client(self.connection, call).check()

        return await self._traced(Call(method="check", trace=self._trace()), work)

    async def close(self) -> None:
        """Give the connections back."""
        await self.connection.transport.close()

    def _trace(self) -> Trace:
        return Trace(self.connection.redactor, bodies=self.bodies)

    def _prepared(self, method: Method[Any, Any], arguments: Arguments) -> Prepared:
        if method.name not in self._own:
            if method.keys == "account":
                raise Unsupported(f"{method.name} is answered by a polycart server; see polycart.remote().")
            handler_of(self.platform, method)
        return prepare(method, arguments_of(method, arguments), self._cursors, self.connection.name)

    async def _outcome(self, prepared: Prepared) -> Outcome:
        """Do the work of a call, by the connector or, for the two methods about the connection, here."""
        own = self._own.get(prepared.method.name)

        async def work(call: Call) -> Outcome:
            if own is not None:
                return finish(prepared, await own(call, prepared.params), self._cursors, self.connection.name)
            return await perform(
                self.platform, self.connection, prepared,
                cursors=self._cursors, trace=call.trace, request_id=call.request_id, seconds=self.seconds,
                unsupported=self._unsupported,
            )  # fmt: skip

        call = Call(method=prepared.method.name, trace=self._trace(), request_id=f"lib_{secrets.token_hex(12)}")
        return await self._traced(call, work)

    async def _traced(self, call: Call, work: Callable[[Call], Any]) -> Any:
        try:
            async with asyncio.timeout(self.seconds + 5):
                return await work(call)
        finally:
            self._watched(call.trace)

    async def _validate(self, call: Call, p: CartValidateParams) -> StatusText:
        self.connection.forget()
        version = await self.platform.client(self.connection, call).check()
        if p.validate_version:
            self.platform.refuse_older(version)
        return StatusText(status=f"The store answers: {self.platform.title} {version}.")

    async def _methods(self, call: Call, p: CartMethodsParams) -> CartMethods:
        served = {*self.platform.handlers, *self._own}
        return CartMethods(method=cast("Any", [name for name in api.METHODS if name in served]))
