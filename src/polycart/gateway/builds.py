"""Plugins that were built here: the keys that the shops of a build share, and the account whose stores they become."""

from __future__ import annotations

import hashlib
import time

import msgspec
from sqlalchemy import Connection, Row, select, update

from polycart.core.bridge import pairing
from polycart.gateway.database import Database, insert_row
from polycart.gateway.tables import plugin_builds
from polycart.gateway.vault import Vault


class _Sealed(msgspec.Struct):
    gateway_private_key: str
    callback_private_key: str


class Build(msgspec.Struct, frozen=True, kw_only=True):
    """One build: what its plugin is called, for which platform, and the private halves of its keys.

    ``callback_private_key`` is empty where another service takes the plugin's callbacks.
    """

    id: int
    account_id: int
    build: str
    platform: str
    name: str
    created: float
    gateway_private_key: str
    callback_private_key: str

    def __repr__(self) -> str:
        return f"<Build {self.build} {self.platform}>"


class Builds:
    """The builds of a database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def add(
        self,
        account_id: int,
        *,
        build: str,
        platform: str,
        name: str,
        gateway_private_key: str,
        callback_private_key: str = "",
    ) -> Build:
        """Keep the private halves of a build's keys."""

        def work(connection: Connection) -> Build:
            self._vault.still_current(connection)
            id = insert_row(connection, plugin_builds, values)
            data_key = self._vault.new_key(_owner(id))
            sealed = self._vault.box(_owner(id), data_key).seal("build", msgspec.json.encode(kept))
            clause = update(plugin_builds).where(plugin_builds.c.id == id)
            connection.execute(clause.values(data_key=data_key, sealed=sealed))
            return self._read(connection.execute(select(plugin_builds).where(plugin_builds.c.id == id)).one())

        kept = _Sealed(gateway_private_key, callback_private_key)
        values = {
            "account_id": account_id, "build": build, "platform": platform, "name": name,
            "gateway": _digest(pairing.public_half(gateway_private_key)), "data_key": b"", "sealed": b"",
            "created": time.time(),
        }  # fmt: skip
        return await self._database.run(work)

    async def find(self, build: str) -> Build | None:
        """The build of a public name."""
        clause = select(plugin_builds).where(plugin_builds.c.build == build)
        return await self._database.read(lambda connection: self._maybe(connection.execute(clause).first()))

    async def list(self, account_id: int) -> list[Build]:
        """The builds of an account, the oldest first."""
        clause = select(plugin_builds).where(plugin_builds.c.account_id == account_id).order_by(plugin_builds.c.id)
        return await self._database.read(
            lambda connection: [self._read(row) for row in connection.execute(clause).all()]
        )

    async def private_key(self, account_id: int, gateway_public_key: str) -> str | None:
        """The private half of a gateway key that one of the account's builds has; ``None`` where none has it."""
        clause = (
            select(plugin_builds)
            .where(plugin_builds.c.account_id == account_id)
            .where(plugin_builds.c.gateway == _digest(gateway_public_key))
        )
        row = await self._database.read(lambda connection: self._maybe(connection.execute(clause).first()))
        return None if row is None else row.gateway_private_key

    async def forget(self, build: Build) -> None:
        """Give a build up; shops in which its plugin is installed can not be connected any more."""
        clause = plugin_builds.delete().where(plugin_builds.c.id == build.id)
        await self._database.run(lambda connection: connection.execute(clause))

    def _maybe(self, row: Row[tuple[object, ...]] | None) -> Build | None:
        return None if row is None else self._read(row)

    def _read(self, row: Row[tuple[object, ...]]) -> Build:
        box = self._vault.box(_owner(row.id), row.data_key)
        kept = msgspec.json.decode(box.open("build", row.sealed), type=_Sealed)
        return Build(
            id=row.id,
            account_id=row.account_id,
            build=row.build,
            platform=row.platform,
            name=row.name,
            created=row.created,
            gateway_private_key=kept.gateway_private_key,
            callback_private_key=kept.callback_private_key,
        )


def _owner(id: int) -> str:
    return f"build {id}"


def _digest(public_key: str) -> bytes:
    return hashlib.sha256(pairing.same(public_key).encode()).digest()
