"""A simulated shop in a process of its own, which is slow before and after it does something, and outlives its callers.

``slow_shop.py CART_ID PORT SLOWEST`` serves until it is ended; SLOWEST are seconds.
"""

from __future__ import annotations

import asyncio
import random
import sys
from typing import Any

from polycart.sandbox.simulators import simulators
from polycart.server.embedded import Listener, leave, serving


def slowed(app: Any, slowest: float) -> Any:
    """The shop, with a pause before it works on a write, and one between the work and the answer."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await app(scope, receive, send)
            return
        kept: list[Any] = []

        async def keep(message: Any) -> None:
            kept.append(message)

        await asyncio.sleep(random.uniform(0, slowest))
        await app(scope, receive, keep)
        await asyncio.sleep(random.uniform(0, slowest))
        for message in kept:
            await send(message)

    return answer


async def main(cart_id: str, port: str, slowest: str) -> None:
    app = simulators()[cart_id](url=f"http://127.0.0.1:{port}")
    async with serving([Listener(slowed(app, float(slowest)), int(port))], grace=1.0) as stopped:
        print(port, flush=True)  # noqa: T201
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
    leave()
