"""Pictures on their way into a shop that takes files only: fetched here, known by their bytes."""

from __future__ import annotations

import hashlib
import re
import time
from base64 import b64decode, b64encode
from binascii import Error as Undecodable
from typing import Any
from urllib.parse import urlsplit

from polycart.core.client import REQUEST_SECONDS, Client
from polycart.core.errors import ParameterError, PolycartError
from polycart.core.transport import Request

LARGEST = 20 * 1024 * 1024

_SIGNATURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"GIF8": "gif"}


class Picture:
    """A picture's bytes, and the kind that they say themselves: ``jpg``, ``png``, ``gif`` or ``webp``."""

    def __init__(self, body: bytes, parameter: str) -> None:
        kind = next((kind for signature, kind in _SIGNATURES.items() if body.startswith(signature)), None)
        if kind is None and body[:4] == b"RIFF" and body[8:12] == b"WEBP":
            kind = "webp"
        if kind is None:
            raise ParameterError(
                f"Parameter '{parameter}' is not valid. It must lead to a JPEG, PNG, GIF or WebP picture."
            )
        if len(body) > LARGEST:
            raise ParameterError(f"Parameter '{parameter}' is not valid. The picture has more than 20 MB.")
        self.body, self.kind = body, kind

    @property
    def base64(self) -> str:
        """The bytes as a bridge takes them."""
        return b64encode(self.body).decode()

    def file_name(self, name: str) -> str:
        """A file's name for it: the words of ``name``, and a mark of the bytes, so that another picture has another."""
        stem = re.sub(r"[^\w-]+", "-", name.rpartition(".")[0] or name, flags=re.ASCII).strip("-_")[:80] or "picture"
        return f"{stem}-{hashlib.sha256(self.body).hexdigest()[:10]}.{self.kind}"


async def fetched(client: Client[Any], url: str, parameter: str) -> Picture:
    """The picture at an address, which gets no key of the shop; addresses are checked as those of shops are."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ParameterError(f"Parameter '{parameter}' is not valid. It must be an http or https address.")
    connection, call = client.connection, client.call
    request = Request(method="GET", url=url, headers={"Accept": "image/*", "User-Agent": connection.user_agent})
    started = time.perf_counter()
    try:
        response = await connection.transport.send(request, within=min(call.seconds_left(), REQUEST_SECONDS))
    except PolycartError as error:
        call.trace.add(request, None, started, attempt=1, error=error)
        raise ParameterError(f"Parameter '{parameter}' is not valid. {error.message}") from error
    call.trace.add(request, response, started, attempt=1)
    if response.status != 200:
        raise ParameterError(f"Parameter '{parameter}' is not valid. The address answers HTTP {response.status}.")
    return Picture(response.body, parameter)


def decoded(content: str, parameter: str) -> Picture:
    """A picture that was sent along, as base64."""
    try:
        return Picture(b64decode(content, validate=True), parameter)
    except Undecodable as error:
        raise ParameterError(f"Parameter '{parameter}' is not valid. It must be base64.") from error
