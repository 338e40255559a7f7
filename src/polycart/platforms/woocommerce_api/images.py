"""Pictures of products, variants and categories: one native shape everywhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from polycart.api.entities import Image
from polycart.core.codecs import stamp, text
from polycart.core.mapping import Map, computed, constant, field

_KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "gif": "gif", "webp": "webp", "avif": "avif", "svg": "svg+xml"}


def file_name(src: str | None) -> str | None:
    """The last part of a picture's address."""
    if not src:
        return None
    last = (
        src.partition("#")[0].partition("?")[0].rpartition("/")[2]
    )  # a page has hundreds: no URL is taken apart for it
    return unquote(last) if "%" in last else last


def _mime(src: str | None) -> str | None:
    kind = _KINDS.get((file_name(src) or "").rpartition(".")[2].lower())
    return f"image/{kind}" if kind else None


class ImageMap(Map[Image]):
    """A picture as WooCommerce lists it; which one is the main picture is told by its place in the list."""

    id = field("id", text)
    http_path = field("src")
    file_name = computed(file_name, "src")
    mime_type = computed(_mime, "src")
    create_at = field("date_created_gmt", stamp)
    modified_at = field("date_modified_gmt", stamp)
    alt = field("alt")
    avail = constant(True)
    type = constant("IMAGE_TYPE_BASE")


def native_image(url: str, *, name: str | None = None, alt: str | None = None) -> dict[str, Any]:
    """The picture that WooCommerce is to fetch from ``url`` into its media library."""
    return {"src": url, **({"name": name} if name else {}), **({"alt": alt} if alt else {})}
