"""Batches through the gateway: checked whole, worked off item by item, each item applied once or not at all."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.conformance.shops import Shop

from polycart import api
from polycart.client.local import Local
from polycart.core.emulate import single_of
from polycart.core.errors import Unsupported
from polycart.core.transport import AppTransport, NeverSent, Request, Response, Unreachable
from polycart.gateway.backend import Backend, Limits
from polycart.gateway.batches import work
from polycart.gateway.batches.records import KEPT, SENT
from polycart.gateway.home import Home
from polycart.gateway.jobs import jobs as service
from polycart.gateway.jobs.jobs import Jobs
from polycart.gateway.tables import batch_items, batches
from polycart.platforms import platforms

CART_ID = "WoocommerceApi"
GONE = "a process that is gone"


class Wire:
    """The way to the simulated shop, which can be made to fail."""

    def __init__(self, app: Any) -> None:
        self.inner = AppTransport(app)
        self.before: Callable[[Request], None] = lambda request: None
        self.after: Callable[[Request], None] = lambda request: None
        self.gate = asyncio.Event()
        self.gate.set()
        self.pause = 0.0
        self.sent: list[Request] = []

    async def send(self, request: Request, *, within: float) -> Response:
        self.before(request)
        if request.method != "GET":
            await self.gate.wait()
            await asyncio.sleep(self.pause)
        self.sent.append(request)
        response = await self.inner.send(request, within=within)
        self.after(request)
        return response

    async def close(self) -> None:
        await self.inner.close()


class Door:
    """A gateway with one account and one store; ``work`` starts its jobs."""

    def __init__(self, home: Path, *, cart_id: str = CART_ID, **limits: Any) -> None:
        self.cart_id = cart_id
        self.simulator = Shop(cart_id).simulator
        self.wire = Wire(self.simulator)
        allowed = Limits(**{"settle_seconds": 0.2, **limits})
        self.backend = Backend(Home.open(home), limits=allowed, transports=lambda store: self.wire)
        self.serial = 0
        self.api_key = self.store_key = ""

    async def open(self) -> Door:
        account = await self.backend.accounts.create("one")
        _, self.api_key = await self.backend.accounts.create_key(account.id, "key")
        self.store_key = await self.connect(account.id, "https://shop.test")
        return self

    async def connect(self, account_id: int, url: str) -> str:
        _, key = await self.backend.stores.add(account_id, self.cart_id, url, self.simulator.credentials)
        return key

    async def work(self, width: int = 32) -> None:
        self.backend.jobs = Jobs(self.backend, width=width)
        await self.backend.start()

    async def call(self, name: str, /, *, key: str = "", store: str = "", **parameters: Any) -> Any:
        self.serial += 1
        answer = await self.backend.call(
            name, lambda: parameters,
            api_key=key or self.api_key, store_key=store or self.store_key, request_id=f"req_{self.serial}",
        )  # fmt: skip
        return json.loads(answer.body)

    async def queued(self, name: str, payload: list[dict[str, Any]], **more: Any) -> str:
        answer = await self.call(name, payload=payload, **more)
        assert answer["return_code"] == 0, answer
        return answer["result"]["job_id"]

    async def result(self, job: str, **more: Any) -> Any:
        for _ in range(600):
            answer = await self.call("batch.job.result", id=job, **more)
            if answer["return_code"] != 12:
                assert answer["return_code"] == 0, answer
                return answer["result"]
            await asyncio.sleep(0.02)
        raise AssertionError(f"job {job} does not come to an end")

    async def done(self, name: str, payload: list[dict[str, Any]], **more: Any) -> Any:
        return await self.result(await self.queued(name, payload, **more))

    async def products(self, word: str, **more: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        asked: dict[str, Any] = {"count": 250, "params": "id,name,u_sku,price,quantity", **more}
        while True:
            answer = await self.call("product.list", **asked)
            assert answer["return_code"] == 0, answer
            found += [one for one in answer["result"]["product"] if one["name"].startswith(word)]
            token = answer["pagination"]["next"]
            if token is None:
                return found
            asked = {"page_cursor": token, "params": asked["params"]}

    def cut_off(self, job: str, place: int = 0, *, sent: float | None = None, request_id: str = "req_dead") -> None:
        """Leave a batch as a process leaves it that is killed while an item is with the shop."""
        with self.backend.database.engine.begin() as connection:
            connection.execute(update(batches).where(batches.c.id == int(job)).values(owner=GONE, status="in_progress"))
            this = (batch_items.c.batch_id == int(job), batch_items.c.place == place)
            connection.execute(
                update(batch_items)
                .where(*this)
                .values(state=SENT, sent=sent or time.time(), tries=1, request_id=request_id)
            )


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    opened = await Door(tmp_path / "home").open()
    yield opened
    opened.wire.gate.set()
    await opened.backend.close()


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "PAUSE", 0.02)
    monkeypatch.setattr(service, "LOOKS_EVERY", 0.05)


@pytest.fixture
def singly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each item be a call of its own; what is done together is tried in test_bundles."""
    monkeypatch.setattr(platforms()[CART_ID], "groups", {})


def mugs(number: int, word: str = "Batchmug", **more: Any) -> list[dict[str, Any]]:
    return [{"name": f"{word} {at}", "sku": f"{word}-{at}", "price": 2.5, **more} for at in range(number)]


async def test_a_batch_is_worked_off_and_told_of_in_the_contracts_own_types(door: Door) -> None:
    await door.work()
    job = await door.queued("product.add.batch", mugs(12))
    assert isinstance(job, str)
    assert int(job) < 1 << 31
    result = await door.result(job)
    assert list(result) == ["job_id", "job_name", "items_processed", "items_succeed", "items"]
    assert (result["job_id"], result["job_name"]) == (int(job), "product.add.batch")
    assert (result["items_processed"], result["items_succeed"]) == (12, 12)
    found = {one["id"]: one["name"] for one in await door.products("Batchmug")}
    assert [item["id"] for item in result["items"]] == list(range(12))
    for at, item in enumerate(result["items"]):
        assert item["status"] == "success"
        assert item["errors"] == item["warnings"] == []
        assert found[item["entity_id"]] == f"Batchmug {at}"


async def test_all_items_are_checked_before_anything_is_kept(door: Door) -> None:
    for payload, code, words in (
        ([*mugs(2), {"name": "x", "sku": "x"}], 114, "'payload[2].price'"),
        ([*mugs(1), {**mugs(1)[0], "asin": "B07"}], 109, "'payload[1].asin' is not supported by WooCommerce"),
        ([*mugs(1), {**mugs(1)[0], "price": "dear"}], 109, "'price_2'"),
        ([{**mugs(1)[0], "advanced_prices": [{"value": 1, "quantity": 2}]}], 109, "'payload[0].advanced_prices'"),
        ([{**mugs(1)[0], "tags": ["red, blue"]}], 109, "must not hold a comma"),
        ([{**mugs(1)[0], "images": [{"url": "https://p.example/a.png", "label": "A"}]}], 109, "images[0].label"),
        ([], 109, "'payload'"),
        (mugs(251), 109, "'payload'"),
    ):
        answer = await door.call("product.add.batch", payload=payload)
        assert answer["return_code"] == code, answer
        assert words in answer["return_message"]
    answer = await door.call("product.update.batch", payload=[{"name": "no id"}])
    assert answer["return_code"] == 114, answer
    answer = await door.call(
        "product.update.batch", payload=[{"id": "1", "tags": ["red"]}], nested_items_update_behaviour="merge"
    )
    assert answer["return_code"] == 109, answer
    assert "payload[0].tags" in answer["return_message"]
    assert (await door.call("batch.job.list"))["result"]["jobs"] == []
    assert door.wire.sent == []


async def test_what_the_shop_refuses_fails_alone(door: Door) -> None:
    await door.work()
    taken = (await door.products("Batchmug")) or await door.done("product.add.batch", mugs(1))
    assert taken
    result = await door.done("product.add.batch", mugs(3))
    assert [item["status"] for item in result["items"]] == ["failed", "success", "success"]
    assert result["items_succeed"] == 2
    assert "already" in result["items"][0]["errors"][0]
    gone = await door.done("product.delete.batch", [{"id": "999999"}, {"id": result["items"][1]["entity_id"]}])
    assert [item["status"] for item in gone["items"]] == ["failed", "success"]
    assert gone["items"][0]["entity_id"] == "999999"


async def test_a_job_that_is_not_done_is_code_12_and_an_unknown_one_112(door: Door) -> None:
    job = await door.queued("product.add.batch", mugs(1))
    answer = await door.call("batch.job.result", id=job)
    assert answer["return_code"] == 12
    assert answer["return_message"] == "There are no result for this job yet. Please try again later."
    for id in ("999999999", "99999999999"):
        answer = await door.call("batch.job.result", id=id)
        assert (answer["return_code"], answer["return_message"]) == (112, f"Job with id {id} not found")
    assert (await door.call("batch.job.result", id="x1"))["return_code"] == 109
    account = (await door.backend.accounts.list())[0]
    other = await door.connect(account.id, "https://other.test")
    assert (await door.call("batch.job.result", id=job, store=other))["return_code"] == 112
    assert (await door.call("batch.job.list", store=other))["result"]["jobs"] == []


@pytest.mark.both_databases
async def test_jobs_are_listed_newest_first_page_by_page_and_narrowed(door: Door) -> None:
    jobs = [await door.queued("product.delete.batch", [{"id": str(at)}]) for at in range(1, 6)]
    await door.queued("category.delete.batch", [{"id": "1"}])
    first = await door.call("batch.job.list", count=4)
    assert [one["id"] for one in first["result"]["jobs"]] == ["6", "5", "4", "3"]
    assert first["result"]["jobs"][0]["method"] == "category.delete.batch"
    assert first["result"]["jobs"][0]["status"] == "pending"
    assert first["result"]["jobs"][0]["processed_time"] is None
    assert set(first["result"]["jobs"][0]["created_time"]) == {"value", "format"}
    rest = await door.call("batch.job.list", page_cursor=first["pagination"]["next"])
    assert [one["id"] for one in rest["result"]["jobs"]] == ["2", "1"]
    assert rest["pagination"]["next"] is None
    chosen = await door.call("batch.job.list", ids=f"{jobs[1]},{jobs[3]}")
    assert [one["id"] for one in chosen["result"]["jobs"]] == ["4", "2"]
    narrow = {"created_from": "2020-01-01", "created_to": "2020-12-31"}
    assert (await door.call("batch.job.list", **narrow))["result"]["jobs"] == []
    assert len((await door.call("batch.job.list", created_from="2020-01-01"))["result"]["jobs"]) == 6
    assert (await door.call("batch.job.list", processed_from="2020-01-01"))["result"]["jobs"] == []
    assert (await door.call("batch.job.list", ids="one"))["return_code"] == 109


async def test_a_status_goes_from_pending_over_in_progress_to_processed(door: Door) -> None:
    job = await door.queued("product.add.batch", mugs(2))

    async def status() -> str:
        return (await door.call("batch.job.list", ids=job))["result"]["jobs"][0]["status"]

    assert await status() == "pending"
    door.wire.gate.clear()
    await door.work()
    for _ in range(200):
        if await status() == "in_progress":
            break
        await asyncio.sleep(0.02)
    assert await status() == "in_progress"
    door.wire.gate.set()
    await door.result(job)
    assert await status() == "processed"


async def test_a_batch_sent_twice_under_a_key_is_kept_once_even_where_the_answer_was_lost(door: Door) -> None:
    first = await door.queued("product.add.batch", mugs(2), idempotency_key="k")
    assert await door.queued("product.add.batch", mugs(2), idempotency_key="k") == first
    # The server was killed after it kept the batch and before it kept the answer.
    account = (await door.backend.accounts.list())[0]
    caller = door.backend.accounts.authenticate(door.api_key)
    store = door.backend.stores.find(door.store_key, account.id)
    again = await door.backend.batches.add(caller, store.id, "product.add.batch", [], "k")
    assert str(again) == first


async def test_changes_of_one_entity_keep_the_order_of_the_payload(door: Door) -> None:
    await door.work()
    made = await door.done("product.add.batch", mugs(2))
    one, other = (item["entity_id"] for item in made["items"])
    payload = [{"id": id, "price": price} for price in range(1, 9) for id in (one, other)]
    result = await door.done("product.update.batch", payload)
    assert result["items_succeed"] == 16
    assert {product["price"] for product in await door.products("Batchmug")} == {8.0}


async def test_batches_of_one_store_are_worked_off_one_after_the_other(door: Door) -> None:
    await door.work()
    made = await door.done("product.add.batch", mugs(1))
    id = made["items"][0]["entity_id"]
    jobs = [await door.queued("product.update.batch", [{"id": id, "price": price}]) for price in (3, 4, 5)]
    for job in jobs:
        assert (await door.result(job))["items_succeed"] == 1
    assert [product["price"] for product in await door.products("Batchmug")] == [5.0]


async def test_every_kind_of_batch_reaches_the_shop(door: Door) -> None:
    await door.work()
    answer = await door.call("product.add", name="Parent", model="parent", sku="parent", price=1, description="",
                             type="configurable")  # fmt: skip
    made = await door.done("category.add.batch", [{"name": "Batch A", "meta_keywords": None}, {"name": "Batch B"}])
    ids = [item["entity_id"] for item in made["items"]]
    assert made["items_succeed"] == 2, made
    gone = await door.done("category.delete.batch", [{"id": id} for id in ids])
    assert gone["items_succeed"] == 2
    assert answer["return_code"] == 0, answer
    parent = answer["result"]["product_id"]
    variants = [
        {"product_id": parent, "sku": f"v-{word}", "price": 3,
         "combination": [{"option_name": "Glaze", "option_value_name": word}]}
        for word in ("red", "blue")
    ]  # fmt: skip
    made = await door.done("product.variant.add.batch", variants)
    assert made["items_succeed"] == 2, made
    ids = [item["entity_id"] for item in made["items"]]
    changed = await door.done(
        "product.variant.update.batch", [{"id": id, "product_id": parent, "price": 4} for id in ids]
    )
    assert changed["items_succeed"] == 2, changed
    gone = await door.done("product.variant.delete.batch", [{"id": id, "product_id": parent} for id in ids])
    assert gone["items_succeed"] == 2, gone


# What was cut off


async def test_an_added_entity_whose_answer_was_lost_is_found_and_not_added_again(door: Door) -> None:
    job = await door.queued("product.add.batch", mugs(1))
    made = await door.call("product.add", model="m", description="", **mugs(1)[0])
    door.cut_off(job)
    await door.work()
    (item,) = (await door.result(job))["items"]
    assert (item["status"], item["entity_id"]) == ("success", made["result"]["product_id"])
    assert "cut off" in item["warnings"][0]
    assert len(await door.products("Batchmug")) == 1


async def test_two_items_that_look_alike_are_not_both_credited_with_one_entity(door: Door) -> None:
    payload = [{"name": "Batchmug", "model": f"m{at}", "price": 2.5} for at in range(2)]
    job = await door.queued("product.add.batch", payload)
    await door.call("product.add", description="", **payload[0])
    door.cut_off(job, 0)
    door.cut_off(job, 1)
    await door.work()
    result = await door.result(job)
    assert result["items_succeed"] == 2
    assert len({item["entity_id"] for item in result["items"]}) == 2
    assert len(await door.products("Batchmug")) == 2


async def test_an_item_that_did_not_get_to_the_shop_is_sent_once_the_shop_has_had_its_time(door: Door) -> None:
    job = await door.queued("product.add.batch", mugs(2))
    door.cut_off(job)
    began = time.monotonic()
    await door.work()
    assert (await door.result(job))["items_succeed"] == 2
    assert time.monotonic() - began >= 0.2
    assert len(await door.products("Batchmug")) == 2


async def test_an_older_entity_is_nobodys_work_and_a_doubtful_one_is_said_to_be_so(door: Door) -> None:
    made = await door.call("product.add", model="m", description="", **mugs(1)[0])
    assert made["return_code"] == 0
    old, doubtful = time.time() + 3 * 86400, time.time() + 3600
    for sent, words in ((old, "already"), (doubtful, "seems to be older")):
        job = await door.queued("product.add.batch", mugs(1))
        door.cut_off(job, sent=sent)
        await door.work()
        (item,) = (await door.result(job))["items"]
        assert item["status"] == "failed"
        assert words in item["errors"][0]
        assert len(await door.products("Batchmug")) == 1
        assert door.backend.jobs is not None
        await door.backend.jobs.stop()


async def test_a_change_by_a_difference_is_not_made_again(door: Door) -> None:
    answer = await door.call("product.add", model="m", description="", quantity=10, manage_stock=True, **mugs(1)[0])
    id = answer["result"]["product_id"]
    payload = [{"id": id, "manage_stock": True, "increase_quantity": 1}]
    job = await door.queued("product.update.batch", payload)
    door.cut_off(job)
    await door.work()
    (item,) = (await door.result(job))["items"]
    assert (item["status"], item["entity_id"]) == ("failed", id)
    assert "look in the shop" in item["errors"][0]
    assert "increase_quantity" in item["errors"][0]
    assert [product["quantity"] for product in await door.products("Batchmug")] == [10.0]


async def test_a_delete_that_was_cut_off_is_done_when_nothing_is_there_any_more(door: Door) -> None:
    job = await door.queued("product.delete.batch", [{"id": "999999"}, {"id": "999998"}])
    door.cut_off(job)
    await door.work()
    result = await door.result(job)
    assert [item["status"] for item in result["items"]] == ["success", "failed"]


async def test_an_entity_whose_age_the_shop_does_not_tell_is_left_to_a_person(door: Door) -> None:
    await door.call("category.add", name="Batch A")
    job = await door.queued("category.add.batch", [{"name": "Batch A"}])
    door.cut_off(job)
    await door.work()
    (item,) = (await door.result(job))["items"]
    assert item["status"] == "failed"
    assert "does not tell its age" in item["errors"][0]
    assert item["entity_id"]


async def test_what_was_half_done_is_taken_back_before_the_item_is_sent_again(door: Door) -> None:
    job = await door.queued("product.add.batch", mugs(1))
    made = (await door.call("product.add", model="m", description="", **mugs(1)[0]))["result"]["product_id"]
    store = door.backend.stores.find(door.store_key)
    step = {"method": "DELETE", "path": f"products/{made}", "query": {"force": True}, "says": "the product"}
    door.backend.journal.open(store.id, "req_dead").add(step)
    with door.backend.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET owner = ''")
    door.cut_off(job)
    await door.work()
    (item,) = (await door.result(job))["items"]
    assert item["status"] == "success"
    assert item["entity_id"] != made
    assert [product["id"] for product in await door.products("Batchmug")] == [item["entity_id"]]


# What the shop does to a batch


async def test_an_item_whose_shop_was_not_reached_is_tried_again(door: Door) -> None:
    failures = iter([True, True, False])

    def unreachable(request: Request) -> None:
        if request.method == "POST" and next(failures, False):
            raise NeverSent("the shop is away")

    door.wire.before = unreachable
    await door.work()
    result = await door.done("product.add.batch", mugs(1))
    assert result["items_succeed"] == 1
    assert len(await door.products("Batchmug")) == 1


@pytest.mark.usefixtures("singly")
async def test_an_answer_that_is_lost_is_looked_for_instead_of_sent_again(door: Door) -> None:
    lost = iter([True])

    def lose(request: Request) -> None:
        if request.method == "POST" and next(lost, False):
            raise Unreachable("the line broke after the shop had worked")

    door.wire.after = lose
    await door.work()
    result = await door.done("product.add.batch", mugs(3))
    assert result["items_succeed"] == 3
    assert sum("cut off" in " ".join(item["warnings"]) for item in result["items"]) == 1
    assert len(await door.products("Batchmug")) == 3


@pytest.mark.both_databases
@pytest.mark.usefixtures("singly")
async def test_a_cancelled_job_sends_no_further_item_and_finishes_what_is_begun(door: Door) -> None:
    door.wire.gate.clear()
    await door.work()
    job = await door.queued("product.add.batch", mugs(20))
    for _ in range(200):
        with door.backend.database.engine.connect() as connection:
            if connection.execute(select(batch_items.c.place).where(batch_items.c.state == SENT)).first():
                break
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    batch = await door.backend.batches.get(int(job))
    left = await door.backend.batches.cancel(batch)
    assert 0 < left < 20
    door.wire.gate.set()
    result = await door.result(job)
    assert result["items_succeed"] == 20 - left
    cancelled = [item for item in result["items"] if item["status"] == "failed"]
    assert len(cancelled) == left
    assert all("cancelled" in item["errors"][0] for item in cancelled)
    assert len(await door.products("Batchmug")) == 20 - left


async def test_a_pending_job_that_is_cancelled_is_processed_at_once(door: Door) -> None:
    job = await door.queued("product.add.batch", mugs(3))
    assert await door.backend.batches.cancel(await door.backend.batches.get(int(job))) == 3
    assert (await door.result(job))["items_succeed"] == 0


@pytest.mark.usefixtures("singly")
async def test_a_worker_that_stops_leaves_the_rest_to_the_next(door: Door) -> None:
    door.wire.pause = 0.05
    await door.work()
    job = await door.queued("product.add.batch", mugs(40))
    for _ in range(500):
        if sum(done for done, _ in (await door.backend.batches.counts([int(job)])).values()) > 2:
            break
        await asyncio.sleep(0.02)
    assert door.backend.jobs is not None
    await door.backend.jobs.stop()
    batch = await door.backend.batches.get(int(job))
    assert (batch.owner, batch.status) == ("", "in_progress")
    with door.backend.database.engine.connect() as connection:
        states = set(connection.execute(select(batch_items.c.state)).scalars())
    assert states == {"done", "waiting"}  # what was under way has been finished
    door.wire.pause = 0.0
    await door.work()
    assert (await door.result(job))["items_succeed"] == 40
    assert len(await door.products("Batchmug")) == 40


@pytest.mark.both_databases
async def test_a_job_without_progress_is_given_up_and_says_so(door: Door) -> None:
    job = await door.queued("product.add.batch", mugs(2))
    with door.backend.database.engine.begin() as connection:
        connection.execute(update(batches).values(attempts=service.MOST_ATTEMPTS, progress=0))
    await door.work()
    result = await door.result(job)
    assert [item["status"] for item in result["items"]] == ["failed", "failed"]
    assert "given up" in result["items"][0]["errors"][0]
    assert await door.products("Batchmug") == []


@pytest.mark.usefixtures("singly")
async def test_accounts_take_turns_and_within_an_account_its_stores(tmp_path: Path) -> None:
    door = await Door(tmp_path / "home").open()
    try:
        first = (await door.backend.accounts.list())[0]
        second = await door.backend.accounts.create("two")
        _, key = await door.backend.accounts.create_key(second.id, "key")
        stores = [await door.connect(first.id, f"https://s{at}.test") for at in range(4)]
        store = await door.connect(second.id, "https://two.test")
        many = [
            int(await door.queued("product.add.batch", mugs(25, f"Many{at}"), store=one))
            for at, one in enumerate(stores)
        ]
        few = await door.queued("product.add.batch", mugs(12, "Few"), key=key, store=store)
        door.wire.pause = 0.08
        await door.work(width=4)
        await door.result(few, key=key, store=store)
        done = [count for count, _ in (await door.backend.batches.counts(many)).values()]
        assert sum(done) < 50  # half of the places were the other account's, though its batch came last
        assert len(done) == 4
        assert max(done) - min(done) < 10
    finally:
        await door.backend.close()


# What is kept, and how long


async def test_a_payload_is_sealed_and_forgotten_and_goes_with_its_store(door: Door, tmp_path: Path) -> None:
    word = "Einzigartigermug"
    job = await door.queued("product.add.batch", mugs(2, word))
    files = [file.read_bytes() for file in sorted((tmp_path / "home").glob("polycart.db*"))]
    assert not any(word.encode() in file for file in files)
    await door.work()
    await door.result(job)
    with door.backend.database.engine.connect() as connection:
        assert connection.execute(select(batch_items.c.item)).scalars().all() == [None, None]
    assert (await door.call("cart.delete"))["return_code"] == 0
    with door.backend.database.engine.connect() as connection:
        assert connection.execute(select(batches.c.id)).all() == []
        assert connection.execute(select(batch_items.c.place)).all() == []


async def test_results_are_kept_for_a_week(door: Door) -> None:
    await door.work()
    job = await door.queued("product.add.batch", mugs(1))
    await door.result(job)
    assert await door.backend.batches.purge(now=time.time() + KEPT - 60) == 0
    assert await door.backend.batches.purge(now=time.time() + KEPT + 60) == 1
    assert (await door.call("batch.job.result", id=job))["return_code"] == 112


async def test_the_calls_of_a_batch_are_traced_under_ids_of_their_own(door: Door) -> None:
    await door.work()
    job = await door.queued("product.add.batch", mugs(1))
    await door.result(job)
    trace = await door.backend.traces.get(f"job_{job}_0_1")
    assert trace is not None
    assert trace.method == "product.add"


# What is declared

QUEUED = [cart_id for cart_id, platform in platforms().items() if "product.add.batch" in platform.queued]


@pytest.mark.parametrize("cart_id", QUEUED)
async def test_products_come_change_and_go_in_batches_on_every_platform(cart_id: str, tmp_path: Path) -> None:
    door = await Door(tmp_path / "home", cart_id=cart_id).open()
    try:
        await door.work()
        made = await door.done("product.add.batch", mugs(3))
        assert made["items_succeed"] == 3, made
        ids = [item["entity_id"] for item in made["items"]]
        changed = await door.done("product.update.batch", [{"id": id, "price": 7.5} for id in ids])
        assert changed["items_succeed"] == 3, changed
        assert sorted(product["id"] for product in await door.products("Batchmug")) == sorted(ids)
        assert {product["price"] for product in await door.products("Batchmug")} == {7.5}
        gone = await door.done("product.delete.batch", [{"id": id} for id in ids])
        assert gone["items_succeed"] == 3, gone
        assert await door.products("Batchmug") == []
    finally:
        await door.backend.close()


@pytest.mark.parametrize("cart_id", QUEUED)
async def test_a_product_that_was_added_is_found_again_on_every_platform(cart_id: str, tmp_path: Path) -> None:
    door = await Door(tmp_path / "home", cart_id=cart_id).open()
    try:
        job = await door.queued("product.add.batch", mugs(1))
        await door.call("product.add", description="", **mugs(1)[0])
        (before,) = await door.products("Batchmug")
        door.cut_off(job)
        await door.work()
        (item,) = (await door.result(job))["items"]
        assert [product["id"] for product in await door.products("Batchmug")] == [before["id"]]
        assert item["entity_id"] == before["id"], item
    finally:
        await door.backend.close()


@pytest.mark.parametrize("cart_id", platforms())
def test_every_platform_with_the_single_method_has_the_batch(cart_id: str) -> None:
    platform = platforms()[cart_id]
    own_queue = "batch.job.list" in platform.handlers
    for name, method in api.METHODS.items():
        single = single_of(name)
        if single is None:
            continue
        state = platform.capability(method).state
        if name in platform.handlers:
            assert state == "native"
        elif single in platform.handlers and not own_queue and name not in platform.reasons:
            assert state == "emulated"
        else:
            assert state in ("absent", "not yet")


async def test_the_library_without_a_server_says_that_it_keeps_no_jobs() -> None:
    shop = Shop(CART_ID)
    given: Mapping[str, Any] = {"store_url": "https://shop.test", **shop.simulator.credentials}
    local = Local(platforms()[CART_ID], given, transport=AppTransport(shop.simulator))
    try:
        method = api.METHODS["product.add.batch"]
        assert local.capability(method).state == "absent"
        with pytest.raises(Unsupported, match="is answered by a polycart server"):
            await local.call(method, {"payload": mugs(1)})
    finally:
        await local.close()
