"""Files through the bridge: pictures in the media folders, and nothing anywhere else."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.errors import AlreadyExists, BridgeFailed, CredentialsRefused, NotFound
from polycart.core.transport import HttpTransport
from tests.bridge import servers, shops

Client = Bridge[BridgeSettings]


def png(extra: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    text = chunk(b"tEXt", extra) if extra else b""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + text
        + chunk(b"IDAT", zlib.compress(bytes(4)))
        + chunk(b"IEND", b"")
    )


async def put(bridge: Client, path: str, data: bytes, *, folder: str = "images", overwrite: bool = False) -> None:
    await bridge.do(
        "file.put", folder=folder, path=path, data=base64.b64encode(data).decode(), overwrite=overwrite
    )  # fmt: skip


@pytest.fixture
def place(shop: Path, tmp_path: Path) -> Iterator[Path]:
    """The media folder, with a link in it that leads out."""
    (tmp_path / "outside").mkdir()
    link = shop / "image/catalog/link"
    link.symlink_to(tmp_path / "outside")
    file = shop / "image/catalog/linked.png"
    file.symlink_to(tmp_path / "target.png")
    yield shop / "image"
    link.unlink()
    file.unlink()
    assert list((tmp_path / "outside").iterdir()) == []
    assert not (tmp_path / "target.png").exists()


async def test_a_picture_is_put_replaced_and_deleted(bridge: Client, place: Path) -> None:
    await put(bridge, "catalog/new/Ünïcode 日本 (1).png", png())
    file = place / "catalog/new/Ünïcode 日本 (1).png"
    assert file.read_bytes() == png()
    assert file.stat().st_mode & 0o777 == 0o644
    with pytest.raises(AlreadyExists):
        await put(bridge, "catalog/new/Ünïcode 日本 (1).png", png(b"two"))
    await put(bridge, "catalog/new/Ünïcode 日本 (1).png", png(b"two"), overwrite=True)
    assert file.read_bytes() == png(b"two")
    await bridge.do("file.delete", folder="images", path="catalog/new/Ünïcode 日本 (1).png")
    assert list((place / "catalog/new").iterdir()) == []
    with pytest.raises(NotFound):
        await bridge.do("file.delete", folder="images", path="catalog/new/Ünïcode 日本 (1).png")


@pytest.mark.parametrize(
    "path",
    ["../x.png", "catalog/../../x.png", "/etc/x.png", "catalog//x.png", "", "catalog/.x.png", "catalog/x.php", "x.PHP5",
     "catalog/x.php.png", "catalog/x.phtml.png", "x.phar", "x.svg", ".htaccess", "catalog/x.png/", "x.png.", "x.png ",
     "catalog\\..\\x.png", "x.png\0.php", "php://filter/x.png", "catalog/link/x.png", "catalog/linked.png",
     "C:/x.png", "%2e%2e/x.png", "catalog", "x" * 500 + ".png", "x.html.png"],
)  # fmt: skip
async def test_no_path_leads_out_of_the_media_folder(bridge: Client, place: Path, path: str) -> None:
    before = sorted(place.parent.rglob("*[!0-9a-f]"))
    for overwrite in (False, True):
        with pytest.raises(BridgeFailed):
            await put(bridge, path, png(), overwrite=overwrite)
    with pytest.raises((BridgeFailed, NotFound)):
        await bridge.do("file.delete", folder="images", path=path)
    after = [found for found in sorted(place.parent.rglob("*[!0-9a-f]")) if "state-" not in str(found)]
    assert after == [found for found in before if "state-" not in str(found)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.png", b"<?php system($_GET[0]);"),
        ("x.png", png(b"<?php system($_GET[0]);")),
        ("x.png", png(b"<?= system($_GET[0]) ?>")),
        ("x.png", png(b"<script language='php'>system(0)</script>")),
        ("x.jpg", png()),
        ("x.gif", b"GIF89a"),
        ("x.pdf", png()),
        ("x.pdf", b"%PDF-1.4 <?php x();"),
        ("x.webp", b"RIFF0000WEBX"),
        ("x.txt", b"text"),
        ("x.zip", b"PK\x03\x04"),
        ("x", png()),
    ],
)
async def test_a_file_is_what_its_name_says_and_holds_no_php(
    bridge: Client, place: Path, name: str, data: bytes
) -> None:
    with pytest.raises(BridgeFailed):
        await put(bridge, f"catalog/{name}", data)
    assert not (place / "catalog" / name).exists()


async def test_other_files_than_pictures_cannot_be_deleted(bridge: Client, place: Path) -> None:
    (place / "index.html").write_text("")
    for folder, path in (("images", "index.html"), ("root", "config.php"), ("../", "config.php")):
        with pytest.raises(BridgeFailed):
            await bridge.do("file.delete", folder=folder, path=path)
    assert (place / "index.html").exists()


async def test_the_owner_can_switch_files_and_its_own_code_off(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database, files=False, code=False, delete=False)
    with servers.php(tmp_path, workers=1) as url:
        bridge = shops.client(url, transport=transport)
        with pytest.raises(CredentialsRefused, match="files"):
            await put(bridge, "catalog/x.png", png())
        for action in ("cache", "rest", "delete", "update"):
            with pytest.raises(CredentialsRefused, match="switched"):
                await bridge.do(action, name="category.paths")
