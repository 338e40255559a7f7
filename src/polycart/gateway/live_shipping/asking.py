"""Asking a callback for rates: 15 seconds, one more try after 2 where a 200 can not be used, none otherwise."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from polycart import __version__
from polycart.core.errors import ParameterError, PolycartError, TimedOut
from polycart.core.live_shipping import Package, Rate
from polycart.core.transport import Request, Transport
from polycart.gateway.live_shipping.answers import BadResponse, read

ANSWER_SECONDS = 15.0
"""Seconds that a callback has to answer."""

AGAIN_AFTER = 2.0
LARGEST = 1024 * 1024
"""Bytes of an answer: a hundred rates for each of some packages are far below."""


class Failed(ParameterError):
    """A callback did not answer as it should."""


class Asking:
    """How callbacks are asked; ``pause`` and ``clock`` are replaced where a test has no time."""

    def __init__(
        self,
        transport: Transport,
        *,
        pause: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.transport = transport
        self.pause = pause
        self.clock = clock

    async def ask(
        self,
        callback: str,
        packages: Sequence[Package],
        headers: Callable[[bytes], dict[str, str]],
        *,
        seconds: float = 2 * ANSWER_SECONDS + AGAIN_AFTER,
    ) -> dict[str, list[Rate]]:
        """The rates of each package; raises ``ParameterError`` (109) with what went wrong in one sentence.

        ``headers`` signs a body, anew for every try; ``seconds`` is how long the shop waits.
        """
        body, ids = msgspec.json.encode({"packages": packages}), [package.id for package in packages]
        until = self.clock() + seconds
        try:
            return read(await self._once(callback, headers(body), body, until), ids)
        except BadResponse:
            if until - self.clock() <= AGAIN_AFTER:
                raise
        await self.pause(AGAIN_AFTER)
        return read(await self._once(callback, headers(body), body, until), ids)

    async def _once(self, callback: str, headers: dict[str, str], body: bytes, until: float) -> bytes:
        within = max(0.1, min(ANSWER_SECONDS, until - self.clock()))
        sent = {**headers, "User-Agent": f"polycart/{__version__}"}
        request = Request(method="POST", url=callback, headers=sent, body=body)
        try:
            answer = await self.transport.send(request, within=within)
        except TimedOut as error:
            raise Failed(f"Callback {callback} did not respond within {within:.0f} sec") from error
        except PolycartError as error:
            raise Failed(f"Callback {callback} could not be asked. {error.message}") from error
        if answer.status != 200:
            raise Failed(f"Callback {callback} responded with HTTP status {answer.status}; it must be 200.")
        if len(answer.body) > LARGEST:
            raise Failed(f"Callback {callback} responded with more than {LARGEST // 1024} KB.")
        return answer.body
