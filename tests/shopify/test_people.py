"""Subscribers, segments as groups, and finding customers by what they are called."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.shopify.shops import Shop

from polycart.core.errors import ParameterError
from polycart.platforms.shopify.sim.state import Record

HOSTILE = ('" OR "', "x OR accepts_marketing:true", "*", "customer1*", 'a" OR email:"customer1@shop.example', "-x", ")")


@pytest.fixture
def shop() -> Shop:
    return Shop(plan="enterprise")


def customer(shop: Shop, at: int) -> Record:
    return shop.simulator.shop.all("Customer")[at]


async def test_subscribers_are_those_with_an_address_and_a_filter_is_what_they_tell(shop: Shop) -> None:
    nobody = customer(shop, 0)
    nobody["email"] = None
    everything = (await shop.result("subscriber.list", count=250))["subscribers"]
    assert str(nobody["_n"]) not in {one["id"] for one in everything}
    assert {one["subscribed"] for one in everything} == {True, False}
    for word, wanted in (("true", True), ("false", False)):
        found = await shop.result("subscriber.list", count=250, subscribed=word)
        assert found["subscribers"] == [one for one in everything if one["subscribed"] is wanted]
        assert found["total_count"] == len(found["subscribers"])


async def test_an_address_is_sought_whole_and_cannot_widen_the_search(shop: Shop) -> None:
    one = customer(shop, 0)
    customer(shop, 1)["email"] = f"more.{one['email']}"  # Shopify finds it by the words of the first
    for email in (one["email"], one["email"].upper()):
        found = await shop.result("subscriber.list", email=email, count=250)
        assert [each["id"] for each in found["subscribers"]] == [str(one["_n"])]
        assert found["total_count"] == 1
    for evil in HOSTILE:
        assert (await shop.result("subscriber.list", email=evil))["total_count"] == 0, evil
        assert (await shop.result("customer.find", find_value=evil))["customers_count"] == 0, evil


async def test_finding_by_an_address_asks_for_no_other_customers(shop: Shop) -> None:
    one = customer(shop, 4)
    found = await shop.result("customer.find", find_value=one["email"])
    assert (found["customers_count"], found["id"], found["email"]) == (1, str(one["_n"]), one["email"])
    assert found["customer"][0]["address_book"]
    assert len(shop.simulator.requests) == 2
    assert sum(cost["actualQueryCost"] for cost in shop.wire.costs) < 30


FOUND: list[tuple[dict[str, str], Callable[[Record], bool]]] = [
    ({"find_value": "shop.example", "find_where": "email"}, lambda one: True),
    ({"find_value": "Groß", "find_where": "last_name"}, lambda one: one["lastName"] == "Groß"),
    ({"find_value": "groß", "find_where": "last_name", "find_params": "case_sensitive"}, lambda one: False),
    (
        {"find_value": "r[ou]", "find_where": "first_name,last_name", "find_params": "regex"},
        lambda one: any(part in f"{one['firstName']} {one['lastName']}".lower() for part in ("ro", "ru")),
    ),
]


async def test_customers_are_found_by_what_they_are_called(shop: Shop) -> None:
    for given, fits in FOUND:
        found = await shop.result("customer.find", **given)
        wanted = [str(one["_n"]) for one in shop.simulator.shop.all("Customer") if fits(one)]
        assert [one["id"] for one in found["customer"]] == wanted
        assert found["customers_count"] == len(wanted)
    for given in ({"find_where": "note"}, {"find_params": "loudly"}):
        assert isinstance(await shop.refused("customer.find", find_value="a", **given), ParameterError)


async def test_segments_are_groups_and_counted_only_where_all_are_asked_for(shop: Shop) -> None:
    found = await shop.result("customer.group.list")
    assert found["group_count"] == 3
    two = found["group"][1]
    assert two["additional_fields"]["query"] == "number_of_orders >= 1"
    one = await shop.result("customer.group.list", group_ids=f"gid://shopify/Segment/{two['id']}", params="id,name")
    assert one["group"] == [{"id": two["id"], "name": two["name"]}]
    await shop.result("customer.group.list", response_fields="{result{group{id}}}")
    assert len(shop.trace.exchanges) == 1
