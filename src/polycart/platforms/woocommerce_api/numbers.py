"""Ids as WooCommerce counts them: positive numbers, so that any other id is known not to exist without asking."""

from __future__ import annotations

from functools import cache
from typing import Any

from polycart.core.codecs import Codec
from polycart.core.errors import ParameterError


@cache
def native_id(name: str) -> Codec:
    """The codec of the id parameter called ``name``; one that is no number is refused by name."""

    def dump(value: Any) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise ParameterError(f"Parameter '{name}' is not valid. The required type of parameter is integer.")
        return int(text)

    return Codec(lambda value: None if value is None else str(value), dump, int | str | None)


@cache
def native_ids(name: str) -> Codec:
    """The codec of a comma string of ids."""
    single = native_id(name)

    def dump(value: Any) -> str:
        return ",".join(str(single.dump(part)) for part in str(value).split(",") if part.strip())

    return Codec(single.load, dump, int | str | None)
