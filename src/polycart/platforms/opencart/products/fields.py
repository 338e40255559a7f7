"""The table between a product of the contract and OpenCart's, with what is fetched along with a page of products.

In three shapes: up to 3.0, 4.0 with variants, and since 4.1 with specials among the discounts and numbers in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from polycart.api.entities import Image
from polycart.api.product import Product, ProductGroupPrice, ProductTierPrice, SpecialPrice
from polycart.core.bridge.tables import Follow, Table
from polycart.core.codecs import decimal, text
from polycart.core.ids import link
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.platforms.opencart import seo
from polycart.platforms.opencart.connection import Opencart
from polycart.platforms.opencart.facts import V40, V41
from polycart.platforms.opencart.images import MAIN, image
from polycart.platforms.opencart.products import prices
from polycart.platforms.opencart.products.choices import OPTION, ChildMap, ChildRow, OptionMap, options
from polycart.platforms.opencart.products.prices import DiscountMap, PriceRow, SpecialMap
from polycart.platforms.opencart.values import flag, moment, unescaped, words

SIMPLE, CONFIGURABLE = "simple", "configurable"
CODES = {"sku": "SKU", "upc": "UPC", "ean": "EAN", "isbn": "ISBN", "mpn": "MPN"}
"""The numbers that the contract knows, with the codes of ``product_code``, in which they are kept since 4.1."""

JOINS = {
    "d": "LEFT product_description ON d.product_id = p.product_id AND d.language_id = :language",
    "m": "LEFT manufacturer ON m.manufacturer_id = p.manufacturer_id",
}
PICTURES = Table("product_image", "i")
FOLLOWS = {
    "pictures": Follow(PICTURES, "i.product_id = p.product_id", order=["i.sort_order", "i.product_image_id"]),
    "categories": Follow(Table("product_to_category", "pc"), "pc.product_id = p.product_id", order=["pc.category_id"]),
    "stores": Follow(Table("product_to_store", "ps"), "ps.product_id = p.product_id", order=["ps.store_id"]),
    "related": Follow(Table("product_related", "pr"), "pr.product_id = p.product_id", order=["pr.related_id"]),
    "downloads": Follow(Table("product_to_download", "pd"), "pd.product_id = p.product_id", order=["pd.download_id"]),
    "options": Follow(OPTION, "po.product_id = p.product_id", order=["o.sort_order", "po.product_option_id"]),
}  # fmt: skip
DISCOUNTS = Table("product_discount", "x")
SPECIALS = {
    "discounts": Follow(DISCOUNTS, "x.product_id = p.product_id", order=["x.product_discount_id"]),
    "specials": Follow(Table("product_special", "y"), "y.product_id = p.product_id", order=["y.product_special_id"]),
}
CHILDREN = {"children": Follow(Table("product", "k"), "k.master_id = p.product_id", order=["k.product_id"])}

TABLE_30 = Table("product", "p", joins=JOINS, follow=FOLLOWS | SPECIALS)
TABLE_40 = Table("product", "p", joins=JOINS, follow=FOLLOWS | SPECIALS | CHILDREN)
TABLE_41 = Table(
    "product",
    "p",
    joins=JOINS,
    follow=FOLLOWS
    | CHILDREN
    | {
        "discounts": SPECIALS["discounts"],
        "codes": Follow(Table("product_code", "n"), "n.product_id = p.product_id", order=["n.product_code_id"]),
    },
)


class IdRow(msgspec.Struct):
    """A row that holds the id of something else."""

    id: int = 0


class _Categories(Map[IdRow]):
    id = field("pc.category_id")


class _Stores(Map[IdRow]):
    id = field("ps.store_id")


class _Related(Map[IdRow]):
    id = field("pr.related_id")


class _Downloads(Map[IdRow]):
    id = field("pd.download_id")


class PictureRow(msgspec.Struct):
    """A picture beside the main one."""

    id: int = 0
    image: str | None = None
    sort_order: int | None = None


class PictureMap(Map[PictureRow]):
    """A picture beside the main one."""

    id = field("i.product_image_id")
    image = field("i.image")
    sort_order = field("i.sort_order")


class CodeRow(msgspec.Struct):
    """A number of a product, such as its SKU."""

    code: str = ""
    value: str | None = None


class CodeMap(Map[CodeRow]):
    """A number of a product, since 4.1."""

    code = field("n.code")
    value = field("n.value")


def ids_of(rows: Sequence[IdRow]) -> list[str]:
    """The ids of rows, as texts."""
    return [str(row.id) for row in rows]


def number(name: str) -> Any:
    """The number called ``name`` among a product's codes."""

    def find(rows: Sequence[CodeRow]) -> str:
        return next((unescaped(row.value) or "" for row in rows if row.code == CODES[name]), "")

    return find


def _type(children: Sequence[ChildRow]) -> str:
    return CONFIGURABLE if children else SIMPLE


def _virtual(shipping: Any) -> bool:
    return not int(shipping or 0)


def in_stock(quantity: Any, subtract: Any) -> bool:
    """Whether some are there, or nobody counts them."""
    return int(quantity or 0) > 0 or not int(subtract or 0)


def _managed_text(subtract: Any) -> str:
    return "True" if int(subtract or 0) else "False"


def _some(rows: Sequence[IdRow]) -> bool:
    return bool(rows)


async def images(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[list[Image]]:
    """The main picture and the others; nothing is asked for."""

    def each(main: str | None, others: Sequence[PictureRow]) -> list[Image]:
        first = [image(cart, MAIN, main, place=0, main=True)] if main else []
        return first + [
            image(cart, str(row.id), row.image, place=row.sort_order or 0, main=False) for row in others if row.image
        ]

    return [each(*row) for row in rows]


async def urls(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[str]:
    """The addresses that hold whether or not the shop rewrites them."""
    return [f"{cart.home}index.php?route=product/product&product_id={id}" for (id,) in rows]


async def keywords(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[str | None]:
    """The readable words of addresses, which are in a table of their own."""
    found = await seo.words_of(cart, seo.PRODUCT, [id for (id,) in rows])
    return [found.get(str(id)) for (id,) in rows]


async def weight_units(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[str]:
    """What each product's unit of weight is called."""
    return [cart.known.unit(cart.known.weights, int(id or 0), cart.language) for (id,) in rows]


async def length_units(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[str]:
    """What each product's unit of length is called."""
    return [cart.known.unit(cart.known.lengths, int(id or 0), cart.language) for (id,) in rows]


async def _backorders(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[str]:
    """The shop lets all of its products be ordered with none in stock, or none of them."""
    return ["yes" if cart.setting("config_stock_checkout") == "1" else "no"] * len(rows)


def _special(cart: Opencart, discounts: Sequence[PriceRow], specials: Sequence[PriceRow]) -> PriceRow | None:
    reduced = [*specials, *(row for row in discounts if row.special)]
    return prices.best_special(reduced, prices.everybody(cart))


def _breaks(discounts: Sequence[PriceRow]) -> list[PriceRow]:
    return [row for row in discounts if not row.special]


async def _specials(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[SpecialPrice | None]:
    return [prices.special_price(_special(cart, some, more), float(own or 0)) for own, some, more in rows]


async def _on_sale(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[bool]:
    found = [_special(cart, some, more) for some, more in rows]
    return [row is not None and row.holds for row in found]


async def _tiers(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[list[ProductTierPrice]]:
    group = prices.everybody(cart)
    return [prices.tier_prices(_breaks(some), float(own or 0), group) for own, some in rows]


async def _groups(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[list[ProductGroupPrice]]:
    return [prices.group_prices(_breaks(some), float(own or 0)) for own, some in rows]


async def advanced(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[Any]:
    """Prices by group and quantity."""
    return [prices.advanced_prices(_breaks(some), float(own or 0)) for own, some in rows]


_DISCOUNTS, _SPECIALS = At("discounts", DiscountMap), At("specials", SpecialMap)


class ProductMap(Map[Product]):
    """A product since 4.1; prices are without tax, in the default currency."""

    id = field("p.product_id", text)
    type = computed(_type, At("children", ChildMap))
    u_model = field("p.model", words)
    u_sku = computed(number("sku"), At("codes", CodeMap))
    name = field("d.name", words)
    description = field("d.description", words)
    price = field("p.price", decimal)
    special_price = lazy(_specials, "p.price", _DISCOUNTS, _SPECIALS)
    tier_price = lazy(_tiers, "p.price", _DISCOUNTS)
    group_price = lazy(_groups, "p.price", _DISCOUNTS)
    advanced_price = lazy(advanced, "p.price", _DISCOUNTS)
    on_sale = lazy(_on_sale, _DISCOUNTS, _SPECIALS)
    quantity = field("p.quantity", decimal)
    in_stock = computed(in_stock, "p.quantity", "p.subtract")
    backorders = lazy(_backorders, "p.product_id")
    manage_stock = computed(_managed_text, "p.subtract")
    is_stock_managed = field("p.subtract", flag)
    u_brand_id = field("p.manufacturer_id", link)
    u_brand = field("m.name", words)
    categories_ids = computed(ids_of, At("categories", _Categories))
    stores_ids = computed(ids_of, At("stores", _Stores))
    url = lazy(urls, "p.product_id")
    seo_url = lazy(keywords, "p.product_id")
    meta_title = field("d.meta_title", words)
    meta_keywords = field("d.meta_keyword", words)
    meta_description = field("d.meta_description", words)
    avail_sale = field("p.status", flag)
    avail_view = field("p.status", flag)
    is_virtual = computed(_virtual, "p.shipping")
    is_downloadable = computed(_some, At("downloads", _Downloads))
    weight = field("p.weight", decimal)
    weight_unit = lazy(weight_units, "p.weight_class_id")
    dimensions_unit = lazy(length_units, "p.length_class_id")
    width = field("p.width", decimal)
    height = field("p.height", decimal)
    length = field("p.length", decimal)
    sort_order = field("p.sort_order")
    create_at = field("p.date_added", moment)
    modified_at = field("p.date_modified", moment)
    tax_class_id = field("p.tax_class_id", link)
    images = lazy(images, "p.image", At("pictures", PictureMap))
    product_options = computed(options, At("options", OptionMap), At("children", ChildMap))
    u_upc = computed(number("upc"), At("codes", CodeMap))
    u_ean = computed(number("ean"), At("codes", CodeMap))
    u_isbn = computed(number("isbn"), At("codes", CodeMap))
    u_mpn = computed(number("mpn"), At("codes", CodeMap))
    related_products_ids = computed(ids_of, At("related", _Related))
    additional_fields = extras(
        tags="d.tag", location="p.location", date_available="p.date_available", minimum="p.minimum",
        points="p.points", stock_status_id="p.stock_status_id", shipping="p.shipping",
    )  # fmt: skip


class OlderProductMap(ProductMap):
    """A product up to 4.0, whose numbers are columns."""

    u_sku = field("p.sku", words)
    u_upc = field("p.upc", words)
    u_ean = field("p.ean", words)
    u_isbn = field("p.isbn", words)
    u_mpn = field("p.mpn", words)


def shape(cart: Opencart) -> tuple[Table, type[ProductMap]]:
    """The table and the map of the shop's version."""
    version = cart.known.version
    if version >= V41:
        return TABLE_41, ProductMap
    return (TABLE_40 if version >= V40 else TABLE_30), OlderProductMap
