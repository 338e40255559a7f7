"""Products of a simulated Magento shop: stock by source and in turn, input that cannot be stored, pictures."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import msgspec
import pytest

from polycart import api
from polycart.core.calls import invoke
from polycart.core.client import Connection
from polycart.core.cursors import Cursors
from polycart.core.errors import AlreadyExists, NotFound, ParameterError, PolycartError
from polycart.core.transport import AppTransport, Request, Response
from polycart.platforms.magento2 import platform
from polycart.platforms.magento2.fetching import LARGEST
from polycart.platforms.magento2.sim import Simulator

MUG = {"name": "A mug", "sku": "mug-1", "description": "d", "price": 12.5}
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).decode()


class Shop:
    """A simulated shop with some warehouses, whose pictures come from addresses that a test answers."""

    def __init__(self, **options: Any) -> None:
        self.simulator = Simulator(**options)
        self.inner = AppTransport(self.simulator)
        self.pictures: dict[str, Response] = {}
        self.fetched: list[str] = []
        settings = platform.settings.read({"store_url": "https://shop.test", **self.simulator.credentials})
        self.connection: Connection[Any] = Connection(settings, self)

    async def send(self, request: Request, *, within: float) -> Response:
        if request.url.startswith("https://shop.test/"):
            return await self.inner.send(request, within=within)
        self.fetched.append(request.url)
        assert "Authorization" not in request.headers, "a picture's server must not see the shop's keys"
        return self.pictures[request.url]

    async def close(self) -> None:
        """Nothing is held open."""

    async def call(self, name: str, /, **parameters: Any) -> Any:
        outcome = await invoke(platform, self.connection, api.METHODS[name], parameters, cursors=Cursors(b"x"))
        return json.loads(msgspec.json.encode(outcome.result))

    async def refused(self, name: str, /, **parameters: Any) -> PolycartError:
        with pytest.raises(PolycartError) as caught:
            await self.call(name, **parameters)
        return caught.value

    async def quantities(self, id: str) -> dict[str, float]:
        """What lies of a product in each source."""
        found = await self.call("product.info", id=id, params="inventory")
        return {each["warehouse_id"]: each["quantity"] for each in found["inventory"]}


@pytest.fixture
def shop() -> Shop:
    return Shop(sources="seed")


@pytest.mark.parametrize("sku", ["a/b", 'say "mug"', "a,b", "Кухоль", "a b", "a+b&c=d", "100%", "ü" * 64, "a?b#c"])
async def test_any_sku_makes_the_round_trip(shop: Shop, sku: str) -> None:
    id = (await shop.call("product.add", **MUG | {"sku": sku, "quantity": 3}))["product_id"]
    assert (await shop.call("product.info", id=id, params="u_sku"))["u_sku"] == sku
    await shop.call("product.update", id=id, price=5, increase_quantity=2)
    found = await shop.call("product.info", id=id, params="price,u_sku")
    assert found == {"price": 5.0, "u_sku": sku}
    assert await shop.quantities(id) == {"ua-warehouse": 5.0}
    assert isinstance(await shop.refused("product.add", **MUG | {"sku": sku}), AlreadyExists)
    await shop.call("product.delete", id=id)
    assert isinstance(await shop.refused("product.info", id=id), NotFound)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"sku": "x" * 65}, "'sku'"),
    ({"sku": " mug"}, "'sku'"),
    ({"model": "another"}, "'model'"),
    ({"name": "  "}, "'name'"),
    ({"attribute_set_name": "None"}, "'attribute_set_name'"),
    ({"warehouse_id": "none", "quantity": 1}, "'ua-warehouse'"),
    ({"warehouse_id": "ua-warehouse"}, "'warehouse_id'"),
    ({"store_id": "99"}, "'store_id'"),
    ({"lang_id": "99"}, "'lang_id'"),
    ({"stores_ids": "99"}, "'stores_ids'"),
    ({"price": "abc"}, "'price'"),
    ({"price": -1}, "'price'"),
    ({"special_price": -1}, "'special_price'"),
    ({"quantity": -1}, "'quantity'"),
    ({"weight": -1}, "'weight'"),
    ({"sprice_create": "2026-02-01", "sprice_expire": "2026-01-01", "special_price": 1}, "'sprice_expire'"),
    ({"categories_ids": "99999"}, "99999"),
    ({"categories_ids": "x"}, "'categories_ids'"),
    ({"related_products_ids": "99999"}, "99999"),
    ({"tax_class_id": "99999"}, "99999"),
    ({"status": "sold"}, "'status'"),
    ({"status": "enabled", "available_for_view": False}, "'status'"),
    ({"visible": "sometimes"}, "'visible'"),
    ({"backorder_status": "perhaps"}, "'backorder_status'"),
    ({"type": "giftcard"}, "Adobe Commerce"),
    ({"type": "unknown"}, "'type'"),
    ({"type": "configurable", "quantity": 3}, "'quantity'"),
    ({"weight": 1, "weight_unit": "stone"}, "'weight_unit'"),
    ({"country_of_origin": "Atlantis"}, "'country_of_origin'"),
    ({"min_order_quantity": 5, "max_order_quantity": 2}, "'min_order_quantity'"),
    ({"tier_prices": [{"quantity": 0, "price": 1}]}, "'tier_prices'"),
    ({"group_prices": [{"group_id": "x", "price": 1}]}, "'group_prices'"),
    ({"specifics": [{"name": "No such thing", "value": "1"}]}, "'specifics'"),
    ({"image_url": "ftp://pictures.example/mug.png"}, "'image_url'"),
    ({"image_name": "mug.png"}, "'image_name'"),
    ({"tags": "tea"}, "'tags'"),
]


@pytest.mark.parametrize(("given", "word"), REFUSED, ids=lambda value: str(value)[:40])
async def test_what_cannot_be_stored_is_refused_by_name_and_leaves_nothing(
    shop: Shop, given: dict[str, Any], word: str
) -> None:
    before = await shop.call("product.count")
    error = await shop.refused("product.add", **MUG | given)
    assert word in error.message, error
    assert isinstance(error, ParameterError | NotFound), error
    assert await shop.call("product.count") == before


async def test_stock_lies_in_the_source_that_is_named(shop: Shop) -> None:
    id = (await shop.call("product.add", **MUG, quantity=4, warehouse_id="us-warehouse"))["product_id"]
    assert await shop.quantities(id) == {"us-warehouse": 4.0}
    await shop.call("product.update", id=id, quantity=6, warehouse_id="ua-warehouse")
    assert await shop.quantities(id) == {"ua-warehouse": 6.0, "us-warehouse": 4.0}
    await shop.call("product.update", id=id, reduce_quantity=1, warehouse_id="us-warehouse")
    assert await shop.quantities(id) == {"ua-warehouse": 6.0, "us-warehouse": 3.0}
    error = await shop.refused("product.update", id=id, reduce_quantity=9, warehouse_id="us-warehouse")
    assert "Only 3 are in stock" in error.message


async def test_relative_changes_sent_at_once_lose_nothing(shop: Shop) -> None:
    id = (await shop.call("product.add", **MUG, quantity=10))["product_id"]
    await asyncio.gather(*(shop.call("product.update", id=id, increase_quantity=1) for _ in range(12)))
    await asyncio.gather(*(shop.call("product.update", id=id, reduce_quantity=2) for _ in range(3)))
    assert await shop.quantities(id) == {"ua-warehouse": 16.0}


async def test_a_new_sku_takes_the_stock_along_and_must_be_free(shop: Shop) -> None:
    id = (await shop.call("product.add", **MUG, quantity=4))["product_id"]
    other = (await shop.call("product.add", **MUG | {"sku": "mug-2", "name": "Another"}))["product_id"]
    await shop.call("product.update", id=id, sku="mug-3", price=9)
    found = await shop.call("product.info", id=id, params="u_sku,price")
    assert found == {"u_sku": "mug-3", "price": 9.0}
    assert await shop.quantities(id) == {"ua-warehouse": 4.0}
    next_one = (await shop.call("product.add", **MUG | {"name": "The next"}))["product_id"]
    assert "ua-warehouse" not in await shop.quantities(next_one), "stock of the old SKU must not come back"
    error = await shop.refused("product.update", id=other, sku="MUG-3")
    assert isinstance(error, AlreadyExists)
    assert (await shop.call("product.info", id=other, params="u_sku"))["u_sku"] == "mug-2"


async def test_a_sku_that_could_not_be_changed_keeps_its_stock(shop: Shop) -> None:
    id = (await shop.call("product.add", **MUG, quantity=4))["product_id"]
    for step in range(3):
        shop.simulator.faults.fail_after_writes(step)
        await shop.refused("product.update", id=id, sku="mug-3", price=9)
        shop.simulator.faults.clear()
        assert await shop.call("product.info", id=id, params="u_sku,price") == {"u_sku": "mug-1", "price": 12.5}
        assert await shop.quantities(id) == {"ua-warehouse": 4.0}


async def test_products_of_one_name_get_addresses_of_their_own(shop: Shop) -> None:
    await shop.call("product.add", **MUG)
    id = (await shop.call("product.add", **MUG | {"sku": "mug-2"}))["product_id"]
    assert (await shop.call("product.info", id=id, params="seo_url"))["seo_url"].endswith("mug-2")
    error = await shop.refused("product.add", **MUG | {"sku": "mug-3", "seo_url": "a-mug"})
    assert error.message == "Product with seo_url = 'a-mug' already exist."


async def test_a_name_that_magento_cannot_spell_gets_an_address_from_the_sku(shop: Shop) -> None:
    id = (await shop.call("product.add", **MUG | {"name": "测试"}))["product_id"]
    assert (await shop.call("product.info", id=id, params="name,seo_url"))["name"] == "测试"


async def test_html_and_text_of_every_script_come_back_as_they_were(shop: Shop) -> None:
    texts = {"name": "Mug <b>& more</b> ü ☕", "description": "<p onclick='x'>A &amp; b</p>", "short_description": "ж"}
    id = (await shop.call("product.add", **MUG | texts))["product_id"]
    assert await shop.call("product.info", id=id, params="name,description,short_description") == texts


async def test_special_prices_keep_their_moments(shop: Shop) -> None:
    dates = {"sprice_create": "2026-01-01T10:00:00+0000", "sprice_expire": "2036-01-01T10:00:00+0000"}
    id = (await shop.call("product.add", **MUG, special_price=9, **dates))["product_id"]
    found = (await shop.call("product.info", id=id, params="special_price"))["special_price"]
    assert [found["created_at"]["value"], found["expired_at"]["value"]] == [*dates.values()]
    await shop.call("product.update", id=id, special_price=0)
    assert (await shop.call("product.info", id=id, params="special_price"))["special_price"] is None


async def test_a_given_date_of_creation_is_read_as_it_was_given(shop: Shop) -> None:
    id = (await shop.call("product.add", **MUG, created_at="2025-01-02 03:04:05"))["product_id"]
    found = await shop.call("product.info", id=id, params="create_at")
    assert found["create_at"]["value"] == "2025-01-02T03:04:05+0000"


def _picture(body: bytes, status: int = 200, **headers: str) -> Response:
    return Response(status=status, headers={"content-type": "image/png", **headers}, body=body)


GOOD = base64.b64decode(PNG)


async def test_pictures_are_fetched_over_redirects_and_without_the_keys(shop: Shop) -> None:
    shop.pictures["https://a.example/mug"] = _picture(b"", 302, location="https://b.example/cup.png")
    shop.pictures["https://b.example/cup.png"] = _picture(GOOD)
    id = (await shop.call("product.add", **MUG, image_url="https://a.example/mug", image_name="mug"))["product_id"]
    (image,) = (await shop.call("product.info", id=id, params="images"))["images"]
    assert image["type"] == "IMAGE_TYPE_BASE"
    assert image["file_name"].startswith("mug")
    assert shop.fetched == ["https://a.example/mug", "https://b.example/cup.png"]


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (_picture(b"<html>"), "JPEG, PNG and GIF"),
        (_picture(b""), "empty"),
        (_picture(GOOD, 404), "HTTP 404"),
        (_picture(GOOD + b"\0" * LARGEST), "larger than"),
        (_picture(b"", 302, location="https://a.example/mug"), "redirects"),
        (_picture(b"", 302, location="file:///etc/passwd"), "http or https"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_no_picture_is_refused_and_nothing_is_made(shop: Shop, answer: Response, word: str) -> None:
    shop.pictures["https://a.example/mug"] = answer
    before = await shop.call("product.count")
    error = await shop.refused("product.add", **MUG, image_url="https://a.example/mug")
    assert isinstance(error, ParameterError)
    assert "'image_url'" in error.message
    assert word in error.message
    assert await shop.call("product.count") == before


async def test_a_picture_can_be_sent_as_it_is(shop: Shop) -> None:
    id = (await shop.call("product.add", **MUG))["product_id"]
    made = await shop.call("product.image.add", product_id=id, type="base", image_name="mug", content=PNG)
    found = (await shop.call("product.info", id=id, params="images"))["images"]
    assert [(each["id"], each["http_path"]) for each in found] == [(made["id"], made["image_path"])]
    error = await shop.refused("product.image.add", product_id=id, type="base", image_name="m", content="no base64!")
    assert "'content'" in error.message


async def test_variants_need_a_value_for_each_option_and_differ_from_their_siblings(shop: Shop) -> None:
    parents = await shop.call("product.list", type="configurable", params="id,product_options", count=20)
    parent = next(each for each in parents["product"] if len(each["product_options"]) > 1)
    given = {"product_id": parent["id"], "model": "v-1", "price": 5}
    names = [each["name"] for each in parent["product_options"]]
    error = await shop.refused(
        "product.variant.add", **given, attributes=[{"attribute_name": names[0], "attribute_value": "New"}]
    )
    assert names[1] in error.message
    new = [{"attribute_name": name, "attribute_value": "New"} for name in names]
    await shop.call("product.variant.add", **given, attributes=new)
    error = await shop.refused("product.variant.add", **given | {"model": "v-2"}, attributes=new)
    assert isinstance(error, AlreadyExists)
