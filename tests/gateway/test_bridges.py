"""Bridges through the gateway: made, downloaded, uploaded, connected by the store key alone, renewed and removed."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from tests.bridge import servers, shops
from tests.gateway.bridges import Door, tiny

from polycart.core.bridge import package, release
from polycart.core.bridge.package import PROGRAM
from polycart.gateway import vault
from polycart.gateway.vault import Vault

SCHEMA = Path(shops.__file__).with_name("schema.sql").read_text("utf-8")


@pytest.fixture(scope="module")
def database() -> Iterator[servers.Database]:
    with servers.database(SCHEMA) as found:
        yield found


@pytest.fixture
def shop(database: servers.Database, tmp_path: Path) -> Path:
    """A shop without a bridge."""
    folder = shops.build(tmp_path / "shop", database)
    shutil.rmtree(folder / "bridge2cart")
    return folder


@pytest.fixture
def url(shop: Path) -> Iterator[str]:
    with servers.php(shop, workers=2) as address:
        yield address


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    with tiny():
        opened = await Door(tmp_path / "home").open()
        yield opened
        await opened.backend.close()


def on_disk(door: Door) -> bytes:
    return b"".join(path.read_bytes() for path in door.backend.home.path.rglob("*") if path.is_file())


async def test_the_store_key_alone_connects_a_downloaded_bridge(door: Door, shop: Path, url: str) -> None:
    made = await door.good("cart.bridge")
    assert re.fullmatch("[0-9a-f]{32}", made["store_key"])
    assert made["bridge"].endswith(f"/v1.1/bridge.download.file?store_key={made['store_key']}")
    await door.bring(shop, made["store_key"])
    answer = await door.add(url, store_key=made["store_key"], validate_version=True)
    assert answer["result"] == {"store_key": made["store_key"]}
    listed = (await door.good("account.cart.list"))["carts"][0]
    assert (listed["store_key"], listed["bridge_version"]) == (made["store_key"], package.version())
    assert "Tiny 4.1.0.3" in (await door.good("cart.validate", store=made["store_key"]))["status"]


async def test_nothing_of_the_keys_is_readable_on_the_disk(door: Door, shop: Path, url: str) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    config = (shop / "bridge2cart/config.php").read_text()
    assert (await door.add(url, store_key=key))["return_code"] == 0
    private = re.search(r"-----BEGIN RSA PRIVATE KEY-----.*?-----END", config, re.DOTALL)
    assert private
    kept = on_disk(door)
    assert key.encode() not in kept
    assert b"PRIVATE KEY" not in kept
    account = door.account_id
    prepared = await door.backend.bridges.find(key, account)
    assert prepared is not None
    assert private[0] not in repr(prepared) + str(prepared.issued)


async def test_each_download_has_keys_of_its_own_and_the_installed_one_is_believed(
    door: Door, shop: Path, url: str, tmp_path: Path
) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    first = (shop / "bridge2cart/config.php").read_text()
    await door.bring(tmp_path / "elsewhere", key)
    assert (tmp_path / "elsewhere/bridge2cart/config.php").read_text() != first
    assert (await door.add(url, store_key=key))["return_code"] == 0
    await door.bring(shop, key)  # a connected store's bridge is downloaded and uploaded anew
    answer = await door.call("bridge.update", store=key)
    assert answer["return_code"] == 105
    assert "The store answers" in (await door.good("cart.validate", store=key))["status"]
    assert await door.good("bridge.update", store=key) == {"updated": False}


async def test_a_bridge_with_keys_that_were_not_given_out_is_refused(
    door: Door, shop: Path, url: str, database: servers.Database
) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    shops.build(shop, database, keys=package.make_keys(key))
    answer = await door.add(url, store_key=key)
    assert (answer["return_code"], "not downloaded here" in answer["return_message"]) == (105, True)
    foreign = package.make_keys()
    shops.build(shop, database, keys=foreign)
    answer = await door.add(url, store_key=foreign.store_key)
    assert (answer["return_code"], "another gateway" in answer["return_message"]) == (105, True)
    assert (await door.good("account.cart.list"))["carts"] == []


async def test_what_can_not_be_is_said_before_the_shop_is_asked(door: Door) -> None:
    nowhere = "http://127.0.0.1:9"
    key = (await door.good("cart.bridge"))["store_key"]
    for parameters, code, words in (
        ({}, 114, "'store_key' is required"),
        ({"store_key": "short"}, 109, "'store_key'"),
        ({"store_key": key, "ftp_user": "u"}, 109, "'ftp_user' must be used with parameter 'ftp_host'"),
        ({"store_key": key, "bridge_url": "javascript:alert(1)"}, 109, "'bridge_url'"),
        ({"store_key": key, "verify": False}, 109, "'verify'"),
        ({"store_key": "0" * 32, "ftp_host": "h", "ftp_user": "u", "ftp_password": "p"}, 109, "cart.bridge has made"),
        ({"ftp_host": "h", "ftp_user": "u"}, 109, "'ftp_password'"),
        ({"store_key": key}, 106, "through its firewall"),
    ):
        answer = await door.add(nowhere, **parameters)
        assert (answer["return_code"], words in answer["return_message"]) == (code, True), answer


async def test_a_missing_bridge_and_a_wrong_key_come_with_advice(door: Door, shop: Path, url: str) -> None:
    one, two = [(await door.good("cart.bridge"))["store_key"] for _ in range(2)]
    answer = await door.add(url, store_key=one)
    assert (answer["return_code"], "upload the folder bridge2cart" in answer["return_message"]) == (105, True)
    await door.bring(shop, one)
    answer = await door.add(url, store_key=two)
    assert (answer["return_code"], "another store key" in answer["return_message"]) == (105, True)


async def test_a_store_root_that_is_not_the_shops_is_refused(door: Door, shop: Path, url: str, tmp_path: Path) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    answer = await door.add(url, store_key=key, store_root=str(tmp_path))
    assert (answer["return_code"], "'store_root'" in answer["return_message"]) == (105, True)
    assert (await door.add(url, store_key=key, store_root=str(shop)))["return_code"] == 0


async def test_other_accounts_and_keys_that_only_read_get_nothing(door: Door) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    other, reader = await door.another("two"), await door.another("reader", "read")
    for name in ("bridge.download.file", "bridge.delete"):
        assert json.loads(await door.raw(name, store=key, key=other))["return_code"] == 4
        assert json.loads(await door.raw(name, store=key, key=reader))["return_code"] == 5
    assert (await door.call("cart.bridge", key=reader))["return_code"] == 5
    assert (await door.add("http://127.0.0.1:9", store_key=key, key=other))["return_code"] == 4
    assert (await door.call("bridge.update", store=key))["return_code"] == 101


async def test_a_prepared_bridge_can_be_given_up(door: Door) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    assert await door.good("bridge.delete", store=key) == {"deleted": True}
    assert json.loads(await door.raw("bridge.download.file", store=key))["return_code"] == 101


async def test_a_connected_bridge_deletes_itself(door: Door, shop: Path, url: str) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    await door.add(url, store_key=key)
    assert await door.good("bridge.delete", store=key) == {"deleted": True}
    assert not (shop / "bridge2cart").exists()
    assert (shop / "index.php").exists()
    assert (await door.good("account.cart.list"))["carts"][0]["bridge_version"] is None
    assert await door.good("bridge.delete", store=key) == {"deleted": True}  # it is gone already


@pytest.mark.parametrize("removed", [True, False])
async def test_disconnecting_takes_the_bridge_along_or_not(door: Door, shop: Path, url: str, removed: bool) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    await door.add(url, store_key=key)
    answer = await door.good("cart.delete", store=key, delete_bridge=removed)
    assert ("its bridge was removed" in answer["store"]) is removed
    assert (shop / "bridge2cart").exists() is not removed
    assert (await door.call("cart.validate", store=key))["return_code"] == 101
    assert await door.backend.bridges.find(key, door.account_id) is None


async def test_a_bridge_that_can_not_be_removed_is_told_and_the_store_gone(door: Door, shop: Path, url: str) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    config = shop / "bridge2cart/config.php"
    config.write_text(config.read_text().replace("'delete' => true", "'delete' => false"))
    await door.add(url, store_key=key)
    words = (await door.good("cart.delete", store=key))["store"]
    assert "could not be removed" in words
    assert "delete the folder bridge2cart" in words
    assert (await door.good("account.cart.list"))["carts"] == []


async def test_changing_parameters_leaves_the_keys_of_the_bridge(door: Door, shop: Path, url: str) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    await door.add(url, store_key=key)
    await door.good("account.config.update", store=key, db_tables_prefix="oc_", replace_parameters=True)
    assert "Tiny" in (await door.good("cart.validate", store=key))["status"]
    new = "cd" * 16
    config = shop / "bridge2cart/config.php"
    config.write_text(config.read_text().replace(key, new))
    assert (await door.call("cart.validate", store=key))["return_code"] == 105
    await door.good("account.config.update", store=key, new_store_key=new)
    assert "Tiny" in (await door.good("cart.validate", store=new))["status"]


async def test_a_bridge_is_connected_unasked_where_it_was_downloaded_here(door: Door, shop: Path) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    assert (await door.add("http://127.0.0.1:9", store_key=key, verify=False))["return_code"] == 0
    assert (await door.good("account.cart.list"))["carts"][0]["bridge_version"] is None


def signed(key: Any, program: bytes) -> str:
    signature = key.sign(b"polycart-bridge-release\n" + program, padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(signature).decode()


async def test_an_older_bridge_is_renewed_by_a_signed_release_only(door: Door, shop: Path, url: str) -> None:
    keys = package.make_keys()
    home = door.backend.home.path
    (home / release.PUBLIC_KEY).write_text(keys.gateway_public_key)
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    program = shop / "bridge2cart/bridge.php"
    older = re.sub(r"('BRIDGE2CART_VERSION', ')[0-9.]+", r"\g<1>0.9.0", program.read_text("utf-8"))
    program.write_text(older, "utf-8")
    await door.add(url, store_key=key)
    assert (await door.good("account.cart.list"))["carts"][0]["bridge_version"] == "0.9.0"
    answer = await door.call("bridge.update", store=key)
    assert (answer["return_code"], "no signed release" in answer["return_message"]) == (107, True)
    private = serialization.load_pem_private_key(keys.gateway_private_key.encode(), None)
    (home / release.SIGNATURE).write_text(signed(private, b"another program"))
    answer = await door.call("bridge.update", store=key)
    assert (answer["return_code"], "not that of this installation" in answer["return_message"]) == (107, True)
    (home / release.SIGNATURE).write_text(signed(private, PROGRAM.read_bytes()) + "\n")
    assert await door.good("bridge.update", store=key) == {"updated": True}
    assert program.read_bytes() == PROGRAM.read_bytes()
    assert (await door.good("account.cart.list"))["carts"][0]["bridge_version"] == package.version()


async def test_ftp_brings_a_bridge_and_its_password_is_kept_nowhere(door: Door, shop: Path, url: str) -> None:
    with servers.ftp(shop.parent) as port:
        answer = await door.add(url, **ftp(port, ftp_store_dir="/shop"), store_root=str(shop))
    assert answer["return_code"] == 0, answer
    assert "Tiny" in (await door.good("cart.validate", store=answer["result"]["store_key"]))["status"]
    await door.backend.traces.flush()
    kept = on_disk(door)
    assert servers.FTP_PASSWORD.encode() not in kept
    store = door.backend.stores.find(answer["result"]["store_key"])
    assert not [name for name in store.settings if name.startswith("ftp")]


def ftp(port: int, **more: Any) -> dict[str, Any]:
    account = {"ftp_host": "127.0.0.1", "ftp_user": servers.FTP_USER, "ftp_password": servers.FTP_PASSWORD}
    return {**account, "ftp_port": port, **more}


async def test_a_prepared_bridge_can_be_brought_by_ftp(door: Door, shop: Path, url: str) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    with servers.ftp(shop) as port:
        answer = await door.add(url, store_key=key, **ftp(port))
    assert answer["result"] == {"store_key": key}


async def test_an_upload_that_does_not_lead_to_a_store_is_taken_back(
    door: Door, shop: Path, url: str, tmp_path: Path
) -> None:
    (tmp_path / "else").mkdir()
    with servers.ftp(tmp_path) as port:
        answer = await door.add(url, **ftp(port, ftp_store_dir="else"))
        assert (answer["return_code"], "'ftp_store_dir' must be" in answer["return_message"]) == (104, True)
        assert list((tmp_path / "else").iterdir()) == []
        answer = await door.add(url, **ftp(port, ftp_store_dir="shop"), db_tables_prefix="xx_")
        assert answer["return_code"] in (105, 115), answer
        assert not (shop / "bridge2cart").exists()
        for wrong, code in (({"ftp_password": "no"}, 102), ({"ftp_store_dir": "nowhere"}, 104)):
            assert (await door.add(url, **ftp(port, **wrong)))["return_code"] == code
    assert (await door.good("account.cart.list"))["carts"] == []
    assert await door.backend.bridges.waiting(door.account_id) == frozenset()


async def test_a_known_shop_is_refused_before_anything_is_uploaded(door: Door, shop: Path, url: str) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    await door.bring(shop, key)
    await door.add(url, store_key=key)
    was = (shop / "bridge2cart/config.php").read_bytes()
    with servers.ftp(shop) as port:
        assert (await door.add(url, **ftp(port)))["return_code"] == 8
    assert (shop / "bridge2cart/config.php").read_bytes() == was


async def test_only_an_own_bridge_that_nobody_uses_is_replaced_by_an_upload(door: Door, shop: Path, url: str) -> None:
    (shop / "bridge2cart").mkdir()
    (shop / "bridge2cart/config.php").write_text("<?php return array('store_key' => '" + "ab" * 16 + "');")
    with servers.ftp(shop) as port:
        assert (await door.add(url, **ftp(port)))["return_code"] == 113
        await door.bring(shop, (await door.good("cart.bridge"))["store_key"])
        assert (await door.add(url, **ftp(port)))["return_code"] == 0


@pytest.mark.skipif(not Path("/usr/bin/setpriv").exists(), reason="setpriv is not installed")
async def test_php_gets_the_rights_that_it_lacks_after_an_upload(door: Door, shop: Path, tmp_path: Path) -> None:
    """Where the FTP user is not PHP's, and new files are for their owner alone."""
    if os.getuid() != 0:
        pytest.skip("only root can run PHP as somebody else")
    for folder in (*tmp_path.parents, tmp_path, shop):
        if str(folder).startswith(tempfile.gettempdir() + "/"):
            folder.chmod(0o755)
    port = servers.free_port()
    words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", servers.PHP or "", "-S",
             f"127.0.0.1:{port}", "-t", str(shop)]  # fmt: skip
    with servers.ftp(shop, "umask=077") as ftp_port, servers.process(*words, PHP_CLI_SERVER_WORKERS="2"):
        servers.wait_for(port)
        answer = await door.add(f"http://127.0.0.1:{port}", **ftp(ftp_port))
        assert answer["return_code"] == 0, answer
    states = list((shop / "bridge2cart").glob("state-*"))
    assert [oct(path.stat().st_mode & 0o777) for path in states] == ["0o777"]
    assert oct((shop / "bridge2cart").stat().st_mode & 0o777) == "0o755"


async def test_a_caller_that_leaves_during_an_upload_leaves_nothing_half_done(door: Door, shop: Path, url: str) -> None:
    with servers.ftp(shop) as port:
        task = asyncio.ensure_future(door.add(url, **ftp(port)))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        for _ in range(100):
            carts = (await door.good("account.cart.list"))["carts"]
            if carts:
                break
            await asyncio.sleep(0.1)
    assert "Tiny" in (await door.good("cart.validate", store=carts[0]["store_key"]))["status"]


async def test_a_new_master_key_opens_bridges_and_builds(door: Door) -> None:
    key = (await door.good("cart.bridge"))["store_key"]
    private = package.make_private_key()
    await door.backend.builds.add(
        door.account_id, build="b" * 32, platform="p", name="n", gateway_private_key=private
    )  # fmt: skip
    new = Vault(vault.parse_key(vault.new_master(), "test"))
    assert vault.rotate(door.backend.database, door.backend.vault, new) == 2
    door.backend.bridges._vault = door.backend.builds._vault = new  # pyright: ignore[reportPrivateUsage]
    assert await door.backend.bridges.find(key, door.account_id)
    found = await door.backend.builds.find("b" * 32)
    assert found is not None
    assert found.gateway_private_key == private
