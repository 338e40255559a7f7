"""What several mutations are given alike: texts for search engines, metafields, records that must be there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from polycart.platforms.shopify.sim.binding import of_type
from polycart.platforms.shopify.sim.metafields import attach, held, namespace
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, gone


def wanted(shop: Shop, id: str, type: str, said: str, *field: str, code: str | None = None) -> Record:
    """The record with an id; one that is not there, or of another type, is refused with these words."""
    record = shop.node(id) if f"/{type}/" in id else None
    if record is None or gone(record):
        raise Refused(said, *field, code=code)
    return record


def seo(record: Record, given: Record | None) -> None:
    """Texts for search engines; an empty one is none."""
    if given is not None:
        record["seo"] = record["seo"] | {name: text or None for name, text in given.items()}


# Metafields


def _whole(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,19}", text) is not None


def _decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return "T" in text


def _measured(text: str) -> bool:
    return _json(text) and isinstance(json.loads(text), dict) and {"value", "unit"} <= json.loads(text).keys()


def _global(type: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(rf"gid://shopify/{type}/\d+", text) is not None


TYPES: dict[str, Callable[[str], bool]] = {
    "single_line_text_field": lambda text: "\n" not in text and text != "",
    "multi_line_text_field": lambda text: text != "",
    "rich_text_field": _json,
    "number_integer": _whole,
    "number_decimal": _decimal,
    "boolean": lambda text: text in ("true", "false"),
    "date": _day,
    "date_time": _moment,
    "json": _json,
    "url": lambda text: re.match(r"(https?|mailto|sms|tel):", text) is not None,
    "color": lambda text: re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None,
    "money": lambda text: _json(text) and {"amount", "currency_code"} <= json.loads(text).keys(),
    "rating": lambda text: _json(text) and {"value", "scale_min", "scale_max"} <= json.loads(text).keys(),
    "weight": _measured,
    "volume": _measured,
    "dimension": _measured,
    "link": _json,
    "id": lambda text: text != "",
    "product_reference": _global("Product"),
    "variant_reference": _global("ProductVariant"),
    "collection_reference": _global("Collection"),
    "customer_reference": _global("Customer"),
    "file_reference": _global("(MediaImage|GenericFile|Video)"),
    "page_reference": _global("Page"),
    "metaobject_reference": _global("Metaobject"),
}
"""What the value of each type looks like: https://shopify.dev/docs/apps/build/custom-data/metafields/list-of-data-types"""


def fits(type: str, value: str) -> bool:
    """Whether a value is one of its type; a list holds values of its type."""
    if not type.startswith("list."):
        return TYPES[type](value)
    if not _json(value) or not isinstance(json.loads(value), list):
        return False
    return all(TYPES[type[5:]](each if isinstance(each, str) else json.dumps(each)) for each in json.loads(value))


def metafield(shop: Shop, owner: Record, given: Record, *at: str) -> Callable[[], Record]:
    """Check a metafield that is given with its owner; gives what sets it."""
    space, key, value = namespace(given.get("namespace")), given.get("key"), given.get("value")
    before = _by_id(owner, given["id"]) if given.get("id") else held(owner, space, key or "")
    if before is not None:
        space, key = before["namespace"], before["key"]
    if not key or not re.fullmatch(r"[\w-]{2,64}", key):
        raise Refused(
            "Key is invalid: it has 2 to 64 letters, digits, hyphens and underscores", *at, "key", code="INVALID"
        )
    if not re.fullmatch(r"[\w-]{3,255}", space):
        raise Refused(
            "Namespace is invalid: it has 3 to 255 letters, digits, hyphens and underscores",
            *at,
            "namespace",
            code="INVALID",
        )
    defined = shop.find("MetafieldDefinition", namespace=space, key=key, ownerType=_owner_type(owner))
    type: str = given.get("type") or (before or {}).get("type") or (defined or {}).get("_type") or ""
    if not type:
        raise Refused("Type can't be blank", *at, "type", code="BLANK")
    if type.removeprefix("list.") not in TYPES:
        raise Refused(f"Type must be one of the following: {', '.join(sorted(TYPES))}.", *at, "type", code="INCLUSION")
    if defined is not None and defined["_type"] != type:
        raise Refused(
            f"Type '{type}' must be consistent with the definition's type: '{defined['_type']}'.",
            *at,
            "type",
            code="INVALID_TYPE",
        )
    if value is None or value == "":
        raise Refused("Value can't be blank", *at, "value", code="BLANK")
    if not fits(type, value):
        raise Refused(f"Value is not a valid {type}.", *at, "value", code="INVALID_VALUE")
    if defined is not None and (choices := choices_of(defined)):
        chosen = json.loads(value) if type.startswith("list.") else [value]
        if any(one not in choices for one in chosen):
            said = f"Value does not exist in provided choices: {json.dumps(choices, ensure_ascii=False)}."
            raise Refused(said, *at, "value", code="INVALID_VALUE")
    return lambda: attach(shop, owner, space=space, key=key, type=type, value=value)


def choices_of(definition: Record) -> list[str]:
    """The values that a metafield may have; none where it may have any."""
    told = next((each["value"] for each in definition["validations"] if each["name"] == "choices"), "[]")
    return json.loads(told)


def _owner_type(owner: Record) -> str:
    from polycart.platforms.shopify.sim.metafields import OWNERS

    return OWNERS[owner["__typename"]]


def _by_id(owner: Record, id: str) -> Record:
    found = next((row for row in owner.get("metafields", []) if row["id"] == id), None)
    if found is None:
        raise Refused("Metafield does not exist", "metafields", "id")
    return found


def metafields(shop: Shop, owner: Record, given: list[Record] | None, *at: str) -> Callable[[], None]:
    """Check the metafields that are given with their owner; gives what sets them."""
    made = [metafield(shop, owner, each, *at, "metafields", str(n)) for n, each in enumerate(given or ())]

    def write() -> None:
        for each in made:
            each()

    return write


def record_of(shop: Shop, id: str, *types: str) -> Any:
    """A record of one of some types."""
    return of_type(shop, id, *types)
