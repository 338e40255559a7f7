"""Three products of BigCommerce's sample catalogue under the ids that the unified API's product guide shows them with.

Ids, names, prices and SKUs are facts of that guide; what it does not tell (the SKUs of the other variants) is made up.
"""

from __future__ import annotations

from typing import Any

from polycart.platforms.bigcommerce_api.sim import parts, products
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Json

COLORS = (
    (7, "Silver", "#cccccc", 1),
    (8, "Black", "#000000", 2),
    (10, "Blue", "#123c91", 4),
    (13, "Orange", "#e35e20", 7),
)
SIZES = ((95, "Small", 0), (96, "Medium", 1), (97, "Large", 2))
CONSENT = ((93, "Yes", 0, False), (94, "No", 1, True))
JAR_SKUS = {56: "SLLPJ-973630F5", 57: "SLLPJ-889E9C0A"}
DUSTPAN = ((77, "SIL-EDF0AC9C", 7), (78, "BLA-6D013D80", 8), (79, "BLU-2D71C660", 10), (80, "ORA-446C93BB", 13))


def seed(shop: Shop) -> None:
    """Put the three products into a store."""
    _jar(shop)
    _dustpan(shop)
    _journal(shop)


def _product(shop: Shop, id: int, name: str, sku: str, price: float, sale: float = 0) -> Json:
    row = products.BLANK | {"name": name, "sku": sku, "price": price, "sale_price": sale, "weight": 1.0}
    row |= {"@channels": [1], "@videos": [], "categories": [], "related_products": [-1], "date_created": shop.now()}
    made = shop.products.put(row | {"date_modified": shop.now(), "option_set_id": id}, id)
    made["custom_url"] = {"url": products.free_url(shop, made), "is_customized": False}
    return made


def _option(shop: Shop, product: Json, id: int, shared: int, name: str, type: str, place: int, **more: Any) -> Json:
    row: Json = {
        "product_id": product["id"], "name": f"{name}1434390013-{product['id']}", "display_name": name, "type": type,
        "config": {}, "sort_order": place, "@values": [], "@shared": shared,
    }  # fmt: skip
    if shop.shared_options.get(shared) is None:
        shop.shared_options.put({"name": name, "display_name": name}, shared)
    return (shop.modifiers if more else shop.options).put(row | more, id)


def _value(shop: Shop, option: Json, id: int, label: str, place: int, data: Any, **more: Any) -> None:
    """A value; those of an option that several products share have the same number at each of them."""
    row = {"label": label, "sort_order": place, "value_data": data, "is_default": False} | more
    if shop.values.get(id) is None:
        shop.values.put(row, id)
    option["@values"] = [*option["@values"], id]


def _colors(shop: Shop, product: Json, id: int) -> Json:
    option = _option(shop, product, id, 3, "Color", "swatch", 0)
    for value, label, code, place in COLORS:
        _value(shop, option, value, label, place, {"colors": [code]})
    return option


def _variant(shop: Shop, product: Json, id: int, sku: str, chosen: list[tuple[Json, int]]) -> None:
    values = [
        {"id": value, "label": shop.values.rows[value]["label"], "option_id": option["id"],
         "option_display_name": option["display_name"]}
        for option, value in chosen
    ]  # fmt: skip
    row = parts.BLANK_VARIANT | {"product_id": product["id"], "sku": sku, "sku_id": id, "option_values": values}
    shop.variants.put(row, id)


def _jar(shop: Shop) -> None:
    product = _product(shop, 93, "[Sample] 1 L Le Parfait Jar", "SLLPJ", 9.95, 7)
    sizes = _option(shop, product, 112, 32, "Size", "rectangles", 1)
    for value, label, place in SIZES:
        _value(shop, sizes, value, label, place, None)
    colors = _colors(shop, product, 111)
    pairs = [(size[0], color[0]) for size in SIZES for color in COLORS]
    for id, (size, color) in enumerate(pairs, 46):
        _variant(shop, product, id, JAR_SKUS.get(id, f"SLLPJ-{id:08X}"), [(colors, color), (sizes, size)])


def _dustpan(shop: Shop) -> None:
    product = _product(shop, 107, "[Sample] Dustpan & Brush", "DPB", 34.95)
    colors = _colors(shop, product, 114)
    for id, sku, color in DUSTPAN:
        _variant(shop, product, id, sku, [(colors, color)])


def _journal(shop: Shop) -> None:
    product = _product(shop, 111, "[Sample] Smith Journal 13", "SM13", 25)
    eula = _option(shop, product, 113, 31, "EULA", "checkbox", 0, required=True)
    eula["config"] = {"checkbox_label": "I agree", "checked_by_default": False}
    for value, label, place, default in CONSENT:
        data = {"checked_value": label == "Yes"}
        _value(shop, eula, value, label, place, data, is_default=default, adjusters=parts.no_adjusters())
    parts.base_variant(shop, product)
