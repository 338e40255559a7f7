"""Fields of a product: where each lies in the store's answer.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/products
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import msgspec

from polycart.api.entities import Image
from polycart.api.product import Product, ProductAdvancedPrice, ProductGroupPrice, ProductTierPrice, SpecialPrice
from polycart.core.codecs import Codec, boolean, ids, integer, number, string, text
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.platforms.bigcommerce_api.connection import Bigcommerce
from polycart.platforms.bigcommerce_api.products import choices, group_prices
from polycart.platforms.bigcommerce_api.units import iso, length_units, weight_units

KINDS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "image/gif": (".gif",), "image/webp": (".webp",)}


def kind(base_variant_id: int | None, type: str | None) -> str:
    """The contract's word for what a product is: without a base variant it has variants made of options.

    https://docs.bigcommerce.com/developer/docs/admin/catalog-and-inventory/products-overview ("base variant")
    """
    if base_variant_id is None:
        return "configurable"
    return "downloadable" if type == "digital" else "simple"


class PictureRow(msgspec.Struct):
    """A picture of a product."""

    id: int = 0
    is_thumbnail: bool = False
    sort_order: int = 0
    description: str | None = None
    image_file: str | None = None
    url_standard: str | None = None
    url_zoom: str | None = None
    date_modified: str | None = None


class FieldRow(msgspec.Struct):
    """A custom field; several may have one name."""

    name: str = ""
    value: str = ""


class RuleRow(msgspec.Struct):
    """A price that depends on the quantity."""

    id: int = 0
    quantity_min: int = 0
    quantity_max: int = 0
    type: str = ""
    amount: Any = 0


def mime(name: str | None) -> str | None:
    """The media type that a file's name tells."""
    ending = "." + (name or "").rpartition(".")[2].lower()
    return next((kind for kind, endings in KINDS.items() if ending in endings), None)


def picture(row: PictureRow) -> Image:
    """A picture as the contract has it."""
    name = unquote((row.image_file or row.url_standard or "").partition("?")[0].rpartition("/")[2]) or None
    return Image(
        id=str(row.id), http_path=row.url_zoom or row.url_standard or "", file_name=name, mime_type=mime(name),
        modified_at=iso.load(row.date_modified), alt=row.description, avail=True, sort_order=row.sort_order,
        type="IMAGE_TYPE_BASE" if row.is_thumbnail else "IMAGE_TYPE_ADDITIONAL",
    )  # fmt: skip


def pictures(rows: list[PictureRow] | None) -> list[Image]:
    """The pictures of a product in their order."""
    return [picture(row) for row in sorted(rows or (), key=lambda row: (row.sort_order, row.id))]


def special(sale: float | None, price: float | None) -> SpecialPrice | None:
    """The sale price; BigCommerce keeps no dates of it, and nought is none."""
    if not sale:
        return None
    return SpecialPrice(
        value=float(sale), avail=sale < (price or 0), created_at=None, modified_at=None, expired_at=None
    )


def reduced(sale: float | None) -> list[ProductAdvancedPrice]:
    """The sale price among the prices by group and quantity."""
    if not sale:
        return []
    return [
        ProductAdvancedPrice(
            id="sp", value=float(sale), avail=True, group_id=None, quantity_from=None, start_time=None, expire_time=None
        )
    ]


def tiers(price: float | None, rules: list[RuleRow] | None) -> list[ProductTierPrice]:
    """Prices that depend on the quantity, each as the price of one piece."""
    return [ProductTierPrice(qty=float(rule.quantity_min), price=rule_price(price or 0, rule)) for rule in rules or ()]


def rule_price(price: float, rule: RuleRow) -> float:
    """What one piece costs by a rule: ``price`` takes off an amount, ``percent`` a share, ``fixed`` is the price."""
    amount = float(rule.amount or 0)
    made = {"price": price - amount, "percent": price * (1 - amount / 100)}.get(rule.type, amount)
    return round(made, 4)


def custom(rows: list[FieldRow] | None) -> dict[str, Any]:
    """Custom fields by name; the values of one name are a list where there are several."""
    found: dict[str, Any] = {}
    for row in rows or ():
        known = found.get(row.name)
        found[row.name] = row.value if known is None else [*(known if isinstance(known, list) else [known]), row.value]
    return found


def counted(tracking: str | None, level: float | None) -> float | None:
    """How many there are, where the store counts them."""
    return None if tracking in (None, "none") else float(level or 0)


def there(tracking: str | None, level: float | None) -> bool:
    """Whether any is left; what is not counted is."""
    return tracking in (None, "none") or (level or 0) > 0


def _managed(tracking: str | None) -> bool:
    return tracking not in (None, "none")


def _managed_text(tracking: str | None) -> str:
    return "True" if _managed(tracking) else "False"


def _on_sale(sale: float | None, price: float | None) -> bool:
    return bool(sale) and (sale or 0) < (price or 0)


def _related(rows: list[int] | None) -> list[str]:
    return [str(id) for id in rows or () if id > 0]  # -1 stands for "chosen by the store itself"


def _words(rows: list[str] | None) -> str | None:
    return ", ".join(rows) if rows else None


def _brand_id(id: int | None) -> str | None:
    return str(id) if id else None


class _BrandRow(msgspec.Struct):
    id: int
    name: str = ""


async def _brands(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[str | None]:
    wanted = {row[0] for row in rows if row[0]}
    found = await bc.among("v3/catalog/brands", "id:in", sorted(wanted), _BrandRow, {"include_fields": "name"})
    names = {row.id: row.name for row in found} if wanted else {}
    return [names.get(row[0]) for row in rows]


async def _urls(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[str | None]:
    """Addresses of product pages below that of the store."""
    root = (await bc.store()).secure_url.rstrip("/")
    return [root + row[0] if row[0] else None for row in rows]


async def _group_prices(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[list[ProductGroupPrice]]:
    """Prices that groups of customers have by their price lists, and those that depend on the quantity."""
    by_variant = await group_prices.of_variants(bc, [row[0] for row in rows if row[0]])
    return [[*group_prices.of_rules(row[1], row[2]), *by_variant.get(row[0] or 0, [])] for row in rows]


digital = Codec(lambda value: value == "digital", lambda value: "digital" if value else "physical", str | None)
sellable = Codec(lambda value: value != "disabled", lambda value: "available" if value else "disabled", str | None)
PICTURES = At("images", list[PictureRow])
RULES = At("bulk_pricing_rules", list[RuleRow])


class ProductMap(Map[Product]):
    """A product; its variants are child items."""

    id = field("id", text)
    type = computed(kind, At("base_variant_id", int), "type")
    u_model = field("sku", string)
    u_sku = field("sku", string)
    name = field("name", string)
    description = field("description", string)
    price = field("price", number)
    advanced_price = computed(reduced, "sale_price")
    cost_price = field("cost_price", number)
    quantity = computed(counted, "inventory_tracking", "inventory_level")
    u_brand_id = computed(_brand_id, "brand_id")
    u_brand = lazy(_brands, "brand_id")
    categories_ids = field("categories", ids)
    stores_ids = field("channels", ids)
    url = lazy(_urls, "custom_url.url")
    seo_url = field("custom_url.url")
    meta_title = field("page_title")
    meta_keywords = computed(_words, At("meta_keywords", list[str]))
    meta_description = field("meta_description")
    avail_sale = field("availability", sellable)
    avail_view = field("is_visible", boolean)
    is_virtual = field("type", digital)
    is_downloadable = field("type", digital)
    weight = field("weight", number)
    weight_unit = lazy(weight_units)
    sort_order = field("sort_order", integer)
    in_stock = computed(there, "inventory_tracking", "inventory_level")
    manage_stock = computed(_managed_text, "inventory_tracking")
    is_stock_managed = computed(_managed, "inventory_tracking")
    on_sale = computed(_on_sale, "sale_price", "price")
    create_at = field("date_created", iso)
    modified_at = field("date_modified", iso)
    tax_class_id = field("tax_class_id", text)
    special_price = computed(special, "sale_price", "price")
    tier_price = computed(tiers, "price", RULES)
    group_price = lazy(_group_prices, At("base_variant_id", int), "price", RULES)
    images = computed(pictures, PICTURES)
    product_options = lazy(choices.of_products, "id", choices.OPTIONS, choices.MODIFIERS)
    u_upc = field("upc", string)
    u_mpn = field("mpn", string)
    u_gtin = field("gtin", string)
    related_products_ids = computed(_related, At("related_products", list[int]))
    dimensions_unit = lazy(length_units)
    width = field("width", number)
    height = field("height", number)
    length = field("depth", number)
    custom_fields = computed(custom, At("custom_fields", list[FieldRow]))
    additional_fields = extras(
        "calculated_price", "retail_price", "map_price", "is_featured", "is_free_shipping", "fixed_cost_shipping_price",
        "availability", "availability_description", "condition", "is_condition_shown", "order_quantity_minimum",
        "order_quantity_maximum", "inventory_tracking", "inventory_warning_level", "search_keywords", "warranty",
        "bin_picking_number", "preorder_release_date", "preorder_message", "is_price_hidden", "total_sold",
        "reviews_count", "reviews_rating_sum", "product_tax_code", "view_count",
    )  # fmt: skip
