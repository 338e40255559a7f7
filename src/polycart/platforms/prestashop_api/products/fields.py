"""The table between a product of the contract and PrestaShop's.

https://devdocs.prestashop-project.org/8/webservice/resources/products/
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart.api.product import Product, ProductGroupItem, ProductOption, ProductOptionItem
from polycart.core.codecs import boolean, decimal, text
from polycart.core.ids import link
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.platforms.prestashop_api import facts
from polycart.platforms.prestashop_api.connection import Prestashop
from polycart.platforms.prestashop_api.moments import moment
from polycart.platforms.prestashop_api.numbers import either
from polycart.platforms.prestashop_api.products.images import Numbered, images
from polycart.platforms.prestashop_api.products.prices import (
    advanced_prices,
    group_prices,
    special_prices,
    tier_prices,
)
from polycart.platforms.prestashop_api.products.stock import WORDS, backorders_allowed, is_managed, stocks

SIMPLE, CONFIGURABLE, BUNDLE, VIRTUAL = "simple", "configurable", "bundle", "virtual"

TYPES: dict[str, dict[str, Any]] = {
    SIMPLE: {"cache_default_attribute": "[0|]", "cache_is_pack": 0, "is_virtual": 0},
    CONFIGURABLE: {"cache_default_attribute": ">[0]", "cache_is_pack": 0},
    BUNDLE: {"cache_is_pack": 1},
    VIRTUAL: {"cache_default_attribute": "[0|]", "cache_is_pack": 0, "is_virtual": 1},
}
"""The contract's word for each type of product, with the filters that leave just these.

``type`` calls products with combinations simple, and ``product_type`` came with 1.7.8 and is empty for older products.
"""


def product_type(default: Any, pack: Any, virtual: Any) -> str:
    """The type: a pack, a product with combinations, a virtual one, or none of these."""
    if boolean.load(pack):
        return BUNDLE
    if int(default or 0):
        return CONFIGURABLE
    return VIRTUAL if boolean.load(virtual) else SIMPLE


def model(supplier: str | None, reference: str | None) -> str | None:
    """The model: the supplier's reference, where it is another than the shop's own."""
    return supplier or reference


class FeatureRow(msgspec.Struct):
    """A feature of a product and its value."""

    id: int = 0
    id_feature_value: int = 0


class PartRow(msgspec.Struct):
    """A product inside a pack."""

    id: int = 0
    id_product_attribute: int | str | None = None
    quantity: int | str = 1


def numbered(name: str) -> At:
    """The place of an association that holds ids."""
    return At(f"associations.{name}", list[Numbered])


def ids_of(rows: list[Numbered] | None) -> list[str]:
    """The ids of an association, as texts."""
    return [str(row.id) for row in rows or ()]


def _group(rows: list[PartRow] | None) -> list[ProductGroupItem]:
    return [
        ProductGroupItem(
            child_item_id=str(row.id_product_attribute) if int(row.id_product_attribute or 0) else None,
            product_id=str(row.id), default_qty_in_pack=float(row.quantity), is_qty_in_pack_fixed=True, price=None,
        )
        for row in rows or ()
    ]  # fmt: skip


async def _quantities(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[float]:
    found = await stocks(shop, (row[0] for row in rows))
    return [float(found[id, 0].quantity) if (id, 0) in found else 0.0 for (id,) in rows]


async def _in_stock(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[bool]:
    """In stock is what can be bought: there is some, or it need not be there, or nobody counts."""
    if not await is_managed(shop):
        return [True] * len(rows)
    found = await stocks(shop, (row[0] for row in rows))
    known = [found.get((id, 0)) for (id,) in rows]
    return [bool(row and row.quantity > 0) or await backorders_allowed(shop, row) for row in known]


async def _backorders(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str]:
    found = await stocks(shop, (row[0] for row in rows))
    return [WORDS.get(found[id, 0].out_of_stock, "default") if (id, 0) in found else "default" for (id,) in rows]


async def _managed(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[bool]:
    return [await is_managed(shop)] * len(rows)


async def _managed_text(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str]:
    return ["True" if await is_managed(shop) else "False"] * len(rows)


async def weight_units(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str]:
    """The shop's unit of weight."""
    return [(await shop.facts()).value("PS_WEIGHT_UNIT", shop.shop_id)] * len(rows)


async def dimension_units(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str]:
    """The shop's unit of length."""
    return [(await shop.facts()).value("PS_DIMENSION_UNIT", shop.shop_id)] * len(rows)


async def _urls(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str]:
    """The address that holds whether or not the shop rewrites addresses; it leads to the readable one."""
    base = shop.settings.store_url.rstrip("/")
    return [f"{base}/index.php?controller=product&id_product={id}" for (id,) in rows]


async def stores_of(shop: Prestashop, resource: str, ids: list[int]) -> list[list[str]]:
    """The shops of a multistore that know each of some entities; the only shop is not asked."""
    known = list(await facts.shops(shop))
    if len(known) < 2:
        return [known for _ in ids]

    async def members(store: str) -> set[int]:
        query = {"filter[id]": either(sorted(set(ids))), "id_shop": store}
        return set(await shop.ids(resource, query))

    found = await asyncio.gather(*(members(store) for store in known))
    return [[store for store, held in zip(known, found, strict=True) if id in held] for id in ids]


async def _stores(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    return await stores_of(shop, "products", [row[0] for row in rows])


class ValueRow(msgspec.Struct):
    """A value of an option."""

    id: int
    id_attribute_group: int | str = 0
    name: str | None = None
    position: int | str = 0
    color: str | None = None


class GroupRow(msgspec.Struct):
    """An option; shoppers see its public name."""

    id: int
    name: str | None = None
    public_name: str | None = None
    group_type: str = "select"
    position: int | str = 0


async def option_values(shop: Prestashop, ids: set[int]) -> dict[int, ValueRow]:
    """Values by their ids; asked for once in a call."""
    key = f"values {sorted(ids)}"
    if key not in shop.seen:
        rows = await shop.among("product_option_values", "id", sorted(ids), ValueRow)
        shop.seen[key] = {row.id: row for row in rows}
    return shop.seen[key]


async def option_groups(shop: Prestashop, ids: set[int]) -> dict[int, GroupRow]:
    """Options by their ids."""
    rows = await shop.among("product_options", "id", sorted(ids), GroupRow)
    return {row.id: row for row in rows}


def item(row: ValueRow) -> ProductOptionItem:
    """A value of an option."""
    return ProductOptionItem(
        id=str(row.id), product_option_item_id=str(row.id), name=row.name or "", sort_order=int(row.position),
        additional_fields={"color": row.color} if row.color else {},
    )  # fmt: skip


def option(group: GroupRow, values: list[ValueRow]) -> ProductOption:
    """An option with some of its values."""
    return ProductOption(
        id=str(group.id), product_option_id=str(group.id), name=group.public_name or group.name or "",
        sort_order=int(group.position), type=group.group_type, required=True, available=True, used_in_combination=True,
        option_items=[item(row) for row in values],
    )  # fmt: skip


async def product_options(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[ProductOption]]:
    """The options that combinations differ in, with the values that they use."""
    chosen = [[row.id for row in found or ()] for (found,) in rows]
    used = {id for ids in chosen for id in ids}
    values = await option_values(shop, used) if used else {}
    groups = await option_groups(shop, {int(row.id_attribute_group) for row in values.values()}) if values else {}

    def each(ids: list[int]) -> list[ProductOption]:
        mine = [values[id] for id in dict.fromkeys(ids) if id in values]
        order = sorted({int(row.id_attribute_group) for row in mine} & groups.keys())
        order.sort(key=lambda group: (int(groups[group].position), group))
        return [
            option(
                groups[id],
                sorted(
                    (row for row in mine if int(row.id_attribute_group) == id), key=lambda r: (int(r.position), r.id)
                ),
            )
            for id in order
        ]

    return [each(ids) for ids in chosen]


class _Values(msgspec.Struct):
    product_option_values: list[Numbered] = []


class CombinationRow(msgspec.Struct):
    """A combination with its option values."""

    id: int
    associations: _Values | list[Any] = []

    @property
    def values(self) -> list[int]:
        """The ids of its option values."""
        known = self.associations
        return [row.id for row in known.product_option_values] if isinstance(known, _Values) else []


def _named(name: str | None) -> str | None:
    return name or None


PRICED = ("id", "price", "id_tax_rules_group")


class ProductMap(Map[Product]):
    """A product of any type; combinations are child items. Prices are without tax."""

    id = field("id", text)
    type = computed(product_type, "cache_default_attribute", "cache_is_pack", "is_virtual")
    u_model = computed(model, "supplier_reference", "reference")
    u_sku = field("reference", text)
    name = field("name", text)
    description = field("description", text)
    short_description = field("description_short", text)
    price = field("price", decimal)
    advanced_price = lazy(advanced_prices, *PRICED)
    special_price = lazy(special_prices, *PRICED)
    tier_price = lazy(tier_prices, *PRICED)
    group_price = lazy(group_prices, *PRICED)
    cost_price = field("wholesale_price", decimal)
    unit_price = field("unit_price", decimal, since="8.1")
    measure_unit = field("unity", text)
    quantity = lazy(_quantities, "id")
    in_stock = lazy(_in_stock, "id")
    backorders = lazy(_backorders, "id")
    manage_stock = lazy(_managed_text)
    is_stock_managed = lazy(_managed)
    group_items = computed(_group, At("associations.product_bundle", list[PartRow]))
    u_brand_id = field("id_manufacturer", link)
    u_brand = computed(_named, "manufacturer_name")
    categories_ids = computed(ids_of, numbered("categories"))
    stores_ids = lazy(_stores, "id")
    url = lazy(_urls, "id")
    seo_url = field("link_rewrite", text)
    meta_title = field("meta_title", text)
    meta_keywords = field("meta_keywords", text)
    meta_description = field("meta_description", text)
    avail_sale = field("available_for_order", boolean)
    avail_view = field("active", boolean)
    is_virtual = field("is_virtual", boolean)
    is_downloadable = field("is_virtual", boolean)
    weight = field("weight", decimal)
    weight_unit = lazy(weight_units)
    dimensions_unit = lazy(dimension_units)
    width = field("width", decimal)
    height = field("height", decimal)
    length = field("depth", decimal)
    on_sale = field("on_sale", boolean)
    create_at = field("date_add", moment)
    modified_at = field("date_upd", moment)
    tax_class_id = field("id_tax_rules_group", link)
    images = lazy(images, numbered("images"), "id_default_image")
    product_options = lazy(product_options, numbered("product_option_values"))
    u_upc = field("upc", text)
    u_ean = field("ean13", text)
    u_isbn = field("isbn", text)
    u_mpn = field("mpn", text, since="1.7.7")
    related_products_ids = computed(ids_of, numbered("accessories"))
    additional_fields = extras(
        "additional_shipping_cost", "available_date", "condition", "ecotax", "id_category_default",
        "id_shop_default", "id_supplier", "location", "minimal_quantity", "online_only", "show_price",
        "supplier_reference", "visibility",
    )  # fmt: skip
