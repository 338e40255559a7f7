"""Turns the raw parameters of a call into the method's struct, or into one sentence about the first that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar, cast

import msgspec
from msgspec import inspect

from polycart.core.errors import MissingParameter, ParameterError
from polycart.core.method import Method, Params
from polycart.core.readers import Field, bounded, fields_of, required_of
from polycart.core.rules import Rules, rules_of
from polycart.core.scalars import Repeated, Wrong, unknown

__all__ = ["Arguments", "Repeated", "read"]

P = TypeVar("P", bound=Params)


class Arguments(msgspec.Struct, Generic[P], frozen=True, gc=False):
    """The parameters of one call, and which of them the caller gave (by their names on the wire)."""

    params: P
    given: frozenset[str]


class _Plan(msgspec.Struct, frozen=True):
    """What is known about the parameters of one method before a call comes."""

    build: type[Params]
    fields: dict[str, Field]
    required: tuple[str, ...]
    identifiers: frozenset[str]
    rules: Rules | None
    renamed: dict[str, str]


_plans: dict[Method[Any, Any], _Plan] = {}


def _plan_of(method: Method[Any, Any]) -> _Plan:
    kind = cast("inspect.StructType", inspect.type_info(method.params))
    defaults = {field.name: None if field.required else field.default for field in kind.fields}
    required = required_of(kind)
    plan = _Plan(
        build=method.params,
        fields=fields_of(kind),
        required=required,
        # "DELETE products/{id}" with an empty id is a request about all products.
        identifiers=frozenset(name for name in required if name == "id" or name.endswith(("_id", "_ids"))),
        rules=rules_of(method.name, defaults),
        renamed={field.name: field.encode_name for field in kind.fields if field.name != field.encode_name},
    )
    _plans[method] = plan
    return plan


def read(method: Method[P, Any], raw: Mapping[str, object]) -> Arguments[P]:
    """Check the raw parameters of a call and read them into the method's struct.

    Strings are read as the declared type, as they come from a query; null is a parameter that was not given. Raises
    ``MissingParameter`` for a required one, then ``ParameterError`` for the first that is unknown, wrong or does not
    go with another.
    """
    plan = _plans.get(method) or _plan_of(method)
    for name in plan.required:
        if raw.get(name) is None:
            raise MissingParameter(f"Parameter '{name}' is required.")
    fields, identifiers = plan.fields, plan.identifiers
    values: dict[str, Any] = {}
    name = ""
    try:
        for name, value in raw.items():
            field = fields.get(name)
            if field is None:
                raise unknown(name, fields)
            if value is None:
                if field.nullable:
                    values[field.attribute] = None
                continue
            if field.deep:
                bounded(value)
            if value == "" and name in identifiers:
                raise ParameterError(f"The value of parameter '{name}' can not be empty.")
            values[field.attribute] = field.read(value)
    except Wrong as wrong:
        wrong.path.append(name)
        raise wrong.error() from None
    if plan.rules is not None:
        plan.rules.check(values)
    renamed = plan.renamed
    given = frozenset(values) if not renamed else frozenset(renamed.get(name, name) for name in values)
    return Arguments(cast("type[P]", plan.build)(**values), given)
