"""What has to be known of a shop to read its tables: options, attributes, where orders are kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from polycart.core.bridge.tables import Table
from polycart.platforms.woocommerce.serialized import Foreign, items, pairs

if TYPE_CHECKING:
    from polycart.core.bridge.client import Bridge
    from polycart.platforms.woocommerce.answers import Statements

OPTION = Table("options", "o")
ATTRIBUTE = Table("woocommerce_attribute_taxonomies", "a")
TAX_CLASS = Table("wc_tax_rate_classes", "c")

NAMES = (
    "siteurl", "home", "blogname", "blogdescription", "timezone_string", "gmt_offset", "permalink_structure", "WPLANG",
    "woocommerce_version", "woocommerce_permalinks", "woocommerce_custom_orders_table_enabled",
    "woocommerce_price_num_decimals", "woocommerce_manage_stock", "woocommerce_weight_unit",
    "woocommerce_dimension_unit", "woocommerce_default_country", "woocommerce_calc_taxes", "woocommerce_tax_based_on",
    "woocommerce_prices_include_tax", "woocommerce_store_address", "woocommerce_store_address_2",
    "woocommerce_store_city", "woocommerce_store_postcode", "woocommerce_feature_cost_of_goods_sold_enabled",
    "woocommerce_hide_out_of_stock_items", "woocommerce_tax_round_at_subtotal",
    "woocommerce_default_catalog_orderby", "active_plugins",
)  # fmt: skip


class Attribute(msgspec.Struct, frozen=True):
    """A global attribute; ``order`` is what its terms are sorted by."""

    id: int
    name: str
    label: str
    order: str


class Shop(msgspec.Struct, frozen=True):
    """The facts; ``attributes`` are by their taxonomies, such as ``pa_color``."""

    prefix: str
    version: str
    options: dict[str, str]
    attributes: dict[str, Attribute]
    tax_classes: frozenset[str]

    @property
    def release(self) -> tuple[int, ...]:
        """The version of WooCommerce as numbers."""
        return tuple(int(part) for part in re.findall(r"\d+", self.version.partition("-")[0]))

    @property
    def home(self) -> str:
        """The address of the site."""
        return self.options.get("home", "").rstrip("/")

    @property
    def tables_of_orders(self) -> bool:
        """Whether orders are kept in tables of their own (HPOS); the copies in the posts then count for nothing."""
        return self.options.get("woocommerce_custom_orders_table_enabled") == "yes"

    @property
    def decimals(self) -> int:
        """The digits of prices."""
        text = self.options.get("woocommerce_price_num_decimals", "2")
        return int(text) if text.isdecimal() else 2

    @property
    def absent(self) -> frozenset[str]:
        """Fields that the API does not have here: costs of goods came with 9.5, and are off at first."""
        costs = self.options.get("woocommerce_feature_cost_of_goods_sold_enabled") == "yes"
        return frozenset() if costs else frozenset({"cost_of_goods_sold"})

    @property
    def multilingual(self) -> bool:
        """Whether a plugin of several languages narrows what each request of the API sees."""
        folders = {str(file).partition("/")[0] for file in _items(self.options.get("active_plugins"))}
        return bool(folders & {"sitepress-multilingual-cms", "polylang", "polylang-pro"})

    @property
    def product_base(self) -> str | None:
        """What stands before the slug in a product's address; ``None`` where that is not the same for all."""
        try:
            known = pairs(self.options.get("woocommerce_permalinks"))
        except Foreign:
            return None
        base = str(known.get("product_base") or "product").strip("/")
        return None if "%" in base else base

    def address(self, slug: str) -> str | None:
        """The address of a published product, as get_post_permalink makes it; ``None`` where it has more parts."""
        if self.product_base is None:
            return None
        structure = self.options.get("permalink_structure", "")
        if not structure:
            return f"{self.home}/?product={slug}"
        return f"{self.home}/{self.product_base}/{slug}" + ("/" if structure.endswith("/") else "")


def _items(text: str | None) -> list[Any]:
    try:
        return items(text)
    except Foreign:
        return []


async def learn(bridge: Bridge[Any]) -> Shop:
    """Read the facts with one request, beside the bridge's own."""
    info = await bridge.info()
    answer = await bridge.read(
        OPTION.select(["o.option_name", "o.option_value"], [["o.option_name", "in", list(NAMES)]]), *LISTS
    )
    options, attributes, classes = (msgspec.json.decode(rows) for rows in answer.rows[:3])
    return Shop(
        prefix=info.prefix,
        version=info.version,
        options={row["o"]["option_name"]: str(row["o"]["option_value"]) for row in options},
        attributes=_attributes(attributes),
        tax_classes=_classes(classes),
    )


async def roles(bridge: Bridge[Any], shop: Shop) -> list[str]:
    """The roles of users, which lie in an option with all that each may do."""
    name = f"{shop.prefix}user_roles"
    answer = await bridge.read(OPTION.select(["o.option_value"], [["o.option_name", "=", name]]))
    rows: list[Any] = msgspec.json.decode(answer.rows[0])
    return list(pairs(rows[0]["o"]["option_value"], blind=True)) if rows else []


LISTS = (
    ATTRIBUTE.select(["a.attribute_id", "a.attribute_name", "a.attribute_label", "a.attribute_orderby"]),
    TAX_CLASS.select(["c.slug"]),
)


def ask_lists(batch: Statements, *, wanted: bool) -> int | None:
    """Read attributes and tax classes along with a page: new ones are made while the other facts are kept."""
    if not wanted:
        return None
    first = batch.add(LISTS[0])
    batch.add(LISTS[1])
    return first


def renewed(shop: Shop, batch: Statements, place: int | None) -> Shop:
    """The facts with the lists that came along."""
    if place is None:
        return shop
    attributes, classes = batch.rows(place), batch.rows(place + 1)
    return msgspec.structs.replace(shop, attributes=_attributes(attributes), tax_classes=_classes(classes))


def _attributes(rows: list[Any]) -> dict[str, Attribute]:
    return {
        f"pa_{row['attribute_name']}": Attribute(
            int(row["attribute_id"]), row["attribute_name"], row["attribute_label"] or "", row["attribute_orderby"]
        )
        for row in (one["a"] for one in rows)
    }


def _classes(rows: list[Any]) -> frozenset[str]:
    return frozenset(row["c"]["slug"] for row in rows)
