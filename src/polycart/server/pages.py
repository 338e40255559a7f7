"""The routes of the reference: ``/openapi.json``, ``/matrix.json`` and the page ``/docs`` that reads them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from polycart.core.errors import ParameterError
from polycart.server.reference import Page, Reference

__all__ = ["pages"]

_STATIC = Path(__file__).parent / "static"
_KINDS = {"docs.html": "text/html", "docs.css": "text/css", "docs.js": "text/javascript"}

# The page loads nothing from elsewhere and sends calls to nobody but the server it came from.
_SECURITY = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def pages(reference: Reference) -> list[ControllerRouterHandler]:
    """The handlers of the reference's routes."""

    def known(request: Request[Any, Any, Any]) -> str | None:
        cart_id = request.query_params.get("cart_id")
        if cart_id and not reference.knows(cart_id):
            raise ParameterError(
                "Parameter 'cart_id' is not valid. The required type of parameter is enum. "
                f"One of the following values are allowed: {', '.join(reference.cart_ids())}."
            )
        return cart_id or None

    @get("/openapi.json", sync_to_thread=True)
    def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
        return _sent(request, reference.openapi(known(request)), "application/json; charset=utf-8")

    @get("/matrix.json", sync_to_thread=True)
    def matrix(request: Request[Any, Any, Any]) -> Response[bytes]:
        return _sent(request, reference.matrix(known(request)), "application/json; charset=utf-8")

    @get("/docs", sync_to_thread=False)
    def docs(request: Request[Any, Any, Any]) -> Response[bytes]:
        return _file(request, "docs.html")

    @get(["/docs/docs.css", "/docs/docs.js"], sync_to_thread=False)
    def part(request: Request[Any, Any, Any]) -> Response[bytes]:
        return _file(request, request.url.path.rpartition("/")[2])

    return [openapi, matrix, docs, part]


@cache
def _read(name: str) -> Page:
    return Page.of((_STATIC / name).read_bytes())


def _file(request: Request[Any, Any, Any], name: str) -> Response[bytes]:
    response = _sent(request, _read(name), f"{_KINDS[name]}; charset=utf-8")
    response.headers.update(_SECURITY)
    return response


def _sent(request: Request[Any, Any, Any], page: Page, kind: str) -> Response[bytes]:
    """The page, compressed where the caller takes that, or 304 where the caller has it already."""
    headers = {
        "etag": page.tag,
        "cache-control": "no-cache",
        "vary": "accept-encoding",
        "access-control-allow-origin": "*",
    }
    if request.headers.get("if-none-match") == page.tag:
        return Response(b"", status_code=304, headers=headers, media_type=kind)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(page.compressed, headers=headers, media_type=kind)
    return Response(page.body, headers=headers, media_type=kind)
