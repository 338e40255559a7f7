"""The tables of WordPress and WooCommerce that the bridge reads, with the columns that matter here.

https://codex.wordpress.org/Database_Description, https://github.com/woocommerce/woocommerce/wiki/Database-Description
"""

from __future__ import annotations

_META = "meta_key varchar(255), meta_value longtext"
_ID = "bigint(20) unsigned NOT NULL"

SCHEMA = {
    "options": f"option_id {_ID} AUTO_INCREMENT PRIMARY KEY, option_name varchar(191), option_value longtext",
    "posts": (
        f"ID {_ID} AUTO_INCREMENT PRIMARY KEY, post_author {_ID} DEFAULT 0, post_date datetime, "
        "post_date_gmt datetime, "
        "post_content longtext, post_title text, post_excerpt text, post_status varchar(20), "
        "comment_status varchar(20), "
        "post_password varchar(255), post_name varchar(200), post_modified datetime, post_modified_gmt datetime, "
        f"post_parent {_ID} DEFAULT 0, menu_order int(11), post_type varchar(20), post_mime_type varchar(100), "
        "KEY post_parent (post_parent)"
    ),
    "postmeta": f"meta_id {_ID} AUTO_INCREMENT PRIMARY KEY, post_id {_ID}, {_META}, KEY post_id (post_id)",
    "terms": f"term_id {_ID} AUTO_INCREMENT PRIMARY KEY, name varchar(200), slug varchar(200)",
    "term_taxonomy": (
        f"term_taxonomy_id {_ID} AUTO_INCREMENT PRIMARY KEY, term_id {_ID}, taxonomy varchar(32), "
        "description longtext, "
        f"parent {_ID}, count bigint(20), KEY term_id (term_id)"
    ),
    "term_relationships": (
        f"object_id {_ID}, term_taxonomy_id {_ID}, term_order int(11), PRIMARY KEY (object_id, term_taxonomy_id), "
        "KEY term_taxonomy_id (term_taxonomy_id)"
    ),
    "termmeta": f"meta_id {_ID} AUTO_INCREMENT PRIMARY KEY, term_id {_ID}, {_META}, KEY term_id (term_id)",
    "comments": (
        f"comment_ID {_ID} AUTO_INCREMENT PRIMARY KEY, comment_post_ID {_ID}, comment_author tinytext, "
        "comment_date datetime, comment_date_gmt datetime, comment_content text, comment_approved varchar(20), "
        "comment_type varchar(20)"
    ),
    "commentmeta": f"meta_id {_ID} AUTO_INCREMENT PRIMARY KEY, comment_id {_ID}, {_META}, KEY comment_id (comment_id)",
    "users": (
        f"ID {_ID} AUTO_INCREMENT PRIMARY KEY, user_login varchar(60), user_pass varchar(255), "
        "user_email varchar(100), "
        "user_registered datetime, user_activation_key varchar(255), display_name varchar(250)"
    ),
    "usermeta": f"umeta_id {_ID} AUTO_INCREMENT PRIMARY KEY, user_id {_ID}, {_META}, KEY user_id (user_id)",
    "woocommerce_attribute_taxonomies": (
        f"attribute_id {_ID} AUTO_INCREMENT PRIMARY KEY, attribute_name varchar(200), attribute_label varchar(200), "
        "attribute_type varchar(20), attribute_orderby varchar(20), attribute_public int(1)"
    ),
    "wc_tax_rate_classes": f"tax_rate_class_id {_ID} AUTO_INCREMENT PRIMARY KEY, name varchar(200), slug varchar(200)",
    "wc_orders": (
        f"id {_ID} PRIMARY KEY, status varchar(20), currency varchar(10), type varchar(20), tax_amount decimal(26,8), "
        "total_amount decimal(26,8), customer_id bigint(20) unsigned, billing_email varchar(320), "
        "date_created_gmt datetime, date_updated_gmt datetime, parent_order_id bigint(20) unsigned, "
        "payment_method varchar(100), payment_method_title text, transaction_id varchar(100), ip_address varchar(100), "
        "user_agent text, customer_note text, KEY customer_id (customer_id), KEY parent_order_id (parent_order_id)"
    ),
    "wc_order_operational_data": (
        f"id {_ID} AUTO_INCREMENT PRIMARY KEY, order_id bigint(20) unsigned, created_via varchar(100), "
        "prices_include_tax tinyint(1), order_key varchar(100), shipping_tax_amount decimal(26,8), "
        "shipping_total_amount decimal(26,8), discount_tax_amount decimal(26,8), discount_total_amount decimal(26,8), "
        "date_paid_gmt datetime, date_completed_gmt datetime, UNIQUE KEY order_id (order_id)"
    ),
    "wc_order_addresses": (
        f"id {_ID} AUTO_INCREMENT PRIMARY KEY, order_id {_ID}, address_type varchar(20), "
        "first_name text, last_name text, "
        "company text, address_1 text, address_2 text, city text, state text, postcode text, country text, "
        "email varchar(320), phone varchar(100), KEY order_id (order_id)"
    ),
    "wc_orders_meta": f"id {_ID} AUTO_INCREMENT PRIMARY KEY, order_id bigint(20) unsigned, "
    f"{_META}, KEY order_id (order_id)",
    "woocommerce_order_items": (
        f"order_item_id {_ID} AUTO_INCREMENT PRIMARY KEY, order_item_name text, order_item_type varchar(200), "
        f"order_id {_ID}, KEY order_id (order_id)"
    ),
    "woocommerce_order_itemmeta": (
        f"meta_id {_ID} AUTO_INCREMENT PRIMARY KEY, order_item_id {_ID}, {_META}, KEY order_item_id (order_item_id)"
    ),
}
