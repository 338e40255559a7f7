"""The ASGI face: reads a request as the webservice's dispatcher does, checks the key, answers with its headers."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from polycart.platforms.prestashop_api.sim import pictures, rendering, seeding, writing
from polycart.platforms.prestashop_api.sim.declared import RESOURCES
from polycart.platforms.prestashop_api.sim.queries import Asked, did_you_mean, displayed, languages
from polycart.platforms.prestashop_api.sim.state import Refusal, Shop, whole
from polycart.sandbox import asgi
from polycart.sandbox.asgi import Receive, Scope, Send
from polycart.sandbox.catalogue import Catalogue
from polycart.sandbox.catalogue import catalogue as reference
from polycart.sandbox.faults import Faults

Reply = tuple[int, str, bytes]

KEY = "SIMULATEDPRESTASHOPWEBSERVICEKEY"
WRITES = ("POST", "PUT", "PATCH", "DELETE")
JSON, XML = "application/json", "text/xml;charset=utf-8"
MAINTENANCE = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>Back soon.</h1></body></html>"
SPECIFIC = (
    "images", "search", "stock_movement_reasons", "stock_movements", "supply_order_details", "supply_order_histories",
    "supply_order_receipt_histories", "supply_order_states", "supply_orders", "warehouse_product_locations",
)  # fmt: skip
"""What the real one has beside the declared resources; of these only pictures and the search are served."""


class Simulator:
    """A PrestaShop as an ASGI application; `faults` makes it misbehave, `requests` tells what it was asked.

    Requests to other hosts than its own are answered with a picture: the shop takes files only, so whoever adds one
    has to fetch it somewhere.
    """

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        version: str = "8.1.2",
        url: str = "https://shop.test",
        languages: tuple[int, ...] = (1,),
        clock: Callable[[], datetime] | None = None,
        fill: Callable[[Shop], None] | None = None,
    ) -> None:
        self._catalogue, self._fill = catalogue, fill
        self._facts: dict[str, Any] = {"version": version, "url": url, "languages": languages}
        self._facts["clock"] = clock or (lambda: datetime.now(UTC))
        self.faults = Faults()
        self.requests: list[tuple[str, str, str]] = []
        self.reset()

    def reset(self) -> None:
        """The shop as it was when it opened, without faults and without a past."""
        self.shop = Shop(**self._facts)
        if self._fill is not None:
            self._fill(self.shop)
        else:
            seeding.seed(self.shop, self._catalogue or reference())
        self.faults.clear()
        self.requests.clear()

    @property
    def credentials(self) -> dict[str, str]:
        """The key of the shop's owner, by the names of the connector's settings."""
        return {"prestashop_webservice_key": KEY}

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
        if self.faults.truncated and len(content) > 1:
            content = content[: len(content) // 2]
        content = b"" if scope["method"] == "HEAD" else content
        await asgi.respond(send, status, headers, content, pause=self.faults.body_delay)

    def _misbehave(self, scope: Scope, query: str) -> tuple[int, list[tuple[bytes, bytes]], bytes] | None:
        """The answer of a fault that comes before the shop itself."""
        faults = self.faults
        if faults.redirect:
            to = faults.redirect.rstrip("/") + scope["path"] + (f"?{query}" if query else "")
            return 301, [(b"location", to.encode()), (b"content-type", b"text/html; charset=UTF-8")], b""
        if faults.takes_limit():
            return 429, [(b"retry-after", str(faults.retry_after).encode())], b"Too many requests."
        if faults.html:
            return 200, [(b"content-type", b"text/html; charset=UTF-8")], MAINTENANCE
        if scope["method"] in WRITES and faults.takes_write():
            said = ((46, "Unable to save resource"),)
            return faults.write_status, [(b"content-type", JSON.encode())], rendering.errors_json(said)
        return None

    def _answer(self, scope: Scope, query: str, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        headers = asgi.headers_of(scope)
        asked = php(query)
        host = urlsplit(self.shop.url).netloc
        given = headers.get("host", host)
        if not scope["path"].startswith("/api") or (given.partition(":")[0] != host.partition(":")[0]):
            return 200, [(b"content-type", b"image/png")], pictures.PIXEL
        key = _key(headers, asked)
        if key is None:
            sent = [(b"content-type", b"text/html; charset=utf-8"), (b"www-authenticate", b'Basic realm="PrestaShop"')]
            return 401, sent, b"401 Unauthorized"
        formats = (asked.get("output_format"), headers.get("output-format"), headers.get("io-format"))
        as_json = "JSON" in formats
        try:
            self._check(key)
            status, kind, content = self._dispatch(scope, asked, body, headers, as_json=as_json)
            known = True
        except Refusal as refusal:
            status, kind = refusal.status, JSON if as_json else XML
            content = (rendering.errors_json if as_json else rendering.errors_xml)(refusal.errors)
            known = refusal.status != 401
        told = [(b"access-time", str(int(self.shop.clock().timestamp())).encode()), (b"execution-time", b"0.001")]
        if kind and content:
            told.append((b"content-type", kind.encode()))
        if known:
            told.append((b"psws-version", self.shop.version.encode()))
            told.append((b"content-sha1", hashlib.sha1(content, usedforsecurity=False).hexdigest().encode()))
        return status, told, content

    def _check(self, key: str) -> None:
        if len(key) != len(KEY):
            raise Refusal(401, (18, "Invalid authentication key format"))
        if key != KEY or self.faults.revoked:
            said = "Authentification key is not active"
            raise Refusal(401, (20, said), (21, "No permission for this authentication key"))

    def _dispatch(
        self, scope: Scope, asked: Mapping[str, Any], body: bytes, headers: Mapping[str, str], *, as_json: bool
    ) -> Reply:
        """The resource, and what is done with it."""
        parts = [unquote(part) for part in scope["path"].removeprefix("/api").strip("/").split("/")]
        name, method = parts[0], str(asked.get("ps_method") or scope["method"])
        if name == "":
            return (500, "", b"") if as_json else (200, XML, rendering.index(self.shop))
        if asked.get("id_shop") not in (None, "all") and self.shop.get("shops", whole(asked["id_shop"])) is None:
            raise Refusal(404, (999, "This shop id does not exist"))
        if name == "images":
            status, kind, content = pictures.manage(self.shop, method, parts, body, headers.get("content-type", ""))
            return status, kind, b"" if as_json and kind == XML else content
        if name == "search":
            if method not in ("GET", "HEAD"):
                raise Refusal(405, (101, f"Method {method} is not allowed for the resource search"))
            return self._search(asked)
        if name not in RESOURCES:
            names = sorted({*RESOURCES, *SPECIFIC})
            raise did_you_mean(400, f'Resource of type "{name}" does not exists', name, names, 27)
        if method in RESOURCES[name].forbidden or (method == "PATCH" and self.shop.version.startswith("1.")):
            raise Refusal(405, (101, f"Method {method} is not allowed for the resource {name}"))
        id = parts[1] if len(parts) > 1 else ""
        if method in ("GET", "HEAD"):
            return self._read(name, id, asked, as_json=as_json)
        if method == "DELETE":
            given = str(asked.get("id") or "")
            ids = [whole(each) for each in given.strip("[]").split(",")] if given else [whole(id)]
            writing.delete(self.shop, name, ids)
            return 200, "", b""
        return self._write(name, method, asked, body, as_json=as_json)

    def _read(self, name: str, id: str, asked: Mapping[str, Any], *, as_json: bool) -> Reply:
        shop, resource = self.shop, RESOURCES[name]
        if not id:
            query = Asked(shop, name, asked)
            records = query.records()
            chosen = displayed(resource, asked) if "display" in asked else {"id": None}
            rows = [rendering.entity(shop, name, record, chosen, query.languages) for record in records]
            return (
                (200, JSON, rendering.many(name, rows)) if as_json else (200, XML, rendering.list_xml(shop, name, rows))
            )
        chosen = displayed(resource, asked)
        record = shop.get(name, whole(id))
        if record is None:
            return 404, "", b""
        made = rendering.entity(shop, name, record, chosen, languages(shop, asked))
        if as_json:
            return 200, JSON, rendering.one(name, made, listed="display" in asked)
        return 200, XML, rendering.entity_xml(name, made)

    def _write(self, name: str, method: str, asked: Mapping[str, Any], body: bytes, *, as_json: bool) -> Reply:
        """Create or change; the answer is the last of the entities."""
        shop = self.shop
        record, given = writing.save(shop, name, method, body)
        if name == "order_histories" and asked.get("sendemail") == "1":
            raise Refusal(500, (46, "Unable to save resource"))  # there is no mail here; the status is changed
        made = rendering.entity(shop, name, record, None, languages(shop, asked))
        made["id"] = str(made["id"]) if name != "orders" else made["id"]
        status = 201 if method == "POST" else 200
        if as_json:
            made = made if method == "PATCH" else rendering.sent(name, made, given)
            return status, JSON, rendering.one(name, made, listed="display" in asked)
        return status, XML, rendering.entity_xml(name, made)

    def _search(self, asked: Mapping[str, Any]) -> Reply:
        """Products whose names hold the words."""
        words = str(asked.get("query") or "").casefold().split()
        language = self.shop.languages[0]
        found = [
            row["id"]
            for row in self.shop.all("products", active="1")
            if all(word in row["name"][language].casefold() for word in words)
        ]
        return 200, JSON, rendering.many("products", [{"id": id} for id in found])


def _key(headers: Mapping[str, str], asked: Mapping[str, Any]) -> str | None:
    """The key, from the Authorization header or the query; ``None`` where there is none."""
    kind, _, pair = headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            return base64.b64decode(pair).decode("latin-1").partition(":")[0]
        except (binascii.Error, ValueError):
            return None
    given = asked.get("ws_key")
    return given if isinstance(given, str) else None


def php(query: str) -> dict[str, Any]:
    """A query with PHP's brackets unfolded."""
    made: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        first, *keys = name.replace("]", "").split("[")
        path = [first, *keys]
        at = made
        for key in path[:-1]:
            inner = at.get(key)
            at[key] = inner if isinstance(inner, dict) else {}
            at = at[key]
        at[path[-1]] = value
    return made
