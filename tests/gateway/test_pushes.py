"""Changes that shops tell of by themselves: from the change in the shop to one change in the stream."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.gateway.pushing import PUBLIC, PUSHING, SHOP, TIMED, Deaf, Refusing, Rig, now

from polycart.gateway.backend import Backend
from polycart.gateway.changes.change import Change
from polycart.gateway.pushes import keeping, taking
from polycart.server import pushes as door

MUG = {"name": "Mug", "model": "MUG-1", "sku": "MUG-1", "price": 9.5, "description": "A mug."}


@pytest.fixture
def home(tmp_path: Path, migrated: Path) -> Path:
    return shutil.copytree(migrated, tmp_path / "home")


@pytest.fixture(params=PUSHING)
async def rig(request: pytest.FixtureRequest, home: Path) -> AsyncIterator[Rig]:
    made = await Rig(home, request.param).open()
    yield made
    await made.close()


@pytest.fixture
async def one(home: Path) -> AsyncIterator[Rig]:
    """The platform with which everything that is no platform's own is tried."""
    made = await Rig(home, "WoocommerceApi").open()
    yield made
    await made.close()


async def test_a_product_is_told_of_when_it_comes_changes_and_goes(rig: Rig) -> None:
    await rig.watch("product")
    id = str((await rig.call("product.add", **MUG))["product_id"])
    assert set(await rig.deliver()) == {200}
    first, *more = await rig.news()
    assert (first.entity, first.action, first.entity_id, first.source) == ("product", "add", id, "push")
    assert {(one.action, one.entity_id) for one in more} <= {("update", id)}  # some shops take several steps
    for name, action in (("product.update", "update"), ("product.delete", "delete")):
        seq = (await rig.news())[-1].seq
        await rig.call(name, id=id, **({"name": "Cup"} if action == "update" else {}))
        assert set(await rig.deliver()) == {200}
        assert [(one.action, one.entity_id) for one in await rig.news(seq)] == [(action, id)]
    assert rig.backend.pushes.standing(rig.store_id) == keeping.Standing(pushed=["product"])


@pytest.mark.parametrize("rig", ["BigcommerceApi", "Shopify"], indirect=True)
async def test_each_entity_is_told_of_by_its_own_name_and_id(rig: Rig) -> None:
    await rig.watch("order", "customer", "category")
    order = (await rig.call("order.list", count=1, params="order_id"))["order"][0]["order_id"]
    customer = (await rig.call("customer.list", count=1, params="id"))["customer"][0]["id"]
    category = (await rig.call("category.list", count=1, params="id"))["category"][0]["id"]
    await rig.call("order.update", order_id=order, comment="Ring twice.")
    await rig.call("customer.update", id=customer, first_name="Ada")
    await rig.call("category.update", id=category, name="Mugs")
    assert set(await rig.deliver()) == {200}
    told = {(one.entity, one.action, one.entity_id) for one in await rig.news()}
    assert told == {("order", "update", order), ("customer", "update", customer), ("category", "update", category)}


@pytest.mark.parametrize("rig", ["BigcommerceApi"], indirect=True)
async def test_a_variant_is_told_of_by_its_own_id_and_its_products(rig: Rig) -> None:
    await rig.watch("product.child_item")
    await rig.poller.poll()
    child = next(row for row in rig.shop.shop.variants if row["sku_id"])
    child["price"] = 3.5
    rig.later(3)
    rig.shop.tell()
    assert set(await rig.deliver()) == {200}
    (news,) = await rig.news()
    assert (news.action, news.entity_id, news.parent_id) == ("update", str(child["id"]), str(child["product_id"]))


async def test_a_variant_comes_under_the_topics_of_products(one: Rig) -> None:
    await one.watch("product", "product.child_item")
    await one.poller.poll()
    id, child = next(iter(one.shop.shop.variations.items()))
    one.later(3)
    child |= {"regular_price": "3.50", "date_modified_gmt": one.shop.shop.now()}
    one.shop.tell()
    assert set(await one.deliver()) == {200}
    (news,) = await one.news()
    assert (news.entity, news.action, news.entity_id) == ("product.child_item", "update", str(id))
    assert news.parent_id == str(child["parent_id"])


async def test_a_push_and_a_poll_of_one_change_are_one_event(rig: Rig) -> None:
    await rig.watch("product")
    await rig.poller.poll()  # what there is, which is no news
    id = await rig.product()
    await rig.rename(id)
    assert set(await rig.deliver()) == {200}
    assert [(one.action, one.entity_id, one.source) for one in await rig.news()] == [("update", id, "push")]
    await rig.polled()
    assert len(await rig.news()) == 1
    rig.later(2)  # shops date by the second
    await rig.rename(id)
    await rig.polled()  # this time the poll is quicker
    assert [(one.action, one.entity_id, one.source) for one in await rig.news()][1:] == [("update", id, "poll")]
    assert set(await rig.deliver()) == {200}
    await rig.polled()
    assert len(await rig.news()) == 2
    await rig.call("product.delete", id=id)
    assert set(await rig.deliver()) == {200}
    await rig.polled()
    assert [(one.action, one.source) for one in await rig.news()][2:] == [("delete", "push")]


@pytest.mark.parametrize("rig", ["BigcommerceApi"], indirect=True)
async def test_an_event_that_follows_its_change_by_seconds_is_no_second_change(rig: Rig) -> None:
    await rig.watch("product")
    await rig.poller.poll()
    await rig.rename()
    headers, body = await rig.captured()
    await rig.polled()
    assert [one.source for one in await rig.news()] == ["poll"]
    event = json.loads(body)
    for later, expected in ((3, 1), (60, 2)):  # the second one is another change, then
        body = json.dumps({**event, "created_at": event["created_at"] + later}).encode()
        assert (await rig.post(rig.door.token, headers, body)).status == 200
        assert len(await rig.news()) == expected


async def test_a_forged_or_altered_delivery_changes_nothing(rig: Rig) -> None:
    await rig.watch("product")
    await rig.rename()
    headers, body = await rig.captured()
    signature = next(name for name in headers if "hmac" in name or name.endswith(("wc-webhook-signature", "secret")))
    right = headers[signature]
    forged = {**headers, signature: right[1:] + right[:1]}
    bare = {name: value for name, value in headers.items() if name != signature}
    token = rig.door.token
    for sent, expected in ((forged, 403), (bare, 401)):
        answer = await rig.post(token, sent, body)
        assert (answer.status, json.loads(answer.body)["code"]) == (expected, "WEBHOOK_VALIDATION_FAILED")
    if rig.pushes.dated:  # signed over the raw bytes
        assert (await rig.post(token, headers, body + b" ")).status == 403
    assert await rig.news() == []
    assert (await rig.post(token, headers, body)).status == 200
    assert len(await rig.news()) == 1


async def test_a_delivery_that_comes_again_is_answered_and_changes_nothing(rig: Rig) -> None:
    await rig.watch("product")
    await rig.rename()
    headers, body = await rig.captured()
    first, *others = [await rig.post(rig.door.token, headers, body) for _ in range(3)]
    assert (first.status, json.loads(first.body)) == (200, {"message": "Taken."})
    assert {(answer.status, json.loads(answer.body)["code"]) for answer in others} == {(200, "TAKEN_BEFORE")}
    assert len(await rig.news()) == 1


@pytest.mark.parametrize("rig", TIMED, indirect=True)
async def test_what_is_sent_too_late_or_too_early_is_refused(rig: Rig) -> None:
    await rig.watch("product")
    await rig.rename()
    headers, body = await rig.captured()
    for seconds in (rig.pushes.again + 2 * taking.AHEAD, -2 * taking.AHEAD):
        rig.backend.changes.clock = lambda seconds=seconds: now() + seconds
        answer = await rig.post(rig.door.token, headers, body)
        assert (answer.status, json.loads(answer.body)["code"]) == (403, "WEBHOOK_VALIDATION_FAILED")
    assert await rig.news() == []


async def test_nonsense_that_is_signed_is_refused_for_good(rig: Rig) -> None:
    await rig.watch("product")
    await rig.rename()
    headers, body = await rig.captured()
    topic = next((name for name in headers if name.endswith("-topic")), None)
    if topic is None:
        body = body.replace(b"store/product/updated", b"store/product/exploded")
    else:
        headers[topic] = "products/explode"
    answer = await rig.post(rig.door.token, headers, body)
    assert (answer.status, json.loads(answer.body)["code"]) == (403, "WEBHOOK_INVALID_DATA")


async def test_a_door_that_nobody_has_is_not_found_and_one_that_nobody_watches_is_gone(one: Rig) -> None:
    await one.watch("product")
    await one.rename()
    headers, body = await one.captured()
    token = one.door.token
    for wrong in ("x" * 43, token[:-1], "a"):
        answer = await one.post(wrong, headers, body)
        assert (answer.status, json.loads(answer.body)["code"]) == (404, "STORE_NOT_FOUND")
    await one.backend.changes.unwatch(one.store_id, "feed")
    answer = await one.post(token, headers, body)
    assert (answer.status, json.loads(answer.body)["code"]) == (410, "WEBHOOK_NOT_FOUND")


async def test_a_body_that_is_too_large_is_refused_unread(one: Rig) -> None:
    await one.watch("product")
    answer = await one.post(one.door.token, {"content-type": "application/json"}, b"x" * (door.LARGEST + 1))
    assert answer.status == 413


async def test_what_nobody_watches_is_taken_and_left(one: Rig) -> None:
    await one.watch("product.child_item")  # whose topics are those of products
    await one.rename()
    assert await one.deliver()
    assert {parcel.status for parcel in one.shop.courier.sent} == {200}
    assert await one.news() == []


async def test_a_deleted_id_is_believed_of_what_is_known_by_it(one: Rig) -> None:
    await one.watch("product")
    known = Change(entity="product", action="add", entity_id="900", moment=1.0, source="poll", fingerprint="f")
    await one.backend.changes.record(one.store_id, [known], quietly=True)
    hook = {"id": 1, "delivery_url": f"{PUBLIC}/push/{one.door.token}", "secret": one.door.secret}
    hook |= {"topic": "product.deleted", "resource": "product", "event": "deleted"}
    from polycart.platforms.woocommerce_api.sim import pushing

    for id in (901, 900):  # the first is that of an order: in the shops of old, posts have one row of ids
        one.shop.courier.put([pushing._parcel(one.shop.shop, hook, {"id": id})])  # type: ignore[reportPrivateUsage]
        assert set(await one.deliver()) == {200}
    assert [(change.action, change.entity_id) for change in await one.news()] == [("delete", "900")]


async def test_subscriptions_come_and_go_with_who_watches(rig: Rig) -> None:
    other = f"{PUBLIC}/somebody/else"
    topic = rig.pushes.needed(["product"])[0]
    await rig.pushes.subscribe(rig.client(), topic, other, "s" * 32)
    await rig.watch("product", "order")
    wanted = rig.pushes.needed(["product", "order"])
    assert sorted(made.topic for made in await rig.subscribed()) == sorted(wanted)
    await rig.backend.pushes.look()  # nothing is due
    await rig.backend.pushes.doors.ask(rig.store_id)
    await rig.backend.pushes.look()  # all is there
    assert sorted(made.topic for made in await rig.subscribed()) == sorted(wanted)
    await rig.watch("order")
    assert sorted(made.topic for made in await rig.subscribed()) == sorted(rig.pushes.needed(["order"]))
    await rig.backend.changes.unwatch(rig.store_id, "feed")
    await rig.backend.pushes.look()
    assert await rig.subscribed() == []
    assert [made.topic for made in await rig.subscribed(other)] == [topic]


async def test_where_one_topic_is_refused_none_is_left_and_the_shop_is_polled(rig: Rig) -> None:
    plain, rig.way = rig.way, Refusing(rig.way, 2)
    await rig.watch("product")
    assert await rig.subscribed() == []
    standing = rig.backend.pushes.standing(rig.store_id)
    assert (standing.pushed, standing.partly, bool(standing.reason)) == ([], [], True)
    rig.way.inner = plain
    await rig.backend.pushes.doors.ask(rig.store_id)
    await rig.backend.pushes.look()
    assert rig.backend.pushes.standing(rig.store_id) == keeping.Standing(pushed=["product"])


async def test_what_the_shop_has_given_up_is_taken_up_again(rig: Rig) -> None:
    await rig.watch("product")
    hearing, rig.shop.courier.transport = rig.shop.courier.transport, Deaf()
    id = await rig.product()
    for _ in range(6):
        await rig.rename(id)
        await rig.deliver()
    while rig.shop.courier.waiting:
        rig.later(3600)
        await rig.deliver()
    given_up = [made for made in await rig.subscribed() if made.active]
    assert len(given_up) < len(rig.pushes.needed(["product"]))
    rig.shop.courier.transport = hearing
    await rig.backend.pushes.doors.ask(rig.store_id)
    await rig.backend.pushes.look()
    assert sorted(made.topic for made in await rig.subscribed() if made.active) == sorted(
        rig.pushes.needed(["product"])
    )
    await rig.rename(id)
    assert set(await rig.deliver()) == {200}
    assert [(change.action, change.entity_id) for change in await rig.news()] == [("update", id)]


@pytest.mark.both_databases
async def test_two_processes_subscribe_once(one: Rig) -> None:
    other = Backend(one.backend.home, transports=lambda store: one.way)
    other.pushes.public_url = PUBLIC
    await one.backend.changes.watch(one.store_id, ["product"], "feed")
    await asyncio.gather(one.backend.pushes.look(), other.pushes.look())
    assert sorted(made.topic for made in await one.subscribed()) == sorted(one.pushes.needed(["product"]))
    await other.close()


async def test_a_store_that_is_disconnected_leaves_nothing_in_its_shop(rig: Rig) -> None:
    await rig.watch("product")
    client, address, pushes = rig.client(), f"{PUBLIC}/push/{rig.door.token}", rig.pushes
    assert await pushes.subscriptions(client, address)
    await rig.call("cart.delete")
    assert await pushes.subscriptions(client, address) == []


async def test_the_address_of_the_server_may_change(one: Rig) -> None:
    await one.watch("product")
    old = f"{PUBLIC}/push/{one.door.token}"
    one.backend.pushes.public_url = "http://127.0.0.1:8097"
    await one.backend.pushes.doors.ask(one.store_id)
    await one.backend.pushes.look()
    assert await one.subscribed(old) == []
    assert await one.subscribed(old.replace("8099", "8097"))


async def test_without_a_public_address_shops_are_polled(one: Rig) -> None:
    one.backend.pushes.public_url = ""
    asked = len(one.simulator.requests)
    await one.watch("product")
    assert one.backend.pushes.standing(one.store_id) == keeping.Standing(pushed=[], reason=keeping.NO_ADDRESS)
    assert len(one.simulator.requests) == asked


async def test_a_shop_whose_signatures_could_not_be_checked_is_not_subscribed_to(home: Path) -> None:
    rig = await Rig(home, "Shopify").open(able=False)
    try:
        asked = len(rig.simulator.requests)
        await rig.watch("product")
        assert "shopify_shared_secret" in rig.backend.pushes.standing(rig.store_id).reason
        assert len(rig.simulator.requests) == asked
        secret = rig.simulator.credentials["shopify_shared_secret"]
        await rig.call("account.config.update", shopify_shared_secret=secret)
        await rig.backend.pushes.look()
        assert rig.backend.pushes.standing(rig.store_id) == keeping.Standing(pushed=["product"])
    finally:
        await rig.close()


async def test_neither_token_nor_secret_is_told(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.way = Refusing(rig.way, 2)
    await rig.watch("product")
    await rig.post(rig.door.token, {"content-type": "application/json"}, b"{}")
    await rig.backend.traces.flush()
    shown = [caplog.text, repr(rig.door), str(rig.backend.pushes.standing(rig.store_id))]
    for listed in await rig.backend.traces.recent():
        trace = await rig.backend.traces.get(listed.request_id)
        shown.append(repr(trace.exchanges if trace else ""))
    assert SHOP in shown[-1]
    on_disk = b"".join(path.read_bytes() for path in sorted(rig.backend.home.path.glob("*")) if path.is_file())
    for secret in (rig.door.token, rig.door.secret):
        assert secret not in "".join(shown)
        assert secret.encode() not in on_disk


@pytest.mark.both_databases
async def test_a_store_that_was_watched_while_nobody_looked_is_found(one: Rig) -> None:
    one.backend.changes.on_watch.clear()
    await one.backend.changes.watch(one.store_id, ["product"], "feed")
    assert one.door is None
    await one.backend.pushes.sweep()
    await one.backend.pushes.look()
    assert await one.subscribed()
