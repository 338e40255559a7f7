"""The schema with what answers each field: a function that is registered for it, or what its type says.

A field without a function is the value of that name in its record: money becomes a pair of amounts, a list becomes a
page where the schema has a connection, a record that was deleted becomes null.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Any, cast

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_directive_values,
    get_named_type,
    value_from_ast_untyped,
)

from polycart.platforms.shopify.sim import paging
from polycart.platforms.shopify.sim.state import Failed, Record, Refused, Shop, split

Info = GraphQLResolveInfo[paging.Call]
Resolver = Callable[..., Any]

FIELDS: dict[tuple[str, str], Resolver] = {}
"""What answers a field, by its type and name."""

TABLES: dict[str, str] = {}
"""The table that a root connection lists, where it is not that of its type."""


def field(type: str, name: str) -> Callable[[Resolver], Resolver]:
    """Register what answers a field: a function of the record, the query's info and the field's arguments."""

    def register(function: Resolver) -> Resolver:
        FIELDS[type, name] = function
        return function

    return register


def camel(name: str) -> str:
    """A name as the schema writes it."""
    head, *rest = name.strip("_").split("_")
    return head + "".join(word.capitalize() for word in rest)


REQUIRED = frozenset(
    {
        "inventoryActivate", "inventoryAdjustQuantities", "inventoryMoveQuantities", "inventorySetOnHandQuantities",
        "inventorySetQuantities", "locationActivate", "locationDeactivate", "refundCreate",
    }
)  # fmt: skip
"""What is done only with a key that makes a repetition harmless, since version 2026-04."""


def mutation(function: Callable[..., Record]) -> Callable[..., Record]:
    """Register a mutation under the function's name; what it refuses is answered as user errors.

    The function is given the call and the arguments; everything that was reckoned before is forgotten after it.
    """
    name = camel(function.__name__)

    def resolve(_: Any, info: Info, **arguments: Any) -> Record:
        call = info.context
        errors = _errors(info)
        kept = _repeated(info, name, arguments)
        if kept is not None and kept[0] == arguments:
            return kept[1]
        try:
            if kept is not None:
                said = "The same idempotency key was used with different arguments."
                raise Refused(said, code="IDEMPOTENCY_KEY_PARAMETER_MISMATCH")
            made: Record = {**{word: [] for word in errors}, **function(call, **arguments)}
        except Refused as refused:
            return dict.fromkeys(errors, refused.errors)
        finally:
            call.shop.kept.clear()
        if key := _key(info):
            call.shop.repeatable[name, key] = (arguments, made)
        return made

    FIELDS["Mutation", name] = resolve
    return function


def _errors(info: Info) -> list[str]:
    """The fields of a payload that hold user errors."""
    payload = untyped(get_named_type)(untyped(info).return_type)
    return [name for name in cast(GraphQLObjectType, payload).fields if name.endswith("serErrors")]


def _key(info: Info) -> str | None:
    """The key of ``@idempotent`` on the field that is being answered."""
    directive = info.schema.get_directive("idempotent")
    given = get_directive_values(directive, info.field_nodes[0], info.variable_values) if directive else None
    return given["key"] if given else None


def _repeated(info: Info, name: str, arguments: Record) -> tuple[Record, Record] | None:
    """What was asked and answered before under the same key; a key must be there where one is required."""
    key = _key(info)
    if key is None:
        if name in REQUIRED:
            said = "The @idempotent directive is required for this mutation but was not provided."
            raise Failed(said, "BAD_REQUEST")
        return None
    if not key.strip():
        raise Failed("The idempotency key cannot be empty.", "BAD_REQUEST")
    return info.context.shop.repeatable.get((name, key))


def shopping(info: Info) -> paging.Call:
    """The request that is being answered."""
    return info.context


def located(info: Info, id: str, *types: str) -> Record | None:
    """The record with a global id that must be of one of some types."""
    return of_type(shopping(info).shop, id, *types)


def of_type(shop: Shop, id: str, *types: str) -> Record | None:
    """The record with a global id; one of another type is an error of the whole field."""
    type, _ = split(id)
    if type not in types:
        raise Failed(f"Invalid id: {id}", "RESOURCE_NOT_FOUND")
    return shop.node(id)


# Scalars


def _id(value: Any) -> str:
    if not isinstance(value, str) or not split(value)[0]:
        raise GraphQLError(f"Invalid global id '{value}'")
    return value


def stamp(value: Any) -> str:
    """A moment as it is answered."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else str(value)


def _moment(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise GraphQLError(f"invalid DateTime '{value}'") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise GraphQLError(f"invalid Date '{value}'") from None


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise GraphQLError(f"invalid amount '{value}'") from None
    if not amount.is_finite() or isinstance(value, bool):
        raise GraphQLError(f"invalid amount '{value}'")
    return amount


def trimmed(value: Any) -> str:
    """A number without the zeros at its end, but for one."""
    text = f"{Decimal(value):.4f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


_SERIAL: dict[str, Callable[[Any], Any]] = {
    "DateTime": stamp,
    "Date": lambda value: value.isoformat() if isinstance(value, date) else str(value),
    "Money": lambda value: f"{Decimal(value):.2f}",
    "Decimal": trimmed,
    "UnsignedInt64": str,
    "JSON": lambda value: value,
}
_PARSED: dict[str, Callable[[Any], Any]] = {
    "DateTime": _moment, "Date": _day, "Money": _amount, "Decimal": _amount, "ID": _id,
}  # fmt: skip


def _scalar(scalar: GraphQLScalarType) -> None:
    """Give a scalar what it answers and what it takes."""
    scalar.coerce_output_value = _SERIAL.get(scalar.name, str)
    if (parsed := _PARSED.get(scalar.name)) is not None:
        scalar.coerce_input_value = parsed
        scalar.coerce_input_literal = lambda node: parsed(value_from_ast_untyped(node))


IDENTITY = GraphQLScalarType(
    "Identity", coerce_output_value=str, coerce_input_value=_id,
    coerce_input_literal=lambda node: _id(value_from_ast_untyped(node)),
)  # fmt: skip
"""The ids of this shop, which are global ones; the library's own type is every schema's."""
IDENTITY.name = "ID"


# Fields


def live(value: Any) -> Any:
    """A record, unless it was deleted."""
    return None if isinstance(value, dict) and "_gone" in value else value  # type: ignore[reportUnknownVariableType]


def bag(shop: Shop, source: Record, amount: Any) -> Any:
    """An amount in the shop's currency and in that of the buyer."""
    if not isinstance(amount, Decimal):
        return amount
    currency, rate = source.get("_presentment") or (shop.currency, Decimal(1))
    other = (amount * rate).quantize(Decimal("0.01"))
    return {
        "shopMoney": {"amount": amount, "currencyCode": shop.currency},
        "presentmentMoney": {"amount": other, "currencyCode": currency},
    }


def _money_bag(name: str) -> Resolver:
    def resolve(source: Record, info: Info, **_: Any) -> Any:
        return bag(info.context.shop, source, source.get(name))

    return resolve


def _money(name: str) -> Resolver:
    def resolve(source: Record, info: Info, **_: Any) -> Any:
        value = source.get(name)
        return {"amount": value, "currencyCode": info.context.shop.currency} if isinstance(value, Decimal) else value

    return resolve


def _plain(name: str) -> Resolver:
    def resolve(source: Record, info: Info, **_: Any) -> Any:
        return source.get(name)

    return resolve


def _live(name: str) -> Resolver:
    def resolve(source: Record, info: Info, **_: Any) -> Any:
        return live(source.get(name))

    return resolve


def _listed(name: str) -> Resolver:
    def resolve(source: Record, info: Info, first: int | None = None, **_: Any) -> Any:
        value = source.get(name)
        return value[:first] if value is not None and first is not None else value

    return resolve


def _connection(name: str, type: str) -> Resolver:
    def resolve(source: Record, info: Info, **page: Any) -> Any:
        rows = source.get(name)
        kept = source.get("id") if rows is not None and len(rows) > paging.MOST else None
        return None if rows is None else paged(info, rows, type, kept, **page)

    return resolve


PAGE = ("first", "last", "after", "before", "reverse", "sort_key", "query")


def paged(info: Info, rows: Any, type: str, name: Any = None, /, **given: Any) -> paging.Connection:
    """The page of some rows that the arguments of a field ask for."""
    page = {word: given[word] for word in PAGE if word in given}
    kept = None if name is None else (name, info.field_name)
    return paging.page(info.context, rows, type, name=kept, path=info.path.as_list(), **page)


def _count(name: str) -> Resolver:
    """A total beside a list: that list's length."""
    listed = name.removesuffix("Count")

    def resolve(source: Record, info: Info, limit: int | None = None, **_: Any) -> Any:
        value = source.get(name)
        return value if value is not None else paging.count(len(source.get(listed) or ()), limit)

    return resolve


def named(field: GraphQLField) -> Any:
    """The type of a field, whether there may be several of it or none."""
    return untyped(get_named_type)(untyped(field).type)


def untyped(value: Any) -> Any:
    """A value whose type the library tells only in part."""
    return value


def _root(name: str, field: GraphQLField) -> Resolver | None:
    """What a field of the query root finds by its type alone: a table's page, its total or one of its records."""
    type = named(field)
    if type.name.endswith("Connection") and isinstance(type, GraphQLObjectType):
        node = str(named(type.fields["nodes"]).name)
        table = TABLES.get(name, node)

        def listed(_: Any, info: Info, **page: Any) -> paging.Connection:
            return paged(info, info.context.shop.all(table), node, table, **page)

        return listed
    if type.name == "Count":
        of = name.removesuffix("Count")

        def count(_: Any, info: Info, limit: int | None = None, query: str | None = None, **__: Any) -> Record:
            node = str(named(named(info.parent_type.fields[of]).fields["nodes"]).name)
            rows = info.context.shop.all(TABLES.get(of, node))
            if query:
                rows = paging.search(info.context, rows, node, query, info.path.as_list())
            return paging.count(len(rows), limit)

        return count
    if set(field.args) == {"id"}:
        types = [type.name] if isinstance(type, GraphQLObjectType) else None
        return _found(types)
    return None


def _found(types: list[str] | None) -> Resolver:
    def resolve(_: Any, info: Info, *, id: str) -> Record | None:
        return located(info, id, *(types or (split(id)[0],)))

    return resolve


def _answer(type: str, name: str, field: GraphQLField) -> Resolver:
    """What answers a field that no function is registered for."""
    if type == "QueryRoot" and (made := _root(name, field)) is not None:
        return made
    if name == "legacyResourceId":
        return _plain("_n")
    given = untyped(field).type
    shown: Any = cast(Any, given).of_type if isinstance(given, GraphQLNonNull) else given
    type_ = named(field)
    if isinstance(shown, GraphQLList):
        return _listed(name)
    if type_.name.endswith("Connection") and "nodes" in type_.fields:
        return _connection(name, named(type_.fields["nodes"]).name)
    if type_.name in ("MoneyBag", "MoneyV2", "Count"):
        return {"MoneyBag": _money_bag, "MoneyV2": _money, "Count": _count}[type_.name](name)
    return _live(name) if isinstance(type_, GraphQLObjectType) else _plain(name)


PAGES = ("Connection", "Edge", "PageInfo")


def _identified(type: Any) -> Any:
    """A type with this shop's ids in it."""
    if isinstance(type, GraphQLNonNull):
        return GraphQLNonNull(_identified(cast(Any, type).of_type))
    if isinstance(type, GraphQLList):
        return GraphQLList(_identified(cast(Any, type).of_type))
    return IDENTITY if type.name == "ID" else type


def snake(name: str) -> str:
    """A name of the schema as the functions here write it."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _bound(type: GraphQLObjectType | GraphQLInterfaceType) -> None:
    for name, field in type.fields.items():
        if isinstance(type, GraphQLObjectType):
            answers = FIELDS.get((type.name, name))
            if answers is None and not type.name.endswith(PAGES):
                answers = _answer(type.name, name, field)
            field.resolve = answers
        field.type = _identified(field.type)
        for given, argument in field.args.items():
            argument.type = _identified(argument.type)
            argument.out_name = snake(given)


def _typed(value: Any, info: Any, type: Any) -> str:
    return value["__typename"]


@cache
def schema() -> GraphQLSchema:
    """The schema, with what answers it; everything that registers must have been imported."""
    folder = resources.files(str(__package__)) / "schema"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".graphql")), key=lambda file: file.name)
    made = build_schema("\n".join(file.read_text("utf-8") for file in files))
    for type in made.type_map.values():
        if type.name.startswith("__"):
            continue
        if isinstance(type, (GraphQLObjectType, GraphQLInterfaceType)):
            _bound(type)
        if isinstance(type, (GraphQLInterfaceType, GraphQLUnionType)):
            type.resolve_type = _typed
        elif isinstance(type, GraphQLScalarType) and type.name not in ("ID", "String", "Int", "Float", "Boolean"):
            _scalar(type)
        elif isinstance(type, GraphQLInputObjectType):
            for given in type.fields.values():
                given.type = _identified(given.type)
    made.type_map["ID"] = IDENTITY
    return made
