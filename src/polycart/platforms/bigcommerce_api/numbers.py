"""Ids as BigCommerce counts them: positive numbers, so that any other id is known not to exist without asking."""

from __future__ import annotations

from functools import cache
from typing import Any

from polycart.core.codecs import Codec
from polycart.core.dates import parse_date
from polycart.core.errors import NotFound, ParameterError, PolycartError


@cache
def native_id(name: str) -> Codec:
    """The codec of the id parameter called ``name``; one that is no number is refused by name."""

    def dump(value: Any) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 16):
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


def number(name: str, value: Any) -> int:
    """An id that a caller gave, as a number."""
    return native_id(name).dump(value)


def numbers(name: str, value: str | None) -> list[int]:
    """The ids of a comma string, each once."""
    return list(dict.fromkeys(number(name, part) for part in (value or "").split(",") if part.strip()))


def moment(value: Any) -> str:
    """A date that a caller gave, as filters of both versions take it."""
    return parse_date(str(value)).strftime("%Y-%m-%dT%H:%M:%S+00:00")


bound = Codec(lambda value: value, moment, str | None)
"""A moment in a filter; bounds belong to what they bound."""


def missing(entity: str, id: Any, error: PolycartError | None = None) -> NotFound:
    """The error for an entity that the store does not have."""
    return NotFound(f"{entity} with id {id} not found.", native=error.native if error else None)
