"""Conditions that an event must meet: checked when a webhook is made, tried on what is read for a delivery.

A condition is kept as it is written on the wire: ``{"and": […]}``, ``{"or": […]}``, ``{"not": {…}}`` or a rule
``{"field": "totals.total", "operator": "gt", "value": 100}``. Lists on the way to a field are looked through: the
rule holds where one element meets it (``match_items`` ``any``) or all do (``all``). Where ``match_items`` is left out
it is ``any``, and ``all`` for ``neq``, ``not_in`` and ``not_like``, so that each is the opposite of its counterpart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from msgspec import UNSET

from polycart.api.webhook import FilterCondition
from polycart.core.dates import parse_date
from polycart.core.errors import MissingParameter, ParameterError
from polycart.gateway.webhooks.filterable import Filterable

Condition = dict[str, Any]

NAME = "filtering_conditions"
DEEPEST = 5
"""Groups in groups; the rules in the innermost do not count."""

MOST_RULES = 100
LONGEST = 1000
"""Characters of a value, and elements of a list."""

_SAME = ("eq", "neq", "in", "not_in", "like", "not_like")
_ORDERED = ("eq", "neq", "gt", "gte", "lt", "lte")
OPERATORS: dict[str, tuple[str, ...]] = {
    "string": _SAME,
    "integer": _ORDERED,
    "number": _ORDERED,
    "date": _ORDERED,
    "boolean": ("eq", "neq"),
    "array": ("eq", "neq", "in", "not_in"),
}
"""What can be asked of a field, by its type."""

_OPPOSITE = {"neq": "eq", "not_in": "in", "not_like": "like"}


def checked(condition: FilterCondition, fields: Mapping[str, Filterable]) -> Condition:
    """A condition as it is kept; the first thing wrong in it is ``ParameterError`` (109) or a missing one (114)."""
    rules: list[Condition] = []
    kept = _checked(condition, fields, NAME, 1, rules)
    if len(rules) > MOST_RULES:
        raise ParameterError(f"Parameter '{NAME}' is not valid. It may hold {MOST_RULES} rules at most.")
    return kept


def _checked(
    condition: FilterCondition, fields: Mapping[str, Filterable], path: str, depth: int, rules: list[Condition]
) -> Condition:
    groups = {"and": condition.and_, "or": condition.or_, "not": condition.not_}
    given = [name for name, value in groups.items() if value is not None]
    rule = [name for name in ("field", "operator", "match_items") if getattr(condition, name) is not None]
    rule += ["value"] if condition.value is not UNSET else []
    if len(given) + bool(rule) != 1:
        raise ParameterError(
            f"Parameter '{path}' is not valid. It must hold exactly one of: and, or, not, "
            "or a rule of field, operator and value."
        )
    if rule:
        rules.append(_rule(condition, fields, path))
        return rules[-1]
    if depth > DEEPEST:
        raise ParameterError(f"Parameter '{path}' is not valid. Conditions may be nested {DEEPEST} levels deep.")
    (name,) = given
    if name == "not":
        inner = cast("FilterCondition", condition.not_)
        return {name: _checked(inner, fields, f"{path}.{name}", depth + 1, rules)}
    members = condition.and_ if name == "and" else condition.or_
    if not members:
        raise ParameterError(f"Parameter '{path}.{name}' is not valid. It must hold at least one condition.")
    return {name: [_checked(one, fields, f"{path}.{name}.{at}", depth + 1, rules) for at, one in enumerate(members)]}


def _rule(condition: FilterCondition, fields: Mapping[str, Filterable], path: str) -> Condition:
    for name in ("field", "operator"):
        if getattr(condition, name) is None:
            raise MissingParameter(f"Parameter '{path}.{name}' is required.")
    if condition.value is UNSET:
        raise MissingParameter(f"Parameter '{path}.value' is required.")
    name, operator = condition.field or "", condition.operator or ""
    field = fields.get(name)
    if field is None:
        raise ParameterError(
            f"Parameter '{path}.field' is not valid. '{name[:80]}' can not be tested here; "
            "webhook.events lists the filterable_fields of every event."
        )
    allowed = OPERATORS[field.type]
    if operator not in allowed:
        raise ParameterError(
            f"Parameter '{path}.operator' is not valid. "
            f"For {name} ({field.type}) the following values are allowed: {', '.join(allowed)}."
        )
    kept: Condition = {"field": name, "operator": operator, "value": _value(condition.value, field, operator, path)}
    if condition.match_items is not None:
        if condition.match_items not in ("any", "all"):
            raise ParameterError(
                f"Parameter '{path}.match_items' is not valid. The following values are allowed: any, all."
            )
        if not field.many and field.type != "array":
            raise ParameterError(f"Parameter '{path}.match_items' can't be used: {name} is not in a list.")
        kept["match_items"] = condition.match_items
    return kept


def _value(value: Any, field: Filterable, operator: str, path: str) -> Any:
    """A value in the type that its field has; a list where the operator takes one."""

    def wrong(what: str) -> ParameterError:
        return ParameterError(f"Parameter '{path}.value' is not valid. {operator} of a {field.type} needs {what}.")

    if operator in ("in", "not_in") or (field.type == "array" and value is not None):
        if not isinstance(value, list):
            raise wrong("a list of strings")
        texts = cast("list[str]", value)
        if not texts or len(texts) > LONGEST or any(len(text) > LONGEST for text in texts):
            raise wrong(f"1 to {LONGEST} strings of at most {LONGEST} characters")
        return texts
    if value is None:
        if operator in ("eq", "neq"):
            return None
        raise wrong("a value other than null")
    if isinstance(value, list):
        raise wrong("one value, not a list")
    read = _READ[field.type]
    try:
        return read(value)
    except (TypeError, ValueError):
        raise wrong(_NEEDS[field.type]) from None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        raise TypeError
    text = format(value, "g") if isinstance(value, float) else str(value)
    if len(text) > LONGEST:
        raise ValueError
    return text


_EXACT = 2.0**53


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError
    number = float(value)
    if number - number:  # infinity, or not a number
        raise ValueError
    return int(number) if number == int(number) and abs(number) < _EXACT else number


def _whole(value: Any) -> float:
    number = _number(value)
    if number != int(number):
        raise ValueError
    return number


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}[str(value).lower()] if str(value).lower() in ("true", "false") else _no()


def _no() -> bool:
    raise ValueError


def _moment(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    parse_date(value)
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "string": _text, "integer": _whole, "number": _number, "boolean": _boolean, "date": _moment,
}  # fmt: skip
_NEEDS = {
    "string": f"a string of at most {LONGEST} characters",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date such as 2026-11-28 or 2026-11-28T12:00:00+0000",
}


def paths(condition: Condition) -> set[str]:
    """The fields that a condition looks at."""
    if "field" in condition:
        return {condition["field"]}
    inner = condition.get("and") or condition.get("or") or [condition["not"]]
    return {path for one in inner for path in paths(one)}


def holds(condition: Condition, entity: Mapping[str, Any], fields: Mapping[str, Filterable]) -> bool:
    """Whether an entity, as it would be sent, meets a condition."""
    if "and" in condition:
        return all(holds(one, entity, fields) for one in condition["and"])
    if "or" in condition:
        return any(holds(one, entity, fields) for one in condition["or"])
    if "not" in condition:
        return not holds(condition["not"], entity, fields)
    field = fields.get(condition["field"])
    if field is None:  # the platform has lost the field since the webhook was made
        return False
    return _met(condition, field, entity)


def _met(rule: Condition, field: Filterable, entity: Mapping[str, Any]) -> bool:
    operator, value = rule["operator"], rule["value"]
    found = list(_found(entity, rule["field"].split(".")))
    every = rule.get("match_items") == "all" or ("match_items" not in rule and operator in _OPPOSITE)
    if field.type == "array":
        return _array_met(operator, value, [one for one in found if isinstance(one, list)], every)
    if not field.many:
        return _compared(operator, value, found[0] if found else None, field.type)
    met = [_compared(operator, value, one, field.type) for one in found]
    return all(met) if every and (met or operator in _OPPOSITE) else any(met)


def _array_met(operator: str, value: list[str] | None, found: list[list[Any]], every: bool) -> bool:
    """A list of plain values: ``eq`` compares without order, ``in`` asks for its elements."""
    texts = [str(one) for values in found for one in values]
    positive = _OPPOSITE.get(operator, operator)
    if positive == "eq":
        same = not found if value is None else bool(found) and sorted(texts) == sorted(value)
        return same == (operator == "eq")
    allowed = set(value or ())
    met = [(text in allowed) == (operator == "in") for text in texts]
    return all(met) if every and (met or operator == "not_in") else any(met)


def _found(value: Any, path: list[str]) -> Iterable[Any]:
    """The values at a path; a list at its end is one of them."""
    if not path:
        yield value
    elif isinstance(value, list):
        for one in cast("list[Any]", value):
            yield from _found(one, path)
    elif isinstance(value, Mapping):
        yield from _found(cast("Mapping[str, Any]", value).get(path[0]), path[1:])


def _compared(operator: str, value: Any, actual: Any, kind: str) -> bool:
    if operator in _OPPOSITE:
        return not _compared(_OPPOSITE[operator], value, actual, kind)
    if actual is None or value is None:
        return operator == "eq" and actual is value
    if kind == "string":
        text = str(actual)
        return {"eq": lambda: text == value, "in": lambda: text in value, "like": lambda: like(value, text)}[operator]()
    if kind == "boolean":
        return actual is value
    try:
        one, other = (_at(actual), _at(value)) if kind == "date" else (float(actual), float(value))
    except (TypeError, ValueError):
        return False
    return _ORDER[operator](one, other)


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda one, other: one == other,
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}


def _at(text: Any) -> datetime:
    return parse_date(str(text))


def like(pattern: str, text: str) -> bool:
    """SQL's LIKE without regard to case: ``%`` is any text, ``_`` one character, a backslash takes the next as it is.

    The pieces between the ``%`` are looked for one after the other, so that no pattern takes more than linear time for
    each of them.
    """
    pieces: list[str] = [""]
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\" and at + 1 < len(pattern):
            at += 1
            pieces[-1] += re.escape(pattern[at])
        elif sign == "%":
            pieces.append("")
        else:
            pieces[-1] += "." if sign == "_" else re.escape(sign)
        at += 1
    looked = [re.compile(piece, re.IGNORECASE | re.DOTALL) for piece in pieces]
    if len(looked) == 1:
        return looked[0].fullmatch(text) is not None
    first = looked[0].match(text)
    if first is None:
        return False
    place = first.end()
    for piece in looked[1:-1]:
        found = piece.search(text, place)
        if found is None:
            return False
        place = found.end()
    # Pieces have a fixed length, so the last one can only lie at one place: the end.
    length = _length(pieces[-1])
    return len(text) - length >= place and looked[-1].fullmatch(text, len(text) - length) is not None


def _length(piece: str) -> int:
    return len(re.sub(r"\\(.)", r"\1", piece, flags=re.DOTALL))
