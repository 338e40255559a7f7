"""The HTTP face: whatever is asked, a 200 with an envelope; keys, request ids, and nothing that leaks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar, get

from polycart.core.errors import NotFound
from polycart.core.platform import Capability
from polycart.server.api import Api
from polycart.server.app import create_app
from polycart.server.doors import Answer
from polycart.server.reference import Facts, Reference

JSON = "application/json; charset=utf-8"
SECRET = "s3" + "cret"
KEYS = {"x-api-key": "a" * 32, "x-store-key": "b" * 32}


class Echo:
    """Doors that answer with what they were given."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.cancelled = asyncio.Event()

    async def call(
        self,
        name: str,
        arguments: Callable[[], Mapping[str, object]],
        *,
        api_key: str | None,
        store_key: str | None,
        request_id: str,
        verb: str,
    ) -> Answer:
        self.calls.append(name)
        if name == "test.broken":
            raise RuntimeError(f"https://shop/?consumer_secret={SECRET}")
        if name == "test.missing":
            raise NotFound("Product with id 999 not found")
        if name == "test.slow":
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
        if api_key is None:
            return Answer(b'{"return_code":2,"return_message":"Incorrect API Key","result":{}}', JSON, 2)
        if name == "bridge.download.file":
            return Answer(b"PK", "application/zip", 0)
        keys = {"api_key": api_key, "store_key": store_key}
        given = {"name": name, "raw": arguments(), "request_id": request_id, "verb": verb, **keys}
        return Answer(msgspec.json.encode({"return_code": 0, "return_message": "", "result": given}), JSON, 0)


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def app(echo: Echo) -> Litestar:
    woo = {
        "product.list": Capability(state="native", parameters=["count", "sku"]),
        "product.count": Capability(state="emulated", reason="Counts the list."),
        "order.list": Capability(state="absent", reason="No orders."),
    }
    return create_app(echo, reference=Reference(platforms=lambda: {"Woo": Facts("WooCommerce", woo)}))


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def result(client: httpx.AsyncClient, verb: str, path: str, **more: Any) -> Any:
    answer = await client.request(verb, path, **more)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == JSON
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


async def test_a_call_reaches_the_doors(client: httpx.AsyncClient) -> None:
    answer = await result(client, "GET", "/v1.1/product.list.json?count=5&sku=a%20b", headers=KEYS)
    request_id = answer["result"].pop("request_id")
    assert len(request_id) == 28
    assert request_id.startswith("req_")
    assert answer["result"] == {
        "name": "product.list",
        "raw": {"count": "5", "sku": "a b"},
        "verb": "GET",
        "api_key": "a" * 32,
        "store_key": "b" * 32,
    }


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "DELETE", "PATCH"])
async def test_any_verb_serves_any_method(client: httpx.AsyncClient, verb: str) -> None:
    answer = await result(client, verb, "/v1.1/product.update.json?id=1", headers=KEYS, json={"name": "x"})
    assert answer["result"]["raw"] == {"id": "1", "name": "x"}


async def test_keys_in_the_query_are_no_parameters(client: httpx.AsyncClient) -> None:
    answer = await result(client, "GET", "/v1.1/product.list.json?api_key=k%31&sku=a&store_key=s")
    assert answer["result"]["api_key"] == "k1"
    assert answer["result"]["store_key"] == "s"
    assert answer["result"]["raw"] == {"sku": "a"}


async def test_keys_in_the_headers_win(client: httpx.AsyncClient) -> None:
    answer = await result(client, "GET", "/v1.1/product.list.json?api_key=k&store_key=s", headers=KEYS)
    assert answer["result"]["api_key"] == "a" * 32
    assert answer["result"]["store_key"] == "b" * 32
    assert answer["result"]["raw"] == {}


async def test_a_store_key_that_is_a_filter_is_a_parameter(client: httpx.AsyncClient) -> None:
    answer = await result(client, "GET", "/v1.1/account.cart.list.json?api_key=k&store_key=s")
    assert answer["result"]["store_key"] is None
    assert answer["result"]["raw"] == {"store_key": "s"}


async def test_a_malformed_body_is_told_after_the_keys(client: httpx.AsyncClient) -> None:
    path = "/v1.1/product.add.json"
    json = {"content-type": "application/json"}
    answer = await result(client, "POST", path, content=b"{nonsense", headers=json)
    assert answer["return_code"] == 2
    answer = await result(client, "POST", path, content=b"{nonsense", headers=KEYS | json)
    assert answer["return_code"] == 109
    assert answer["return_message"].startswith("Invalid request: the body is not valid JSON")
    answer = await result(client, "POST", path + "?store_key=x", headers=KEYS)
    assert answer["return_message"] == "Invalid request: 'raw_body' is either empty or not provided."


async def test_a_body_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    answer = await result(client, "POST", "/v1.1/product.add.json", content=b"x" * (9 << 20), headers=KEYS)
    assert answer["return_message"] == "Invalid request: the body is larger than 8 MB."


UNKNOWN = [
    ("/v1.1/product.list.xml", "API v1.1 answers in JSON only. Please call /v1.1/product.list.json"),
    ("/v1.1/product.list", "Method 'product.list' is called as /v1.1/product.list.json"),
    (
        "/v1.1/bridge.download.file.json",
        "Method 'bridge.download.file' is called as /v1.1/bridge.download.file",
    ),
    (
        "/v1.0/product.list.xml",
        "XML is not supported: API v1.0 answers in JSON only. Please call /v1.0/product.list.json",
    ),
    (
        "/v1.0/customer.list.json",
        "API v1.0 is served for products and orders only. Please use /v1.1/customer.list.json",
    ),
    ("/v1.0/order.list", "Method 'order.list' is called as /v1.0/order.list.json"),
    ("/v1.0/", "No method is given. Please call /v1.1/{method}.json"),
    ("/v1.1/", "No method is given. Please call /v1.1/{method}.json"),
    ("/v1.1", "No method is given. Please call /v1.1/{method}.json"),
]


@pytest.mark.parametrize(("path", "sentence"), UNKNOWN)
async def test_what_is_no_method_is_code_3(client: httpx.AsyncClient, path: str, sentence: str) -> None:
    answer = await result(client, "GET", path, headers=KEYS)
    assert answer == {"return_code": 3, "return_message": sentence, "result": {}}


async def test_an_unknown_name_is_for_the_doors_to_refuse(client: httpx.AsyncClient, echo: Echo) -> None:
    await result(client, "GET", "/v1.1/no.such.method.json", headers=KEYS)
    assert echo.calls == ["no.such.method"]


async def test_a_file_is_answered_as_it_is(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1.1/bridge.download.file", headers=KEYS)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.content == b"PK"


async def test_a_request_id_goes_round(client: httpx.AsyncClient) -> None:
    headers = KEYS | {"x-request-id": "order-42.retry:1"}
    for path in ("/v1.1/product.list.json", "/v1.1/product.list.xml", "/v1.1/test.broken.json"):
        answer = await client.get(path, headers=headers)
        assert answer.headers["x-request-id"] == "order-42.retry:1"


@pytest.mark.parametrize("given", ["", "a b", "x" * 200, "<script>", "é".encode()])
async def test_an_odd_request_id_is_replaced(client: httpx.AsyncClient, given: str | bytes) -> None:
    answer = await client.get("/v1.1/product.list.json", headers=[(b"x-request-id", given), (b"x-api-key", b"k")])
    assert answer.headers["x-request-id"].startswith("req_")


async def test_a_known_error_is_an_envelope(client: httpx.AsyncClient) -> None:
    answer = await result(client, "GET", "/v1.1/test.missing.json", headers=KEYS)
    assert answer == {"return_code": 112, "return_message": "Product with id 999 not found", "result": {}}


async def test_a_bug_is_code_9_and_leaks_nothing(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = await client.get("/v1.1/test.broken.json", headers=KEYS)
    request_id = answer.headers["x-request-id"]
    assert answer.status_code == 200
    assert answer.json() == {
        "return_code": 9,
        "return_message": f"Internal error. Please report it with the request id {request_id}.",
        "result": {},
    }
    assert request_id in caplog.text
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text
    assert "a" * 32 not in caplog.text


async def test_head_has_the_headers_only(client: httpx.AsyncClient) -> None:
    answer = await client.head("/v1.1/product.list.json", headers=KEYS)
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) > 50
    assert answer.content == b""


async def test_browsers_may_call_from_anywhere(client: httpx.AsyncClient, echo: Echo) -> None:
    answer = await client.options("/v1.1/product.list.json", headers={"origin": "https://app.example"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "x-api-key" in answer.headers["access-control-allow-headers"]
    assert "DELETE" in answer.headers["access-control-allow-methods"]
    assert echo.calls == []


async def test_a_caller_who_leaves_cancels_the_call(echo: Echo) -> None:
    scope: Any = {
        "type": "http",
        "method": "GET",
        "path": "/v1.1/test.slow.json",
        "raw_path": b"/v1.1/test.slow.json",
        "query_string": b"",
        "headers": [],
    }
    messages: list[Any] = [{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    await asyncio.wait_for(Api(echo)(scope, receive, send), 5)
    assert echo.cancelled.is_set()
    assert sent == []


async def test_health_and_readiness(client: httpx.AsyncClient, echo: Echo) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ready"}

    async def starting() -> str | None:
        return "the database is being migrated"

    transport = httpx.ASGITransport(app=create_app(echo, ready=starting))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as waiting:
        answer = await waiting.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "the database is being migrated"


async def test_a_bug_in_a_page_leaks_nothing_either(caplog: pytest.LogCaptureFixture, echo: Echo) -> None:
    @get("/broken", sync_to_thread=False)
    def broken() -> None:
        raise RuntimeError(SECRET)

    transport = httpx.ASGITransport(app=create_app(echo, route_handlers=[broken]), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/broken", headers={"x-request-id": "mine"})
    assert answer.status_code == 500
    assert answer.json()["return_code"] == 9
    assert answer.headers["x-request-id"] == "mine"
    assert "mine failed with RuntimeError" in caplog.text
    assert SECRET not in answer.text + caplog.text


async def test_outside_the_api_a_wrong_path_is_404(client: httpx.AsyncClient) -> None:
    answer = await client.get("/product.list.json")
    assert answer.status_code == 404
    assert answer.json()["return_code"] == 3


async def test_the_documents_are_served_small_and_once(client: httpx.AsyncClient) -> None:
    answer = await client.get("/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"
    assert answer.headers["content-encoding"] == "gzip"
    again = await client.get("/openapi.json", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_a_platforms_document_holds_what_it_serves(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/openapi.json?cart_id=Woo")).json()["paths"]
    assert set(paths) == {"/product.list.json", "/product.count.json"}
    assert [row["name"] for row in paths["/product.list.json"]["get"]["parameters"]] == ["count", "sku"]
    assert paths["/product.count.json"]["get"]["x-support"] == {"state": "emulated", "note": "Counts the list."}


@pytest.mark.parametrize("path", ["/openapi.json", "/matrix.json"])
async def test_a_platform_that_is_not_there_is_answered_with_those_that_are(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(f"{path}?cart_id=Nope")
    assert answer.status_code == 404
    assert answer.json() == {
        "return_code": 109,
        "return_message": "Parameter 'cart_id' is not valid. The required type of parameter is enum. "
        "One of the following values are allowed: Woo.",
        "result": {},
    }


async def test_the_matrix_tells_the_state_of_each_method(client: httpx.AsyncClient) -> None:
    matrix = (await client.get("/matrix.json")).json()["platforms"]
    assert matrix == {
        "Woo": {
            "title": "WooCommerce",
            "methods": {"product.list": "native", "product.count": "emulated", "order.list": "absent"},
        }
    }
    woo = (await client.get("/matrix.json?cart_id=Woo")).json()
    assert woo["methods"]["order.list"]["reason"] == "No orders."
