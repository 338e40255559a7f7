"""What each resource is made of: nodes, fields with their types, associations; as ``?schema=synopsis`` tells them.

A field is ``name:type`` with ``*`` in several languages, ``+`` required, ``!`` read only, ``@`` worked out when it is
read (and no filter), ``~`` filled in when it is missing, and the rule that its values must fit. Types are ``i`` whole
numbers, ``b`` flags, ``f`` amounts, ``s`` and ``h`` texts and HTML, ``d`` dates, ``n`` what has no column. An
association is ``name/item[fields]``, with ``!`` where it cannot be written.
"""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

_FIELD = re.compile(r"(\w+):([ibsfdhn])([*+!@~]*)(?::(\w+))?")
_ASSOCIATION = re.compile(r"(\w+)/(\w+)\[([\w,]*)\](!?)")


class Field(msgspec.Struct, frozen=True):
    """A field of a resource."""

    name: str
    type: str
    marks: str
    rule: str

    @property
    def texts(self) -> bool:
        """Whether there is a value in each language."""
        return "*" in self.marks

    @property
    def required(self) -> bool:
        """Whether a new entity must have it."""
        return "+" in self.marks

    @property
    def read_only(self) -> bool:
        """Whether sending it is refused."""
        return "!" in self.marks

    @property
    def worked_out(self) -> bool:
        """Whether it is made when it is read; there is no filter for such."""
        return "@" in self.marks


class Association(msgspec.Struct, frozen=True):
    """A list of other entities; one without ``fields`` is left out of sparse answers by PHP 8."""

    name: str
    item: str
    fields: tuple[str, ...]
    writable: bool


class Resource(msgspec.Struct, frozen=True, dict=True):
    """A resource; ``shop`` tells how it is kept apart in a multistore."""

    node: str
    nodes: str
    key: str
    spec: str
    linked: str = ""
    shop: str = ""
    forbidden: str = ""

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The fields in the order in which they are written."""
        return {found[0]: Field(*found) for found in _FIELD.findall(self.spec)}

    @cached_property
    def associations(self) -> dict[str, Association]:
        """The associations in the order in which they are written."""
        return {
            name: Association(name, item, tuple(part for part in parts.split(",") if part), not fixed)
            for name, item, parts, fixed in _ASSOCIATION.findall(self.linked)
        }


RESOURCES: dict[str, Resource] = {
    "addresses": Resource(
        "address", "addresses", "id_address",
        """
        id_customer:i:NullOrUnsignedId id_manufacturer:i:NullOrUnsignedId id_supplier:i:NullOrUnsignedId
        id_warehouse:i:NullOrUnsignedId id_country:i+:UnsignedId id_state:i:NullOrUnsignedId
        alias:s+:GenericName company:s:GenericName lastname:s+:Name firstname:s+:Name
        vat_number:s:GenericName address1:s+:Address address2:s:Address postcode:s:PostCode city:s+:CityName
        other:s:Message phone:s:PhoneNumber phone_mobile:s:PhoneNumber dni:s:DniLite deleted:b:Bool
        date_add:d:Date date_upd:d:Date
        """,
    ),
    "attachments": Resource(
        "attachment", "attachments", "id_attachment",
        """
        file:s+:GenericName file_name:s:GenericName file_size:i:UnsignedId mime:s+:CleanHtml
        name:s*+:GenericName description:s*:CleanHtml
        """,
        """
        products/product[id]
        """,
    ),
    "carriers": Resource(
        "carrier", "carriers", "id_carrier",
        """
        deleted:b:Bool is_module:b:Bool id_tax_rules_group:n@ id_reference:i name:s+:CarrierName
        active:b+:Bool is_free:b:Bool url:s:AbsoluteUrl shipping_handling:b:Bool shipping_external:b
        range_behavior:b:Bool shipping_method:i:UnsignedInt max_width:i:UnsignedInt max_height:i:UnsignedInt
        max_depth:i:UnsignedInt max_weight:f:Float grade:i:UnsignedInt external_module_name:s need_range:b
        position:i delay:s*+:GenericName
        """,
        shop="shop",
    ),
    "cart_rules": Resource(
        "cart_rule", "cart_rules", "id_cart_rule",
        """
        id_customer:i:UnsignedId date_from:d+:Date date_to:d+:Date description:s:CleanHtml
        quantity:i:UnsignedInt quantity_per_user:i:UnsignedInt priority:i:UnsignedInt partial_use:b:Bool
        code:s:CleanHtml minimum_amount:f:Float minimum_amount_tax:b:Bool minimum_amount_currency:i:Int
        minimum_amount_shipping:b:Bool country_restriction:b:Bool carrier_restriction:b:Bool
        group_restriction:b:Bool cart_rule_restriction:b:Bool product_restriction:b:Bool
        shop_restriction:b:Bool free_shipping:b:Bool reduction_percent:f:Percentage reduction_amount:f:Float
        reduction_tax:b:Bool reduction_currency:i:UnsignedId reduction_product:i:Int
        reduction_exclude_special:b:Bool gift_product:i:UnsignedId gift_product_attribute:i:UnsignedId
        highlight:b:Bool active:b:Bool date_add:d:Date date_upd:d:Date name:h*+
        """,
    ),
    "carts": Resource(
        "cart", "carts", "id_cart",
        """
        id_address_delivery:i:UnsignedId id_address_invoice:i:UnsignedId id_currency:i+:UnsignedId
        id_customer:i:UnsignedId id_guest:i:UnsignedId id_lang:i+:UnsignedId id_shop_group:i:UnsignedId
        id_shop:i:UnsignedId id_carrier:i:UnsignedId recyclable:b:Bool gift:b:Bool gift_message:s:Message
        mobile_theme:b:Bool delivery_option:s secure_key:s allow_seperated_package:b:Bool date_add:d:Date
        date_upd:d:Date
        """,
        """
        cart_rows/cart_row[id_product,id_product_attribute,id_address_delivery,id_customization,quantity]
        """,
    ),
    "categories": Resource(
        "category", "categories", "id_category",
        """
        id_parent:i:UnsignedInt level_depth:i!:UnsignedInt nb_products_recursive:n!@ active:b+:Bool
        id_shop_default:i:UnsignedId is_root_category:b:Bool position:i date_add:d:Date date_upd:d:Date
        name:s*+:CatalogName link_rewrite:s*+~:LinkRewrite description:h*:CleanHtml
        additional_description:h*:CleanHtml meta_title:s*:GenericName meta_description:s*:GenericName
        meta_keywords:s*:GenericName
        """,
        """
        categories/category[]! products/product[]!
        """,
        shop="shop",
    ),
    "combinations": Resource(
        "combination", "combinations", "id_product_attribute",
        """
        id_product:i+:UnsignedId ean13:s:Ean13 isbn:s:Isbn upc:s:Upc mpn:s:Mpn reference:s
        supplier_reference:s wholesale_price:f:NegativePrice price:f:NegativePrice ecotax:f:Price
        weight:f:Float unit_price_impact:f:NegativePrice minimal_quantity:i+:UnsignedId
        low_stock_threshold:i:Int low_stock_alert:b:Bool default_on:b:Bool available_date:d:DateFormat
        available_now:s*:GenericName available_later:s*:GenericName
        """,
        """
        product_option_values/product_option_value[] images/image[]
        """,
        shop="shop",
    ),
    "configurations": Resource(
        "configuration", "configurations", "id_configuration",
        """
        value:s name:s+:ConfigName id_shop_group:n:UnsignedId id_shop:n:UnsignedId date_add:d:Date
        date_upd:d:Date
        """,
    ),
    "contacts": Resource(
        "contact", "contacts", "id_contact",
        """
        email:s:Email customer_service:b:Bool name:s*+:GenericName description:s*
        """,
        shop="shop",
    ),
    "content_management_system": Resource(
        "content", "content_management_system", "id_cms",
        """
        id_cms_category:i:UnsignedInt position:i indexation:b active:b meta_description:s*:GenericName
        meta_keywords:s*:GenericName meta_title:s*+:GenericName head_seo_title:s*:GenericName
        link_rewrite:s*+:LinkRewrite content:h*:CleanHtml
        """,
        shop="shop",
    ),
    "countries": Resource(
        "country", "countries", "id_country",
        """
        id_zone:i+:UnsignedId id_currency:i:UnsignedId call_prefix:i:Int iso_code:s+:LanguageIsoCode
        active:b:Bool contains_states:b+:Bool need_identification_number:b+:Bool need_zip_code:b:Bool
        zip_code_format:s:ZipCodeFormat display_tax_label:b+:Bool name:s*+:GenericName
        """,
        shop="shop",
    ),
    "currencies": Resource(
        "currency", "currencies", "id_currency",
        """
        names:n@ name:s+~:GenericName symbol:s* iso_code:s+~:LanguageIsoCode
        numeric_iso_code:s:NumericIsoCode precision:i:Int conversion_rate:f+:UnsignedFloat deleted:b:Bool
        active:b:Bool unofficial:b:Bool modified:b:Bool pattern:s*
        """,
        shop="shop",
    ),
    "customer_messages": Resource(
        "customer_message", "customer_messages", "id_customer_message",
        """
        id_employee:i:UnsignedId id_customer_thread:i ip_address:s:Ip2Long message:h+ file_name:s
        user_agent:s private:b:Bool date_add:d:Date date_upd:d:Date read:b:Bool
        """,
    ),
    "customer_threads": Resource(
        "customer_thread", "customer_threads", "id_customer_thread",
        """
        id_lang:i+:UnsignedId id_shop:i:UnsignedId id_customer:i:UnsignedId id_order:i:UnsignedId
        id_product:i:UnsignedId id_contact:i+:UnsignedId email:s:Email token:s+:GenericName status:s
        date_add:d:Date date_upd:d:Date
        """,
        """
        customer_messages/customer_message[]!
        """,
    ),
    "customers": Resource(
        "customer", "customers", "id_customer",
        """
        id_default_group:i id_lang:i:UnsignedId newsletter_date_add:d ip_registration_newsletter:s
        last_passwd_gen:s secure_key:s:Md5 deleted:b:Bool passwd:s+:HashedPassword lastname:s+:CustomerName
        firstname:s+:CustomerName email:s+:Email id_gender:i:UnsignedId birthday:d:BirthDate
        newsletter:b:Bool optin:b:Bool website:s:Url company:s:GenericName siret:s:GenericName ape:s:Ape
        outstanding_allow_amount:f:Float show_public_prices:b:Bool id_risk:i:UnsignedInt
        max_payment_days:i:UnsignedInt active:b:Bool note:h is_guest:b:Bool id_shop:i:UnsignedId
        id_shop_group:i:UnsignedId date_add:d:Date date_upd:d:Date reset_password_token:s:Sha1
        reset_password_validity:d:DateOrNull
        """,
        """
        groups/group[]
        """,
    ),
    "customizations": Resource(
        "customization", "customizations", "id_customization",
        """
        id_address_delivery:i+:UnsignedId id_cart:i+:UnsignedId id_product:i+:UnsignedId
        id_product_attribute:i+:UnsignedId quantity:i+:UnsignedId quantity_refunded:i+:UnsignedId
        quantity_returned:i+:UnsignedId in_cart:b+:Bool
        """,
        """
        customized_data_text_fields/customized_data_text_field[id_customization_field,value]
        customized_data_images/customized_data_image[id_customization_field,value]!
        """,
    ),
    "deliveries": Resource(
        "delivery", "deliveries", "id_delivery",
        """
        id_carrier:i+:UnsignedId id_range_price:i+:UnsignedId id_range_weight:i+:UnsignedId
        id_zone:i+:UnsignedId id_shop:i id_shop_group:i price:f+:Price
        """,
    ),
    "employees": Resource(
        "employee", "employees", "id_employee",
        """
        id_lang:i+:UnsignedInt last_passwd_gen:s stats_date_from:d:Date stats_date_to:d:Date
        stats_compare_from:d:Date stats_compare_to:d:Date passwd:s+:HashedPassword lastname:s+:Name
        firstname:s+:Name email:s+:Email active:b:Bool id_profile:i+:Int bo_color:s:Color default_tab:i:Int
        bo_theme:s:GenericName bo_css:s:GenericName bo_width:i:UnsignedInt bo_menu:b:Bool
        stats_compare_option:i:UnsignedInt preselect_date_range:s id_last_order:i:UnsignedInt
        id_last_customer_message:i:UnsignedInt id_last_customer:i:UnsignedInt reset_password_token:s:Sha1
        reset_password_validity:d:DateOrNull has_enabled_gravatar:b:Bool
        """,
        shop="shop",
    ),
    "groups": Resource(
        "group", "groups", "id_group",
        """
        reduction:f:Float price_display_method:i+:PriceDisplayMethod show_prices:b:Bool date_add:d:Date
        date_upd:d:Date name:s*+:GenericName
        """,
        shop="shop",
    ),
    "guests": Resource(
        "guest", "guests", "id_guest",
        """
        id_customer:i:UnsignedId id_operating_system:i:UnsignedId id_web_browser:i:UnsignedId
        javascript:b:Bool screen_resolution_x:i:Int screen_resolution_y:i:Int screen_color:i:Int
        sun_java:b:Bool adobe_flash:b:Bool adobe_director:b:Bool apple_quicktime:b:Bool real_player:b:Bool
        windows_media:b:Bool accept_language:s:GenericName mobile_theme:b:Bool
        """,
    ),
    "image_types": Resource(
        "image_type", "image_types", "id_image_type",
        """
        name:s+:ImageTypeName width:i+:ImageSize height:i+:ImageSize categories:b:Bool products:b:Bool
        manufacturers:b:Bool suppliers:b:Bool stores:b:Bool
        """,
    ),
    "languages": Resource(
        "language", "languages", "id_lang",
        """
        name:s+:GenericName iso_code:s+:LanguageIsoCode locale:s:Locale language_code:s:LanguageCode
        active:b:Bool is_rtl:b:Bool date_format_lite:s+:PhpDateFormat date_format_full:s+:PhpDateFormat
        """,
        shop="shop",
    ),
    "manufacturers": Resource(
        "manufacturer", "manufacturers", "id_manufacturer",
        """
        active:b link_rewrite:n!@ name:s+:CatalogName date_add:d date_upd:d description:h*:CleanHtml
        short_description:h*:CleanHtml meta_title:s*:GenericName meta_description:s*:GenericName
        meta_keywords:s*:GenericName
        """,
        """
        addresses/address[id]
        """,
        shop="shop",
    ),
    "messages": Resource(
        "message", "messages", "id_message",
        """
        id_cart:i:UnsignedId id_order:i:UnsignedId id_customer:i:UnsignedId id_employee:i:UnsignedId
        message:s+:CleanHtml private:b:Bool date_add:d:Date
        """,
    ),
    "order_carriers": Resource(
        "order_carrier", "order_carriers", "id_order_carrier",
        """
        id_order:i+:UnsignedId id_carrier:i+:UnsignedId id_order_invoice:i:UnsignedId weight:f:Float
        shipping_cost_tax_excl:f:Float shipping_cost_tax_incl:f:Float tracking_number:s:TrackingNumber
        date_add:d:Date
        """,
    ),
    "order_cart_rules": Resource(
        "order_cart_rule", "order_cart_rules", "id_order_cart_rule",
        """
        id_order:i+:UnsignedId id_cart_rule:i+:UnsignedId id_order_invoice:i:UnsignedId name:h+
        value:f+:Float value_tax_excl:f+:Float free_shipping:b:Bool deleted:b:Bool
        """,
    ),
    "order_details": Resource(
        "order_detail", "order_details", "id_order_detail",
        """
        id_order:i+:UnsignedId product_id:i:UnsignedId product_attribute_id:i:UnsignedId
        product_quantity_reinjected:i:UnsignedInt group_reduction:f:Float discount_quantity_applied:i:Int
        download_hash:s:GenericName download_deadline:d:DateFormat id_order_invoice:i:UnsignedId
        id_warehouse:i+:UnsignedId id_shop:i+:UnsignedId id_customization:i:UnsignedId
        product_name:s+:GenericName product_quantity:i+:Int product_quantity_in_stock:i:Int
        product_quantity_return:i:UnsignedInt product_quantity_refunded:i:UnsignedInt product_price:f+:Price
        reduction_percent:f:Float reduction_amount:f:Price reduction_amount_tax_incl:f:Price
        reduction_amount_tax_excl:f:Price product_quantity_discount:f:Float product_ean13:s:Ean13
        product_isbn:s:Isbn product_upc:s:Upc product_mpn:s:Mpn product_reference:s:Reference
        product_supplier_reference:s:Reference product_weight:f:Float tax_computation_method:i:UnsignedId
        id_tax_rules_group:i:Int ecotax:f:Float ecotax_tax_rate:f:Float download_nb:i:Int
        unit_price_tax_incl:f:Price unit_price_tax_excl:f:Price total_price_tax_incl:f:Price
        total_price_tax_excl:f:Price total_shipping_price_tax_excl:f:Price
        total_shipping_price_tax_incl:f:Price purchase_supplier_price:f:Price original_product_price:f:Price
        original_wholesale_price:f:Price total_refunded_tax_excl:f:Price total_refunded_tax_incl:f:Price
        """,
        """
        taxes/tax[id]!
        """,
    ),
    "order_histories": Resource(
        "order_history", "order_histories", "id_order_history",
        """
        id_employee:i:UnsignedId id_order_state:i+:UnsignedId id_order:i+:UnsignedId date_add:d:Date
        """,
    ),
    "order_invoices": Resource(
        "order_invoice", "order_invoices", "id_order_invoice",
        """
        id_order:i+:UnsignedId number:i+:UnsignedId delivery_number:i:UnsignedId delivery_date:d:DateFormat
        total_discount_tax_excl:f total_discount_tax_incl:f total_paid_tax_excl:f total_paid_tax_incl:f
        total_products:f total_products_wt:f total_shipping_tax_excl:f total_shipping_tax_incl:f
        shipping_tax_computation_method:i total_wrapping_tax_excl:f total_wrapping_tax_incl:f
        shop_address:h:CleanHtml note:h date_add:d:Date
        """,
    ),
    "order_payments": Resource(
        "order_payment", "order_payments", "id_order_payment",
        """
        order_reference:s id_currency:i+:UnsignedId amount:f+:Price payment_method:s:GenericName
        conversion_rate:f:Float transaction_id:s card_number:s card_brand:s card_expiration:s card_holder:s
        date_add:d:Date id_employee:i:UnsignedId
        """,
    ),
    "order_slip": Resource(
        "order_slip", "order_slips", "id_order_slip",
        """
        id_customer:i+:UnsignedId id_order:i+:UnsignedId conversion_rate:f+:Float
        total_products_tax_excl:f+:Float total_products_tax_incl:f+:Float total_shipping_tax_excl:f+:Float
        total_shipping_tax_incl:f+:Float amount:f:Float shipping_cost:b shipping_cost_amount:f:Float
        partial:i date_add:d:Date date_upd:d:Date order_slip_type:i:Int
        """,
        """
        order_slip_details/order_slip_detail[id,id_order_detail,product_quantity,amount_tax_excl,amount_tax_incl]
        """,
    ),
    "order_states": Resource(
        "order_state", "order_states", "id_order_state",
        """
        unremovable:b:Bool delivery:b:Bool hidden:b:Bool send_email:b:Bool module_name:s:ModuleName
        invoice:b:Bool color:s:Color logable:b:Bool shipped:b:Bool paid:b:Bool pdf_delivery:b:Bool
        pdf_invoice:b:Bool deleted:b:Bool name:s*+:GenericName template:s*:TplName
        """,
    ),
    "orders": Resource(
        "order", "orders", "id_order",
        """
        id_address_delivery:i+:UnsignedId id_address_invoice:i+:UnsignedId id_cart:i+:UnsignedId
        id_currency:i+:UnsignedId id_lang:i+:UnsignedId id_customer:i+:UnsignedId id_carrier:i+:UnsignedId
        current_state:i:UnsignedId module:s+:ModuleName invoice_number:i invoice_date:d delivery_number:i
        delivery_date:d valid:b date_add:d:Date date_upd:d:Date shipping_number:n@ note:h
        id_shop_group:i:UnsignedId id_shop:i:UnsignedId secure_key:s:Md5 payment:s+:GenericName
        recyclable:b:Bool gift:b:Bool gift_message:s:Message mobile_theme:b:Bool total_discounts:f:Price
        total_discounts_tax_incl:f:Price total_discounts_tax_excl:f:Price total_paid:f+:Price
        total_paid_tax_incl:f:Price total_paid_tax_excl:f:Price total_paid_real:f+:Price
        total_products:f+:Price total_products_wt:f+:Price total_shipping:f:Price
        total_shipping_tax_incl:f:Price total_shipping_tax_excl:f:Price carrier_tax_rate:f:Float
        total_wrapping:f:Price total_wrapping_tax_incl:f:Price total_wrapping_tax_excl:f:Price
        round_mode:i:UnsignedId round_type:i:UnsignedId conversion_rate:f+:Float reference:s
        """,
        """
        order_rows/order_row[id,product_id,product_attribute_id,product_quantity,product_name,product_reference,product_ean13,product_isbn,product_upc,product_price,id_customization,unit_price_tax_incl,unit_price_tax_excl]!
        """,
    ),
    "price_ranges": Resource(
        "price_range", "price_ranges", "id_range_price",
        """
        id_carrier:i+:Int delimiter1:f+:UnsignedFloat delimiter2:f+:UnsignedFloat
        """,
    ),
    "product_customization_fields": Resource(
        "customization_field", "customization_fields", "id_customization_field",
        """
        id_product:i+:UnsignedId type:i+:UnsignedId required:b+:Bool is_module:b:Bool is_deleted:b:Bool
        name:s*+
        """,
    ),
    "product_feature_values": Resource(
        "product_feature_value", "product_feature_values", "id_feature_value",
        """
        id_feature:i+:UnsignedId custom:b:Bool value:s*+:GenericName
        """,
    ),
    "product_features": Resource(
        "product_feature", "product_features", "id_feature",
        """
        position:i:Int name:s*+:GenericName
        """,
        shop="shop",
    ),
    "product_option_values": Resource(
        "product_option_value", "product_option_values", "id_attribute",
        """
        id_attribute_group:i+:UnsignedId color:s:Color position:i:Int name:s*+:GenericName
        """,
        shop="shop",
    ),
    "product_options": Resource(
        "product_option", "product_options", "id_attribute_group",
        """
        is_color_group:b:Bool group_type:s+ position:i:Int name:s*+:GenericName public_name:s*+:GenericName
        """,
        """
        product_option_values/product_option_value[id]
        """,
        shop="shop",
    ),
    "product_suppliers": Resource(
        "product_supplier", "product_suppliers", "id_product_supplier",
        """
        id_product:i+:UnsignedId id_product_attribute:i+:UnsignedId id_supplier:i+:UnsignedId
        id_currency:i:UnsignedId product_supplier_reference:s:Reference product_supplier_price_te:f:Price
        """,
    ),
    "products": Resource(
        "product", "products", "id_product",
        """
        id_manufacturer:i:UnsignedId id_supplier:i:UnsignedId id_category_default:i:UnsignedId new:n
        cache_default_attribute:i id_default_image:n@ id_default_combination:n@
        id_tax_rules_group:i:UnsignedId position_in_category:n@ manufacturer_name:n!@ quantity:n!@ type:n@
        id_shop_default:i:UnsignedId reference:s:Reference supplier_reference:s:Reference location:s
        width:f:UnsignedFloat height:f:UnsignedFloat depth:f:UnsignedFloat weight:f:UnsignedFloat
        quantity_discount:b:Bool ean13:s:Ean13 isbn:s:Isbn upc:s:Upc mpn:s:Mpn cache_is_pack:b:Bool
        cache_has_attachments:b:Bool is_virtual:b:Bool state:i:UnsignedId
        additional_delivery_times:i:UnsignedId delivery_in_stock:s*:GenericName
        delivery_out_stock:s*:GenericName product_type:s:GenericName on_sale:b:Bool online_only:b:Bool
        ecotax:f:Price minimal_quantity:i:UnsignedInt low_stock_threshold:i:Int low_stock_alert:b:Bool
        price:f+:Price wholesale_price:f:Price unity:s unit_price:f:Price unit_price_ratio:f
        additional_shipping_cost:f:Price customizable:i:UnsignedInt text_fields:i:UnsignedInt
        uploadable_files:i:UnsignedInt active:b:Bool redirect_type:s id_type_redirected:i:UnsignedId
        available_for_order:b:Bool available_date:d:DateFormat show_condition:b:Bool condition:s:GenericName
        show_price:b:Bool indexed:b:Bool visibility:s:ProductVisibility advanced_stock_management:b:Bool
        date_add:d:Date date_upd:d:Date pack_stock_type:i:UnsignedInt meta_description:s*:GenericName
        meta_keywords:s*:GenericName meta_title:s*:GenericName link_rewrite:s*~:LinkRewrite
        name:s*:CatalogName description:h*:CleanHtml description_short:h*:CleanHtml
        available_now:s*:GenericName available_later:s*:GenericName
        """,
        """
        categories/category[id] images/image[id]! combinations/combination[id]
        product_option_values/product_option_value[id]!
        product_features/product_feature[id,id_feature_value] tags/tag[id]
        stock_availables/stock_available[id,id_product_attribute]! attachments/attachment[id]
        accessories/product[id] product_bundle/product[id,id_product_attribute,quantity]
        """,
        shop="shop",
    ),
    "shop_groups": Resource(
        "shop_group", "shop_groups", "id_shop_group",
        """
        name:s+:GenericName color:s:Color share_customer:b:Bool share_order:b:Bool share_stock:b:Bool
        active:b:Bool deleted:b:Bool
        """,
    ),
    "shop_urls": Resource(
        "shop_url", "shop_urls", "id_shop_url",
        """
        id_shop:i+ active:b:Bool main:b:Bool domain:s+:CleanHtml domain_ssl:s:CleanHtml physical_uri:s
        virtual_uri:s
        """,
    ),
    "shops": Resource(
        "shop", "shops", "id_shop",
        """
        id_shop_group:i+ id_category:i+ active:b:Bool deleted:b:Bool name:s+:GenericName color:s:Color
        theme_name:s:ThemeName
        """,
    ),
    "specific_price_rules": Resource(
        "specific_price_rule", "specific_price_rules", "id_specific_price_rule",
        """
        id_shop:i+:UnsignedId id_country:i+:UnsignedId id_currency:i+:UnsignedId id_group:i+:UnsignedId
        name:s+:CleanHtml from_quantity:i+:UnsignedInt price:f+:NegativePrice reduction:f+:Price
        reduction_tax:i+:Bool reduction_type:s+:ReductionType from:d:DateFormat to:d:DateFormat
        """,
    ),
    "specific_prices": Resource(
        "specific_price", "specific_prices", "id_specific_price",
        """
        id_shop_group:i:UnsignedId id_shop:i+:UnsignedId id_cart:i+:UnsignedId id_product:i+:UnsignedId
        id_product_attribute:i:UnsignedId id_currency:i+:UnsignedId id_country:i+:UnsignedId
        id_group:i+:UnsignedId id_customer:i+:UnsignedId id_specific_price_rule:i:UnsignedId
        price:f+:NegativePrice from_quantity:i+:UnsignedInt reduction:f+:Price reduction_tax:i+:Bool
        reduction_type:s+:ReductionType from:d+:DateFormat to:d+:DateFormat
        """,
    ),
    "states": Resource(
        "state", "states", "id_state",
        """
        id_zone:i+:UnsignedId id_country:i+:UnsignedId iso_code:s+:StateIsoCode name:s+:GenericName
        active:b:Bool
        """,
    ),
    "stock_availables": Resource(
        "stock_available", "stock_availables", "id_stock_available",
        """
        id_product:i+:UnsignedId id_product_attribute:i+:UnsignedId id_shop:i:UnsignedId
        id_shop_group:i:UnsignedId quantity:i+:Int depends_on_stock:b+:Bool out_of_stock:i+:Int location:s
        """,
        shop="fk_shop",
        forbidden="POST DELETE",
    ),
    "stocks": Resource(
        "stock", "stocks", "id_stock",
        """
        id_warehouse:i+:UnsignedId id_product:i+:UnsignedId id_product_attribute:i+:UnsignedId
        real_quantity:n!@ reference:s:Reference ean13:s:Ean13 isbn:s:Isbn upc:s:Upc mpn:s:Mpn
        physical_quantity:i+:UnsignedInt usable_quantity:i+:Int price_te:f+:Price
        """,
        forbidden="PUT POST PATCH DELETE",
    ),
    "stores": Resource(
        "store", "stores", "id_store",
        """
        id_country:i+:UnsignedId id_state:i:NullOrUnsignedId hours:s*:Json postcode:s city:s+:CityName
        latitude:f:Coordinate longitude:f:Coordinate phone:s:PhoneNumber fax:s:PhoneNumber email:s:Email
        active:b+:Bool date_add:d:Date date_upd:d:Date name:s*+:GenericName address1:s*+:Address
        address2:s*:Address note:s*:CleanHtml
        """,
        shop="shop",
    ),
    "suppliers": Resource(
        "supplier", "suppliers", "id_supplier",
        """
        link_rewrite:n name:s+:CatalogName active:b date_add:d:Date date_upd:d:Date description:h*:CleanHtml
        meta_title:s*:GenericName meta_description:s*:GenericName meta_keywords:s*:GenericName
        """,
        shop="shop",
    ),
    "tags": Resource(
        "tag", "tags", "id_tag",
        """
        id_lang:i+:UnsignedId name:s+:GenericName
        """,
    ),
    "tax_rule_groups": Resource(
        "tax_rule_group", "tax_rule_groups", "id_tax_rules_group",
        """
        name:s+:GenericName active:b:Bool deleted:b:Bool date_add:d:Date date_upd:d:Date
        """,
        shop="shop",
    ),
    "tax_rules": Resource(
        "tax_rule", "tax_rules", "id_tax_rule",
        """
        id_tax_rules_group:i+:UnsignedId id_state:i:UnsignedId id_country:i+:UnsignedId
        zipcode_from:s:PostCode zipcode_to:s:PostCode id_tax:i+:UnsignedId behavior:i:UnsignedInt
        description:s
        """,
    ),
    "taxes": Resource(
        "tax", "taxes", "id_tax",
        """
        rate:f+:Float active:b deleted:b name:s*+:GenericName
        """,
    ),
    "translated_configurations": Resource(
        "translated_configuration", "translated_configurations", "id_configuration",
        """
        value:s* date_add:d:Date date_upd:d:Date name:s+:ConfigName id_shop_group:n:UnsignedId
        id_shop:n:UnsignedId
        """,
    ),
    "warehouses": Resource(
        "warehouse", "warehouses", "id_warehouse",
        """
        id_address:i+:UnsignedId id_employee:i+:UnsignedId id_currency:i+:UnsignedId valuation:n!@ deleted:b
        reference:s+ name:s+ management_type:s+:StockManagement
        """,
        """
        stocks/stock[id]! carriers/carrier[id]! shops/shop[id,name]!
        """,
        shop="shop",
        forbidden="DELETE",
    ),
    "weight_ranges": Resource(
        "weight_range", "weight_ranges", "id_range_weight",
        """
        id_carrier:i+:Int delimiter1:f+:UnsignedFloat delimiter2:f+:UnsignedFloat
        """,
    ),
    "zones": Resource(
        "zone", "zones", "id_zone",
        """
        name:s+:GenericName active:b:Bool
        """,
        shop="shop",
    ),
}  # fmt: skip
