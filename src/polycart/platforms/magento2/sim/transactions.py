"""Transactions of payment gateways that orders were paid with.

Records: `transactions` as the vendor answers them.
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim.documents import CRITERIA, found, listing
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, rows

RESOURCE = "Magento_Sales::transactions_fetch"


def add(shop: Shop, order: Json, number: str, when: str, *, kind: str = "capture") -> Json:
    """Keep what a gateway told of a payment."""
    made: Json = {"transaction_id": shop.next("transactions"), "order_id": order["entity_id"]}
    made |= {"payment_id": order["payment"]["entity_id"], "txn_id": number, "parent_txn_id": None, "txn_type": kind}
    made |= {"is_closed": 1, "additional_information": [], "created_at": when, "child_transactions": []}
    shop.table("transactions")[made["transaction_id"]] = made
    return made


def _read(shop: Shop, call: Call) -> Json:
    return found(shop, "transactions", call.args["id"])


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the routes of transactions answered."""
    for record in rows(records.get("transactions")):
        shop.table("transactions")[record["transaction_id"]] = record


ROUTES: tuple[Route, ...] = (
    route("GET transactions", listing("transactions"), CRITERIA, resource=RESOURCE),
    route("GET transactions/:id", _read, "id:int", resource=RESOURCE),
)
