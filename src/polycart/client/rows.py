"""Entities as the rows of a table: nested objects laid flat, values in words, formulas made harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MOMENT = {"value", "format", "additional_fields", "custom_fields"}


def flat(value: Mapping[str, Any], lead: str = "") -> dict[str, Any]:
    """A nested object as one row: ``price.amount``; dates as their value, plain lists joined by commas."""
    row: dict[str, Any] = {}
    for name, item in value.items():
        if isinstance(item, Mapping):
            if set(item) <= _MOMENT and "value" in item:
                row[lead + name] = item["value"]
            else:
                row |= flat(item, f"{lead}{name}.")
        elif isinstance(item, list | tuple) and not any(isinstance(one, dict | list) for one in item):
            row[lead + name] = ", ".join(map(cell, item))
        else:
            row[lead + name] = item
    return row


def cell(value: Any) -> str:
    """A value in words; what is nested is JSON. Control characters of a shop's text do not reach the terminal."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = msgspec.json.encode(value).decode() if isinstance(value, dict | list) else str(value)
    return _CONTROLS.sub(" ", text)


def columns(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of all columns, in the order in which they first come."""
    return list(dict.fromkeys(name for row in rows for name in row))


def inert(value: Any) -> str:
    """A value for CSV; a text that a spreadsheet would run as a formula is quoted by an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = cell(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in "=+-@\t\r" and text[:1] else text
