"""A simulated Shopify shop, called in process."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec

from polycart import api
from polycart.core.calls import Outcome, invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.errors import PolycartError
from polycart.core.trace import Trace
from polycart.core.transport import AppTransport, Request, Response
from polycart.platforms import platforms
from polycart.platforms.shopify.sim import Simulator
from polycart.sandbox.catalogue import catalogue

FEW = msgspec.structs.replace(catalogue(), orders=catalogue().orders[:80])
"""The reference catalogue with few orders: a shop of it opens in a third of the time."""

CURSORS = Cursors(b"shopify")


class Overheard(AppTransport):
    """A transport that keeps what the shop told of costs, and the codes of its errors."""

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.seconds = 0.0  # on the way
        self.costs: list[dict[str, Any]] = []
        self.codes: list[str] = []

    async def send(self, request: Request, *, within: float) -> Response:
        await asyncio.sleep(self.seconds)
        response = await super().send(request, within=within)
        if request.url.endswith("/graphql.json") and response.body.startswith(b"{"):
            body = json.loads(response.body)
            self.costs.append(body.get("extensions", {}).get("cost", {}))
            errors = body.get("errors", [])
            self.codes += [error.get("extensions", {}).get("code", "") for error in errors if isinstance(error, dict)]
        return response


class Shop:
    """One shop, and calls to it; ``trace`` is that of the last call."""

    def __init__(self, *, credentials: dict[str, str] | None = None, path: str = "", **options: Any) -> None:
        self.platform = platforms()["Shopify"]
        self.simulator = Simulator(**options)
        given = self.simulator.credentials if credentials is None else credentials
        settings = self.platform.settings.read({"store_url": f"https://shop.test{path}", **given})
        self.wire = Overheard(self.simulator)
        self.connection: Connection[Any] = Connection(settings, self.wire, name="1", secrets=settings.secrets())
        self.trace = Trace(self.connection.redactor, bodies=True)

    async def call(self, name: str, /, **parameters: Any) -> Outcome:
        """Call a method; raises what it raises."""
        self.trace = trace = Trace(self.connection.redactor, bodies=True)
        return await invoke(
            self.platform, self.connection, api.METHODS[name], parameters, cursors=CURSORS, trace=trace, seconds=600
        )

    async def result(self, name: str, /, **parameters: Any) -> Any:
        """The result of a method as JSON."""
        return json.loads(msgspec.json.encode((await self.call(name, **parameters)).result))

    async def refused(self, name: str, /, **parameters: Any) -> PolycartError:
        """The error that a call raises; one that does not is a failure."""
        try:
            found = await self.result(name, **parameters)
        except PolycartError as error:
            return error
        raise AssertionError(f"{name} was not refused but gave {found}")
