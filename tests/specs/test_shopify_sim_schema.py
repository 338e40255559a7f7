"""The simulated Shopify's schema against the published one, and every field of it asked of the seeded shop."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    build_schema,
    get_named_type,
    is_leaf_type,
)

from polycart.platforms.shopify.sim import Simulator, areas, binding, running
from polycart.platforms.shopify.sim.state import Record, Shop

SPEC = Path(__file__).parents[2].parent / "shared" / "specs" / "shopify" / "admin-2026-10.nodoc.graphql.gz"
published_only = pytest.mark.skipif(not SPEC.exists(), reason="the published schema is not at hand")


@cache
def published() -> GraphQLSchema:
    return build_schema(gzip.decompress(SPEC.read_bytes()).decode(), assume_valid=True)


@cache
def ours() -> GraphQLSchema:
    areas.registered()
    return binding.schema()


def differences() -> Iterator[str]:
    """Whatever of our schema is not in the published one, or otherwise than there."""
    theirs = published().type_map
    for name, type in ours().type_map.items():
        if name.startswith("__"):
            continue
        if name not in theirs:
            yield name
            continue
        other: Any = theirs[name]
        if isinstance(type, GraphQLEnumType):
            yield from (f"{name}.{value}" for value in type.values if value not in other.values)
        elif isinstance(type, GraphQLUnionType):
            members = {each.name for each in other.types}
            yield from (f"{name} = {each.name}" for each in type.types if each.name not in members)
        elif isinstance(type, GraphQLScalarType):
            if not isinstance(other, GraphQLScalarType):
                yield name
        else:
            yield from fields(type, other)


def fields(type: Any, other: Any) -> Iterator[str]:
    held: dict[str, Any] = other.fields
    for name, field in type.fields.items():
        if name not in held:
            yield f"{type.name}.{name}"
        elif str(held[name].type) != str(field.type):
            yield f"{type.name}.{name}: {field.type}, not {held[name].type}"
        elif isinstance(type, GraphQLInputObjectType):
            if held[name].default_value != field.default_value:
                yield f"{type.name}.{name} = {field.default_value}"
        else:
            yield from arguments(f"{type.name}.{name}", field, held[name])
    if isinstance(type, GraphQLInputObjectType):
        needed = [n for n, f in held.items() if isinstance(f.type, GraphQLNonNull) and f.default_value is Undefined]
        yield from (f"{type.name} lacks {name}" for name in needed if name not in type.fields)
        if type.is_one_of != other.is_one_of:
            yield f"{type.name} @oneOf"
    elif isinstance(type, (GraphQLObjectType, GraphQLInterfaceType)):
        known = {each.name for each in other.interfaces}
        yield from (f"{type.name} implements {each.name}" for each in type.interfaces if each.name not in known)


def arguments(where: str, field: Any, other: Any) -> Iterator[str]:
    for name, argument in field.args.items():
        if name not in other.args:
            yield f"{where}({name})"
        elif str(other.args[name].type) != str(argument.type):
            yield f"{where}({name}): {argument.type}, not {other.args[name].type}"
        elif other.args[name].default_value != argument.default_value:
            yield f"{where}({name}) = {argument.default_value}, not {other.args[name].default_value}"
    for name, argument in other.args.items():
        needed = isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined
        if needed and name not in field.args:
            yield f"{where} lacks {name}"


@published_only
def test_the_schema_is_part_of_the_published_one() -> None:
    assert list(differences()) == []


@published_only
def test_the_comparison_finds_what_is_wrong() -> None:
    """A field of our own, another type and a missing argument would be seen."""
    wrong = build_schema(
        "type Query { a: Int } type Product { nonsense: Int title: Int metafield(key: String!): Int }"
        " input MoneyInput { amount: Decimal! } scalar Decimal"
    )
    theirs = published().type_map
    found = [
        *fields(wrong.type_map["Product"], theirs["Product"]),
        *fields(wrong.type_map["MoneyInput"], theirs["MoneyInput"]),
    ]
    assert found == [
        "Product.nonsense", "Product.title: Int, not String!", "Product.metafield: Int, not Metafield",
        "MoneyInput lacks currencyCode",
    ]  # fmt: skip


def test_every_mutation_is_done_by_a_function() -> None:
    mutations = ours().mutation_type
    assert mutations is not None
    assert [name for name in mutations.fields if ("Mutation", name) not in binding.FIELDS] == []
    assert [name for type, name in binding.FIELDS if type == "Mutation" and name not in mutations.fields] == []


def test_nothing_answers_a_field_that_is_not_there() -> None:
    types = ours().type_map
    lost = [
        f"{type}.{name}" for type, name in binding.FIELDS
        if type != "Mutation" and (type not in types or name not in getattr(types[type], "fields", {}))
    ]  # fmt: skip
    assert lost == []


# Every field, asked

SAMPLES = {"names": '["available", "on_hand"]', "key": '"supplier"', "locale": '"en"', "context": "{country: DE}"}
KINDS = {"locationId": "Location", "publicationId": "Publication", "inventoryItemId": "InventoryItem"}
OWN = {"inCollection": "Collection", "hasCollection": "Collection", "hasProduct": "Product"}


def given(shop: Shop, name: str, field: Any) -> str | None:
    """Arguments that a field needs; ``None`` where there are none to give."""
    made = ["first: 3"] if "first" in field.args else []
    for argument, declared in field.args.items():
        if (
            not isinstance(declared.type, GraphQLNonNull)
            or declared.default_value is not Undefined
            or argument == "first"
        ):
            continue
        kind = KINDS.get(argument) or (OWN.get(name) if argument == "id" else None)
        value = f'"{shop.all(kind)[0]["id"]}"' if kind else SAMPLES.get(argument)
        if value is None:
            return None
        made.append(f"{argument}: {value}")
    return f"({', '.join(made)})" if made else ""


def selection(shop: Shop, type: Any, depth: int) -> str:
    """All fields of a type, and theirs as deep as that."""
    if is_leaf_type(type):
        return ""
    if isinstance(type, (GraphQLInterfaceType, GraphQLUnionType)):
        return " {__typename}"
    parts: list[str] = []
    for name, field in type.fields.items():
        inner: Any = get_named_type(field.type)
        asked = given(shop, name, field)
        if asked is None:
            continue
        if is_leaf_type(inner):
            parts.append(name + asked)
        elif depth:
            parts.append(name + asked + selection(shop, inner, depth - 1))
        else:
            parts.append(
                name
                + asked
                + (" {pageInfo {hasNextPage startCursor}}" if inner.name.endswith("Connection") else " {__typename}")
            )
    return f" {{{' '.join(parts)}}}"


def records(shop: Shop) -> dict[str, list[Record]]:
    """Some records of each type, the first and the last ones."""
    found: dict[str, list[Record]] = {"Shop": [shop.root]}
    for table in shop.tables.values():
        rows = list(table.values())
        for row in rows[:10] + rows[-2:]:
            if "__typename" in row:
                found.setdefault(row["__typename"], []).append(row)
    return found


def test_every_field_of_every_seeded_record_is_answered_as_the_schema_says() -> None:
    shop = Simulator().shop
    seen: set[str] = set()
    for name, rows in records(shop).items():
        type = ours().type_map.get(name)
        if not isinstance(type, GraphQLObjectType) or "Node" not in {each.name for each in type.interfaces}:
            continue
        if name == "DiscountNode":
            continue  # it is told under the ids of the nodes of its kinds, which are looked at themselves
        seen.add(name)
        asked = " ".join(
            f'n{n}: node(id: "{row["id"]}") {{... on {name}{selection(shop, type, 1)}}}' for n, row in enumerate(rows)
        )
        ran = running.run(running.planned(f"{{{asked}}}", None), {}, shop)
        assert ran.errors == [], name
        assert all(ran.data.values()), name
    assert len(seen) > 40


def test_every_list_of_the_root_answers_its_page_and_total() -> None:
    shop = Simulator().shop
    root = ours().query_type
    assert root is not None
    for name, field in root.fields.items():
        asked = given(shop, name, field)
        if asked is not None:
            ran = running.run(
                running.planned(f"{{{name}{asked}{selection(shop, get_named_type(field.type), 1)}}}", None), {}, shop
            )
            assert ran.errors == [], name
