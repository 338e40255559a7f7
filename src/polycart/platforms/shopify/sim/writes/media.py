"""Media of products and variants, files and staged uploads."""

from __future__ import annotations

from urllib.parse import urlsplit

from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.pictures import PICTURES, make, source, state
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.uploads import STAGED
from polycart.platforms.shopify.sim.writes.inputs import wanted

MOST = 250
"""The media of one product."""


# Product media


def attach(shop: Shop, product: Record, given: list[Record], *at: str) -> list[Record]:
    """New media of a product."""
    for n, each in enumerate(given):
        source(each["originalSource"], *at, str(n), "originalSource")
    if len(product["media"]) + len(given) > MOST:
        raise Refused(f"Exceeded {MOST} media per product.", *at, code="PRODUCT_MEDIA_LIMIT_EXCEEDED")
    made = [make(shop, each["mediaContentType"], each["originalSource"], each.get("alt")) for each in given]
    product["media"].extend(made)
    return made


def of_product(product: Record, id: str, *at: str) -> Record:
    """A medium of a product."""
    found = next((row for row in product["media"] if row["id"] == id), None)
    if found is None:
        raise Refused("Media does not exist on product", *at, code="MEDIA_DOES_NOT_EXIST_ON_PRODUCT")
    return found


def detach(product: Record, media: Record) -> None:
    """Take a medium from a product and its variants."""
    product["media"].remove(media)
    for variant in product["variants"]:
        variant["media"] = [row for row in variant["media"] if row is not media]


def _product(call: Call, id: str, at: str) -> Record:
    return wanted(call.shop, id, "Product", "Product does not exist", at, code="PRODUCT_DOES_NOT_EXIST")


@mutation
def product_create_media(call: Call, *, product_id: str, media: list[Record]) -> Record:
    """Add media to a product."""
    product = _product(call, product_id, "productId")
    made = attach(call.shop, product, media, "media")
    call.shop.touch(product)
    return {"media": made, "product": product}


@mutation
def product_update_media(call: Call, *, product_id: str, media: list[Record]) -> Record:
    """Change the texts of media."""
    product = _product(call, product_id, "productId")
    found = [of_product(product, each["id"], "media", str(n), "id") for n, each in enumerate(media)]
    for row, each in zip(found, media, strict=True):
        _retext(call.shop, row, each)
    call.shop.touch(product)
    return {"media": found, "product": product}


def _retext(shop: Shop, row: Record, given: Record) -> None:
    if "alt" in given:
        row["alt"] = given["alt"]
        for image in (row.get("image"), row.get("_image")):
            if image:
                image["altText"] = given["alt"]
    shop.touch(row)


@mutation
def product_delete_media(call: Call, *, product_id: str, media_ids: list[str]) -> Record:
    """Take media from a product."""
    product = _product(call, product_id, "productId")
    found = [of_product(product, id, "mediaIds", str(n)) for n, id in enumerate(media_ids)]
    images = [row["image"]["id"].replace("ImageSource", "ProductImage") for row in found if row.get("image")]
    for row in found:
        detach(product, row)
        call.shop.tables["File"].pop(row["id"], None)
        row["_gone"] = True
    call.shop.touch(product)
    return {"deletedMediaIds": media_ids, "deletedProductImageIds": images, "product": product}


@mutation
def product_reorder_media(call: Call, *, id: str, moves: list[Record]) -> Record:
    """Put media of a product elsewhere in their order."""
    product = _product(call, id, "id")
    found = [of_product(product, move["id"], "moves", str(n), "id") for n, move in enumerate(moves)]
    for row, move in zip(found, moves, strict=True):
        product["media"].remove(row)
        product["media"].insert(int(move["newPosition"]), row)
    call.shop.touch(product)
    return {"job": job(call.shop)}


def job(shop: Shop) -> Record:
    """Work that is done at once here."""
    number = shop.number("Job")
    made: Record = {
        "__typename": "Job",
        "id": f"gid://shopify/Job/{number:08x}-0000-4000-8000-000000000000",
        "done": True,
    }
    shop.tables.setdefault("Job", {})[made["id"]] = made
    return made


# Variant media


def _pairs(call: Call, product: Record, given: list[Record]) -> list[tuple[Record, Record]]:
    made: list[tuple[Record, Record]] = []
    for n, each in enumerate(given):
        at = ("variantMedia", str(n))
        variant = next((row for row in product["variants"] if row["id"] == each["variantId"]), None)
        if variant is None:
            said = "Variant does not exist on the specified product."
            raise Refused(said, *at, "variantId", code="PRODUCT_VARIANT_DOES_NOT_EXIST_ON_PRODUCT")
        if len(each["mediaIds"]) != 1:
            said = "Only one mediaId is allowed per variantId."
            raise Refused(said, *at, "mediaIds", code="TOO_MANY_MEDIA_PER_INPUT_PAIR")
        made.append((variant, of_product(product, each["mediaIds"][0], *at, "mediaIds")))
    return made


@mutation
def product_variant_append_media(call: Call, *, product_id: str, variant_media: list[Record]) -> Record:
    """Show media of a product for its variants."""
    product = _product(call, product_id, "productId")
    pairs = _pairs(call, product, variant_media)
    for n, (variant, media) in enumerate(pairs):
        if variant["media"]:
            said = "The given variant already has attached media."
            raise Refused(said, "variantMedia", str(n), "variantId", code="PRODUCT_VARIANT_ALREADY_HAS_MEDIA")
        if state(call.shop, media) != "READY":
            said = "Non-ready media cannot be attached to variants."
            raise Refused(said, "variantMedia", str(n), "mediaIds", code="NON_READY_MEDIA")
    for variant, media in pairs:
        variant["media"].append(media)
        call.shop.touch(variant)
    return {"product": product, "productVariants": [variant for variant, _ in pairs]}


@mutation
def product_variant_detach_media(call: Call, *, product_id: str, variant_media: list[Record]) -> Record:
    """Show media no longer for variants."""
    product = _product(call, product_id, "productId")
    pairs = _pairs(call, product, variant_media)
    for n, (variant, media) in enumerate(pairs):
        if media not in variant["media"]:
            said = "The specified media is not attached to the specified variant."
            raise Refused(said, "variantMedia", str(n), "mediaIds", code="MEDIA_IS_NOT_ATTACHED_TO_VARIANT")
    for variant, media in pairs:
        variant["media"].remove(media)
        call.shop.touch(variant)
    return {"product": product, "productVariants": [variant for variant, _ in pairs]}


# Files


@mutation
def file_create(call: Call, *, files: list[Record]) -> Record:
    """Add files to the shop."""
    for n, each in enumerate(files):
        source(each["originalSource"], "files", str(n), "originalSource", code="INVALID_IMAGE_SOURCE_URL")
    made: list[Record] = []
    for each in files:
        kind = each.get("contentType") or _guessed(each["originalSource"])
        made.append(make(call.shop, kind, each["originalSource"], each.get("alt"), each.get("filename")))
    return {"files": made}


def _guessed(address: str) -> str:
    suffix = urlsplit(address).path.rpartition(".")[2].lower()
    return "IMAGE" if suffix in PICTURES else "VIDEO" if suffix in ("mp4", "mov") else "FILE"


def _files(call: Call, ids: list[str], at: str) -> list[Record]:
    found = [call.shop.get("File", id) for id in ids]
    missing = [id for id, row in zip(ids, found, strict=True) if row is None]
    if missing:
        said = f"File id {missing} does not exist." if len(missing) == 1 else f"File ids {missing} do not exist."
        raise Refused(said, at, code="FILE_DOES_NOT_EXIST")
    return [row for row in found if row is not None]


@mutation
def file_update(call: Call, *, files: list[Record]) -> Record:
    """Change the texts of files, and what shows them."""
    shop = call.shop
    found = _files(call, [each["id"] for each in files], "files")
    targets: list[tuple[Record, Record, bool]] = []
    for n, (row, each) in enumerate(zip(found, files, strict=True)):
        if state(shop, row) != "READY":
            raise Refused("Non-ready files cannot be updated.", "files", str(n), "id", code="NON_READY_STATE")
        for word, adds in (("referencesToAdd", True), ("referencesToRemove", False)):
            for id in each.get(word) or ():
                product = shop.get("Product", id)
                if product is None:
                    said = "The reference target does not exist"
                    raise Refused(said, "files", str(n), word, code="REFERENCE_TARGET_DOES_NOT_EXIST")
                targets.append((product, row, adds))
    for row, each in zip(found, files, strict=True):
        _retext(shop, row, each)
        if each.get("originalSource"):
            row.update(_url=each["originalSource"], image=row["image"] | {"url": each["originalSource"]})
    for product, row, adds in targets:
        if adds and row not in product["media"]:
            product["media"].append(row)
        elif not adds and row in product["media"]:
            detach(product, row)
        shop.touch(product)
    return {"files": found}


@mutation
def file_delete(call: Call, *, file_ids: list[str]) -> Record:
    """Delete files, also where they are shown."""
    found = _files(call, file_ids, "fileIds")
    for row in found:
        for product in call.shop.all("Product"):
            if row in product["media"]:
                detach(product, row)
        call.shop.tables["File"].pop(row["id"])
        row["_gone"] = True
    return {"deletedFileIds": file_ids}


@mutation
def staged_uploads_create(call: Call, *, input: list[Record]) -> Record:
    """Places where files may be put."""
    made: list[Record] = []
    for each in input:
        key = f"{call.shop.serial('upload'):06d}/{each['filename']}"
        url = f"{call.shop.url}{STAGED}{key}"
        if each["httpMethod"] == "POST":
            words = {"key": key, "Content-Type": each["mimeType"], "success_action_status": "201", "acl": "private"}
            target = f"{call.shop.url}{STAGED}"
        else:
            words, target = {"content_type": each["mimeType"], "acl": "private"}, url
        parameters = [{"name": name, "value": value} for name, value in words.items()]
        made.append({"url": target, "resourceUrl": url, "parameters": parameters})
    return {"stagedTargets": made}
