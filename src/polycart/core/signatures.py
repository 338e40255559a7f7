"""Signatures with a shared secret, as the field makes them: over a body, or over headers of one family and a body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping


def sign(secret: bytes, content: bytes) -> str:
    """The HMAC-SHA256 of a content, in base64."""
    return base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()


def with_headers(headers: Mapping[str, str], body: bytes, *, family: str, but: str) -> bytes:
    """What is signed of headers and a body: those of a family but one, sorted by name as PHP writes JSON, and the body.

    The one is the header that carries the signature.
    """
    known = {name: value for name, value in headers.items() if name.startswith(family) and name != but}
    return json.dumps(known, sort_keys=True, separators=(",", ":")).replace("/", "\\/").encode() + body
