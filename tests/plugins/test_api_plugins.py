"""Plugins for shops with an API: they make a key in the shop, tell it, and take it away again."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from polycart.core.bridge import package, pairing
from polycart.core.errors import ParameterError
from polycart.plugins import Fields, build, skeletons
from polycart.sandbox.simulators import simulators
from polycart.server import callbacks
from polycart.server.app import create_app
from polycart.server.embedded import Listener, free_ports, serving
from tests.gateway.bridges import Door

PHP = shutil.which("php")
BUILD = "0123456789abcdef" * 2
PLATFORM = "magento2"
CART_ID = skeletons()[PLATFORM].cart_id
API = sorted(name for name, one in skeletons().items() if not one.library)

pytestmark = pytest.mark.skipif(not PHP, reason="php is not installed")


class Installed:
    """The plugin's own classes, run by PHP beside a simulated shop that is served on loopback."""

    def __init__(self, door: Door, folder: Path, url: str, credentials: dict[str, str]) -> None:
        self.door, self.folder, self.url, self.credentials = door, folder, url, credentials

    async def press(self, action: str, *more: str, url: str = "") -> str:
        words = [PHP or "", "-d", "error_reporting=-1", "-d", "display_errors=stderr",
                 str(Path(__file__).with_name("magento.php")), str(self.folder), url or self.url,
                 json.dumps(self.credentials), action, *more]  # fmt: skip
        pipe = asyncio.subprocess.PIPE
        ran = await asyncio.create_subprocess_exec(*words, stdout=pipe, stderr=pipe)
        said, wrong = await ran.communicate()
        assert (ran.returncode, wrong) == (0, b""), wrong
        return said.decode()

    async def carts(self) -> Any:
        return (await self.door.good("account.cart.list"))["carts"]


@pytest.fixture
async def installed(tmp_path: Path) -> AsyncIterator[Installed]:
    door = await Door(tmp_path / "home").open()
    simulator: Any = simulators()[CART_ID]()
    shop, gateway = free_ports(2)
    sealed = package.make_private_key()
    fields = Fields(
        name="Acme Connect", company="Acme", slug="acmeconnect", callback_key=pairing.public_half(sealed),
        callback_url=f"http://127.0.0.1:{gateway}/plugins/{BUILD}/callback",
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(build(PLATFORM, fields, build=BUILD).content)) as archive:
        archive.extractall(tmp_path / "root")
    await door.backend.builds.add(
        door.account_id, build=BUILD, platform=PLATFORM, name="Acme",
        gateway_private_key=package.make_private_key(), callback_private_key=sealed,
    )  # fmt: skip
    asgi = create_app(door.backend, route_handlers=[callbacks.route(door.backend)])  # type: ignore[arg-type]
    async with serving([Listener(simulator, shop), Listener(asgi, gateway)], grace=1.0):
        folder = tmp_path / "root/app/code/Acmeconnect/Connect"
        yield Installed(door, folder, f"http://127.0.0.1:{shop}", simulator.credentials)
    await door.backend.close()


async def test_the_button_makes_a_key_that_connects_the_shop_and_takes_it_away_again(installed: Installed) -> None:
    assert await installed.press("connect") == " on"
    cart = (await installed.carts())[0]
    assert (cart["cart_id"], cart["url"]) == (CART_ID, installed.url)
    assert (await installed.door.good("product.count", store=cart["store_key"]))["products_count"] > 0
    assert await installed.press("connect") == " on"  # which does nothing more
    assert await installed.press("disconnect") == "consumer 3 deleted.  off"
    assert await installed.carts() == []


async def test_switches_are_the_permissions_of_the_key(installed: Installed) -> None:
    await installed.press("connect")
    assert json.loads(await installed.press("scopes", "order", "settings")) == {"order": True, "settings": True}
    kept = json.loads((installed.folder / "kept").read_text())
    assert "Magento_Sales::actions_view" in kept["resource"]
    assert "Magento_Catalog::products" not in kept["resource"]
    assert kept["all_resources"] == 0


async def test_what_the_gateway_does_not_take_leaves_no_key_behind(installed: Installed) -> None:
    good = dict(installed.credentials)
    installed.credentials["magento_token_secret"] = "f" * 32
    said = await installed.press("connect")
    assert said.startswith("consumer 3 deleted. Acme did not accept the shop (HTTP 400).")
    assert said.endswith(" off")
    assert await installed.carts() == []
    installed.credentials = good
    assert await installed.press("connect") == " on"


async def test_keys_that_do_not_work_never_replace_those_that_do(installed: Installed) -> None:
    await installed.press("connect")
    key = (await installed.carts())[0]["store_key"]
    (installed.folder / "kept").unlink()
    good = dict(installed.credentials)
    installed.credentials["magento_token_secret"] = "f" * 32
    assert "did not accept" in await installed.press("connect")
    assert (await installed.carts())[0]["store_key"] == key
    installed.credentials = good
    assert await installed.press("connect") == " on"
    assert len(await installed.carts()) == 1
    key = (await installed.carts())[0]["store_key"]
    assert (await installed.door.good("product.count", store=key))["products_count"] > 0


@pytest.mark.parametrize("platform", API)
def test_a_plugin_without_a_bridge_needs_somebody_to_tell(platform: str) -> None:
    with pytest.raises(ParameterError, match="'callback_url' is required"):
        build(platform, Fields(name="Acme Connect", company="Acme"))


@pytest.fixture
def shopware(tmp_path: Path) -> Path:
    """The classes of the plugin that is steered by the shop's own page of settings."""
    fields = Fields(
        name="Acme Connect", company="Acme", slug="acmeconnect", callback_url="https://cb.example/",
        callback_key=pairing.public_half(package.make_private_key()),
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(build("shopware6", fields).content)) as archive:
        archive.extractall(tmp_path)
    return tmp_path / "AcmeconnectConnect/src"


def saved(folder: Path, *settings: str, answer: str = "") -> Any:
    words = [PHP or "", "-d", "error_reporting=-1", "-d", "display_errors=stderr",
             str(Path(__file__).with_name("shopware.php")), str(folder), *settings]  # fmt: skip
    ran = subprocess.run(words, capture_output=True, check=False, env={"ANSWER": answer})
    assert (ran.returncode, ran.stderr) == (0, b""), ran.stderr
    return json.loads(ran.stdout)


DOMAIN = "AcmeconnectConnect.config."


def test_saving_with_the_switch_on_makes_a_key_and_tells_it_once(shopware: Path) -> None:
    found = saved(shopware, "connected=1", "connected=1")
    ((event, members),) = found["told"]
    assert event == "connect"
    assert members["store_url"] == "https://shop.test"
    assert (members["shopware_api_key"], members["shopware_api_secret"]) == ("SWIA-integration", "the-secret")
    assert re.fullmatch("[0-9a-f]{32}", members["store_key"])
    (integration,) = found["integrations"]
    assert integration["admin"] is False
    assert "the-secret" not in json.dumps(found["config"])
    assert found["config"][DOMAIN + "message"] == "The shop is connected."
    privileges = integration["aclRoles"][0]["privileges"]
    assert {"product:create", "order:read", "currency:read"} <= set(privileges)
    assert "currency:update" not in privileges


def test_switches_become_privileges_of_its_role(shopware: Path) -> None:
    found = saved(shopware, "connected=1", "product=read", "order=off")
    (role,) = found["roles"]
    assert "product:read" in role["privileges"]
    assert [one for one in role["privileges"] if one in ("product:update", "order:read")] == []


@pytest.mark.parametrize("last", ["connected=0", "uninstall=1"])
def test_the_end_takes_the_key_away_and_says_which_store_it_was(shopware: Path, last: str) -> None:
    found = saved(shopware, "connected=1", last)
    assert [event for event, _ in found["told"]] == ["connect", "disconnect"]
    assert found["told"][0][1]["store_key"] == found["told"][1][1]["store_key"]
    assert "shopware_api_key" not in found["told"][1][1]
    assert (found["integrations"], found["roles"]) == ([], [])
    assert [name for name in found["config"] if ".internal." in name or last == "uninstall=1"] == []


def test_a_callback_that_refuses_switches_it_off_again(shopware: Path) -> None:
    found = saved(shopware, "connected=1", answer="Acme could not be reached.")
    assert (found["integrations"], found["config"][DOMAIN + "connected"]) == ([], False)
    assert found["config"][DOMAIN + "message"] == "Acme could not be reached."
