"""Search queries in Shopify's syntax, built of terms whose values cannot mean more than themselves.

https://shopify.dev/docs/api/usage/search-syntax: a value in double quotes is taken as it is; a quote and a backslash
in it are escaped by a backslash. Comparators stand before the quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from polycart.core.dates import parse_date
from polycart.core.documents import Of
from polycart.core.errors import ParameterError
from polycart.platforms.shopify.ids import gids, number

_FIELD = re.compile(r"[a-z_]+", re.ASCII)
_COMPARATORS = frozenset({"", ">", "<", ">=", "<="})


def quoted(value: str) -> str:
    """A value as one literal; control characters, which no text of a shop holds, part nothing."""
    clean = "".join(" " if ord(letter) < 32 or ord(letter) == 127 else letter for letter in value)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def term(field: str, value: str, comparator: str = "") -> str:
    """One term: a field of ours, a comparator, a value of anybody's."""
    if not _FIELD.fullmatch(field) or comparator not in _COMPARATORS:
        raise ValueError(f"no field or comparator: {field} {comparator}")
    return f"{field}:{comparator}{quoted(value)}"


def flag(field: str, value: bool) -> str:
    """A term about a yes or no."""
    return f"{field}:{'true' if value else 'false'}"


def ids_term(type: str, text: str, name: str, field: str = "id") -> str:
    """A term for the objects with one of some ids."""
    found = [number(each) for each in gids(type, text, name)]
    if not found:
        raise ParameterError(f"Parameter '{name}' is not valid. It must hold at least one id.")
    return either(f"{field}:{each}" for each in found)


def since_term(type: str, value: str, name: str = "since_id") -> str:
    """A term for the objects with an id from one on."""
    return f"id:>={number(gids(type, value, name)[0])}"


def moment_term(field: str, value: str, comparator: str) -> str:
    """A term about a moment, which is told in UTC to the second."""
    return f"{field}:{comparator}'{parse_date(value).strftime('%Y-%m-%dT%H:%M:%SZ')}'"


def either(terms: Iterable[str]) -> str:
    """One of the terms must hold."""
    listed = list(terms)
    return listed[0] if len(listed) == 1 else "(" + " OR ".join(listed) + ")"


def dates(
    created_from: str | None,
    created_to: str | None,
    modified_from: str | None,
    modified_to: str | None,
    *,
    created: str = "created_at",
) -> list[str]:
    """The terms of the usual bounds in time, which all belong to what they bound."""
    rows = (
        (created, created_from, ">="), (created, created_to, "<="),
        ("updated_at", modified_from, ">="), ("updated_at", modified_to, "<="),
    )  # fmt: skip
    return [moment_term(field, value, comparator) for field, value, comparator in rows if value is not None]


def query(terms: Iterable[str]) -> dict[str, Of]:
    """The argument that all terms together make; none where there are none."""
    text = " AND ".join(terms)
    return {"query": Of("String", text)} if text else {}
