"""Reading what was sent as PHP does: bracketed query keys, encoded path parts, a JSON body."""

import re
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import parse_qsl, unquote_plus

import msgspec

from polycart.platforms.magento2.sim.wire import Json, Refusal

BRACKETS = re.compile(r"\[([^\]]*)\]")
CONTENT_TYPE = re.compile(r"([a-z\d/\-+.]+)(?:; *charset=(.+))?$", re.IGNORECASE)
WIDE = re.compile("[\U00010000-\U0010ffff]")
"""What the database makes four question marks of: the shop speaks to it with ``SET NAMES utf8``."""

JSON_TYPES = ("application/json", "application/xml", "application/xhtml+xml", "text/xml")


def nested(query: str) -> Json:
    """A query string as PHP's nested arrays; `a[]` counts from 0."""
    found: Json = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        head, bracket, rest = name.partition("[")
        keys = [re.sub(r"[. ]", "_", head), *BRACKETS.findall(bracket + rest)]
        _put(found, keys, value)
    return found


def _put(held: Json, keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        inner = held.get(key or str(len(held)))
        if not isinstance(inner, dict):
            inner = held[key or str(len(held))] = {}
        held = cast("Json", inner)
    held[keys[-1] or str(len(held))] = value


def parts(path: str) -> list[str]:
    """The parts of a path that is still encoded; an encoded slash does not divide."""
    return [unquote_plus(part) for part in path.strip("/").split("/")]


def body(content: bytes, headers: Iterable[tuple[str, str]]) -> Any:
    """The decoded body; empty is an empty object, and what is not JSON is refused."""
    if not content:
        return {}
    kind = dict(headers).get("content-type", "")
    if not kind:
        raise Refusal(400, "Content-Type header is empty.")
    found = CONTENT_TYPE.match(kind)
    if not found:
        raise Refusal(400, "Content-Type header is invalid.")
    if found[2] and found[2].lower() != "utf-8":
        raise Refusal(400, "UTF-8 is the only supported charset.")
    if found[1] not in JSON_TYPES:
        raise Refusal(400, "Server cannot understand Content-Type HTTP header media type %1".replace("%1", found[1]))
    try:
        read: Any = msgspec.json.decode(WIDE.sub("????", content.decode()))
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        raise Refusal(400, "Decoding error.") from e
    return cast("Any", read) if isinstance(read, (dict, list)) else Json()
