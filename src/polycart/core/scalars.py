"""Readers of single values (text, numbers, booleans, dates, closed sets), and what is said of one that does not fit."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, cast

from msgspec import inspect

from polycart.core.dates import is_date_name, parse_date
from polycart.core.errors import ParameterError, PolycartError

Reader = Callable[[Any], Any]

MOST_TEXT = 1_048_576
"""Characters in one string; file contents sent inside JSON (``content``) are bounded by the body alone."""

_INT = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_FLOAT = re.compile(r"[+-]?(?:\d{1,320}(?:\.\d{0,320})?|\.\d{1,320})(?:[eE][+-]?\d{1,4})?", re.ASCII)
LEAST_INT, MOST_INT = -(2**63), 2**63 - 1

_BOOLEANS: Mapping[str, bool] = {
    "true": True, "True": True, "TRUE": True, "1": True,
    "false": False, "False": False, "FALSE": False, "0": False,
}  # fmt: skip

# Strings that the contract describes as comma lists; an array is accepted for them and joined.
_COMMAS = re.compile(
    r"(?:\w+_)?(?:ids|tags|keywords|scopes)|params|exclude|fields|find_(?:where|params)|group_prices|option_values"
)


class Repeated(list[Any]):
    """The values of a query parameter that was given more than once."""


class Wrong(Exception):
    """A value that does not fit; ``path`` to it is collected on the way out, innermost step first."""

    def __init__(self, rest: str, *, lead: str = "Parameter", kind: type[PolycartError] = ParameterError) -> None:
        super().__init__(rest)
        self.rest = rest
        self.lead = lead
        self.kind = kind
        self.path: list[str | int] = []

    def error(self) -> PolycartError:
        """The error with its sentence; a place inside a list is named by its field and 1-based positions."""
        name, places, inside = "", "", True
        for step in reversed(self.path):
            if isinstance(step, int):
                places, inside = f"{places}_{step + 1}", True
            else:
                step = step if len(step) <= 64 else step[:61] + "..."
                name, inside = step if inside else f"{name}.{step}", False
        return self.kind(f"{self.lead} '{name}{places}' {self.rest}")


def typed(word: str) -> str:
    return f"is not valid. The required type of parameter is {word}"


ARRAY = typed("an array.")
OBJECT = typed("an object.")
DATE = typed("a date string in 'Y-m-d\\TH:i:sO' ISO_8601 format.")
TOO_LONG = f"is not valid. A value may have at most {MOST_TEXT} characters."
TWICE = "is given more than once with different values."


def empty() -> Wrong:
    return Wrong("can not be empty.", lead="The value of parameter")


def unknown(name: str, known: Iterable[str]) -> Wrong:
    """The complaint about a parameter that does not exist, with the nearest one that does."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.7) if len(name) <= 64 else []
    return Wrong(f"is unknown. Did you mean '{near[0]}'?" if near else "is unknown.")


def _scalar(value: Any, again: Reader, word: str) -> Any:
    """The second chance of a scalar: refuse, or read the one value that a repeated key always had."""
    if value == "":
        raise empty()
    if type(value) is Repeated:
        values = cast("list[Any]", value)
        if any(other != values[0] for other in values):
            raise Wrong(TWICE)
        return again(values[0])
    raise Wrong(typed(word))


def _ranged(reader: Reader, kind: inspect.IntType | inspect.FloatType) -> Reader:
    """The reader, held to the limits of the type."""
    low = kind.ge if kind.ge is not None else kind.gt
    high = kind.le if kind.le is not None else kind.lt
    if low is None and high is None:
        return reader
    above = kind.ge is None and kind.gt is not None
    below = kind.le is None and kind.lt is not None
    if low is not None and high is not None and not above and not below:
        words = f"{low}..{high}"
    else:
        lowest = [] if low is None else [f"greater than {low}" if above else f"{low} or more"]
        highest = [] if high is None else [f"less than {high}" if below else f"{high} or less"]
        words = " and ".join(lowest + highest)
    least, most = -math.inf if low is None else low, math.inf if high is None else high

    def ranged(value: Any) -> Any:
        number = reader(value)
        if number < least or number > most or (above and number == least) or (below and number == most):
            raise Wrong(f"is not valid. Allowed values: {words}.")
        return number

    return ranged


def _integer(value: Any) -> int:
    if type(value) is int:
        number = value
    elif (type(value) is str and _INT.fullmatch(value)) or (
        type(value) is float and value.is_integer() and abs(value) < 2**53
    ):
        number = int(value)
    else:
        return _scalar(value, _integer, "integer")
    if LEAST_INT <= number <= MOST_INT:
        return number
    raise Wrong(typed("integer"))


def _decimal(value: Any) -> float:
    if type(value) is float:
        number = value
    elif type(value) is int:
        number = float(value) if LEAST_INT <= value <= MOST_INT else math.inf
    elif type(value) is str and _FLOAT.fullmatch(value):
        number = float(value)
    else:
        return _scalar(value, _decimal, "decimal")
    if math.isfinite(number):
        return number
    raise Wrong(typed("decimal"))


def _exact(value: Any) -> Decimal:
    _decimal(value)
    return Decimal(str(value[0] if type(value) is Repeated else value))


def _boolean(value: Any) -> bool:
    if type(value) is bool:
        return value
    if type(value) is str:
        known = _BOOLEANS.get(value)
        if known is not None:
            return known
    elif type(value) is int and (value == 0 or value == 1):
        return value == 1
    return _scalar(value, _boolean, "boolean")


def _text(value: Any) -> str:
    if type(value) is str:
        if len(value) > MOST_TEXT:
            raise Wrong(TOO_LONG)
        return value
    if type(value) is int and LEAST_INT <= value <= MOST_INT:
        return str(value)
    if type(value) is float and math.isfinite(value):
        return repr(value).removesuffix(".0")
    return _scalar(value, _text, "string")


def _content(value: Any) -> str:
    return value if type(value) is str else _text(value)


def in_order(value: dict[str, Any]) -> list[Any] | None:
    """The elements of a PHP array whose keys are numbers with gaps; None where a key is a word."""
    if value and all(key.isdecimal() and len(key) < 10 for key in value):
        return [value[key] for key in sorted(value, key=int)]
    return None


def _commas(value: Any) -> str:
    if type(value) is str and len(value) <= MOST_TEXT:
        return value
    if isinstance(value, dict):
        value = in_order(cast("dict[str, Any]", value))
    if not isinstance(value, list):
        return _text(value)
    values = cast("list[Any]", value)
    words: list[str] = []
    for at, item in enumerate(values):
        try:
            word = _text(item)
            # A repeated key may itself hold a list (ids=1,2&ids=3); in an array a comma would split the value.
            if "," in word and type(values) is not Repeated:
                raise Wrong("is not valid. A value of a comma separated list can not hold a comma.")
        except Wrong as wrong:
            wrong.path.append(at)
            raise
        words.append(word)
    return ",".join(words)


def _date(value: Any) -> str:
    if type(value) is not str:
        if type(value) is Repeated:
            return cast("str", _scalar(value, _date, "string"))
        raise Wrong(DATE)
    if value == "":
        raise empty()
    try:
        parse_date(value)
    except ValueError:
        raise Wrong(DATE) from None
    return value


def _measured(reader: Reader, kind: inspect.StrType) -> Reader:
    """The reader, held to the length and pattern of the type."""
    least, most, pattern = kind.min_length or 0, kind.max_length, kind.pattern
    if not least and most is None and pattern is None:
        return reader
    search = re.compile(pattern).search if pattern is not None else None

    def measured(value: Any) -> str:
        text = reader(value)
        if text == "" and least:
            raise empty()
        if len(text) < least or (most is not None and len(text) > most):
            words = f"{least}..{most}" if most is not None else f"{least} or more"
            raise Wrong(f"is not valid. Allowed number of characters: {words}.")
        if search is not None and not search(text):
            raise Wrong(f"is not valid. The value must match the pattern '{pattern}'.")
        return text

    return measured


def _string(kind: inspect.StrType, name: str) -> Reader:
    if is_date_name(name):
        return _date
    if name == "content":
        return _content
    return _measured(_commas if _COMMAS.fullmatch(name) else _text, kind)


def _enum(values: Iterable[Any]) -> Reader:
    """A reader of a closed set; members of an ``Enum`` are given by their values."""
    known = {str(getattr(value, "value", value)): value for value in values}
    rest = typed("enum. One of the following values are allowed: ") + ", ".join(known) + "."

    def enum(value: Any) -> Any:
        if type(value) is Repeated:
            return _scalar(value, enum, "enum")
        text = str(value) if type(value) in (str, int) else ""
        if text in known:
            return known[text]
        if value == "":
            raise empty()
        raise Wrong(rest)

    return enum


def scalar_reader(kind: inspect.Type, name: str) -> Reader | None:
    """The reader of a type of single values for the parameter called ``name``; None for any other type."""
    if isinstance(kind, inspect.StrType):
        return _string(kind, name)
    if isinstance(kind, inspect.IntType):
        return _ranged(_integer, kind)
    if isinstance(kind, inspect.FloatType):
        return _ranged(_decimal, kind)
    if isinstance(kind, inspect.BoolType):
        return _boolean
    if isinstance(kind, inspect.DecimalType):
        return _exact
    if isinstance(kind, inspect.LiteralType):
        return _enum(kind.values)
    if isinstance(kind, inspect.EnumType):
        return _enum(kind.cls)
    return None
