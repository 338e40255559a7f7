"""The cryptography, against vectors that OpenSSL and cryptography made, and against what is changed on the way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import shutil
import struct
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from polycart.core.bridge import wire
from polycart.core.bridge.wire import PIECE, Answer, Broken, Refusal, Session, Suite, seal, unseal
from tests.bridge import servers, shops

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)
KEY = bytes(range(32))


def digest(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, hashlib.sha256).digest()


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_a_piece_is_sealed_as_openssl_does_it() -> None:
    sealed = AESGCM(KEY).encrypt(bytes(8) + struct.pack(">I", 7), b"text", b"bound")
    assert wire.encrypt("gcm", KEY, 7, b"bound", b"text") == sealed
    vector = struct.pack(">IIII", 0, 7, 0, 0)
    words = ["openssl", "enc", "-aes-256-ctr", "-K", digest(KEY, b"cipher").hex(), "-iv", vector.hex()]
    ran = subprocess.run(words, input=b"text", capture_output=True, check=True).stdout
    assert wire.encrypt("ctr", KEY, 7, b"bound", b"text") == ran + digest(digest(KEY, b"mac"), b"bound" + vector + ran)


@pytest.mark.skipif(not servers.PHP, reason="php is not installed")
@pytest.mark.parametrize("suite", ["gcm", "ctr"])
def test_php_and_python_seal_alike(suite: Suite, tmp_path: Path) -> None:
    bridge = Path(wire.__file__).with_name("bridge.php")
    sealed = wire.encrypt(suite, KEY, 300, b"bound", b"text").hex()
    code = f"""<?php define('BRIDGE2CART_LIBRARY', 1); require '{bridge}';
    $key = hex2bin('{KEY.hex()}');
    echo bin2hex(PolycartWire::seal('{suite}', $key, 300, 'bound', 'text')), "\\n",
        PolycartWire::open('{suite}', $key, 300, 'bound', hex2bin('{sealed}'));"""
    (tmp_path / "t.php").write_text(code)
    ran = subprocess.run([servers.PHP or "", str(tmp_path / "t.php")], capture_output=True, check=True).stdout.split()
    assert ran == [sealed.encode(), b"text"]


def test_a_request_can_be_read_with_the_keys_of_the_bridge_alone() -> None:
    body, session = seal(shops.gateway_keys(), b'{"action":"info"}', suite="gcm", time=1_767_225_600)
    request = json.loads(body)
    bridge = wire.serialization.load_pem_private_key(shops.KEYS.bridge_private_key.encode(), None)
    gateway = wire.serialization.load_pem_public_key(shops.KEYS.gateway_public_key.encode())
    covered = "\n".join(
        ["polycart-bridge-1", "POST", "gcm", "1767225600", request["nonce"], request["key"], request["data"]]
    ).encode()
    assert request["mac"] == digest(shops.KEYS.store_key.encode(), covered).hex()
    gateway.verify(base64.b64decode(request["sign"]), covered, padding.PKCS1v15(), hashes.SHA256())  # type: ignore[union-attr,call-arg]
    secret = bridge.decrypt(base64.b64decode(request["key"]), OAEP)  # type: ignore[union-attr]
    key = digest(secret, f"polycart-bridge-1\nrequest\n{session.nonce}".encode())
    bound = f"polycart-bridge-1\nrequest\ngcm\n{session.nonce}\n0\nlast".encode()
    assert AESGCM(key).decrypt(bytes(12), base64.b64decode(request["data"]), bound) == b'{"action":"info"}'


def answer(session: Session, pieces: list[bytes], *, packed: bool = False, last: int | None = None) -> bytes:
    """An answer made by the page that tells the protocol, not by the code under test."""
    second = os.urandom(32)
    gateway = wire.serialization.load_pem_public_key(shops.KEYS.gateway_public_key.encode())
    wrapped = base64.b64encode(gateway.encrypt(second, OAEP)).decode()  # type: ignore[union-attr]
    head = json.dumps({"nonce": session.nonce, "suite": session.suite, "key": wrapped})
    key = digest(session.secret, f"polycart-bridge-1\nanswer\n{session.nonce}\n".encode() + second)
    body = b"polycart-answer-1 " + head.encode() + b"\n"
    for place, text in enumerate(pieces):
        end = place == (len(pieces) - 1 if last is None else last)
        deflater = zlib.compressobj(5, wbits=-15)
        piece = text if packed else deflater.compress(text) + deflater.flush()
        bound = f"polycart-bridge-1\nanswer\ngcm\n{session.nonce}\n{place}\n{'last' if end else 'more'}".encode()
        sealed = AESGCM(key).encrypt(struct.pack(">III", 0, 0, place), piece, bound)
        body += struct.pack(">IB", len(sealed), end) + sealed
    return body


CLOSING = b'{"ok":true,"results":[{"rows":1}],"ms":1}\n'


@pytest.fixture
def session() -> Session:
    return Session(os.urandom(16).hex(), "gcm", os.urandom(32))


def opened(session: Session, body: bytes) -> Answer | Refusal:
    return unseal(shops.gateway_keys(), body, {session.nonce: session})


def test_an_answer_is_read_also_where_the_host_adds_to_it(session: Session) -> None:
    body = b"\xef\xbb\xbf<br>Warning: x" + answer(session, [b"[1]\n[", b"2]\n" + CLOSING]) + b"<!-- counter -->"
    read = opened(session, body)
    assert isinstance(read, Answer)
    assert read.rows == [b"[1]", b"[2]"]


@pytest.mark.parametrize("at", [30, 60, 200, -1, -20, -60, -80])
def test_a_changed_bit_is_noticed(session: Session, at: int) -> None:
    body = bytearray(answer(session, [b"[1]\n", CLOSING]))
    body[at] ^= 1
    with pytest.raises(Broken):
        opened(session, bytes(body))


def test_pieces_cannot_be_left_out_doubled_or_cut_off(session: Session) -> None:
    body = answer(session, [b"[1]\n", b"[2]\n", CLOSING])
    head, _, rest = body.partition(b"\n")
    pieces: list[bytes] = []
    while rest:
        size = 5 + struct.unpack_from(">I", rest)[0]
        pieces.append(rest[:size])
        rest = rest[size:]
    one, two, end = pieces
    for order in ([two, end], [one, end], [two, one, end], [one, one, two, end], [one, two], [end]):
        with pytest.raises(Broken):
            opened(session, head + b"\n" + b"".join(order))
    for size in range(len(head), len(body) - 1, 97):
        with pytest.raises(Broken):
            opened(session, body[:size])


def test_an_answer_to_another_request_is_refused(session: Session) -> None:
    other = Session(session.nonce, "gcm", os.urandom(32))
    with pytest.raises(Broken):
        opened(session, answer(other, [CLOSING]))
    with pytest.raises(Broken):
        unseal(shops.gateway_keys(), answer(session, [CLOSING]), {})


def test_a_bomb_is_inflated_no_further_than_a_piece(session: Session) -> None:
    deflater = zlib.compressobj(9, wbits=-15)
    bomb = deflater.compress(bytes(200_000_000)) + deflater.flush()
    assert len(bomb) < PIECE
    with pytest.raises(Broken, match="larger"):
        opened(session, answer(session, [bomb], packed=True))
    with pytest.raises(Broken, match="inflated"):
        opened(session, answer(session, [b"no deflate"], packed=True))


def test_a_refusal_is_trusted_only_with_its_hmac(session: Session) -> None:
    told: dict[str, Any] = {"bridge": 1, "refused": "clock", "nonce": session.nonce, "time": 1_767_225_600}
    covered = f"polycart-bridge-1\nrefusal\nclock\n{session.nonce}\n1767225600".encode()
    told["mac"] = digest(shops.KEYS.store_key.encode(), covered).hex()
    good = json.dumps(told, separators=(",", ":")).encode()
    for body, trusted in ((b"\n" + good, True), (good.replace(b"1767225600", b"1767225601"), False)):
        read = opened(session, body)
        assert isinstance(read, Refusal)
        assert read.trusted is trusted


def test_no_key_has_a_representation() -> None:
    shown = f"{shops.KEYS!r} {shops.gateway_keys()!r} {Session('n', 'gcm', b'secret-of-32-bytes')!r}"
    assert "PRIVATE" not in shown
    assert shops.KEYS.store_key not in shown
    assert "secret-of" not in shown
