"""The simulated shop holds one state: its tables tell what its API tells, before and after a write."""

from __future__ import annotations

import json
from typing import Any

import pytest

from polycart.core.client import Call, Connection
from polycart.core.transport import AppTransport
from polycart.platforms.woocommerce import platform
from polycart.platforms.woocommerce.answers import answer, resource
from polycart.platforms.woocommerce.sim import Simulator
from tests.woocommerce.test_tables import PLACED, SURPLUS, as_api

LISTS: dict[str, dict[str, Any]] = {
    "products": {"status": "any"},
    "/wc-analytics/variations": {"status": "any"},
    "products/categories": {},
    "customers": {"role": "all"},
    "orders": {"status": PLACED},
}
LOOSE = {"image", "coupon_lines", "global_unique_id", "brands"}
"""Where the simulated API leaves out what a real one tells: pictures of products at variations, barcodes before 9.2."""


def opened(version: str) -> tuple[Simulator, Any]:
    shop = Simulator(version=version)
    settings = platform.settings.read({"store_url": "https://shop.test", **shop.credentials})
    connection: Connection[Any] = Connection(settings, AppTransport(shop), name="1")
    return shop, platform.client(connection, Call())


@pytest.mark.parametrize("version", ["10.0.2", "7.9.0"])
@pytest.mark.parametrize("path", LISTS)
async def test_the_tables_tell_what_the_api_tells(version: str, path: str) -> None:
    _, woo = opened(version)
    fields = ",".join(sorted(resource(path).fields - SURPLUS))
    query = {**LISTS[path], "orderby": "id", "order": "asc", "offset": 0, "per_page": 60, "_fields": fields}
    found = await answer(woo, path, query)
    assert found is not None
    told = await woo.relayed("GET", path, query)
    assert found.headers["x-wp-total"] == told.headers["x-wp-total"]
    held = 0
    for record, other in zip(json.loads(found.body), json.loads(told.body), strict=True):
        assert record["id"] == other["id"]
        for name, value in record.items():
            if name in other and name not in LOOSE:
                assert as_api(name, value) == as_api(name, other[name]), (record["id"], name)
                held += 1
    assert held > 300


async def test_a_write_through_the_api_is_seen_in_the_tables() -> None:
    shop, woo = opened("10.0.2")
    made = await woo.post("products", {"name": "Cup", "sku": "cup-1", "regular_price": "4.50", "type": "simple"})
    query = {"include": str(made["id"]), "_fields": "id,name,sku,price", "per_page": 1}
    found = await answer(woo, "products", query)
    assert found is not None
    assert json.loads(found.body) == [{"id": made["id"], "name": "Cup", "price": "4.50", "sku": "cup-1"}]
    assert [asked[1] for asked in shop.requests] == ["rest", "info", "run", "run"]
