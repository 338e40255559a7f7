"""What follows from a list: counting, finding and reading one, for a platform that can only list."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from polycart import api
from polycart.api.customer import Customer, CustomerListParams
from polycart.core.calls import invoke
from polycart.core.client import Client, Connection
from polycart.core.cursors import Cursors
from polycart.core.emulate import complete, matches, single_of
from polycart.core.errors import NotFound, ParameterError, PolycartError, Unsupported
from polycart.core.method import Page
from polycart.core.platform import Platform, Settings
from polycart.core.transport import AppTransport

PEOPLE = [
    Customer(id=str(n), email=f"person{n}@example.com", first_name="Ann" if n % 3 else "Anna", last_name=f"L{n}")
    for n in range(1, 601)
]


class Register(Client[Settings]):
    """A platform that knows customers, and how to list them."""

    asked: list[Any]


def platform(*, totals: bool) -> Platform[Register]:
    """A register that does or does not tell how many customers a list has."""
    made = Platform("Register", "The register", settings=Settings, client=Register)

    @made.implements(api.customer.list, "ids", gives=("id", "email", "first_name", "last_name"))
    async def customer_list(register: Register, p: CustomerListParams) -> Page[Customer]:
        chosen = [one for one in PEOPLE if not p.ids or one.id in p.ids.split(",")]
        window = chosen[p.start : p.start + p.count]
        more = {"start": p.start + p.count} if p.start + p.count < len(chosen) else None
        return Page(items=window, total=len(chosen) if totals else None, next=more)

    made.lacks("it only lists customers.", api.customer.delete)
    complete(made, api.METHODS)
    return made


async def call(name: str, *, totals: bool = True, **parameters: Any) -> Any:
    connection: Connection[Any] = Connection(Settings(), AppTransport(None))  # type: ignore[arg-type]
    outcome = await invoke(platform(totals=totals), connection, api.METHODS[name], parameters, cursors=Cursors(b"x"))
    return msgspec.to_builtins(outcome.result)


@pytest.mark.parametrize("totals", [True, False])
async def test_a_count_is_the_lists_total_or_its_length(totals: bool) -> None:
    assert await call("customer.count", totals=totals) == {"customers_count": 600}
    assert await call("customer.count", totals=totals, ids="3,4,5") == {"customers_count": 3}


async def test_one_is_read_by_narrowing_the_list() -> None:
    assert await call("customer.info", id="7", params="id,last_name") == {"id": "7", "last_name": "L7"}
    with pytest.raises(NotFound, match="Customer with id 7000 not found"):
        await call("customer.info", id="7000")


def test_what_is_worked_out_is_marked_emulated_with_the_parameters_of_the_list() -> None:
    made = platform(totals=True)
    count = made.capability(api.customer.count)
    assert count.state == "emulated"
    assert count.parameters == ["ids", "store_id"]
    assert "customer.list" in count.reason
    assert made.capability(api.customer.info).fields == ["email", "first_name", "id", "last_name"]
    assert made.capability(api.customer.delete).state == "absent"
    assert made.capability(api.customer.add).state == "not yet"


async def test_what_is_lacking_and_what_is_not_built_say_so() -> None:
    with pytest.raises(Unsupported, match="it only lists customers"):
        await call("customer.delete", id="1")
    with pytest.raises(PolycartError, match="not served for The register yet") as caught:
        await call("customer.add", email="a@example.com")
    assert caught.value.code == 107


@pytest.mark.parametrize(
    ("text", "value", "how", "fits"),
    [
        ("Red mug", "mug", "whole_words", True),
        ("Red mugs", "mug", "whole_words", False),
        ("Red mugs", "mug", "", True),
        ("Red Mug", "mug", "case_sensitive", False),
        ("Red Mug", "Mug", "whole_words,case_sensitive", True),
        ("Red mug", "blue mug", "any_words", True),
        ("a+b", "a+b", "whole_words", True),
        ("mug 12", r"^mug \d+$", "regex", True),
        ("кухоль синій", "СИНІЙ", "whole_words", True),
        (None, "mug", "", False),
    ],
)
def test_a_value_is_found_in_the_way_that_is_asked_for(text: Any, value: str, how: str, fits: bool) -> None:
    assert matches(text, value, how) is fits


@pytest.mark.parametrize(
    ("value", "how"), [("mug", "backwards"), ("(", "regex"), ("(a+)+b", "regex"), ("a" * 300, "regex")]
)
def test_a_way_that_there_is_not_or_that_could_hang_is_refused(value: str, how: str) -> None:
    with pytest.raises(ParameterError):
        matches("aaaaaaaaaaaaaaaaaaaa", value, how)


def test_every_batch_method_repeats_a_single_one() -> None:
    batches = {name: single_of(name) for name in api.METHODS if single_of(name)}
    assert len(batches) == 9
    assert all(single in api.METHODS for single in batches.values())
    assert single_of("product.add") is None
