"""The simulated bridge as a client meets it: who is refused, what is answered, what happens once, what goes wrong."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from polycart.core.bridge import wire
from polycart.core.bridge.client import HalfDone
from polycart.core.bridge.wire import Keys, Refusal, seal
from polycart.core.errors import (
    AlreadyExists,
    BridgeFailed,
    CredentialsRefused,
    DuplicateRecord,
    NotFound,
    PolycartError,
    StoreError,
    TooManyItems,
)
from polycart.core.transport import AppTransport, Request, Response
from polycart.sandbox.bridge import PIXEL, SimulatedBridge, forwarded
from tests.sandbox.bridge_pair import client, simulated

URL = "https://shop.test/bridge2cart/bridge.php"
SELECT = {"do": "select", "table": "product", "columns": ["product.model"], "limit": 1}
TEXT = json.dumps({"action": "run", "statements": [SELECT]}).encode()


def insert(model: str) -> dict[str, Any]:
    return {"do": "insert", "table": "product", "columns": ["model"], "rows": [[model]]}


def known(shop: SimulatedBridge) -> Keys:
    return Keys.read(*(shop.credentials[name] for name in ("store_key", "gateway_private_key", "bridge_public_key")))


def count(shop: SimulatedBridge, model: str) -> int:
    return shop.database.execute("SELECT COUNT(*) FROM oc_product WHERE model = ?", (model,)).fetchone()[0]


async def send(shop: Any, body: bytes = b"", *, url: str = URL, method: str = "POST") -> Response:
    return await AppTransport(shop).send(Request(method=method, url=url, headers={}, body=body), within=9)


@pytest.fixture
def shop() -> SimulatedBridge:
    return simulated(caches=["data"], switches={"update": True})


def changed(**members: Any) -> Callable[[SimulatedBridge], bytes]:
    def make(shop: SimulatedBridge) -> bytes:
        body, _ = seal(known(shop), TEXT, suite="gcm", time=int(time.time()))
        return json.dumps(json.loads(body) | members).encode()

    return make


def late(shop: SimulatedBridge) -> bytes:
    return seal(known(shop), TEXT, suite="gcm", time=int(time.time()) - 400)[0]


@pytest.mark.parametrize(
    ("attack", "word"),
    [
        (lambda _: b"", "shape"),
        (lambda _: b"[1, 2]", "shape"),
        (changed(more=1), "shape"),
        (changed(sign=""), "shape"),
        (changed(time="1"), "shape"),
        (changed(nonce="0" * 32), "signature"),
        (changed(mac="0" * 64), "signature"),
        (changed(data="QUJD"), "signature"),
        (changed(suite="ctr"), "signature"),
        (late, "clock"),
        (lambda shop: seal(known(shop), TEXT, suite="ctr", time=int(time.time()))[0], "suite"),
        (lambda _: b"x" * 7_000_000, "size"),
    ],
)
async def test_a_request_is_checked_as_by_the_real_bridge(
    shop: SimulatedBridge, attack: Callable[[SimulatedBridge], bytes], word: str
) -> None:
    answer = json.loads((await send(shop, attack(shop))).body)
    assert answer["refused"] == word
    assert ("mac" in answer) == (word in ("clock", "suite"))
    assert shop.requests == []


async def test_a_request_is_answered_once(shop: SimulatedBridge) -> None:
    body, session = seal(known(shop), TEXT, suite="gcm", time=int(time.time()))
    first = wire.unseal(known(shop), (await send(shop, body)).body, {session.nonce: session})
    assert not isinstance(first, Refusal)
    second = wire.unseal(known(shop), (await send(shop, body)).body, {session.nonce: session})
    assert isinstance(second, Refusal)
    assert (second.refused, second.trusted) == ("replay", True)


async def test_an_old_shop_speaks_the_other_suite() -> None:
    bridge = client(simulated(suite="ctr", seeded=None))
    assert await bridge.check() == "4.1.0.3"
    assert bridge.connection.tokens["bridge.suite"] == "ctr"


async def test_the_client_corrects_its_clock(shop: SimulatedBridge) -> None:
    bridge = client(shop)
    bridge.connection.tokens["bridge.skew"] = -5000
    assert await bridge.check() == "4.1.0.3"
    assert abs(bridge.connection.tokens["bridge.skew"]) < 5


async def test_a_browser_sees_the_same_text_as_of_the_real_one(shop: SimulatedBridge) -> None:
    assert (await send(shop, method="GET")).body == b"BRIDGE INSTALLED.<br /> Version: 1.0.0"


async def test_a_large_answer_travels_in_pieces(shop: SimulatedBridge) -> None:
    columns = ["a.description", "b.description"]
    joins = [{"table": "product_description", "as": "b", "on": [["b.language_id", "=", 1]]}]
    big = {"do": "select", "table": "product_description", "as": "a", "joins": joins, "columns": columns, "limit": 4000}
    answer = await client(shop).read(big)
    assert len(answer.rows[0]) > 1_500_000
    assert len(json.loads(answer.rows[0])) == 4000


async def test_caps_are_kept() -> None:
    bridge = client(simulated(limits={"rows": 100, "statements": 2}))
    with pytest.raises(TooManyItems):
        await bridge.read({**SELECT, "limit": 101})
    with pytest.raises(BridgeFailed):
        await bridge.read(SELECT, SELECT, SELECT)
    with pytest.raises(TooManyItems):
        await client(simulated(limits={"answer_bytes": 500})).read({**SELECT, "limit": 100})


async def test_a_write_happens_once_by_its_id(shop: SimulatedBridge) -> None:
    bridge = client(shop)
    for repeated in (False, True):
        answer = await bridge.ask("run", id="ab" * 16, statements=[insert("once")])
        assert (answer.closing.repeated, answer.closing.results[0].insert) == (repeated, 251)
    assert count(shop, "once") == 1
    with pytest.raises(BridgeFailed, match="another write"):
        await bridge.ask("run", id="ab" * 16, statements=[insert("twice")])
    with pytest.raises(BridgeFailed, match="needs an id"):
        await bridge.ask("run", id="ab", statements=[insert("twice")])


async def test_the_log_tells_reads_from_writes(shop: SimulatedBridge) -> None:
    bridge = client(shop)
    await bridge.info()
    await bridge.read(SELECT)
    await bridge.write(insert("a"), insert("b"))
    await bridge.do("cache", names=["data"])
    assert shop.requests == [
        ("GET", "info", ""),
        ("GET", "run", "select product"),
        ("POST", "run", "insert product,insert product"),
        ("POST", "cache", "data"),
    ]


async def test_a_write_fails_without_effect_where_it_is_told_to(shop: SimulatedBridge) -> None:
    bridge = client(shop)
    shop.faults.fail_after_writes(1)
    await bridge.write(insert("one"))
    with pytest.raises(StoreError):
        await bridge.write(insert("two"))
    await bridge.write(insert("three"))
    assert [count(shop, model) for model in ("one", "two", "three")] == [1, 0, 1]
    assert len(shop.requests) == 3


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("html_with_200", BridgeFailed), ("truncated_json", BridgeFailed), ("revoke_key", BridgeFailed)],
)
async def test_a_fault_is_told_and_ends(shop: SimulatedBridge, fault: str, kind: type[PolycartError]) -> None:
    bridge = client(shop)
    getattr(shop.faults, fault)()
    with pytest.raises(kind):
        await bridge.read(SELECT)
    shop.faults.clear()
    await bridge.read(SELECT)


async def test_a_write_whose_answer_is_cut_off_is_done_once(shop: SimulatedBridge) -> None:
    shop.faults.truncated_json()
    with pytest.raises(BridgeFailed):
        await client(shop).write(insert("cut"))
    assert count(shop, "cut") == 1


async def test_storms_and_redirects_come_before_the_bridge(shop: SimulatedBridge) -> None:
    shop.faults.rate_limit_next(1, retry_after=0)
    await client(shop).read(SELECT)
    shop.faults.redirect_to("https://elsewhere.test")
    with pytest.raises(BridgeFailed, match="redirects"):
        await client(shop).read(SELECT)


async def test_reset_brings_back_what_was_seeded_and_shops_are_apart(shop: SimulatedBridge) -> None:
    other = simulated()
    await client(shop).write(insert("gone"), {"do": "delete", "table": "category", "where": [["category_id", ">", 0]]})
    assert (count(shop, "gone"), count(other, "gone")) == (1, 0)
    begun = time.process_time()
    shop.reset()
    assert time.process_time() - begun < 0.05
    assert count(shop, "gone") == 0
    assert (await client(shop).write(insert("new")))[0].insert == 251
    assert shop.requests[0][0] == "POST"


PNG = base64.b64encode(PIXEL).decode()


async def test_pictures_are_kept_and_served(shop: SimulatedBridge) -> None:
    bridge = client(shop)
    place = {"folder": "images", "path": "catalog/new/größe 1.png"}
    assert (await bridge.do("file.put", data=PNG, **place))["bytes"] == len(PIXEL)
    answer = await send(shop, url="https://shop.test/image/catalog/new/gr%C3%B6%C3%9Fe%201.png", method="GET")
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, "image/png", PIXEL)
    with pytest.raises(AlreadyExists):
        await bridge.do("file.put", data=PNG, **place)
    await bridge.do("file.put", data=PNG, overwrite=True, **place)
    await bridge.do("file.delete", **place)
    with pytest.raises(NotFound):
        await bridge.do("file.delete", **place)
    assert (await send(shop, url="https://shop.test/image/catalog/none.png", method="GET")).status == 404
    assert (await send(shop, url="https://pictures.test/any.jpg", method="GET")).body == PIXEL


@pytest.mark.parametrize(
    "what",
    [
        {"folder": "images", "path": "../config.png"},
        {"folder": "images", "path": "a.php.png"},
        {"folder": "images", "path": "a/.png"},
        {"folder": "images", "path": "a.jpg"},
        {"folder": "images", "path": "a.svg"},
        {"folder": "images", "path": ""},
        {"folder": "nothing", "path": "a.png"},
        {"folder": "images", "path": "a.png", "data": ""},
        {"folder": "images", "path": "a.png", "data": base64.b64encode(PIXEL + b"<?php system(1);").decode()},
    ],
)
async def test_nothing_but_pictures_gets_into_the_folder_for_them(shop: SimulatedBridge, what: dict[str, str]) -> None:
    with pytest.raises(BridgeFailed):
        await client(shop).do("file.put", **({"data": PNG} | what))
    assert shop.files == {}


async def test_other_actions_answer_as_the_real_bridge_does(shop: SimulatedBridge) -> None:
    bridge = client(shop)
    assert (await bridge.do("cache", names=["data"]))["removed"] == 0
    with pytest.raises(BridgeFailed, match="no such cache"):
        await bridge.do("cache", names=["../config.php"])
    with pytest.raises(BridgeFailed, match="release key"):
        await bridge.do("update", code="", signature="")
    with pytest.raises(BridgeFailed, match="no such action"):
        await bridge.do("shell")
    told = json.loads((await bridge.ask("info", tables=["product", "product_loose", "product_none"])).last)["tables"]
    assert told["product"]["columns"]["price"] == "decimal"
    assert (told["product_loose"]["engine"], told["product_none"]) == ("MyISAM", None)
    assert (await bridge.do("delete"))["deleted"]
    with pytest.raises(BridgeFailed):
        await bridge.read(SELECT)


async def rest(method: str, path: str, query: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    return 201, {"X-Total": "5"}, f"{method} {path}?{query} ".encode() + body


async def test_the_shops_own_api_is_asked_through_the_bridge() -> None:
    shop = simulated(rest=rest, routes={"products*": "product", "orders*": "order"})
    bridge = client(shop)

    async def ask(method: str, path: str, body: Any = "", **what: Any) -> Any:
        answer = await bridge.ask("rest", method=method, path=path, query="a=1", body=body, **what)
        return json.loads(answer.last)["rest"]

    assert await ask("GET", "products/5") == {"status": 201, "headers": {"x-total": "5"}, "body": "GET products/5?a=1 "}
    made = await ask("POST", "products", {"base64": base64.b64encode(b"\xff").decode()}, id="ab" * 16)
    assert base64.b64decode(made["body"]["base64"]) == b"POST products?a=1 \xff"
    for method, path, kind in (
        ("POST", "products", BridgeFailed),  # no id
        ("GET", "users", CredentialsRefused),
        ("GET", "products/../users", BridgeFailed),
        ("TRACE", "products", BridgeFailed),
    ):
        with pytest.raises(kind):
            await ask(method, path)
    with pytest.raises(CredentialsRefused):  # orders may be read only
        await ask("DELETE", "orders/1", id="cd" * 16)
    assert shop.requests[:2] == [("GET", "rest", "GET products/5"), ("POST", "rest", "POST products")]
    with pytest.raises(BridgeFailed):
        await client(simulated()).ask("rest", method="GET", path="x")


class Echo:
    """An API that answers with what it was asked."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        told = {name.decode(): value.decode() for name, value in scope["headers"] if name != b"host"}
        asked = [
            scope["method"],
            scope["path"],
            scope["query_string"].decode(),
            told,
            (await receive())["body"].decode(),
        ]
        headers = [(b"x-total", b"7"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(asked).encode()})


async def test_an_api_that_is_simulated_already_answers_through_the_bridge() -> None:
    api = forwarded(Echo(), base="https://shop.test/api/", headers={"Authorization": "Basic x"})
    bridge = client(simulated(rest=api))
    for method, body in (("GET", b""), ("PUT", b'{"a": 1}')):
        request = Request(method=method, url="https://shop.test/api/things/5", headers={}, body=body)
        response = await bridge.relay(request, "things/5", "q=%20")
        kind = {"content-type": "application/json"} if body else {}
        asked = [method, "/api/things/5", "q=%20", {**kind, "authorization": "Basic x"}, body.decode()]
        assert json.loads(response.body) == asked
        assert response.headers == {"x-total": "7"}


async def test_a_write_without_transactions_tells_how_far_it_came(shop: SimulatedBridge) -> None:
    one, two = ({"do": "insert", "table": "product_loose", "columns": ["word"], "rows": [[w]]} for w in ("x", "FIRST"))
    with pytest.raises(HalfDone) as caught:
        await client(shop).write(one, two, loose=True, caches=["data"])
    assert [result.insert for result in caught.value.results] == [2]
    assert shop.database.execute("SELECT word FROM oc_product_loose").fetchall() == [("first",), ("x",)]


async def test_tables_that_show_another_simulator_are_filled_when_they_are_stale() -> None:
    state, filled = {1: "a"}, []

    def project() -> None:
        filled.append(len(state))
        shop.fill("thing", ("id", "name"), list(state.items()), anew=True)

    shop = SimulatedBridge(
        cart="x", version="1", schema={"thing": "id INT PRIMARY KEY, name VARCHAR(9) NOT NULL"}, prefix="",
        project=project, scopes={"product": "read"}, tables={"*": "product"},
    )  # fmt: skip
    things = {"do": "select", "table": "thing", "columns": ["name"]}
    for _ in range(2):
        assert json.loads((await client(shop).read(things)).rows[0]) == [{"name": "a"}]
    state[2] = "b"
    shop.stale = True
    assert len(json.loads((await client(shop).read(things)).rows[0])) == 2
    assert filled == [1, 2]
    with pytest.raises(CredentialsRefused):
        await client(shop).write({"do": "insert", "table": "thing", "columns": ["id"], "rows": [[1]]})


async def test_rows_follow_the_scope_of_their_parent() -> None:
    tables = {
        "post": ("type", {"product": ["product*"], "order:read": ["order"]}),
        "meta": ("post_id", "post", "id"),
        "note": "never",
    }
    shop = SimulatedBridge(
        cart="x", version="1", prefix="wp_", tables=tables,
        schema="""CREATE TABLE wp_post (id INT AUTO_INCREMENT PRIMARY KEY, type VARCHAR(20) NOT NULL);
        CREATE TABLE wp_meta (id BIGINT AUTO_INCREMENT PRIMARY KEY, post_id INT, value LONGTEXT);
        CREATE TABLE wp_note (id INT)""",
        seed=lambda shop: [shop.insert("meta", post_id=shop.insert("post", type=kind), value=kind)
                           for kind in ("product", "order", "page", "product_variation")] and None,
    )  # fmt: skip
    bridge = client(shop)
    meta = {"do": "select", "table": "meta", "columns": ["value"], "order": ["id"]}
    rows = json.loads((await bridge.read(meta)).rows[0])
    assert [row["value"] for row in rows] == ["product", "order", "product_variation"]
    add = {"do": "insert", "table": "meta", "columns": ["post_id", "value"]}
    await bridge.write({**add, "rows": [[1, "x"]]})
    for post in (2, 3, 99):
        with pytest.raises(CredentialsRefused):
            await bridge.write({**add, "rows": [[post, "x"]]})
    change = {"do": "update", "table": "post", "set": {"type": "product"}, "where": [["id", ">", 0]]}
    with pytest.raises(CredentialsRefused):
        await bridge.write(change)
    assert (await bridge.write({"do": "delete", "table": "post", "where": [["id", ">", 0]]}))[0].changed == 2
    with pytest.raises(CredentialsRefused):
        await bridge.read({"do": "select", "table": "note", "columns": ["id"]})


async def test_moments_are_the_shops_own() -> None:
    shop = simulated(utc_offset=7200, clock=lambda: datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC), seeded=None)
    bridge = client(shop)
    assert (await bridge.info()).utc_offset == 7200
    change = {
        "do": "update",
        "table": "product",
        "set": {"date_added": {"now": True}},
        "where": [["product_id", "=", 1]],
    }
    await bridge.write(change)
    later = {
        "do": "select",
        "table": "product",
        "columns": ["date_added"],
        "where": [["date_added", "=", {"now": True}]],
    }
    assert json.loads((await bridge.read(later)).rows[0]) == [{"date_added": "2026-05-06 09:08:09"}]


async def test_a_prefix_is_the_only_one(shop: SimulatedBridge) -> None:
    with pytest.raises(BridgeFailed, match="db_tables_prefix"):
        await client(shop).ask("run", statements=[SELECT], prefix="other_")


async def test_a_duplicate_in_the_second_statement_undoes_the_first(shop: SimulatedBridge) -> None:
    with pytest.raises(DuplicateRecord):
        await client(shop).write(insert("whole"), insert("m1 "))
    assert count(shop, "whole") == 0
