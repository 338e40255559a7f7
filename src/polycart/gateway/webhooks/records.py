"""The webhooks of a database: what is to be delivered where, and the secrets that deliveries are signed with."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Connection, Row, delete, func, select, update

from polycart.core.errors import NotFound, StoreNotFound
from polycart.gateway.database import VIOLATIONS, Database, delete_gently, encoded, insert_row
from polycart.gateway.stores import Stores
from polycart.gateway.tables import deliveries, webhooks
from polycart.gateway.webhooks.conditions import Condition
from polycart.gateway.webhooks.signatures import new_secret

if TYPE_CHECKING:
    from polycart.gateway.changes.records import Changes

CONSUMER = "webhooks"
"""The name under which changes are watched, and read, for webhooks."""

OVERLAP = 86400.0
"""Seconds for which the secret before a rotation signs, too."""


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """One webhook; ``shop_id`` and ``lang_id`` are the view of the shop that it was made for.

    ``note`` says why it was switched off, where the gateway did that, or when it will be. ``since`` is the last change
    before it.
    """

    id: int
    store_id: int
    entity: str
    action: str
    callback: str
    label: str | None
    fields: str
    response_fields: str | None
    lang_id: str | None
    shop_id: str | None
    conditions: Condition | None
    active: bool
    note: str
    created: float
    updated: float
    since: int
    old_until: float | None
    failures: int
    rest: float
    listener: str
    secret: bytes
    old_secret: bytes | None

    def __repr__(self) -> str:
        return f"<Webhook {self.id} {self.entity}.{self.action}>"  # a callback may hold somebody's token


_COLUMNS = frozenset(Webhook.__struct_fields__)


def webhook_of(row: Row[Any]) -> Webhook:
    """A webhook as it is kept."""
    values = {str(name): value for name, value in row._mapping.items() if name in _COLUMNS}
    values["active"] = bool(values["active"])
    if values["conditions"] is not None:
        values["conditions"] = msgspec.json.decode(values["conditions"])
    return Webhook(**values)


class Webhooks:
    """The webhooks of a database; their secrets are sealed with the store's data key."""

    def __init__(self, database: Database, stores: Stores, changes: Changes) -> None:
        self._database = database
        self._stores = stores
        self._changes = changes

    async def add(
        self,
        store_id: int,
        entity: str,
        action: str,
        callback: str,
        *,
        listener: str = "",
        secret: str | None = None,
        **values: Any,
    ) -> int:
        """Keep a webhook; what happens from now on is delivered to it.

        ``values`` are ``label``, ``fields``, ``response_fields``, ``lang_id``, ``shop_id``, ``conditions`` and
        ``active``.
        """

        def work(connection: Connection) -> int:
            id = insert_row(connection, webhooks, row)
            sealed = box.seal(_purpose(id), (secret or new_secret()).encode())
            connection.execute(update(webhooks).where(webhooks.c.id == id).values(secret=sealed))
            return id

        now, box = time.time(), self._stores.box(store_id)
        conditions = values.pop("conditions", None)
        row: dict[str, Any] = {
            "store_id": store_id, "entity": entity, "action": action, "callback": callback, "label": None,
            "fields": "force_all", "response_fields": None, "lang_id": None, "shop_id": None, "active": True,
            "conditions": None if conditions is None else encoded(conditions), "note": "", "created": now,
            "updated": now, "since": self._changes.last(store_id), "secret": b"", "failures": 0, "rest": 0.0,
            "listener": listener, **values,
        }  # fmt: skip
        try:
            id = await self._database.run(work)
        except VIOLATIONS:
            raise StoreNotFound("This store has just been deleted.") from None
        await self.watch(store_id)
        return id

    async def get(self, id: int, store_id: int | None = None) -> Webhook:
        """A webhook; ``NotFound`` (112) where there is none, or another store's."""
        clause = select(webhooks).where(webhooks.c.id == id)
        row = await self._database.read(lambda one: one.execute(clause).first())
        if row is None or store_id not in (None, row.store_id):
            raise NotFound(f"Webhook with id {id} not found")
        return webhook_of(row)

    async def list(self, *filters: Any, start: int = 0, count: int | None = None) -> list[Webhook]:
        """Webhooks that fit, the oldest first; those of a `polycart listen` are not shown."""
        clause = select(webhooks).where(webhooks.c.listener == "", *filters).order_by(webhooks.c.id).offset(start)
        clause = clause if count is None else clause.limit(count)
        return [webhook_of(row) for row in await self._database.read(lambda one: one.execute(clause).all())]

    async def count(self, *filters: Any) -> int:
        """How many webhooks fit."""
        clause = select(func.count()).select_from(webhooks).where(webhooks.c.listener == "", *filters)
        return await self._database.read(lambda one: one.execute(clause).scalar_one())

    async def update(self, webhook: Webhook, **values: Any) -> None:
        """Change a webhook. One that is switched on again begins with what happens from then on.

        What was still to be delivered when it was switched off is delivered then, unless its time is over.
        """
        changed = {**values, "updated": time.time()}
        if "conditions" in changed:
            kept = changed["conditions"]
            changed["conditions"] = None if kept is None else encoded(kept)
        if changed.get("active") and not webhook.active:
            changed |= {"since": self._changes.last(webhook.store_id), "note": ""}
        if changed.get("active") or "callback" in changed:
            changed |= {"failures": 0, "rest": 0.0, "failing": None, "due": time.time()}
        clause = update(webhooks).where(webhooks.c.id == webhook.id).values(changed)
        if not await self._database.run(lambda one: one.execute(clause).rowcount):
            raise NotFound(f"Webhook with id {webhook.id} not found")
        await self.watch(webhook.store_id)

    async def delete(self, webhook: Webhook) -> None:
        """Stop a webhook, and forget what was delivered to it."""
        clause = update(webhooks).where(webhooks.c.id == webhook.id).values(active=False, due=None)
        await self._database.run(lambda one: one.execute(clause))
        await delete_gently(self._database, deliveries, deliveries.c.webhook_id == webhook.id)
        gone = delete(webhooks).where(webhooks.c.id == webhook.id)
        await self._database.run(lambda one: one.execute(gone))
        await self.watch(webhook.store_id)

    async def leave(self, listener: str | None = None) -> None:
        """Forget the webhooks of a `polycart listen`, or of all whose processes are gone."""
        mine = webhooks.c.listener > "" if listener is None else webhooks.c.listener == listener
        clause = select(webhooks).where(mine)
        rows = await self._database.read(lambda one: one.execute(clause).all())
        for webhook in map(webhook_of, rows):
            if webhook.listener == listener or self._database.presence.gone(webhook.listener):
                await self.delete(webhook)

    async def watch(self, store_id: int) -> None:
        """Have the entities of a store watched that its active webhooks are about, and no others."""
        chosen = select(webhooks.c.entity).where(webhooks.c.store_id == store_id, webhooks.c.active).distinct()
        entities = await self._database.read(lambda one: list(one.execute(chosen).scalars()))
        if entities == [] and not await self._changes.watched_by(store_id, CONSUMER):
            return
        await self._changes.watch(store_id, entities, CONSUMER)
        if entities:
            # A position never goes back: this makes the first one, and steps over what is not kept any more.
            await self._changes.acknowledge(store_id, CONSUMER, self._changes.oldest(store_id))

    def secrets(self, webhook: Webhook, now: float | None = None) -> Sequence[str]:
        """The secret, and the one before it while that signs, too."""
        box, purpose = self._stores.box(webhook.store_id), _purpose(webhook.id)
        found = [box.open(purpose, webhook.secret).decode()]
        if webhook.old_secret and (webhook.old_until or 0.0) > (time.time() if now is None else now):
            found.append(box.open(purpose, webhook.old_secret).decode())
        return found

    async def rotate(self, webhook: Webhook, *, overlap: float = OVERLAP) -> str:
        """A new secret; the old one signs beside it for ``overlap`` seconds."""
        secret, now = new_secret(), time.time()
        values = {
            "secret": self._stores.box(webhook.store_id).seal(_purpose(webhook.id), secret.encode()),
            "old_secret": webhook.secret, "old_until": now + overlap, "updated": now,
        }  # fmt: skip
        clause = update(webhooks).where(webhooks.c.id == webhook.id).values(values)
        await self._database.run(lambda one: one.execute(clause))
        return secret


def _purpose(id: int) -> str:
    return f"webhook secret {id}"
