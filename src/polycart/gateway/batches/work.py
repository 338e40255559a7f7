"""Works a batch off: several items at once, those of one entity in their order, each applied once or not at all."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from polycart.core.emulate import single_of
from polycart.core.errors import (
    AccountBusy,
    NotFound,
    PolycartError,
    ServiceUnavailable,
    StoreBusy,
    Throttled,
    Unreachable,
)
from polycart.core.groups import ALONE, Group, group_of
from polycart.core.method import Method
from polycart.gateway.absence import DatabaseAway, patiently
from polycart.gateway.accounts import Caller
from polycart.gateway.backend import Backend, Worked
from polycart.gateway.batches import doubts
from polycart.gateway.batches.bundles import Bundle, lanes_again, pick
from polycart.gateway.batches.doubts import Verdict
from polycart.gateway.batches.items import Raw, lane_of
from polycart.gateway.batches.records import SENT, WAITING, Batch, Open, Result
from polycart.gateway.batches.together import call_together
from polycart.gateway.contract import methods

if TYPE_CHECKING:
    from polycart.gateway.jobs.shares import Shares

TRIES = 5
"""Times that an item is sent whose shop has surely not begun it, and that a look is taken."""

LATER = (ServiceUnavailable, StoreBusy, AccountBusy, Throttled, Unreachable)
"""What another try may mend, where nothing was written."""

PAUSE = 1.0
"""Seconds before the second try; each further one waits twice as long, about."""

LONGEST_PAUSE = 30.0


class Stopping(Exception):
    """The worker ends; the batch is left to the next one."""


class Run:
    """One batch in the hands of this process."""

    def __init__(self, backend: Backend, shares: Shares, batch: Batch, caller: Caller, stopping: asyncio.Event) -> None:
        self.backend = backend
        self.batches = backend.batches
        self.shares = shares
        self.batch = batch
        self.caller = caller
        self.stopping = stopping
        self.single = single_of(batch.method) or ""
        self.method = methods()[self.single]
        self.group = group_of(backend.platform(backend.stores.get(batch.store_id)), self.single)

    async def work_off(self) -> None:
        """Work on every item that is not done; the first failure of the gateway itself ends it."""
        lanes: dict[str, list[Open]] = {}
        for item in await self.batches.open_items(self.batch):
            lanes.setdefault(lane_of(self.single, item.item.raw), []).append(item)
        waiting = list(lanes.values())[::-1]
        store = self.backend.stores.get(self.batch.store_id)
        width = min(len(waiting), store.concurrency or self.backend.limits.store_concurrency)
        async with asyncio.TaskGroup() as group:
            for _ in range(width):
                group.create_task(self._lanes(waiting))

    async def give_up(self, why: str) -> None:
        """Say of every item that is not done that it failed."""
        for item in await self.batches.open_items(self.batch):
            begun = " It was begun and may have been applied: look in the shop." if item.state == SENT else ""
            await self.batches.settle(self.batch, item.place, Result(status="failed", errors=[f"{why}{begun}"]))

    async def _lanes(self, waiting: list[list[Open]]) -> None:
        try:
            while waiting and not self.stopping.is_set():
                if self.group is not None and (bundle := pick(self.group, waiting)) is not None:
                    left = await self._together(self.group, bundle)
                    waiting += lanes_again(self.single, left, bundle.rest)
                    continue
                for item in waiting.pop():
                    if self.stopping.is_set():
                        return
                    await self._item(item)
        except Stopping:
            return

    async def _together(self, group: Group, bundle: Bundle) -> list[Open]:
        """Do items in one request; gives those that have to be done one by one, which may have been done or not."""
        items, worked, fate = bundle.items, Worked(), ""
        for attempt in range(1, TRIES + 1):
            items, worked = await self._sent_together(group, items)
            fate = _fate(worked)
            if fate != "later" or attempt == TRIES or not items:
                break
            items = await self._waiting_again(items)
            await self._pause(attempt)
        if fate == "unsure":
            return items
        if worked.error is not None and fate != "later":
            return await self._waiting_again(items)  # one of them may be why all were refused
        outcomes = [worked.error] * len(items) if worked.error is not None else worked.result or []
        alone: list[Open] = []
        results: list[tuple[int, Result]] = []
        for item, outcome in zip(items, outcomes, strict=True):
            if outcome is ALONE:
                alone.append(item)
                continue
            error = outcome if isinstance(outcome, PolycartError) else None
            own = Worked(result=None if error else outcome, error=error, wrote=worked.wrote)
            results.append((item.place, self._result(item, own, again=False)))
        await self.batches.settle_together(self.batch, results)
        return await self._waiting_again(alone)

    async def _waiting_again(self, items: list[Open]) -> list[Open]:
        """Items that the shop has surely not done, less those that somebody else has seen to."""
        sent = [item for item in items if item.state == SENT]
        back: set[int] = set()
        if sent:
            places = [item.place for item in sent]
            back = await self.batches.back_together(self.batch, places, sent[0].request_id)
        return [
            msgspec.structs.replace(item, state=WAITING) for item in items if item.state != SENT or item.place in back
        ]

    async def _sent_together(self, group: Group, items: list[Open]) -> tuple[list[Open], Worked]:
        """Send items in one request when it is their turn; those that were cancelled meanwhile are not among them."""
        request_id = f"job_{self.batch.id}_{items[0].place}_{items[0].tries + 1}"
        moment = 0.0

        async def begin() -> list[int]:
            nonlocal moment
            moment = time.time()
            sent = await self.batches.send_together(self.batch, [item.place for item in items], request_id)
            return [at for at, item in enumerate(items) if item.place in sent]

        async with self.shares.place(self.caller.account_id, self.batch.store_id):
            if self.stopping.is_set():
                raise Stopping
            chosen, worked = await call_together(
                self.backend, group, [item.item.raw for item in items],
                caller=self.caller, store_id=self.batch.store_id, request_id=request_id, begin=begin,
            )  # fmt: skip
        if not chosen and worked.error is not None:  # its turn did not come: nothing was begun
            return items, worked
        sent = {"state": SENT, "request_id": request_id, "sent": moment}
        return [msgspec.structs.replace(items[at], tries=items[at].tries + 1, **sent) for at in chosen], worked

    async def _item(self, item: Open) -> None:
        """Bring one item to its end: send it, as often as that is sure to do no harm."""
        doubtful = again = item.state == SENT
        for attempt in range(1, TRIES + 1):
            if doubtful:
                again = True
                if not await self._surely_not_done(item):
                    return
            sent = await self._sent(item)
            if sent is None:
                return
            item, worked = sent
            fate = _fate(worked)
            if fate == "settled" or (fate == "later" and attempt == TRIES):
                await self.batches.settle(self.batch, item.place, self._result(item, worked, again=again))
                return
            doubtful = fate == "unsure"
            if fate == "later":
                if not await self.batches.back(self.batch, item.place, item.request_id):
                    return
                await self._pause(attempt)
        if await self._surely_not_done(item):
            words = f"The shop did not answer in {TRIES} attempts; it has not applied the item."
            await self.batches.settle(self.batch, item.place, Result(status="failed", errors=[words]))

    async def _surely_not_done(self, item: Open) -> bool:
        """Look what became of an item that was with the shop; it waits again if it can be sent, else it is settled."""
        verdict = await patiently(lambda: self._verdict(item))
        if verdict.found != "absent":
            await self._conclude(item, verdict)
            return False
        return await self.batches.back(self.batch, item.place, item.request_id)  # False: somebody else has seen to it

    async def _sent(self, item: Open) -> tuple[Open, Worked] | None:
        """Send an item when it is its turn; ``None`` where it was cancelled meanwhile."""
        tries = item.tries + 1
        request_id = f"job_{self.batch.id}_{item.place}_{tries}"
        async with self.shares.place(self.caller.account_id, self.batch.store_id):
            if self.stopping.is_set():
                raise Stopping
            begin = partial(self.batches.send, self.batch, item.place, request_id)
            moment = time.time()
            worked = await self._call(self.method, item.item.raw, request_id, begin)
        if not worked.begun:
            await self.batches.drop(self.batch, item.place)
            return None
        return msgspec.structs.replace(item, state=SENT, request_id=request_id, sent=moment, tries=tries), worked

    async def _call(
        self, method: Method[Any, Any], raw: Raw, request_id: str, begin: Callable[[], Awaitable[bool]] | None = None
    ) -> Worked:
        return await self.backend.item(
            method, raw, caller=self.caller, store_id=self.batch.store_id, request_id=request_id, begin=begin
        )

    def _result(self, item: Open, worked: Worked, *, again: bool) -> Result:
        """The result of an item that the shop has answered."""
        warnings = list(worked.left_out)
        if worked.error is None:
            return Result(
                status="success", entity_id=_entity(self.single, item.item.raw, worked.result), warnings=warnings
            )
        if again and self.single.endswith(".delete") and isinstance(worked.error, NotFound):
            return Result(status="success", entity_id=_own(item.item.raw), warnings=warnings)
        return Result(status="failed", entity_id=_own(item.item.raw), errors=[worked.error.sentence], warnings=warnings)

    async def _conclude(self, item: Open, verdict: Verdict) -> None:
        """Settle an item by what was seen of it."""
        if verdict.found == "done":
            words = "The worker was cut off; the item was found in the shop."
            result = Result(status="success", entity_id=verdict.entity_id, warnings=[words])
        else:
            words = (
                f"The work was cut off while this item was with the shop, and {verdict.why}; it was not sent again, "
                "so that it is not applied twice: look in the shop."
            )
            result = Result(status="failed", entity_id=verdict.entity_id or _own(item.item.raw), errors=[words])
        await self.batches.settle(self.batch, item.place, result)

    async def _verdict(self, item: Open) -> Verdict:
        """What became of an item that was with the shop, once that has settled down."""
        simple = doubts.again(self.single, item.item.raw)
        if simple is not None and simple.found == "unclear":
            return simple
        sent = item.sent or 0.0
        # From now on, not from when it was sent: a request that waited for the shop's limits left later than that.
        settled = time.time() + self.backend.limits.settle_seconds
        failed = 0
        while True:
            if self.stopping.is_set():
                raise Stopping
            if self.batches.undoing(item.request_id):
                if time.time() > settled + 60:
                    return Verdict(found="unclear", why="taking it back did not succeed")
                await self.backend.recover()
                await self._wait(1.0)
                continue
            if simple is not None:
                return simple
            try:
                verdict = await doubts.look(
                    self.single, item.item.raw, sent=sent, ask=self._ask, takes=self._takes,
                    credited=partial(self.batches.credited, self.batch.store_id),
                )  # fmt: skip
            except DatabaseAway:
                raise
            except PolycartError as error:
                failed += 1
                if failed >= TRIES:
                    return Verdict(found="unclear", why=f"the shop can't be asked ({error.message.rstrip('.')})")
                await self._pause(failed)
                continue
            left = settled - time.time()
            if verdict.found == "absent" and left > 0:  # the shop may still be at it
                await self._wait(min(left, 5.0))
                continue
            return verdict

    def _takes(self, name: str) -> frozenset[str]:
        """The parameters of a list that the store's platform honours."""
        handler = self.backend.platform(self.backend.stores.get(self.batch.store_id)).handlers.get(name)
        return handler.parameters if handler is not None else frozenset()

    async def _ask(self, name: str, raw: Raw) -> Mapping[str, Any]:
        request_id = f"job_{self.batch.id}_look_{time.time_ns():x}"
        worked = await self._call(methods()[name], raw, request_id)
        if worked.error is not None:
            raise worked.error
        return msgspec.to_builtins(worked.result)

    async def _pause(self, attempt: int) -> None:
        await self._wait(min(PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE) * random.uniform(0.5, 1.5))  # noqa: S311

    async def _wait(self, seconds: float) -> None:
        """Wait, but not beyond the end of the worker."""
        try:
            async with asyncio.timeout(seconds):
                await self.stopping.wait()
        except TimeoutError:
            return
        raise Stopping


def _fate(worked: Worked) -> str:
    """What a call means for its item: ``settled``, to be tried ``later``, or ``unsure``: it may have been done."""
    error = worked.error
    if not isinstance(error, LATER) or error.notes:  # what could not be taken back is told, and no more tried
        return "settled"
    if not worked.wrote:
        return "later"
    return "unsure" if isinstance(error, (Unreachable, DatabaseAway)) else "settled"


def _own(raw: Raw) -> str | None:
    return str(raw["id"]) if raw.get("id") is not None else None


def _entity(single: str, raw: Raw, result: Any) -> str | None:
    """The id of the entity that a call made or changed."""
    if not single.endswith(".add"):
        return _own(raw)
    fields = msgspec.to_builtins(result)
    return next((str(value) for name, value in fields.items() if name.endswith("_id") or name == "id"), None)
