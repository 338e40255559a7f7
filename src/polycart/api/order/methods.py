"""The methods of the order resource, by name."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from polycart.api.entities import Status
from polycart.api.order import entities, read, refunds, shipments, write
from polycart.api.results import Added, DeletedFlag, JobQueued, UpdatedItems
from polycart.core.method import method, paged


class methods:
    """Methods of the order resource."""

    add = method("order.add", "POST", write.OrderAddParams, write.OrderAdded, "Add an order.", body=True)
    calculate = method(
        "order.calculate",
        "POST",
        write.OrderCalculateParams,
        entities.OrderCalculate,
        "Reckon what an order would cost, without placing it.",
        body=True,
    )
    count = method("order.count", "GET", read.OrderCountParams, read.OrderCount, "Count the orders.")
    find = paged(
        "order.find", read.OrderFindParams, entities.Order, "order", "Look for orders.", cursor=False, deprecated=True
    )
    info = method("order.info", "GET", read.OrderInfoParams, entities.Order, "Tell all about one order.")
    list = paged(
        "order.list", read.OrderListParams, entities.Order, "order", "List the orders.", counter="orders_count"
    )
    update = method("order.update", "PUT", write.OrderUpdateParams, UpdatedItems, "Change an order.")

    class abandoned:
        """Methods under order.abandoned."""

        list = paged(
            "order.abandoned.list",
            read.OrderAbandonedListParams,
            entities.OrderAbandoned,
            "order",
            "List the baskets that were left without ordering.",
        )

    class financial_status:
        """Methods under order.financial_status."""

        list = paged(
            "order.financial_status.list",
            read.OrderFinancialStatusListParams,
            Status,
            "order_financial_statuses",
            "List the states of payment that an order can have.",
            counter="count",
            cursor=False,
        )

    class fulfillment_status:
        """Methods under order.fulfillment_status."""

        list = paged(
            "order.fulfillment_status.list",
            read.OrderFulfillmentStatusListParams,
            Status,
            "order_fulfillment_statuses",
            "List the states of fulfilment that an order can have.",
            counter="count",
            cursor=False,
        )

    class preestimate_shipping:
        """Methods under order.preestimate_shipping."""

        list = paged(
            "order.preestimate_shipping.list",
            write.OrderPreestimateShippingListParams,
            entities.OrderPreestimateShipping,
            "preestimate_shippings",
            "List the ways of shipping that an order could take, with their prices.",
            verb="POST",
            counter="preestimate_shippings_count",
            body=True,
        )

    class refund:
        """Methods under order.refund."""

        add = method(
            "order.refund.add",
            "POST",
            refunds.OrderRefundAddParams,
            refunds.OrderRefundAdded,
            "Give money back for an order.",
            body=True,
        )

    class return_:
        """Methods under order.return."""

        add = method(
            "order.return.add",
            "POST",
            refunds.OrderReturnAddParams,
            refunds.OrderReturnAdded,
            "Add a return.",
            body=True,
        )
        delete = method(
            "order.return.delete", "DELETE", refunds.OrderReturnDeleteParams, DeletedFlag, "Delete a return."
        )
        update = method(
            "order.return.update", "PUT", refunds.OrderReturnUpdateParams, UpdatedItems, "Change a return.", body=True
        )

    class shipment:
        """Methods under order.shipment."""

        add = method(
            "order.shipment.add",
            "POST",
            shipments.OrderShipmentAddParams,
            shipments.OrderShipmentAdded,
            "Record that items of an order were shipped.",
            body=True,
        )
        add_batch = method(
            "order.shipment.add.batch",
            "POST",
            shipments.OrderShipmentAddBatchParams,
            JobQueued,
            "Add many shipments at once.",
            body=True,
        )
        delete = method(
            "order.shipment.delete",
            "DELETE",
            shipments.OrderShipmentDeleteParams,
            shipments.OrderShipmentDeleted,
            "Delete a shipment.",
        )
        info = method(
            "order.shipment.info",
            "GET",
            shipments.OrderShipmentInfoParams,
            shipments.Shipment,
            "Tell all about one shipment.",
        )
        list = paged(
            "order.shipment.list",
            shipments.OrderShipmentListParams,
            shipments.Shipment,
            "shipment",
            "List the shipments of an order.",
            counter="shipment_count",
        )
        update = method(
            "order.shipment.update",
            "PUT",
            shipments.OrderShipmentUpdateParams,
            UpdatedItems,
            "Change a shipment.",
            body=True,
        )

        class event:
            """Methods under order.shipment.event."""

            add = method(
                "order.shipment.event.add",
                "POST",
                shipments.OrderShipmentEventAddParams,
                Added,
                "Add an event to a shipment's way.",
                body=True,
            )
            list = paged(
                "order.shipment.event.list",
                shipments.OrderShipmentEventListParams,
                shipments.ShipmentEvent,
                "events",
                "List what happened to a shipment on its way.",
                counter="total_count",
            )

        class tracking:
            """Methods under order.shipment.tracking."""

            add = method(
                "order.shipment.tracking.add",
                "POST",
                shipments.OrderShipmentTrackingAddParams,
                shipments.OrderShipmentTrackingAdded,
                "Store a carrier's number for a shipment.",
                body=True,
            )

    class status:
        """Methods under order.status."""

        list = paged(
            "order.status.list",
            read.OrderStatusListParams,
            Status,
            "cart_order_statuses",
            "List the statuses that an order can have.",
        )

    class transaction:
        """Methods under order.transaction."""

        list = paged(
            "order.transaction.list",
            read.OrderTransactionListParams,
            entities.OrderTransaction,
            "transactions",
            "List the payments and refunds of orders.",
            counter="transactions_count",
        )
