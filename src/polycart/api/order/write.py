"""Parameters and answers of the methods that add, change and reckon orders."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.order import parameters as order
from polycart.api.parameters import Nested, Strings
from polycart.core.method import UNSET, Doc, Entity, Maybe, Params, Sparse

AdminComment = Annotated[str | None, Doc("Remark that the shop's staff add to the order.", "Checked by phone")]
AdminPrivateComment = Annotated[str | None, Doc("Staff remark that the customer never sees.", "Regular, be kind")]
BillAddress2 = Annotated[str | None, Doc("Billing address: second street line.", "Flat 4")]
BillCompany = Annotated[str | None, Doc("Billing address: company.", "Mill Ltd")]
BillPhone = Annotated[str | None, Doc("Billing address: telephone.", "+44 113 496 0000")]
Comment = Annotated[str | None, Doc("Remark on the order.", "Please ring twice")]
Coupons = Annotated[Strings | None, Doc("Coupon codes to use.", ["SPRING10"])]
CustomerEmail = Annotated[str, Doc("E-mail address of the buyer.", "ada@example.com")]
DateFinished = Annotated[str | None, Doc("When the order was completed.", "2026-08-03 12:00:00")]
DateModified = Annotated[str | None, Doc("When the order was last changed.", "2026-08-02 12:00:00")]
FinancialStatus = Annotated[str | None, Doc("State of payment.", "paid")]
FulfillmentStatus = Annotated[str | None, Doc("State of fulfilment.", "shipped")]
InvoiceAdminComment = Annotated[str | None, Doc("Staff remark printed on the invoice.", "Net 30")]
OrderItemId = Annotated[str, Doc("Id of the product.", "10")]
OrderItemModel = Annotated[str | None, Doc("Model of the product.", "CB-1")]
OrderItemOptionName = Annotated[str | None, Doc("Name of the option.", "Colour")]
OrderItemOptionValue = Annotated[str | None, Doc("Text of the chosen value.", "Red")]
OrderItemParent = Annotated[int | None, Doc("Index in this list, from 0, of the bundle that the item is part of.", 0)]
OrderItemParentOptionName = Annotated[str | None, Doc("Option of the bundle that the item fills.", "Strap")]
OrderItemQuantity = Annotated[int, Doc("How many.", 2)]
OrderItemVariantId = Annotated[str | None, Doc("Id of the variant.", "45")]
OrderItemWeight = Annotated[float | None, Doc("Weight of one.", 0.4)]
Origin = Annotated[str | None, Doc("Where the order came from.", "newsletter")]
PaymentMethod = Annotated[str | None, Doc("Way of payment.", "PayPal")]
ShippAddress1 = Annotated[str | None, Doc("Shipping address: street and house number.", "12 Mill Lane")]
ShippAddress2 = Annotated[str | None, Doc("Shipping address: second street line.", "Flat 4")]
ShippCity = Annotated[str | None, Doc("Shipping address: town.", "Leeds")]
ShippCompany = Annotated[str | None, Doc("Shipping address: company.", "Mill Ltd")]
ShippCountry = Annotated[str, Doc("Shipping address: country code.", "GB")]
ShippPhone = Annotated[str | None, Doc("Shipping address: telephone.", "+44 113 496 0000")]
ShippPostcode = Annotated[str | None, Doc("Shipping address: postal code.", "LS1 4AP")]
ShippState = Annotated[str | None, Doc("Shipping address: state or province code.", "NY")]


class OrderAdded(Entity):
    """The answer of adding an order."""

    order_id: Annotated[Sparse[str], Doc("Id of the order.")] = UNSET
    id: Annotated[Maybe[str], Doc("Id of the order.")] = UNSET
    customer_id: Annotated[Maybe[str], Doc("Id of the customer.")] = UNSET


class OrderAddNoteAttribute(Nested, kw_only=True):
    """A further note on a new order."""

    name: Annotated[str | None, Doc("Name of the note.", "gift")] = None
    value: Annotated[str | None, Doc("Text of the note.", "yes")] = None


class OrderAddItemOption(Nested, kw_only=True):
    """An option chosen for an item of a new order."""

    order_item_option_name: OrderItemOptionName = None
    order_item_option_value: OrderItemOptionValue = None
    order_item_option_price: Annotated[float | None, Doc("What the option adds to the price.", 2.5)] = None


class OrderAddItemProperty(Nested, kw_only=True):
    """A wish of the buyer for an item of a new order."""

    order_item_property_name: Annotated[str | None, Doc("Name of the wish.", "Engraving")] = None
    order_item_property_value: Annotated[str | None, Doc("What the buyer entered.", "Ada")] = None


class OrderAddItem(Nested, kw_only=True):
    """An item of a new order."""

    order_item_id: OrderItemId
    order_item_name: Annotated[str, Doc("Name of the product.", "Cotton bag")]
    order_item_model: OrderItemModel = None
    order_item_price: Annotated[float, Doc("Price of one.", 19.9)]
    order_item_quantity: OrderItemQuantity
    order_item_weight: OrderItemWeight = None
    order_item_variant_id: OrderItemVariantId = None
    order_item_tax: Annotated[float, Doc("Tax on one, in per cent.", 19.0)] = 0.0
    order_item_tax_class: Annotated[str | None, Doc("Tax class of the item.", "standard")] = None
    order_item_price_includes_tax: Annotated[bool, Doc("Whether the price has tax in it.", True)] = False
    order_item_parent: OrderItemParent = None
    order_item_parent_option_name: OrderItemParentOptionName = None
    order_item_allow_refund_items_separately: Annotated[
        bool | None, Doc("Whether parts of a bundle can be refunded on their own.", True)
    ] = None
    order_item_allow_ship_items_separately: Annotated[
        bool | None, Doc("Whether parts of a bundle can be shipped on their own.", True)
    ] = None
    order_item_option: Annotated[list[OrderAddItemOption] | None, Doc("Chosen options.")] = None
    order_item_property: Annotated[
        list[OrderAddItemProperty] | None, Doc("Wishes of the buyer, such as an engraving.")
    ] = None


class OrderCalculateOrderItemOption(Nested, kw_only=True):
    """An option chosen for an item to reckon with."""

    order_item_option_name: OrderItemOptionName = None
    order_item_option_value: OrderItemOptionValue = None


class OrderCalculateOrderItem(Nested, kw_only=True):
    """An item to reckon with."""

    order_item_id: OrderItemId
    order_item_quantity: OrderItemQuantity
    order_item_variant_id: OrderItemVariantId = None
    order_item_parent: OrderItemParent = None
    order_item_parent_option_name: OrderItemParentOptionName = None
    order_item_option: Annotated[list[OrderCalculateOrderItemOption] | None, Doc("Chosen options.")] = None


class OrderPreestimateShippingListItemOption(Nested, kw_only=True):
    """An option chosen for an item that is to be shipped."""

    order_item_option_name: OrderItemOptionName = None
    order_item_option_id: Annotated[str | None, Doc("Id of the option.", "12")] = None
    order_item_option_value: OrderItemOptionValue = None
    order_item_option_value_id: Annotated[str | None, Doc("Id of the chosen value.", "78")] = None
    order_item_option_used_in_combinations: Annotated[
        bool | None, Doc("Whether the option helps to tell variants apart.", True)
    ] = None


class OrderPreestimateShippingListItem(Nested, kw_only=True):
    """An item that is to be shipped."""

    order_item_id: OrderItemId
    order_item_model: OrderItemModel = None
    order_item_quantity: OrderItemQuantity
    order_item_weight: OrderItemWeight = None
    order_item_variant_id: OrderItemVariantId = None
    order_item_option: Annotated[list[OrderPreestimateShippingListItemOption] | None, Doc("Chosen options.")] = None


class OrderAddParams(Params, kw_only=True):
    """Parameters of order.add."""

    order_status: Annotated[str, Doc("Status of the order.", "pending")]
    customer_email: CustomerEmail
    bill_first_name: Annotated[str, Doc("Billing address: given name.", "Ada")]
    bill_last_name: Annotated[str, Doc("Billing address: family name.", "Miller")]
    bill_address_1: Annotated[str, Doc("Billing address: street and house number.", "12 Mill Lane")]
    bill_city: Annotated[str, Doc("Billing address: town.", "Leeds")]
    bill_postcode: Annotated[str, Doc("Billing address: postal code.", "LS1 4AP")]
    bill_state: Annotated[str, Doc("Billing address: state or province code.", "NY")]
    bill_country: Annotated[str, Doc("Billing address: country code.", "GB")]
    order_item: Annotated[list[OrderAddItem], Doc("What is ordered.")]
    id: Annotated[str | None, Doc("Id that the order is to have, where the shop allows that.", "100045")] = None
    order_id: Annotated[str | None, Doc("Number that the order gets, where the shop allows it.", "100045")] = None
    store_id: shared.StoreId = None
    channel_id: Annotated[str | None, Doc("Id of the sales channel.", "3")] = None
    fulfillment_status: FulfillmentStatus = None
    financial_status: FinancialStatus = None
    customer_first_name: Annotated[str | None, Doc("Given name of the buyer.", "Ada")] = None
    customer_last_name: Annotated[str | None, Doc("Family name of the buyer.", "Miller")] = None
    customer_phone: Annotated[str | None, Doc("Telephone of the buyer.", "+44 113 496 0000")] = None
    customer_country: Annotated[str | None, Doc("Country of the buyer, as code or name.", "GB")] = None
    customer_birthday: Annotated[str | None, Doc("Date of birth of the buyer.", "1990-04-17")] = None
    customer_fax: Annotated[str | None, Doc("Fax number of the buyer.", "+44 113 496 0001")] = None
    is_guest: Annotated[bool, Doc("Whether the buyer has no account.", True)] = False
    order_payment_method: PaymentMethod = None
    transaction_id: Annotated[str | None, Doc("Id of the payment.", "d41d8cd9")] = None
    currency: shared.Currency = None
    date: order.Date = None
    date_modified: DateModified = None
    date_finished: DateFinished = None
    bill_address_2: BillAddress2 = None
    bill_company: BillCompany = None
    bill_phone: BillPhone = None
    bill_fax: Annotated[str | None, Doc("Billing address: fax number.", "+44 113 496 0001")] = None
    shipp_first_name: Annotated[str | None, Doc("Shipping address: given name.", "Ada")] = None
    shipp_last_name: Annotated[str | None, Doc("Shipping address: family name.", "Miller")] = None
    shipp_address_1: ShippAddress1 = None
    shipp_address_2: ShippAddress2 = None
    shipp_city: ShippCity = None
    shipp_postcode: ShippPostcode = None
    shipp_state: ShippState = None
    shipp_country: Annotated[str | None, Doc("Shipping address: country code.", "GB")] = None
    shipp_company: ShippCompany = None
    shipp_phone: ShippPhone = None
    shipp_fax: Annotated[str | None, Doc("Shipping address: fax number.", "+44 113 496 0001")] = None
    subtotal_price: Annotated[float | None, Doc("Price of the items alone, before tax and discounts.", 39.8)] = None
    tax_price: Annotated[float, Doc("Tax on the order.", 7.6)] = 0.0
    total_price: Annotated[float | None, Doc("What the order costs in all.", 47.4)] = None
    total_paid: Annotated[float | None, Doc("Money paid so far.", 47.4)] = None
    total_weight: Annotated[int | None, Doc("Weight of all items, in grams.", 800)] = None
    prices_inc_tax: shared.PricesIncTax = False
    shipping_price: order.ShippingPrice = 0.0
    shipping_tax: Annotated[float | None, Doc("Tax on shipping.", 0.9)] = None
    discount: Annotated[float | None, Doc("What is taken off the order.", 5.0)] = None
    coupon_discount: Annotated[float | None, Doc("What coupons take off the order.", 5.0)] = None
    gift_certificate_discount: Annotated[float | None, Doc("What gift certificates take off the order.", 10.0)] = None
    order_shipping_method: Annotated[str | None, Doc("Way of shipping.", "DHL")] = None
    carrier_id: order.CarrierId = None
    warehouse_id: shared.WarehouseId = None
    coupons: Coupons = None
    tags: shared.Tags = None
    comment: Comment = None
    admin_comment: AdminComment = None
    admin_private_comment: AdminPrivateComment = None
    send_notifications: order.SendNotifications = False
    send_admin_notifications: Annotated[bool, Doc("Tell the shop's staff by e-mail.", True)] = False
    external_source: Annotated[str | None, Doc("System that the order came from.", "phone")] = None
    inventory_behaviour: Annotated[
        str, Doc("How stock is claimed: bypass, decrement_ignoring_policy or decrement_obeying_policy.", "bypass")
    ] = "bypass"
    create_invoice: Annotated[bool, Doc("Write the invoice along with it.", True)] = False
    invoice_admin_comment: InvoiceAdminComment = None
    note_attributes: Annotated[list[OrderAddNoteAttribute] | None, Doc("Further notes on the order, by name.")] = None
    clear_cache: shared.ClearCache = True
    origin: Origin = None
    fee_price: order.FeePrice = None
    idempotency_key: shared.IdempotencyKey = None


class OrderCalculateParams(Params, kw_only=True):
    """Parameters of order.calculate."""

    customer_email: CustomerEmail
    shipp_first_name: Annotated[str, Doc("Shipping address: given name.", "Ada")]
    shipp_last_name: Annotated[str, Doc("Shipping address: family name.", "Miller")]
    shipp_address_1: Annotated[str, Doc("Shipping address: street and house number.", "12 Mill Lane")]
    shipp_city: Annotated[str, Doc("Shipping address: town.", "Leeds")]
    shipp_postcode: Annotated[str, Doc("Shipping address: postal code.", "LS1 4AP")]
    shipp_country: ShippCountry
    order_item: Annotated[list[OrderCalculateOrderItem], Doc("What is ordered.")]
    currency: shared.Currency = None
    currency_id: shared.CurrencyId = None
    store_id: shared.StoreId = None
    coupons: Coupons = None
    rounding_precision: order.RoundingPrecision = None
    shipp_address_2: ShippAddress2 = None
    shipp_state: ShippState = None
    shipp_company: ShippCompany = None
    shipp_phone: ShippPhone = None
    bill_first_name: Annotated[str | None, Doc("Billing address: given name.", "Ada")] = None
    bill_last_name: Annotated[str | None, Doc("Billing address: family name.", "Miller")] = None
    bill_address_1: Annotated[str | None, Doc("Billing address: street and house number.", "12 Mill Lane")] = None
    bill_address_2: BillAddress2 = None
    bill_city: Annotated[str | None, Doc("Billing address: town.", "Leeds")] = None
    bill_postcode: Annotated[str | None, Doc("Billing address: postal code.", "LS1 4AP")] = None
    bill_state: Annotated[str | None, Doc("Billing address: state or province code.", "NY")] = None
    bill_country: Annotated[str | None, Doc("Billing address: country code.", "GB")] = None
    bill_company: BillCompany = None
    bill_phone: BillPhone = None
    response_fields: shared.OptionalResponseFields = None
    idempotency_key: shared.IdempotencyKey = None


class OrderPreestimateShippingListParams(Params, kw_only=True):
    """Parameters of order.preestimate_shipping.list."""

    shipp_country: ShippCountry
    order_item: Annotated[list[OrderPreestimateShippingListItem], Doc("What is ordered.")]
    warehouse_id: shared.WarehouseId = None
    customer_id: Annotated[str | None, Doc("Id of the customer.", "5")] = None
    customer_email: Annotated[str | None, Doc("E-mail address of the buyer.", "ada@example.com")] = None
    store_id: shared.StoreId = None
    shipp_address_1: ShippAddress1 = None
    shipp_city: ShippCity = None
    shipp_postcode: ShippPostcode = None
    shipp_state: ShippState = None
    params: shared.FieldsKept = "force_all"
    exclude: shared.FieldsLeftOut = None
    idempotency_key: shared.IdempotencyKey = None


class OrderUpdateParams(Params, kw_only=True):
    """Parameters of order.update."""

    order_id: order.OrderId
    store_id: shared.StoreId = None
    order_status: Annotated[str | None, Doc("Status of the order.", "completed")] = None
    financial_status: FinancialStatus = None
    fulfillment_status: FulfillmentStatus = None
    cancellation_reason: Annotated[str | None, Doc("Why the order is cancelled.", "CUSTOMER_REQUEST")] = None
    order_payment_method: PaymentMethod = None
    comment: Comment = None
    admin_comment: AdminComment = None
    admin_private_comment: AdminPrivateComment = None
    invoice_admin_comment: InvoiceAdminComment = None
    date_modified: DateModified = None
    date_finished: DateFinished = None
    send_notifications: order.SendNotifications = False
    create_invoice: Annotated[bool | None, Doc("Write the invoice along with it.", True)] = None
    origin: Origin = None
    tags: shared.Tags = None
    idempotency_key: shared.IdempotencyKey = None
