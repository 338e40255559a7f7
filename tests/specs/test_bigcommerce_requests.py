"""Every request that the connector sends to BigCommerce is one that the vendor's documents describe."""

from __future__ import annotations

import asyncio
import re
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from tests.conformance.samples import sample
from tests.conformance.shops import Shop, handler, has
from tests.specs.bigcommerce_documents import SPECS, wrong_request

from polycart import api
from polycart.core.errors import PolycartError
from polycart.core.transport import Request, Response
from polycart.platforms import platforms

CART_ID = "BigcommerceApi"

pytestmark = [
    pytest.mark.skipif(not SPECS.exists(), reason="the vendor's OpenAPI documents are not at hand"),
    pytest.mark.skipif(CART_ID not in platforms(), reason="the platform is not built"),
]

FILTERS = {
    "created_from": "2025-06-01", "created_to": "2025-09-01", "modified_from": "2025-06-01",
    "modified_to": "2026-09-01", "ids": "107,108", "order_ids": "100,101", "coupons_ids": "1,2", "product_ids": "107",
    "since_id": "3", "skip_order_ids": "100", "sku": "mug", "type": "simple", "category_id": "23",
    "categories_ids": "23,24", "parent_id": "23", "customer_id": "1", "customer_email": "ada@example.com",
    "email": "ada@example.com", "order_status": "10", "status": "10", "avail_view": "true", "avail_sale": "true",
    "avail": "true", "brand_name": "Common Good", "group_id": "1", "store_id": "1", "phone": "5550100",
    "sort_by": "id", "sort_direction": "desc", "customer_list_id": "1", "min_price": "3", "manufacturer": "OFS",
}  # fmt: skip
"""A value for each filter, whether a shop has something of it or not."""

WRONG = {
    # "To specify the direction, add `:asc` or `:desc` to the end of the query parameter", says the parameter itself.
    "GET v2/orders ?sort",
    # The list's own text: "Optional filter parameters can be passed in."; the filter `id` is marked as required.
    "GET v3/customers/subscribers ?id",
    # "Creating a category requires: name, tree_id or parent_id", says the operation; its schema asks for both.
    "POST v3/catalog/trees/categories body/*",
}
"""Places where a document contradicts its own words: the operation and the place."""

ELSEWHERE = {
    "v2/options": "https://developer.bigcommerce.com/legacy/v2-catalog-products/v2-products-options",
    "v2/products/": "https://developer.bigcommerce.com/legacy/v2-catalog-products/v2-products-options",
    "v3/content/scripts": "https://developer.bigcommerce.com/docs/rest-content/scripts",
    "v3/wishlists": "https://developer.bigcommerce.com/docs/rest-management/wishlists",
}
"""Paths of which the documents at hand tell nothing, and the pages that describe them."""


class Overheard:
    """A transport that keeps what is sent through it."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.sent: dict[tuple[str, str, bytes | None], set[str]] = {}
        self.method = ""

    async def send(self, request: Request, *, within: float) -> Response:
        self.sent.setdefault((request.method, request.url, request.body), set()).add(self.method)
        return await self.inner.send(request, within=within)

    async def close(self) -> None:
        await self.inner.close()


async def _read(shop: Shop, name: str) -> None:
    """A read with all fields, with each alone, and with each filter."""
    given = await shop.required(api.METHODS[name])
    if given is None:
        return
    few = {"count": "2"} if has(name, "count") else {}
    await shop.call(name, **given, **few)
    for fields in ("force_all", *sorted(handler(CART_ID, name).fields)) if has(name, "params") else ():
        await shop.call(name, **given, **few, params=fields)
    for parameter in sorted((handler(CART_ID, name).parameters & FILTERS.keys()) - given.keys()):
        try:
            await shop.call(name, **given, **few, **{parameter: FILTERS[parameter]})
        except PolycartError as error:
            if parameter not in error.message and "not found" not in error.message:
                raise


async def _all() -> Overheard:
    """Call every method: reads on one shop, each write on one of its own."""
    reading = Shop(CART_ID)
    heard = Overheard(reading.connection.transport)
    reading.connection.transport = heard
    own = heard.inner
    for name, served in sorted(platforms()[CART_ID].handlers.items()):
        heard.method = name
        if served.method.verb == "GET":
            await _read(reading, name)
            continue
        shop = Shop(CART_ID)
        heard.inner, shop.connection.transport = shop.connection.transport, heard
        for given in await sample(shop, name):
            await shop.call(name, **given)
        heard.inner = own
    return heard


@cache
def heard() -> Overheard:
    return asyncio.run(_all())


def test_every_request_is_described() -> None:
    found: dict[str, set[str]] = {}
    for (verb, url, body), methods in heard().sent.items():
        parts = urlsplit(url)
        path = unquote(parts.path).removeprefix("/stores/simul4ted/")
        if path.startswith(tuple(ELSEWHERE)):
            continue
        place = f"{verb} {re.sub(r'/[0-9]+', '/N', path)}"
        for problem in wrong_request(verb, path, parts.query, body):
            if f"{place} {problem.partition(':')[0].rstrip('/')}" not in WRONG:
                found.setdefault(f"{place} {problem}", set()).update(methods)
    assert found == {}
    assert len(heard().sent) > 300


def test_every_write_has_sent_something() -> None:
    writes = {name for name, served in platforms()[CART_ID].handlers.items() if served.method.verb != "GET"}
    assert writes - set().union(*heard().sent.values()) == set()


@pytest.mark.parametrize(
    ("verb", "path", "query", "body", "told"),
    [
        ("GET", "v3/catalog/products", "colour=red", None, "?colour: is not described"),
        ("GET", "v3/catalog/products", "include=pictures", None, "?include: 'pictures' is none of"),
        ("GET", "v3/catalog/products", "id=first", None, "?id: 'first' is no integer"),
        ("GET", "v3/catalog/shelves", "", None, "path: no document has GET"),
        ("PUT", "v3/catalog/variants", "", None, "body: is required"),
        ("PUT", "v3/catalog/products/7", "", b'{"price": "3"}', "body/price: '3' is not of type 'number'"),
        ("PUT", "v3/catalog/products/7", "", b'{"colour": "red"}', "body/: Additional properties"),
        ("PUT", "v3/catalog/products/7", "", b'{"date_created": "2026-01-01"}', "body/: Additional properties"),
        ("POST", "v2/coupons", "", b'{"name": "Ten"}', "body/: 'amount' is a required property"),
    ],
)
def test_what_no_document_describes_is_told(verb: str, path: str, query: str, body: bytes | None, told: str) -> None:
    assert any(problem.startswith(told) for problem in wrong_request(verb, path, query, body))
