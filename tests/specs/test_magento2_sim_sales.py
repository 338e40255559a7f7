"""The simulated Magento's sales side against a real one: recorded exchanges are replayed on it and compared."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.specs.magento2_dump import FOLDER

from polycart.platforms.magento2.sim import Simulator

AT = datetime(2026, 11, 21, 1, 34, 10, tzinfo=UTC)
SALES = re.compile(
    r"(err\.|life\.)?(customer|attributeMetadata|order|invoice|ship|creditmemo|transactions|cart|salesRule|coupon|"
    r"track|refund|admin_token)"
)
MOMENTS = {"created_at", "updated_at", "protect_code"}
"""What a life makes at moments, and from randomness, of its own."""
NOT_COMPARED = {
    "orders.status.in": "without an order the database gives them as its index on the status has them",
}
"""Exchanges of which bodies cannot be compared, and why; the status still is."""
recorded = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings of a real shop are not at hand")


class Shopper:
    """Sends requests straight into the application."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def send(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        *,
        token: str | None = "own",
    ) -> tuple[int, Any]:
        headers = {"host": "shop.test"}
        if token:
            known = self.sim.credentials["magento_access_token"] if token == "own" else token
            headers["authorization"] = f"Bearer {known}"
        content = b""
        if body is not None:
            headers["content-type"] = "application/json"
            content = json.dumps(body).encode()
        scope = {"type": "http", "method": method, "path": path, "scheme": "https"}
        scope |= {"query_string": urlencode(query or {}).encode()}
        scope["headers"] = [(k.encode(), v.encode()) for k, v in headers.items()]
        answer: dict[str, Any] = {"body": b""}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": content}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
            else:
                answer["body"] += message["body"]

        asyncio.run(self.sim(scope, receive, send))
        text = answer["body"].decode()
        return answer["status"], json.loads(text) if text[:1] in '{["tfn-0123456789' else text

    def call(self, method: str, path: str, body: Any = None, *, token: str | None = "own", **query: Any) -> Any:
        """The body of a request behind /V1 that must succeed."""
        status, told = self.send(method, f"/rest/V1/{path}", query, body, token=token)
        assert status == 200, told
        return told

    def refused(self, method: str, path: str, body: Any = None, *, token: str | None = "own") -> tuple[int, str]:
        """Status and message of a request behind /V1 that must be refused."""
        status, told = self.send(method, f"/rest/V1/{path}", {}, body, token=token)
        assert status >= 400, told
        return status, told["message"]


@cache
def exchanges() -> list[dict[str, Any]]:
    """The recorded exchanges of the sales side in their order."""
    lines = (FOLDER / "exchanges.jsonl").read_text("utf-8").splitlines()
    return [e for e in map(json.loads, lines) if SALES.match(e["name"])]


def scrub(value: Any, names: set[str]) -> Any:
    """A value without some fields."""
    if isinstance(value, dict):
        return {k: scrub(v, names) for k, v in value.items() if k not in names}
    return [scrub(v, names) for v in value] if isinstance(value, list) else value


def differences(mine: Any, real: Any, path: str = "") -> list[str]:
    """Where two values differ."""
    if isinstance(mine, dict) and isinstance(real, dict):
        found: list[str] = []
        for name in {**mine, **real}:
            if name not in mine or name not in real:
                found.append(
                    f"{path}.{name} only {'simulated' if name in mine else 'real'}: {(mine | real)[name]!s:.80}"
                )
            else:
                found += differences(mine[name], real[name], f"{path}.{name}")
        return found
    if isinstance(mine, list) and isinstance(real, list) and len(mine) == len(real):
        return [d for i, (a, b) in enumerate(zip(mine, real, strict=True)) for d in differences(a, b, f"{path}[{i}]")]
    close = isinstance(mine, int | float) and isinstance(real, int | float) and abs(mine - real) < 1e-9
    return [] if close or (mine == real and type(mine) is type(real)) else [f"{path}: {mine!s:.90} for {real!s:.90}"]


@recorded
def test_a_replayed_shop_sells_as_the_recorded_one_did() -> None:
    from tests.specs.magento2_sales_dump import records

    shopper = Shopper(Simulator(records=records(), url="http://shop.test", clock=lambda: AT))
    wrong: dict[str, list[str]] = {}
    for exchange in exchanges():
        name, request, answer = exchange["name"], exchange["request"], exchange["response"]
        token = {"none": None, "valid": "own"}.get(request["auth"], "nobody")
        status, body = shopper.send(request["method"], request["path"], request["query"], request["body"], token=token)
        if name == "life.cart.create" and status == 200:
            # The cart is called as the recorded one was, for later requests name it.
            shopper.sim.shop.table("carts")[max(shopper.sim.shop.table("carts"))]["masked"] = body = answer["body"]
        left = MOMENTS if name.startswith("life.") else set[str]()
        found = [] if status == answer["status"] else [f"status {status} for {answer['status']}: {body!s:.200}"]
        if not found and name not in NOT_COMPARED:
            found = differences(scrub(body, left), scrub(answer["body"], left))
        if found:
            wrong[name] = found[:12]
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)


@recorded
def test_nothing_is_spared_without_need() -> None:
    assert set(NOT_COMPARED) <= {exchange["name"] for exchange in exchanges()}
