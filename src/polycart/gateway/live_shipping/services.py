"""The services of a database: which callback answers for which address, and how often it went wrong in a row."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, or_, select, update

from polycart.core.errors import StoreNotFound
from polycart.gateway.database import VIOLATIONS, Database, encoded, insert_row
from polycart.gateway.keys import digest
from polycart.gateway.live_shipping.fallback import Fallback
from polycart.gateway.stores import Stores
from polycart.gateway.tables import live_shipping_services as table

FAILING = 3600.0
"""Seconds for which a callback has to have failed before its service is switched off."""

_PURPOSE = "live shipping"


class _Sealed(msgspec.Struct):
    token: str
    secret: str


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """One service; ``token`` is in the address where the shop asks, ``secret`` what it signs with.

    ``failures`` in a row began at ``failing``; ``said`` and ``failed`` tell of the last one.
    ``fallback`` is empty where there is no table.
    """

    id: int
    store_id: int
    name: str
    callback: str
    shop_id: str | None
    token: str
    secret: str
    registered: bool
    enabled: bool
    failures: int
    said: str
    failing: float | None
    failed: float | None
    created: float
    fallback: list[Fallback]

    def __repr__(self) -> str:
        return f"<Service {self.id} of store {self.store_id}>"


class Services:
    """The services of a database; tokens and secrets are sealed with the store's data key."""

    def __init__(self, database: Database, stores: Stores) -> None:
        self._database = database
        self._stores = stores
        self._by_hash = database.prepare(select(table).where(table.c.hash == bindparam("hash")))

    async def add(self, store_id: int, name: str, callback: str, shop_id: str | None) -> Service:
        """Keep a service that the shop does not know of yet."""
        token = secrets.token_urlsafe(32)
        values: dict[str, Any] = {
            "store_id": store_id, "name": name, "callback": callback, "shop_id": shop_id, "hash": digest(token),
            "sealed": self._seal(store_id, token, ""), "registered": False, "enabled": True, "failures": 0,
            "said": "", "failing": None, "failed": None, "created": time.time(), "fallback": None,
        }  # fmt: skip

        def work(connection: Connection) -> Service:
            id = insert_row(connection, table, values)
            return self._read(connection.execute(select(table).where(table.c.id == id)).one())

        try:
            return await self._database.run(work)
        except VIOLATIONS:
            raise StoreNotFound("This store has just been deleted.") from None

    async def registered(self, service: Service, secret: str) -> None:
        """Note that the shop asks, and what it signs with."""
        sealed = self._seal(service.store_id, service.token, secret)
        await self._set(service.id, registered=True, sealed=sealed)

    def find(self, token: str) -> Service | None:
        """The service of an address."""
        row = self._by_hash.one(hash=digest(token))
        return None if row is None else self._read(row)

    async def get(self, id: int, store_id: int | None = None) -> Service | None:
        """One service, of one store where that is named."""
        clause = select(table).where(table.c.id == id)
        if store_id is not None:
            clause = clause.where(table.c.store_id == store_id)
        row = await self._database.read(lambda connection: connection.execute(clause).first())
        return None if row is None else self._read(row)

    async def list(
        self, store_ids: Sequence[int], start: int = 0, count: int | None = None, *, shop_id: str | None = None
    ) -> list[Service]:
        """The services of some stores, the oldest first; with a store of the shop those that its carts ask."""
        clause = select(table).where(table.c.store_id.in_(store_ids), *_asked_in(shop_id))
        clause = clause.order_by(table.c.id).offset(start)
        if count is not None:
            clause = clause.limit(count)
        rows = await self._database.read(lambda connection: connection.execute(clause).all())
        return [self._read(row) for row in rows]

    async def count(self, store_id: int, *, shop_id: str | None = None) -> int:
        """How many services a store has; see ``list``."""
        clause = select(func.count()).select_from(table).where(table.c.store_id == store_id, *_asked_in(shop_id))
        return await self._database.read(lambda connection: connection.execute(clause).scalar_one())

    async def worked(self, service: Service) -> None:
        """The callback answered: what went wrong before does not count any more."""
        await self._set(service.id, failures=0, failing=None)

    async def went_wrong(self, service: Service, said: str, now: float, limit: int) -> bool:
        """Count a failure; gives whether the service was switched off by it.

        That takes ``limit`` failures in a row, and that it has been failing for a while: a busy shop asks often.
        """

        def work(connection: Connection) -> bool:
            row = table.c.id == service.id
            connection.execute(
                update(table)
                .where(row)
                .values(
                    failures=table.c.failures + 1, failing=func.coalesce(table.c.failing, now), said=said[:500],
                    failed=now,
                )
            )  # fmt: skip
            if not limit:
                return False
            long = table.c.failing <= now - FAILING
            off = update(table).where(row, table.c.enabled, table.c.failures >= limit, long).values(enabled=False)
            return connection.execute(off).rowcount > 0

        return await self._database.run(work)

    async def switch(self, service: Service, *, on: bool) -> None:
        """Turn a service on, with nothing counted against it, or off."""
        await self._set(service.id, enabled=on, **({"failures": 0, "failing": None} if on else {}))

    async def fall_back(self, service: Service, rates: Sequence[Fallback]) -> None:
        """Keep the rates for when the callback fails; none of them end that."""
        await self._set(service.id, fallback=encoded(list(rates)) if rates else None)

    async def delete(self, id: int) -> None:
        """Forget a service."""
        await self._database.run(lambda connection: connection.execute(delete(table).where(table.c.id == id)))

    async def _set(self, id: int, **values: Any) -> None:
        clause = update(table).where(table.c.id == id).values(values)
        await self._database.run(lambda connection: connection.execute(clause))

    def _seal(self, store_id: int, token: str, secret: str) -> bytes:
        return self._stores.box(store_id).seal(_PURPOSE, msgspec.json.encode(_Sealed(token, secret)))

    def _read(self, row: Row[Any] | Any) -> Service:
        names = [column.name for column in table.c]
        values = dict(zip(names, tuple(row), strict=True))
        sealed = self._stores.box(values["store_id"]).open(_PURPOSE, values.pop("sealed"))
        kept = msgspec.json.decode(sealed, type=_Sealed)
        del values["hash"]
        values |= {name: bool(values[name]) for name in ("registered", "enabled")}
        values["fallback"] = msgspec.json.decode(values["fallback"] or "[]", type=list[Fallback])
        return Service(**values, token=kept.token, secret=kept.secret)


def _asked_in(shop_id: str | None) -> list[ColumnElement[bool]]:
    """That the carts of a store of the shop ask it: it is for that store, or for all."""
    return [] if shop_id is None else [or_(table.c.shop_id == shop_id, table.c.shop_id.is_(None))]
