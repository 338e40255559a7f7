"""Characters beyond U+FFFF: refused before they become question marks, kept where a shop has shown that it can."""

from __future__ import annotations

import pytest
from tests.conformance.shops import Shop as SimulatedShop
from tests.magento2.shops import MODULES, Shop

from polycart.core.client import Call
from polycart.core.errors import ParameterError
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.sim import Simulator

TEA = {"sku": "tea", "name": "Tea 🍵"}


def client(shop: Shop) -> Magento:
    return Magento(shop.connection, Call())


async def test_what_would_become_question_marks_is_refused_by_its_field_before_any_write() -> None:
    shop = Shop()
    for body, field in (
        ({"product": TEA}, "name"),
        ({"product": {"custom_attributes": [{"attribute_code": "description", "value": "🍵"}]}}, "description"),
        ([{"category": {"name": ["🍵"]}}], "name"),
    ):
        with pytest.raises(ParameterError, match=rf"'{field}'.*'🍵' would become"):
            await client(shop).post("products", body)
    assert shop.sent == []


async def test_characters_of_the_basic_plane_are_no_matter() -> None:
    shop = Shop()
    await client(shop).post("products", {"product": TEA | {"name": "Чай ☕ 測 \uffff"}})
    assert shop.products["tea"]["name"] == "Чай ☕ 測 \uffff"


async def test_a_shop_that_has_shown_such_a_character_is_trusted_with_them() -> None:
    shop = Shop()
    shop.facts["modules"] = [*MODULES, "🍵"]
    await client(shop).get("modules")
    await client(shop).post("products", {"product": TEA})
    assert shop.products["tea"]["name"] == TEA["name"]


async def test_a_list_that_repeats_the_question_shows_nothing() -> None:
    shop = Shop()
    shop.facts["modules"] = ["🍵"]
    await client(shop).get("modules", {"name": "🍵"})
    with pytest.raises(ParameterError):
        await client(shop).post("products", {"product": TEA})


async def test_the_simulated_shop_keeps_question_marks_as_the_real_one_does() -> None:
    shop = SimulatedShop("Magento2Api")
    assert isinstance(shop.simulator, Simulator)
    magento = Magento(shop.connection, Call())
    shop.connection.tokens["wide_characters"] = True
    made = await magento.post("products", {"product": TEA | {"attribute_set_id": 4, "price": 1, "type_id": "simple"}})
    assert made["name"] == "Tea ????"
