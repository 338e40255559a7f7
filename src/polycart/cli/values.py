"""Reads what is written on the command line: ``name=value``, ``name:=JSON``, ``@file.json``, and secrets."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import msgspec

_PAIR = re.compile(r"(?P<name>[A-Za-z_][\w.\-]*)(?P<kind>:?=)(?P<value>.*)", re.DOTALL)


def arguments(words: Iterable[str]) -> dict[str, Any]:
    """The parameters of a call; a name given more than once is a list."""
    from polycart.core.validation import Repeated

    found: dict[str, Any] = {}
    for word in words:
        if word.startswith("@"):
            found |= _body(word[1:])
            continue
        name, kind, value = _split(word)
        read = _json(value, f"The value of '{name}'") if kind == ":=" else value
        if name in found:
            before = found[name]
            found[name] = Repeated([*before, read]) if isinstance(before, Repeated) else Repeated([before, read])
        else:
            found[name] = read
    return found


def settings(words: Iterable[str]) -> dict[str, Any]:
    """Credentials; ``name=@file`` and ``name=env:VARIABLE`` keep a secret out of the command line."""
    found: dict[str, Any] = {}
    for word in words:
        name, kind, value = _split(word)
        if kind == ":=":
            found[name] = _json(value, f"The value of '{name}'")
        elif value.startswith("@"):
            found[name] = _text(value[1:]).strip()
        elif value.startswith("env:"):
            if (told := os.environ.get(value[4:])) is None:
                raise click.UsageError(f"The environment has no variable {value[4:]}.")
            found[name] = told
        else:
            found[name] = value
    return found


def _split(word: str) -> tuple[str, str, str]:
    pair = _PAIR.fullmatch(word)
    if pair is None:
        raise click.UsageError(f"'{word[:80]}' is not understood; write name=value, name:=JSON or @file.json.")
    return pair["name"], pair["kind"], pair["value"]


def _body(path: str) -> dict[str, Any]:
    body = _json(_text(path), f"The file {path}")
    if not isinstance(body, dict):
        raise click.UsageError(f"The file {path} does not hold a JSON object.")
    return body


def _text(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise click.UsageError(f"The file {path} can not be read: {reason}.") from None


def _json(text: str, what: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise click.UsageError(f"{what} is not JSON: {error}.") from None
