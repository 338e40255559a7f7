"""The order.write resource."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import Nested
from polycart.api.order import parameters as order
from polycart.core.method import UNSET, Doc, Entity, Maybe, Params, Sparse

AdminPrivateComment = Annotated[str | None, Doc("The admin private comment.")]
BillAddress2 = Annotated[str | None, Doc("The bill address 2.")]
BillCompany = Annotated[str | None, Doc("The bill company.")]
BillPhone = Annotated[str | None, Doc("The bill phone.")]
Coupons = Annotated[Annotated[list[str], Meta(min_length=1)] | None, Doc("The coupons.")]
CustomerEmail = Annotated[str, Doc("The customer email.")]
DateFinished = Annotated[str | None, Doc("The date finished.")]
DateModified = Annotated[str | None, Doc("The date modified.")]
InvoiceAdminComment = Annotated[str | None, Doc("The invoice admin comment.")]
OptionalOrderPaymentMethod = Annotated[str | None, Doc("The order payment method.")]
OrderItemId = Annotated[str, Doc("The order item id.")]
OrderItemModel = Annotated[str | None, Doc("The order item model.")]
OrderItemOptionName = Annotated[str | None, Doc("The order item option name.")]
OrderItemOptionValue = Annotated[str | None, Doc("The order item option value.")]
OrderItemParent = Annotated[int | None, Doc("The order item parent.")]
OrderItemParentOptionName = Annotated[str | None, Doc("The order item parent option name.")]
OrderItemQuantity = Annotated[int, Doc("The order item quantity.")]
OrderItemVariantId = Annotated[str | None, Doc("The order item variant id.")]
OrderItemWeight = Annotated[float | None, Doc("The order item weight.")]
Origin = Annotated[str | None, Doc("The origin.")]
ShippAddress1 = Annotated[str | None, Doc("The shipp address 1.")]
ShippAddress2 = Annotated[str | None, Doc("The shipp address 2.")]
ShippCity = Annotated[str | None, Doc("The shipp city.")]
ShippCompany = Annotated[str | None, Doc("The shipp company.")]
ShippCountry = Annotated[str, Doc("The shipp country.")]
ShippPhone = Annotated[str | None, Doc("The shipp phone.")]
ShippPostcode = Annotated[str | None, Doc("The shipp postcode.")]
ShippState = Annotated[str | None, Doc("The shipp state.")]


class OrderAdded(Entity):
    """A order added."""

    order_id: Annotated[Sparse[str], Doc("The order id.")] = UNSET
    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    customer_id: Annotated[Maybe[str], Doc("The customer id.")] = UNSET


class OrderAddNoteAttribute(Nested, kw_only=True):
    """A order add note attribute."""

    name: shared.Name = None
    value: Annotated[str | None, Doc("The value.")] = None


class OrderAddItemOption(Nested, kw_only=True):
    """A order add item option."""

    order_item_option_name: OrderItemOptionName = None
    order_item_option_value: OrderItemOptionValue = None
    order_item_option_price: Annotated[float | None, Doc("The order item option price.")] = None


class OrderAddItemProperty(Nested, kw_only=True):
    """A order add item property."""

    order_item_property_name: Annotated[str | None, Doc("The order item property name.")] = None
    order_item_property_value: Annotated[str | None, Doc("The order item property value.")] = None


class OrderAddItem(Nested, kw_only=True):
    """A order add item."""

    order_item_id: OrderItemId
    order_item_name: Annotated[str, Doc("The order item name.")]
    order_item_model: OrderItemModel = None
    order_item_price: Annotated[float, Doc("The order item price.")]
    order_item_quantity: OrderItemQuantity
    order_item_weight: OrderItemWeight = None
    order_item_variant_id: OrderItemVariantId = None
    order_item_tax: Annotated[float, Doc("The order item tax.")] = 0.0
    order_item_tax_class: Annotated[str | None, Doc("The order item tax class.")] = None
    order_item_price_includes_tax: Annotated[bool, Doc("The order item price includes tax.")] = False
    order_item_parent: OrderItemParent = None
    order_item_parent_option_name: OrderItemParentOptionName = None
    order_item_allow_refund_items_separately: Annotated[
        bool | None, Doc("The order item allow refund items separately.")
    ] = None
    order_item_allow_ship_items_separately: Annotated[
        bool | None, Doc("The order item allow ship items separately.")
    ] = None
    order_item_option: Annotated[list[OrderAddItemOption] | None, Doc("The order item option.")] = None
    order_item_property: Annotated[list[OrderAddItemProperty] | None, Doc("The order item property.")] = None


class OrderCalculateOrderItemOption(Nested, kw_only=True):
    """A order calculate order item option."""

    order_item_option_name: OrderItemOptionName = None
    order_item_option_value: OrderItemOptionValue = None


class OrderCalculateOrderItem(Nested, kw_only=True):
    """A order calculate order item."""

    order_item_id: OrderItemId
    order_item_quantity: OrderItemQuantity
    order_item_variant_id: OrderItemVariantId = None
    order_item_parent: OrderItemParent = None
    order_item_parent_option_name: OrderItemParentOptionName = None
    order_item_option: Annotated[list[OrderCalculateOrderItemOption] | None, Doc("The order item option.")] = None


class OrderPreestimateShippingListItemOption(Nested, kw_only=True):
    """A order preestimate shipping list item option."""

    order_item_option_name: OrderItemOptionName = None
    order_item_option_id: Annotated[str | None, Doc("The order item option id.")] = None
    order_item_option_value: OrderItemOptionValue = None
    order_item_option_value_id: Annotated[str | None, Doc("The order item option value id.")] = None
    order_item_option_used_in_combinations: Annotated[
        bool | None, Doc("The order item option used in combinations.")
    ] = None


class OrderPreestimateShippingListItem(Nested, kw_only=True):
    """A order preestimate shipping list item."""

    order_item_id: OrderItemId
    order_item_model: OrderItemModel = None
    order_item_quantity: OrderItemQuantity
    order_item_weight: OrderItemWeight = None
    order_item_variant_id: OrderItemVariantId = None
    order_item_option: Annotated[list[OrderPreestimateShippingListItemOption] | None, Doc("The order item option.")] = (
        None
    )


class OrderAddParams(Params, kw_only=True):
    """Parameters of order.add."""

    order_status: Annotated[str, Doc("The order status.")]
    customer_email: CustomerEmail
    bill_first_name: Annotated[str, Doc("The bill first name.")]
    bill_last_name: Annotated[str, Doc("The bill last name.")]
    bill_address_1: Annotated[str, Doc("The bill address 1.")]
    bill_city: Annotated[str, Doc("The bill city.")]
    bill_postcode: Annotated[str, Doc("The bill postcode.")]
    bill_state: Annotated[str, Doc("The bill state.")]
    bill_country: Annotated[str, Doc("The bill country.")]
    order_item: Annotated[list[OrderAddItem], Doc("The order item.")]
    id: shared.OptionalId = None
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    channel_id: Annotated[str | None, Doc("The channel id.")] = None
    fulfillment_status: order.FulfillmentStatus = None
    financial_status: shared.FinancialStatus = None
    customer_first_name: Annotated[str | None, Doc("The customer first name.")] = None
    customer_last_name: Annotated[str | None, Doc("The customer last name.")] = None
    customer_phone: Annotated[str | None, Doc("The customer phone.")] = None
    customer_country: Annotated[str | None, Doc("The customer country.")] = None
    customer_birthday: Annotated[str | None, Doc("The customer birthday.")] = None
    customer_fax: Annotated[str | None, Doc("The customer fax.")] = None
    is_guest: Annotated[bool, Doc("The is guest.")] = False
    order_payment_method: OptionalOrderPaymentMethod = None
    transaction_id: Annotated[str | None, Doc("The transaction id.")] = None
    currency: shared.Currency = None
    date: order.Date = None
    date_modified: DateModified = None
    date_finished: DateFinished = None
    bill_address_2: BillAddress2 = None
    bill_company: BillCompany = None
    bill_phone: BillPhone = None
    bill_fax: Annotated[str | None, Doc("The bill fax.")] = None
    shipp_first_name: Annotated[str | None, Doc("The shipp first name.")] = None
    shipp_last_name: Annotated[str | None, Doc("The shipp last name.")] = None
    shipp_address_1: ShippAddress1 = None
    shipp_address_2: ShippAddress2 = None
    shipp_city: ShippCity = None
    shipp_postcode: ShippPostcode = None
    shipp_state: ShippState = None
    shipp_country: Annotated[str | None, Doc("The shipp country.")] = None
    shipp_company: ShippCompany = None
    shipp_phone: ShippPhone = None
    shipp_fax: Annotated[str | None, Doc("The shipp fax.")] = None
    subtotal_price: Annotated[float | None, Doc("The subtotal price.")] = None
    tax_price: Annotated[float, Doc("The tax price.")] = 0.0
    total_price: order.TotalPrice = None
    total_paid: Annotated[float | None, Doc("The total paid.")] = None
    total_weight: Annotated[int | None, Doc("The total weight.")] = None
    prices_inc_tax: shared.PricesIncTax = False
    shipping_price: order.ShippingPrice = 0.0
    shipping_tax: Annotated[float | None, Doc("The shipping tax.")] = None
    discount: Annotated[float | None, Doc("The discount.")] = None
    coupon_discount: Annotated[float | None, Doc("The coupon discount.")] = None
    gift_certificate_discount: Annotated[float | None, Doc("The gift certificate discount.")] = None
    order_shipping_method: Annotated[str | None, Doc("The order shipping method.")] = None
    carrier_id: order.CarrierId = None
    warehouse_id: shared.WarehouseId = None
    coupons: Coupons = None
    tags: shared.Tags = None
    comment: order.Comment = None
    admin_comment: order.AdminComment = None
    admin_private_comment: AdminPrivateComment = None
    send_notifications: order.SendNotifications = False
    send_admin_notifications: Annotated[bool, Doc("The send admin notifications.")] = False
    external_source: Annotated[str | None, Doc("The external source.")] = None
    inventory_behaviour: Annotated[str, Doc("The inventory behaviour.")] = "bypass"
    create_invoice: Annotated[bool, Doc("The create invoice.")] = False
    invoice_admin_comment: InvoiceAdminComment = None
    note_attributes: Annotated[list[OrderAddNoteAttribute] | None, Doc("The note attributes.")] = None
    clear_cache: shared.ClearCache = True
    origin: Origin = None
    fee_price: order.FeePrice = None
    idempotency_key: shared.IdempotencyKey = None


class OrderCalculateParams(Params, kw_only=True):
    """Parameters of order.calculate."""

    customer_email: CustomerEmail
    shipp_first_name: Annotated[str, Doc("The shipp first name.")]
    shipp_last_name: Annotated[str, Doc("The shipp last name.")]
    shipp_address_1: Annotated[str, Doc("The shipp address 1.")]
    shipp_city: Annotated[str, Doc("The shipp city.")]
    shipp_postcode: Annotated[str, Doc("The shipp postcode.")]
    shipp_country: ShippCountry
    order_item: Annotated[list[OrderCalculateOrderItem], Doc("The order item.")]
    currency: shared.Currency = None
    currency_id: shared.CurrencyId = None
    store_id: shared.StoreId = None
    coupons: Coupons = None
    rounding_precision: order.RoundingPrecision = None
    shipp_address_2: ShippAddress2 = None
    shipp_state: ShippState = None
    shipp_company: ShippCompany = None
    shipp_phone: ShippPhone = None
    bill_first_name: Annotated[str | None, Doc("The bill first name.")] = None
    bill_last_name: Annotated[str | None, Doc("The bill last name.")] = None
    bill_address_1: Annotated[str | None, Doc("The bill address 1.")] = None
    bill_address_2: BillAddress2 = None
    bill_city: Annotated[str | None, Doc("The bill city.")] = None
    bill_postcode: Annotated[str | None, Doc("The bill postcode.")] = None
    bill_state: Annotated[str | None, Doc("The bill state.")] = None
    bill_country: Annotated[str | None, Doc("The bill country.")] = None
    bill_company: BillCompany = None
    bill_phone: BillPhone = None
    response_fields: shared.ResponseFields = None
    idempotency_key: shared.IdempotencyKey = None


class OrderPreestimateShippingListParams(Params, kw_only=True):
    """Parameters of order.preestimate_shipping.list."""

    shipp_country: ShippCountry
    order_item: Annotated[list[OrderPreestimateShippingListItem], Doc("The order item.")]
    warehouse_id: shared.WarehouseId = None
    customer_id: shared.CustomerId = None
    customer_email: order.CustomerEmail = None
    store_id: shared.StoreId = None
    shipp_address_1: ShippAddress1 = None
    shipp_city: ShippCity = None
    shipp_postcode: ShippPostcode = None
    shipp_state: ShippState = None
    params: shared.Params2 = "force_all"
    exclude: shared.OptionalExclude = None
    idempotency_key: shared.IdempotencyKey = None


class OrderUpdateParams(Params, kw_only=True):
    """Parameters of order.update."""

    order_id: order.OrderId
    store_id: shared.StoreId = None
    order_status: shared.OrderStatus = None
    financial_status: shared.FinancialStatus = None
    fulfillment_status: order.FulfillmentStatus = None
    cancellation_reason: Annotated[str | None, Doc("The cancellation reason.")] = None
    order_payment_method: OptionalOrderPaymentMethod = None
    comment: order.Comment = None
    admin_comment: order.AdminComment = None
    admin_private_comment: AdminPrivateComment = None
    invoice_admin_comment: InvoiceAdminComment = None
    date_modified: DateModified = None
    date_finished: DateFinished = None
    send_notifications: order.SendNotifications = False
    create_invoice: Annotated[bool | None, Doc("The create invoice.")] = None
    origin: Origin = None
    tags: shared.Tags = None
    idempotency_key: shared.IdempotencyKey = None
