"""The feed of a store over HTTP: ``GET /feed`` reads its changes in order, ``POST /feed/ack`` says how far one is."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from polycart.core.envelope import refusal
from polycart.core.errors import (
    AccessDenied,
    ApiKeyDisabled,
    MissingParameter,
    ParameterError,
    PolycartError,
    ServiceUnavailable,
    StoreDenied,
    StoreNotFound,
    Unsupported,
    WrongApiKey,
)
from polycart.core.failures import failure
from polycart.gateway.backend import Backend
from polycart.gateway.changes.feed import Feed
from polycart.gateway.changes.records import NotKept
from polycart.gateway.stores import Store
from polycart.server.api import request_id_of

log = logging.getLogger("polycart.server")

LARGEST = 16 * 1024

STATUS: tuple[tuple[type[PolycartError], int], ...] = (
    (WrongApiKey, 401),
    (ApiKeyDisabled, 403),
    (AccessDenied, 403),
    (StoreDenied, 403),
    (StoreNotFound, 404),
    (NotKept, 410),
    (ParameterError, 400),
    (MissingParameter, 400),
    (Unsupported, 409),
    (ServiceUnavailable, 503),
)
"""The HTTP status of each error; the body is the envelope of the contract."""

READS = frozenset({"consumer", "after", "limit", "entities", "wait"})

Asked = Request[Any, Any, Any]


class _Acknowledged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    consumer: str
    seq: int


def routes(backend: Backend) -> list[HTTPRouteHandler]:
    """The routes over a gateway."""
    feed = Feed(backend)

    async def answered(request: Asked, work: Callable[[Store], Awaitable[object]]) -> Response[bytes]:
        try:
            caller = backend.accounts.authenticate(request.headers.get("x-api-key"))
            if not caller.may("read"):
                raise AccessDenied("This API key may not read.")
            store = backend.stores.find(request.headers.get("x-store-key"), caller.account_id)
            body, status = msgspec.json.encode(await work(store)), 200
        except PolycartError as error:
            body, status = refusal(error).body, next((code for kind, code in STATUS if isinstance(error, kind)), 500)
        except Exception as error:
            body, status = failure(log, error, request_id_of(None)).body, 500
        return Response(body, media_type=MediaType.JSON, status_code=status)

    @get("/feed")
    async def read(request: Asked) -> Response[bytes]:
        async def work(store: Store) -> object:
            return await feed.read(store, **_arguments(request.query_params.dict()))

        return await answered(request, work)

    @post("/feed/ack", request_max_body_size=LARGEST)
    async def acknowledge(request: Asked) -> Response[bytes]:
        async def work(store: Store) -> object:
            given = _body(await request.body())
            return {"consumer": given.consumer, "seq": await feed.acknowledge(store, given.consumer, given.seq)}

        return await answered(request, work)

    return [read, acknowledge]


def _arguments(query: Mapping[str, list[str]]) -> dict[str, Any]:
    """The parameters of a read, each with a clear sentence where it is not what it should be."""
    found: dict[str, Any] = {}
    for name, values in query.items():
        if name not in READS:
            raise ParameterError(f"Parameter '{name[:40]}' is not supported. There are: {', '.join(sorted(READS))}.")
        text = ",".join(values).strip()
        if not text:
            continue
        if name in ("after", "limit", "wait"):
            found[name] = _number(name, text)
        elif name == "entities":
            found[name] = [part.strip() for part in text.split(",") if part.strip()]
        else:
            found[name] = text
    return found


def _number(name: str, text: str) -> int | float:
    try:
        return float(text) if name == "wait" else int(text)
    except ValueError:
        raise ParameterError(f"Parameter '{name}' is not valid. It must be a number.") from None


def _body(body: bytes) -> _Acknowledged:
    try:
        return msgspec.json.decode(body, type=_Acknowledged)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ParameterError(
            'The body must be JSON with a consumer and a seq, such as {"consumer": "erp", "seq": 42}.'
        ) from None
