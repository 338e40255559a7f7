"""What was made for bridges: the gateway's key of each, sealed, and the public halves that downloads were given.

The private half of a bridge's pair is never kept: it goes into the config.php of one download and nowhere else. So a
second download has a new pair; of the pairs that were given out, the one that stands in the shop is believed.
"""

from __future__ import annotations

import time

import msgspec
from sqlalchemy import Connection, func, select, update

from polycart.core.errors import AccountBusy, StoreDenied, StoreNotFound
from polycart.gateway.database import Database, insert_row
from polycart.gateway.keys import PREFIX, digest, matching, well_formed
from polycart.gateway.tables import bridges, stores
from polycart.gateway.vault import Vault

MOST_WAITING = 1000
"""Bridges of one account that are made but not connected."""

MOST_ISSUED = 8
"""Downloads of one bridge of which any may be the one that was uploaded."""


class _Sealed(msgspec.Struct):
    gateway_private_key: str
    issued: list[str] = []


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A bridge of an account: the gateway's key for it, and the public keys of its downloads, the newest last."""

    id: int
    account_id: int
    store_key: str
    gateway_private_key: str
    issued: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Prepared {self.id}>"


class Bridges:
    """The bridges of a database."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def prepare(self, account_id: int, store_key: str, gateway_private_key: str) -> Prepared:
        """Keep the gateway's key for a bridge that is to come, or of one that is known without it."""

        def work(connection: Connection) -> Prepared:
            self._vault.still_current(connection)
            waiting = (
                select(func.count())
                .select_from(bridges.outerjoin(stores, stores.c.hash == bridges.c.hash))
                .where(bridges.c.account_id == account_id, stores.c.id.is_(None))
            )
            if connection.execute(waiting).scalar_one() >= MOST_WAITING:
                raise AccountBusy(
                    f"This account has {MOST_WAITING} bridges that were never connected; give one up with "
                    "bridge.delete first."
                )
            values = {
                "account_id": account_id, "prefix": store_key[:PREFIX], "hash": digest(store_key), "data_key": b"",
                "sealed": b"", "created": time.time(),
            }  # fmt: skip
            id = insert_row(connection, bridges, values)
            data_key = self._vault.new_key(_owner(id))
            sealed = self._vault.box(_owner(id), data_key).seal("bridge", msgspec.json.encode(kept))
            clause = update(bridges).where(bridges.c.id == id)
            connection.execute(clause.values(data_key=data_key, sealed=sealed))
            return _prepared(id, account_id, store_key, kept)

        kept = _Sealed(gateway_private_key)
        return await self._database.run(work)

    async def find(self, store_key: str, account_id: int) -> Prepared | None:
        """The bridge of a store key, if it was made here; another account's is denied (4)."""

        def work(connection: Connection) -> Prepared | None:
            clause = select(bridges.c.hash, bridges).where(bridges.c.prefix == store_key[:PREFIX])
            row = matching(connection.execute(clause).all(), digest(store_key))
            if row is None:
                return None
            _, id, owner, _, _, data_key, sealed, _ = row
            if owner != account_id:
                raise StoreDenied("This bridge belongs to another account.")
            kept = msgspec.json.decode(self._vault.box(_owner(id), data_key).open("bridge", sealed), type=_Sealed)
            return _prepared(id, owner, store_key, kept)

        return await self._database.read(work) if well_formed(store_key) else None

    async def waiting(self, account_id: int) -> frozenset[bytes]:
        """The digests of the store keys of an account's bridges that no store is connected with."""
        clause = (
            select(bridges.c.hash)
            .select_from(bridges.outerjoin(stores, stores.c.hash == bridges.c.hash))
            .where(bridges.c.account_id == account_id, stores.c.id.is_(None))
        )
        return await self._database.read(lambda connection: frozenset(connection.execute(clause).scalars()))

    async def issue(self, prepared: Prepared, bridge_public_key: str) -> Prepared:
        """Note the public key that a download was given."""

        def work(connection: Connection) -> Prepared:
            row = connection.execute(select(bridges).where(bridges.c.id == prepared.id).with_for_update()).first()
            if row is None:
                raise StoreNotFound("The bridge was given up meanwhile.")
            box = self._vault.box(_owner(row.id), row.data_key)
            kept = msgspec.json.decode(box.open("bridge", row.sealed), type=_Sealed)
            kept.issued = [*kept.issued, bridge_public_key][-MOST_ISSUED:]
            sealed = box.seal("bridge", msgspec.json.encode(kept))
            connection.execute(update(bridges).where(bridges.c.id == row.id).values(sealed=sealed))
            return _prepared(row.id, row.account_id, prepared.store_key, kept)

        return await self._database.run(work)

    async def forget(self, prepared: Prepared) -> None:
        """Give a bridge up; what was sealed for it goes with its data key."""
        clause = bridges.delete().where(bridges.c.id == prepared.id)
        await self._database.run(lambda connection: connection.execute(clause))


def _prepared(id: int, account_id: int, store_key: str, kept: _Sealed) -> Prepared:
    return Prepared(
        id=id,
        account_id=account_id,
        store_key=store_key,
        gateway_private_key=kept.gateway_private_key,
        issued=tuple(kept.issued),
    )


def _owner(id: int) -> str:
    return f"bridge {id}"
