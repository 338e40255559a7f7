"""What somebody sends who means harm: nothing is executed, and no answer holds a secret or a path."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from polycart.core.bridge import wire
from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.bridge.wire import Refusal, seal
from polycart.core.errors import BridgeFailed, PolycartError
from polycart.core.transport import HttpTransport, Request, Response
from tests.bridge import servers, shops

Client = Bridge[BridgeSettings]
SELECT = b'{"action":"run","statements":[{"do":"select","table":"product","columns":["product.model"],"limit":1}]}'
TABLES = "oc_product, oc_product_description, oc_order, oc_customer, oc_user, oc_setting, oc_category"
SECRETS = [servers.PASSWORD, shops.KEYS.store_key, "hash-of-", "mail-secret", "PRIVATE KEY"]


def clean(body: bytes, folder: Path) -> bool:
    """Whether an answer tells no secret, no path and no word of PHP or of the database."""
    words = [*SECRETS, str(folder), "bridge.php", "SQLSTATE", "Warning", "Fatal", "Stack trace"]
    return not any(word.encode() in body for word in words)


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def envelope(text: bytes = SELECT, *, keys: Any = None, moment: float | None = None) -> dict[str, Any]:
    body, _ = seal(keys or shops.gateway_keys(), text, suite="gcm", time=int(moment or time.time()))
    return json.loads(body)


def signed(request: dict[str, Any], keys: Any = None) -> dict[str, Any]:
    """The HMAC made anew, as somebody can who knows the store key alone."""
    covered = "\n".join(
        ["polycart-bridge-1", "POST", *(str(request[n]) for n in ("suite", "time", "nonce", "key", "data"))]
    )
    return request | {"mac": (keys or shops.gateway_keys()).mac(covered)}


MIXED = wire.Keys.read(shops.KEYS.store_key, shops.OTHER.gateway_private_key, shops.KEYS.bridge_public_key)
STRANGE = wire.Keys.read(shops.OTHER.store_key, shops.KEYS.gateway_private_key, shops.KEYS.bridge_public_key)
ATTACKS: dict[str, tuple[Callable[[], Any], str]] = {
    "no signature": (lambda: {**envelope(), "sign": ""}, "shape"),
    "a member is missing": (lambda: {k: v for k, v in envelope().items() if k != "mac"}, "shape"),
    "a member too many": (lambda: envelope() | {"debug": 1}, "shape"),
    "another store key": (lambda: envelope(keys=STRANGE), "signature"),
    "the store key alone": (lambda: envelope(keys=MIXED), "signature"),
    "another time": (lambda: {**envelope(), "time": int(time.time()) + 1}, "signature"),
    "another nonce": (lambda: {**envelope(), "nonce": "0" * 32}, "signature"),
    "another nonce with its HMAC": (lambda: signed({**envelope(), "nonce": "0" * 32}), "signature"),
    "another suite with its HMAC": (lambda: signed({**envelope(), "suite": "ctr"}), "signature"),
    "data of another request": (lambda: {**envelope(), "data": envelope()["data"]}, "signature"),
    "too late": (lambda: envelope(moment=time.time() - 301), "clock"),
    "too early": (lambda: envelope(moment=time.time() + 310), "clock"),
    "a text for a time": (lambda: {**envelope(), "time": str(int(time.time()))}, "shape"),
    "an array for a mac": (lambda: {**envelope(), "mac": [envelope()["mac"]]}, "shape"),
    "a line feed after a nonce": (lambda: {**envelope(), "nonce": "0" * 32 + "\n"}, "shape"),
    "no object": (lambda: [1, 2, 3], "shape"),
}


@pytest.mark.parametrize("name", ATTACKS)
async def test_a_request_that_the_gateway_has_not_signed_so_is_refused(
    name: str, url: str, shop: Path, transport: HttpTransport
) -> None:
    attack, word = ATTACKS[name]
    answer = (await shops.post(url, json.dumps(attack()).encode(), transport)).body
    assert json.loads(answer)["refused"] == word
    assert clean(answer, shop)


async def test_a_downgrade_is_refused_also_when_the_gateway_signs_it(url: str, transport: HttpTransport) -> None:
    body, session = seal(shops.gateway_keys(), SELECT, suite="ctr", time=int(time.time()))
    answer = wire.unseal(shops.gateway_keys(), (await shops.post(url, body, transport)).body, {session.nonce: session})
    assert isinstance(answer, Refusal)
    assert (answer.refused, answer.trusted) == ("suite", True)


async def test_a_request_is_answered_once(url: str, transport: HttpTransport) -> None:
    body = json.dumps(envelope()).encode()
    answers = await asyncio.gather(*(shops.post(url, body, transport) for _ in range(8)))
    sealed = [one for one in answers if one.body.startswith(b"polycart-answer-1")]
    assert len(sealed) == 1
    assert {json.loads(one.body)["refused"] for one in answers if one not in sealed} == {"replay"}


async def test_what_is_cut_off_or_changed_by_a_bit_is_refused(url: str, shop: Path, transport: HttpTransport) -> None:
    body = json.dumps(envelope()).encode()
    chance = random.Random(4)
    for _ in range(150):
        changed = bytearray(body)
        changed[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        for sent in (bytes(changed), body[: chance.randrange(len(body))]):
            answer = (await shops.post(url, sent, transport)).body
            assert json.loads(answer)["refused"] in {"shape", "signature"}
            assert clean(answer, shop)


async def test_who_cannot_sign_leaves_nothing_on_the_disk(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database)
    with servers.php(tmp_path, workers=1) as url:
        before = files(tmp_path)
        for _ in range(20):
            await shops.post(url, json.dumps(envelope(keys=STRANGE)).encode(), transport)
        assert files(tmp_path) == before


async def test_without_a_place_for_nonces_nothing_is_executed(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database, state=str(tmp_path / "config.php"))
    with servers.php(tmp_path, workers=1) as url:
        with pytest.raises(BridgeFailed, match="755 or 777"):
            await shops.client(url, transport=transport).check()
        page = (
            await transport.send(Request(method="GET", url=f"{url}/bridge2cart/bridge.php", headers={}), within=9)
        ).body
        assert page == b"BRIDGE NOT READY: state"


async def test_addresses_and_rates_are_limited(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database, allow=["10.0.0.0/8", "::1"])
    with servers.php(tmp_path, workers=1) as url:
        with pytest.raises(BridgeFailed, match="allow"):
            await shops.client(url, transport=transport).check()
        shops.build(tmp_path, database, allow=["127.0.0.0/9"], requests_per_minute=5)
        statuses = [(await shops.post(url, json.dumps(envelope()).encode(), transport)).status for _ in range(12)]
        assert {200, 429} == set(statuses)


async def test_the_client_corrects_its_clock_and_believes_nobody_else(
    url: str, transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = time.time
    monkeypatch.setattr("polycart.core.bridge.client.time.time", lambda: real() - 5000)
    bridge = shops.client(url, transport=transport)
    assert await bridge.check() == "4.1.0.3"
    assert abs(bridge.connection.tokens["bridge.skew"] - 5000) < 5

    class Liar:
        async def send(self, request: Request, *, within: float) -> Response:
            nonce = json.loads(request.body or b"{}")["nonce"]
            told = {"bridge": 1, "refused": "clock", "nonce": nonce, "time": 1, "mac": "0" * 64}
            return Response(status=200, headers={}, body=json.dumps(told, separators=(",", ":")).encode())

        async def close(self) -> None: ...

    deceived = shops.client(url, transport=Liar())
    with pytest.raises(BridgeFailed, match="clock"):
        await deceived.check()
    assert "bridge.skew" not in deceived.connection.tokens


INJECTIONS = [
    "' OR '1'='1",
    "`; DROP TABLE oc_product; -- ",
    "product` WHERE 1=1 UNION SELECT password FROM oc_user -- ",
    "oc_user",
    "elsewhere.oc_product",
    "../../etc/passwd",
    "product\u0000",
    "p.model, p.sku",
    "1) OR (1=1",
    "*",
    "information_schema.tables",
    "product ",
    "%",
    "SLEEP(5)",
    "0x61",
    "@@version",
    "/**/",
]
WHOLE: dict[str, Any] = {
    "do": "select",
    "table": "product",
    "as": "p",
    "columns": ["p.model", {"fn": "max", "of": "p.price", "as": "n"}],
    "joins": [{"table": "category", "as": "c", "left": True, "on": [["c.category_id", "=", {"c": "p.product_id"}]]}],
    "where": [
        ["p.sku", "=", "none"],
        {"any": [["p.model", "like", "none"]]},
        {"exists": {"table": "product_image", "as": "i", "where": [["i.product_id", "=", {"c": "p.product_id"}]]}},
    ],
    "group": ["p.model"],
    "order": ["-p.model"],
    "limit": 1,
    "offset": 0,
}


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a structure that holds a text or a number."""
    if isinstance(value, dict):
        return [found for key, below in value.items() for found in places(below, (*at, key))]
    if isinstance(value, list):
        return [found for key, below in enumerate(value) for found in places(below, (*at, key))]
    return [at]


def put(value: Any, at: tuple[Any, ...], what: Any) -> Any:
    copy = json.loads(json.dumps(value))
    node = copy
    for key in at[:-1]:
        node = node[key]
    node[at[-1]] = what
    return copy


FUZZ = """<?php
define('BRIDGE2CART_LIBRARY', 1);
error_reporting(0);
require $argv[1] . '/bridge.php';
class FuzzAnswer { public $text = ''; public function write($text) { $this->text .= $text; } }
while (($line = fgets(STDIN)) !== false) {
    unset($bridge, $act);
    gc_collect_cycles();  // each request has its own connection to the database
    $bridge = new PolycartBridge($argv[1]);
    $answer = new FuzzAnswer();
    $act = Closure::bind(function ($what) use ($answer) {
        $this->what = $what;
        $this->answer = $answer;
        return $this->act();
    }, $bridge, 'PolycartBridge');
    try {
        $outcome = $act(json_decode($line, true, 24));
    } catch (PolycartRefusal $refusal) {
        $outcome = PolycartActions::told($refusal);
    } catch (Throwable $error) {
        $outcome = array('failed' => $error->getMessage() . ' in line ' . $error->getLine());
    }
    echo json_encode($outcome + array('rows' => $answer->text)), "\\n";
}
"""


def mangled(chance: random.Random, value: Any, share: float, depth: int = 0) -> Any:
    """A structure with a share of its parts changed, left out, doubled or swapped for something else."""
    odd: list[Any] = [
        None,
        True,
        -1,
        2**63,
        1.5,
        "",
        [],
        {},
        {"c": "p.model"},
        {"rows": [0, "x"]},
        {"insert": 0},
        {"first": [0, "p.model"]},
        {"now": True},
        {"add": 1},
        [[[[[[[]]]]]]],
        "user",
        "setting",
        *INJECTIONS,
    ]
    if chance.random() < share:
        return chance.choice(odd)
    if isinstance(value, dict) and depth < 12:
        kept = {
            key: mangled(chance, below, share, depth + 1) for key, below in value.items() if chance.random() > share
        }
        more = {chance.choice(["extra", "0", "do", "where"]): chance.choice(odd)} if chance.random() < share else {}
        return kept | more
    if isinstance(value, list) and depth < 12:
        times = [1 if chance.random() > share else chance.choice([0, 2]) for _ in value]
        return [mangled(chance, one, share, depth + 1) for one, n in zip(value, times, strict=True) for _ in range(n)]
    return value


SEEDS: list[dict[str, Any]] = [
    {"action": "run", "statements": [WHOLE, WHOLE]},
    {
        "action": "run",
        "id": "",
        "statements": [
            {"do": "insert", "table": "order", "columns": ["total"], "rows": [[1]], "update": ["total"]},
            {"do": "update", "table": "order", "set": {"total": {"add": 1}}, "where": [["order_id", ">", 0]]},
            {"do": "delete", "table": "user", "where": [["user_id", ">", 0]], "exactly": 1, "most": 3},
        ],
    },
    {"action": "file.put", "id": "", "folder": "images", "path": "../../x.php", "data": "PD9waHA=", "overwrite": True},
    {"action": "file.delete", "id": "", "folder": "images", "path": "../config.php"},
    {"action": "cache", "id": "", "names": ["../../x"]},
    {"action": "rest", "id": "", "method": "POST", "path": "x"},
    {"action": "update", "id": "", "code": "PD9waHA=", "signature": "AAAA"},
    {"action": "info", "tables": ["product", "user"], "prefix": "mysql"},
    {"action": "phpinfo"},
]


def behind_the_seal(database: servers.Database, folder: Path, requests: list[Any]) -> list[dict[str, Any]]:
    """What the very functions of the bridge make of requests, as a gateway that is hostile could send them."""
    shops.build(folder, database)
    (folder / "fuzz.php").write_text(FUZZ)
    before = [path for path in files(folder) if "state-" not in str(path)]
    words = [servers.PHP or "", str(folder / "fuzz.php"), str(folder / "bridge2cart")]
    lines = b"".join(json.dumps(request).encode() + b"\n" for request in requests)
    ran = subprocess.run(words, input=lines, capture_output=True, timeout=100, check=True).stdout
    outcomes = [json.loads(line) for line in ran.splitlines()]
    assert len(outcomes) == len(requests)
    assert clean(ran, folder)
    assert [one for one in outcomes if "failed" in one] == []
    assert [path for path in files(folder) if "state-" not in str(path)] == before
    return outcomes


def test_sql_in_any_place_is_a_value_or_refused(database: servers.Database, tmp_path: Path) -> None:
    before = database.sql(f"CHECKSUM TABLE {TABLES}")
    statements = [put(WHOLE, at, text) for at in places(WHOLE) if at[-1] not in ("left", "do") for text in INJECTIONS]
    outcomes = behind_the_seal(database, tmp_path, [{"action": "run", "statements": [one]} for one in statements])
    assert len(outcomes) > 400
    assert {one["rows"] for one in outcomes if "results" in one} == {"[]\n"}  # where it was taken for a value
    assert database.sql(f"CHECKSUM TABLE {TABLES}") == before


def test_ten_thousand_mangled_requests_change_nothing(database: servers.Database, tmp_path: Path) -> None:
    chance = random.Random(20_260_101)
    requests: list[Any] = []
    for number in range(10_000):
        request = mangled(chance, chance.choice(SEEDS), chance.choice([0.002, 0.01, 0.04]))
        if isinstance(request, dict) and "id" in request:
            request["id"] = f"{number:032x}"
        requests.append(request)
    before = database.sql(f"CHECKSUM TABLE {TABLES}, elsewhere.oc_product")
    outcomes = behind_the_seal(database, tmp_path, requests)
    assert [one for one in outcomes if one.get("code") == "database"] == []
    assert sum("results" in one for one in outcomes) > 100  # some are still good, so the others were near to it
    assert database.sql(f"CHECKSUM TABLE {TABLES}, elsewhere.oc_product") == before


async def test_every_failure_of_the_client_tells_no_secret(bridge: Client, shop: Path) -> None:
    with pytest.raises(PolycartError) as caught:
        await bridge.read({"do": "select", "table": "user", "columns": ["user.password"]})
    assert clean(caught.value.message.encode(), shop)
    assert clean(repr(bridge.settings).encode(), shop)


@pytest.mark.parametrize(
    ("status", "headers", "body", "says"),
    [
        (404, {"content-type": "text/html"}, b"<html>", "upload the folder bridge2cart"),
        (403, {"content-type": "text/html"}, b"<html>", "mod_security"),
        (406, {}, b"", "mod_security"),
        (301, {"location": "https://x"}, b"", "turn redirects off"),
        (500, {}, b"", "644 or 666"),
        (200, {"content-type": "text/html"}, b"<html>Log in", "login, a maintenance page or a firewall"),
        (200, {}, b'{"bridge":1,"refused":"signature"}', "keys are not those of this store"),
    ],
)
async def test_what_is_no_answer_of_a_bridge_comes_with_advice(
    status: int, headers: dict[str, str], body: bytes, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Host:
        async def send(self, request: Request, *, within: float) -> Response:
            return Response(status=status, headers=headers, body=body)

        async def close(self) -> None: ...

    monkeypatch.setattr("polycart.core.client.backoff", lambda _: 0.0)
    with pytest.raises(BridgeFailed, match=says):
        await shops.client("https://shop.example", transport=Host()).check()
