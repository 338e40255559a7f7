"""The demo: a server, the simulated shops of all platforms and one connected store each, in one process."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from polycart.client.opening import remote
from polycart.core.transport import LOOPBACK
from polycart.gateway.accounts import Account
from polycart.gateway.backend import Backend
from polycart.platforms import platforms
from polycart.sandbox.simulators import Simulator, simulators
from polycart.server.embedded import Listener, claim, free_ports, is_free, serving
from polycart.server.run import application, backend_of, engage, settle
from polycart.server.settings import limits

PORT = 8080
GRACE = 2.0
ACCOUNT = "demo"
KEY_FILE = "demo.key"


class Demo(msgspec.Struct, frozen=True):
    """What is running: the server's address, its key, its state folder, and the store key of each platform."""

    url: str
    api_key: str
    home: str
    stores: dict[str, str]


class _Shop(msgspec.Struct, frozen=True):
    cart_id: str
    port: int
    store_key: str
    app: Any

    @property
    def url(self) -> str:
        return _url(self.port)


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


@asynccontextmanager
async def running(port: int | None = None, home: Path | None = None) -> AsyncIterator[tuple[Demo, Any]]:
    """Run the demo while inside; gives what is running and the event that a signal to stop sets.

    Without ``port`` it is the usual one or, where that is taken, a free one; without ``home`` the state is in a
    temporary folder that is removed at the end.
    """
    chosen = claim("127.0.0.1", port) if port is not None else PORT if is_free("127.0.0.1", PORT) else free_ports(1)[0]
    async with AsyncExitStack() as stack:
        if home is None:
            home = Path(tempfile.mkdtemp(prefix="polycart-demo-"))
            stack.callback(shutil.rmtree, home, ignore_errors=True)
        # Only the demo may call the loopback network: there is where its shops are.
        allowed = msgspec.structs.replace(limits(), private_networks=(*limits().private_networks, *LOOPBACK))
        backend = backend_of(home, allowed=allowed)
        engage(backend)
        backend.pushes.public_url = _url(chosen)  # which is public enough for its own shops
        stack.push_async_callback(backend.close)
        account, api_key = await _account(backend)
        shops = await _shops(backend, account, taken=chosen)
        await backend.start()
        settle()
        listeners = [Listener(application(backend), chosen), *(Listener(shop.app, shop.port) for shop in shops)]
        stopped = await stack.enter_async_context(serving(listeners, grace=GRACE))
        demo = Demo(_url(chosen), api_key, str(backend.home.path), {shop.cart_id: shop.store_key for shop in shops})
        await _answering(demo)
        yield demo, stopped


async def _account(backend: Backend) -> tuple[Account, str]:
    """The demo's account and key; both are found again in a folder that was used before."""
    known = {account.name: account for account in await backend.accounts.list()}
    account = known.get(ACCOUNT) or await backend.accounts.create(ACCOUNT)
    file = backend.home.path / KEY_FILE
    kept = backend.home.read_secret(file)
    names = {key.prefix for key in await backend.accounts.keys(account.id) if not key.disabled}
    if kept is not None and kept.strip()[:8] in names:
        return account, kept.strip()
    _, key = await backend.accounts.create_key(account.id, "demo")
    backend.home.write_secret(file, key, replace=True)
    return account, key


async def _shops(backend: Backend, account: Account, *, taken: int) -> list[_Shop]:
    """A simulated shop for each platform, each connected once; the port ``taken`` is the server's."""
    known = {one.store.cart_id: one for one in await backend.stores.list(account.id)}
    # All at once: one that is free again as soon as it was found can be found a second time.
    ports = set(free_ports(2 * len(simulators()) + 1)) - {
        taken,
        *(urlsplit(one.store.url).port for one in known.values()),
    }
    made: list[_Shop] = []
    for cart_id, simulator in simulators().items():
        before = known.get(cart_id)
        usual = urlsplit(before.store.url).port if before else None
        port = usual if usual and is_free("127.0.0.1", usual) else ports.pop()
        app: Simulator = simulator(url=_url(port))
        if before is None:
            _, key = await backend.stores.add(
                account.id, cart_id, _url(port), app.credentials,
                label=f"Simulated {platforms()[cart_id].title}", private_network=True,
            )  # fmt: skip
        else:
            key = before.store_key
            if before.store.url != _url(port):
                await backend.stores.update(before.store.id, url=_url(port))
        made.append(_Shop(cart_id, port, key, app))
    return made


async def _answering(demo: Demo) -> None:
    """Ask every store whether it works, through the server as a client would."""
    for key in demo.stores.values():
        async with remote(demo.url, demo.api_key, key) as store:
            await store.cart.validate()


def samples(demo: Demo) -> list[tuple[str, str]]:
    """Commands to paste, each with what it shows."""
    cart_id, store_key = next(iter(demo.stores.items()))
    keys = f"-H 'x-api-key: {demo.api_key}' -H 'x-store-key: {store_key}'"
    body = '{"name": "Mug", "model": "MUG-1", "sku": "MUG-1", "price": 9.5, "description": "A mug."}'
    return [
        (
            f"Five products of {cart_id}, three fields each",
            f"curl {keys} '{demo.url}/v1.1/product.list.json?count=5&params=id,name,price'",
        ),
        ("The newest orders", f"curl {keys} '{demo.url}/v1.1/order.list.json?count=3&params=id,status,totals'"),
        (
            "A new product",
            f"curl {keys} -H 'content-type: application/json' -d '{body}' {demo.url}/v1.1/product.add.json",
        ),
    ]
