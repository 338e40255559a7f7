"""API keys and store keys: 32 hexadecimal characters, looked up by what cannot be turned back into them."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from typing import Any

PREFIX = 8
"""Characters of a key that are kept in the clear: enough to find and recognise it, 96 bits short of using it."""

_SHAPE = re.compile(r"[0-9a-f]{32}")


def new_key() -> str:
    """A random key of 128 bits, in the form that clients of the wire contract expect."""
    return secrets.token_hex(16)


def well_formed(key: str) -> bool:
    """Whether the text could be a key at all."""
    return _SHAPE.fullmatch(key) is not None


def digest(key: str) -> bytes:
    """What is stored of a key. A plain SHA-256 is enough for 128 random bits: there is no dictionary to try."""
    return hashlib.sha256(key.encode()).digest()


def matching(rows: Iterable[tuple[Any, ...]], wanted: bytes) -> tuple[Any, ...] | None:
    """The row whose first column is the wanted digest; all rows are compared, each in constant time."""
    found = None
    for row in rows:
        if hmac.compare_digest(row[0], wanted):
            found = row
    return found
