"""Deliveries: order, retries over three days, dead and slow endpoints, lost shops, and workers that share the work."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.gateway.hooks import Endpoint, Scene

from polycart.core.errors import CredentialsRefused, StoreError, Unreachable
from polycart.core.transport import AddressPolicy, NeverSent, Request, Response
from polycart.gateway.webhooks import dispatch, outages, retries
from polycart.gateway.webhooks.deliveries import KEPT
from polycart.gateway.webhooks.dispatch import Dispatcher


@pytest.fixture
async def scene(tmp_path: Path, migrated: Path) -> AsyncIterator[Scene]:
    shutil.copytree(migrated, tmp_path / "home")
    opened = await Scene(tmp_path / "home").open()
    yield opened
    await opened.close()


def at(url: str, answer: Any) -> Any:
    """Answers ``answer`` at one address and 200 everywhere else."""
    return lambda request: answer if request.url == url else 200


async def test_a_delivery_is_tried_ten_times_in_three_days_and_then_is_a_dead_letter(scene: Scene) -> None:
    (id,) = await scene.products(1)
    await scene.hook(fields="id")
    scene.endpoint.answer = lambda request: 500
    await scene.happen(id)
    began = scene.now
    await scene.pass_(0)
    while (due := (await scene.log())[0].due) is not None:
        await scene.pass_(max(due - scene.now - 1, 0))
        assert (await scene.log())[0].due == due  # not sooner
        await scene.pass_(1.5)
    (delivery,) = await scene.log()
    assert (delivery.state, delivery.attempts, delivery.said) == ("dead", 10, "The endpoint answered 500.")
    assert len({one.headers["webhook-id"] for one in scene.endpoint.got}) == 1
    assert len({one.headers["webhook-timestamp"] for one in scene.endpoint.got}) == 10
    lasted = scene.endpoint.when[-1] - began
    assert 2.5 * 86400 < lasted < 4 * 86400
    gaps = [two - one for one, two in zip(scene.endpoint.when, scene.endpoint.when[1:], strict=False)]
    planned = retries.PAUSES
    assert all(0.8 * pause <= gap <= 1.2 * pause + 3 for gap, pause in zip(gaps, planned, strict=True)), gaps
    attempts = await scene.backend.deliveries.attempts(delivery.id)
    assert [(row["number"], row["status"]) for row in attempts] == [(at, 500) for at in range(1, 11)]
    scene.endpoint.answer = lambda request: 204
    assert await scene.backend.deliveries.replay([delivery.id], scene.now) == 1
    await scene.pass_(0)
    (delivery,) = await scene.log()
    assert (delivery.state, delivery.attempts, delivery.tries) == ("delivered", 1, 11)
    assert scene.endpoint.got[-1].headers["webhook-id"] == delivery.message


@pytest.mark.both_databases
async def test_events_of_one_entity_come_in_their_order_whatever_fails(scene: Scene) -> None:
    one, two = await scene.products(2)
    for action in ("add", "update"):
        await scene.hook("product", action, fields="id")
    hook = await scene.hook("product", "update", callback="https://all.example/", fields="id")
    scene.endpoint.answer = at("https://all.example/", 503)
    for _ in range(3):
        await scene.happen(one)
        await scene.happen(two)
    await scene.pass_(0)
    assert [body["id"] for body in scene.endpoint.bodies("https://app.example/hook")].count(one) == 3
    assert len(scene.endpoint.bodies("https://all.example/")) == 2
    scene.endpoint.answer = lambda request: 200
    await scene.pass_(8)
    told = [one for one in scene.endpoint.got if one.url == "https://all.example/"][2:]
    messages = {row.message: row.seq for row in await scene.log() if row.webhook_id == hook}
    lanes: dict[str, list[int]] = {}
    for request, body in zip(told, scene.endpoint.bodies("https://all.example/")[2:], strict=True):
        lanes.setdefault(body["id"], []).append(messages[request.headers["webhook-id"]])
    assert sorted(lanes) == sorted([one, two])
    assert all(lane == sorted(lane) and len(lane) == 3 for lane in lanes.values())


@pytest.mark.parametrize(
    ("status", "value", "least"),
    [(429, "120", 120), (503, "3600", 3600), (429, "Wed, 01 Jan 3026 00:00:00 GMT", 86400), (500, "900", 900)],
)
async def test_retry_after_is_never_gone_below(scene: Scene, status: int, value: str, least: float) -> None:
    (id,) = await scene.products(1)
    await scene.hook(fields="id")
    scene.endpoint.answer = lambda request: Response(status=status, headers={"retry-after": value}, body=b"")
    await scene.happen(id)
    await scene.pass_(0)
    await scene.pass_(least - 1)
    assert len(scene.endpoint.got) == 1
    await scene.pass_(1.1)
    assert len(scene.endpoint.got) == 2


async def test_an_endpoint_that_is_gone_for_ever_is_switched_off_and_the_reason_is_told(scene: Scene) -> None:
    one, two = await scene.products(2)
    hook = await scene.hook(fields="id")
    scene.endpoint.answer = lambda request: 410
    await scene.happen(one)
    await scene.happen(one, two)
    await scene.pass_(0)
    sent = len(scene.endpoint.got)
    assert sent < 3  # the second event of one waited for the first
    await scene.pass_(86400)
    assert len(scene.endpoint.got) == sent
    assert not await scene.backend.changes.watched_by(scene.store_id, "webhooks")
    shown = (await scene.door.call("webhook.list", ids=hook, params="active,additional_fields"))["result"]["webhook"][0]
    assert (shown["active"], "410" in shown["additional_fields"]["note"]) == (False, True)
    scene.endpoint.answer = lambda request: 200
    await scene.door.call("webhook.update", id=hook, active=True)
    await scene.pass_(86400)
    assert len(scene.endpoint.got) > sent


@pytest.mark.parametrize("answer", [302, 404, NeverSent("No connection to 'app.example' could be made: refused.")])
async def test_no_redirect_is_followed_and_no_failure_taken_for_success(scene: Scene, answer: Any) -> None:
    (id,) = await scene.products(1)
    await scene.hook(fields="id")
    scene.endpoint.answer = lambda request: answer
    await scene.happen(id)
    await scene.pass_(0)
    (delivery,) = await scene.log()
    assert (delivery.state, delivery.attempts, len(scene.endpoint.got)) == ("open", 1, 1)
    assert delivery.said


async def test_a_dead_endpoint_is_left_alone_more_and_more_and_slows_nobody(scene: Scene) -> None:
    ids = await scene.products(20)
    await scene.hook(callback="https://dead.example/", fields="id")
    await scene.hook(callback="https://fine.example/", fields="id")
    scene.endpoint.answer = at("https://dead.example/", Unreachable("The connection to 'dead.example' failed."))
    await scene.happen(*ids)
    await scene.pass_(0)
    tried = [one.url for one in scene.endpoint.got]
    assert tried.count("https://fine.example/") == len(ids)
    assert tried.count("https://dead.example/") <= retries.FAILS + dispatch.OF_A_WEBHOOK
    for _ in range(12):
        await scene.pass_(300)
    hourly = [one.url for one in scene.endpoint.got].count("https://dead.example/")
    assert hourly <= retries.FAILS + dispatch.OF_A_WEBHOOK + 12
    scene.endpoint.answer = lambda request: 200
    for _ in range(6):
        await scene.pass_(1800)
    assert {one["id"] for one in scene.endpoint.bodies("https://dead.example/")} == set(ids)
    assert Counter(row.state for row in await scene.log()) == {"delivered": 2 * len(ids)}


@pytest.mark.both_databases
async def test_what_an_endpoint_did_not_take_for_three_days_is_given_up(scene: Scene) -> None:
    ids = await scene.products(20)
    await scene.hook(fields="id")
    scene.endpoint.answer = lambda request: 500
    for _ in range(2):
        await scene.happen(*ids)
    for _ in range(26):
        await scene.pass_(4 * 3600)
    assert Counter(row.state for row in await scene.log()) == {"dead": 40}
    scene.endpoint.answer = lambda request: 200
    await scene.happen(ids[0])
    await scene.pass_(400)
    assert (await scene.log())[-1].state == "delivered"


async def test_an_endpoint_that_takes_nothing_for_five_days_is_given_up_and_that_is_told_before(scene: Scene) -> None:
    *ids, other = await scene.products(3)
    hook = await scene.hook(fields="id")
    watched = scene.backend.changes.watched_by
    scene.endpoint.answer = lambda request: 500

    async def shown() -> tuple[bool, str]:
        answer = await scene.door.call("webhook.list", ids=hook, params="active,additional_fields")
        one = answer["result"]["webhook"][0]
        return one["active"], one["additional_fields"].get("note", "")

    async def go_on(hours: int) -> None:
        for _ in range(hours // 4):
            if not await watched(scene.store_id, "webhooks"):
                break
            await scene.happen(*ids)
            await scene.pass_(4 * 3600)

    await go_on(56)
    assert await shown() == (True, "")
    await go_on(12)
    active, note = await shown()
    assert active
    assert "unless it does, the webhook is switched off on 20" in note
    scene.endpoint.answer = lambda request: 200  # one success, and it begins anew
    await scene.happen(other)
    await scene.pass_(400)
    assert await shown() == (True, "")
    scene.endpoint.answer = lambda request: 500
    await go_on(116)  # what failed before is tried after hours only, so that the new row of failures begins later
    assert (await shown())[0]
    assert await watched(scene.store_id, "webhooks")
    await go_on(60)
    active, note = await shown()
    assert (active, note[:47]) == (False, "Switched off: the endpoint has taken nothing si")
    assert not await watched(scene.store_id, "webhooks")  # and the shop is not polled for it any more
    asked = len(scene.endpoint.got)
    await scene.pass_(86400)
    assert len(scene.endpoint.got) == asked
    scene.endpoint.answer = lambda request: 200
    await scene.door.call("webhook.update", id=hook, active=True)
    await scene.happen(ids[0])
    await scene.pass_(0)
    assert (await shown(), len(scene.endpoint.got) > asked) == ((True, ""), True)


async def test_a_slow_endpoint_gets_no_more_than_its_share(scene: Scene) -> None:
    ids = await scene.products(30)
    await scene.hook(callback="https://slow.example/", fields="id")
    await scene.hook(callback="https://fine.example/", fields="id")
    await scene.happen(*ids)
    held = scene.endpoint
    held.open.clear()
    held.answer = lambda request: 200
    quick = Endpoint(scene.clock)

    class Both:
        async def send(self, request: Request, *, within: float) -> Response:
            return await (held if "slow" in request.url else quick).send(request, within=within)

        async def close(self) -> None: ...

    busy = Dispatcher(scene.backend, transport=Both(), clock=scene.clock)
    work = asyncio.create_task(busy.drained())
    async with asyncio.timeout(20):
        while len(quick.got) < len(ids):  # noqa: ASYNC110 - nothing but the deliveries themselves tells of them
            await asyncio.sleep(0.01)
    assert held.at_once <= dispatch.OF_A_WEBHOOK
    held.open.set()
    await work
    assert len(held.got) == len(ids)
    assert held.most_at_once <= dispatch.OF_A_WEBHOOK


@pytest.mark.both_databases
async def test_two_workers_make_each_delivery_once_and_a_dead_one_is_stood_in_for(scene: Scene) -> None:
    ids = await scene.products(40)
    await scene.hook(fields="id")
    await scene.happen(*ids)
    other = Dispatcher(scene.backend, transport=scene.endpoint, clock=scene.clock)
    await asyncio.gather(scene.dispatcher.drained(), other.drained())
    assert Counter(one["id"] for one in scene.endpoint.bodies()) == dict.fromkeys(ids, 1)
    await scene.happen(ids[0])
    await scene.backend.deliveries.written(scene.store_id, scene.now)
    await scene.backend.deliveries.take(now=scene.now, most=9, failing=9, width=9, busy={}, full=[])
    row = (await scene.log())[-1]
    await scene.pass_(0)
    assert len(scene.endpoint.got) == len(ids)  # somebody has it, and is alive
    from sqlalchemy import update

    from polycart.gateway.tables import deliveries

    gone = update(deliveries).where(deliveries.c.id == row.id).values(owner="machine|1|2|dead")
    await scene.backend.database.run(lambda one: one.execute(gone))
    await scene.pass_(2)
    assert len(scene.endpoint.got) == len(ids) + 1
    assert (await scene.log())[-1].state == "delivered"


async def test_what_the_shop_can_not_tell_now_is_delivered_later(scene: Scene) -> None:
    (id,) = await scene.products(1)
    await scene.hook(fields="id,name")
    scene.door.simulator.faults.revoke_key()
    await scene.happen(id)
    await scene.pass_(0)
    (row,) = await scene.log()
    assert (row.state, row.attempts, scene.endpoint.got) == ("open", 0, [])
    assert row.said.startswith("The product could not be read: ")
    scene.door.simulator.faults.revoked = False
    await scene.pass_(60)
    assert [one["id"] for one in scene.endpoint.bodies()] == [id]


@pytest.mark.both_databases
async def test_a_lost_shop_is_announced_five_times_and_then_its_webhooks_are_switched_off(scene: Scene) -> None:
    (id,) = await scene.products(1)
    hook = await scene.hook(fields="id")
    scene.door.simulator.faults.revoke_key()
    await scene.dispatcher.outages.lost(scene.store_id, CredentialsRefused("The shop refuses us."), scene.now)
    await scene.pass_(0)
    assert scene.endpoint.got == []
    await scene.happen(id)
    for seconds in outages.PAUSES:
        scene.now += seconds
        assert await scene.dispatcher.outages.check(scene.now) == 1
        await scene.pass_(0)
    told = scene.endpoint.got
    assert [one.body for one in told] == [b""] * 5
    assert [one.headers["X-Webhook-Error-Try-Count"] for one in told] == ["4", "3", "2", "1", "0"]
    assert {one.headers["X-Webhook-Error-Code"] for one in told} == {"100"}
    assert {one.headers["X-Webhook-Error-Reason"] for one in told} == {"credentials refused"}
    shown = (await scene.door.call("webhook.list", ids=hook, params="active,additional_fields"))["result"]["webhook"][0]
    assert (shown["active"], "connection" in shown["additional_fields"]["note"]) == (False, True)
    assert await scene.backend.changes.watched_by(scene.store_id, "webhooks") == frozenset()
    scene.now += 86400
    assert await scene.dispatcher.outages.check(scene.now) == 0
    scene.door.simulator.faults.revoked = False
    await scene.door.call("webhook.update", id=hook, active=True)
    scene.now += 5
    await scene.pass_(0)
    assert scene.endpoint.bodies()[-1] == {"id": id}


async def test_a_shop_that_comes_back_ends_the_announcements(scene: Scene) -> None:
    (id,) = await scene.products(1)
    await scene.hook(fields="id")
    scene.door.simulator.faults.revoke_key()
    scene.endpoint.answer = lambda request: 500 if "X-Webhook-Error-Reason" in request.headers else 200
    await scene.dispatcher.outages.lost(scene.store_id, CredentialsRefused("no"), scene.now)
    scene.now += outages.PAUSES[0]
    await scene.dispatcher.outages.check(scene.now)
    await scene.happen(id)
    await scene.pass_(0)
    assert len(scene.endpoint.got) == 1
    scene.door.simulator.faults.revoked = False
    scene.now += outages.PAUSES[1]
    assert await scene.dispatcher.outages.check(scene.now) == 1
    await scene.pass_(0)
    assert scene.endpoint.bodies()[-1] == {"id": id}
    assert len(scene.endpoint.got) == 2
    assert [row.state for row in await scene.log()] == ["skipped", "delivered"]


async def test_trouble_that_is_no_refusal_begins_no_checks(scene: Scene) -> None:
    await scene.hook()
    await scene.dispatcher.outages.lost(scene.store_id, StoreError("The store answered nonsense."), scene.now)
    assert await scene.dispatcher.outages.check(scene.now + 86400) == 0


async def test_the_poller_tells_of_a_lost_shop(scene: Scene) -> None:
    await scene.hook()
    await scene.dispatcher.start()
    await scene.backend.changes.lost(scene.store_id, Unreachable("away"))
    await scene.dispatcher.stop(0.0)
    scene.door.simulator.faults.revoke_key()
    assert await scene.dispatcher.outages.check(scene.now + 60) == 1


async def test_a_private_address_behind_a_public_name_is_never_called(scene: Scene) -> None:
    (id,) = await scene.products(1)
    await scene.hook(fields="id")
    scene.endpoint.answer = lambda request: AddressPolicy.refused("app.example")
    await scene.happen(id)
    await scene.pass_(0)
    (row,) = await scene.log()
    assert (row.state, "private" in row.said) == ("dead", True)


async def test_the_log_is_kept_for_thirty_days(scene: Scene) -> None:
    (id,) = await scene.products(1)
    await scene.hook(fields="id")
    await scene.happen(id)
    await scene.pass_(0)
    assert await scene.backend.deliveries.purge(now=scene.now + KEPT - 60) == 0
    assert await scene.backend.deliveries.purge(now=scene.now + KEPT + 60) == 1
    assert await scene.log() == []
