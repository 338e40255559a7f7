"""Which fields are wanted, by ``params``/``exclude`` and by ``response_fields``."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycart.api.product.entities import Product, ProductOption
from polycart.core.errors import ParameterError
from polycart.core.method import UNSET
from polycart.core.selection import ALL, NONE, Selection, from_params, merge, parse, project


def test_params_name_fields_and_tolerate_spaces() -> None:
    assert from_params("id, name ,price", None) == Selection.named("id", "name", "price")


def test_exclude_counts_only_beside_force_all() -> None:
    assert from_params("id,name", "name") == Selection.named("id", "name")
    wanted = from_params("force_all", "description,images")
    assert wanted.wants("id")
    assert not wanted.wants("description")
    assert wanted.of("images") == NONE


def test_a_selector_may_stand_for_several_fields() -> None:
    wanted = from_params("totals,id", None, (("totals", ("totals", "total")),))
    assert wanted == Selection.named("totals", "total", "id")


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("{return_code,result{product{id,name}}}", ["return_code"], ["return_message", "pagination"]),
        ("{*}", ["return_code", "pagination", "result"], []),
        ("{ result { product { * } } , pagination }", ["result", "pagination"], ["return_code"]),
    ],
)
def test_response_fields_select_from_the_envelope_down(text: str, wanted: list[str], unwanted: list[str]) -> None:
    tree = parse(text)
    assert all(tree.wants(name) for name in wanted)
    assert not any(tree.wants(name) for name in unwanted)


def test_braces_refine_and_a_bare_name_takes_the_whole_subtree() -> None:
    product = parse("{result{product{id,images,product_options{option_items{name}}}}}").of("result").of("product")
    assert product.of("images") == ALL
    assert product.of("product_options").of("option_items") == Selection.named("name")
    assert not product.wants("price")


def test_a_name_given_twice_wants_both_subtrees() -> None:
    images = parse("{images{id},images{alt}}").of("images")
    assert images == Selection.named("id", "alt")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,name", "unacceptable characters"),
        ("{id;name}", "unacceptable characters"),
        ("{id,name", "unacceptable characters"),
        ("{id{name}", "closing brace is missing"),
        ("{id}}", "follows the last brace"),
        ("{,id}", "expected before ','"),
        ("{id,,name}", "expected before ','"),
        ("{{id}}", "expected before '{'"),
        ("{*{id}}", "takes no braces"),
        ("{}", "unacceptable characters"),
        ("{" + "a{" * 40 + "b" + "}" * 40 + "}", "deeper"),
    ],
)
def test_a_malformed_selector_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(ParameterError, match=words.replace("{", r"\{")) as caught:
        parse(text)
    assert "response_fields" in caught.value.message
    assert caught.value.code == 109


@given(st.text(alphabet="{},*ab_- \n", max_size=60))
def test_no_selector_does_anything_but_parse_or_be_refused(text: str) -> None:
    with contextlib.suppress(ParameterError):
        assert isinstance(parse(text), Selection)


def test_merging_wants_what_either_wants() -> None:
    assert merge(Selection.named("id"), ALL) == ALL
    both = merge(Selection({"images": Selection.named("id")}), Selection({"images": Selection.named("alt")}))
    assert both.of("images") == Selection.named("id", "alt")


def test_projection_leaves_out_what_is_not_wanted_and_does_not_change_the_original() -> None:
    product = Product(id="1", name="Mug", product_options=[ProductOption(id="2", name="Colour")])
    cut = project([product], parse("{id,product_options{name}}"))
    assert cut[0] == Product(id="1", product_options=[ProductOption(name="Colour")])
    assert product.name == "Mug"
    assert cut[0].name is UNSET
    assert project({"a": 1, "b": 2}, Selection.named("b")) == {"b": 2}


def test_equal_selections_share_one_hash() -> None:
    assert hash(parse("{id,name}")) == hash(parse("{name,id}"))
    assert parse("{id,name}") == parse("{name,id}")
