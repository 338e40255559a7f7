"""Characters that the database connection of most Magento shops does not keep.

Magento's installer writes ``SET NAMES utf8;`` into ``env.php`` (Magento\\Setup\\Model\\ConfigOptionsList): MariaDB and
MySQL then take four question marks for each character beyond U+FFFF, and the shop answers as if all were well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from polycart.core.errors import ParameterError

WIDE = re.compile("[\U00010000-\U0010ffff]")
_ESCAPED = re.compile(rb"\\u[dD][89abAB]|[\xf0-\xf4][\x80-\xbf]")

KEPT = "wide_characters"
"""The token of a connection whose shop has answered with such a character: it was set up to keep them."""


def shown(query: Any, body: bytes) -> bool:
    """Whether an answer holds a character beyond U+FFFF that the question, which lists repeat, did not."""
    return body[:1] in (b"{", b"[") and bool(_ESCAPED.search(body)) and not WIDE.search(str(query))


def refuse(sent: Any) -> None:
    """Refuse what would be stored as question marks, by the field that holds it."""
    for name, text in _texts("", sent):
        if not text.isascii() and (found := WIDE.search(text)):
            raise ParameterError(
                f"Parameter '{name}' is not valid. Magento's database connection keeps no characters beyond U+FFFF: "
                f"'{found[0]}' would become '????'."
            )


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        held = cast("dict[str, Any]", value)
        for key, inner in held.items():
            yield from _texts(str(held.get("attribute_code") or key) if key == "value" else key, inner)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            yield from _texts(name, inner)
