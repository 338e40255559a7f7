"""Who is asking: OAuth 1.0a with HMAC-SHA256, a bearer token of the integration, an administrator or a customer.

https://developer.adobe.com/commerce/webapi/get-started/authentication/gs-authentication-oauth/
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

import msgspec

from polycart.platforms.magento2.sim.wire import REQUIRED, Caller, Json, Refusal, invalid

AHEAD = 600
"""Seconds that a timestamp may be in the future; how old it is nobody asks."""
LENGTH = 32
NEEDED = (
    "oauth_consumer_key",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_nonce",
    "oauth_timestamp",
    "oauth_token",
)
PROTOCOL = re.compile(r"oauth_[a-z_-]+")
METHOD = "HMAC-SHA256"
"""HMAC-SHA1 is refused by this version: `Oauth::getSupportedSignatureMethods` names only this one."""


class Integration(msgspec.Struct, frozen=True):
    """The four secrets of an active integration, and whether its token is good as bearer."""

    consumer_key: str
    consumer_secret: str
    access_token: str
    token_secret: str
    bearer: bool = True


class Asked(msgspec.Struct, frozen=True):
    """The parts of a request that authentication looks at; `url` is without its query."""

    method: str
    url: str
    query: str
    headers: Mapping[str, str]


def caller(asked: Asked, keys: Integration | None, tokens: Mapping[str, Json], nonces: set[str], now: int) -> Caller:
    """Who signed or carries a token; a guest where nobody did, and a refusal for a wrong signature."""
    header = asked.headers.get("authorization", "")
    pieces = header.split(" ")
    if len(pieces) == 2 and pieces[0].lower() == "bearer":
        known = tokens.get(pieces[1])
        if known:
            return Caller(known["kind"], known["id"])
        if keys and keys.bearer and pieces[1] == keys.access_token:
            return Caller("integration", 1)
    at = header.lower().find("oauth ")
    if at >= 0:
        _signed(asked, header[at + 6 :], keys, nonces, now)
        return Caller("integration", 1)
    return Caller()


def _wrong(message: str, *parameters: Any, status: int = 401) -> Refusal:
    return Refusal(status, message, parameters)


def _signed(asked: Asked, header: str, keys: Integration | None, nonces: set[str], now: int) -> None:
    sent: dict[str, str] = {}
    for part in header.split(","):
        name, equals, value = part.strip().partition("=")
        if equals and PROTOCOL.search(name):
            sent[unquote(name)] = unquote(value.strip('"'))
    if sent.get("oauth_version", "1.0") != "1.0":
        raise _wrong('The "%1" Oauth version isn\'t supported.', sent["oauth_version"], status=400)
    missing = [name for name in NEEDED if name not in sent]
    if missing:
        raise invalid((REQUIRED, {"fieldName": name}) for name in missing)
    if len(sent["oauth_token"]) != LENGTH:
        raise _wrong("The token length is invalid. Check the length and try again.", status=400)
    if sent["oauth_signature_method"] != METHOD:
        raise _wrong("Signature method %1 is not supported", sent["oauth_signature_method"], status=400)
    if sent["oauth_consumer_key"] and len(sent["oauth_consumer_key"]) != LENGTH:
        raise _wrong("Consumer key is not the correct length")
    if keys is None or sent["oauth_consumer_key"] != keys.consumer_key:
        raise _wrong("A consumer having the specified key does not exist")
    _fresh(sent, nonces, now)
    if sent["oauth_token"] != keys.access_token:
        raise _wrong("Specified token does not exist")
    if not hmac.compare_digest(signature(asked, sent, keys), sent["oauth_signature"]):
        raise _wrong("The signature is invalid. Verify and try again.")


def _fresh(sent: Mapping[str, str], nonces: set[str], now: int) -> None:
    stamp = sent["oauth_timestamp"]
    if not stamp.isdigit() or not 0 < int(stamp) <= now + AHEAD:
        raise _wrong("An error occurred validating the nonce")
    if sent["oauth_nonce"] in nonces:
        raise _wrong("The nonce is already being used by the consumer with ID %1", 1)
    nonces.add(sent["oauth_nonce"])


def signature(asked: Asked, sent: Mapping[str, str], keys: Integration) -> str:
    """The signature that this request must carry, by RFC 5849; query parameters are part of what is signed."""
    signed = {k: v for k, v in sent.items() if k != "oauth_signature"}
    for part in asked.query.split("&") if asked.query else ():
        pair = part.split("=")
        if len(pair) == 2 and not PROTOCOL.search(pair[0]):
            signed[unquote(pair[0])] = unquote(pair[1])
    pairs = sorted((_quoted(k), _quoted(v)) for k, v in signed.items())
    joined = "&".join(f"{k}={v}" for k, v in pairs)
    text = "&".join(_quoted(t) for t in (asked.method.upper(), asked.url, joined))
    secret = f"{_quoted(keys.consumer_secret)}&{_quoted(keys.token_secret)}"
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _quoted(text: str) -> str:
    return quote(text, safe="~")
