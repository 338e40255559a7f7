"""Where shops deliver what they tell by themselves: ``POST /push/{token}``, a token for each store."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response
from litestar.handlers import HTTPRouteHandler

from polycart.gateway.backend import Backend
from polycart.gateway.pushes.keeping import PATH
from polycart.gateway.pushes.taking import take
from polycart.server.inbound import Answer, inbound

LARGEST = 4 * 1024 * 1024
"""Bytes of a delivery; some shops send whole records, of which an order with hundreds of lines is the largest."""

AT_ONCE = 32


def route(backend: Backend) -> HTTPRouteHandler:
    """The route over a gateway. A shop waits for its answer: nothing is asked of it meanwhile."""

    async def push(token: str, headers: Mapping[str, str], body: bytes) -> Answer:
        taken = await take(backend, token, headers, body)
        return _said(taken.status, taken.message, taken.code)

    return inbound(
        f"{PATH}{{token}}", push, about="a delivery of a shop", largest=LARGEST, at_once=AT_ONCE, say=_failed
    )


def _failed(status: int, message: str) -> Answer:
    return _said(status, message, "WEBHOOK_INVALID_DATA" if status == 413 else "TRY_AGAIN")


def _said(status: int, message: str, code: str) -> Answer:
    words = {"code": code, "message": message} if code else {"message": message}
    return Response(words, status_code=status)
