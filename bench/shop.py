"""The shop behind every measurement: real-shaped WooCommerce answers, encoded once and then given from memory.

Products are those of the simulated shop, repeated with their own ids and SKUs up to 10,000. Everything else (settings,
status) is asked of the simulator itself. A path that begins with ``/slow`` answers each list page after 100 ms.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from polycart.core.transport import AppTransport, Request
from polycart.platforms.woocommerce_api.sim import Simulator

PRODUCTS = 10_000
DELAY = 0.1
SLOW = "/slow"
PRODUCTS_PATH = "/wp-json/wc/v3/products"

# What a merchant's text adds to the catalogue's short ones, so that 100 products have the 390 KB of a real page.
_PROSE = (
    " <p>Ships within two working days; returns are free for thirty days. Every piece is checked by hand before it"
    " leaves the workshop, and spare parts can be had for ten years.</p>\n<ul><li>Care: see the label</li><li>Origin:"
    " made in small batches</li><li>Packing: cardboard only, no plastic</li></ul>\n"
)

Record = dict[str, Any]
Answer = tuple[list[tuple[bytes, bytes]], bytes]


async def _asked(simulator: Simulator, path: str, query: str) -> Any:
    keys = simulator.credentials
    pair = f"{keys['wc_consumer_key']}:{keys['wc_consumer_secret']}"
    headers = {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    url = f"http://127.0.0.1{path}" + (f"?{query}" if query else "")
    answer = await AppTransport(simulator).send(Request(method="GET", url=url, headers=headers), within=60)
    return answer.body if answer.status == 200 else b"{}"


@cache
def simulator() -> Simulator:
    """The simulated shop that the records are taken from."""
    return Simulator(basic_over_http=True)


@cache
def _templates() -> list[Record]:
    async def gather() -> list[Record]:
        found: list[Record] = []
        while True:
            page = await _asked(
                simulator(), PRODUCTS_PATH, f"per_page=100&offset={len(found)}&orderby=id&order=asc&status=any"
            )
            found += json.loads(page)
            if len(found) % 100:
                return found

    templates = asyncio.run(gather())
    for record in templates:
        record["description"] += _PROSE
        if record["type"] != "simple":
            # A reduced parent makes the connector look at its variations: that is measured elsewhere, not in a page.
            record["on_sale"] = False
    return templates


@cache
def records() -> dict[int, Record]:
    """All products by id, in their order."""
    templates = _templates()
    made: dict[int, Record] = {}
    for serial in range(PRODUCTS):
        record = templates[serial % len(templates)]
        id = 100_000 + serial
        slug = f"{record['slug']}-{serial}"
        link = f"http://127.0.0.1/product/{slug}/"
        made[id] = record | {"id": id, "slug": slug, "sku": f"SKU-{id}", "permalink": link}
    return made


def narrowed(record: Record, fields: Iterable[str]) -> Record:
    """What ``_fields`` leaves of a record; names may lead into objects, as in ``dimensions.width``."""
    kept: Record = {}
    for field in fields:
        name, _, below = field.partition(".")
        if name not in record:
            continue
        if not below:
            kept[name] = record[name]
        elif isinstance(record[name], dict) and below in record[name]:
            kept.setdefault(name, {})[below] = record[name][below]
    return kept


def encoded(value: Any) -> bytes:
    """JSON as PHP writes it: ASCII, slashes escaped."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode()


def products(query: str) -> Answer:
    """A page of products, or those that ``include`` names."""
    asked = dict(parse_qsl(query))
    size = int(asked.get("per_page", 10))
    if "include" in asked:
        found = [records()[int(id)] for id in asked["include"].split(",") if int(id) in records()]
        total = len(found)
    else:
        found, total = list(records().values()), PRODUCTS
    offset = int(asked["offset"]) if "offset" in asked else (int(asked.get("page", 1)) - 1) * size
    found = found[offset : offset + size]
    if "_fields" in asked:
        fields = asked["_fields"].split(",")
        found = [narrowed(record, fields) for record in found]
    return _answer(encoded(found), total, -(-total // size))


def _answer(body: bytes, total: int | None = None, pages: int = 0) -> Answer:
    headers = [
        (b"content-type", b"application/json; charset=UTF-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-cache, must-revalidate, max-age=0, no-store, private"),
    ]
    if total is not None:
        headers += [(b"x-wp-total", str(total).encode()), (b"x-wp-totalpages", str(pages).encode())]
    return headers, body


class Shop:
    """The shop as an ASGI application; any credentials are taken."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, bytes], Answer] = {}

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        path: str = scope["path"]
        slow = path.startswith(SLOW)
        if slow:
            path = path[len(SLOW) :]
        # Signatures differ from request to request; all else of a query says what is wanted.
        query = b"&".join(pair for pair in scope["query_string"].split(b"&") if not pair.startswith(b"oauth_"))
        answer = self._answers.get((path, query))
        if answer is None:
            answer = self._answers[path, query] = await self._made(path, query.decode())
        if slow and path == PRODUCTS_PATH:
            await asyncio.sleep(DELAY)
        headers, body = answer
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def _made(self, path: str, query: str) -> Answer:
        if path == PRODUCTS_PATH:
            return products(query)
        return _answer(await _asked(simulator(), path, query))


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return


_templates()  # before an event loop runs
records()
app = Shop()
