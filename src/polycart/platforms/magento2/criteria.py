"""How a selection is written for Magento: ``searchCriteria`` from conditions, and ``fields`` from native paths.

https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/
https://developer.adobe.com/commerce/webapi/rest/use-rest/retrieve-filtered-responses/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

from polycart.core import mapping
from polycart.core.codecs import Codec, plain

Query = Mapping[str, Any]

SORT = "sort"
"""The key of a query under which ``[(field, "ASC" | "DESC"), …]`` stands."""

ANY = "any"
"""The condition of a group that names several of its own: ``{"hidden any": [("status", "eq", 2), …]}``, ORed."""

LONGEST = 4000
"""Characters of one list of values: servers refuse addresses of more than 8 KiB."""


def where(field: str, condition: str = "eq", codec: Codec = plain) -> Any:
    """A parameter that is a condition: ``where("created_at", "gteq", stamp)``.

    Conditions are ANDed; ``where("name|sku", "like")`` looks into several fields, ORed.
    """
    return mapping.field(f"{field} {condition}", codec)


def written(query: Query, *, groups: str = "filterGroups") -> dict[str, str]:
    """The query parameters of a selection.

    Keys with a condition (``"status eq"``) become filter groups, ``SORT`` the order; others are parameters as they
    are. What is ``None`` is not given.
    """
    flat: dict[str, str] = {}
    found: list[list[tuple[str, str, str]]] = []
    for key, value in query.items():
        fields, _, condition = key.rpartition(" ")
        if value is None:
            continue
        if key == SORT:
            for place, (field, direction) in enumerate(cast("Sequence[tuple[str, str]]", value)):
                flat[f"searchCriteria[sortOrders][{place}][field]"] = field
                flat[f"searchCriteria[sortOrders][{place}][direction]"] = direction
        elif not fields:
            flat[key] = _spelled(value)
        else:
            found.append(_filters(fields.split("|"), condition, value))
    for number, filters in enumerate(found):
        for place, (field, condition_type, spelled) in enumerate(filters):
            stem = f"searchCriteria[{groups}][{counted(number, found)}][filters][{counted(place, filters)}]"
            flat[f"{stem}[field]"] = field
            flat[f"{stem}[value]"] = spelled
            flat[f"{stem}[condition_type]"] = condition_type
    return flat


def counted(place: int, of: Sequence[Any]) -> str:
    """The number of an item in a parameter's name, as wide as the last one's.

    To check a signature Magento sorts names by the numbers in them (Laminas\\OAuth, ``strnatcmp``), OAuth by their
    bytes; with leading zeros both are the same.
    """
    return str(place).zfill(len(str(len(of) - 1)))


def _filters(fields: list[str], condition: str, value: Any) -> list[tuple[str, str, str]]:
    """The filters of one group, which are ORed; Magento cuts a list at its commas, so values with one stand alone."""
    if condition == ANY:
        return [(field, how, _spelled(one)) for field, how, one in cast("Iterable[tuple[str, str, Any]]", value)]
    if condition != "in" or not isinstance(value, (list, tuple, set, frozenset)):
        return [(field, condition, _spelled(value)) for field in fields]
    values = [_spelled(item) for item in cast("Iterable[Any]", value)]
    whole = [item for item in values if "," in item]
    listed = [item for item in values if "," not in item]
    filters: list[tuple[str, str, str]] = []
    for field in fields:
        if listed or not whole:
            filters.append((field, "in", ",".join(listed)))
        filters += [(field, "eq", item) for item in whole]
    return filters


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ",".join(_spelled(item) for item in cast("Iterable[Any]", value))
    return str(value)


def portions(values: Iterable[Any]) -> list[list[Any]]:
    """Cut values into lists that each fit into one address; what is given twice is asked for once."""
    parts: list[list[Any]] = []
    room = 0
    for value in dict.fromkeys(values):
        size = len(quote(str(value), safe="")) + 3
        if not parts or room < size:
            parts.append([])
            room = LONGEST
        parts[-1].append(value)
        room -= size
    return parts


@lru_cache(maxsize=512)
def fields(paths: tuple[str, ...]) -> str:
    """Native paths as Magento's ``fields`` wants them: ``sku,extension_attributes[stock_item[qty]]``."""
    tree: dict[str, Any] = {}
    for path in paths:
        node = tree
        for key in path.split("."):
            node = node.setdefault(key, {})
    return _brackets(tree)


def _brackets(tree: dict[str, Any]) -> str:
    return ",".join(f"{key}[{_brackets(below)}]" if below else key for key, below in tree.items())
