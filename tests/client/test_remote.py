"""A store behind a server: the same face, the same structs, the same errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import pytest

from polycart.client import Store, remote
from polycart.client.decoding import classes
from polycart.client.remote import pairs
from polycart.core.errors import (
    NotFound,
    ParameterError,
    StoreError,
    StoreNotFound,
    Unreachable,
    Unsupported,
    WrongApiKey,
)
from polycart.core.transport import Request, Response
from polycart.server import arguments


async def test_a_remote_store_gives_what_the_local_one_gives(server: Any, store: Store) -> None:
    async with remote(server.url, server.api_key, server.store_key) as far:
        for count in (1, 5, 20):
            there, here = await far.category.list(count=count), await store.category.list(count=count)
            assert there.items == here.items
        one = here[0].id
        assert await far.category.info(id=str(one)) == await store.category.info(id=str(one))
        assert await far.category.count() == await store.category.count()
        assert [c.id async for c in far.category.iterate(params="id", page_size=7)] == [
            c.id async for c in store.category.iterate(params="id", page_size=7)
        ]


async def test_what_is_added_through_a_server_is_in_the_shop(server: Any, store: Store) -> None:
    async with remote(f"{server.url}/v1.1/", server.api_key, server.store_key) as far:
        made = await far.category.add(name="Tisch ☕", idempotency_key="once")
        again = await far.category.add(name="Tisch ☕", idempotency_key="once")
    assert made.category_id == again.category_id
    assert (await store.category.info(id=str(made.category_id))).name == "Tisch ☕"


async def test_errors_come_as_their_classes_with_the_request_id(server: Any) -> None:
    async with remote(server.url, server.api_key, server.store_key) as far:
        with pytest.raises(NotFound) as raised:
            await far.category.info(id="999999")
        assert raised.value.__notes__[0].startswith("request id lib_")
        request_id = raised.value.__notes__[0].split()[-1]
        trace = await server.backend.traces.get(request_id)
        assert trace
        assert trace.method == "category.info"
        with pytest.raises(ParameterError, match="count"):
            await far.category.list(count=0)
    async with remote(server.url, "0" * 32, server.store_key) as far:
        with pytest.raises(WrongApiKey):
            await far.category.count()
    async with remote(server.url, server.api_key, "0" * 32) as far:
        with pytest.raises(StoreNotFound):
            await far.category.count()


async def test_the_gateways_own_methods_are_typed_too(server: Any) -> None:
    async with remote(server.url, server.api_key) as far:
        (cart,) = await far.account.cart.list()
    assert cart.store_key == server.store_key


async def test_what_only_this_process_can_do_is_refused_in_words(server: Any) -> None:
    async with remote(server.url, server.api_key, server.store_key) as far:
        with pytest.raises(Unsupported, match=r"polycart\.connect"):
            await far.native.request("GET", "products")
        with pytest.raises(Unsupported, match="polycart trace"):
            _ = far.last_trace
        with pytest.raises(Unsupported, match=r"matrix\.json"):
            far.supports("product.list")


def test_the_blocking_face_works_through_a_server_of_another_thread(shop: Any, tmp_path: Any) -> None:
    class Canned:
        async def send(self, request: Request, *, within: float) -> Response:
            body = b'{"return_code":0,"return_message":"","result":{"categories_count":3}}'
            return Response(status=200, headers={"content-type": "application/json"}, body=body)

        async def close(self) -> None:
            pass

    with remote("http://server.example.com", "k", "s", transport=Canned(), blocking=True) as store:
        assert store.category.count().categories_count == 3


class Server:
    """A foreign v1.1 server that answers what it is told to."""

    def __init__(self, *answers: Any, status: int = 200) -> None:
        self.answers = list(answers)
        self.status = status
        self.requests: list[Request] = []

    async def send(self, request: Request, *, within: float) -> Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        body = answer if isinstance(answer, bytes) else msgspec.json.encode(answer)
        return Response(status=self.status, headers={"content-type": "application/json"}, body=body)

    async def close(self) -> None:
        pass


def _ok(result: Any) -> dict[str, Any]:
    return {"return_code": 0, "return_message": "", "result": result}


async def _list(server: Server) -> Any:
    return await remote("http://server.example.com", "k", "s", transport=server).category.list(count=2)


async def test_an_answer_in_the_manner_of_php_is_read_as_it_is_meant() -> None:
    loose = {"id": 7, "name": None, "sort_order": "3", "avail": 1, "images": [], "extra": {"x": 1}}
    page = await _list(Server(_ok({"categories_count": 1, "category": [loose]})))
    assert (page[0].id, page[0].sort_order, page[0].avail) == ("7", 3, True)
    assert (await _list(Server(_ok([])))).items == []


@pytest.mark.parametrize(
    ("server", "error"),
    [
        (Server(b"<html>Bad gateway</html>"), StoreError),
        (Server(b"<html>Bad gateway</html>", status=502), Unreachable),
        (Server(b"", status=301), Unreachable),
        (Server(b'{"return_code":0,"result":{"category":[{"id":{}}]}}'), StoreError),
        (Server({"return_code": 4711, "return_message": "New", "result": {}}), Exception),
    ],
)
async def test_what_is_no_answer_of_the_contract_is_an_error_in_one_sentence(
    server: Server, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        await _list(server)
    assert "\n" not in str(raised.value)


async def test_a_read_is_tried_again_and_a_write_is_not() -> None:
    server = Server(Unreachable("broken off"), _ok({"category": []}))
    assert (await _list(server)).items == []
    broken = Server(Unreachable("broken off"))
    with pytest.raises(Unreachable):
        await remote("http://server.example.com", "k", "s", transport=broken).category.delete(id="1")
    assert len(broken.requests) == 1


async def test_keys_travel_in_headers_and_long_queries_in_the_body() -> None:
    server = Server(_ok({"category": []}))
    far = remote("http://server.example.com/", "secret-key", "store-key", transport=server)
    await far.category.list(find_value="x" * 7000)
    await far.category.list(find_value="é &=")
    long, short = server.requests
    assert (long.method, long.url) == ("POST", "http://server.example.com/v1.1/category.list.json")
    assert "secret-key" not in short.url
    assert short.headers["x-api-key"] == "secret-key"
    assert parse_qsl(short.url.partition("?")[2]) == [("find_value", "é &=")]


def test_nested_parameters_are_spelled_as_the_server_reads_them() -> None:
    from urllib.parse import urlencode

    given = {
        "ids": ["1", "2,3"],
        "items": [{"name": "a", "tags": ["x"]}, {"name": "b"}],
        "on": True,
        "off": None,
        "n": 2.5,
    }
    read: Callable[..., Any] = arguments.read
    assert read(None, urlencode(list(pairs(given))).encode(), "", b"") == {
        "ids": ["1", "2,3"],
        "items": [{"name": "a", "tags": ["x"]}, {"name": "b"}],
        "on": "true",
        "n": "2.5",
    }


def test_every_return_code_has_its_class() -> None:
    known = classes()
    assert known[112] is NotFound
    assert known[109] is ParameterError
    assert known[107] is StoreError
    assert set(known) >= {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 100, 101, 106, 107, 109, 110, 111, 112, 113, 114, 116}
