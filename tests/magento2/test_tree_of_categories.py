"""Categories in their tree: roots, stores, moves that are taken back, texts of several store views."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.shops import Shop, builtins

from polycart.core.errors import AlreadyExists, NotFound, ParameterError, PolycartError


async def one(shop: Shop, id: str, **more: Any) -> Any:
    return builtins((await shop.call("category.info", id=id, params="force_all", **more)).result)


async def tree(shop: Shop) -> list[tuple[Any, ...]]:
    found = await shop.everything("category.list", params="id,parent_id,name,sort_order,path")
    return [(each["id"], each["parent_id"], each["name"], each["sort_order"], each["path"]) for each in found]


async def two_of_a_kind(shop: Shop) -> tuple[str, str]:
    """A category below the store's root that has siblings, and one of these."""
    roots = await shop.items("category.list", parent_id="0", params="id")
    siblings = await shop.items("category.list", parent_id=roots[0]["id"], params="id", count=5)
    return siblings[1]["id"], siblings[0]["id"]


async def test_the_root_of_all_is_hidden_and_roots_have_no_parent() -> None:
    shop = Shop("Magento2Api")
    roots = await shop.items("category.list", parent_id="0", params="id,parent_id,path,name")
    assert [root["parent_id"] for root in roots] == ["0"] * len(roots)
    assert all(root["path"] == root["name"] for root in roots)
    assert "1" not in {each["id"] for each in await shop.everything("category.list")}
    for name in ("category.info", "category.delete"):
        with pytest.raises(NotFound, match="Category with id 1 not found"):
            await shop.call(name, id="1")


async def test_a_path_begins_below_the_root_category() -> None:
    shop = Shop("Magento2Api")
    below, above = await two_of_a_kind(shop)
    await shop.call("category.update", id=below, parent_id=above)
    found = await one(shop, below)
    assert found["path"] == f"{(await one(shop, above))['name']}/{found['name']}"


async def test_a_new_category_lies_below_the_root_category_of_its_store() -> None:
    shop = Shop("Magento2Api")
    made = builtins((await shop.call("category.add", name="Mugs", store_id="1")).result)["category_id"]
    (root,) = await shop.items("category.list", parent_id="0", params="id")
    found = await one(shop, made)
    assert (found["parent_id"], found["stores_ids"]) == (root["id"], ["1"])


@pytest.mark.parametrize("writes", [0, 1, 2])
async def test_a_move_that_fails_at_any_step_puts_the_category_back_to_its_place(writes: int) -> None:
    shop = Shop("Magento2Api")
    below, above = await two_of_a_kind(shop)
    before = await tree(shop)
    shop.simulator.faults.fail_after_writes(writes)
    with pytest.raises(PolycartError) as caught:
        await shop.call("category.update", id=below, parent_id=above, name="Moved", sort_order=1)
    shop.simulator.faults.clear()
    assert "remains" not in caught.value.sentence
    assert await tree(shop) == before


async def test_a_category_cannot_lie_below_itself_or_below_nothing() -> None:
    shop = Shop("Magento2Api")
    below, above = await two_of_a_kind(shop)
    await shop.call("category.update", id=below, parent_id=above)
    before = await tree(shop)
    with pytest.raises(ParameterError, match="'parent_id' is not valid"):
        await shop.call("category.update", id=above, parent_id=below)
    with pytest.raises(NotFound, match="Category with id 999999 not found"):
        await shop.call("category.update", id=below, parent_id="999999")
    with pytest.raises(NotFound, match="Category with id 999999 not found"):
        await shop.call("category.add", name="Mugs", parent_id="999999")
    assert await tree(shop) == before


async def test_siblings_of_one_address_clash_by_what_was_given() -> None:
    shop = Shop("Magento2Api")
    await shop.call("category.add", name="Mugs", seo_url="mugs")
    with pytest.raises(AlreadyExists, match="Category with seo_url = 'mugs' already exist"):
        await shop.call("category.add", name="Cups", seo_url="mugs")
    with pytest.raises(AlreadyExists, match="Category with name = 'Mugs' already exist"):
        await shop.call("category.add", name="Mugs")


async def test_a_search_takes_signs_as_they_are() -> None:
    shop = Shop("Magento2Api")
    await shop.call("category.add", name="100% wool_mix")
    for value, hits in (("0% w", 1), ("l_m", 1), ("1_0", 0), ("%", 1)):
        found = await shop.items("category.list", find_value=value, params="name")
        assert len(found) == hits, value
    assert len(await shop.items("category.find", find_value="wool.mix", find_params="regex")) == 1


async def test_a_root_category_of_a_store_stays() -> None:
    shop = Shop("Magento2Api")
    (root,) = await shop.items("category.list", parent_id="0", params="id")
    with pytest.raises(ParameterError, match="root category of a store can't be deleted"):
        await shop.call("category.delete", id=root["id"])


async def test_a_product_keeps_its_place_where_it_is_assigned_again() -> None:
    shop = Shop("Magento2Api")
    product = (await shop.items("product.list", params="id,categories_ids", count=1))[0]
    writes = len([1 for method, *_ in shop.simulator.requests if method != "GET"])
    await shop.call("category.assign", category_id=product["categories_ids"][0], product_id=product["id"])
    assert len([1 for method, *_ in shop.simulator.requests if method != "GET"]) == writes
