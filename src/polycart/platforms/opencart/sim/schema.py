"""The tables of OpenCart 4.1 that its catalogue, customers, orders and settings lie in: names and types of columns.

What the shop declares as text with a length keeps it; everything but ids may be empty, as since 4.1.
"""

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "product": """
        product_id int AUTO_INCREMENT, master_id int DEFAULT 0, model varchar(64), sku varchar(64), upc varchar(12),
        ean varchar(14), jan varchar(13), isbn varchar(17), mpn varchar(64), location varchar(128), variant text,
        override text, quantity int DEFAULT 0, stock_status_id int DEFAULT 0, image varchar(255), manufacturer_id int
        DEFAULT 0, shipping tinyint DEFAULT 1, price decimal(15,4) DEFAULT 0.0000, points int DEFAULT 0, tax_class_id
        int DEFAULT 0, date_available date, weight decimal(15,8) DEFAULT 0.00000000, weight_class_id int DEFAULT 0,
        length decimal(15,8) DEFAULT 0.00000000, width decimal(15,8) DEFAULT 0.00000000, height decimal(15,8) DEFAULT
        0.00000000, length_class_id int DEFAULT 0, subtract tinyint DEFAULT 1, minimum int DEFAULT 1, rating int
        DEFAULT 0, sort_order int DEFAULT 0, status tinyint DEFAULT 0, date_added datetime, date_modified datetime,
        PRIMARY KEY (product_id)
    """,
    "product_description": """
        product_id int, language_id int, name varchar(255), description text, tag text, meta_title varchar(255),
        meta_description varchar(255), meta_keyword varchar(255), PRIMARY KEY (product_id, language_id), KEY (name)
    """,
    "product_code": """
        product_code_id int AUTO_INCREMENT, product_id int, code varchar(48), `value` varchar(255), PRIMARY KEY
        (product_code_id), KEY (code)
    """,
    "product_discount": """
        product_discount_id int AUTO_INCREMENT, product_id int, customer_group_id int, quantity int DEFAULT 0,
        priority int DEFAULT 1, price decimal(15,4) DEFAULT 0.0000, type char(1) DEFAULT 'P', special tinyint DEFAULT
        0, date_start date, date_end date, PRIMARY KEY (product_discount_id), KEY (product_id)
    """,
    "product_image": """
        product_image_id int AUTO_INCREMENT, product_id int, image varchar(255), sort_order int DEFAULT 0, PRIMARY KEY
        (product_image_id), KEY (product_id)
    """,
    "product_option": """
        product_option_id int AUTO_INCREMENT, product_id int, option_id int, `value` text, required tinyint DEFAULT 0,
        PRIMARY KEY (product_option_id)
    """,
    "product_option_value": """
        product_option_value_id int AUTO_INCREMENT, product_option_id int, product_id int, option_id int,
        option_value_id int DEFAULT 0, quantity int DEFAULT 0, subtract tinyint DEFAULT 0, price decimal(15,4),
        price_prefix varchar(1), points int DEFAULT 0, points_prefix varchar(1), weight decimal(15,8), weight_prefix
        varchar(1), PRIMARY KEY (product_option_value_id)
    """,
    "product_related": """
        product_id int, related_id int, PRIMARY KEY (product_id, related_id)
    """,
    "product_to_category": """
        product_id int, category_id int, PRIMARY KEY (product_id, category_id), KEY (category_id)
    """,
    "product_to_store": """
        product_id int, store_id int DEFAULT 0, PRIMARY KEY (product_id, store_id)
    """,
    "product_to_layout": """
        product_id int, store_id int DEFAULT 0, layout_id int DEFAULT 0, PRIMARY KEY (product_id, store_id)
    """,
    "product_to_download": """
        product_id int, download_id int, PRIMARY KEY (product_id, download_id)
    """,
    "product_attribute": """
        product_id int, attribute_id int, language_id int, text text, PRIMARY KEY (product_id, attribute_id,
        language_id)
    """,
    "product_filter": """
        product_id int, filter_id int, PRIMARY KEY (product_id, filter_id)
    """,
    "product_report": """
        product_report_id int AUTO_INCREMENT, product_id int, store_id int DEFAULT 0, ip varchar(40), country
        varchar(2), date_added datetime, PRIMARY KEY (product_report_id)
    """,
    "product_reward": """
        product_reward_id int AUTO_INCREMENT, product_id int DEFAULT 0, customer_group_id int DEFAULT 0, points int
        DEFAULT 0, PRIMARY KEY (product_reward_id)
    """,
    "product_subscription": """
        product_id int, subscription_plan_id int, customer_group_id int, trial_price decimal(10,4), price
        decimal(10,4), PRIMARY KEY (product_id, subscription_plan_id, customer_group_id)
    """,
    "category": """
        category_id int AUTO_INCREMENT, image varchar(255), parent_id int DEFAULT 0, sort_order int DEFAULT 0, status
        tinyint DEFAULT 0, PRIMARY KEY (category_id), KEY (parent_id)
    """,
    "category_description": """
        category_id int, language_id int, name varchar(255), description text, meta_title varchar(255),
        meta_description varchar(255), meta_keyword varchar(255), PRIMARY KEY (category_id, language_id), KEY (name)
    """,
    "category_filter": """
        category_id int, filter_id int, PRIMARY KEY (category_id, filter_id)
    """,
    "category_path": """
        category_id int, path_id int, level int, PRIMARY KEY (category_id, path_id)
    """,
    "category_to_layout": """
        category_id int, store_id int DEFAULT 0, layout_id int DEFAULT 0, PRIMARY KEY (category_id, store_id)
    """,
    "category_to_store": """
        category_id int, store_id int DEFAULT 0, PRIMARY KEY (category_id, store_id)
    """,
    "manufacturer": """
        manufacturer_id int AUTO_INCREMENT, name varchar(64), image varchar(255), sort_order int DEFAULT 0, PRIMARY
        KEY (manufacturer_id)
    """,
    "manufacturer_to_store": """
        manufacturer_id int, store_id int DEFAULT 0, PRIMARY KEY (manufacturer_id, store_id)
    """,
    "manufacturer_to_layout": """
        manufacturer_id int, store_id int DEFAULT 0, layout_id int DEFAULT 0, PRIMARY KEY (manufacturer_id, store_id)
    """,
    "option": """
        option_id int AUTO_INCREMENT, type varchar(32), validation varchar(255), sort_order int DEFAULT 0, PRIMARY KEY
        (option_id)
    """,
    "option_description": """
        option_id int, language_id int, name varchar(128), PRIMARY KEY (option_id, language_id)
    """,
    "option_value": """
        option_value_id int AUTO_INCREMENT, option_id int, image varchar(255), sort_order int DEFAULT 0, PRIMARY KEY
        (option_value_id)
    """,
    "option_value_description": """
        option_value_id int, language_id int, option_id int, name varchar(128), PRIMARY KEY (option_value_id,
        language_id)
    """,
    "attribute": """
        attribute_id int AUTO_INCREMENT, attribute_group_id int DEFAULT 0, sort_order int DEFAULT 0, PRIMARY KEY
        (attribute_id)
    """,
    "attribute_description": """
        attribute_id int, language_id int, name varchar(64), PRIMARY KEY (attribute_id, language_id)
    """,
    "attribute_group": """
        attribute_group_id int AUTO_INCREMENT, sort_order int DEFAULT 0, PRIMARY KEY (attribute_group_id)
    """,
    "attribute_group_description": """
        attribute_group_id int, language_id int, name varchar(64), PRIMARY KEY (attribute_group_id, language_id)
    """,
    "review": """
        review_id int AUTO_INCREMENT, product_id int DEFAULT 0, customer_id int DEFAULT 0, author varchar(64), text
        text, rating int DEFAULT 0, status tinyint DEFAULT 0, date_added datetime, date_modified datetime, PRIMARY KEY
        (review_id), KEY (product_id)
    """,
    "seo_url": """
        seo_url_id int AUTO_INCREMENT, store_id int DEFAULT 0, language_id int, `key` varchar(64), `value`
        varchar(255), keyword varchar(768), sort_order int DEFAULT 0, PRIMARY KEY (seo_url_id), KEY (keyword), KEY
        (language_id), KEY (`key`, value), KEY (store_id)
    """,
    "coupon": """
        coupon_id int AUTO_INCREMENT, name varchar(128), code varchar(20), type char(1), discount decimal(15,4),
        logged tinyint DEFAULT 0, shipping tinyint DEFAULT 0, total decimal(15,4), date_start date, date_end date,
        uses_total int DEFAULT 0, uses_customer int DEFAULT 0, status tinyint DEFAULT 0, date_added datetime, PRIMARY
        KEY (coupon_id)
    """,
    "coupon_category": """
        coupon_id int, category_id int, PRIMARY KEY (coupon_id, category_id)
    """,
    "coupon_history": """
        coupon_history_id int AUTO_INCREMENT, coupon_id int, order_id int DEFAULT 0, customer_id int DEFAULT 0, amount
        decimal(15,4), date_added datetime, PRIMARY KEY (coupon_history_id)
    """,
    "coupon_product": """
        coupon_product_id int AUTO_INCREMENT, coupon_id int, product_id int, PRIMARY KEY (coupon_product_id)
    """,
    "customer": """
        customer_id int AUTO_INCREMENT, customer_group_id int DEFAULT 0, store_id int DEFAULT 0, language_id int
        DEFAULT 0, firstname varchar(32), lastname varchar(32), email varchar(96), telephone varchar(32), password
        varchar(255), custom_field text, newsletter tinyint DEFAULT 0, ip varchar(40), status tinyint DEFAULT 0, safe
        tinyint DEFAULT 0, commenter tinyint DEFAULT 0, token text, code varchar(40), date_added datetime, PRIMARY KEY
        (customer_id), KEY (email)
    """,
    "customer_activity": """
        customer_activity_id int AUTO_INCREMENT, customer_id int, `key` varchar(64), data text, ip varchar(40),
        date_added datetime, PRIMARY KEY (customer_activity_id)
    """,
    "customer_affiliate": """
        customer_id int, company varchar(60), website varchar(255), tracking varchar(64), balance decimal(15,4),
        commission decimal(4,2) DEFAULT 0.00, tax varchar(64), payment_method varchar(6), cheque varchar(100), paypal
        varchar(64), bank_name varchar(64), bank_branch_number varchar(64), bank_swift_code varchar(64),
        bank_account_name varchar(64), bank_account_number varchar(64), custom_field text, status tinyint DEFAULT 0,
        date_added datetime, PRIMARY KEY (customer_id)
    """,
    "customer_affiliate_report": """
        customer_affiliate_report_id int AUTO_INCREMENT, customer_id int, store_id int DEFAULT 0, ip varchar(40),
        country varchar(2), date_added datetime, PRIMARY KEY (customer_affiliate_report_id)
    """,
    "customer_approval": """
        customer_approval_id int AUTO_INCREMENT, customer_id int, type varchar(9), date_added datetime, PRIMARY KEY
        (customer_approval_id)
    """,
    "customer_group": """
        customer_group_id int AUTO_INCREMENT, approval int DEFAULT 0, sort_order int DEFAULT 0, PRIMARY KEY
        (customer_group_id)
    """,
    "customer_group_description": """
        customer_group_id int, language_id int, name varchar(32), description text, PRIMARY KEY (customer_group_id,
        language_id)
    """,
    "customer_history": """
        customer_history_id int AUTO_INCREMENT, customer_id int, comment text, date_added datetime, PRIMARY KEY
        (customer_history_id)
    """,
    "customer_ip": """
        customer_ip_id int AUTO_INCREMENT, customer_id int, store_id int DEFAULT 0, ip varchar(40), country
        varchar(2), date_added datetime, PRIMARY KEY (customer_ip_id), KEY (ip)
    """,
    "customer_reward": """
        customer_reward_id int AUTO_INCREMENT, customer_id int DEFAULT 0, order_id int DEFAULT 0, description text,
        points int DEFAULT 0, date_added datetime, PRIMARY KEY (customer_reward_id)
    """,
    "customer_transaction": """
        customer_transaction_id int AUTO_INCREMENT, customer_id int, order_id int DEFAULT 0, description text, amount
        decimal(15,4), date_added datetime, PRIMARY KEY (customer_transaction_id)
    """,
    "customer_wishlist": """
        customer_id int, store_id int DEFAULT 0, product_id int, date_added datetime, PRIMARY KEY (customer_id,
        store_id, product_id)
    """,
    "address": """
        address_id int AUTO_INCREMENT, customer_id int, firstname varchar(32), lastname varchar(32), company
        varchar(60), address_1 varchar(128), address_2 varchar(128), city varchar(128), postcode varchar(10),
        country_id int DEFAULT 0, zone_id int DEFAULT 0, custom_field text, `default` tinyint DEFAULT 0, PRIMARY KEY
        (address_id), KEY (customer_id)
    """,
    "order": """
        order_id int AUTO_INCREMENT, subscription_id int DEFAULT 0, invoice_no int DEFAULT 0, invoice_prefix
        varchar(26), transaction_id varchar(100), store_id int DEFAULT 0, store_name varchar(64), store_url
        varchar(255), customer_id int DEFAULT 0, customer_group_id int DEFAULT 0, firstname varchar(32), lastname
        varchar(32), email varchar(96), telephone varchar(32), custom_field text, payment_address_id int DEFAULT 0,
        payment_firstname varchar(32), payment_lastname varchar(32), payment_company varchar(60), payment_address_1
        varchar(128), payment_address_2 varchar(128), payment_city varchar(128), payment_postcode varchar(10),
        payment_country varchar(128), payment_country_id int DEFAULT 0, payment_zone varchar(128), payment_zone_id int
        DEFAULT 0, payment_address_format text, payment_custom_field text, payment_method text, shipping_address_id
        int, shipping_firstname varchar(32), shipping_lastname varchar(32), shipping_company varchar(60),
        shipping_address_1 varchar(128), shipping_address_2 varchar(128), shipping_city varchar(128),
        shipping_postcode varchar(10), shipping_country varchar(128), shipping_country_id int DEFAULT 0, shipping_zone
        varchar(128), shipping_zone_id int DEFAULT 0, shipping_address_format text, shipping_custom_field text,
        shipping_method text, comment text, total decimal(15,4) DEFAULT 0.0000, order_status_id int DEFAULT 0,
        affiliate_id int DEFAULT 0, commission decimal(15,4), marketing_id int DEFAULT 0, tracking varchar(64),
        language_id int, language_code varchar(5), currency_id int, currency_code varchar(3), currency_value
        decimal(15,8) DEFAULT 1.00000000, ip varchar(40), forwarded_ip varchar(40), user_agent varchar(255),
        accept_language varchar(255), date_added datetime, date_modified datetime, PRIMARY KEY (order_id), KEY (email)
    """,
    "order_history": """
        order_history_id int AUTO_INCREMENT, order_id int, order_status_id int DEFAULT 0, notify tinyint DEFAULT 0,
        comment text, date_added datetime, PRIMARY KEY (order_history_id)
    """,
    "order_option": """
        order_option_id int AUTO_INCREMENT, order_id int, order_product_id int, product_option_id int,
        product_option_value_id int DEFAULT 0, name varchar(255), `value` text, type varchar(32), PRIMARY KEY
        (order_option_id)
    """,
    "order_product": """
        order_product_id int AUTO_INCREMENT, order_id int, product_id int, master_id int DEFAULT 0, name varchar(255),
        model varchar(64), quantity int DEFAULT 1, price decimal(15,4) DEFAULT 0.0000, total decimal(15,4) DEFAULT
        0.0000, tax decimal(15,4) DEFAULT 0.0000, reward int DEFAULT 0, PRIMARY KEY (order_product_id), KEY (order_id)
    """,
    "order_status": """
        order_status_id int AUTO_INCREMENT, language_id int, name varchar(32), PRIMARY KEY (order_status_id,
        language_id)
    """,
    "order_total": """
        order_total_id int AUTO_INCREMENT, order_id int, extension varchar(255), code varchar(32), title varchar(255),
        `value` decimal(15,4) DEFAULT 0.0000, sort_order int DEFAULT 0, PRIMARY KEY (order_total_id), KEY (order_id)
    """,
    "return": """
        return_id int AUTO_INCREMENT, order_id int DEFAULT 0, customer_id int DEFAULT 0, firstname varchar(32),
        lastname varchar(32), email varchar(96), telephone varchar(32), product_id int DEFAULT 0, product
        varchar(255), model varchar(64), quantity int DEFAULT 0, opened tinyint DEFAULT 0, return_reason_id int
        DEFAULT 0, return_action_id int DEFAULT 0, return_status_id int DEFAULT 0, comment text, date_ordered date,
        date_added datetime, date_modified datetime, PRIMARY KEY (return_id)
    """,
    "return_action": """
        return_action_id int AUTO_INCREMENT, language_id int DEFAULT 0, name varchar(64), PRIMARY KEY
        (return_action_id, language_id)
    """,
    "return_history": """
        return_history_id int AUTO_INCREMENT, return_id int, return_status_id int DEFAULT 0, notify tinyint, comment
        text, date_added datetime, PRIMARY KEY (return_history_id)
    """,
    "return_reason": """
        return_reason_id int AUTO_INCREMENT, language_id int DEFAULT 0, name varchar(128), PRIMARY KEY
        (return_reason_id, language_id)
    """,
    "return_status": """
        return_status_id int AUTO_INCREMENT, language_id int DEFAULT 0, name varchar(32), PRIMARY KEY
        (return_status_id, language_id)
    """,
    "cart": """
        cart_id int AUTO_INCREMENT, store_id int DEFAULT 0, customer_id int DEFAULT 0, session_id varchar(32),
        product_id int, subscription_plan_id int DEFAULT 0, `option` text, quantity int, override text, price
        decimal(15,4), date_added datetime, PRIMARY KEY (cart_id), KEY (customer_id, session_id, product_id,
        subscription_plan_id)
    """,
    "currency": """
        currency_id int AUTO_INCREMENT, title varchar(32), code varchar(3), symbol_left varchar(12), symbol_right
        varchar(12), decimal_place int DEFAULT 2, `value` double(15,8), status tinyint DEFAULT 0, date_modified
        datetime, PRIMARY KEY (currency_id)
    """,
    "language": """
        language_id int AUTO_INCREMENT, name varchar(32), code varchar(5), locale varchar(255), extension
        varchar(255), sort_order int DEFAULT 0, status tinyint DEFAULT 0, PRIMARY KEY (language_id), KEY (name)
    """,
    "store": """
        store_id int AUTO_INCREMENT, name varchar(64), url varchar(255), PRIMARY KEY (store_id)
    """,
    "setting": """
        setting_id int AUTO_INCREMENT, store_id int DEFAULT 0, code varchar(128), `key` varchar(128), `value` text,
        serialized tinyint DEFAULT 0, PRIMARY KEY (setting_id)
    """,
    "weight_class": """
        weight_class_id int AUTO_INCREMENT, `value` decimal(15,8) DEFAULT 0.00000000, PRIMARY KEY (weight_class_id)
    """,
    "weight_class_description": """
        weight_class_id int, language_id int, title varchar(32), unit varchar(4), PRIMARY KEY (weight_class_id,
        language_id)
    """,
    "length_class": """
        length_class_id int AUTO_INCREMENT, `value` decimal(15,8), PRIMARY KEY (length_class_id)
    """,
    "length_class_description": """
        length_class_id int, language_id int, title varchar(32), unit varchar(4), PRIMARY KEY (length_class_id,
        language_id)
    """,
    "country": """
        country_id int AUTO_INCREMENT, iso_code_2 varchar(2), iso_code_3 varchar(3), address_format_id int DEFAULT 0,
        postcode_required tinyint, status tinyint DEFAULT 1, PRIMARY KEY (country_id)
    """,
    "country_description": """
        country_id int, language_id int, name varchar(255), PRIMARY KEY (country_id, language_id), KEY (name)
    """,
    "zone": """
        zone_id int AUTO_INCREMENT, country_id int, code varchar(32), status tinyint DEFAULT 1, PRIMARY KEY (zone_id)
    """,
    "zone_description": """
        zone_id int, language_id int, name varchar(255), PRIMARY KEY (zone_id, language_id), KEY (name)
    """,
    "geo_zone": """
        geo_zone_id int AUTO_INCREMENT, name varchar(32), description varchar(255), PRIMARY KEY (geo_zone_id)
    """,
    "zone_to_geo_zone": """
        zone_to_geo_zone_id int AUTO_INCREMENT, geo_zone_id int, country_id int, zone_id int DEFAULT 0, PRIMARY KEY
        (zone_to_geo_zone_id)
    """,
    "tax_class": """
        tax_class_id int AUTO_INCREMENT, title varchar(32), description varchar(255), PRIMARY KEY (tax_class_id)
    """,
    "tax_rate": """
        tax_rate_id int AUTO_INCREMENT, geo_zone_id int DEFAULT 0, name varchar(32), rate decimal(15,4) DEFAULT
        0.0000, type char(1), PRIMARY KEY (tax_rate_id)
    """,
    "tax_rate_to_customer_group": """
        tax_rate_id int, customer_group_id int, PRIMARY KEY (tax_rate_id, customer_group_id)
    """,
    "tax_rule": """
        tax_rule_id int AUTO_INCREMENT, tax_class_id int, tax_rate_id int, based varchar(10), priority int DEFAULT 1,
        PRIMARY KEY (tax_rule_id)
    """,
    "stock_status": """
        stock_status_id int AUTO_INCREMENT, language_id int, name varchar(32), PRIMARY KEY (stock_status_id,
        language_id)
    """,
    "extension": """
        extension_id int AUTO_INCREMENT, extension varchar(255), type varchar(32), code varchar(128), PRIMARY KEY
        (extension_id)
    """,
    "extension_install": """
        extension_install_id int AUTO_INCREMENT, extension_id int DEFAULT 0, extension_download_id int DEFAULT 0, name
        varchar(128), description text, code varchar(255), version varchar(255), author varchar(255), link
        varchar(255), status tinyint DEFAULT 0, date_added datetime, PRIMARY KEY (extension_install_id)
    """,
}
