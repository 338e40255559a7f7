"""The builder's fields: what does not fit is named in one sentence, before anything is built."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from polycart.core.bridge import package, pairing
from polycart.core.errors import ParameterError
from polycart.plugins import Fields

PRIVATE = package.make_private_key()
KEY = pairing.public_half(PRIVATE)
GOOD: dict[str, Any] = {"name": "Acme Connect", "company": "Acme", "gateway_key": KEY}


def pem(key: Any) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + bytes(9)


CALLBACK = {"callback_url": "https://cb.example/x", "callback_key": KEY}

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": "ab"}, "'name'"),
    ({"name": "a" * 65}, "'name'"),
    ({"name": "two\nlines"}, "'name'"),
    ({"name": "bell\x07bell"}, "'name'"),
    ({"name": "Ωμέγα"}, "'slug'"),
    ({"name": "42 things"}, "'slug'"),
    ({"company": ""}, "'company'"),
    ({"description": "x" * 501}, "'description'"),
    ({"description": "a\u2028b"}, "'description'"),
    ({"slug": "With-Dash"}, "'slug'"),
    ({"version": "1.0"}, "'version'"),
    ({"version": "1.0.0\n"}, "'version'"),
    ({**CALLBACK, "callback_url": "http://cb.example/x"}, "https://"),
    ({**CALLBACK, "callback_url": "ftp://cb.example/x"}, "'callback_url'"),
    ({**CALLBACK, "callback_url": "https://u:p@cb.example/"}, "'callback_url'"),
    ({**CALLBACK, "callback_url": "https://cb.example/#x"}, "'callback_url'"),
    ({**CALLBACK, "callback_url": "https://cb.example/a b"}, "'callback_url'"),
    ({**CALLBACK, "callback_url": "https://cb.example:x/"}, "'callback_url'"),
    ({**CALLBACK, "callback_key": ""}, "'public_key'"),
    ({**CALLBACK, "callback_key": "nonsense"}, "'public_key'"),
    ({**CALLBACK, "callback_key": PRIVATE}, "private key"),
    ({**CALLBACK, "callback_key": pem(rsa.generate_private_key(65537, 1024))}, "2048 bits"),
    ({**CALLBACK, "callback_key": pem(ec.generate_private_key(ec.SECP256R1()))}, "RSA"),
    ({"gateway_key": "-----BEGIN PUBLIC KEY-----"}, "'gateway_key'"),
    ({"logo": b"GIF89a"}, "PNG or an SVG"),
    ({"logo": png(2001, 10)}, "pixels"),
    ({"logo": png(10, 10) + bytes(256 * 1024)}, "KB"),
    ({"logo": b"<svg><script>alert(1)</script></svg>"}, "scripts"),
    ({"logo": b"<svg onload=alert(1)></svg>"}, "scripts"),
    ({"logo": b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'}, "PNG or an SVG"),
    ({"logo": b"<html><svg></svg></html>"}, "PNG or an SVG"),
]


@pytest.mark.parametrize(("given", "words"), WRONG, ids=lambda value: str(value)[:40])
def test_a_field_that_does_not_fit_is_named(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ParameterError) as caught:
        Fields(**(GOOD | given)).checked()
    assert words in caught.value.message
    assert "\n" not in caught.value.message
    assert "BEGIN" not in caught.value.message


@pytest.mark.parametrize(
    "given",
    [
        CALLBACK,
        {**CALLBACK, "callback_url": "http://127.0.0.1:8080/x"},
        {**CALLBACK, "callback_url": "http://localhost/x"},
        {"logo": png(128, 128)},
        {"logo": b'<?xml version="1.0"?>\n<!-- by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'},
        {"name": "Acme's <b>Connect</b> & more"},
        {"slug": "acme2go"},
    ],
)
def test_what_fits_is_taken(given: dict[str, Any]) -> None:
    checked = Fields(**(GOOD | given)).checked()
    assert checked.slug in ("acmeconnect", "acmesbconnectbmore", "acme2go")
    assert checked.gateway_key.startswith("-----BEGIN PUBLIC KEY-----\n")


def test_a_key_that_nobody_needs_is_left_out() -> None:
    assert Fields(**GOOD, callback_key=KEY).checked().callback_key == ""
