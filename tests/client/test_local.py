"""A store in this process: typed results, typed errors, everything of a list, traces, native calls."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime

import pytest
from msgspec import UNSET

import polycart
from polycart import api
from polycart.api.category import Category, CategoryListParams
from polycart.client import Page, Store, connect
from polycart.client.local import NamedHost
from polycart.core.client import Client
from polycart.core.errors import (
    MissingParameter,
    NotFound,
    NotYet,
    ParameterError,
    UnknownMethod,
    Unreachable,
    Unsupported,
    UnsupportedParameter,
)
from polycart.core.method import Page as CorePage
from polycart.core.platform import Platform, Settings
from polycart.core.transport import AppTransport, Request
from polycart.platforms.woocommerce_api.sim import Simulator

SHELF = "https://shelf.example.com"
KEYS = {"wc_consumer_key": "ck_" + "0" * 40, "wc_consumer_secret": "cs_" + "0" * 40}


async def test_a_list_gives_a_page_of_structs_with_the_wanted_fields(store: Store) -> None:
    page = await store.category.list(params="id,name", count=3)
    assert isinstance(page, Page)
    assert len(page) == 3
    assert page.total
    assert page.total > 3
    assert all(isinstance(one, Category) for one in page)
    assert page[0].name
    assert page[0].description is UNSET


async def test_the_everyday_resources_answer_to_their_plural_too(store: Store) -> None:
    assert (await store.products.list(params="id", count=2)).items == (
        await store.product.list(params="id", count=2)
    ).items
    assert {store.orders.__class__, store.customers.__class__, store.categories.__class__} == {
        store.order.__class__, store.customer.__class__, store.category.__class__,
    }  # fmt: skip


async def test_a_cursor_leads_to_the_next_page(store: Store) -> None:
    first = await store.category.list(params="id", count=4)
    second = await store.category.list(page_cursor=first.next, params="id")
    both = await store.category.list(params="id", count=8)
    assert [one.id for one in both] == [one.id for one in (*first, *second)]


async def test_iterate_gives_everything_once_and_tells_how_far_it_is(store: Store) -> None:
    told: list[tuple[int, int | None]] = []
    found = [
        one.id async for one in store.category.iterate(params="id", page_size=7, progress=lambda *at: told.append(at))
    ]
    total = (await store.category.count()).categories_count
    assert len(found) == len(set(found)) == total
    assert told[-1] == (total, total)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


async def test_what_is_added_can_be_read_changed_and_deleted(store: Store) -> None:
    made = await store.category.add(name="Läufer & Söhne", created_time=None)
    assert isinstance(made.category_id, str)
    await store.category.update(id=made.category_id, description="New")
    assert (await store.category.info(id=made.category_id, params="id,description")).description == "New"
    await store.category.delete(id=made.category_id)
    with pytest.raises(NotFound):
        await store.category.info(id=made.category_id)


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("category.info", {"id": "999999"}, NotFound),
        ("category.info", {}, MissingParameter),
        ("category.list", {"count": 251}, ParameterError),
        ("category.list", {"coutn": 1}, ParameterError),
        ("category.list", {"page_cursor": "forged"}, ParameterError),
        ("category.list", {"created_from": datetime(2026, 1, 1, tzinfo=UTC)}, UnsupportedParameter),
        ("category.lst", {}, UnknownMethod),
        ("account.cart.list", {}, Unsupported),
    ],
)
async def test_each_error_is_raised_as_its_own_class(
    store: Store, method: str, arguments: dict[str, object], error: type[polycart.PolycartError]
) -> None:
    with pytest.raises(error) as raised:
        await store.call(method, **arguments)
    assert raised.value.code == error.code
    assert raised.value.message


async def test_unsupported_parameters_are_left_out_where_that_is_allowed(shop: Simulator) -> None:
    async with connect(
        "WoocommerceApi", store_url="https://shop.example.com", transport=AppTransport(shop), unsupported="warn",
        **shop.credentials,
    ) as store:  # fmt: skip
        page = await store.category.list(created_from="2026-01-01", count=2)
    assert page.left_out == ["created_from"]


async def test_the_last_trace_shows_what_was_sent_without_secrets(store: Store, shop: Simulator) -> None:
    await store.category.list(count=2)
    (exchange,) = store.last_trace
    assert (exchange.method, exchange.status) == ("GET", 200)
    assert "/products/categories" in exchange.url
    assert not any(secret in str(exchange) for secret in shop.credentials.values())


async def test_a_trace_gathers_all_calls_inside_it(store: Store) -> None:
    with store.trace() as exchanges:
        async for _ in store.category.iterate(params="id", page_size=10):
            pass
        with store.trace() as inner:
            await store.category.count()
    await store.category.count()
    assert len(exchanges) > 4
    assert inner == exchanges[-len(inner) :]


async def test_a_native_request_goes_through_the_same_client(store: Store) -> None:
    rows = await store.native.request("GET", "products/categories", query={"per_page": 2})
    assert len(rows) == 2
    assert store.last_trace[0].url.endswith("per_page=2")


@pytest.mark.parametrize("path", ["https://elsewhere.example.com/wp-json/", "http://shop.example.com:81/"])
async def test_a_native_request_carries_no_credentials_elsewhere(store: Store, path: str) -> None:
    with pytest.raises(ParameterError, match="store itself"):
        await store.native.request("GET", path)


async def test_supports_reads_the_capability_off_the_code(store: Store) -> None:
    assert store.supports("category.list").state == "native"
    assert "params" in store.supports("category.list").parameters
    assert store.supports("cart.validate").state == "native"
    with pytest.raises(UnknownMethod, match=r"product\.list"):
        store.supports("product.lst")


async def test_validate_and_methods_are_answered_without_a_server(store: Store) -> None:
    assert "WooCommerce" in str((await store.cart.validate()).status)
    served = (await store.cart.methods()).method
    assert served is not UNSET
    assert "category.list" in served


def test_wrong_credentials_are_refused_before_anything_is_sent() -> None:
    with pytest.raises(MissingParameter, match="wc_consumer_secret"):
        connect("WoocommerceApi", store_url="https://a.example.com", wc_consumer_key=KEYS["wc_consumer_key"])
    with pytest.raises(ParameterError, match="shopify_access_token"):
        connect("WoocommerceApi", store_url="https://a.example.com", shopify_access_token="x", **KEYS)
    with pytest.raises(ParameterError, match="no platform"):
        connect("Nonesuch", store_url="https://a.example.com")
    with pytest.raises(NotYet, match="AmeriCommerce"):
        connect("Americommerce", store_url="https://a.example.com")


async def test_only_the_named_host_may_be_private() -> None:
    transport = NamedHost("http://127.0.0.1:9")
    with pytest.raises(Unreachable, match="private"):
        await transport.send(Request(method="GET", url="http://10.0.0.1/", headers={}), within=2)
    with pytest.raises(Unreachable, match="No connection"):
        await transport.send(Request(method="GET", url="http://127.0.0.1:9/", headers={}), within=2)
    await transport.close()


def test_the_blocking_face_is_the_same_store(shop: Simulator) -> None:
    with connect(
        "WoocommerceApi", store_url="https://shop.example.com", transport=AppTransport(shop), blocking=True,
        **shop.credentials,
    ) as store:  # fmt: skip
        page = store.category.list(params="id", count=3)
        assert len(page) == 3
        found = [one.id for one in store.category.iterate(params="id", page_size=9)]
        assert len(found) == page.total
        for one in store.category.iterate(page_size=5):
            assert one.id
            break
        with store.trace() as exchanges:
            store.category.count()
        assert exchanges
        assert store.native.request("GET", "products/categories", query={"per_page": 1})
        with pytest.raises(NotFound):
            store.category.info(id="999999")
    with pytest.raises(RuntimeError, match="closed"):
        store.category.count()


def test_a_signature_shows_the_defaults_of_the_contract(shop: Simulator) -> None:
    store = connect(
        "WoocommerceApi", store_url="https://shop.example.com", transport=AppTransport(shop), **shop.credentials
    )
    signature = inspect.signature(store.category.list)
    assert repr(signature.parameters["count"].default) == "10"
    assert signature.parameters["parent_id"].default is None
    assert "count: How many" in str(store.category.list.__doc__)


async def test_a_check_minds_the_shops_version_when_asked(store: Store, shop: Simulator) -> None:
    assert (await store.cart.validate(validate_version=True)).status
    shop.shop.release = "7.4.1"
    assert (await store.cart.validate()).status
    with pytest.raises(Unsupported, match=r"7\.4\.1"):
        await store.cart.validate(validate_version=True)


async def test_a_platform_of_your_own_gets_what_follows_from_its_lists() -> None:
    shelf = Platform("Shelf", "The shelf", settings=Settings, client=Client)

    @shelf.implements(api.category.list, gives=("id", "name"))
    async def category_list(client: Client[Settings], p: CategoryListParams) -> CorePage[Category]:
        return CorePage(items=[Category(id="1", name="Books")], total=1)

    for _ in range(2):
        async with connect(shelf, store_url=SHELF) as store:
            assert (await store.category.count()).categories_count == 1
            assert store.supports("category.count").state == "emulated"
