"""Any window of start and count is served by every kind of paging."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from polycart.core.paging import Offset, PageNumber, Paging, Slice, Whole, next_link

LIST = list(range(1000))


def answer(paging: Paging, part: Slice) -> list[int]:
    """What a server with 1,000 items answers to one native request."""
    query = {name: int(value) for name, value in part.query.items()}
    if isinstance(paging, Offset):
        found = LIST[query["offset"] : query["offset"] + query["limit"]]
    elif isinstance(paging, PageNumber):
        at = (query["page"] - paging.first) * query["size"]
        found = LIST[at : at + query["size"]]
    else:
        found = LIST
    return found[part.skip : None if part.take is None else part.skip + part.take]


@given(st.integers(0, 1100), st.integers(1, 250), st.sampled_from([7, 50, 100]), st.integers(0, 1))
def test_any_window_is_a_slice(start: int, count: int, most: int, first: int) -> None:
    for paging in (
        Offset("offset", "limit", most=most),
        PageNumber("page", "size", most=most, first=first),
        Whole(),
    ):
        window = [item for part in paging.window(start, count) for item in answer(paging, part)]
        assert window == LIST[start : start + count], paging


@given(st.integers(0, 500), st.integers(1, 100))
def test_a_window_within_the_native_limit_takes_one_request_by_offset_and_at_most_two_by_page(
    start: int, count: int
) -> None:
    assert len(Offset("o", "l", most=100).window(start, count)) == 1
    assert len(PageNumber("p", "s", most=100).window(start, count)) <= 2


def test_a_total_is_read_from_its_header() -> None:
    paging = Offset("o", "l", most=100, total="X-WP-Total")
    assert paging.total({"x-wp-total": "18"}) == 18
    assert paging.total({}) is None
    assert paging.total({"x-wp-total": "many"}) is None


def test_the_next_link_is_found_among_others() -> None:
    link = '<https://a.example/?page=1>; rel="prev", <https://a.example/?page=3&x=1,2>; rel="next"'
    assert next_link({"link": link}) == "https://a.example/?page=3&x=1,2"
    assert next_link({"link": '<https://a.example/?page=1>; rel="prev"'}) is None
