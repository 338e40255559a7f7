"""What a trace keeps of an exchange with a bridge: what was asked and answered, never a password."""

from __future__ import annotations

import json
from typing import Any

from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.bridge.opened import shown
from polycart.core.trace import Redactor, Trace
from tests.bridge import servers


async def test_a_trace_with_bodies_shows_statements_and_rows(bridge: Bridge[BridgeSettings]) -> None:
    bridge.call.trace = Trace(Redactor(), bodies=True)
    asked = {"do": "select", "table": "product", "columns": ["product.price"], "where": [["product_id", "=", 5]]}
    await bridge.read(asked)
    (exchange,) = bridge.call.trace.exchanges
    assert json.loads(exchange.request_body or "") == {"action": "run", "statements": [asked]}
    rows, closing = (json.loads(line) for line in (exchange.response_body or "").split("\n"))
    assert rows == [{"product": {"price": "5.5000"}}]
    assert closing["ok"] is True


async def test_a_trace_without_bodies_keeps_none(bridge: Bridge[BridgeSettings]) -> None:
    await bridge.read({"do": "select", "table": "product", "columns": ["product.price"], "limit": 1})
    (exchange,) = bridge.call.trace.exchanges
    assert exchange.request_body is None
    assert exchange.response_body is None


async def test_passwords_and_files_are_in_no_trace(bridge: Bridge[BridgeSettings], fresh: servers.Database) -> None:
    bridge.call.trace = Trace(Redactor(), bodies=True)
    columns = ["email", "password", "salt"]
    where = [["customer_id", "=", 1]]
    await bridge.write(
        {"do": "insert", "table": "customer", "columns": columns, "rows": [["a@b.example", "hash-one", "grain"]]},
        {"do": "update", "table": "customer", "set": {"password": "hash-two"}, "where": where},
    )
    kept = bridge.call.trace.exchanges[-1].request_body or ""
    assert "a@b.example" in kept
    assert not any(secret in kept for secret in ("hash-one", "hash-two", "grain"))
    put: dict[str, Any] = {"action": "file.put", "folder": "images", "path": "a.png", "data": "QUJD", "id": "12" * 16}
    expected = {"action": "file.put", "folder": "images", "path": "a.png", "data": "<4 characters of base64>"}
    assert shown(put) == expected
