"""What a request may look like, and what is said of one that cannot be read."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import quote, quote_plus

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycart import api
from polycart.core.errors import ParameterError
from polycart.server.arguments import MOST_BODY, Repeated, read, read_body, read_pairs, read_query

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
LIST = api.METHODS["product.list"]
ADD = api.METHODS["product.add"]

QUERIES: list[tuple[str, dict[str, object]]] = [
    ("", {}),
    ("a=1&b=2", {"a": "1", "b": "2"}),
    ("a=x+y%2Bz&&b", {"a": "x y+z", "b": ""}),
    ("a=1&a=2", {"a": ["1", "2"]}),
    ("a[]=1&a[]=2", {"a": ["1", "2"]}),
    ("a%5B%5D=1&a%5B%5D=2", {"a": ["1", "2"]}),
    ("a[0]=1&a[1]=2", {"a": ["1", "2"]}),
    ("a[1]=1&a[]=2", {"a": {"1": "1", "2": "2"}}),
    ("a[k]=1&a[l][m]=2", {"a": {"k": "1", "l": {"m": "2"}}}),
    (
        "p[0][attribute_id]=132&p[0][values][0]=red&p[0][values][1]=blue",
        {"p": [{"attribute_id": "132", "values": ["red", "blue"]}]},
    ),
    ("p[0][v][]=red&p[0][v][]=blue", {"p": [{"v": ["red", "blue"]}]}),
    ("p[][k]=1&p[][k]=2", {"p": [{"k": "1"}, {"k": "2"}]}),
    ("a[b=1", {"a[b": "1"}),
    ("a[0]=1&a[0]=1", {"a": ["1"]}),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_a_query_is_read_as_php_reads_it(query: str, expected: dict[str, object]) -> None:
    assert read_query(query.encode()) == expected


def test_a_repeated_key_is_told_from_an_array() -> None:
    assert type(read_query(b"a=1&a=2")["a"]) is Repeated
    assert type(read_query(b"a[]=1&a[]=2")["a"]) is list


BODIES: list[tuple[str, bytes, dict[str, object]]] = [
    (JSON, b'{"a": 1, "b": [true, null]}', {"a": 1, "b": [True, None]}),
    ("application/json; charset=utf-8", '{"a": "ü"}'.encode(), {"a": "ü"}),
    ("application/json; charset=iso-8859-1", '{"a": "ü"}'.encode("latin-1"), {"a": "ü"}),
    ("application/json; charset=utf-16", '{"a": "ü"}'.encode("utf-16"), {"a": "ü"}),
    (JSON, b'\xef\xbb\xbf {"a": 1}\n', {"a": 1}),
    ("text/plain", b'{"a": 1}', {"a": 1}),
    ("", b'{"a": 1}', {"a": 1}),
    (FORM, b'{"a": 1}', {"a": 1}),
    (FORM, b"a=1&b[0][c]=2", {"a": "1", "b": [{"c": "2"}]}),
    (
        "multipart/form-data; boundary=xx",
        (
            b'--xx\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
            b'--xx\r\nContent-Disposition: form-data; name="b[]"\r\n\r\n\xc3\xbc\r\n--xx--\r\n'
        ),
        {"a": "1", "b": ["ü"]},
    ),
    (JSON, b"", {}),
    (JSON, b" \n", {}),
]


@pytest.mark.parametrize(("kind", "body", "expected"), BODIES)
def test_a_body_is_read_by_its_kind(kind: str, body: bytes, expected: dict[str, object]) -> None:
    assert read_body(kind, body) == expected


REFUSED: list[tuple[str, bytes, str]] = [
    (JSON, b"{a: 1}", "Invalid request: the body is not valid JSON (JSON is malformed"),
    (JSON, b"[1]", "Invalid request: the JSON body must be an object."),
    (JSON, b'"x"', "Invalid request: the JSON body must be an object."),
    (JSON, b"[" * 100_000, "Invalid request: the JSON body is nested too deep."),
    (JSON, b'{"a": "\xff"}', "Invalid request: the body is not valid"),
    ("application/json; charset=utf-7", b"{}", "Invalid request: the charset 'utf-7' is not supported."),
    ("application/json; charset=ascii", b'{"a":"\xc3"}', "Invalid request: the body is not valid ascii."),
    ("text/xml", b"<a/>", "Invalid request: the body is not valid JSON"),
    (JSON, b"x" * (MOST_BODY + 1), "Invalid request: the body is larger than 8 MB."),
    (FORM, b"a=%ff", "Invalid request: the form is not valid UTF-8."),
    (FORM, b"a=1&" * 20_001, "Invalid request: the form has more than 20000 parameters."),
    ("multipart/form-data", b"--xx", "Invalid request: the multipart form has no boundary."),
    ("multipart/form-data; boundary=xx", b"garbage", "Invalid request: the multipart form cannot be read"),
    ("multipart/form-data; boundary=xx", b"--xx\r\n", "Invalid request: the multipart form cannot be read"),
    (
        "multipart/form-data; boundary=xx",
        b'--xx\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n1\r\n--xx--\r\n',
        "Invalid request: 'a' is a file; files are not accepted.",
    ),
]


@pytest.mark.parametrize(("kind", "body", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_a_body_that_cannot_be_read_is_refused(kind: str, body: bytes, sentence: str) -> None:
    with pytest.raises(ParameterError) as caught:
        read_body(kind, body)
    assert caught.value.message.startswith(sentence)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (b"a=1&" * 1000, "Invalid request: the query has more than 1000 parameters."),
        (b"a=%c3", "Invalid request: the query is not valid UTF-8."),
        (b"a=1&a[]=2", "Parameter 'a' is given more than once with different values."),
        (b"a[]=2&a=1", "Parameter 'a' is given more than once with different values."),
        (b"a[0]=1&a[0]=2", "Parameter 'a' is given more than once with different values."),
        (b"a[b]=1&a[b][c]=2", "Parameter 'a' is given more than once with different values."),
        (b"a" + b"[b]" * 21 + b"=1", "Parameter 'a' is not valid. It is nested more than 20 levels deep."),
    ],
)
def test_a_query_that_cannot_be_read_is_refused(query: bytes, sentence: str) -> None:
    with pytest.raises(ParameterError) as caught:
        read_query(query)
    assert caught.value.message == sentence


def test_query_and_body_are_one_set_of_parameters() -> None:
    assert read(ADD, b"store_id=1", JSON, b'{"name": "x"}') == {"store_id": "1", "name": "x"}


def test_the_same_value_may_stand_in_query_and_body() -> None:
    assert read(ADD, b"store_id=1&avail=true", JSON, b'{"store_id": 1, "avail": true}') == {
        "store_id": 1,
        "avail": True,
    }
    assert read(ADD, b"store_id=1", JSON, b'{"store_id": null}') == {"store_id": "1"}
    with pytest.raises(ParameterError, match="'store_id' is given more than once with different values"):
        read(ADD, b"store_id=1", JSON, b'{"store_id": 2}')


def test_a_method_with_a_body_wants_one() -> None:
    empty = "Invalid request: 'raw_body' is either empty or not provided."
    for body in (b"", b"{}"):
        with pytest.raises(ParameterError) as caught:
            read(ADD, b"", JSON, body)
        assert caught.value.message == empty
    assert read(ADD, b"name=x", "", b"") == {"name": "x"}
    assert read(LIST, b"", JSON, b"") == {}
    assert read(None, b"", "", b"") == {}


# -- arrays round trip ------------------------------------------------------------------------------------------------

names = st.text(st.characters(blacklist_characters="[]", blacklist_categories=["Cs"]), min_size=1, max_size=6)
words = names.filter(lambda name: not name.isdecimal())
values = st.text(st.characters(blacklist_categories=["Cs"]), max_size=6)
nested = st.recursive(
    values,
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(words, inner, min_size=1, max_size=4),
    max_leaves=15,
)


def spelled(name: str, value: Any) -> list[tuple[str, str]]:
    """The pairs in which PHP's http_build_query spells a value."""
    if isinstance(value, str):
        return [(name, value)]
    steps = enumerate(value) if isinstance(value, list) else value.items()
    return [pair for step, child in steps for pair in spelled(f"{name}[{step}]", child)]


@given(st.dictionaries(names, nested, max_size=5))
def test_what_php_would_spell_is_read_back(arguments: dict[str, Any]) -> None:
    pairs = [pair for name, value in arguments.items() for pair in spelled(name, value)]
    assert read_pairs(pairs) == arguments
    query = "&".join(f"{quote_plus(name)}={quote(value)}" for name, value in pairs)
    assert read_query(query.encode()) == arguments


@given(st.lists(st.tuples(st.text("ab[]01", max_size=12), st.text(max_size=3)), max_size=20))
def test_any_pairs_are_read_or_refused(pairs: list[tuple[str, str]]) -> None:
    with suppress(ParameterError):
        msgspec.json.encode(read_pairs(pairs))


@given(st.binary(max_size=200), st.sampled_from([JSON, FORM, "multipart/form-data; boundary=x", "text/plain", ""]))
def test_any_bytes_are_read_or_refused(body: bytes, kind: str) -> None:
    for attempt in (body, b"--x\r\n" + body, b"{" + body):
        with suppress(ParameterError):
            read(ADD, body, kind, attempt)


@given(st.text(max_size=60))
def test_any_content_type_is_read_or_refused(kind: str) -> None:
    with suppress(ParameterError):
        read_body(kind, b'{"a": 1}')
