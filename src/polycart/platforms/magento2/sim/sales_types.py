"""The fields of orders as they may be sent, made of the groups in which the vendor's names come."""


def names(*texts: str) -> tuple[str, ...]:
    """The words of texts."""
    return tuple(word for text in texts for word in text.split())


def _named(kind: str, *texts: str) -> str:
    return ", ".join(f"{name} {kind}" for name in names(*texts))


def _twice(names: str) -> str:
    """Amounts in the order's currency and in the base one."""
    return " ".join(f"{name} base_{name}" for name in names.split())


ORDER = ", ".join(
    (
        _named(
            "float",
            _twice(
                "adjustment_negative adjustment_positive discount_amount discount_canceled discount_invoiced "
                "discount_refunded grand_total discount_tax_compensation_amount discount_tax_compensation_invoiced "
                "discount_tax_compensation_refunded shipping_amount shipping_canceled shipping_discount_amount "
                "shipping_incl_tax shipping_invoiced shipping_refunded shipping_tax_amount shipping_tax_refunded "
                "subtotal subtotal_canceled subtotal_incl_tax subtotal_invoiced subtotal_refunded tax_amount "
                "tax_canceled tax_invoiced tax_refunded total_canceled total_due total_invoiced "
                "total_offline_refunded total_online_refunded total_paid total_qty_ordered total_refunded"
            ),
            "base_shipping_discount_tax_compensation_amnt shipping_discount_tax_compensation_amount",
            "base_total_invoiced_cost base_to_global_rate base_to_order_rate payment_authorization_amount",
            "store_to_base_rate store_to_order_rate weight",
        ),
        _named(
            "int",
            "billing_address_id can_ship_partially can_ship_partially_item customer_gender customer_group_id "
            "customer_id customer_is_guest customer_note_notify edit_increment email_sent entity_id "
            "forced_shipment_with_invoice is_virtual payment_auth_expiration quote_address_id quote_id store_id "
            "total_item_count",
        ),
        _named(
            "string",
            "applied_rule_ids base_currency_code coupon_code created_at customer_dob customer_email "
            "customer_firstname customer_lastname customer_middlename customer_note customer_prefix customer_suffix "
            "customer_taxvat discount_description ext_customer_id ext_order_id global_currency_code "
            "hold_before_state hold_before_status increment_id order_currency_code original_increment_id "
            "protect_code relation_child_id relation_child_real_id relation_parent_id relation_parent_real_id "
            "remote_ip shipping_description state status store_currency_code store_name updated_at x_forwarded_for",
        ),
        "items OrderItem[], billing_address OrderAddress, payment OrderPayment, status_histories OrderComment[]",
        "extension_attributes OrderExtension",
    )
)
ITEM = ", ".join(
    (
        _named(
            "float",
            _twice(
                "amount_refunded discount_amount discount_invoiced discount_refunded original_price price "
                "price_incl_tax row_invoiced row_total row_total_incl_tax tax_amount tax_before_discount "
                "tax_invoiced tax_refunded discount_tax_compensation_amount discount_tax_compensation_invoiced "
                "discount_tax_compensation_refunded weee_tax_applied_amount weee_tax_disposition "
                "weee_tax_row_disposition"
            ),
            "base_cost base_weee_tax_applied_row_amnt discount_percent discount_tax_compensation_canceled "
            "qty_backordered qty_canceled qty_invoiced qty_ordered qty_refunded qty_returned qty_shipped row_weight "
            "tax_canceled tax_percent weee_tax_applied_row_amount weight",
        ),
        _named(
            "int",
            "event_id free_shipping is_qty_decimal is_virtual item_id locked_do_invoice locked_do_ship no_discount "
            "order_id parent_item_id product_id quote_item_id store_id",
        ),
        _named(
            "string",
            "additional_data applied_rule_ids created_at description ext_order_item_id name product_type sku "
            "updated_at weee_tax_applied",
        ),
        "parent_item OrderItem, product_option any, extension_attributes any",
    )
)
ADDRESS = ", ".join(
    (
        _named(
            "string",
            "address_type city company country_id email fax firstname lastname middlename postcode prefix region "
            "region_code suffix telephone vat_id vat_request_date vat_request_id",
        ),
        _named(
            "int",
            "customer_address_id customer_id entity_id parent_id region_id vat_is_valid vat_request_success",
        ),
        "street string[], extension_attributes any",
    )
)
PAYMENT = ", ".join(
    (
        _named(
            "float",
            _twice(
                "amount_authorized amount_canceled amount_ordered amount_paid amount_refunded shipping_amount "
                "shipping_captured shipping_refunded"
            ),
        ),
        _named("int", "entity_id parent_id quote_payment_id"),
        _named(
            "string",
            "account_status additional_data cc_last4 cc_type cc_exp_month cc_exp_year cc_owner cc_trans_id "
            "last_trans_id method po_number",
        ),
        "additional_information string[], extension_attributes any",
    )
)
TYPES = {
    "Order": ORDER,
    "OrderItem": ITEM,
    "OrderAddress": ADDRESS,
    "OrderPayment": PAYMENT,
    "OrderComment": (
        "comment string, created_at string, entity_id int, entity_name string, is_customer_notified int, "
        "is_visible_on_front int, parent_id int, status string, extension_attributes any"
    ),
    "OrderExtension": (
        "shipping_assignments ShippingAssignment[], payment_additional_info any, applied_taxes any, "
        "item_applied_taxes any, converting_from_quote bool, taxes any, additional_itemized_taxes any, "
        "gift_message any, pickup_location_code string, notification_sent int, send_notification int"
    ),
    "ShippingAssignment": "shipping Shipping, items OrderItem[], stock_id int, extension_attributes any",
    "Shipping": "address OrderAddress, method string, total any, extension_attributes any",
}
