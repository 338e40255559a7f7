"""Opaque page cursors: what a page was asked with and where the next one begins, signed against forgery."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import zlib
from typing import Any
from urllib.parse import unquote

import msgspec

from polycart.core.errors import ParameterError

_SIGNATURE = 16
_LARGEST = 64 * 1024


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """What a cursor holds: the method and store it belongs to, the first page's parameters, and the place to go on."""

    method: str
    store: str
    arguments: dict[str, Any]
    state: dict[str, Any]


class Cursors:
    """Seals and opens cursors with a key that the gateway keeps (the library makes one for each connection)."""

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.sha256(b"polycart page cursor" + key).digest()

    def seal(self, cursor: Cursor) -> str:
        """The token for ``pagination``: letters that need no escaping in a URL."""
        packed = zlib.compress(msgspec.msgpack.encode(cursor), 6)
        return base64.urlsafe_b64encode(self._sign(packed) + packed).decode().rstrip("=")

    def open(self, token: str, *, method: str, store: str) -> Cursor:
        """Read a token; one that was changed, or belongs to another method or store, is code 109."""
        try:
            text = unquote(token)
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            signature, packed = raw[:_SIGNATURE], raw[_SIGNATURE:]
            if not hmac.compare_digest(signature, self._sign(packed)):
                raise _invalid()
            cursor = msgspec.msgpack.decode(_inflated(packed), type=Cursor)
        except (binascii.Error, ValueError, zlib.error, msgspec.DecodeError) as error:
            raise _invalid() from error
        if (cursor.method, cursor.store) != (method, store):
            raise _invalid()
        return cursor

    def _sign(self, packed: bytes) -> bytes:
        return hmac.new(self._key, packed, hashlib.sha256).digest()[:_SIGNATURE]


def _inflated(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    data = inflater.decompress(packed, _LARGEST)
    if inflater.unconsumed_tail:
        raise ValueError("too large")
    return data


def _invalid() -> ParameterError:
    return ParameterError("Parameter 'page_cursor' is not valid")
