"""The vectors of signatures of requests for rates: what is sent, what is believed, and what PHP and OpenSSL find."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from polycart.core.errors import AccessDenied, ParameterError
from polycart.gateway.live_shipping import signing
from polycart.platforms import platforms

FILE = Path(signing.__file__).parent / "signature-vectors.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))["cases"]
PLUGIN = ("x-live-shipping-service-", "x-live-shipping-service-sign")
FAMILIES = {
    "callback": ("X-Shipping-Service", "X-Shipping-Service-Signature"),
    "woocommerce": PLUGIN,
    "magento2": PLUGIN,
    "shopify": ("", "x-shopify-hmac-sha256"),
}
CART_IDS = {"woocommerce": "WoocommerceApi", "magento2": "Magento2Api", "shopify": "Shopify"}
PHP = r"""
foreach (json_decode(stream_get_contents(STDIN), true)['cases'] as $case) {
    $plugin = array('x-live-shipping-service-', 'x-live-shipping-service-sign');
    $families = array('callback' => array('X-Shipping-Service', 'X-Shipping-Service-Signature'),
        'woocommerce' => $plugin, 'magento2' => $plugin);
    $signed = array();
    if (isset($families[$case['scheme']])) {
        list($family, $signature) = $families[$case['scheme']];
        foreach ($case['headers'] as $name => $value) {
            if (strpos($name, $family) === 0 && $name !== $signature) { $signed[$name] = $value; }
        }
        ksort($signed);
    }
    $content = ($signed ? json_encode($signed) : '') . $case['body'];
    echo base64_encode(hash_hmac('sha256', $content, $case['key'], true)), "\n";
}
"""


def signature(case: dict[str, Any]) -> str:
    return case["headers"][FAMILIES[case["scheme"]][1]]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_request_is_signed_or_believed_as_its_vector_says(case: dict[str, Any]) -> None:
    if case["scheme"] == "callback":
        assert signing.signature(case["headers"], case["body"].encode(), case["key"]) == signature(case)
        return
    platform = platforms()[CART_IDS[case["scheme"]]]
    live = platform.live_shipping
    assert live is not None
    settings: Any = type("Settings", (), {"shopify_shared_secret": case["key"], "store_url": "https://shop.test"})
    assert live.read(settings, case["key"], case["headers"], case["body"].encode()).packages
    for changed in (case["body"].encode() + b" ", case["body"].encode().replace(b"US", b"CA")):
        with pytest.raises((AccessDenied, ParameterError)):
            live.read(settings, case["key"], case["headers"], changed)
    other = {**case["headers"], FAMILIES[case["scheme"]][1]: CASES[0]["headers"]["X-Shipping-Service-Signature"]}
    with pytest.raises(AccessDenied):
        live.read(settings, case["key"], other, case["body"].encode())


def test_a_header_of_the_family_that_is_changed_added_or_missing_is_noticed() -> None:
    case = next(case for case in CASES if "with a nonce" in case["name"])
    live = platforms()[CART_IDS["woocommerce"]].live_shipping
    assert live is not None
    nonce = "x-live-shipping-service-nonce"
    for headers in (
        {**case["headers"], nonce: "another"},
        {**case["headers"], "x-live-shipping-service-more": "1"},
        {name: value for name, value in case["headers"].items() if name != nonce},
    ):
        with pytest.raises(AccessDenied):
            live.read(None, case["key"], headers, case["body"].encode())


def test_php_finds_the_same_signatures() -> None:
    php = shutil.which("php")
    if php is None:
        pytest.skip("PHP is not installed")
    ran = subprocess.run([php, "-r", PHP], input=FILE.read_bytes(), capture_output=True, check=True)
    assert ran.stdout.decode().split() == [signature(case) for case in CASES]


def test_openssl_finds_the_same_signatures() -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    for case in CASES:
        family, own = FAMILIES[case["scheme"]]
        known = {k: v for k, v in case["headers"].items() if family and k.startswith(family) and k != own}
        text = json.dumps(dict(sorted(known.items())), separators=(",", ":")).replace("/", "\\/") if known else ""
        content = text.encode() + case["body"].encode()
        ran = subprocess.run(
            [openssl, "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{case['key'].encode().hex()}", "-binary"],
            input=content, capture_output=True, check=True,
        )  # fmt: skip
        assert base64.b64encode(ran.stdout).decode() == signature(case)
