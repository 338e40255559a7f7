"""The parts of a statement from the wire, each with its shape checked."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from polycart.sandbox.bridge.refusals import need

_OBJECT = re.compile(r"(^|[{;:])\s*[OC]:\+?\d+:[\"']")


def text(source: Any, name: str) -> str:
    """A text of a structure; '' where there is none."""
    found = source.get(name) if isinstance(source, dict) else None
    return found if isinstance(found, str) else ""


def items(source: Any, name: str, *, needed: bool = False) -> list[Any]:
    """A part that is a list; ``needed`` says that it must not be empty."""
    found = source.get(name)
    found = [] if found is None else list(found.values()) if isinstance(found, dict) else found
    need(
        isinstance(found, list) and (found or not needed),
        "statement",
        f"The part {name} must be a list that is not empty.",
    )
    return found


def named(source: Any, name: str) -> dict[str, Any]:
    """A part that is an object and not empty."""
    found = source.get(name)
    need(isinstance(found, dict | list) and found, "statement", f"The part {name} must be a list that is not empty.")
    return found if isinstance(found, dict) else {str(place): one for place, one in enumerate(found)}


def whole(source: Any, name: str, otherwise: int) -> int:
    """A part that is a number."""
    found = source.get(name)
    found = otherwise if found is None else found
    need(type(found) is int and found >= 0, "statement", f"The part {name} must be a number.")
    return found


def only(source: Any, names: Collection[str]) -> None:
    """Refuse a part that is not known."""
    good = isinstance(source, dict) and set(source) <= set(names)
    need(good, "statement", "A statement has a part that is not known.")


def writes(statements: Any, most: int) -> bool:
    """Whether any of the statements writes; their outer shape is checked on the way."""
    good = isinstance(statements, list) and statements and len(statements) <= most
    need(good, "statement", "Statements must be a list that is neither empty nor too long.")
    kinds = {text(one, "do") for one in statements}
    need(kinds <= {"select", "insert", "update", "delete"}, "statement", "A statement has no do that is known.")
    return kinds != {"select"}


def harmless(value: Any) -> None:
    """Refuse a text that PHP would bring to life as an object."""
    if isinstance(value, str) and (":" in value):
        need(_OBJECT.search(value) is None, "object", "A value holds an object that PHP would bring to life.")
