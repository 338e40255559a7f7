"""Parameters and answers of the methods that give money back or take goods back."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.order import parameters as order
from polycart.api.parameters import Nested
from polycart.core.method import UNSET, Doc, Entity, Maybe, Params, Sparse

Comment = Annotated[str | None, Doc("Remark on the return.", "Box was open")]
IsOnline = Annotated[bool, Doc("Whether the money goes back through the payment provider.", True)]
ItemRestock = Annotated[bool, Doc("Put the items back into stock.", True)]
Message = Annotated[str | None, Doc("Text that the customer gets to see.", "Parcel received")]
OrderProductActionId = Annotated[str, Doc("What shall be done with the item; see return.action.list.", "1")]
OrderProductQuantity = Annotated[int, Doc("How many come back.", 1)]
OrderProductStatus = Annotated[str | None, Doc("State of the item's return.", "received")]
RejectReason = Annotated[str | None, Doc("Why the return is turned down.", "Too late")]
ReturnActionText = Annotated[str | None, Doc("What shall be done, in words.", "refund")]
ReturnId = Annotated[str, Doc("Id of the return.", "21")]
ReturnReasonText = Annotated[str | None, Doc("Why the goods come back, in words.", "Too small")]
StaffNote = Annotated[str | None, Doc("Remark that only the shop's staff see.", "Check the seam")]


class OrderRefundAdded(Entity):
    """The answer of adding a refund."""

    refund_id: Annotated[Sparse[str], Doc("Id of the new refund.")] = UNSET
    additional_refund_ids: Annotated[Maybe[str], Doc("Ids of further refunds, joined by commas.")] = UNSET


class OrderReturnAdded(Entity):
    """The answer of adding a return."""

    return_id: Annotated[Sparse[str], Doc("Id of the new return.")] = UNSET


class OrderRefundAddItem(Nested, kw_only=True):
    """An item to give money back for."""

    order_product_id: order.OptionalOrderProductId = None
    quantity: Annotated[int | None, Doc("How many to refund.", 1)] = None
    price: Annotated[float | None, Doc("Money to give back for the item.", 19.9)] = None


class OrderReturnAddProduct(Nested, kw_only=True):
    """An item of a new return."""

    order_product_id: order.OrderProductId
    order_product_quantity: OrderProductQuantity
    order_product_reason_id: Annotated[str, Doc("Why the item comes back; see return.reason.list.", "2")]
    order_product_action_id: OrderProductActionId
    order_product_customer_comment: Annotated[
        str | None, Doc("What the customer says about the item.", "Too small")
    ] = None
    order_product_handling_status: Annotated[
        str | None, Doc("What has been done with the item, as the marketplace names it.", "RETURN_RECEIVED")
    ] = None
    order_product_condition: Annotated[str | None, Doc("State that the item comes back in.", "opened")] = None
    order_product_reason: Annotated[str | None, Doc("Why the item comes back, in words.", "Too small")] = None
    order_product_status: OrderProductStatus = None


class OrderReturnUpdateProduct(Nested, kw_only=True):
    """An item of a return to change."""

    order_product_id: order.OrderProductId
    order_product_quantity: OrderProductQuantity
    order_product_status: OrderProductStatus = None
    order_product_action_id: OrderProductActionId


class OrderRefundAddParams(Params, kw_only=True):
    """Parameters of order.refund.add."""

    order_id: shared.OrderId = None
    items: Annotated[list[OrderRefundAddItem] | None, Doc("Items to refund.")] = None
    total_price: Annotated[float | None, Doc("Money to give back in all.", 47.4)] = None
    shipping_price: Annotated[float | None, Doc("Money to give back for shipping.", 4.9)] = None
    fee_price: order.FeePrice = None
    message: Annotated[str | None, Doc("Why the money goes back.", "Damaged in transit")] = None
    item_restock: ItemRestock = False
    send_notifications: order.SendNotifications = False
    date: order.Date = None
    store_id: shared.StoreId = None
    is_online: IsOnline = False
    idempotency_key: shared.IdempotencyKey = None


class OrderReturnAddParams(Params, kw_only=True):
    """Parameters of order.return.add."""

    return_status_id: Annotated[str, Doc("State of the return; see return.status.list.", "1")]
    return_action_id: Annotated[str, Doc("What shall be done; see return.action.list.", "1")]
    return_reason_id: Annotated[str, Doc("Why the goods come back; see return.reason.list.", "2")]
    order_products: Annotated[list[OrderReturnAddProduct], Doc("Items that come back.")]
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    return_action: ReturnActionText = None
    return_reason: ReturnReasonText = None
    item_restock: ItemRestock = False
    staff_note: StaffNote = None
    comment: Comment = None
    message: Message = None
    send_notifications: order.SendNotifications = False
    reject_reason: RejectReason = None
    is_online: IsOnline = False
    fee_price: order.FeePrice = None
    shipping_price: order.ShippingPrice = 0.0
    idempotency_key: shared.IdempotencyKey = None


class OrderReturnDeleteParams(Params, kw_only=True):
    """Parameters of order.return.delete."""

    return_id: ReturnId
    order_id: order.OrderId
    store_id: shared.StoreId = None


class OrderReturnUpdateParams(Params, kw_only=True):
    """Parameters of order.return.update."""

    return_id: ReturnId
    order_products: Annotated[list[OrderReturnUpdateProduct], Doc("Items that come back.")]
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    item_restock: ItemRestock = False
    return_status_id: Annotated[str | None, Doc("State of the return; see return.status.list.", "1")] = None
    return_reason_id: Annotated[str | None, Doc("Why the goods come back; see return.reason.list.", "2")] = None
    return_action_id: Annotated[str | None, Doc("What shall be done; see return.action.list.", "1")] = None
    staff_note: StaffNote = None
    comment: Comment = None
    message: Message = None
    send_notifications: order.SendNotifications = False
    reject_reason: RejectReason = None
    return_action: ReturnActionText = None
    return_reason: ReturnReasonText = None
    is_online: IsOnline = False
    fee_price: order.FeePrice = None
    shipping_price: order.ShippingPrice = 0.0
    idempotency_key: shared.IdempotencyKey = None
