"""One exchange with a shop: limits, retries, errors, traces, and what a client does with odd answers."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from polycart.api.product.entities import Product
from polycart.core.auth import basic
from polycart.core.client import Call, Connection
from polycart.core.codecs import text
from polycart.core.errors import (
    AlreadyExists,
    Errors,
    Native,
    NotFound,
    PolycartError,
    StoreError,
    Throttled,
    TimedOut,
    Unreachable,
)
from polycart.core.mapping import Map, field
from polycart.core.paging import Offset
from polycart.core.platform import Settings
from polycart.core.rest import Rest
from polycart.core.trace import Trace
from polycart.core.transport import NeverSent, Request, Response
from polycart.core.undo import Sought, Step, Undo


class Keys(Settings, kw_only=True, frozen=True):
    user: str = "u"
    password: str = "hidden-password"


class ProductMap(Map[Product]):
    id = field("id", text)
    name = field("name")


class Shop(Rest[Keys]):
    title = "The shop"
    base = "{store_url}/api/"
    auth = basic("user", "password")
    paging = Offset("offset", "limit", most=3, total="x-total")
    sparse = "fields"
    errors = Errors(exact={"taken": AlreadyExists}, broad={"taken_": StoreError})

    def native(self, response: Response) -> Native:
        try:
            body = msgspec.json.decode(response.body)
            return Native(status=response.status, code=body["code"], message=body["message"])
        except (msgspec.DecodeError, KeyError):
            return Native(status=response.status)


Answers = Callable[[Request], Response | Exception]


class Wire:
    """A transport that answers from a function and keeps what was sent."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.sent: list[Request] = []

    async def send(self, request: Request, *, within: float) -> Response:
        self.sent.append(request)
        await asyncio.sleep(0)
        answer = self.answers(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None: ...


def reply(body: Any, status: int = 200, **headers: str) -> Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status=status, headers={"content-type": "application/json"} | named, body=raw)


def shop(answers: Answers, **call: Any) -> tuple[Shop, Wire]:
    wire = Wire(answers)
    settings = Keys(store_url="https://shop.example")
    connection = Connection(settings, wire, secrets=("hidden-password",))
    call.setdefault("trace", Trace(connection.redactor, bodies=True))
    return Shop(connection, Call(**call)), wire


def in_turn(*answers: Response | Exception) -> Answers:
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries wait for fractions of a second at random; the tests are about what happens, not how long it takes."""
    monkeypatch.setattr("polycart.core.throttle.random.uniform", lambda *_: 0.0)


@pytest.mark.parametrize(
    "failure",
    [
        NeverSent("No connection could be made."),
        TimedOut("No answer."),
        Unreachable("Broken off."),
        reply({}, 500),
        reply({}, 502),
        reply({}, 503),
        reply({}, 504),
        reply({}, 429, retry_after="0"),
    ],
)
async def test_a_read_is_tried_again(failure: Response | Exception) -> None:
    client, wire = shop(in_turn(failure, reply({"ok": 1})))
    assert await client.get("x") == {"ok": 1}
    assert len(wire.sent) == 2
    assert [exchange.attempt for exchange in client.call.trace.exchanges] == [1, 2]


@pytest.mark.parametrize(
    ("failure", "times"),
    [
        (NeverSent("No connection could be made."), 2),
        (reply({}, 429, retry_after="0"), 2),
        (reply({}, 503, retry_after="0"), 2),
        (TimedOut("No answer."), 1),
        (Unreachable("Broken off."), 1),
        (reply({}, 500), 1),
        (reply({}, 502), 1),
    ],
)
async def test_a_write_is_sent_again_only_where_the_shop_cannot_have_done_it(
    failure: Response | Exception, times: int
) -> None:
    client, wire = shop(in_turn(failure, reply({"ok": 1})))
    if times == 2:
        assert await client.post("x", {"a": 1}) == {"ok": 1}
    else:
        with pytest.raises(PolycartError):
            await client.post("x", {"a": 1})
    assert len(wire.sent) == times


async def test_retries_end_and_the_last_failure_is_told() -> None:
    client, wire = shop(in_turn(reply({"code": "down", "message": "Sorry."}, 500)))
    with pytest.raises(StoreError, match="Sorry"):
        await client.get("x")
    assert len(wire.sent) == 4


async def test_a_failing_shop_uses_the_retry_budget_up() -> None:
    client, wire = shop(in_turn(reply({}, 500)))
    for _ in range(12):
        with pytest.raises(StoreError):
            await client.get("x")
    spent = len(wire.sent)
    assert spent < 12 * 4
    with pytest.raises(StoreError):
        await client.get("x")
    assert len(wire.sent) == spent + 1


async def test_a_pause_longer_than_the_call_may_last_is_told_at_once() -> None:
    client, wire = shop(in_turn(reply({}, 429, retry_after="60")), deadline=time.monotonic() + 5)
    began = time.monotonic()
    with pytest.raises(Throttled) as caught:
        await client.get("x")
    assert time.monotonic() - began < 1
    assert caught.value.code == 110
    assert caught.value.retry_after == 60
    assert len(wire.sent) == 1


async def test_at_most_the_allowed_number_of_requests_run_at_once() -> None:
    running, most = 0, 0

    class Slow(Wire):
        async def send(self, request: Request, *, within: float) -> Response:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1
            return reply({})

    client, _ = shop(in_turn(reply({})))
    client.connection.transport = Slow(in_turn(reply({})))
    await asyncio.gather(*(client.get("x") for _ in range(40)))
    assert most == 8


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "taken", AlreadyExists),
        (400, "taken_by_aliens", StoreError),
        (404, "anything", NotFound),
        (409, "anything", AlreadyExists),
        (418, "anything", StoreError),
    ],
)
async def test_native_codes_map_exactly_then_broadly_then_by_status(
    status: int, code: str, kind: type[PolycartError]
) -> None:
    client, _ = shop(in_turn(reply({"code": code, "message": "The words."}, status)))
    with pytest.raises(kind) as caught:
        await client.post("x")
    assert caught.value.native == Native(status=status, code=code, message="The words.")
    assert caught.value.message == "The shop answered: The words."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Response(status=200, headers={"content-type": "text/html; charset=x"}, body=b"<html>"), "text/html"),
        (Response(status=200, headers={}, body=b""), "nothing"),
        (reply(b'[{"id": 1'), "broken JSON"),
        (reply(b'{"id": [1]}'), "unexpected shape"),
        (reply(b"\xff\xfe"), "JSON was expected"),
    ],
)
async def test_an_answer_that_is_not_the_json_expected_is_one_sentence(answer: Response, words: str) -> None:
    client, _ = shop(in_turn(answer))
    with pytest.raises(StoreError, match=words) as caught:
        await client.window("products", {}, ProductMap, start=0, count=1)
    assert caught.value.code == 107
    assert "Traceback" not in caught.value.message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_told_and_never_followed(status: int) -> None:
    client, wire = shop(in_turn(reply({}, status, location="http://10.0.0.1/secret?token=abc")))
    with pytest.raises(Unreachable, match=r"redirects .* to http://10\.0\.0\.1") as caught:
        await client.get("x")
    assert caught.value.code == 106
    assert len(wire.sent) == 1
    assert "abc" not in caught.value.message


async def test_windows_larger_than_a_native_page_are_fetched_side_by_side_and_in_order() -> None:
    def answers(request: Request) -> Response:
        query = dict(part.split("=") for part in request.url.partition("?")[2].split("&"))
        at, size = int(query["offset"]), int(query["limit"])
        rows = [{"id": n, "name": f"n{n}"} for n in range(20)][at : at + size]
        return reply(rows, x_total="20")

    client, wire = shop(answers)
    page = await client.window("products", {}, ProductMap, start=4, count=8)
    assert [item.id for item in page.items] == [str(n) for n in range(4, 12)]
    assert page.total == 20
    assert page.next == {"start": 12}
    assert page.previous == {"start": 0, "count": 4}
    assert len(wire.sent) == 3
    assert all("fields=id,name" in request.url for request in wire.sent)
    everything = await client.everything("products", {}, ProductMap)
    assert len(everything) == 20
    last = await client.window("products", {}, ProductMap, start=18, count=5)
    assert (len(last.items), last.next) == (2, None)


async def test_a_trace_shows_every_exchange_with_its_secrets_masked() -> None:
    answer = reply({"token": "abc", "words": "hidden-password", "x": 1}, set_cookie="s=1")
    client, _ = shop(in_turn(answer))
    await client.post("x", {"password": "p", "name": "n", "note": "my hidden-password"}, {"api_key": "k", "a": "b"})
    shown = msgspec.json.encode(client.call.trace.exchanges).decode() + client.call.trace.exchanges[0].curl
    for secret in ("hidden-password", "abc", '"p"', "api_key=k", "s=1", "dTpoaWRkZW4"):
        assert secret not in shown
    exchange = client.call.trace.exchanges[0]
    assert (exchange.method, exchange.status) == ("POST", 200)
    assert exchange.url == "https://shop.example/api/x?api_key=***&a=b"
    assert exchange.curl.startswith("curl -sS -X POST 'https://shop.example/api/x?api_key=***&a=b'")


async def test_facts_are_asked_once_by_many_and_again_after_a_failure() -> None:
    client, _ = shop(in_turn(reply({})))
    asked = 0

    async def fetch() -> int:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        if asked == 1:
            raise StoreError("Not now.")
        return asked

    with pytest.raises(StoreError):
        await client.connection.fact("f", fetch)
    assert await asyncio.gather(*(client.connection.fact("f", fetch) for _ in range(9))) == [2] * 9
    assert client.connection.learned("f") == 2
    client.connection.forget()
    assert client.connection.learned("f") is None


class Log:
    """A journal that remembers what was written into it."""

    def __init__(self) -> None:
        self.steps: list[dict[str, Any]] = []
        self.ended = False

    def open(self, request_id: str) -> Log:
        return self

    def add(self, step: dict[str, Any]) -> None:
        self.steps.append(step)

    async def done(self) -> None:
        self.ended = True


def remove(id: int) -> Step:
    return Step(method="DELETE", path=f"products/{id}", says=f"Product {id}")


async def half_a_write(client: Shop) -> None:
    async with Undo(client) as undo:
        undo(remove(1))
        undo(remove(2))
        raise StoreError("It broke.")


async def test_a_write_that_fails_half_way_is_taken_back_in_reverse() -> None:
    client, wire = shop(in_turn(reply({})))
    client.connection.log = log = Log()
    with pytest.raises(StoreError) as caught:
        await half_a_write(client)
    assert [request.url[-10:] for request in wire.sent] == ["products/2", "products/1"]
    assert [step["path"] for step in log.steps] == ["products/1", "products/2"]
    assert log.ended
    assert caught.value.sentence == "It broke."


async def test_what_cannot_be_taken_back_is_told() -> None:
    def answers(request: Request) -> Response:
        return reply({"code": "gone", "message": "Gone."}, 404) if request.url.endswith("1") else reply({}, 403)

    client, _ = shop(answers)
    with pytest.raises(StoreError) as caught:
        await half_a_write(client)
    assert caught.value.sentence.startswith("It broke. Product 2 remains in the store, because undoing it failed:")
    assert "Product 1" not in caught.value.sentence


async def test_a_cancelled_write_is_taken_back_too() -> None:
    client, wire = shop(in_turn(reply({})))

    async def write() -> None:
        async with Undo(client) as undo:
            undo(remove(1))
            await asyncio.sleep(60)

    task = asyncio.create_task(write())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(wire.sent) == 1


async def test_a_write_that_succeeds_leaves_nothing_to_take_back() -> None:
    client, wire = shop(in_turn(reply({})))
    client.connection.log = log = Log()
    async with Undo(client) as undo:
        undo(remove(1))
    assert log.ended
    assert wire.sent == []


async def broken_after(client: Shop, *steps: Step, spared: tuple[Step, ...] = ()) -> None:
    async with Undo(client) as undo:
        for step in steps:
            undo(step)
        for step in spared:
            undo.spare(step)
        raise StoreError("It broke.")


async def test_what_a_step_made_is_found_by_listing_when_its_id_was_never_told() -> None:
    rows = {"items": [{"id": 1, "label": "A"}, {"id": 7, "label": "B"}, {"id": 8, "label": "B"}, {"no": "id"}]}

    def answers(request: Request) -> Response:
        return reply(rows if request.method == "GET" else {})

    client, wire = shop(answers)
    client.connection.log = log = Log()
    sought = Sought(path="options", items="items", match={"label": "B"}, before=["8"])
    with pytest.raises(StoreError):
        await broken_after(client, Step(method="DELETE", path="options/{id}", says="Option B", sought=sought))
    assert [(request.method, request.url.rpartition("/")[2]) for request in wire.sent] == [
        ("GET", "options"),
        ("DELETE", "7"),
    ]
    assert msgspec.convert(log.steps[0], Step).sought == sought


async def test_a_step_that_is_a_body_gets_the_id_of_the_one_record_that_is_found() -> None:
    client, wire = shop(in_turn(reply({"id": "gid/7"}), reply({})))
    body = {"variables": {"id": "{id}", "note": "about {id}", "ids": ["{id}", 1]}}
    with pytest.raises(StoreError):
        await broken_after(client, Step("POST", "drop", "Coupon 'A'", json=body, sought=Sought("coupon")))
    assert msgspec.json.decode(wire.sent[1].body or b"") == {
        "variables": {"id": "gid/7", "note": "about {id}", "ids": ["gid/7", 1]}
    }
    client, wire = shop(in_turn(reply(None)))
    with pytest.raises(StoreError):
        await broken_after(client, Step("POST", "drop", "Coupon 'A'", json=body, sought=Sought("coupon")))
    assert [request.method for request in wire.sent] == ["GET"]


async def test_what_a_step_made_and_cannot_be_listed_is_told() -> None:
    client, _ = shop(in_turn(reply({}, 403)))
    step = Step(method="DELETE", path="options/{id}", says="Option B", sought=Sought(path="options"))
    with pytest.raises(StoreError) as caught:
        await broken_after(client, step)
    assert "Option B remains in the store" in caught.value.sentence


async def test_a_step_that_the_shop_has_surely_not_done_is_not_taken_back() -> None:
    client, wire = shop(in_turn(reply({})))
    with pytest.raises(StoreError):
        await broken_after(client, remove(1), remove(2), spared=(remove(2),))
    assert [request.url[-10:] for request in wire.sent] == ["products/1"]
