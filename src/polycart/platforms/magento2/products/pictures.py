"""Pictures of products, as its media gallery lists them."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.api.entities import Image
from polycart.core.mapping import At
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento

FOLDER = "catalog/product"

BASE = "image"
"""The role of the main picture; others are ``small_image``, ``thumbnail`` and ``swatch_image``."""

_KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "gif": "gif", "webp": "webp"}


class _Video(msgspec.Struct):
    video_url: str | None = None


class _Extension(msgspec.Struct):
    video_content: _Video | None = None


class Entry(msgspec.Struct):
    """A picture, or a film with the picture that stands for it."""

    id: int | None = None
    media_type: str = "image"
    label: str | None = None
    position: int | None = None
    disabled: bool = False
    types: list[str] | None = None
    file: str = ""
    extension_attributes: _Extension | list[Any] | None = None


GALLERY = At("media_gallery_entries", list[Entry])


async def images(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[Image]]:
    """Pictures in their order; where they lie is told by the store's configuration."""
    if not any(row[0] for row in rows):
        return [[] for _ in rows]
    config = await scopes.current_config(magento)
    media = (config.secure_base_media_url or config.base_media_url).rstrip("/")
    return [[image(entry, media) for entry in sorted(row[0] or (), key=_place)] for row in rows]


def _place(entry: Entry) -> tuple[int, int]:
    return entry.position or 0, entry.id or 0


def image(entry: Entry, media: str) -> Image:
    """A picture below the shop's media address."""
    roles = entry.types or []
    name = entry.file.rpartition("/")[2]
    kind = _KINDS.get(name.rpartition(".")[2].lower())
    extra: dict[str, Any] = {"types": roles}
    extension = entry.extension_attributes
    if isinstance(extension, _Extension) and extension.video_content is not None:
        extra |= {"media_type": entry.media_type, "video_url": extension.video_content.video_url}
    return Image(
        id=None if entry.id is None else str(entry.id),
        http_path=f"{media}/{FOLDER}/{entry.file.lstrip('/')}",
        file_name=name,
        mime_type=f"image/{kind}" if kind else None,
        alt=entry.label or None,
        avail=not entry.disabled,
        sort_order=entry.position,
        type="IMAGE_TYPE_BASE" if BASE in roles else "IMAGE_TYPE_ADDITIONAL",
        additional_fields=extra,
    )
