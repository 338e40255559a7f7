"""Running a document: read, validated, weighed, executed, and answered with its errors as Shopify words them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    get_named_type,
    parse,
    print_ast,
    type_from_ast,  # pyright: ignore[reportUnknownVariableType]
    validate,
)
from graphql.execution import execute_sync  # pyright: ignore[reportUnknownVariableType]

from polycart.platforms.shopify.sim import binding, paging
from polycart.platforms.shopify.sim.costs import Costs
from polycart.platforms.shopify.sim.state import Failed, Record, Shop

LONGEST = 250
"""The most values that an argument takes: https://shopify.dev/docs/api/usage/limits."""


class Plan(NamedTuple):
    """A document that may be run: its operation and fragments."""

    document: DocumentNode
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]

    @property
    def writes(self) -> bool:
        """Whether it is a mutation."""
        return self.operation.operation is OperationType.MUTATION


class Rejected(Exception):
    """A document that is not run, with its errors."""

    def __init__(self, errors: list[Record]) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors


CODES = (
    (
        re.compile(r"Cannot query field '(\w+)' on type '(\w+)'"),
        "Field '{0}' doesn't exist on type '{1}'",
        "undefinedField",
    ),
    (
        re.compile(r"Unknown argument '(\w+)' on field '(\w+)\.(\w+)'"),
        "Field '{2}' doesn't accept argument '{0}'",
        "argumentNotAccepted",
    ),
    (
        re.compile(r"Field '(\w+)' argument '(\w+)' of type '.*' is required"),
        "Field '{0}' is missing required arguments: {1}",
        "missingRequiredArguments",
    ),
    (re.compile(r"Unknown type '(\w+)'"), "{0} isn't a defined input type (on $input)", "undefinedType"),
)
"""What the library says, what Shopify says, and the code it adds."""


def worded(error: GraphQLError) -> Record:
    """An error of a document as Shopify words it."""
    told: Record = {"message": error.message}
    if error.locations:
        told["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        told["path"] = list(error.path)
    for pattern, words, code in CODES:
        if found := pattern.search(error.message):
            told["message"] = words.format(*found.groups())
            told["extensions"] = {"code": code}
            return told
    if "global id" in error.message:
        told["message"] = error.message[error.message.index("Invalid global id") :]
        told["extensions"] = {"code": "argumentLiteralsIncompatible"}
    return told


@lru_cache(maxsize=2000)
def planned(text: str, name: str | None) -> Plan:
    """The plan of a document; one that cannot be run is ``Rejected``."""
    try:
        document = parse(text)
    except GraphQLError as error:
        raise Rejected([worded(error)]) from error
    if errors := validate(binding.schema(), document):
        raise Rejected([worded(error) for error in errors])
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    chosen = [node for node in operations if name is None or (node.name and node.name.value == name)]
    if len(chosen) != 1:
        said = f'No operation named "{name}"' if name else "An operation name is required"
        raise Rejected([{"message": said}])
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    return Plan(document, chosen[0], fragments)


def variables_of(plan: Plan, given: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that the operation declares; too long lists and unknown ids are refused before anything is run."""
    errors: list[Record] = []
    for declared in plan.operation.variable_definitions or ():
        name = declared.variable.name.value
        if name not in given:
            continue
        type: Any = type_from_ast(binding.schema(), declared.type)
        problems = list(_problems(type, given[name], []))
        if problems:
            at = [{"line": n.line, "column": n.column} for n in [_place(declared)] if n]
            said = f"Variable ${name} of type {print_ast(declared.type)} was provided invalid value"
            first = problems[0]
            where = ".".join(str(step) for step in first["path"])
            said += f" for {where} ({first['explanation']})" if where else ""
            errors.append({"message": said, "locations": at, "extensions": {
                "code": "INVALID_VARIABLE", "value": given[name], "problems": problems,
            }})  # fmt: skip
    if errors:
        raise Rejected(errors)
    return dict(given)


def _place(node: Any) -> Any:
    location = node.loc
    return location.source.get_location(location.start) if location else None


def _problems(type: Any, value: Any, path: list[Any]) -> Any:
    """What is wrong with a value of a variable."""
    if isinstance(type, GraphQLNonNull):
        if value is None:
            yield {"path": path, "explanation": "Expected value to not be null"}
            return
        type = cast(Any, type).of_type
    if value is None:
        return
    if isinstance(type, GraphQLList):
        values = cast("list[Any]", value if isinstance(value, list) else [value])
        if len(values) > LONGEST:
            said = f"The input array size of {len(values)} is greater than the maximum allowed of {LONGEST}."
            raise Rejected([{"message": said, "extensions": {"code": "MAX_INPUT_SIZE_EXCEEDED"}}])
        for at, each in enumerate(values):
            yield from _problems(cast(Any, type).of_type, each, [*path, at])
    elif isinstance(type, GraphQLInputObjectType):
        if not isinstance(value, dict):
            yield {"path": path, "explanation": f"Expected value to be an object of {type.name}"}
            return
        held = cast("dict[str, Any]", value)
        for name in held:
            if name not in type.fields:
                yield {"path": [*path, name], "explanation": f"Field is not defined on {type.name}"}
        for name, field in type.fields.items():
            if name in held:
                yield from _problems(field.type, held[name], [*path, name])
            elif isinstance(field.type, GraphQLNonNull) and field.default_value in (None, Undefined):
                yield {"path": [*path, name], "explanation": "Expected value to not be null"}
    else:
        named = binding.untyped(get_named_type)(type)
        try:
            named.coerce_input_value(value)
        except (GraphQLError, ValueError, TypeError) as error:
            yield {"path": path, "explanation": str(getattr(error, "message", error))}


def weighed(plan: Plan, variables: dict[str, Any]) -> Costs:
    """What reckons the costs of a plan."""
    return Costs(binding.schema(), plan.fragments, defaults(plan) | variables)


def defaults(plan: Plan) -> dict[str, Any]:
    """The whole numbers that the operation gives its variables."""
    found: dict[str, Any] = {}
    for declared in plan.operation.variable_definitions or ():
        value = getattr(declared.default_value, "value", None)
        if isinstance(value, str) and value.isdigit():
            found[declared.variable.name.value] = int(value)
    return found


class Ran(NamedTuple):
    """What a document gave."""

    data: Any
    errors: list[Record]
    said: list[Record]


def run(plan: Plan, variables: dict[str, Any], shop: Shop, *, whole: bool = False) -> Ran:
    """Execute a plan."""
    shop.turn += not whole
    call = paging.Call(shop, whole=whole)
    name = plan.operation.name.value if plan.operation.name else None
    result = cast(Any, execute_sync(
        binding.schema(), plan.document, context_value=call, variable_values=variables, operation_name=name,
    ))  # fmt: skip
    return Ran(result.data, [failed(error) for error in result.errors or ()], call.said)


def failed(error: GraphQLError) -> Record:
    """An error of a field; one of our own making is not hidden."""
    cause = error.original_error
    if cause is not None and not isinstance(cause, (Failed, GraphQLError)):
        raise cause
    told = worded(error)
    if isinstance(cause, Failed):
        told["extensions"] = {"code": cause.code, **cause.extensions} if cause.code else cause.extensions
    if cause is None and "extensions" not in told:
        raise error  # a record that does not keep to the schema
    return told
