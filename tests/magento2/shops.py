"""A scripted Magento shop: it answers what a test tells it to, keeps what it was sent, and fails where it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from polycart import api
from polycart.core.calls import invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.trace import Trace
from polycart.core.transport import Request, Response
from polycart.platforms.magento2 import platform

KEYS = {
    "magento_consumer_key": "consumerkey0000000000000000000001",
    "magento_consumer_secret": "consumersecret0000000000000000001",
    "magento_access_token": "accesstoken0000000000000000000001",
    "magento_token_secret": "tokensecret0000000000000000000001",
}

VIEWS = [
    {"id": 1, "code": "default", "name": "Default Store View", "website_id": 1, "store_group_id": 1, "is_active": 1},
    {"id": 0, "code": "admin", "name": "Admin", "website_id": 0, "store_group_id": 0, "is_active": 1},
]
GROUPS = [
    {"id": 0, "website_id": 0, "root_category_id": 0, "default_store_id": 0, "name": "Default", "code": "default"},
    {"id": 1, "website_id": 1, "root_category_id": 2, "default_store_id": 1, "name": "Main Website Store",
     "code": "main_website_store"},
]  # fmt: skip
CONFIGS = [{"id": 1, "code": "default", "website_id": 1, "timezone": "America/Los_Angeles", "weight_unit": "lbs"}]
MODULES = ["Magento_Store", "Magento_Catalog", "Magento_Inventory", "Magento_InventoryApi"]
SOURCES = {"items": [{"source_code": code, "enabled": True} for code in ("default", "ua-warehouse", "us-warehouse")]}
STOCKS = {
    "items": [
        {"stock_id": 1, "name": "Default Stock", "extension_attributes": {"sales_channels": []}},
        {"stock_id": 2, "name": "Stock2",
         "extension_attributes": {"sales_channels": [{"type": "website", "code": "base"}]}},
    ],
}  # fmt: skip
LINKS = {
    "items": [
        {"stock_id": 1, "source_code": "default", "priority": 1},
        {"stock_id": 2, "source_code": "ua-warehouse", "priority": 2},
        {"stock_id": 2, "source_code": "us-warehouse", "priority": 4},
    ]
}
SETS = {
    "items": [
        {"attribute_set_id": 9, "attribute_set_name": "apparel"},
        {"attribute_set_id": 4, "attribute_set_name": "Default"},
    ]
}

Sent = tuple[str, str, dict[str, str], Any]
Fault = Callable[[Request], Response | None]


def answer(body: Any, status: int = 200) -> Response:
    """An answer with a JSON body."""
    return Response(status=status, headers={"content-type": "application/json"}, body=json.dumps(body).encode())


def parts(request: Request) -> Sent:
    """What a request is, without its signature: method, path, query, body."""
    split = urlsplit(request.url)
    body = None if request.body is None else json.loads(request.body)
    return request.method, unquote(split.path), dict(parse_qsl(split.query, keep_blank_values=True)), body


class Shop:
    """The shop of the vendor's trace, with warehouses in Ukraine and the United States, as far as adding needs it."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.products: dict[str, Any] = {}
        self.items: dict[tuple[str, str], Any] = {}
        self.facts: dict[str, Any] = {
            "store/storeViews": VIEWS, "store/storeGroups": GROUPS, "store/storeConfigs": CONFIGS,
            "modules": MODULES, "inventory/sources": SOURCES, "inventory/stocks": STOCKS,
            "inventory/stock-source-links": LINKS, "products/attribute-sets/sets/list": SETS,
        }  # fmt: skip
        self.fault: Callable[[int, Request], None] | None = None
        self.connection: Connection[Any] = Connection(
            platform.settings.read({"store_url": "https://shop.test/magento", **KEYS}), self
        )

    async def call(self, name: str, /, **parameters: Any) -> Any:
        """Call a method of the contract."""
        trace = Trace(self.connection.redactor)
        outcome = await invoke(
            platform, self.connection, api.METHODS[name], parameters, cursors=Cursors(b"x"), trace=trace
        )
        return json.loads(msgspec.json.encode(outcome.result))

    async def send(self, request: Request, *, within: float) -> Response:
        """Answer one request; a fault strikes before the shop has done anything, or after."""
        sent = parts(request)
        self.sent.append(sent)
        number = len(self.sent)
        if self.fault is not None:
            self.fault(number, request)
        response = self._answer(*sent)
        if self.fault is not None:
            self.fault(-number, request)
        return response

    async def close(self) -> None:
        """Nothing is held open."""

    def _answer(self, method: str, path: str, query: dict[str, str], body: Any) -> Response:
        path = path.partition("/V1/")[2]
        if path in self.facts:
            return answer(self.facts[path])
        if path == "products" and method == "GET":
            wanted = query["searchCriteria[filterGroups][0][filters][0][value]"].lower()
            return answer({"items": [each for sku, each in self.products.items() if sku == wanted]})
        if path == "products" and method == "POST":
            return self._save(body["product"])
        if path == "inventory/source-items" and method == "POST":
            for item in body["sourceItems"]:
                self.items[item["sku"], item["source_code"]] = item
            return answer([])
        if path == "inventory/source-items-delete":
            for item in body["sourceItems"]:
                self.items.pop((item["sku"], item["source_code"]), None)
            return answer([])
        if path.startswith("products/") and method == "DELETE":
            known = self.products.pop(path.removeprefix("products/").lower(), None)
            return answer(True) if known else answer({"message": "The product that was requested doesn't exist."}, 404)
        return answer({"message": "Request does not match any route."}, 404)

    def _save(self, product: Any) -> Response:
        rows = {row["attribute_code"]: row["value"] for row in product.get("custom_attributes", [])}
        key = rows.get("url_key", product["name"].lower().replace(" ", "-"))
        if any(each["url_key"] == key for each in self.products.values()):
            return answer({"message": "URL key for specified store already exists."}, 400)
        made = {"id": 282 + len(self.products), "url_key": key, **product}
        self.products[product["sku"].lower()] = made
        stock = product.get("extension_attributes", {}).get("stock_item")
        if stock:
            item = {"sku": product["sku"], "source_code": "default", "status": 1, "quantity": stock["qty"]}
            self.items[product["sku"], "default"] = item
        return answer(made)
