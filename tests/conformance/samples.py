"""Parameters to try every write with, in the contract's own terms: the same for every platform."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from polycart.core.errors import ParameterError
from tests.conformance.shops import Shop, builtins

PICTURE = os.environ.get("POLYCART_LIVE_PICTURE", "https://pictures.example/mug.png")
"""A picture to upload; a real shop fetches it, so it has to be told one that it can reach."""


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """One resource that can be added, read, changed and deleted: what is sent, and what must then be seen."""

    resource: str
    added: dict[str, Any]
    seen: dict[str, Any]
    changed: dict[str, Any]
    seen_changed: dict[str, Any]
    unique: bool = False

    @property
    def add(self) -> str:
        return f"{self.resource}.add"

    @property
    def info(self) -> str:
        return f"{self.resource}.info"

    @property
    def update(self) -> str:
        return f"{self.resource}.update"

    @property
    def delete(self) -> str:
        return f"{self.resource}.delete"


PRODUCT = {
    "name": "Кухоль – Tasse ☕",
    "model": "conformance-mug",
    "sku": "conformance-mug",
    "description": "A <b>mug</b> & more.",
    "price": 12.5,
}

LIVES = (
    Life(
        resource="product",
        added=PRODUCT,
        seen={"name": PRODUCT["name"], "u_sku": "conformance-mug", "price": 12.5, "type": "simple"},
        changed={"name": "Mug", "price": 10},
        seen_changed={"name": "Mug", "price": 10.0},
        unique=True,
    ),
    Life(
        resource="category",
        added={"name": "Tassen & Кухлі", "description": "For tea."},
        seen={"name": "Tassen & Кухлі", "description": "For tea."},
        changed={"description": "For tea and coffee."},
        seen_changed={"description": "For tea and coffee."},
        unique=True,
    ),
    Life(
        resource="customer",
        added={"email": "conformance@example.com", "first_name": "Зоя", "last_name": "Müller"},
        seen={"email": "conformance@example.com", "first_name": "Зоя", "last_name": "Müller"},
        changed={"first_name": "Zoe"},
        seen_changed={"first_name": "Zoe"},
        unique=True,
    ),
    Life(
        resource="attribute",
        added={"name": "Glaze", "type": "select"},
        seen={"name": "Glaze"},
        changed={"name": "Glazing"},
        seen_changed={"name": "Glazing"},
        unique=True,
    ),
)

Sample = Callable[[Shop], Awaitable[list[dict[str, Any]]]]
SAMPLES: dict[str, Sample] = {}


def samples(name: str) -> Callable[[Sample], Sample]:
    """Register the parameter sets of a write."""

    def register(function: Sample) -> Sample:
        SAMPLES[name] = function
        return function

    return register


async def sample(shop: Shop, name: str) -> list[dict[str, Any]]:
    """The parameter sets to try a write with, for what this shop holds and its platform takes."""
    taken = shop.platform.handlers[name].parameters
    return [{key: value for key, value in given.items() if key in taken} for given in await SAMPLES[name](shop)]


def _life(life: Life) -> None:
    @samples(life.add)
    async def add(shop: Shop) -> list[dict[str, Any]]:
        return [await fitting(shop, life)]

    @samples(life.update)
    async def update(shop: Shop) -> list[dict[str, Any]]:
        return [{"id": await first(shop, life.resource), **life.changed}]

    @samples(life.delete)
    async def delete(shop: Shop) -> list[dict[str, Any]]:
        return [{"id": await added(shop, life.add, await fitting(shop, life))}]


async def fitting(shop: Shop, life: Life) -> dict[str, Any]:
    """What is added, of a type that the platform has: not every one knows attributes with choices."""
    if life.resource == "attribute" and "attribute.type.list" in shop.platform.handlers:
        types = builtins((await shop.call("attribute.type.list")).result)["attribute_type"]
        return life.added if life.added["type"] in types else {**life.added, "type": types[0]}
    return life.added


async def first(shop: Shop, resource: str, at: int = -1, **narrowed: Any) -> str:
    """The id of one entity of a list."""
    return str((await shop.items(f"{resource}.list", count=20, **narrowed))[at]["id"])


async def called(shop: Shop, name: str, parameters: dict[str, Any]) -> Any:
    """Call a method with those of the parameters that the platform serves."""
    served = shop.platform.handlers[name].parameters if name in shop.platform.handlers else frozenset(parameters)
    return builtins((await shop.call(name, **{key: parameters[key] for key in parameters.keys() & served})).result)


async def added(shop: Shop, name: str, parameters: dict[str, Any]) -> str:
    """Add something and give its id."""
    result = await called(shop, name, parameters)
    return str(next(value for key, value in result.items() if key.endswith("id")))


for _one in LIVES:
    _life(_one)


@samples("category.assign")
async def _category_assign(shop: Shop) -> list[dict[str, Any]]:
    return [{"category_id": await first(shop, "category"), "product_id": await first(shop, "product")}]


@samples("category.unassign")
async def _category_unassign(shop: Shop) -> list[dict[str, Any]]:
    product = (await shop.items("product.list", params="id,categories_ids", count=1))[0]
    return [{"category_id": product["categories_ids"][0], "product_id": product["id"]}]


@samples("category.image.add")
async def _category_image_add(shop: Shop) -> list[dict[str, Any]]:
    category = await first(shop, "category")
    return [{"category_id": category, "image_name": "mug.png", "url": PICTURE, "type": "base", "label": "A mug"}]


@samples("category.image.delete")
async def _category_image_delete(shop: Shop) -> list[dict[str, Any]]:
    for category in await shop.items("category.list", params="id,images", count=100):
        if category["images"]:
            return [{"category_id": category["id"], "image_id": category["images"][0]["id"]}]
    (given,) = await _category_image_add(shop)
    await called(shop, "category.image.add", given)
    found = builtins((await shop.call("category.info", id=given["category_id"], params="images")).result)
    return [{"category_id": given["category_id"], "image_id": found["images"][0]["id"]}]


async def variable(shop: Shop) -> dict[str, Any]:
    """A product with variants, with its options."""
    return (await shop.items("product.list", type="configurable", params="id,product_options,images", count=1))[0]


async def variant(shop: Shop, parent: str) -> dict[str, Any]:
    """One of a product's variants."""
    return (await shop.items("product.child_item.list", product_id=parent, params="force_all", count=1))[0]


async def simple(shop: Shop, at: int = 0) -> str:
    """The id of a simple product."""
    return str((await shop.items("product.list", type="simple", params="id", count=5))[at]["id"])


@samples("product.add")
async def _product_add(shop: Shop) -> list[dict[str, Any]]:
    category = await first(shop, "category")
    other = await simple(shop)
    rich = {
        **PRODUCT,
        "short_description": "Short.",
        "status": "enabled",
        "category_id": category,
        "special_price": 9.5,
        "sprice_create": "2026-01-01",
        "sprice_expire": "2036-01-01",
        "manage_stock": True,
        "quantity": 7,
        "weight": 0.4,
        "width": 3,
        "height": 4,
        "length": 5,
        "image_url": PICTURE,
        "image_name": "mug.png",
        "up_sell_products_ids": other,
        "cross_sell_products_ids": other,
        "seo_url": "a-mug",
        "tags": "tea,mug",
    }
    number = "conformance-rich-mug"
    return [PRODUCT, rich | {"sku": number, "model": number, "name": "Кухоль – Krug ☕"}]


@samples("product.update")
async def _product_update(shop: Shop) -> list[dict[str, Any]]:
    id = await simple(shop)
    return [
        {"id": id, "name": "Mug", "price": 10},
        {"id": id, "manage_stock": True, "quantity": 3},
        {"id": id, "increase_quantity": 2, "manage_stock": True},
        {"id": id, "special_price": 5, "short_description": "s", "sku": "changed-sku"},
    ]


@samples("product.store.assign")
async def _product_store_assign(shop: Shop) -> list[dict[str, Any]]:
    stores = builtins((await shop.call("cart.info", params="stores_info")).result)["stores_info"]
    return [{"product_id": await simple(shop), "store_id": stores[0]["store_id"]}]


@samples("product.manufacturer.add")
async def _product_manufacturer_add(shop: Shop) -> list[dict[str, Any]]:
    # Where attributes belong to sets, a product can have a brand only if its set has one.
    for narrowed, _ in await attribute_sets(shop):
        for attribute in await shop.items("attribute.list", count=100) if narrowed else []:
            if attribute["name"] == "Manufacturer":
                await shop.call("attribute.assign.set", id=attribute["id"], **narrowed)
    given = {"manufacturer": "Conformance Pottery", "description": "Clay.", "seo_url": "clay", "image_url": PICTURE}
    return [{"product_id": await simple(shop), **given}]


@samples("product.image.add")
async def _product_image_add(shop: Shop) -> list[dict[str, Any]]:
    picture = {"image_name": "mug.png", "url": PICTURE, "label": "A mug"}
    parent = await variable(shop)
    child = await variant(shop, parent["id"])
    return [
        {"product_id": await simple(shop), "type": "additional", "position": 1, **picture},
        {"product_id": await simple(shop), "type": "base", **picture},
        {"product_id": parent["id"], "product_variant_id": child["id"], "type": "base", **picture},
        {"product_id": parent["id"], "variant_ids": child["id"], "type": "additional", **picture},
    ]


async def pictured(shop: Shop) -> dict[str, Any]:
    """A product with two pictures."""
    for product in await shop.items("product.list", params="id,images", count=100):
        if len(product["images"]) > 1:
            return product
    id = await simple(shop)
    for name in ("one.png", "two.png"):
        await called(
            shop, "product.image.add", {"product_id": id, "type": "additional", "image_name": name, "url": PICTURE}
        )
    return builtins((await shop.call("product.info", id=id, params="id,images")).result)


@samples("product.image.update")
async def _product_image_update(shop: Shop) -> list[dict[str, Any]]:
    product = await pictured(shop)
    ids = {"product_id": product["id"], "id": product["images"][1]["id"]}
    return [ids | {"label": "Changed", "image_name": "changed.png"}, ids | {"position": 0}, ids | {"type": "base"}]


@samples("product.image.delete")
async def _product_image_delete(shop: Shop) -> list[dict[str, Any]]:
    product = await pictured(shop)
    return [{"product_id": product["id"], "id": product["images"][1]["id"]}]


@samples("product.option.add")
async def _product_option_add(shop: Shop) -> list[dict[str, Any]]:
    given: dict[str, Any] = {
        "name": "Conformance glaze",
        "type": "option_type_select",
        "values": [{"value": "Matt"}, {"value": "Shiny"}],
    }
    other = {**given, "name": "Conformance finish", "product_id": await simple(shop), "sort_order": 2}
    # Where the shop has no attributes of its own, an option is always a product's.
    own = {"attribute.add", "product.option.assign"} & shop.platform.reasons.keys()
    return [other] if own else [given, other]


async def optioned(shop: Shop) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A product, one of its options that several items belong to, and one of these."""
    for product in await shop.items("product.list", type="configurable", params="id,product_options", count=50):
        for option in product["product_options"]:
            if len(option["option_items"]) > 2:
                return product["id"], option, option["option_items"][0]
    raise AssertionError("no product has an option with three items")


@samples("product.option.delete")
async def _product_option_delete(shop: Shop) -> list[dict[str, Any]]:
    given: dict[str, Any] = {
        "name": "Conformance glaze",
        "type": "option_type_select",
        "values": [{"value": "Matt"}, {"value": "Shiny"}],
    }
    product = await simple(shop)
    if "product_id" in shop.platform.handlers["product.option.add"].parameters:
        given["product_id"] = product
    made = builtins((await shop.call("product.option.add", **given)).result)
    return [{"product_id": product, "option_id": made["option_id"]}]


@samples("product.option.assign")
async def _product_option_assign(shop: Shop) -> list[dict[str, Any]]:
    taken = [option["id"] for option in (await variable(shop))["product_options"]]
    parent = {**PRODUCT, "name": "Conformance pot", "sku": "conformance-pot", "model": "conformance-pot"}
    for narrowed, chosen in await attribute_sets(shop):
        for option in await shop.items("attribute.list", params="force_all", count=100, **narrowed):
            if option["id"] in taken and len(option["values"]) > 1:
                product = await added(shop, "product.add", {**parent, **chosen, "type": "configurable"})
                values = ",".join(option["values"][:2])
                return [{"product_id": product, "option_id": option["id"], "option_values": values}]
    return [await _assigned_elsewhere(shop)]


async def _assigned_elsewhere(shop: Shop) -> dict[str, Any]:
    """Another product's option with two of its values, where options are no attributes."""
    product = await simple(shop)
    mine = [each["id"] for each in await shop.items("product.option.list", product_id=product, params="id")]
    for other in await shop.items("product.list", params="id", count=100):
        for option in await shop.items("product.option.list", product_id=other["id"], params="id,option_items"):
            if option["id"] not in mine and len(option["option_items"]) > 1:
                values = ",".join(item["id"] for item in option["option_items"][:2])
                return {"product_id": product, "option_id": option["id"], "option_values": values}
    raise AssertionError("no option has two values")


async def attribute_sets(shop: Shop) -> list[tuple[dict[str, str], dict[str, str]]]:
    """What narrows a list of attributes to a set and what gives a product that set; nothing where there are no sets."""
    if "attribute.attributeset.list" not in shop.platform.handlers:
        return [({}, {})]
    sets = await shop.items("attribute.attributeset.list", count=100)
    return [({"attribute_set_id": each["id"]}, {"attribute_set_name": each["name"]}) for each in sets]


@samples("product.option.value.add")
async def _product_option_value_add(shop: Shop) -> list[dict[str, Any]]:
    product, option, _ = await optioned(shop)
    return [{"product_id": product, "option_id": option["id"], "option_value": "Conformance"}]


@samples("product.option.value.assign")
async def _product_option_value_assign(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await _product_option_assign(shop)
    chosen = "attribute.value.add" in shop.platform.handlers
    for option in await shop.items("attribute.list", params="force_all", count=50) if chosen else []:
        if option["id"] == given["option_id"]:
            made = builtins((await shop.call("product.option.assign", **given)).result)
            added_value = {"attribute_id": option["id"], "name": "Conformance"}
            value = await added(shop, "attribute.value.add", added_value)
            return [{"product_option_id": made["product_option_id"], "option_value_id": value}]
    one, two = given["option_values"].split(",")
    made = await called(shop, "product.option.assign", {**given, "option_values": one})
    return [{"product_option_id": made["product_option_id"], "option_value_id": two}]


@samples("product.option.value.update")
async def _product_option_value_update(shop: Shop) -> list[dict[str, Any]]:
    product, option, item = await optioned(shop)
    ids = {"product_id": product, "option_id": option["id"], "option_value_id": item["id"]}
    return [{**ids, "option_value": "Conformance"}]


@samples("product.option.value.delete")
async def _product_option_value_delete(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await _product_option_delete(shop)
    ids = {"product_id": given["product_id"], "option_id": given["option_id"]}
    made = builtins((await shop.call("product.option.value.add", **ids, option_value="Conformance")).result)
    return [{**ids, "option_value_id": made["option_value_id"]}]


@samples("product.variant.add")
async def _product_variant_add(shop: Shop) -> list[dict[str, Any]]:
    parent = await variable(shop)
    chosen = {
        option["id"]: (option["name"], option["option_items"][-1])
        for option in parent["product_options"]
        if option.get("used_in_combination", True)
    }
    wanted = {(id, item["id"]) for id, (_, item) in chosen.items()}
    asked = {"product_id": parent["id"], "params": "id,combination", "count": 100}
    for child in await shop.items("product.child_item.list", **asked):
        if {(each["option_id"], each["option_value_id"]) for each in child["combination"]} == wanted:
            await shop.call("product.variant.delete", product_id=parent["id"], id=child["id"])
    attributes = [{"attribute_name": name, "attribute_value": item["name"]} for name, item in chosen.values()]
    given = {"product_id": parent["id"], "model": "conformance-variant", "sku": "conformance-variant", "price": 12}
    return [given | {"attributes": attributes, "quantity": 3, "manage_stock": True, "weight": 1}]


@samples("product.variant.update")
async def _product_variant_update(shop: Shop) -> list[dict[str, Any]]:
    parent = await variable(shop)
    ids = {"product_id": parent["id"], "id": (await variant(shop, parent["id"]))["id"]}
    return [ids | {"price": 11, "sku": "changed-variant"}, ids | {"manage_stock": True, "quantity": 4}]


@samples("product.variant.delete")
async def _product_variant_delete(shop: Shop) -> list[dict[str, Any]]:
    parent = await variable(shop)
    return [{"product_id": parent["id"], "id": (await variant(shop, parent["id"]))["id"]}]


@samples("product.variant.image.add")
async def _product_variant_image_add(shop: Shop) -> list[dict[str, Any]]:
    parent = await variable(shop)
    ids = {"product_id": parent["id"], "product_variant_id": (await variant(shop, parent["id"]))["id"]}
    return [ids | {"image_name": "mug.png", "url": PICTURE, "type": "base", "label": "A mug"}]


@samples("product.variant.image.delete")
async def _product_variant_image_delete(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await _product_variant_image_add(shop)
    made = await called(shop, "product.variant.image.add", given)
    return [{name: given[name] for name in ("product_id", "product_variant_id")} | {"id": made["id"]}]


async def attributed(shop: Shop) -> tuple[str, str]:
    """A product with an attribute, and that attribute."""
    parent = await variable(shop)
    found = await shop.items("product.attribute.list", product_id=parent["id"], params="force_all", count=5)
    return parent["id"], found[0]["attribute_id"]


@samples("product.attribute.value.set")
async def _product_attribute_value_set(shop: Shop) -> list[dict[str, Any]]:
    product = await simple(shop, 1)
    for each in await shop.items("product.attribute.list", product_id=product, params="force_all", count=100):
        if each["type"] in ("text", "textarea") and not each["required"]:
            return [{"product_id": product, "attribute_id": each["attribute_id"], "value": "Yes"}]
    return [{"product_id": product, "attribute_name": "Conformance", "value": "Yes"}]


@samples("product.attribute.value.unset")
async def _product_attribute_value_unset(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await _product_attribute_value_set(shop)
    made = builtins((await shop.call("product.attribute.value.set", **given)).result)
    return [{"product_id": given["product_id"], "attribute_id": made["attribute_id"]}]


async def group(shop: Shop) -> str:
    """The id of a customer group."""
    return str((await shop.items("customer.group.list", count=5))[-1]["id"])


@samples("product.price.add")
async def _product_price_add(shop: Shop) -> list[dict[str, Any]]:
    prices = await listed_prices(shop)
    if not prices:
        prices = [{"group_id": await group(shop), "price": 8.5, "qty": 3}, {"price": 7.5, "qty": 10}]
    return [{"product_id": await simple(shop), "group_prices": prices}]


async def listed_prices(shop: Shop) -> list[dict[str, Any]]:
    """Prices of a price list, where those are the groups: one that some product names; nothing where they are not."""
    served = shop.platform.handlers.get("product.price.add")
    if served is None or "price list" not in served.note:
        return []
    found = await shop.items("product.list", params="id,group_price", count=250)
    known = next(product["group_price"][0]["group_id"] for product in found if product["group_price"])
    return [{"group_id": known, "price": 8.5}, {"group_id": known, "price": 7.5, "qty": 10}]


async def priced(shop: Shop) -> dict[str, Any]:
    """A product with a price for a group, and that price."""
    (given,) = await _product_price_add(shop)
    await shop.call("product.price.add", **given)
    found = builtins((await shop.call("product.info", id=given["product_id"], params="id,group_price")).result)
    return {"product_id": given["product_id"], "price": found["group_price"][0]["id"]}


@samples("product.price.update")
async def _product_price_update(shop: Shop) -> list[dict[str, Any]]:
    known = await priced(shop)
    return [{"product_id": known["product_id"], "group_prices": [{"id": int(known["price"]), "price": 6}]}]


@samples("product.price.delete")
async def _product_price_delete(shop: Shop) -> list[dict[str, Any]]:
    known = await priced(shop)
    return [{"product_id": known["product_id"], "group_prices": known["price"]}]


@samples("product.variant.price.add")
async def _product_variant_price_add(shop: Shop) -> list[dict[str, Any]]:
    parent = await variable(shop)
    ids = {"product_id": parent["id"], "id": (await variant(shop, parent["id"]))["id"]}
    prices = await listed_prices(shop) or [{"group_id": await group(shop), "price": 8.5, "qty": 3}]
    return [{**ids, "group_prices": prices}]


async def priced_variant(shop: Shop) -> dict[str, Any]:
    """A variant with a price for a group, and that price."""
    (given,) = await _product_variant_price_add(shop)
    await shop.call("product.variant.price.add", **given)
    ids = {"product_id": given["product_id"], "id": given["id"]}
    child = builtins((await shop.call("product.child_item.info", **ids, params="force_all")).result)
    for price in child.get("advanced_price") or []:
        if price["quantity_from"] == given["group_prices"][0].get("qty", 1):
            return {**ids, "price": price["id"]}
    found = builtins((await shop.call("product.info", id=given["id"], params="id,group_price")).result)
    return {**ids, "price": found["group_price"][0]["id"]}


@samples("product.variant.price.update")
async def _product_variant_price_update(shop: Shop) -> list[dict[str, Any]]:
    known = await priced_variant(shop)
    return [{**known, "group_prices": [{"id": int(known["price"]), "price": 6}]}]


@samples("product.variant.price.delete")
async def _product_variant_price_delete(shop: Shop) -> list[dict[str, Any]]:
    known = await priced_variant(shop)
    return [{**known, "group_prices": known["price"]}]


@samples("attribute.value.add")
async def _attribute_value_add(shop: Shop) -> list[dict[str, Any]]:
    given = {"name": "Conformance", "code": "conformance", "description": "A value."}
    return [{"attribute_id": await choosable(shop), **given}]


async def choosable(shop: Shop) -> str:
    """The id of an attribute of the merchant's whose values are chosen from a list."""
    for attribute in await shop.items("attribute.list", params="id,system,type,values", count=250):
        if not attribute["system"] and attribute["type"] == "select" and attribute["values"]:
            return attribute["id"]
    raise AssertionError("no attribute has values to choose from")


async def glaze(shop: Shop) -> str:
    """A new attribute."""
    life = next(life for life in LIVES if life.resource == "attribute")
    return await added(shop, life.add, await fitting(shop, life))


@samples("attribute.assign.set")
async def _attribute_assign_set(shop: Shop) -> list[dict[str, Any]]:
    sets = await shop.items("attribute.attributeset.list", count=5)
    group = await first(shop, "attribute.group", attribute_set_id=sets[-1]["id"])
    return [
        {"id": await glaze(shop), "attribute_set_id": sets[0]["id"]},
        {"id": await choosable(shop), "attribute_set_id": sets[-1]["id"], "group_id": group},
    ]


@samples("attribute.assign.group")
async def _attribute_assign_group(shop: Shop) -> list[dict[str, Any]]:
    return [{"id": await glaze(shop), "group_id": await first(shop, "attribute.group", 0)}]


@samples("attribute.unassign.set")
async def _attribute_unassign_set(shop: Shop) -> list[dict[str, Any]]:
    (given, _) = await _attribute_assign_set(shop)
    await shop.call("attribute.assign.set", **given)
    return [given]


@samples("customer.group.add")
async def _customer_group_add(shop: Shop) -> list[dict[str, Any]]:
    return [{"name": "Conformance"}]


@samples("attribute.value.update")
async def _attribute_value_update(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await sample(shop, "attribute.value.add")
    id = await added(shop, "attribute.value.add", given)
    return [{"attribute_id": given["attribute_id"], "id": id, "name": "Changed", "code": "changed", "description": "d"}]


@samples("attribute.value.delete")
async def _attribute_value_delete(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await sample(shop, "attribute.value.add")
    return [{"attribute_id": given["attribute_id"], "id": await added(shop, "attribute.value.add", given)}]


ADDRESS = {
    "bill_first_name": "Зоя", "bill_last_name": "Müller", "bill_address_1": "1 Main St", "bill_city": "Berlin",
    "bill_postcode": "10115", "bill_state": "Berlin", "bill_country": "DE",
}  # fmt: skip
SHIPPING = {name.replace("bill_", "shipp_"): value for name, value in ADDRESS.items()}


async def line(shop: Shop, quantity: int = 2) -> dict[str, Any]:
    """An order line of a simple product with a price."""
    for product in await shop.items("product.list", type="simple", params="id,name,u_model,price,in_stock", count=20):
        if product["price"] and product["in_stock"]:
            return {
                "order_item_id": product["id"],
                "order_item_name": product["name"],
                "order_item_model": product["u_model"],
                "order_item_price": product["price"],
                "order_item_quantity": quantity,
            }
    raise AssertionError("no simple product has a price")


WORDS = {
    "processing": ("progress", "awaiting fulfillment"),
    "on-hold": ("awaiting",),
    "completed": ("delivered",),
}
"""What shops whose statuses have numbers call those that are tried."""


async def alike(shop: Shop, wanted: str) -> str:
    """The id of a status that the shop has: the wanted one, or one that is called alike."""
    found = await shop.items("order.status.list")
    named = [each["id"] for each in found if any(word in each["name"].lower() for word in WORDS[wanted])]
    if any(each["id"] == wanted for each in found):
        return wanted
    return named[0] if named else found[0]["id"]  # a shop without such words: what new orders are


@samples("order.add")
async def _order_add(shop: Shop) -> list[dict[str, Any]]:
    given = {
        "order_status": await alike(shop, "processing"),
        "customer_email": "conformance@example.com",
        **ADDRESS,
        "order_item": [await line(shop)],
    }
    rich = {"comment": "Ring twice.", "admin_comment": "A note.", "shipping_price": 5, "order_payment_method": "bacs"}
    return [given, {**given, **SHIPPING, **rich}]


@samples("order.calculate")
async def _order_calculate(shop: Shop) -> list[dict[str, Any]]:
    item = await line(shop)
    items = [{name: item[name] for name in ("order_item_id", "order_item_quantity")}]
    return [{"customer_email": "conformance@example.com", **SHIPPING, "order_item": items}]


@samples("order.preestimate_shipping.list")
async def _order_preestimate(shop: Shop) -> list[dict[str, Any]]:
    item = await line(shop)
    items = [{name: item[name] for name in ("order_item_id", "order_item_quantity")}]
    return [{"shipp_country": "DE", "shipp_postcode": "10115", "order_item": items}]


@samples("basket.item.add")
async def _basket_item_add(shop: Shop) -> list[dict[str, Any]]:
    given = {"customer_id": await first(shop, "customer"), "product_id": (await line(shop))["order_item_id"]}
    return [given, {**given, "quantity": 2}]


async def placed(shop: Shop, **more: Any) -> dict[str, Any]:
    """A new order, as the shop gives it back; of ``more`` it has what its platform takes."""
    taken = shop.platform.handlers["order.add"].parameters
    given = (await _order_add(shop))[0] | {name: value for name, value in more.items() if name in taken}
    made = builtins((await shop.call("order.add", **given)).result)
    return builtins((await shop.call("order.info", order_id=made["order_id"], params="force_all")).result)


async def status(shop: Shop, *names: str) -> str:
    """The status that an order can be changed to and that the platform calls by one of these names."""
    found = {known["name"].casefold(): known["id"] for known in await shop.items("order.status.list", action="update")}
    for name in names:
        if name in found:
            return found[name]
    raise AssertionError(f"no status is called {' or '.join(names)}")


@samples("order.update")
async def _order_update(shop: Shop) -> list[dict[str, Any]]:
    held, done = (
        await status(shop, "on hold", "awaiting check payment", "awaiting payment", "cancelled"),
        await status(shop, "complete", "completed", "delivered", "closed"),
    )
    given = [{"order_status": done, "admin_comment": "Done."}, {"order_status": held}, {"comment": "Changed."}]
    return [{"order_id": (await placed(shop))["order_id"], **change} for change in given]


@samples("order.refund.add")
async def _order_refund_add(shop: Shop) -> list[dict[str, Any]]:
    order = await placed(shop, create_invoice=True, financial_status="paid")
    product = order["order_products"][0]
    items = [{"order_product_id": product["order_product_id"], "quantity": 1}]
    given = {"order_id": order["order_id"], "items": items, "message": "Broken.", "item_restock": True}
    return [given, {"order_id": order["order_id"], "total_price": 1, "message": "Kindness."}]


async def courier(shop: Shop, wanted: str) -> str:
    """A carrier by its name, or one of the shop's own where it takes no others."""
    order = (await placed(shop))["order_id"]
    parcel = {"order_id": order, "tracking_numbers": [{"carrier_id": wanted, "tracking_number": "JD014600002"}]}
    try:
        await called(shop, "order.shipment.add", parcel)
    except ParameterError:
        stores = builtins((await shop.call("cart.info", params="stores_info")).result)["stores_info"]
        return str(stores[0]["carrier_info"][0]["id"])
    return wanted


async def tracked(shop: Shop, carrier: str, number: str) -> dict[str, Any]:
    """One tracking number."""
    return {"tracking_numbers": [{"carrier_id": await courier(shop, carrier), "tracking_number": number}]}


@samples("order.shipment.add")
async def _order_shipment_add(shop: Shop) -> list[dict[str, Any]]:
    numbers = await tracked(shop, "DHL", "JD014600003")
    order = (await placed(shop))["order_id"]
    provider = numbers["tracking_numbers"][0]["carrier_id"]
    return [{"order_id": order, "shipment_provider": provider, **numbers}]


async def shipped(shop: Shop) -> dict[str, str]:
    """A shipment of a new order."""
    (given,) = await _order_shipment_add(shop)
    made = await called(shop, "order.shipment.add", given)
    return {"order_id": given["order_id"], "shipment_id": made["shipment_id"]}


@samples("order.shipment.update")
async def _order_shipment_update(shop: Shop) -> list[dict[str, Any]]:
    return [{**await shipped(shop), **await tracked(shop, "UPS", "1Z999")}]


@samples("order.shipment.tracking.add")
async def _order_shipment_tracking_add(shop: Shop) -> list[dict[str, Any]]:
    return [{**await shipped(shop), "tracking_number": "1Z999AA10", "carrier_id": await courier(shop, "UPS")}]


@samples("order.shipment.delete")
async def _order_shipment_delete(shop: Shop) -> list[dict[str, Any]]:
    return [await shipped(shop)]


@samples("order.shipment.event.add")
async def _order_shipment_event_add(shop: Shop) -> list[dict[str, Any]]:
    return [{**await shipped(shop), "status": "in_transit", "message": "On its way.", "city": "Berlin"}]


async def bought(shop: Shop) -> dict[str, Any]:
    """An order that something can come back of: a shipped one, where the platform knows shipments."""
    if "order.shipment.add" not in shop.platform.handlers:
        return await placed(shop)
    order = (await shipped(shop))["order_id"]
    return builtins((await shop.call("order.info", order_id=order, params="force_all")).result)


@samples("order.return.add")
async def _order_return_add(shop: Shop) -> list[dict[str, Any]]:
    order = await bought(shop)
    kinds: dict[str, str] = {}
    for kind in ("status", "action", "reason"):
        kinds[f"return_{kind}_id"] = (await shop.items(f"return.{kind}.list"))[0]["id"]
    item = {"order_product_id": order["order_products"][0]["order_product_id"], "order_product_quantity": 1}
    chosen = {f"order_product_{kind}_id": kinds[f"return_{kind}_id"] for kind in ("action", "reason")}
    items = [{**item, **chosen}]
    return [{"order_id": order["order_id"], "order_products": items, **kinds, "comment": "Broken."}]


@samples("order.return.update")
async def _order_return_update(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await sample(shop, "order.return.add")
    made = await called(shop, "order.return.add", given)
    ids = {"return_id": made["return_id"], "order_id": given["order_id"]}
    items = [{key: value for key, value in item.items() if "reason" not in key} for item in given["order_products"]]
    return [{**ids, "order_products": items, "return_status_id": given["return_status_id"]}]


@samples("order.return.delete")
async def _order_return_delete(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await sample(shop, "order.return.add")
    made = await called(shop, "order.return.add", given)
    return [{"return_id": made["return_id"], "order_id": given["order_id"]}]


@samples("cart.meta_data.set")
async def _meta_data_set(shop: Shop) -> list[dict[str, Any]]:
    return [
        {"entity_id": await simple(shop), "entity": "product", "key": "conformance", "value": "1", "namespace": "tests"}
    ]


@samples("cart.meta_data.unset")
async def _meta_data_unset(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await _meta_data_set(shop)
    id = await added(shop, "cart.meta_data.set", given)
    return [{"entity_id": given["entity_id"], "entity": "product", "key": "conformance", "id": id}]


@samples("cart.clear_cache")
async def _cart_clear_cache(shop: Shop) -> list[dict[str, Any]]:
    return [{"cache_type": "storage_cache"}]


@samples("cart.giftcard.add")
async def _giftcard_add(shop: Shop) -> list[dict[str, Any]]:
    return [{"amount": 25, "code": "CONFORMANCE-1", "recipient_email": "zoe@example.com", "message": "Enjoy."}]


@samples("cart.giftcard.delete")
async def _giftcard_delete(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await _giftcard_add(shop)
    return [{"id": await added(shop, "cart.giftcard.add", given)}]


@samples("cart.script.add")
async def _script_add(shop: Shop) -> list[dict[str, Any]]:
    return [{"name": "Conformance", "src": "https://scripts.example/conformance.js", "scope": "storefront"}]


@samples("cart.script.delete")
async def _script_delete(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await _script_add(shop)
    return [{"id": await added(shop, "cart.script.add", given)}]


@samples("product.currency.add")
async def _currency_add(shop: Shop) -> list[dict[str, Any]]:
    return [{"iso3": "GBP", "name": "Pound sterling", "rate": 0.8, "symbol_left": "£"}]


@samples("product.tax.add")
async def _product_tax_add(shop: Shop) -> list[dict[str, Any]]:
    return [{"name": "Conformance", "tax_rates": [{"name": "Conformance", "type": "percent", "value": 7.5}]}]


@samples("cart.coupon.add")
async def _coupon_add(shop: Shop) -> list[dict[str, Any]]:
    given = {"action_type": "percent", "action_apply_to": "order_total", "action_scope": "order", "action_amount": 10}
    return [{"code": "conformance", **given}]


@samples("cart.coupon.delete")
async def _coupon_delete(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await _coupon_add(shop)
    return [{"id": await added(shop, "cart.coupon.add", given)}]


@samples("cart.coupon.condition.add")
async def _coupon_condition_add(shop: Shop) -> list[dict[str, Any]]:
    (given,) = await _coupon_add(shop)
    coupon = await added(shop, "cart.coupon.add", given)
    return [{"coupon_id": coupon, "entity": "order", "key": "subtotal", "operator": ">=", "value": "50"}]


@samples("customer.address.add")
async def _customer_address_add(shop: Shop) -> list[dict[str, Any]]:
    life = next(life for life in LIVES if life.resource == "customer")
    customer = await added(shop, life.add, life.added)
    given = {"address1": "1 Main St", "city": "Berlin", "country": "DE", "postcode": "10115", "phone": "+49 30 5550100"}
    return [{"customer_id": customer, **given, "first_name": "Зоя", "last_name": "Müller", "types": "billing"}]


def mug(number: str, **given: Any) -> dict[str, Any]:
    """A product of a batch."""
    number = f"conformance-{number}"
    return {**PRODUCT, "sku": number, "model": number, "name": f"Mug {number}", **given}


@samples("product.add.batch")
async def _product_add_batch(shop: Shop) -> list[dict[str, Any]]:
    categories = [await first(shop, "category")]
    stock = {"quantity": 7, "manage_stock": True, "special_price": 9.5, "weight": 0.4}
    rich = [mug("three", categories_ids=categories, **stock), mug("four", images=[{"url": PICTURE}])]
    return [{"payload": [mug("one"), mug("two")]}, {"payload": rich}]


@samples("product.update.batch")
async def _product_update_batch(shop: Shop) -> list[dict[str, Any]]:
    one, two = await simple(shop), await simple(shop, 1)
    stock = [{"id": one, "quantity": 3}, {"id": two, "quantity": 4}]
    rich = [
        {"id": one, "name": "Mug", "price": 10, "quantity": 3, "manage_stock": True},
        {"id": two, "special_price": 5, "quantity": 2, "description": "A mug."},
    ]
    return [{"payload": rich}, {"payload": stock}, {"payload": [{"id": one, "price": 11}, {"id": two, "price": 12}]}]


@samples("product.delete.batch")
async def _product_delete_batch(shop: Shop) -> list[dict[str, Any]]:
    return [{"payload": [{"id": await simple(shop)}, {"id": await simple(shop, 1)}]}]


async def siblings(shop: Shop) -> list[dict[str, Any]]:
    """Two variants of a product, as items of a batch."""
    parent = (await variable(shop))["id"]
    found = await shop.items("product.child_item.list", product_id=parent, params="id", count=2)
    return [{"id": each["id"], "product_id": parent} for each in found]


@samples("product.variant.update.batch")
async def _product_variant_update_batch(shop: Shop) -> list[dict[str, Any]]:
    items = await siblings(shop)
    rich = [{**item, "price": 11, "weight": 0.5, "quantity": 3} for item in items]
    return [{"payload": rich}, {"payload": [{**item, "price": 12} for item in items]}]


@samples("product.variant.delete.batch")
async def _product_variant_delete_batch(shop: Shop) -> list[dict[str, Any]]:
    return [{"payload": await siblings(shop)}]


@samples("category.add.batch")
async def _category_add_batch(shop: Shop) -> list[dict[str, Any]]:
    parent = await first(shop, "category")
    return [{"payload": [{"name": "Tassen"}, {"name": "Кухлі", "description": "For tea.", "parent_id": parent}]}]


@samples("category.delete.batch")
async def _category_delete_batch(shop: Shop) -> list[dict[str, Any]]:
    ids = [await added(shop, "category.add", {"name": name}) for name in ("Tassen", "Mugs")]
    return [{"payload": [{"id": id} for id in ids]}]


@samples("order.shipment.add.batch")
async def _order_shipment_add_batch(shop: Shop) -> list[dict[str, Any]]:
    for order in await shop.items("order.list", params="order_id,status,order_products", count=100):
        id, waits = order["order_id"], order["status"]["id"] in {"pending", "processing"}
        if waits and not await shop.items("order.shipment.list", order_id=id):
            return [{"payload": [{"order_id": id, "tracking_number": "1Z999", "carrier_id": "ups"}]}]
    raise AssertionError("no order waits for its shipment")
