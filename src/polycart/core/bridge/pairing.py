"""Which keys a bridge in a shop has: asked with a nonce, answered under the store key, before anything is sealed.

Whoever knows only the store key can so find the public half of the bridge's pair, and see whose gateway it listens to.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from polycart.core.bridge import advice
from polycart.core.bridge.wire import NAME
from polycart.core.errors import BridgeFailed, PolycartError, Unreachable
from polycart.core.trace import Trace
from polycart.core.transport import AddressForbidden, Request, Transport

SMALLEST = 2048
"""Bits of a key that is believed in."""

_ANSWER = re.compile(rb'\{"bridge":1,"key":"[A-Za-z0-9+/=]+","gateway":"[A-Za-z0-9+/=]+","mac":"[0-9a-f]{64}"\}')

LACKS = {
    "config": "its config.php is missing or holds no store key: download the bridge and upload both files",
    "keys": "the keys in its config.php can not be read: download the bridge and upload it anew",
    "state": "make its folder writable (755 or 777, depending on the server)",
    "openssl": "switch PHP's extension openssl on",
    "pdo_mysql": "switch PHP's extension pdo_mysql on",
    "json": "switch PHP's extension json on",
    "zlib": "switch PHP's extension zlib on",
    "disconnected": "the shop's owner has disconnected it: press Connect on the plugin's page",
}
"""What a bridge says it lacks, and what to do about it."""


class NotThere(BridgeFailed):
    """There is no bridge at the address."""


class NotWritable(BridgeFailed):
    """The bridge can not keep its nonces, because PHP may not write into its folder."""


class NotReadable(BridgeFailed):
    """The bridge does not see its config.php, because it is missing or PHP may not read it."""


class _Told(msgspec.Struct, frozen=True):
    key: str
    gateway: str
    mac: str


class Pairing(msgspec.Struct, frozen=True):
    """The public keys in a bridge's config.php, in the form of ``same``: its own, and that of its gateway."""

    bridge: str
    gateway: str


async def ask(address: str, store_key: str, transport: Transport, *, trace: Trace, seconds: float = 30.0) -> Pairing:
    """Ask the bridge at an address for its keys; what answers must know the store key."""
    nonce = secrets.token_hex(16)
    url = f"{address}{'&' if '?' in address else '?'}nonce={nonce}"
    headers = {"Accept": "application/json, */*", "User-Agent": "polycart"}
    request = Request(method="GET", url=url, headers=headers)
    started = time.perf_counter()
    try:
        response = await transport.send(request, within=seconds)
    except PolycartError as error:
        trace.add(request, None, started, attempt=1, error=error)
        if isinstance(error, Unreachable) and not isinstance(error, AddressForbidden):
            error.notes.append("Where a browser can open the shop, let the gateway's address through its firewall.")
        raise
    trace.add(request, response, started, attempt=1)
    found = _ANSWER.search(response.body)
    if found is None:
        raise _unpaired(response.body, response.status) or advice.unreadable(response)
    told = msgspec.json.decode(found[0], type=_Told)
    text = "\n".join((NAME, "key", nonce, told.key, told.gateway))
    mac = hmac.new(store_key.encode(), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(mac, told.mac):
        raise BridgeFailed(
            "The bridge in the shop has another store key: give the 'store_key' that is in its config.php."
        )
    try:
        return Pairing(_read(told.key), _read(told.gateway))
    except (ValueError, UnsupportedAlgorithm):
        raise BridgeFailed(
            f"The keys of the bridge are no RSA keys of {SMALLEST} bits or more: download the bridge and upload it "
            "anew."
        ) from None


def _unpaired(body: bytes, status: int) -> PolycartError | None:
    """The error for what a bridge says where it does not tell its keys."""
    start = body[:4096]
    lacking = re.search(rb"BRIDGE NOT READY: ([a-z_ ]+)", start)
    if lacking:
        words = lacking[1].decode().split()
        kind = NotReadable if "config" in words else NotWritable if words == ["state"] else BridgeFailed
        what = "; ".join(LACKS.get(word, word) for word in words)
        return kind(f"The bridge is there but not ready ('{' '.join(words)}'): {what}.")
    if b"BRIDGE INSTALLED" in start:
        return BridgeFailed(
            "The bridge in the shop is not one of polycart's, or is too old to tell its key: download the bridge and "
            "upload it anew."
        )
    refused = re.search(rb'\{"bridge":1,"refused":"([a-z_]+)"', start)
    if refused:
        word = refused[1].decode()
        what = advice.REFUSALS.get(word, "upload it anew")
        return BridgeFailed(f"The bridge refused the request ('{word}'): {what}.")
    if status == 404:
        return NotThere(f"There is no bridge at its address (HTTP 404): {advice.BY_STATUS[404]}.")
    return None


def _read(text: str) -> str:
    key = serialization.load_der_public_key(base64.b64decode(text, validate=True))
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SMALLEST:
        raise ValueError("not an RSA key that is long enough")
    return _pem(key)


def same(pem: str) -> str:
    """A public key in the one spelling that is compared; raises ``ValueError`` where it is none."""
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")
    return _pem(key)


def public_half(private_pem: str) -> str:
    """The public key of a private one, in the spelling of ``same``."""
    key = serialization.load_pem_private_key(private_pem.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("not an RSA key")
    return _pem(key.public_key())


def _pem(key: rsa.RSAPublicKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()
