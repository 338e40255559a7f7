"""A plugin at work: its button tells the gateway, its bridge serves the store, its switches hold, nothing stays."""

from __future__ import annotations

import io
import json
import shutil
import time
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from polycart.core.bridge import callback, package, pairing
from polycart.core.bridge.client import Bridge
from polycart.core.client import Call
from polycart.core.errors import BridgeFailed, PolycartError
from polycart.core.transport import ANY_ADDRESS, AppTransport, HttpTransport, Request
from polycart.plugins import Fields, build, skeletons
from polycart.server import callbacks
from polycart.server.app import create_app
from tests.bridge import servers, shops
from tests.gateway.bridges import CART_ID, Door, tiny

SCHEMA = Path(shops.__file__).with_name("schema.sql").read_text("utf-8")
PLATFORM = next(name for name, one in skeletons().items() if one.library)
BUILD = "0123456789abcdef" * 2
SELECT = {"do": "select", "table": "product", "as": "p", "columns": ["p.product_id"], "limit": 1}


@pytest.fixture(scope="module")
def database() -> Iterator[servers.Database]:
    with servers.database(SCHEMA) as found:
        yield found


class Installed:
    """A shop in which a plugin is installed, and the gateway that it tells."""

    platform: Any

    def __init__(self, door: Door, folder: Path, url: str, asgi: Any, told: list[tuple[dict[str, str], bytes]]) -> None:
        self.door, self.folder, self.url, self.asgi, self.told = door, folder, url, asgi, told
        self.transport = HttpTransport(ANY_ADDRESS)

    async def get(self, **query: str) -> bytes:
        url = f"{self.url}/plugin/shop.php?{urlencode(query)}"
        return (await self.transport.send(Request(method="GET", url=url, headers={}), within=30)).body

    async def press(self, do: str, **more: str) -> Any:
        return json.loads(await self.get(do=do, **more))

    async def carts(self) -> Any:
        return (await self.door.good("account.cart.list"))["carts"]

    async def again(self, place: int = -1, **headers: str) -> tuple[int, str]:
        """Send something that the plugin has told once more, as somebody would who has overheard it."""
        sent, body = self.told[place]
        return await self.post(body, **(sent | {name.replace("_", "-"): value for name, value in headers.items()}))

    async def post(self, body: bytes, build: str = BUILD, **headers: str) -> tuple[int, str]:
        url = f"http://gateway.test/plugins/{build}/callback"
        headers = {"content-type": "application/json", "content-length": str(len(body)), **headers}
        answer = await AppTransport(self.asgi).send(
            Request(method="POST", url=url, headers=headers, body=body), within=30
        )
        return answer.status, json.loads(answer.body).get("message", "")


@pytest.fixture
async def installed(
    database: servers.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Installed]:
    told: list[tuple[dict[str, str], bytes]] = []
    known = {PLATFORM: _for_tests()}
    monkeypatch.setattr(callbacks, "skeletons", lambda: known)
    with tiny() as platform:
        door = await Door(tmp_path / "home").open()
        asgi = create_app(door.backend, route_handlers=[callbacks.route(door.backend)])  # type: ignore[arg-type]

        async def passed_on(request: web.Request) -> web.Response:
            body = await request.read()
            told.append(({name.lower(): value for name, value in request.headers.items()}, body))
            one = Installed(door, tmp_path, "", asgi, told)
            status, message = await one.post(body, request.match_info["build"], **told[-1][0])
            await one.transport.close()
            return web.json_response({"message": message}, status=status)

        app = web.Application()
        app.router.add_post("/plugins/{build}/callback", passed_on)
        async with TestServer(app) as server:
            shop = shops.build(tmp_path / "shop", database)
            shutil.rmtree(shop / "bridge2cart")
            await _plugin(door, shop / "plugin", str(server.make_url("")))
            with servers.php(shop, workers=4) as url:
                opened = Installed(door, shop, url, asgi, told)
                opened.platform = platform
                yield opened
                await opened.transport.close()
        await door.backend.close()


def _for_tests() -> Any:
    import msgspec

    return msgspec.structs.replace(skeletons()[PLATFORM], cart_id=CART_ID)


async def _plugin(door: Door, folder: Path, server: str) -> None:
    """Build a plugin for the account, and put what all plugins share into a folder of the shop."""
    gateway, sealed = package.make_private_key(), package.make_private_key()
    fields = Fields(
        name="Acme's <b>Connect</b>", company="Acme & Co", slug="acmeconnect", gateway_key=pairing.public_half(gateway),
        callback_url=f"{server.rstrip('/')}/plugins/{BUILD}/callback", callback_key=pairing.public_half(sealed),
        logo=b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    )  # fmt: skip
    built = build(PLATFORM, fields, build=BUILD)
    with zipfile.ZipFile(io.BytesIO(built.content)) as archive:
        for name in archive.namelist():
            last = name.rpartition("/")[2]
            if last in ("connector.php", "page.php", "bridge.php", "logo.svg") and "controller" not in name:
                (folder / "library").mkdir(parents=True, exist_ok=True)
                text = archive.read(name).decode().replace(f"'{built.skeleton.cart_id}'", f"'{CART_ID}'")
                (folder / "library" / last).write_text(text)
    shutil.copy(Path(__file__).with_name("shop.php"), folder)
    await door.backend.builds.add(
        door.account_id, build=BUILD, platform=PLATFORM, name="Acme",
        gateway_private_key=gateway, callback_private_key=sealed,
    )  # fmt: skip


async def test_the_button_connects_the_shop_and_the_other_one_ends_it(installed: Installed) -> None:
    assert await installed.press("connect") == ["The shop is connected.", True]
    carts = await installed.carts()
    assert [(cart["cart_id"], cart["url"], cart["bridge_version"]) for cart in carts] == [
        (CART_ID, installed.url, package.version())
    ]
    key = carts[0]["store_key"]
    assert "4.1.0.3" in (await installed.door.good("cart.validate", store=key))["status"]
    store = installed.door.backend.stores.find(key)
    assert await installed.press("disconnect") == ["The shop is disconnected; its keys are gone.", True]
    assert await installed.carts() == []
    connection = installed.door.backend.connection(installed.platform, {**store.settings, "store_url": store.url})
    with pytest.raises(BridgeFailed, match="has disconnected the plugin"):
        await Bridge(connection, Call()).info()
    assert await installed.get(do="bridge") == b"BRIDGE NOT READY: disconnected"
    assert key not in (installed.folder / "plugin/kept").read_text()
    assert list((installed.folder / "plugin").glob("state-*")) == []


async def test_what_travels_is_encrypted_and_named_by_its_headers(installed: Installed) -> None:
    await installed.press("connect")
    headers, body = installed.told[0]
    key = (await installed.carts())[0]["store_key"]
    assert key.encode() not in body
    assert json.loads(body).keys() == {"data"}
    assert headers["x-webhook-cart-id"] == CART_ID
    assert abs(int(headers["x-webhook-timestamp"]) - time.time()) < 60
    assert headers["x-webhook-event"] == "connect"


async def test_a_switch_that_is_off_is_off(installed: Installed) -> None:
    await installed.press("connect")
    store = installed.door.backend.stores.find((await installed.carts())[0]["store_key"])

    async def read() -> int:
        _, connection = installed.door.backend.connect(store)
        return len((await Bridge(connection, Call()).read(SELECT)).rows)

    assert await read() == 1
    await installed.press("scopes", **{"scopes[product]": "off", "scopes[nonsense]": "read", "scopes[order]": "all"})
    with pytest.raises(PolycartError, match="product not be read"):
        await read()
    kept = json.loads((installed.folder / "plugin/kept").read_text())["scopes"]
    assert (kept["product"], kept["order"], "nonsense" in kept) == ("off", "read/write", False)
    await installed.press("scopes", **{"scopes[product]": "read"})
    assert await read() == 1


async def test_neither_the_gateway_nor_a_client_removes_or_replaces_the_plugin(installed: Installed) -> None:
    await installed.press("connect")
    key = (await installed.carts())[0]["store_key"]
    assert (await installed.door.call("bridge.delete", store=key))["return_code"] == 100
    words = (await installed.door.good("cart.delete", store=key))["store"]
    assert "could not be removed" in words
    assert (installed.folder / "plugin/library/bridge.php").exists()


async def test_connecting_again_after_a_lost_disconnect_takes_the_new_keys(installed: Installed) -> None:
    await installed.press("connect")
    old = (await installed.carts())[0]
    (installed.folder / "plugin/kept").unlink()  # as a restored backup would
    assert await installed.press("connect") == ["The shop is connected.", True]
    new = (await installed.carts())[0]
    assert new["id"] == old["id"]
    assert new["store_key"] != old["store_key"]
    assert "4.1.0.3" in (await installed.door.good("cart.validate", store=new["store_key"]))["status"]


async def test_uninstalling_leaves_nothing(installed: Installed) -> None:
    await installed.press("connect")
    await installed.get(do="uninstall")
    assert await installed.carts() == []
    assert sorted(path.name for path in (installed.folder / "plugin").iterdir()) == ["library", "shop.php"]


async def test_a_gateway_that_does_not_take_the_shop_is_told_on_the_page(installed: Installed) -> None:
    found = await installed.door.backend.builds.find(BUILD)
    assert found is not None
    await installed.door.backend.builds.forget(found)
    words, good = await installed.press("connect")
    assert not good
    assert words == "Acme & Co did not accept the shop (HTTP 404). This plugin was not built here, or was given up."
    assert await installed.get(do="bridge") == b"BRIDGE NOT READY: disconnected"


async def test_the_page_shows_names_and_words_as_text(installed: Installed) -> None:
    page = (await installed.get(do="page")).decode()
    assert "Acme&#039;s &lt;b&gt;Connect&lt;/b&gt;" in page
    assert 'value="&quot;&gt;&lt;i&gt;"' in page
    assert "&lt;b&gt;</p>" in page
    assert "Show the store key" not in page
    await installed.press("connect")
    key = (await installed.carts())[0]["store_key"]
    page = (await installed.get(do="page")).decode()
    assert page.index("<details>") < page.index(key) < page.index("</details>")


async def test_a_callback_is_not_taken_twice_late_or_as_something_else(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    await installed.press("connect")
    assert await installed.again(x_webhook_event="disconnect") == (
        400, "The event of the callback is not known, or not that of its header.",
    )  # fmt: skip
    assert (await installed.again(x_webhook_cart_id="Other"))[0] == 400
    assert (await installed.again(x_webhook_timestamp="0"))[0] == 400
    assert len(await installed.carts()) == 1
    await installed.press("disconnect")
    assert (await installed.again(0))[0] == 400  # the bridge is closed, so the old callback leads to nothing
    assert await installed.carts() == []
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1000)
    assert await installed.again(0) == (
        400, "The callback is too old, or the clock of the shop's server is wrong.",
    )  # fmt: skip


async def test_what_is_no_callback_is_refused_in_one_sentence(installed: Installed) -> None:
    await installed.press("connect")
    body = installed.told[0][1]
    assert (await installed.post(body, "f" * 32))[0] == 404
    for wrong in (b"", b"[]", b'{"data": 1}', b'{"data": "AAAA"}', b"x" * 1000):
        status, message = await installed.post(wrong, **{"x-webhook-timestamp": str(int(time.time()))})
        assert status == 400
        assert message.endswith(".")
    assert (await installed.post(b"x" * 100_000))[0] == 413


async def test_only_who_knows_the_store_key_can_disconnect(installed: Installed) -> None:
    await installed.press("connect")
    found = await installed.door.backend.builds.find(BUILD)
    assert found is not None
    told = {
        "store_url": installed.url, "store_key": "ab" * 16, "build": BUILD, "event": "disconnect",
        "time": int(time.time()),
    }  # fmt: skip
    data = callback.encrypt(json.dumps(told).encode(), pairing.public_half(found.callback_private_key))
    stamp = {"x-webhook-timestamp": str(told["time"]), "x-webhook-event": "disconnect"}
    assert await installed.post(json.dumps({"data": data}).encode(), **stamp) == (200, "The shop was not connected.")
    assert len(await installed.carts()) == 1
