"""Shipping rates at the checkout: from the service that is made to the rates that the shop is given."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.gateway.shipping import ASKING, CALLBACK, PUBLIC, SHOP, Till, offering, rate

from polycart.core.errors import CredentialsRefused, ParameterError, StoreError
from polycart.gateway.live_shipping import fallback, signing

WOO, MAGENTO = "WoocommerceApi", "Magento2Api"


@pytest.fixture
def home(tmp_path: Path, migrated: Path) -> Path:
    return shutil.copytree(migrated, tmp_path / "home")


@pytest.fixture(params=ASKING)
async def till(request: pytest.FixtureRequest, home: Path) -> AsyncIterator[Till]:
    made = await Till(home, request.param).open()
    yield made
    await made.close()


@pytest.fixture
async def one(home: Path) -> AsyncIterator[Till]:
    """The platform with which everything that is no platform's own is tried."""
    made = await Till(home, WOO, shipping_failures=3).open()
    yield made
    await made.close()


def broken(asked: dict[str, Any]) -> tuple[int, bytes]:
    return 500, b"oops"


def bytes_in(home: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(home.rglob("*")) if file.is_file())


def cost(row: dict[str, Any]) -> float:
    if "total_price" in row:
        return int(row["total_price"]) / 100
    return row["cost"] if "cost" in row else row["price"]


async def test_a_service_is_made_asked_and_deleted(till: Till) -> None:
    id = await till.create()
    assert await till.listed() == [
        {"id": str(id), "name": "Express", "callback": CALLBACK, "callback_err_cnt": 0, "enabled_on_store": True}
    ]
    assert len(till.in_shop) == 1
    (offered,) = await till.check_out()
    assert cost(offered) == 9.95
    assert (await till.call("delete", id=id)) == {"status": True}
    assert till.in_shop == []
    assert await till.listed() == []
    assert (await till.say("delete", id=id))["return_code"] == 112


@pytest.mark.parametrize("till", ["Shopify", WOO], indirect=True)
async def test_the_callback_is_tried_out_first(till: Till) -> None:
    await till.call("create", name="Express", callback=CALLBACK)
    (asked,) = till.callback.asked
    assert asked.headers["X-Shipping-Service-Test-Request"] == asked.headers["X-Shipping-Service"] == "1"
    assert "X-Shipping-Service-Id" not in asked.headers
    key = till.backend.stores.key(till.store_id)
    assert asked.headers["X-Shipping-Service-Signature"] == signing.signature(asked.headers, asked.body or b"", key)
    (body,) = till.callback.bodies
    assert [package["id"] for package in body["packages"]] == ["1", "2"]
    assert {package["destination"]["state"]["name"] for package in body["packages"]} == {"Alabama"}
    items = [item for package in body["packages"] for item in package["items"]]
    assert any("additional_fields" in item for item in items)
    assert not any("additional_fields" in item for item in items[1:])


async def test_a_question_is_unified_and_signed_for_its_service(till: Till) -> None:
    id = await till.create()
    await till.check_out()
    (asked,) = till.callback.asked
    assert asked.url == CALLBACK
    assert asked.headers["X-Shipping-Service-Id"] == str(id)
    assert asked.headers["X-Shipping-Service-Request-Timestamp"] == str(int(till.now))
    key = till.backend.stores.key(till.store_id)
    assert asked.headers["X-Shipping-Service-Signature"] == signing.signature(asked.headers, asked.body or b"", key)
    (package,) = till.callback.bodies[0]["packages"]
    named = till.cart_id != "Shopify"
    country = {"Shopify": "", MAGENTO: "United States"}.get(till.cart_id, "United States (US)")
    assert package["destination"] | {"phone": ""} == {
        "first_name": package["destination"]["first_name"], "last_name": "Buyer", "postcode": "10001",
        "address1": "5 Ave", "address2": package["destination"]["address2"], "phone": "", "city": "New York",
        "country": {"code2": "US", "code3": "USA", "name": country},
        "state": {"code": "NY", "name": "New York" if named else "NY"}, "company": "",
    }  # fmt: skip
    (item,) = package["items"]
    assert item["quantity"] == 2
    assert set(item) - {"additional_fields"} == {
        "product_id", "model", "name", "price", "quantity", "discount_amount", "total_price", "tax_percent",
        "tax_value", "variant_id", "weight_unit", "weight",
    }  # fmt: skip
    if till.cart_id == "Shopify":
        assert item["weight_unit"] == "g"
        assert item["weight"] == 1000
        assert item["total_price"] == pytest.approx(item["price"] * 2)
        assert package["destination"]["first_name"] == "Bo van"
    else:
        assert item["weight_unit"] == "lbs"
        assert item["weight"] == 1.5
        assert item["additional_fields"] == {"dimensions_unit": "in", "height": 0.0, "width": 6.0, "length": 8.0}
        assert item["discount_amount"] == pytest.approx(1.0)


async def test_rates_reach_the_shop_in_its_own_words(till: Till) -> None:
    await till.create()
    full = rate(
        description="Two days", currency="USD", min_delivery_timestamp=1_800_100_000, taxable=True, tax_value=1.9,
        total_cost=12.345,
    )  # fmt: skip
    till.answers(offering(full, rate(code="FREE", total_cost=0, taxable=False)))
    first, free = await till.check_out()
    if till.cart_id == "Shopify":
        assert first == {
            "service_name": "Express", "service_code": "EXP", "total_price": "1235", "description": "Two days",
            "currency": "USD", "min_delivery_date": "2027-01-16 11:46:40 +0000",
        }  # fmt: skip
        assert free["total_price"] == "0"
        assert free["currency"]
    elif till.cart_id == MAGENTO:  # which works taxes out by itself
        assert first == {
            "code": "EXP", "title": "Express", "price": 12.345, "description": "Two days", "currency": "USD"
        }  # fmt: skip
        assert free == {"code": "FREE", "title": "Express", "price": 0}
    else:
        assert first == {
            "id": "EXP", "label": "Express", "cost": 12.345, "taxes": [1.9], "calc_tax": "per_order",
            "meta_data": {"description": "Two days", "min_delivery_timestamp": 1_800_100_000},
        }  # fmt: skip
        assert free["taxes"] is False
        assert free["cost"] == 0


@pytest.mark.parametrize("till", ["Shopify", WOO], indirect=True)
async def test_no_rates_are_an_answer(till: Till) -> None:
    await till.create()
    till.answers(offering())
    assert await till.check_out() == []
    assert (await till.listed())[0]["callback_err_cnt"] == 0


async def test_a_forged_altered_or_foreign_question_is_refused(till: Till) -> None:
    await till.create()
    parcel = till.question()
    name = next(name for name in parcel.headers if "hmac" in name or name.endswith("-sign"))
    unsigned = {known: value for known, value in parcel.headers.items() if known != name}
    forged = {**parcel.headers, name: parcel.headers[name][1:] + parcel.headers[name][:1]}
    other = msgspec.structs.replace(parcel, url=parcel.url[:-1])
    for headers in (unsigned, forged):
        assert (await till.post(msgspec.structs.replace(parcel, headers=headers))).status == 400
    assert (
        await till.post(msgspec.structs.replace(parcel, body=parcel.body.replace(b"10001", b"10002")))
    ).status == 400
    assert (await till.post(other)).status == 404
    assert till.callback.asked == []


@pytest.mark.parametrize("till", ["Shopify", WOO], indirect=True)
async def test_the_time_that_the_shop_waits_is_kept_to(till: Till) -> None:
    await till.create()
    await till.check_out()
    live = till.backend.platform(till.backend.stores.get(till.store_id)).live_shipping
    assert live is not None
    assert till.callback.within[0] == pytest.approx(min(15.0, live.seconds), abs=0.5)


async def test_what_the_shop_refuses_leaves_nothing(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*given: Any) -> Any:
        raise StoreError("The shop said no.")

    async def deny(*given: Any) -> Any:
        raise CredentialsRefused("These keys may not do that.")

    live = till.backend.platform(till.backend.stores.get(till.store_id)).live_shipping
    monkeypatch.setattr(live, "register", refuse)
    told = await till.say("create", name="Express", callback=CALLBACK)
    assert told["return_message"] == "The shop said no."
    assert await till.listed() == []
    with monkeypatch.context() as more:
        more.setattr(live, "register", deny)
        more.setattr(live, "remove", deny)
        assert (await till.say("create", name="Express", callback=CALLBACK))["return_code"] == CredentialsRefused.code
        assert await till.listed() == []
    with monkeypatch.context() as more:  # nor can it be asked what it has: what it may have stays to be deleted
        more.setattr(live, "remove", refuse)
        await till.say("create", name="Express", callback=CALLBACK)
    (left,) = await till.listed()
    assert left["enabled_on_store"] is False
    await till.call("delete", id=int(left["id"]))
    assert await till.listed() == []


async def test_a_callback_that_is_wrong_makes_no_service(one: Till) -> None:
    cases: list[tuple[Any, str]] = [
        (rate(total_cost="9.95"), 'Bad Response. Field "rates->0->total_cost" has wrong type. It must be decimal'),
        (rate(total_cost=True), 'Bad Response. Field "rates->0->total_cost" has wrong type. It must be decimal'),
        (rate(total_cost=-1), 'Bad Response. Field "rates->0->total_cost" has wrong type. It must be decimal'),
        ({"name": "X", "code": "X"}, 'Bad Response. Field "rates->0->total_cost" is required.'),
        (rate(name=""), 'Bad Response. Field "rates->0->name" is empty.'),
        (rate(taxable="yes"), 'Bad Response. Field "rates->0->taxable" has wrong type. It must be boolean'),
        ("x", 'Bad Response. Field "rates->0" has wrong type. It must be object'),
        (rate(min_delivery_timestamp="soon"),
         'Bad Response. Field "rates->0->min_delivery_timestamp" has wrong type. It must be integer'),
    ]  # fmt: skip
    for wrong, sentence in cases:
        one.answers(offering(wrong))
        told = await one.say("create", name="Express", callback=CALLBACK)
        assert (told["return_code"], told["return_message"]) == (109, sentence)
        assert len(one.callback.asked) == 2  # it was asked once more, after two seconds
    assert set(one.paused) == {2.0}
    assert one.in_shop == []
    assert await one.listed() == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "Bad Response. It is empty."),
        (b"{", "Bad Response. It is not JSON."),
        (b"[]", "Bad Response. It must be a JSON object."),
        (b"{}", 'Bad Response. Field "packages_rates" is required.'),
        (b'{"packages_rates": {}}', 'Bad Response. Field "packages_rates" has wrong type. It must be array'),
        (
            b'{"packages_rates": [{"package_id": "1", "rates": []}]}',
            'Bad Response. Field "packages_rates" has no object for package "2".',
        ),
        (
            b'{"packages_rates": [{"package_id": "9", "rates": []}]}',
            'Bad Response. Field "packages_rates->0->package_id" must be the id of a package, each once.',
        ),
        (
            b'{"packages_rates": [{"package_id": 1, "rates": []}]}',
            'Bad Response. Field "packages_rates->0->package_id" has wrong type. It must be string',
        ),
        (
            b'{"packages_rates": [{"package_id": "1"}]}',
            'Bad Response. Field "packages_rates->0->rates" is required.',
        ),
    ],
)
async def test_an_answer_that_is_not_one_is_told_by_what_is_wrong(one: Till, body: bytes, sentence: str) -> None:
    one.answers(lambda asked: (200, body))
    told = await one.say("create", name="Express", callback=CALLBACK)
    assert (told["return_code"], told["return_message"]) == (109, sentence)


async def test_a_second_try_is_enough(one: Till) -> None:
    one.answers(lambda asked: (200, b""), offering(rate()))
    assert (await one.call("create", name="Express", callback=CALLBACK))["id"]
    assert one.paused == [2.0]
    nonces = {request.headers["X-Shipping-Service-Nonce"] for request in one.callback.asked}
    assert len(nonces) == 2


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda asked: None, f"Callback {CALLBACK} did not respond within 15 sec"),
        (lambda asked: (404, b""), f"Callback {CALLBACK} responded with HTTP status 404; it must be 200."),
        (lambda asked: (302, b""), f"Callback {CALLBACK} responded with HTTP status 302; it must be 200."),
        (broken, f"Callback {CALLBACK} responded with HTTP status 500; it must be 200."),
    ],
)
async def test_what_is_no_answer_is_not_asked_again(one: Till, answer: Any, sentence: str) -> None:
    one.answers(answer)
    told = await one.say("create", name="Express", callback=CALLBACK)
    assert (told["return_code"], told["return_message"]) == (109, sentence)
    assert len(one.callback.asked) == 1
    assert one.paused == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"callback": "ftp://rates.example"}, "Parameter 'callback' is not valid."),
        ({"callback": "https://127.0.0.1/ask"}, "Its address is private"),
        ({"callback": "https://me:secret@rates.example/"}, "without user name and password"),
        ({"name": " "}, "Parameter 'name' is not valid."),
        ({"store_id": "9"}, "Parameter 'store_id' is not valid."),
    ],
)
async def test_a_parameter_that_can_not_be_is_refused_before_anything(
    one: Till, given: dict[str, str], words: str
) -> None:
    told = await one.say("create", **{"name": "Express", "callback": CALLBACK, **given})
    assert told["return_code"] == 109
    assert words in told["return_message"]
    assert one.callback.asked == []


@pytest.mark.both_databases
async def test_failures_are_counted_and_the_next_success_ends_the_count(one: Till) -> None:
    await one.create()
    one.answers(broken)
    answer = await one.post(one.question())
    assert answer.status == 502
    assert b"HTTP status 500" in answer.body
    (row,) = await one.listed()
    assert row["callback_err_cnt"] == 1
    assert row["enabled_on_store"] is True
    (kept,) = await one.backend.live_rates.services.list([one.store_id])
    assert "HTTP status 500" in kept.said
    assert "mine" not in kept.said
    assert kept.failed == one.now
    one.answers(offering(rate()))
    assert (await one.post(one.question())).status == 502  # for ten seconds it is not asked about the same packages
    assert one.callback.asked == []
    one.later(11)
    await one.check_out()
    assert (await one.listed())[0]["callback_err_cnt"] == 0


@pytest.mark.parametrize("till", ["Shopify", WOO], indirect=True)
async def test_a_service_that_keeps_failing_is_switched_off_and_on_again(till: Till) -> None:
    await till.create()
    till.answers(broken)
    for n in range(20):
        assert (await till.post(till.question(currency=f"A{n % 10}{n // 10}"))).status == 502
    assert (await till.listed())[0]["enabled_on_store"] is True  # it may be back in a minute
    till.later(3600)
    assert (await till.post(till.question())).status == 502
    for task in list(till.backend.live_rates._switching):  # pyright: ignore[reportPrivateUsage]
        await task
    (row,) = await till.listed()
    assert row["callback_err_cnt"] == 21
    assert row["enabled_on_store"] is False
    assert till.in_shop[0].get("active", till.in_shop[0].get("enabled")) is False
    assert (await till.post(till.question())).status == 410
    asked = len(till.callback.asked)
    (service,) = await till.backend.live_rates.services.list([till.store_id])
    await till.backend.live_rates.switch(service, on=True)
    till.answers(offering(rate()))
    till.later(11)
    assert len(await till.check_out()) == 1
    assert asked == 21
    assert (await till.listed())[0]["enabled_on_store"] is True


async def test_a_fallback_table_answers_where_the_callback_does_not(one: Till) -> None:
    await one.create()
    (service,) = await one.backend.live_rates.services.list([one.store_id])
    table = [
        rate(code="FLAT"),
        rate(code="HOME", countries=["DE"]),
        rate(code="CHF", currency="CHF"),
    ]
    await one.backend.live_rates.services.fall_back(service, fallback.read(msgspec.json.encode(table)))
    one.answers(broken)
    assert [row["id"] for row in await one.check_out()] == ["FLAT"]
    assert [row["id"] for row in await one.check_out(country="DE")] == ["FLAT", "HOME"]
    assert [row["id"] for row in await one.check_out(currency="CHF")] == ["FLAT", "CHF"]
    assert (await one.listed())[0]["callback_err_cnt"] == 3
    one.later(3600)
    assert (await one.post(one.question())).status == 200
    asked = len(one.callback.asked)  # that was the failure which switched it off
    assert [row["id"] for row in await one.check_out()] == ["FLAT"]
    assert len(one.callback.asked) == asked == 4
    assert one.in_shop[0]["enabled"] is True
    assert (await one.listed())[0]["enabled_on_store"] is True


async def test_identical_packages_are_asked_for_once_in_a_minute(one: Till) -> None:
    await one.create()
    for _ in range(3):
        await one.check_out()
    assert len(one.callback.asked) == 1
    await one.check_out(country="DE")
    assert len(one.callback.asked) == 2
    one.later(61)
    await one.check_out()
    assert len(one.callback.asked) == 3


async def test_a_question_that_comes_again_late_or_early_is_refused(one: Till) -> None:
    await one.create()
    parcel = one.question()
    assert (await one.post(parcel)).status == 200
    again = await one.post(parcel)
    assert again.status == 400
    assert b"answered before" in again.body
    for seconds in (301, -602):
        one.now += seconds
        late = await one.post(one.question())
        assert late.status == 400
        assert b"too old, or the clock" in late.body


async def test_one_service_at_a_time_does_not_take_all_places(one: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    await one.create()
    monkeypatch.setattr("polycart.gateway.live_shipping.rates.OF_A_SERVICE", 0)
    assert (await one.post(one.question())).status == 503
    assert (await one.listed())[0]["callback_err_cnt"] == 0


@pytest.mark.parametrize("till", [WOO, MAGENTO], indirect=True)
async def test_without_the_plugin_nothing_is_made(till: Till) -> None:
    with till.unplugged():
        told = await till.say("create", name="Express", callback=CALLBACK)
        assert told["return_code"] == 107
        assert "polycart plugin build" in told["return_message"]
        assert await till.listed() == []


@pytest.mark.parametrize("till", [MAGENTO], indirect=True)
async def test_a_service_may_be_for_the_carts_of_one_store(till: Till) -> None:
    groups = till.native.shop.table("store_groups")
    groups[2] = groups[1] | {"id": 2}
    try:
        made = [await till.create()]
        made += [(await till.call("create", name="N", callback=CALLBACK, store_id=store))["id"] for store in "12"]
        assert [one["store_group_id"] for one in till.in_shop] == [None, 1, 2]
        told = await till.call("list", store_id="2")
        assert [int(one["id"]) for one in told["live_shipping_services"]] == [made[0], made[2]]
        assert len(await till.listed()) == 3
    finally:
        del groups[2]


async def test_shopify_takes_one_service_and_needs_the_secret(home: Path) -> None:
    till = await Till(home, "Shopify").open()
    id = await till.create()
    told = await till.say("create", name="Second", callback=CALLBACK)
    assert told["return_code"] == 113
    assert f"id {id} first" in told["return_message"]
    await till.backend.stores.update(
        till.store_id,
        settings={"shopify_access_token": till.simulator.credentials["shopify_access_token"]},
        replace=True,
    )
    till.backend.forget(till.store_id)
    await till.call("delete", id=id)
    told = await till.say("create", name="Second", callback=CALLBACK)
    assert told["return_code"] == 107
    assert "shopify_shared_secret" in told["return_message"]
    await till.close()


async def test_a_server_that_no_shop_can_reach_makes_no_service(one: Till) -> None:
    one.backend.pushes.public_url = ""
    told = await one.say("create", name="Express", callback=CALLBACK)
    assert told["return_code"] == 107
    assert "POLYCART_PUBLIC_URL" in told["return_message"]
    assert one.callback.asked == []


async def test_the_services_of_a_store_that_is_disconnected_are_taken_out_of_its_shop(till: Till) -> None:
    await till.create()
    await till.backend.delete(till.store_id)
    assert till.in_shop == []
    assert await till.backend.live_rates.services.list([till.store_id]) == []


async def test_nothing_about_a_buyer_is_kept(home: Path) -> None:
    one = await Till(home, WOO).open()
    await one.create()
    one.answers(lambda asked: (200, b'{"packages_rates": "Buyer"}'))
    await one.post(one.question())
    await one.close()
    written = bytes_in(home)
    assert b"Buyer" not in written
    assert b"5 Ave" not in written
    token = one.in_shop[0]["content"]["callback_url"].rpartition("/")[2]
    assert token.encode() not in written
    assert SHOP.encode() in written


@pytest.mark.both_databases
@pytest.mark.parametrize("till", ["Shopify", WOO], indirect=True)
async def test_a_server_that_has_moved_knows_its_services_again(till: Till) -> None:
    id = await till.create()
    till.backend.pushes.public_url = PUBLIC.replace("gateway", "moved")
    assert (await till.listed())[0]["enabled_on_store"] is True
    await till.call("delete", id=id)
    assert till.in_shop == []


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("{}", "The table must be a JSON list of rates."),
        ('[{"name": "A", "code": "A"}]', 'Bad Response. Field "rates->0->total_cost" is required.'),
        ('[{"name": "A", "code": "A", "total_cost": 1, "price": 2}]', 'Field "rates->0->price" is none of a rate.'),
        (
            '[{"name": "A", "code": "A", "total_cost": 1, "countries": ["de"]}]',
            'Field "rates->0->countries" must be a list of countries by two capital letters.',
        ),
    ],
)
def test_a_table_that_is_wrong_is_refused(table: str, sentence: str) -> None:
    with pytest.raises(ParameterError) as refused:
        fallback.read(table.encode())
    assert refused.value.message == sentence
