"""Trying webhooks out: an event that did not happen, about an entity that the shop really has."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec

from polycart.core.errors import NotFound, ParameterError, Unsupported
from polycart.gateway.changes.sources import sources
from polycart.gateway.tables import webhooks
from polycart.gateway.webhooks.entities import Kind, told
from polycart.gateway.webhooks.payloads import Subject
from polycart.gateway.webhooks.records import webhook_of

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.stores import Store


async def triggered(
    backend: Backend, store: Store, event: str, *, id: str | None = None, parent_id: str = ""
) -> tuple[Subject, list[int]]:
    """Deliver an event (``order.add``) to everybody who wants it, marked as a test; gives what was put in line.

    Without an ``id`` it is about the first entity that the shop lists.
    """
    entity, _, action = event.rpartition(".")
    known = told(backend.platform(store))
    if entity not in known or action not in known[entity][1]:
        every = ", ".join(f"{name}.{one}" for name, (_, actions) in known.items() for one in actions)
        raise ParameterError(f"There is no event '{event[:60]}' in this store. It can tell of: {every}.")
    clause = webhooks.select().where(
        webhooks.c.store_id == store.id, webhooks.c.entity == entity, webhooks.c.action == action, webhooks.c.active
    )
    rows = await backend.database.read(lambda one: one.execute(clause).all())
    if not rows:
        raise NotFound(f"No active webhook of this store wants {event}. Make one, or run: polycart listen")
    if id is None:
        id, parent_id = await _first(backend, store, known[entity][0])
    subject = Subject(store_id=store.id, entity=entity, action=action, entity_id=id, parent_id=parent_id)
    return subject, [await backend.deliveries.put(webhook_of(row), subject) for row in rows]


async def _first(backend: Backend, store: Store, kind: Kind) -> tuple[str, str]:
    """The ids of an entity that the shop has."""
    source = sources(backend.platform(store)).of.get(kind.entity)
    if source is None or any(field.required for field in msgspec.structs.fields(source.method.params)):
        raise Unsupported(f"Which {kind.entity}? Name it by --id, and what it belongs to by --parent.")
    names = ",".join(dict.fromkeys(["id", *([source.parent] if source.parent else [])]))
    raw: dict[str, Any] = {"count": 1, "params": names}
    request_id = f"trigger_{store.id}_{time.time_ns():x}"
    outcome = await backend.ask(source.method, raw, store=store, request_id=request_id)
    found = msgspec.to_builtins(outcome.result)[source.method.items]
    if not found:
        raise NotFound(f"The shop has no {kind.entity} to tell of.")
    return str(found[0]["id"]), str(found[0].get(source.parent or "") or "")
