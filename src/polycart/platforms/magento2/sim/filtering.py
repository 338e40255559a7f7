"""The parameter `fields`: which parts of an answer are left, with the oddities of the vendor's filter.

https://developer.adobe.com/commerce/webapi/rest/use-rest/retrieve-filtered-responses/
"""

import re
from functools import lru_cache
from typing import Any, cast

from polycart.platforms.magento2.sim.wire import Json

ALLOWED = re.compile(r"[\w\[\],]+$")
CUSTOM = "custom_attributes"


@lru_cache(maxsize=256)
def tree(text: str) -> Json | None:
    """The wanted fields as a tree, `1` where a field is wanted whole; nothing for a malformed text."""
    if not ALLOWED.match(text):
        return None
    stack: list[tuple[Json, str]] = []
    current: Json = {}
    last = ""
    for mark in re.findall(r"\w+|[\[\],]", text):
        if mark == "[":
            stack.append((current, last))
            current = {}
        elif mark == "]":
            if not stack:
                return None
            outer, parent = stack.pop()
            outer[parent] = current
            current = outer
        elif mark != ",":
            last = mark
            current[mark] = 1
    return None if stack else current


def filtered(answer: Any, text: str) -> Any:
    """The answer with the wanted fields only; scalars are left alone, a malformed text leaves nothing."""
    wanted = tree(text)
    whole: Any = answer
    if not isinstance(answer, (dict, list)):
        return whole
    return [] if wanted is None else _apply(whole, wanted)


def _apply(value: Any, wanted: Json) -> Any:
    """An empty array becomes null: the vendor's loop over it never sets the result."""
    if not value:
        return None
    if isinstance(value, list):
        return [
            _pick(cast("Json", item), wanted) if isinstance(item, dict) else [] for item in cast("list[Any]", value)
        ]
    return _pick(value, wanted)


def _pick(value: Json, wanted: Json) -> Any:
    made: Json = {}
    for name, inner in value.items():
        if name not in wanted:
            continue
        below = wanted[name]
        if name == CUSTOM and isinstance(below, dict):
            made[name] = _customs(inner or [], cast("Json", below))
        elif isinstance(inner, (dict, list)) and isinstance(below, dict):
            made[name] = _apply(inner, cast("Json", below))
        else:
            made[name] = inner
    return made or []


def _customs(items: list[Json], wanted: Json) -> Any:
    """Custom attributes by code; PHP keeps the places, so a gap makes an object of the list."""
    kept: dict[int, Json] = {}
    for place, item in enumerate(items):
        if item["attribute_code"] in wanted:
            kept[place] = item
        else:
            part = {k: item[k] for k in ("attribute_code", "value") if k in wanted}
            if part:
                kept[place] = part
    if list(kept) == list(range(len(kept))):
        return list(kept.values())
    return {str(place): item for place, item in kept.items()}
