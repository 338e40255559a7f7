"""What the simulated webservice holds, as rows of the shop's tables; done anew after each change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from polycart.platforms.prestashop.sim.tables import LANG_OF_SHOP, NAMES, PER_SHOP, stored, texts_of
from polycart.platforms.prestashop_api.sim.declared import RESOURCES
from polycart.platforms.prestashop_api.sim.state import Record, Shop
from polycart.platforms.prestashop_api.sim.state import texts_of as by_language

Row = tuple[Any, ...]


class Bridge(Protocol):
    """The tables that are filled."""

    tables: Any

    def fill(self, table: str, columns: Sequence[str], rows: Any, *, anew: bool = False) -> None:
        """Put many rows into a table as they are; ``anew`` takes out what was there."""
        ...


GOODS = frozenset({
    "categories", "combinations", "manufacturers", "product_feature_values", "product_features",
    "product_option_values", "product_options", "products", "specific_prices", "stock_availables", "tags",
})  # fmt: skip
"""Resources of which a change concerns no others than these."""


def project(shop: Shop, bridge: Bridge, changed: frozenset[str] | None = None) -> None:
    """Fill tables with what the shop holds now: all of them, or those of the resources that have changed."""
    ids = sorted(shop.tables["shops"])
    for resource, table in NAMES.items():
        if changed is not None and resource not in changed:
            continue
        _things(shop, bridge, resource, table)
        if f"{table}_lang" in bridge.tables.declared:
            _texts(shop, bridge, resource, table, ids)
        if f"{table}_shop" in bridge.tables.declared and table != "warehouse":
            _shops(shop, bridge, resource, table, ids)
    for table, (columns, rows) in _links(shop, ids).items():
        bridge.fill(table, columns, rows, anew=True)


def _columns(bridge: Bridge, table: str, names: Iterable[str]) -> list[str]:
    """Those of some columns that this version of the table has."""
    known = bridge.tables.declared[table].columns
    return [name for name in names if name in known]


def _things(shop: Shop, bridge: Bridge, resource: str, table: str) -> None:
    names = _columns(bridge, table, (field.name for field in stored(resource)))
    rows = [
        (id, *(_value(resource, name, record.get(name)) for name in names))
        for id, record in shop.tables[resource].items()
    ]
    bridge.fill(table, [RESOURCES[resource].key, *names], rows, anew=True)


def _value(resource: str, name: str, value: Any) -> Any:
    """A value as its column keeps it; a flag that is off is often nothing at all."""
    if resource == "combinations" and name == "default_on":
        return 1 if value in ("1", True) else None
    return int(value) if isinstance(value, bool) else value


def _texts(shop: Shop, bridge: Bridge, resource: str, table: str, shops: Sequence[int]) -> None:
    names = _columns(bridge, f"{table}_lang", texts_of(resource))
    of_shop = table in LANG_OF_SHOP
    rows = [
        (id, language, *((shop_id,) if of_shop else ()), *(_text(record.get(name), language) for name in names))
        for id, record in shop.tables[resource].items()
        for language in shop.languages
        for shop_id in (shops if of_shop else (0,))
    ]
    beside = [RESOURCES[resource].key, "id_lang", *(["id_shop"] if of_shop else [])]
    bridge.fill(f"{table}_lang", [*beside, *names], rows, anew=True)


def _text(value: Any, language: int) -> str:
    texts = by_language(value)
    return str(value or "") if texts is None else texts.get(language, "")


def _shops(shop: Shop, bridge: Bridge, resource: str, table: str, shops: Sequence[int]) -> None:
    names = _columns(bridge, f"{table}_shop", PER_SHOP.get(table, ()))
    rows = [
        (id, shop_id, *(_value(resource, name, record.get(name)) for name in names))
        for id, record in shop.tables[resource].items()
        for shop_id in shops
    ]
    bridge.fill(f"{table}_shop", [RESOURCES[resource].key, "id_shop", *names], rows, anew=True)


def _linked(shop: Shop, resource: str, name: str, *fields: str) -> list[Row]:
    """The items of an association that is kept with its record: the record's id, then the fields of the item."""
    return [
        (id, *(item.get(field, 0) for field in fields))
        for id, record in shop.tables[resource].items()
        for item in record.get(f"@{name}", [])
    ]


def _links(shop: Shop, shops: Sequence[int]) -> dict[str, tuple[Sequence[str], list[Row]]]:
    """Rows of the tables that join two things."""
    products = shop.tables["products"]
    pictures: list[tuple[Any, ...]] = [
        (picture, product, place, 1 if shop.covers.get(product) == picture else None)
        for product, held in shop.pictures.items()
        if product in products
        for place, picture in enumerate(held, 1)
    ]
    lines = ("id_product", "id_product_attribute", "quantity", "id_address_delivery", "id_customization")
    return {
        "accessory": (("id_product_1", "id_product_2"), _linked(shop, "products", "accessories", "id")),
        "cart_product": (
            ("id_cart", *lines, "id_shop", "date_add"),
            [(*row, _shop_of(shop, row[0]), "2024-01-01") for row in _linked(shop, "carts", "cart_rows", *lines)],
        ),
        "category_product": (
            ("id_product", "id_category", "position"),
            [(*row, place) for place, row in enumerate(_linked(shop, "products", "categories", "id"))],
        ),
        "customer_group": (("id_customer", "id_group"), _linked(shop, "customers", "groups", "id")),
        "feature_product": (
            ("id_product", "id_feature", "id_feature_value"),
            _linked(shop, "products", "product_features", "id", "id_feature_value"),
        ),
        "image": (("id_image", "id_product", "position", "cover"), pictures),
        "image_shop": (
            ("id_image", "id_product", "cover", "id_shop"),
            [(picture, product, cover, id) for picture, product, _, cover in pictures for id in shops],
        ),
        "module": (("id_module", "name", "active", "version"), [(1, "ps_shoppingcart", 1, "3.0.0")]),
        "module_shop": (("id_module", "id_shop"), [(1, id) for id in shops]),
        "order_slip_detail": (
            ("id_order_slip", "id_order_detail", "product_quantity", "amount_tax_excl", "amount_tax_incl"),
            _linked(shop, "order_slip", "order_slip_details",
                    "id_order_detail", "product_quantity", "amount_tax_excl", "amount_tax_incl"),
        ),
        "pack": (
            ("id_product_pack", "id_product_item", "id_product_attribute_item", "quantity"),
            _linked(shop, "products", "product_bundle", "id", "id_product_attribute", "quantity"),
        ),
        "product_attribute_combination": (
            ("id_product_attribute", "id_attribute"), _linked(shop, "combinations", "product_option_values", "id"),
        ),
        "product_attribute_image": (
            ("id_product_attribute", "id_image"), _linked(shop, "combinations", "images", "id"),
        ),
        "product_tag": (("id_product", "id_tag"), _linked(shop, "products", "tags", "id")),
        "warehouse_carrier": (("id_warehouse", "id_carrier"), _linked(shop, "warehouses", "carriers", "id")),
        "warehouse_shop": (("id_warehouse", "id_shop"), _linked(shop, "warehouses", "shops", "id")),
    }  # fmt: skip


def _shop_of(shop: Shop, cart: int) -> int:
    record: Record = shop.tables["carts"].get(cart, {})
    return int(record.get("id_shop") or 1)
