"""The server: the contract's methods, what describes them, and whatever pages are mounted beside them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from litestar import Litestar, MediaType, Request, Response, asgi, get
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler, LifespanHook, Receive, Scope, Send

from polycart.core.envelope import refusal
from polycart.core.errors import ParameterError, UnknownMethod
from polycart.core.failures import failure
from polycart.server.api import Api, log, request_id_of
from polycart.server.doors import Doors
from polycart.server.pages import pages
from polycart.server.reference import Reference

__all__ = ["create_app"]


async def _always_ready() -> str | None:
    return None


def create_app(
    doors: Doors,
    *,
    reference: Reference | None = None,
    ready: Callable[[], Awaitable[str | None]] = _always_ready,
    route_handlers: Sequence[ControllerRouterHandler] = (),
    on_startup: Sequence[LifespanHook] = (),
    on_shutdown: Sequence[LifespanHook] = (),
) -> Litestar:
    """The ASGI application over ``doors``.

    ``reference`` describes the contract (``/openapi.json``, ``/matrix.json``, ``/docs``). ``ready`` gives the reason
    why the server is not ready yet, or None. ``route_handlers`` are further pages.
    """
    api = Api(doors)

    @asgi(["/v1.1", "/v1.0"], is_mount=True, copy_scope=False)
    async def calls(scope: Scope, receive: Receive, send: Send) -> None:
        await api(scope, receive, send)

    @get("/healthz", sync_to_thread=False)
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @get("/readyz")
    async def readyz() -> Response[dict[str, str]]:
        reason = await ready()
        if reason is None:
            return Response({"status": "ready"})
        return Response({"status": "not ready", "reason": reason}, status_code=503)

    return Litestar(
        route_handlers=[
            calls,
            healthz,
            readyz,
            *pages(reference or Reference()),
            *route_handlers,
        ],
        exception_handlers={HTTPException: _refused, ParameterError: _without, Exception: _failed},
        on_startup=list(on_startup),
        on_shutdown=list(on_shutdown),
        openapi_config=None,
        logging_config=None,
        debug=False,
    )


def _refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What is outside the API answers with its HTTP status, but in the API's envelope."""
    sentence = f"{request.url.path[:200]} does not exist. The API is called as /v1.1/{{method}}.json"
    answer = refusal(UnknownMethod(sentence if error.status_code == 404 else error.detail))
    return Response(answer.body, media_type=MediaType.JSON, status_code=error.status_code, headers=error.headers)


def _without(request: Request[Any, Any, Any], error: ParameterError) -> Response[bytes]:
    """A document that there is not for what the parameters ask."""
    return Response(refusal(error).body, media_type=MediaType.JSON, status_code=404)


def _failed(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    request_id = request_id_of(request.headers.get("x-request-id", "").encode("latin-1", "replace"))
    answer = failure(log, error, request_id)
    headers = {"x-request-id": request_id}
    return Response(answer.body, media_type=MediaType.JSON, status_code=500, headers=headers)
