"""Ids as BigCommerce counts them: positive numbers, so that any other id is known not to exist without asking."""

from __future__ import annotations

from typing import Any

from polycart.core.codecs import Codec
from polycart.core.dates import parse_date
from polycart.core.errors import NotFound, PolycartError
from polycart.core.ids import counted, joined, listed

native_id = counted(lambda digits: len(digits) < 16)
native_ids = joined(native_id)


def number(name: str, value: Any) -> int:
    """An id that a caller gave, as a number."""
    return native_id(name).dump(value)


def numbers(name: str, value: str | None) -> list[int]:
    """The ids of a comma string, each once."""
    return list(dict.fromkeys(listed(native_id(name), value or "")))


def moment(value: Any) -> str:
    """A date that a caller gave, as filters of both versions take it."""
    return parse_date(str(value)).strftime("%Y-%m-%dT%H:%M:%S+00:00")


bound = Codec(lambda value: value, moment, str | None)
"""A moment in a filter; bounds belong to what they bound."""


def missing(entity: str, id: Any, error: PolycartError | None = None) -> NotFound:
    """The error for an entity that the store does not have."""
    return NotFound(f"{entity} with id {id} not found.", native=error.native if error else None)
