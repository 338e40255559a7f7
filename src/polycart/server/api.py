"""The contract over HTTP: one ASGI handler for every method, with nothing between it and the socket."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec
from litestar.types import Receive, Scope, Send

from polycart.api import METHODS
from polycart.core.envelope import refusal
from polycart.core.errors import ParameterError, PolycartError, UnknownMethod
from polycart.core.failures import failure
from polycart.server import arguments, version_1_0
from polycart.server.doors import Answer, Doors

__all__ = ["Api", "log", "request_id_of"]

log = logging.getLogger("polycart.server")

# A connection is watched for the caller's leaving only once a call takes longer than this.
WATCH_AFTER = 0.1
BODY_WITHIN = 60.0
MOST_DRAINED = 4 * arguments.MOST_BODY

_REQUEST_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9_.:\-]{0,127}")
_NO_ORIGIN_RULES = (b"access-control-allow-origin", b"*")
_PREFLIGHT = [
    _NO_ORIGIN_RULES,
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    (b"access-control-allow-headers", b"content-type, x-api-key, x-store-key, x-request-id"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]

# Where the store key is a parameter of the method itself, the one in the query is not the caller's key.
_OWN_STORE_KEY = frozenset(name for name, method in METHODS.items() if "store_key" in method.params.__struct_fields__)
_FILES = frozenset(name for name, method in METHODS.items() if method.result is bytes)


class _Left(Exception):
    """The caller closed the connection."""


def request_id_of(given: bytes | None) -> str:
    """The caller's own request id where it is a sane one, else a new one."""
    if given is not None and _REQUEST_ID.fullmatch(given):
        return given.decode()
    return f"req_{secrets.token_hex(12)}"


class _Asked(msgspec.Struct):
    """What the headers say about a request."""

    api_key: str | None = None
    store_key: str | None = None
    request_id: bytes | None = None
    content_type: str = ""
    length: int = 0
    chunked: bool = False


def _headers(scope: Scope) -> _Asked:
    asked = _Asked()
    for name, value in scope["headers"]:
        if name == b"x-api-key":
            asked.api_key = value.decode("latin-1").strip()
        elif name == b"x-store-key":
            asked.store_key = value.decode("latin-1").strip()
        elif name == b"x-request-id":
            asked.request_id = value
        elif name == b"content-type":
            asked.content_type = value.decode("latin-1")
        elif name == b"content-length":
            asked.length = int(value) if value.isdigit() and len(value) < 16 else 0
        elif name == b"transfer-encoding":
            asked.chunked = True
    return asked


class Api:
    """Answers ``/v1.1/{method}.json``, and ``/v1.0/`` for products and orders.

    Any verb; always HTTP 200 and an envelope.
    """

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the request, pass the call on, send the answer; see the ASGI specification."""
        verb: str = scope["method"]  # type: ignore[typeddict-item]
        if verb == "OPTIONS":
            await _send(send, 204, _PREFLIGHT, b"")
            return
        asked = _headers(scope)
        request_id = request_id_of(asked.request_id)
        try:
            answer = await self._answer(scope, receive, asked, request_id, verb)
        except _Left:
            return
        headers = [
            (b"content-type", answer.content_type.encode("latin-1")),
            (b"content-length", str(len(answer.body)).encode()),
            _NO_ORIGIN_RULES,
            (b"access-control-expose-headers", b"x-request-id"),
            (b"x-request-id", request_id.encode()),
        ]
        await _send(send, 200, headers, b"" if verb == "HEAD" else answer.body)

    async def _answer(self, scope: Scope, receive: Receive, asked: _Asked, request_id: str, verb: str) -> Answer:
        try:
            name, old = _method_of(scope["raw_path"])
            read = await _arguments(name, scope, receive, asked)
            call = self._doors.call(
                name, read,
                api_key=asked.api_key, store_key=asked.store_key, request_id=request_id, verb=verb,
            )  # fmt: skip
            answer = await _unless_left(call, receive)
            return version_1_0.answer(name, answer) if old else answer
        except _Left:
            raise
        except PolycartError as error:
            return refusal(error)
        except Exception as error:
            return failure(log, error, request_id)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _method_of(raw_path: bytes) -> tuple[str, bool]:
    """The name of the method in a path, and whether it is called in v1.0.

    Whether there is such a method is for the backend to say, after the keys. The raw path is read because a mount, and
    a proxy's prefix, change the other one.
    """
    path = unquote_to_bytes(raw_path).decode("utf-8", "replace")
    version, name = _version_of(path)
    if not name:
        raise UnknownMethod("No method is given. Please call /v1.1/{method}.json")
    method, dot, suffix = name.rpartition(".")
    known = dot + suffix if suffix in ("json", "xml") else ""
    if version == "1.0":
        version_1_0.check(method if known else name, known)
    if known == ".json" and method not in _FILES:
        return method, version == "1.0"
    if not known and name in _FILES:
        return name, False
    if known == ".xml":
        raise UnknownMethod(f"API v1.1 answers in JSON only. Please call /v1.1/{method[:80]}.json")
    name = method if known else name
    suffix = "" if name in _FILES else ".json"
    raise UnknownMethod(f"Method '{name[:80]}' is called as /v{version}/{name[:80]}{suffix}")


def _version_of(path: str) -> tuple[str, str]:
    """The version of the API that a path asks for, and what follows it."""
    for version in ("1.1", "1.0"):
        _, found, name = (path + "/" if path.endswith(f"/v{version}") else path).rpartition(f"/v{version}/")
        if found:
            return version, name
    return "1.1", ""


class _Arguments(msgspec.Struct):
    """Reads the parameters when the backend asks for them, which is after it has checked the keys."""

    name: str
    query: bytes
    content_type: str
    body: bytes
    failure: ParameterError | None = None

    def __call__(self) -> Mapping[str, object]:
        if self.failure is not None:
            raise self.failure
        keys = ("api_key",) if self.name in _OWN_STORE_KEY else ("api_key", "store_key")
        return arguments.read(METHODS.get(self.name), self.query, self.content_type, self.body, keys=keys)


async def _arguments(name: str, scope: Scope, receive: Receive, asked: _Asked) -> _Arguments:
    """The reader of the parameters; takes the keys out of the query where the headers have none."""
    query = scope["query_string"]
    if b"_key=" in query:
        if asked.api_key is None:
            asked.api_key = arguments.first(query, b"api_key")
        if asked.store_key is None and name not in _OWN_STORE_KEY:
            asked.store_key = arguments.first(query, b"store_key")
    read = _Arguments(name, query, asked.content_type, b"")
    if asked.length or asked.chunked:
        try:
            async with asyncio.timeout(BODY_WITHIN):
                read.body = await _body(receive)
        except TimeoutError:
            read.failure = ParameterError(f"Invalid request: the body did not arrive within {BODY_WITHIN:.0f} s.")
    return read


async def _body(receive: Receive) -> bytes:
    """The body of the request; of one that is too large, enough to tell, the rest being read and dropped."""
    parts: list[bytes] = []
    size = 0
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            raise _Left
        part: bytes = message.get("body", b"")
        if size <= arguments.MOST_BODY:
            parts.append(part)
        size += len(part)
        if not message.get("more_body") or size > MOST_DRAINED:
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def _unless_left(call: Any, receive: Receive) -> Answer:
    """Await the call, but cancel it when the caller closes the connection meanwhile."""
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("a call is awaited outside a task")
    watcher: asyncio.Task[None] | None = None
    left = False

    async def watch() -> None:
        nonlocal left
        while (await receive())["type"] != "http.disconnect":
            pass
        left = True
        task.cancel()

    def start() -> None:
        nonlocal watcher
        watcher = asyncio.ensure_future(watch())

    timer = asyncio.get_running_loop().call_later(WATCH_AFTER, start)
    try:
        return await call
    except asyncio.CancelledError:
        if left:
            task.uncancel()
            raise _Left from None
        raise
    finally:
        timer.cancel()
        if watcher is not None:
            watcher.cancel()
