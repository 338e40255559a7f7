"""Tags of products, orders, customers and draft orders."""

from __future__ import annotations

from polycart.platforms.shopify.sim.binding import mutation, of_type
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused

TAGGED = ("Product", "Order", "Customer", "DraftOrder")


def cleaned(tags: list[str] | str) -> list[str]:
    """Tags one by one, each once whatever its case, in the order of the alphabet."""
    given = tags.split(",") if isinstance(tags, str) else [part for tag in tags for part in tag.split(",")]
    found: dict[str, str] = {}
    for tag in given:
        if tag.strip():
            found.setdefault(tag.strip().casefold(), tag.strip())
    return sorted(found.values(), key=str.casefold)


def _tagged(call: Call, id: str) -> Record:
    record = of_type(call.shop, id, *TAGGED)
    if record is None:
        raise Refused("The record does not exist", "id")
    return record


@mutation
def tags_add(call: Call, *, id: str, tags: list[str]) -> Record:
    """Add tags."""
    record = _tagged(call, id)
    record["tags"] = cleaned([*record["tags"], *tags])
    call.shop.touch(record)
    return {"node": record}


@mutation
def tags_remove(call: Call, *, id: str, tags: list[str]) -> Record:
    """Take tags away."""
    record = _tagged(call, id)
    gone = {tag.casefold() for tag in cleaned(tags)}
    record["tags"] = [tag for tag in record["tags"] if tag.casefold() not in gone]
    call.shop.touch(record)
    return {"node": record}
