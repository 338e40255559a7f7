"""A bridge tells its public keys to whoever brings a nonce, in a way that only who knows the store key can believe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polycart.core.bridge import package, pairing
from polycart.core.errors import BridgeFailed
from polycart.core.trace import Redactor, Trace
from polycart.core.transport import ANY_ADDRESS, HttpTransport, Request, Response
from tests.bridge import servers, shops

NONCE = "00112233445566778899aabbccddeeff"


async def get(url: str, query: str, transport: HttpTransport) -> bytes:
    request = Request(method="GET", url=f"{url}/bridge2cart/bridge.php{query}", headers={})
    return (await transport.send(request, within=10)).body


async def ask(url: str, transport: HttpTransport, store_key: str = shops.KEYS.store_key) -> pairing.Pairing:
    return await pairing.ask(package.address(url), store_key, transport, trace=Trace(Redactor()))


async def test_both_public_keys_come_and_nothing_private(url: str, transport: HttpTransport) -> None:
    found = await ask(url, transport)
    assert found.bridge == pairing.same(shops.KEYS.bridge_public_key)
    assert found.gateway == pairing.public_half(shops.KEYS.gateway_private_key)
    told = await get(url, f"?nonce={NONCE}", transport)
    assert json.loads(told).keys() == {"bridge", "key", "gateway", "mac"}
    assert shops.KEYS.store_key.encode() not in told


async def test_another_store_key_does_not_believe_it(url: str, transport: HttpTransport) -> None:
    with pytest.raises(BridgeFailed, match="another store key"):
        await ask(url, transport, "ab" * 16)


async def test_each_nonce_has_an_answer_of_its_own(url: str, transport: HttpTransport) -> None:
    one = json.loads(await get(url, f"?nonce={NONCE}", transport))
    two = json.loads(await get(url, f"?nonce={NONCE[::-1]}", transport))
    assert one["key"] == two["key"]
    assert one["mac"] != two["mac"]


@pytest.mark.parametrize(
    "query", ["", "?nonce=", "?nonce=xyz", f"?nonce={NONCE}0", f"?nonce[]={NONCE}", f"?NONCE={NONCE}"]
)
async def test_what_is_no_nonce_sees_what_a_browser_sees(query: str, url: str, transport: HttpTransport) -> None:
    assert (await get(url, query, transport)).startswith(b"BRIDGE INSTALLED.")


async def test_an_answer_from_somebody_in_between_is_not_believed(url: str, transport: HttpTransport) -> None:
    class Between(HttpTransport):
        async def send(self, request: Request, *, within: float) -> object:  # type: ignore[override]
            response = await transport.send(request, within=within)
            told = json.loads(response.body)
            key = pairing.same(shops.OTHER.bridge_public_key)
            told["key"] = "".join(key.splitlines()[1:-1])
            body = json.dumps(told, separators=(",", ":")).encode()
            return type(response)(status=200, headers={}, body=body)

    with pytest.raises(BridgeFailed, match="another store key"):
        await ask(url, Between(ANY_ADDRESS))


async def test_a_bridge_without_its_config_says_so(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database)
    config = tmp_path / "bridge2cart/config.php"
    text = config.read_text()
    with servers.php(tmp_path, workers=1) as url:
        config.unlink()
        with pytest.raises(pairing.NotReadable, match="its config"):
            await ask(url, transport)
        config.write_text(text.replace("BEGIN PUBLIC KEY", "BEGIN NO KEY"))
        with pytest.raises(BridgeFailed, match="can not be read"):
            await ask(url, transport)
        config.write_text(text.replace("'allow' => array()", "'allow' => array('192.0.2.1')"))
        with pytest.raises(BridgeFailed, match="add the gateway's address"):
            await ask(url, transport)
        (tmp_path / "bridge2cart/bridge.php").unlink()
        with pytest.raises(pairing.NotThere):
            await ask(url, transport)


async def test_the_root_that_the_caller_believes_in_is_compared_and_not_chosen(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path / "shop", database)
    (tmp_path / "other").mkdir()
    with servers.php(tmp_path / "shop", workers=1) as url:
        good = shops.client(url, transport=transport, store_root=str(tmp_path / "shop"))
        assert await good.check() == "4.1.0.3"
        for wrong in (tmp_path / "other", tmp_path, Path("/nowhere")):
            with pytest.raises(BridgeFailed, match="store_root"):
                await shops.client(url, transport=transport, store_root=str(wrong)).check()


async def test_the_files_can_go_without_the_makers_name(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database)
    for name, content in package.files(shops.KEYS, whitelabel=True, scopes=shops.SCOPES).items():
        rest = content.decode()
        for spoken in ("polycart-bridge-1", "polycart-answer-1", "polycart-bridge-release"):
            rest = rest.replace(spoken, "")
        assert "polycart" not in rest.lower()
        (tmp_path / "bridge2cart" / name).write_bytes(content)
    with servers.php(tmp_path, workers=1) as url:
        assert (await ask(url, transport)).bridge == pairing.same(shops.KEYS.bridge_public_key)
        bridge = shops.client(url, transport=transport)
        assert ((await bridge.info()).cart, (await bridge.info()).version) == ("opencart", "4.1.0.3")


class Says:
    """A shop that answers one thing."""

    def __init__(self, status: int, body: bytes, kind: str = "text/plain") -> None:
        self.response = Response(status=status, headers={"content-type": kind}, body=body)

    async def send(self, request: Request, *, within: float) -> Response:
        return self.response

    async def close(self) -> None:
        """Nothing is open."""


ADVICE = [
    (301, b"", "turn redirects off"),
    (401, b"", "password protection"),
    (403, b"<html>", "firewall"),
    (404, b"", "upload the folder bridge2cart"),
    (406, b"", "mod_security"),
    (500, b"", "permissions of bridge.php"),
    (503, b"<html>", "maintenance"),
    (200, b"<html>Sign in</html>", "a login, a maintenance page or a firewall"),
    (200, b"BRIDGE INSTALLED.<br /> Version: 167", "not one of polycart's"),
    (200, b"BRIDGE NOT READY: pdo_mysql zlib", "extension pdo_mysql on; switch PHP's extension zlib on"),
    (200, b"BRIDGE NOT READY: state", "755 or 777"),
    (404, b"BRIDGE NOT READY: disconnected", "press Connect"),
    (200, b'{"bridge":1,"refused":"address"}', "add the gateway's address"),
]


@pytest.mark.parametrize(("status", "body", "words"), ADVICE)
async def test_each_trouble_comes_with_what_to_do(status: int, body: bytes, words: str) -> None:
    with pytest.raises(BridgeFailed) as caught:
        await pairing.ask("https://shop.test/b.php", "ab" * 16, Says(status, body), trace=Trace(Redactor()))
    assert words in caught.value.message
    assert caught.value.code == 105
    assert "\n" not in caught.value.message
