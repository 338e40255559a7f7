"""Signatures of an integration, checked by an implementation of its own that a published vector has checked first."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest

from polycart.core.client import Call, Connection
from polycart.core.errors import ParameterError
from polycart.core.transport import Request, Response
from polycart.platforms.magento2.connection import Magento, MagentoSettings
from polycart.platforms.magento2.criteria import written

KEYS = {
    "magento_consumer_key": "consumerkey0000000000000000000001",
    "magento_consumer_secret": "consumersecret0000000000000000001",
    "magento_access_token": "accesstoken0000000000000000000001",
    "magento_token_secret": "tokensecret0000000000000000000001",
}


def digest(method: str, url: str, oauth: dict[str, str], consumer_secret: str, token_secret: str) -> str:
    """An HMAC-SHA256 signature by the letter of RFC 5849, section 3.4."""

    def encode(text: str) -> str:
        return quote(text, safe="-._~")

    parts = urlsplit(url)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *oauth.items()]
    listed = "&".join(f"{k}={v}" for k, v in sorted((encode(k), encode(v)) for k, v in pairs))
    base = "&".join((method, encode(f"{parts.scheme}://{parts.netloc}{parts.path}"), encode(listed)))
    key = f"{encode(consumer_secret)}&{encode(token_secret)}"
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha256).digest()).decode()


def test_the_checking_implementation_gives_the_published_signature() -> None:
    # The request of RFC 5849, section 3.4.1.1, signed with HMAC-SHA256 as in the tests of Faithlife's OAuth library.
    oauth = {
        "oauth_consumer_key": "9djdj82h48djs9d2",
        "oauth_token": "kkk9d7dh3k39sjv7",
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": "137131201",
        "oauth_nonce": "7d8f3e4a",
    }
    url = "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2=&a3=2%20q"
    signature = digest("POST", url, oauth, "j49sk3j29djd", "dh893hdasih9")
    assert signature == "ypAxjNip++Dm0fTM+gCl8wAo6ufSnseu1WHxL7py3BU="


class Wire:
    """Keeps what was sent, and refuses signatures of paths that the shop's version does not spell so."""

    def __init__(self) -> None:
        self.sent: list[Request] = []
        self.older: bool | None = None

    async def send(self, request: Request, *, within: float) -> Response:
        self.sent.append(request)
        headers = {"content-type": "application/json"}
        if self.older and not self.signed(request, request.url):
            body = b'{"message": "The signature is invalid. Verify and try again."}'
            return Response(status=401, headers=headers, body=body)
        return Response(status=200, headers=headers, body=b"[]")

    def signed(self, request: Request, url: str) -> bool:
        header = request.headers["Authorization"]
        oauth = {name: unquote(value) for name, value in re.findall(r'(oauth_\w+)="([^"]*)"', header)}
        signature = oauth.pop("oauth_signature")
        secrets = KEYS["magento_consumer_secret"], KEYS["magento_token_secret"]
        return signature == digest(request.method, url, oauth, *secrets)

    async def close(self) -> None: ...


def shop(**credentials: str) -> tuple[Magento, Wire]:
    wire = Wire()
    settings = MagentoSettings.read({"store_url": "https://shop.test/magento", **credentials})
    return Magento(Connection(settings, wire), Call()), wire


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("products", {"sku eq": "a b/ü'\"&+%,=[x]"}),
        ("products", {"name|sku like": "%Кухоль%", "status in": [1, 2]}),
        ("/V1/modules", {}),
        ("/all/V1/products", {"sku in": ["a,b", "c"], "fields": "items[id,sku]"}),
    ],
)
async def test_what_is_sent_carries_the_signature_of_what_is_sent(path: str, query: dict[str, object]) -> None:
    magento, wire = shop(**KEYS)
    await magento.send("GET", path, written(query))
    (request,) = wire.sent
    assert request.headers["Authorization"].startswith("OAuth ")
    assert 'oauth_signature_method="HMAC-SHA256"' in request.headers["Authorization"]
    assert wire.signed(request, request.url)


@pytest.mark.parametrize(
    ("sent", "checked"),
    [  # as the real 2.4.7 accepts them (laminas-uri); older versions check the path as it was sent
        ("products/a%2Fb%20c", "products/a/b%20c"),
        ("products/a%2Bb%3D%3F", "products/a+b=%3F"),
        ("products/%C3%BC%27%22", "products/%C3%BC%27%22"),
        ("products/a%25b", "products/a%25b"),
        ("products/a%2520b", "products/a%20b"),
    ],
)
@pytest.mark.parametrize("old", [False, True])
async def test_a_path_is_signed_as_the_shop_spells_it(sent: str, checked: str, old: bool) -> None:
    magento, wire = shop(**KEYS)
    wire.older = old
    await magento.send("GET", sent)
    request = wire.sent[-1]
    assert urlsplit(request.url).path == f"/magento/rest/V1/{sent}"
    assert wire.signed(request, f"https://shop.test/magento/rest/V1/{sent if old else checked}")
    assert len(wire.sent) == (2 if old and sent != checked else 1)


async def test_an_access_token_alone_is_sent_as_a_bearer_token() -> None:
    magento, wire = shop(magento_access_token="eyJraWQiOiIxIn0.eyJ1aWQiOjF9.c2ln")
    await magento.send("GET", "/V1/modules")
    assert wire.sent[0].headers["Authorization"] == "Bearer eyJraWQiOiIxIn0.eyJ1aWQiOjF9.c2ln"


def test_half_an_integration_is_refused() -> None:
    with pytest.raises(ParameterError, match="four keys"):
        shop(**{name: value for name, value in KEYS.items() if name != "magento_token_secret"})
