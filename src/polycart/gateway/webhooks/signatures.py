"""The headers of a delivery: what it is about, and two signatures over it, each checked without the other.

``webhook-signature`` is that of Standard Webhooks, under a secret that every webhook has for itself:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. ``X-Webhook-Signature`` is
for those who check the reference's other callbacks already. No public text tells how the reference signs a webhook, so
it is made as the reference signs a request for shipping rates: over the headers of its family, sorted by name, as PHP
writes them in JSON, followed by the body, under the store key.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence

from polycart.core.signatures import sign, with_headers

PREFIX = "whsec_"
FAMILY = "X-Webhook-"
SIGNATURE = "X-Webhook-Signature"
_BYTES = 24


def new_secret() -> str:
    """A new secret of a webhook, as its receiver keeps it: 24 random bytes in base64 after ``whsec_``."""
    return PREFIX + base64.b64encode(os.urandom(_BYTES)).decode()


def standard(secret: str, id: str, moment: int, body: bytes) -> str:
    """One signature of Standard Webhooks; neither ``id`` nor ``moment`` may hold a full stop."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return f"v1,{sign(key, f'{id}.{moment}.'.encode() + body)}"


def reference(headers: Mapping[str, str], body: bytes, store_key: str) -> str:
    """The signature over all ``X-Webhook-`` headers and the body."""
    return sign(store_key.encode(), with_headers(headers, body, family=FAMILY, but=SIGNATURE))


def signed(
    headers: Mapping[str, str], body: bytes, *, id: str, moment: int, secrets: Sequence[str], store_key: str
) -> dict[str, str]:
    """The ``X-Webhook-`` headers with everything that proves who sent them; of two secrets both sign."""
    known = {name: _plain(value) for name, value in headers.items()} | {f"{FAMILY}Timestamp": str(moment)}
    return {
        **known,
        SIGNATURE: reference(known, body, store_key),
        "webhook-id": id,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(standard(secret, id, moment, body) for secret in secrets),
    }


def _plain(value: str) -> str:
    """What can travel in a header, and reads the same to whoever checks it: printable ASCII in one line."""
    return " ".join(value.split()).encode("ascii", "replace").decode()
