"""Orders and what they consist of."""

from __future__ import annotations

from typing import Annotated

from polycart.api.entities import BaseCustomer, Currency, CustomerAddress, DateTime, OrderShippingMethod, Record
from polycart.core.method import UNSET, Doc, Maybe, Sparse


class OrderTotals(Record):
    """The sums of an order."""

    total: Annotated[Sparse[float], Doc("Sum.")] = UNSET
    subtotal: Annotated[Sparse[float], Doc("Price of all items.")] = UNSET
    shipping: Annotated[Sparse[float], Doc("Price of shipping.")] = UNSET
    tax: Annotated[Maybe[float], Doc("Tax.")] = UNSET
    discount: Annotated[Maybe[float], Doc("What is taken off.")] = UNSET


class OrderItemOption(Record):
    """An option chosen for an ordered item."""

    option_id: Annotated[Maybe[str], Doc("Id of the option.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the option.")] = UNSET
    value: Annotated[Sparse[str], Doc("Chosen value.")] = UNSET
    price: Annotated[Sparse[float], Doc("What the option adds to the price.")] = UNSET
    weight: Annotated[Maybe[float], Doc("Weight.")] = UNSET
    type: Annotated[Maybe[str], Doc("Type of the option.")] = UNSET
    product_option_value_id: Annotated[Maybe[str], Doc("Id of the chosen value at the product.")] = UNSET


class OrderItem(Record):
    """An item of an order."""

    product_id: Annotated[Maybe[str], Doc("Id of the product.")] = UNSET
    order_product_id: Annotated[Maybe[str], Doc("Id of the item in the order.")] = UNSET
    model: Annotated[Maybe[str], Doc("Model of the product.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the item.")] = UNSET
    price: Annotated[Sparse[float], Doc("Price of one.")] = UNSET
    price_inc_tax: Annotated[Maybe[float], Doc("Price with tax.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("How many.")] = UNSET
    discount_amount: Annotated[Maybe[float], Doc("What is taken off the item.")] = UNSET
    total_price: Annotated[Maybe[float], Doc("Price of all pieces of the item.")] = UNSET
    tax_percent: Annotated[Maybe[float], Doc("Tax in per cent.")] = UNSET
    tax_value: Annotated[Maybe[float], Doc("Tax on the item.")] = UNSET
    tax_value_after_discount: Annotated[Maybe[float], Doc("Tax on the item once the discount is off.")] = UNSET
    options: Annotated[Sparse[list[OrderItemOption]], Doc("Chosen options.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("Id of the variant.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("Unit of the weight.")] = UNSET
    weight: Annotated[Maybe[float], Doc("Weight.")] = UNSET
    barcode: Annotated[Maybe[str], Doc("Number printed as a bar code on the goods.")] = UNSET
    parent_order_product_id: Annotated[Maybe[str], Doc("Id of the item that this one is part of.")] = UNSET


class OrderAbandoned(Record):
    """A basket that its owner left without ordering."""

    id: Annotated[Sparse[str], Doc("Id of the basket.")] = UNSET
    customer: Annotated[Maybe[BaseCustomer], Doc("Whose basket it was.")] = UNSET
    basket_id: Annotated[Maybe[str], Doc("Id of the basket.")] = UNSET
    basket_url: Annotated[Maybe[str], Doc("Address where the buyer finds the basket again.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("Currency of the prices.")] = UNSET
    totals: Annotated[Maybe[OrderTotals], Doc("Sums of the basket.")] = UNSET
    order_products: Annotated[Sparse[list[OrderItem]], Doc("What was ordered.")] = UNSET


class OrderCalculateSubtotal(Record):
    """The price of the items of an order not yet placed."""

    value: Annotated[Sparse[float], Doc("Price of all items.")] = UNSET
    tax: Annotated[Sparse[float], Doc("Tax.")] = UNSET
    discount: Annotated[Sparse[float], Doc("What is taken off.")] = UNSET


class OrderCalculateItem(Record):
    """An item of an order not yet placed."""

    product_id: Annotated[Sparse[str], Doc("Id of the product.")] = UNSET
    sku: Annotated[Sparse[str], Doc("Stock keeping unit.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the product.")] = UNSET
    quantity: Annotated[Sparse[int], Doc("How many.")] = UNSET
    price: Annotated[Sparse[float], Doc("Price of one.")] = UNSET
    price_inc_tax: Annotated[Sparse[float], Doc("Price with tax.")] = UNSET
    tax_rate: Annotated[Sparse[float], Doc("Tax in per cent.")] = UNSET
    unit_discount: Annotated[Sparse[float], Doc("What is taken off one.")] = UNSET
    weight: Annotated[Maybe[float], Doc("Weight.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("Unit of the weight.")] = UNSET
    barcode: Annotated[Maybe[str], Doc("Number printed as a bar code on the goods.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("Id of the variant.")] = UNSET
    bundle_product_id: Annotated[Maybe[str], Doc("Id of the bundle that the item is part of.")] = UNSET
    options: Annotated[Sparse[list[OrderItemOption]], Doc("Chosen options.")] = UNSET


class OrderCalculateBundle(Record):
    """A bundle in an order not yet placed."""

    product_id: Annotated[Sparse[str], Doc("Id of the product.")] = UNSET
    sku: Annotated[Sparse[str], Doc("Stock keeping unit.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the bundle.")] = UNSET
    quantity: Annotated[Sparse[int], Doc("How many.")] = UNSET
    price: Annotated[Sparse[float], Doc("Price of one.")] = UNSET
    price_inc_tax: Annotated[Sparse[float], Doc("Price with tax.")] = UNSET
    tax_rate: Annotated[Sparse[float], Doc("Tax in per cent.")] = UNSET
    unit_discount: Annotated[Sparse[float], Doc("What is taken off one.")] = UNSET
    weight: Annotated[Maybe[float], Doc("Weight.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("Unit of the weight.")] = UNSET
    barcode: Annotated[Maybe[str], Doc("Number printed as a bar code on the goods.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("Id of the variant.")] = UNSET
    options: Annotated[Sparse[list[OrderItemOption]], Doc("Chosen options.")] = UNSET


class OrderCalculateShippingRate(Record):
    """A way of shipping that the order can take."""

    code: Annotated[Sparse[str], Doc("Short name of the way of shipping.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the way of shipping.")] = UNSET
    price: Annotated[Sparse[float], Doc("What this way of shipping costs.")] = UNSET
    price_inc_tax: Annotated[Sparse[float], Doc("Price with tax.")] = UNSET
    tax: Annotated[Sparse[float], Doc("Tax.")] = UNSET
    tax_rate: Annotated[Sparse[float], Doc("Tax in per cent.")] = UNSET


class OrderCalculateTax(Record):
    """A tax on an order not yet placed."""

    code: Annotated[Sparse[str], Doc("Code of the tax.")] = UNSET
    rate: Annotated[Sparse[float], Doc("Tax in per cent.")] = UNSET
    value: Annotated[Sparse[float], Doc("Amount of the tax.")] = UNSET


class OrderCalculateDiscount(Record):
    """A discount on an order not yet placed."""

    code: Annotated[Maybe[str], Doc("Code of the coupon.")] = UNSET
    value: Annotated[Sparse[float], Doc("How much is taken off.")] = UNSET
    type: Annotated[Maybe[str], Doc("Whether the amount is a percentage or money.")] = UNSET
    free_shipping: Annotated[Maybe[bool], Doc("Whether shipping is free.")] = UNSET


class OrderCalculate(Record):
    """What an order would cost."""

    customer: Annotated[Maybe[BaseCustomer], Doc("Who bought.")] = UNSET
    subtotal: Annotated[Maybe[OrderCalculateSubtotal], Doc("Price of all items.")] = UNSET
    items: Annotated[Sparse[list[OrderCalculateItem]], Doc("What was ordered.")] = UNSET
    bundles: Annotated[Sparse[list[OrderCalculateBundle]], Doc("Bundles among the items.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("Currency of the prices.")] = UNSET
    shipping_rates: Annotated[Sparse[list[OrderCalculateShippingRate]], Doc("Ways of shipping, priced.")] = UNSET
    tax_lines: Annotated[Sparse[list[OrderCalculateTax]], Doc("Taxes.")] = UNSET
    discounts: Annotated[Sparse[list[OrderCalculateDiscount]], Doc("What is taken off, and why.")] = UNSET


class OrderPaymentMethod(Record):
    """A way of payment."""

    name: Annotated[Sparse[str], Doc("Name of the way of payment.")] = UNSET


class OrderStatusHistoryItem(Record):
    """A status that an order once got."""

    id: Annotated[Sparse[str], Doc("Id of the status.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the status.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("When the status changed.")] = UNSET
    notify: Annotated[Maybe[bool], Doc("Whether the customer was told.")] = UNSET
    comment: Annotated[Maybe[str], Doc("Remark made with the change.")] = UNSET


class OrderStatusRefundItem(Record):
    """An item that money was given back for."""

    product_id: Annotated[Maybe[str], Doc("Id of the product.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("Id of the variant.")] = UNSET
    order_product_id: Annotated[Maybe[str], Doc("Id of the item in the order.")] = UNSET
    qty: Annotated[Maybe[float], Doc("How many.")] = UNSET
    refund: Annotated[Maybe[float], Doc("Money given back for the item.")] = UNSET


class OrderStatusRefund(Record):
    """The money given back for an order."""

    shipping: Annotated[Maybe[float], Doc("Money given back for shipping.")] = UNSET
    fee: Annotated[Maybe[float], Doc("Fee kept back.")] = UNSET
    tax: Annotated[Maybe[float], Doc("Tax given back.")] = UNSET
    total_refunded: Annotated[Maybe[float], Doc("Money given back in all.")] = UNSET
    time: Annotated[Maybe[DateTime], Doc("When the money went back.")] = UNSET
    comment: Annotated[Maybe[str], Doc("Why the money went back.")] = UNSET
    refunded_items: Annotated[Sparse[list[OrderStatusRefundItem]], Doc("Items that money was given back for.")] = UNSET


class OrderStatus(Record):
    """The status of an order, with its history."""

    id: Annotated[Sparse[str], Doc("Id of the status.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the status.")] = UNSET
    history: Annotated[Sparse[list[OrderStatusHistoryItem]], Doc("Earlier statuses.")] = UNSET
    refund_info: Annotated[Maybe[OrderStatusRefund], Doc("Money given back.")] = UNSET


class OrderTotal(Record):
    """The sums of an order, each without tax."""

    subtotal_ex_tax: Annotated[Sparse[float], Doc("Price of all items without tax.")] = UNSET
    wrapping_ex_tax: Annotated[Maybe[float], Doc("Price of wrapping without tax.")] = UNSET
    shipping_ex_tax: Annotated[Sparse[float], Doc("Price of shipping without tax.")] = UNSET
    total_discount: Annotated[Sparse[float], Doc("What is taken off in all.")] = UNSET
    total_tax: Annotated[Sparse[float], Doc("Tax in all.")] = UNSET
    total: Annotated[Sparse[float], Doc("Sum.")] = UNSET
    total_paid: Annotated[Maybe[float], Doc("Money paid so far.")] = UNSET


class OrderTotalsNewDiscount(Record):
    """A discount on an order."""

    code: Annotated[Maybe[str], Doc("Code of the coupon.")] = UNSET
    value: Annotated[Sparse[float], Doc("How much is taken off.")] = UNSET
    type: Annotated[Maybe[str], Doc("Whether the amount is a percentage or money.")] = UNSET


class OrderRefund(Record):
    """A refund."""

    id: Annotated[Maybe[str], Doc("Id of the refund.")] = UNSET
    shipping: Annotated[Maybe[float], Doc("Money given back for shipping.")] = UNSET
    fee: Annotated[Maybe[float], Doc("Fee kept back.")] = UNSET
    tax: Annotated[Maybe[float], Doc("Tax given back.")] = UNSET
    total: Annotated[Maybe[float], Doc("Money given back in all.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    comment: Annotated[Maybe[str], Doc("Why the money went back.")] = UNSET
    items: Annotated[Sparse[list[OrderStatusRefundItem]], Doc("Items that the money went back for.")] = UNSET


class Order(Record):
    """An order."""

    id: Annotated[Sparse[str], Doc("Id of the order.")] = UNSET
    order_id: Annotated[Sparse[str], Doc("Number of the order as people see it.")] = UNSET
    basket_id: Annotated[Maybe[str], Doc("Id of the basket.")] = UNSET
    channel_id: Annotated[Maybe[str], Doc("Id of the sales channel.")] = UNSET
    customer: Annotated[Maybe[BaseCustomer], Doc("Who bought.")] = UNSET
    create_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("Currency of the prices.")] = UNSET
    shipping_address: Annotated[Maybe[CustomerAddress], Doc("Where the goods go.")] = UNSET
    billing_address: Annotated[Maybe[CustomerAddress], Doc("Where the bill goes.")] = UNSET
    payment_method: Annotated[Maybe[OrderPaymentMethod], Doc("Way of payment.")] = UNSET
    shipping_method: Annotated[Maybe[OrderShippingMethod], Doc("Way of shipping.")] = UNSET
    shipping_methods: Annotated[Sparse[list[OrderShippingMethod]], Doc("Ways of shipping.")] = UNSET
    status: Annotated[Maybe[OrderStatus], Doc("Status of the order.")] = UNSET
    totals: Annotated[Maybe[OrderTotals], Doc("Sums of the order.")] = UNSET
    total: Annotated[Maybe[OrderTotal], Doc("Sums of the order, each without tax.")] = UNSET
    discounts: Annotated[Sparse[list[OrderTotalsNewDiscount]], Doc("What is taken off, and why.")] = UNSET
    order_products: Annotated[Sparse[list[OrderItem]], Doc("What was ordered.")] = UNSET
    bundles: Annotated[Sparse[list[OrderItem]], Doc("Bundles among the items.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    finished_time: Annotated[Maybe[DateTime], Doc("When the order was completed.")] = UNSET
    comment: Annotated[Maybe[str], Doc("Remark of the buyer.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("Id of the store.")] = UNSET
    warehouses_ids: Annotated[Sparse[list[str]], Doc("Ids of the warehouses that ship the order.")] = UNSET
    refunds: Annotated[Sparse[list[OrderRefund]], Doc("Refunds.")] = UNSET
    gift_message: Annotated[Maybe[str], Doc("Text on the gift note.")] = UNSET
    order_details_url: Annotated[Maybe[str], Doc("Address of the order's page.")] = UNSET


class OrderPreestimateShipping(Record):
    """A way of shipping that an order could take, and what it would cost."""

    method_code: Annotated[Sparse[str], Doc("Short name of the way of shipping.")] = UNSET
    method_name: Annotated[Maybe[str], Doc("Name of the shipping method.")] = UNSET
    carrier_code: Annotated[Maybe[str], Doc("Code of the carrier.")] = UNSET
    carrier_name: Annotated[Maybe[str], Doc("Name of the carrier.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text that describes it.")] = UNSET
    price: Annotated[Maybe[float], Doc("What this way of shipping would cost.")] = UNSET
    price_inc_tax: Annotated[Maybe[float], Doc("Price with tax.")] = UNSET
    delivery_time: Annotated[Maybe[str], Doc("How long delivery takes.")] = UNSET


class OrderTransaction(Record):
    """A payment or refund of an order."""

    id: Annotated[Sparse[str], Doc("Id of the transaction.")] = UNSET
    transaction_id: Annotated[Maybe[str], Doc("Id that the payment provider gave it.")] = UNSET
    order_id: Annotated[Sparse[str], Doc("Id of the order.")] = UNSET
    parent_id: Annotated[Maybe[str], Doc("Id of the transaction that this one follows.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text that describes the transaction.")] = UNSET
    status: Annotated[Maybe[str], Doc("Status of the transaction.")] = UNSET
    gateway: Annotated[Maybe[str], Doc("Payment provider.")] = UNSET
    reference_number: Annotated[Maybe[str], Doc("Number that the payment provider gave.")] = UNSET
    currency: Annotated[Maybe[str], Doc("Currency code of the amount.")] = UNSET
    amount: Annotated[Maybe[float], Doc("Money.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    settlement_currency: Annotated[Maybe[str], Doc("Currency of the merchant's account.")] = UNSET
    settlement_amount: Annotated[Maybe[float], Doc("Amount in the currency of the merchant's account.")] = UNSET
    settlement_created_time: Annotated[Maybe[DateTime], Doc("When the money was settled.")] = UNSET
    card_brand: Annotated[Maybe[str], Doc("Brand of the card.")] = UNSET
    card_bin: Annotated[Maybe[str], Doc("First digits of the card.")] = UNSET
    card_last_four: Annotated[Maybe[str], Doc("Last four digits of the card.")] = UNSET
    avs_street_resp_code: Annotated[Maybe[str], Doc("Result code for the street.")] = UNSET
    avs_postal_resp_code: Annotated[Maybe[str], Doc("Result code for the postal code.")] = UNSET
    avs_message: Annotated[Maybe[str], Doc("What the check of the billing address found.")] = UNSET
    cvv_code: Annotated[Maybe[str], Doc("Result code for the card's check number.")] = UNSET
    cvv_message: Annotated[Maybe[str], Doc("What the check of the number found.")] = UNSET
    is_test_mode: Annotated[Maybe[bool], Doc("Whether no real money moved.")] = UNSET
