"""Pictures on their way into the shop: it takes files only, so they are fetched here and sent on.

https://devdocs.prestashop-project.org/8/webservice/tutorials/advanced-use/image-management/
"""

from __future__ import annotations

import hashlib
import re
import time
from base64 import b64decode
from binascii import Error as Undecodable
from urllib.parse import urlsplit

from polycart.core.client import REQUEST_SECONDS
from polycart.core.errors import ParameterError, PolycartError, StoreError
from polycart.core.transport import Request
from polycart.platforms.prestashop_api import markup
from polycart.platforms.prestashop_api.connection import Prestashop

XML = {"output_format": None}
"""Pictures are answered as XML or as themselves; asked for JSON, the shop answers nothing."""

LARGEST = 20 * 1024 * 1024

_SIGNATURES = {b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"GIF8": "gif"}


class Picture:
    """A picture's bytes, and the kind that they say themselves."""

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

    def form(self, name: str) -> tuple[bytes, str]:
        """The multipart form that uploads it, and its media type; the boundary is made of the picture's bytes."""
        boundary = "polycart" + hashlib.sha256(self.body).hexdigest()[:32]
        stem = re.sub(r"[^\w-]", "_", name.rpartition(".")[0] or name, flags=re.ASCII)[:100] or "picture"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="{stem}.{self.kind}"\r\n'
            f"Content-Type: image/{self.kind}\r\n\r\n"
        )
        return (
            head.encode() + self.body + f"\r\n--{boundary}--\r\n".encode(),
            f"multipart/form-data; boundary={boundary}",
        )


async def fetched(shop: Prestashop, url: str, parameter: str) -> Picture:
    """The picture at an address, which gets no key of the shop; addresses are checked as those of shops are."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ParameterError(f"Parameter '{parameter}' is not valid. It must be an http or https address.")
    request = Request(method="GET", url=url, headers={"Accept": "image/*", "User-Agent": shop.connection.user_agent})
    started = time.perf_counter()
    try:
        response = await shop.connection.transport.send(request, within=min(shop.call.seconds_left(), REQUEST_SECONDS))
    except PolycartError as error:
        shop.call.trace.add(request, None, started, attempt=1, error=error)
        raise ParameterError(f"Parameter '{parameter}' is not valid. {error.message}") from error
    shop.call.trace.add(request, response, started, attempt=1)
    if response.status != 200:
        raise ParameterError(f"Parameter '{parameter}' is not valid. The address answers HTTP {response.status}.")
    return Picture(response.body, parameter)


def decoded(content: str, parameter: str) -> Picture:
    """A picture that was given as base64."""
    try:
        return Picture(b64decode(content, validate=True), parameter)
    except Undecodable as error:
        raise ParameterError(f"Parameter '{parameter}' is not valid. It must be base64.") from error


async def upload(shop: Prestashop, path: str, picture: Picture, name: str, *, replace: bool = False) -> int | None:
    """Send a picture to ``images/…``; answers its id, where the shop gives it one."""
    return await shop.keep_picture(path, picture, name, replace=replace)


async def pictured(shop: Prestashop, kind: str) -> set[int]:
    """The ids of what has a picture, among ``categories`` or ``manufacturers``; asked for once in a call."""
    key = f"images {kind}"
    if key not in shop.seen:
        response = await shop.send("GET", f"images/{kind}", XML, headers={"Accept": "text/xml"})
        try:
            found = {int(element.get("id") or 0) for element in markup.parsed(response.body).iterfind("images/image")}
        except ValueError as error:
            raise StoreError(f"PrestaShop answered a list of pictures that cannot be read: {error}.") from error
        shop.seen[key] = found
    return shop.seen[key]
