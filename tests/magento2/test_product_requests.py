"""What reading a Magento shop's products costs, and what conformance cannot show of it."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from tests.conformance.shops import Shop

from polycart.core.errors import ParameterError
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.products.parts import BundleOption, Selection
from polycart.platforms.magento2.products.prices import Tier, _least, price_id, special, tier_prices

FACTS = ("store/", "/modules", "inventory/sources", "inventory/stocks", "inventory/stock-source-links", "graphql",
         "products/attributes")  # fmt: skip


@pytest.fixture
def shop() -> Shop:
    return Shop("Magento2Api")


def asked(shop: Shop) -> list[str]:
    """The addresses of the last call, without those of facts, which are kept for an hour."""
    return [each.url for each in shop.trace.exchanges if not any(fact in each.url for fact in FACTS)]


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(url.partition("?")[2]))


async def test_a_sparse_page_is_one_request_for_the_fields_that_it_needs(shop: Shop) -> None:
    found = await shop.items("product.list", type="simple", params="id,name,price", count=100)
    assert len(found) == 100
    (exchange,) = shop.trace.exchanges
    needed = "items[extension_attributes[configurable_product_links],id,name,price,type_id],total_count"
    assert query(exchange.url)["fields"] == needed
    await shop.items("product.list", params="id,name", count=100)
    (exchange,) = shop.trace.exchanges
    assert query(exchange.url)["fields"] == "items[id,name],total_count"


async def test_a_count_asks_for_nothing_but_the_total(shop: Shop) -> None:
    await shop.call("product.count")
    (exchange,) = shop.trace.exchanges
    assert query(exchange.url)["fields"] == "total_count"
    assert query(exchange.url)["searchCriteria[pageSize]"] == "1"


async def test_a_page_of_everything_costs_a_handful_of_requests(shop: Shop) -> None:
    for count, most in ((5, 8), (100, 12)):
        found = await shop.items("product.list", params="force_all", count=count)
        assert len(found) == count
        assert len(asked(shop)) <= most, asked(shop)


async def test_a_page_of_configurables_costs_by_batches_not_by_products(shop: Shop) -> None:
    found = await shop.items("product.list", type="configurable", params="id,price,in_stock", count=50)
    children = (await shop.call("product.child_item.list", count=0, product_ids=",".join(p["id"] for p in found))).page
    assert children is not None
    assert children.total is not None
    assert children.total > 100
    await shop.items("product.list", type="configurable", params="id,price,in_stock", count=50)
    batches = -(-children.total // 250)
    assert len(asked(shop)) <= 1 + batches + 2, asked(shop)


async def test_no_value_of_a_search_stands_for_anything_else(shop: Shop) -> None:
    everything = await shop.items("product.list", params="id,u_sku", count=250)
    assert len(everything) > 100
    for wild in ("%", "_", "\\", "%%", "a%", "_a"):
        found = await shop.items("product.list", find_value=wild, find_where="sku", params="id,u_sku", count=250)
        assert found == [each for each in everything if wild in each["u_sku"]], wild


async def test_a_store_has_the_products_of_its_website(shop: Shop) -> None:
    product = shop.simulator.shop.table("products")[1]
    product["website_ids"] = []
    try:
        found = await shop.items("product.list", store_id="1", product_ids="1,2", params="id")
        assert [each["id"] for each in found] == ["2"]
        assert [each["id"] for each in await shop.items("product.list", product_ids="1,2")] == ["1", "2"]
        assert (await shop.items("product.list", product_ids="1", params="stores_ids"))[0]["stores_ids"] == []
    finally:
        product["website_ids"] = [1]


async def test_an_option_that_was_added_meanwhile_has_its_label(shop: Shop) -> None:
    held = shop.simulator.shop
    product = next(p for p in held.table("products").values() if "color" in p["values"])
    id, code = str(product["id"]), "color"
    before = (await shop.items("product.list", product_ids=id, params="custom_fields"))[0]["custom_fields"][code]
    option = {"label": "Ultramarine", "value": "987654", "sort_order": 99}
    held.table("attributes")[code]["options"].append(option)
    product["values"][code] = {0: "987654"}
    after = (await shop.items("product.list", product_ids=id, params="custom_fields"))[0]["custom_fields"][code]
    assert before != after == "Ultramarine"


async def test_a_shop_without_sources_tells_its_one_stock() -> None:
    with_sources, without = Shop("Magento2Api"), Shop("Magento2Api")
    modules: list[str] = without.simulator.shop.tables["modules"][0]
    modules.remove("Magento_InventoryApi")
    wanted = {"type": "simple", "params": "id,quantity,in_stock,inventory", "count": 20}
    known = await with_sources.items("product.list", **wanted)
    found = await without.items("product.list", **wanted)
    assert [(p["id"], p["quantity"], p["in_stock"]) for p in found] == [
        (p["id"], p["quantity"], p["in_stock"]) for p in known
    ]
    assert not any("source-items" in url for url in asked(without))
    assert len(asked(without)) == 3  # how many stock items there are is asked once in an hour


async def test_a_shop_with_many_stock_items_tells_the_flags_of_single_products_only(shop: Shop) -> None:
    fields = {"params": "id,manage_stock,backorders,is_stock_managed"}
    known = await shop.items("product.list", **fields, count=3)
    assert {each["manage_stock"] for each in known} <= {"True", "False"}
    held = shop.simulator.shop.table("stock_items")
    held |= {10**6 + n: {**held[1], "item_id": 10**6 + n, "product_id": 10**6 + n} for n in range(5001)}
    shop.connection.forget()
    found = await shop.items("product.list", **fields, count=3)
    assert [each["manage_stock"] for each in found] == [None, None, None]
    assert len(shop.trace.exchanges) == 2
    for each in known:
        assert (await shop.items("product.list", **fields, product_ids=each["id"])) == [each]


async def test_the_quantity_is_that_of_the_enabled_sources_that_the_website_sells_from() -> None:
    shop = Shop("Magento2Api", sources="seed")
    held = shop.simulator.shop
    product = (await shop.items("product.list", type="simple", params="id,u_sku", count=1))[0]
    sku, wanted = product["u_sku"], {"product_ids": product["id"], "params": "quantity,inventory,in_stock"}
    for code, quantity in (("default", 100), ("ua-warehouse", 6), ("us-warehouse", 4)):
        held.table("source_items")[sku, code] |= {"quantity": quantity, "status": 1}
    (found,) = await shop.items("product.list", **wanted)
    assert (found["quantity"], found["in_stock"]) == (10.0, True)
    assert [(each["warehouse_id"], each["quantity"], each["priority"]) for each in found["inventory"]] == [
        ("default", 100.0, None), ("ua-warehouse", 6.0, 2), ("us-warehouse", 4.0, 4),
    ]  # fmt: skip
    held.table("sources")["ua-warehouse"]["enabled"] = False
    held.table("source_items")[sku, "us-warehouse"]["status"] = 0
    shop.connection.forget()
    (found,) = await shop.items("product.list", **wanted)
    assert (found["quantity"], found["in_stock"]) == (4.0, False)


async def test_a_disabled_variant_does_not_make_its_product_cheaper(shop: Shop) -> None:
    held = shop.simulator.shop.table("products")
    parent = next(p for p in held.values() if p["type_id"] == "configurable")
    children = parent["extension"]["configurable_product_links"]
    wanted = {"product_ids": str(parent["id"]), "params": "price"}
    for place, child in enumerate(children):
        held[child]["values"]["price"] = {0: 50.0 + place}
    assert await shop.items("product.list", **wanted) == [{"price": 50.0}]
    held[children[0]]["values"]["status"] = {0: 2}
    assert await shop.items("product.list", **wanted) == [{"price": 51.0}]


async def test_what_cannot_be_searched_is_refused_by_name(shop: Shop) -> None:
    for parameters, named in (
        ({"sort_by": "price"}, "sort_by"),
        ({"visible": "nowhere"}, "visible"),
        ({"status": "sold"}, "status"),
        ({"find_where": "name"}, "find_where"),
        ({"find_value": "x", "find_where": "colour"}, "find_where"),
        ({"product_attributes": [{"attribute_id": "999999", "values": ["a"]}]}, "product_attributes"),
        ({"category_id": "1", "categories_ids": "2"}, "category_id"),
    ):
        with pytest.raises(ParameterError, match=f"'{named}'"):
            await shop.call("product.list", **parameters)


def test_names_of_signed_parameters_sort_alike_by_numbers_and_by_bytes() -> None:
    many = written({"a any": [("sku", "eq", str(n)) for n in range(12)]})
    fields = [name for name in many if name.endswith("[field]")]
    assert fields == sorted(fields)
    assert fields[0] == "searchCriteria[filterGroups][0][filters][00][field]"
    assert "searchCriteria[filterGroups][0][filters][0][field]" in written({"sku eq": "a"})


def test_a_special_price_holds_by_the_clock_of_the_store() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    values = {"special_price": "9.5", "special_from_date": "2026-01-01 00:00:00", "special_to_date": "2026-01-01"}
    found = special(values, zone)
    assert found is not None
    assert found.start is not None
    assert found.start.astimezone(UTC) == datetime(2026, 1, 1, 8, tzinfo=UTC)
    assert not special({"special_price": "9.5", "special_to_date": "2000-01-01 00:00:00"}, zone).now  # type: ignore[union-attr]
    assert special({"special_price": "9.5", "special_from_date": "2000-01-01 00:00:00"}, zone).now  # type: ignore[union-attr]
    today = datetime.now(zone).strftime("%Y-%m-%d 00:00:00")
    assert special({"special_price": "9.5", "special_to_date": today}, zone).now  # type: ignore[union-attr]
    assert special({"special_price": "0.000000"}, zone) is None


def test_a_dynamic_bundle_costs_its_cheapest_choices() -> None:
    def option(required: bool, *prices: float) -> BundleOption:
        links = [Selection(id=n, sku=str(n), qty=2, price=price) for n, price in enumerate(prices)]
        return BundleOption(option_id=1, required=required, product_links=links)

    assert _least([option(True, 5, 3), option(True, 10), option(False, 1)]) == 26.0
    assert _least([option(False, 5, 3), option(False, 2)]) == 4.0
    assert _least([]) is None


def test_tier_prices_have_ids_of_their_own() -> None:
    ids = {price_id(group, quantity, site) for group in (0, 1, 32000) for quantity in (1, 2.5, 10) for site in (0, 1)}
    assert len(ids) == 18
    assert all(id.isdigit() and int(id) < 2**53 for id in ids)
    tiers = [Tier(customer_group_id=32000, qty=5, value=30), Tier(customer_group_id=2, qty=1, value=27)]
    assert [(each.qty, each.price) for each in tier_prices(tiers)] == [(5.0, 30.0)]
