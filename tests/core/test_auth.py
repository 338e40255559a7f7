"""Signatures against the vectors that the standards publish, and tokens that are renewed."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from polycart.core.auth import basic, bearer, header_key, hmac_signature, hmac_text, oauth1, oauth2_refresh, query_key
from polycart.core.errors import CredentialsRefused
from polycart.core.transport import Request, Response


class Keys(msgspec.Struct):
    user: str = "Aladdin"
    password: str = "open sesame"
    key: str = "dpf43f3p2l4k3l03"
    secret: str = "kd94hf93k423kf44"
    token: str = "nnch734d00sl2jdk"
    token_secret: str = "pfkkdhi9sl3r4s00"
    refresh: str = "first refresh"


class Held:
    """A connection's credentials, with a token endpoint that answers from a list."""

    def __init__(self, *answers: Response) -> None:
        self.settings = Keys()
        self.tokens: dict[str, Any] = {}
        self.transport = self
        self.answers = list(answers)
        self.asked: list[Request] = []

    async def send(self, request: Request, *, within: float) -> Response:
        self.asked.append(request)
        await asyncio.sleep(0)
        return self.answers.pop(0)

    async def close(self) -> None: ...

    async def keep(self, changed: Mapping[str, Any]) -> None:
        self.settings = msgspec.structs.replace(self.settings, **changed)


def request(url: str = "https://shop.example/a") -> Request:
    return Request(method="GET", url=url, headers={})


async def test_basic_is_that_of_rfc_7617() -> None:
    sent = request()
    await basic("user", "password").sign(sent, Held())
    assert sent.headers["Authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


async def test_keys_travel_in_headers_or_in_the_query() -> None:
    sent = request("https://shop.example/a?b=1")
    await bearer("token").sign(sent, Held())
    await header_key(**{"X-Key": "key"}).sign(sent, Held())
    await query_key(password="password").sign(sent, Held())
    assert sent.headers == {"Authorization": "Bearer nnch734d00sl2jdk", "X-Key": "dpf43f3p2l4k3l03"}
    assert sent.url == "https://shop.example/a?b=1&password=open+sesame"


async def test_oauth1_signs_the_example_of_rfc_5849() -> None:
    sent = request("http://photos.example.net/photos?file=vacation.jpg&size=original")
    signer = oauth1(
        "key", "secret", "token", "token_secret", method="HMAC-SHA1", nonce=lambda: "chapoH", clock=lambda: 137131202
    )
    await signer.sign(sent, Held())
    # The RFC's example leaves oauth_version out of the request, oauthlib signs it too; both are allowed. The digest
    # is that of the base string of section 3.4.1.1, worked out here with the standard library alone.
    import hashlib
    import hmac

    base_string = (
        "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03"
        "%26oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131202"
        "%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal"
    )
    digest = hmac.new(b"kd94hf93k423kf44&pfkkdhi9sl3r4s00", base_string.encode(), hashlib.sha1).digest()
    expected = base64.b64encode(digest).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    assert f'oauth_signature="{expected}"' in sent.headers["Authorization"]


async def test_oauth1_spells_brackets_and_blanks_as_the_shop_will_read_them() -> None:
    sent = request("http://shop.example/orders?status[]=on-hold&search=a+b")
    await oauth1("key", "secret", place="query").sign(sent, Held())
    assert "status%5B%5D=on-hold&search=a+b" in sent.url
    assert "oauth_signature_method=HMAC-SHA256" in sent.url


@pytest.mark.parametrize(
    ("key", "text", "digest"),
    [  # RFC 4231, test cases 1, 2 and 6
        (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            b"\xaa" * 131,
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ],
)
def test_hmac_is_that_of_rfc_4231(key: bytes, text: bytes, digest: str) -> None:
    assert hmac_text(key, text) == digest
    assert hmac_text(key, text, encoding="base64") == base64.b64encode(bytes.fromhex(digest)).decode()


async def test_an_hmac_signature_covers_the_text_that_the_platform_defines() -> None:
    sent = request("https://shop.example/a?b=1")
    signer = hmac_signature(
        "secret",
        "X-Signature",
        lambda request, now: f"{request.method}{request.url}{now}".encode(),
        beside=lambda settings, now: {"X-Time": str(now)},
        clock=lambda: 99.9,
    )
    await signer.sign(sent, Held())
    assert sent.headers["X-Time"] == "99"
    assert sent.headers["X-Signature"] == hmac_text(b"kd94hf93k423kf44", b"GEThttps://shop.example/a?b=199")


def token(access: str, **more: Any) -> Response:
    body = msgspec.json.encode({"access_token": access, "token_type": "bearer", **more})
    return Response(status=200, headers={}, body=body)


async def test_a_token_is_renewed_before_it_expires_and_a_rotated_refresh_token_is_kept() -> None:
    now = [1000.0]
    signer = oauth2_refresh("https://id.example/token", "key", "secret", "refresh", clock=lambda: now[0])
    held = Held(token("one", expires_in=3600, refresh_token="second refresh"), token("two"))
    sent = request()
    await signer.sign(sent, held)
    await signer.sign(sent, held)
    assert (sent.headers["Authorization"], len(held.asked)) == ("Bearer one", 1)
    assert held.settings.refresh == "second refresh"
    now[0] += 3541
    await signer.sign(sent, held)
    assert sent.headers["Authorization"] == "Bearer two"
    assert b"refresh_token=second+refresh" in (held.asked[1].body or b"")


async def test_many_callers_share_one_renewal() -> None:
    signer = oauth2_refresh("https://id.example/token", "key", "secret")
    held = Held(token("one"))
    await asyncio.gather(*(signer.sign(request(), held) for _ in range(20)))
    assert len(held.asked) == 1
    assert b"grant_type=client_credentials" in (held.asked[0].body or b"")


@pytest.mark.parametrize(("status", "body"), [(400, b'{"error": "invalid_grant"}'), (200, b"<html>")])
async def test_a_refused_renewal_is_a_refusal_of_the_credentials(status: int, body: bytes) -> None:
    signer = oauth2_refresh("https://id.example/token", "key", "secret", "refresh")
    with pytest.raises(CredentialsRefused) as caught:
        await signer.sign(request(), Held(Response(status=status, headers={}, body=body)))
    assert "first refresh" not in str(caught.value)
