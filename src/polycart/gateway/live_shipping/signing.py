"""The headers of a request for rates, and the signature over them and the body.

It is base64(HMAC-SHA256(JSON of all ``X-Shipping-Service`` headers but the signature, sorted by name, as PHP writes it,
followed by the body)) under the store key, so that who checks the reference's requests needs no change: a nonce is one
more header of the family, and signed like the others. ``signature-vectors.json`` beside this has examples.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from polycart.core.signatures import sign, with_headers

FAMILY = "X-Shipping-Service"
SIGNATURE = f"{FAMILY}-Signature"


def signature(headers: Mapping[str, str], body: bytes, key: str) -> str:
    """The signature over the headers of the family and the body; other headers are left out of it."""
    return sign(key.encode(), with_headers(headers, body, family=FAMILY, but=SIGNATURE))


def signed(body: bytes, key: str, *, moment: float, service: int | None, nonce: str = "") -> dict[str, str]:
    """The headers of a request: of one for a service, or of the test request before there is one."""
    test = {FAMILY: "1", f"{FAMILY}-Test-Request": "1"}  # the reference's texts tell of both names
    about = test if service is None else {f"{FAMILY}-Id": str(service)}
    about |= {f"{FAMILY}-Request-Timestamp": str(int(moment)), f"{FAMILY}-Nonce": nonce or secrets.token_hex(16)}
    sent = about | {SIGNATURE: signature(about, body, key)}
    return {"Content-Type": "application/json", "Accept": "application/json", **sent}
