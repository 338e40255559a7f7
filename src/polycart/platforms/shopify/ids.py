"""Ids: the contract's plain numbers, and Shopify's global ones such as ``gid://shopify/Product/123``."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager

from polycart.core.codecs import Codec
from polycart.core.errors import NotFound, ParameterError

_NUMBER = re.compile(r"[0-9]{1,19}", re.ASCII)
_GLOBAL = re.compile(r"gid://shopify/(?P<type>\w+)/(?P<number>[0-9]{1,19})(?:\?[\w=&]*)?", re.ASCII)


def number(gid: str) -> str:
    """The number of a global id; what is none, such as a uuid, stays whole after the type."""
    return gid.rpartition("/")[2].partition("?")[0]


def gid(type: str, value: str, name: str) -> str:
    """The global id of one type for a number, or for itself; the parameter ``name`` may hold no other."""
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return f"gid://shopify/{type}/{text}"
    known = _GLOBAL.fullmatch(text)
    if known is None or known["type"] != type:
        raise ParameterError(
            f"Parameter '{name}' is not valid. '{text[:60]}' is no id: a number or gid://shopify/{type}/… is one."
        )
    return f"gid://shopify/{type}/{known['number']}"


def gids(type: str, text: str, name: str) -> list[str]:
    """The global ids of a comma string, each once."""
    return list(dict.fromkeys(gid(type, part, name) for part in text.split(",") if part.strip()))


def numbers(found: Iterable[str]) -> list[str]:
    """The numbers of some global ids."""
    return [number(each) for each in found]


def missing(what: str, id: str) -> NotFound:
    """The error for an id that the shop does not have."""
    return NotFound(f"{what} with id {number(id)} not found")


id_codec = Codec(
    lambda value: None if value is None else number(value),
    lambda value: value,
    str | None,
)
"""The number of a global id."""


@contextmanager
def known(what: str, id: str) -> Generator[None]:
    """Tell that a thing is missing by its name and id, where the shop answers that something is."""
    try:
        yield
    except NotFound as error:
        raise missing(what, id) from error
