"""What becomes of each field of the contract's entities on the way into another shop: carried, worked out, or lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

NOTHING: tuple[Any, ...] = (None, "", [], {}, 0, False)
"""Values that say nothing: a field that holds one has nothing to lose."""

UNNAMED = "The contract has no parameter for it."


class Field(msgspec.Struct, frozen=True):
    """How a field gets into the target: the parameters that can take it, the first that the target declares.

    ``change`` makes the parameter's value. A field without parameters is always lost, for the reason that ``why``
    gives. ``silent`` are values that need not be carried.
    """

    into: tuple[str, ...] = ()
    change: Callable[[Any], Any] | None = None
    why: str = UNNAMED
    silent: tuple[Any, ...] = NOTHING


def to(*names: str, change: Callable[[Any], Any] | None = None, silent: tuple[Any, ...] = NOTHING) -> Field:
    """A field that these parameters can take."""
    return Field(names, change, silent=silent)


def lost(why: str = UNNAMED) -> Field:
    """A field that no parameter of the contract takes, or that this migration does not carry."""
    return Field(why=why)


ALL_SHOW = (None, "", [], {}, True)
"""What says nothing where being seen is the rule."""


def moment(value: Mapping[str, Any] | None) -> str | None:
    """A moment as parameters have it; those of shops without one are left out."""
    text = (value or {}).get("value") or ""
    return None if text.startswith(("0000", "-")) or len(text) < 10 else text


def day(value: Mapping[str, Any] | None) -> str | None:
    """The day of a moment."""
    return (moment(value) or "")[:10] or None


def last_part(value: str) -> str:
    """The readable last part of an address, without the path that some shops put before it."""
    return value.strip("/").rpartition("/")[2]


def tiers(value: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Prices by quantity, as parameters."""
    return [{"quantity": each.get("qty"), "price": each.get("price")} for each in value]


def consents(value: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Consents that say all that the contract asks for."""
    names = ("type", "status", "opt_in_level")
    return [{name: each[name] for name in names} for each in value if all(each.get(name) for name in names)] or None


NOT_BUILT = "It is not carried over: its ids are those of another list, which the migration does not go through."
OWN = "What a platform has beyond the contract means nothing to another one."

FIELDS: dict[str, dict[str, Field]] = {
    "category": {
        "name": to("name"),
        "description": to("description"),
        "short_description": to("short_description"),
        "keywords": to("meta_keywords"),
        "meta_description": to("meta_description"),
        "meta_title": to("meta_title"),
        "avail": to("avail", silent=ALL_SHOW),
        "seo_url": to("seo_url", change=last_part),
        "sort_order": to("sort_order"),
        "created_at": to("created_time", change=moment),
        "custom_fields": lost(),
        "additional_fields": lost(OWN),
    },
    "product": {
        "name": to("name"),
        "description": to("description"),
        "short_description": to("short_description"),
        "price": to("price"),
        "u_sku": to("sku"),
        "u_model": to("model"),
        "cost_price": to("cost_price"),
        "unit_price": to("unit_price"),
        "measure_unit": to("measure_unit"),
        "u_brand": to("manufacturer", "brand_name"),
        "seo_url": to("seo_url", change=last_part),
        "meta_title": to("meta_title"),
        "meta_keywords": to("meta_keywords"),
        "meta_description": to("meta_description"),
        "avail_sale": to("available_for_sale", silent=ALL_SHOW),
        "avail_view": to("available_for_view", silent=ALL_SHOW),
        "is_virtual": to("is_virtual"),
        "is_downloadable": to("downloadable"),
        "width": to("width"),
        "height": to("height"),
        "length": to("length"),
        "tier_price": to("tier_prices", change=tiers),
        "u_upc": to("upc"),
        "u_mpn": to("mpn"),
        "u_gtin": to("gtin"),
        "u_isbn": to("isbn"),
        "u_ean": to("ean"),
        "create_at": to("created_at", change=moment),
        "sort_order": lost(),
        "inventory": lost("Stock in single warehouses is carried as one sum."),
        "group_items": lost(NOT_BUILT),
        "related_products_ids": lost(NOT_BUILT),
        "up_sell_products_ids": lost(NOT_BUILT),
        "cross_sell_products_ids": lost(NOT_BUILT),
        "discounts": lost(),
        "custom_fields": lost(),
        "additional_fields": lost(OWN),
    },
    "variant": {
        "sku": to("sku"),
        "upc": to("upc"),
        "ean": to("ean"),
        "mpn": to("mpn"),
        "gtin": to("gtin"),
        "isbn": to("isbn"),
        "name": to("name"),
        "short_description": to("short_description"),
        "full_description": to("description"),
        "seo_url": to("seo_url", change=last_part),
        "created_time": to("created_at", change=moment),
        "default_price": to("price"),
        "cost_price": to("cost_price"),
        "unit_price": to("unit_price"),
        "measure_unit": to("measure_unit"),
        "avail_for_sale": to("available_for_sale", silent=ALL_SHOW),
        "allow_backorders": to("backorder_status", change=lambda value: "allow" if value else None),
        "low_stock_threshold": to("low_stock_threshold"),
        "width": to("width"),
        "height": to("height"),
        "length": to("length"),
        "meta_title": to("meta_title"),
        "meta_description": to("meta_description"),
        "meta_keywords": to("meta_keywords"),
        "is_virtual": to("is_virtual"),
        "sort_order": lost(),
        "list_price": lost("product.variant.add has no parameter for it."),
        "wholesale_price": lost("product.variant.add has no parameter for it."),
        "min_quantity": Field(why="product.variant.add has no parameter for it.", silent=(*NOTHING, 1)),
        "default_qty_in_pack": lost(),
        "is_qty_in_pack_fixed": lost(),
        "inventory": lost("Stock in single warehouses is carried as one sum."),
        "advanced_price": lost("Prices by group are ids of another list for each variant; they are not carried over."),
        "discounts": lost(),
        "custom_fields": lost(),
        "additional_fields": lost(OWN),
    },
    "customer": {
        "email": to("email"),
        "first_name": to("first_name"),
        "last_name": to("last_name"),
        "phone": to("phone"),
        "created_time": to("created_time", change=moment),
        "login": to("login"),
        "last_login": to("last_login", change=moment),
        "birth_day": to("birth_day", change=day),
        "status": to("status"),
        "news_letter_subscription": to("news_letter_subscription"),
        "consents": to("consents", change=consents),
        "gender": to("gender"),
        "website": to("website"),
        "fax": to("fax"),
        "company": to("company"),
        "ip_address": lost(),
        "custom_fields": lost(),
        "additional_fields": lost(OWN),
    },
    "order": {
        "create_at": to("date", change=moment),
        "modified_at": to("date_modified", change=moment),
        "finished_time": to("date_finished", change=moment),
        "comment": to("comment"),
        "order_id": to("order_id"),
        "discounts": lost("A code of the source's is no coupon of the target; the sum is carried as 'discount'."),
        "bundles": lost(),
        "refunds": lost("order.add has no parameter for it."),
        "gift_message": lost("order.add has no parameter for it."),
        "warehouses_ids": lost(NOT_BUILT),
        "channel_id": lost(NOT_BUILT),
        "custom_fields": lost(),
        "additional_fields": lost(OWN),
    },
}
"""Fields that go, one by one, into a parameter, or are lost. Those that need more are in ``WORKED_OUT``."""

WORKED_OUT: dict[str, frozenset[str]] = {
    "category": frozenset({"parent_id", "images"}),
    "product": frozenset({
        "type", "quantity", "in_stock", "backorders", "is_stock_managed", "weight", "weight_unit", "dimensions_unit",
        "categories_ids", "tax_class_id", "special_price", "group_price", "images", "product_options",
    }),
    "variant": frozenset({
        "combination", "in_stock", "manage_stock", "inventory_level", "weight", "weight_unit", "dimensions_unit",
        "tax_class_id", "images",
    }),
    "customer": frozenset({"group", "address_book"}),
    "order": frozenset({
        "customer", "currency", "shipping_address", "billing_address", "payment_method", "shipping_method", "status",
        "totals", "order_products",
    }),
}  # fmt: skip
"""Fields that are carried by code of their own, for they need ids of the target, or several parameters at once."""

DERIVED: dict[str, frozenset[str]] = {
    "category": frozenset({"id", "modified_at", "stores_ids", "path"}),
    "product": frozenset({
        "id", "u_brand_id", "stores_ids", "url", "manage_stock", "on_sale", "modified_at", "advanced_price",
    }),
    "variant": frozenset({"id", "parent_id", "url", "modified_time", "on_sale"}),
    "customer": frozenset({
        "id", "modified_time", "is_guest", "stores_ids", "lang_id", "orders_count", "last_order_id",
    }),
    "order": frozenset({"id", "basket_id", "store_id", "shipping_methods", "total", "order_details_url"}),
}  # fmt: skip
"""Fields that the target makes itself, or that say again what another field says."""
