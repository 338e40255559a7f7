"""The form in which a picture is uploaded."""

from __future__ import annotations

import hashlib
import re

from polycart.core.pictures import Picture


def form(picture: Picture, name: str) -> tuple[bytes, str]:
    """The multipart form that uploads a picture, and its media type; the boundary is made of the picture's bytes."""
    kind = "jpeg" if picture.kind == "jpg" else picture.kind
    boundary = "polycart" + hashlib.sha256(picture.body).hexdigest()[:32]
    stem = re.sub(r"[^\w-]", "_", name.rpartition(".")[0] or name, flags=re.ASCII)[:100] or "picture"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="{stem}.{kind}"\r\n'
        f"Content-Type: image/{kind}\r\n\r\n"
    )
    return (
        head.encode() + picture.body + f"\r\n--{boundary}--\r\n".encode(),
        f"multipart/form-data; boundary={boundary}",
    )
