"""Magento's queue: how changes are handed over in bulk, and how a bulk is called here.

Nothing is kept on our side. A job is Magento's bulk, its id the first 31 bits of the bulk's UUID; an item is an
operation, its id the place in the payload. So all that can be known to be wrong is told before anything is handed
over, for all items at once, and then nothing is handed over: a shop that keeps no items that it was not sent could not
tell of them later.
https://developer.adobe.com/commerce/webapi/rest/use-rest/bulk-endpoints/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from polycart.api.results import JobQueued
from polycart.core.errors import StoreError, Unsupported
from polycart.platforms.magento2.connection import Magento, filled
from polycart.platforms.magento2.scopes import EVERYWHERE

MODULES = ("Magento_AsynchronousOperations", "Magento_WebapiAsync")
"""A shop without one of them has no queue for REST."""

_CATALOG, _SALES = "async.magento.catalog.api.", "async.magento.sales.api."
PRICES = f"{_CATALOG}basepricestorageinterface.update.post"
"""The one whose service answers what it refused, instead of failing."""

SHIPPED = f"{_SALES}shiporderinterface.execute.post"

TOPICS = {
    f"{_CATALOG}productrepositoryinterface.save.post": "product.add.batch",
    f"{_CATALOG}productrepositoryinterface.save.put": "product.update.batch",
    f"{_CATALOG}productrepositoryinterface.deletebyid.delete": "product.delete.batch",
    "async.magento.inventoryapi.api.sourceitemssaveinterface.execute.post": "product.update.batch",
    PRICES: "product.update.batch",
    f"{_CATALOG}categoryrepositoryinterface.deletebyidentifier.delete": "category.delete.batch",
    SHIPPED: "order.shipment.add.batch",
}
"""The methods by what Magento calls the work (WebapiAsync\\Model\\Config::getTopicName): the service and the verb.

A variant is a product: the queue does not tell whose method changed it.
"""

Row = dict[str, Any]


class _Taken(msgspec.Struct):
    id: int = 0
    status: str = "accepted"
    error_message: str | None = None


class _Accepted(msgspec.Struct):
    bulk_uuid: str
    request_items: list[_Taken] = []
    errors: bool = False


def job_id(uuid: str) -> int:
    """What a bulk is called here: less than 2^31, as clients of the contract want it."""
    return int(uuid[:8], 16) >> 1


def beginnings(job: int) -> list[str]:
    """The patterns that the UUIDs of a job's bulk fit."""
    return [f"{number:08x}%" for number in (job << 1, job << 1 | 1)]


async def required(magento: Magento) -> None:
    """Raise ``Unsupported`` where the shop has no queue."""
    for module in MODULES:
        if not await magento.has(module):
            raise Unsupported(
                f"The store has no queue for batches: its module {module} is switched off; use the method for one item."
            )


async def submit(magento: Magento, verb: str, path: str, rows: Sequence[Row]) -> JobQueued:
    """Hand changes over, one operation each; the shop takes all of them or none.

    Parameters of the path are part of the rows: ``DELETE products/bySku`` takes ``[{"sku": …}, …]``.
    """
    code = magento.scope.code if magento.scope else EVERYWHERE
    response = await magento.send(verb, f"/{code}/async/bulk/V1/{path}", None, list(rows))
    taken = magento.decoded(response, _Accepted)
    job = job_id(taken.bulk_uuid)
    left = [each for each in taken.request_items if each.status != "accepted"]
    if left:
        named = ", ".join(
            f"payload[{each.id}] ({filled(each.error_message or 'no reason given', None)})" for each in left
        )
        raise StoreError(f"Magento did not take {named}; it works on the other items as job {job}.")
    return JobQueued(job_id=str(job))
