"""Answering a shop that asks for rates: verified, put to the callback, checked, given in the shop's words.

A callback that fails is counted and can be seen; the shop then gets the fallback table of the service, or an error, on
which it offers none of our rates. After too many failures in a row a service is switched off. Packages are kept
nowhere: rates are known again by a hash of what they were asked for, and traces hold no bodies.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import secrets
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from polycart.core.client import Call
from polycart.core.errors import AccessDenied, ParameterError, PolycartError, StoreNotFound
from polycart.core.failures import report
from polycart.core.live_shipping import LiveShipping, Package, Question, Rate
from polycart.core.trace import Exchange, Redactor, Trace
from polycart.core.transport import AddressPolicy, HttpTransport
from polycart.gateway.absence import DatabaseAway
from polycart.gateway.live_shipping.asking import Asking
from polycart.gateway.live_shipping.fallback import fitting
from polycart.gateway.live_shipping.services import Service, Services
from polycart.gateway.live_shipping.signing import signed

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.stores import Store

log = logging.getLogger("polycart.shipping")

PATH = "/shipping/"
LEAVE_SECONDS = 15.0

WINDOW = 300.0
"""Seconds by which a shop's clock may differ, and for which a nonce is remembered."""

FAILED_SECONDS = 10.0
"""Seconds for which a callback is not asked again for packages that it failed for: a shop asks several times while one
page is shown, and would wait each time."""

OF_A_SERVICE = 16
"""Questions for one service at once: a callback that hangs must not take the places of others."""

_MOST = 10_000


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop is answered: rates with 200, else a sentence."""

    status: int
    body: bytes = b""
    message: str = ""


UNKNOWN = Told(status=404, message="Nobody takes questions for rates at this address.")
EARLY = Told(status=503, message="This service is just being made.")
OFF = Told(status=410, message="This service is switched off: its callback has failed too often.")
BUSY = Told(status=503, message="Too many questions for rates wait for this service.")


class LiveRates:
    """The rates of an installation; ``clock`` gives the moment in Unix seconds."""

    def __init__(self, backend: Backend) -> None:
        self.services = Services(backend.database, backend.stores)
        self.clock: Callable[[], float] = time.time
        self.asking = Asking(HttpTransport(AddressPolicy(backend.limits.private_networks), connections=OF_A_SERVICE))
        self._backend = backend
        self._under_way = Counter[int]()
        self._known: OrderedDict[bytes, tuple[float, dict[str, list[Rate]] | str]] = OrderedDict()
        self._nonces: OrderedDict[tuple[int, str], float] = OrderedDict()
        self._switching: set[asyncio.Task[None]] = set()

    @property
    def public_url(self) -> str:
        """Where shops reach this server."""
        return self._backend.pushes.public_url

    def address(self, service: Service) -> str:
        """Where the shop asks."""
        return f"{self.public_url}{PATH}{service.token}"

    async def close(self) -> None:
        """Close the connections to callbacks."""
        for task in self._switching:
            task.cancel()
        await asyncio.gather(*self._switching, return_exceptions=True)
        await self.asking.transport.close()

    async def answer(self, token: str, headers: Mapping[str, str], body: bytes) -> Told:
        """Answer a question; ``headers`` have their names in lower case, ``body`` is what came, byte for byte."""
        service = self.services.find(token)
        if service is None:
            return UNKNOWN
        if not service.registered:
            return EARLY
        try:
            store = self._backend.stores.get(service.store_id)
            platform, connection = self._backend.connect(store)
            live = platform.live_shipping
            if live is None:
                return UNKNOWN
            question = live.read(connection.settings, service.secret, headers, body)
            self._refuse_stale(service, question)
        except StoreNotFound:
            return UNKNOWN
        except (AccessDenied, ParameterError) as error:
            # Not 403: shops take that for good, and a clock that is wrong would end a service.
            log.warning("a question for rates of service %s was refused: %s", service.id, error.message)
            return Told(status=400, message=error.message)
        if not service.enabled:
            return self._instead(live, service, question, OFF)
        return await self._found(live, store, service, question)

    async def _found(self, live: LiveShipping[Any], store: Store, service: Service, question: Question) -> Told:
        mark = _mark(service.id, question.packages)
        kept = self._known.get(mark)
        if kept is not None and kept[0] > self.clock():
            if isinstance(kept[1], str):
                return self._instead(live, service, question, Told(status=502, message=kept[1]))
            return Told(status=200, body=live.write(question, kept[1]))
        if self._under_way[service.id] >= OF_A_SERVICE:
            return self._instead(live, service, question, BUSY)
        self._under_way[service.id] += 1
        try:
            rates = await self._asked(live, store, service, question)
        except ParameterError as error:
            self._keep(mark, FAILED_SECONDS, error.message)
            return self._instead(live, service, question, Told(status=502, message=error.message))
        finally:
            self._under_way[service.id] -= 1
            self._under_way += Counter()  # those without any are dropped
        self._keep(mark, self._backend.limits.shipping_cache_seconds, rates)
        return Told(status=200, body=live.write(question, rates))

    def _keep(self, mark: bytes, seconds: float, told: dict[str, list[Rate]] | str) -> None:
        """Know for a while what packages cost, or why that is not known."""
        self._known[mark] = (self.clock() + seconds, told)
        self._known.move_to_end(mark)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    async def _asked(
        self, live: LiveShipping[Any], store: Store, service: Service, question: Question
    ) -> dict[str, list[Rate]]:
        """Ask the callback, and count how that went."""
        started = time.perf_counter()
        key = self._backend.stores.key(store.id)

        def headers(body: bytes) -> dict[str, str]:
            return signed(body, key, moment=self.clock(), service=service.id)

        try:
            rates = await self.asking.ask(service.callback, question.packages, headers, seconds=live.seconds)
        except ParameterError as error:
            self._trace(store, service, error, started)
            await self._went_wrong(live, store, service, error)
            raise
        if service.failures:
            with contextlib.suppress(DatabaseAway):  # the buyer waits for the rates; the next answer counts as well
                await self.services.worked(service)
        return rates

    async def _went_wrong(self, live: LiveShipping[Any], store: Store, service: Service, error: ParameterError) -> None:
        said = error.message.replace(service.callback, _shown(service.callback))
        log.warning("the callback of live shipping service %s failed: %s", service.id, said)
        limit = self._backend.limits.shipping_failures
        if await self.services.went_wrong(service, said, self.clock(), limit) and not service.fallback:
            log.warning("live shipping service %s was switched off after %s failures in a row", service.id, limit)
            # Beside the answer, for the shop waits for that.
            task = asyncio.create_task(self._switched_off(live, store, service))
            self._switching.add(task)
            task.add_done_callback(self._switching.discard)

    async def _switched_off(self, live: LiveShipping[Any], store: Store, service: Service) -> None:
        try:
            await live.switch(self.client(store), self.address(service), False)
        except PolycartError as error:
            log.warning("live shipping service %s is not switched off in its shop (%s)", service.id, error.message)
        except Exception as error:
            report(log, f"switching live shipping service {service.id} off", error)

    async def switch(self, service: Service, *, on: bool) -> None:
        """Turn a service on or off, in its shop first."""
        store = self._backend.stores.get(service.store_id)
        live = self._backend.platform(store).live_shipping
        if live is not None:
            await live.switch(self.client(store), self.address(service), on)
        await self.services.switch(service, on=on)

    async def leave(self, store_id: int) -> None:
        """Take the services of a store out of its shop before it is deleted; one that does not answer keeps them."""
        found = await self.services.list([store_id])
        if not found:
            return
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                store = self._backend.stores.get(store_id)
                live = self._backend.platform(store).live_shipping
                if live is not None:
                    for service in found:
                        await live.remove(self.client(store), self.address(service))
        except (PolycartError, TimeoutError) as error:
            log.warning("services of store %s remain in its shop (%s)", store_id, type(error).__name__)

    def client(self, store: Store, call: Call | None = None) -> Any:
        """A client of a store's shop."""
        platform, connection = self._backend.connect(store)
        return platform.client(connection, call or Call(method="live_shipping", trace=Trace(connection.redactor)))

    def _refuse_stale(self, service: Service, question: Question) -> None:
        """Refuse what was asked long ago, is from the future, or comes a second time."""
        now = self.clock()
        if question.sent is not None and abs(now - question.sent) > WINDOW:
            raise AccessDenied("The question is too old, or the clock of the shop's server is wrong.")
        if not question.nonce:
            return
        known = (service.id, question.nonce)
        if self._nonces.get(known, 0.0) > now:
            raise AccessDenied("The question was answered before.")
        self._nonces[known] = now + 2 * WINDOW
        if len(self._nonces) > _MOST:
            self._nonces.popitem(last=False)

    def _instead(self, live: LiveShipping[Any], service: Service, question: Question, told: Told) -> Told:
        """The fallback table where there is one that has something for the packages; else what is told."""
        rates = {package.id: fitting(service.fallback, package) for package in question.packages}
        if not service.fallback or not any(rates.values()):
            return told
        return Told(status=200, body=live.write(question, rates))

    def _trace(self, store: Store, service: Service, error: PolycartError, started: float) -> None:
        ms = round((time.perf_counter() - started) * 1000, 2)
        shown = Redactor((service.token, service.secret)).text(error.message)
        exchange = Exchange(method="POST", url=_shown(service.callback), status=None, ms=ms, error=shown)
        self._backend.traces.add(
            request_id=f"ship_{secrets.token_hex(12)}", account_id=store.account_id, store_id=store.id,
            method="live_shipping.rates", code=error.code, ms=ms, exchanges=[exchange],
        )  # fmt: skip


def _mark(service: int, packages: Sequence[Package]) -> bytes:
    return hashlib.sha256(msgspec.json.encode([service, packages])).digest()


def _shown(callback: str) -> str:
    """A callback without what may be somebody's token."""
    with contextlib.suppress(ValueError):
        return urlsplit(callback)._replace(query="", fragment="").geturl()
    return ""
