"""Ids as PrestaShop counts them: positive numbers, so that any other id is known not to exist without asking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from polycart.core.codecs import Scalar
from polycart.core.ids import counted, listed

LARGEST = 2**32 - 1
"""Ids are ``int(10) unsigned``; MySQL would take a larger number for this one."""

native_id = counted(lambda digits: len(digits) < 19 and int(digits) <= LARGEST, Scalar)


def number_of(name: str, value: Any) -> int:
    """The number that the id parameter called ``name`` holds."""
    return native_id(name).dump(value)


def numbers_of(name: str, value: str) -> list[int]:
    """The numbers in a comma string, each once."""
    return list(dict.fromkeys(listed(native_id(name), value)))


def either(values: Iterable[Any]) -> str:
    """The filter for one of several values; there is no way to write a value with a bar or a bracket in it."""
    return f"[{'|'.join(map(str, values))}]"
