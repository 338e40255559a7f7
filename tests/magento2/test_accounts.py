"""Customers' accounts: addresses that Magento drops without a word, passwords, groups, consents, defaults."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from tests.conformance.shops import Shop, builtins
from tests.magento2.shops import Shop as Scripted
from tests.magento2.shops import answer, parts

from polycart.core.errors import AlreadyExists, MissingParameter, NotFound, ParameterError, PolycartError
from polycart.core.transport import Request, Response

ADA = {"email": "ada@example.com", "first_name": "Ada", "last_name": "Miller"}
HOME = {
    "address_book_address1": "1 Main St", "address_book_city": "Berlin", "address_book_country": "DE",
    "address_book_postcode": "10115", "address_book_phone": "5550100",
}  # fmt: skip


async def add(shop: Shop, **more: Any) -> str:
    return builtins((await shop.call("customer.add", **{**ADA, **more})).result)["customer_id"]


async def read(shop: Shop, id: str) -> Any:
    return builtins((await shop.call("customer.info", id=id, params="force_all")).result)


class Careless(Scripted):
    """A shop that opens accounts and drops addresses, as Magento does where it cannot make anything of one."""

    def __init__(self) -> None:
        super().__init__()
        self.customers: set[int] = set()

    async def send(self, request: Request, *, within: float) -> Response:
        method, path, _, body = parts(request)
        if "/V1/customers" not in path:
            return await super().send(request, within=within)
        self.sent.append((method, path, {}, body))
        if method == "POST":
            self.customers.add(7)
            return answer({"id": 7, "addresses": []})
        if method == "DELETE":
            self.customers.discard(7)
            return answer(True)
        return answer({"message": '"%fieldName" is required. Enter and try again.',
                       "parameters": {"fieldName": "telephone"}}, 400)  # fmt: skip


async def test_an_account_without_its_address_is_told_and_taken_back() -> None:
    shop = Careless()
    with pytest.raises(MissingParameter, match=r"Parameter 'address\.address_book_phone' is required"):
        await shop.call("customer.add", **ADA, address=[{**HOME, "address_book_phone": None}])
    assert shop.customers == set()
    assert [sent[0] for sent in shop.sent if "customers" in sent[1]] == ["POST", "PUT", "DELETE"]


@pytest.mark.parametrize("name", ["address1", "city", "country"])
async def test_what_no_address_can_be_without_is_asked_for_before_any_traffic(name: str) -> None:
    shop = Careless()
    with pytest.raises(MissingParameter, match=f"Parameter 'address.address_book_{name}' is required"):
        await shop.call("customer.add", **ADA, address=[{**HOME, f"address_book_{name}": None}])
    assert not any("customers" in sent[1] for sent in shop.sent)


async def test_a_password_is_sent_as_the_hash_that_magento_checks() -> None:
    class Keeping(Scripted):
        async def send(self, request: Request, *, within: float) -> Response:
            if "/V1/customers/" not in request.url:
                return await super().send(request, within=within)
            self.sent.append(parts(request))
            return answer({"id": 7, "email": "ada@example.com", "firstname": "Ada", "lastname": "Miller"})

    shop = Keeping()
    await shop.call("customer.update", id="7", password="Correct-horse-9")
    digest, salt, version = shop.sent[-1][3]["passwordHash"].split(":")
    assert (digest, version) == (hashlib.sha256(f"{salt}Correct-horse-9".encode()).hexdigest(), "1")
    assert len(salt) == 32
    assert "Correct-horse-9" not in json.dumps(shop.sent[-1])


@pytest.mark.parametrize("password", ["Aa1-", "onlysmall", "smallandBIG", " Correct-horse-9"])
async def test_a_password_against_magentos_rules_is_refused(password: str) -> None:
    shop = Shop("Magento2Api")
    id = await add(shop)
    with pytest.raises(ParameterError, match="Parameter 'password' is not valid"):
        await shop.call("customer.update", id=id, password=password)


async def test_a_group_is_found_by_its_name_and_others_are_refused() -> None:
    shop = Shop("Magento2Api")
    groups = {group["name"]: group["id"] for group in await shop.items("customer.group.list", count=50)}
    name = next(name for name, id in groups.items() if id not in ("0", "1"))
    customer = await read(shop, await add(shop, group=name.upper()))
    assert customer["group"] == [{"id": groups[name], "name": name}]
    with pytest.raises(ParameterError, match="The shop has no customer group 'Nobody'"):
        await add(shop, email="b@example.com", group="Nobody")
    with pytest.raises(ParameterError, match="name different groups"):
        await add(shop, email="b@example.com", group=name, group_id="1")
    with pytest.raises(ParameterError, match="is in one group"):
        await add(shop, email="b@example.com", group_ids="1,2")


async def test_the_newsletter_is_a_consent_to_mails() -> None:
    shop = Shop("Magento2Api")
    agreed = {"type": "email", "status": "subscribed", "opt_in_level": "single_opt_in"}
    customer = await read(shop, await add(shop, consents=[agreed]))
    assert customer["news_letter_subscription"] is True
    assert customer["consents"] == [{"id": "email", "type": "email", "status": "subscribed"}]
    await shop.call("customer.update", id=customer["id"], news_letter_subscription=False)
    assert (await read(shop, customer["id"]))["news_letter_subscription"] is False
    for wrong in ({"type": "sms"}, {"status": "maybe"}, {"opt_in_level": "confirmed_opt_in"}):
        with pytest.raises(ParameterError, match="Parameter 'consents' is not valid"):
            await shop.call("customer.update", id=customer["id"], consents=[{**agreed, **wrong}])
    with pytest.raises(ParameterError, match="contradict each other"):
        await shop.call("customer.update", id=customer["id"], consents=[agreed], news_letter_subscription=False)


async def test_a_second_account_of_an_address_is_refused_by_that_address() -> None:
    shop = Shop("Magento2Api")
    first = await add(shop)
    other = await add(shop, email="bob@example.com")
    with pytest.raises(AlreadyExists, match=r"Customer with email = 'ada@example\.com' already exist"):
        await add(shop)
    with pytest.raises(AlreadyExists, match=r"Customer with email = 'ada@example\.com' already exist"):
        await shop.call("customer.update", id=other, email="ada@example.com")
    assert (await read(shop, first))["email"] == "ada@example.com"


async def test_addresses_that_are_not_named_stay_and_one_default_takes_the_place_of_another() -> None:
    shop = Shop("Magento2Api")
    id = await add(shop, address=[{**HOME, "address_book_type": "billing,shipping"}])
    (home,) = (await read(shop, id))["address_book"]
    assert (home["type"], home["default"]) == ("billing,shipping", True)
    there = {"address1": "2 Way", "city": "New York", "country": "US", "state": "ny", "postcode": "10001"}
    made = builtins((await shop.call("customer.address.add", customer_id=id, **there, phone="1")).result)["id"]
    kept, added = (await read(shop, id))["address_book"]
    assert (kept["id"], kept["type"], added["id"], added["type"]) == (
        home["id"],
        "billing,shipping",
        made,
        "additional",
    )
    assert added["state"] == {"code": "NY", "name": "New York"}
    change = {"address_book_id": made, "address_book_city": "Albany", "address_book_type": "shipping"}
    await shop.call("customer.update", id=id, address=[change])
    kept, changed = (await read(shop, id))["address_book"]
    assert (kept["type"], changed["type"], changed["city"], changed["address1"]) == (
        "billing", "shipping", "Albany", "2 Way",
    )  # fmt: skip
    with pytest.raises(NotFound, match="Customer address with id 999999 not found"):
        await shop.call("customer.update", id=id, address=[{"address_book_id": "999999"}])


async def test_a_region_must_be_one_of_the_country_where_the_shop_knows_them() -> None:
    shop = Shop("Magento2Api")
    for state in ("NY", "new york", "43"):
        id = await add(shop, email=f"{state.replace(' ', '')}@example.com",
                       address=[{**HOME, "address_book_country": "USA", "address_book_state": state}])  # fmt: skip
        assert (await read(shop, id))["address_book"][0]["state"]["code"] == "NY"
    with pytest.raises(ParameterError, match="United States has no region 'Bavaria'"):
        await add(shop, address=[{**HOME, "address_book_country": "United States", "address_book_state": "Bavaria"}])
    with pytest.raises(ParameterError, match="must be an ISO code or the name of a country"):
        await add(shop, address=[{**HOME, "address_book_country": "Atlantis"}])


async def test_bad_input_is_told_by_the_parameter() -> None:
    shop = Shop("Magento2Api")
    cases: list[tuple[dict[str, Any], str]] = [
        ({"email": "nope"}, "Parameter 'email' is not valid"),
        ({"gender": "z"}, "Parameter 'gender' is not valid"),
        ({"first_name": " "}, "Parameter 'first_name' is required"),
        ({"password": "a"}, "Parameter 'password' is not valid"),
        ({"address": [{**HOME, "address_book_gender": "f"}]}, "'address.address_book_gender' is not supported"),
        ({"address": [{**HOME, "address_book_type": "holiday"}]}, "'address.address_book_type' is not valid"),
    ]
    for given, words in cases:
        with pytest.raises(PolycartError, match=words):
            await shop.call("customer.add", **{**ADA, **given})
    assert await shop.items("customer.list", find_value="ada@example.com") == []
