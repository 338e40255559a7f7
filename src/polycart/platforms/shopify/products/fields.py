"""The tables between products and variants of the contract and Shopify's.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Product, …/objects/ProductVariant. A product's price, number
and stock are its variants': one without options has one variant, which stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polycart.api.product import (
    Child,
    Product,
    ProductChildItemCombination,
    ProductInventory,
    ProductOption,
    ProductOptionItem,
    SpecialPrice,
)
from polycart.core.codecs import Codec, boolean, integer, string
from polycart.core.mapping import At, Map, computed, constant, extras, field, lazy
from polycart.platforms.shopify.connection import STORE_ID, Id, Row
from polycart.platforms.shopify.ids import id_codec, number, numbers
from polycart.platforms.shopify.markets import groups_of_products, of_products, of_variants
from polycart.platforms.shopify.values import UNITS, Medium, Money, amount, boolean_words, images, stamp


class Quantity(Row):
    """How many there are of a kind."""

    quantity: int = 0


class Level(Row):
    """What lies at one location."""

    id: str = ""
    is_active: bool = True
    location: Id | None = None
    available: list[Quantity] = []

    @property
    def quantity(self) -> int:
        """How many can be sold."""
        return self.available[0].quantity if self.available else 0


class Levels(Row):
    """What lies at all locations."""

    nodes: list[Level] = []


class Weight(Row):
    """A weight and its unit."""

    value: float = 0.0
    unit: str = "KILOGRAMS"


class Measurement(Row):
    """What an item weighs."""

    weight: Weight | None = None


class Item(Row):
    """What is stored and shipped of a variant."""

    id: str = ""
    tracked: bool = False
    requires_shipping: bool = True
    unit_cost: Money | None = None
    measurement: Measurement | None = None
    harmonized_system_code: str | None = None
    country_code_of_origin: str | None = None


class Stocked(Item):
    """An item, and where it lies."""

    inventory_levels: Levels | None = None


class Good(Row):
    """What a variant is sold as."""

    id: str = ""
    sku: str | None = None
    barcode: str | None = None
    inventory_policy: str = "DENY"
    taxable: bool = True


class Handled(Row):
    """A variant's item."""

    inventory_item: Item | None = None


class Stored(Row):
    """A variant's item with its places."""

    inventory_item: Stocked | None = None


class OptionValue(Row):
    """A value of an option."""

    id: str = ""
    name: str = ""


class Option(Row):
    """What variants differ in."""

    id: str = ""
    name: str = ""
    position: int = 1
    option_values: list[OptionValue] = []


class Chosen(Row):
    """The value of one option that a variant has."""

    name: str = ""
    option_value: OptionValue | None = None


class Named(Row):
    """An option by its name."""

    id: str = ""
    name: str = ""


class Metafield(Row):
    """A field that the merchant or an app has defined."""

    id: str = ""
    namespace: str = ""
    key: str = ""
    value: str = ""
    type: str = ""


SINGLE = "hasOnlyDefaultVariant"
GOODS = At("goods.nodes", list[Good])
HANDLED = At("handled.nodes", list[Handled])
STORED = At("stored.nodes", list[Stored])
MEDIA = At("media.nodes", list[Medium])
METAFIELDS = At("metafields.nodes", list[Metafield])
OPTIONS = At("options", list[Option])
NONE = "Title"
"""The option of a product without options, with the one value Default Title."""


def of_single(name: str) -> Any:
    """A field of the one variant of a product without options."""

    def read(single: bool | None, goods: list[Good] | None) -> Any:
        return getattr(goods[0], name) if single and goods else None

    return computed(read, SINGLE, GOODS)


def of_item(read: Any) -> Any:
    """A field of the item of a product's first variant; items of one product are alike in these."""

    def value(rows: list[Handled] | None) -> Any:
        item = rows[0].inventory_item if rows else None
        return read(item) if item else None

    return computed(value, HANDLED)


def barcode(kind: str) -> Any:
    """The one barcode, where it has the form of ``kind``; for a product, that of its one variant."""

    def read(single: bool | None, goods: list[Good] | None) -> str | None:
        return barcode_as(kind, goods[0].barcode) if single and goods else None

    return computed(read, SINGLE, GOODS)


def barcode_as(kind: str, value: str | None) -> str | None:
    """A barcode where it has the form of ``kind``: 12 digits a UPC, 978… an ISBN, other 8 or 13 an EAN, any a GTIN."""
    digits = (value or "").replace("-", "")
    if not digits:
        return None
    isbn = len(digits) == 10 or (len(digits) == 13 and digits.startswith(("978", "979")))
    form = "isbn" if isbn else {12: "upc", 8: "ean", 13: "ean"}.get(len(digits), "gtin")
    return value if kind in ("gtin", form) else None


def regular(single: bool | None, current: str | None, compare: str | None) -> float | None:
    """The price without reductions: the one that is struck out beside a lower one, else the current one."""
    now, before = amount(current), amount(compare)
    return before if single and now is not None and before is not None and before > now else now


def special(single: bool | None, current: str | None, compare: str | None) -> SpecialPrice | None:
    """The reduced price; Shopify keeps no dates for it."""
    now, before = amount(current), amount(compare)
    if not single or now is None or before is None or before <= now:
        return None
    return SpecialPrice(value=now, avail=True, created_at=None, modified_at=None, expired_at=None)


def reduced(current: str | None, compare: str | None) -> bool:
    """Whether a higher price is struck out."""
    now, before = amount(current), amount(compare)
    return now is not None and before is not None and before > now


PRICES = ("priceRangeV2.minVariantPrice.amount", "compareAtPriceRange.maxVariantCompareAtPrice.amount")


def levels(item: Stocked | None) -> list[ProductInventory]:
    """What lies where."""
    found = item.inventory_levels.nodes if item and item.inventory_levels else []
    return [
        ProductInventory(
            warehouse_id=number(level.location.id if level.location else ""),
            quantity=float(level.quantity),
            in_stock=level.quantity > 0,
            priority=None,
        )
        for level in found
    ]


def _inventory(single: bool | None, rows: list[Stored] | None) -> list[ProductInventory]:
    return levels(rows[0].inventory_item) if single and rows else []


def weight_of(item: Item) -> float | None:
    """The weight, in its own unit."""
    weight = item.measurement.weight if item.measurement else None
    return weight.value if weight else None


def unit_of(item: Item) -> str | None:
    """The unit of the weight."""
    weight = item.measurement.weight if item.measurement else None
    return UNITS.get(weight.unit) if weight else None


def cost_of(item: Item) -> float | None:
    """What the merchant pays for one."""
    return item.unit_cost.value if item.unit_cost else None


def _virtual(item: Item) -> bool:
    return not item.requires_shipping


def _tracked(item: Item) -> bool:
    return item.tracked


def _continues(policy: str | None) -> bool:
    return policy == "CONTINUE"


def _in_stock(tracks: bool | None, total: int | None) -> bool:
    return not tracks or (total or 0) > 0


def _visible(status: str | None, published: str | None) -> bool:
    return status in ("ACTIVE", "UNLISTED") and published is not None


def options(single: bool | None, rows: Sequence[Option] | None) -> list[ProductOption]:
    """What variants differ in; a product without options has none, though Shopify keeps one for it."""
    return [] if single else [option(row) for row in rows or ()]


def option(row: Option) -> ProductOption:
    """One option with its values."""
    return ProductOption(
        id=number(row.id), product_option_id=number(row.id), name=row.name, sort_order=row.position, type="select",
        required=True, available=True, used_in_combination=True,
        option_items=[
            ProductOptionItem(id=number(each.id), product_option_item_id=number(each.id), name=each.name, sort_order=at)
            for at, each in enumerate(row.option_values)
        ],
    )  # fmt: skip


def custom_fields(rows: Sequence[Metafield] | None) -> dict[str, Any]:
    """Metafields by namespace and key."""
    return {f"{row.namespace}.{row.key}": row.value for row in rows or ()}


def _categories(rows: list[Id] | None) -> list[str]:
    return numbers(row.id for row in rows or ())


product_type = Codec(
    lambda single: "simple" if single else "configurable", lambda value: value == "simple", bool | None
)
active = Codec(lambda status: status == "ACTIVE", lambda value: "ACTIVE" if value else "DRAFT", str | None)


class ProductMap(Map[Product]):
    """A product; its variants are child items."""

    id = field("id", id_codec)
    type = field(SINGLE, product_type)
    u_model = of_single("sku")
    u_sku = of_single("sku")
    name = field("title", string)
    description = field("descriptionHtml", string)
    price = computed(regular, SINGLE, *PRICES)
    cost_price = of_item(cost_of)
    quantity = field("totalInventory")
    inventory = computed(_inventory, SINGLE, STORED)
    u_brand_id = field("vendor", string)
    u_brand = field("vendor", string)
    categories_ids = computed(_categories, At("collections.nodes", list[Id]))
    stores_ids = constant([STORE_ID])
    url = field("onlineStoreUrl", string)
    seo_url = field("handle", string)
    meta_title = field("seo.title", string)
    meta_description = field("seo.description", string)
    avail_sale = field("status", active)
    avail_view = computed(_visible, "status", "publishedAt")
    is_virtual = of_item(_virtual)
    weight = of_item(weight_of)
    weight_unit = of_item(unit_of)
    in_stock = computed(_in_stock, "tracksInventory", "totalInventory")
    backorders = of_single("inventory_policy")
    manage_stock = field("tracksInventory", boolean_words)
    is_stock_managed = field("tracksInventory", boolean)
    on_sale = computed(reduced, *PRICES)
    create_at = field("createdAt", stamp)
    modified_at = field("updatedAt", stamp)
    special_price = computed(special, SINGLE, *PRICES)
    advanced_price = lazy(of_products, SINGLE, GOODS)
    group_price = lazy(groups_of_products, SINGLE, GOODS)
    images = computed(images, MEDIA)
    product_options = computed(options, SINGLE, OPTIONS)
    u_upc = barcode("upc")
    u_gtin = barcode("gtin")
    u_isbn = barcode("isbn")
    u_ean = barcode("ean")
    custom_fields = computed(custom_fields, METAFIELDS)
    additional_fields = extras(
        "status", "tags", product_type="productType", template_suffix="templateSuffix", published_at="publishedAt",
        is_gift_card="isGiftCard", price_max="priceRangeV2.maxVariantPrice.amount", category="category.fullName",
        requires_selling_plan="requiresSellingPlan", gid="id",
    )  # fmt: skip


def combination(chosen: Sequence[Chosen] | None, known: list[Named] | None) -> list[ProductChildItemCombination]:
    """Which value of which option a variant has; the one variant of a product without options has none."""
    ids = {one.name: one.id for one in known or ()}
    return [
        ProductChildItemCombination(option_id=number(ids[one.name]), option_value_id=number(one.option_value.id))
        for one in chosen or ()
        if one.option_value and one.name in ids and (one.name, one.option_value.name) != (NONE, "Default Title")
    ]


ITEM = At("inventoryItem", Stocked | None)


def of_own_item(read: Any) -> Any:
    """A field of a variant's item."""

    def value(item: Stocked | None) -> Any:
        return read(item) if item else None

    return computed(value, ITEM)


def barcode_of(kind: str) -> Any:
    """A variant's barcode, where it has the form of ``kind``."""

    def read(value: str | None) -> str | None:
        return barcode_as(kind, value)

    return computed(read, "barcode")


def default_price(current: str | None, compare: str | None) -> float | None:
    """A variant's price without reductions."""
    return regular(True, current, compare)


class ChildMap(Map[Child]):
    """A variant; the one variant of a product without options is one, too."""

    id = field("id", id_codec)
    parent_id = field("product.id", id_codec)
    sku = field("sku", string)
    upc = barcode_of("upc")
    ean = barcode_of("ean")
    gtin = barcode_of("gtin")
    isbn = barcode_of("isbn")
    sort_order = field("position", integer)
    created_time = field("createdAt", stamp)
    modified_time = field("updatedAt", stamp)
    name = field("displayName", string)
    images = computed(images, At("variantMedia.nodes", list[Medium]))
    combination = computed(combination, At("selectedOptions", list[Chosen]), At("product.options", list[Named]))
    default_price = computed(default_price, "price", "compareAtPrice")
    list_price = computed(amount, "price")
    advanced_price = lazy(of_variants, "id")
    cost_price = of_own_item(cost_of)
    avail_for_sale = field("availableForSale", boolean)
    allow_backorders = computed(_continues, "inventoryPolicy")
    in_stock = field("availableForSale", boolean)
    on_sale = computed(reduced, "price", "compareAtPrice")
    manage_stock = of_own_item(_tracked)
    inventory_level = field("inventoryQuantity")
    inventory = of_own_item(levels)
    weight = of_own_item(weight_of)
    weight_unit = of_own_item(unit_of)
    is_virtual = of_own_item(_virtual)
    custom_fields = computed(custom_fields, METAFIELDS)
    additional_fields = extras(
        "title", "taxable", "barcode", compare_at_price="compareAtPrice", inventory_policy="inventoryPolicy", gid="id",
    )  # fmt: skip
