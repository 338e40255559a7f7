"""What the caller gave of a method's parameters, and the errors for values that a shop cannot store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from polycart.core.errors import ParameterError
from polycart.core.method import Params

P = TypeVar("P", bound=Params)


def only(p: P, given: frozenset[str]) -> P:
    """The parameters with ``None`` for those that the caller did not give: their defaults ask for nothing."""
    fields = msgspec.structs.fields(p.__class__)
    return p.__class__(**{f.name: getattr(p, f.name) if f.encode_name in given else None for f in fields})


def refuse(name: str, why: str) -> ParameterError:
    """The error for a value that cannot be stored."""
    return ParameterError(f"Parameter '{name}' is not valid. {why}")


def allowed(name: str, words: Iterable[str]) -> ParameterError:
    """The error for a word that is not among those that there are."""
    return refuse(
        name, f"The required type of parameter is string. The following values are allowed: {', '.join(words)}."
    )


def clash(name: str, others: Iterable[str]) -> ParameterError:
    """The error for parameters that exclude each other."""
    others = ",".join(f"'{other}'" for other in others)
    return ParameterError(f"Parameter '{name}' can't be used with parameter(s): {others}")


def listed(text: str | None) -> list[str]:
    """The parts of a comma string, without blanks around them and without empty ones."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]
