"""What was really sent for a call: every upstream exchange with its time and size, secrets masked."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, urlsplit

import msgspec

from polycart.core.transport import AddressForbidden, Headers, NeverSent, Request, Response

MASK = "***"
LARGEST_KEPT_BODY = 256 * 1024

_SECRET_HEADERS = re.compile(
    r"authorization|cookie|token|secret|password|signature|api[-_]?key|access[-_]?key", re.IGNORECASE
)
_SECRET_NAMES = "|".join((
    "consumer_key", "consumer_secret", r"oauth_\w+", "access_token", "refresh_token", "client_secret", "api_key",
    "store_key", r"\w*password\w*", "passwd", r"\w*secret\w*", "signature", "token",
))  # fmt: skip
_SECRET_QUERY = re.compile(rf"(?<=[?&])({_SECRET_NAMES})=[^&#]*", re.IGNORECASE)
_SECRET_JSON = re.compile(rf'"({_SECRET_NAMES})"\s*:\s*"(?:[^"\\]|\\.)*"', re.IGNORECASE)

_SECRET_XML = re.compile(
    rf"(<({_SECRET_NAMES})(?:\s[^>]*)?>)(?!</)(?:<!\[CDATA\[.*?\]\]>|[^<]*)(</\2>)", re.IGNORECASE | re.DOTALL
)


class Exchange(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One request to the shop and what came back; bodies only where the caller asked for them."""

    method: str
    url: str
    status: int | None
    ms: float
    attempt: int = 1
    sent_bytes: int = 0
    received_bytes: int = 0
    error: str | None = None
    never_sent: bool = False
    request_headers: Headers = {}
    request_body: str | None = None
    response_headers: Headers = {}
    response_body: str | None = None

    @property
    def curl(self) -> str:
        """The request as a command to paste; the masked credentials have to be filled in."""
        parts = ["curl", "-sS", "-X", self.method, shlex.quote(self.url)]
        for name, value in self.request_headers.items():
            if name.lower() not in {"accept-encoding", "content-length", "user-agent"}:
                parts += ["-H", shlex.quote(f"{name}: {value}")]
        if self.request_body:
            parts += ["--data-raw", shlex.quote(self.request_body)]
        return " ".join(parts)


class Redactor:
    """Masks what is secret by its name, and the store's own secret values wherever they turn up."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spellings = {
            form
            for secret in secrets
            if len(secret) >= 4
            for form in (secret, quote(secret, safe=""), quote_plus(secret))
        }
        self._values = (
            re.compile("|".join(re.escape(form) for form in sorted(spellings, key=len, reverse=True)))
            if spellings
            else None
        )

    def text(self, text: str) -> str:
        """Mask the store's secret values, secret JSON members and secret XML elements."""
        masked = _SECRET_XML.sub(rf"\1{MASK}\3", _SECRET_JSON.sub(rf'"\1":"{MASK}"', text))
        return self._values.sub(MASK, masked) if self._values else masked

    def url(self, url: str) -> str:
        """Mask user information, secret query parameters and secret values."""
        parts = urlsplit(url)
        if "@" in parts.netloc:
            url = parts._replace(netloc=f"{MASK}@{parts.netloc.rpartition('@')[2]}").geturl()
        masked = _SECRET_QUERY.sub(rf"\1={MASK}", url)
        return self._values.sub(MASK, masked) if self._values else masked

    def headers(self, headers: Headers) -> Headers:
        """Mask headers that carry credentials, and secret values in the others."""
        return {
            name: MASK if _SECRET_HEADERS.search(name) else self._values.sub(MASK, value) if self._values else value
            for name, value in headers.items()
        }


class Trace:
    """Gathers the exchanges of one call; ``bodies`` also keeps what was sent and answered, capped."""

    __slots__ = ("bodies", "exchanges", "redactor")

    def __init__(self, redactor: Redactor, *, bodies: bool = False) -> None:
        self.redactor = redactor
        self.bodies = bodies
        self.exchanges: list[Exchange] = []

    def add(
        self,
        request: Request,
        response: Response | None,
        started: float,
        *,
        attempt: int,
        error: Exception | None = None,
    ) -> None:
        """Note one exchange that ``started`` at a moment of ``time.perf_counter``."""
        exchange = Exchange(
            method=request.method,
            url=self.redactor.url(request.url),
            status=response.status if response else None,
            ms=milliseconds_since(started),
            attempt=attempt,
            sent_bytes=len(request.body or b""),
            received_bytes=len(response.body) if response else 0,
            error=self.redactor.text(str(error)) if error else None,
            never_sent=isinstance(error, NeverSent | AddressForbidden),
        )
        if self.bodies:
            exchange.request_headers = self.redactor.headers(request.headers)
            exchange.request_body = self._kept(request.body)
            exchange.response_headers = self.redactor.headers(response.headers) if response else {}
            exchange.response_body = self._kept(response.body) if response else None
        self.exchanges.append(exchange)

    def opened(self, sent: bytes, answered: bytes) -> None:
        """Keep what the last exchange held instead of what was sealed for the way."""
        if self.bodies and self.exchanges:
            self.exchanges[-1].request_body = self._kept(sent)
            self.exchanges[-1].response_body = self._kept(answered)

    @property
    def wrote(self) -> bool:
        """Whether the shop may have been changed: a write went out that it did not refuse for its limits."""
        return any(
            exchange.method not in {"GET", "HEAD"} and exchange.status not in {429, 503} and not exchange.never_sent
            for exchange in self.exchanges
        )

    def _kept(self, body: bytes | None) -> str | None:
        if body is None:
            return None
        return self.redactor.text(body[:LARGEST_KEPT_BODY].decode("utf-8", "replace"))


def milliseconds_since(start: float) -> float:
    """Milliseconds since a moment of ``time.perf_counter``, to the hundredth."""
    return round((time.perf_counter() - start) * 1000, 2)
