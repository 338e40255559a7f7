"""Values between JSON, MySQL's columns and SQLite: what is kept of a value, what is compared, what is answered."""

from __future__ import annotations

import base64
import re
import sqlite3
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from polycart.sandbox.bridge.refusals import Refused
from polycart.sandbox.bridge.schema import Column

Render = Callable[[Any], Any]
_NUMBER = re.compile(r"[ \t\n\r\f\v]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?)")
_MOMENT = re.compile(
    r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[ T]+(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}))?(?:\.\d*)?)?)(\s*)", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?()", re.ASCII)
_DAY = 10**6
_SPANS = (
    (101, 691231, 20_000_000, _DAY),
    (700101, 991231, 19_000_000, _DAY),
    (10000101, 99991231, 0, _DAY),
    (101 * _DAY, 691231235959, 20_000_000 * _DAY, 1),
    (700101 * _DAY, 991231235959, 19_000_000 * _DAY, 1),
    (10000101 * _DAY, 99991231235959, 0, 1),
)
"""The numbers that are moments, from and to, what is added for the century, and the factor for the time."""
_BASES = {"ß": "S", "Æ": "AE", "æ": "AE", "Ø": "O", "ø": "O", "đ": "D", "Đ": "D", "ł": "L", "Ł": "L"}


@lru_cache(65536)
def folded(text: str) -> str:
    """A text without case and accents, as the collations that shops use compare it."""
    if text.isascii():
        return text.upper()
    return "".join(_letter(letter) for letter in text)


@lru_cache(4096)
def _letter(letter: str) -> str:
    if letter in _BASES:
        return _BASES[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    upper = base.upper()
    return upper if len(upper) == 1 else base


def compared(left: str, right: str) -> int:
    """The collation MYSQL; spaces at the end do not count."""
    if left == right:
        return 0
    one, other = folded(left).rstrip(" "), folded(right).rstrip(" ")
    return (one > other) - (one < other)


@lru_cache(1024)
def _pattern(text: str, exact: bool) -> re.Pattern[str]:
    parts: list[str] = []
    escaped = False
    for letter in text if exact else folded(text):
        if escaped or letter not in "\\%_":
            parts.append(re.escape(letter))
            escaped = False
        elif letter == "\\":
            escaped = True
        else:
            parts.append(".*" if letter == "%" else ".")
    return re.compile("".join(parts) + (r"\\" if escaped else ""), re.DOTALL)


def like(text: Any, pattern: Any) -> bool | None:
    """LIKE without case and accents; the backslash escapes."""
    if text is None or pattern is None:
        return None
    return _pattern(str(pattern), False).fullmatch(folded(_text(text))) is not None


def like_exactly(text: Any, pattern: Any) -> bool | None:
    """LIKE for columns that tell case apart."""
    if text is None or pattern is None:
        return None
    return _pattern(_text(pattern), True).fullmatch(_text(text)) is not None


def _text(value: Any) -> str:
    if isinstance(value, float):
        return json_number(value)
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def number(value: Any) -> float | int | None:
    """What MySQL takes a value for beside a number: how it begins, or 0."""
    if value is None or isinstance(value, int | float):
        return value
    match = _NUMBER.match(_text(value))
    if match is None:
        return 0
    whole = match[1].lstrip("+")
    return int(whole) if whole.lstrip("-").isdigit() else float(whole)


def whole(value: Any) -> int | None:
    """A sum as a column of whole numbers keeps it: to the even one of two."""
    return None if value is None else round(value)


def prepare(connection: sqlite3.Connection) -> None:
    """Teach SQLite what MySQL knows."""
    connection.create_collation("MYSQL", compared)
    connection.create_function("polycart_like", 2, like, deterministic=True)
    connection.create_function("polycart_like_exactly", 2, like_exactly, deterministic=True)
    connection.create_function("polycart_whole", 1, whole, deterministic=True)
    connection.create_function("polycart_text", 2, decimal_text, deterministic=True)
    connection.create_function("polycart_moment", 1, compared_moment, deterministic=True)
    connection.create_function("polycart_number", 1, number, deterministic=True)


def json_number(value: float) -> str:
    """A number as PHP writes it in JSON, which is how the bridge binds it."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def moment(value: Any) -> str | None:
    """A day and time as MySQL reads it, which knows a 30th of February; ``None`` where a value is none."""
    text = _digits(value) if isinstance(value, int) else str(value)
    if text == "0":
        return "0000-00-00 00:00:00"
    match = _MOMENT.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(one or 0) for one in match.groups()[:6])
    if hour > 23 or minute > 59 or second > 59 or month > 12 or day > 31:
        return None
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"


def _digits(number: int) -> str:
    """A number with all digits of a moment, where it is one with a short year or without a time; empty where none.

    ``number_to_datetime`` in MariaDB's sql-common/my_time.c: 101 is the first of January 2000.
    """
    if number == 0:
        return "0"
    found = next(((left, times) for first, last, left, times in _SPANS if first <= number <= last), None)
    return "" if found is None else f"{(number + found[0]) * found[1]:014}"


def decimal_text(value: Any, scale: int) -> str | None:
    """A decimal as text, with its places."""
    return None if value is None else format(value, f".{scale}f")


def compared_moment(value: Any) -> str | None:
    """A value as a day and time; what is none is the zero of them."""
    return None if value is None else moment(_text(value)) or "0000-00-00 00:00:00"


def cut(number: int) -> Refused:
    """The refusal of a value of which the database would keep only a part."""
    return Refused("cut", "A value does not fit its column.", errno=number)


def kept(column: Column, value: Any) -> Any:
    """What a column keeps of a value; raises ``Refused`` where that would be only a part of it."""
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, float):
        value = json_number(value)
    match column.kind:
        case "int":
            return _whole(column, value)
        case "decimal":
            return _decimal(column, value)
        case "float":
            return _float(value)
        case "text":
            return _fitting(column, str(value))
        case "enum":
            return _choice(column, value)
        case "binary":
            return _bytes(column, value)
        case _:
            return _moment(column, value)


def _exact(value: Any) -> tuple[Decimal, bool]:
    """A number, and whether that is all that a value holds."""
    if isinstance(value, int):
        return Decimal(value), True
    match = _NUMBER.match(value)
    if match is None:
        raise cut(1366)
    return Decimal(match[1]), match.end() == len(value)


def _whole(column: Column, value: Any) -> int:
    exact, all_of_it = _exact(value)
    found = int(exact.to_integral_value(ROUND_HALF_UP))
    least, most = column.range
    if not least <= found <= most:
        raise cut(1264)
    if not all_of_it:
        raise cut(1265)
    return found


def _decimal(column: Column, value: Any) -> float:
    exact, all_of_it = _exact(value)
    rounded = exact.quantize(Decimal(1).scaleb(-column.scale), ROUND_HALF_UP)
    if abs(rounded) >= Decimal(10) ** (column.length - column.scale) or (column.unsigned and rounded < 0):
        raise cut(1264)
    if rounded != exact or not all_of_it:
        raise cut(1265)
    return float(rounded)


def _float(value: Any) -> float:
    exact, all_of_it = _exact(value)
    if not all_of_it:
        raise cut(1265)
    return float(exact)


def _fitting(column: Column, text: str) -> str:
    text = text.rstrip(" ") if column.type == "char" else text
    size = len(text) if column.type in ("char", "varchar") else len(text.encode())
    if size > column.length:
        raise cut(1265)
    return text


def _choice(column: Column, value: Any) -> str:
    if isinstance(value, int):
        if 0 < value <= len(column.choices):
            return column.choices[value - 1]
        raise cut(1265)
    wanted = folded(value).rstrip(" ")
    if value.isdigit() and value not in column.choices:
        return _choice(column, int(value))
    for choice in column.choices:
        if folded(choice).rstrip(" ") == wanted:
            return choice
    raise cut(1265)


def _bytes(column: Column, value: Any) -> bytes:
    data = value if isinstance(value, bytes) else str(value).encode()
    if len(data) > column.length:
        raise cut(1265)
    return data.ljust(column.length, b"\0") if column.type == "binary" else data


def _moment(column: Column, value: Any) -> str:
    if column.kind == "time":
        return str(value)
    found = moment(value)
    if found is None or not _in_calendar(found) or (column.kind == "date" and not found.endswith("00:00:00")):
        raise cut(1265)
    return found[:10] if column.kind == "date" else found


def _in_calendar(found: str) -> bool:
    """Whether there is such a day; one whose month or day is 0 may be kept."""
    year, month, day = int(found[:4]), int(found[5:7]), int(found[8:10])
    return not (month and day) or day <= monthrange(max(year, 1), month)[1]


def beside(column: Column, value: Any) -> Any:
    """A value as it is compared with a column of this kind."""
    if value is None:
        return None
    if column.kind in ("int", "decimal", "float"):
        return number(value)
    if column.kind == "binary":
        return str(value).encode()
    if column.kind in ("date", "datetime"):
        found = moment(value) or "0000-00-00 00:00:00"
        return found[:10] if column.kind == "date" and found.endswith("00:00:00") else found
    return str(value)


def rendered(column: Column) -> Render | None:
    """How a column's values are answered; ``None`` where they are as SQLite gives them."""
    if column.kind == "decimal":
        return places(column.scale)
    if column.kind == "float":
        return single if column.type == "float" else double
    return blob if column.kind == "binary" else None


def places(scale: int) -> Render:
    """Numbers as texts with this many places."""
    pattern = f".{scale}f"

    def render(value: Any) -> Any:
        if value is None or (scale == 0 and isinstance(value, int)):
            return None if value is None else str(value)
        return format(value + 0.0, pattern)

    return render


def double(value: Any) -> Any:
    """A number as PHP writes it in JSON: whole ones without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def single(value: Any) -> Any:
    """A number of few digits."""
    return None if value is None else double(float(f"{value:.6g}"))


def blob(value: Any) -> Any:
    """Bytes as text, or as base64 where they are none."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}
