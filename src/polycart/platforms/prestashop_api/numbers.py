"""Ids as PrestaShop counts them: positive numbers, so that any other id is known not to exist without asking."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from polycart.core.codecs import Codec, Scalar
from polycart.core.errors import ParameterError

LARGEST = 2**32 - 1
"""Ids are ``int(10) unsigned``; MySQL would take a larger number for this one."""


def number_of(name: str, value: Any) -> int:
    """The number that the id parameter called ``name`` holds."""
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST):
        raise ParameterError(f"Parameter '{name}' is not valid. The required type of parameter is integer.")
    return int(text)


def numbers_of(name: str, value: str) -> list[int]:
    """The numbers in a comma string, each once."""
    return list(dict.fromkeys(number_of(name, part) for part in value.split(",") if part.strip()))


@cache
def native_id(name: str) -> Codec:
    """The codec of the id parameter called ``name``; one that is no number is refused by name."""
    return Codec(lambda value: None if value is None else str(value), lambda value: number_of(name, value), Scalar)


def either(values: Iterable[Any]) -> str:
    """The filter for one of several values; there is no way to write a value with a bar or a bracket in it."""
    return f"[{'|'.join(map(str, values))}]"


def text_id(value: Any) -> str | None:
    """An id that is 0 or empty where there is nothing."""
    return str(value) if value and str(value) != "0" else None


link = Codec(text_id, lambda value: value, Scalar)
"""An id of something else; 0 where there is none."""
