"""Batches go into Magento's queue whole or not at all, and their jobs tell what became of each item."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.conformance.shops import Shop, builtins, refused
from tests.magento2.shops import MODULES
from tests.magento2.shops import Shop as Scripted

from polycart.core.errors import AlreadyExists, MissingParameter, NotFound, NotReady, ParameterError, Unsupported
from polycart.platforms.magento2.batches.jobs import MOST_IDS
from polycart.platforms.magento2.batches.queue import beginnings, job_id


@pytest.fixture
def shop() -> Shop:
    return Shop("Magento2Api")


def mug(number: str, **given: Any) -> dict[str, Any]:
    """A product to add."""
    return {"name": f"Mug {number}", "sku": f"mug-{number}", "price": 5, **given}


async def queued(shop: Shop, name: str, *payload: dict[str, Any]) -> str:
    """Put a batch in line; gives the job's id."""
    return builtins((await shop.call(name, payload=list(payload))).result)["job_id"]


async def result(shop: Shop, job: str) -> dict[str, Any]:
    """What became of a job."""
    return builtins((await shop.call("batch.job.result", id=job)).result)


async def added(shop: Shop, *payload: dict[str, Any]) -> list[str]:
    """Add products by a batch; gives their ids."""
    told = await result(shop, await queued(shop, "product.add.batch", *payload))
    return [item["entity_id"] for item in told["items"]]


def asked(shop: Shop) -> list[tuple[str, str]]:
    """The requests of the last call."""
    return [(each.method, each.url.partition("/V1/")[2].partition("?")[0]) for each in shop.trace.exchanges]


async def test_a_job_is_the_first_31_bits_of_its_bulk_and_is_found_again_by_them() -> None:
    uuid = "ffffffff-9341-429b-bab8-7d3f825c6064"
    assert job_id(uuid) == 2**31 - 1
    assert beginnings(job_id(uuid)) == ["fffffffe%", "ffffffff%"]
    assert beginnings(job_id("00000001-9341-429b-bab8-7d3f825c6064")) == ["00000000%", "00000001%"]


async def test_each_item_of_a_batch_is_told_with_the_id_of_what_was_made(shop: Shop) -> None:
    job = await queued(shop, "product.add.batch", mug("one"), mug("two"))
    told = await result(shop, job)
    assert told["job_id"] == int(job) < 2**31
    assert told["job_name"] == "product.add.batch"
    assert (told["items_processed"], told["items_succeed"]) == (2, 2)
    assert [item["status"] for item in told["items"]] == ["success", "success"]
    found = builtins((await shop.call("product.info", id=told["items"][1]["entity_id"], params="u_sku")).result)
    assert found["u_sku"] == "mug-two"


async def test_a_job_waits_where_no_consumer_runs(shop: Shop) -> None:
    shop.simulator.faults.stop_consumers()
    job = await queued(shop, "product.add.batch", mug("one"))
    error = await refused(shop, "batch.job.result", id=job)
    assert isinstance(error, NotReady)
    assert (error.code, error.message) == (12, "There are no result for this job yet. Please try again later.")
    (listed,) = await shop.items("batch.job.list", ids=job)
    assert (listed["id"], listed["method"], listed["status"]) == (job, "product.add.batch", "pending")
    shop.simulator.consume()
    (listed,) = await shop.items("batch.job.list", ids=job)
    assert listed["status"] == "processed"
    assert (await result(shop, job))["items_succeed"] == 1


async def test_what_fails_in_the_queue_is_told_for_its_item_alone(shop: Shop) -> None:
    shop.simulator.faults.stop_consumers()
    first = await queued(shop, "product.add.batch", mug("one", seo_url="tea-mug"))
    second = await queued(shop, "product.add.batch", mug("two", seo_url="tea-mug"), mug("three"))
    shop.simulator.consume()
    assert (await result(shop, first))["items_succeed"] == 1
    told = await result(shop, second)
    assert (told["items_processed"], told["items_succeed"]) == (2, 1)
    assert told["items"][0]["status"] == "failed"
    assert told["items"][0]["errors"] == ["URL key for specified store already exists."]
    assert told["items"][0]["entity_id"] is None
    assert told["items"][1]["status"] == "success"


@pytest.mark.parametrize("unknown", ["77", "2147483648", "99999999999999999"])
async def test_an_unknown_job_is_told_by_its_id(shop: Shop, unknown: str) -> None:
    error = await refused(shop, "batch.job.result", id=unknown)
    assert (error.code, error.message) == (112, f"Job with id {unknown} not found")


async def test_pages_of_jobs_go_on_where_the_one_before_ended(shop: Shop) -> None:
    known = [each["id"] for each in await shop.items("batch.job.list", count=50)]
    assert len(known) > 2
    page = await shop.call("batch.job.list", count=2)
    found = [each["id"] for each in builtins(page.result)["jobs"]]
    while cursor := (page.pagination or {}).get("next"):  # type: ignore[union-attr]
        page = await shop.call("batch.job.list", page_cursor=cursor)
        found += [each["id"] for each in builtins(page.result)["jobs"]]
    assert found == known


async def test_more_ids_than_an_address_holds_are_refused(shop: Shop) -> None:
    error = await refused(shop, "batch.job.list", ids=",".join(str(id) for id in range(MOST_IDS + 1)))
    assert error.code == 111


async def test_nothing_is_queued_where_an_item_is_known_to_be_wrong(shop: Shop) -> None:
    await added(shop, mug("one"))
    jobs = await shop.items("batch.job.list", count=50)
    for payload, kind, message in (
        ([mug("two"), mug("ONE")], AlreadyExists, "payload[1]: Product with sku = 'mug-ONE' already exist."),
        ([mug("two", category_id="99999")], NotFound, "payload[0]: Category with id 99999 not found."),
        ([mug("two"), {"sku": "x", "price": 1}], MissingParameter, "Parameter 'payload[1].name' is required."),
        ([mug("two", tax_class_id="99999")], NotFound, "payload[0]: Tax class with id 99999 not found."),
        (
            [mug("two"), mug("three"), mug("TWO")],
            ParameterError,
            "Parameter 'payload[2].sku' is not valid. 'mug-TWO' is that of payload[0], too.",
        ),
        (
            [mug("two", asin="B0")],
            ParameterError,
            "Parameter 'payload[0].asin' is not supported by Magento 2 for product.add.batch.",
        ),
        (
            [mug("two"), mug("four", lang_id="0")],
            ParameterError,
            "Parameter 'payload[1].lang_id' is not valid. All items of a batch look through the same view.",
        ),
        (
            [mug("two", related_products_ids=["99999", "x"])],
            ParameterError,
            (
                "Parameter 'payload[0].related_products_ids' is not valid. "
                "'x' is not the id of anything in a Magento shop."
            ),
        ),
    ):
        error = await refused(shop, "product.add.batch", payload=payload)
        assert isinstance(error, kind), error
        assert error.message == message
        assert not [method for method, _ in asked(shop) if method != "GET"]
    assert await shop.items("batch.job.list", count=50) == jobs


async def test_all_wrong_items_are_named(shop: Shop) -> None:
    await added(shop, mug("one"))
    payload = [mug("two"), mug("one"), mug("three", manufacturer="Nobody"), mug("four", category_id="99999")]
    error = await refused(shop, "product.add.batch", payload=payload)
    assert error.message.endswith("already exist. Wrong, too: payload[2], payload[3].")


async def test_a_new_maker_is_not_made_for_a_batch(shop: Shop) -> None:
    error = await refused(shop, "product.add.batch", payload=[mug("one", manufacturer="Nobody")])
    assert "payload[0].manufacturer" in error.message
    assert not [method for method, _ in asked(shop) if method != "GET"]


async def test_a_hundred_products_cost_as_many_requests_as_two(shop: Shop) -> None:
    categories = [each["id"] for each in await shop.items("category.list", count=5)]
    await queued(shop, "product.add.batch", mug("a", categories_ids=categories[:1]), mug("b"))
    two = len(asked(shop))
    many = [mug(f"n{n}", categories_ids=[categories[n % len(categories)]], tax_class_id="2") for n in range(100)]
    job = await queued(shop, "product.add.batch", *many)
    assert len(asked(shop)) <= two
    assert (await result(shop, job))["items_succeed"] == 100


async def test_products_of_one_name_get_addresses_of_their_own(shop: Shop) -> None:
    same = [mug(n, name="Tea mug") for n in ("one", "two")]
    ids = await added(shop, *same, mug("three", name="Кухоль"))
    keys = [builtins((await shop.call("product.info", id=id, params="seo_url")).result)["seo_url"] for id in ids]
    assert keys == ["tea-mug-mug-one", "tea-mug-mug-two", "mug-three"]


async def test_prices_alone_go_by_a_route_that_touches_no_stock(shop: Shop) -> None:
    one, two = await added(shop, mug("one", quantity=5), mug("two"))
    job = await queued(shop, "product.update.batch", {"id": one, "price": 8}, {"id": two, "price": 9})
    assert asked(shop)[-1] == ("POST", "products/base-prices")
    assert (await result(shop, job))["job_name"] == "product.update.batch"
    found = builtins((await shop.call("product.info", id=one, params="price,quantity")).result)
    assert found == {"price": 8.0, "quantity": 5.0}


async def test_a_price_that_the_service_refused_without_failing_is_a_failed_item(shop: Shop) -> None:
    one, two = await added(shop, mug("one"), mug("two"))
    shop.simulator.faults.stop_consumers()
    job = await queued(shop, "product.update.batch", {"id": one, "price": 8}, {"id": two, "price": 9})
    await shop.call("product.delete", id=two)
    shop.simulator.consume()
    told = await result(shop, job)
    assert [item["status"] for item in told["items"]] == ["success", "failed"]
    assert "mug-two" in told["items"][1]["errors"][0]


async def test_other_changes_need_the_quantity_and_carry_the_whole_stock_item(shop: Shop) -> None:
    (one,) = await added(shop, mug("one", quantity=5, backorder_status="notify"))
    error = await refused(shop, "product.update.batch", payload=[{"id": one, "name": "Cup"}])
    assert isinstance(error, MissingParameter)
    assert error.message.startswith("Parameter 'payload[0].quantity' is required: ")
    await queued(shop, "product.update.batch", {"id": one, "name": "Cup", "quantity": 4})
    (sent,) = msgspec.json.decode(shop.trace.exchanges[-1].request_body or b"[]")
    item = sent["product"]["extension_attributes"]["stock_item"]
    assert (sent["product"]["sku"], sent["product"]["id"]) == ("mug-one", int(one))
    assert (item["qty"], item["backorders"], item["use_config_backorders"]) == (4, 2, False)
    assert not {"item_id", "product_id", "stock_id"} & item.keys()


async def test_an_item_that_changes_nothing_is_refused(shop: Shop) -> None:
    (one,) = await added(shop, mug("one"))
    error = await refused(shop, "product.update.batch", payload=[{"id": one}])
    assert error.message == "payload[0]: Nothing to update: the item names a product and no change."


async def test_a_product_gets_another_sku_by_a_batch(shop: Shop) -> None:
    one, two = await added(shop, mug("one"), mug("two"))
    error = await refused(shop, "product.update.batch", payload=[{"id": one, "sku": "mug-two", "quantity": 1}])
    assert error.message == "payload[0]: Product with sku = 'mug-two' already exist."
    await queued(shop, "product.update.batch", {"id": one, "sku": "mug-new", "quantity": 1})
    found = builtins((await shop.call("product.info", id=one, params="u_sku")).result)
    assert found == {"u_sku": "mug-new"}
    assert two


async def test_related_products_of_an_update_cost_one_request_for_all(shop: Shop) -> None:
    ids = await added(shop, mug("one"), mug("two"), mug("three"))
    links = [{"id": id, "quantity": 1, "related_products_ids": [ids[2]]} for id in ids[:2]]
    await queued(shop, "product.update.batch", *links)
    assert sum(request == ("GET", "products") for request in asked(shop)) <= 2
    found = builtins((await shop.call("product.info", id=ids[0], params="related_products_ids")).result)
    assert found == {"related_products_ids": [ids[2]]}


async def test_an_order_that_was_shipped_or_queued_before_is_not_shipped_by_a_batch(shop: Shop) -> None:
    orders = await shop.items("order.list", params="order_id,status", count=100)
    order = next(each["order_id"] for each in orders if each["status"]["id"] in {"pending", "processing"})
    shop.simulator.faults.stop_consumers()
    item = {"order_id": order, "tracking_number": "1Z", "carrier_id": "ups"}
    job = await queued(shop, "order.shipment.add.batch", item)
    error = await refused(shop, "order.shipment.add.batch", payload=[item])
    assert "payload[0].order_id" in error.message
    shop.simulator.consume()
    made = (await result(shop, job))["items"][0]["entity_id"]
    shipments = await shop.items("order.shipment.list", order_id=order)
    assert made in {each["id"] for each in shipments}
    assert "payload[0].order_id" in (await refused(shop, "order.shipment.add.batch", payload=[item])).message


async def test_a_shop_without_the_queue_is_told_before_anything_is_sent() -> None:
    for missing in ("Magento_AsynchronousOperations", "Magento_WebapiAsync"):
        scripted = Scripted()
        modules = [*MODULES, "Magento_AsynchronousOperations", "Magento_WebapiAsync"]
        scripted.facts["modules"] = [each for each in modules if each != missing]
        with pytest.raises(Unsupported, match=missing):
            await scripted.call("product.add.batch", payload=[mug("one")])
        assert [path.rpartition("/")[2] for _, path, _, _ in scripted.sent] == ["modules"]


async def test_a_quantity_that_would_have_to_follow_into_another_source_is_refused() -> None:
    scripted = Scripted()
    scripted.facts["modules"] = [*MODULES, "Magento_AsynchronousOperations", "Magento_WebapiAsync"]
    scripted.facts["taxClasses/search"] = {"items": []}
    scripted.facts["products"] = {"items": [], "total_count": 0}
    with pytest.raises(ParameterError, match=r"payload\[0\].quantity.*'ua-warehouse'"):
        await scripted.call("product.add.batch", payload=[mug("one", quantity=5)])
    assert not [method for method, *_ in scripted.sent if method != "GET"]
