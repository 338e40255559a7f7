"""What every simulated shop does as an ASGI application: read a request, answer it with a slow body, start and stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def lifespan(receive: Receive, send: Send) -> None:
    """Say yes to being started and stopped: there is nothing to do."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def read(receive: Receive) -> bytes:
    """The whole body of a request."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers of a request, their names in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


async def respond(
    send: Send, status: int, headers: Sequence[tuple[bytes, bytes]], content: bytes, *, pause: float = 0.0
) -> None:
    """Send an answer, which pauses for some seconds in the middle of its body; 204 has no length."""
    length = [] if status == 204 else [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    if pause and len(content) > 1:
        half = len(content) // 2
        await send({"type": "http.response.body", "body": content[:half], "more_body": True})
        await asyncio.sleep(pause)
        content = content[half:]
    await send({"type": "http.response.body", "body": content})
