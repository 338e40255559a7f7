"""Where the plugins that were built here tell of their shops: ``POST /plugins/{build}/callback``."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from litestar import MediaType, Request, Response, post
from litestar.handlers import HTTPRouteHandler

from polycart.core.errors import NotFound, PolycartError
from polycart.core.failures import report
from polycart.gateway.backend import Backend
from polycart.gateway.callbacks import received
from polycart.plugins.skeletons import skeletons

log = logging.getLogger("polycart.server")

AT_ONCE = 4
"""Callbacks that are worked on at the same time: each costs a decryption, and questions to a shop."""

LARGEST = 64 * 1024


def route(backend: Backend) -> HTTPRouteHandler:
    """The route over a gateway."""
    places = asyncio.Semaphore(AT_ONCE)

    @post("/plugins/{build:str}/callback", request_max_body_size=LARGEST, media_type=MediaType.JSON)
    async def callback(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
        body = await request.body()
        headers = {name.lower(): value for name, value in request.headers.items()}
        build = await backend.builds.find(str(request.path_params["build"]))
        plugin = skeletons().get(build.platform) if build else None
        what = {"cart_id": plugin.cart_id, "credentials": plugin.told} if plugin else {"cart_id": ""}
        try:
            async with places:
                done = await received(backend, build if plugin else None, headers, body, **what)
            return Response({"message": done}, status_code=200)
        except PolycartError as error:
            status = 404 if isinstance(error, NotFound) else 400
            return Response({"message": error.sentence}, status_code=status)
        except Exception as error:
            report(log, "a plugin's callback", error)
            return Response({"message": "Something went wrong here; it was noted."}, status_code=500)

    return callback
