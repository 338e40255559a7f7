"""What travels between gateway and bridge: sealed requests, answers in pieces, refusals.

The format is told in docs/topics/bridge.md; the names here are those of that page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import struct
import zlib
from typing import Any, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NAME = "polycart-bridge-1"
PIECE = 256 * 1024
LARGEST_ANSWER = 64 * 1024 * 1024
_HEAD = b"polycart-answer-1 "
_SEARCHED = 64 * 1024
"""How far into an answer its head is sought: hosts put warnings and byte-order marks before it."""
_REFUSAL = re.compile(rb'\{"bridge":1,"refused":"[a-z_]+"[^{}]*\}')
# SHA-1 is all that PHP's OAEP knows; OAEP does not rest on its resistance to collisions.
_OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303

Suite = Literal["gcm", "ctr"]


class Broken(Exception):
    """What came is no whole answer of the bridge, or was changed on its way."""


class Keys(msgspec.Struct, frozen=True):
    """The gateway's keys for one store: the store key, its own private key and the bridge's public one."""

    store_key: str
    gateway: rsa.RSAPrivateKey
    bridge: rsa.RSAPublicKey

    def __repr__(self) -> str:
        return "<Keys>"

    @classmethod
    def read(cls, store_key: str, gateway_private_key: str, bridge_public_key: str) -> Keys:
        """Read the keys from PEM; raises ``ValueError`` where they are none."""
        private = serialization.load_pem_private_key(gateway_private_key.encode(), None)
        public = serialization.load_pem_public_key(bridge_public_key.encode())
        if not isinstance(private, rsa.RSAPrivateKey) or not isinstance(public, rsa.RSAPublicKey):
            raise ValueError("the keys of a bridge are RSA keys")
        return cls(store_key, private, public)

    def mac(self, text: str) -> str:
        """HMAC-SHA256 under the store key."""
        return hmac.new(self.store_key.encode(), text.encode(), hashlib.sha256).hexdigest()


class Session(msgspec.Struct, frozen=True):
    """What has to be known to open the answer to one request."""

    nonce: str
    suite: Suite
    secret: bytes

    def __repr__(self) -> str:
        return f"<Session {self.nonce}>"


class Refusal(msgspec.Struct, frozen=True):
    """Why the bridge did not even open a request; ``trusted`` where it proved that it knows the store key."""

    refused: str
    nonce: str = ""
    time: int = 0
    mac: str = ""
    trusted: bool = False


class Result(msgspec.Struct, frozen=True):
    """What one statement did: rows answered, rows changed, the id that was made."""

    rows: int = 0
    changed: int = 0
    insert: int | str = 0


class Failure(msgspec.Struct, frozen=True):
    """Why an action was not done, in the bridge's words."""

    code: str
    says: str = ""
    statement: int | None = None
    errno: int = 0
    candidates: list[str] = []


class Closing(msgspec.Struct, frozen=True):
    """The object that closes an answer; what else it holds is in the answer's last line."""

    ok: bool
    ms: int = 0
    results: list[Result] = []
    error: Failure | None = None
    repeated: bool = False


class Answer(msgspec.Struct, frozen=True):
    """An opened answer: an array of rows as JSON for each statement, and what closes it, read and as it came."""

    rows: list[bytes]
    closing: Closing
    last: bytes


def seal(keys: Keys, text: bytes, *, suite: Suite, time: int) -> tuple[bytes, Session]:
    """Make the body of a request, and what opens its answer."""
    session = Session(secrets.token_hex(16), suite, secrets.token_bytes(32))
    sealed = encrypt(suite, derived(session, "request"), 0, bound("request", session, 0, last=True), text)
    key = base64.b64encode(keys.bridge.encrypt(session.secret, _OAEP)).decode()
    data = base64.b64encode(sealed).decode()
    covered = "\n".join((NAME, "POST", suite, str(time), session.nonce, key, data))
    signature = keys.gateway.sign(covered.encode(), padding.PKCS1v15(), hashes.SHA256())
    body = {
        "bridge": 1,
        "suite": suite,
        "time": time,
        "nonce": session.nonce,
        "key": key,
        "data": data,
        "mac": keys.mac(covered),
        "sign": base64.b64encode(signature).decode(),
    }
    return msgspec.json.encode(body), session


def unseal(keys: Keys, body: bytes, sessions: dict[str, Session]) -> Answer | Refusal:
    """Open what came back; raises ``Broken`` where it is no answer to one of the sessions."""
    start = body.find(_HEAD, 0, _SEARCHED)
    if start < 0:
        return _refusal(keys, body)
    end = body.find(b"\n", start)
    try:
        head = msgspec.json.decode(body[start + len(_HEAD) : end], type=dict[str, str])
        session = sessions[head["nonce"]]
        second = keys.gateway.decrypt(base64.b64decode(head["key"], validate=True), _OAEP)
    except (msgspec.DecodeError, KeyError, ValueError, binascii.Error) as error:
        raise Broken("the head of the answer does not fit the request") from error
    key = derived(session, "answer", second)
    lines = _inflated(session, key, memoryview(body)[end + 1 :]).split(b"\n")
    try:
        closing = msgspec.json.decode(lines[-2], type=Closing)
    except (msgspec.DecodeError, IndexError) as error:
        raise Broken("the answer has no end") from error
    return Answer(lines[:-2], closing, lines[-2])


def _inflated(session: Session, key: bytes, rest: memoryview) -> bytes:
    """The text of all pieces in their order; each is authenticated before it is inflated."""
    texts: list[bytes] = []
    size = place = 0
    last = False
    while not last:
        if len(rest) < 5:
            raise Broken("the answer breaks off")
        length, flag = struct.unpack_from(">IB", rest)
        if length > PIECE + 1024 or len(rest) < 5 + length or flag > 1:
            raise Broken("the answer breaks off")
        last = flag == 1
        sealed = bytes(rest[5 : 5 + length])
        text = _inflate(decrypt(session.suite, key, place, bound("answer", session, place, last=last), sealed))
        size += len(text)
        if size > LARGEST_ANSWER:
            raise Broken("the answer is too large")
        texts.append(text)
        rest = rest[5 + length :]
        place += 1
    return b"".join(texts)


def _inflate(packed: bytes) -> bytes:
    inflater = zlib.decompressobj(-15)
    try:
        text = inflater.decompress(packed, PIECE + 1)
    except zlib.error as error:
        raise Broken("a piece cannot be inflated") from error
    if len(text) > PIECE or not inflater.eof:
        raise Broken("a piece is larger than it may be")
    return text


def _refusal(keys: Keys, body: bytes) -> Refusal:
    found = _REFUSAL.search(body[:_SEARCHED])
    if found is None:
        raise Broken("this is no answer of a bridge")
    try:
        refusal = msgspec.json.decode(found[0], type=Refusal)
    except msgspec.DecodeError as error:
        raise Broken("this is no refusal of a bridge") from error
    good = keys.mac("\n".join((NAME, "refusal", refusal.refused, refusal.nonce, str(refusal.time))))
    return msgspec.structs.replace(refusal, trusted=hmac.compare_digest(good.encode(), refusal.mac.encode()))


def bound(direction: str, session: Any, place: int, *, last: bool) -> bytes:
    """What a piece is bound to: direction, suite, request, place, and whether it is the last."""
    end = "last" if last else "more"
    return "\n".join((NAME, direction, session.suite, session.nonce, str(place), end)).encode()


def derived(session: Session, direction: str, second: bytes | None = None) -> bytes:
    text = f"{NAME}\n{direction}\n{session.nonce}".encode() + (b"" if second is None else b"\n" + second)
    return _hmac(session.secret, text)


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


def encrypt(suite: Suite, key: bytes, place: int, extra: bytes, text: bytes) -> bytes:
    """Seal one piece; the vector is its place, for no key seals two messages."""
    if suite == "gcm":
        return AESGCM(key).encrypt(struct.pack(">III", 0, 0, place), text, extra)
    vector = struct.pack(">IIII", 0, place, 0, 0)
    cipher = Cipher(algorithms.AES(_hmac(key, b"cipher")), modes.CTR(vector)).encryptor()
    sealed = cipher.update(text) + cipher.finalize()
    return sealed + _hmac(_hmac(key, b"mac"), extra + vector + sealed)


def decrypt(suite: Suite, key: bytes, place: int, extra: bytes, sealed: bytes) -> bytes:
    """Open one piece; raises ``Broken`` where a bit of it, or of what it is bound to, differs."""
    if suite == "gcm":
        try:
            return AESGCM(key).decrypt(struct.pack(">III", 0, 0, place), sealed, extra)
        except (InvalidTag, ValueError) as error:
            raise Broken("a piece was changed on its way") from error
    vector = struct.pack(">IIII", 0, place, 0, 0)
    if not hmac.compare_digest(_hmac(_hmac(key, b"mac"), extra + vector + sealed[:-32]), sealed[-32:]):
        raise Broken("a piece was changed on its way")
    cipher = Cipher(algorithms.AES(_hmac(key, b"cipher")), modes.CTR(vector)).decryptor()
    return cipher.update(sealed[:-32]) + cipher.finalize()
