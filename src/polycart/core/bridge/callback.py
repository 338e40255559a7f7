"""What the plugins of the builder post to their callback: JSON, RSA-encrypted in parts, in base64.

The text is cut into parts that the key can take (its bytes less 42 for OAEP, less 11 for PKCS #1 v1.5); each becomes as
many bytes as the key is long. To read it: base64, parts of the key's length, decrypt each, put them together.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding as paddings
from cryptography.hazmat.primitives.asymmetric import rsa

from polycart.core.errors import ParameterError

Padding = Literal["oaep", "pkcs1"]

LARGEST = 64 * 1024
"""Characters of ``data`` that are looked at."""

# PHP's OAEP knows SHA-1 only; OAEP does not rest on its resistance to collisions.
_OAEP = paddings.OAEP(mgf=paddings.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303
_OVERHEAD: dict[Padding, int] = {"oaep": 42, "pkcs1": 11}


class Told(msgspec.Struct, frozen=True):
    """What a plugin tells of its shop, under the names of account.cart.add; ``time`` is in seconds since 1970.

    ``build``, ``event`` and ``time`` are not in the callbacks of the reference service.
    """

    store_url: str
    store_key: str = ""
    store_root: str = ""
    bridge_url: str = ""
    build: str = ""
    event: str = "connect"
    time: int = 0

    def __repr__(self) -> str:
        return f"<Told {self.event} {self.store_url}>"


def decrypt(data: str, private_key: str, *, padding: Padding = "oaep") -> bytes:
    """The text in the member ``data`` of a callback; ``ParameterError`` where it was not made for this key."""
    key = serialization.load_pem_private_key(private_key.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ParameterError("The private key of the callback is no RSA key.")
    length = key.key_size // 8
    try:
        sealed = base64.b64decode(data, validate=True) if len(data) <= LARGEST else b""
        if not sealed or len(sealed) % length:
            raise ValueError("not whole parts")
        how = _OAEP if padding == "oaep" else paddings.PKCS1v15()
        return b"".join(key.decrypt(sealed[at : at + length], how) for at in range(0, len(sealed), length))
    except (ValueError, binascii.Error):
        raise ParameterError("The callback's 'data' was not encrypted for this key.") from None


def encrypt(text: bytes, public_key: str, *, padding: Padding = "oaep") -> str:
    """What a plugin puts into ``data``; for tests, and for whoever writes a plugin in Python."""
    key = serialization.load_pem_public_key(public_key.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise ParameterError("The public key of the callback is no RSA key.")
    most = key.key_size // 8 - _OVERHEAD[padding]
    how = _OAEP if padding == "oaep" else paddings.PKCS1v15()
    parts = [text[at : at + most] for at in range(0, len(text), most)] or [b""]
    return base64.b64encode(b"".join(key.encrypt(part, how) for part in parts)).decode()


def read(data: str, private_key: str, *, padding: Padding = "oaep") -> Told:
    """Decrypt and read a callback."""
    return told(decrypt(data, private_key, padding=padding))


def told(text: bytes) -> Told:
    """Read the decrypted text of a callback."""
    try:
        return msgspec.json.decode(text, type=Told)
    except msgspec.DecodeError:
        raise ParameterError("The callback's 'data' holds no JSON of a plugin.") from None


def credentials(text: bytes, names: Iterable[str]) -> dict[str, str]:
    """What the plugin of a platform with an API tells beside ``Told``; members that are missing are left out."""
    found = msgspec.json.decode(text, type=dict[str, Any])
    return {name: found[name] for name in names if isinstance(found.get(name), str)}
