"""No value can widen a search: whatever stands in it is one literal, as the simulator's own parser reads it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from tests.shopify.shops import Shop

from polycart.platforms.shopify.searches import dates, either, query, quoted, term
from polycart.platforms.shopify.sim import searching

VALUES = st.text(
    alphabet=st.one_of(st.sampled_from("\"'\\:*()-<>= \tORAND.,"), st.characters(codec="utf-8")), max_size=40
)


@given(VALUES)
@example('x" OR "y')
@example("\\")
@example('\\" OR id:>0 OR "')
@example("a* OR NOT status:active")
@example("') OR (id:1")
def test_a_value_is_one_literal_of_its_field(value: str) -> None:
    read = searching.read(term("vendor", value))
    assert isinstance(read, searching.Term)
    clean = "".join(" " if ord(letter) < 32 or ord(letter) == 127 else letter for letter in value)
    assert (read.field, read.comparator, read.value, read.quoted) == ("vendor", "", clean, True)


@given(VALUES, VALUES)
def test_terms_beside_it_stay_what_they_were(one: str, two: str) -> None:
    text = query([term("vendor", one), either([term("tag", two), "id:7"]), "status:active"])["query"].value
    read = searching.read(text)
    assert isinstance(read, searching.All)
    vendor, tags, status = read.parts
    assert isinstance(vendor, searching.Term)
    assert isinstance(tags, searching.Any_)
    assert [part.field for part in tags.parts if isinstance(part, searching.Term)] == ["tag", "id"]
    assert status == searching.Term("status", "", "active", False)


def test_bounds_in_time_are_told_in_utc_to_the_second() -> None:
    assert dates("2026-01-02 03:04:05+0200", None, None, "2026-02-01") == [
        "created_at:>='2026-01-02T01:04:05Z'",
        "updated_at:<='2026-02-01T00:00:00Z'",
    ]


def test_an_empty_value_asks_for_nothing_else() -> None:
    assert quoted("") == '""'


async def test_a_hostile_filter_finds_what_is_called_so_and_nothing_else() -> None:
    shop = Shop(plan="enterprise")
    everything = (await shop.result("product.count"))["products_count"]
    for evil in (
        '" OR "',
        "x OR status:active",
        "*",
        "Acme*",
        'Acme" OR vendor:"Aurora',
        "Acme OR Aurora",
        "-Acme",
        ")",
    ):
        found = await shop.result("product.list", brand_name=evil, params="u_brand", count=250)
        assert all(product["u_brand"] == evil for product in found["product"]), evil
        assert found["products_count"] < everything
        assert await shop.result("product.list", sku=evil, count=250) == {"products_count": 0, "product": []}
        assert (await shop.result("order.list", customer_email=evil, count=250))["orders_count"] == 0
