"""Ids that a platform counts up: what is no such number is known not to exist, without asking the shop."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from polycart.core.codecs import Codec, Scalar
from polycart.core.errors import ParameterError

IdCodec = Callable[[str], Codec]
"""Gives the codec of the id parameter of a name."""


def counted(fits: Callable[[str], bool], native: Any = int | str | None) -> IdCodec:
    """Codecs for ids whose digits ``fits`` allows; any other is refused by the name of its parameter.

    ``native`` is the JSON type of an id in the platform's answers.
    """

    @cache
    def codec(name: str) -> Codec:
        def dump(value: Any) -> int:
            text = str(value).strip()
            if not (text.isascii() and text.isdigit() and fits(text)):
                raise ParameterError(f"Parameter '{name}' is not valid. The required type of parameter is integer.")
            return int(text)

        return Codec(lambda value: None if value is None else str(value), dump, native)

    return codec


def joined(single: IdCodec) -> IdCodec:
    """Codecs for comma strings of ids, which the platform takes joined by commas too."""

    @cache
    def codec(name: str) -> Codec:
        one = single(name)
        return Codec(one.load, lambda value: ",".join(map(str, listed(one, value))), one.native)

    return codec


def listed(single: Codec, value: Any) -> list[int]:
    """The numbers in a comma string."""
    return [single.dump(part) for part in str(value).split(",") if part.strip()]


def text_id(value: Any) -> str | None:
    """An id that is 0 or empty where there is nothing."""
    return str(value) if value and str(value) != "0" else None


link = Codec(text_id, lambda value: value, Scalar)
"""An id of something else; 0 where there is none."""
