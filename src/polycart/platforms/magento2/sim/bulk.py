"""Asynchronous operations: a request is accepted with 202 and done by consumers of a queue, at once or later.

Tables: `bulks` by uuid and `operations` by number. Both answer as long as the shop is open.
https://developer.adobe.com/commerce/webapi/rest/use-rest/asynchronous-web-endpoints/
https://developer.adobe.com/commerce/webapi/rest/use-rest/bulk-endpoints/
"""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

import msgspec

from polycart.platforms.magento2.sim import inputs
from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.routes import NO_ROUTE, Route, Table, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Caller, Crash, Json, Refusal, listed, mapped

Run = Callable[[Route, Json, int, Caller], Any]
COMPLETE, RETRY, FAILED, OPEN, REJECTED = 1, 2, 3, 4, 5
NO_PROCESSOR = "Specified request cannot be processed."
RESOURCE = "Magento_Logging::system_magento_logging_bulk_operations"
USERS = {"integration": 1, "admin": 2, "customer": 3, "guest": 4}
SERVICES = {
    "products": "Magento\\Catalog\\Model\\ProductRepository\\Interceptor::save",
    "products/:sku": "Magento\\Catalog\\Model\\ProductRepository\\Interceptor::save",
    "inventory/source-items": "Magento\\Inventory\\Model\\SourceItem\\Command\\SourceItemsSave\\Interceptor::execute",
}
"""What the log calls the services of the routes that are used most."""


TOPICS = {
    "products": "catalog.api.productrepositoryinterface",
    "products/:sku": "catalog.api.productrepositoryinterface",
    "products/base-prices": "catalog.api.basepricestorageinterface.update",
    "categories": "catalog.api.categoryrepositoryinterface",
    "categories/:categoryId": "catalog.api.categoryrepositoryinterface",
    "categories/:id": "catalog.api.categoryrepositoryinterface",
    "inventory/source-items": "inventoryapi.api.sourceitemssaveinterface.execute",
    "order/:orderId/ship": "sales.api.shiporderinterface.execute",
}
"""The services of some routes, as topics are called after them (WebapiAsync\\Model\\Config)."""


DELETING = {"products/:sku": "deletebyid", "categories/:categoryId": "deletebyidentifier"}


class Order(msgspec.Struct, frozen=True):
    """A request for the queue: its route, who asks, for which view, the body and how the path goes into it."""

    route: Route
    merge: Callable[[Json], Json]
    caller: Caller
    store: int
    body: Any
    bulk: bool


def entrance(method: str, parts: list[str]) -> tuple[str, list[str]]:
    """Whether the path leads to the queue, as `async` or `bulk`, and the rest of the path."""
    if not parts or parts[0] != "async":
        return "", parts
    if method == "GET":
        raise Refusal(400, NO_PROCESSOR)
    return ("bulk", parts[2:]) if parts[1:2] == ["bulk"] else ("async", parts[1:])


def found(table: Table, method: str, parts: list[str]) -> Route:
    """The route of a bulk request, in which `bySku` stands for the variable `:sku`."""
    for one in table.routes:
        spelled = [f"by{part[1:2].upper()}{part[2:]}" if part.startswith(":") else part for part in one.parts]
        if one.method == method and spelled == parts:
            return one
    raise Refusal(404, NO_ROUTE)


def schedule(shop: Shop, order: Order, run: Run) -> Json:
    """Take a request into the queue, or refuse it where its fields are wrong; gives the answer of 202."""
    body: Any = order.body
    # An object where a list belongs is read as a list of its values, none of which has the fields.
    rows = listed(body) if order.bulk and isinstance(body, list) else [None] if order.bulk else [body]
    read: list[tuple[Json, Json]] = []
    for row in rows:
        sent = order.merge(mapped(row)) if not order.bulk else mapped(row)
        read.append((sent, inputs.arguments(order.route.params, sent)))
    number = len(shop.table("bulks")) + 1
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{shop.url}/{number}"))
    topic = _topic(order.route.method, order.route.path)
    bulk: Json = {
        "user_type": USERS[order.caller.kind],
        "bulk_id": name,
        "description": f"Topic {topic}",
    }
    shop.table("bulks")[name] = bulk | {"start_time": shop.now(), "user_id": 1, "operation_count": len(rows)}
    items: list[Json] = []
    for place, (sent, args) in enumerate(read):
        data = _serialized(order, sent)
        digest = hashlib.sha256(data.encode()).hexdigest()
        items.append({"id": place, "data_hash": digest, "status": "accepted"})
        made: Json = {
            "id": place,
            "bulk_uuid": name,
            "topic_name": topic,
            "serialized_data": data,
        }
        made |= {"result_serialized_data": None, "status": OPEN, "result_message": None, "error_code": None}
        kept: Json = {"args": args, "method": order.route.method, "path": order.route.path, "store": order.store}
        kept["caller"] = (order.caller.kind, order.caller.id)
        kept["number"] = shop.next("operations")
        shop.table("operations")[kept["number"]] = made | {"kept": kept}
    if not shop.faults.idle:
        consume(shop, run, Table([order.route]))
    return {"bulk_uuid": name, "request_items": items, "errors": False}


def _topic(method: str, path: str) -> str:
    """What the work is called: the service and the verb, known for the routes that are used most."""
    service = TOPICS.get(path)
    if service is not None:
        verb = service.rpartition(".")[2] if service.endswith((".execute", ".update")) else "save"
        verb = DELETING[path] if method == "DELETE" else verb
        return f"async.magento.{service.removesuffix(f'.{verb}')}.{verb}.{method.lower()}"
    words = [part.removeprefix(":") for part in path.split("/")]
    return ".".join(["async", *words, method.lower()])


def _serialized(order: Order, sent: Json) -> str:
    meta = msgspec.json.encode(sent).decode()
    held: Json = {"entity_id": None, "entity_link": "", "meta_information": meta, "store_id": str(order.store)}
    return msgspec.json.encode(held).decode()


def consume(shop: Shop, run: Run, table: Table) -> int:
    """Work off what is open; gives how many operations were run."""
    done = 0
    for operation in shop.table("operations").values():
        if operation["status"] != OPEN or "dead" in operation:
            continue
        kept = operation["kept"]
        known = [r for r in table.routes if (r.method, r.path) == (kept["method"], kept["path"])]
        if known:
            _work(operation, known[0], run)
            done += 1
    return done


def _work(operation: Json, route: Route, run: Run) -> None:
    kept = operation["kept"]
    try:
        answer = run(route, kept["args"], kept["store"], Caller(*kept["caller"]))
    except Refusal as e:
        operation |= {"status": FAILED, "result_message": e.text(), "error_code": 0}
    except Crash:
        # The consumer dies with it and leaves the operation open: such as a PUT bySku without sku in the product.
        operation["dead"] = True
    else:
        service = SERVICES.get(route.path, route.path)
        operation |= {"status": COMPLETE, "result_message": f"Service execution success {service}"}
        operation |= {"serialized_data": None, "result_serialized_data": msgspec.json.encode(answer).decode()}


SHORT = ("id", "status", "result_message", "error_code")


def _told(operation: Json, *, short: bool) -> Json:
    return {k: v for k, v in operation.items() if (k in SHORT if short else k not in ("kept", "dead"))}


def _operations(shop: Shop, name: str) -> list[Json]:
    if name not in shop.table("bulks"):
        raise Refusal(404, "Bulk uuid %bulkUuid not exist", {"bulkUuid": name})
    return [o for o in shop.table("operations").values() if o["bulk_uuid"] == name]


def _status(shop: Shop, call: Call) -> Json:
    held = _operations(shop, call.text("bulk_uuid"))
    short = call.path.endswith(":bulkUuid/status")
    told = [_told(o, short=short) for o in held]
    return {"operations_list": told} | shop.table("bulks")[call.text("bulk_uuid")]


def _count(shop: Shop, call: Call) -> int:
    held = shop.table("operations").values()
    wanted = call.text("bulk_uuid"), call.int("status")
    return sum((o["bulk_uuid"], o["status"]) == wanted for o in held)


def _list(shop: Shop, call: Call) -> Json:
    bulks = shop.table("bulks")

    def read(operation: Json, field: str) -> Any:
        # The column `id` numbers all operations; what is told as `id` is the column `operation_key`.
        if field in ("id", "operation_key"):
            return operation["kept"]["number"] if field == "id" else operation["id"]
        return bulks[operation["bulk_uuid"]].get(field, operation.get(field))

    def show(operation: Json) -> Json:
        started = bulks[operation["bulk_uuid"]]["start_time"]
        return {"extension_attributes": {"start_time": started}} | _told(operation, short=False)

    return searched(shop, call.args["search_criteria"], shop.table("operations").values(), read, show)


DONE_BEFORE = (
    ("2026-01-05 08:00:00", "products/:sku", "PUT", COMPLETE, FAILED),
    ("2026-01-06 09:30:00", "products/:sku", "DELETE", COMPLETE, COMPLETE),
    ("2026-01-07 10:00:00", "inventory/source-items", "POST", COMPLETE),
)
"""What the shop was given once: when, what, and what became of each operation."""


def seed(shop: Shop, catalogue: object) -> None:
    """Let the log hold work of other days, as that of any shop does."""
    for place, (moment, path, method, *statuses) in enumerate(DONE_BEFORE):
        name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"before/{place}"))
        topic = _topic(method, path)
        bulk: Json = {"user_type": USERS["integration"], "bulk_id": name, "description": f"Topic {topic}"}
        bulk |= {"start_time": moment, "user_id": 1, "operation_count": len(statuses)}
        shop.table("bulks")[name] = bulk
        for key, status in enumerate(statuses):
            failed = status == FAILED
            made: Json = {"id": key, "bulk_uuid": name, "topic_name": topic, "status": status}
            made |= {"serialized_data": "{}" if failed else None, "result_serialized_data": None if failed else "true"}
            made |= {
                "error_code": 0 if failed else None,
                "result_message": GONE if failed else "Service execution success",
            }
            number = shop.next("operations")
            shop.table("operations")[number] = made | {"kept": {"number": number}}


DONE = "Service execution success"
GONE = "The product that was requested doesn't exist. Verify the product and try again."
ONE = "bulkUuid:string"
ROUTES: tuple[Route, ...] = (
    route("GET bulk", _list, "searchCriteria:SearchCriteria", resource=RESOURCE),
    route("GET bulk/:bulkUuid/status", _status, ONE, resource=RESOURCE),
    route("GET bulk/:bulkUuid/detailed-status", _status, ONE, resource=RESOURCE),
    route("GET bulk/:bulkUuid/operation-status/:status", _count, f"{ONE} status:int", resource=RESOURCE),
)
