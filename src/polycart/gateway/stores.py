"""Store records: which shop, whose it is, and its credentials, sealed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from polycart.core.errors import ParameterError, StoreDenied, StoreExists, StoreNotFound
from polycart.gateway.calls import Calls
from polycart.gateway.database import Cache, Database, delete_gently, encoded, insert_row
from polycart.gateway.keys import PREFIX, digest, matching, new_key, well_formed
from polycart.gateway.tables import bridges, store_calls, stores, traces
from polycart.gateway.vault import Box, Vault

BELIEVED = 1.0
"""Seconds for which a store that another process changed may still be seen as it was."""

Unsupported = Literal["error", "warn"]


class Settings(dict[str, Any]):
    """Credentials by name; printing them shows the names only."""

    def __repr__(self) -> str:
        return f"Settings({', '.join(f'{name}=***' for name in self)})"

    __str__ = __repr__


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """A connected shop.

    ``facts`` is cached configuration that is no secret (version, languages …). ``generation`` rises whenever a
    client made from this record has to be made anew; ``revision`` rises with every change.
    """

    id: int
    account_id: int
    cart_id: str
    url: str
    settings: Settings
    label: str
    custom_label: str
    created: float
    facts: dict[str, Any]
    unsupported: Unsupported
    concurrency: int | None
    private_network: bool
    revision: int
    generation: int

    def __repr__(self) -> str:
        return f"<Store {self.id} {self.cart_id} {self.url}>"


class Listed(msgspec.Struct, frozen=True):
    """A row of ``account.cart.list``: the only place that gives a store key back, and only to its owner."""

    store: Store
    store_key: str
    total_calls: int | None

    def __repr__(self) -> str:
        return f"<Listed {self.store!r}>"


class Stores:
    """The stores of a database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self.calls = Calls(database)
        self._stores: Cache[bytes, Store] = Cache(BELIEVED)
        self._boxes: Cache[int, Box] = Cache(600.0)
        self._find = database.prepare(
            select(stores.c.hash, stores.c.id, stores.c.revision).where(stores.c.prefix == bindparam("start"))
        )
        self._row = database.prepare(select(stores).where(stores.c.id == bindparam("one")))
        self._data_key = database.prepare(select(stores.c.data_key).where(stores.c.id == bindparam("one")))

    def find(self, key: str | None, account_id: int | None = None) -> Store:
        """The store of a key; ``StoreNotFound`` (101) where none, ``StoreDenied`` (4) where another account's."""
        if not key or not well_formed(key):
            raise StoreNotFound("Store not found: the store key is missing or wrong.")
        hashed = digest(key)
        store = self._stores.get(hashed)
        if store is None:
            row = matching(self._find.all(start=key[:PREFIX]), hashed)
            if row is None:
                raise StoreNotFound("Store not found: the store key is missing or wrong.")
            store = self._stores.last(hashed)
            if store is None or (store.id, store.revision) != row[1:]:
                store = self.get(row[1])
            self._stores.put(hashed, store)
        if account_id is not None and store.account_id != account_id:
            raise StoreDenied("This store belongs to another account.")
        return store

    def get(self, id: int) -> Store:
        """A store by its id, as it is now."""
        row = self._row.one(one=id)
        if row is None:
            raise StoreNotFound(f"Store with id {id} not found")
        return self._store(dict(zip(stores.c.keys(), row, strict=True)))

    def box(self, id: int) -> Box:
        """The means to seal and open what belongs to a store."""
        box = self._boxes.get(id)
        if box is None:
            row = self._data_key.one(one=id)
            if row is None:
                raise StoreNotFound(f"Store with id {id} not found")
            box = self._boxes.put(id, self._vault.box(id, row[0]))
        return box

    def key(self, id: int) -> str:
        """The store key in the clear, for the store's owner."""
        row = self._row.one(one=id)
        if row is None:
            raise StoreNotFound(f"Store with id {id} not found")
        sealed = row[list(stores.c.keys()).index("sealed_key")]
        return self.box(id).open("store key", sealed).decode()

    async def list(
        self,
        account_id: int,
        *,
        store_url: str | None = None,
        store_key: str | None = None,
        custom_label: str | None = None,
        days: tuple[str, str] | None = None,
    ) -> list[Listed]:
        """The stores of an account, the oldest first; ``days`` (first and last, ``2026-11-21``) adds their calls."""

        def work(connection: Connection) -> list[Listed]:
            counted = _counted(connection, days) if days else None
            rows = connection.execute(clause.order_by(stores.c.id)).mappings()
            return [self._listed(row, counted) for row in rows]

        clause = select(stores).where(stores.c.account_id == account_id)
        if store_url:
            clause = clause.where(or_(stores.c.identity == identity(store_url), stores.c.url == store_url))
        if store_key:
            clause = clause.where(stores.c.hash == digest(store_key))
        if custom_label:
            clause = clause.where(stores.c.custom_label == custom_label)
        if days:
            await self.calls.flush()
        return await self._database.read(work)

    async def count(self, account_id: int) -> int:
        """How many stores an account has."""
        clause = select(func.count()).select_from(stores).where(stores.c.account_id == account_id)
        return await self._database.read(lambda connection: connection.execute(clause).scalar_one())

    async def add(
        self,
        account_id: int,
        cart_id: str,
        url: str,
        settings: Mapping[str, Any],
        *,
        store_key: str | None = None,
        shop: str | None = None,
        label: str = "",
        custom_label: str = "",
        facts: Mapping[str, Any] | None = None,
        unsupported: Unsupported = "error",
        concurrency: int | None = None,
        private_network: bool = False,
    ) -> tuple[Store, str]:
        """Connect a shop and give its store key.

        A shop is connected once in the whole service (``StoreExists``, 8); ``shop`` says what makes it one of a kind
        where that is not its URL (a seller id). ``store_key`` takes over the key of an installed plugin.
        """

        def work(connection: Connection) -> Store:
            self._vault.still_current(connection)
            _refuse_taken(connection, known=known, hashed=hashed)
            id = insert_row(connection, stores, values)
            data_key = self._vault.new_key(id)
            box = self._vault.box(id, data_key)
            sealed = {
                "data_key": data_key,
                "sealed_key": box.seal("store key", key.encode()),
                "sealed_settings": box.seal("settings", msgspec.json.encode(dict(settings))),
            }
            connection.execute(update(stores).where(stores.c.id == id).values(sealed))
            return self._store({**values, **sealed, "id": id}, box)

        key = new_key() if store_key is None else store_key
        check_key(key)
        known, hashed = f"{cart_id}:{shop}" if shop else identity(url), digest(key)
        values: dict[str, Any] = {
            "account_id": account_id, "cart_id": cart_id, "url": url.strip(), "identity": known, "prefix": key[:PREFIX],
            "hash": hashed, "data_key": b"", "sealed_key": b"", "sealed_settings": b"", "label": label,
            "custom_label": custom_label, "created": time.time(), "facts": encoded(dict(facts or {})),
            "unsupported": unsupported, "concurrency": concurrency, "private_network": private_network,
            "revision": 1, "generation": 1,
        }  # fmt: skip
        try:
            return await self._database.run(work), key
        except IntegrityError:
            raise StoreExists("This store is connected already.") from None

    async def refuse_known(self, url: str, store_key: str | None = None) -> None:
        """Raise ``StoreExists`` (8) where ``add`` would, before anything is brought to the shop."""
        hashed = digest(store_key) if store_key is not None else None
        await self._database.read(lambda connection: _refuse_taken(connection, known=identity(url), hashed=hashed))

    async def update(
        self,
        id: int,
        *,
        settings: Mapping[str, Any] | None = None,
        replace: bool = False,
        url: str | None = None,
        store_key: str | None = None,
        facts: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> Store:
        """Change what is given; ``settings`` are merged into the present ones, or put in their place.

        ``values`` are ``label``, ``custom_label``, ``unsupported``, ``concurrency`` (0: the installation's limit) and
        ``private_network``.
        """

        def work(connection: Connection) -> bytes:
            row = connection.execute(select(stores).where(stores.c.id == id).with_for_update()).first()
            if row is None:
                raise StoreNotFound(f"Store with id {id} not found")
            box = self._vault.box(id, row.data_key)
            changed = dict(values)
            if settings is not None or replace:
                merged = {} if replace else _decoded(box.open("settings", row.sealed_settings))
                merged.update(settings or {})
                changed["sealed_settings"] = box.seal("settings", msgspec.json.encode(merged))
            if url is not None:
                changed["url"] = url.strip()
                if row.identity == identity(row.url):
                    changed["identity"] = identity(url)
            if store_key is not None:
                changed |= {"prefix": store_key[:PREFIX], "hash": digest(store_key)}
                changed["sealed_key"] = box.seal("store key", store_key.encode())
                moved = update(bridges).where(bridges.c.hash == row.hash)
                connection.execute(moved.values(prefix=changed["prefix"], hash=changed["hash"]))
            if facts is not None:
                changed["facts"] = encoded(dict(facts))
            _refuse_taken(connection, known=changed.get("identity"), hashed=changed.get("hash"), but=id)
            changed["revision"] = row.revision + 1
            if changed.keys() & {"sealed_settings", "url", "private_network", "concurrency"}:
                changed["generation"] = row.generation + 1
            connection.execute(update(stores).where(stores.c.id == id).values(changed))
            return row.hash

        if strange := values.keys() - {"label", "custom_label", "unsupported", "concurrency", "private_network"}:
            raise TypeError(f"a store has no {sorted(strange)}")
        if store_key is not None:
            check_key(store_key)
        if url is not None:
            identity(url)
        if "concurrency" in values:
            values["concurrency"] = values["concurrency"] or None
        try:
            self._stores.drop(await self._database.run(work))
        except IntegrityError:
            raise StoreExists("This store is connected already.") from None
        return self.get(id)

    async def delete(self, id: int) -> None:
        """Disconnect a shop; what was sealed for it goes with its data key, its traces and counts are removed."""

        def work(connection: Connection) -> bytes | None:
            connection.execute(delete(store_calls).where(store_calls.c.store_id == id))
            gone = connection.execute(delete(stores).where(stores.c.id == id).returning(stores.c.hash)).scalar()
            connection.execute(delete(bridges).where(bridges.c.hash == gone))
            return gone

        self.calls.forget(id)
        gone = await self._database.run(work)
        if gone is None:
            raise StoreNotFound(f"Store with id {id} not found")
        self._stores.drop(gone)
        self._boxes.drop(id)
        await delete_gently(self._database, traces, traces.c.store_id == id)

    def _listed(self, row: RowMapping, counted: Mapping[int, int] | None) -> Listed:
        box = self._vault.box(row["id"], row["data_key"])
        key = box.open("store key", row["sealed_key"]).decode()
        calls = None if counted is None else counted.get(row["id"], 0)
        return Listed(self._store({str(name): value for name, value in row.items()}, box), key, calls)

    def _store(self, row: Mapping[str, Any], box: Box | None = None) -> Store:
        box = box or self.box(row["id"])
        return Store(
            id=row["id"],
            account_id=row["account_id"],
            cart_id=row["cart_id"],
            url=row["url"],
            settings=Settings(_decoded(box.open("settings", row["sealed_settings"]))),
            label=row["label"],
            custom_label=row["custom_label"],
            created=row["created"],
            facts=msgspec.json.decode(row["facts"]),
            unsupported=row["unsupported"],
            concurrency=row["concurrency"],
            private_network=bool(row["private_network"]),
            revision=row["revision"],
            generation=row["generation"],
        )


def identity(url: str) -> str | None:
    """What two spellings of one shop's URL have in common: host, port if unusual, path; ``None`` for no URL."""
    text = url.strip()
    if not text:
        return None
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if not host:
        raise ParameterError("Parameter 'store_url' is not valid.")
    if parts.username or parts.password:
        # A URL is shown and logged: it is no place for a secret.
        raise ParameterError("Parameter 'store_url' is not valid. It must not hold a user name or password.")
    unusual = port is not None and port != {"http": 80, "https": 443}.get(parts.scheme)
    return f"{host.rstrip('.')}{f':{port}' if unusual else ''}{parts.path.rstrip('/')}"


def _decoded(clear: bytes) -> dict[str, Any]:
    return msgspec.json.decode(clear, type=dict[str, Any])


def check_key(key: str) -> None:
    """Refuse (109) what can not be a store key."""
    if not well_formed(key):
        raise ParameterError("Parameter 'store_key' is not valid. It must be 32 characters from 0-9 and a-f.")


def _refuse_taken(connection: Connection, *, known: str | None, hashed: bytes | None, but: int = 0) -> None:
    other = select(stores.c.id).where(stores.c.id != but)
    if known and connection.execute(other.where(stores.c.identity == known)).first():
        raise StoreExists("A store with this URL is connected already.")
    if hashed and connection.execute(other.where(stores.c.hash == hashed)).first():
        raise StoreExists("A store with this store key is connected already.")


def _counted(connection: Connection, days: tuple[str, str]) -> dict[int, int]:
    clause = (
        select(store_calls.c.store_id, func.sum(store_calls.c.calls))
        .where(store_calls.c.day >= days[0], store_calls.c.day <= days[1])
        .group_by(store_calls.c.store_id)
    )
    return {store_id: int(total) for store_id, total in connection.execute(clause)}
