"""The tables of the simulated shop, laid out as ``$definition`` of PrestaShop's classes tells.

What the webservice shows of a resource is a column of the same name: in the thing's own table, in ``<table>_lang``
where it is a text, and once more in ``<table>_shop`` where shops of a multistore may differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from polycart.platforms.prestashop_api.sim.declared import RESOURCES, Field

NAMES: Mapping[str, str] = {
    "addresses": "address", "carriers": "carrier", "cart_rules": "cart_rule", "carts": "cart", "categories": "category",
    "combinations": "product_attribute", "configurations": "configuration", "countries": "country",
    "currencies": "currency", "customers": "customer", "deliveries": "delivery", "groups": "group",
    "languages": "lang", "manufacturers": "manufacturer", "messages": "message", "order_carriers": "order_carrier",
    "order_cart_rules": "order_cart_rule", "order_details": "order_detail", "order_histories": "order_history",
    "order_payments": "order_payment", "order_slip": "order_slip", "order_states": "order_state", "orders": "orders",
    "price_ranges": "range_price", "product_feature_values": "feature_value", "product_features": "feature",
    "product_option_values": "attribute", "product_options": "attribute_group", "products": "product",
    "shop_groups": "shop_group", "shop_urls": "shop_url", "shops": "shop",
    "specific_price_rules": "specific_price_rule", "specific_prices": "specific_price", "states": "state",
    "stock_availables": "stock_available", "stores": "store", "tags": "tag", "tax_rule_groups": "tax_rules_group",
    "tax_rules": "tax_rule", "taxes": "tax", "warehouses": "warehouse", "weight_ranges": "range_weight",
    "zones": "zone",
}  # fmt: skip
"""The table of each resource."""

PER_SHOP: Mapping[str, tuple[str, ...]] = {
    "category": ("position",),
    "currency": ("conversion_rate",),
    "product": (
        "id_category_default", "id_tax_rules_group", "on_sale", "online_only", "ecotax", "minimal_quantity", "price",
        "wholesale_price", "unity", "unit_price", "additional_shipping_cost", "customizable", "text_fields",
        "uploadable_files", "active", "available_for_order", "available_date", "show_condition", "condition",
        "show_price", "indexed", "visibility", "cache_default_attribute", "advanced_stock_management", "date_add",
        "date_upd", "pack_stock_type",
    ),
    "product_attribute": (
        "id_product", "wholesale_price", "price", "ecotax", "weight", "unit_price_impact", "default_on",
        "minimal_quantity", "available_date",
    ),
}  # fmt: skip
"""Columns of ``<table>_shop`` beside the ids; all others have none."""

LANG_OF_SHOP = frozenset({"product", "category", "carrier"})
"""Tables whose texts may differ from shop to shop."""

LINKS: Mapping[str, str] = {
    "accessory": "id_product_1 int(10), id_product_2 int(10)",
    "cart_product": "id_cart int(10), id_product int(10), id_product_attribute int(10), quantity int(10),"
    " id_address_delivery int(10), id_customization int(10), id_shop int(10), date_add datetime",
    "category_product": "id_category int(10), id_product int(10), position int(10)",
    "customer_group": "id_customer int(10), id_group int(10)",
    "feature_product": "id_feature int(10), id_product int(10), id_feature_value int(10)",
    "image": "id_image int(10), id_product int(10), position smallint(2), cover tinyint(1)",
    "image_shop": "id_product int(10), id_image int(10), id_shop int(11), cover tinyint(1)",
    "module": "id_module int(10), name varchar(64), active tinyint(1), version varchar(8)",
    "module_shop": "id_module int(11), id_shop int(11)",
    "order_slip_detail": "id_order_slip int(10), id_order_detail int(10), product_quantity int(10),"
    " amount_tax_excl decimal(20,6), amount_tax_incl decimal(20,6)",
    "pack": "id_product_pack int(10), id_product_item int(10), id_product_attribute_item int(10), quantity int(10)",
    "product_attribute_combination": "id_attribute int(10), id_product_attribute int(10)",
    "product_attribute_image": "id_product_attribute int(10), id_image int(10)",
    "product_tag": "id_product int(10), id_tag int(10), id_lang int(10)",
    "warehouse_carrier": "id_carrier int(11), id_warehouse int(11)",
}
"""Tables that join two things, and those of pictures."""

_TYPES = {"i": "int(11)", "b": "tinyint(1)", "f": "decimal(20,6)", "s": "varchar(255)", "h": "text", "d": "datetime"}
_ITS_OWN = {
    "category.level_depth": "tinyint(3)", "configuration.value": "text", "configuration.id_shop": "int(11)",
    "configuration.id_shop_group": "int(11)", "customer.birthday": "date", "group.price_display_method": "tinyint(4)",
    "orders.valid": "int(1)", "order_detail.tax_computation_method": "tinyint(1)", "product.available_date": "date",
    "product_attribute.available_date": "date", "stock_available.out_of_stock": "tinyint(1)",
    "tax.rate": "decimal(10,3)", "group.reduction": "decimal(17,2)", "cart_rule.reduction_percent": "decimal(5,2)",
    "currency.conversion_rate": "decimal(13,6)", "orders.conversion_rate": "decimal(13,6)",
    "order_slip.conversion_rate": "decimal(13,6)", "order_payment.conversion_rate": "decimal(13,6)",
    "orders.carrier_tax_rate": "decimal(10,3)", "message.message": "text", "store.hours": "text",
    "order_detail.product_quantity_refunded": "int(10)", "range_weight.delimiter1": "decimal(20,6)",
    "specific_price.reduction_tax": "tinyint(1)", "specific_price_rule.reduction_tax": "tinyint(1)",
    "order_slip.partial": "tinyint(1)", "order_slip.order_slip_type": "tinyint(1)", "cart.delivery_option": "text",
    "carrier.shipping_method": "int(2)", "product.additional_delivery_times": "tinyint(1)",
    "orders.gift_message": "text", "cart.gift_message": "text", "cart_rule.description": "text",
    "order_detail.group_reduction": "decimal(5,2)", "order_detail.reduction_percent": "decimal(5,2)",
    "order_detail.ecotax_tax_rate": "decimal(5,3)", "product.text_fields": "tinyint(4)",
    "product.uploadable_files": "tinyint(4)", "product.customizable": "tinyint(2)",
    "order_detail.discount_quantity_applied": "tinyint(1)",
}  # fmt: skip
"""Types that are not those of other columns of their kind."""

SINCE: Mapping[str, tuple[int, ...]] = {
    "product.mpn": (1, 7, 7), "product_attribute.mpn": (1, 7, 7), "product.product_type": (1, 7, 8),
    "product.unit_price": (8, 1), "product.isbn": (1, 7), "product_attribute.isbn": (1, 7), "product.state": (1, 7),
    "lang.locale": (1, 7), "order_detail.total_refunded_tax_incl": (1, 7, 7),
    "order_detail.total_refunded_tax_excl": (1, 7, 7), "currency.precision": (1, 7, 6),
}  # fmt: skip
"""Columns that older shops lack, by the version that brought them: ``install-dev/upgrade/sql``."""


def stored(resource: str) -> list[Field]:
    """The fields of a resource that have a column."""
    kept = [field for field in RESOURCES[resource].fields.values() if field.type != "n" and not field.worked_out]
    if resource == "configurations":
        kept += [field for field in RESOURCES[resource].fields.values() if field.name.startswith("id_shop")]
    return kept


def texts_of(resource: str) -> list[str]:
    """The fields of a resource that are texts of its table of languages."""
    if resource == "currencies":
        return ["name", "symbol", "pattern"]
    return [field.name for field in stored(resource) if field.texts]


def _line(table: str, field: Field) -> str:
    return f"`{field.name}` {_ITS_OWN.get(f'{table}.{field.name}') or _TYPES[field.type]}"


@cache
def schema(version: str) -> str:
    """The statements that make the tables of a version."""
    release = tuple(int(part) for part in version.split(".") if part.isdigit())

    def there(table: str, field: Field) -> bool:
        return release >= SINCE.get(f"{table}.{field.name}", ())

    made = dict(LINKS)
    for resource, table in NAMES.items():
        key, shop = f"`{RESOURCES[resource].key}` int(10)", RESOURCES[resource].shop == "shop"
        fields = [field for field in stored(resource) if there(table, field)]
        texts = texts_of(resource)
        own = [_line(table, field) for field in fields if field.name not in texts]
        made[table] = ", ".join([f"{key} NOT NULL", *own, f"PRIMARY KEY (`{RESOURCES[resource].key}`)"])
        if table == "currency" and release < (1, 7, 6):
            made[table] += ", `name` varchar(32)"
        elif texts:
            named = [_line(table, field) for field in fields if field.name in texts]
            of_shop = ["`id_shop` int(11)"] if table in LANG_OF_SHOP else []
            made[f"{table}_lang"] = ", ".join([key, "`id_lang` int(10)", *of_shop, *named])
        if shop:
            held = [_line(table, field) for field in fields if field.name in PER_SHOP.get(table, ())]
            made[f"{table}_shop"] = ", ".join([key, "`id_shop` int(11)", *held])
    return "\n".join(f"CREATE TABLE `ps_{table}` ({body});" for table, body in made.items())
