"""Values of metafields: texts of the contract on one side, on the other what each type of metafield holds.

https://shopify.dev/docs/apps/build/custom-data/metafields/list-of-data-types
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

import msgspec

from polycart.core.dates import parse_date
from polycart.core.errors import ParameterError
from polycart.core.given import allowed, listed, refuse
from polycart.platforms.shopify.ids import gid

SINGLE, MULTIPLE, LONG = "single_line_text_field", "list.single_line_text_field", "multi_line_text_field"
UNITS: Mapping[str, tuple[str, ...]] = {
    "dimension": ("mm", "cm", "m", "in", "ft", "yd"),
    "weight": ("g", "kg", "oz", "lb"),
    "volume": (
        "ml", "cl", "l", "m3", "us_fl_oz", "us_pt", "us_qt", "us_gal", "imp_fl_oz", "imp_pt", "imp_qt", "imp_gal",
    ),
}  # fmt: skip
REFERENCES = {
    "product_reference": "Product", "variant_reference": "ProductVariant", "collection_reference": "Collection",
    "customer_reference": "Customer", "page_reference": "Page", "metaobject_reference": "Metaobject",
    "file_reference": "MediaImage", "company_reference": "Company", "product_taxonomy_value_reference": "TaxonomyValue",
}  # fmt: skip
DIGITS = 16
"""How many digits a number has before its point at most, and zeros behind it."""

YES, NO = ("true", "yes", "1"), ("false", "no", "0")

_MEASURE = re.compile(r"(-?[\d.]+)\s*([a-z_]+\d?)", re.ASCII)
_GLOBAL = re.compile(r"gid://shopify/\w+/[\w-]+", re.ASCII)


class Scale(msgspec.Struct, frozen=True):
    """What coding a value needs to know: the shop's currency, and the ends of a rating's scale."""

    currency: str
    least: str = "1.0"
    most: str = "5.0"


def _number(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise refuse("value", f"'{text[:60]}' is no number.")
    if found and not -DIGITS < found.adjusted() < DIGITS:
        raise refuse("value", f"'{text[:60]}' is too large or too small.")
    return found


def _whole(text: str, scale: Scale) -> str:
    if _number(text) % 1:
        raise refuse("value", f"'{text[:60]}' is no whole number.")
    return str(int(_number(text)))


def _decimal(text: str, scale: Scale) -> str:
    return f"{_number(text):f}"


def _boolean(text: str, scale: Scale) -> str:
    word = text.strip().lower()
    if word not in (*YES, *NO):
        raise allowed("value", (*YES, *NO))
    return "true" if word in YES else "false"


def _date(text: str, scale: Scale) -> str:
    return parse_date(text).strftime("%Y-%m-%d")


def _moment(text: str, scale: Scale) -> str:
    return parse_date(text).strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(text: str, scale: Scale) -> str:
    if "\n" in text or "\r" in text:
        raise refuse("value", "It must be one line.")
    return text


def _money(text: str, scale: Scale) -> str:
    return _written({"amount": f"{_number(text):f}", "currency_code": scale.currency})


def _rating(text: str, scale: Scale) -> str:
    value = _number(text)
    if not _number(scale.least) <= value <= _number(scale.most):
        raise refuse("value", f"Allowed values: {scale.least}..{scale.most}.")
    return _written({"value": f"{value:f}", "scale_min": scale.least, "scale_max": scale.most})


def _measured(kind: str) -> Callable[[str, Scale], str]:
    def measured(text: str, scale: Scale) -> str:
        found = _MEASURE.fullmatch(text.strip().lower())
        if found is None or found[2] not in UNITS[kind]:
            raise refuse("value", f"It must be a number with one of the units {', '.join(UNITS[kind])}: '12.5 cm'.")
        return _written({"value": float(_number(found[1])), "unit": found[2]})

    return measured


def _reference(kind: str) -> Callable[[str, Scale], str]:
    def reference(text: str, scale: Scale) -> str:
        # Files are of several types, and what is chosen from a taxonomy has no number: a global id tells which.
        return text.strip() if _GLOBAL.fullmatch(text.strip()) else gid(kind, text, "value")

    return reference


def _rich(text: str, scale: Scale) -> str:
    lines = [{"type": "paragraph", "children": [{"type": "text", "value": line}]} for line in text.splitlines()]
    return _written({"type": "root", "children": lines})


def _link(text: str, scale: Scale) -> str:
    return _written({"text": text, "url": text})


def _json(text: str, scale: Scale) -> str:
    raise refuse("value", "It must be JSON.")


def _same(text: str, scale: Scale) -> str:
    return text


CODES: Mapping[str, Callable[[str, Scale], str]] = {
    SINGLE: _line,
    LONG: _same,
    "number_integer": _whole,
    "number_decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "date_time": _moment,
    "money": _money,
    "rating": _rating,
    "json": _json,
    "rich_text_field": _rich,
    "link": _link,
    **{kind: _measured(kind) for kind in UNITS},
    **{name: _reference(kind) for name, kind in REFERENCES.items()},
}
"""How a text is coded, by the type; those that are not here hold texts as they are."""

STRUCTURED = frozenset({"money", "rating", "json", "rich_text_field", "link", *UNITS})
"""Types whose values are objects in JSON; what is given as JSON is taken as it is."""

NUMBERS = ("number_integer", "number_decimal")


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _parsed(text: str) -> Any:
    """What a text of JSON holds; ``None`` where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def coded(type: str, text: str, scale: Scale) -> str:
    """A text as a metafield of the type holds it; a list takes its items joined by commas, or JSON."""
    if text == "":
        raise refuse("value", "It must not be empty: product.attribute.value.unset takes a value away.")
    if type.startswith("list."):
        items: Any = _parsed(text) if text.lstrip().startswith("[") else listed(text)
        if not isinstance(items, list):
            raise refuse("value", "It must be a list.")
        return _written([_item(type.removeprefix("list."), each, scale) for each in cast("list[Any]", items)])
    return _coded(type, text, scale)


def _coded(type: str, text: str, scale: Scale) -> str:
    if type in STRUCTURED and isinstance(_parsed(text), dict | list):
        return text
    if type == "json" and (text.strip() == "null" or _parsed(text) is not None):
        return text
    try:
        return CODES.get(type, _same)(text, scale)
    except ParameterError:
        raise
    except ValueError as error:
        raise refuse("value", f"'{text[:60]}' is no {type}.") from error


def _item(type: str, given: Any, scale: Scale) -> Any:
    """An item of a list: objects and numbers as they are, all else as texts."""
    text = given if isinstance(given, str) else _written(given)
    made = _coded(type, text, scale)
    return json.loads(made) if type in STRUCTURED or type in NUMBERS else made


def told(type: str, value: str) -> str:
    """The value of a metafield as a text that people read, and that can be set again."""
    if type.startswith("list."):
        items = _parsed(value)
        if not isinstance(items, list):
            return value
        inner = type.removeprefix("list.")
        return ",".join(_told(inner, each) for each in cast("list[Any]", items))
    return _told(type, _parsed(value) if type in STRUCTURED else value)


def _told(type: str, value: Any) -> str:
    if isinstance(value, dict):
        held = cast("dict[str, Any]", value)
        if type == "money":
            return str(held.get("amount"))
        if type == "rating":
            return str(held.get("value"))
        if type in UNITS:
            return f"{held.get('value')} {str(held.get('unit')).lower()}"
        return _written(held)
    return value if isinstance(value, str) else _written(value)
