"""Texts in other languages: read in the same document, registered against the shop's own, refused where not shown."""

from __future__ import annotations

from typing import Any

import pytest
from tests.shopify.shops import FEW, Shop

from polycart.core.errors import NotFound, ParameterError, PolycartError

TEXTS = {
    "name": "Ковдра", "description": "<p>Тепла.</p>", "seo_url": "kovdra", "meta_title": "Ковдра тут",
    "meta_description": "Ковдри.",
}  # fmt: skip
READ = ",".join(TEXTS)


@pytest.fixture
def shop() -> Shop:
    return Shop(plan="enterprise", catalogue=FEW)


async def one(shop: Shop, resource: str, **narrowed: Any) -> dict[str, Any]:
    """A product or category with texts of all kinds in the shop's own language."""
    (found,) = (await shop.result(f"{resource}.list", count=1, params="id,product_options", **narrowed))[resource]
    await shop.call(f"{resource}.update", id=found["id"], meta_title="Own", meta_description="Own words.")
    return found


@pytest.mark.parametrize("resource", ["product", "category"])
async def test_texts_of_a_language_are_kept_beside_those_of_the_shop(shop: Shop, resource: str) -> None:
    id = (await one(shop, resource))["id"]
    own = await shop.result(f"{resource}.info", id=id, params=READ)
    assert await shop.result(f"{resource}.info", id=id, params=READ, lang_id="uk") == own, "nothing is translated yet"
    await shop.call(f"{resource}.update", id=id, lang_id="UK", **TEXTS)
    assert await shop.result(f"{resource}.info", id=id, params=READ, lang_id="uk") == TEXTS
    assert await shop.result(f"{resource}.info", id=id, params=READ) == own
    assert await shop.result(f"{resource}.info", id=id, params=READ, lang_id="de") == own
    listed = await shop.result(f"{resource}.list", params=f"id,{READ}", lang_id="uk", count=100)
    assert {"id": id, **TEXTS} in listed[resource]
    assert len(shop.trace.exchanges) == 1, "no request more than for the shop's own language"
    await shop.call(f"{resource}.update", id=id, lang_id="uk", meta_title="", name="Плед")
    again = await shop.result(f"{resource}.info", id=id, params=READ, lang_id="uk")
    assert again == TEXTS | {"name": "Плед", "meta_title": own["meta_title"]}


@pytest.mark.parametrize("resource", ["product", "category"])
async def test_what_is_added_in_a_language_stays_so(shop: Shop, resource: str) -> None:
    more = {"model": "new", "price": 5} if resource == "product" else {}
    made = await shop.result(f"{resource}.add", lang_id="uk", name="Новий", description="Опис.", **more)
    id = made[f"{resource}_id"]
    await shop.call(f"{resource}.update", id=id, name="New")
    assert (await shop.result(f"{resource}.info", id=id, params="name"))["name"] == "New"
    assert (await shop.result(f"{resource}.info", id=id, params="name", lang_id="uk"))["name"] == "Новий"


async def test_other_parameters_beside_a_language_change_what_has_none(shop: Shop) -> None:
    id = (await one(shop, "product", type="simple"))["id"]
    before = await shop.result("product.info", id=id, params="name,price")
    await shop.call("product.update", id=id, lang_id="de", name="Decke", price=77)
    assert await shop.result("product.info", id=id, params="name,price") == before | {"price": 77.0}
    assert (await shop.result("product.info", id=id, params="name", lang_id="de"))["name"] == "Decke"


async def test_options_and_variants_speak_the_language(shop: Shop) -> None:
    found = await one(shop, "product", type="configurable")
    record = shop.simulator.shop.node(f"gid://shopify/Product/{found['id']}")
    assert record is not None
    option = record["options"][0]
    for row, text in ((option, "Farbe"), (option["optionValues"][0], "Rot")):
        row["_translations"] = {
            ("de", "name"): {
                "key": "name", "locale": "de", "value": text, "updatedAt": None, "_digest": "", "market": None,
            }
        }  # fmt: skip
    await shop.call("product.update", id=found["id"], lang_id="de", name="Decke")
    (first, *_) = (await shop.result("product.info", id=found["id"], params="product_options", lang_id="de"))[
        "product_options"
    ]
    assert (first["name"], first["option_items"][0]["name"]) == ("Farbe", "Rot")
    listed = await shop.result("product.option.list", product_id=found["id"], lang_id="de", count=1)
    assert listed["option"][0]["name"] == "Farbe"
    children = await shop.result(
        "product.child_item.list", product_id=found["id"], lang_id="de", params="name,combination", count=100
    )
    assert all(child["name"].startswith("Decke - ") for child in children["children"])
    assert any("Rot" in child["name"] for child in children["children"])
    own = await shop.result("product.child_item.list", product_id=found["id"], params="combination", count=100)
    assert [child["combination"] for child in children["children"]] == [
        child["combination"] for child in own["children"]
    ]


@pytest.mark.parametrize("lang", ["fr", "xx", "", "uk'; drop"])
async def test_a_language_that_is_not_shown_is_refused_with_those_that_are(shop: Shop, lang: str) -> None:
    id = (await one(shop, "product"))["id"]
    for name, given in (("product.info", {}), ("product.update", {"name": "X"})):
        error = await shop.refused(name, id=id, lang_id=lang, **given)
        assert isinstance(error, ParameterError)
        assert "'lang_id'" in error.message
        assert not lang or error.message.endswith("Allowed values: 'en', 'uk', 'de'.")
    languages = (await shop.result("cart.info", params="force_all"))["stores_info"][0]["store_languages"]
    assert [each["id"] for each in languages] == ["en", "uk", "de"]


@pytest.mark.parametrize("name", ["attribute.update", "product.image.update", "cart.meta_data.list"])
async def test_what_has_no_translations_knows_the_own_language_alone(shop: Shop, name: str) -> None:
    given: dict[str, Any] = {
        "attribute.update": {"id": "1", "name": "X"},
        "product.image.update": {"id": "1", "product_id": "1", "label": "X"},
        "cart.meta_data.list": {"entity_id": "1"},
    }[name]
    error = await shop.refused(name, lang_id="uk", **given)
    assert error.message == "Parameter 'lang_id' is not valid. Allowed values: 'en'."


async def test_a_text_that_the_shop_has_not_itself_cannot_be_translated(shop: Shop) -> None:
    id = (await shop.result("product.add", name="Bare", model="bare", price=1, description="-"))["product_id"]
    error = await shop.refused("product.update", id=id, lang_id="uk", meta_title="Назва", name="Гола")
    assert "'meta_title'" in error.message
    assert (await shop.result("product.info", id=id, params="name", lang_id="uk"))["name"] == "Bare"


async def test_translations_go_back_where_a_later_request_fails(shop: Shop) -> None:
    id = (await one(shop, "product", type="simple"))["id"]
    await shop.call("product.update", id=id, lang_id="uk", name="Стара")
    for writes in (0, 1, 2):
        shop.simulator.faults.fail_after_writes(writes)
        try:
            await shop.call("product.update", id=id, lang_id="uk", name="Нова", meta_title="М", price=5)
        except PolycartError:
            shop.simulator.faults.clear()
            found = await shop.result("product.info", id=id, params="name,meta_title", lang_id="uk")
            assert found == {"name": "Стара", "meta_title": "Own"}
        shop.simulator.faults.clear()
    assert (await shop.result("product.info", id=id, params="name", lang_id="uk"))["name"] == "Нова"


async def test_an_unknown_product_or_category_is_told(shop: Shop) -> None:
    for name in ("product.update", "category.update"):
        assert isinstance(await shop.refused(name, id="999999999", lang_id="uk", name="X"), NotFound)
