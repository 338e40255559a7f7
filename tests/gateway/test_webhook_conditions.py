"""Conditions: what each operator means, what is refused, and how patterns are matched."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycart.api import METHODS
from polycart.core.errors import MissingParameter, PolycartError
from polycart.core.validation import read
from polycart.gateway.webhooks import conditions
from polycart.gateway.webhooks.conditions import like
from polycart.gateway.webhooks.filterable import Filterable, every

FIELDS = every(METHODS["order.info"].result) | {
    "active": Filterable("boolean"), "tags": Filterable("array"), "count": Filterable("integer"),
}  # fmt: skip
ORDER: dict[str, Any] = {
    "id": "7",
    "count": 3,
    "active": True,
    "tags": ["red", "Blue"],
    "comment": None,
    "create_at": {"value": "2026-11-28T12:00:00+0100"},
    "totals": {"total": 100.5},
    "customer": {"email": "Ann@Example.com"},
    "order_products": [{"model": "A-1", "price": 10.0}, {"model": "B-2", "price": 20.0}],
}


def rule(field: str, operator: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value, **more}


def checked(condition: Any) -> dict[str, Any]:
    raw = {"entity": "order", "action": "update", "callback": "x", "filtering_conditions": condition}
    return conditions.checked(read(METHODS["webhook.create"], raw).params.filtering_conditions, FIELDS)


def met(condition: Any) -> bool:
    return conditions.holds(checked(condition), ORDER, FIELDS)


HOLDS: list[tuple[str, str, Any, bool]] = [
    ("id", "eq", "7", True), ("id", "eq", 7, True), ("id", "neq", "8", True), ("id", "in", ["7", "8"], True),
    ("id", "not_in", ["7"], False), ("customer.email", "eq", "ann@example.com", False),
    ("customer.email", "like", "ann@%", True), ("customer.email", "not_like", "%.org", True),
    ("customer.email", "like", "%\\%%", False), ("comment", "eq", None, True), ("comment", "neq", None, False),
    ("comment", "neq", "x", True), ("comment", "eq", "", False), ("basket_id", "eq", None, True),
    ("count", "eq", 3, True), ("count", "eq", "3", True), ("count", "gte", 3, True), ("count", "gt", 3, False),
    ("totals.total", "gt", 100, True), ("totals.total", "lte", 100.5, True), ("totals.total", "lt", "100.5", False),
    ("totals.subtotal", "gt", 0, False), ("totals.subtotal", "neq", 0, True),
    ("active", "eq", True, True), ("active", "eq", "false", False), ("active", "neq", False, True),
    ("create_at.value", "eq", "2026-11-28 11:00:00", True), ("create_at.value", "lt", "2026-11-28", False),
    ("create_at.value", "gte", "2026-11-28T11:00:00Z", True), ("create_at.value", "gt", "2026-11-28T11:00:00Z", False),
    ("modified_at.value", "gt", "2026-01-01", False),
    ("tags", "eq", ["Blue", "red"], True), ("tags", "eq", ["red"], False), ("tags", "neq", ["red"], True),
    ("tags", "in", ["red", "green"], True), ("tags", "in", ["blue"], False), ("tags", "not_in", ["green"], True),
    ("tags", "not_in", ["red"], False),
    ("order_products.model", "eq", "A-1", True), ("order_products.model", "neq", "A-1", False),
    ("order_products.model", "in", ["B-2"], True), ("order_products.price", "gt", 15, True),
    ("order_products.model", "like", "_-_", True), ("order_products.model", "not_like", "C%", True),
]  # fmt: skip


@pytest.mark.parametrize(("field", "operator", "value", "holds"), HOLDS)
def test_each_operator_means_what_is_documented(field: str, operator: str, value: Any, holds: bool) -> None:
    assert met(rule(field, operator, value)) is holds
    assert met({"not": rule(field, operator, value)}) is not holds


ITEMS: list[tuple[str, str, Any, bool, bool]] = [
    ("order_products.price", "gt", 15, True, False),
    ("order_products.price", "gt", 5, True, True),
    ("order_products.model", "neq", "A-1", True, False),
    ("tags", "in", ["red"], True, False),
    ("tags", "not_in", ["red"], True, False),
    ("refunds.comment", "eq", "x", False, False),
]


@pytest.mark.parametrize(("field", "operator", "value", "one", "all_"), ITEMS)
def test_one_element_or_all_of_a_list_can_be_asked_for(
    field: str, operator: str, value: Any, one: bool, all_: bool
) -> None:
    assert met(rule(field, operator, value, match_items="any")) is one
    assert met(rule(field, operator, value, match_items="all")) is all_


def test_groups_combine_what_is_in_them() -> None:
    yes, no = rule("id", "eq", "7"), rule("id", "eq", "8")
    assert met({"and": [yes, {"or": [no, yes]}]})
    assert not met({"and": [yes, no]})
    assert met({"or": [no, {"not": {"and": [yes, no]}}]})
    assert conditions.paths(checked({"or": [no, {"not": rule("totals.total", "gt", 1)}]})) == {"id", "totals.total"}


REFUSED: list[tuple[Any, str]] = [
    ({}, "exactly one of"),
    ({"and": []}, "'filtering_conditions.and'"),
    ({"and": [rule("id", "eq", "1")], "or": [rule("id", "eq", "1")]}, "exactly one of"),
    ({"and": [rule("id", "eq", "1")], "field": "id"}, "exactly one of"),
    ({"or": [rule("id", "eq", "1"), {"not": rule("nonsense", "eq", 1)}]}, "'filtering_conditions.or.1.not.field'"),
    ({"field": "id", "value": "1"}, "'filtering_conditions.operator' is required"),
    ({"field": "id", "operator": "eq"}, "'filtering_conditions.value' is required"),
    ({"operator": "eq", "value": "1"}, "'filtering_conditions.field' is required"),
    (rule("id", "gt", "1"), "eq, neq, in, not_in, like, not_like"),
    (rule("active", "gt", True), "eq, neq"),
    (rule("tags", "like", "x"), "eq, neq, in, not_in"),
    (rule("totals.total", "gt", "many"), "a number"),
    (rule("totals.total", "gt", True), "a number"),
    (rule("totals.total", "gt", None), "null"),
    (rule("totals.total", "gt", "nan"), "a number"),
    (rule("count", "eq", 1.5), "an integer"),
    (rule("active", "eq", "maybe"), "true or false"),
    (rule("create_at.value", "gt", "yesterday"), "a date"),
    (rule("id", "in", "7"), "a list"),
    (rule("id", "in", []), "1 to 1000"),
    (rule("id", "eq", ["7"]), "not a list"),
    (rule("id", "eq", "x" * 1001), "1000 characters"),
    (rule("id", "eq", "7", match_items="any"), "not in a list"),
    (rule("order_products.price", "gt", 1, match_items="some"), "any, all"),
    (rule("customer", "eq", "x"), "filterable_fields"),
    ({"nor": []}, "'filtering_conditions.nor' is unknown"),
    ({"and": [rule("id", "eq", "1")] * 101}, "100 rules"),
    ({"not": {"not": {"not": {"not": {"not": {"not": rule("id", "eq", "1")}}}}}}, "5 levels"),
]


@pytest.mark.parametrize(("condition", "words"), REFUSED)
def test_what_means_nothing_is_refused_in_one_sentence(condition: Any, words: str) -> None:
    with pytest.raises(PolycartError) as raised:
        checked(condition)
    assert words in raised.value.message
    assert raised.value.code == (114 if isinstance(raised.value, MissingParameter) else 109)


def test_five_levels_are_enough() -> None:
    assert met({"not": {"not": {"not": {"not": {"or": [rule("id", "eq", "7")]}}}}})


@given(st.text(alphabet="ab%_\\.", max_size=12), st.text(alphabet="aAb%_\\.\n", max_size=12))
def test_a_pattern_matches_what_the_same_regular_expression_does(pattern: str, text: str) -> None:
    spelled, at = "", 0
    while at < len(pattern):
        if pattern[at] == "\\" and at + 1 < len(pattern):
            at += 1
            spelled += re.escape(pattern[at])
        else:
            spelled += {"%": ".*", "_": "."}.get(pattern[at], re.escape(pattern[at]))
        at += 1
    expected = re.fullmatch(spelled, text, re.IGNORECASE | re.DOTALL) is not None
    assert like(pattern, text) is expected


def test_no_pattern_takes_long() -> None:
    began = time.perf_counter()
    like("%a" * 400 + "b", "a" * 100_000)
    assert time.perf_counter() - began < 2
