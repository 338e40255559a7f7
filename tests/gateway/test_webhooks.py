"""The webhook methods: what can be told, what is refused, what is delivered, and what is signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.gateway.hooks import Scene

from polycart import api
from polycart.gateway.matrix import cells
from polycart.gateway.webhooks.entities import kind_of, told
from polycart.platforms import platforms


@pytest.fixture
async def scene(tmp_path: Path, migrated: Path) -> AsyncIterator[Scene]:
    shutil.copytree(migrated, tmp_path / "home")
    opened = await Scene(tmp_path / "home").open()
    yield opened
    await opened.close()


@pytest.mark.parametrize("cart_id", platforms())
def test_every_platform_tells_of_what_it_can_read_and_the_matrix_says_so(cart_id: str) -> None:
    platform = platforms()[cart_id]
    known = told(platform)
    assert {"product", "order", "customer", "category"} <= known.keys()
    for entity, (kind, actions) in known.items():
        assert actions == ("add", "update", "delete")
        assert kind.method.name in platform.handlers
        fields = kind.filterable("update")
        assert fields, entity
        assert fields["id"].type == "string"
        assert kind.filterable("delete").keys() <= {"id", "product_id", "order_id"}
    row = cells(cart_id)
    state = "native" if platform.pushes is not None else "emulated"
    assert {row[name].state for name in row if name.startswith("webhook.")} == {state}
    assert kind_of(platform, "no.such.entity") is None


async def test_events_name_the_fields_that_conditions_can_test_and_how(scene: Scene) -> None:
    answer = await scene.door.call("webhook.events")
    rows = {row["webhook_name"]: row for row in answer["result"]["events"]}
    assert {"order.add", "order.update", "order.delete", "product.child_item.update"} <= rows.keys()
    fields = rows["order.update"]["filterable_fields"]
    assert fields["totals.total"] == {"type": "number", "operators": ["eq", "neq", "gt", "gte", "lt", "lte"]}
    assert fields["order_products.model"]["match_items"] == ["any", "all"]
    assert fields["create_at.value"]["type"] == "date"
    assert set(rows["order.delete"]["filterable_fields"]) == {"id"}
    assert scene.door.simulator.requests == []


@pytest.mark.both_databases
async def test_a_webhook_is_listed_counted_changed_and_deleted(scene: Scene) -> None:
    call = scene.door.call
    one = await scene.hook("order", "add", label="To the warehouse", fields="id,totals")
    two = await scene.hook(active=False)
    assert (await call("webhook.count"))["result"] == {"webhook_count": 2}
    assert (await call("webhook.count", active="true", entity="order", action="add"))["result"] == {"webhook_count": 1}
    listed = await call("webhook.list")
    assert listed["result"]["webhook"][0] == {
        "id": one, "entity": "order", "action": "add", "callback": "https://app.example/hook",
    }  # fmt: skip
    assert "pagination" not in listed
    assert [row["id"] for row in (await call("webhook.list", start=1, count=1))["result"]["webhook"]] == [two]
    assert [row["id"] for row in (await call("webhook.list", ids=f"{two}"))["result"]["webhook"]] == [two]
    whole = (await call("webhook.list", ids=one, params="force_all"))["result"]["webhook"][0]
    assert (whole["label"], whole["fields"], whole["active"]) == ("To the warehouse", "id,totals", True)
    assert whole["created_at"] == whole["updated_at"]
    assert (await call("webhook.update", id=one, label="Elsewhere", active=False))["result"] == {"updated": "1"}
    whole = (await call("webhook.list", ids=one, params="force_all"))["result"]["webhook"][0]
    assert (whole["label"], whole["active"], whole["fields"]) == ("Elsewhere", False, "id,totals")
    assert (await call("webhook.delete", id=one))["result"] == {"deleted": "1"}
    assert "not found" in await scene.refused("webhook.delete", id=one)
    assert "not found" in await scene.refused("webhook.update", id="99999999999", label="x")


async def test_null_takes_conditions_away_and_leaves_everything_else_as_it_is(scene: Scene) -> None:
    rule = {"field": "price", "operator": "gte", "value": 100}
    id = await scene.hook(filtering_conditions=rule)
    ask = {"ids": id, "params": "filtering_conditions"}
    await scene.door.call("webhook.update", id=id, label="x", callback=None)
    assert (await scene.door.call("webhook.list", **ask))["result"]["webhook"] == [{"filtering_conditions": rule}]
    await scene.door.call("webhook.update", id=id, filtering_conditions=None)
    assert (await scene.door.call("webhook.list", **ask))["result"]["webhook"] == [{"filtering_conditions": None}]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"entity": "orders"}, "'entity'"),
    ({"entity": "subscriber"}, "can tell about: product"),
    ({"action": "create"}, "add, update, delete"),
    ({"callback": "ftp://app.example/"}, "http or https"),
    ({"callback": "app.example/hook"}, "'callback'"),
    ({"callback": "https://user:hunter2@app.example/"}, "user name"),
    ({"callback": "http://127.0.0.1:9000/"}, "private"),
    ({"callback": "http://localhost/"}, "private"),
    ({"callback": "http://[::1]/"}, "private"),
    ({"callback": "http://169.254.169.254/latest"}, "private"),
    ({"callback": "https://app.example/\r\nX-Evil: 1"}, "'callback'"),
    ({"callback": "https://app.example:99999/"}, "'callback'"),
    ({"callback": "https://app.example/" + "a" * 2000}, "2000"),
    ({"response_fields": "id,name"}, "'response_fields'"),
    ({"fields": ","}, "'fields'"),
    ({"lang_id": "xx"}, "'lang_id'"),
    ({"store_id": "77"}, "'store_id'"),
    ({"entity": "customer", "lang_id": "en"}, "'lang_id' can't be used"),
    ({"filtering_conditions": {"field": "colour", "operator": "eq", "value": "x"}}, "filterable_fields"),
    ({"action": "delete", "filtering_conditions": {"field": "price", "operator": "gt", "value": 1}}, "'price'"),
]


async def test_what_can_not_be_delivered_is_refused_in_one_sentence(scene: Scene) -> None:
    for parameters, words in WRONG:
        given = {"entity": "product", "action": "update", "callback": "https://app.example/hook", **parameters}
        sentence = await scene.refused(**given)
        assert words in sentence, parameters
        assert "hunter2" not in sentence
    assert await scene.backend.changes.watched_by(scene.store_id, "webhooks") == frozenset()


@pytest.mark.both_databases
async def test_only_entities_with_active_webhooks_are_watched(scene: Scene) -> None:
    async def watched() -> frozenset[str]:
        return await scene.backend.changes.watched_by(scene.store_id, "webhooks")

    one, two = await scene.hook("order", "add"), await scene.hook("product", "delete")
    await scene.hook("customer", "add", active=False)
    assert await watched() == {"order", "product"}
    await scene.door.call("webhook.update", id=one, active=False)
    assert await watched() == {"product"}
    await scene.door.call("webhook.delete", id=two)
    assert await watched() == frozenset()


async def test_a_delivery_is_what_info_answers_with_the_fields_asked_for(scene: Scene) -> None:
    (id,) = await scene.products(1)
    await scene.hook(callback="https://a.example/")
    await scene.hook(callback="https://b.example/", fields="id,name")
    await scene.hook(callback="https://c.example/", response_fields="{result{product{id,create_at{value}}}}")
    await scene.hook(callback="https://d.example/", action="add")
    await scene.happen(id)
    await scene.pass_(0)
    info = (await scene.door.call("product.info", id=id, params="force_all"))["result"]
    assert scene.endpoint.bodies("https://a.example/") == [info]
    assert scene.endpoint.bodies("https://b.example/") == [{"id": id, "name": info["name"]}]
    moment = {"value": info["create_at"]["value"]}
    assert scene.endpoint.bodies("https://c.example/") == [{"id": id, "create_at": moment}]
    assert len(scene.endpoint.got) == 3


async def test_a_change_is_read_once_for_all_webhooks_that_ask_for_the_same(scene: Scene) -> None:
    ids = await scene.products(2)
    for at in range(5):
        await scene.hook(callback=f"https://app.example/{at}", fields="id,name")
    await scene.happen(*ids)
    before = len(scene.door.simulator.requests)
    await scene.pass_(0)
    assert len(scene.endpoint.got) == 10
    assert len(scene.door.simulator.requests) - before == len(ids)


async def test_of_what_is_gone_only_the_ids_are_told(scene: Scene) -> None:
    await scene.hook("product", "delete")
    await scene.hook("product.child_item", "delete")
    await scene.hook("product", "update", callback="https://late.example/")
    await scene.happen("123456", action="delete")
    await scene.happen("77", entity="product.child_item", action="delete", parent="5")
    await scene.happen("654321")
    before = len(scene.door.simulator.requests)
    await scene.pass_(0)
    told = sorted(scene.endpoint.bodies("https://app.example/hook"), key=str)
    assert told == [{"id": "123456"}, {"id": "77", "product_id": "5"}]
    assert scene.endpoint.bodies("https://late.example/") == [{"id": "654321"}]
    assert len(scene.door.simulator.requests) - before <= 2


async def test_conditions_decide_what_is_delivered_and_need_not_be_sent(scene: Scene) -> None:
    ids = await scene.products(3)
    prices = {one: (await scene.door.call("product.info", id=one, params="price"))["result"]["price"] for one in ids}
    least = min(prices.values())
    await scene.hook(fields="id", filtering_conditions={"not": {"field": "price", "operator": "lte", "value": least}})
    await scene.happen(*ids)
    await scene.pass_(0)
    assert sorted(one["id"] for one in scene.endpoint.bodies()) == sorted(id for id in ids if prices[id] > least)
    assert all(one.keys() == {"id"} for one in scene.endpoint.bodies())
    states = [one.state for one in await scene.log()]
    assert states.count("skipped") == sum(price == least for price in prices.values())


async def test_a_webhook_is_told_nothing_that_was_before_it_or_while_it_was_off(scene: Scene) -> None:
    first, second, third = await scene.products(3)
    early = await scene.hook(callback="https://early.example/", fields="id")
    await scene.happen(first)
    await scene.hook(callback="https://late.example/", fields="id")
    await scene.door.call("webhook.update", id=early, active=False)
    await scene.happen(second)
    await scene.door.call("webhook.update", id=early, active=True)
    await scene.happen(third)
    await scene.pass_(0)
    assert {one["id"] for one in scene.endpoint.bodies("https://late.example/")} == {second, third}
    assert {one["id"] for one in scene.endpoint.bodies("https://early.example/")} == {first, third}


async def test_both_signatures_hold_and_a_rotated_secret_signs_beside_the_new_one(scene: Scene) -> None:
    (id,) = await scene.products(1)
    hook = await scene.hook(store_id=None)
    secret = (await scene.door.call("webhook.list", params="id,additional_fields"))["result"]["webhook"][0]
    old = secret["additional_fields"]["secret"]
    new = await scene.backend.webhooks.rotate(await scene.backend.webhooks.get(hook))
    await scene.happen(id)
    await scene.pass_(0)
    (request,) = scene.endpoint.got
    headers, body = request.headers, request.body or b""
    assert {
        "X-Webhook-Entity": "product",
        "X-Webhook-Action": "update",
        "X-Webhook-Store-Id": "1",
    }.items() <= headers.items()
    assert headers["X-Webhook-Error-Code"] == "0"
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    proofs = [
        "v1," + base64.b64encode(hmac.digest(base64.b64decode(one[6:]), content, hashlib.sha256)).decode()
        for one in (new, old)
    ]
    assert headers["webhook-signature"].split(" ") == proofs
    family = {name: value for name, value in headers.items() if name.startswith("X-Webhook-")}
    proof = family.pop("X-Webhook-Signature")
    signed = json.dumps(dict(sorted(family.items())), separators=(",", ":")).replace("/", "\\/").encode() + body
    assert proof == base64.b64encode(hmac.digest(scene.door.store_key.encode(), signed, hashlib.sha256)).decode()
    assert scene.door.store_key not in str(headers)
    scene.now += 86400 + 2
    await scene.happen(id)
    await scene.pass_(0)
    assert len(scene.endpoint.got[-1].headers["webhook-signature"].split(" ")) == 1


async def test_a_secret_is_shown_only_to_who_may_write_and_asks_for_it(scene: Scene) -> None:
    await scene.hook()
    account = (await scene.backend.accounts.list())[0]
    _, reader = await scene.backend.accounts.create_key(account.id, "reader", scopes=("read",))
    for key, params in ((reader, "id,additional_fields"), ("", "force_all"), ("", "id")):
        answer = await scene.door.call("webhook.list", key=key, params=params)
        assert answer["return_code"] == 0
        assert "whsec_" not in json.dumps(answer)
    home = scene.door.home
    shown = (await scene.door.call("webhook.list", params="additional_fields"))["result"]["webhook"][0]
    secret = shown["additional_fields"]["secret"].encode()
    assert secret not in b"".join(file.read_bytes() for file in home.iterdir() if file.is_file())


@pytest.mark.both_databases
async def test_failed_deliveries_are_listed_for_a_day_and_only_to_their_account(scene: Scene) -> None:
    ids = await scene.products(2)
    hook = await scene.hook()
    scene.endpoint.answer = lambda request: 500
    await scene.happen(*ids)
    await scene.pass_(0)
    answer = await scene.door.call("account.failed_webhooks", store=None)
    assert answer["result"]["all_failed_webhook"] == "2"
    assert {(row["webhook_id"], row["entity_id"]) for row in answer["result"]["webhook"]} == {(hook, id) for id in ids}
    assert len((await scene.door.call("account.failed_webhooks", store=None, count=1))["result"]["webhook"]) == 1
    assert (await scene.door.call("account.failed_webhooks", store=None, ids="999"))["result"]["webhook"] == []
    other = await scene.backend.accounts.create("two")
    _, foreign = await scene.backend.accounts.create_key(other.id, "key")
    answer = await scene.door.call("account.failed_webhooks", store=None, key=foreign)
    assert answer["result"] == {"all_failed_webhook": "0", "webhook": []}
    scene.endpoint.answer = lambda request: 200
    await scene.pass_(10)
    answer = await scene.door.call("account.failed_webhooks", store=None)
    assert answer["result"]["all_failed_webhook"] == "0"


async def test_everything_of_a_store_goes_with_it(scene: Scene) -> None:
    (id,) = await scene.products(1)
    await scene.hook()
    await scene.happen(id)
    await scene.pass_(0)
    await scene.door.call("cart.delete")
    assert await scene.log() == []
    assert await scene.backend.webhooks.count() == 0


def test_every_parameter_of_the_methods_is_honoured() -> None:
    from polycart.gateway.methods import gateway

    for name, method in api.METHODS.items():
        if name.startswith("webhook."):
            assert gateway.handlers[name].parameters == set(method.params.__struct_encode_fields__), name
