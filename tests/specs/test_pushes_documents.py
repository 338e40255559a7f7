"""What is sent to subscribe to shops, and what they send, by what their vendors have published."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from graphql import parse, validate
from graphql.execution.values import get_variable_values
from tests.specs import bigcommerce_documents as bigcommerce
from tests.specs.test_shopify_documents import schema

from polycart.core.client import Call, Connection
from polycart.core.pushes import Pushes, Subscription
from polycart.core.transport import AppTransport, Request, Response
from polycart.platforms import platforms

SPECS = Path(__file__).parents[3] / "shared" / "specs"
ADDRESS = "http://127.0.0.1:1/push/token"

pytestmark = pytest.mark.skipif(not SPECS.exists(), reason="the vendors' documents are not beside the repository")


class Overheard:
    """A transport that keeps what is sent through it."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.sent: list[Request] = []

    async def send(self, request: Request, *, within: float) -> Response:
        self.sent.append(request)
        return await self.inner.send(request, within=within)

    async def close(self) -> None: ...


async def rounds(cart_id: str) -> tuple[list[Request], Any]:
    """Subscribe to every topic, list, switch on, and unsubscribe; gives what was sent, and the shop."""
    platform = platforms()[cart_id]
    assert isinstance(platform.pushes, Pushes)
    simulator = importlib.import_module(f"{platform.client.__module__.rpartition('.')[0]}.sim").Simulator(
        url="http://127.0.0.1:2"
    )
    heard = Overheard(AppTransport(simulator))
    settings = platform.settings.read({"store_url": "http://127.0.0.1:2", **simulator.credentials})
    client = platform.client(Connection(settings, heard), Call())
    topics = platform.pushes.needed(platform.pushes.entities)
    for topic in topics:
        await platform.pushes.subscribe(client, topic, ADDRESS, "5" * 48)
    made: list[Subscription] = await platform.pushes.subscriptions(client, ADDRESS)
    assert sorted(one.topic for one in made) == sorted(topics)
    await platform.pushes.resume(client, made)
    await platform.pushes.unsubscribe(client, [one.id for one in made])
    assert await platform.pushes.subscriptions(client, ADDRESS) == []
    return heard.sent, simulator


async def test_shopifys_schema_has_the_documents_and_the_topics() -> None:
    sent, _ = await rounds("Shopify")
    documents: dict[str, list[Any]] = {}
    for body in (json.loads(request.body or b"{}") for request in sent):
        documents.setdefault(body["query"], []).append(body["variables"])
    assert len(documents) == 3
    for query, variables in documents.items():
        document = parse(query)
        assert validate(schema(), document) == []
        declared: Any = document.definitions[0]
        for each in variables:
            assert not isinstance(get_variable_values(schema(), declared.variable_definitions, each), list)


async def test_bigcommerces_documents_have_the_requests_and_the_scopes() -> None:
    sent, _ = await rounds("BigcommerceApi")
    known = set(json.loads((SPECS / "bigcommerce/webhook-callbacks.json").read_bytes())["examples"])
    for request in sent:
        parts = urlsplit(request.url)
        path = parts.path.partition("/stores/simul4ted/")[2]
        assert list(bigcommerce.wrong_request(request.method, path, parts.query, request.body)) == []
        body = json.loads(request.body or b"{}")
        assert "scope" not in body or body["scope"].replace("/", "_") in known


async def test_bigcommerces_examples_of_messages_are_read() -> None:
    examples = json.loads((SPECS / "bigcommerce/webhook-callbacks.json").read_bytes())["examples"]
    platform = platforms()["BigcommerceApi"]
    assert isinstance(platform.pushes, Pushes)
    settings = platform.settings.read({"bigcommerceapi_access_token": "t", "bigcommerceapi_context": "stores/abc123"})
    for topic in platform.pushes.needed(platform.pushes.entities):
        example = examples[topic.replace("/", "_")]
        # One of the examples has the scope of another one.
        body = json.dumps({**example, "scope": topic, "producer": "stores/abc123"}).encode()
        (told,) = platform.pushes.read(settings, "s", {"x-polycart-secret": "s"}, body).told
        assert told.id


async def test_woocommerces_routes_take_what_is_sent() -> None:
    sent, _ = await rounds("WoocommerceApi")
    routes = json.loads((SPECS / "woocommerce/wc-v3-index.json").read_bytes())["routes"]
    takes = {
        ("POST", "webhooks"): {*routes["/wc/v3/webhooks"]["endpoints"][1]["args"]},
        ("GET", "webhooks"): {*routes["/wc/v3/webhooks"]["endpoints"][0]["args"], "_fields"},
    }
    for request in sent:
        parts = urlsplit(request.url)
        path = parts.path.partition("/wc/v3/")[2]
        if path == "webhooks/batch":
            assert {*json.loads(request.body or b"{}")} <= {"create", "update", "delete"}
            continue
        given = {*json.loads(request.body or b"{}")} if request.method == "POST" else set[str]()
        query = {name for name, _ in parse_qsl(parts.query) if not name.startswith("oauth_")}
        assert given | query <= takes[request.method, path]
