"""Where shops deliver what they tell by themselves: ``POST /push/{token}``, a token for each store."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from litestar import MediaType, Request, Response, post
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.handlers import HTTPRouteHandler

from polycart.core.errors import PolycartError
from polycart.core.failures import report
from polycart.gateway.backend import Backend
from polycart.gateway.pushes.keeping import PATH
from polycart.gateway.pushes.taking import take

log = logging.getLogger("polycart.server")

LARGEST = 4 * 1024 * 1024
"""Bytes of a delivery; some shops send whole records, of which an order with hundreds of lines is the largest."""

AT_ONCE = 32


def route(backend: Backend) -> HTTPRouteHandler:
    """The route over a gateway. A shop waits for its answer: nothing is asked of it meanwhile."""
    places = asyncio.Semaphore(AT_ONCE)

    @post(f"{PATH}{{token:str}}", request_max_body_size=LARGEST, media_type=MediaType.JSON)
    async def push(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            async with places:
                taken = await take(backend, str(request.path_params["token"]), headers, await request.body())
        except RequestEntityTooLarge:
            return _said(413, "WEBHOOK_INVALID_DATA", f"A delivery may have {LARGEST // 1024 // 1024} MB.")
        except PolycartError as error:
            return _said(503, "TRY_AGAIN", error.sentence)
        except Exception as error:
            report(log, "a delivery of a shop", error)
            return _said(500, "TRY_AGAIN", "Something went wrong here; it was noted.")
        return _said(taken.status, taken.code, taken.message)

    return push


def _said(status: int, code: str, message: str) -> Response[dict[str, str]]:
    words = {"code": code, "message": message} if code else {"message": message}
    return Response(words, status_code=status)
