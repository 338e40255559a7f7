"""Calls through the gateway: order of checks, limits, idempotency, ill shops, secrecy."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.shops import Shop

from polycart.core.transport import AppTransport, NeverSent, Request, Response
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.home import Home
from polycart.platforms import platforms

CART_ID = "WoocommerceApi"


class Door:
    """A gateway with one account, one connected simulated shop, and short ways to call it."""

    def __init__(self, home: Path, **limits: Any) -> None:
        self.home = home
        self.simulator = Shop(CART_ID).simulator
        self.transport: Any = AppTransport(self.simulator)
        self.backend = Backend(Home.open(home), limits=Limits(**limits), transports=lambda store: self.transport)
        self.serial = 0
        self.api_key = self.store_key = ""

    async def open(self) -> Door:
        await self.backend.start()
        account = await self.backend.accounts.create("one")
        _, self.api_key = await self.backend.accounts.create_key(account.id, "key")
        self.store_key = await self.connect("https://shop.test")
        return self

    async def connect(self, url: str, key: str | None = None) -> str:
        answer = await self.call(
            "account.cart.add", store=None, key=key, cart_id=CART_ID, store_url=url, verify=False,
            **self.simulator.credentials,
        )  # fmt: skip
        assert answer["return_code"] == 0, answer
        return answer["result"]["store_key"]

    async def call(self, name: str, /, *, key: str | None = "", store: str | None = "", **parameters: Any) -> Any:
        body = await self.raw(name, parameters, key=key, store=store)
        return json.loads(body)

    async def raw(
        self, name: str, parameters: Mapping[str, Any], *, key: str | None = "", store: str | None = ""
    ) -> bytes:
        self.serial += 1
        answer = await self.backend.call(
            name,
            lambda: parameters,
            api_key=self.api_key if key in ("", None) and key is not False else key,
            store_key=self.store_key if store == "" else store,
            request_id=f"req_{self.serial}",
        )
        return answer.body


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    opened = await Door(tmp_path / "home").open()
    yield opened
    await opened.backend.close()


async def test_the_api_key_is_checked_before_everything_else(door: Door) -> None:
    answer = await door.call("no.method", key="0" * 32, store="0" * 32, count="x")
    assert answer == {"return_code": 2, "return_message": "Incorrect API Key", "result": {}}


async def test_a_blocked_key_is_told_apart_from_a_wrong_one(door: Door) -> None:
    account = (await door.backend.accounts.list())[0]
    key, clear = await door.backend.accounts.create_key(account.id, "blocked")
    await door.backend.accounts.disable_key(key.id)
    assert (await door.call("category.list", key=clear))["return_code"] == 6


async def test_the_store_key_is_checked_before_method_and_parameters(door: Door) -> None:
    assert (await door.call("no.method", store="0" * 32, count="x"))["return_code"] == 101
    assert (await door.call("category.list", store="0" * 32, count="x"))["return_code"] == 101
    assert (await door.call("category.list", store=None))["return_code"] == 101


async def test_a_store_of_another_account_is_denied_without_a_word_about_it(door: Door) -> None:
    other = await door.backend.accounts.create("two")
    _, foreign = await door.backend.accounts.create_key(other.id, "key")
    for name in ("category.list", "cart.delete", "account.config.update", "cart.methods"):
        answer = await door.call(name, key=foreign)
        assert answer["return_code"] == 4
        assert answer["result"] == {}
        assert "shop.test" not in json.dumps(answer)
    listed = await door.call("account.cart.list", key=foreign, store=None, store_key=door.store_key)
    assert listed["result"] == {"carts_count": 0, "carts": []}


async def test_an_unknown_method_comes_before_its_parameters(door: Door) -> None:
    answer = await door.call("category.lits", count="x")
    assert answer["return_code"] == 3


async def test_a_missing_parameter_comes_before_a_wrong_one_and_before_the_platform(door: Door) -> None:
    asked = len(door.simulator.requests)
    assert (await door.call("category.info", store_id=[1]))["return_code"] == 114
    assert (await door.call("category.list", count="x"))["return_code"] == 109
    assert (await door.call("webhook.create", entity="product", action="add"))["return_code"] == 114
    assert len(door.simulator.requests) == asked


@pytest.mark.parametrize(
    ("parameters", "code", "words"),
    [
        ({"count": "0"}, 109, "'count'"),
        ({"count": "251"}, 109, "1..250"),
        ({"count": "ten"}, 109, "integer"),
        ({"start": "-1"}, 109, "'start'"),
        ({"bogus": "1"}, 109, "'bogus'"),
        ({"coun": "1"}, 109, "'count'"),
        ({"avail": "maybe"}, 109, "boolean"),
        ({"page_cursor": "nonsense"}, 109, "Parameter 'page_cursor' is not valid"),
        ({"response_fields": "id,name"}, 109, "'response_fields'"),
        ({"response_fields": "{result{category{id}"}, 109, "closing brace"),
        ({"find_where": "name"}, 109, "must be used with"),
        ({"created_from": "2020-01-01"}, 109, "'created_from'"),
        ({"modified_to": "yesterday"}, 109, "date string"),
        ({"lang_id": "xx"}, 109, "'lang_id'"),
        ({"store_id": "77"}, 109, "'store_id'"),
        ({"parent_id": "root"}, 109, "'parent_id'"),
    ],
)
async def test_bad_input_is_one_clear_sentence(door: Door, parameters: dict[str, str], code: int, words: str) -> None:
    answer = await door.call("category.list", **parameters)
    assert answer["return_code"] == code, answer
    assert words in answer["return_message"]
    assert answer["result"] == {}
    assert "\n" not in answer["return_message"]


async def test_a_cursor_is_refused_beside_filters_and_in_another_store(door: Door) -> None:
    first = await door.call("category.list", count="2")
    token = first["pagination"]["next"]
    assert (await door.call("category.list", page_cursor=token))["return_code"] == 0
    assert (await door.call("category.list", page_cursor=token, parent_id="16"))["return_code"] == 109
    assert (await door.call("product.list", page_cursor=token))["return_code"] == 109
    other = await door.connect("https://other.test")
    assert (await door.call("category.list", store=other, page_cursor=token))["return_code"] == 109


async def test_a_second_page_keeps_filters_and_takes_the_fields_asked_for_now(door: Door) -> None:
    first = await door.call("category.list", count="2", parent_id="16", params="id,name,path")
    second = await door.call("category.list", page_cursor=first["pagination"]["next"], params="id,parent_id")
    assert second["result"]["category"]
    assert all(entity.keys() == {"id", "parent_id"} for entity in second["result"]["category"])
    assert all(entity["parent_id"] == "16" for entity in second["result"]["category"])
    bare = await door.call("category.list", page_cursor=first["pagination"]["next"])
    assert bare["result"]["category"][0].keys() == {"id", "parent_id", "name", "description"}


async def test_what_is_not_built_says_so_before_any_traffic(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = len(door.simulator.requests)
    for platform in platforms().values():  # the one that is tried has everything by now
        monkeypatch.delitem(platform.handlers, "category.list", raising=False)
    answer = await door.call("category.list")
    assert (answer["return_code"], "yet" in answer["return_message"]) == (107, True)
    answer = await door.call("subscriber.list")
    assert answer["return_code"] == 107
    assert len(door.simulator.requests) == asked


async def test_unsupported_parameters_can_be_left_out_with_a_warning(door: Door) -> None:
    store = (await door.backend.stores.list((await door.backend.accounts.list())[0].id))[0].store
    await door.backend.stores.update(store.id, unsupported="warn")
    answer = await door.call("category.list", created_from="2020-01-01", count="1")
    assert answer["return_code"] == 0
    assert "created_from" in answer["return_message"]
    assert answer["result"]["categories_count"] == 1


FAULTS: list[tuple[str, tuple[Any, ...], int, str]] = [
    ("html_with_200", (), 107, "JSON was expected"),
    ("truncated_json", (), 107, "broken JSON"),
    ("redirect_to", ("http://10.0.0.1",), 106, "redirect"),
    ("revoke_key", (), 100, ""),
]


@pytest.mark.parametrize(("fault", "arguments", "code", "words"), FAULTS)
async def test_an_ill_shop_is_one_clear_sentence(
    door: Door, fault: str, arguments: tuple[Any, ...], code: int, words: str
) -> None:
    getattr(door.simulator.faults, fault)(*arguments)
    answer = await door.call("category.list")
    assert answer["return_code"] == code, answer
    assert words in answer["return_message"]
    assert answer["result"] == {}


class Dead:
    """A shop that is down."""

    async def send(self, request: Request, *, within: float) -> Response:
        raise NeverSent("No connection to 'shop.test' could be made: Connection refused.")

    async def close(self) -> None: ...


async def test_the_gateways_own_methods_refuse_what_they_cannot_honour_too(door: Door) -> None:
    answer = await door.call("cart.config.update", db_tables_prefix="oc_")
    assert (answer["return_code"], "'db_tables_prefix'" in answer["return_message"]) == (109, True)
    missing = await door.call(
        "account.cart.add", store=None, cart_id=CART_ID, verify=False, **door.simulator.credentials
    )
    assert (missing["return_code"], missing["return_message"]) == (114, "Parameter 'store_url' is required.")


async def test_a_shop_that_is_down_is_code_106(door: Door) -> None:
    door.transport = Dead()
    answer = await door.call("category.list")
    assert (answer["return_code"], "shop.test" in answer["return_message"]) == (106, True)


async def test_a_slow_shop_ends_with_the_deadline(tmp_path: Path) -> None:
    door = await Door(tmp_path / "home", call_seconds=0.3).open()
    door.simulator.faults.slow(5)
    began = time.monotonic()
    answer = await door.call("category.list")
    assert answer["return_code"] == 106
    assert time.monotonic() - began < 2
    await door.backend.close()


async def test_an_unexpected_error_is_code_9_with_the_request_id_and_no_traceback(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Dead):
        async def send(self, request: Request, *, within: float) -> Response:
            raise RuntimeError(f"{'secret'} inside")

    door.transport = Broken()
    for name, parameters in (("category.list", {}), ("category.add", {"name": "x", "idempotency_key": "k"})):
        caplog.clear()
        answer = await door.call(name, **parameters)
        assert answer["return_code"] == 9
        assert f"req_{door.serial}" in answer["return_message"]
        assert "secret inside" not in json.dumps(answer)
        (told,) = caplog.records
        shown = logging.Formatter().format(told)
        assert "secret inside" not in shown
        assert f"req_{door.serial} failed with RuntimeError\n" in shown
        assert "connection.py" in shown


async def test_calls_beyond_the_stores_concurrency_wait_and_none_fails(tmp_path: Path) -> None:
    door = await Door(tmp_path / "home", store_concurrency=2).open()
    running = most = 0

    class Counting(AppTransport):
        async def send(self, request: Request, *, within: float) -> Response:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.002)
            try:
                return await super().send(request, within=within)
            finally:
                running -= 1

    door.transport = Counting(door.simulator)
    answers = await asyncio.gather(*(door.call("category.count") for _ in range(30)))
    assert {answer["return_code"] for answer in answers} == {0}
    assert most == 2
    await door.backend.close()


async def test_a_call_that_waits_past_its_deadline_is_code_7(tmp_path: Path) -> None:
    door = await Door(tmp_path / "home", store_concurrency=1, call_seconds=0.3).open()
    async with door.backend.store_queue.slot(1, "somebody else"):
        answers = await asyncio.gather(*(door.call("category.count") for _ in range(3)))
    assert [answer["return_code"] for answer in answers] == [7, 7, 7]
    assert (await door.call("category.count"))["return_code"] == 0
    await door.backend.close()


async def test_an_idempotency_key_gives_the_first_answer_also_after_a_restart(door: Door, tmp_path: Path) -> None:
    first = await door.raw("category.add", {"name": "Once", "idempotency_key": "k"})
    assert json.loads(first)["return_code"] == 0
    written = len(door.simulator.requests)
    assert await door.raw("category.add", {"idempotency_key": "k", "name": "Once"}) == first
    await door.backend.close()
    door.backend = Backend(Home.open(door.home), transports=lambda store: door.transport)
    assert await door.raw("category.add", {"name": "Once", "idempotency_key": "k"}) == first
    assert len(door.simulator.requests) == written
    other = await door.call("category.add", name="Other", idempotency_key="k")
    assert other["return_code"] == 109
    assert "idempotency_key" in other["return_message"]
    assert len(door.simulator.requests) == written


async def test_a_key_in_flight_is_waited_for(door: Door) -> None:
    door.simulator.faults.slow(0.05)
    written = len([r for r in door.simulator.requests if r[0] == "POST"])
    answers = await asyncio.gather(
        *(door.raw("category.add", {"name": "Once", "idempotency_key": "k"}) for _ in range(5))
    )
    assert len(set(answers)) == 1
    assert len([r for r in door.simulator.requests if r[0] == "POST"]) == written + 1


async def test_an_error_of_the_shop_is_kept_with_its_key_but_a_failure_to_reach_it_is_not(door: Door) -> None:
    await door.call("category.add", name="Taken")
    refusal = await door.raw("category.add", {"name": "Taken", "idempotency_key": "a"})
    assert json.loads(refusal)["return_code"] == 113
    written = len(door.simulator.requests)
    assert await door.raw("category.add", {"name": "Taken", "idempotency_key": "a"}) == refusal
    assert len(door.simulator.requests) == written
    alive, door.transport = door.transport, Dead()
    door.backend.forget(1)
    assert (await door.call("category.add", name="New", idempotency_key="b"))["return_code"] == 106
    door.transport = alive
    door.backend.forget(1)
    assert (await door.call("category.add", name="New", idempotency_key="b"))["return_code"] == 0


async def test_credentials_are_tried_before_a_store_is_kept(door: Door) -> None:
    door.backend._public = AppTransport(door.simulator)  # type: ignore[assignment]
    good = door.simulator.credentials
    added = await door.call("account.cart.add", store=None, cart_id=CART_ID, store_url="https://two.test", **good)
    assert added["return_code"] == 0
    assert len(added["result"]["store_key"]) == 32
    bad = {name: value[:-1] + ("0" if value[-1] != "0" else "1") for name, value in good.items()}
    refused = await door.call("account.cart.add", store=None, cart_id=CART_ID, store_url="https://three.test", **bad)
    assert refused["return_code"] == 100
    again = await door.call("account.cart.add", store=None, cart_id=CART_ID, store_url="https://two.test/", **good)
    assert again["return_code"] == 8
    listed = await door.call("account.cart.list", store=None)
    assert [cart["url"] for cart in listed["result"]["carts"]] == ["https://shop.test", "https://two.test"]
    assert listed["result"]["carts_count"] == 2


@pytest.mark.parametrize(
    ("parameters", "code", "words"),
    [
        ({"cart_id": "NoSuchCart"}, 109, "'cart_id'"),
        ({"cart_id": CART_ID}, 114, "is required"),
        ({}, 114, "'cart_id'"),
        ({"cart_id": CART_ID, "store_url": "ftp://x"}, 109, "'store_url'"),
        ({"cart_id": CART_ID, "store_url": "https://u:p@x.test"}, 109, "'store_url'"),
    ],
)
async def test_a_store_cannot_be_added_with_bad_credentials(
    door: Door, parameters: dict[str, Any], code: int, words: str
) -> None:
    given = parameters | (door.simulator.credentials if "store_url" in parameters else {})
    answer = await door.call("account.cart.add", store=None, **given)
    assert (answer["return_code"], words in answer["return_message"]) == (code, True), answer


CONNECTORS = ["account.cart.add", "cart.create"]


async def add(door: Door, name: str, **parameters: Any) -> Any:
    """Connect the shop under another address, in either way."""
    door.backend._public = AppTransport(door.simulator)  # type: ignore[assignment]
    more = {"store_id": "1"} if name == "cart.create" else {}
    given = {"cart_id": CART_ID, "store_url": "https://two.test", **door.simulator.credentials, **more, **parameters}
    return await door.call(name, store=None, **given)


@pytest.mark.parametrize("name", CONNECTORS)
@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"shopify_access_token": "x", "ebay_site_id": 3}, "'ebay_site_id', 'shopify_access_token' are not supported"),
        ({"allegro_environment": "sandbox"}, "'allegro_environment' is not supported"),
        ({"ftp_port": 21}, "'ftp_port' can't be used"),
        ({"ftp_host": "ftp.two.test"}, "'ftp_host' can't be used"),
        ({"bridge_url": "https://two.test/bridge2cart/bridge.php"}, "'bridge_url' can't be used"),
        ({"db_tables_prefix": "wp_"}, "'db_tables_prefix' can't be used"),
        ({"store_key": "mine"}, "'store_key' is not valid"),
        ({"store_key": ""}, "'store_key' is not valid"),
        ({"validate_version": True, "verify": False}, "'validate_version' can't be used with 'verify'"),
    ],
)
async def test_what_cannot_be_honoured_is_not_dropped_when_a_store_is_connected(
    door: Door, name: str, parameters: dict[str, Any], words: str
) -> None:
    asked = len(door.simulator.requests)
    answer = await add(door, name, **parameters)
    assert (answer["return_code"], words in answer["return_message"]) == (109, True), answer
    assert len(door.simulator.requests) == asked
    assert (await door.call("account.cart.list", store=None))["result"]["carts_count"] == 1


async def test_a_client_that_sends_every_default_can_connect_a_store(door: Door) -> None:
    added = await add(door, "account.cart.add", allegro_environment="production", ebay_site_id=0, verify=True)
    assert added["return_code"] == 0, added
    store = door.backend.stores.find(added["result"]["store_key"])
    assert store.settings == door.simulator.credentials


@pytest.mark.parametrize("name", CONNECTORS)
async def test_a_store_key_of_before_is_taken_over_unless_it_is_taken(door: Door, name: str) -> None:
    key = "0123456789abcdef" * 2
    assert (await add(door, name, store_key=key))["result"] == {"store_key": key}
    assert (await door.call("category.count", store=key))["return_code"] == 0
    again = await add(door, name, store_key=key, store_url="https://three.test")
    assert (again["return_code"], "store key" in again["return_message"]) == (8, True)


async def test_the_user_agent_is_used_also_when_the_credentials_are_tried(door: Door) -> None:
    agents: set[str | None] = set()

    class Noting(AppTransport):
        async def send(self, request: Request, *, within: float) -> Response:
            agents.add(request.headers.get("User-Agent"))
            return await super().send(request, within=within)

    door.backend._public = Noting(door.simulator)  # type: ignore[assignment]
    given = {"cart_id": CART_ID, "store_url": "https://two.test", **door.simulator.credentials}
    added = await door.call("account.cart.add", store=None, user_agent="Migrator/1.0", **given)
    assert added["return_code"] == 0
    assert agents == {"Migrator/1.0"}


@pytest.mark.parametrize("name", CONNECTORS)
@pytest.mark.parametrize("release", ["7.8.9", "6.9.4-beta1", ""])
async def test_a_shop_that_is_too_old_is_refused_where_its_version_matters(door: Door, name: str, release: str) -> None:
    door.simulator.shop.release = release
    refused = await add(door, name, validate_version="true")
    assert (refused["return_code"], platforms()[CART_ID].oldest in refused["return_message"]) == (107, True), refused
    assert (await door.call("account.cart.list", store=None))["result"]["carts_count"] == 1
    assert (await add(door, name, validate_version="false"))["return_code"] == 0


@pytest.mark.parametrize("release", ["7.9", "7.9.0-rc.1", "10.0.2", "11"])
async def test_a_supported_version_is_validated(door: Door, release: str) -> None:
    door.simulator.shop.release = release
    assert (await add(door, "account.cart.add", validate_version=True))["return_code"] == 0
    assert (await door.call("cart.validate", validate_version=True))["return_code"] == 0


async def test_a_check_of_a_store_minds_its_version_when_asked(door: Door) -> None:
    door.simulator.shop.release = "7.4.1"
    assert (await door.call("cart.validate"))["return_code"] == 0
    answer = await door.call("cart.validate", validate_version="1")
    assert (answer["return_code"], "7.4.1" in answer["return_message"]) == (107, True), answer


async def test_a_private_address_is_not_called_unless_the_operator_allows_it(tmp_path: Path) -> None:
    door = Door(tmp_path / "home")
    await door.backend.start()
    account = await door.backend.accounts.create("one")
    _, door.api_key = await door.backend.accounts.create_key(account.id, "key")
    answer = await door.call(
        "account.cart.add", store=None, cart_id=CART_ID, store_url="http://127.0.0.1:9", **door.simulator.credentials
    )
    assert (answer["return_code"], "private" in answer["return_message"]) == (106, True)
    await door.backend.close()


async def test_secrets_appear_in_no_answer_trace_log_or_file(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    secrets = list(door.simulator.credentials.values())
    with caplog.at_level(logging.DEBUG):
        shown = json.dumps(await door.call("account.cart.list", store=None))
        shown += json.dumps(await door.call("cart.validate"))
        door.simulator.faults.revoke_key()
        shown += json.dumps(await door.call("category.list"))
        door.simulator.faults.clear()
        shown += json.dumps(
            await door.call("account.cart.add", cart_id=CART_ID, store_url="nope nope", **door.simulator.credentials)
        )
    await door.backend.traces.flush()
    traces = [await door.backend.traces.get(f"req_{n}") for n in range(1, door.serial + 1)]
    shown += repr(traces) + caplog.text
    files = b"".join(path.read_bytes() for path in door.home.rglob("*") if path.is_file())
    for secret in secrets:
        assert secret not in shown
        assert secret.encode() not in files
    for key in (door.api_key, door.store_key):
        assert key.encode() not in files


async def test_a_trace_shows_the_exchanges_behind_a_call(door: Door) -> None:
    await door.call("category.list", count="3", params="id,name")
    await door.backend.traces.flush()
    trace = await door.backend.traces.get(f"req_{door.serial}")
    assert trace is not None
    assert (trace.method, trace.code) == ("category.list", 0)
    (exchange,) = trace.exchanges
    assert exchange["method"] == "GET"
    assert exchange["status"] == 200
    assert exchange["url"].startswith("https://shop.test/wp-json/wc/v3/products/categories?")
    assert "request_body" not in exchange


async def test_a_write_cut_off_by_a_kill_is_taken_back_at_the_next_start(door: Door) -> None:
    made = await door.call("category.add", name="Half done")
    id = made["result"]["category_id"]
    entry = door.backend.journal.of(1).open("req_killed")
    entry.add({"method": "DELETE", "path": f"products/categories/{id}", "says": "x", "query": {"force": True}})
    await door.backend.close()
    door.backend = Backend(Home.open(door.home), transports=lambda store: door.transport)
    await door.backend.start()
    assert (await door.call("category.info", id=id))["return_code"] == 112
    assert door.backend.journal.pending() == []


async def test_changed_credentials_are_used_from_the_next_call_on(door: Door) -> None:
    assert (await door.call("category.count"))["return_code"] == 0
    bad = "cs_" + "0" * 40
    changed = await door.call("account.config.update", wc_consumer_secret=bad)
    assert changed["result"] == {"updated_items": 1}
    assert (await door.call("category.count"))["return_code"] == 100
    good = door.simulator.credentials["wc_consumer_secret"]
    await door.call("account.config.update", wc_consumer_secret=good)
    assert (await door.call("category.count"))["return_code"] == 0


async def test_a_deleted_store_is_gone_with_what_was_kept_for_it(door: Door) -> None:
    await door.call("category.list")
    assert (await door.call("cart.delete"))["return_code"] == 0
    assert (await door.call("category.list"))["return_code"] == 101
    assert (await door.call("account.cart.list", store=None))["result"]["carts_count"] == 0


async def test_a_key_that_may_only_read_cannot_write(door: Door) -> None:
    account = (await door.backend.accounts.list())[0]
    _, reader = await door.backend.accounts.create_key(account.id, "reader", scopes=("read",))
    assert (await door.call("category.count", key=reader))["return_code"] == 0
    assert (await door.call("category.add", key=reader, name="x"))["return_code"] == 5
