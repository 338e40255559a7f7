"""The bridge's half of the protocol for recorded cases: requests are opened, and recorded answers sealed."""

from __future__ import annotations

import base64
import json
import secrets
import struct
import zlib
from functools import cache
from typing import Any, cast

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from polycart.core.bridge import opened, package, wire
from polycart.core.bridge.package import StoreKeys
from polycart.core.bridge.wire import Session
from polycart.core.transport import Request, Response

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)


@cache
def keys() -> StoreKeys:
    """Keys that the cases of all bridges share; made once a process."""
    return package.make_keys()


def settings() -> dict[str, str]:
    """The credentials of a store behind a recorded bridge."""
    known = keys()
    names = ("store_key", "gateway_private_key", "bridge_public_key")
    return {"store_url": "https://shop.test"} | {name: getattr(known, name) for name in names}


class RecordedBridge:
    """Answers recorded actions; those that go out side by side may come in any order among themselves."""

    def __init__(self, exchanges: list[dict[str, Any]]) -> None:
        self.left = list(exchanges)

    async def send(self, request: Request, *, within: float) -> Response:
        session, action = _open(request.body or b"")
        asked = json.loads(json.dumps(opened.shown(action)))
        for exchange in self.left:
            if exchange["request"] == asked:
                self.left.remove(exchange)
                return Response(status=200, headers={}, body=_seal(session, exchange["response"]))
        expected = [exchange["request"] for exchange in self.left]
        raise AssertionError(f"asked {json.dumps(asked)}\nexpected one of {json.dumps(expected)}")

    async def close(self) -> None: ...


def _open(body: bytes) -> tuple[Session, dict[str, Any]]:
    sealed = json.loads(body)
    private = serialization.load_pem_private_key(keys().bridge_private_key.encode(), None)
    secret = cast("rsa.RSAPrivateKey", private).decrypt(base64.b64decode(sealed["key"]), OAEP)
    session = Session(sealed["nonce"], sealed["suite"], secret)
    bound = wire.bound("request", session, 0, last=True)
    key = wire.derived(session, "request")
    return session, json.loads(wire.decrypt(session.suite, key, 0, bound, base64.b64decode(sealed["data"])))


def _seal(session: Session, lines: list[Any]) -> bytes:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    second = secrets.token_bytes(32)
    public = serialization.load_pem_public_key(keys().gateway_public_key.encode())
    wrapped = base64.b64encode(cast("rsa.RSAPublicKey", public).encrypt(second, OAEP)).decode()
    head = {"nonce": session.nonce, "suite": session.suite, "key": wrapped}
    key = wire.derived(session, "answer", second)
    parts = [text[at : at + wire.PIECE] for at in range(0, len(text), wire.PIECE)]
    made = [f"polycart-answer-1 {json.dumps(head)}\n".encode()]
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(part) + packer.flush()
        piece = wire.encrypt(session.suite, key, place, wire.bound("answer", session, place, last=last), packed)
        made.append(struct.pack(">IB", len(piece), int(last)) + piece)
    return b"".join(made)
