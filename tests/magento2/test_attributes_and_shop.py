"""What Magento forgets of attributes unless it is sent again, and what a shop with several stores tells of itself."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conformance.shops import Shop, builtins
from tests.magento2.shops import Shop as Scripted
from tests.magento2.shops import answer, parts

from polycart.core.errors import NotFound, ParameterError
from polycart.core.transport import Request, Response

GLAZE = {"name": "Glasür ß", "type": "select", "apply_to": "simple,virtual", "is_global": "Global"}


async def read(shop: Shop, id: str) -> Any:
    return builtins((await shop.call("attribute.info", id=id)).result)


async def add(shop: Shop, **more: Any) -> str:
    return builtins((await shop.call("attribute.add", **{**GLAZE, **more})).result)["id"]


async def test_a_change_of_an_attribute_keeps_the_products_that_it_is_for() -> None:
    shop = Shop("Magento2Api")
    id = await add(shop)
    await shop.call("attribute.update", id=id, name="Glaze", visible=True)
    found = await read(shop, id)
    assert (found["name"], found["visible"]) == ("Glaze", True)
    assert found["additional_fields"]["apply_to"] == ["simple", "virtual"]


async def test_the_code_is_what_magento_makes_of_the_name_unless_one_is_given() -> None:
    shop = Shop("Magento2Api")
    assert (await read(shop, await add(shop)))["code"].isascii()
    assert (await read(shop, await add(shop, code="kiln_9")))["code"] == "kiln_9"
    for code in ("9kiln", "Kiln", "kiln-9", "k" * 61, ""):
        with pytest.raises(ParameterError, match="Parameter 'code' is not valid"):
            await add(shop, code=code)


class Translated(Scripted):
    """An attribute with one option, which the second store view calls by another name."""

    def __init__(self) -> None:
        super().__init__()
        views = self.facts["store/storeViews"]
        self.facts["store/storeViews"] = [*views, {**views[0], "id": 2, "code": "french", "name": "French"}]

    async def send(self, request: Request, *, within: float) -> Response:
        method, path, query, body = parts(request)
        if "/products/attributes" not in path:
            return await super().send(request, within=within)
        self.sent.append((method, path, query, body))
        options = [{"value": "", "label": " "}, {"value": "8", "label": "Shiny"}, {"value": "7", "label": "Matt"}]
        if path.endswith("/options"):
            mine = {"value": "7", "label": "Mat"} if "/french/" in path else options[2]
            return answer([*options[:2], mine])
        if method == "GET":
            known = {"attribute_id": 9, "attribute_code": "glaze", "frontend_input": "select", "is_user_defined": True}
            return answer({"items": [{**known, "options": options}], "total_count": 1})
        return answer(True)


@pytest.mark.parametrize(
    ("given", "label", "labels"),
    [
        ({}, "Dull", [{"store_id": 2, "label": "Mat"}]),
        ({"lang_id": "2"}, "Matt", [{"store_id": 2, "label": "Dull"}]),
        ({"lang_id": "1"}, "Matt", [{"store_id": 2, "label": "Mat"}, {"store_id": 1, "label": "Dull"}]),
    ],
)
async def test_a_renamed_option_keeps_its_names_in_other_views_and_its_place(
    given: dict[str, str], label: str, labels: list[dict[str, Any]]
) -> None:
    shop = Translated()
    await shop.call("attribute.value.update", id="7", attribute_id="9", name="Dull", **given)
    method, path, _, body = shop.sent[-1]
    assert (method, path.rpartition("/V1/")[2]) == ("PUT", "products/attributes/glaze/options/7")
    assert body == {"option": {"label": label, "store_labels": labels, "sort_order": 1}}


async def test_an_option_that_is_not_there_is_told_by_its_id() -> None:
    shop = Translated()
    for name in ("attribute.value.update", "attribute.value.delete"):
        with pytest.raises(NotFound, match="Attribute value with id 99 not found"):
            await shop.call(name, id="99", attribute_id="9", **({"name": "x"} if name.endswith("update") else {}))
    assert all(method == "GET" for method, *_ in shop.sent)


async def test_what_magento_needs_itself_stays() -> None:
    shop = Shop("Magento2Api")
    own = next(each for each in await shop.items("attribute.list", system=True, count=5))
    with pytest.raises(ParameterError, match="one of Magento's own attributes"):
        await shop.call("attribute.delete", id=own["id"])


class Stores(Scripted):
    """A shop of two websites, whose second one sells in another currency and lets shoppers fetch their orders."""

    def __init__(self) -> None:
        super().__init__()
        views, groups = self.facts["store/storeViews"], self.facts["store/storeGroups"]
        second = {"id": 5, "code": "paris_fr", "name": "Français", "website_id": 2, "store_group_id": 7}
        self.facts["store/storeViews"] = [*views, {**second, "is_active": 1}]
        self.facts["store/storeGroups"] = [
            *groups, {"id": 7, "website_id": 2, "root_category_id": 40, "default_store_id": 5, "name": "Paris"},
        ]  # fmt: skip
        config = self.facts["store/storeConfigs"][0]
        self.facts["store/storeConfigs"] = [
            config, {**config, "id": 5, "code": "paris_fr", "website_id": 2, "locale": "fr_FR", "weight_unit": "kgs"},
        ]  # fmt: skip
        self.facts["store/websites"] = [{"id": 1, "code": "base"}, {"id": 2, "code": "paris"}]
        pickup = {"is_pickup_location_active": True, "frontend_name": "Boutique", "frontend_description": "Ring."}
        self.facts["inventory/sources"] = {"items": [
            {"source_code": "default", "name": "Default", "enabled": True, "extension_attributes": []},
            {"source_code": "paris", "name": "Paris", "enabled": True, "country_id": "FR", "street": "1 rue",
             "extension_attributes": pickup},
        ]}  # fmt: skip
        served = {1: [{"type": "website", "code": "base"}], 2: [{"type": "website", "code": "paris"}]}
        self.facts["inventory/stocks"] = {"items": [
            {"stock_id": id, "extension_attributes": {"sales_channels": sites}} for id, sites in served.items()
        ]}  # fmt: skip
        self.facts["inventory/stock-source-links"] = {"items": [
            {"stock_id": 1, "source_code": "default"}, {"stock_id": 2, "source_code": "paris"},
        ]}  # fmt: skip
        self.facts["directory/countries"] = [{"two_letter_abbreviation": "FR", "full_name_locale": "France"}]

    async def send(self, request: Request, *, within: float) -> Response:
        _, path, _, _ = parts(request)
        if path.endswith("/directory/currency"):
            base, shown = ("EUR", ["EUR", "CHF"]) if "/paris_fr/" in path else ("USD", ["USD"])
            rates = [{"currency_to": "CHF", "rate": 0.8}]
            return answer({"base_currency_code": base, "base_currency_symbol": "¤", "available_currency_codes": shown,
                           "exchange_rates": rates})  # fmt: skip
        if path.endswith("/magento_version"):
            return Response(status=200, headers={}, body=b"Magento/2.4 (Enterprise)")
        return await super().send(request, within=within)


async def test_stores_have_their_own_currency_units_warehouses_and_places_of_pick_up() -> None:
    shop = Stores()
    info = await shop.call("cart.info", params="force_all")
    main, paris = info["stores_info"]
    assert info["additional_fields"]["edition"] == "Adobe Commerce"
    assert (main["currency"]["iso3"], paris["currency"]["iso3"]) == ("USD", "EUR")
    assert [(each["iso3"], each["rate"], each["default"]) for each in paris["store_currencies"]] == [
        ("EUR", 1.0, True), ("CHF", 1.25, False),
    ]  # fmt: skip
    assert (paris["language"], paris["weight_unit"], paris["root_category_id"]) == ("fr", "kgs", "40")
    assert (main["default_warehouse_id"], paris["default_warehouse_id"]) == ("default", "paris")
    assert main["pickup_locations"] == []
    (place,) = paris["pickup_locations"]
    assert (place["name"], place["pickup_instructions"], place["address"]["country"]["name"]) == (
        "Boutique", "Ring.", "France",
    )  # fmt: skip
    assert [(each["id"], each["stores_ids"]) for each in info["warehouses"]] == [("default", ["1"]), ("paris", ["7"])]


async def test_one_store_is_told_alone_and_an_unknown_one_refused() -> None:
    shop = Stores()
    info = await shop.call("cart.info", params="name,stores_info", store_id="7")
    assert (info["name"], [store["store_id"] for store in info["stores_info"]]) == ("Paris", ["7"])
    with pytest.raises(ParameterError, match="Allowed values: '1','7'"):
        await shop.call("cart.info", store_id="9")
