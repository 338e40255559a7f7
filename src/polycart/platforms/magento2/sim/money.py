"""Money as PHP computes it: halves away from zero, and rounding that carries what it lost to the next amount."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from polycart.platforms.magento2.sim.wire import Json, number

CENT = Decimal("0.01")


def cents(value: Any) -> int | float:
    """An amount to the cent, as it is written."""
    # What binary fractions add at the far end must not decide which way a half goes.
    exact = round(Decimal(repr(float(value or 0))), 10)
    return number(float(exact.quantize(CENT, ROUND_HALF_UP)))


def amount(record: Json, name: str) -> float:
    """A number of a record, 0 where it has none."""
    return float(record.get(name) or 0)


def added(record: Json, name: str, value: float) -> None:
    """Add to a sum of a record."""
    record[name] = cents(amount(record, name) + value)


class Carry:
    """Rounds amounts one after another, each kind passing its remainder on (`Magento\\Framework\\Math\\Calculator`)."""

    def __init__(self) -> None:
        self._left: dict[str, float] = {}

    def rounded(self, value: float, kind: str = "regular") -> int | float:
        """The amount to the cent, with what earlier ones of its kind have left over."""
        if not value:
            return 0
        whole = value + self._left.get(kind, 0.0)
        made = cents(whole)
        self._left[kind] = whole - made
        return made
