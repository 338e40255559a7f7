"""Makes the deliveries: takes them in turn, reads what they hold, signs, sends, and writes down what became of it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from polycart import __version__
from polycart.core.errors import PolycartError, StoreNotFound, TimedOut, Unreachable
from polycart.core.failures import report
from polycart.core.transport import (
    AddressForbidden,
    AddressPolicy,
    HttpTransport,
    NeverSent,
    Request,
    Response,
    Transport,
)
from polycart.gateway.absence import DatabaseAway, patiently
from polycart.gateway.again import Again
from polycart.gateway.webhooks import retries, signatures
from polycart.gateway.webhooks.delivery import DEAD, DELIVERED, LOST, OPEN, SKIPPED, TEST, Delivery, Fate, Taken
from polycart.gateway.webhooks.outages import Outages, outage_of
from polycart.gateway.webhooks.payloads import Payloads, Subject, passing
from polycart.gateway.webhooks.records import CONSUMER, Webhook

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend

log = logging.getLogger("polycart.webhooks")

ANSWER_SECONDS = 15.0
"""Seconds that an endpoint has to answer."""

AT_ONCE = 64
"""Deliveries that a process has under way."""

FAILING_AT_ONCE = 24
"""Of these, those to endpoints whose last one failed: dead ones must not take all places with their timeouts."""

OF_A_WEBHOOK = 6
OF_A_STORE = 16
"""Deliveries at once of one webhook, and of one store: what they hold comes from its shop."""

LOOKS_EVERY = 1.0
"""Seconds between two looks for what other processes have left to do."""

LATER = (15.0, 60.0, 300.0, 900.0)
"""Seconds before a shop is asked again for what it could not tell."""


class Dispatcher:
    """The deliveries of one process; ``listener`` makes only those of its own webhooks.

    ``clock`` gives the moment in Unix seconds.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        listener: str = "",
        transport: Transport | None = None,
        clock: Callable[[], float] = time.time,
        told: Callable[[Taken, Fate], None] | None = None,
    ) -> None:
        self.payloads = Payloads(backend)
        self.outages = Outages(backend)
        self._backend = backend
        self._deliveries = backend.deliveries
        self._listener = listener
        self._clock = clock
        self._told = told
        self._transport = transport or HttpTransport(
            AddressPolicy(backend.limits.private_networks), connections=OF_A_WEBHOOK * 4, whole=False
        )
        self._under_way: dict[asyncio.Task[None], Taken] = {}
        self._wake = asyncio.Event()
        turns = Again(
            self.turn, self._until_the_next_turn, name="polycart-webhooks", about="the deliveries of webhooks", log=log
        )
        self._again = [turns]
        if not listener:
            # Shops that can't be reached are asked beside the deliveries, which need not wait for their answers.
            checks = Again(
                self._check, self._until_the_next_check, name="polycart-webhooks-checks",
                about="the check of lost shops", log=log,
            )  # fmt: skip
            self._again.append(checks)
        self._listening: asyncio.Task[None] | None = None
        self._looked = 0.0
        self._stopping = False

    async def start(self) -> None:
        """Begin to deliver."""
        self._stopping = False
        self._backend.changes.on_lost.append(self._lost)
        self._backend.changes.on_found.append(self.outages.found)
        self._listening = asyncio.create_task(self._listen(), name="polycart-webhooks-news")
        for one in self._again:
            one.start()

    async def stop(self, grace: float = 5.0) -> None:
        """Begin nothing more; what is under way has ``grace`` seconds, and is left to another process after that."""
        self._stopping = True
        for one in self._again:
            await one.stop()
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None
            self._backend.changes.on_lost.remove(self._lost)
            self._backend.changes.on_found.remove(self.outages.found)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=grace)
        left = dict(self._under_way)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._deliveries.back([left[task].delivery for task in left if task.cancelled()], self._clock())
        await self.payloads.close()
        await self._transport.close()

    def idle(self) -> bool:
        """Whether nothing is under way and nothing is due."""
        return not self._under_way and not self._deliveries.waiting(self._clock(), self._listener)

    async def turn(self) -> int:
        """Write out some of what is new, and begin what is due; gives how much was done of both."""
        now = self._clock()
        if now >= self._looked + LOOKS_EVERY:
            self._looked = now
            await self._deliveries.recover(now)
        done = 0
        for store_id in await self._backend.changes.behind(CONSUMER):
            with contextlib.suppress(StoreNotFound):
                done += await self._deliveries.written(store_id, now)
        if done:
            self._wake.set()  # there may be more; what is due meanwhile need not wait for it
        while taken := await self._taken():
            done += len(taken)
            for one in taken:
                task = asyncio.create_task(self._delivered(one))
                self._under_way[task] = one
                task.add_done_callback(self._done)
        return done

    async def drained(self) -> None:
        """Work until nothing is under way and nothing is due."""
        quiet = False
        while not quiet:
            quiet = not self._under_way
            quiet = not await self.turn() and quiet and not self._under_way
            if self._under_way:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    async def _taken(self) -> list[Taken]:
        free = AT_ONCE - len(self._under_way)
        now = self._clock()
        if free <= 0 or self._stopping or not self._deliveries.waiting(now, self._listener):
            return []
        known = self._under_way.values()
        busy = Counter(one.webhook.id for one in known)
        stores = Counter(one.webhook.store_id for one in known)
        failing = sum(one.webhook.failures > 0 for one in known)
        return await self._deliveries.take(
            now=now, most=free, width=OF_A_WEBHOOK, busy=busy, listener=self._listener,
            full=[id for id, count in stores.items() if count >= OF_A_STORE],
            failing=FAILING_AT_ONCE - failing,
        )  # fmt: skip

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task, None)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            report(log, "a delivery", error)
        self._wake.set()

    async def _until_the_next_turn(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOKS_EVERY):
                await self._wake.wait()
        self._wake.clear()

    async def _check(self) -> None:
        await self.outages.check(self._clock())

    async def _until_the_next_check(self) -> None:
        await asyncio.sleep(LOOKS_EVERY)

    async def _listen(self) -> None:
        with self._backend.changes.subscribe() as news:
            while True:
                if await news.wait(60.0):
                    self._wake.set()

    async def _lost(self, store_id: int, error: PolycartError, lost: object) -> None:
        await self.outages.lost(store_id, error, self._clock())

    async def _delivered(self, taken: Taken) -> None:
        """One attempt, from reading to writing down what became of it."""
        began, started = self._clock(), time.perf_counter()
        try:
            fate = await self._attempted(taken)
        except DatabaseAway as error:  # nothing was sent
            fate = Fate(state=OPEN, said=error.message, pause=LOOKS_EVERY)
        except Exception as error:
            report(log, f"delivery {taken.delivery.id}", error)
            over = began - taken.delivery.opened > retries.LASTS
            fate = Fate(state=DEAD if over else OPEN, said="Internal error; see the log.", pause=LATER[-1])
        fate = fate if fate.ms else _timed(fate, started)
        while True:
            try:
                off = await self._deliveries.settle(taken, fate, began=began, now=self._clock())
                break
            except Exception as error:  # what was sent must be written down, or it is sent for ever
                report(log, f"writing down delivery {taken.delivery.id}", error)
                await asyncio.sleep(LOOKS_EVERY)
        if off:
            # What only this webhook wanted to know need not be asked of the shop any more.
            await patiently(lambda: self._backend.webhooks.watch(taken.webhook.store_id))
        if self._told is not None:
            self._told(taken, fate)

    async def _attempted(self, taken: Taken) -> Fate:
        delivery, webhook = taken.delivery, taken.webhook
        try:
            body = await self._body(delivery, webhook)
        except DatabaseAway:
            raise  # that says nothing of the shop
        except PolycartError as error:
            return await self._unread(delivery, error)
        if body is None:
            return Fate(state=SKIPPED, said="The event does not meet the conditions.")
        headers = self._headers(delivery, webhook, body)
        started = time.perf_counter()
        try:
            request = Request(method="POST", url=webhook.callback, headers=headers, body=body)
            answer = await self._transport.send(request, within=ANSWER_SECONDS)
        except AddressForbidden as error:
            return _timed(Fate(state=DEAD, said=error.message, sent=True), started)
        except (Unreachable, TimedOut, NeverSent) as error:
            return _failed(delivery, _timed(Fate(state=OPEN, said=error.message, sent=True), started), self._clock())
        fate = _timed(_answered(answer, self._clock()), started)
        if fate.fine:
            return _changed(fate, digest=hashlib.sha256(body).digest(), size=len(body))
        return fate if fate.gone else _failed(delivery, fate, self._clock())

    async def _body(self, delivery: Delivery, webhook: Webhook) -> bytes | None:
        if delivery.kind == LOST:
            return b""
        subject = Subject(
            store_id=delivery.store_id,
            entity=delivery.entity,
            action=delivery.action,
            entity_id=delivery.entity_id,
            parent_id=delivery.parent_id,
            # What was read for one attempt is no news for the next.
            mark=f"{delivery.seq}" if delivery.seq and delivery.tries == 1 else "",
        )
        return await self.payloads.body(webhook, subject, f"event_{delivery.id}_{delivery.tries}")

    async def _unread(self, delivery: Delivery, error: PolycartError) -> Fate:
        """The shop could not tell what the delivery is about."""
        said = f"The {delivery.entity} could not be read: {error.message}"
        over = self._clock() - delivery.opened > retries.LASTS
        if not passing(error) or over:
            return Fate(state=DEAD, said=said)
        await self.outages.lost(delivery.store_id, error, self._clock())
        return Fate(state=OPEN, said=said, pause=LATER[min(delivery.tries, len(LATER)) - 1])

    def _headers(self, delivery: Delivery, webhook: Webhook, body: bytes) -> dict[str, str]:
        moment = int(self._clock())
        store = self._backend.stores.get(webhook.store_id)
        about = {
            "X-Webhook-Id": str(webhook.id),
            "X-Webhook-Cart-Id": store.cart_id,
            "X-Webhook-Store-Id": webhook.shop_id or "1",
            "X-Webhook-Entity": webhook.entity,
            "X-Webhook-Action": webhook.action,
            "X-Webhook-Error-Code": "0",
        }
        if delivery.kind == TEST:
            about["X-Webhook-Test"] = "1"
        if delivery.kind == LOST:
            told = outage_of(delivery.told or "")
            about |= {
                "X-Webhook-Error-Code": str(told.code),
                "X-Webhook-Error-Reason": told.reason,
                "X-Webhook-Error-Message": told.message,
                "X-Webhook-Error-Try-Count": str(told.left),
            }
        signed = signatures.signed(
            about, body, id=delivery.message, moment=moment,
            secrets=self._backend.webhooks.secrets(webhook, moment), store_key=self._backend.stores.key(store.id),
        )  # fmt: skip
        plain = {"Content-Type": "application/json", "User-Agent": f"polycart/{__version__}"}
        return plain | signed


def _answered(answer: Response, now: float) -> Fate:
    """What an answer means; only 2xx is success, and no redirect is followed."""
    status = answer.status
    if 200 <= status < 300:
        return Fate(state=DELIVERED, said="", sent=True, fine=True, status=status)
    if status == retries.GONE:
        said = f"The endpoint answered {status}: its webhook was switched off."
        return Fate(state=DEAD, said=said, sent=True, gone=True, status=status)
    asked = retries.retry_after(answer.headers.get("retry-after"), now) or 0.0
    rest = asked if status in retries.BUSY else 0.0
    said = f"The endpoint answered {status}." if not 300 <= status < 400 else f"The endpoint redirects ({status})."
    return Fate(state=OPEN, said=said, sent=True, status=status, pause=asked, rest=rest)


def _failed(delivery: Delivery, fate: Fate, now: float) -> Fate:
    """A failed attempt: when the next one is, or that there is none."""
    pause = retries.pause(delivery.attempts + 1, fate.pause)
    if pause is None or now - delivery.opened > retries.LASTS:
        return _changed(fate, state=DEAD, pause=0.0)
    return _changed(fate, pause=pause)


def _timed(fate: Fate, started: float) -> Fate:
    return _changed(fate, ms=(time.perf_counter() - started) * 1000)


def _changed(fate: Fate, **values: Any) -> Fate:
    return msgspec.structs.replace(fate, **values)
