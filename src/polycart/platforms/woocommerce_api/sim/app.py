"""The ASGI face: reads a request as WordPress does, asks who it is, finds the route, answers with its headers."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import parse_qsl, quote_plus, urlencode

import msgspec

from polycart.platforms.woocommerce_api.sim import auth, discovery, loading, pushing, seeding
from polycart.platforms.woocommerce_api.sim.arguments import validate
from polycart.platforms.woocommerce_api.sim.routes import Endpoint, Route, Table
from polycart.platforms.woocommerce_api.sim.shop import Clock, Shop
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, crash, listed, mapped, rows
from polycart.sandbox import asgi
from polycart.sandbox.asgi import Receive, Scope, Send
from polycart.sandbox.catalogue import Catalogue
from polycart.sandbox.catalogue import catalogue as reference
from polycart.sandbox.courier import Watch
from polycart.sandbox.faults import PagingFaults

KEYS = auth.Credentials("ck_" + "0123456789abcdef" * 2 + "01234567", "cs_" + "fedcba9876543210" * 2 + "fedcba98")
WRITES = ("POST", "PUT", "PATCH", "DELETE")
NO_ROUTE = "No route was found matching the URL and request method."
MAINTENANCE = (
    b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Briefly unavailable.</h1></body></html>"
)
FIXED = [
    (b"x-robots-tag", b"noindex"),
    (b"x-content-type-options", b"nosniff"),
    (b"access-control-expose-headers", b"X-WP-Total, X-WP-TotalPages, Link"),
    (b"access-control-allow-headers", b"Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type"),
]
UNCACHED = [(b"expires", b"Wed, 11 Jan 1984 05:00:00 GMT")]
JSON_TYPE = (b"content-type", b"application/json; charset=UTF-8")


class Simulator:
    """A WooCommerce shop as an ASGI application; `faults` makes it misbehave, `requests` tells what it was asked."""

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        version: str = "10.0.2",
        wordpress: str = "6.8.8",
        hpos: bool = True,
        records: Mapping[str, Any] | None = None,
        subscriptions: bool = True,
        plugins: tuple[str, ...] = ("woocommerce-shipment-tracking",),
        url: str = "http://127.0.0.1",
        clock: Clock | None = None,
        basic_over_http: bool = False,
    ) -> None:
        self._catalogue = catalogue
        self._records = records
        self._facts: Json = {"version": version, "wordpress": wordpress, "hpos": hpos, "url": url, "plugins": plugins}
        self._facts |= {"subscriptions": subscriptions, "clock": clock or (lambda: datetime.now(UTC))}
        self.basic_over_http = basic_over_http
        self.faults = PagingFaults()
        self.requests: list[tuple[str, str, str]] = []
        self.reset()

    def reset(self) -> None:
        """The shop as it was when it opened, without faults and without a past."""
        self.shop = Shop(**self._facts)
        if self._records is not None:
            loading.load(self.shop, self._records)
        else:
            seeding.seed(self.shop, self._catalogue or reference())
        self.table = Table(self.shop)
        self.courier, self.watch = pushing.courier(self.shop), Watch()
        self.faults.clear()
        self.requests.clear()
        self._nonces: dict[str, int] = {}
        self._indexes: dict[str, Json] = {}

    @property
    def credentials(self) -> dict[str, str]:
        """The key of the shop's owner, by the names of the connector's settings."""
        return {"wc_consumer_key": KEYS.key, "wc_consumer_secret": KEYS.secret}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await asgi.lifespan(receive, send)
            return
        body = await asgi.read(receive)
        query = scope.get("query_string", b"").decode("latin-1")
        self.requests.append((scope["method"], scope["path"], query))
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        status, headers, content = self._misbehave(scope, query) or self._answer(scope, query, body)
        if scope["method"] in WRITES:
            self.tell()
        if self.faults.truncated and len(content) > 1:
            content = content[: len(content) // 2]
        content = b"" if scope["method"] == "HEAD" else content
        await asgi.respond(send, status, headers, content, pause=self.faults.body_delay)

    def tell(self) -> None:
        """Have webhooks told of what has changed, by requests or by hand."""
        self.courier.put(pushing.tell(self.shop, self.watch))
        self.courier.begin()

    def _misbehave(self, scope: Scope, query: str) -> tuple[int, list[tuple[bytes, bytes]], bytes] | None:
        """The answer of a fault that comes before the shop itself."""
        faults = self.faults
        if faults.redirect:
            to = faults.redirect.rstrip("/") + scope["path"] + (f"?{query}" if query else "")
            return 301, [(b"location", to.encode()), (b"content-type", b"text/html; charset=UTF-8")], b""
        if faults.takes_limit():
            refusal = Refusal(429, "too_many_requests", "Too many requests.")
            return 429, [JSON_TYPE, (b"retry-after", str(faults.retry_after).encode())], _json(refusal.body())
        if faults.html:
            return 200, [(b"content-type", b"text/html; charset=UTF-8")], MAINTENANCE
        if scope["method"] in WRITES and faults.takes_write():
            body = crash().body() | {"data": {"status": faults.write_status}}
            return faults.write_status, [JSON_TYPE], _json(body)
        return None

    def _answer(self, scope: Scope, query: str, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        pairs = parse_qsl(query, keep_blank_values=True)
        path = _path(scope["path"], pairs)
        headers = [JSON_TYPE, *FIXED]
        route: Route | None = None
        allow = False
        try:
            authed = self._known(scope, pairs)
            if authed:
                headers += [*UNCACHED, (b"cache-control", self._cache_control())]
            if path is None:
                return (
                    404,
                    [(b"content-type", b"text/html; charset=UTF-8")],
                    b"<!DOCTYPE html><title>Page not found</title>",
                )
            answer, route, params = self._dispatch(scope["method"], path, pairs, body, asgi.headers_of(scope), authed)
            allow = answer.allow
            content = _json(_only(answer.body, params.get("_fields"), params))
            status = answer.status
            if answer.location:
                headers.append((b"location", answer.location.encode()))
            headers += self._paging(answer, path, pairs)
            headers += [(k.encode(), v.encode()) for k, v in answer.headers.items()]
        except Refusal as e:
            status, content = e.status, _json(e.body())
            headers.append(self._home())
            found = self.table.find(path) if path else None
            route = found[0] if found else None
            allow = (status != 401 and not e.silent and e.code != "rest_no_route") or e.code == "rest_not_logged_in"
        if route and allow:
            headers.append((b"allow", ", ".join(route.methods).encode()))
        return status, headers, content

    def _cache_control(self) -> bytes:
        more = b", no-store, private" if self.shop.recent else b""
        return b"no-cache, must-revalidate, max-age=0" + more

    def _known(self, scope: Scope, pairs: list[tuple[str, str]]) -> bool:
        """Whether the request has the key; WooCommerce looks only where its namespace stands in the path itself."""
        if "/wp-json/wc/" not in scope["path"] and "/wp-json/wc-" not in scope["path"]:
            return False
        headers = asgi.headers_of(scope)
        secure = scope.get("scheme") == "https" or headers.get("x-forwarded-proto") == "https"
        url = f"{'https' if secure else 'http'}://{headers.get('host', '')}{scope['path']}"
        asked = auth.Asked(scope["method"], url, secure or self.basic_over_http, pairs, headers)
        keys = None if self.faults.revoked else KEYS
        return auth.known(asked, keys, self._nonces, int(self.shop.clock().timestamp()))

    def _dispatch(
        self, method: str, path: str, pairs: list[tuple[str, str]], body: bytes, headers: dict[str, str], authed: bool
    ) -> tuple[Answer, Route | None, Json]:
        sent = _php(pairs)
        if path in ("", *self.table.spaces):
            if path not in self._indexes:
                made = discovery.site(self.table) if path == "" else discovery.namespace(self.table, path)
                self._indexes[path] = made
            return Answer(body=self._indexes[path], allow=False), None, sent
        found = self.table.find(path)
        if found is None:
            raise Refusal(404, "rest_no_route", NO_ROUTE)
        route, named = found
        if method == "OPTIONS":
            return Answer(body=discovery.route(self.shop.url, route)), route, sent
        method = "GET" if method == "HEAD" else method
        endpoint = next((e for e in route.endpoints if method in e.methods), None)
        if endpoint is None:
            raise Refusal(404, "rest_no_route", NO_ROUTE)
        fields = _body(body, headers.get("content-type", ""))
        params = validate(endpoint.args, sent | fields | named)
        if not (authed or route.open):
            raise _forbidden(method, route, named)
        call = Call(
            method=method,
            path=path.removeprefix(f"{route.space}/"),
            params=params,
            given=frozenset(sent | fields),
            query=pairs,
            body=fields,
            headers=headers,
        )
        return self._handle(endpoint, call), route, params

    def _handle(self, endpoint: Endpoint, call: Call) -> Answer:
        p = call.params
        if "per_page" in p and "page" in p:
            call.start_shift = self.faults.takes_shift(p.get("offset") or (p["page"] - 1) * p["per_page"])
        return endpoint.handler(self.shop, call)

    def _home(self) -> tuple[bytes, bytes]:
        return b"link", f'<{self.shop.url}/wp-json/>; rel="https://api.w.org/"'.encode()

    def _paging(self, answer: Answer, path: str, pairs: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
        """The totals, and the links to the pages beside this one."""
        headers: list[tuple[bytes, bytes]] = []
        if answer.total is not None:
            headers.append((b"x-wp-total", str(answer.total).encode()))
            headers.append((b"x-wp-totalpages", str(answer.pages).encode()))
        links: list[str] = []
        if answer.page is not None:
            around: list[tuple[int, str]] = []
            if answer.page > 1:
                around.append((min(answer.page - 1, answer.pages), "prev"))
            if answer.page < answer.pages:
                around.append((answer.page + 1, "next"))
            for number, rel in around:
                query = urlencode([(k, v) for k, v in pairs if k != "page"] + [("page", number)], quote_via=quote_plus)
                links.append(f'<{self.shop.url}/wp-json/{path}?{query}>; rel="{rel}"')
        headers.append((b"link", ", ".join(links).encode()) if links else self._home())
        return headers


def _json(body: Any) -> bytes:
    return msgspec.json.encode(body)


def _path(path: str, pairs: list[tuple[str, str]]) -> str | None:
    """The route path: behind /wp-json, or in `rest_route`; None is no API request."""
    if path.startswith("/wp-json"):
        return path.removeprefix("/wp-json").strip("/")
    asked = next((v for k, v in pairs if k == "rest_route"), None)
    return asked.strip("/") if asked is not None else None


def _php(pairs: Iterable[tuple[str, str]]) -> Json:
    """Query or form pairs with PHP's brackets unfolded."""
    made: Json = {}
    for name, value in pairs:
        base, *keys = name.replace("]", "").split("[")
        if not keys:
            made[base] = value
            continue
        at: Json = made.setdefault(base, {}) if isinstance(made.get(base, {}), dict) else {}
        for key in keys[:-1]:
            at = at.setdefault(key or str(len(at)), {})
        at[keys[-1] or str(len(at))] = value
    return {k: _listed(v) for k, v in made.items()}


def _listed(value: Any) -> Any:
    known = mapped(value)
    if known is None:
        return value
    held: Json = {k: _listed(v) for k, v in known.items()}
    if all(k.isdigit() for k in held):
        return list(held.values())
    return held


def _body(body: bytes, kind: str) -> Json:
    """The fields of a request body: JSON, else a form."""
    if not body:
        return {}
    if "json" in kind:
        try:
            made = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as e:
            data = {"status": 400, "json_error_code": 4, "json_error_message": "Syntax error"}
            raise Refusal(400, "rest_invalid_json", "Invalid JSON body passed.", data) from e
        return mapped(made) or {"*": made}
    if "x-www-form-urlencoded" in kind:
        return _php(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return {}


def _forbidden(method: str, route: Route, named: Json) -> Refusal:
    """The refusal of a caller without the key."""
    if route.path.endswith("/batch"):
        return Refusal(
            401, "woocommerce_rest_cannot_batch", "Sorry, you are not allowed to batch manipulate this resource."
        )
    if method == "GET":
        text = "view this resource" if "id" in named else "list resources"
        return Refusal(401, "woocommerce_rest_cannot_view", f"Sorry, you cannot {text}.")
    verb = "create" if method == "POST" and "id" not in named else "delete" if method == "DELETE" else "edit"
    noun = "resources" if verb == "create" else "this resource"
    return Refusal(401, f"woocommerce_rest_cannot_{verb}", f"Sorry, you are not allowed to {verb} {noun}.")


def _only(body: Any, fields: Any, params: Json) -> Any:
    """The body less what `_fields`, `include_meta` and `exclude_meta` leave out."""
    if params.get("include_meta") or params.get("exclude_meta"):
        many = listed(body)
        body = _meta(body, params) if many is None else [_meta(b, params) for b in many]
    if not fields:
        return body
    text = ",".join(listed(fields) or [str(fields)])
    wanted: dict[str, Any] = {}
    for path in (f.strip() for f in text.split(",") if f.strip()):
        at = wanted
        *parents, last = path.split(".")
        for part in parents:
            below: dict[str, Any] = mapped(at.get(part)) or {}
            at[part] = at.get(part) is True or below
            at = below
        at[last] = True
    many = listed(body)
    if many is not None:
        return [_cut(b, wanted) for b in many]
    one = mapped(body) or {}
    # The links of a single record are added after the cut, so they stay.
    return _cut(body, wanted) | {k: one[k] for k in ("_links",) if k in one}


def _cut(record: Any, wanted: dict[str, Any]) -> Any:
    """The wanted fields of a record; dots lead into objects, not into lists."""
    known = mapped(record)
    if known is None:
        return record
    kept: Json = {}
    for name, inner in wanted.items():
        if inner is True and name in known:
            kept[name] = known[name]
        elif isinstance(known.get(name), dict):
            kept[name] = _cut(known[name], cast("dict[str, Any]", inner))
    return kept


def _meta(record: Any, params: Json) -> Any:
    known = mapped(record)
    if known is None or "meta_data" not in known:
        return record
    held = rows(known["meta_data"])
    if params.get("include_meta"):
        held = [m for m in held if m["key"] in params["include_meta"]]
    if params.get("exclude_meta"):
        held = [m for m in held if m["key"] not in params["exclude_meta"]]
    return known | {"meta_data": held}
