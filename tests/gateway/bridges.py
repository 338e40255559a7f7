"""A gateway for tests of bridges, and a platform of their own that speaks to a real bridge."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.platform import Platform
from polycart.core.transport import LOOPBACK
from polycart.gateway import contract
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.home import Home
from polycart.platforms import platforms

CART_ID = "Tiny"


class Tiny(Bridge[BridgeSettings]):
    """A shop of which nothing is known but that it has a bridge."""

    title = "Tiny"


@contextmanager
def tiny() -> Iterator[Platform[Tiny]]:
    """A platform that is reached over the bridge, known to the gateway for as long as this lasts."""
    platform = Platform(CART_ID, "Tiny", settings=BridgeSettings, client=Tiny, kind="bridge", oldest="2.3")
    known = platforms()
    known[CART_ID] = platform
    contract.methods.cache_clear()
    contract.credentials.cache_clear()
    try:
        yield platform
    finally:
        del known[CART_ID]
        contract.methods.cache_clear()
        contract.credentials.cache_clear()


class Door:
    """One installation with one account, and short ways to call it."""

    def __init__(self, home: Path, **limits: Any) -> None:
        self.backend = Backend(Home.open(home), limits=Limits(private_networks=LOOPBACK, **limits))
        self.api_key = ""
        self.serial = 0

    async def open(self) -> Door:
        account = await self.backend.accounts.create("one")
        self.account_id = account.id
        _, self.api_key = await self.backend.accounts.create_key(account.id, "key")
        return self

    async def another(self, name: str, *scopes: str) -> str:
        """An API key of another account, or of this one where the scopes are named."""
        account_id = self.account_id if scopes else (await self.backend.accounts.create(name)).id
        return (await self.backend.accounts.create_key(account_id, name, scopes=scopes or ("read", "write")))[1]

    async def raw(self, name: str, /, *, store: str | None = None, key: str = "", **parameters: Any) -> bytes:
        self.serial += 1
        answer = await self.backend.call(
            name, lambda: parameters,
            api_key=key or self.api_key, store_key=store, request_id=f"req_{self.serial}",
        )  # fmt: skip
        return answer.body

    async def call(self, name: str, /, **parameters: Any) -> Any:
        return json.loads(await self.raw(name, **parameters))

    async def good(self, name: str, /, **parameters: Any) -> Any:
        answer = await self.call(name, **parameters)
        assert answer["return_code"] == 0, answer
        return answer["result"]

    async def add(self, url: str, **parameters: Any) -> Any:
        return await self.call("account.cart.add", cart_id=CART_ID, store_url=url, **parameters)

    async def bring(self, shop: Path, store_key: str, **parameters: Any) -> None:
        """Download a bridge and unpack it into a shop, as its owner would."""
        zipped = await self.raw("bridge.download.file", store=store_key, **parameters)
        with zipfile.ZipFile(io.BytesIO(zipped)) as folder:
            assert sorted(folder.namelist()) == ["bridge2cart/bridge.php", "bridge2cart/config.php"]
            folder.extractall(shop)
