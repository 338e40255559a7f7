"""Page cursors are opaque, and nobody can make or change one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycart.core.cursors import Cursor, Cursors
from polycart.core.errors import ParameterError

CURSORS = Cursors(b"key")
ONE = Cursor("product.list", "1", {"sku": "ö%/+", "count": 20}, {"start": 40})


def test_a_cursor_comes_back_as_it_went() -> None:
    assert CURSORS.open(CURSORS.seal(ONE), method="product.list", store="1") == ONE


def test_an_escaped_cursor_is_accepted_too() -> None:
    token = CURSORS.seal(ONE)
    escaped = "".join(f"%{ord(letter):02X}" for letter in token)
    assert CURSORS.open(escaped, method="product.list", store="1") == ONE


@pytest.mark.parametrize(("method", "store"), [("order.list", "1"), ("product.list", "2")])
def test_a_cursor_belongs_to_one_method_and_store(method: str, store: str) -> None:
    with pytest.raises(ParameterError, match="Parameter 'page_cursor' is not valid"):
        CURSORS.open(CURSORS.seal(ONE), method=method, store=store)


def test_a_cursor_of_another_key_is_refused() -> None:
    with pytest.raises(ParameterError):
        Cursors(b"other").open(CURSORS.seal(ONE), method="product.list", store="1")


@given(st.data())
def test_a_changed_cursor_is_refused(data: st.DataObject) -> None:
    token = CURSORS.seal(ONE)
    at = data.draw(st.integers(0, len(token) - 2))
    letter = data.draw(st.sampled_from("ABCxyz019-_"))
    if token[at] == letter:
        return
    with pytest.raises(ParameterError):
        CURSORS.open(token[:at] + letter + token[at + 1 :], method="product.list", store="1")


@given(st.text(max_size=40))
def test_no_text_is_a_cursor_by_chance(text: str) -> None:
    with pytest.raises(ParameterError):
        CURSORS.open(text, method="product.list", store="1")
