"""Reading what a callback answers, field by field: what is wrong is said in the reference's sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, cast

import msgspec

from polycart.core.errors import ParameterError
from polycart.core.live_shipping import Rate

MOST_RATES = 100
LONGEST = 255


def _decimal(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def _integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 33


def _string(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST


Kind = tuple[str, Callable[[Any], bool]]

DECIMAL: Kind = ("decimal", _decimal)
STRING: Kind = (f"string of at most {LONGEST} characters", _string)
TIMESTAMP: Kind = ("integer", _integer)

REQUIRED: dict[str, Kind] = {"name": STRING, "code": STRING, "total_cost": DECIMAL}
OPTIONAL: dict[str, Kind] = {
    "description": STRING,
    "currency": ("string of three letters", lambda value: isinstance(value, str) and _letters(value)),
    "min_delivery_timestamp": TIMESTAMP,
    "max_delivery_timestamp": TIMESTAMP,
    "taxable": ("boolean", lambda value: isinstance(value, bool)),
    "tax_value": DECIMAL,
}


def _letters(value: str) -> bool:
    return len(value) == 3 and value.isascii() and value.isalpha()


class BadResponse(ParameterError):
    """What a callback has answered can not be used."""

    def __init__(self, words: str) -> None:
        super().__init__(f"Bad Response. {words}")


def read(body: bytes, packages: Iterable[str]) -> dict[str, list[Rate]]:
    """The rates of each package; there must be one object for each, whose rates may be none."""
    try:
        answered = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadResponse("It is empty." if not body.strip() else "It is not JSON.") from None
    if not isinstance(answered, dict):
        raise BadResponse("It must be a JSON object.")
    wanted = list(packages)
    found: dict[str, list[Rate]] = {}
    for place, one in enumerate(_list(cast("dict[str, Any]", answered), "packages_rates", "packages_rates")):
        at = f"packages_rates->{place}"
        known = _object(one, at)
        id = known.get("package_id")
        if not isinstance(id, str):
            raise _wrong(f"{at}->package_id", "string")
        if id not in wanted or id in found:
            raise BadResponse(f'Field "{at}->package_id" must be the id of a package, each once.')
        found[id] = rates(_list(known, "rates", f"{at}->rates"))
    if missing := [id for id in wanted if id not in found]:
        raise BadResponse(f'Field "packages_rates" has no object for package "{missing[0]}".')
    return {id: found[id] for id in wanted}


def rates(rows: list[Any]) -> list[Rate]:
    """The rates of one package."""
    if len(rows) > MOST_RATES:
        raise BadResponse(f'Field "rates" has more than {MOST_RATES} elements.')
    return [rate(row, f"rates->{place}") for place, row in enumerate(rows)]


def rate(row: Any, at: str) -> Rate:
    """One rate; fields of other names are left to whoever sent them."""
    known = _object(row, at)
    for name, (kind, fits) in (REQUIRED | OPTIONAL).items():
        value = known.get(name)
        if value is None and name in OPTIONAL:
            continue
        if name not in known:
            raise BadResponse(f'Field "{at}->{name}" is required.')
        if not fits(value):
            raise _wrong(f"{at}->{name}", kind)
        if name in REQUIRED and value == "":
            raise BadResponse(f'Field "{at}->{name}" is empty.')
    return Rate(**{name: known[name] for name in REQUIRED | OPTIONAL if known.get(name) is not None})


def _list(known: dict[str, Any], name: str, at: str) -> list[Any]:
    if name not in known:
        raise BadResponse(f'Field "{at}" is required.')
    if not isinstance(known[name], list):
        raise _wrong(at, "array")
    return known[name]


def _object(value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(at, "object")
    return cast("dict[str, Any]", value)


def _wrong(at: str, kind: str) -> BadResponse:
    return BadResponse(f'Field "{at}" has wrong type. It must be {kind}')
