"""Where shops ask for shipping rates: ``POST /shipping/{token}``, a token for each service."""

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
from polycart.gateway.live_shipping.rates import PATH

log = logging.getLogger("polycart.server")

LARGEST = 1024 * 1024
"""Bytes of a question; a cart of a thousand lines has half of that."""

AT_ONCE = 256
"""Questions that wait at the same time; each waits for a callback that may take its 15 seconds."""


def route(backend: Backend) -> HTTPRouteHandler:
    """The route over a gateway."""
    places = asyncio.Semaphore(AT_ONCE)

    @post(f"{PATH}{{token:str}}", request_max_body_size=LARGEST, media_type=MediaType.JSON)
    async def shipping(request: Request[Any, Any, Any]) -> Response[bytes] | Response[dict[str, str]]:
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            async with places:
                told = await backend.live_rates.answer(str(request.path_params["token"]), headers, await request.body())
        except RequestEntityTooLarge:
            return _said(413, f"A question for rates may have {LARGEST // 1024 // 1024} MB.")
        except PolycartError as error:
            return _said(503, error.sentence)
        except Exception as error:
            report(log, "a question for shipping rates", error)
            return _said(500, "Something went wrong here; it was noted.")
        if told.status == 200:
            return Response(told.body, status_code=200, media_type="application/json")
        return _said(told.status, told.message)

    return shipping


def _said(status: int, message: str) -> Response[dict[str, str]]:
    return Response({"message": message}, status_code=status)
