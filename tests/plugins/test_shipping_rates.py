"""What the plugin for WooCommerce asks at the checkout, believed by the gateway, and what it offers of the answer."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from polycart.core.bridge import package, pairing
from polycart.core.live_shipping import Rate
from polycart.platforms import platforms
from polycart.plugins import Fields, build

SECRET = "s3cr3t" * 9  # the stub's
MARK = hashlib.md5(b"A/1", usedforsecurity=False).hexdigest()[:8]
PHP = shutil.which("php")
LIVE = platforms()["WoocommerceApi"].live_shipping

pytestmark = pytest.mark.skipif(PHP is None, reason="php is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the plugin's files are, once it is built and unpacked."""
    key = pairing.public_half(package.make_private_key())
    built = build("woocommerce", Fields(name="Acme Connect", company="Acme", gateway_key=key))
    home = tmp_path_factory.mktemp("plugin")
    with zipfile.ZipFile(io.BytesIO(built.content)) as archive:
        archive.extractall(home)
    return home / "acmeconnect" / "includes"


def check_out(folder: Path, status: int, answer: bytes) -> Any:
    command = [PHP or "php", str(Path(__file__).with_name("checkout.php")), str(folder), str(status), answer.decode()]
    ran = subprocess.run(command, capture_output=True, timeout=20, check=True)
    return json.loads(ran.stdout)


def test_what_it_asks_is_believed_and_what_the_gateway_answers_is_offered(folder: Path) -> None:
    assert LIVE is not None
    (asked,) = check_out(folder, 200, b"[]")["asked"]
    assert asked["url"] == "https://gateway.example/shipping/token"
    assert (asked["timeout"], asked["redirection"]) == (30, 0)
    question = LIVE.read(None, SECRET, asked["headers"], asked["body"].encode())
    assert question.sent
    assert len(question.nonce) == 32
    (asked_for,) = question.packages
    assert asked_for.destination.country.name == "Germany"
    assert (asked_for.destination.city, asked_for.destination.first_name) == ("München/Süd", "Zoë")
    assert (asked_for.origin.state.name, asked_for.currency_code) == ("California", "USD")
    (item,) = asked_for.items  # the other one is not sent
    assert (item.product_id, item.model, item.name, item.variant_id) == ("15", "MUG/1", 'Müg "big"', None)
    assert (item.quantity, item.price, item.total_price, item.discount_amount, item.tax_value) == (2, 21.5, 40, 3, 3.82)
    assert (item.weight_unit, item.weight) == ("lbs", 1.2)
    told = [
        Rate(name="Free <b>tax</b>", code="A/1", total_cost=7.5, taxable=False),
        Rate(name="By the shop", code="b", total_cost=10, taxable=True, description="Two days"),
        Rate(name="Told", code="c", total_cost=20, taxable=True, tax_value=1.23),
    ]
    answered = check_out(folder, 200, LIVE.write(question, {"1": told}))
    assert answered["enabled"] == "yes"
    assert [(one["id"], one["label"], one["cost"], one["taxes"]) for one in answered["rates"]] == [
        (f"live_shipping_rates:12:a1-{MARK}", "Free tax", 7.5, False),
        ("live_shipping_rates:12:b", "By the shop", 10, ""),
        ("live_shipping_rates:12:c", "Told", 20, {"7": 1.23}),
    ]
    assert answered["rates"][1]["meta_data"] == {"description": "Two days"}


@pytest.mark.parametrize(
    ("status", "answer", "off"),
    [
        (502, b'{"message": "The callback failed."}', False),
        (404, b"", False),
        (410, b"{}", True),
        (200, b"<html>", False),
    ],
)
def test_a_failure_offers_nothing_and_only_410_ends_a_service(
    folder: Path, status: int, answer: bytes, off: bool
) -> None:
    told = check_out(folder, status, answer)
    assert told["rates"] == []
    assert len(told["asked"]) == 1
    assert told["posts"] == ([{"ID": 12, "post_status": "draft"}] if off else [])
    assert len(told["logged"]) == 1


def test_rates_that_are_none_are_left_out(folder: Path) -> None:
    told = check_out(folder, 200, b'[{"id": "x"}, 7, {"id": ["x"], "label": "X", "cost": 1}]')
    assert told["rates"] == []
    assert told["logged"] == []
