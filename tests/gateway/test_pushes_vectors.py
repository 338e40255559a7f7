"""Deliveries of each platform, right and wrong, against the vectors that other languages can be tried with as well."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.gateway.pushing import PUSHING

from polycart.core.errors import AccessDenied, ParameterError
from polycart.core.pushes import Pushes, Unsigned
from polycart.platforms import platforms

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "reference" / "push-vectors.json").read_text("utf-8")
)["platforms"]
CASES = [(cart_id, case) for cart_id, about in VECTORS.items() for case in about["cases"]]
SIGNED = {"Shopify": "x-shopify-hmac-sha256", "WoocommerceApi": "x-wc-webhook-signature"}
REFUSALS = {"unsigned": Unsigned, "signature": AccessDenied, "body": ParameterError}


def key(cart_id: str) -> str:
    """What a platform's deliveries are signed with."""
    return VECTORS[cart_id]["secret"] or VECTORS[cart_id]["settings"]["shopify_shared_secret"]


def read(cart_id: str, case: dict[str, Any]) -> Any:
    platform = platforms()[cart_id]
    assert isinstance(platform.pushes, Pushes)
    settings = platform.settings.read(VECTORS[cart_id]["settings"])
    request = case["request"]
    return platform.pushes.read(settings, VECTORS[cart_id]["secret"], request["headers"], request["body"].encode())


def test_every_platform_that_pushes_has_vectors() -> None:
    assert sorted(VECTORS) == sorted(PUSHING)


@pytest.mark.parametrize(("cart_id", "case"), CASES, ids=[f"{cart_id}: {case['name']}" for cart_id, case in CASES])
def test_a_delivery_is_read_or_refused_as_its_vector_has_it(cart_id: str, case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises((AccessDenied, ParameterError)) as raised:
            read(cart_id, case)
        assert type(raised.value) is REFUSALS[case["refused"]]
        assert key(cart_id) not in raised.value.message
        return
    delivery, expected = read(cart_id, case), case["gives"]
    told = [(one.entity, one.action, one.id, one.parent_id, list(one.perhaps)) for one in delivery.told]
    assert told == [
        (one["entity"], one["action"], one["id"], one.get("parent_id", ""), one.get("perhaps", []))
        for one in expected["told"]
    ]
    assert delivery.moment == expected["moment"]


def test_openssl_signs_them_as_the_shops_do() -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    judged = 0
    for cart_id, name in SIGNED.items():
        for case in VECTORS[cart_id]["cases"]:
            told = case["request"]["headers"].get(name)
            if told is None:
                continue
            words = ["openssl", "dgst", "-sha256", "-hmac", key(cart_id), "-binary"]
            ran = subprocess.run(words, input=case["request"]["body"].encode(), capture_output=True, check=True)
            right = base64.b64encode(ran.stdout).decode() == told
            assert right == (case.get("refused") != "signature" or "another shop" in case["name"]), case["name"]
            judged += 1
    assert judged == 19
