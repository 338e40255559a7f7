"""The ASGI face: tokens, versions, points, and what is served beside the graph: pictures, uploads, results of bulk."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from polycart.platforms.shopify.sim import areas, running, seeding, uploads, webhooks
from polycart.platforms.shopify.sim.buckets import MOST, Bucket
from polycart.platforms.shopify.sim.state import Record, Shop, inner
from polycart.platforms.shopify.sim.versions import served
from polycart.sandbox import asgi
from polycart.sandbox.asgi import Receive, Scope, Send
from polycart.sandbox.catalogue import Catalogue
from polycart.sandbox.catalogue import catalogue as reference
from polycart.sandbox.faults import Faults

TOKEN = "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"  # noqa: S105 (of a shop that is not there)
API_KEY, PASSWORD = "8c1f6a2e9b7d4350af62c8d1e0b93f47", "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"
CLIENT_ID, CLIENT_SECRET = "5b3f08c1d9e7a6420f8c7d6e5a4b3c2d", "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"
LIFETIME = timedelta(seconds=86_399)
GRAPH = re.compile(r"/admin/api/([\w-]+)/graphql\.json")
MAINTENANCE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Back soon.</h1></body></html>"


class ShopFaults(Faults):
    """Faults that only a hosted shop has."""

    frozen: bool = False
    locked: bool = False
    throttled: int = 0

    def freeze(self) -> None:
        """The shop's bill was not paid: 402."""
        self.frozen = True

    def lock(self) -> None:
        """The shop was locked for abuse: 423."""
        self.locked = True

    def throttle_next(self, n: int) -> None:
        """The next `n` queries are throttled, whatever they cost."""
        self.throttled = n

    def takes_throttle(self) -> bool:
        """Whether this query is one of those."""
        if self.throttled <= 0:
            return False
        self.throttled -= 1
        return True


class Reply(Exception):
    """An answer that ends the request where it is made."""

    def __init__(self, status: int, content: Any, **headers: str) -> None:
        super().__init__(status)
        self.status, self.headers = status, {name.replace("_", "-"): value for name, value in headers.items()}
        self.content = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        self.headers.setdefault("content-type", "application/json; charset=utf-8")


class Simulator:
    """A Shopify shop as an ASGI application; `faults` makes it misbehave, `requests` tells what it was asked.

    A mutation is logged as POST and a query as GET, whatever carried it. All API versions are served with the schema
    of 2026-10. `fill` makes a shop of so many products and orders instead of the reference catalogue's; `clock` is
    what restores points, dates records and finishes what takes time. Requests to other hosts are answered with a
    picture, as the shop fetches pictures from elsewhere.
    """

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        version: str = "2026-10",
        url: str = "https://shop.test",
        plan: str = "standard",
        clock: Callable[[], datetime] | None = None,
        fill: tuple[int, int] | None = None,
    ) -> None:
        areas.registered()
        self.version, self.url, self.plan = version, url.rstrip("/"), plan
        self._catalogue, self._filled = catalogue, fill
        self.clock = clock or (lambda: datetime.now(UTC))
        self.faults = ShopFaults()
        self.requests: list[tuple[str, str, str]] = []
        self.reset()

    def reset(self) -> None:
        """The shop as it was when it opened, without faults and without a past."""
        currency = (self._catalogue or reference()).store.currency
        self.shop = Shop(url=self.url, plan=self.plan, currency=currency, clock=self.clock)
        seeding.seed(self.shop, self._catalogue or reference(), self._filled)
        self.bucket = Bucket(self.plan, self.clock)
        self._tokens: dict[str, datetime] = {}
        self.shop.happened.clear()
        self.courier = webhooks.courier(self.shop)
        self.faults.clear()
        self.requests.clear()

    @property
    def credentials(self) -> dict[str, str]:
        """The access token of the shop's own app and its secret, by the names of the connector's settings."""
        return {"shopify_access_token": TOKEN, "shopify_shared_secret": CLIENT_SECRET}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await asgi.lifespan(receive, send)
            return
        body = await asgi.read(receive)
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        try:
            reply = self._answer(scope, body)
        except Reply as made:
            reply = made
        self.tell()
        content = reply.content
        if self.faults.truncated and len(content) > 1 and reply.headers["content-type"].startswith("application/json"):
            content = content[: len(content) // 2]
        headers = [(name.encode(), value.encode()) for name, value in reply.headers.items()]
        content = b"" if scope["method"] == "HEAD" else content
        await asgi.respond(send, reply.status, headers, content, pause=self.faults.body_delay)

    def tell(self) -> None:
        """Have subscribers told of what has happened, by requests or by hand."""
        self.courier.put(webhooks.tell(self.shop, CLIENT_SECRET))
        self.courier.begin()

    def _answer(self, scope: Scope, body: bytes) -> Reply:
        path, method = scope["path"], scope["method"]
        query = scope.get("query_string", b"").decode("latin-1")
        headers = asgi.headers_of(scope)
        graph = GRAPH.fullmatch(path)
        if graph:
            return self._graph(graph[1], headers, body)
        self.requests.append((method if not uploads.takes(path) else "GET", path, query))
        self._misbehave(path, query, writes=False)
        if path == "/admin/oauth/access_token":
            return self._token(method, headers, body)
        if uploads.takes(path):
            return Reply(
                *uploads.put(self.shop, path, headers.get("content-type", ""), body), content_type="text/plain"
            )
        kind, content = uploads.served(self.shop, path)
        asked = uploads.RANGE.fullmatch(headers.get("range", ""))
        if kind and asked:
            first, last = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
            part = content[first : last + 1]
            return Reply(206, part, content_type=kind, content_range=f"bytes {first}-{last}/{len(content)}")
        return Reply(200 if kind else 404, content, content_type=kind or "text/plain")

    def _misbehave(self, path: str, query: str, *, writes: bool) -> None:
        """The answer of a fault that comes before the shop itself."""
        faults = self.faults
        if faults.redirect:
            to = faults.redirect.rstrip("/") + path + (f"?{query}" if query else "")
            raise Reply(301, b"", location=to, content_type="text/html")
        if faults.takes_limit():
            said = "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service."
            raise Reply(429, {"errors": said}, retry_after=f"{faults.retry_after}.0")
        if faults.html:
            raise Reply(200, MAINTENANCE, content_type="text/html; charset=utf-8")
        if faults.frozen:
            raise Reply(402, {"errors": "Unavailable Shop"})
        if faults.locked:
            raise Reply(423, {"errors": "Unavailable Shop"})
        if writes and faults.takes_write():
            raise Reply(faults.write_status, {"errors": "Internal Server Error"})

    def _token(self, method: str, headers: dict[str, str], body: bytes) -> Reply:
        """A token of a day for the app's own secret."""
        # https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
        if method != "POST":
            return Reply(404, {"errors": "Not Found"})
        if "json" in headers.get("content-type", ""):
            given: dict[str, Any] = json.loads(body or b"{}")
        else:
            given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if given.get("client_id") != CLIENT_ID or given.get("client_secret") != CLIENT_SECRET:
            return Reply(400, {"error": "application_cannot_be_found", "error_description": "Could not find the app."})
        if given.get("grant_type") != "client_credentials":
            return Reply(400, {"error": "invalid_request", "error_description": "The grant type is not known."})
        token = f"shpat_{len(self._tokens):032x}"
        self._tokens[token] = self.clock() + LIFETIME
        scope = ",".join(access["handle"] for access in seeding.SCOPES)
        return Reply(200, {"access_token": token, "scope": scope, "expires_in": int(LIFETIME.total_seconds())})

    def _check(self, headers: dict[str, str]) -> None:
        """Let in who has a token of the shop, or the key and password of an app of the old kind."""
        token = headers.get("x-shopify-access-token", "")
        kind, _, pair = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic" and not token:
            try:
                name, _, word = base64.b64decode(pair).decode("latin-1").partition(":")
            except (binascii.Error, ValueError):
                name, word = "", ""
            known = (name, word) == (API_KEY, PASSWORD)
        else:
            known = token in (TOKEN, PASSWORD) or self._tokens.get(token, self.clock()) > self.clock()
        if not known or self.faults.revoked:
            raise Reply(401, {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"})

    def _graph(self, asked: str, headers: dict[str, str], body: bytes) -> Reply:
        """A query or mutation."""
        version = served(asked, self.clock())
        text, variables, name = _read_query(headers, body)
        try:
            plan = running.planned(text, name) if text is not None else None
            rejected: list[Record] = []
        except running.Rejected as error:
            plan, rejected = None, error.errors
        writes = plan is not None and plan.writes
        self.requests.append(("POST" if writes else "GET", f"/admin/api/{asked}/graphql.json", text or ""))
        self._misbehave(f"/admin/api/{asked}/graphql.json", "", writes=writes)
        self._check(headers)
        if version is None:
            raise Reply(404, {"errors": "Not Found"})
        told = {"x-shopify-api-version": version, "x-request-id": f"{len(self.requests):032x}"}
        if text is None:
            return Reply(400, {"errors": {"query": "Required parameter missing or invalid"}}, **told)
        if plan is None:
            return Reply(200, {"errors": rejected}, **told)
        try:
            given = running.variables_of(plan, variables)
        except running.Rejected as error:
            return Reply(200, {"errors": error.errors}, **told)
        debug = headers.get("shopify-graphql-cost-debug") == "1"
        return Reply(200, self._run(plan, given, debug=debug), **told)

    def _run(self, plan: running.Plan, variables: dict[str, Any], *, debug: bool) -> Record:
        """Weigh a plan, run it if there are points for it, give back what it did not need."""
        costs = running.weighed(plan, variables)
        asked = costs.requested(plan.operation)
        if asked > MOST:
            said = f"Query cost is {asked}, which exceeds the single query max cost limit ({MOST})."
            error: Record = {
                "message": said,
                "extensions": {"code": "MAX_COST_EXCEEDED", "cost": asked, "maxCost": MOST},
            }
            return {"errors": [error]}
        if self.faults.takes_throttle() or not self.bucket.take(asked):
            throttled: Record = {
                "message": "Throttled",
                "extensions": {
                    "code": "THROTTLED",
                    "documentation": "https://shopify.dev/api/usage/rate-limits",
                },
            }
            cost: Record = {"requestedQueryCost": asked, "actualQueryCost": None}
            cost["throttleStatus"] = self.bucket.status()
            return {"errors": [throttled], "extensions": {"cost": cost}}
        ran = running.run(plan, variables, self.shop)
        spent = min(asked, costs.actual(plan.operation, ran.data))
        self.bucket.give(asked - spent)
        cost = {"requestedQueryCost": asked, "actualQueryCost": spent, "throttleStatus": self.bucket.status()}
        if debug:
            cost["fields"] = costs.fields
        extensions: Record = {"cost": cost}
        if ran.said:
            extensions["search"] = ran.said
        answered: Record = {"data": ran.data, "extensions": extensions}
        return {**answered, "errors": ran.errors} if ran.errors else answered


def _read_query(headers: dict[str, str], body: bytes) -> tuple[str | None, dict[str, Any], str | None]:
    """The text, variables and operation name of a request."""
    if headers.get("content-type", "").startswith("application/graphql"):
        return body.decode(), {}, None
    try:
        given = json.loads(body)
    except ValueError:
        raise Reply(400, {"errors": "Bad Request"}) from None
    if not isinstance(given, dict) or not isinstance(given.get("query"), str):  # type: ignore[reportUnknownMemberType]
        return None, {}, None
    return given["query"], inner(given, "variables"), given.get("operationName")  # type: ignore[reportUnknownVariableType]
