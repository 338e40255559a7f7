"""Who is asking: Basic and query keys over https, one-legged OAuth 1.0a over http, with WooCommerce's refusals.

https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote, unquote

import msgspec

from polycart.platforms.woocommerce_api.sim.wire import Refusal

WINDOW = 15 * 60
METHODS = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}
OAUTH = ("oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method")


class Credentials(msgspec.Struct, frozen=True):
    key: str
    secret: str


class Asked(msgspec.Struct, frozen=True):
    """The parts of a request that authentication looks at; `url` is without its query."""

    method: str
    url: str
    secure: bool
    query: list[tuple[str, str]]
    headers: Mapping[str, str]


def _wrong(message: str) -> Refusal:
    return Refusal(401, "woocommerce_rest_authentication_error", message)


def known(asked: Asked, keys: Credentials | None, nonces: dict[str, int], now: int) -> bool:
    """Whether the request carries the shop's key; false for none or a foreign one, refuses a wrong secret."""
    if asked.secure:
        name, secret = _basic(asked)
        if name and secret and keys and name == keys.key:
            if not hmac.compare_digest(secret, keys.secret):
                raise _wrong("Consumer secret is invalid.")
            return True
    params = dict(asked.query) | _header(asked.headers.get("authorization", ""))
    if not any(n in params for n in OAUTH):
        return False
    missing = [n for n in OAUTH if not params.get(n)]
    if missing:
        noun = "parameter" if len(missing) == 1 else "parameters"
        text = f"Missing OAuth {noun} {', '.join(missing)}"
        raise Refusal(401, "woocommerce_rest_authentication_missing_parameter", text)
    if not keys or params["oauth_consumer_key"] != keys.key:
        raise _wrong("Consumer key is invalid.")
    _signature(asked, params, keys.secret)
    _fresh(params, nonces, now)
    return True


def _basic(asked: Asked) -> tuple[str, str]:
    query = dict(asked.query)
    if query.get("consumer_key") and query.get("consumer_secret"):
        return query["consumer_key"], query["consumer_secret"]
    scheme, _, token = asked.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(token).decode().partition(":")
    except ValueError:
        return "", ""
    return name, secret


def _header(value: str) -> dict[str, str]:
    """The parameters of an `Authorization: OAuth …` header."""
    scheme, _, rest = value.partition(" ")
    if scheme.lower() != "oauth":
        return {}
    pairs = (part.strip().partition("=") for part in rest.split(","))
    return {k: unquote(v.strip('"')) for k, _, v in pairs if k != "realm"}


def _signature(asked: Asked, params: dict[str, str], secret: str) -> None:
    digest = METHODS.get(params["oauth_signature_method"])
    if digest is None:
        raise _wrong("Invalid signature - signature method is invalid.")
    # PHP numbers `status[]` before the signature is made, so the client must have signed `status[0]`.
    counts: dict[str, int] = {}
    signed: list[tuple[str, str]] = []
    for k, v in asked.query:
        if k.endswith("[]"):
            counts[k] = counts.get(k, -1) + 1
            signed.append((f"{k[:-2]}[{counts[k]}]", v))
        elif k != "oauth_signature":
            signed.append((k, v))
    signed += [(k, v) for k, v in params.items() if k != "oauth_signature" and k not in dict(asked.query)]
    pairs = sorted((quote(k, safe="~"), quote(v, safe="~")) for k, v in signed)
    joined = quote("&".join(f"{k}={v}" for k, v in pairs), safe="~")
    text = f"{asked.method.upper()}&{quote(asked.url, safe='~')}&{joined}"
    made = base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), digest).digest()).decode()
    if not hmac.compare_digest(made, params["oauth_signature"].replace(" ", "+")):
        raise _wrong("Invalid signature - provided signature does not match.")


def _fresh(params: dict[str, str], nonces: dict[str, int], now: int) -> None:
    stamp = params["oauth_timestamp"]
    if not stamp.isdigit() or abs(now - int(stamp)) > WINDOW:
        raise _wrong("Invalid timestamp.")
    nonce = params["oauth_nonce"]
    if nonce in nonces:
        raise _wrong("Invalid nonce - nonce has already been used.")
    for old in [n for n, at in nonces.items() if at < now - WINDOW]:
        del nonces[old]
    nonces[nonce] = int(stamp)
