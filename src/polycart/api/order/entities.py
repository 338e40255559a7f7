"""The order.entities resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api.entities import BaseCustomer, Currency, CustomerAddress, DateTime, OrderShippingMethod, Record
from polycart.core.method import UNSET, Doc, Maybe, Sparse


class OrderTotals(Record):
    """A order totals."""

    total: Annotated[Sparse[float], Doc("The total.")] = UNSET
    subtotal: Annotated[Sparse[float], Doc("The subtotal.")] = UNSET
    shipping: Annotated[Sparse[float], Doc("The shipping.")] = UNSET
    tax: Annotated[Maybe[float], Doc("The tax.")] = UNSET
    discount: Annotated[Maybe[float], Doc("The discount.")] = UNSET


class OrderItemOption(Record):
    """A order item option."""

    option_id: Annotated[Maybe[str], Doc("The option id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    value: Annotated[Sparse[str], Doc("The value.")] = UNSET
    price: Annotated[Sparse[float], Doc("The price.")] = UNSET
    weight: Annotated[Maybe[float], Doc("The weight.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET
    product_option_value_id: Annotated[Maybe[str], Doc("The product option value id.")] = UNSET


class OrderItem(Record):
    """A order item."""

    product_id: Annotated[Maybe[str], Doc("The product id.")] = UNSET
    order_product_id: Annotated[Maybe[str], Doc("The order product id.")] = UNSET
    model: Annotated[Maybe[str], Doc("The model.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    price: Annotated[Sparse[float], Doc("The price.")] = UNSET
    price_inc_tax: Annotated[Maybe[float], Doc("The price inc tax.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("The quantity.")] = UNSET
    discount_amount: Annotated[Maybe[float], Doc("The discount amount.")] = UNSET
    total_price: Annotated[Maybe[float], Doc("The total price.")] = UNSET
    tax_percent: Annotated[Maybe[float], Doc("The tax percent.")] = UNSET
    tax_value: Annotated[Maybe[float], Doc("The tax value.")] = UNSET
    tax_value_after_discount: Annotated[Maybe[float], Doc("The tax value after discount.")] = UNSET
    options: Annotated[Sparse[list[OrderItemOption]], Doc("The options.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("The variant id.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("The weight unit.")] = UNSET
    weight: Annotated[Maybe[float], Doc("The weight.")] = UNSET
    barcode: Annotated[Maybe[str], Doc("The barcode.")] = UNSET
    parent_order_product_id: Annotated[Maybe[str], Doc("The parent order product id.")] = UNSET


class OrderAbandoned(Record):
    """A order abandoned."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    customer: Annotated[Maybe[BaseCustomer], Doc("The customer.")] = UNSET
    basket_id: Annotated[Maybe[str], Doc("The basket id.")] = UNSET
    basket_url: Annotated[Maybe[str], Doc("The basket url.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("The created at.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("The currency.")] = UNSET
    totals: Annotated[Maybe[OrderTotals], Doc("The totals.")] = UNSET
    order_products: Annotated[Sparse[list[OrderItem]], Doc("The order products.")] = UNSET


class OrderCalculateSubtotal(Record):
    """A order calculate subtotal."""

    value: Annotated[Sparse[float], Doc("The value.")] = UNSET
    tax: Annotated[Sparse[float], Doc("The tax.")] = UNSET
    discount: Annotated[Sparse[float], Doc("The discount.")] = UNSET


class OrderCalculateItem(Record):
    """A order calculate item."""

    product_id: Annotated[Sparse[str], Doc("The product id.")] = UNSET
    sku: Annotated[Sparse[str], Doc("The sku.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    quantity: Annotated[Sparse[int], Doc("The quantity.")] = UNSET
    price: Annotated[Sparse[float], Doc("The price.")] = UNSET
    price_inc_tax: Annotated[Sparse[float], Doc("The price inc tax.")] = UNSET
    tax_rate: Annotated[Sparse[float], Doc("The tax rate.")] = UNSET
    unit_discount: Annotated[Sparse[float], Doc("The unit discount.")] = UNSET
    weight: Annotated[Maybe[float], Doc("The weight.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("The weight unit.")] = UNSET
    barcode: Annotated[Maybe[str], Doc("The barcode.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("The variant id.")] = UNSET
    bundle_product_id: Annotated[Maybe[str], Doc("The bundle product id.")] = UNSET
    options: Annotated[Sparse[list[OrderItemOption]], Doc("The options.")] = UNSET


class OrderCalculateBundle(Record):
    """A order calculate bundle."""

    product_id: Annotated[Sparse[str], Doc("The product id.")] = UNSET
    sku: Annotated[Sparse[str], Doc("The sku.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    quantity: Annotated[Sparse[int], Doc("The quantity.")] = UNSET
    price: Annotated[Sparse[float], Doc("The price.")] = UNSET
    price_inc_tax: Annotated[Sparse[float], Doc("The price inc tax.")] = UNSET
    tax_rate: Annotated[Sparse[float], Doc("The tax rate.")] = UNSET
    unit_discount: Annotated[Sparse[float], Doc("The unit discount.")] = UNSET
    weight: Annotated[Maybe[float], Doc("The weight.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("The weight unit.")] = UNSET
    barcode: Annotated[Maybe[str], Doc("The barcode.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("The variant id.")] = UNSET
    options: Annotated[Sparse[list[OrderItemOption]], Doc("The options.")] = UNSET


class OrderCalculateShippingRate(Record):
    """A order calculate shipping rate."""

    code: Annotated[Sparse[str], Doc("The code.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    price: Annotated[Sparse[float], Doc("The price.")] = UNSET
    price_inc_tax: Annotated[Sparse[float], Doc("The price inc tax.")] = UNSET
    tax: Annotated[Sparse[float], Doc("The tax.")] = UNSET
    tax_rate: Annotated[Sparse[float], Doc("The tax rate.")] = UNSET


class OrderCalculateTax(Record):
    """A order calculate tax."""

    code: Annotated[Sparse[str], Doc("The code.")] = UNSET
    rate: Annotated[Sparse[float], Doc("The rate.")] = UNSET
    value: Annotated[Sparse[float], Doc("The value.")] = UNSET


class OrderCalculateDiscount(Record):
    """A order calculate discount."""

    code: Annotated[Maybe[str], Doc("The code.")] = UNSET
    value: Annotated[Sparse[float], Doc("The value.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET
    free_shipping: Annotated[Maybe[bool], Doc("The free shipping.")] = UNSET


class OrderCalculate(Record):
    """A order calculate."""

    customer: Annotated[Maybe[BaseCustomer], Doc("The customer.")] = UNSET
    subtotal: Annotated[Maybe[OrderCalculateSubtotal], Doc("The subtotal.")] = UNSET
    items: Annotated[Sparse[list[OrderCalculateItem]], Doc("The items.")] = UNSET
    bundles: Annotated[Sparse[list[OrderCalculateBundle]], Doc("The bundles.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("The currency.")] = UNSET
    shipping_rates: Annotated[Sparse[list[OrderCalculateShippingRate]], Doc("The shipping rates.")] = UNSET
    tax_lines: Annotated[Sparse[list[OrderCalculateTax]], Doc("The tax lines.")] = UNSET
    discounts: Annotated[Sparse[list[OrderCalculateDiscount]], Doc("The discounts.")] = UNSET


class OrderPaymentMethod(Record):
    """A order payment method."""

    name: Annotated[Sparse[str], Doc("The name.")] = UNSET


class OrderStatusHistoryItem(Record):
    """A order status history item."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("The modified time.")] = UNSET
    notify: Annotated[Maybe[bool], Doc("The notify.")] = UNSET
    comment: Annotated[Maybe[str], Doc("The comment.")] = UNSET


class OrderStatusRefundItem(Record):
    """A order status refund item."""

    product_id: Annotated[Maybe[str], Doc("The product id.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("The variant id.")] = UNSET
    order_product_id: Annotated[Maybe[str], Doc("The order product id.")] = UNSET
    qty: Annotated[Maybe[float], Doc("The qty.")] = UNSET
    refund: Annotated[Maybe[float], Doc("The refund.")] = UNSET


class OrderStatusRefund(Record):
    """A order status refund."""

    shipping: Annotated[Maybe[float], Doc("The shipping.")] = UNSET
    fee: Annotated[Maybe[float], Doc("The fee.")] = UNSET
    tax: Annotated[Maybe[float], Doc("The tax.")] = UNSET
    total_refunded: Annotated[Maybe[float], Doc("The total refunded.")] = UNSET
    time: Annotated[Maybe[DateTime], Doc("The time.")] = UNSET
    comment: Annotated[Maybe[str], Doc("The comment.")] = UNSET
    refunded_items: Annotated[Sparse[list[OrderStatusRefundItem]], Doc("The refunded items.")] = UNSET


class OrderStatus(Record):
    """A order status."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    history: Annotated[Sparse[list[OrderStatusHistoryItem]], Doc("The history.")] = UNSET
    refund_info: Annotated[Maybe[OrderStatusRefund], Doc("The refund info.")] = UNSET


class OrderTotal(Record):
    """A order total."""

    subtotal_ex_tax: Annotated[Sparse[float], Doc("The subtotal ex tax.")] = UNSET
    wrapping_ex_tax: Annotated[Maybe[float], Doc("The wrapping ex tax.")] = UNSET
    shipping_ex_tax: Annotated[Sparse[float], Doc("The shipping ex tax.")] = UNSET
    total_discount: Annotated[Sparse[float], Doc("The total discount.")] = UNSET
    total_tax: Annotated[Sparse[float], Doc("The total tax.")] = UNSET
    total: Annotated[Sparse[float], Doc("The total.")] = UNSET
    total_paid: Annotated[Maybe[float], Doc("The total paid.")] = UNSET


class OrderTotalsNewDiscount(Record):
    """A order totals new discount."""

    code: Annotated[Maybe[str], Doc("The code.")] = UNSET
    value: Annotated[Sparse[float], Doc("The value.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET


class OrderRefund(Record):
    """A order refund."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    shipping: Annotated[Maybe[float], Doc("The shipping.")] = UNSET
    fee: Annotated[Maybe[float], Doc("The fee.")] = UNSET
    tax: Annotated[Maybe[float], Doc("The tax.")] = UNSET
    total: Annotated[Maybe[float], Doc("The total.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("The modified time.")] = UNSET
    comment: Annotated[Maybe[str], Doc("The comment.")] = UNSET
    items: Annotated[Sparse[list[OrderStatusRefundItem]], Doc("The items.")] = UNSET


class Order(Record):
    """A order."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    order_id: Annotated[Sparse[str], Doc("The order id.")] = UNSET
    basket_id: Annotated[Maybe[str], Doc("The basket id.")] = UNSET
    channel_id: Annotated[Maybe[str], Doc("The channel id.")] = UNSET
    customer: Annotated[Maybe[BaseCustomer], Doc("The customer.")] = UNSET
    create_at: Annotated[Maybe[DateTime], Doc("The create at.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("The currency.")] = UNSET
    shipping_address: Annotated[Maybe[CustomerAddress], Doc("The shipping address.")] = UNSET
    billing_address: Annotated[Maybe[CustomerAddress], Doc("The billing address.")] = UNSET
    payment_method: Annotated[Maybe[OrderPaymentMethod], Doc("The payment method.")] = UNSET
    shipping_method: Annotated[Maybe[OrderShippingMethod], Doc("The shipping method.")] = UNSET
    shipping_methods: Annotated[Sparse[list[OrderShippingMethod]], Doc("The shipping methods.")] = UNSET
    status: Annotated[Maybe[OrderStatus], Doc("The status.")] = UNSET
    totals: Annotated[Maybe[OrderTotals], Doc("The totals.")] = UNSET
    total: Annotated[Maybe[OrderTotal], Doc("The total.")] = UNSET
    discounts: Annotated[Sparse[list[OrderTotalsNewDiscount]], Doc("The discounts.")] = UNSET
    order_products: Annotated[Sparse[list[OrderItem]], Doc("The order products.")] = UNSET
    bundles: Annotated[Sparse[list[OrderItem]], Doc("The bundles.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET
    finished_time: Annotated[Maybe[DateTime], Doc("The finished time.")] = UNSET
    comment: Annotated[Maybe[str], Doc("The comment.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("The store id.")] = UNSET
    warehouses_ids: Annotated[Sparse[list[str]], Doc("The warehouses ids.")] = UNSET
    refunds: Annotated[Sparse[list[OrderRefund]], Doc("The refunds.")] = UNSET
    gift_message: Annotated[Maybe[str], Doc("The gift message.")] = UNSET
    order_details_url: Annotated[Maybe[str], Doc("The order details url.")] = UNSET


class OrderPreestimateShipping(Record):
    """A order preestimate shipping."""

    method_code: Annotated[Sparse[str], Doc("The method code.")] = UNSET
    method_name: Annotated[Maybe[str], Doc("The method name.")] = UNSET
    carrier_code: Annotated[Maybe[str], Doc("The carrier code.")] = UNSET
    carrier_name: Annotated[Maybe[str], Doc("The carrier name.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    price: Annotated[Maybe[float], Doc("The price.")] = UNSET
    price_inc_tax: Annotated[Maybe[float], Doc("The price inc tax.")] = UNSET
    delivery_time: Annotated[Maybe[str], Doc("The delivery time.")] = UNSET


class OrderTransaction(Record):
    """A order transaction."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    transaction_id: Annotated[Maybe[str], Doc("The transaction id.")] = UNSET
    order_id: Annotated[Sparse[str], Doc("The order id.")] = UNSET
    parent_id: Annotated[Maybe[str], Doc("The parent id.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    status: Annotated[Maybe[str], Doc("The status.")] = UNSET
    gateway: Annotated[Maybe[str], Doc("The gateway.")] = UNSET
    reference_number: Annotated[Maybe[str], Doc("The reference number.")] = UNSET
    currency: Annotated[Maybe[str], Doc("The currency.")] = UNSET
    amount: Annotated[Maybe[float], Doc("The amount.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("The created time.")] = UNSET
    settlement_currency: Annotated[Maybe[str], Doc("The settlement currency.")] = UNSET
    settlement_amount: Annotated[Maybe[float], Doc("The settlement amount.")] = UNSET
    settlement_created_time: Annotated[Maybe[DateTime], Doc("The settlement created time.")] = UNSET
    card_brand: Annotated[Maybe[str], Doc("The card brand.")] = UNSET
    card_bin: Annotated[Maybe[str], Doc("The card bin.")] = UNSET
    card_last_four: Annotated[Maybe[str], Doc("The card last four.")] = UNSET
    avs_street_resp_code: Annotated[Maybe[str], Doc("The avs street resp code.")] = UNSET
    avs_postal_resp_code: Annotated[Maybe[str], Doc("The avs postal resp code.")] = UNSET
    avs_message: Annotated[Maybe[str], Doc("The avs message.")] = UNSET
    cvv_code: Annotated[Maybe[str], Doc("The cvv code.")] = UNSET
    cvv_message: Annotated[Maybe[str], Doc("The cvv message.")] = UNSET
    is_test_mode: Annotated[Maybe[bool], Doc("The is test mode.")] = UNSET
