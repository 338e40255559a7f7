"""Pictures and files that a shop is to hold: Magento takes their bytes, not their addresses, so they are fetched here.

Every address goes through the store's own transport, redirects too: what the operator forbids to call as a shop
cannot be reached as a picture either.
"""

from __future__ import annotations

import base64
import binascii
import time
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from polycart.core.client import REQUEST_SECONDS
from polycart.core.errors import PolycartError
from polycart.core.given import refuse
from polycart.core.transport import Request, Response
from polycart.platforms.magento2.connection import Magento

LARGEST = 20 * 1024 * 1024
"""Bytes of one picture or file; encoded it is a third more, and PHP keeps it in memory several times."""

REDIRECTS = 3

_PICTURES = ((b"\xff\xd8\xff", "image/jpeg", "jpg"), (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
             (b"GIF87a", "image/gif", "gif"), (b"GIF89a", "image/gif", "gif"))  # fmt: skip
"""What Magento takes (ImageContentValidator); a file is known by its first bytes, whatever a server calls it."""


class Content(msgspec.Struct, frozen=True):
    """A file with its name, its type and its bytes in Base64."""

    name: str
    type: str
    data: str


async def picture(
    magento: Magento, parameter: str, *, url: str | None = None, content: str | None = None, name: str | None = None
) -> Content:
    """A picture from its address, or from its bytes in Base64; its file name is made one that Magento takes."""
    data = _decoded(parameter, content) if content is not None else await _fetched(magento, parameter, url or "")
    found = next((row for row in _PICTURES if data.startswith(row[0])), None)
    if found is None:
        raise refuse(parameter, "Magento takes pictures of the types JPEG, PNG and GIF.")
    _, kind, extension = found
    return Content(name=f"{_stem(name or _last(url or ''))}.{extension}", type=kind, data=_encoded(data))


async def file(magento: Magento, parameter: str, url: str, name: str) -> Content:
    """Any file from its address."""
    data = await _fetched(magento, parameter, url)
    _, dot, extension = (name if "." in name else _last(url)).rpartition(".")
    ending = "".join(c for c in extension if c.isascii() and c.isalnum())[:10] if dot else "bin"
    return Content(name=f"{_stem(name)}.{ending or 'bin'}", type="application/octet-stream", data=_encoded(data))


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(parameter: str, content: str) -> bytes:
    text = content.partition(",")[2] if content.startswith("data:") else content
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise refuse(parameter, "It must be encoded as Base64.") from error
    return _sized(parameter, data)


def _sized(parameter: str, data: bytes) -> bytes:
    if not data:
        raise refuse(parameter, "The file is empty.")
    if len(data) > LARGEST:
        raise refuse(parameter, f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    return data


async def _fetched(magento: Magento, parameter: str, url: str) -> bytes:
    for _ in range(REDIRECTS + 1):
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise refuse(parameter, "It must be an http or https address.")
        response = await _got(magento, parameter, url)
        if response.status in (301, 302, 303, 307, 308) and response.headers.get("location"):
            url = urljoin(url, response.headers["location"])
            continue
        if response.status != 200:
            raise refuse(parameter, f"The address answered HTTP {response.status}.")
        return _sized(parameter, response.body)
    raise refuse(parameter, f"The address redirects more than {REDIRECTS} times.")


async def _got(magento: Magento, parameter: str, url: str) -> Response:
    """One request; it carries no proof of who asks, which is the shop's business alone."""
    headers = {"Accept": "*/*", "User-Agent": magento.connection.user_agent}
    request = Request(method="GET", url=url, headers=headers)
    started = time.perf_counter()
    try:
        within = min(max(magento.call.seconds_left(), 0.001), REQUEST_SECONDS)
        response = await magento.connection.transport.send(request, within=within)
    except PolycartError as error:
        magento.call.trace.add(request, None, started, attempt=1, error=error)
        raise refuse(parameter, f"It could not be fetched: {error.message}") from error
    magento.call.trace.add(request, msgspec.structs.replace(response, body=b""), started, attempt=1)
    return response


def _last(url: str) -> str:
    return unquote(urlsplit(url).path).rpartition("/")[2]


def _stem(name: str) -> str:
    """The name without its ending, of letters, digits, ``-`` and ``_`` only: Magento refuses or renames others."""
    stem = name.rpartition(".")[0] if "." in name else name
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "-_" else "-" for c in stem).strip("-")
    return plain[:60] or "picture"
