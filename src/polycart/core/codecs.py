"""How single values travel between a platform and the contract: each codec reads one way and writes the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from math import isfinite
from typing import Any, cast

import msgspec

from polycart.api.entities import DateTime
from polycart.core.dates import parse_date

FORMAT = "Y-m-d\\TH:i:sO"

Scalar = str | int | float | bool | None


class Codec(msgspec.Struct, frozen=True):
    """``load`` reads a native value, ``dump`` writes one; ``native`` is the JSON type that the platform sends.

    ``inline`` is the source of ``load`` with ``{x}`` for the value, where that is cheaper than a call; ``{load}`` in it
    is the call, for the values that are not the usual ones.
    """

    load: Callable[[Any], Any]
    dump: Callable[[Any], Any]
    native: Any = Any
    inline: str | None = None


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _number(value: Any) -> float | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if isfinite(number) else None


def _integer(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _spelled(value: float) -> str:
    """A number in plain decimal notation, as shops expect their prices: ``20``, ``18.5``, never ``1e-05``."""
    spelled = format(value, ".10f").rstrip("0").rstrip(".")
    return spelled or "0"


def _boolean(value: Any) -> bool | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, bool) else str(value).lower() in {"1", "true", "yes", "on"}


plain = Codec(_same, _same, Any, "{x}")
text = Codec(_text, _text, Scalar, "({x} if {x}.__class__ is str or {x} is None else str({x}))")
string = Codec(_same, _same, str | None, "{x}")
integer = Codec(_integer, _same, Scalar, "({x} if {x} is None or {x}.__class__ is int else {load}({x}))")
decimal = Codec(_number, _spelled, Scalar, "(None if {x} is None or {x} == '' else {load}({x}))")
number = Codec(_number, _same, Scalar)
boolean = Codec(_boolean, _same, Scalar, "({x} if {x} is None or {x}.__class__ is bool else {load}({x}))")


def _ids(value: Any) -> list[str]:
    return list(map(str, cast("list[Any]", value))) if isinstance(value, list) else []


ids = Codec(
    _ids,
    lambda value: [part.strip() for part in value.split(",")],
    list[Any] | None,
    "({load}({x}) if {x} else [])",
)
"""A list of ids: strings in the contract's results, a comma string in its parameters."""

comma = Codec(_same, lambda value: ",".join(part.strip() for part in str(value).split(",")), Scalar)
"""A comma string that the platform takes as it is."""


def enum(table: Mapping[str, Any], *, other: Any = None) -> Codec:
    """Values that are named differently: ``table`` gives the contract's value for each native one."""
    back = {value: key for key, value in reversed(list(table.items()))}
    return Codec(lambda native: table.get(native, other), lambda value: back.get(value, value), Scalar)


def date_time(moment: datetime) -> DateTime:
    """A moment as the contract writes it."""
    return DateTime(value=moment.strftime("%Y-%m-%dT%H:%M:%S%z"), format=FORMAT)


def moment(zone: tzinfo = UTC) -> Codec:
    """A moment written as ISO 8601; one without an offset is in ``zone``."""

    def load(value: Any) -> DateTime | None:
        if not value or not isinstance(value, str) or value.startswith("0000"):
            return None
        if zone is UTC and len(value) == 19:  # 2026-11-21T00:23:29, the usual spelling, needs no parsing
            return DateTime(value=value.replace(" ", "T") + "+0000", format=FORMAT)
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            return None
        return date_time(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))

    def dump(value: Any) -> str:
        return parse_date(str(value)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

    return Codec(load, dump, str | bool | None, "({load}({x}) if {x} else None)")


stamp = moment()
"""A moment in UTC without an offset, ``2026-11-21T00:23:29``."""
