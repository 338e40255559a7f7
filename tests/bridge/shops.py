"""A shop's folder with a bridge in it, and a client that speaks to it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from polycart.core.bridge import package
from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.bridge.package import StoreKeys
from polycart.core.bridge.wire import Answer, Keys, Refusal, seal, unseal
from polycart.core.client import Call, Connection
from polycart.core.transport import ANY_ADDRESS, HttpTransport, Request, Response
from tests.bridge.servers import PASSWORD, Database

KEYS = package.make_keys()
OTHER = package.make_keys()
SCOPES = dict(package.SCOPES) | {"order": "read", "basket": "off"}


def build(folder: Path, database: Database, *, name: str = "shop", keys: StoreKeys = KEYS, **entries: Any) -> Path:
    """The folder of a small shop, as its database is in ``schema.sql``."""
    for made in ("system/storage/cache", "catalog/controller", "image/catalog", "bridge2cart"):
        (folder / made).mkdir(parents=True, exist_ok=True)
    (folder / "system/startup.php").write_text("<?php\n")
    (folder / "index.php").write_text("<?php\n// Version\ndefine('VERSION', '4.1.0.3');\n")
    defined = {
        "DB_DRIVER": "mysqli", "DB_HOSTNAME": f"127.0.0.1:{database.port}", "DB_USERNAME": "shop",
        "DB_PASSWORD": PASSWORD, "DB_DATABASE": name, "DB_PREFIX": "oc_",
        "DIR_IMAGE": f"{folder}/image/", "DIR_CACHE": f"{folder}/system/storage/cache/",
    }  # fmt: skip
    lines = "".join(f"define('{key}', '{value}');\n" for key, value in defined.items())
    (folder / "config.php").write_text("<?php\n" + lines)
    (folder / "bridge2cart/bridge.php").write_bytes(package.PROGRAM.read_bytes())
    scopes = {"scopes": SCOPES, "requests_per_minute": 100_000}
    (folder / "bridge2cart/config.php").write_text(package.config(keys, **(scopes | entries)))
    return folder


def client(url: str, *, keys: StoreKeys = KEYS, transport: Any = None, **settings: Any) -> Bridge[BridgeSettings]:
    """A client for the bridge at an address; close its transport at the end."""
    known = BridgeSettings(
        store_url=url,
        store_key=keys.store_key,
        gateway_private_key=keys.gateway_private_key,
        bridge_public_key=keys.bridge_public_key,
        **settings,
    )
    return Bridge(Connection(known, transport or HttpTransport(ANY_ADDRESS), secrets=known.secrets()), Call())


def gateway_keys(keys: StoreKeys = KEYS) -> Keys:
    return Keys.read(keys.store_key, keys.gateway_private_key, keys.bridge_public_key)


async def post(url: str, body: bytes, transport: HttpTransport) -> Response:
    """Send raw bytes to a bridge."""
    headers = {"Content-Type": "application/json"}
    request = Request(method="POST", url=f"{url}/bridge2cart/bridge.php", headers=headers, body=body)
    return await transport.send(request, within=30)


async def ask(url: str, text: bytes, transport: HttpTransport, *, keys: Keys | None = None) -> Answer | Refusal:
    """Seal any text as a good request, and open what comes back."""
    keys = keys or gateway_keys()
    body, session = seal(keys, text, suite="gcm", time=int(time.time()))
    return unseal(keys, (await post(url, body, transport)).body, {session.nonce: session})
