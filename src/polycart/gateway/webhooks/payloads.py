"""What a delivery holds: the entity as it is now, read once for all webhooks that ask for the same of one change."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, cast

import msgspec

from polycart.core.errors import InternalError, NotFound, PolycartError, RequestError, StoreNotFound
from polycart.core.selection import project
from polycart.gateway.webhooks import conditions
from polycart.gateway.webhooks.entities import Kind, kind_of, needed, spelled
from polycart.gateway.webhooks.records import Webhook

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.stores import Store

SHARED = 30.0
"""Seconds for which what was read for a change is good for its other webhooks."""

MOST_SHARED = 512

_encoder = msgspec.json.Encoder()


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What an event is about; ``mark`` is the same for all webhooks that the event is for."""

    store_id: int
    entity: str
    action: str
    entity_id: str
    parent_id: str = ""
    mark: str = ""


class Payloads:
    """Reads entities through the same way as every call: its limits, its trace, its errors."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._shared: OrderedDict[tuple[Any, ...], tuple[float, asyncio.Task[dict[str, Any]]]] = OrderedDict()

    async def body(self, webhook: Webhook, subject: Subject, request_id: str) -> bytes | None:
        """The body of a delivery; ``None`` where the event does not meet the webhook's conditions.

        Of what is deleted, or gone by now, only the ids are told.
        """
        store = self._backend.stores.get(subject.store_id)
        kind = kind_of(self._backend.platform(store), subject.entity)
        if kind is None:
            raise InternalError(f"{subject.entity} can not be read any more.")
        if subject.action == "delete":
            return _sent(webhook, kind, subject.action, _ids(kind, subject))
        try:
            entity = await self._entity(store, kind, webhook, subject, request_id)
        except NotFound:
            return None if webhook.conditions else _encoder.encode(_ids(kind, subject))
        return _sent(webhook, kind, subject.action, entity)

    async def _entity(
        self, store: Store, kind: Kind, webhook: Webhook, subject: Subject, request_id: str
    ) -> dict[str, Any]:
        wanted = kind.selection(webhook.fields, webhook.response_fields)
        tested = conditions.paths(webhook.conditions) if webhook.conditions else set[str]()
        selection = needed(wanted, tested)
        view = {name: value for name, value in _view(webhook).items() if value is not None}
        raw = kind.arguments(subject.entity_id, subject.parent_id, selection) | view

        async def read() -> dict[str, Any]:
            return await self._read(store, kind, raw, subject.entity_id, request_id)

        if not subject.mark:
            return await read()
        key = (subject.store_id, subject.mark, spelled(selection), *sorted(view.items()))
        return await self._once(key, read)

    async def _once(
        self, key: tuple[Any, ...], read: Callable[[], Coroutine[Any, Any, dict[str, Any]]]
    ) -> dict[str, Any]:
        """What another reads at the moment, or has just read, is not read again; a failure is everybody's own."""
        now = time.monotonic()
        while self._shared and next(iter(self._shared.values()))[0] < now - SHARED:
            self._shared.popitem(last=False)
        known = self._shared.get(key)
        if known is None:
            known = self._shared[key] = (now, asyncio.ensure_future(read()))
            known[1].add_done_callback(_seen)
            if len(self._shared) > MOST_SHARED:
                self._shared.popitem(last=False)
        try:
            return await asyncio.shield(known[1])
        except Exception:
            if self._shared.get(key) is known:
                del self._shared[key]
            raise

    async def _read(self, store: Store, kind: Kind, raw: dict[str, object], id: str, request_id: str) -> dict[str, Any]:
        outcome = await self._backend.ask(kind.method, raw, store=store, request_id=request_id)
        result = msgspec.to_builtins(outcome.result)
        if kind.method.items:
            found = cast("list[dict[str, Any]]", result[kind.method.items])
            if not found:
                raise NotFound(f"{kind.entity} with id {id} not found")
            return found[0]
        return result

    async def close(self) -> None:
        """Read nothing more."""
        tasks = [task for _, task in self._shared.values()]
        self._shared.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _seen(task: asyncio.Task[Any]) -> None:
    """Whoever waited for a read that failed may be gone; that is no reason to complain."""
    if not task.cancelled():
        task.exception()


def _view(webhook: Webhook) -> dict[str, str | None]:
    return {"lang_id": webhook.lang_id, "store_id": webhook.shop_id}


def _sent(webhook: Webhook, kind: Kind, action: str, entity: dict[str, Any]) -> bytes | None:
    if webhook.conditions is not None and not conditions.holds(webhook.conditions, entity, kind.filterable(action)):
        return None
    if action == "delete":
        return _encoder.encode(entity)
    return _encoder.encode(project(entity, kind.selection(webhook.fields, webhook.response_fields)))


def _ids(kind: Kind, subject: Subject) -> dict[str, Any]:
    """All that is known of what is gone."""
    ids = {"id": subject.entity_id}
    return ids | {kind.parent: subject.parent_id} if kind.parent and subject.parent_id else ids


def passing(error: PolycartError) -> bool:
    """Whether what could not be read now may be readable later."""
    return not isinstance(error, (RequestError, StoreNotFound))
