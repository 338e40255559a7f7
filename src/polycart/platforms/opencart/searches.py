"""What lists have in common: conditions of dates and words, orders, and finding by a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from polycart.core.bridge.tables import Condition
from polycart.core.emulate import FIND_PARAMS, matches
from polycart.platforms.opencart.values import allowed, like


def order(sorts: Mapping[str, str], by: str, direction: str, tie: str) -> list[str]:
    """The order of a list; what is equal is in the order of ids."""
    if by not in sorts:
        raise allowed("sort_by", sorts)
    if direction not in ("asc", "desc"):
        raise allowed("sort_direction", ("asc", "desc"))
    column = sorts[by]
    minus = "-" if direction == "desc" else ""
    return [minus + column] if column == tie else [minus + column, tie]


def named(given: str | None, table: Mapping[str, Any] | Sequence[str], name: str) -> list[str]:
    """The words of a comma string, each of which must be known."""
    found = [word.strip() for word in (given or "").split(",") if word.strip()]
    if any(word not in table for word in found):
        raise allowed(name, table)
    return found


def holding(value: str, places: Mapping[str, str], where: str | None) -> Condition:
    """The condition that one of some places holds a text."""
    chosen = named(where, places, "find_where") or list(places)
    return {"any": [[places[name], "like", like(value)] for name in chosen]}


def candidates(value: str, places: Mapping[str, str], chosen: Sequence[str], how: str | None) -> list[Condition]:
    """Conditions that leave all that ``matches`` may find, and little else; none for patterns and single words."""
    if {"regex", "any_words"} & set(named(how, FIND_PARAMS, "find_params")):
        return []
    return [{"any": [[places[name], "like", like(value)] for name in chosen]}]


def hits(found: Sequence[Any], chosen: Sequence[str], value: str, how: str) -> list[Any]:
    """Those of which one of the places matches."""
    return [each for each in found if any(matches(getattr(each, place), value, how) for place in chosen)]
