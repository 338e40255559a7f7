"""PHP's serialized values, read without PHP: what is written comes back, and what is hostile is not brought to life."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from polycart.platforms.woocommerce.serialized import Foreign, items, loads, maybe, pairs
from polycart.platforms.woocommerce.sim.serialize import serialize

SCALARS = some.none() | some.booleans() | some.integers(-(2**62), 2**62) | some.text(max_size=40)
VALUES = some.recursive(
    SCALARS, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=9), inner, max_size=4)
)


def as_php(value: Any) -> Any:
    """What PHP makes of a value: names of digits are numbers, and an array that counts from 0 is a list."""
    if isinstance(value, list):
        return [as_php(one) for one in value]
    if not isinstance(value, dict):
        return value
    read = {key: as_php(one) for key, one in value.items()}
    return list(read.values()) if list(read) == [str(place) for place in range(len(read))] else read


@given(VALUES)
def test_a_value_comes_back(value: Any) -> None:
    assert loads(serialize(value)) == as_php(value)


@given(VALUES, some.integers(0, 200))
def test_a_value_that_is_cut_off_is_told_and_not_guessed(value: Any, place: int) -> None:
    text = serialize(value)
    cut = text[: min(place, max(0, len(text) - 1))]
    with pytest.raises(Foreign):
        loads(cut)


@given(some.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Foreign):
        maybe(text)


@pytest.mark.parametrize(
    "text",
    [
        'O:8:"stdClass":0:{}', 'a:1:{i:0;O:8:"stdClass":1:{s:1:"a";i:1;}}', 'C:11:"ArrayObject":0:{}', "R:1;",
        'a:1:{i:0;r:1;}', 's:99:"short";', "a:2:{i:0;i:1;}", "a:999999999:{}", "i:1;i:2;", "", "b:2;", "d:x;",
    ],
)  # fmt: skip
def test_objects_references_and_lies_are_refused(text: str) -> None:
    with pytest.raises(Foreign):
        loads(text)


def test_nesting_has_an_end() -> None:
    with pytest.raises(Foreign):
        loads("a:1:{i:0;" * 5000 + "N;" + "}" * 5000)


def test_a_blind_reader_takes_objects_for_nothing() -> None:
    text = 'a:2:{s:4:"kind";s:7:"percent";s:4:"when";O:11:"WC_DateTime":1:{s:1:"a";i:1;}}'
    assert pairs(text, blind=True) == {"kind": "percent", "when": None}
    with pytest.raises(Foreign):
        pairs(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (None, None), ("", ""), ("plain", "plain"), ("a:b", "a:b"), ("i:5;", 5), ("a:0:{}", []), ("yes", "yes"),
        ('a:1:{s:1:"x";d:0.5;}', {"x": 0.5}), ("12;", "12;"),
    ],
)  # fmt: skip
def test_stored_text_is_read_as_wordpress_reads_it(text: str | None, value: Any) -> None:
    assert maybe(text) == value


def test_the_values_of_an_array_keep_their_order() -> None:
    assert items('a:2:{i:7;s:1:"a";i:3;s:1:"b";}') == ["a", "b"]
