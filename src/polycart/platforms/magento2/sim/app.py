"""The ASGI face: reads a request as Magento does, asks who it is, finds the route, answers as JSON."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

import msgspec

from polycart.platforms.magento2.sim import auth, bulk, inputs, live_shipping, loading, parsing, seeding, served
from polycart.platforms.magento2.sim.criteria import INTERNAL
from polycart.platforms.magento2.sim.faults import Faults
from polycart.platforms.magento2.sim.filtering import filtered
from polycart.platforms.magento2.sim.routes import ANONYMOUS, SELF, Route, Table
from polycart.platforms.magento2.sim.shop import ADMIN, Clock, Shop
from polycart.platforms.magento2.sim.wire import Call, Caller, Crash, Json, Refusal, mapped
from polycart.sandbox import asgi
from polycart.sandbox.asgi import Receive, Scope, Send
from polycart.sandbox.catalogue import Catalogue
from polycart.sandbox.catalogue import catalogue as reference

Sent = tuple[int, list[tuple[bytes, bytes]], bytes]
METHODS = ("GET", "POST", "PUT", "DELETE")
WRITES = ("POST", "PUT", "DELETE")
NO_PROCESSOR = "Specified request cannot be processed."
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
"""What every address in the domain `.example` answers, as if it was another server."""
JSON_TYPE = (b"content-type", b"application/json; charset=utf-8")
HTML_TYPE = (b"content-type", b"text/html; charset=UTF-8")
MAINTENANCE = b"<!doctype html><html><head><title>Service Temporarily Unavailable</title></head><body></body></html>"
NO_PAGE = b"<!doctype html><html><head><title>404 Not Found</title></head><body></body></html>"


class Simulator:
    """A Magento shop as an ASGI application; `faults` makes it misbehave, `requests` tells what it was asked.

    `sources` is how stock is kept: `single` has the default source and stock only; `seed` is the shop of the vendor's
    product trace, with warehouses in Ukraine and the United States and a second stock that serves the website.
    `bearer` is whether the integration's token may be sent as bearer (off in new shops since 2.4.4).
    `plugins` may be `live-shipping`: the module that polycart builds is installed.
    """

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        version: str = "2.4.7",
        edition: str = "Community",
        records: Mapping[str, Any] | None = None,
        url: str = "http://127.0.0.1",
        clock: Clock | None = None,
        sources: str = "single",
        bearer: bool = True,
        plugins: tuple[str, ...] = (),
    ) -> None:
        self._catalogue = catalogue
        self._records = records
        self._sources = sources
        self._plugins = plugins
        self._facts: Json = {"version": version, "edition": edition, "url": url}
        self._facts["clock"] = clock or (lambda: datetime.now(UTC))
        self._keys = auth.Integration(
            "ck" + "0a1b2c" * 5, "cs" + "3d4e5f" * 5, "at" + "6a7b8c" * 5, "ts" + "9d0e1f" * 5
        )
        self._keys = msgspec.structs.replace(self._keys, bearer=bearer)
        self.table: Table = served.TABLE
        self.faults = Faults()
        self.requests: list[tuple[str, str, str]] = []
        self.reset()

    def reset(self) -> None:
        """The shop as it was when it opened, without faults and without a past."""
        self.shop = Shop(**self._facts, faults=self.faults)
        if self._records is not None:
            loading.load(self.shop, self._records)
        else:
            seeding.open_shop(self.shop, self._catalogue or reference(), sources=self._sources)
        if live_shipping.PLUGIN in self._plugins:
            live_shipping.install(self.shop)
        self.faults.clear()
        self.requests.clear()
        self._nonces: set[str] = set()

    @property
    def credentials(self) -> dict[str, str]:
        """The secrets of the integration, by the names of the connector's settings."""
        return {
            "magento_consumer_key": self._keys.consumer_key,
            "magento_consumer_secret": self._keys.consumer_secret,
            "magento_access_token": self._keys.access_token,
            "magento_token_secret": self._keys.token_secret,
        }

    def consume(self) -> int:
        """Let the consumers of the queue work off what is open; gives how many operations they ran."""
        return bulk.consume(self.shop, self._run, self.table)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await asgi.lifespan(receive, send)
            return
        body = await asgi.read(receive)
        if _elsewhere(scope):
            await asgi.respond(send, 200, [(b"content-type", b"image/png")], PICTURE, pause=self.faults.body_delay)
            return
        query = scope.get("query_string", b"").decode("latin-1")
        self.requests.append((scope["method"], scope["path"], query))
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        status, headers, content = self._misbehave(scope, query) or self._answer(scope, query, body)
        if self.faults.truncated and len(content) > 1:
            content = content[: len(content) // 2]
        await asgi.respond(send, status, headers, content, pause=self.faults.body_delay)

    def _misbehave(self, scope: Scope, query: str) -> Sent | None:
        """The answer of a fault that comes before the shop itself."""
        faults = self.faults
        if faults.redirect:
            to = faults.redirect.rstrip("/") + _raw(scope) + (f"?{query}" if query else "")
            return 301, [(b"location", to.encode()), HTML_TYPE], b""
        if faults.takes_limit():
            headers = [JSON_TYPE, (b"retry-after", str(faults.retry_after).encode())]
            return 429, headers, _json(Refusal(429, "Too Many Requests").body())
        if faults.html:
            return 200, [HTML_TYPE], MAINTENANCE
        if scope["method"] in WRITES and faults.takes_write():
            return faults.write_status, [JSON_TYPE], _json(Refusal(faults.write_status, INTERNAL).body())
        return None

    def _answer(self, scope: Scope, query: str, content: bytes) -> Sent:
        parts = parsing.parts(_raw(scope).removeprefix("/index.php"))
        if parts[0] == "magento_version":
            short = ".".join(self.shop.version.split(".")[:2])
            return 200, [HTML_TYPE], f"Magento/{short} ({self.shop.edition})".encode()
        if parts[0] != "rest":
            return 404, [HTML_TYPE], NO_PAGE
        try:
            status, body = self._rest(scope, parts[1:], query, content)
        except Refusal as e:
            status, body = e.status, e.body()
        except Crash:
            return 500, [HTML_TYPE], Crash.TEXT
        return status, [JSON_TYPE], _json(body)

    def _rest(self, scope: Scope, parts: list[str], query: str, content: bytes) -> tuple[int, Any]:
        method, headers = scope["method"], asgi.headers_of(scope)
        if method not in METHODS:
            raise Refusal(405, f"The {method} HTTP method is not supported.")
        store, parts = self._store(parts)
        queue, parts = bulk.entrance(method, parts)
        if not (parts and parts[0].startswith("V") and parts[0][1:].isdigit()):
            raise Refusal(400, NO_PROCESSOR)
        caller = self._caller(scope, query, headers)
        asked = parsing.nested(query)
        if queue:
            return 202, self._queue(queue, method, parts, caller, store, parsing.body(content, headers.items()))
        route, named = self._matched(method, parts, caller)
        body: Any = parsing.body(content, headers.items()) if method in ("POST", "PUT") else None
        given = _merged(route, method, named | {k: v for k, v in asked.items() if k not in named}, body)
        answer = self._run(route, inputs.arguments(route.params, given), store, caller)
        wanted = asked.get("fields")
        return 200, filtered(answer, wanted) if isinstance(wanted, str) else answer

    def _store(self, parts: list[str]) -> tuple[int, list[str]]:
        """The store view that the path names, and the rest of the path."""
        if parts and parts[0] == "all":
            return ADMIN, parts[1:]
        for view in self.shop.table("stores").values():
            if parts and view["code"] == parts[0] and view["id"]:
                return view["id"], parts[1:]
        default = self.shop.tables.get("config", {}).get("store", 1)
        return int(default), parts

    def _caller(self, scope: Scope, query: str, headers: Mapping[str, str]) -> Caller:
        scheme = headers.get("x-forwarded-proto", scope.get("scheme") or "http")
        url = f"{scheme}://{headers.get('host', '')}{_raw(scope)}"
        asked = auth.Asked(scope["method"], url, query, headers)
        keys = None if self.faults.revoked else self._keys
        return auth.caller(asked, keys, self.shop.table("tokens"), self._nonces, int(self.shop.clock().timestamp()))

    def _queue(self, queue: str, method: str, parts: list[str], caller: Caller, store: int, body: Any) -> Json:
        named: Json = {}
        if queue == "bulk":
            route = bulk.found(self.table, method, parts[1:])
            self._admitted(route, caller)
        else:
            route, named = self._matched(method, parts, caller)
        order = bulk.Order(
            route, lambda sent: _merged(route, method, named, sent), caller, store, body, queue == "bulk"
        )
        return bulk.schedule(self.shop, order, self._run)

    def _matched(self, method: str, parts: list[str], caller: Caller) -> tuple[Route, dict[str, str]]:
        """The route, where the caller may take it."""
        route, named = self.table.find(method, parts[1:] if parts[0] == "V1" else parts)
        self._admitted(route, caller)
        return route, named

    def _admitted(self, route: Route, caller: Caller) -> None:
        allowed = route.resource == ANONYMOUS or (
            caller.kind == "customer" if route.resource == SELF else caller.kind in ("integration", "admin")
        )
        if not allowed:
            message = "The consumer isn't authorized to access %resources."
            raise Refusal(401, message, {"resources": route.resource})

    def _run(self, route: Route, args: Json, store: int, caller: Caller) -> Any:
        call = Call(method=route.method, path=route.path, args=args, store=store, caller=caller)
        return route.handler(self.shop, call)


def _merged(route: Route, method: str, params: Json, body: Any) -> Json:
    """Body and address as one set of parameters; of a PUT the last of the address goes into the single object.

    `Magento\\Webapi\\Controller\\Rest\\ParamsOverrider` decides: only where that object has such a field.
    """
    fields = mapped(body)
    if method != "PUT" or not params:
        return fields | params
    name, value = list(params.items())[-1]
    if value != "me" and len(fields) == 1:
        key, inner = next(iter(fields.items()))
        kind = next((p.kind for p in inputs.parameters(route.params) if key in (p.name, p.key)), "")
        if isinstance(inner, dict) and kind in inputs.TYPES and inputs.snake(name) in inputs.fields(kind):
            held = {k: v for k, v in cast("Json", inner).items() if inputs.snake(k) != inputs.snake(name)}
            fields = {key: held | {inputs.snake(name): value}}
    return fields | params


def _json(body: Any) -> bytes:
    return msgspec.json.encode(body)


def _raw(scope: Scope) -> str:
    """The path as it was sent, without its query."""
    raw = scope.get("raw_path")
    return raw.decode("latin-1").partition("?")[0] if raw else _encoded(scope["path"])


@lru_cache(maxsize=1024)
def _encoded(path: str) -> str:
    return quote(path, safe="/:@!$&'()*,;=~")


def _elsewhere(scope: Scope) -> bool:
    """Whether a request is for a server of pictures, which it finds here where there is no network."""
    host = dict(cast("list[tuple[bytes, bytes]]", scope.get("headers", []))).get(b"host", b"")
    return scope["method"] == "GET" and host.partition(b":")[0].endswith(b".example")
