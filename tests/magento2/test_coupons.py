"""Coupons: rules with several codes, conditions both ways, and no trace of a rule whose code is taken."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.shops import Shop, builtins

from polycart.core.errors import AlreadyExists, NotFound, ParameterError
from polycart.platforms.magento2.conditions import COMBINE, Node, conditions

TEN = {"action_type": "percent", "action_apply_to": "order_total", "action_scope": "order", "action_amount": 10}
EACH = {"action_type": "percent", "action_apply_to": "item_price", "action_scope": "matching_items"}


async def add(shop: Shop, **given: Any) -> str:
    return builtins((await shop.call("cart.coupon.add", **{**TEN, **given})).result)["coupon_id"]


async def read(shop: Shop, id: str) -> Any:
    return (await shop.items("cart.coupon.list", coupons_ids=id, params="force_all"))[0]


async def test_a_coupon_may_have_several_codes_the_first_of_which_is_its_own() -> None:
    shop = Shop("Magento2Api")
    coupon = await read(shop, await add(shop, code="FIRST", codes=["SECOND", "FIRST"], usage_limit=3))
    assert (coupon["code"], [each["code"] for each in coupon["codes"]]) == ("FIRST", ["FIRST", "SECOND"])
    assert (coupon["usage_limit"], coupon["usage_limit_per_customer"], coupon["avail"]) == (3, None, True)


async def test_a_code_that_is_taken_leaves_no_rule_behind() -> None:
    shop = Shop("Magento2Api")
    await add(shop, code="TAKEN")
    before = await shop.everything("cart.coupon.list", params="force_all")
    rules = len(shop.simulator.shop.table("sales_rules"))
    with pytest.raises(AlreadyExists, match="Coupon with code = 'TAKEN' already exist"):
        await add(shop, code="NEW", codes=["NEW", "TAKEN"])
    assert await shop.everything("cart.coupon.list", params="force_all") == before
    assert len(shop.simulator.shop.table("sales_rules")) == rules


@pytest.mark.parametrize(
    ("given", "action"),
    [
        (TEN, ("order", "order_total", "percent", 10.0)),
        (TEN | {"action_type": "fixed"}, ("order", "order_total", "fixed", 10.0)),
        (TEN | {**EACH, "action_type": "fixed"}, ("matching_items", "item_price", "fixed", 10.0)),
        (TEN | {"action_apply_to": "shipping", "action_amount": 100}, ("order", "shipping", "percent", 100.0)),
    ],
)
async def test_what_a_coupon_does_is_read_as_it_was_written(given: dict[str, Any], action: tuple[Any, ...]) -> None:
    shop = Shop("Magento2Api")
    coupon = await read(shop, await add(shop, code="ACTION", **given))
    (found,) = coupon["actions"]
    assert (found["scope"], found["apply_to"], found["type"], found["amount"]) == action


async def test_a_condition_of_items_narrows_what_is_discounted_and_one_of_the_cart_when() -> None:
    shop = Shop("Magento2Api")
    product = (await shop.items("product.list", type="simple", params="id,u_sku", count=1))[0]
    about = {"action_condition_entity": "product", "action_condition_key": "product_id",
             "action_condition_operator": "==", "action_condition_value": product["id"]}  # fmt: skip
    coupon = await read(shop, await add(shop, code="ITEMS", **EACH, **about))
    (action,) = coupon["actions"]
    (condition,) = action["conditions"]
    assert (condition["entity"], condition["key"], condition["operator"], condition["value"]) == (
        "product", "sku", "IN", product["u_sku"],
    )  # fmt: skip
    assert coupon["conditions"] == []
    given = {"coupon_id": coupon["id"], "entity": "order", "key": "subtotal", "operator": ">=", "value": "50"}
    await shop.call("cart.coupon.condition.add", **given)
    await shop.call("cart.coupon.condition.add", **{**given, "entity": "product", "key": "category_id",
                                                    "operator": "NOT IN", "value": "3,4"})  # fmt: skip
    of_cart, of_items = (await read(shop, coupon["id"]))["conditions"]
    assert (of_cart["entity"], of_cart["key"], of_cart["operator"], of_cart["value"]) == (
        "order", "subtotal", ">=", "50",
    )  # fmt: skip
    (below,) = of_items["sub-conditions"]
    assert (of_items["match_items"], below["key"], below["operator"], below["value"]) == (
        "all", "category_id", "NOT IN", "3,4",
    )  # fmt: skip


async def test_a_promotion_without_a_code_is_no_coupon() -> None:
    shop = Shop("Magento2Api")
    listed = {each["id"] for each in await shop.everything("cart.coupon.list")}
    others = [str(id) for id in shop.simulator.shop.table("sales_rules") if str(id) not in listed]
    assert others, "the simulated shop has only rules with codes"
    with pytest.raises(NotFound, match=f"Coupon with id {others[0]} not found"):
        await shop.call("cart.coupon.delete", id=others[0])


async def test_what_a_rule_cannot_do_is_refused_before_anything_is_written() -> None:
    shop = Shop("Magento2Api")
    about = {"action_condition_entity": "customer", "action_condition_key": "customer_id",
             "action_condition_operator": "==", "action_condition_value": "1"}  # fmt: skip
    cases: list[tuple[dict[str, Any], str]] = [
        ({"action_amount": 101}, "'action_amount' is not valid"),
        ({"action_apply_to": "shipping", "action_amount": 50}, "Shipping can only be made free"),
        ({"action_scope": "matching_items"}, "'action_scope' goes with"),
        ({"date_start": "2026-01-01 10:00:00"}, "begin and end with whole days"),
        (about, "'action_condition_key' is not valid"),
        ({"action_condition_key": "subtotal"}, "'action_condition_entity' is required"),
        ({"include_tax": True}, "'include_tax' can be used"),
        ({"code": " "}, "'code' can not be empty"),
    ]
    for given, words in cases:
        with pytest.raises(ParameterError, match=words):
            await add(shop, **{"code": "WRONG", **given})
    assert not any(method == "POST" for method, *_ in shop.simulator.requests)


def test_branches_of_a_rule_keep_their_shape() -> None:
    leaf = Node(condition_type="Magento\\SalesRule\\Model\\Rule\\Condition\\Address", attribute_name="total_qty",
                operator="()", value="1,2")  # fmt: skip
    branch = Node(condition_type=COMBINE, aggregator_type="any", value=False, conditions=[leaf])
    (found,) = conditions(Node(condition_type=COMBINE, aggregator_type="all", value="1", conditions=[branch]))
    (below,) = found.sub_conditions or ()
    assert (found.id, found.logic_operator, found.value) == ("1", "or", "0")
    assert (below.id, below.entity, below.key, below.operator) == ("1.1", "order", "total_quantity", "IN")
