"""Pictures and documents in the media folders of a simulated shop, and nothing else anywhere else."""

from __future__ import annotations

import base64
import binascii
import re
import struct
import unicodedata
from collections.abc import Mapping
from typing import Any

from polycart.sandbox.bridge import parts
from polycart.sandbox.bridge.refusals import Refused, need

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg=="
)
TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
}
_RUN = re.compile(
    r"\.(ph(p\d?|tml|ar|ps|t)|s?html?|cgi|pl|py|rb|sh|aspx?|jsp|htaccess|htpasswd|svg)(\.|\Z)", re.IGNORECASE
)
_HIDDEN = re.compile(rb"<\?php|<\?(=|\s)[\x20-\x7e\s]{8}|<script[^>]{0,99}php", re.IGNORECASE)


class Files:
    """Files by their path in the shop; ``media`` are the folders for them, by name, as parts of the shop's address."""

    def __init__(self, media: Mapping[str, str], held: dict[str, bytes]) -> None:
        self.media = media
        self.held = held

    def put(self, what: Any) -> dict[str, Any]:
        """file.put: folder, path, data (base64); overwrite lets an existing file be replaced."""
        try:
            data = base64.b64decode(parts.text(what, "data"), validate=True)
        except (binascii.Error, ValueError):
            data = b""
        need(data, "file", "The file is empty or no base64.")
        path = parts.text(what, "path")
        good = _is(_kind(path), data) and not _HIDDEN.search(data)
        need(good, "file", "The content is not what the name of the file says.")
        target = self._place(what)
        need(target not in self.held or what.get("overwrite"), "exists", "The file exists already.")
        self.held[target] = data
        return {"bytes": len(data)}

    def delete(self, what: Any) -> dict[str, Any]:
        """file.delete: folder, path."""
        target = self._place(what)
        need(target in self.held, "missing", "The file does not exist.")
        need(_kind(target) in TYPES, "file", "The file is neither a picture nor a document.")
        del self.held[target]
        return {"deleted": 1}

    def _place(self, what: Any) -> str:
        root, path = self.media.get(parts.text(what, "folder")), parts.text(what, "path")
        if root is None or len(path.encode()) > 400:
            raise Refused("file", "There is no such media folder, or the path is too long.")
        for part in path.split("/"):
            need(_allowed(part), "file", "The path is not allowed.")
        target = f"{root}{path}"
        folder = any(name.startswith(f"{target}/") for name in self.held)
        need(not folder, "file", "The path is not a file.")
        return target


def _kind(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def _allowed(part: str) -> bool:
    """Whether a folder or file may be called so: letters, digits and a few signs, and nothing that a server runs."""
    if not 0 < len(part) <= 121 or part[-1] in ". " or _RUN.search(part):
        return False
    kinds = [unicodedata.category(letter)[0] for letter in part]
    first = kinds[0] in "LN" or part[0] == "_"
    return first and all(kind in "LNM" or letter in "_. ()+@,&'-" for kind, letter in zip(kinds, part, strict=True))


def _is(kind: str, data: bytes) -> bool:
    """Whether bytes are what the end of a file's name says."""
    if kind in ("jpg", "jpeg"):
        return (
            data[:3] == b"\xff\xd8\xff" and re.search(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]", data) is not None
        )
    if kind == "png":
        whole = data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24
        return whole and all(struct.unpack(">II", data[16:24]))
    if kind == "gif":
        return data[:3] == b"GIF" and len(data) >= 10 and all(struct.unpack("<HH", data[6:10]))
    if kind == "webp":
        return data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return kind == "pdf" and data[:5] == b"%PDF-"
