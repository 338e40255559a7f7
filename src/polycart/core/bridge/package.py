"""What is put into a shop's folder: bridge.php, and a config.php with keys that are made for this store alone."""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import secrets
import zipfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

FOLDER = "bridge2cart"
PROGRAM = Path(__file__).with_name("bridge.php")
SCOPES: Mapping[str, str] = {
    "product": "read/write",
    "category": "read/write",
    "order": "read/write",
    "customer": "read/write",
    "basket": "read",
    "marketing": "read/write",
    "settings": "read",
}
Value = str | bool | int | list[str] | Mapping[str, str]

_HEAD = """<?php
/**
 * The keys of this shop's polycart bridge, and what its owner allows. Keep it to yourself.
 *
 * scopes: 'read/write', 'read' or 'off' for each kind of thing. allow: addresses and networks that may ask; empty
 * for all. files, code, update, delete: whether the bridge may do that. store_root: the shop's folder, where it is
 * not the one above. prefix: the only prefix of tables that may be used. What each entry means is told in
 * docs/topics/bridge.md of polycart.
 */
if (!defined('BRIDGE2CART')) { exit; }
"""


class StoreKeys(msgspec.Struct, frozen=True):
    """All keys of one store, as PEM; the bridge's private half is needed only while its config.php is written."""

    store_key: str
    bridge_private_key: str
    bridge_public_key: str
    gateway_private_key: str
    gateway_public_key: str

    def __repr__(self) -> str:
        return "<StoreKeys>"


def make_private_key(*, bits: int = 2048) -> str:
    """A new private key, as PEM."""
    return _private(rsa.generate_private_key(65537, bits))


def make_keys(store_key: str | None = None, *, gateway_private_key: str | None = None, bits: int = 2048) -> StoreKeys:
    """Make the keys of a store: those of the gateway, and its store key, where there are none yet."""
    bridge = rsa.generate_private_key(65537, bits)
    private = gateway_private_key or make_private_key(bits=bits)
    gateway = serialization.load_pem_private_key(private.encode(), None)
    if not isinstance(gateway, rsa.RSAPrivateKey):
        raise TypeError("the gateway's key is no RSA key")
    return StoreKeys(store_key or secrets.token_hex(16), _private(bridge), _public(bridge), private, _public(gateway))


def _private(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PrivateFormat.TraditionalOpenSSL  # which also the OpenSSL of PHP 5.6 reads
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def _public(key: rsa.RSAPrivateKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def config(keys: StoreKeys, **entries: Value) -> str:
    """The text of config.php; ``entries`` are those of docs/topics/bridge.md that differ from what is built in."""
    values: dict[str, Value] = {
        "store_key": keys.store_key,
        "scopes": SCOPES,
        "allow": [],
        "files": True,
        "code": True,
        "update": False,
        "delete": True,
        "store_root": "",
        "prefix": "",
        **entries,
        "bridge_private_key": keys.bridge_private_key,
        "gateway_public_key": keys.gateway_public_key,
    }
    lines = "".join(f"    {_php(name)} => {_php(value)},\n" for name, value in values.items())
    return f"{_HEAD}return array(\n{lines});\n"


def _php(value: Value) -> str:
    """A value as PHP writes it, in single quotes, where nothing but the quote and the backslash has a meaning."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(value, list):
        return "array(" + ", ".join(_php(one) for one in value) + ")"
    return "array(" + ", ".join(f"{_php(name)} => {_php(one)}" for name, one in value.items()) + ")"


def files(keys: StoreKeys, *, whitelabel: bool = False, **entries: Value) -> dict[str, bytes]:
    """The files of the bridge's folder by name; ``whitelabel`` leaves the maker's name out of them."""
    program, settings = PROGRAM.read_text("utf-8"), config(keys, **entries)
    if whitelabel:
        program, settings = unnamed(program), unnamed(settings)
    return {"bridge.php": program.encode(), "config.php": settings.encode()}


def archive(keys: StoreKeys, *, whitelabel: bool = False, **entries: Value) -> bytes:
    """A zip with the folder to upload into the shop's root."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files(keys, whitelabel=whitelabel, **entries).items():
            folder.writestr(f"{FOLDER}/{name}", content)
    return written.getvalue()


_SPOKEN = r"polycart-(?:bridge-1|answer-1|bridge-release)"
"""What both sides say on the wire; it can not be called otherwise."""


def unnamed(text: str) -> str:
    """A file without the maker's name; the name of a class must stay eight letters long, for it is cut off by that."""
    named = {"polycart": "commerce", "Polycart": "Commerce"}
    return re.sub(rf"{_SPOKEN}|[Pp]olycart", lambda found: named.get(found[0], found[0]), text)


def version() -> str:
    """The version of the bridge that this library brings along."""
    found = re.search(r"'BRIDGE2CART_VERSION', '([0-9.]+)'", PROGRAM.read_text("utf-8"))
    assert found  # noqa: S101 - bridge/build.py writes it
    return found[1]


def address(store_url: str, bridge_url: str | None = None) -> str:
    """Where a shop's bridge.php is."""
    return bridge_url or f"{store_url.rstrip('/')}/{FOLDER}/bridge.php"


def key_in(config: bytes) -> str:
    """The store key in a config.php; '' where there is none."""
    found = re.search(rb"'store_key' => '([0-9a-f]{32,64})'", config)
    return found[1].decode() if found else ""


def state_folder(store_key: str) -> str:
    """The folder inside the bridge's in which it keeps nonces, as the bridge itself calls it."""
    return "state-" + hmac.new(store_key.encode(), b"state", hashlib.sha256).hexdigest()[:24]
