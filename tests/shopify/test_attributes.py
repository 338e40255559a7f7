"""Attributes are definitions of metafields: their values as each type wants them, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.shopify.shops import FEW, Shop

from polycart.core.errors import AlreadyExists, NotFound, ParameterError
from polycart.platforms.shopify.attribute_values import Scale, coded, told
from polycart.platforms.shopify.sim.writes import inputs

EUR = Scale("EUR", "1.0", "5.0")

CODED = [
    ("single_line_text_field", "Rot & Grün", "Rot & Grün", None),
    ("multi_line_text_field", "a\nb", "a\nb", None),
    ("number_integer", "12", "12", None),
    ("number_decimal", "12.50", "12.50", None),
    ("boolean", "Yes", "true", "true"),
    ("date", "2026-11-28 10:00:00", "2026-11-28", "2026-11-28"),
    ("date_time", "2026-11-28T10:00:00+0200", "2026-11-28T08:00:00Z", "2026-11-28T08:00:00Z"),
    ("money", "9.90", '{"amount": "9.90", "currency_code": "EUR"}', None),
    ("rating", "4.5", '{"value": "4.5", "scale_min": "1.0", "scale_max": "5.0"}', None),
    ("dimension", "12.5 CM", '{"value": 12.5, "unit": "cm"}', "12.5 cm"),
    ("weight", "2kg", '{"value": 2.0, "unit": "kg"}', "2.0 kg"),
    ("volume", "3 us_fl_oz", '{"value": 3.0, "unit": "us_fl_oz"}', "3.0 us_fl_oz"),
    ("json", '{"a": [1]}', '{"a": [1]}', None),
    ("url", "https://example.com/a", "https://example.com/a", None),
    ("color", "#ff0000", "#ff0000", None),
    ("product_reference", "12", "gid://shopify/Product/12", "gid://shopify/Product/12"),
    ("link", "https://example.com", '{"text": "https://example.com", "url": "https://example.com"}', None),
    ("list.single_line_text_field", "red, green", '["red", "green"]', "red,green"),
    ("list.single_line_text_field", '["a, b"]', '["a, b"]', "a, b"),
    ("list.number_integer", "1,2", "[1, 2]", "1,2"),
    ("list.dimension", "1 cm, 2 m", '[{"value": 1.0, "unit": "cm"}, {"value": 2.0, "unit": "m"}]', "1.0 cm,2.0 m"),
    ("list.product_reference", "1,2", '["gid://shopify/Product/1", "gid://shopify/Product/2"]', None),
]


@pytest.mark.parametrize(("type", "text", "native", "back"), CODED)
def test_a_text_is_written_as_its_type_wants_it(type: str, text: str, native: str, back: str | None) -> None:
    assert coded(type, text, EUR) == native
    assert inputs.fits(type, native), "the simulated shop takes it"
    assert told(type, native) == (back if back is not None else told(type, native))
    if back != "a, b" and not type.startswith("list.product"):
        assert coded(type, told(type, native), EUR) == native, "what is read can be set again"


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("number_integer", "1.5"), ("number_integer", "many"), ("number_decimal", "NaN"),
        ("number_decimal", "1e999999"), ("number_decimal", "1e-999999"),
        ("boolean", "maybe"), ("date", "soon"), ("money", "9 EUR"), ("rating", "6"), ("dimension", "12.5"),
        ("dimension", "12 kg"), ("weight", "1.2.3 kg"), ("json", "{"), ("single_line_text_field", "a\nb"),
        ("single_line_text_field", ""), ("list.number_integer", "[1"), ("list.number_integer", "1,x"),
        ("product_reference", "gid://evil/Product/1"), ("product_reference", "1 OR 2"),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_type_is_told_before_it_is_sent(type: str, text: str) -> None:
    with pytest.raises(ParameterError, match=r"^Parameter 'value' is not valid|date"):
        coded(type, text, EUR)


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop(plan="enterprise", catalogue=FEW)


async def ids(shop: Shop) -> dict[str, str]:
    found = await shop.result("attribute.list", params="id,code", count=250)
    return {each["code"]: each["id"] for each in found["attribute"]}


async def product(shop: Shop) -> str:
    return (await shop.result("product.list", params="id", count=1))["product"][0]["id"]


async def held(shop: Shop, id: str, attribute: str) -> dict[str, Any]:
    found = await shop.result("product.attribute.list", product_id=id, attribute_id=attribute, params="force_all")
    return found["attribute"][0]


@pytest.mark.parametrize(
    ("code", "value", "native"),
    [
        ("custom.width", "12.5 cm", {"value": 12.5, "unit": "cm"}),
        ("reviews.rating", "4.5", {"value": "4.5", "scale_min": "1.0", "scale_max": "5.0"}),
        ("custom.care", "Wash\ncold", "Wash\ncold"),
    ],
)
async def test_a_value_is_set_read_and_taken_away(shop: Shop, code: str, value: str, native: Any) -> None:
    id, attribute = await product(shop), (await ids(shop))[code]
    await shop.call("product.attribute.value.set", product_id=id, attribute_id=attribute, value=value)
    found = await held(shop, id, attribute)
    assert (found["code"], found["value"]) == (code, value)
    kept = found["additional_fields"]["metafield_value"]
    assert (json.loads(kept) if isinstance(native, dict) else kept) == native
    await shop.call("product.attribute.value.unset", product_id=id, attribute_id=attribute)
    error = await shop.refused("product.attribute.value.unset", product_id=id, attribute_id=attribute)
    assert isinstance(error, NotFound)


async def test_a_price_is_in_the_currency_of_the_shop(shop: Shop) -> None:
    made = await shop.result("attribute.add", name="Deposit", type="price")
    id = await product(shop)
    await shop.call("product.attribute.value.set", product_id=id, attribute_id=made["id"], value="2.5")
    found = await held(shop, id, made["id"])
    assert (found["type"], found["value"]) == ("price", "2.5")
    assert json.loads(found["additional_fields"]["metafield_value"])["currency_code"] == "USD"
    await shop.call("attribute.delete", id=made["id"])


async def test_only_a_choice_can_be_set_and_only_an_unused_one_goes(shop: Shop) -> None:
    attribute, id = (await ids(shop))["custom.supplier"], await product(shop)
    before = (await shop.result("attribute.info", id=attribute, params="values"))["values"]
    error = await shop.refused("product.attribute.value.set", product_id=id, attribute_id=attribute, value="Acme")
    assert f"Allowed values: '{before[0]}'" in error.message
    error = await shop.refused("attribute.value.add", attribute_id=attribute, name=before[0])
    assert isinstance(error, AlreadyExists)
    for name, more in (("attribute.value.delete", {}), ("attribute.value.update", {"name": "Other"})):
        error = await shop.refused(name, attribute_id=attribute, id=before[0], **more)
        assert "products have the value" in error.message
    await shop.call("attribute.value.add", attribute_id=attribute, name="Acme, Ltd")
    await shop.call("product.attribute.value.set", product_id=id, attribute_id=attribute, value="Acme, Ltd")
    assert (await held(shop, id, attribute))["value"] == "Acme, Ltd"
    await shop.call("product.attribute.value.set", product_id=id, attribute_id=attribute, value=before[0])
    await shop.call("attribute.value.delete", attribute_id=attribute, id="Acme, Ltd")
    assert (await shop.result("attribute.info", id=attribute, params="values"))["values"] == before


async def test_a_select_is_one_from_its_first_value_on(shop: Shop) -> None:
    made = await shop.result("attribute.add", name="Größe", type="select", code="sizes.groesse")
    assert (await shop.result("attribute.info", id=made["id"], params="type,code"))["type"] == "text"
    await shop.call("attribute.value.add", attribute_id=made["id"], name="M")
    found = await shop.result("attribute.info", id=made["id"], params="type,code,values")
    assert found == {"type": "select", "code": "sizes.groesse", "values": ["M"]}
    await shop.call("attribute.delete", id=made["id"])
    assert isinstance(await shop.refused("attribute.info", id=made["id"]), NotFound)


async def test_what_has_no_choices_gets_none(shop: Shop) -> None:
    attribute = (await ids(shop))["custom.width"]
    error = await shop.refused("attribute.value.add", attribute_id=attribute, name="wide")
    assert "is of type dimension, which has no values" in error.message


async def test_an_attribute_that_is_only_named_goes_with_a_value_that_fails(shop: Shop) -> None:
    before = await ids(shop)
    error = await shop.refused(
        "product.attribute.value.set", product_id=await product(shop), attribute_name="Seal", value="a\nb"
    )
    assert "one line" in error.message
    assert await ids(shop) == before


@pytest.mark.parametrize("code", ["a", "x y", "a.b", "custom.", "custom.é", '"} {'])
async def test_a_code_that_can_be_none_is_told(shop: Shop, code: str) -> None:
    error = await shop.refused("attribute.add", name="Odd", type="text", code=code)
    assert "'code'" in error.message
