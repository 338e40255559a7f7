"""The order resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from polycart.api.entities import Status
from polycart.api.order.entities import (
    Order,
    OrderAbandoned,
    OrderCalculate,
    OrderCalculateBundle,
    OrderCalculateDiscount,
    OrderCalculateItem,
    OrderCalculateShippingRate,
    OrderCalculateSubtotal,
    OrderCalculateTax,
    OrderItem,
    OrderItemOption,
    OrderPaymentMethod,
    OrderPreestimateShipping,
    OrderRefund,
    OrderStatus,
    OrderStatusHistoryItem,
    OrderStatusRefund,
    OrderStatusRefundItem,
    OrderTotal,
    OrderTotals,
    OrderTotalsNewDiscount,
    OrderTransaction,
)
from polycart.api.order.read import (
    OrderAbandonedListParams,
    OrderCount,
    OrderCountParams,
    OrderFindParams,
    OrderFulfillmentStatusListParams,
    OrderInfoParams,
    OrderListParams,
    OrderStatusListParams,
    OrderTransactionListParams,
)
from polycart.api.order.refunds import (
    OrderRefundAdded,
    OrderRefundAddItem,
    OrderRefundAddParams,
    OrderReturnAdded,
    OrderReturnAddParams,
    OrderReturnAddProduct,
    OrderReturnDeleteParams,
    OrderReturnUpdateParams,
    OrderReturnUpdateProduct,
)
from polycart.api.order.shipments import (
    OrderShipmentAddBatchItem,
    OrderShipmentAddBatchLine,
    OrderShipmentAddBatchParams,
    OrderShipmentAdded,
    OrderShipmentAddItem,
    OrderShipmentAddParams,
    OrderShipmentAddTrackingNumber,
    OrderShipmentDeleted,
    OrderShipmentDeleteParams,
    OrderShipmentEventAddParams,
    OrderShipmentEventListParams,
    OrderShipmentInfoParams,
    OrderShipmentListParams,
    OrderShipmentTrackingAdded,
    OrderShipmentTrackingAddParams,
    OrderShipmentUpdateParams,
    Shipment,
    ShipmentEvent,
    ShipmentItem,
    ShipmentTrackingNumber,
)
from polycart.api.order.write import (
    OrderAdded,
    OrderAddItem,
    OrderAddItemOption,
    OrderAddItemProperty,
    OrderAddNoteAttribute,
    OrderAddParams,
    OrderCalculateOrderItem,
    OrderCalculateOrderItemOption,
    OrderCalculateParams,
    OrderPreestimateShippingListItem,
    OrderPreestimateShippingListItemOption,
    OrderPreestimateShippingListParams,
    OrderUpdateParams,
)
from polycart.api.results import Added, DeletedFlag, JobQueued, UpdatedItems
from polycart.core.method import Params, method, paged

__all__ = [
    "Order",
    "OrderAbandoned",
    "OrderAbandonedListParams",
    "OrderAddItem",
    "OrderAddItemOption",
    "OrderAddItemProperty",
    "OrderAddNoteAttribute",
    "OrderAddParams",
    "OrderAdded",
    "OrderCalculate",
    "OrderCalculateBundle",
    "OrderCalculateDiscount",
    "OrderCalculateItem",
    "OrderCalculateOrderItem",
    "OrderCalculateOrderItemOption",
    "OrderCalculateParams",
    "OrderCalculateShippingRate",
    "OrderCalculateSubtotal",
    "OrderCalculateTax",
    "OrderCount",
    "OrderCountParams",
    "OrderFindParams",
    "OrderFulfillmentStatusListParams",
    "OrderInfoParams",
    "OrderItem",
    "OrderItemOption",
    "OrderListParams",
    "OrderPaymentMethod",
    "OrderPreestimateShipping",
    "OrderPreestimateShippingListItem",
    "OrderPreestimateShippingListItemOption",
    "OrderPreestimateShippingListParams",
    "OrderRefund",
    "OrderRefundAddItem",
    "OrderRefundAddParams",
    "OrderRefundAdded",
    "OrderReturnAddParams",
    "OrderReturnAddProduct",
    "OrderReturnAdded",
    "OrderReturnDeleteParams",
    "OrderReturnUpdateParams",
    "OrderReturnUpdateProduct",
    "OrderShipmentAddBatchItem",
    "OrderShipmentAddBatchLine",
    "OrderShipmentAddBatchParams",
    "OrderShipmentAddItem",
    "OrderShipmentAddParams",
    "OrderShipmentAddTrackingNumber",
    "OrderShipmentAdded",
    "OrderShipmentDeleteParams",
    "OrderShipmentDeleted",
    "OrderShipmentEventAddParams",
    "OrderShipmentEventListParams",
    "OrderShipmentInfoParams",
    "OrderShipmentListParams",
    "OrderShipmentTrackingAddParams",
    "OrderShipmentTrackingAdded",
    "OrderShipmentUpdateParams",
    "OrderStatus",
    "OrderStatusHistoryItem",
    "OrderStatusListParams",
    "OrderStatusRefund",
    "OrderStatusRefundItem",
    "OrderTotal",
    "OrderTotals",
    "OrderTotalsNewDiscount",
    "OrderTransaction",
    "OrderTransactionListParams",
    "OrderUpdateParams",
    "Shipment",
    "ShipmentEvent",
    "ShipmentItem",
    "ShipmentTrackingNumber",
    "methods",
]


class methods:
    """Methods of the order resource."""

    add = method("order.add", "POST", OrderAddParams, OrderAdded, "Call order.add.", body=True)
    calculate = method(
        "order.calculate", "POST", OrderCalculateParams, OrderCalculate, "Call order.calculate.", body=True
    )
    count = method("order.count", "GET", OrderCountParams, OrderCount, "Call order.count.")
    find = paged("order.find", OrderFindParams, Order, "order", "Call order.find.", cursor=False, deprecated=True)
    info = method("order.info", "GET", OrderInfoParams, Order, "Call order.info.")
    list = paged("order.list", OrderListParams, Order, "order", "Call order.list.", counter="orders_count")
    update = method("order.update", "PUT", OrderUpdateParams, UpdatedItems, "Call order.update.")

    class abandoned:
        """Methods under order.abandoned."""

        list = paged(
            "order.abandoned.list", OrderAbandonedListParams, OrderAbandoned, "order", "Call order.abandoned.list."
        )

    class financial_status:
        """Methods under order.financial_status."""

        list = paged(
            "order.financial_status.list",
            Params,
            Status,
            "order_financial_statuses",
            "Call order.financial_status.list.",
            counter="count",
            cursor=False,
        )

    class fulfillment_status:
        """Methods under order.fulfillment_status."""

        list = paged(
            "order.fulfillment_status.list",
            OrderFulfillmentStatusListParams,
            Status,
            "order_fulfillment_statuses",
            "Call order.fulfillment_status.list.",
            counter="count",
            cursor=False,
        )

    class preestimate_shipping:
        """Methods under order.preestimate_shipping."""

        list = paged(
            "order.preestimate_shipping.list",
            OrderPreestimateShippingListParams,
            OrderPreestimateShipping,
            "preestimate_shippings",
            "Call order.preestimate_shipping.list.",
            verb="POST",
            counter="preestimate_shippings_count",
            body=True,
        )

    class refund:
        """Methods under order.refund."""

        add = method(
            "order.refund.add", "POST", OrderRefundAddParams, OrderRefundAdded, "Call order.refund.add.", body=True
        )

    class return_:
        """Methods under order.return."""

        add = method(
            "order.return.add", "POST", OrderReturnAddParams, OrderReturnAdded, "Call order.return.add.", body=True
        )
        delete = method(
            "order.return.delete", "DELETE", OrderReturnDeleteParams, DeletedFlag, "Call order.return.delete."
        )
        update = method(
            "order.return.update", "PUT", OrderReturnUpdateParams, UpdatedItems, "Call order.return.update.", body=True
        )

    class shipment:
        """Methods under order.shipment."""

        add = method(
            "order.shipment.add",
            "POST",
            OrderShipmentAddParams,
            OrderShipmentAdded,
            "Call order.shipment.add.",
            body=True,
        )
        add_batch = method(
            "order.shipment.add.batch",
            "POST",
            OrderShipmentAddBatchParams,
            JobQueued,
            "Call order.shipment.add.batch.",
            body=True,
        )
        delete = method(
            "order.shipment.delete",
            "DELETE",
            OrderShipmentDeleteParams,
            OrderShipmentDeleted,
            "Call order.shipment.delete.",
        )
        info = method("order.shipment.info", "GET", OrderShipmentInfoParams, Shipment, "Call order.shipment.info.")
        list = paged(
            "order.shipment.list",
            OrderShipmentListParams,
            Shipment,
            "shipment",
            "Call order.shipment.list.",
            counter="shipment_count",
        )
        update = method(
            "order.shipment.update",
            "PUT",
            OrderShipmentUpdateParams,
            UpdatedItems,
            "Call order.shipment.update.",
            body=True,
        )

        class event:
            """Methods under order.shipment.event."""

            add = method(
                "order.shipment.event.add",
                "POST",
                OrderShipmentEventAddParams,
                Added,
                "Call order.shipment.event.add.",
                body=True,
            )
            list = paged(
                "order.shipment.event.list",
                OrderShipmentEventListParams,
                ShipmentEvent,
                "events",
                "Call order.shipment.event.list.",
                counter="total_count",
            )

        class tracking:
            """Methods under order.shipment.tracking."""

            add = method(
                "order.shipment.tracking.add",
                "POST",
                OrderShipmentTrackingAddParams,
                OrderShipmentTrackingAdded,
                "Call order.shipment.tracking.add.",
                body=True,
            )

    class status:
        """Methods under order.status."""

        list = paged(
            "order.status.list", OrderStatusListParams, Status, "cart_order_statuses", "Call order.status.list."
        )

    class transaction:
        """Methods under order.transaction."""

        list = paged(
            "order.transaction.list",
            OrderTransactionListParams,
            OrderTransaction,
            "transactions",
            "Call order.transaction.list.",
            counter="transactions_count",
        )
