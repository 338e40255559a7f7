"""What fields may hold: kinds and bounds from the vendor's published schemas, and the words for what is wrong.

https://github.com/bigcommerce/docs/tree/main/reference
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from polycart.platforms.bigcommerce_api.sim.wire import Json, invalid

SIGNED = 2_147_483_647
BILLION = 1_000_000_000


class Kind(msgspec.Struct, frozen=True):
    """One field: its type, its bounds (of the number, or of the text's length), the words that it may be."""

    type: type | tuple[type, ...]
    least: float | None = None
    most: float | None = None
    words: tuple[str, ...] = ()
    empty: bool = False

    def wrong(self, value: Any) -> str | None:
        """What is wrong with a value."""
        if value is None:
            return None if self.empty else "error.expected.not_null"
        if isinstance(value, bool) and self.type is not bool and self.type is not object:
            return "error.expected.number"
        if self.type is not object and not isinstance(value, self.type):
            return f"error.expected.{_spelled(self.type)}"
        if self.words and value not in self.words:
            return f"must be one of {', '.join(self.words)}"
        size = len(value) if isinstance(value, str) else value
        if isinstance(size, (int, float)) and not isinstance(size, bool):
            if self.least is not None and size < self.least:
                return f"must be at least {self.least:g}" + (" characters long" if isinstance(value, str) else "")
            if self.most is not None and size > self.most:
                return f"must be at most {self.most:g}" + (" characters long" if isinstance(value, str) else "")
        return None


def _spelled(kind: type | tuple[type, ...]) -> str:
    one = kind[0] if isinstance(kind, tuple) else kind
    return {str: "jsstring", int: "jsnumber", float: "jsnumber", bool: "jsboolean", list: "jsarray"}.get(
        one, "jsobject"
    )


def text(most: int | None = None, least: int = 0, *, empty: bool = False) -> Kind:
    """A text of so many characters."""
    return Kind(str, least, most, (), empty)


def word(*words: str) -> Kind:
    """One of some words."""
    return Kind(str, words=words)


def amount(*, least: float | None = 0, empty: bool = False) -> Kind:
    """An amount of money, or a measure."""
    return Kind((int, float), least, 9_999_999_999, (), empty)


def whole(least: int | None = 0, most: int = SIGNED, *, empty: bool = False) -> Kind:
    """A whole number."""
    return Kind(int, least, most, (), empty)


YES_NO = Kind(bool)
ARRAY = Kind(list)
OBJECT = Kind(dict, empty=True)
ANY = Kind(object, empty=True)


def check(version: str, kinds: Mapping[str, Kind], body: Json, *required: str) -> Json:
    """The fields of a body that the resource has; wrong ones are refused, unknown ones ignored as the vendor does."""
    errors: dict[str, str] = {name: "error.path.missing" for name in required if body.get(name) is None}
    for name, value in body.items():
        kind = kinds.get(name)
        wrong = kind.wrong(value) if kind is not None else None
        if wrong and name not in errors:
            errors[name] = wrong
    if errors:
        raise invalid(version, errors)
    return {name: value for name, value in body.items() if name in kinds}
