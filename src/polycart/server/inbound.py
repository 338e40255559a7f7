"""Addresses at which shops and their plugins call: a token in the path, so many calls at once, errors in a sentence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import MediaType, Request, Response, post
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.handlers import HTTPRouteHandler

from polycart.core.errors import PolycartError
from polycart.core.failures import report

log = logging.getLogger("polycart.server")

Answer = Response[bytes] | Response[dict[str, str]]
Handle = Callable[[str, Mapping[str, str], bytes], Awaitable[Answer]]
"""What answers: given the token, the headers by their names in lower case, and the body as it came."""


def said(status: int, message: str) -> Answer:
    """An answer of one sentence."""
    return Response({"message": message}, status_code=status)


def inbound(
    path: str,
    handle: Handle,
    *,
    about: str,
    largest: int,
    at_once: int,
    say: Callable[[int, str], Answer] = said,
    status: Callable[[PolycartError], int] = lambda error: 503,
) -> HTTPRouteHandler:
    """A route that takes ``POST`` at ``path`` followed by a token.

    A body may have ``largest`` bytes, and ``at_once`` calls are worked on at the same time. ``about`` says in the log
    what failed; ``say`` writes a failure, and ``status`` chooses the status of an error of the gateway's.
    """
    places = asyncio.Semaphore(at_once)

    @post(path.replace("{token}", "{token:str}"), request_max_body_size=largest, media_type=MediaType.JSON)
    async def taken(request: Request[Any, Any, Any]) -> Answer:
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            async with places:
                return await handle(str(request.path_params["token"]), headers, await request.body())
        except RequestEntityTooLarge:
            return say(413, f"What is sent here may have {largest // 1024} kB.")
        except PolycartError as error:
            return say(status(error), error.sentence)
        except Exception as error:
            report(log, about, error)
            return say(500, "Something went wrong here; it was noted.")

    return taken
