"""Where shops ask for shipping rates: ``POST /shipping/{token}``, a token for each service."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response
from litestar.handlers import HTTPRouteHandler

from polycart.gateway.backend import Backend
from polycart.gateway.live_shipping.rates import PATH
from polycart.server.inbound import Answer, inbound, said

LARGEST = 1024 * 1024
"""Bytes of a question; a cart of a thousand lines has half of that."""

AT_ONCE = 256
"""Questions that wait at the same time; each waits for a callback that may take its 15 seconds."""


def route(backend: Backend) -> HTTPRouteHandler:
    """The route over a gateway."""

    async def shipping(token: str, headers: Mapping[str, str], body: bytes) -> Answer:
        told = await backend.live_rates.answer(token, headers, body)
        if told.status == 200:
            return Response(told.body, status_code=200, media_type="application/json")
        return said(told.status, told.message)

    return inbound(
        f"{PATH}{{token}}", shipping, about="a question for shipping rates", largest=LARGEST, at_once=AT_ONCE
    )
