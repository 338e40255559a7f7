"""The simulated Shopify as a client meets it: paging, search, costs, limits, versions, tokens, and errors of writes."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from polycart.platforms.shopify.sim import Simulator, app, searching, webhooks
from polycart.platforms.shopify.sim.costs import growth
from polycart.sandbox.catalogue import catalogue

Answer = tuple[int, dict[str, str], Any]


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 28, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def on(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Client:
    """Asks a simulator."""

    def __init__(self, **options: Any) -> None:
        self.clock = Clock()
        self.sim = Simulator(clock=self.clock, **options)

    async def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        sent: list[Any] = []
        given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": given}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.sim(scope, receive, send)
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        content = b"".join(message["body"] for message in sent[1:])
        return (
            sent[0]["status"],
            told,
            json.loads(content) if told["content-type"].startswith("application/json;") else content,
        )

    async def ask(
        self, query: str, variables: dict[str, Any] | None = None, *, version: str = "2026-10", **headers: str
    ) -> Answer:
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        token = (
            {}
            if {"x_shopify_access_token", "authorization"} & headers.keys()
            else {"x_shopify_access_token": app.TOKEN}
        )
        return await self.send(
            "POST", f"/admin/api/{version}/graphql.json", body, content_type="application/json", **token, **headers
        )

    async def data(self, query: str, /, **variables: Any) -> Any:
        """The data of a query that has no errors."""
        status, _, told = await self.ask(query, variables)
        assert (status, told.get("errors")) == (200, None), told
        return told["data"]

    async def error(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The first error of a query."""
        _, _, told = await self.ask(query, variables)
        return told["errors"][0]


@pytest.fixture
def shop() -> Client:
    return Client()


# Paging


async def walk(shop: Client, arguments: str, size: int = 100, word: str = "first") -> list[str]:
    found: list[str] = []
    at = None
    mark, more, end = (
        ("after", "hasNextPage", "endCursor") if word == "first" else ("before", "hasPreviousPage", "startCursor")
    )
    for _ in range(50):
        query = (
            f"query($at: String) {{products({word}: {size}, {mark}: $at, "
            f"{arguments}) {{nodes {{id}} pageInfo {{{more} {end}}}}}}}"
        )
        page = (await shop.data(query, at=at))["products"]
        ids = [node["id"] for node in page["nodes"]]
        found = found + ids if word == "first" else ids + found
        if not page["pageInfo"][more]:
            return found
        at = page["pageInfo"][end]
    raise AssertionError("the walk does not end")


@pytest.mark.parametrize(
    "arguments",
    [
        "sortKey: ID",
        "sortKey: TITLE",
        "sortKey: UPDATED_AT, reverse: true",
        'query: "vendor:Acme"',
        "sortKey: PUBLISHED_AT",
    ],
)
async def test_pages_of_any_size_forwards_and_backwards_are_the_whole(shop: Client, arguments: str) -> None:
    whole = await walk(shop, arguments, 250)
    assert len(set(whole)) == len(whole) > 5
    assert await walk(shop, arguments, 7) == whole
    assert await walk(shop, arguments, 7, "last") == whole


async def test_a_cursor_outlives_its_record_and_is_bound_to_its_order(shop: Client) -> None:
    page = (await shop.data("{products(first: 3, sortKey: TITLE) {edges {cursor node {id}}}}"))["products"]["edges"]
    gone = page[1]
    await shop.data("mutation($id: ID!) {productDelete(input: {id: $id}) {deletedProductId}}", id=gone["node"]["id"])
    query = "query($at: String) {products(first: 1, sortKey: TITLE, after: $at) {nodes {id}}}"
    assert (await shop.data(query, at=gone["cursor"]))["products"]["nodes"] == [{"id": page[2]["node"]["id"]}]
    error = await shop.error(query.replace("TITLE", "ID"), at=gone["cursor"])
    assert error["message"] == "Invalid cursor for current pagination sort."
    assert (await shop.error(query, at="nonsense"))["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", "you must provide one of first or last"),
        ("(first: 251)", "first cannot exceed 250"),
        ("(last: 251)", "last cannot exceed 250"),
    ],
)
async def test_a_page_has_a_size_of_at_most_250(shop: Client, arguments: str, said: str) -> None:
    assert (await shop.error(f"{{products{arguments} {{nodes {{id}}}}}}"))["message"] == said


async def test_totals_are_exact_up_to_their_limit(shop: Client) -> None:
    found = await shop.data("{a: productsCount {count precision} b: productsCount(limit: 10) {count precision}}")
    assert found == {"a": {"count": 224, "precision": "EXACT"}, "b": {"count": 10, "precision": "AT_LEAST"}}


# Search


def titles(test: Any) -> set[str]:
    return {product.name for product in catalogue().products if test(product)}


async def found(shop: Client, query: str) -> set[str]:
    data = await shop.data("query($q: String) {products(first: 250, query: $q) {nodes {title}}}", q=query)
    return {node["title"] for node in data["products"]["nodes"]}


async def test_the_search_syntax_finds_what_it_says(shop: Client) -> None:
    made = {"Acme": 1, "Nordlys": 2}
    vendor = {name: titles(lambda p, brand=brand: p.brand_id == brand) for name, brand in made.items()}
    mugs = titles(lambda p: "Mug" in p.name.split())
    assert mugs
    assert await found(shop, "vendor:Acme") == vendor["Acme"]
    assert await found(shop, "vendor:acme OR vendor:Nordlys") == vendor["Acme"] | vendor["Nordlys"]
    assert await found(shop, "-vendor:Acme") == titles(lambda p: p.brand_id != 1)
    assert await found(shop, "NOT vendor:Acme") == titles(lambda p: p.brand_id != 1)
    assert await found(shop, "title:mug") == await found(shop, 'title:"Mug"') == mugs
    assert await found(shop, "title:mu*") == mugs
    assert await found(shop, "title:mu") == set()
    assert await found(shop, "sku:SKU-0001") == titles(lambda p: p.sku == "SKU-0001")
    assert await found(shop, "status:active,draft") == titles(lambda p: p.status != "hidden")
    assert (
        await found(shop, "(vendor:Acme OR vendor:Nordlys) AND title:mug")
        == (vendor["Acme"] | vendor["Nordlys"]) & mugs
    )


async def test_or_binds_tighter_than_and(shop: Client) -> None:
    """As the documents' own "bob OR norman AND Shopify" does."""
    both = await found(shop, "vendor:Acme OR vendor:Nordlys AND title:mug")
    assert both == await found(shop, "(vendor:Acme OR vendor:Nordlys) AND title:mug")
    assert both != await found(shop, "vendor:Acme OR (vendor:Nordlys AND title:mug)")


async def test_moments_bound_lists(shop: Client) -> None:
    middle = catalogue().products[100].created
    text = middle.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert await found(shop, f"created_at:>='{text}'") == titles(lambda p: p.created >= middle)
    assert await found(shop, f'created_at:<"{text}"') == titles(lambda p: p.created < middle)
    day = middle.strftime("%Y-%m-%d")
    assert await found(shop, f"created_at:{day}") == titles(lambda p: p.created.strftime("%Y-%m-%d") == day)
    assert await found(shop, f"created_at:>{day} created_at:<={day}") == set()


@pytest.mark.parametrize(
    "text", ['a" OR vendor:Acme', "a' OR 'b", "a OR b", "vendor:Acme", "*", "a\\", "(", ")", "-a", "NOT a", "a:b"]
)
def test_a_quoted_and_escaped_text_is_one_value(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    assert searching.read(f'title:"{escaped}"') == searching.Term("title", "", text, True)
    tree = searching.read(f'title:"{escaped}" AND vendor:x')
    assert tree == searching.All((searching.Term("title", "", text, True), searching.Term("vendor", "", "x", False)))


async def test_what_a_search_cannot_use_is_warned_of(shop: Client) -> None:
    _, _, told = await shop.ask('{products(first: 250, query: "nonsense:1 vendor:Acme price:dear") {nodes {title}}}')
    warnings = told["extensions"]["search"][0]["warnings"]
    assert [(each["field"], each["code"]) for each in warnings] == [
        ("nonsense", "invalid_field"),
        ("price", "invalid_value"),
    ]
    assert told["extensions"]["search"][0]["path"] == ["products"]
    assert {node["title"] for node in told["data"]["products"]["nodes"]} == await found(shop, "vendor:Acme")


# Costs and limits


async def cost(shop: Client, query: str, **headers: str) -> dict[str, Any]:
    _, _, told = await shop.ask(query, **headers)
    return told["extensions"]["cost"]


@pytest.mark.parametrize(
    ("query", "points"),
    [
        ("{shop {name}}", 1),
        ('{product(id: "gid://shopify/Product/1") {variants(first: 250) {nodes {inventoryItem {id tracked}}}}}', 25),
        ("{products(first: 250) {nodes {id title} pageInfo {hasNextPage}}}", 13),
        ("{products(first: 250) {edges {cursor node {id title}}}}", 13),
        ("{products(first: 250) {nodes {id}}}", 13),
        ((
            'mutation {productDelete(input: {id: '
            '"gid://shopify/Product/1"}) {deletedProductId userErrors {message}}}'
        ), 10),
    ],
)  # fmt: skip
async def test_costs_are_those_that_were_told(shop: Client, query: str, points: int) -> None:
    """The second is https://community.shopify.dev/t/23101, to the point."""
    assert (await cost(shop, query))["requestedQueryCost"] == points


def test_a_connection_grows_with_the_logarithm() -> None:
    assert [growth(size) for size in (0, 1, 2, 10, 50, 100, 250)] == [0, 1, 1, 4, 7, 9, 11]


async def test_what_was_not_needed_is_given_back(shop: Client) -> None:
    spent = await cost(shop, '{products(first: 250, query: "sku:SKU-0001") {nodes {id}}}')
    assert spent["requestedQueryCost"] == 13
    assert spent["actualQueryCost"] == 3
    assert spent["throttleStatus"] == {"maximumAvailable": 2000.0, "currentlyAvailable": 1997, "restoreRate": 100.0}
    nothing = await cost(shop, '{product(id: "gid://shopify/Product/1") {variants(first: 250) {nodes {id}}}}')
    assert nothing["actualQueryCost"] <= 1


async def test_an_empty_bucket_throttles_until_the_clock_restores_it(shop: Client) -> None:
    query = "{orders(first: 250) {nodes {id lineItems(first: 50) {nodes {id product {id}}}}}}"
    status, throttled = 200, None
    for _ in range(40):
        status, _, told = await shop.ask(query)
        if "errors" in told:
            throttled = told
            break
    assert status == 200
    assert throttled is not None
    assert throttled["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in throttled
    held = throttled["extensions"]["cost"]
    assert held["actualQueryCost"] is None
    missing = held["requestedQueryCost"] - held["throttleStatus"]["currentlyAvailable"]
    assert missing > 0
    shop.clock.on((missing - 1) / 100)
    assert "errors" in (await shop.ask(query))[2]
    shop.clock.on(0.02)
    assert "errors" not in (await shop.ask(query))[2]


async def test_a_query_may_cost_a_thousand_points(shop: Client) -> None:
    query = "{orders(first: 250) {nodes {lineItems(first: 250) {nodes {product {variants(first: 250) {nodes {id}}}}}}}}"
    error = await shop.error(query)
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert error["extensions"]["cost"] > error["extensions"]["maxCost"] == 1000


async def test_the_costs_of_fields_are_told_when_asked(shop: Client) -> None:
    told = await cost(shop, "{shop {name primaryDomain {host}}}", shopify_graphql_cost_debug="1")
    assert {
        "path": ["shop", "primaryDomain"],
        "definedCost": 1,
        "requestedTotalCost": 1,
        "requestedChildrenCost": 0,
    } in told["fields"]
    assert "fields" not in await cost(shop, "{shop {name}}")


async def test_a_list_of_more_than_250_values_is_refused(shop: Client) -> None:
    error = await shop.error("query($ids: [ID!]!) {nodes(ids: $ids) {id}}", ids=["gid://shopify/Product/1"] * 251)
    assert error["extensions"]["code"] == "MAX_INPUT_SIZE_EXCEEDED"


# Tokens, versions, faults


async def test_a_token_a_pair_and_a_grant_open_the_shop(shop: Client) -> None:
    status, _, told = await shop.ask("{shop {name}}", x_shopify_access_token="wrong")
    assert status == 401
    assert told == {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
    pair = base64.b64encode(f"{app.API_KEY}:{app.PASSWORD}".encode()).decode()
    assert (await shop.ask("{shop {name}}", authorization=f"Basic {pair}"))[0] == 200
    asked = {"client_id": app.CLIENT_ID, "client_secret": app.CLIENT_SECRET, "grant_type": "client_credentials"}
    status, _, told = await shop.send(
        "POST", "/admin/oauth/access_token", json.dumps(asked).encode(), content_type="application/json"
    )
    assert (status, told["expires_in"]) == (200, 86399)
    token = told["access_token"]
    assert (await shop.ask("{shop {name}}", x_shopify_access_token=token))[0] == 200
    shop.clock.on(86_400)
    assert (await shop.ask("{shop {name}}", x_shopify_access_token=token))[0] == 401
    wrong = json.dumps(asked | {"client_secret": "x"}).encode()
    assert (await shop.send("POST", "/admin/oauth/access_token", wrong, content_type="application/json"))[0] == 400


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("2026-10", "2026-10"),
        ("2026-07", "2026-07"),
        ("2027-01", "2027-01"),
        ("unstable", "unstable"),
        ("2024-01", "2025-10"),
    ],
)
async def test_a_version_that_is_not_served_any_more_falls_forward(shop: Client, asked: str, served: str) -> None:
    status, headers, _ = await shop.ask("{shop {name}}", version=asked)
    assert (status, headers["x-shopify-api-version"]) == (200, served)


async def test_a_version_that_never_was_is_not_found(shop: Client) -> None:
    assert (await shop.ask("{shop {name}}", version="2026-02"))[0] == 404
    assert (await shop.ask("{shop {name}}", version="2030-01"))[0] == 404


async def test_reads_and_writes_are_told_apart_in_the_log(shop: Client) -> None:
    await shop.ask("{shop {name}}")
    await shop.ask("mutation($id: ID!) {tagsAdd(id: $id, tags: []) {node {id}}}", {"id": "gid://shopify/Product/1"})
    assert [verb for verb, *_ in shop.sim.requests] == ["GET", "POST"]
    shop.sim.faults.fail_after_writes(0)
    assert (await shop.ask("{shop {name}}"))[0] == 200
    before = len(shop.sim.shop.all("Product"))
    assert (await shop.ask('mutation {productCreate(product: {title: "X"}) {product {id}}}'))[0] == 500
    assert len(shop.sim.shop.all("Product")) == before


@pytest.mark.parametrize(("fault", "status"), [("freeze", 402), ("lock", 423), ("revoke_key", 401)])
async def test_a_shop_may_be_closed(shop: Client, fault: str, status: int) -> None:
    getattr(shop.sim.faults, fault)()
    assert (await shop.ask("{shop {name}}"))[0] == status
    shop.sim.reset()
    assert (await shop.ask("{shop {name}}"))[0] == 200


# Errors


def invalid() -> Iterator[Any]:
    yield "{products(first: 1) {nodes {nonsense}}}", {}, "undefinedField"
    yield '{product(id: "5") {id}}', {}, "argumentLiteralsIncompatible"
    yield "query($id: ID!) {product(id: $id) {id}}", {"id": "5"}, "INVALID_VARIABLE"
    yield '{product(id: "gid://shopify/Order/1") {id}}', {}, "RESOURCE_NOT_FOUND"
    query = "mutation($i: OrderInput!) {orderUpdate(input: $i) {order {id}}}"
    yield query, {"i": {"id": "gid://shopify/Order/1", "nonsense": 1}}, "INVALID_VARIABLE"
    yield query, {"i": {"note": "x"}}, "INVALID_VARIABLE"


@pytest.mark.parametrize(("query", "variables", "code"), [*invalid()])
async def test_a_wrong_document_or_id_is_an_error_with_a_code(
    shop: Client, query: str, variables: dict[str, Any], code: str
) -> None:
    error = await shop.error(query, **variables)
    assert error["extensions"]["code"] == code


async def test_a_webhook_is_signed_with_the_apps_secret(shop: Client) -> None:
    query = (
        "mutation {webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {uri: "
        '"https://x.test/h"}) {webhookSubscription {id} userErrors {message}}}'
    )
    assert (await shop.data(query))["webhookSubscriptionCreate"]["userErrors"] == []
    (made,) = webhooks.deliver(shop.sim.shop, "ORDERS_CREATE", {"id": 1}, "secret")
    assert made.headers["x-shopify-topic"] == "orders/create"
    assert made.headers["x-shopify-hmac-sha256"] == "HmaC4Bw8oKa+/A6Wm3oTLEyqJmv+tDIzcqPNO7NS3Do="
    assert webhooks.deliver(shop.sim.shop, "ORDERS_PAID", {}, "secret") == []
    again = (await shop.data(query))["webhookSubscriptionCreate"]["userErrors"]
    assert again == [{"message": "Address for this topic has already been taken"}]
