"""Puts a plugin's archive together: its skeleton filled in, what all plugins share, bridge.php, the logo."""

from __future__ import annotations

import io
import secrets
import zipfile
from pathlib import Path

import msgspec

from polycart.core.bridge.package import PROGRAM
from polycart.core.errors import ParameterError
from polycart.plugins.fields import Fields, logo_type
from polycart.plugins.skeletons import API, ROOT, SHARED, Skeleton, filled, skeleton

_EXTENSIONS = {"image/png": "png", "image/svg+xml": "svg"}
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """A finished plugin: the name that its archive should have, its bytes, the build that its callbacks name.

    ``install`` tells what to do with it.
    """

    archive: str
    content: bytes
    build: str
    install: str
    skeleton: Skeleton


def build(platform: str, fields: Fields, *, build: str | None = None) -> Built:
    """Build the plugin of a platform; fields are checked first, each that does not fit is named.

    ``build`` is the id that callbacks name; a new one where there is none yet.
    """
    chosen = skeleton(platform)
    checked = fields.checked()
    if chosen.library and not checked.gateway_key:
        raise ParameterError("Field 'gateway_key' is required: the bridge has to know whose requests it may take.")
    if not chosen.library and not checked.callback_url:
        raise ParameterError(
            f"Field 'callback_url' is required: the plugin for {chosen.title} does nothing but tell it what it made."
        )
    name = build or secrets.token_hex(16)
    values = _values(chosen, checked, name)
    files = _filled(chosen, values)
    if checked.logo:
        files[filled(chosen.logo, values) + values["logo"]] = checked.logo
    return Built(
        archive=filled(chosen.archive, values), content=_zipped(files), build=name,
        install=filled(chosen.install, values), skeleton=chosen,
    )  # fmt: skip


def _values(chosen: Skeleton, fields: Fields, build: str) -> dict[str, str]:
    """What the places of a skeleton are filled with."""
    kind = logo_type(fields.logo)
    slug = {"slug": fields.slug, "Slug": fields.slug.capitalize(), "SLUG": fields.slug.upper()}
    return {
        **slug,
        "namespace": filled(chosen.namespace, slug),
        "name": fields.name.strip(),
        "company": fields.company.strip(),
        "description": fields.description.strip(),
        "version": fields.version,
        "build": build,
        "cart_id": chosen.cart_id,
        "callback_url": fields.callback_url,
        "callback_key": fields.callback_key,
        "gateway_key": fields.gateway_key,
        "padding": fields.padding,
        "logo": f"logo.{_EXTENSIONS[kind]}" if kind else "",
        "logo_type": kind,
        "icon": f"logo.{_EXTENSIONS[kind]}" if kind else "none.png",
    }


def _filled(chosen: Skeleton, values: dict[str, str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path, target in _sources(chosen):
        files[_named(filled(target, values), values)] = filled(path.read_text("utf-8"), values).encode()
    if chosen.library:
        files[filled(chosen.library, values) + "bridge.php"] = PROGRAM.read_bytes()
    return files


def _sources(chosen: Skeleton) -> list[tuple[Path, str]]:
    """The texts of a plugin and where each goes."""
    own = chosen.folder / "files"
    found = [(path, path.relative_to(own).as_posix()) for path in sorted(own.rglob("*")) if path.is_file()]
    for shared, folder in ((SHARED, chosen.library), (API, chosen.callback)):
        if folder:
            found += [(path, folder + path.name) for path in sorted((ROOT / shared).glob("*.php"))]
    return found


def _named(path: str, values: dict[str, str]) -> str:
    for place in ("slug", "Slug", "SLUG"):
        path = path.replace(f"__{place}__", values[place])
    return path


def _zipped(files: dict[str, bytes]) -> bytes:
    """The same fields give the same bytes; folders have entries of their own, which some installers want."""
    written = io.BytesIO()
    folders = {str(parent) + "/" for name in files for parent in Path(name).parents if str(parent) != "."}
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted({*files, *folders}):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = (0o40755 << 16 | 0x10) if name.endswith("/") else 0o100644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith("/") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files.get(name, b""))
    return written.getvalue()
