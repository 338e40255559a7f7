"""Single values: texts, which OpenCart keeps HTML-escaped; ids; moments in the shop's time zone; flags."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape as html_escape
from typing import Any

from polycart.core.codecs import Codec, Scalar
from polycart.core.errors import NotFound, ParameterError
from polycart.core.ids import counted, listed
from polycart.core.moments import load, moment_codec, native_moment

LARGEST = 2**31 - 1
"""Ids are ``int(11)``; no larger number is one."""

_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#039;", "'"), ("&#39;", "'"), ("&amp;", "&"))


def unescaped(value: Any) -> str | None:
    """A text as people read it.

    ``Request::clean`` puts every text of a form through ``htmlspecialchars`` (system/library/request.php).
    """
    if value is None or "&" not in (text := str(value)):
        return value
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def escaped(value: str) -> str:
    """A text as OpenCart keeps it: with ENT_COMPAT, which leaves the single quote."""
    return html_escape(value, quote=False).replace('"', "&quot;")


words = Codec(unescaped, escaped, str | None, "({load}({x}) if {x} and '&' in {x} else {x})")
"""A text in any of the shop's tables."""


native_id = counted(lambda digits: len(digits) < 19 and int(digits) <= LARGEST, Scalar)


def number_of(name: str, value: Any) -> int:
    """The number that the id parameter called ``name`` holds."""
    return native_id(name).dump(value)


def numbers_of(name: str, value: str | None) -> list[int]:
    """The numbers in a comma string, each once."""
    return list(dict.fromkeys(listed(native_id(name), value or "")))


@cache
def native_ids(name: str) -> Codec:
    """The codec of a parameter with ids joined by commas."""
    return Codec(lambda value: value, lambda value: numbers_of(name, value), Scalar)


flag = Codec(lambda value: bool(int(value or 0)), lambda value: int(bool(value)), Any)
"""A switch, kept as 1 or 0."""


def native_date(value: Any) -> str:
    """A day as the shop keeps it."""
    return native_moment(value)[:10]


moment = moment_codec(str | None)


def moment_text(value: Any) -> str | None:
    """A moment where the contract wants a text."""
    found = load(value)
    return str(found.value) if found else None


def money(value: float) -> str:
    """An amount as ``decimal(15,4)`` keeps it."""
    return f"{value:.4f}"


def amount(value: Any) -> float:
    """A number of the database, which come as texts."""
    return float(value or 0)


def like(value: str) -> str:
    """The pattern that finds a part of a kept text."""
    kept = escaped(value)
    for character in ("\\", "%", "_"):
        kept = kept.replace(character, "\\" + character)
    return f"%{kept}%"


part = Codec(lambda value: value, like, Scalar)
"""A part of a text that is sought."""


def allowed(name: str, given: Iterable[str]) -> ParameterError:
    """The error for a word that is not among those that there are."""
    return ParameterError(f"Parameter '{name}' is not valid. Allowed values: {', '.join(repr(str(w)) for w in given)}.")


def refused(name: str, why: str) -> ParameterError:
    """The error for a value that cannot be kept."""
    return ParameterError(f"Parameter '{name}' is not valid. {why}")


def missing(entity: str, id: Any) -> NotFound:
    """The error for something that the shop does not have."""
    return NotFound(f"{entity} with id {id} not found.")
