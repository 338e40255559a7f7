"""The shop: its REST API keeps the state, its tables are a projection of that, and the bridge stands before both."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from polycart.platforms.woocommerce.sim import scopes
from polycart.platforms.woocommerce.sim.projection import project
from polycart.platforms.woocommerce.sim.schema import SCHEMA
from polycart.platforms.woocommerce_api.sim import Simulator as Api
from polycart.sandbox.bridge import SimulatedBridge
from polycart.sandbox.catalogue import Catalogue

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PREFIX = "wp_"
BRIDGE = "bridge2cart/"


class Simulator:
    """A WooCommerce shop as an ASGI application; `faults` makes it misbehave, `requests` tells what it was asked."""

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        version: str = "10.0.2",
        url: str = "https://shop.test",
        **options: Any,
    ) -> None:
        self.api = Api(catalogue, version=version, url=url, **options)
        self.bridge = SimulatedBridge(
            cart="woocommerce", version=version, schema=SCHEMA, prefix=PREFIX, url=url, tables=scopes.TABLES,
            routes=scopes.ROUTES, hidden=scopes.HIDDEN, media={"images": "wp-content/uploads/"}, rest=self._rest,
            project=self._project,
        )  # fmt: skip
        self.faults = self.bridge.faults
        self.bridge.stale = True

    @property
    def credentials(self) -> dict[str, str]:
        """The keys of the gateway for this shop, by the names of the connector's settings."""
        return self.bridge.credentials

    @property
    def requests(self) -> list[tuple[str, str, str]]:
        """What the shop was asked."""
        return self.bridge.requests

    @property
    def url(self) -> str:
        """Where the shop is."""
        return self.bridge.url

    @url.setter
    def url(self, url: str) -> None:
        self.bridge.url = url

    def reset(self) -> None:
        """The shop as it was when it opened, without faults and without a past."""
        self.api.reset()
        self.bridge.reset()
        self.bridge.stale = True

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """The bridge under its address; all else is answered by WordPress, as to everybody."""
        public = (
            scope["type"] == "http" and BRIDGE not in scope["path"] and not scope["path"].startswith("/wp-content/")
        )
        await (self.api if public else self.bridge)(scope, receive, send)

    def _project(self) -> None:
        """Write the tables anew from what the API holds."""
        project(self.api.shop, self.bridge)

    async def _rest(self, method: str, path: str, query: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Have the API answer as the shop's owner, in this process."""
        known = self.api.credentials
        pair = f"{known['wc_consumer_key']}:{known['wc_consumer_secret']}".encode()
        headers = [(b"authorization", b"Basic " + base64.b64encode(pair)), (b"content-type", b"application/json")]
        scope: Message = {
            "type": "http", "method": method, "path": f"/wp-json/{path}", "query_string": query.encode(),
            "headers": headers, "scheme": "https", "server": ("shop.test", 443),
        }  # fmt: skip
        told: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            told.append(message)

        await self.api(scope, receive, send)
        if method != "GET":
            self.bridge.stale = True
        answered = {name.decode().lower(): value.decode() for name, value in told[0]["headers"]}
        return told[0]["status"], answered, b"".join(one["body"] for one in told[1:])
