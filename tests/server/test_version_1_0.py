"""The nested answers of API v1.0, held to the seed that shows both shapes, and to what a client of its time read."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from polycart.api import METHODS
from polycart.core.envelope import JSON, Answer
from polycart.sandbox.demo import Demo, running
from polycart.server import version_1_0

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def reshaped(name: str, result: dict[str, Any]) -> dict[str, Any]:
    """A result of v1.1 in the shape of v1.0."""
    body = json.dumps({"return_code": 0, "return_message": "", "result": result}).encode()
    return json.loads(version_1_0.answer(name, Answer(body, JSON, 0)).body)["result"]


def options_of_the_seed() -> tuple[Any, Any]:
    """The same options in the old structure and in the new one, out of the announcement of v1.1."""
    found = sorted(SEEDS.glob("004_*.txt")) if SEEDS.is_dir() else []
    if not found:
        pytest.skip("the seeds are not here")
    decoder = json.JSONDecoder()
    text = re.sub(r"\s+", " ", found[0].read_text("utf-8"))
    old, new = (decoder.raw_decode(part)[0] for part in re.split(r'"product_options": ?', text)[1:3])
    return old, new


def test_the_options_of_the_seed_get_their_old_structure() -> None:
    old, new = options_of_the_seed()
    assert reshaped("product.info", {"id": "1", "product_options": new}) == {"id": "1", "product_options": old}
    assert reshaped("product.list", {"product": [{"product_options": new}]}) == {"product": [{"product_options": old}]}


def test_objects_are_lists_of_one_dates_are_texts_and_lists_stand_at_the_top() -> None:
    order = {
        "id": "7",
        "customer": {"id": "3", "email": "ann@example.com"},
        "create_at": {"value": "2026-01-02T03:04:05+0000", "format": "Y-m-d\\TH:i:sO"},
        "modified_at": None,
        "finished_time": {"value": None},
        "totals": {"total": 9.5, "tax": None},
        "order_products": [{"product_id": "5", "options": [{"name": "Size", "value": "L"}]}],
        "additional_fields": {"gift": True, "id": "hidden by the order's own"},
    }
    assert reshaped("order.list", {"orders_count": 1, "order": [order]}) == {
        "orders_count": 1,
        "order": [{
            "id": "7",
            "customer": [{"id": "3", "email": "ann@example.com"}],
            "create_at": "2026-01-02 03:04:05",
            "modified_at": None,
            "finished_time": None,
            "totals": [{"total": 9.5, "tax": None}],
            "order_products": [
                {"order_product": [{"product_id": "5", "options": [{"option": [{"name": "Size", "value": "L"}]}]}]}
            ],
            "gift": "True",
        }],
    }  # fmt: skip


def test_errors_files_and_scalars_look_the_same_in_both() -> None:
    error = Answer(b'{"return_code":112,"return_message":"Product with id 9 not found","result":{}}', JSON, 112)
    assert version_1_0.answer("product.info", error) is error
    assert reshaped("product.count", {"products_count": 76}) == {"products_count": 76}
    assert reshaped("product.info", {"avail_sale": True, "images": [], "categories_ids": ["1", "2"]}) == {
        "avail_sale": "True", "images": [], "categories_ids": ["1", "2"],
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in METHODS if name.startswith(version_1_0.SERVED)])
def test_every_method_has_a_shape(name: str) -> None:
    method = METHODS[name]
    assert reshaped(name, {method.items: []} if method.items else {}) in ({}, {method.items: []})


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    async with running(port=None) as (found, _):
        yield found


async def test_both_versions_are_called_in_one_integration(demo: Demo) -> None:
    """What a client of v1.0 published then reads of an order: lists of one, a text that is parsed as a date."""
    keys = {"api_key": demo.api_key, "store_key": next(iter(demo.stores.values()))}
    async with httpx.AsyncClient(base_url=demo.url) as client:
        asked = {**keys, "count": 3, "params": "force_all"}
        old = (await client.get("/v1.0/order.list.json", params=asked)).json()["result"]["order"]
        new = (await client.get("/v1.1/order.list.json", params=asked)).json()["result"]["order"]
        wrong = (await client.get("/v1.0/order.list.json", params={**asked, "api_key": "x" * 32})).json()
    assert [order["order_id"] for order in old] == [order["order_id"] for order in new]
    for before, after in zip(old, new, strict=True):
        moment = datetime.strptime(before["create_at"], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - as the client did
        assert after["create_at"]["value"].startswith(moment.strftime("%Y-%m-%dT%H:%M:%S"))
        assert [money["total"] for money in before["totals"]] == [after["totals"]["total"]]
        assert [money["iso3"] for money in before["currency"]] == [after["currency"]["iso3"]]
        assert [one["email"] for one in before["customer"]] == [after["customer"]["email"]]
        (bought,) = before["order_products"]
        assert [item["product_id"] for item in bought["order_product"]] == [
            item["product_id"] for item in after["order_products"]
        ]
    assert wrong["return_code"] == 2
