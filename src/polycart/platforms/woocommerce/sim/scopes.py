"""What the owner of a shop lets the bridge reach: the rules of the adapter for WooCommerce."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OPTIONS = [
    "siteurl",
    "home",
    "blogname",
    "blogdescription",
    "admin_email",
    "timezone_string",
    "gmt_offset",
    "permalink_structure",
    "WPLANG",
    "active_plugins",
    "*user_roles",
    "woocommerce_version",
    "woocommerce_db_version",
    "woocommerce_currency*",
    "woocommerce_price_*",
    "woocommerce_*_unit",
    "woocommerce_store_*",
    "woocommerce_default_country",
    "woocommerce_calc_taxes",
    "woocommerce_prices_include_tax",
    "woocommerce_tax_*",
    "woocommerce_manage_stock",
    "woocommerce_permalinks",
    "woocommerce_hide_out_of_stock_items",
    "woocommerce_notify_*",
    "woocommerce_custom_orders_table_*",
    "woocommerce_placeholder_image",
    "woocommerce_allowed_countries",
    "woocommerce_feature_cost_of_goods_sold_enabled",
]
META = [
    "billing_*",
    "shipping_*",
    "first_name",
    "last_name",
    "nickname",
    "paying_customer",
    "last_update",
    "*_money_spent",
    "*_order_count",
    "*capabilities",
]
POSTS = {
    "product": ["product", "product_variation", "attachment"],
    "order:read": ["shop_order*"],
    "marketing": ["shop_coupon"],
}
TERMS = {"category": ["product_cat"], "product": ["product_*", "pa_*"]}

TABLES: Mapping[str, Any] = {
    "posts": ("post_type", POSTS), "postmeta": ("post_id", "posts", "ID"), "term_taxonomy": ("taxonomy", TERMS),
    "terms": ("term_id", "term_taxonomy", "term_id"), "termmeta": ("term_id", "term_taxonomy", "term_id"),
    "term_relationships": ("term_taxonomy_id", "term_taxonomy", "term_taxonomy_id"),
    "comments": ("comment_type", {"order:read": ["order_note"], "product": ["review"]}),
    "commentmeta": ("comment_id", "comments", "comment_ID"), "options": ("option_name", {"settings:read": OPTIONS}),
    "usermeta": ("meta_key", {"customer:read": META}), "users": "customer:read", "wc_orders*": "order:read",
    "wc_order_*": "order:read", "woocommerce_order_item*": "order:read", "wc_product_*": "product",
    "woocommerce_attribute_taxonomies": "product", "wc_tax_rate_classes": "settings",
}  # fmt: skip
HIDDEN = {"users": ["user_pass", "user_activation_key"], "posts": ["post_password"]}

_BY_SCOPE = {
    "never": "wc/v3/customers/batch wc/v3/settings/integration*", "category": "wc/v3/products/categories*",
    "product": "wc/v3/products* wc/v3/system_status/tools/clear_*", "product:read": "wc-analytics/variations",
    "customer:read": "wc-analytics/reports/customers*", "order:read": "wc/v3/reports/* wc-analytics/reports/*",
    "marketing": "wc/v3/coupons*", "order": "wc/v3/orders* wc-shipment-tracking/v3/orders/* wc-live-shipping/v1/*",
    "customer": "wc/v3/customers*", "settings": "wc/v3/taxes* wc/v3/shipping*",
    "settings:read": "wc/v3/settings/* wc/v3/system_status wc/v3/data/* wc/v3/payment_gateways pll/v1/languages",
}  # fmt: skip
ROUTES = {pattern: entity for entity, patterns in _BY_SCOPE.items() for pattern in patterns.split()}
