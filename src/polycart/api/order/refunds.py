"""The order.refunds resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Nested
from polycart.api.order import parameters as order
from polycart.core.method import UNSET, Doc, Entity, Maybe, Params, Sparse

IsOnline = Annotated[bool, Doc("The is online.")]
ItemRestock = Annotated[bool, Doc("The item restock.")]
OptionalReturnAction = Annotated[str | None, Doc("The return action.")]
OptionalReturnReason = Annotated[str | None, Doc("The return reason.")]
OrderProductActionId = Annotated[str, Doc("The order product action id.")]
OrderProductQuantity = Annotated[int, Doc("The order product quantity.")]
OrderProductStatus = Annotated[str | None, Doc("The order product status.")]
RejectReason = Annotated[str | None, Doc("The reject reason.")]
ReturnId = Annotated[str, Doc("The return id.")]
StaffNote = Annotated[str | None, Doc("The staff note.")]


class OrderRefundAdded(Entity):
    """A order refund added."""

    refund_id: Annotated[Sparse[str], Doc("The refund id.")] = UNSET
    additional_refund_ids: Annotated[Maybe[str], Doc("The additional refund ids.")] = UNSET


class OrderReturnAdded(Entity):
    """A order return added."""

    return_id: Annotated[Sparse[str], Doc("The return id.")] = UNSET


class OrderRefundAddItem(Nested, kw_only=True):
    """A order refund add item."""

    order_product_id: order.OptionalOrderProductId = None
    quantity: Annotated[int | None, Doc("The quantity.")] = None
    price: shared.Price = None


class OrderReturnAddProduct(Nested, kw_only=True):
    """A order return add product."""

    order_product_id: order.OrderProductId
    order_product_quantity: OrderProductQuantity
    order_product_reason_id: Annotated[str, Doc("The order product reason id.")]
    order_product_action_id: OrderProductActionId
    order_product_customer_comment: Annotated[str | None, Doc("The order product customer comment.")] = None
    order_product_handling_status: Annotated[str | None, Doc("The order product handling status.")] = None
    order_product_condition: Annotated[str | None, Doc("The order product condition.")] = None
    order_product_reason: Annotated[str | None, Doc("The order product reason.")] = None
    order_product_status: OrderProductStatus = None


class OrderReturnUpdateProduct(Nested, kw_only=True):
    """A order return update product."""

    order_product_id: order.OrderProductId
    order_product_quantity: OrderProductQuantity
    order_product_status: OrderProductStatus = None
    order_product_action_id: OrderProductActionId


class OrderRefundAddParams(Params, kw_only=True):
    """Parameters of order.refund.add."""

    order_id: shared.OrderId = None
    items: Annotated[list[OrderRefundAddItem] | None, Doc("The items.")] = None
    total_price: order.TotalPrice = None
    shipping_price: Annotated[float | None, Doc("The shipping price.")] = None
    fee_price: order.FeePrice = None
    message: shared.Message = None
    item_restock: ItemRestock = False
    send_notifications: order.SendNotifications = False
    date: order.Date = None
    store_id: shared.StoreId = None
    is_online: IsOnline = False
    idempotency_key: shared.IdempotencyKey = None


class OrderReturnAddParams(Params, kw_only=True):
    """Parameters of order.return.add."""

    return_status_id: Annotated[str, Doc("The return status id.")]
    return_action_id: Annotated[str, Doc("The return action id.")]
    return_reason_id: Annotated[str, Doc("The return reason id.")]
    order_products: Annotated[list[OrderReturnAddProduct], Doc("The order products.")]
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    return_action: OptionalReturnAction = None
    return_reason: OptionalReturnReason = None
    item_restock: ItemRestock = False
    staff_note: StaffNote = None
    comment: order.Comment = None
    message: shared.Message = None
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
    order_products: Annotated[list[OrderReturnUpdateProduct], Doc("The order products.")]
    order_id: shared.OrderId = None
    store_id: shared.StoreId = None
    item_restock: ItemRestock = False
    return_status_id: Annotated[str | None, Doc("The return status id.")] = None
    return_reason_id: Annotated[str | None, Doc("The return reason id.")] = None
    return_action_id: Annotated[str | None, Doc("The return action id.")] = None
    staff_note: StaffNote = None
    comment: order.Comment = None
    message: shared.Message = None
    send_notifications: order.SendNotifications = False
    reject_reason: RejectReason = None
    return_action: OptionalReturnAction = None
    return_reason: OptionalReturnReason = None
    is_online: IsOnline = False
    fee_price: order.FeePrice = None
    shipping_price: order.ShippingPrice = 0.0
    idempotency_key: shared.IdempotencyKey = None
