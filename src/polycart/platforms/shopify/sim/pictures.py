"""Pictures, videos and files: made from an address or an upload, and processed a while."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from polycart.platforms.shopify.sim.binding import Info, field, paged
from polycart.platforms.shopify.sim.paging import KINDS, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Refused, Shop

PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "heic", "svg", "avif")
TYPES = {"IMAGE": "MediaImage", "VIDEO": "Video", "EXTERNAL_VIDEO": "ExternalVideo", "FILE": "GenericFile"}


def source(text: str, *at: str, code: str = "INVALID") -> str:
    """An address that something may be fetched from."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Refused("Image URL is invalid", *at, code=code)
    return text


def make(shop: Shop, kind: str, address: str, alt: str | None, name: str | None = None) -> Record:
    """A file that begins to be processed."""
    now = shop.now()
    path = urlsplit(address).path
    name = name or path.rpartition("/")[2] or "file"
    suffix = name.rpartition(".")[2].lower()
    stored = shop.files.get(path)
    if stored is not None:
        shop.files[f"/cdn/shop/files/{name}"] = stored
    bad = kind == "IMAGE" and stored is None and "." in name and suffix not in PICTURES
    made = shop.insert(TYPES[kind], {
        "alt": alt, "createdAt": now, "updatedAt": now, "mediaContentType": kind if kind != "FILE" else None,
        "filename": name, "mimeType": None, "_url": f"{shop.url}/cdn/shop/files/{name}?v={int(now.timestamp())}",
        "_turn": shop.turn, "_ready": now + shop.processing, "_bad": bad, "_source": address, "mediaWarnings": [],
        "originalFileSize": len(stored[1]) if stored else None, "embedUrl": address, "embeddedUrl": address,
        "originUrl": address, "host": "YOUTUBE" if "youtu" in address else "VIMEO", "sources": [], "duration": None,
    }, table="File")  # fmt: skip
    number = shop.number("ImageSource")
    made["_image"] = {
        "id": f"gid://shopify/ImageSource/{number}", "altText": alt, "width": 1200, "height": 1200,
        "url": made["_url"], "_n": number,
    }  # fmt: skip
    return made


def state(shop: Shop, media: Record) -> str:
    """How far a file is."""
    if "_ready" not in media:
        return "READY"
    if media["_turn"] == shop.turn or shop.now() < media["_ready"]:
        return "PROCESSING" if media["_turn"] != shop.turn else "UPLOADED"
    if not media["_bad"] and media["__typename"] == "MediaImage":
        media["image"] = media["_image"]
    return "FAILED" if media["_bad"] else "READY"


def _status(media: Record, info: Info) -> str:
    return state(info.context.shop, media)


def _image(media: Record, info: Info) -> Record | None:
    state(info.context.shop, media)
    return media.get("image")


def _preview(media: Record, info: Info) -> Record:
    status = state(info.context.shop, media)
    return {"status": "READY" if status == "READY" else status, "image": media.get("image")}


def _errors(media: Record, info: Info) -> list[Record]:
    if state(info.context.shop, media) != "FAILED":
        return []
    said = "Not an image"
    return [{"code": "INVALID_IMAGE_FILE_TYPE", "message": said, "details": f"{media['filename']} is no picture"}]


def _url(media: Record, info: Info) -> str | None:
    return media["_url"] if state(info.context.shop, media) == "READY" else None


def _original(media: Record, info: Info) -> Record | None:
    return media.get("originalSource") or ({"fileSize": 68, "url": media["_url"]} if _url(media, info) else None)


def _mime(media: Record, info: Info) -> str | None:
    return media.get("mimeType") or ("image/jpeg" if media["__typename"] == "MediaImage" else None)


for _type in TYPES.values():
    field(_type, "fileStatus")(_status)
    field(_type, "preview")(_preview)
    field(_type, "fileErrors")(_errors)
    if _type != "GenericFile":
        field(_type, "status")(_status)
        field(_type, "mediaErrors")(_errors)
field("MediaImage", "image")(_image)
field("MediaImage", "originalSource")(_original)
field("MediaImage", "mimeType")(_mime)
field("GenericFile", "url")(_url)


@field("Video", "originalSource")
def _video(media: Record, info: Info) -> None:
    return None


def ready(shop: Shop, record: Record) -> None:
    """Finish what has been processed by now of a product's or a variant's media."""
    for media in record["media"]:
        state(shop, media)


@field("QueryRoot", "files")
def _all(_: Any, info: Info, **page: Any) -> Any:
    return paged(info, info.context.shop.all("File"), "File", "files", **page)


def _number(row: Record) -> int:
    return row["_n"]


KINDS["File"] = Kind(
    {
        "ID": _number,
        "RELEVANCE": _number,
        "CREATED_AT": lambda row: row["createdAt"],
        "UPDATED_AT": lambda row: row["updatedAt"],
        "FILENAME": lambda row: row.get("filename") or "",
    },
    {
        "id": Field("id", _number),
        "media_type": Field("keyword", lambda row: row["mediaContentType"] or "GenericFile"),
        "filename": Field("keyword", lambda row: row.get("filename") or ""),
        "created_at": Field("date", lambda row: row["createdAt"]),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
    },
    lambda row: [row.get("filename") or "", row["alt"] or ""],
)
KINDS["Media"] = Kind({"ID": _number}, KINDS["File"].fields)
