"""Reading through the bridge, with real PHP and a real database: pages in one round trip, discovery, prefixes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from polycart.api.product.read import ProductListParams
from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.bridge.tables import conditions, read
from polycart.core.errors import AmbiguousPrefix, BridgeFailed, CredentialsRefused, TooManyItems
from polycart.core.selection import Selection
from polycart.core.transport import HttpTransport
from tests.bridge import servers, shops
from tests.bridge.maps import BINDS, PRODUCT, ProductMap, ProductQuery

Client = Bridge[BridgeSettings]


async def products(bridge: Client, start: int = 0, count: int = 10, wanted: str = "", **given: Any) -> Any:
    where = conditions(ProductQuery, ProductListParams(**given), BINDS)
    selection = Selection.named(*wanted.split(",")) if wanted else None
    return await bridge.page(
        PRODUCT, where, ProductMap, start=start, count=count, order=["p.product_id"], binds=BINDS, wanted=selection
    )


async def test_the_bridge_tells_of_its_shop(bridge: Client) -> None:
    assert await bridge.check() == "4.1.0.3"
    info = await bridge.info()
    assert (info.cart, info.prefix, info.candidates, info.charset) == ("opencart", "oc_", ["oc_"], "utf8mb4")
    assert info.media == {"images": "image/"}
    assert bridge.version == (4, 1, 0, 3)


async def test_a_page_with_its_pictures_and_its_number_is_one_round_trip(bridge: Client) -> None:
    page = await products(bridge, 0, 100)
    assert len(bridge.call.trace.exchanges) == 1
    assert (len(page.items), page.total, page.next) == (100, 250, {"start": 100})
    first = page.items[0]
    assert (first.id, first.name, first.price, first.avail_sale) == ("1", "Prodüct 1 日本", 1.5, True)
    assert [image.http_path for image in first.images] == ["catalog/more-250.jpg", "catalog/more-500.jpg"]


async def test_any_window_is_a_slice(bridge: Client) -> None:
    whole = [one.id for one in (await products(bridge, 0, 250)).items]
    for start, count in ((0, 1), (3, 7), (249, 10), (250, 5)):
        page = await products(bridge, start, count)
        assert [one.id for one in page.items] == whole[start : start + count]
        assert page.total == 250


async def test_a_sparse_read_asks_for_its_columns_and_joins_alone(bridge: Client) -> None:
    from polycart.core.bridge.plans import Plan

    reader = ProductMap.reader(Selection.named("id", "u_sku"))
    plan = Plan(PRODUCT, reader, [], limit=5, binds=BINDS)
    assert plan.statements == [
        {"do": "select", "table": "product", "as": "p", "columns": ["p.product_id", "p.sku"], "limit": 5}
    ]
    page = await products(bridge, 0, 2, "id,u_sku")
    assert [(one.id, one.u_sku) for one in page.items] == [("1", "S1"), ("2", "S2")]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"sku": "S7"}, ["7"]),
        ({"sku": "' OR '1'='1"}, []),
        ({"product_ids": "3,5,999"}, ["3", "5"]),
        ({"product_ids": "3abc,5"}, ["5"]),
        ({"find_value": "S9"}, ["9"]),
        ({"find_value": "Prodüct 12 %"}, ["12"]),
        ({"category_id": "2", "sku": "S4"}, ["4"]),
        ({"category_id": "1", "sku": "S4"}, []),
        ({"created_from": "2027-01-01"}, []),
    ],
)
async def test_filters_narrow(bridge: Client, given: dict[str, str], found: list[str]) -> None:
    page = await products(bridge, **given)
    assert [one.id for one in page.items] == found
    assert page.total == len(found)


def test_a_condition_is_read_into_a_structure() -> None:
    assert read("p.a >= :v AND d.b = p.c", {"v": 3}) == {"all": [["p.a", ">=", 3], ["d.b", "=", {"c": "p.c"}]]}
    assert read("p.a IS NOT NULL", {}) == ["p.a", "not null"]
    with pytest.raises(ValueError, match="no condition"):
        read("p.a = 1; DROP TABLE x", {})


async def test_functions_groups_and_references_work(bridge: Client) -> None:
    answer = await bridge.read(
        {
            "do": "select",
            "table": "product",
            "as": "p",
            "columns": ["p.product_id"],
            "limit": 2,
            "order": ["-p.product_id"],
            "keep": ["p.product_id"],
        },
        {
            "do": "select",
            "table": "product_to_category",
            "as": "c",
            "columns": ["c.category_id", {"fn": "count", "as": "n"}],
            "where": [["c.product_id", "in", {"rows": [0, "p.product_id"]}]],
            "group": ["c.category_id"],
            "order": ["c.category_id"],
        },
        {"do": "select", "table": "product", "as": "p", "columns": ["p.raw"], "where": [["p.product_id", "=", 3]]},
    )
    assert json.loads(answer.rows[0]) == [{"p": {"product_id": 250}}, {"p": {"product_id": 249}}]
    assert json.loads(answer.rows[1]) == [{"c": {"category_id": 1}, "n": 1}, {"c": {"category_id": 2}, "n": 1}]
    assert json.loads(answer.rows[2]) == [{"p": {"raw": {"base64": "/wD+"}}}]  # bytes that are no text


async def test_a_large_answer_travels_in_pieces(bridge: Client) -> None:
    columns = ["a.description", "b.description"]
    joins = [{"table": "product_description", "as": "b", "on": [["b.language_id", "=", {"c": "a.language_id"}]]}]
    statement = {
        "do": "select",
        "table": "product_description",
        "as": "a",
        "joins": joins,
        "columns": columns,
        "limit": 4000,
    }
    answer = await bridge.read(statement)
    assert len(answer.rows[0]) > 1_500_000
    assert len(json.loads(answer.rows[0])) == 4000


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ({"table": "user", "columns": ["user.username"]}, "scope"),
        ({"table": "cart", "columns": ["cart.cart_id"]}, "scope"),
        ({"table": "customer", "columns": ["customer.password"]}, "scope"),
        ({"table": "customer", "columns": ["customer.email"], "where": [["customer.password", "like", "h%"]]}, "scope"),
        ({"table": "customer", "columns": ["customer.email"], "order": ["customer.PASSWORD"]}, "column"),
    ],
)
async def test_what_is_in_no_scope_cannot_be_read(bridge: Client, statement: dict[str, Any], code: str) -> None:
    with pytest.raises((CredentialsRefused, BridgeFailed)) as caught:
        await bridge.read({"do": "select", **statement})
    assert caught.value.native is not None
    assert caught.value.native.code == code


async def test_a_table_of_many_kinds_shows_the_rows_of_its_scope(bridge: Client) -> None:
    answer = await bridge.read({"do": "select", "table": "setting", "columns": ["setting.value"]})
    assert json.loads(answer.rows[0]) == [{"setting": {"value": "My shop"}}]
    joined = [{"table": "setting", "as": "s", "left": True, "on": [["s.setting_id", "=", 2]]}]
    answer = await bridge.read(
        {"do": "select", "table": "category", "as": "c", "joins": joined, "columns": ["s.value"], "limit": 1}
    )
    assert json.loads(answer.rows[0]) == [{"s": {"value": None}}]


async def test_more_rows_than_the_cap_are_an_error(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database, rows=100, answer_bytes=20_000)
    with servers.php(tmp_path, workers=1) as url:
        bridge = shops.client(url, transport=transport)
        for column in ("product.product_id", "product.image"):
            with pytest.raises(TooManyItems):
                await bridge.read({"do": "select", "table": "product", "columns": [column]})
        description = ["product_description.description"]
        with pytest.raises(TooManyItems):
            await bridge.read({"do": "select", "table": "product_description", "columns": description, "limit": 100})


async def test_the_caller_or_the_owner_decides_between_prefixes(
    fresh: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    for table in ("product", "product_description", "product_to_store", "order_total"):
        fresh.sql(f"CREATE TABLE second_{table} LIKE oc_{table}")
    shops.build(tmp_path, fresh)
    defined = (tmp_path / "config.php").read_text()
    with servers.php(tmp_path, workers=1) as url:
        assert (await shops.client(url, transport=transport).info()).prefix == "oc_"  # the shop's own configuration
        (tmp_path / "config.php").write_text(defined.replace("'oc_'", "'gone_'"))
        with pytest.raises(AmbiguousPrefix, match="'oc_', 'second_'"):
            await shops.client(url, transport=transport).check()
        assert (await shops.client(url, transport=transport, db_tables_prefix="second_").info()).prefix == "second_"
        with pytest.raises(AmbiguousPrefix):
            await shops.client(url, transport=transport, db_tables_prefix="mysql").check()
        shops.build(tmp_path, fresh, prefix="oc_")
        (tmp_path / "config.php").write_text(defined.replace("'oc_'", "'gone_'"))
        assert (await shops.client(url, transport=transport).info()).prefix == "oc_"
        with pytest.raises(AmbiguousPrefix):
            await shops.client(url, transport=transport, db_tables_prefix="second_").check()
