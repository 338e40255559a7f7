"""Accounts and their API keys."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from polycart.core.errors import ApiKeyDisabled, NotFound, ParameterError, WrongApiKey
from polycart.gateway.database import Cache, Database, delete_gently, insert_row
from polycart.gateway.keys import PREFIX, digest, matching, new_key, well_formed
from polycart.gateway.tables import accounts, api_keys, store_calls, stores, traces

BELIEVED = 1.0
"""Seconds for which a key that another process disabled may still work here."""

LAST_USED_EVERY = 60.0
SCOPES = ("read", "write")


class Account(msgspec.Struct, frozen=True):
    """A customer of this installation; ``concurrency`` overrides the limit of simultaneous calls."""

    id: int
    name: str
    created: float
    disabled: bool = False
    concurrency: int | None = None


class ApiKey(msgspec.Struct, frozen=True):
    """An API key as it can be shown after its making: its first characters, never the key."""

    id: int
    account_id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created: float
    last_used: float | None = None
    disabled: bool = False


class Caller(msgspec.Struct, frozen=True):
    """Who a call comes from."""

    account_id: int
    key_id: int
    scopes: frozenset[str]
    concurrency: int | None
    disabled: bool

    def may(self, scope: str) -> bool:
        """Whether the key was given ``read`` or ``write``."""
        return scope in self.scopes


class Accounts:
    """The accounts of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._callers: Cache[bytes, Caller] = Cache(BELIEVED)
        self._used: dict[int, float] = {}
        self._find = database.prepare(
            select(
                api_keys.c.hash,
                api_keys.c.id,
                api_keys.c.account_id,
                api_keys.c.scopes,
                accounts.c.concurrency,
                api_keys.c.disabled,
                accounts.c.disabled,
            )
            .join_from(api_keys, accounts)
            .where(api_keys.c.prefix == bindparam("start"))
        )
        self._touch = database.prepare(
            update(api_keys)
            .where(api_keys.c.id == bindparam("one"))
            .where(or_(api_keys.c.last_used.is_(None), api_keys.c.last_used < bindparam("before")))
            .values(last_used=bindparam("now"))
        )

    def authenticate(self, key: str | None) -> Caller:
        """Who the key belongs to; ``WrongApiKey`` (2) where nobody, ``ApiKeyDisabled`` (6) where it was blocked."""
        if not key or not well_formed(key):
            raise WrongApiKey("Incorrect API Key")
        hashed = digest(key)
        caller = self._callers.get(hashed)
        if caller is None:
            row = matching(self._find.all(start=key[:PREFIX]), hashed)
            if row is None:
                raise WrongApiKey("Incorrect API Key")
            _, key_id, account_id, scopes, concurrency, key_off, account_off = row
            caller = Caller(account_id, key_id, frozenset(scopes.split(",")), concurrency, bool(key_off or account_off))
            self._callers.put(hashed, caller)
        if caller.disabled:
            raise ApiKeyDisabled("This API key is disabled.")
        now = time.time()
        before = now - LAST_USED_EVERY
        if self._used.get(caller.key_id, 0.0) <= before and (
            # Where another writer is at work just now, the next call gets to say it.
            self._touch.try_write(one=caller.key_id, before=before, now=now) is not None
        ):
            self._used[caller.key_id] = now
        return caller

    async def create(self, name: str, *, concurrency: int | None = None) -> Account:
        """Open an account; its name is unique."""

        def work(connection: Connection) -> Account:
            values = {"name": name, "created": now, "disabled": False, "concurrency": concurrency}
            return Account(insert_row(connection, accounts, values), name, now, concurrency=concurrency)

        now = time.time()
        if not name.strip():
            raise ParameterError("An account needs a name.")
        try:
            return await self._database.run(work)
        except IntegrityError:
            raise ParameterError(f"There is an account named '{name}' already.") from None

    async def list(self) -> list[Account]:
        """All accounts, the oldest first."""
        clause = select(accounts).order_by(accounts.c.id)
        return await self._database.read(lambda connection: [_account(row) for row in connection.execute(clause)])

    async def get(self, id: int) -> Account:
        """One account; ``NotFound`` where there is none."""
        row = await self._database.read(lambda c: c.execute(select(accounts).where(accounts.c.id == id)).first())
        if row is None:
            raise NotFound(f"Account with id {id} not found")
        return _account(row)

    async def update(self, id: int, *, disabled: bool | None = None, concurrency: int | None = None) -> Account:
        """Change what is given; ``concurrency=0`` goes back to the installation's limit."""
        values: dict[str, Any] = {}
        if disabled is not None:
            values["disabled"] = disabled
        if concurrency is not None:
            values["concurrency"] = concurrency or None
        if values:
            await self._database.run(lambda c: c.execute(update(accounts).where(accounts.c.id == id).values(values)))
            self._callers.clear()
        return await self.get(id)

    async def disable(self, id: int, *, disabled: bool = True) -> Account:
        """Block all keys of an account, or let them in again."""
        return await self.update(id, disabled=disabled)

    async def delete(self, id: int, *, with_stores: bool = False) -> None:
        """Close an account with its keys; one that still has stores is refused unless they are to go too."""

        def work(connection: Connection) -> int:
            held = select(func.count()).select_from(stores).where(stores.c.account_id == id)
            if not with_stores and (count := connection.execute(held).scalar_one()):
                raise ParameterError(f"Account {id} still has {count} store(s); delete them first.")
            gone = select(stores.c.id).where(stores.c.account_id == id)
            connection.execute(delete(store_calls).where(store_calls.c.store_id.in_(gone)))
            return connection.execute(delete(accounts).where(accounts.c.id == id)).rowcount

        if not await self._database.run(work):
            raise NotFound(f"Account with id {id} not found")
        self._callers.clear()
        await delete_gently(self._database, traces, traces.c.account_id == id)

    async def create_key(
        self, account_id: int, name: str = "", *, scopes: Iterable[str] = SCOPES, key: str | None = None
    ) -> tuple[ApiKey, str]:
        """Make a key (or take over an existing one) and give it in the clear, which happens this once."""

        def work(connection: Connection) -> ApiKey:
            if not connection.execute(select(accounts.c.id).where(accounts.c.id == account_id)).first():
                raise NotFound(f"Account with id {account_id} not found")
            values = {
                "account_id": account_id, "name": name, "prefix": clear[:PREFIX], "hash": digest(clear),
                "scopes": ",".join(granted), "created": now, "disabled": False,
            }  # fmt: skip
            return ApiKey(insert_row(connection, api_keys, values), account_id, name, clear[:PREFIX], granted, now)

        now = time.time()
        clear = key or new_key()
        if not well_formed(clear):
            raise ParameterError("An API key is 32 characters from 0-9 and a-f.")
        granted = tuple(sorted(set(scopes)))
        if not granted or not set(granted) <= set(SCOPES):
            raise ParameterError(f"The scopes of an API key are among: {', '.join(SCOPES)}.")
        try:
            return await self._database.run(work), clear
        except IntegrityError:
            raise ParameterError("This API key is in use already.") from None

    async def keys(self, account_id: int) -> Sequence[ApiKey]:
        """The keys of an account, the oldest first."""
        clause = select(api_keys).where(api_keys.c.account_id == account_id).order_by(api_keys.c.id)
        return await self._database.read(lambda connection: [_key(row) for row in connection.execute(clause)])

    async def disable_key(self, id: int, *, disabled: bool = True) -> None:
        """Block a key (code 6), or let it in again."""
        clause = update(api_keys).where(api_keys.c.id == id).values(disabled=disabled)
        if not await self._database.run(lambda connection: connection.execute(clause).rowcount):
            raise NotFound(f"API key with id {id} not found")
        self._callers.clear()

    async def delete_key(self, id: int) -> None:
        """Forget a key (code 2 from now on)."""
        if not await self._database.run(lambda c: c.execute(delete(api_keys).where(api_keys.c.id == id)).rowcount):
            raise NotFound(f"API key with id {id} not found")
        self._callers.clear()


def _account(row: Row[Any]) -> Account:
    return Account(row.id, row.name, row.created, row.disabled, row.concurrency)


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        row.id, row.account_id, row.name, row.prefix, tuple(row.scopes.split(",")), row.created, row.last_used,
        row.disabled,
    )  # fmt: skip
