"""A release of the bridge: the program that this library brings along, and who has signed it.

The key that signs is kept offline, by whoever runs the installation or by the makers; here there is at most its public
half, which goes into the config.php of every new bridge, and a signature over the program.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from polycart.core.bridge.package import PROGRAM
from polycart.core.errors import ServiceUnavailable, Unsupported

PUBLIC_KEY = "bridge-release.pem"
SIGNATURE = "bridge-release.sig"
_COVERED = b"polycart-bridge-release\n"


class Release(msgspec.Struct, frozen=True):
    """The public half of the release key, and the signature over the program where there is one."""

    public_key: str = ""
    signature: str = ""

    @classmethod
    def read(cls, folder: Path) -> Release:
        """The files ``bridge-release.pem`` and ``bridge-release.sig`` of a folder; both may be missing."""
        public, signature = (_text(folder / name) for name in (PUBLIC_KEY, SIGNATURE))
        if public:
            _rsa(public)
        return cls(public, signature)

    def signed(self) -> dict[str, str]:
        """The program and its signature, as the bridge takes them; raises where they do not fit each other."""
        if not self.public_key or not self.signature:
            raise Unsupported(
                "This installation has no signed release of the bridge: sign bridge.php with your release key, or "
                "download the bridge and upload it anew."
            )
        program = PROGRAM.read_bytes()
        try:
            signature = base64.b64decode(self.signature, validate=True)
            _rsa(self.public_key).verify(signature, _COVERED + program, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, binascii.Error):
            raise Unsupported(
                f"The signature in {SIGNATURE} is not that of this installation's bridge: sign its bridge.php anew."
            ) from None
        return {"code": base64.b64encode(program).decode(), "signature": base64.b64encode(signature).decode()}


def _rsa(pem: str) -> rsa.RSAPublicKey:
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except ValueError:
        key = None
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < 2048:
        raise ServiceUnavailable(f"{PUBLIC_KEY} is no RSA public key of 2048 bits or more, in PEM.")
    return key


def _text(path: Path) -> str:
    try:
        return "".join(path.read_text("utf-8").split("\r")).strip()
    except FileNotFoundError:
        return ""
