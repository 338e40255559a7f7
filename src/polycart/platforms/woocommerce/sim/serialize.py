"""Values as PHP's ``serialize`` writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast


def serialize(value: Any) -> str:
    """A value as text; lists and mappings are arrays."""
    if value is None:
        return "N;"
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, float):
        return f"d:{value!r};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    listed: Any = cast("Mapping[Any, Any]", value).items() if isinstance(value, Mapping) else enumerate(value)
    pairs: Sequence[tuple[Any, Any]] = list(listed)
    inner = "".join(_key(key) + serialize(one) for key, one in pairs)
    return f"a:{len(pairs)}:{{{inner}}}"


def _key(key: Any) -> str:
    """PHP takes a key of digits for a number."""
    text = str(key)
    return f"i:{text};" if text.isascii() and text.isdecimal() and (text == "0" or text[0] != "0") else serialize(text)


def stored(value: Any) -> str | None:
    """A value of meta data as WordPress keeps it: arrays are serialized, all else is text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value) if isinstance(value, (int, float)) else serialize(value)
