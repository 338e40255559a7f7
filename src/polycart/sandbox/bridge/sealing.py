"""The bridge's side of the protocol: who asks, what is asked, and answers in sealed pieces (docs/topics/bridge.md)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import struct
import time
import zlib
from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from polycart.core.bridge import wire
from polycart.sandbox.bridge import keys
from polycart.sandbox.bridge.refusals import Refused, need

WINDOW = 300
_OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303
_BASE64 = re.compile(r"[A-Za-z0-9+/=]+")
_SHAPES = {
    "suite": re.compile("[gmctr]+"),
    "nonce": re.compile("[0-9a-f]{32}"),
    "mac": re.compile("[0-9a-f]{64}"),
    "key": _BASE64,
    "sign": _BASE64,
    "data": _BASE64,
}


class Asked(msgspec.Struct):
    """The envelope of a request."""

    bridge: int
    suite: Literal["gcm", "ctr"]
    time: int
    nonce: str
    key: str
    data: str
    mac: str
    sign: str


def parsed(body: bytes) -> Asked:
    """Read a request's JSON; every member has its exact shape, and there are no others."""
    try:
        found: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused("shape") from error
    need(isinstance(found, dict) and len(found) == 8, "shape")
    need(type(found.get("bridge")) is int and found["bridge"] == 1 and type(found.get("time")) is int, "shape")
    for name, shape in _SHAPES.items():
        text = found.get(name)
        need(isinstance(text, str) and shape.fullmatch(text), "shape")
    return Asked(**found)


def authenticate(asked: Asked) -> None:
    """Refuse what the gateway has not signed, without telling the two checks apart."""
    parts = (wire.NAME, "POST", asked.suite, str(asked.time), asked.nonce, asked.key, asked.data)
    covered = "\n".join(parts).encode()
    mac = hmac.new(keys.STORE_KEY.encode(), covered, hashlib.sha256).hexdigest()
    need(hmac.compare_digest(mac, asked.mac), "signature")
    try:
        keys.GATEWAY.verify(_bytes(asked.sign), covered, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise Refused("signature") from error


def unwrapped(asked: Asked) -> bytes:
    """The secret of a request, which only this bridge can unwrap."""
    try:
        secret = keys.BRIDGE.decrypt(_bytes(asked.key), _OAEP)
    except ValueError as error:
        raise Refused("key") from error
    need(len(secret) == 32, "key")
    return secret


def opened(asked: Asked, secret: bytes) -> Any:
    """What is asked; ``None`` where it is no JSON."""
    key = _derived(secret, f"request\n{asked.nonce}".encode())
    try:
        text = wire.decrypt(asked.suite, key, 0, wire.bound("request", asked, 0, last=True), _bytes(asked.data))
    except wire.Broken as error:
        raise Refused("data") from error
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def answer(asked: Asked, secret: bytes, lines: Iterable[bytes]) -> bytes:
    """An answer of whole lines, in pieces that are sealed one by one."""
    second = os.urandom(32)
    key = _derived(secret, f"answer\n{asked.nonce}\n".encode() + second)
    wrapped = base64.b64encode(keys.GATEWAY.encrypt(second, _OAEP)).decode()
    head = json.dumps({"nonce": asked.nonce, "suite": asked.suite, "key": wrapped}, separators=(",", ":"))
    text = b"".join(lines)
    parts = [f"polycart-answer-1 {head}\n".encode()]
    places = range(0, max(len(text), 1), wire.PIECE)
    for place, start in enumerate(places):
        last = place == len(places) - 1
        deflater = zlib.compressobj(5, zlib.DEFLATED, -15)
        packed = deflater.compress(text[start : start + wire.PIECE]) + deflater.flush()
        bound = wire.bound("answer", asked, place, last=last)
        sealed = wire.encrypt(asked.suite, key, place, bound, packed)
        parts += [struct.pack(">IB", len(sealed), last), sealed]
    return b"".join(parts)


def refusal(word: str, asked: Asked | None) -> bytes:
    """A refusal from before the seal; only one to an authenticated request is authenticated, and says the time."""
    told: dict[str, Any] = {"bridge": 1, "refused": word}
    if asked is not None:
        told |= {"nonce": asked.nonce, "time": int(time.time())}
        covered = "\n".join((wire.NAME, "refusal", word, asked.nonce, str(told["time"]))).encode()
        told["mac"] = hmac.new(keys.STORE_KEY.encode(), covered, hashlib.sha256).hexdigest()
    return msgspec.json.encode(told)


def _derived(secret: bytes, what: bytes) -> bytes:
    return hmac.new(secret, wire.NAME.encode() + b"\n" + what, hashlib.sha256).digest()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
