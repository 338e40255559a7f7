"""Adding a product sends the requests of the vendor's trace, in its order, and leaves nothing behind where it fails."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.magento2.shops import Sent, Shop, parts

from polycart import api
from polycart.core.calls import invoke
from polycart.core.client import Call, Connection
from polycart.core.cursors import Cursors
from polycart.core.errors import AlreadyExists, PolycartError, TimedOut, Unreachable
from polycart.core.transport import AppTransport, NeverSent, Request, Response
from polycart.core.undo import Step, take_back
from polycart.platforms.magento2 import platform
from polycart.platforms.magento2.sim import Simulator

CALL = {
    "name": "Test Product", "sku": "test-001", "description": "Test Product Description", "price": 103.50,
    "status": "enabled", "available_for_view": True, "special_price": 89.95, "quantity": 136, "manage_stock": True,
    "backorder_status": "allow", "weight": 1.231,
}  # fmt: skip

FILTER = "searchCriteria[filterGroups][0][filters][0]"
SNAKE = "searchCriteria[filter_groups][0][filters][0]"
STOCK_ITEM = {
    "qty": 136, "enable_qty_increments": False, "is_decimal_divided": False, "is_in_stock": True,
    "is_qty_decimal": False, "low_stock_date": None, "max_sale_qty": 10000, "min_qty": 0, "min_sale_qty": 1,
    "notify_stock_qty": 1, "qty_increments": 0, "show_default_notification_message": False,
    "stock_status_changed_auto": 0, "use_config_enable_qty_inc": True, "manage_stock": "True",
    "use_config_manage_stock": False, "use_config_max_sale_qty": True, "use_config_min_qty": True,
    "use_config_min_sale_qty": 1, "use_config_notify_stock_qty": True, "use_config_qty_increments": True,
    "use_config_backorders": False, "backorders": "1",
}  # fmt: skip
PRODUCT = {
    "sku": "test-001", "name": "Test Product", "price": 103.5, "created_at": "DATE", "attribute_set_id": 4,
    "custom_attributes": [
        {"attribute_code": "description", "value": "Test Product Description"},
        {"attribute_code": "special_price", "value": 89.95},
    ],
    "status": 1, "type_id": "simple", "weight": 1.231, "extension_attributes": {"stock_item": STOCK_ITEM},
}  # fmt: skip


def _stock(source: str) -> dict[str, Any]:
    return {"sourceItems": [{"sku": "test-001", "source_code": source, "status": 1, "quantity": 136}]}


FACTS: list[Sent] = [
    ("GET", "/rest/V1/store/storeViews", {}, None),
    ("GET", "/rest/V1/store/storeGroups", {}, None),
    ("GET", "/rest/V1/store/storeConfigs", {}, None),
    ("GET", "/rest/V1/modules", {}, None),
    ("GET", "/rest/V1/inventory/sources", {}, None),
    ("GET", "/rest/V1/inventory/stocks", {}, None),
    ("GET", "/rest/V1/inventory/stock-source-links",
     {f"{SNAKE}[field]": "stock_id", f"{SNAKE}[value]": "1,2", f"{SNAKE}[condition_type]": "in"}, None),
]  # fmt: skip
SEARCH: Sent = (
    "GET", "/rest/default/V1/products",
    {"searchCriteria[pageSize]": "1", "searchCriteria[currentPage]": "1", f"{FILTER}[field]": "sku",
     f"{FILTER}[value]": "test-001", f"{FILTER}[condition_type]": "eq"},
    None,
)  # fmt: skip
SETS: Sent = ("GET", "/rest/default/V1/products/attribute-sets/sets/list", {"searchCriteria": "0"}, None)
WRITES: list[Sent] = [
    ("POST", "/rest/default/V1/products", {}, {"product": PRODUCT}),
    ("POST", "/rest/default/V1/inventory/source-items", {}, _stock("ua-warehouse")),
    ("POST", "/rest/default/V1/inventory/source-items-delete", {}, _stock("default")),
]
TWELVE = [*FACTS, SEARCH, SETS, *WRITES]

SEED = next(Path(__file__).parents[2].parent.glob("shared/seeds/001_*.txt"), None)


def comparable(sent: Sent) -> Any:
    """A request with its date taken out, its path from ``/rest`` on, and its attributes in one order."""
    method, path, query, body = json.loads(json.dumps(sent))
    if body and "product" in body:
        body["product"]["created_at"] = "DATE"
        body["product"]["custom_attributes"].sort(key=lambda row: row["attribute_code"])
    return [method, path[path.index("/rest/") :], {name: str(value) for name, value in query.items()}, body]


async def test_adding_a_product_sends_the_twelve_requests_in_their_order() -> None:
    shop = Shop()
    assert await shop.call("product.add", **CALL) == {"product_id": "282"}
    assert [comparable(each) for each in shop.sent] == [comparable(each) for each in TWELVE]


async def test_a_product_is_created_at_the_time_of_the_shop() -> None:
    shop = Shop()
    await shop.call("product.add", **CALL)
    sent = datetime.strptime(shop.products["test-001"]["created_at"], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the shop's
    now = datetime.now(ZoneInfo("America/Los_Angeles")).replace(tzinfo=None)
    assert abs((now - sent).total_seconds()) < 60


async def test_a_second_product_costs_four_requests() -> None:
    shop = Shop()
    await shop.call("product.add", **CALL)
    before = len(shop.sent)
    await shop.call("product.add", **CALL | {"sku": "test-002", "name": "Another"})
    sent = [(method, path.partition("/V1/")[2]) for method, path, _, _ in shop.sent[before:]]
    assert sent == [
        ("GET", "products"),
        ("POST", "products"),
        ("POST", "inventory/source-items"),
        ("POST", "inventory/source-items-delete"),
    ]


async def test_facts_are_asked_for_anew_after_a_validation() -> None:
    shop = Shop()
    await shop.call("product.add", **CALL)
    shop.connection.forget()  # as cart.validate does
    before = len(shop.sent)
    await shop.call("product.add", **CALL | {"sku": "test-002", "name": "Another"})
    assert len(shop.sent) - before == 12


def vendors_requests(text: str) -> list[Sent]:
    """The requests to the shop that the vendor printed."""
    found: list[Sent] = []
    for block in re.split(r"^(?=(?:GET|POST|PUT|DELETE) /)", text, flags=re.MULTILINE)[1:]:
        line, _, rest = block.partition("\n")
        method, target, _ = line.split(" ", 2)
        path, _, query = target.partition("?")
        if "/rest/" not in path:
            continue
        head, _, tail = rest.partition("\n\n")
        body = json.loads(tail.partition("\n")[0]) if "Content-Length" in head else None
        found.append((method, path, dict(parse_qsl(query, keep_blank_values=True)), body))
    return found


@pytest.mark.skipif(SEED is None, reason="the vendor's printed trace is not beside this checkout")
async def test_the_requests_are_those_that_the_vendor_printed() -> None:
    assert SEED is not None
    printed = vendors_requests(SEED.read_text("utf-8"))
    assert len(printed) == 12
    shop = Shop()
    await shop.call("product.add", **CALL)
    assert [comparable(each) for each in shop.sent] == [comparable(each) for each in printed]
    assert [comparable(each) for each in TWELVE] == [comparable(each) for each in printed]


def nothing_unsaid(shop: Shop, error: PolycartError) -> bool:
    """Whether the source is as it was, or the error tells that it is not: its stock is taken back by what fails."""
    said = "Stock of test-001 in source ua-warehouse remains" in error.sentence
    return (("test-001", "ua-warehouse") in shop.items) <= said == ("remains" in error.sentence)


@pytest.mark.parametrize("late", [False, True], ids=["before the shop acts", "after it has acted"])
@pytest.mark.parametrize("error", [Unreachable("Cut."), TimedOut("Too late."), NeverSent("No way.")], ids=str)
@pytest.mark.parametrize("step", range(1, 13))
async def test_a_connection_that_breaks_at_any_step_leaves_no_product(
    step: int, error: PolycartError, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if late and isinstance(error, NeverSent):
        pytest.skip("what was never sent was not acted upon")
    monkeypatch.setattr("polycart.core.client.backoff", lambda attempt: 0.0)
    shop = Shop()
    target = urlsplit("https://shop.test/magento" + TWELVE[step - 1][1]).path

    def strike(number: int, request: Request) -> None:
        method = TWELVE[step - 1][0]
        if urlsplit(request.url).path == target and request.method == method and (number < 0) == late:
            raise error

    shop.fault = strike
    with pytest.raises(PolycartError) as caught:
        await shop.call("product.add", **CALL)
    assert shop.products == {}, caught.value.sentence
    assert nothing_unsaid(shop, caught.value)


@pytest.mark.parametrize(
    ("status", "message"), [(500, "Internal Error."), (429, "Slow down."), (400, "No."), (401, "The token is gone.")]
)
@pytest.mark.parametrize("step", range(1, 13))
async def test_a_refusal_at_any_step_leaves_no_product(
    step: int, status: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polycart.core.client.backoff", lambda attempt: 0.0)
    monkeypatch.setattr("polycart.core.throttle.backoff", lambda attempt: 0.0)
    shop = Shop()
    method, path, _, _ = TWELVE[step - 1]
    original = shop._answer

    def refusing(sent_method: str, sent_path: str, query: dict[str, str], body: Any) -> Response:
        if sent_method == method and sent_path.endswith(path):
            return Response(
                status=status, headers={"content-type": "application/json", "retry-after": "0"},
                body=json.dumps({"message": message}).encode(),
            )  # fmt: skip
        return original(sent_method, sent_path, query, body)

    monkeypatch.setattr(shop, "_answer", refusing)
    with pytest.raises(PolycartError) as caught:
        await shop.call("product.add", **CALL)
    assert shop.products == {}, caught.value.sentence
    assert nothing_unsaid(shop, caught.value)


async def test_what_cannot_be_taken_back_is_told() -> None:
    shop = Shop()

    def strike(number: int, request: Request) -> None:
        if request.method == "DELETE" or (number > 0 and request.url.endswith("/inventory/source-items")):
            raise Unreachable("Cut.")

    shop.fault = strike
    with pytest.raises(Unreachable, match=r"Cut\.") as caught:
        await shop.call("product.add", **CALL)
    assert "Product test-001 remains in the store" in caught.value.sentence
    assert list(shop.products) == ["test-001"]


async def test_a_product_of_the_same_name_gets_an_address_of_its_own() -> None:
    shop = Shop()
    await shop.call("product.add", **CALL)
    await shop.call("product.add", **CALL | {"sku": "TEST 002"})
    assert shop.products["test 002"]["url_key"].startswith("test-product-test-002")


async def test_an_address_that_the_caller_chose_must_be_free() -> None:
    shop = Shop()
    await shop.call("product.add", **CALL | {"seo_url": "mine"})
    with pytest.raises(AlreadyExists, match="Product with seo_url = 'mine' already exist"):
        await shop.call("product.add", **CALL | {"sku": "test-002", "seo_url": "mine"})
    assert list(shop.products) == ["test-001"]


async def test_a_sku_that_the_shop_has_is_never_written_over() -> None:
    shop = Shop()
    await shop.call("product.add", **CALL)
    before = json.dumps(shop.products)
    with pytest.raises(AlreadyExists, match="Product with sku = 'TEST-001' already exist"):
        await shop.call("product.add", **CALL | {"sku": "TEST-001", "price": 1})
    assert json.dumps(shop.products) == before


class Journal:
    """The journal of one call: when a step was written, told by the requests that had been sent by then."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.steps: list[tuple[int, dict[str, Any]]] = []

    def open(self, request_id: str) -> Journal:
        return self

    def add(self, step: dict[str, Any]) -> None:
        self.steps.append((len(self.shop.sent), step))

    async def done(self) -> None:
        """The call came to its end."""


async def test_after_a_kill_at_any_moment_the_journal_takes_everything_back() -> None:
    shop = Shop()
    shop.connection.log = journal = Journal(shop)
    await shop.call("product.add", **CALL)
    written = [(sent, step["method"], step["path"]) for sent, step in journal.steps]
    assert written == [
        (9, "DELETE", "/default/V1/products/test-001"),
        (10, "POST", "/default/V1/inventory/source-items-delete"),
    ]
    fresh = Connection(shop.connection.settings, shop)
    client = platform.client(fresh, Call(method="undo"))
    assert await take_back(client, [msgspec.convert(step, Step) for _, step in journal.steps]) == []
    assert shop.products == {}
    assert list(shop.items) == []


class Recorded:
    """The simulated shop of the vendor's trace behind a transport that keeps what was sent."""

    def __init__(self) -> None:
        self.simulator = Simulator(sources="seed")
        self.inner = AppTransport(self.simulator)
        self.sent: list[Sent] = []
        settings = platform.settings.read({"store_url": "https://shop.test", **self.simulator.credentials})
        self.connection: Connection[Any] = Connection(settings, self)

    async def send(self, request: Request, *, within: float) -> Response:
        self.sent.append(parts(request))
        return await self.inner.send(request, within=within)

    async def close(self) -> None:
        """Nothing is held open."""

    async def call(self, name: str, /, **parameters: Any) -> Any:
        outcome = await invoke(
            platform, self.connection, api.METHODS[name], parameters, cursors=Cursors(b"x"), trace=None
        )  # fmt: skip
        return json.loads(msgspec.json.encode(outcome.result))


async def test_the_simulated_shop_of_the_trace_is_sent_the_same_and_sells_from_the_warehouse() -> None:
    shop = Recorded()
    made = await shop.call("product.add", **CALL)
    assert [comparable(each) for each in shop.sent] == [comparable(each) for each in TWELVE]
    found = await shop.call("product.info", id=made["product_id"], params="quantity,inventory,special_price,u_sku")
    assert found["quantity"] == 136
    assert [(each["warehouse_id"], each["quantity"]) for each in found["inventory"]] == [("ua-warehouse", 136)]
    assert found["special_price"]["value"] == 89.95
