"""The vectors of webhooks' signatures, judged by others: OpenSSL, PHP where it is there, and the standard's example."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from polycart.gateway.webhooks import signatures

FILE = Path(signatures.__file__).parent / "signature-vectors.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text())["cases"]
PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
"""From the tests of the standard's own library, whose address the first case names."""

PHP = r"""
foreach (json_decode(stream_get_contents(STDIN), true)['cases'] as $case) {
    $headers = array_filter(
        $case['headers'],
        fn ($name) => str_starts_with($name, 'X-Webhook-') && $name !== 'X-Webhook-Signature',
        ARRAY_FILTER_USE_KEY
    );
    ksort($headers);
    echo base64_encode(hash_hmac('sha256', json_encode($headers) . $case['body'], $case['store_key'], true)), "\n";
}
"""


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_delivery_is_signed_as_its_vector_says(case: dict[str, Any]) -> None:
    headers = case["headers"]
    added = {"X-Webhook-Timestamp", "X-Webhook-Signature"}
    about = {name: value for name, value in headers.items() if name.startswith("X-Webhook-") and name not in added}
    made = signatures.signed(
        about, case["body"].encode(), id=headers["webhook-id"], moment=int(headers["webhook-timestamp"]),
        secrets=case["secrets"], store_key=case["store_key"],
    )  # fmt: skip
    assert made == headers


def test_the_first_vector_is_the_standards_own() -> None:
    assert CASES[0]["headers"]["webhook-signature"] == PUBLISHED


def test_openssl_finds_the_same_signatures() -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    for case in CASES:
        headers = case["headers"]
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{case['body']}".encode()
        found = [
            subprocess.run(
                [openssl, "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{_hex(secret)}", "-binary"],
                input=content, capture_output=True, check=True,
            ).stdout
            for secret in case["secrets"]
        ]  # fmt: skip
        assert headers["webhook-signature"] == " ".join(f"v1,{base64.b64encode(one).decode()}" for one in found)


def test_php_finds_the_same_signatures_of_the_headers() -> None:
    php = shutil.which("php")
    if php is None:
        pytest.skip("PHP is not installed")
    ran = subprocess.run([php, "-r", PHP], input=FILE.read_bytes(), capture_output=True, check=True)
    assert ran.stdout.decode().split() == [case["headers"]["X-Webhook-Signature"] for case in CASES]


def test_no_two_secrets_are_the_same_and_each_is_as_long_as_the_standard_asks() -> None:
    made = {signatures.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(base64.b64decode(one.removeprefix("whsec_"))) for one in made} == {24}


def test_a_header_is_one_line_of_ascii_whatever_it_is_to_say() -> None:
    made = signatures.signed({"X-Webhook-Error-Message": "é\r\nX: 1"}, b"", id="a", moment=1, secrets=[], store_key="k")
    assert made["X-Webhook-Error-Message"] == "? X: 1"


def _hex(secret: str) -> str:
    return base64.b64decode(secret.removeprefix("whsec_")).hex()
