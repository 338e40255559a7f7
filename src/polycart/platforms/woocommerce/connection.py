"""How a WooCommerce shop is reached over the bridge: reads by SQL where that is exact, all else by its own REST API."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from polycart.core.auth import Fixed
from polycart.core.bridge.client import Bridge, BridgeSettings, version_of
from polycart.core.client import Connection
from polycart.core.errors import Unsupported
from polycart.core.mapping import Map, Version
from polycart.core.method import Page
from polycart.core.paging import Offset
from polycart.core.selection import ALL, Selection
from polycart.core.transport import Headers, Request, Response
from polycart.platforms.woocommerce.answers import answer, tells
from polycart.platforms.woocommerce.facts import Shop, learn, roles
from polycart.platforms.woocommerce.orders.beside import Waiting, beside
from polycart.platforms.woocommerce_api.connection import Site
from polycart.platforms.woocommerce_api.connection import Woo as Api
from polycart.platforms.woocommerce_api.connection import woocommerce as api_platform
from polycart.platforms.woocommerce_api.orders.shipments import NAMESPACE, NEEDS

E = TypeVar("E")

TABLES: dict[type[Map[Any]], type[Map[Any]]] = {}
"""Tables of the REST platform that are replaced here; ``maps.py`` fills this."""

ROUTES = "/wp-json/"
SCOPES = {"products/categories": "category", "products": "product", "orders": "order", "customers": "customer"}
"""The scopes of what tables can tell, by the beginning of its path; the first that fits."""
MOST = 100
"""How many records WooCommerce's API answers at once."""


class WooBridge(Bridge[BridgeSettings]):
    """The bridge in a WordPress site, whose tables are in utf8mb4."""

    title = "WooCommerce"
    charset = "utf8mb4"


class _Unsigned(Fixed):
    """Requests are sealed by the bridge's own client, and the Store API that shoppers use takes no keys."""

    async def sign(self, request: Request, credentials: Any) -> None:
        """Nothing is put into a request."""


class Woo(Api):
    """One call's view of a WooCommerce shop.

    The handlers of the REST platform ask it for routes of WooCommerce's API. ``answers.py`` answers those that tables
    can answer with the same words; what is left is answered by the API itself, inside the shop.
    """

    auth = _Unsigned()
    paging = Offset("offset", "per_page", most=250, total="x-wp-total")

    def __init__(self, connection: Connection[Any], call: Any) -> None:
        super().__init__(connection, call)
        self.bridge = WooBridge(connection, call)
        self.waiting: dict[str, Waiting] = {}

    @property
    def version(self) -> Version | None:
        """The WooCommerce version where a call before has learned it."""
        shop: Shop | None = self.connection.learned("shop")
        return version_of(shop.version) if shop else None

    async def check(self) -> str:
        """Ask the bridge for the shop's version, and learn the facts anew."""
        self.connection.forget()
        return await self.bridge.check()

    async def shop(self) -> Shop:
        """What polycart has to know of the shop to read its tables; asked once and kept for a while."""
        return await self.connection.fact("shop", lambda: learn(self.bridge))

    async def send(
        self, method: str, path: str, query: Any = None, json: Any = None, *, headers: Headers | None = None
    ) -> Response:
        """Answer one request of the API: by SQL, or by the API itself, a hundred records at a time."""
        if "://" in path:
            return await self._public(method, path, query, json, headers)
        if method == "GET" and self.lang is None and await self._allowed(path):
            found = await answer(self, path, query or {}) or await beside(self, path, query or {})
            if found is not None:
                return found
        try:
            return await self.relayed(method, path, query, json)
        except Unsupported as error:
            if path.startswith(f"/{NAMESPACE}"):  # which namespaces there are is known to WordPress only
                raise Unsupported(NEEDS, native=error.native) from error
            raise

    async def _allowed(self, path: str) -> bool:
        """Whether the owner lets be read what a path is about.

        Products and orders may share a table with pages, of which the bridge would show no row and refuse nothing; the
        API inside the shop refuses by its path.
        """
        scope = next((scope for start, scope in SCOPES.items() if path.startswith(start)), None)
        if scope is None:
            return True
        scopes = (await self.bridge.info()).scopes
        return isinstance(scopes, dict) and scopes.get(scope, "off") != "off"

    async def relayed(self, method: str, path: str, query: Any = None, json: Any = None) -> Response:
        """Have the shop's own API answer, in parts where more is asked for than it gives at once."""
        known: dict[str, Any] = dict(query or {})
        size = int(known.get("per_page") or 0)
        if size <= MOST:
            return await super(Api, self).send(method, path, known, json)
        start = int(known.get("offset") or 0)
        parts = [
            known | {"offset": at, "per_page": min(MOST, start + size - at)} for at in range(start, start + size, MOST)
        ]
        first = await super(Api, self).send(method, path, parts[0])
        total = self.paging.total(first.headers) or 0
        rest = [part for part in parts[1:] if part["offset"] < total]
        more = await asyncio.gather(*(super(Api, self).send(method, path, part) for part in rest))
        rows = [row for one in (first, *more) for row in self.decoded(one, list[msgspec.Raw])]
        return Response(status=first.status, headers=first.headers, body=msgspec.json.encode(rows))

    async def exchange(self, request: Request, *, safe: bool) -> Response:
        """Hand a request to the API inside the shop; the bridge does a write once, so each may be repeated."""
        parts = urlsplit(request.url)
        base = urlsplit(self.settings.store_url).path.rstrip("/") + ROUTES
        return await self.bridge.relay(request, parts.path.removeprefix(base), parts.query)

    async def _public(self, method: str, path: str, query: Any, json: Any, headers: Headers | None) -> Response:
        """A request to what the shop answers to everybody, such as the Store API; it goes over the network."""
        body = None if json is None else msgspec.json.encode(json)
        sent = {"Accept": "application/json", "User-Agent": self.connection.user_agent, **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        request = Request(method=method, url=self.url(path, query), headers=sent, body=body)
        response = await super().exchange(request, safe=method == "GET")
        if response.status >= 300:
            raise self.failure(response)
        return response

    def route(self, path: str) -> str:
        """The address of a route; it does not go over the network, so permalinks do not matter."""
        return self.settings.store_url.rstrip("/") + ROUTES + path

    async def tells(self, path: str, query: Any) -> bool:
        """Whether the tables can tell a list with these filters, among them some that the API does not have."""
        return self.lang is None and await tells(self, path, query)

    async def window(
        self, path: str, query: Any, table: type[Map[E]], *, start: int, count: int, wanted: Selection | None = None
    ) -> Page[E]:
        """Items of a list, by the table that knows what lies beside a row."""
        return await super().window(path, query, TABLES.get(table, table), start=start, count=count, wanted=wanted)

    async def one(self, path: str, table: type[Map[E]], *, query: Any = None, wanted: Selection | None = None) -> E:
        """One entity, by the table that knows what lies beside a row."""
        return await super().one(path, TABLES.get(table, table), query=query, wanted=wanted)

    async def everything(
        self, path: str, query: Any, table: type[Map[E]], *, wanted: Selection = ALL, most: int = 10_000
    ) -> list[E]:
        """All items of a list, by the table that knows what lies beside a row."""
        return await super().everything(path, query, TABLES.get(table, table), wanted=wanted, most=most)

    async def prefix(self) -> str | None:
        """What the names of the shop's tables begin with."""
        return (await self.bridge.info()).prefix

    async def bridge_version(self) -> str | None:
        """The version of the bridge."""
        return (await self.bridge.info()).bridge

    async def roles(self) -> list[str]:
        """The roles of the site, which WordPress keeps in an option."""
        shop = await self.shop()
        return await self.connection.fact("roles", lambda: roles(self.bridge, shop))

    async def site(self) -> Site:
        """What the options tell of the site; its namespaces are known to WordPress only."""
        shop = await self.shop()
        return Site(
            name=shop.options.get("blogname", ""), description=shop.options.get("blogdescription", ""),
            url=shop.options.get("siteurl", ""), home=shop.home, gmt_offset=shop.options.get("gmt_offset") or 0,
            timezone_string=shop.options.get("timezone_string", ""),
        )  # fmt: skip

    async def option(self, group: str, name: str) -> str:
        """A setting of the shop, from its options where the bridge shows them."""
        shop = await self.shop()
        known = shop.options.get(name)
        return await super().option(group, name) if known is None else known


woocommerce = api_platform.derive(
    "Woocommerce",
    settings=BridgeSettings,
    client=Woo,
    title="WooCommerce",
    kind="bridge",
    versions="7.9 - 10",
)
woocommerce.groups = {}  # the REST API's batches have not been tried through the bridge
woocommerce.pushes = None
# What a shop's webhooks send goes round the bridge, past the owner's word on what of the shop may be seen.
