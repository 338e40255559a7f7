"""What the reader of parameters takes, and what it says about the rest."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, UnsetType

from polycart import api
from polycart.core.dates import is_date_name, parse_date
from polycart.core.errors import MissingParameter, ParameterError, PolycartError
from polycart.core.method import Doc, Params, method
from polycart.core.scalars import MOST_TEXT
from polycart.core.validation import Repeated, read

DATE = "The required type of parameter is a date string in 'Y-m-d\\TH:i:sO' ISO_8601 format."


class Tree(msgspec.Struct, kw_only=True):
    leaf: str | None = None
    mime: str | None = msgspec.field(name="mime-type", default=None)
    below: list[Tree] | None = None


class Line(msgspec.Struct, kw_only=True):
    sku: str
    price: float | None = None
    tree: Tree | None = None
    ids: str | None = None


class EverythingParams(Params, kw_only=True):
    id: str
    count: Annotated[Annotated[int, Meta(ge=1, le=250)], Doc("Items.")] = 10
    price: float | None = None
    share: Annotated[float, Meta(gt=0)] | None = None
    active: bool | None = None
    name: Annotated[str, Meta(max_length=8)] | None = None
    ids: str | None = None
    codes: list[int] | None = None
    words: list[str] | None = None
    kind: Literal["A", "B"] | None = None
    created_from: str | None = None
    lines: Annotated[list[Line], Meta(max_length=2)] | None = None
    tree: Tree | UnsetType | None = UNSET
    free: dict[str, Any] | None = None
    either: str | float | bool | list[str] | None = None
    content: str | None = None


EVERYTHING = method("test.everything", "POST", EverythingParams, dict, "All types.")


def taken(**raw: object) -> EverythingParams:
    return read(EVERYTHING, {"id": "1", **raw}).params


def said(**raw: object) -> str:
    with pytest.raises(PolycartError) as caught:
        read(EVERYTHING, {"id": "1", **raw})
    assert caught.value.code in (109, 114)
    return caught.value.message


TAKEN: list[tuple[str, object, object]] = [
    ("id", 42, "42"),
    ("id", 4.5, "4.5"),
    ("id", 4.0, "4"),
    ("count", "5", 5),
    ("count", 5, 5),
    ("count", 5.0, 5),
    ("price", "9.99", 9.99),
    ("price", 9, 9.0),
    ("price", "-1e3", -1000.0),
    ("active", "true", True),
    ("active", "False", False),
    ("active", "1", True),
    ("active", 0, False),
    ("active", True, True),
    ("name", "", ""),
    ("ids", "1,2", "1,2"),
    ("ids", ["1", 2], "1,2"),
    ("ids", Repeated(["1", "2,3"]), "1,2,3"),
    ("ids", {"3": "a", "1": "b"}, "b,a"),
    ("codes", "1, 2", [1, 2]),
    ("codes", ["1", 2], [1, 2]),
    ("codes", {"7": "1", "9": "2"}, [1, 2]),
    ("codes", Repeated(["1", "2"]), [1, 2]),
    ("codes", [], []),
    ("words", "red,blue", ["red", "blue"]),
    ("words", "red", ["red"]),
    ("kind", "A", "A"),
    ("kind", Repeated(["A", "A"]), "A"),
    ("created_from", "2010-07-29 13:45:52", "2010-07-29 13:45:52"),
    ("created_from", "2010-07-29", "2010-07-29"),
    ("tree", {"leaf": "x", "mime-type": "y"}, Tree(leaf="x", mime="y")),
    ("tree", {"below": [{"below": []}]}, Tree(below=[Tree(below=[])])),
    ("tree", [], Tree()),
    ("free", {"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
    ("either", 5, 5.0),
    ("either", "5", "5"),
    ("either", True, True),
    ("either", ["a"], ["a"]),
]


@pytest.mark.parametrize(("name", "value", "expected"), TAKEN)
def test_a_value_is_read_as_the_declared_type(name: str, value: object, expected: object) -> None:
    read_value = getattr(taken(**{name: value}), name)
    assert read_value == expected
    assert type(read_value) is type(expected)


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"price": "x"}, "Parameter 'price' is not valid. The required type of parameter is decimal"),
    ({"price": "1,5"}, "Parameter 'price' is not valid. The required type of parameter is decimal"),
    ({"price": "nan"}, "Parameter 'price' is not valid. The required type of parameter is decimal"),
    ({"price": float("inf")}, "Parameter 'price' is not valid. The required type of parameter is decimal"),
    ({"price": "9" * 320}, "Parameter 'price' is not valid. The required type of parameter is decimal"),
    ({"price": True}, "Parameter 'price' is not valid. The required type of parameter is decimal"),
    ({"price": ""}, "The value of parameter 'price' can not be empty."),
    ({"count": "5.5"}, "Parameter 'count' is not valid. The required type of parameter is integer"),
    ({"count": True}, "Parameter 'count' is not valid. The required type of parameter is integer"),
    ({"count": "５"}, "Parameter 'count' is not valid. The required type of parameter is integer"),
    ({"count": "1_0"}, "Parameter 'count' is not valid. The required type of parameter is integer"),
    ({"count": 2**63}, "Parameter 'count' is not valid. The required type of parameter is integer"),
    ({"count": "300"}, "Parameter 'count' is not valid. Allowed values: 1..250."),
    ({"count": 0}, "Parameter 'count' is not valid. Allowed values: 1..250."),
    ({"share": 0}, "Parameter 'share' is not valid. Allowed values: greater than 0."),
    ({"active": "yes"}, "Parameter 'active' is not valid. The required type of parameter is boolean"),
    ({"active": 2}, "Parameter 'active' is not valid. The required type of parameter is boolean"),
    ({"active": ""}, "The value of parameter 'active' can not be empty."),
    ({"name": True}, "Parameter 'name' is not valid. The required type of parameter is string"),
    ({"name": ["a"]}, "Parameter 'name' is not valid. The required type of parameter is string"),
    ({"name": "123456789"}, "Parameter 'name' is not valid. Allowed number of characters: 0..8."),
    ({"name": Repeated(["a", "b"])}, "Parameter 'name' is given more than once with different values."),
    ({"count": Repeated(["1", "2"])}, "Parameter 'count' is given more than once with different values."),
    ({"kind": Repeated(["A", "B"])}, "Parameter 'kind' is given more than once with different values."),
    (
        {"ids": ["1,2"]},
        "Parameter 'ids_1' is not valid. A value of a comma separated list can not hold a comma.",
    ),
    ({"codes": 5}, "Parameter 'codes' is not valid. The required type of parameter is an array."),
    ({"codes": {"a": 1}}, "Parameter 'codes' is not valid. The required type of parameter is an array."),
    ({"codes": ""}, "The value of parameter 'codes' can not be empty."),
    ({"codes": "1,x"}, "Parameter 'codes_2' is not valid. The required type of parameter is integer"),
    ({"lines": "a,b"}, "Parameter 'lines' is not valid. The required type of parameter is an array."),
    ({"lines": [{"sku": "1"}] * 3}, "Parameter 'lines' is not valid. Allowed number of items: 0..2."),
    ({"lines": [{"sku": "1"}, {}]}, "Parameter 'sku_2' is required."),
    (
        {"lines": [{"sku": "1"}, {"sku": "2", "price": "x"}]},
        "Parameter 'price_2' is not valid. The required type of parameter is decimal",
    ),
    ({"lines": [{"sku": "1", "prise": 1}]}, "Parameter 'prise_1' is unknown. Did you mean 'price'?"),
    (
        {"lines": [{"sku": "1", "tree": {"below": [{"leaf": "x"}, {"leaf": False}]}}]},
        "Parameter 'leaf_1_2' is not valid. The required type of parameter is string",
    ),
    ({"tree": {"leaf": []}}, "Parameter 'tree.leaf' is not valid. The required type of parameter is string"),
    ({"tree": "x"}, "Parameter 'tree' is not valid. The required type of parameter is an object."),
    (
        {"kind": "C"},
        (
            "Parameter 'kind' is not valid. The required type of parameter is enum. "
            "One of the following values are allowed: A, B."
        ),
    ),
    ({"created_from": "yesterday"}, f"Parameter 'created_from' is not valid. {DATE}"),
    ({"created_from": "2010-02-30"}, f"Parameter 'created_from' is not valid. {DATE}"),
    ({"created_from": "1280411152"}, f"Parameter 'created_from' is not valid. {DATE}"),
    ({"created_from": 1280411152}, f"Parameter 'created_from' is not valid. {DATE}"),
    ({"created_from": ""}, "The value of parameter 'created_from' can not be empty."),
    ({"cout": "1"}, "Parameter 'cout' is unknown. Did you mean 'count'?"),
    ({"xyzzy": "1"}, "Parameter 'xyzzy' is unknown."),
    ({"x" * 500: "1"}, f"Parameter '{'x' * 61}...' is unknown."),
    (
        {"words": ["a" * (MOST_TEXT + 1)]},
        "Parameter 'words_1' is not valid. A value may have at most 1048576 characters.",
    ),
    ({"id": ""}, "The value of parameter 'id' can not be empty."),
]


@pytest.mark.parametrize(("raw", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_a_wrong_value_is_refused_with_one_sentence(raw: dict[str, object], sentence: str) -> None:
    assert said(**raw) == sentence


def test_a_missing_parameter_is_told_before_a_wrong_one() -> None:
    with pytest.raises(MissingParameter, match=r"Parameter 'id' is required\."):
        read(EVERYTHING, {"count": "x", "nonsense": 1})


def test_null_is_a_parameter_that_was_not_given() -> None:
    read_in = read(EVERYTHING, {"id": "1", "count": None, "lines": [{"sku": "a", "price": None}]})
    assert read_in.params.count == 10
    assert read_in.given == {"id", "lines"}
    with pytest.raises(MissingParameter):
        read(EVERYTHING, {"id": None})


def test_null_is_a_value_where_the_contract_tells_it_from_absence() -> None:
    assert read(EVERYTHING, {"id": "1"}).params.tree is UNSET
    read_in = read(EVERYTHING, {"id": "1", "tree": None})
    assert read_in.params.tree is None
    assert "tree" in read_in.given


@pytest.mark.parametrize("name", ["tree", "free"])
def test_nesting_without_end_is_refused(name: str) -> None:
    key = "below" if name == "tree" else "a"
    value: object = {}
    for _ in range(3000):
        value = {key: [value]} if name == "tree" else {key: value}
    assert said(**{name: value}) == f"Parameter '{name}' is not valid. It is nested more than 20 levels deep."


def test_a_file_inside_a_body_may_be_longer_than_a_text() -> None:
    assert len(taken(content="a" * (MOST_TEXT + 1)).content or "") == MOST_TEXT + 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(EverythingParams.__struct_fields__), json_values))
def test_any_value_is_read_or_refused(raw: dict[str, object]) -> None:
    try:
        read_in = read(EVERYTHING, raw)
    except (ParameterError, MissingParameter):
        pass
    else:
        assert msgspec.convert(msgspec.to_builtins(read_in.params), EverythingParams) == read_in.params


# -- dates ------------------------------------------------------------------------------------------------------------

NOON = datetime(2026, 8, 6, 12, 13, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-06 12:13:35",
        "2026-08-06T12:13:35",
        "2026-08-06T12:13:35Z",
        "2026-08-06T12:13:35+0000",
        "2026-08-06T12:13:35 0000",
        "2026-08-06T14:13:35+02:00",
        "2026-08-06 09:13:35-03:00",
        "2026-08-06T14:13:35 +0200",
    ],
)
def test_every_spelling_of_a_moment_is_the_same_moment(text: str) -> None:
    assert parse_date(text) == NOON


def test_a_day_is_its_midnight_and_fractions_are_kept() -> None:
    assert parse_date("2026-08-06") == datetime(2026, 8, 6, tzinfo=UTC)
    assert parse_date("2026-08-06T12:13:35.5Z").microsecond == 500_000


@given(st.text() | st.from_regex(r"\A\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[+-]\d{4}\Z"))
def test_anything_else_is_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert parse_date(text).utcoffset() == timedelta(0)


def test_date_parameters_are_told_by_their_names() -> None:
    assert all(map(is_date_name, ["created_from", "modified_to", "date_end_from", "request_to_date", "sprice_create"]))
    assert not any(map(is_date_name, ["ship_from_country", "user_agent", "updated", "store_id", "update"]))


# -- rules between parameters -----------------------------------------------------------------------------------------

RULES: list[tuple[str, dict[str, object], str]] = [
    (
        "product.list",
        {"page_cursor": "abc", "product_ids": "1", "sku": "2"},
        "Parameter 'page_cursor' can't be used with parameter(s): 'product_ids','sku'",
    ),
    (
        "product.list",
        {"page_cursor": "abc", "count": "20"},
        "Parameter 'page_cursor' can't be used with parameter(s): 'count'",
    ),
    ("product.list", {"find_where": "name"}, "Parameter 'find_where' must be used with parameter 'find_value'"),
    (
        "account.cart.list",
        {"request_from_date": "2020-01-01"},
        "Parameter 'request_from_date' must be used with parameter 'request_to_date'",
    ),
    ("order.info", {}, "One of parameters 'id', 'order_id' is required."),
    ("order.info", {"id": ""}, "One of parameters 'id', 'order_id' is required."),
    (
        "marketplace.product.find",
        {},
        "One of parameters 'keyword', 'asin', 'ean', 'gtin', 'upc', 'mpn', 'isbn' is required.",
    ),
    (
        "marketplace.product.find",
        {"asin": "1", "ean": "2"},
        "Parameter 'asin' can't be used with parameter(s): 'ean'",
    ),
    (
        "product.add",
        {"name": "n", "model": "m", "description": "d", "price": 1, "size_chart": {"id": "1", "url": "x"}},
        "Parameter 'id' can't be used with parameter(s): 'url'",
    ),
    (
        "order.shipment.add.batch",
        {
            "payload": [
                {"order_id": "1", "tracking_number": "1", "carrier_id": "2"},
                {"order_id": "1", "tracking_number": "1", "carrier_id": "2", "carrier_name": "b"},
            ]
        },
        "Parameter 'carrier_id_2' can't be used with parameter(s): 'carrier_name_2'",
    ),
]


@pytest.mark.parametrize(("name", "raw", "sentence"), RULES, ids=[f"{row[0]}-{at}" for at, row in enumerate(RULES)])
def test_parameters_that_do_not_go_together_are_refused(name: str, raw: dict[str, object], sentence: str) -> None:
    with pytest.raises(PolycartError) as caught:
        read(api.METHODS[name], raw)
    assert caught.value.message == sentence
    assert isinstance(caught.value, MissingParameter if "required" in sentence else ParameterError)


def test_a_cursor_goes_with_the_shape_of_the_answer_and_with_defaults() -> None:
    raw = {"page_cursor": "abc", "start": "0", "count": "10", "params": "id", "response_fields": "{result}"}
    assert read(api.METHODS["product.list"], raw).params.page_cursor == "abc"


def test_an_empty_cursor_is_the_first_page() -> None:
    read_in = read(api.METHODS["product.list"], {"page_cursor": "", "sku": "1"})
    assert read_in.params.page_cursor is None
    assert read_in.given == {"sku"}


@pytest.mark.parametrize("name", api.METHODS)
def test_every_method_of_the_contract_can_be_read(name: str) -> None:
    with pytest.raises((ParameterError, MissingParameter), match=r"is unknown|is required"):
        read(api.METHODS[name], {"no_such_parameter": "1"})
