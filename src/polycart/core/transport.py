"""The seam between a client and the network: a request goes out, status, headers and a capped body come back."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult

from polycart.core.errors import StoreError, TimedOut, Unreachable

Headers = dict[str, str]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of one answer after decompression; a 100-product page is some 500 KB, so this is a shop gone wrong."""


class Request(msgspec.Struct, kw_only=True):
    """One request as it goes out; the URL is absolute and already holds the query."""

    method: str
    url: str
    headers: Headers
    body: bytes | None = None


class Response(msgspec.Struct, kw_only=True, frozen=True):
    """One answer; header names are in lower case."""

    status: int
    headers: Headers
    body: bytes


_BEGINNING = 4096


class Transport(Protocol):
    """Sends requests; ``NeverSent`` says that the shop has not seen the request, other errors that it may have."""

    async def send(self, request: Request, *, within: float) -> Response:
        """Send one request and read the whole answer within the seconds given."""
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...


class NeverSent(Unreachable):
    """The connection was not made, so the shop has not seen the request: any method may be tried again."""


class AddressForbidden(Unreachable):
    """The address may not be called; trying again does not change that."""


class AddressPolicy:
    """Which addresses may be called: every public one, and the private networks that the operator allows.

    Every resolved address is checked and the connection is made to the checked address, so that a name that resolves
    differently the second time gains nothing (OWASP API7:2023, server-side request forgery).
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self.networks: tuple[Network, ...] = tuple(ipaddress.ip_network(network) for network in allowed)

    def permits(self, address: str) -> bool:
        """Whether a numeric address may be called."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        if any(ip in network for network in self.networks if network.version == ip.version):
            return True
        return ip.is_global and not ip.is_multicast

    def check_host(self, host: str) -> None:
        """Refuse a host that is itself a forbidden address; names are checked when they are resolved."""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return
        if not self.permits(host):
            raise self.refused(host)

    @staticmethod
    def refused(host: str) -> Unreachable:
        """The one sentence for an address that must not be called."""
        return AddressForbidden(
            f"The address of '{host}' is private, and this gateway is not allowed to call private networks."
        )


KEPT = 2.0
"""Seconds for which a connection is kept after its last request.

One with TLS takes some 300 kB here, for asyncio reserves a buffer of 256 kB for each: whoever polls thousands of shops
must not keep thousands of them. And Apache ends what it keeps after five seconds, so that a request may meet that end
(https://httpd.apache.org/docs/2.4/mod/core.html#keepalivetimeout).
"""

ANY_ADDRESS = AddressPolicy(["0.0.0.0/0", "::/0"])
LOOPBACK = ("127.0.0.0/8", "::1/128")


class _CheckedResolver(AbstractResolver):
    """Resolves names and answers only addresses that the policy permits."""

    def __init__(self, policy: AddressPolicy) -> None:
        self.policy = policy
        self.inner = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self.inner.resolve(host, port, family)
        if not all(self.policy.permits(entry["host"]) for entry in found):
            raise self.policy.refused(host)
        return found

    async def close(self) -> None:
        await self.inner.close()


class HttpTransport:
    """HTTP/1.1 over aiohttp with pooled connections; never follows a redirect by itself.

    Where nobody wants to read what is answered (``whole`` off), a body is cut after its beginning.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        *,
        connections: int = 100,
        verify: ssl.SSLContext | bool = True,
        whole: bool = True,
    ) -> None:
        self.policy = policy
        self._whole = whole
        self._connections = connections
        self._verify = verify
        self._session: aiohttp.ClientSession | None = None

    def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,
            limit_per_host=self._connections,
            keepalive_timeout=KEPT,
            resolver=_CheckedResolver(self.policy),
            ssl=self._verify,
            ttl_dns_cache=60,
        )
        return aiohttp.ClientSession(connector=connector, auto_decompress=True, cookie_jar=aiohttp.DummyCookieJar())

    async def send(self, request: Request, *, within: float) -> Response:
        """Send one request; raises ``NeverSent``, ``TimedOut``, ``Unreachable``, or ``StoreError`` past the cap."""
        host = urlsplit(request.url).hostname or ""
        self.policy.check_host(host)
        if self._session is None:
            self._session = self._open()
        limits = aiohttp.ClientTimeout(total=within, connect=min(within, 15.0))
        try:
            async with self._session.request(
                request.method,
                _as_sent(request.url),
                data=request.body,
                headers=request.headers,
                timeout=limits,
                allow_redirects=False,
            ) as answer:
                body = await (_capped(answer) if self._whole else answer.content.read(_BEGINNING))
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return Response(status=answer.status, headers=headers, body=body)
        except aiohttp.ClientConnectorCertificateError as error:
            raise NeverSent(f"The TLS certificate of '{host}' is not valid: {_reason(error)}.") from error
        except aiohttp.ClientConnectorSSLError as error:
            raise NeverSent(f"No secure connection to '{host}' could be made: {_reason(error)}.") from error
        except aiohttp.ClientConnectorDNSError as error:
            raise NeverSent(f"The host name '{host}' could not be resolved.") from error
        except aiohttp.ConnectionTimeoutError as error:
            raise NeverSent(f"'{host}' did not accept a connection in time.") from error
        except aiohttp.ClientConnectorError as error:
            raise NeverSent(f"No connection to '{host}' could be made: {_reason(error)}.") from error
        except TimeoutError as error:
            raise TimedOut(f"'{host}' did not answer within {within:.0f} s.") from error
        except aiohttp.ClientPayloadError as error:
            raise Unreachable(f"'{host}' broke off in the middle of its answer.") from error
        except aiohttp.InvalidURL as error:
            raise NeverSent("The address of the store is not a valid URL.") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Unreachable(f"The connection to '{host}' failed: {_reason(error)}.") from error

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _as_sent(url: str) -> Any:
    """Keep the percent-encoding as it was signed; aiohttp would write it anew."""
    from yarl import URL

    return URL(url, encoded=True)


def _reason(error: BaseException) -> str:
    inner = getattr(error, "os_error", None) or getattr(error, "certificate_error", None) or error
    return (getattr(inner, "verify_message", None) or getattr(inner, "strerror", None) or type(inner).__name__).rstrip(
        "."
    )


async def _capped(answer: aiohttp.ClientResponse) -> bytes:
    declared = answer.content_length
    if declared is not None and declared > LARGEST_ANSWER:
        raise _too_large(answer.url.host)
    chunks: list[bytes] = []
    size = 0
    async for chunk in answer.content.iter_any():
        size += len(chunk)
        if size > LARGEST_ANSWER:
            raise _too_large(answer.url.host)
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(host: str | None) -> StoreError:
    return StoreError(f"'{host}' answered more than {LARGEST_ANSWER // 1024 // 1024} MB, which is over the limit.")


Scope = MutableMapping[str, Any]
Application = Callable[
    [Scope, Callable[[], Awaitable[dict[str, Any]]], Callable[[MutableMapping[str, Any]], Awaitable[None]]],
    Awaitable[None],
]


class AppTransport:
    """Calls an ASGI application in this process, as the simulators are: the same seam without a network."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def send(self, request: Request, *, within: float) -> Response:
        """Send one request to the application."""
        parts = urlsplit(request.url)
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": parts.scheme,
            "server": (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)),
            "client": ("127.0.0.1", 0),
            "root_path": "",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [
                (b"host", parts.netloc.encode()),
                *((name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.items()),
            ],
        }
        started: dict[str, Any] = {}
        chunks: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.body or b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
            else:
                chunks.append(message.get("body", b""))

        try:
            async with asyncio.timeout(within):
                await self.app(scope, receive, send)
        except TimeoutError as error:
            raise TimedOut(f"'{parts.hostname}' did not answer within {within:.0f} s.") from error
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in started.get("headers", [])}
        return Response(status=started["status"], headers=headers, body=b"".join(chunks))

    async def close(self) -> None:
        """Nothing is held open."""
