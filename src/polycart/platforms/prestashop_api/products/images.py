"""Addresses of pictures: a file's folders are the digits of its id, wherever the shop rewrites addresses or not.

https://devdocs.prestashop-project.org/8/webservice/tutorials/advanced-use/image-management/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from polycart.api.entities import Image
from polycart.platforms.prestashop_api.connection import Prestashop


class Numbered(msgspec.Struct):
    """An item of an association."""

    id: int = 0


def address(shop: Prestashop, id: int) -> str:
    """Where the original of a product's picture is."""
    return f"{shop.settings.store_url.rstrip('/')}/img/p/{'/'.join(str(id))}/{id}.jpg"


def image(shop: Prestashop, id: int, place: int, *, main: bool) -> Image:
    """A picture; the webservice tells neither its text nor its size."""
    return Image(
        id=str(id), http_path=address(shop, id), file_name=f"{id}.jpg", avail=True, sort_order=place,
        type="IMAGE_TYPE_BASE" if main else "IMAGE_TYPE_ADDITIONAL", mime_type="image/jpeg",
    )  # fmt: skip


async def images(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[Image]]:
    """Pictures of products in the shop's order; a row holds them and the id of the cover. Nothing is asked for."""

    def each(found: Sequence[Numbered] | None, cover: Any) -> list[Image]:
        main = int(cover or 0)
        return [image(shop, row.id, place, main=row.id == main) for place, row in enumerate(found or ())]

    return [each(found, cover) for found, cover in rows]
