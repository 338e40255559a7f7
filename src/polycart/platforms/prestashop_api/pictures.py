"""Pictures on their way into the shop: it takes files only, so they are fetched here and sent on.

https://devdocs.prestashop-project.org/8/webservice/tutorials/advanced-use/image-management/
"""

from __future__ import annotations

from polycart.core.errors import StoreError
from polycart.core.pictures import Picture
from polycart.platforms.prestashop_api import markup
from polycart.platforms.prestashop_api.connection import Prestashop

XML = {"output_format": None}
"""Pictures are answered as XML or as themselves; asked for JSON, the shop answers nothing."""


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
