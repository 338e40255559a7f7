"""Documents are written from structs: just the wanted fields, the spellings of a platform, and what they may cost."""

from __future__ import annotations

import msgspec
import pytest

from polycart.core.documents import (
    Costs,
    Spelling,
    incomplete,
    list_document,
    more_document,
    nodes_document,
    root_document,
)


class Row(msgspec.Struct, rename="camel"):
    """A native object."""


class Picture(Row):
    url: str = ""


class Medium(Row):
    id: str = ""
    image: Picture | None = None
    seconds: int | None = None


class Media(Row):
    nodes: list[Medium] = []


class Thing(Row):
    title: str = ""
    media: Media | None = None
    available: int = 0


SPELLINGS = {
    "media": Spelling(first=50),
    "media.nodes.image": Spelling(on="Image"),
    "media.nodes.seconds": Spelling("duration", on="Video"),
    "available": Spelling("quantity(at: $place)"),
}
TYPES = {"place": "ID!"}
COSTS = Costs(connection=lambda first, item: 2 + first * (1 + item), most=1000, bucket=1000, restore=100)


def test_a_page_asks_for_the_fields_of_its_struct_and_for_nothing_else() -> None:
    made = list_document("things", Picture, {"query": "String"}, {}, {})
    assert made.text == (
        "query things($query: String, $first: Int, $after: String, $last: Int, $before: String) { "
        "things(query: $query, first: $first, after: $after, last: $last, before: $before) { "
        "nodes { url } pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } }"
    )


def test_spellings_add_arguments_aliases_fragments_and_what_further_pages_need() -> None:
    made = root_document("query", "thing", Thing, {"id": "ID!"}, SPELLINGS, TYPES)
    assert made.text == (
        "query thing($id: ID!, $place: ID!) { thing(id: $id) { title media(first: 50) { nodes { id "
        "... on Image { image { url } } ... on Video { seconds: duration } } pageInfo { hasNextPage endCursor } } "
        "id __typename available: quantity(at: $place) } }"
    )


def test_a_walk_asks_where_pages_end_and_for_no_item() -> None:
    made = list_document("things", None, {}, {}, {}, rows=False)
    assert "nodes" not in made.text
    assert made.cost(COSTS, {"first": 250}) == 252


def test_objects_by_id_are_asked_for_by_their_type() -> None:
    made = nodes_document("Thing", Picture, {}, {})
    assert made.text == "query nodes($ids: [ID!]!) { nodes(ids: $ids) { ... on Thing { url } } }"


def test_further_pages_keep_the_fragments_and_constant_arguments() -> None:
    node = root_document("query", "thing", Thing, {}, SPELLINGS, TYPES).nodes["thing"].below["media"]
    made = more_document("Thing", node, TYPES)
    assert made.text == (
        "query more($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on Thing { "
        "media(first: $first, after: $after) { nodes { id ... on Image { image { url } } "
        "... on Video { seconds: duration } } pageInfo { hasNextPage endCursor } } } } }"
    )


def test_an_idempotent_mutation_carries_its_key_as_a_variable() -> None:
    made = root_document(
        "mutation", "change", Picture, {"input": "In!"}, {}, {"key": "String!"}, directive=" @once(key: $key)"
    )
    assert made.text == (
        "mutation change($input: In!, $key: String!) { change(input: $input) @once(key: $key) { url } }"
    )
    assert made.cost(COSTS, {}) == 11


@pytest.mark.parametrize("first", [1, 10])
def test_costs_multiply_with_the_sizes_of_connections(first: int) -> None:
    made = list_document("things", Thing, {}, {"media": Spelling(first=50)}, {})
    item = 2 + 50 * (1 + 1)
    assert made.cost(COSTS, {"first": first}) == 2 + first * (1 + item)


def test_a_type_with_alternatives_costs_its_dearest() -> None:
    class Both(Row):
        image: Picture | None = None
        video: Media | None = None

    spellings = {"image": Spelling(on="Image"), "video": Spelling(on="Video"), "media": Spelling(first=2)}
    made = root_document("query", "thing", Both, {}, spellings, {})
    assert made.cost(COSTS, {}) == 1 + (1 + (1 + 1))


def test_broken_off_connections_are_found_however_deep() -> None:
    nodes = list_document("things", Thing, {}, SPELLINGS, TYPES).nodes["things"].below["nodes"].below
    rows = [
        {"id": "1", "media": {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "a"}}},
        {"id": "2", "media": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}},
        {"id": "3", "media": None},
    ]
    assert [record["id"] for record, _ in incomplete(rows, nodes)] == ["1"]


def test_a_field_that_several_types_have_is_asked_of_each_and_costs_with_the_dearest() -> None:
    class Union(Row):
        title: str = ""
        image: Picture | None = None
        video: Media | None = None

    spellings = {
        "title": Spelling(on="Image Video"),
        "thing.image": Spelling(on="Image Video"),
        "video": Spelling(on="Video"),
        "media": Spelling(first=2),
    }
    made = root_document("query", "thing", Union, {}, spellings, {})
    assert made.text == (
        "query thing { thing { ... on Image { title image { url } } "
        "... on Video { title image { url } video { nodes { id image { url } seconds } } } } }"
    )
    assert made.cost(COSTS, {}) == 1 + 1 + (1 + (1 + 1))
