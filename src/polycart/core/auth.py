"""How requests prove who sends them: each kind signs a request just before it goes out."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import msgspec

from polycart.core.errors import CredentialsRefused
from polycart.core.transport import Request, Transport

Settings = Any


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
    """OAuth 1.0a signatures (RFC 5849); without a token it is the one-legged kind.

    Written out because every request to a shop without TLS carries one: oauthlib takes six times as long and writes
    keys into the debug log; the tests hold the two against each other. ``place`` is where the signature travels: the
    ``Authorization`` header, or the query for servers that drop it.
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
        self.method = method
        self.place = place
        self.nonce, self.clock = nonce, clock

    async def sign(self, request: Request, credentials: Credentials) -> None:
        """Sign method, URL and query; a JSON body is not part of an OAuth 1.0a signature."""
        settings = credentials.settings
        proof = {
            "oauth_consumer_key": str(getattr(settings, self.key)),
            "oauth_nonce": self.nonce() if self.nonce else secrets.token_hex(16),
            "oauth_signature_method": self.method,
            "oauth_timestamp": str(int(self.clock())),
            "oauth_version": "1.0",
        }
        if self.token:
            proof["oauth_token"] = str(getattr(settings, self.token))
        address, _, query = request.url.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        text = _base_string(request.method, address, [*pairs, *proof.items()])
        held = str(getattr(settings, self.token_secret)) if self.token_secret else ""
        key = f"{_escaped(str(getattr(settings, self.secret)))}&{_escaped(held)}"
        digest = self.method.removeprefix("HMAC-").lower()
        proof["oauth_signature"] = hmac_text(key.encode(), text.encode(), digest, "base64")
        if self.place == "query":
            pairs += proof.items()
        else:
            written = (f'{name}="{_escaped(value)}"' for name, value in proof.items())
            request.headers["Authorization"] = f"OAuth {', '.join(written)}"
        # Spelled anew, the one way that a signature and PHP agree on: brackets and all that is reserved encoded.
        request.url = f"{address}?{urlencode(pairs)}" if pairs else address


_RESERVED = re.compile(r"[^A-Za-z0-9._~-]+")


def _escaped(text: str) -> str:
    """Percent-encoding as RFC 5849 section 3.6 wants it."""
    return _RESERVED.sub(lambda found: quote(found[0], safe=""), text)


def _base_string(method: str, address: str, pairs: Sequence[tuple[str, str]]) -> str:
    """What is signed (RFC 5849 section 3.4.1): verb, address without the scheme's own port, parameters in order."""
    parts = urlsplit(address)
    own_port = {"http": ":80", "https": ":443"}.get(parts.scheme, ":")
    where = f"{parts.scheme}://{parts.netloc.lower().removesuffix(own_port)}{parts.path or '/'}"
    parameters = "&".join("=".join(pair) for pair in sorted((_escaped(name), _escaped(value)) for name, value in pairs))
    return f"{method.upper()}&{_escaped(where)}&{_escaped(parameters)}"


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
