"""Pictures: paths below the shop's folder of images, and what can be told of them without looking."""

from __future__ import annotations

from polycart.api.entities import Image
from polycart.platforms.opencart.connection import Opencart

MAIN = "0"
"""The id of a main picture, which is a column of its product and no row of its own."""

_KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "gif": "gif", "webp": "webp"}


def image(cart: Opencart, id: str, path: str, *, place: int, main: bool) -> Image:
    """A picture; OpenCart keeps neither a text nor a date with it."""
    kind = _KINDS.get(path.rpartition(".")[2].lower())
    return Image(
        id=id, http_path=cart.picture(path) or "", file_name=path.rpartition("/")[2], avail=True, sort_order=place,
        mime_type=f"image/{kind}" if kind else None, type="IMAGE_TYPE_BASE" if main else "IMAGE_TYPE_ADDITIONAL",
        additional_fields={"path": path},
    )  # fmt: skip
