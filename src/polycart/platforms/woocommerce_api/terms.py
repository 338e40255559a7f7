"""Names of terms (categories, tags, brands, attribute values), which WordPress keeps as HTML: ``Tea &amp; Coffee``."""

from __future__ import annotations

import html
from typing import Any

from polycart.core.codecs import Codec


def _load(value: Any) -> Any:
    return html.unescape(value) if isinstance(value, str) else value


def _same(value: Any) -> Any:
    return value


def _sought(value: Any) -> str:
    return html.escape(str(value), quote=False)


term_name = Codec(_load, _same, str | None)
"""A term's name in plain text; what is written, WordPress escapes by itself."""

term_search = Codec(_same, _sought, str | None)
"""What is searched for among terms; the shop compares it with the escaped names."""
