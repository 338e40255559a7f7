"""Deliveries of two real shops: their signatures hold, each tells its event, and a misleading one is not believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from polycart.core.client import Call, Connection
from polycart.core.errors import AccessDenied, NotFound, ParameterError, StoreError
from polycart.core.pushes import Delivery, Subscription, Told, Unsigned
from polycart.core.transport import Request, Response
from polycart.platforms.woocommerce_api import webhooks
from polycart.platforms.woocommerce_api.connection import Woo, WooSettings

STORES = Path(__file__).resolve().parents[2].parent / "shared" / "stores"
SECRET = "test-secret"
VERSIONS = ("10.0", "7.9")
SETTINGS = WooSettings(
    store_url="https://shop.test", wc_consumer_key="ck_" + "0" * 40, wc_consumer_secret="cs_" + "0" * 40
)


def deliveries(version: str) -> list[dict[str, Any]]:
    path = STORES / f"woocommerce-{version}" / "webhooks.jsonl"
    if not path.exists():
        pytest.skip("the recorded shops are not beside the repository (../shared)")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read(delivery: dict[str, Any], secret: str = SECRET) -> Delivery:
    headers = {name.lower(): value for name, value in delivery["request"]["headers"].items()}
    return webhooks.read(SETTINGS, secret, headers, delivery["request"]["body"].encode())


def told(delivery: Delivery) -> Told:
    (one,) = delivery.told
    return one


class Shop:
    """Answers requests from a table of method and path; anything else is not found."""

    def __init__(self, answers: dict[str, tuple[int, Any]]) -> None:
        self.answers, self.asked = answers, list[str]()

    async def send(self, request: Request, *, within: float) -> Response:
        asked = f"{request.method} {urlsplit(request.url).path.partition('/wc/v3/')[2]}"
        self.asked.append(asked)
        missing = {"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID.", "data": {"status": 404}}
        status, body = self.answers.get(asked, (404, missing))
        return Response(status=status, headers={"content-type": "application/json"}, body=json.dumps(body).encode())

    async def close(self) -> None: ...


def client(answers: dict[str, tuple[int, Any]]) -> tuple[Woo, Shop]:
    shop = Shop(answers)
    return Woo(Connection(SETTINGS, shop), Call()), shop


@pytest.mark.parametrize("version", VERSIONS)
def test_every_recorded_delivery_is_read(version: str) -> None:
    expected = [delivery for delivery in deliveries(version) if not delivery["name"].startswith(("ping", "coupon"))]
    assert len(expected) >= 15
    for delivery in expected:
        got = read(delivery)
        resource, _, happened = delivery["name"].partition(".")
        body = json.loads(delivery["request"]["body"])
        assert told(got).action == {"created": "add", "updated": "update", "deleted": "delete"}[happened]
        assert told(got).entity.startswith(resource)
        assert told(got).id == str(body["id"])
        assert (got.moment is None) == (happened == "deleted")
        assert got.topic == delivery["name"]


def test_a_moment_is_that_of_the_record() -> None:
    created = next(delivery for delivery in deliveries("10.0") if delivery["name"] == "product.created")
    assert read(created).moment == 1795224154.0  # 2026-11-21T01:22:34Z


@pytest.mark.parametrize("version", VERSIONS)
def test_one_changed_byte_or_another_secret_is_refused(version: str) -> None:
    for delivery in deliveries(version):
        if delivery["name"] == "ping":
            continue
        with pytest.raises(AccessDenied):
            read(delivery, secret="another-secret")
        changed = {**delivery["request"], "body": delivery["request"]["body"] + " "}
        with pytest.raises(AccessDenied):
            read({"request": changed})


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ping_needs_no_signature_and_means_nothing(version: str) -> None:
    pings = [read(delivery) for delivery in deliveries(version) if delivery["name"] == "ping"]
    assert pings == [Delivery()] * 3


def test_what_is_neither_signed_nor_a_ping_is_refused() -> None:
    with pytest.raises(Unsigned):
        webhooks.read(SETTINGS, SECRET, {}, b"webhook_id=7&id=9")


@pytest.mark.parametrize("version", VERSIONS)
def test_deliveries_of_one_second_are_told_apart(version: str) -> None:
    signed = [delivery for delivery in deliveries(version) if delivery["name"].startswith(("product", "order"))]
    shop_ids = {delivery["request"]["headers"]["X-WC-Webhook-Delivery-ID"] for delivery in signed}
    assert len(shop_ids) < len(signed)
    assert len({read(delivery).mark for delivery in signed}) == len(signed)


def test_a_variant_is_told_from_a_product() -> None:
    got = [told(read(delivery)) for delivery in deliveries("7.9") if delivery["name"] == "product.created"]
    assert [(one.entity, one.id, one.parent_id) for one in got] == [
        ("product", "114", ""),
        ("product", "115", ""),
        ("product.child_item", "116", "115"),
    ]


def test_what_a_deleted_post_was_is_left_open() -> None:
    misleading = [delivery for delivery in deliveries("7.9") if delivery["name"] == "product.deleted"][-1]
    assert told(read(misleading)).perhaps == ("product", "product.child_item")


def test_a_body_under_a_topic_that_does_not_have_it_is_refused() -> None:
    # The topic is in a header, which is not signed: a recorded update must not pass for a deletion, nor a deletion
    # for an update.
    by_name = {delivery["name"]: delivery["request"] for delivery in deliveries("10.0")}
    for name, topic in (("product.updated", "product.deleted"), ("order.deleted", "order.updated")):
        request = by_name[name]
        headers = {**request["headers"], "X-WC-Webhook-Topic": topic}
        with pytest.raises(ParameterError):
            read({"request": {**request, "headers": headers}})


def signed(body: bytes, topic: str) -> Delivery:
    signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    return webhooks.read(SETTINGS, SECRET, {"x-wc-webhook-signature": signature, "x-wc-webhook-topic": topic}, body)


def test_deletion_for_good_is_told_by_the_shops_action() -> None:
    got = told(signed(b'{"action":"woocommerce_delete_product","arg":115}', "action.woocommerce_delete_product"))
    assert (got.entity, got.action, got.id, got.perhaps) == ("product", "delete", "115", ())


def test_nonsense_with_a_right_signature_is_refused() -> None:
    for body, topic in ((b"<html>", "product.created"), (b"{}", "product.created"), (b'{"id":1}', "action.wp_login")):
        with pytest.raises(ParameterError):
            signed(body, topic)


async def test_webhooks_of_others_are_not_seen_and_all_pages_are_looked_through() -> None:
    mine = {"id": 7, "topic": "product.created", "delivery_url": "https://me.test/hook", "status": "disabled"}
    page = [{**mine, "id": n, "delivery_url": "https://other.test/hook"} for n in range(100, 199)]
    woo, shop = client({"GET webhooks": (200, [mine, *page])})
    answers = iter([(200, [mine, *page]), (200, [{**mine, "id": 8, "status": "active"}])])

    async def send(request: Request, *, within: float) -> Response:
        shop.answers["GET webhooks"] = next(answers)
        return await Shop.send(shop, request, within=within)

    shop.send = send  # type: ignore[method-assign]
    assert await webhooks.subscriptions(woo, "https://me.test/hook") == [
        Subscription(id="7", topic="product.created", active=False),
        Subscription(id="8", topic="product.created", active=True),
    ]


async def test_deleting_a_webhook_that_is_gone_is_no_error() -> None:
    gone = {"id": 9, "error": {"code": "woocommerce_rest_shop_webhook_invalid_id", "message": "ID is invalid."}}
    woo, _ = client({"POST webhooks/batch": (200, {"delete": [gone], "update": [gone]})})
    await webhooks.unsubscribe(woo, ["9"])
    with pytest.raises(StoreError):
        await webhooks.resume(woo, [Subscription(id="9", topic="product.created", active=False)])
    with pytest.raises(NotFound):
        await woo.get("webhooks/9")
