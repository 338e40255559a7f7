"""How requests prove who sends them: each kind signs a request just before it goes out."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol, cast
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA1, SIGNATURE_HMAC_SHA256
from oauthlib.oauth1 import Client as OAuthClient

from polycart.core.errors import CredentialsRefused
from polycart.core.transport import Request, Transport

Settings = Any

# At debug level oauthlib writes the consumer key and the whole signature into the log.
logging.getLogger("oauthlib").setLevel(logging.WARNING)


class Credentials(Protocol):
    """What a kind of authentication may use of a connection."""

    settings: Settings
    transport: Transport
    tokens: dict[str, Any]

    async def keep(self, changed: Mapping[str, Any]) -> None:
        """Store changed credentials, such as a refresh token that the platform has rotated."""
        ...


class Auth(Protocol):
    """Signs requests; ``refused`` is asked after a 401 and answers whether signing again may help."""

    async def sign(self, request: Request, credentials: Credentials) -> None:
        """Put the proof into the request."""
        ...

    async def refused(self, credentials: Credentials) -> bool:
        """Renew what has expired; ``False`` where there is nothing to renew."""
        ...


class Fixed:
    """Base of the kinds whose proof never expires."""

    async def refused(self, credentials: Credentials) -> bool:
        """Nothing can be renewed."""
        return False


class basic(Fixed):  # noqa: N801 - read as a word in a connection: auth = basic("key", "secret")
    """HTTP Basic (RFC 7617) with two settings."""

    def __init__(self, user: str, password: str) -> None:
        self.user, self.password = user, password

    async def sign(self, request: Request, credentials: Credentials) -> None:
        """Add the ``Authorization`` header."""
        pair = f"{getattr(credentials.settings, self.user)}:{getattr(credentials.settings, self.password)}"
        request.headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()


class header_key(Fixed):  # noqa: N801
    """One or more headers, each with the value of a setting: ``header_key(**{"X-Auth-Token": "access_token"})``."""

    def __init__(self, **headers: str) -> None:
        self.headers = headers

    async def sign(self, request: Request, credentials: Credentials) -> None:
        """Add the headers."""
        for name, setting in self.headers.items():
            request.headers[name] = str(getattr(credentials.settings, setting))


class bearer(Fixed):  # noqa: N801
    """A bearer token (RFC 6750) kept in one setting."""

    def __init__(self, token: str) -> None:
        self.token = token

    async def sign(self, request: Request, credentials: Credentials) -> None:
        """Add the ``Authorization`` header."""
        request.headers["Authorization"] = f"Bearer {getattr(credentials.settings, self.token)}"


class query_key(Fixed):  # noqa: N801
    """Query parameters with the values of settings; they end in server logs, so prefer any other kind."""

    def __init__(self, **parameters: str) -> None:
        self.parameters = parameters

    async def sign(self, request: Request, credentials: Credentials) -> None:
        """Append the parameters to the URL."""
        pairs = urlencode({name: getattr(credentials.settings, setting) for name, setting in self.parameters.items()})
        request.url += ("&" if "?" in request.url else "?") + pairs


class oauth1(Fixed):  # noqa: N801
    """OAuth 1.0a signatures (RFC 5849) by oauthlib; without a token it is the one-legged kind.

    ``place`` is where the signature travels: the ``Authorization`` header, or the query for servers that drop it.
    """

    def __init__(
        self,
        key: str,
        secret: str,
        token: str | None = None,
        token_secret: str | None = None,
        *,
        method: Literal["HMAC-SHA1", "HMAC-SHA256"] = "HMAC-SHA256",
        place: Literal["header", "query"] = "header",
        nonce: Callable[[], str] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.key, self.secret, self.token, self.token_secret = key, secret, token, token_secret
        self.method = SIGNATURE_HMAC_SHA1 if method == "HMAC-SHA1" else SIGNATURE_HMAC_SHA256
        self.place = place
        self.nonce, self.clock = nonce, clock

    async def sign(self, request: Request, credentials: Credentials) -> None:
        """Sign method, URL and query; a JSON body is not part of an OAuth 1.0a signature."""
        settings = credentials.settings
        client = OAuthClient(
            getattr(settings, self.key),
            client_secret=getattr(settings, self.secret),
            resource_owner_key=getattr(settings, self.token) if self.token else None,
            resource_owner_secret=getattr(settings, self.token_secret) if self.token_secret else None,
            signature_method=self.method,
            signature_type="QUERY" if self.place == "query" else "AUTH_HEADER",
            nonce=self.nonce() if self.nonce else None,
            timestamp=str(int(self.clock())),
        )
        signed = cast("Any", client).sign(_plus_free(request.url), request.method, None, {})
        request.url, headers, _ = cast("tuple[str, dict[str, str], Any]", signed)
        request.headers.update(headers)


def _plus_free(url: str) -> str:
    """Spell the query the one way that a signature and PHP agree on: blanks as %20, brackets encoded."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return parts._replace(query="&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in pairs)).geturl()


class hmac_signature(Fixed):  # noqa: N801
    """An HMAC over a text that the platform defines, sent in a header.

    ``text(request, timestamp)`` gives what is signed; ``beside(settings, timestamp)`` gives headers beside it.
    """

    def __init__(
        self,
        secret: str,
        header: str,
        text: Callable[[Request, int], bytes],
        *,
        digest: str = "sha256",
        encoding: Literal["hex", "base64"] = "hex",
        beside: Callable[[Settings, int], Mapping[str, str]] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.secret, self.header, self.text = secret, header, text
        self.digest, self.beside, self.clock = digest, beside, clock
        self.encoding: Literal["hex", "base64"] = encoding

    async def sign(self, request: Request, credentials: Credentials) -> None:
        """Add the signature header and those beside it."""
        now = int(self.clock())
        if self.beside:
            request.headers.update(self.beside(credentials.settings, now))
        key = str(getattr(credentials.settings, self.secret)).encode()
        request.headers[self.header] = hmac_text(key, self.text(request, now), self.digest, self.encoding)


def hmac_text(key: bytes, text: bytes, digest: str = "sha256", encoding: Literal["hex", "base64"] = "hex") -> str:
    """An HMAC (RFC 2104) in hexadecimal or base64."""
    raw = hmac.new(key, text, getattr(hashlib, digest)).digest()
    return raw.hex() if encoding == "hex" else base64.b64encode(raw).decode()


class _Token(msgspec.Struct):
    access_token: str
    expires_in: float | None = None
    refresh_token: str | None = None


class oauth2_refresh(Fixed):  # noqa: N801
    """OAuth 2 access tokens from a refresh token or client credentials (RFC 6749 sections 6 and 4.4).

    Tokens are kept with the connection and renewed ``leeway`` seconds before they expire or after a 401; callers that
    come meanwhile wait for the same renewal. A refresh token that the platform rotates is stored at once.
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        client_secret: str,
        refresh_token: str | None = None,
        *,
        scope: str | None = None,
        leeway: float = 60.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.token_url, self.client_id, self.client_secret, self.refresh_token = (
            token_url,
            client_id,
            client_secret,
            refresh_token,
        )
        self.scope, self.leeway, self.clock = scope, leeway, clock

    async def sign(self, request: Request, credentials: Credentials) -> None:
        """Add the bearer token, renewing it first where it has expired."""
        tokens = credentials.tokens
        if "access" not in tokens or self.clock() >= tokens.get("until", float("inf")):
            await self._renew(credentials, tokens.get("access"))
        request.headers["Authorization"] = f"Bearer {tokens['access']}"

    async def refused(self, credentials: Credentials) -> bool:
        """Renew the token that was refused."""
        await self._renew(credentials, credentials.tokens.get("access"))
        return True

    async def _renew(self, credentials: Credentials, stale: str | None) -> None:
        lock: asyncio.Lock = credentials.tokens.setdefault("lock", asyncio.Lock())
        async with lock:
            if credentials.tokens.get("access") != stale:  # somebody else has renewed it while we waited
                return
            token = await self._ask(credentials)
            credentials.tokens["access"] = token.access_token
            if token.expires_in is not None:
                credentials.tokens["until"] = self.clock() + token.expires_in - self.leeway
            if token.refresh_token and self.refresh_token:
                await credentials.keep({self.refresh_token: token.refresh_token})

    async def _ask(self, credentials: Credentials) -> _Token:
        settings = credentials.settings
        form = {"client_id": getattr(settings, self.client_id), "client_secret": getattr(settings, self.client_secret)}
        if self.refresh_token:
            form |= {"grant_type": "refresh_token", "refresh_token": getattr(settings, self.refresh_token)}
        else:
            form |= {"grant_type": "client_credentials"} | ({"scope": self.scope} if self.scope else {})
        request = Request(
            method="POST",
            url=self.token_url,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            body=urlencode(form).encode(),
        )
        answer = await credentials.transport.send(request, within=30)
        if answer.status >= 400:
            raise CredentialsRefused(f"The platform refused to renew the access token (HTTP {answer.status}).")
        try:
            return msgspec.json.decode(answer.body, type=_Token)
        except msgspec.DecodeError as error:
            raise CredentialsRefused("The platform's answer to the token renewal is not a token.") from error
