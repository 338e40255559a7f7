"""What plugins ask at the checkout, believed by the gateway, and what they offer of the answer."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from polycart.core.bridge import package, pairing
from polycart.core.live_shipping import LiveShipping, Rate
from polycart.platforms import platforms
from polycart.plugins import Fields, build

SECRET = "s3cr3t" * 9  # the stand-ins'
MARK = hashlib.md5(b"A/1", usedforsecurity=False).hexdigest()[:8]
PHP = shutil.which("php")
FOLDERS = {"woocommerce": "acmeconnect/includes", "magento2": "app/code/Acmeconnect/Connect"}
CART_IDS = {"woocommerce": "WoocommerceApi", "magento2": "Magento2Api"}

pytestmark = pytest.mark.skipif(PHP is None, reason="php is not installed")


class Service(BaseHTTPRequestHandler):
    """A service on loopback, which notes what it is asked."""

    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append({"url": self.path, "headers": headers, "body": body.decode()})
        if self.server.meeting:
            self.server.meeting.wait(10)
        self.send_response(self.server.status)
        self.send_header("location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *words: Any) -> None: ...


class Server(ThreadingHTTPServer):
    """Where services are; with a ``meeting`` it answers when as many as that have been asked."""

    status: int
    answer: bytes
    meeting: threading.Barrier | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Service)
        self.asked: list[dict[str, Any]] = []


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


class Till:
    """The checkout of a shop with a plugin: its own files, run by PHP beside stand-ins for what it calls."""

    def __init__(self, platform: str, folder: Path, server: Server) -> None:
        self.platform, self.folder, self.server = platform, folder, server
        live = platforms()[CART_IDS[platform]].live_shipping
        assert live is not None
        self.live: LiveShipping[Any] = live

    def check_out(self, status: int, answer: bytes, *, services: int = 1) -> dict[str, Any]:
        """What was asked, the rates that are offered, what was logged, and the services that are switched off."""
        if self.platform == "woocommerce":
            told = self._run("checkout.php", str(status), answer.decode())
            return told | {"off": [row["ID"] for row in told["posts"] if row["post_status"] == "draft"]}
        server = self.server
        server.status, server.answer = status, answer
        server.asked.clear()
        host = f"http://127.0.0.1:{server.server_port}/shipping/token"
        told = self._run("magento_checkout.php", ",".join([host] * services))
        return told | {"asked": list(server.asked), "off": [where[0] for values, where in told["updates"]]}

    def _run(self, program: str, *words: str) -> Any:
        command = [PHP or "php", "-d", "error_reporting=-1", "-d", "display_errors=stderr"]
        command += [str(Path(__file__).with_name(program)), str(self.folder), *words]
        ran = subprocess.run(command, capture_output=True, timeout=20, check=False)
        assert (ran.returncode, ran.stderr) == (0, b""), ran.stderr
        return json.loads(ran.stdout)


@pytest.fixture(scope="module", params=FOLDERS)
def till(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: Server) -> Till:
    """The plugin of a platform, built and unpacked."""
    key = pairing.public_half(package.make_private_key())
    fields = Fields(
        name="Acme Connect", company="Acme", gateway_key=key, callback_url="https://cb.example/", callback_key=key
    )
    home = tmp_path_factory.mktemp("plugin")
    with zipfile.ZipFile(io.BytesIO(build(request.param, fields).content)) as archive:
        archive.extractall(home)
    return Till(request.param, home / FOLDERS[request.param], server)


def test_what_it_asks_is_believed_and_what_the_gateway_answers_is_offered(till: Till) -> None:
    (asked,) = till.check_out(200, b"[]")["asked"]
    assert asked["url"].endswith("/shipping/token")
    question = till.live.read(None, SECRET, asked["headers"], asked["body"].encode())
    assert question.sent
    assert len(question.nonce) == 32
    (asked_for,) = question.packages
    assert (asked_for.destination.country.name, asked_for.destination.country.code3) == ("Germany", "DEU")
    assert (asked_for.destination.city, asked_for.destination.first_name) == ("München/Süd", "Zoë")
    assert (asked_for.origin.state.name, asked_for.currency_code) == ("California", "USD")
    item = asked_for.items[0]  # one beside it is not sent
    assert (item.product_id, item.model, item.name, item.variant_id) == ("15", "MUG/1", 'Müg "big"', None)
    assert (item.quantity, item.price, item.total_price, item.discount_amount, item.tax_value) == (2, 21.5, 40, 3, 3.82)
    assert (item.weight_unit, item.weight) == ("lbs", 1.2)
    told = [
        Rate(name="Free <b>tax</b>", code="A/1", total_cost=7.5, taxable=False),
        Rate(name="By the shop", code="b", total_cost=10, taxable=True, description="Two days"),
        Rate(name="Told", code="c", total_cost=20, taxable=True, tax_value=1.23),
    ]
    rates = till.check_out(200, till.live.write(question, {"1": told}))["rates"]
    if till.platform == "woocommerce":
        assert (asked["timeout"], asked["redirection"], len(asked_for.items)) == (30, 0, 1)
        assert [(one["id"], one["label"], one["cost"], one["taxes"]) for one in rates] == [
            (f"live_shipping_rates:12:a1-{MARK}", "Free tax", 7.5, False),
            ("live_shipping_rates:12:b", "By the shop", 10, ""),
            ("live_shipping_rates:12:c", "Told", 20, {"7": 1.23}),
        ]
        assert rates[1]["meta_data"] == {"description": "Two days"}
    else:
        assert [(one.product_id, one.variant_id, one.model) for one in asked_for.items[1:]] == [
            ("17", "18", "shirt-s"),
            ("20", None, "part"),  # of a kit whose parts are sent apart
        ]
        assert (asked_for.destination.address1, asked_for.destination.address2) == ("5 Weg", "Hof")
        assert [(one["carrier"], one["method"], one["method_title"], one["price"]) for one in rates] == [
            ("liveshipping", f"12_A1-{MARK}", "Free tax", 7.5),
            ("liveshipping", "12_b", "By the shop", 10),
            ("liveshipping", "12_c", "Told", 20),
        ]
        assert (rates[1]["carrier_title"], rates[1]["method_description"]) == ("Express", "Two days")


@pytest.mark.parametrize(
    ("status", "answer", "off"),
    [
        (502, b'{"message": "The callback failed."}', False),
        (404, b"", False),
        (302, b"", False),
        (410, b"{}", True),
        (200, b"<html>", False),
    ],
)
def test_a_failure_offers_nothing_and_only_410_ends_a_service(
    till: Till, status: int, answer: bytes, off: bool
) -> None:
    told = till.check_out(status, answer)
    assert told["rates"] == []
    assert len(told["asked"]) == 1
    assert told["off"] == ([12] if off else [])
    assert len(told["logged"]) == 1
    assert "12" in told["logged"][0]


def test_rates_that_are_none_are_left_out(till: Till) -> None:
    told = till.check_out(200, b'[{"id": "x", "code": "x"}, 7, {"id": ["x"], "label": "X", "cost": 1}]')
    assert told["rates"] == []
    assert told["logged"] == []


@pytest.mark.parametrize("till", ["magento2"], indirect=True)
def test_magento_takes_amounts_in_currencies_that_it_has_a_rate_for(till: Till) -> None:
    rows = [{"code": code, "title": code, "price": 8, "currency": code} for code in ("EUR", "USD", "XXX")]
    told = till.check_out(200, json.dumps([*rows, {"code": "less", "title": "Less", "price": -1}]).encode())
    assert [(one["method_title"], one["price"]) for one in told["rates"]] == [("EUR", 16), ("USD", 8)]
    assert len(told["logged"]) == 1


@pytest.mark.parametrize("till", ["magento2"], indirect=True)
def test_magento_asks_services_side_by_side_each_with_a_nonce_of_its_own(till: Till) -> None:
    till.server.meeting = threading.Barrier(3)
    try:
        told = till.check_out(200, b'[{"code": "a", "title": "A", "price": 1}]', services=3)
    finally:
        till.server.meeting = None
    assert [one["method"] for one in told["rates"]] == ["12_a", "13_a", "14_a"]
    assert len({one["headers"]["x-live-shipping-service-nonce"] for one in told["asked"]}) == 3
