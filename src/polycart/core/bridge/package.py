"""What is put into a shop's folder: bridge.php, and a config.php with keys that are made for this store alone."""

from __future__ import annotations

import io
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
 * for all. files, hooks, update, delete: whether the bridge may do that. store_root: the shop's folder, where it is
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


def make_keys(store_key: str | None = None, *, bits: int = 2048) -> StoreKeys:
    """Make the keys of a store, and its store key where there is none yet."""
    bridge, gateway = (rsa.generate_private_key(65537, bits) for _ in range(2))
    return StoreKeys(
        store_key or secrets.token_hex(16), _private(bridge), _public(bridge), _private(gateway), _public(gateway)
    )


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
        "hooks": True,
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


def archive(keys: StoreKeys, **entries: Value) -> bytes:
    """A zip with the folder to upload into the shop's root."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(f"{FOLDER}/bridge.php", PROGRAM.read_bytes())
        folder.writestr(f"{FOLDER}/config.php", config(keys, **entries))
    return written.getvalue()
