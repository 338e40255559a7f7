"""Envelope encryption: every store has a random data key, which only the master key can unwrap.

AES-256-GCM throughout. The associated data of each ciphertext says which store and which purpose it belongs to, so one
cannot be passed off as another. Deleting a store deletes its data key, and with it whatever was sealed for the store.
Bridges that wait for their store, and builds of plugins, have data keys of their own, as ``bridge 7`` and ``build 7``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from polycart.core.errors import InternalError, ServiceUnavailable
from polycart.gateway.database import Database
from polycart.gateway.home import Home
from polycart.gateway.tables import bridges, meta, plugin_builds, stores

VARIABLE = "POLYCART_MASTER_KEY"
_FORMAT = b"\x01"
_ID = 8
_NONCE = 12
_MARK = "master_key"


Owner = int | str
"""Whom a data key belongs to: a store by its id, anything else by its kind and id."""


class Box:
    """Seals and opens what belongs to one store."""

    __slots__ = ("_cipher", "_derivation", "_store_id")

    def __init__(self, store_id: Owner, data_key: bytes) -> None:
        self._store_id = store_id
        self._cipher = AESGCM(data_key)
        self._derivation = hmac.digest(data_key, b"polycart derivation", hashlib.sha256)

    def derive(self, purpose: bytes) -> bytes:
        """A key of 32 bytes for another use of this store's; a rotation of the master key does not change it."""
        return hmac.digest(self._derivation, purpose, hashlib.sha256)

    def seal(self, purpose: str, clear: bytes) -> bytes:
        """Encrypt for ``purpose``; the same words open it again."""
        nonce = os.urandom(_NONCE)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, clear, self._bound(purpose))

    def open(self, purpose: str, sealed: bytes) -> bytes:
        """Decrypt; anything altered, or sealed for another store or purpose, is an ``InternalError``."""
        try:
            if sealed[:1] != _FORMAT:
                raise InvalidTag
            return self._cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], self._bound(purpose))
        except (InvalidTag, ValueError):
            raise InternalError(f"What is sealed for {_named(self._store_id)} was altered or is not its own.") from None

    def _bound(self, purpose: str) -> bytes:
        return f"polycart:{self._store_id}:{purpose}".encode()

    def __repr__(self) -> str:
        return f"<Box of {_named(self._store_id)}>"


class Vault:
    """Wraps and unwraps data keys with one master key of 32 bytes."""

    __slots__ = ("_cipher", "_derivation", "id")

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise ServiceUnavailable("The master key must be 32 bytes, written in base64 or hex.")
        self._cipher = AESGCM(master)
        self._derivation = hmac.digest(master, b"polycart derivation", hashlib.sha256)
        self.id = hmac.digest(master, b"polycart master key id", hashlib.sha256)[:_ID]

    @classmethod
    def open(cls, home: Home, database: Database) -> Vault:
        """The vault of a database, by ``POLYCART_MASTER_KEY``, else by the home's key file, made at a first start."""
        mark = _read_mark(database)
        told = os.environ.get(VARIABLE)
        vault = cls(parse_key(told, VARIABLE)) if told else _from_file(home, mark)
        if mark is None:
            _write_mark(database, vault)
            mark = _read_mark(database)
        if mark != vault.id.hex():
            raise ServiceUnavailable(
                f"The master key is not the one that {database.engine.url.render_as_string(hide_password=True)} was "
                f"sealed with; set {VARIABLE} or restore {home.master_key_file}."
            )
        return vault

    def new_key(self, store_id: Owner) -> bytes:
        """A new data key for a store, wrapped."""
        return self._wrap(store_id, AESGCM.generate_key(256))

    def box(self, store_id: Owner, wrapped: bytes) -> Box:
        """The box of a store from its wrapped data key."""
        return Box(store_id, self._unwrap(store_id, wrapped))

    def rewrap(self, store_id: Owner, wrapped: bytes, new: Vault) -> bytes:
        """The same data key, wrapped by another master key."""
        return new._wrap(store_id, self._unwrap(store_id, wrapped))

    def _wrap(self, store_id: Owner, data_key: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return _FORMAT + self.id + nonce + self._cipher.encrypt(nonce, data_key, _owner(store_id))

    def _unwrap(self, store_id: Owner, wrapped: bytes) -> bytes:
        head, body = wrapped[: 1 + _ID], wrapped[1 + _ID :]
        if head != _FORMAT + self.id:
            raise ServiceUnavailable("The master key was changed or is wrong; restart polycart with the right one.")
        try:
            return self._cipher.decrypt(body[:_NONCE], body[_NONCE:], _owner(store_id))
        except (InvalidTag, ValueError):
            raise InternalError(f"The data key of {_named(store_id)} was altered or is not its own.") from None

    def derive(self, purpose: bytes) -> bytes:
        """A key of 32 bytes for another use, the same in every process; a rotation changes it."""
        return hmac.digest(self._derivation, purpose, hashlib.sha256)

    def still_current(self, connection: Connection) -> None:
        """Refuse to seal anything new once another process has rotated the master key."""
        if connection.execute(select(meta.c.value).where(meta.c.name == _MARK)).scalar() != self.id.hex():
            raise ServiceUnavailable("The master key was rotated by another process; restart polycart.")

    def __repr__(self) -> str:
        return f"<Vault {self.id.hex()}>"


def parse_key(text: str, source: str) -> bytes:
    """Read 32 bytes written in hex or base64 (either alphabet); ``source`` is named in the error."""
    text = text.strip()
    if re.fullmatch(r"[0-9a-fA-F]{64}", text):
        return bytes.fromhex(text)
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise ServiceUnavailable(f"{source} must hold 32 bytes, written in base64 or hex.")
    return key


def new_master() -> str:
    """A new master key, as text for the environment or the key file."""
    return base64.b64encode(os.urandom(32)).decode()


def rotate(database: Database, old: Vault, new: Vault) -> int:
    """Wrap every data key anew in one transaction; gives their number. What the data keys sealed stays as it is."""
    count = 0
    with database.begun() as connection:
        old.still_current(connection)
        for table, kind in ((stores, ""), (bridges, "bridge "), (plugin_builds, "build ")):
            clause = update(table).where(table.c.id == bindparam("one")).values(data_key=bindparam("wrapped"))
            rows = connection.execute(select(table.c.id, table.c.data_key)).all()
            if rows:
                owned = [(id, f"{kind}{id}" if kind else id, key) for id, key in rows]
                connection.execute(
                    clause, [{"one": id, "wrapped": old.rewrap(owner, key, new)} for id, owner, key in owned]
                )
            count += len(rows)
        connection.execute(update(meta).where(meta.c.name == _MARK).values(value=new.id.hex()))
    return count


def rotate_file(home: Home, database: Database) -> int:
    """Rotate to a new master key kept in the home's key file; a crash at any point leaves a usable key in place."""
    if os.environ.get(VARIABLE):
        raise ServiceUnavailable(
            f"The master key comes from {VARIABLE}, which only you can change; to go over to a key in a file, put it "
            f"into {home.master_key_file} (mode 0600) and unset {VARIABLE}."
        )
    old = Vault.open(home, database)
    text = new_master()
    coming = _coming(home)
    home.write_secret(coming, text, replace=True)
    count = rotate(database, old, Vault(parse_key(text, str(coming))))
    coming.replace(home.master_key_file)
    return count


def _coming(home: Home) -> Path:
    return home.master_key_file.with_name("master.key.new")


def _owner(store_id: Owner) -> bytes:
    return f"polycart:{store_id}:data key".encode()


def _named(owner: Owner) -> str:
    return f"store {owner}" if isinstance(owner, int) else owner


def _from_file(home: Home, mark: str | None) -> Vault:
    path = home.master_key_file
    text = home.read_secret(path)
    if text is None and mark is not None:
        raise ServiceUnavailable(f"The master key is missing: set {VARIABLE} or restore {path}.")
    if text is None:
        home.write_secret(path, new_master())
        text = home.read_secret(path) or ""
    vault = Vault(parse_key(text, str(path)))
    if mark is not None and mark != vault.id.hex():
        # A rotation that was killed between its transaction and its last rename is completed here.
        text = home.read_secret(_coming(home))
        if text is not None and Vault(parse_key(text, str(path))).id.hex() == mark:
            _coming(home).replace(path)
            return Vault(parse_key(text, str(path)))
    return vault


def _read_mark(database: Database) -> str | None:
    with database.connected() as connection:
        return connection.execute(select(meta.c.value).where(meta.c.name == _MARK)).scalar()


def _write_mark(database: Database, vault: Vault) -> None:
    try:
        with database.begun() as connection:
            connection.execute(insert(meta).values(name=_MARK, value=vault.id.hex()))
    except IntegrityError:
        return  # another process started at the same moment; whose key it was is checked next
