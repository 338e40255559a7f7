"""Pieces on their way: how many of what is promised by orders, taken out of a source, and given back."""

from collections.abc import Mapping

from polycart.platforms.magento2.sim import stock, values
from polycart.platforms.magento2.sim.money import amount
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.states import children, dummy, parent_of
from polycart.platforms.magento2.sim.wire import Json, Refusal

COUNTED = ("simple", "virtual", "downloadable")
NOT_SHIPPED = "Could not save a shipment, see error log for details"


def counted(shop: Shop, item: Json) -> Json | None:
    """The product of an item where its pieces are counted."""
    found = shop.table("products").get(item["product_id"]) or stock.product_of(shop, item["sku"])
    if found is None or found["type_id"] not in COUNTED:
        return None
    return found if stock.item(shop, found["id"])["manage_stock"] else None


def leaves(order: Json, item: Json, qty: float) -> list[tuple[Json, float]]:
    """The items whose pieces are taken when so many of this one are: of composites, their children."""
    parts = children(order, item)
    if not parts:
        return [(item, qty)]
    each = amount(item, "qty_ordered") or 1
    return [(part, qty * amount(part, "qty_ordered") / each) for part in parts]


def promise(shop: Shop, order: Json, quantities: Mapping[int, float], sign: int) -> None:
    """Note that pieces of items are promised (sign -1) or free again (1)."""
    number = stock.stock_of_store(shop, order["store_id"])["stock_id"]
    for item in order["items"]:
        if not parent_of(order, item) and quantities.get(item["item_id"], 0):
            for leaf, qty in leaves(order, item, quantities[item["item_id"]]):
                found = counted(shop, leaf)
                if found is not None:
                    stock.reserve(shop, found["sku"], number, sign * qty)


def ship(shop: Shop, order: Json, item: Json, qty: float, source: str) -> None:
    """Take shipped pieces out of a source; they are not promised any more then."""
    number = stock.stock_of_store(shop, order["store_id"])["stock_id"]
    for leaf, pieces in leaves(order, item, qty):
        found = counted(shop, leaf)
        if found is not None:
            stock.take(shop, found["sku"], source, pieces)
            stock.reserve(shop, found["sku"], number, pieces)


def check_source(shop: Shop, order: Json, wanted: Mapping[int, float], source: str) -> None:
    """Refuse a shipment of more than lies in a source."""
    for item in order["items"]:
        for leaf, pieces in leaves(order, item, wanted.get(item["item_id"], 0)):
            found = counted(shop, leaf)
            if not pieces or found is None or stock.item(shop, found["id"])["backorders"]:
                continue
            row = shop.table("source_items").get((found["sku"], source))
            if row is None or row["quantity"] < pieces:
                raise Refusal(400, NOT_SHIPPED)


def source_for(shop: Shop, order: Json, wanted: Mapping[int, float], asked: object) -> str:
    """The source that ships: the asked one, or the first of the stock that has what is wanted."""
    if asked:
        check_source(shop, order, wanted, str(asked))
        return str(asked)
    number = stock.stock_of_store(shop, order["store_id"])["stock_id"]
    codes = [s["source_code"] for s in stock.sources_of(shop, number) if s["enabled"]] or [stock.DEFAULT]
    for code in codes:
        try:
            check_source(shop, order, wanted, code)
        except Refusal:
            continue
        return str(code)
    raise Refusal(400, NOT_SHIPPED)


def give_back(shop: Shop, order: Json, item: Json, qty: float) -> None:
    """Put refunded pieces back: what was not shipped is free again, the rest returns to where it came from."""
    if dummy(order, item):
        return
    number = stock.stock_of_store(shop, order["store_id"])["stock_id"]
    unshipped = max(amount(item, "qty_invoiced") - amount(item, "qty_refunded") - amount(item, "qty_shipped"), 0)
    free = min(qty, unshipped)
    for leaf, pieces in leaves(order, item, free):
        found = counted(shop, leaf)
        if pieces and found is not None:
            stock.reserve(shop, found["sku"], number, pieces)
    source = _shipped_from(shop, order, item)
    for leaf, pieces in leaves(order, item, qty - free):
        found = counted(shop, leaf)
        if pieces and found is not None:
            stock.take(shop, found["sku"], source, -pieces)


def _shipped_from(shop: Shop, order: Json, item: Json) -> str:
    for shipment in shop.table("shipments").values():
        if shipment["order_id"] == order["entity_id"] and any(
            line["order_item_id"] == item["item_id"] for line in shipment["items"]
        ):
            return str(shipment["extension_attributes"]["source_code"])
    return stock.DEFAULT


def chosen(shop: Shop, parent: Json, child: Json) -> Json:
    """What of a configurable's options the child is, as an order item tells it."""
    codes = {str(a["attribute_id"]): a["attribute_code"] for a in shop.table("attributes").values()}
    picked: list[Json] = []
    for option in parent["extension"].get("configurable_product_options", []):
        number = str(option["attribute_id"])
        value = values.get(child, codes.get(number, ""), ADMIN)
        picked.append({"option_id": number, "option_value": int(value or 0)})
    return {"extension_attributes": {"configurable_item_options": picked}}
