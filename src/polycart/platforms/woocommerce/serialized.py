"""Values as PHP's ``serialize`` writes them, read into what ``json_encode`` would make of them.

https://www.php.net/manual/en/function.serialize.php. Objects and references are not read: they are told by ``Foreign``.
A library was weighed (phpserialize): it reads into bytes or guesses a charset, and brings objects to life if asked.
"""

from __future__ import annotations

import re
from typing import Any, cast

_SCALAR = re.compile(rb"(?:(N)|b:([01])|i:([+-]?\d{1,20})|d:([-+0-9.eE]{1,40}|-?INF|NAN));")
_COUNT = re.compile(rb"([as]):(\d{1,9}):")
_OBJECT = re.compile(rb'O:\d{1,4}:"[\w\\\\]+":(\d{1,6}):')
_LOOKS = re.compile(r"(?:N;|[bid]:[^;]*;|[asOC]:\+?\d+:)", re.DOTALL)
_DEEPEST = 50


class Foreign(ValueError):
    """This is no text of ``serialize``, or holds what only PHP can bring to life."""


def loads(text: str, *, blind: bool = False) -> Any:
    """Read a serialized value; raises ``Foreign``. ``blind`` takes an object for nothing, and reads on beside it."""
    raw = text.encode()
    value, end = _value(raw, 0, 0, blind)
    if end != len(raw):
        raise Foreign("something follows the value")
    return value


def maybe(text: str | None) -> Any:
    """Read a stored value as WordPress does (``maybe_unserialize``): text that is not serialized is taken as it is."""
    if text is None or not _LOOKS.match(text.strip()) or text.strip()[-1] not in ";}":
        return text
    try:
        return loads(text.strip())
    except Foreign:
        if re.search(r"(?:^|[;{])[OCR]:", text):
            raise
        return False if text[:2] in ("a:", "s:") else text  # what PHP makes of a broken one


def pairs(text: str | None, *, blind: bool = False) -> dict[str, Any]:
    """An array that has names; empty where there is none."""
    value = loads(text.strip(), blind=True) if blind and text and text.startswith("a:") else maybe(text)
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    return {str(place): one for place, one in enumerate(cast("list[Any]", value))} if isinstance(value, list) else {}


def items(text: str | None) -> list[Any]:
    """The values of an array in their order; empty where there is none."""
    return list(pairs(text).values())


def _value(raw: bytes, at: int, depth: int, blind: bool) -> tuple[Any, int]:
    scalar = _SCALAR.match(raw, at)
    if scalar:
        return _scalar(scalar), scalar.end()
    thing = _OBJECT.match(raw, at) if blind else None
    if thing and depth < _DEEPEST:
        return None, _array(raw, thing.end(), int(thing[1]), depth, blind)[1]
    head = _COUNT.match(raw, at)
    if head is None or depth > _DEEPEST:
        raise Foreign("no value that is known")
    size = int(head[2])
    if head[1] == b"s":
        start, end = head.end() + 1, head.end() + 1 + size
        if raw[start - 1 : start] != b'"' or raw[end : end + 2] != b'";':
            raise Foreign("a text has another length")
        return raw[start:end].decode("utf-8", "replace"), end + 2
    return _array(raw, head.end(), size, depth, blind)


def _scalar(found: re.Match[bytes]) -> Any:
    null, flag, whole, real = found.groups()
    if null:
        return None
    if flag:
        return flag == b"1"
    return int(whole) if whole else float(real)


def _array(raw: bytes, at: int, size: int, depth: int, blind: bool) -> tuple[Any, int]:
    if raw[at : at + 1] != b"{":
        raise Foreign("an array does not begin")
    at += 1
    found: dict[Any, Any] = {}
    for _ in range(size):
        key, at = _value(raw, at, depth + 1, blind)
        if not isinstance(key, (int, str)):
            raise Foreign("no key of an array")
        found[key], at = _value(raw, at, depth + 1, blind)
    if raw[at : at + 1] != b"}":
        raise Foreign("an array does not end")
    if list(found) == list(range(len(found))):
        return list(found.values()), at + 1
    return {str(key): value for key, value in found.items()}, at + 1
