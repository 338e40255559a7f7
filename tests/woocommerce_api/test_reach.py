"""How a shop is reached: every way that a server can stand between, as real shops and servers answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from polycart.core.client import Call, Connection
from polycart.core.errors import CredentialsRefused, StoreError, Unreachable
from polycart.core.transport import Request, Response
from polycart.platforms.woocommerce_api.connection import Woo, WooSettings

STATUS = {"environment": {"version": "10.0.2"}, "settings": {}, "active_plugins": []}
INDEX = {"namespaces": ["wp/v2", "wc/v3"], "home": "https://shop.test"}
PAGE = (200, "<html>front page</html>")
ANONYMOUS = (401, {"code": "woocommerce_rest_cannot_view", "message": "Sorry.", "data": {"status": 401}})

Answer = tuple[int, Any]


class Server:
    """Answers with what a function of the request says, and keeps what was asked."""

    def __init__(self, answer: Callable[[Request, str], Answer]) -> None:
        self.answer, self.asked = answer, list[Request]()

    async def send(self, request: Request, *, within: float) -> Response:
        self.asked.append(request)
        parts = urlsplit(request.url)
        route = dict(parse_qsl(parts.query)).get("rest_route") or parts.path.partition("/wp-json")[2]
        status, body = self.answer(request, route)
        html = isinstance(body, str)
        raw = body.encode() if html else json.dumps(body).encode()
        headers = {"content-type": "text/html; charset=UTF-8" if html else "application/json"}
        if status in (301, 302):
            headers["location"] = "https://www.shop.test/wp-json/"
        return Response(status=status, headers=headers, body=raw)

    async def close(self) -> None: ...


def shop(answer: Callable[[Request, str], Answer], url: str = "https://shop.test") -> tuple[Woo, Server]:
    server = Server(answer)
    settings = WooSettings(store_url=url, wc_consumer_key="ck_" + "0" * 40, wc_consumer_secret="cs_" + "0" * 40)
    return Woo(Connection(settings, server), Call()), server


def healthy(request: Request, route: str) -> Answer:
    if route.endswith("system_status"):
        return 200, STATUS
    return (200, []) if request.method == "POST" else (200, INDEX)


async def test_two_requests_tell_the_version() -> None:
    woo, server = shop(healthy)
    assert await woo.check() == "10.0.2"
    assert [request.method for request in server.asked] == ["GET", "POST"]
    assert all(request.headers["Authorization"].startswith("Basic ") for request in server.asked)


async def test_keys_never_travel_in_the_query() -> None:
    for url in ("https://shop.test", "http://shop.test"):
        woo, server = shop(healthy, url)
        await woo.check()
        assert not any("consumer_secret" in request.url or "cs_0" in request.url for request in server.asked)


async def test_over_http_requests_are_signed_and_lists_are_numbered() -> None:
    woo, server = shop(healthy, "http://shop.test")
    await woo.get("products", {"include": [7, 8]})
    request = server.asked[0]
    assert "Authorization" not in request.headers
    asked = dict(parse_qsl(urlsplit(request.url).query))
    assert (asked["include[0]"], asked["include[1]"]) == ("7", "8")
    assert asked["oauth_signature_method"] == "HMAC-SHA256"


async def test_wordpress_own_routes_are_not_signed() -> None:
    woo, server = shop(healthy)
    await woo.site()
    assert "Authorization" not in server.asked[0].headers


async def test_a_dropped_header_is_found_out_once() -> None:
    def answer(request: Request, route: str) -> Answer:
        return healthy(request, route) if "oauth_signature" in request.url else ANONYMOUS

    woo, server = shop(answer)
    assert await woo.check() == "10.0.2"
    assert len(server.asked) == 3
    await woo.get("system_status")
    assert len(server.asked) == 4


async def test_a_wrong_key_is_told_and_not_tried_twice_again() -> None:
    def answer(request: Request, route: str) -> Answer:
        if "oauth_signature" in request.url:
            code = "woocommerce_rest_authentication_error"
            return 401, {"code": code, "message": "Consumer key is invalid.", "data": {"status": 401}}
        return ANONYMOUS

    woo, server = shop(answer)
    with pytest.raises(CredentialsRefused, match="consumer key"):
        await woo.check()
    assert len(server.asked) == 2
    with pytest.raises(CredentialsRefused):
        await woo.get("system_status")
    assert len(server.asked) == 3


async def test_without_permalinks_routes_go_into_the_query() -> None:
    def answer(request: Request, route: str) -> Answer:
        return healthy(request, route) if "rest_route" in request.url else PAGE

    woo, server = shop(answer)
    assert await woo.check() == "10.0.2"
    last = server.asked[-1].url
    assert last.startswith("https://shop.test/index.php/wp-json/wc/?rest_route=/wc/v3/products/batch")


async def test_a_page_instead_of_an_answer_does_not_repeat_a_write() -> None:
    def answer(request: Request, route: str) -> Answer:
        return PAGE if request.method == "POST" else healthy(request, route)

    woo, server = shop(answer)
    with pytest.raises(StoreError):
        await woo.post("products", {"name": "Once"})
    assert [request.method for request in server.asked].count("POST") == 1


async def test_keys_that_may_only_read_are_told() -> None:
    def answer(request: Request, route: str) -> Answer:
        if request.method == "POST":
            code = "woocommerce_rest_authentication_error"
            return 401, {"code": code, "message": "No write permissions.", "data": {"status": 401}}
        return healthy(request, route)

    woo, _ = shop(answer)
    with pytest.raises(CredentialsRefused, match="may only read"):
        await woo.check()


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (
            (404, {"code": "rest_no_route", "message": "No route.", "data": {"status": 404}}),
            StoreError,
            "WooCommerce is not active",
        ),
        (
            (403, {"code": "woocommerce_rest_cannot_view", "message": "No.", "data": {"status": 403}}),
            CredentialsRefused,
            "may not manage",
        ),
        ((403, "<html>denied</html>"), StoreError, "firewall"),
        ((404, "<html>nothing</html>"), Unreachable, "No WordPress"),
        ((301, "<html>moved</html>"), Unreachable, "https://www.shop.test"),
    ],
)
async def test_what_stands_between_is_told_in_one_sentence(answer: Answer, kind: type[Exception], words: str) -> None:
    woo, _ = shop(lambda request, route: answer)
    with pytest.raises(kind, match=words):
        await woo.check()


async def test_another_folder_of_the_same_site_is_told() -> None:
    def answer(request: Request, route: str) -> Answer:
        return (200, INDEX) if "rest_route" in request.url and route == "/" else (404, "<html></html>")

    woo, _ = shop(answer, "https://shop.test/nope")
    with pytest.raises(Unreachable, match=r"https://shop\.test, not https://shop\.test/nope"):
        await woo.check()
