"""Pictures of products: entries of the gallery with their roles, sent as base64.

A product's `media` holds its entries without `types`: which roles a picture plays is said by the attributes `image`,
`small_image`, `thumbnail` and `swatch_image`. The contents are in table `files` by path.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Any

from polycart.platforms.magento2.sim import products, values
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Crash, Json, Refusal, mapped

RESOURCE = "Magento_Catalog::catalog"
ROLES = ("image", "small_image", "thumbnail", "swatch_image")
KINDS = {"image/jpeg": "jpg", "image/jpg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
SIGNS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}
TYPES = {
    "MediaEntry": """id int, media_type string, label string, position int, disabled bool, types string[], file string,
        content Content, extension_attributes MediaExtension""",
    "MediaExtension": "video_content Video",
    "Video": """media_type string, video_provider string, video_url string, video_title string,
        video_description string, video_metadata string""",
    "Content": "base64_encoded_data string, type string, name string",
}
NO_IMAGE = "No image with the provided ID was found. Verify the ID and try again."


def entries(shop: Shop, product: Json, store: int) -> list[Json]:
    """The gallery as it is told, each picture with the roles that it plays in a store view."""
    return [_told(shop, product, entry, store) for entry in product["media"]]


def _told(shop: Shop, product: Json, entry: Json, store: int) -> Json:
    roles = [role for role in _roles(shop) if values.get(product, role, store) == entry["file"]]
    made: Json = {"id": entry["id"], "media_type": entry.get("media_type", "image"), "label": entry.get("label")}
    made |= {"position": entry.get("position", 0), "disabled": bool(entry.get("disabled")), "types": roles}
    made["label"] = entry.get("labels", {}).get(store, made["label"])
    made["file"] = entry["file"]
    if "extension_attributes" in entry:
        made["extension_attributes"] = entry["extension_attributes"]
    return made


def _sort(product: Json) -> None:
    """Pictures in the order of their positions."""
    held: list[Json] = product["media"]
    held.sort(key=lambda entry: (entry["position"], -entry["id"]))


def _roles(shop: Shop) -> list[str]:
    known: list[str] | None = shop.indexes.get("roles")
    if known is None or not known:
        held = shop.table("attributes").values()
        mine = [a["attribute_code"] for a in held if a.get("frontend_input") == "media_image"]
        known = shop.indexes["roles"] = [*ROLES, *(code for code in mine if code not in ROLES)]
    return known


def seen(shop: Shop, product: Json) -> None:
    """Let ids go on after those of a product that was loaded."""
    for entry in product["media"]:
        shop.seen("media", entry["id"])


def checked(content: Json) -> tuple[bytes, str]:
    """The bytes and kind of a picture that was sent, or the vendor's refusal."""
    try:
        data = base64.b64decode(str(content.get("base64_encoded_data") or ""), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    kind = next((k for sign, k in SIGNS.items() if data.startswith(sign)), "")
    if not data or not kind:
        raise Refusal(400, "The image content must be valid base64 encoded data.")
    if KINDS.get(str(content.get("type"))) != KINDS[kind] or kind == "image/webp":
        raise Refusal(400, "The image MIME type is not valid or not supported.")
    name = str(content.get("name") or "")
    if not name or re.search(r"[/?*:\";<>()|{}\\]", name):
        raise Refusal(400, "Provided image name contains forbidden characters.")
    return data, kind


def add(shop: Shop, product: Json, sent: Json, store: int) -> Json:
    """A new entry of a product's gallery from its content."""
    content = mapped(sent.get("content"))
    checked(content)
    name = re.sub(r"[^a-zA-Z0-9_.\-]+", "_", str(content["name"]))
    if "." not in name:
        name += f".{KINDS[content['type']]}"
    path = _free(shop, name)
    shop.table("files")[path] = {k: content.get(k) for k in ("base64_encoded_data", "type", "name")}
    made: Json = {"id": shop.next("media"), "media_type": sent.get("media_type") or "image"}
    # A picture of which nothing is said is hidden.
    made |= {"label": None, "file": path, "disabled": sent.get("disabled") is not False}
    _name(made, sent.get("label"), store)
    types: Sequence[str] = sent.get("types") or (() if product["media"] else ROLES)
    last = max((entry["position"] for entry in product["media"]), default=0)
    made["position"] = last + 1 if sent.get("position") is None else sent["position"]
    if "extension_attributes" in sent:
        made["extension_attributes"] = sent["extension_attributes"]
    product["media"].append(made)
    _sort(product)
    play(shop, product, path, types, store)
    return made


def _name(entry: Json, label: str | None, store: int) -> None:
    """Give a picture a label, in one store view or for all."""
    if store:
        entry.setdefault("labels", {})[store] = label
    else:
        entry["label"] = label


def _free(shop: Shop, name: str) -> str:
    """A path below the first two letters that no other picture has."""
    stem, _, suffix = name.rpartition(".")
    letters = [c if c.isalnum() else "_" for c in (stem.lower() + "_")[:2]]
    path, n = f"/{letters[0]}/{letters[1]}/{stem}.{suffix}", 0
    while path in shop.table("files"):
        n += 1
        path = f"/{letters[0]}/{letters[1]}/{stem}_{n}.{suffix}"
    return path


def play(shop: Shop, product: Json, path: str, roles: Sequence[str], store: int) -> None:
    """Let a picture play these roles and no others; roles that nothing plays are said to have no selection."""
    known = shop.table("attributes")
    for role in _roles(shop):
        mine = values.get(product, role, store) == path
        if role in roles and not mine:
            values.put(shop, product, known[role], path, store)
        elif role not in roles and (mine or values.get(product, role, store) is None):
            values.put(shop, product, known[role], "no_selection", store)
    for role in ROLES[:3]:
        named = next((e for e in product["media"] if e["file"] == values.get(product, role, store)), Json())
        label = named.get("labels", {}).get(store, named.get("label"))
        values.put(shop, product, known[f"{role}_label"], label or None, store)


def replace(shop: Shop, product: Json, sent: list[Json], store: int) -> None:
    """The whole gallery of a product: entries with an id stay, others are new, those not named go."""
    known = {entry["id"]: entry for entry in product["media"]}
    keep = [known[entry["id"]] for entry in sent if entry.get("id") in known]
    if any(entry.get("id") not in known for entry in sent):
        # The vendor does not remove while it adds (`MediaGalleryProcessor::processMediaGallery`).
        keep = list(product["media"])
    for gone in [entry for entry in product["media"] if entry not in keep]:
        play(shop, product, gone["file"], [], store)
    product["media"] = keep
    for entry in sent:
        held = known.get(entry.get("id") or 0)
        if held is None:
            add(shop, product, entry, store)
            continue
        held |= {k: entry[k] for k in ("position",) if entry.get(k) is not None}
        held["disabled"] = bool(entry.get("disabled"))
        _name(held, entry.get("label"), store)
        if entry.get("types") is not None:
            play(shop, product, held["file"], entry["types"], store)
    _sort(product)


def _contents(shop: Shop, product: Json, entry: Json, store: int) -> Json:
    held = shop.table("files").get(entry["file"])
    told = _told(shop, product, entry, store)
    return told | {"content": held} if held else told


def _list(shop: Shop, call: Call) -> list[Json]:
    product = products.by_sku(shop, call.text("sku"))
    return [_contents(shop, product, entry, call.store) for entry in product["media"]]


def _entry(product: Json, number: int) -> Json:
    found = next((entry for entry in product["media"] if entry["id"] == number), None)
    if found is None:
        raise Refusal(404, NO_IMAGE)
    return found


def _read(shop: Shop, call: Call) -> Json:
    product = products.by_sku(shop, call.text("sku"))
    found = next((entry for entry in product["media"] if entry["id"] == call.int("entry_id")), None)
    if found is None:
        raise Refusal(404, "The image doesn't exist. Verify and try again.")
    return _contents(shop, product, found, call.store)


def _create(shop: Shop, call: Call) -> str:
    product = products.by_sku(shop, call.text("sku"))
    sent = mapped(call.args["entry"])
    if not sent.get("content"):
        raise Crash
    made = add(shop, product, sent, call.store)
    product["updated_at"] = shop.now()
    return str(made["id"])


def _update(shop: Shop, call: Call) -> bool:
    product = products.by_sku(shop, call.text("sku"))
    sent = mapped(call.args["entry"])
    held = _entry(product, sent.get("id") or 0)
    held |= {k: sent[k] for k in ("position", "disabled", "media_type") if sent.get(k) is not None}
    _name(held, sent.get("label"), call.store)
    if sent.get("content"):
        checked(mapped(sent["content"]))
        shop.table("files")[held["file"]] = sent["content"]
    if sent.get("types") is not None:
        play(shop, product, held["file"], sent["types"], call.store)
    _sort(product)
    product["updated_at"] = shop.now()
    return True


def _delete(shop: Shop, call: Call) -> bool:
    product = products.by_sku(shop, call.text("sku"))
    held = _entry(product, call.int("entry_id"))
    product["media"].remove(held)
    play(shop, product, held["file"], [], call.store)
    product["updated_at"] = shop.now()
    return True


def _types(shop: Shop, call: Call) -> list[Json]:
    from polycart.platforms.magento2.sim import attributes

    held = shop.table("attributes")
    if call.args["attribute_set_name"] not in {s["attribute_set_name"] for s in shop.table("sets").values()}:
        return []
    return [attributes.shown(shop, held[role], call.store) for role in _roles(shop) if role in held]


def put_entries(shop: Shop, product: Json, images: list[Any]) -> None:
    """For the seeds: pictures of the catalogue, the first of which plays every role."""
    for place, image in enumerate(images, 1):
        name = image.url.rsplit("/", 1)[-1]
        path = f"/{name[0]}/{name[1]}/{name}"
        entry: Json = {"id": shop.next("media"), "media_type": "image", "label": image.alt or None, "file": path}
        product["media"].append(entry | {"position": place, "disabled": False})
        shop.table("files")[path] = {"base64_encoded_data": PIXEL, "type": "image/jpeg", "name": name}
        if place == 1:
            for role in ROLES[:3]:
                product["values"][role] = {0: path}


PIXEL = (
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////"
    "////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQ"
    "ABPxA="
)
"""The smallest picture in JPEG, which stands for every seeded one."""
ENTRY = "sku:string entryId:int"
ROUTES: tuple[Route, ...] = (
    route("GET products/:sku/media", _list, "sku:string", resource=RESOURCE),
    route("POST products/:sku/media", _create, "sku:string entry:MediaEntry", resource=RESOURCE),
    route("GET products/:sku/media/:entryId", _read, ENTRY, resource="Magento_Catalog::attributes_attributes"),
    route("PUT products/:sku/media/:entryId", _update, "sku:string entry:MediaEntry", resource=RESOURCE),
    route("DELETE products/:sku/media/:entryId", _delete, ENTRY, resource=RESOURCE),
    route(
        "GET products/media/types/:attributeSetName",
        _types,
        "attributeSetName:string",
        resource="Magento_Catalog::attributes_attributes",
    ),
)
