"""Where the database keeps what the webservice calls its resources: tables, texts, shops of a multistore, lists.

Names of resources and fields are the webservice's, so that all that reads its answers reads these rows. A field is the
column of its name in the rows of the shop, of the language or of the thing itself, in this order, as
``Adapter/EntityMapper::load`` lays them over each other; what lies elsewhere is told here. Source: ``$definition`` and
``$webserviceParameters`` of ``classes/*.php`` and their ``getWs…`` methods, PrestaShop 1.6.1, 1.7.8 and 8.1.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

THING, SHOPPED, WORDED = "t", "s", "l"
"""Aliases: the thing's own table, its rows for a shop, its texts in a language."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A list inside an entity (an association): its table, the column with the entity's id, its fields' columns."""

    table: str
    of: str
    fields: Mapping[str, str]
    order: tuple[str, ...] = ()
    joins: Mapping[str, str] = {}
    where: tuple[str, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The tables of a resource.

    ``key`` is the column of its id; ``texts`` and ``shop`` say whether there are ``<table>_lang`` and ``<table>_shop``;
    what is not in a shop is not seen through it. ``places`` are fields that lie elsewhere, or have another name, with
    the columns to take in their order; ``joins`` are what those need. A flag is a ``tinyint``, answered as a text, but
    for ``numbers``, which are none, and ``flags``, which are other numbers.
    """

    table: str
    key: str
    texts: bool = False
    shop: bool = False
    places: Mapping[str, tuple[str, ...]] = {}
    joins: Mapping[str, str] = {}
    parts: Mapping[str, Part] = {}
    where: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()

    @property
    def tables(self) -> set[str]:
        """All tables that may be asked for."""
        found = {
            self.table,
            *(f"{self.table}{end}" for end, there in (("_lang", self.texts), ("_shop", self.shop)) if there),
        }
        joined = [*self.joins.values(), *(on for part in self.parts.values() for on in part.joins.values())]
        found |= {on.removeprefix("LEFT ").partition(" ")[0] for on in joined}
        return found | {part.table for part in self.parts.values()}


def _ids(table: str, of: str, column: str, *, order: str = "") -> Part:
    """A list of ids."""
    return Part(table=table, of=f"t.{of}", fields={"id": f"t.{column}"}, order=(f"t.{order or column}",))


COVER = {
    "c": "LEFT image_shop ON c.id_product = t.id_product AND c.cover = 1 AND c.id_shop = :shop",
    "i": "LEFT image ON i.id_product = t.id_product AND i.cover = 1",
}

PRODUCT = Source(
    table="product", key="id_product", texts=True, shop=True,
    places={
        "manufacturer_name": ("m.name",),
        "id_default_image": ("c.id_image", "i.id_image"),
    },
    joins={"m": "LEFT manufacturer ON m.id_manufacturer = t.id_manufacturer", **COVER},
    parts={
        "categories": _ids("category_product", "id_product", "id_category"),
        "images": Part(
            table="image", of="t.id_product", fields={"id": "t.id_image"}, order=("t.position", "t.id_image"),
            joins={"s": "image_shop ON s.id_image = t.id_image AND s.id_shop = :shop"}, where=("s.id_shop = :shop",),
        ),
        "accessories": _ids("accessory", "id_product_1", "id_product_2"),
        "product_bundle": Part(
            table="pack", of="t.id_product_pack", order=("t.id_product_item",),
            fields={"id": "t.id_product_item", "id_product_attribute": "t.id_product_attribute_item",
                    "quantity": "t.quantity"},
        ),
        "product_features": Part(
            table="feature_product", of="t.id_product", order=("t.id_feature", "t.id_feature_value"),
            fields={"id": "t.id_feature", "id_feature_value": "t.id_feature_value"},
        ),
        "product_option_values": Part(
            table="product_attribute_combination", of="a.id_product", fields={"id": "t.id_attribute"},
            order=("t.id_product_attribute", "t.id_attribute"), where=("s.id_shop = :shop",),
            joins={
                "a": "product_attribute ON a.id_product_attribute = t.id_product_attribute",
                "s": "product_attribute_shop ON s.id_product_attribute = t.id_product_attribute AND s.id_shop = :shop",
            },
        ),
        "tags": _ids("product_tag", "id_product", "id_tag"),
    },
)  # fmt: skip

COMBINATION = Source(
    table="product_attribute", key="id_product_attribute", texts=True, shop=True,
    parts={
        "product_option_values": _ids("product_attribute_combination", "id_product_attribute", "id_attribute"),
        "images": _ids("product_attribute_image", "id_product_attribute", "id_image"),
    },
)  # fmt: skip

ORDER = Source(
    table="orders", key="id_order", flags=frozenset({"valid"}),
    parts={
        "order_rows": Part(
            table="order_detail", of="t.id_order", order=("t.id_order_detail",),
            fields={"id": "t.id_order_detail"} | {name: f"t.{name}" for name in (
                "product_id", "product_attribute_id", "product_quantity", "product_name", "product_reference",
                "product_price", "unit_price_tax_incl", "unit_price_tax_excl",
            )},
        ),
    },
)  # fmt: skip

SLIP = Source(
    table="order_slip", key="id_order_slip",
    parts={
        "order_slip_details": Part(
            table="order_slip_detail", of="t.id_order_slip", order=("t.id_order_detail",),
            fields={"id": "t.id_order_slip"} | {name: f"t.{name}" for name in (
                "id_order_detail", "product_quantity", "amount_tax_excl", "amount_tax_incl",
            )},
        ),
    },
)  # fmt: skip

CART = Source(
    table="cart", key="id_cart",
    parts={
        "cart_rows": Part(
            table="cart_product", of="t.id_cart", order=("t.date_add", "t.id_product", "t.id_product_attribute"),
            fields={name: f"t.{name}" for name in (
                "id_product", "id_product_attribute", "id_address_delivery", "id_customization", "quantity",
            )},
            where=("t.id_shop = :shop",),
        ),
    },
)  # fmt: skip

SOURCES: Mapping[str, Source] = {
    "addresses": Source(table="address", key="id_address"),
    "carriers": Source(table="carrier", key="id_carrier", texts=True, shop=True),
    "cart_rules": Source(table="cart_rule", key="id_cart_rule", texts=True),
    "carts": CART,
    "categories": Source(
        table="category", key="id_category", texts=True, shop=True,
        parts={"products": _ids("category_product", "id_category", "id_product", order="position")},
        numbers=frozenset({"level_depth"}),
    ),
    "combinations": COMBINATION,
    "configurations": Source(table="configuration", key="id_configuration"),
    "countries": Source(table="country", key="id_country", texts=True, shop=True),
    "currencies": Source(table="currency", key="id_currency", texts=True, shop=True),
    "customers": Source(
        table="customer", key="id_customer", parts={"groups": _ids("customer_group", "id_customer", "id_group")}
    ),
    "deliveries": Source(table="delivery", key="id_delivery"),
    "groups": Source(
        table="group", key="id_group", texts=True, shop=True, numbers=frozenset({"price_display_method"})
    ),
    "languages": Source(table="lang", key="id_lang", shop=True),
    "manufacturers": Source(table="manufacturer", key="id_manufacturer", texts=True, shop=True),
    "messages": Source(table="message", key="id_message"),
    "modules": Source(
        table="module", key="id_module", places={"shop": ("e.id_shop",)},
        # A module works in the shops that it is switched on in: Module::isEnabled
        joins={"e": "LEFT module_shop ON e.id_module = t.id_module AND e.id_shop = :shop"},
    ),
    "order_carriers": Source(table="order_carrier", key="id_order_carrier"),
    "order_cart_rules": Source(table="order_cart_rule", key="id_order_cart_rule"),
    "order_details": Source(table="order_detail", key="id_order_detail"),
    "order_histories": Source(table="order_history", key="id_order_history"),
    "order_payments": Source(table="order_payment", key="id_order_payment"),
    "order_slip": SLIP,
    "order_states": Source(table="order_state", key="id_order_state", texts=True),
    "orders": ORDER,
    "price_ranges": Source(table="range_price", key="id_range_price"),
    "product_feature_values": Source(table="feature_value", key="id_feature_value", texts=True),
    "product_features": Source(table="feature", key="id_feature", texts=True, shop=True),
    "product_option_values": Source(table="attribute", key="id_attribute", texts=True, shop=True),
    "product_options": Source(table="attribute_group", key="id_attribute_group", texts=True, shop=True),
    "products": PRODUCT,
    "shop_urls": Source(table="shop_url", key="id_shop_url"),
    "shop_groups": Source(table="shop_group", key="id_shop_group"),
    "shops": Source(table="shop", key="id_shop"),
    "specific_price_rules": Source(table="specific_price_rule", key="id_specific_price_rule"),
    "specific_prices": Source(table="specific_price", key="id_specific_price"),
    "states": Source(table="state", key="id_state"),
    "stock_availables": Source(
        table="stock_available", key="id_stock_available",
        # Shops of a group that share their stock have rows of the group alone: StockAvailable::addSqlShopRestriction
        where=("t.id_shop = :stocked", "t.id_shop_group = :sharing"),
    ),
    "stores": Source(table="store", key="id_store", texts=True, shop=True),
    "tags": Source(table="tag", key="id_tag"),
    "tax_rule_groups": Source(table="tax_rules_group", key="id_tax_rules_group", shop=True),
    "tax_rules": Source(table="tax_rule", key="id_tax_rule"),
    "taxes": Source(table="tax", key="id_tax", texts=True),
    "warehouses": Source(
        table="warehouse", key="id_warehouse", shop=True,
        parts={
            "shops": _ids("warehouse_shop", "id_warehouse", "id_shop"),
            "carriers": _ids("warehouse_carrier", "id_warehouse", "id_carrier"),
        },
    ),
    "weight_ranges": Source(table="range_weight", key="id_range_weight"),
    "zones": Source(table="zone", key="id_zone", shop=True),
}  # fmt: skip
