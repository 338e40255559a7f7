"""What products and variations have in common: prices, stock, sizes, dates, meta data."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from polycart.platforms.woocommerce.answers import Record, Unknown
from polycart.platforms.woocommerce.facts import Shop
from polycart.platforms.woocommerce.metas import NOTHING, Metas
from polycart.platforms.woocommerce.pictures import Addresses
from polycart.platforms.woocommerce.posts import Term, stamp
from polycart.platforms.woocommerce.serialized import Foreign, items, pairs
from polycart.platforms.woocommerce.texts import paragraphs, textured

_NUMBER = re.compile(r"-?\d*\.?\d*")

INTERNAL = frozenset(
    [
        "_visibility",
        "_sku",
        "_global_unique_id",
        "_price",
        "_regular_price",
        "_sale_price",
        "_sale_price_dates_from",
        "_sale_price_dates_to",
        "total_sales",
        "_tax_status",
        "_tax_class",
        "_manage_stock",
        "_stock",
        "_stock_status",
        "_backorders",
        "_low_stock_amount",
        "_sold_individually",
        "_weight",
        "_length",
        "_width",
        "_height",
        "_upsell_ids",
        "_crosssell_ids",
        "_purchase_note",
        "_default_attributes",
        "_product_attributes",
        "_virtual",
        "_downloadable",
        "_download_limit",
        "_download_expiry",
        "_featured",
        "_downloadable_files",
        "_wc_rating_count",
        "_wc_average_rating",
        "_wc_review_count",
        "_variation_description",
        "_thumbnail_id",
        "_file_paths",
        "_product_image_gallery",
        "_product_version",
        "_wp_old_slug",
        "_edit_last",
        "_edit_lock",
        "_cogs_total_value",
    ]
)
"""Keys that are fields, not meta data (WC_Product_Data_Store_CPT::$internal_meta_keys)."""

EXTRA = {"external": {"_product_url", "_button_text"}, "grouped": {"_children"}}
"""Keys that are fields of one type (the data stores' ``$internal_meta_keys`` and ``read_extra_data``)."""


class Goods(msgspec.Struct, kw_only=True):
    """One product or variation as its rows lie in the tables; ``parent`` is that of a variation, ``kin`` its own."""

    shop: Shop
    post: dict[str, Any]
    metas: Metas = NOTHING
    terms: dict[str, list[Term]] = {}
    pictures: dict[int, Record | None] = {}
    addresses: Addresses | None = None
    parent: Goods | None = None
    kin: list[Goods] = []

    @property
    def id(self) -> int:
        """Its number."""
        return int(self.post["ID"])

    def slugs(self, taxonomy: str) -> list[str]:
        """The slugs of its terms."""
        return [term.slug for term in self.terms.get(taxonomy, [])]


Teller = Callable[[Goods], Any]


def amount(value: str | None) -> str:
    """A stored number as ``wc_format_decimal`` leaves it; one that it would change is left to it."""
    text = value or ""
    if not _NUMBER.fullmatch(text):
        raise Unknown(text)
    return text


def meta_amount(key: str) -> Teller:
    """A number out of the meta data."""
    return lambda goods: amount(goods.metas.get(key))


def meta_text(key: str, default: str = "") -> Teller:
    """A text out of the meta data."""
    return lambda goods: goods.metas.text(key, default)


def meta_flag(key: str) -> Teller:
    """A switch out of the meta data."""
    return lambda goods: goods.metas.yes(key)


def count(text: str | None) -> int:
    """A whole number as ``absint`` reads it."""
    return abs(int(float(text))) if text and re.fullmatch(r"[+-]?\d+(\.\d+)?", text.strip()) else 0


def meta_count(key: str, default: int = 0) -> Teller:
    """A whole number out of the meta data; ``default`` where there is none, or -1."""

    def tell(goods: Goods) -> int:
        text = goods.metas.text(key)
        return default if text in ("", "-1") else count(text)

    return tell


def meta_ids(key: str) -> Teller:
    """A list of ids out of the meta data."""

    def tell(goods: Goods) -> list[int]:
        try:
            return [count(str(one)) for one in items(goods.metas.get(key))]
        except Foreign as error:
            raise Unknown(key) from error

    return tell


def column(name: str) -> Teller:
    """A column of the post."""
    return lambda goods: goods.post[name]


def moment(name: str) -> Teller:
    """A moment among the columns of the post."""
    return lambda goods: stamp(goods.post[name])


def moment_of(text: str | None) -> str | None:
    """Seconds since 1970 as a moment."""
    if not text or not text.isdecimal():
        return None
    return datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%dT%H:%M:%S")


def sale_moment(key: str) -> Teller:
    """When a sale begins or ends."""
    return lambda goods: moment_of(goods.metas.get(key))


def stock(goods: Goods) -> int | None:
    """The stored quantity, in whole pieces (``wc_stock_amount``)."""
    text = goods.metas.text("_stock")
    return None if text == "" else int(float(text))


def stock_status(goods: Goods) -> str:
    """Whether there is any; statuses of plugins are not told."""
    status = goods.metas.text("_stock_status", "instock")
    return status if status in ("instock", "outofstock", "onbackorder") else "instock"


def low_stock(goods: Goods) -> int | None:
    """When it is called low."""
    text = goods.metas.text("_low_stock_amount")
    return None if text == "" else count(text)


def tax_class(shop: Shop, text: str) -> str:
    """A class of taxes; one that the shop does not have is the standard one (WC_Product::set_tax_class)."""
    return text if text in shop.tax_classes else ""


def reduced(metas: Metas) -> bool:
    """Whether the sale price holds right now (WC_Product::is_on_sale)."""
    sale, regular = amount(metas.get("_sale_price")), amount(metas.get("_regular_price"))
    if sale == "" or not _float(regular) > _float(sale):
        return False
    now = time.time()
    start, end = metas.text("_sale_price_dates_from"), metas.text("_sale_price_dates_to")
    return not ((start.isdecimal() and int(start) > now) or (end.isdecimal() and int(end) < now))


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def unserialized(goods: Goods, key: str) -> dict[str, Any]:
    """An array with names out of the meta data."""
    try:
        return pairs(goods.metas.get(key))
    except Foreign as error:
        raise Unknown(key) from error


def described(text: str) -> str:
    """A description with its paragraphs, where they are plain."""
    return _shown(paragraphs(text))


def formatted(text: str) -> str:
    """A text whose marks are made typographic as well, where it has none."""
    return _shown(textured(text))


def _shown(text: str | None) -> str:
    if text is None:
        raise Unknown("text")
    return text


def no_downloads(goods: Goods) -> list[Any]:
    """Files for download have to be in approved folders, which the shop's code knows."""
    if unserialized(goods, "_downloadable_files"):
        raise Unknown("downloads")
    return []


def size(goods: Goods) -> dict[str, str]:
    """Length, width and height."""
    return {name: amount(goods.metas.get(f"_{name}")) for name in ("length", "width", "height")}


def picture(goods: Goods, id: int) -> Record | None:
    """A picture; one that is gone is none."""
    if id in goods.pictures and goods.pictures[id] is None:
        raise Unknown("picture")
    return goods.pictures.get(id)
