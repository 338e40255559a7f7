"""The log of deliveries on the command line, and events that are only tried out."""

from __future__ import annotations

import http.server
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class Receiver(http.server.ThreadingHTTPServer):
    """An endpoint on the loopback that keeps what it gets, and answers as ``status`` says."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.arrived = threading.Semaphore(0)
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.got.append((dict(self.headers.items()), body))
        self.send_response(self.server.status)
        self.send_header("content-length", "0")
        self.end_headers()
        self.server.arrived.release()

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


def test_an_event_is_tried_out_delivered_shown_and_replayed(
    command: Any, own_home: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ("--home", own_home)
    monkeypatch.setenv("POLYCART_PRIVATE_NETWORKS", "127.0.0.0/8")
    assert command("events", "list", *at).err.startswith("Nothing was delivered")
    ran = command("trigger", "product.update", *at)
    assert (ran.code, "polycart listen" in ran.err) == (1, True)
    hook = ("entity=product", "action=update", f"callback={receiver.url}", "fields=id,name")
    assert command("call", "webhook.create", *hook, *at).code == 0
    ran = command("trigger", "product.made", *at)
    assert (ran.code, "product.add" in ran.err) == (1, True)
    triggered = command("trigger", "product.update", "--json", *at).json
    receiver.status = 500
    assert command("worker", "--once", *at).code == 0
    headers, body = receiver.got[0]
    assert json.loads(body).keys() == {"id", "name"}
    assert headers["X-Webhook-Test"] == "1"
    (row,) = command("events", "list", "--json", *at).json
    assert (row["entity_id"], row["state"], row["attempts"]) == (triggered["id"], "open", 1)
    assert row["said"] == "The endpoint answered 500."
    assert "500" in command("events", "show", "1", *at).out
    (listed,) = command("webhooks", "list", "--json", *at).json
    assert (listed["event"], listed["failures"], listed["open"]) == ("product.update", 1, 1)
    assert "under way anyhow" in command("events", "replay", "1", *at).err
    secret = command("webhooks", "secret", "1", *at).out.strip()
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{32}", secret)
    assert command("webhooks", "secret", "1", "--rotate", *at).out.strip() != secret
    assert command("events", "replay", *at).code == 2
    assert command("events", "show", "99", *at).code == 1
    assert "0 delivery" in command("events", "replay", "--failed", *at).out


def test_a_store_s_events_are_forwarded_to_a_local_address_and_nothing_stays_behind(
    command: Any, own_home: Path, receiver: Receiver
) -> None:
    words = ["listen", "--forward-to", receiver.url, "--events", "order.add,product.delete", "--home", str(own_home)]
    polycart = [sys.executable, "-m", "polycart.cli.main"]
    with subprocess.Popen([*polycart, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            assert "whsec_" in process.stdout.readline()
            triggered = command("trigger", "product.delete", "--id", "77", "--json", "--home", own_home).json
            assert triggered["id"] == "77"
            assert receiver.arrived.acquire(timeout=30)
            assert "product.delete  77  200" in process.stdout.readline()
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
    headers, body = receiver.got[0]
    assert json.loads(body) == {"id": "77"}
    assert headers["X-Webhook-Entity"] == "product"
    assert command("trigger", "product.delete", "--id", "77", "--home", own_home).code == 1
    assert command("webhooks", "list", "--json", "--home", own_home).json == []
