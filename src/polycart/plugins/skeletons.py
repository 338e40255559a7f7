"""The skeletons of plugins, one folder a platform, and how a field gets into a text without becoming code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import msgspec

from polycart.core.errors import ParameterError

_INSTALLED = Path(__file__).with_name("skeletons")
ROOT = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[3] / "bridge" / "plugins"
"""In an installed library the skeletons lie beside this file; in a checkout, where they are worked on."""

SHARED = "shared"
API = "api"
"""The folders of what all plugins with a bridge share, and all without one."""


class Skeleton(msgspec.Struct, frozen=True, kw_only=True):
    """What ``plugin.json`` in a skeleton's folder says.

    ``library`` and ``logo`` are folders in the archive: for bridge.php and what all plugins share (none where the shop
    is reached over its API), and for the logo; ``callback`` is the one for what those without a bridge share, in the
    ``namespace`` there. ``told`` are credentials that the callback brings. ``renamed`` says whether the archive may get
    another name.
    """

    title: str
    cart_id: str
    versions: str
    archive: str
    install: str
    logo: str
    library: str = ""
    callback: str = ""
    namespace: str = ""
    told: list[str] = []
    renamed: bool = True
    name: str = ""

    @property
    def folder(self) -> Path:
        """Where the skeleton lies."""
        return ROOT / self.name


@cache
def skeletons() -> dict[str, Skeleton]:
    """Every skeleton by the name of its folder."""
    found: dict[str, Skeleton] = {}
    for path in sorted(ROOT.glob("*/plugin.json")):
        read = msgspec.json.decode(path.read_bytes(), type=Skeleton)
        found[path.parent.name] = msgspec.structs.replace(read, name=path.parent.name)
    return found


def skeleton(name: str) -> Skeleton:
    """The skeleton of a platform."""
    known = skeletons()
    if name not in known:
        raise ParameterError(f"There is no plugin for '{name[:40]}'. There are: {', '.join(known)}.")
    return known[name]


def _php(text: str) -> str:
    """Inside single quotes, where nothing but the quote and the backslash has a meaning."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _comment(text: str) -> str:
    """Inside a block comment, which it must not end; nor may it end the PHP."""
    return re.sub(r"\*(?=/)", "* ", re.sub(r"\?(?=>)", "? ", text))


FILTERS: Mapping[str, Callable[[str], str]] = {
    "php": _php,
    "comment": _comment,
    "html": lambda text: _php(escape(text, {'"': "&quot;", "'": "&#39;"})),
    "json": lambda text: json.dumps(text).replace("</", "<\\/"),
    "xml": lambda text: escape(text, {'"': "&quot;", "'": "&#39;"}),
}
"""How a text is written where it stands; ``%%name|php%%`` in a skeleton names field and filter.

``html`` is a PHP string in single quotes that the platform shows as HTML.
"""

_PLACE = re.compile(r"%%(\w+)(?:\|(\w+))?%%")
_PLAIN = {"slug", "Slug", "SLUG", "icon", "namespace"}
"""Fields that hold nothing else than letters, digits and dots by their rules, and may stand without a filter."""


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text of a skeleton with its places filled; one that is unknown, or unguarded, is a mistake of the skeleton."""

    def value(found: re.Match[str]) -> str:
        field, guard = found[1], found[2]
        if field not in values or (guard is None and field not in _PLAIN):
            raise LookupError(f"the skeleton has a place {found[0]} that can not be filled")
        return values[field] if guard is None else FILTERS[guard](values[field])

    return _PLACE.sub(value, text)
