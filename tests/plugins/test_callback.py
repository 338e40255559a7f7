"""The callback's encryption, held against OpenSSL's own command, and against PHP, in which plugins are written."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from polycart.core.bridge import callback, package, pairing
from polycart.core.errors import ParameterError
from polycart.plugins.skeletons import ROOT

VECTORS: dict[str, Any] = json.loads((ROOT / "callback-vectors.json").read_text("utf-8"))
CASES = [pytest.param(case, id=f"{case['name']}, {case['padding']}, {case['key']}") for case in VECTORS["cases"]]
OPENSSL, PHP = shutil.which("openssl"), shutil.which("php")
PRIVATE = package.make_private_key()
TEXT = json.dumps({"store_url": "https://shop.example", "store_root": "/srv/" + "x" * 400}).encode()


def private_of(case: dict[str, Any]) -> str:
    return VECTORS["keys"][case["key"]]["private"]


@pytest.mark.parametrize("case", CASES)
def test_every_vector_is_read(case: dict[str, Any]) -> None:
    read = callback.decrypt(case["data"], private_of(case), padding=case["padding"])
    assert read.decode() == case["text"]


@pytest.mark.skipif(not OPENSSL, reason="openssl is not installed")
@pytest.mark.parametrize("case", CASES)
def test_openssl_reads_every_vector_in_the_same_way(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(private_of(case))
    sealed = base64.b64decode(case["data"])
    length = int(case["key"]) // 8
    assert len(sealed) % length == 0
    words = [OPENSSL or "", "pkeyutl", "-decrypt", "-inkey", str(tmp_path / "key.pem"), "-pkeyopt",
             f"rsa_padding_mode:{case['padding']}"]  # fmt: skip
    parts = [
        subprocess.run(words, input=sealed[at : at + length], capture_output=True, check=True).stdout
        for at in range(0, len(sealed), length)
    ]
    assert b"".join(parts).decode() == case["text"]


READER = """
list(, $key, $padding) = $argv;
$data = base64_decode(stream_get_contents(STDIN));
$length = openssl_pkey_get_details(openssl_pkey_get_private($key))['bits'] / 8;
$how = $padding === 'oaep' ? OPENSSL_PKCS1_OAEP_PADDING : OPENSSL_PKCS1_PADDING;
foreach (str_split($data, $length) as $part) {
    if (!openssl_private_decrypt($part, $text, $key, $how)) { exit(1); }
    echo $text;
}
"""


@pytest.mark.skipif(not PHP, reason="php is not installed")
@pytest.mark.parametrize("padding", ["oaep", "pkcs1"])
def test_php_reads_what_is_written_here(padding: callback.Padding) -> None:
    data = callback.encrypt(TEXT, pairing.public_half(PRIVATE), padding=padding)
    words = [PHP or "", "-r", READER, "--", PRIVATE, padding]
    ran = subprocess.run(words, input=data.encode(), capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, TEXT)


def test_a_callback_for_another_key_is_refused() -> None:
    data = callback.encrypt(TEXT, pairing.public_half(package.make_private_key()))
    with pytest.raises(ParameterError, match="not encrypted for this key"):
        callback.decrypt(data, PRIVATE)


@pytest.mark.parametrize("data", ["", "no base64!", base64.b64encode(b"x" * 100).decode(), "A" * 70_000])
def test_what_is_no_callback_is_refused(data: str) -> None:
    with pytest.raises(ParameterError, match="not encrypted for this key"):
        callback.decrypt(data, PRIVATE)


def test_what_holds_no_plugins_json_is_refused() -> None:
    public = pairing.public_half(PRIVATE)
    for text in (b"[]", b'{"store_key": 1}', b"\xff"):
        with pytest.raises(ParameterError, match="JSON of a plugin"):
            callback.read(callback.encrypt(text, public), PRIVATE)


def test_the_store_key_is_not_shown() -> None:
    told = callback.read(
        callback.encrypt(b'{"store_url":"u","store_key":"the-secret"}', pairing.public_half(PRIVATE)), PRIVATE
    )
    assert told.store_key == "the-secret"
    assert "the-secret" not in f"{told} {told!r}"
