"""``python -m bench.calls SHOPS.json``: ten common calls to a real Magento shop, beside what one would write by hand.

By hand is the sequence that the shop's documents lead to, and that the first customers of such services described:
one request after the other, each on a connection of its own, nothing remembered, one more request for each product
where the list does not tell something. Both are counted and timed against the same shop, warm, in turns.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA256, Client
from rich.console import Console
from rich.table import Table

import polycart

PLATFORM = "Magento2Api"
ROUNDS = 5
SKU = "bench-product"
SEED = {
    "name": "Bench Product", "sku": SKU, "description": "Test Product Description", "price": 103.5, "status": "enabled",
    "available_for_view": True, "special_price": 89.95, "quantity": 136, "manage_stock": True,
    "backorder_status": "allow", "weight": 1.231,
}  # fmt: skip
"""The body that API2Cart shows as an example of its unified call."""


class Hand:
    """The shop's REST API as a first script would call it."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.shop = urlsplit(settings["store_url"])
        self.keys = {
            "client_key": settings["magento_consumer_key"],
            "client_secret": settings["magento_consumer_secret"],
            "resource_owner_key": settings["magento_access_token"],
            "resource_owner_secret": settings["magento_token_secret"],
        }
        self.requests = 0

    def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """One request on a connection of its own."""
        self.requests += 1
        url = f"{self.shop.geturl().rstrip('/')}/rest/{path}" + (f"?{urlencode(query)}" if query else "")
        signer: Any = Client(**self.keys, signature_method=SIGNATURE_HMAC_SHA256)
        url, headers, _ = signer.sign(url, method, None, {"Content-Type": "application/json", "Connection": "close"})
        opened = HTTPSConnection if self.shop.scheme == "https" else HTTPConnection
        with contextlib.closing(opened(self.shop.netloc, timeout=60)) as connection:
            target = urlsplit(url)
            connection.request(method, f"{target.path}?{target.query}", body and json.dumps(body), dict(headers))
            answer = connection.getresponse()
            text = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]!r}")
        return json.loads(text)

    def search(self, path: str, *filters: tuple[str, str, Any], size: int = 100) -> list[Any]:
        """The first page of a list."""
        query: dict[str, Any] = {"searchCriteria[pageSize]": size, "searchCriteria[currentPage]": 1}
        for place, (field, condition, value) in enumerate(filters):
            stem = f"searchCriteria[filterGroups][{place}][filters][0]"
            query |= {f"{stem}[field]": field, f"{stem}[condition_type]": condition, f"{stem}[value]": value}
        return self("GET", path, **query)["items"]

    def sku(self, id: str) -> str:
        """The SKU of a product, because the API is addressed by it."""
        return self.search("V1/products", ("entity_id", "eq", id), size=1)[0]["sku"]


def add(hand: Hand) -> None:
    """The twelve requests of the example."""
    for path in ("store/storeViews", "store/storeGroups", "store/storeConfigs", "modules", "inventory/sources"):
        hand("GET", f"V1/{path}")
    stocks = [stock["stock_id"] for stock in hand("GET", "V1/inventory/stocks")["items"]]
    hand.search("V1/inventory/stock-source-links", ("stock_id", "in", ",".join(map(str, stocks))))
    if hand.search("default/V1/products", ("sku", "eq", SKU), size=1):
        raise RuntimeError(f"there is a product {SKU} already")
    sets = hand("GET", "default/V1/products/attribute-sets/sets/list", searchCriteria=0)["items"]
    product = {
        "sku": SKU, "name": SEED["name"], "price": 103.5, "status": 1, "type_id": "simple", "weight": 1.231,
        "attribute_set_id": next(row["attribute_set_id"] for row in sets if row["attribute_set_name"] == "Default"),
        "custom_attributes": [
            {"attribute_code": "description", "value": SEED["description"]},
            {"attribute_code": "special_price", "value": 89.95},
        ],
        "extension_attributes": {"stock_item": {"qty": 136, "is_in_stock": True, "backorders": 1}},
    }  # fmt: skip
    hand("POST", "default/V1/products", {"product": product})
    item = {"sku": SKU, "status": 1, "quantity": 136}
    hand("POST", "default/V1/inventory/source-items", {"sourceItems": [item | {"source_code": "us-warehouse"}]})
    hand("POST", "default/V1/inventory/source-items-delete", {"sourceItems": [item | {"source_code": "default"}]})


def products(hand: Hand) -> None:
    """A hundred products with stock: the list does not tell stock, so each is asked for."""
    for product in hand.search("V1/products"):
        hand("GET", f"V1/stockItems/{quote(product['sku'], safe='')}")


def names(hand: Hand) -> None:
    """A hundred products, of which three fields are used."""
    hand.search("V1/products")


def product(hand: Hand, id: str) -> None:
    """One product by its id, with its stock by sources."""
    sku = hand.sku(id)
    hand("GET", f"V1/products/{quote(sku, safe='')}")
    hand.search("V1/inventory/source-items", ("sku", "eq", sku))


def children(hand: Hand, id: str) -> None:
    """The variants of a product, with their stock."""
    sku = hand.sku(id)
    hand("GET", f"V1/configurable-products/{quote(sku, safe='')}/options/all")
    for child in hand("GET", f"V1/configurable-products/{quote(sku, safe='')}/children"):
        hand("GET", f"V1/products/{quote(child['sku'], safe='')}")


def reduce(hand: Hand, id: str) -> None:
    """One piece less: read, reckon, write."""
    sku = hand.sku(id)
    for item in hand.search("V1/inventory/source-items", ("sku", "eq", sku))[:1]:
        hand("POST", "V1/inventory/source-items", {"sourceItems": [item | {"quantity": item["quantity"] - 1}]})


def orders(hand: Hand) -> None:
    """Twenty orders with their shipments and credit memos."""
    for order in hand.search("V1/orders", size=20):
        hand.search("V1/shipments", ("order_id", "eq", order["entity_id"]))
        hand.search("V1/creditmemos", ("order_id", "eq", order["entity_id"]))


def order(hand: Hand, id: str) -> None:
    """One order with its shipments and credit memos."""
    hand("GET", f"V1/orders/{id}")
    hand.search("V1/shipments", ("order_id", "eq", id))
    hand.search("V1/creditmemos", ("order_id", "eq", id))


def customers(hand: Hand) -> None:
    """Customers with the names of their groups."""
    for customer in hand.search("V1/customers/search"):
        hand("GET", f"V1/customerGroups/{customer['group_id']}")


def categories(hand: Hand) -> None:
    """The tree, and each category for what the tree does not tell."""

    def walk(node: dict[str, Any]) -> Iterable[int]:
        yield node["id"]
        for below in node["children_data"]:
            yield from walk(below)

    for id in walk(hand("GET", "V1/categories")):
        hand("GET", f"V1/categories/{id}")


class Compared(msgspec.Struct):
    """One call: requests to the shop and milliseconds, here and by hand; medians."""

    call: str
    requests: int
    ms: float
    by_hand: int
    by_hand_ms: float


Ours = Callable[[], Awaitable[int]]
Back = Callable[[], Awaitable[None]]


async def compared(name: str, ours: Ours, theirs: Callable[[Hand], None], hand: Hand, back: Back | None) -> Compared:
    """Measure one call both ways, in turns; ``back`` brings the shop back to what it was."""
    mine: list[tuple[int, float]] = []
    others: list[tuple[int, float]] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        number = await ours()
        mine.append((number, (time.perf_counter() - started) * 1000))
        if back:
            await back()
        hand.requests, started = 0, time.perf_counter()
        await asyncio.to_thread(theirs, hand)
        others.append((hand.requests, (time.perf_counter() - started) * 1000))
        if back:
            await back()
    columns = (*zip(*mine, strict=True), *zip(*others, strict=True))
    requests, ms, by_hand, by_hand_ms = (statistics.median(column) for column in columns)
    return Compared(name, round(requests), round(ms, 1), round(by_hand), round(by_hand_ms, 1))


async def measure(settings: dict[str, str]) -> list[Compared]:
    """All of them."""
    hand = Hand(settings)
    async with polycart.connect(PLATFORM, **settings) as store:
        simple = (await store.product.list(type="simple", count=1, params="id")).items[0].id
        variable = (await store.product.list(type="configurable", count=1, params="id")).items[0].id
        newest = (await store.order.list(count=1, sort_direction="desc", params="order_id")).items[0].order_id

        def call(method: str, **arguments: Any) -> Ours:
            async def ours() -> int:
                await store.call(method, **arguments)
                return len(store.last_trace)

            return ours

        async def first() -> int:
            async with polycart.connect(PLATFORM, **settings) as fresh:
                await fresh.product.add(**SEED)
                return len(fresh.last_trace)

        async def remove() -> None:
            for each in (await store.product.list(sku=SKU, params="id")).items:
                await store.product.delete(id=each.id)

        await remove()
        stock = "id,name,u_sku,price,quantity,inventory,in_stock,images"
        everything = {"params": "force_all"}
        plan: list[tuple[str, Ours, Callable[[Hand], None], Back | None]] = [
            ("product.add, first", first, add, remove),
            ("product.add, next", call("product.add", **SEED), add, remove),
            ("product.list, 100, id name price", call("product.list", count=100, params="id,name,price"), names, None),
            ("product.list, 100, stock and pictures", call("product.list", count=100, params=stock), products, None),
            ("product.info", call("product.info", id=simple, **everything), lambda h: product(h, simple), None),
            (
                "product.child_item.list",
                call("product.child_item.list", product_id=variable, count=100, **everything),
                lambda h: children(h, variable),
                None,
            ),
            (
                "product.update, one piece less",
                call("product.update", id=simple, reduce_quantity=1),
                lambda h: reduce(h, simple),
                None,
            ),
            ("order.list, 20", call("order.list", count=20, **everything), orders, None),
            ("order.info", call("order.info", order_id=newest, **everything), lambda h: order(h, newest), None),
            ("customer.list", call("customer.list", count=100, **everything), customers, None),
            ("category.list", call("category.list", count=250, **everything), categories, None),
        ]
        return [await compared(name, ours, theirs, hand, back) for name, ours, theirs, back in plan]


def main() -> None:
    """Measure the shop of a file like those of ``POLYCART_LIVE``; print a table and, last, the figures as JSON."""
    settings = json.loads(Path(sys.argv[1]).read_text())[PLATFORM]
    settings.pop("ca", None)
    rows = asyncio.run(measure(settings))
    table = Table("call", "requests", "ms", "by hand", "ms")
    for row in rows:
        table.add_row(row.call, str(row.requests), f"{row.ms:.0f}", str(row.by_hand), f"{row.by_hand_ms:.0f}")
    Console().print(table)
    print(msgspec.json.encode(rows).decode())


if __name__ == "__main__":
    main()
