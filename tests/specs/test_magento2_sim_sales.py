"""The simulated Magento's sales side against a real one: recorded exchanges are replayed on it and compared."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.specs.magento2_dump import FOLDER

from polycart.platforms.magento2.sim import Simulator
from polycart.sandbox.catalogue import catalogue

AT = datetime(2026, 11, 21, 1, 34, 10, tzinfo=UTC)
SALES = re.compile(
    r"(err\.|life\.)?(customer|attributeMetadata|order|invoice|ship|creditmemo|transactions|cart|salesRule|coupon|"
    r"track|refund|admin_token)"
)
MOMENTS = {"created_at", "updated_at", "protect_code"}
"""What a life makes at moments, and from randomness, of its own."""
NOT_COMPARED = {
    "orders.status.in": "without an order the database gives them as its index on the status has them",
}
"""Exchanges of which bodies cannot be compared, and why; the status still is."""
recorded = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings of a real shop are not at hand")


class Shopper:
    """Sends requests straight into the application."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def send(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        *,
        token: str | None = "own",
    ) -> tuple[int, Any]:
        headers = {"host": "shop.test"}
        if token:
            known = self.sim.credentials["magento_access_token"] if token == "own" else token
            headers["authorization"] = f"Bearer {known}"
        content = b""
        if body is not None:
            headers["content-type"] = "application/json"
            content = json.dumps(body).encode()
        scope = {"type": "http", "method": method, "path": path, "scheme": "https"}
        scope |= {"query_string": urlencode(query or {}).encode()}
        scope["headers"] = [(k.encode(), v.encode()) for k, v in headers.items()]
        answer: dict[str, Any] = {"body": b""}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": content}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
            else:
                answer["body"] += message["body"]

        asyncio.run(self.sim(scope, receive, send))
        text = answer["body"].decode()
        return answer["status"], json.loads(text) if text[:1] in '{["tfn-0123456789' else text

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = "own", **query: Any) -> Any:
        """The body of a request behind /V1 that must succeed."""
        status, told = self.send(method, f"/rest/V1/{path}", query, body, token=token)
        assert status == 200, told
        return told

    def refused(self, method: str, path: str, body: Any = None, *, token: str | None = "own") -> tuple[int, str]:
        """Status and message of a request behind /V1 that must be refused."""
        status, told = self.send(method, f"/rest/V1/{path}", {}, body, token=token)
        assert status >= 400, told
        return status, told["message"]


@cache
def exchanges() -> list[dict[str, Any]]:
    """The recorded exchanges of the sales side in their order."""
    lines = (FOLDER / "exchanges.jsonl").read_text("utf-8").splitlines()
    return [e for e in map(json.loads, lines) if SALES.match(e["name"])]


def scrub(value: Any, names: set[str]) -> Any:
    """A value without some fields."""
    if isinstance(value, dict):
        return {k: scrub(v, names) for k, v in value.items() if k not in names}
    return [scrub(v, names) for v in value] if isinstance(value, list) else value


def differences(mine: Any, real: Any, path: str = "") -> list[str]:
    """Where two values differ."""
    if isinstance(mine, dict) and isinstance(real, dict):
        found: list[str] = []
        for name in {**mine, **real}:
            if name not in mine or name not in real:
                found.append(
                    f"{path}.{name} only {'simulated' if name in mine else 'real'}: {(mine | real)[name]!s:.80}"
                )
            else:
                found += differences(mine[name], real[name], f"{path}.{name}")
        return found
    if isinstance(mine, list) and isinstance(real, list) and len(mine) == len(real):
        return [d for i, (a, b) in enumerate(zip(mine, real, strict=True)) for d in differences(a, b, f"{path}[{i}]")]
    close = isinstance(mine, int | float) and isinstance(real, int | float) and abs(mine - real) < 1e-9
    return [] if close or (mine == real and type(mine) is type(real)) else [f"{path}: {mine!s:.90} for {real!s:.90}"]


@recorded
def test_a_replayed_shop_sells_as_the_recorded_one_did() -> None:
    from tests.specs.magento2_sales_dump import records

    shopper = Shopper(Simulator(records=records(), url="http://shop.test", clock=lambda: AT))
    wrong: dict[str, list[str]] = {}
    for exchange in exchanges():
        name, request, answer = exchange["name"], exchange["request"], exchange["response"]
        token = {"none": None, "valid": "own"}.get(request["auth"], "nobody")
        status, body = shopper.send(request["method"], request["path"], request["query"], request["body"], token=token)
        if name == "life.cart.create" and status == 200:
            # The cart is called as the recorded one was, for later requests name it.
            shopper.sim.shop.table("carts")[max(shopper.sim.shop.table("carts"))]["masked"] = body = answer["body"]
        left = MOMENTS if name.startswith("life.") else set[str]()
        found = [] if status == answer["status"] else [f"status {status} for {answer['status']}: {body!s:.200}"]
        if not found and name not in NOT_COMPARED:
            found = differences(scrub(body, left), scrub(answer["body"], left))
        if found:
            wrong[name] = found[:12]
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)


READS = {
    "customers/search": "customer-data-customer-interface",
    "customerGroups/search": "customer-data-group-interface",
    "orders": "sales-data-order-interface",
    "orders/items": "sales-data-order-item-interface",
    "invoices": "sales-data-invoice-interface",
    "shipments": "sales-data-shipment-interface",
    "creditmemos": "sales-data-creditmemo-interface",
    "transactions": "sales-data-transaction-interface",
    "carts/search": "quote-data-cart-interface",
    "salesRules/search": "sales-rule-data-rule-interface",
    "coupons/search": "sales-rule-data-coupon-interface",
}
"""Lists, and what the published schema calls their members."""


@cache
def published() -> dict[str, Any]:
    """The definitions of the vendor's schema."""
    with gzip.open(FOLDER / "schema.json.gz", "rt", encoding="utf-8") as told:
        return json.load(told)["definitions"]


def deviations(value: Any, schema: dict[str, Any], path: str = "") -> set[str]:
    """Where a value leaves the schema: wrong types, unknown fields and missing ones, indices left out."""
    if "$ref" in schema:
        schema = published()[schema["$ref"].rsplit("/", 1)[-1]]
    kind = schema.get("type")
    if value is None:
        return set()
    if kind == "object" and isinstance(value, dict):
        known = schema.get("properties", {})
        found = {f"{path}.{name} is unknown" for name in set(value) - set(known)}
        found |= {f"{path}.{name} is missing" for name in set(schema.get("required", ())) - set(value)}
        return found.union(*(deviations(value[n], known[n], f"{path}.{n}") for n in set(value) & set(known)))
    if kind == "array" and isinstance(value, list):
        return set[str]().union(*(deviations(one, schema["items"], f"{path}[]") for one in value))
    types = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list}
    fits = isinstance(value, types[kind]) and not (isinstance(value, bool) and kind != "boolean") if kind else True
    return set() if fits else {f"{path} is {type(value).__name__} for {kind}"}


def real_rows(path: str) -> list[Any]:
    """What the recorded shop told of the members of a list, in it or singly, all fields of them."""
    base = re.compile(rf"/rest/V1/{path.removesuffix('/search')}(/search|/\d+)?$")
    rows: list[Any] = []
    for exchange in exchanges():
        request, body = exchange["request"], exchange["response"]["body"]
        whole = "fields" not in (request["query"] or {}) and exchange["response"]["status"] == 200
        if whole and base.match(request["path"]) and isinstance(body, dict):
            rows += body["items"] if "total_count" in body else [body]
    return rows


@recorded
def test_answers_leave_the_published_schema_only_where_the_real_shop_does() -> None:
    shopper, wrong = Shopper(Simulator()), dict[str, list[str]]()
    for path, name in READS.items():
        schema = {"$ref": name}
        rows = shopper.call("GET", path, searchCriteria="")["items"]
        assert rows, path
        allowed = set[str]().union(*(deviations(row, schema) for row in real_rows(path)))
        more = set[str]().union(*(deviations(row, schema) for row in rows)) - allowed
        if more:
            wrong[path] = sorted(more)
    assert not wrong, json.dumps(wrong, indent=1)


@recorded
def test_nothing_is_spared_without_need() -> None:
    assert set(NOT_COMPARED) <= {exchange["name"] for exchange in exchanges()}


# The shop of the reference catalogue, with or without recordings.

ADDRESS = {
    "firstname": "Ann",
    "lastname": "Lee",
    "street": ["1 Main St"],
    "city": "Los Angeles",
    "country_id": "US",
    "region_id": 12,
    "postcode": "90001",
    "telephone": "5550100",
}
FLAT = {"shipping_carrier_code": "flatrate", "shipping_method_code": "flatrate"}


@pytest.fixture
def shopper() -> Shopper:
    return Shopper(Simulator())


def sellable(shopper: Shopper) -> str:
    """The SKU of a simple product of which there are some."""
    for product in shopper.call("GET", "products", searchCriteria="")["items"]:
        if product["type_id"] == "simple" and product["visibility"] == 4 and product["status"] == 1:
            left = shopper.send("GET", f"/rest/V1/inventory/get-product-salable-quantity/{product['sku']}/1")[1]
            if isinstance(left, int) and left > 5:
                return product["sku"]
    raise AssertionError


def salable(shopper: Shopper, sku: str) -> float:
    return shopper.call("GET", f"inventory/get-product-salable-quantity/{sku}/1")


def ordered(shopper: Shopper, sku: str, qty: int, coupon: str = "") -> dict[str, Any]:
    """An order of a guest."""
    cart = shopper.call("POST", "guest-carts", token=None)
    base = f"guest-carts/{cart}"
    shopper.call("POST", f"{base}/items", {"cartItem": {"sku": sku, "qty": qty, "quote_id": cart}}, token=None)
    if coupon:
        shopper.call("PUT", f"{base}/coupons/{coupon}", token=None)
    sent = {"addressInformation": FLAT | {"shipping_address": ADDRESS, "billing_address": ADDRESS}}
    shopper.call("POST", f"{base}/shipping-information", sent, token=None)
    paid = {"email": "ann@mail.example", "paymentMethod": {"method": "checkmo"}}
    return shopper.call("GET", f"orders/{shopper.call('POST', f'{base}/payment-information', paid, token=None)}")


def test_the_catalogues_orders_add_up_to_the_cent(shopper: Shopper) -> None:
    placed = [order for order in catalogue().orders if order.status != "checkout-draft"]
    told = shopper.call("GET", "orders", searchCriteria="")["items"]
    assert len(told) == len(placed)
    for order, source in zip(told, placed, strict=True):
        sums = [order[n] for n in ("subtotal", "tax_amount", "discount_amount", "shipping_amount", "grand_total")]
        wanted = [source.subtotal, source.tax, -source.discount, source.shipping_total, source.total]
        assert sums == [pytest.approx(float(value), abs=1e-9) for value in wanted], source.id
        given = sum((refund.amount for refund in source.refunds), start=0)
        assert order.get("total_refunded", 0) == pytest.approx(float(given), abs=1e-9)
        assert order["total_due"] == (0 if source.paid else order["grand_total"])


def test_the_catalogues_statuses_become_states(shopper: Shopper) -> None:
    states = {"pending": "new", "processing": "processing", "on-hold": "holded", "completed": "complete"}
    states |= {"cancelled": "canceled", "refunded": "closed"}
    placed = [order for order in catalogue().orders if order.status != "checkout-draft"]
    for order, source in zip(shopper.call("GET", "orders", searchCriteria="")["items"], placed, strict=True):
        assert order["state"] == states.get(source.status, order["state"])
    left = shopper.call("GET", "carts/search", searchCriteria="")["items"]
    # One more is of somebody who has said nothing of himself.
    assert len(left) == len(catalogue().orders) - len(placed) + 1
    assert {bool(cart["customer"]["email"] or cart["billing_address"]["email"]) for cart in left} == {True, False}


def test_pieces_are_promised_taken_and_given_back(shopper: Shopper) -> None:
    sku = sellable(shopper)
    before = salable(shopper, sku)
    order = ordered(shopper, sku, 3)
    line = order["items"][0]["item_id"]
    assert (salable(shopper, sku), shopper.call("GET", f"stockItems/{sku}")["qty"]) == (before - 3, before)
    shopper.call("POST", f"order/{order['entity_id']}/invoice", {})
    shopper.call("POST", f"order/{order['entity_id']}/ship", {"items": [{"order_item_id": line, "qty": 2}]})
    assert (salable(shopper, sku), shopper.call("GET", f"stockItems/{sku}")["qty"]) == (before - 3, before - 2)
    back = {"extension_attributes": {"return_to_stock_items": [line]}}
    sent = {"items": [{"order_item_id": line, "qty": 2}], "arguments": back}
    shopper.call("POST", f"order/{order['entity_id']}/refund", sent)
    assert (salable(shopper, sku), shopper.call("GET", f"stockItems/{sku}")["qty"]) == (before - 1, before - 1)


def test_a_canceled_order_frees_its_pieces(shopper: Shopper) -> None:
    sku = sellable(shopper)
    before = salable(shopper, sku)
    order = ordered(shopper, sku, 2)
    assert shopper.call("POST", f"orders/{order['entity_id']}/cancel") is True
    assert shopper.call("POST", f"orders/{order['entity_id']}/cancel") is False
    assert salable(shopper, sku) == before


def test_nobody_buys_more_than_there_is(shopper: Shopper) -> None:
    sku, cart = sellable(shopper), shopper.call("POST", "guest-carts", token=None)
    sent = {"cartItem": {"sku": sku, "qty": 10_000, "quote_id": cart}}
    refused = shopper.refused("POST", f"guest-carts/{cart}/items", sent, token=None)
    assert refused == (400, "The requested qty is not available")


def test_tax_falls_on_what_the_discount_leaves(shopper: Shopper) -> None:
    used = shopper.call("GET", "coupons/1")["times_used"]
    order = ordered(shopper, sellable(shopper), 2, "save10")
    line = order["items"][0]
    left = line["price"] * 2 * 0.9
    assert order["discount_amount"] == pytest.approx(-line["price"] * 0.2, abs=0.006)
    assert order["tax_amount"] == pytest.approx(left * line["tax_percent"] / 100, abs=0.006)
    total = order["subtotal"] + order["discount_amount"] + order["tax_amount"] + order["shipping_amount"]
    assert order["grand_total"] == pytest.approx(total, abs=1e-9)
    assert shopper.call("GET", "coupons/1")["times_used"] == used + 1


@pytest.mark.parametrize("code", ["nosuch", "oldsummer", "bigspender"])
def test_a_coupon_that_does_not_hold_is_refused(shopper: Shopper, code: str) -> None:
    sku, cart = sellable(shopper), shopper.call("POST", "guest-carts", token=None)
    shopper.call("POST", f"guest-carts/{cart}/items", {"cartItem": {"sku": sku, "qty": 1}}, token=None)
    assert shopper.refused("PUT", f"guest-carts/{cart}/coupons/{code}", token=None)[0] == 404


def test_a_customer_signs_in_and_buys(shopper: Shopper) -> None:
    new = {"email": "new@mail.example", "firstname": "Ann", "lastname": "Lee"}
    made = shopper.call("POST", "customers", {"customer": new, "password": "Sandbox-2026"}, token=None)
    login = {"username": "new@mail.example", "password": "Sandbox-2026"}
    token = shopper.call("POST", "integration/customer/token", login, token=None)
    assert shopper.call("GET", "customers/me", token=token)["id"] == made["id"]
    shopper.call("POST", "carts/mine", token=token)
    sent = {"cartItem": {"sku": sellable(shopper), "qty": 1}}
    shopper.call("POST", "carts/mine/items", sent, token=token)
    where = {"addressInformation": FLAT | {"shipping_address": ADDRESS, "billing_address": ADDRESS}}
    shopper.call("POST", "carts/mine/shipping-information", where, token=token)
    number = shopper.call("PUT", "carts/mine/order", {"paymentMethod": {"method": "checkmo"}}, token=token)
    assert shopper.call("GET", f"orders/{number}")["customer_id"] == made["id"]
    assert shopper.send("GET", "/rest/V1/orders", {"searchCriteria": ""}, token=token)[0] == 401


def test_parts_of_an_order_are_invoiced_without_losing_a_cent(shopper: Shopper) -> None:
    order = ordered(shopper, sellable(shopper), 3, "save10")
    line = [{"order_item_id": order["items"][0]["item_id"], "qty": 1}]
    for _ in range(3):
        shopper.call("POST", f"order/{order['entity_id']}/invoice", {"items": line})
    told = shopper.call("GET", f"orders/{order['entity_id']}")
    assert (told["total_due"], told["tax_invoiced"]) == (0, told["tax_amount"])
    assert told["state"] == "processing"
    shopper.call("POST", f"order/{order['entity_id']}/ship", {})
    assert shopper.call("GET", f"orders/{order['entity_id']}/statuses") == "complete"
    shopper.call("POST", f"order/{order['entity_id']}/refund", {})
    assert shopper.call("GET", f"orders/{order['entity_id']}")["state"] == "closed"
