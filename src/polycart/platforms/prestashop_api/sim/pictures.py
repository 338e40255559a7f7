"""Pictures: uploads of multipart forms, lists in XML, and the server that pictures are fetched from."""

from __future__ import annotations

import re
from base64 import b64decode

from polycart.platforms.prestashop_api.sim.rendering import HEAD
from polycart.platforms.prestashop_api.sim.state import Refusal, Shop, whole

PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==")
"""A PNG of one transparent pixel."""

_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")
XML, PNG = "text/xml;charset=utf-8", "image/png"
Answer = tuple[int, str, bytes]


def uploaded(body: bytes, kind: str) -> bytes:
    """The file of a form."""
    found = re.search(r"boundary=([^;\s]+)", kind)
    if found is None:
        raise Refusal(400, (65, 'Please set an "image" parameter with image data for value'))
    for part in body.split(b"--" + found[1].encode()):
        head, _, content = part.partition(b"\r\n\r\n")
        if b'name="image"' in head:
            content = content.removesuffix(b"\r\n")
            if not re.search(rb'filename="[^"]+\.(gif|jpe?g?|png|webp)"', head):
                formats = "gif, jpg, jpeg, jpe, png, webp"
                said = f"Image upload error : Image format not recognized, allowed formats are: {formats}"
                raise Refusal(400, (68, said))
            if content.startswith(_SIGNATURES):
                return content
            raise Refusal(400, (67, "This type of image format is not recognized, allowed formats are: jpg, png, gif"))
    raise Refusal(400, (65, 'Please set an "image" parameter with image data for value'))


def manage(shop: Shop, method: str, parts: list[str], body: bytes, kind: str) -> Answer:
    """What is under ``images/``."""
    group = parts[1] if len(parts) > 1 else ""
    if group == "products":
        return _products(shop, method, parts, body, kind)
    if group in shop.one_picture:
        return _single(shop, method, group, parts, body, kind)
    if group == "":
        names = ("general", "products", "categories", "manufacturers", "suppliers", "stores", "customizations")
        inner = "".join(f'<{name} xlink:href="{shop.url}/api/images/{name}"/>\n' for name in names)
        return 200, XML, f"{HEAD}<image_types>\n{inner}</image_types>\n</prestashop>\n".encode()
    if group == "general":
        inner = "".join(f'<{name} xlink:href="{shop.url}/api/images/general/{name}"/>\n' for name in ("header", "mail"))
        return 200, XML, f"{HEAD}<general_image_types>\n{inner}</general_image_types>\n</prestashop>\n".encode()
    raise Refusal(400, (52, f'Image of type "{group}" does not exists.'))


def _products(shop: Shop, method: str, parts: list[str], body: bytes, kind: str) -> Answer:
    if len(parts) == 2:
        return 200, XML, _list(shop, "products", sorted(id for id, held in shop.pictures.items() if held))
    product = shop.get("products", whole(parts[2]))
    if product is None:
        raise Refusal(404, (59, f"Product {whole(parts[2])} doesn't exist"))
    held = shop.pictures.setdefault(product["id"], [])
    if method == "POST" and len(parts) == 3:
        uploaded(body, kind)
        id = shop.number("images")
        held.append(id)
        shop.covers.setdefault(product["id"], id)
        cover = "1" if shop.covers[product["id"]] == id else ""
        inner = (
            f"<image>\n<id><![CDATA[{id}]]></id>\n<id_product><![CDATA[{product['id']}]]></id_product>\n"
            f"<position><![CDATA[{len(held)}]]></position>\n<cover><![CDATA[{cover}]]></cover>\n</image>\n"
        )
        return 200, XML, f"{HEAD}{inner}</prestashop>\n".encode()
    if len(parts) == 3:
        if not held:
            return 404, "", b""
        rows = "".join(
            f'<declination id="{id}" xlink:href="{shop.url}/api/images/products/{product["id"]}/{id}"/>\n'
            for id in held
        )
        return 200, XML, f'{HEAD}<image id="{product["id"]}">\n{rows}</image>\n</prestashop>\n'.encode()
    picture = whole(parts[3])
    if picture not in held:
        raise Refusal(500, (62, "This image id does not exist"))
    if method == "DELETE":
        held.remove(picture)
        if shop.covers.get(product["id"]) == picture:
            shop.covers.pop(product["id"])
            if held:
                shop.covers[product["id"]] = held[0]
        for row in shop.all("combinations", id_product=product["id"]):
            row["@images"] = [each for each in row.get("@images", []) if each["id"] != picture]
        return 200, "", b""
    return 200, PNG, PIXEL


def _list(shop: Shop, group: str, ids: list[int]) -> bytes:
    rows = "".join(f'<image id="{id}" xlink:href="{shop.url}/api/images/{group}/{id}"/>\n' for id in ids)
    return f"{HEAD}<image_types>\n</image_types>\n<images>\n{rows}</images>\n</prestashop>\n".encode()


def _single(shop: Shop, method: str, group: str, parts: list[str], body: bytes, kind: str) -> Answer:
    """Entities with one picture each."""
    held = shop.one_picture[group]
    if len(parts) == 2:
        return 200, XML, _list(shop, group, sorted(held))
    id = whole(parts[2])
    if method in ("POST", "PUT"):
        if method == "POST" and id in held:
            raise Refusal(400, (65, "This image already exists. To modify it, please use the PUT method"))
        uploaded(body, kind)
        held.add(id)
        return 200, PNG, PIXEL
    if id not in held:
        return 500, XML, b""
    if method == "DELETE":
        held.discard(id)
        return 200, "", b""
    return 200, PNG, PIXEL
