"""The action ``rest`` of a shop whose own API is simulated already: its requests go to that simulator, in process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polycart.core.transport import AppTransport, Request
from polycart.sandbox.bridge.actions import Answered, Rest


def forwarded(app: Any, *, base: str, headers: Mapping[str, str] | None = None) -> Rest:
    """What answers ``rest`` out of an ASGI application: paths lie under ``base``, ``headers`` open it.

    Headers about the body are not passed on, as the bridge has none: it calls the API's classes, not its address.
    """
    transport = AppTransport(app)

    async def rest(method: str, path: str, query: str, body: bytes) -> Answered:
        url = f"{base.rstrip('/')}/{path}{f'?{query}' if query else ''}"
        kind = {"Content-Type": "application/json"} if body else {}
        request = Request(method=method, url=url, headers={**kind, **(headers or {})}, body=body or None)
        response = await transport.send(request, within=60)
        told = {name: value for name, value in response.headers.items() if not name.startswith("content-")}
        return response.status, told, response.body

    return rest
