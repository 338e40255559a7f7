"""Files: where pictures are served, where staged uploads are put, and what was made of them."""

from __future__ import annotations

import base64
import re
from email.parser import BytesParser

from polycart.platforms.shopify.sim.state import Shop

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
RANGE = re.compile(r"bytes=(\d+)-(\d*)")
"""Which bytes of a file are asked for."""

STAGED = "/staged-uploads/"


def takes(path: str) -> bool:
    """Whether something may be uploaded there."""
    return path.startswith(STAGED)


def put(shop: Shop, path: str, kind: str, body: bytes) -> tuple[int, bytes]:
    """Keep what was uploaded: the body of a PUT, or the file of a form whose key says where."""
    if kind.startswith("multipart/form-data"):
        message = BytesParser().parsebytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + body)
        parts = {str(part.get_param("name", header="content-disposition")): part for part in message.walk()}
        if "file" not in parts or "key" not in parts:
            return 400, b"The form has no key or no file."
        key = bytes(parts["key"].get_payload(decode=True)).decode()  # type: ignore[arg-type]
        content = bytes(parts["file"].get_payload(decode=True))  # type: ignore[arg-type]
        shop.files[STAGED + key] = (parts["file"].get_content_type(), content)
        return 201, b""
    shop.files[path] = (kind or "application/octet-stream", body)
    return 200, b""


def served(shop: Shop, path: str) -> tuple[str, bytes]:
    """The type and bytes of a file; a picture that was never uploaded is one of a single point."""
    if path in shop.files:
        return shop.files[path]
    if path.rpartition(".")[2].lower() in ("jpg", "jpeg", "png", "gif", "webp"):
        return "image/png", PIXEL
    return "", b"Not Found"
