"""How a request becomes typed parameters, as Magento's input processor reads it through reflection.

A type is a text of `name type` pairs; types are int, float, bool, string, any, custom, another type, and any of them
with `[]`. `custom` is a list of custom attributes. A route's parameters are `name:type`, optional with `=` or
`=default`. What `webapi.xml` calls a service's argument is a parameter here, under the vendor's camelCase name.
https://developer.adobe.com/commerce/php/development/components/web-api/services/
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import msgspec

from polycart.platforms.magento2.sim.wire import REQUIRED, Json, Refusal, invalid, listed, mapped, number

NUMERIC = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$")
TRUE = {"1", "true", "on", "yes"}
UNSUPPORTED = '"%fieldName" is not supported. Correct the field name and try again.'
WRONG = 'The "{}" value\'s type is invalid. The "{}" type was expected. Verify and try again.'
TYPES: dict[str, str] = {
    "SearchCriteria": "filter_groups FilterGroup[], sort_orders SortOrder[], page_size int, current_page int",
    "FilterGroup": "filters Filter[]",
    "Filter": "field string, value string, condition_type string",
    "SortOrder": "field string, direction string",
}
"""All declared types by name; resources add theirs."""


class Parameter(msgspec.Struct, frozen=True):
    name: str
    key: str
    kind: str
    optional: bool
    default: Any = None


class Misfit(Exception):
    """A value that does not fit its type; the text is Magento's."""


def snake(name: str) -> str:
    """A camelCase name in snake_case."""
    return re.sub(r"(?<=\w)([A-Z])", r"_\1", name).lower()


def pascal(name: str) -> str:
    """A snake_case name as the vendor's errors tell it."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


@cache
def fields(name: str) -> Mapping[str, str]:
    """The fields of a declared type with their types."""
    pairs = (pair.split() for pair in TYPES[name].split(",") if pair.strip())
    return {pair[0]: pair[1] for pair in pairs}


@cache
def parameters(declared: str) -> tuple[Parameter, ...]:
    """The parameters of a route from their text."""
    made: list[Parameter] = []
    for word in declared.split():
        name, _, rest = word.partition(":")
        kind, marked, default = rest.partition("=")
        fallback = simple(default, kind) if default else None
        made.append(Parameter(name, snake(name), kind, bool(marked), fallback))
    return tuple(made)


def arguments(declared: str, sent: Json) -> Json:
    """The typed parameters of a call, or the refusal that Magento gives."""
    found: Json = {}
    missing: list[str] = []
    for p in parameters(declared):
        value = sent.get(p.name)
        if value is None:
            value = sent.get(p.key)
        if value is not None:
            try:
                found[p.key] = convert(value, p.kind)
            except Misfit as e:
                raise Refusal(400, str(e)) from e
        elif p.optional:
            found[p.key] = p.default
        else:
            missing.append(p.name)
    if missing:
        raise invalid((REQUIRED, {"fieldName": name}) for name in missing)
    return found


def convert(value: Any, kind: str) -> Any:
    """A value as its declared type."""
    if kind == "any":
        return value
    if kind == "custom":
        return _custom(value)
    if kind.endswith("[]"):
        inner = kind[:-2]
        if not isinstance(value, (list, dict)):
            if inner in TYPES or value is None:
                return None
            raise Misfit(WRONG.format(_php_type(value), kind))
        items = listed(cast("Any", value))
        return [convert(item, inner) if inner in TYPES else _cast(item, inner) for item in items]
    if kind in TYPES:
        return _object(value, kind)
    return simple(value, kind)


def simple(value: Any, kind: str) -> Any:
    """A scalar as int, float, bool or string; text that is no number is refused for a number."""
    if isinstance(value, (list, dict)):
        raise Misfit(WRONG.format("array", kind))
    if value is None:
        return None
    if kind == "bool":
        return value if isinstance(value, bool) else str(value).lower() in TRUE
    if kind in ("int", "float"):
        if isinstance(value, bool) or (isinstance(value, str) and not NUMERIC.match(value)):
            raise Misfit(WRONG.format(_text(value), kind))
        return int(float(value)) if kind == "int" else number(value)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return str(number(value)) if isinstance(value, (int, float)) else str(value)


def _cast(value: Any, kind: str) -> Any:
    """PHP's settype, which never complains."""
    if kind == "string":
        return _text(value) if not isinstance(value, (list, dict)) else "Array"
    if kind == "int":
        found = re.match(r"\s*[+-]?\d+", _text(value))
        return int(found[0]) if found else 0
    return value


def _php_type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "integer" if isinstance(value, int) else "double" if isinstance(value, float) else "array"


def _object(value: Any, kind: str) -> Json:
    known, made = fields(kind), Json()
    for name, inner in mapped(value).items():
        key = name if name in known else snake(name)
        if key not in known:
            raise Refusal(400, UNSUPPORTED, {"fieldName": pascal(name)})
        try:
            made[key] = convert(inner, known[key])
        except Misfit as e:
            raise Misfit(f'Error occurred during "{name}" processing. {e}') from e
    return made


def _custom(value: Any) -> list[Json]:
    """Custom attributes as a list, from a list or from an object by code."""
    pairs: list[Json] = []
    items = cast("Json", value).items() if isinstance(value, dict) else enumerate(listed(value))
    for key, item in items:
        each = mapped(item) if isinstance(item, dict) else {"attribute_code": key, "value": item}
        code = each.get("attribute_code", each.get("attributeCode"))
        if not code and each.get("value") is None:
            raise Misfit("An empty custom attribute is specified. Enter the attribute and try again.")
        if not code:
            raise Misfit(
                "A custom attribute is specified with a missing attribute code. Verify the code and try again."
            )
        if "value" not in each:
            raise Misfit(f'The "{code}" attribute code doesn\'t have a value set. Enter the value and try again.')
        pairs.append({"attribute_code": str(code), "value": each["value"]})
    return pairs
