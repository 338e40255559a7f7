"""The ASGI face: asks who it is, counts the window of requests, finds the route, answers with the vendor's headers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from polycart.platforms.bigcommerce_api.sim import (
    brands,
    carts,
    categories,
    checkouts,
    content,
    customers,
    groups,
    images,
    marketing,
    metafields,
    options,
    orders,
    payments,
    pricelists,
    products,
    pushing,
    seeding,
    shipments,
    store,
    variants,
)
from polycart.platforms.bigcommerce_api.sim.routes import find, known
from polycart.platforms.bigcommerce_api.sim.state import Clock, Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Refusal, invalid, told
from polycart.sandbox import asgi
from polycart.sandbox.asgi import Receive, Scope, Send
from polycart.sandbox.catalogue import OPENED, Catalogue
from polycart.sandbox.catalogue import catalogue as reference
from polycart.sandbox.courier import Watch
from polycart.sandbox.faults import Faults

Pairs = list[tuple[bytes, bytes]]

RESOURCES = (
    brands, carts, categories, checkouts, content, customers, groups, images, marketing, metafields, options, orders,
    payments, pricelists, products, shipments, store, variants,
)  # fmt: skip
"""Each registers its routes when it is imported."""

HASH = "simul4ted"
CREDENTIALS = {
    "bigcommerceapi_client_id": "s1mulatedbigcommerceclientid00",
    "bigcommerceapi_access_token": "s1mulatedbigcommercetoken00000",
    "bigcommerceapi_context": f"stores/{HASH}",
}
WRITES = ("POST", "PUT", "DELETE")
WINDOW_MS = 30_000
QUOTA = 20_000
MAINTENANCE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Down.</h1></body></html>"
JSON = (b"content-type", b"application/json")
HTML = (b"content-type", b"text/html; charset=UTF-8")


class Simulator:
    """A store as an ASGI application; ``faults`` makes it misbehave, ``requests`` tells what it was asked.

    ``quota`` is how many requests a window of 30 seconds takes, by ``clock``. ``samples`` adds the products that
    BigCommerce's own sample catalogue has under the ids of the unified API's guide; ``catalogue`` may be empty.
    """

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        url: str = "http://127.0.0.1",
        clock: Clock | None = None,
        quota: int = QUOTA,
        window_ms: int = WINDOW_MS,
        samples: bool = True,
    ) -> None:
        self._catalogue = catalogue
        self._samples = samples
        self._url = url
        self.clock = clock or (lambda: datetime.now(UTC))
        self.quota, self.window_ms = quota, window_ms
        self.faults = Faults()
        self.requests: list[tuple[str, str, str]] = []
        self.refused = 0
        self.reset()

    def reset(self) -> None:
        """The store as it was when it opened, without faults and without a past."""
        self.shop = Shop(hash=HASH, url=self._url, clock=self.clock)
        self.shop.take(_packed(self._catalogue or reference(), samples=self._samples))
        self.courier, self.watch = pushing.courier(self.shop), Watch()
        self.faults.clear()
        self.requests.clear()
        self.refused = 0
        self._opened = self._ms()
        self._left = self.quota

    @property
    def credentials(self) -> dict[str, str]:
        """The API account of the store's owner, by the names of the connector's settings."""
        return dict(CREDENTIALS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await asgi.lifespan(receive, send)
            return
        body = await asgi.read(receive)
        query = scope.get("query_string", b"").decode("latin-1")
        self.requests.append((scope["method"], scope["path"], query))
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        status, headers, content = self._misbehave(scope, query) or self._counted(scope, query, body)
        if scope["method"] in WRITES:
            self.tell()
        if self.faults.truncated and len(content) > 1:
            content = content[: len(content) // 2]
        await asgi.respond(send, status, headers, content, pause=self.faults.body_delay)

    def tell(self) -> None:
        """Have hooks told of what has changed, by requests or by hand."""
        self.courier.put(pushing.tell(self.shop, self.watch))
        self.courier.begin()

    def _misbehave(self, scope: Scope, query: str) -> tuple[int, Pairs, bytes] | None:
        """The answer of a fault that comes before the store itself."""
        faults = self.faults
        if faults.redirect:
            to = faults.redirect.rstrip("/") + scope["path"] + (f"?{query}" if query else "")
            return 301, [(b"location", to.encode()), HTML], b""
        if faults.takes_limit():
            pause = (b"x-rate-limit-time-reset-ms", str(faults.retry_after * 1000).encode())
            return 429, [JSON, pause], _json(_too_many())
        if faults.html:
            return 200, [HTML], MAINTENANCE
        if scope["method"] in WRITES and faults.takes_write():
            return faults.write_status, [JSON], _json(told(faults.write_status, "Internal Server Error"))
        return None

    def _ms(self) -> int:
        return int(self.clock().timestamp() * 1000)

    def _window(self) -> int:
        """Begin a new window where the old one is over; answers the milliseconds that are left of it."""
        spent = self._ms() - self._opened
        if spent >= self.window_ms or spent < 0:
            self._opened = self._ms()
            self._left = self.quota
            spent = 0
        return self.window_ms - spent

    def _counted(self, scope: Scope, query: str, body: bytes) -> tuple[int, Pairs, bytes]:
        """Answer within the quota, whose state every answer tells."""
        reset = self._window()
        if self._left <= 0:
            self.refused += 1
            status, headers, content = 429, [JSON], _json(_too_many())
        else:
            self._left -= 1
            status, headers, content = self._answer(scope, query, body)
        told_limits = {
            "x-rate-limit-requests-left": self._left,
            "x-rate-limit-requests-quota": self.quota,
            "x-rate-limit-time-reset-ms": reset,
            "x-rate-limit-time-window-ms": self.window_ms,
        }
        return status, [*headers, *((k.encode(), str(v).encode()) for k, v in told_limits.items())], content

    def _answer(self, scope: Scope, query: str, body: bytes) -> tuple[int, Pairs, bytes]:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        path = scope["path"].strip("/")
        if not path.startswith(f"stores/{HASH}/v"):
            return 404, [HTML], b"<!DOCTYPE html><title>Not found</title>"
        path = path.removeprefix(f"stores/{HASH}/")
        version = path[:2]
        if self.faults.revoked or headers.get("x-auth-token") != CREDENTIALS["bigcommerceapi_access_token"]:
            words = "Unauthorized"
            shown = [{"status": 401, "message": words}] if version == "v2" else told(401, words)
            return 401, [JSON], _json(shown)
        try:
            answer = self._handled(scope["method"], version, path, query, body)
        except Refusal as refusal:
            return refusal.status, [JSON], _json(refusal.body)
        if answer.body is None:
            return answer.status, [], b""
        return answer.status, [JSON], _json(answer.body)

    def _handled(self, method: str, version: str, path: str, query: str, body: bytes) -> Answer:
        found = find(method, path)
        if found is None:
            status = 405 if known(path) else 404
            words = "Method not allowed" if status == 405 else "The route is not found, check the URL"
            shown = [{"status": status, "message": words}] if version == "v2" else told(status, words)
            raise Refusal(status, shown)
        handler, named = found
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        call = Call(method=method, version=version, path=path, ids=named, query=pairs)
        if method in ("POST", "PUT") and body:
            try:
                call.body = msgspec.json.decode(body)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise invalid(version, {"": "error.invalid.json"}, "The JSON could not be read") from error
        return handler(self.shop, call)


@lru_cache(maxsize=4)
def _packed(catalogue: Catalogue, *, samples: bool) -> bytes:
    """The store of a catalogue, packed: unpacking it is many times quicker than making it."""
    shop = Shop(hash=HASH, url="", clock=lambda: OPENED)
    seeding.seed(shop, catalogue, samples=samples)
    return shop.packed()


def _too_many() -> Any:
    return told(429, "Too many requests", {})


def _json(body: Any) -> bytes:
    return msgspec.json.encode(body)
