"""Reads the parameters out of an HTTP request: query, form and JSON body, merged into one nested mapping."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import msgspec
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from polycart.core.errors import ParameterError
from polycart.core.method import Method
from polycart.core.scalars import TWICE, Repeated

__all__ = ["MOST_BODY", "Repeated", "first", "merge", "read", "read_body", "read_pairs", "read_query"]

MOST_BODY = 8 * 1024 * 1024
MOST_QUERY_KEYS = 1000
MOST_FORM_KEYS = 20_000
MOST_BRACKETS = 20

# Only plain text encodings: some of Python's codecs take quadratic time.
_CHARSETS = frozenset({
    "ascii", "us-ascii", "utf8", "iso-8859-1", "latin-1", "latin1", "iso-8859-15", "windows-1250", "windows-1251",
    "windows-1252", "utf-16", "utf-16le", "utf-16be",
})  # fmt: skip

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")
_STEP = re.compile(r"\[([^\[\]]*)\]")

EMPTY_BODY = "Invalid request: 'raw_body' is either empty or not provided."

_decode = msgspec.json.Decoder().decode


def read(
    method: Method[Any, Any] | None, query: bytes, content_type: str, body: bytes, *, keys: Iterable[str] = ()
) -> dict[str, object]:
    """All parameters of a request to ``method`` (None where no such method is known) but ``keys`` in the query.

    Any verb may carry any of query, form and JSON body. Raises ``ParameterError`` for a request that cannot be read
    and for a parameter that stands in query and body with different values.
    """
    asked = read_query(query)
    for key in keys:
        asked.pop(key, None)
    sent = read_body(content_type, body)
    if not asked and not sent and method is not None and method.body:
        raise ParameterError(EMPTY_BODY)
    if not sent:
        return asked
    return merge(asked, sent) if asked else sent


def merge(query: Mapping[str, object], body: Mapping[str, object]) -> dict[str, object]:
    """The parameters of both; one that stands in both must have the same value."""
    merged = dict(query)
    for name, value in body.items():
        if name in query:
            if value is None:
                continue
            if _plain(value) != _plain(query[name]):
                raise ParameterError(f"Parameter '{name[:64]}' {TWICE}")
        merged[name] = value
    return merged


def _plain(value: object) -> object:
    """The value as a query would spell it, for comparison."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def read_query(query: bytes) -> dict[str, object]:
    """The parameters of a query string."""
    if not query:
        return {}
    if query.count(b"&") >= MOST_QUERY_KEYS:
        raise ParameterError(f"Invalid request: the query has more than {MOST_QUERY_KEYS} parameters.")
    return read_pairs(_urlencoded(query, "query"))


def first(query: bytes, name: bytes) -> str | None:
    """The first value of one plain parameter of a query, without reading the rest."""
    start = b"&" + name + b"="
    found, _, rest = (b"&" + query).partition(start)
    if len(found) > len(query):
        return None
    return unquote_to_bytes(rest.partition(b"&")[0].replace(b"+", b" ")).decode("utf-8", "replace")


def read_body(content_type: str, body: bytes) -> dict[str, object]:
    """The parameters of a body: a JSON object, or a form; without a content type it is told by its first byte."""
    if len(body) > MOST_BODY:
        raise ParameterError(f"Invalid request: the body is larger than {MOST_BODY // 1024 // 1024} MB.")
    if not body:
        return {}
    kind, options = parse_options_header(content_type) if content_type else ("", {})
    if kind == "multipart/form-data":
        return read_pairs(_multipart(body, options))
    body = _as_utf8(body, options.get("charset", "")).removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        return {}
    # curl -d sends JSON under the content type of a form.
    if kind == "application/x-www-form-urlencoded" and body[:1] not in b"{[":
        if body.count(b"&") >= MOST_FORM_KEYS:
            raise ParameterError(f"Invalid request: the form has more than {MOST_FORM_KEYS} parameters.")
        return read_pairs(_urlencoded(body, "form"))
    return _json(body)


def _as_utf8(body: bytes, charset: str) -> bytes:
    name = charset.strip().lower()
    if name in ("", "utf-8"):
        return body
    if name not in _CHARSETS:
        raise ParameterError(f"Invalid request: the charset '{name[:40]}' is not supported.")
    try:
        return body.decode(name).encode()
    except UnicodeError:
        raise ParameterError(f"Invalid request: the body is not valid {name}.") from None


def _json(body: bytes) -> dict[str, object]:
    try:
        value = _decode(body)
    except UnicodeDecodeError:
        raise ParameterError("Invalid request: the body is not valid UTF-8.") from None
    except RecursionError:
        raise ParameterError("Invalid request: the JSON body is nested too deep.") from None
    except msgspec.DecodeError as error:
        raise ParameterError(f"Invalid request: the body is not valid JSON ({error}).") from None
    if not isinstance(value, dict):
        raise ParameterError("Invalid request: the JSON body must be an object.")
    return value


def _urlencoded(encoded: bytes, place: str) -> Iterator[tuple[str, str]]:
    """The pairs of an urlencoded text."""
    try:
        text = encoded.decode()
        if "+" in text:
            text = text.replace("+", " ")
        escaped = "%" in text
        for pair in text.split("&"):
            name, _, value = pair.partition("=")
            if not pair:
                continue
            if escaped:
                yield unquote(name, errors="strict"), unquote(value, errors="strict")
            else:
                yield name, value
    except UnicodeDecodeError:
        raise ParameterError(f"Invalid request: the {place} is not valid UTF-8.") from None


def _multipart(body: bytes, options: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The fields of a multipart form; files are refused, since no method takes one."""
    boundary = options.get("boundary", "")
    if not boundary:
        raise ParameterError("Invalid request: the multipart form has no boundary.")
    name, value = "", bytearray()
    try:
        with PushMultipartParser(boundary.encode("latin-1"), max_segment_count=MOST_FORM_KEYS) as parser:
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    name = event.name or ""
                    if event.filename is not None:
                        raise ParameterError(f"Invalid request: '{name[:64]}' is a file; files are not accepted.")
                    value.clear()
                elif event is not None:
                    value += event
                else:
                    yield name, value.decode()
    except (MultipartError, UnicodeError, ValueError) as error:
        raise ParameterError(f"Invalid request: the multipart form cannot be read ({str(error)[:100]}).") from None


# -- arrays as PHP spells them ----------------------------------------------------------------------------------------


class _Array(dict[str, Any]):
    """An array under way: what ``x[]`` appends to is the number after the largest so far."""

    __slots__ = ("next",)

    def __init__(self) -> None:
        super().__init__()
        self.next = 0

    def key(self, step: str) -> str:
        """The key that a step in brackets means; empty brackets take the next number."""
        if not step:
            step = str(self.next)
        if step.isdecimal() and step.isascii() and len(step) < 10:
            self.next = max(self.next, int(step) + 1)
        return step


def read_pairs(pairs: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Nested values from flat pairs: ``x=1&x=2``, ``x[]=1``, ``x[0][k]=1``; lists where the keys are 0, 1, 2 …."""
    found: dict[str, Any] = {}
    arrays = False
    for name, value in pairs:
        if "[" in name and (split := _KEY.fullmatch(name)) is not None:
            _place(found, split[1], _STEP.findall(split[2]), value)
            arrays = True
        elif name not in found:
            found[name] = value
        else:
            before = found[name]
            if type(before) is Repeated:
                before.append(value)
            elif type(before) is _Array:
                raise ParameterError(f"Parameter '{name[:64]}' {TWICE}")
            else:
                found[name] = Repeated((before, value))
    return {name: _finished(value) for name, value in found.items()} if arrays else found


def _place(found: dict[str, Any], name: str, steps: list[str], value: str) -> None:
    """Put ``value`` where the bracketed ``steps`` below ``name`` lead."""
    if len(steps) > MOST_BRACKETS:
        raise ParameterError(
            f"Parameter '{name[:64]}' is not valid. It is nested more than {MOST_BRACKETS} levels deep."
        )
    at = found.setdefault(name, _Array())
    for step in steps[:-1]:
        if type(at) is not _Array:
            raise ParameterError(f"Parameter '{name[:64]}' {TWICE}")
        at = at.setdefault(at.key(step), _Array())
    if type(at) is not _Array:
        raise ParameterError(f"Parameter '{name[:64]}' {TWICE}")
    key = at.key(steps[-1])
    if at.setdefault(key, value) != value:
        raise ParameterError(f"Parameter '{name[:64]}' {TWICE}")


def _finished(value: Any) -> Any:
    """Arrays with the keys 0, 1, 2 … as lists, others as objects."""
    if type(value) is not _Array:
        return value
    if all(str(at) == key for at, key in enumerate(value)):
        return [_finished(child) for child in value.values()]
    return {key: _finished(child) for key, child in value.items()}
