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
        build, body = str(request.path_params["build"]), await request.body()
        headers = {name.lower(): value for name, value in request.headers.items()}
        known = await backend.builds.find(build)
        cart_id = skeletons()[known.platform].cart_id if known and known.platform in skeletons() else ""
        try:
            async with places:
                return Response(
                    {"message": await received(backend, build, headers, body, cart_id=cart_id)}, status_code=200
                )
        except PolycartError as error:
            status = 404 if isinstance(error, NotFound) else 400
            return Response({"message": error.sentence}, status_code=status)
        except Exception as error:
            report(log, "a plugin's callback", error)
            return Response({"message": "Something went wrong here; it was noted."}, status_code=500)

    return callback
