"""Where the plugins that were built here tell of their shops: ``POST /plugins/{build}/callback``."""

from __future__ import annotations

from collections.abc import Mapping

from litestar.handlers import HTTPRouteHandler

from polycart.core.errors import NotFound
from polycart.gateway.backend import Backend
from polycart.gateway.callbacks import received
from polycart.plugins.skeletons import skeletons
from polycart.server.inbound import Answer, inbound, said

AT_ONCE = 4
"""Callbacks that are worked on at the same time: each costs a decryption, and questions to a shop."""

LARGEST = 64 * 1024


def route(backend: Backend) -> HTTPRouteHandler:
    """The route over a gateway."""

    async def callback(token: str, headers: Mapping[str, str], body: bytes) -> Answer:
        build = await backend.builds.find(token)
        plugin = skeletons().get(build.platform) if build else None
        what = {"cart_id": plugin.cart_id, "credentials": plugin.told} if plugin else {"cart_id": ""}
        return said(200, await received(backend, build if plugin else None, headers, body, **what))

    return inbound(
        "/plugins/{token}/callback", callback, about="a plugin's callback", largest=LARGEST, at_once=AT_ONCE,
        status=lambda error: 404 if isinstance(error, NotFound) else 400,
    )  # fmt: skip
