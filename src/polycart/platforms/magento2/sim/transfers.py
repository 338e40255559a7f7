"""Many products at once between sources: assigning, unassigning, moving stock; and when stock is low, by source.

https://developer.adobe.com/commerce/webapi/rest/inventory/bulk-inventory/
"""

from collections.abc import Iterable

from polycart.platforms.magento2.sim import inventory, stock
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Crash, Json, Refusal, no_entity, number, rows

RESOURCE = "Magento_Catalog::products"
LOW = "Magento_InventoryLowQuantityNotificationApi"
TYPES = {
    "PartialTransfer": "sku string, qty float",
    "LowStock": "source_code string, notify_stock_qty float, sku string, extension_attributes any",
}
FAILED = "Transfer validation failed"


def _refused(message: str, errors: Iterable[tuple[str, Json]]) -> None:
    told = [{"message": text, "parameters": parameters or []} for text, parameters in errors]
    if told:
        raise Refusal(400, message, errors=told)


def _known(shop: Shop, codes: Iterable[str], text: str = "Source %sourceCode does not exist") -> list[tuple[str, Json]]:
    return [(text, {"sourceCode": code}) for code in codes if code not in shop.table("sources")]


def _skus(shop: Shop, skus: list[str]) -> list[str]:
    """The skus as the shop spells them; one that it does not know ends its program."""
    found = [stock.product_of(shop, sku) for sku in skus]
    if None in found:
        raise Crash
    return [product["sku"] for product in found if product]


def _assign(shop: Shop, call: Call) -> int:
    _refused("Validation Failed", _known(shop, call.args["source_codes"]))
    made = 0
    for sku in call.args["skus"]:
        for source in call.args["source_codes"]:
            product = stock.product_of(shop, sku)
            key = (product["sku"] if product else sku, source)
            if key not in shop.table("source_items"):
                shop.table("source_items")[key] = {"sku": key[0], "source_code": source, "quantity": 0, "status": 0}
                made += 1
    _skus(shop, call.args["skus"])
    return made


def _unassign(shop: Shop, call: Call) -> int:
    _refused("Validation Failed", _known(shop, call.args["source_codes"]))
    gone = 0
    for sku in _skus(shop, call.args["skus"]):
        for source in call.args["source_codes"]:
            gone += shop.table("source_items").pop((sku, source), None) is not None
        stock.mirror(shop, sku)
    return gone


def _transfer(shop: Shop, call: Call) -> bool:
    origin, target = call.text("origin_source"), call.text("destination_source")
    message = "Validation Error: Select different sources for origin and destination."
    if origin == target:
        _refused(message, [("Cannot transfer a source on itself", {})])
    wrong = _known(shop, [origin], "Origin source %sourceCode does not exist")
    _refused("Validation Failed", wrong + _known(shop, [target], "Destination source %sourceCode does not exist"))
    held = shop.table("source_items")
    for sku in _skus(shop, call.args["skus"]):
        row = held.get((sku, origin))
        if row is None:
            continue
        before = held.get((sku, target), {"quantity": 0, "status": 0})
        quantity = before["quantity"] + row["quantity"]
        inventory.lay(shop, sku, target, quantity, int(bool(before["status"] or row["status"])))
        if call.args["unassign_from_origin"]:
            del held[sku, origin]
        else:
            row |= {"quantity": 0, "status": 0}
        stock.mirror(shop, sku)
    return True


def _partly(shop: Shop, call: Call) -> None:
    origin, target = call.text("origin_source_code"), call.text("destination_source_code")
    items, held = rows(call.args["items"]), shop.table("source_items")
    wrong = _known(shop, [origin], "Origin source %sourceCode does not exist")
    wrong += _known(shop, [target], "Destination source %sourceCode does not exist")
    if origin == target:
        wrong.append(("Cannot transfer a source on itself", {}))
    for item in items:
        row = held.get((item["sku"], origin))
        if row is None:
            wrong.append(("%message", {"message": f"Source item for {item['sku']} and {origin} does not exist"}))
        elif row["quantity"] < item["qty"]:
            wrong.append(("Requested transfer amount for sku %sku is not available", {"sku": item["sku"]}))
        if (item["sku"], target) not in held:
            wrong.append(("%message", {"message": f"Source item for {item['sku']} and {target} does not exist"}))
    _refused(FAILED, wrong)
    for item in items:
        inventory.lay(shop, item["sku"], origin, held[item["sku"], origin]["quantity"] - item["qty"], 1)
        inventory.lay(shop, item["sku"], target, held[item["sku"], target]["quantity"] + item["qty"], 1)


def _low(shop: Shop, call: Call) -> Json:
    sku, source = call.text("sku"), call.text("source_code")
    if (sku, source) not in shop.table("source_items"):
        raise no_entity("sku", sku)
    held = shop.table("low_stock").get((sku, source))
    return held or {"source_code": source, "notify_stock_qty": 1, "sku": sku}


def _save_low(shop: Shop, call: Call) -> list[Json]:
    sent = rows(call.args["source_item_configurations"])
    if not sent:
        raise Refusal(400, "Input data is empty")
    for row in sent:
        told: Json = {"source_code": row["source_code"], "notify_stock_qty": number(row.get("notify_stock_qty"))}
        shop.table("low_stock")[row["sku"], row["source_code"]] = told | {"sku": row["sku"]}
    return []


def _forget_low(shop: Shop, call: Call) -> list[Json]:
    for row in rows(call.args["source_items"]):
        shop.table("low_stock").pop((row.get("sku"), row.get("source_code")), None)
    return []


MANY = "skus:string[] sourceCodes:string[]"
ROUTES: tuple[Route, ...] = (
    route("POST inventory/bulk-product-source-assign", _assign, MANY, resource=RESOURCE),
    route("POST inventory/bulk-product-source-unassign", _unassign, MANY, resource=RESOURCE),
    route(
        "POST inventory/bulk-product-source-transfer",
        _transfer,
        "skus:string[] originSource:string destinationSource:string unassignFromOrigin:bool",
        resource=RESOURCE,
    ),
    route(
        "POST inventory/bulk-partial-source-transfer",
        _partly,
        "originSourceCode:string destinationSourceCode:string items:PartialTransfer[]",
        resource=RESOURCE,
    ),
    route(
        "GET inventory/low-quantity-notification/:sourceCode/:sku",
        _low,
        "sourceCode:string sku:string",
        resource=f"{LOW}::low_quantity_notification",
    ),
    route(
        "POST inventory/low-quantity-notification",
        _save_low,
        "sourceItemConfigurations:LowStock[]",
        resource=f"{LOW}::stock_create_low_quantity_notification",
    ),
    route(
        "POST inventory/low-quantity-notifications-delete",
        _forget_low,
        "sourceItems:SourceItem[]",
        resource=f"{LOW}::stock_delete_low_quantity_notification",
    ),
)
