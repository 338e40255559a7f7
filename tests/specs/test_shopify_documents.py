"""Every document that the connector sends is one of Shopify's published schema, and so are its variables."""

from __future__ import annotations

import asyncio
import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate
from graphql.execution.values import get_variable_values
from tests.conformance.samples import sample
from tests.conformance.shops import CURSORS, Shop, builtins, handler, has

from polycart import api
from polycart.core.bulk import Run
from polycart.core.calls import prepare
from polycart.core.errors import PolycartError
from polycart.core.transport import Request, Response
from polycart.platforms import platforms
from polycart.platforms.shopify.sim import discounts

PUBLISHED = Path(__file__).parents[3] / "shared/specs/shopify/admin-2026-10.nodoc.graphql.gz"
CART_ID = "Shopify"

pytestmark = [
    pytest.mark.skipif(not PUBLISHED.exists(), reason="the published schema is not at hand"),
    pytest.mark.skipif(CART_ID not in platforms(), reason="the platform is not built"),
]


class Overheard:
    """A transport that keeps what is sent through it."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.sent: dict[str, list[dict[str, Any]]] = {}
        self.method = ""
        self.methods: dict[str, set[str]] = {}

    async def send(self, request: Request, *, within: float) -> Response:
        if request.url.endswith("/graphql.json"):
            body = json.loads(request.body or b"{}")
            self.sent.setdefault(body["query"], []).append(body["variables"])
            self.methods.setdefault(body["query"], set()).add(self.method)
        return await self.inner.send(request, within=within)

    async def close(self) -> None:
        await self.inner.close()


async def _read(shop: Shop, name: str) -> None:
    """A read with all fields, with those that it gives without being asked, and with each alone."""
    given = await shop.required(api.METHODS[name])
    if given is None:
        return
    few = {"count": "2"} if has(name, "count") else {}
    await shop.call(name, **given, **few)
    if has(name, "params"):
        for fields in ("force_all", *sorted(handler(CART_ID, name).fields)):
            await shop.call(name, **given, **few, params=fields)


async def _rarer() -> Overheard:
    """Calls that take other documents than the samples do: other kinds of coupons, many codes, a whole address."""
    shop = Shop(CART_ID)
    heard = Overheard(shop.connection.transport)
    shop.connection.transport = heard
    table = shop.simulator.shop
    given = {"action_type": "percent", "action_apply_to": "order_total", "action_scope": "order", "action_amount": 100}
    codes = [f"C-{n}" for n in range(20)]
    made = builtins((await shop.call("cart.coupon.add", **given, code="MANY", codes=codes)).result)["coupon_id"]
    free = given | {"action_apply_to": "shipping"}
    shipping = builtins((await shop.call("cart.coupon.add", **free, code="SHIP")).result)["coupon_id"]
    product, customer = (str(table.all(type)[0]["_n"]) for type in ("Product", "Customer"))
    items = {"__typename": "DiscountProducts", "products": table.all("Product")[1:2], "productVariants": []}
    bxgy = discounts.insert(table, "Code", "Bxgy", {
        "customerBuys": {"items": items, "value": {"__typename": "DiscountQuantity", "quantity": 1}},
        "customerGets": {"items": items, "value": {"__typename": "DiscountPercentage", "percentage": 0.5}},
    })["_n"]  # fmt: skip
    buyer = {"entity": "customer", "key": "customer_id", "operator": "==", "value": customer}
    country = {"entity": "order_shipping_address", "key": "country", "operator": "IN", "value": "US,CA"}
    item = {"entity": "product", "key": "product_id", "operator": "IN", "value": product, "target": "coupon_action"}
    for id, condition in ((made, buyer), (made, item), (shipping, country), (str(bxgy), item)):
        await shop.call("cart.coupon.condition.add", coupon_id=id, **condition)
    await shop.call("cart.coupon.list", coupons_ids=made, params="force_all")
    await shop.call("customer.find", find_value=table.all("Customer")[0]["email"])
    await shop.call("subscriber.list", email="nobody@shop.example", subscribed="true")
    await _spoken(shop)
    await _in_bulk(shop, heard)
    return heard


async def _spoken(shop: Shop) -> None:
    """Read in another language, write texts in it, and take one away."""
    for name in sorted(shop.platform.client.translated):
        if name.endswith((".list", ".info")):
            given = await shop.required(api.METHODS[name]) or {}
            few = {"params": "force_all"} | ({"count": "2"} if has(name, "count") else {})
            await shop.call(name, **given, **few, lang_id="uk")
    for name in ("product", "category"):
        id = (await shop.items(f"{name}.list", params="id", count=1))[0]["id"]
        for words in ("Ковдра", ""):
            await shop.call(f"{name}.update", id=id, lang_id="uk", name=words)


async def _in_bulk(shop: Shop, heard: Overheard) -> None:
    """Begin to read each list in bulk, with all fields and with each alone; what is to be run is a document, too."""
    for name in shop.platform.bulk:
        for fields in ("force_all", *sorted(handler(CART_ID, name).fields)):
            shop.simulator.shop.tables.pop("BulkOperation", None)  # for five run at a time
            prepared = prepare(api.METHODS[name], {"params": fields, "modified_from": "2020-01-01"}, CURSORS, "1")
            await Run(shop.platform, shop.connection, prepared).begin()
    for query, sets in list(heard.sent.items()):
        for variables in sets if query.startswith("mutation bulkOperationRunQuery") else ():
            heard.sent.setdefault(variables["query"], [{}])


async def _all() -> Overheard:
    """Call every method: reads on one shop, each write on one of its own."""
    reading = Shop(CART_ID)
    own = reading.connection.transport
    heard = Overheard(own)
    reading.connection.transport = heard
    for name, served in sorted(platforms()[CART_ID].handlers.items()):
        heard.method = name
        if served.method.verb == "GET":
            await _read(reading, name)
            continue
        shop = Shop(CART_ID)
        heard.inner, shop.connection.transport = shop.connection.transport, heard
        try:
            for given in await sample(shop, name):
                await shop.call(name, **given)
        except PolycartError as error:
            pytest.fail(f"{name}: {error.sentence}")
        finally:
            heard.inner = own
    return heard


@cache
def heard() -> Overheard:
    return asyncio.run(_all())


@cache
def rarer() -> Overheard:
    return asyncio.run(_rarer())


@cache
def schema() -> GraphQLSchema:
    return build_schema(gzip.decompress(PUBLISHED.read_bytes()).decode(), assume_valid=True)


def test_every_document_is_one_of_the_published_schema() -> None:
    wrong = {
        query: [error.message for error in errors]
        for query in {**heard().sent, **rarer().sent}
        if (errors := validate(schema(), parse(query)))
    }
    assert wrong == {}
    assert len(heard().sent) > 100


def test_every_variable_is_what_its_type_takes() -> None:
    wrong: list[tuple[str, list[str]]] = []
    for query, sets in [*heard().sent.items(), *rarer().sent.items()]:
        (operation,) = [node for node in parse(query).definitions if isinstance(node, OperationDefinitionNode)]
        for variables in sets:
            known = get_variable_values(schema(), list(operation.variable_definitions or ()), variables)
            if isinstance(known, list):
                wrong.append((query[:80], [error.message for error in known]))
            assert {*variables} <= {node.variable.name.value for node in operation.variable_definitions or ()}, query
    assert wrong == []


def test_every_method_has_sent_something() -> None:
    silent = {name for name in platforms()[CART_ID].handlers if not any(name in m for m in heard().methods.values())}
    # Those that tell what is the same in every shop need not ask it; the shop's own facts are kept when others ask.
    silent -= {
        "product.currency.list",
        "cart.shipping_zones.list",
        "cart.config",
        "product.fields",
        "attribute.type.list",
    }
    assert {name for name in silent if not name.startswith(("order.", "return.", "product.store"))} == set()
