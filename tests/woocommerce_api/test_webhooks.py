"""Deliveries of two real shops: their signatures hold, each tells its event, and a misleading one is found out."""

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
from polycart.core.errors import AccessDenied, NotFound, ParameterError, StoreError, Unsupported
from polycart.core.transport import Request, Response
from polycart.platforms.woocommerce_api import webhooks
from polycart.platforms.woocommerce_api.connection import Woo, WooSettings

STORES = Path(__file__).resolve().parents[2].parent / "shared" / "stores"
SECRET = "test-secret"
VERSIONS = ("10.0", "7.9")


def deliveries(version: str) -> list[dict[str, Any]]:
    path = STORES / f"woocommerce-{version}" / "webhooks.jsonl"
    if not path.exists():
        pytest.skip("the recorded shops are not beside the repository (../shared)")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def event(delivery: dict[str, Any], secret: str = SECRET) -> webhooks.Event:
    return webhooks.verify(secret, delivery["request"]["headers"], delivery["request"]["body"].encode())


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
    settings = WooSettings(
        store_url="https://shop.test", wc_consumer_key="ck_" + "0" * 40, wc_consumer_secret="cs_" + "0" * 40
    )
    shop = Shop(answers)
    return Woo(Connection(settings, shop), Call()), shop


@pytest.mark.parametrize("version", VERSIONS)
def test_every_recorded_delivery_is_read(version: str) -> None:
    expected = [delivery for delivery in deliveries(version) if not delivery["name"].startswith(("ping", "coupon"))]
    assert len(expected) >= 15
    for delivery in expected:
        told = event(delivery)
        resource, _, happened = delivery["name"].partition(".")
        assert told.action == {"created": "add", "updated": "update", "deleted": "delete"}[happened]
        assert told.entity.startswith(resource)
        assert told.id == str(json.loads(delivery["request"]["body"])["id"])


@pytest.mark.parametrize("version", VERSIONS)
def test_one_changed_byte_or_another_secret_is_refused(version: str) -> None:
    for delivery in deliveries(version):
        if delivery["name"] == "ping":
            continue
        with pytest.raises(AccessDenied):
            event(delivery, secret="another-secret")
        changed = {**delivery["request"], "body": delivery["request"]["body"] + " "}
        with pytest.raises(AccessDenied):
            event({"request": changed})


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ping_needs_no_signature_and_means_nothing(version: str) -> None:
    pings = [event(delivery) for delivery in deliveries(version) if delivery["name"] == "ping"]
    assert [ping.webhook_id for ping in pings] == ["2", "3", "4"]
    assert all(ping.ping and not ping.entity for ping in pings)


@pytest.mark.parametrize("version", VERSIONS)
def test_deliveries_of_one_second_are_told_apart(version: str) -> None:
    signed = [delivery for delivery in deliveries(version) if delivery["name"].startswith(("product", "order"))]
    shop_ids = {delivery["request"]["headers"]["X-WC-Webhook-Delivery-ID"] for delivery in signed}
    assert len(shop_ids) < len(signed)
    assert len({event(delivery).delivery for delivery in signed}) == len(signed)


def test_a_variant_is_told_from_a_product() -> None:
    told = [event(delivery) for delivery in deliveries("7.9") if delivery["name"] == "product.created"]
    assert [(one.entity, one.id, one.parent_id) for one in told] == [
        ("product", "114", None),
        ("product", "115", None),
        ("product.child_item", "116", "115"),
    ]


async def test_a_deleted_product_that_is_an_order_means_nothing() -> None:
    misleading = [event(delivery) for delivery in deliveries("7.9") if delivery["name"] == "product.deleted"][-1]
    woo, _ = client({f"GET orders/{misleading.id}": (200, {"id": int(misleading.id)})})
    assert await webhooks.resolved(woo, misleading) is None


async def test_a_product_in_the_trash_is_deleted() -> None:
    told = webhooks.Event(entity="product", action="delete", id="5", topic="product.deleted")
    woo, _ = client({"GET products/5": (200, {"id": 5, "status": "trash", "type": "simple"})})
    assert await webhooks.resolved(woo, told) == told
    woo, _ = client({"GET products/5": (200, {"id": 5, "status": "publish", "type": "simple"})})
    assert await webhooks.resolved(woo, told) is None
    woo, _ = client({})
    assert await webhooks.resolved(woo, told) == told


async def test_a_variant_in_the_trash_is_a_deleted_variant() -> None:
    told = webhooks.Event(entity="product", action="delete", id="6", topic="product.deleted")
    woo, _ = client({"GET products/6": (200, {"id": 6, "status": "trash", "type": "variation", "parent_id": 5})})
    found = await webhooks.resolved(woo, told)
    assert found is not None
    assert (found.entity, found.parent_id) == ("product.child_item", "5")


def signed(body: bytes, topic: str) -> webhooks.Event:
    signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    return webhooks.verify(SECRET, {"x-wc-webhook-signature": signature, "x-wc-webhook-topic": topic}, body)


def test_deletion_for_good_is_told_by_the_shops_action() -> None:
    told = signed(b'{"action":"woocommerce_delete_product","arg":115}', "action.woocommerce_delete_product")
    assert (told.entity, told.action, told.id) == ("product", "delete", "115")


def test_nonsense_with_a_right_signature_is_refused() -> None:
    for body, topic in ((b"<html>", "product.created"), (b"{}", "product.created"), (b'{"id":1}', "action.wp_login")):
        with pytest.raises(ParameterError):
            signed(body, topic)


async def test_a_half_made_subscription_is_taken_back() -> None:
    woo, shop = client({})
    made = {"id": 7, "topic": "product.created", "delivery_url": "https://me.test/hook", "status": "active"}
    answers = iter([(201, made), (400, {"code": "x", "message": "No.", "data": {"status": 400}})])

    async def send(request: Request, *, within: float) -> Response:
        if request.method == "POST":
            shop.answers["POST webhooks"] = next(answers)
        return await Shop.send(shop, request, within=within)

    shop.send = send  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        await webhooks.subscribe(woo, "product", "add", callback="https://me.test/hook", secret="s" * 32)
    assert shop.asked == ["POST webhooks", "POST webhooks", "DELETE webhooks/7"]


async def test_what_the_shop_cannot_tell_and_weak_secrets_are_refused() -> None:
    woo, shop = client({})
    with pytest.raises(Unsupported):
        await webhooks.subscribe(woo, "category", "add", callback="https://me.test/hook", secret="s" * 32)
    with pytest.raises(ParameterError):
        await webhooks.subscribe(woo, "order", "add", callback="https://me.test/hook", secret='"short"')
    assert shop.asked == []


async def test_deleting_a_webhook_that_is_gone_is_no_error() -> None:
    gone = {"id": 9, "error": {"code": "woocommerce_rest_shop_webhook_invalid_id", "message": "ID is invalid."}}
    woo, _ = client({"POST webhooks/batch": (200, {"delete": [gone], "update": [gone]})})
    await webhooks.unsubscribe(woo, [9])
    with pytest.raises(StoreError):
        await webhooks.pause(woo, [9])
    with pytest.raises(NotFound):
        await woo.get("webhooks/9")
