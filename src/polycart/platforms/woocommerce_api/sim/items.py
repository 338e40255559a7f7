"""What products and variations share: sku, stock, images, downloads, dimensions, and the state derived from them."""

import hashlib
import re
from typing import Any
from urllib.parse import urlsplit

from polycart.platforms.woocommerce_api.sim.pricing import decimal
from polycart.platforms.woocommerce_api.sim.shop import Shop, moment
from polycart.platforms.woocommerce_api.sim.wire import Json, Refusal

COPIED = ("virtual", "downloadable", "download_limit", "download_expiry", "tax_status", "backorders", "menu_order")
NEVER_STOCKED = ("external", "grouped")
REFUSED_FILES = (".txt", ".html", ".pdf", ".php", ".zip", ".exe")


def blank_item() -> Json:
    """The fields that a new product and a new variation have in common."""
    return {
        "sku": "",
        "global_unique_id": "",
        "price": "",
        "regular_price": "",
        "sale_price": "",
        "date_on_sale_from": None,
        "date_on_sale_from_gmt": None,
        "date_on_sale_to": None,
        "date_on_sale_to_gmt": None,
        "on_sale": False,
        "status": "publish",
        "purchasable": False,
        "virtual": False,
        "downloadable": False,
        "downloads": [],
        "download_limit": -1,
        "download_expiry": -1,
        "tax_status": "taxable",
        "tax_class": "",
        "manage_stock": False,
        "stock_quantity": None,
        "stock_status": "instock",
        "backorders": "no",
        "backorders_allowed": False,
        "backordered": False,
        "low_stock_amount": None,
        "weight": "",
        "dimensions": {"length": "", "width": "", "height": ""},
        "shipping_class": "",
        "shipping_class_id": 0,
        "attributes": [],
        "menu_order": 0,
        "meta_data": [],
    }


def set_common(shop: Shop, item: Json, sent: Json) -> None:
    """The fields of a request that products and variations treat alike, prices and meta data excepted."""
    if "sku" in sent:
        item["sku"] = _free_sku(shop, sent["sku"].strip(), item["id"])
    if "global_unique_id" in sent:
        item["global_unique_id"] = _free_gtin(shop, sent["global_unique_id"], item["id"])
    for name in COPIED:
        if name in sent:
            item[name] = sent[name]
    if "tax_class" in sent:
        item["tax_class"] = "" if sent["tax_class"] == "standard" else sent["tax_class"]
    if "low_stock_amount" in sent:
        item["low_stock_amount"] = sent["low_stock_amount"]
    if "weight" in sent:
        item["weight"] = decimal(sent["weight"])
    for side in ("length", "width", "height"):
        if side in (sent.get("dimensions") or {}):
            item["dimensions"] = item["dimensions"] | {side: decimal(sent["dimensions"][side])}
    if "shipping_class" in sent:
        found = next((t for t in shop.terms["shipping_classes"].values() if t["slug"] == sent["shipping_class"]), None)
        item["shipping_class"] = found["slug"] if found else ""
        item["shipping_class_id"] = found["id"] if found else 0
    if "downloads" in sent:
        item["downloads"] = [_download(d) for d in sent["downloads"] if d.get("file")]


def _download(sent: Json) -> Json:
    file = sent["file"]
    name = sent.get("name") or file.rsplit("/", 1)[-1]
    return {
        "id": sent.get("id") or hashlib.md5(file.encode(), usedforsecurity=False).hexdigest(),
        "name": name,
        "file": file,
    }


def _free_sku(shop: Shop, sku: str, own: int) -> str:
    """The sku, refused when a living product or variation has it."""
    if not sku:
        return ""
    skus = {p["sku"]: p["id"] for p in (*shop.products.values(), *shop.variations.values()) if p["status"] != "trash"}
    if skus.get(sku, own) == own:
        return sku
    unique = unique_sku(shop, sku)
    data = {"status": 400, "resource_id": skus[sku], "unique_sku": unique}
    raise Refusal(400, "product_invalid_sku", "Invalid or duplicated SKU.", data)


def unique_sku(shop: Shop, sku: str) -> str:
    """The sku with the first number that nobody has."""
    if not sku:
        return ""
    taken = {p["sku"] for p in (*shop.products.values(), *shop.variations.values())}
    n = 1
    while f"{sku}-{n}" in taken:
        n += 1
    return f"{sku}-{n}"


def _free_gtin(shop: Shop, code: str, own: int) -> str:
    code = re.sub(r"[^0-9\-]", "", code)
    for other in (*shop.products.values(), *shop.variations.values()):
        if code and other.get("global_unique_id") == code and other["id"] != own and other["status"] != "trash":
            data = {"status": 400, "resource_id": other["id"]}
            text = "Invalid or duplicated GTIN, UPC, EAN or ISBN."
            raise Refusal(400, "product_invalid_global_unique_id", text, data)
    return code


def set_stock(shop: Shop, item: Json, sent: Json, kind: str) -> None:
    """Stock from a request, in WooCommerce's order: managed or not, then the quantity, then a change to it."""
    if kind == "external" and sent.get("manage_stock"):
        text = "External products cannot be stock managed."
        raise Refusal(400, "product_external_invalid_manage_stock", text)
    if kind in NEVER_STOCKED:
        item |= {"manage_stock": False, "stock_quantity": None, "backorders": "no", "stock_status": "instock"}
        return
    if "stock_status" in sent:
        item["stock_status"] = sent["stock_status"]
    if "manage_stock" in sent:
        item["manage_stock"] = sent["manage_stock"]
    if item["manage_stock"] is not True:
        item |= {"stock_quantity": None, "backorders": "no", "low_stock_amount": None}
        return
    if "stock_quantity" in sent:
        item["stock_quantity"] = sent["stock_quantity"]
    elif "inventory_delta" in sent:
        item["stock_quantity"] = (item["stock_quantity"] or 0) + int(sent["inventory_delta"])
    settle_stock(shop, item)


def settle_stock(shop: Shop, item: Json) -> None:
    """The stock status that follows from a managed quantity."""
    if item["manage_stock"] is not True:
        return
    item["stock_quantity"] = item["stock_quantity"] or 0
    if item["stock_quantity"] > int(shop.option("products", "woocommerce_notify_no_stock_amount", "0") or 0):
        item["stock_status"] = "instock"
    else:
        item["stock_status"] = "outofstock" if item["backorders"] == "no" else "onbackorder"


def settle_backorders(item: Json) -> None:
    """Whether the item may be, and is, sold without stock."""
    item["backorders_allowed"] = item["backorders"] in ("yes", "notify")
    short = item["manage_stock"] is True and item["backorders_allowed"] and (item["stock_quantity"] or 0) < 0
    item["backordered"] = item["stock_status"] == "onbackorder" or short


def image(shop: Shop, sent: Json) -> Json | None:
    """The image a request means: a known one by id, or a new one that the shop takes over from `src` (not fetched)."""
    number = sent.get("id") or 0
    if number:
        known = shop.media.get(number)
        if known is None:
            raise Refusal(400, "woocommerce_product_invalid_image_id", f"#{number} is an invalid image ID.")
    elif sent.get("src"):
        known = upload(shop, sent["src"])
    else:
        return None
    for name in ("name", "alt"):
        if sent.get(name):
            known[name] = sent[name]
    return dict(known)


def upload(shop: Shop, src: str) -> Json:
    """A new image in the shop's uploads under the name of the foreign one."""
    src = src if "://" in src else f"http://{src}"
    parts = urlsplit(src)
    own = parts.netloc == urlsplit(shop.url).netloc
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or own:
        reason = "A valid URL was not provided."
        if own and (held := next((m for m in shop.media.values() if m["src"] == src), None)):
            return add_image(shop, held["src"].rsplit("/", 1)[-1])
    elif parts.path.lower().endswith(REFUSED_FILES):
        reason = "Sorry, you are not allowed to upload this file type."
    else:
        return add_image(shop, parts.path.rsplit("/", 1)[-1] or "image.jpg")
    text = f"Error getting remote image {src}. Error: {reason}"
    raise Refusal(400, "woocommerce_product_image_upload_error", text)


def add_image(shop: Shop, file: str) -> Json:
    """An image file in this month's folder, renamed when the name is taken."""
    base, dot, ending = (file if "." in file else f"{file}.jpg").rpartition(".")
    now = shop.now()
    folder = f"{shop.url}/wp-content/uploads/{now[:4]}/{now[5:7]}/"
    taken = {m["src"] for m in shop.media.values()}
    name, n = base, 1
    while f"{folder}{name}{dot}{ending}" in taken:
        name, n = f"{base}-{n}", n + 1
    number = shop.next("posts")
    shop.media[number] = {
        "id": number,
        "date_created": now,
        "date_created_gmt": now,
        "date_modified": now,
        "date_modified_gmt": now,
        "src": f"{folder}{name}{dot}{ending}",
        "name": file,
        "alt": "",
    }
    return shop.media[number]


def set_created(item: Json, sent: Json) -> None:
    """The creation date of a request, in either of its two spellings."""
    for name in ("date_created", "date_created_gmt"):
        if sent.get(name):
            item["date_created"] = item["date_created_gmt"] = moment(sent[name])


def without(record: Json, *names: str) -> Json:
    """The record less some fields."""
    return {k: v for k, v in record.items() if k not in names}


def old_attributes(attributes: list[Json]) -> list[Json]:
    """Attributes as versions before 8 show them, without their slugs."""
    return [without(a, "slug") for a in attributes]


def is_living(item: Any) -> bool:
    """Whether a post shows up when any status is asked for."""
    return item["status"] not in ("trash", "auto-draft")
