"""Stock as products show it: the stock item, which mirrors the default source only, and what is salable of a stock.

Tables: `stock_items` by product id; `source_items` by `(sku, source code)`; `reservations` by `(sku, stock id)`, which
is what orders took and shipments have not yet taken. Records: `stockItems`, `reservations` (quantity by sku).
https://developer.adobe.com/commerce/webapi/rest/inventory/
"""

from collections.abc import Iterable, Mapping
from typing import Any

from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, number, rows

RESOURCE = "Magento_Catalog::catalog_inventory"
DEFAULT = "default"
SOURCED = ("simple", "virtual", "downloadable")
"""The types of products that lie in sources; the others only gather such."""
MAPPER = "Magento\\CatalogInventory\\Model\\ResourceModel\\Stock\\Item\\StockItemCriteriaMapper"
NO_PRODUCT = 'The Product with the "%1" SKU doesn\'t exist.'
TYPES = {
    "StockItem": """item_id int, product_id int, stock_id int, qty float, is_in_stock bool, is_qty_decimal bool,
        show_default_notification_message bool, use_config_min_qty bool, min_qty float, use_config_min_sale_qty int,
        min_sale_qty float, use_config_max_sale_qty bool, max_sale_qty float, use_config_backorders bool,
        backorders int, use_config_notify_stock_qty bool, notify_stock_qty float, use_config_qty_increments bool,
        qty_increments float, use_config_enable_qty_inc bool, enable_qty_increments bool, use_config_manage_stock bool,
        manage_stock bool, low_stock_date string, is_decimal_divided bool, stock_status_changed_auto int,
        extension_attributes any""",
}
BLANK: Json = {
    "qty": None,
    "is_in_stock": False,
    "is_qty_decimal": False,
    "show_default_notification_message": False,
    "use_config_min_qty": True,
    "min_qty": 0,
    "use_config_min_sale_qty": 1,
    "min_sale_qty": 1,
    "use_config_max_sale_qty": True,
    "max_sale_qty": 10000,
    "use_config_backorders": True,
    "backorders": 0,
    "use_config_notify_stock_qty": True,
    "notify_stock_qty": 1,
    "use_config_qty_increments": True,
    "qty_increments": 0,
    "use_config_enable_qty_inc": True,
    "enable_qty_increments": False,
    "use_config_manage_stock": True,
    "manage_stock": True,
    "low_stock_date": None,
    "is_decimal_divided": False,
    "stock_status_changed_auto": 0,
}
CONFIGURED = {
    "use_config_min_qty": "min_qty",
    "use_config_backorders": "backorders",
    "use_config_notify_stock_qty": "notify_stock_qty",
    "use_config_manage_stock": "manage_stock",
    "use_config_max_sale_qty": "max_sale_qty",
    "use_config_qty_increments": "qty_increments",
}
"""What is the shop's own setting as long as the switch before it is on."""


def item(shop: Shop, product: int) -> Json:
    """The stock item of a product; it comes into being when it is first asked for."""
    held = shop.table("stock_items")
    if product not in held:
        held[product] = {"item_id": shop.next("stock_items"), "product_id": product, "stock_id": 1} | BLANK
    return held[product]


def put(shop: Shop, product: Json, sent: Json, *, new: bool) -> None:
    """Change a product's stock item, and with it the default source."""
    held = item(shop, product["id"])
    kept = ("item_id", "product_id", "stock_id", "low_stock_date", "extension_attributes")
    held |= {k: v for k, v in sent.items() if k not in kept and v is not None}
    for switch, name in CONFIGURED.items():
        if held[switch]:
            held[name] = BLANK[name]
    sourced = product["type_id"] in SOURCED
    if not sourced and held["qty"] is None:
        held["qty"] = 0
    settle(shop, held, sourced=sourced, new=new)
    if sourced:
        row = shop.table("source_items").get((product["sku"], DEFAULT))
        if row is None and not new and "qty" not in sent:
            return
        status = int(held["is_in_stock"]) if sent or row else 1
        shop.table("source_items")[product["sku"], DEFAULT] = {
            "sku": product["sku"],
            "source_code": DEFAULT,
            "quantity": number(held["qty"]),
            "status": status,
        }


def settle(shop: Shop, held: Json, *, sourced: bool, new: bool = False) -> None:
    """Whether it is in stock after a change: without pieces only where none are counted or more may be ordered."""
    if not held["manage_stock"]:
        held["is_in_stock"] = True
        return
    if sourced and not verified(held):
        held["is_in_stock"] = False
    low = held["qty"] is None or held["qty"] < held["notify_stock_qty"]
    held["low_stock_date"] = shop.now() if sourced and low and not new else None


def verified(held: Json) -> bool:
    """Whether a stock item may be in stock at all."""
    if held["qty"] is None:
        return False
    return bool(held["backorders"]) or held["qty"] > held["min_qty"]


def mirror(shop: Shop, sku: str) -> None:
    """Bring the stock item up to date with the default source, the only one that it knows."""
    product = product_of(shop, sku)
    if product is None:
        return
    row = shop.table("source_items").get((product["sku"], DEFAULT))
    held = item(shop, product["id"])
    held["qty"] = number(row["quantity"]) if row else 0
    held["is_in_stock"] = bool(row and row["status"])


def product_of(shop: Shop, sku: str) -> Json | None:
    """The product with this sku; the database knows no difference between small and capital letters."""
    index: dict[str, int] | None = shop.indexes.get("skus")
    held = shop.table("products")
    if index is None:
        index = shop.indexes["skus"] = {p["sku"].casefold(): n for n, p in held.items()}
    return held.get(index.get(sku.casefold(), 0))


def stock_of(shop: Shop, website: str) -> Json | None:
    """The stock that a website sells from."""
    wanted: Json = {"type": "website", "code": website}
    for one in shop.table("stocks").values():
        if wanted in one["extension_attributes"]["sales_channels"]:
            return one
    return None


def stock_of_store(shop: Shop, store: int) -> Json:
    """The stock behind a store view, or the default one."""
    view = shop.table("stores").get(store) or {"website_id": 1}
    site = shop.table("websites").get(view["website_id"] or 1)
    return (stock_of(shop, site["code"]) if site else None) or shop.table("stocks")[1]


def sources_of(shop: Shop, stock: int) -> list[Json]:
    """The sources of a stock, the first to be taken from first."""
    links = [link for link in shop.table("links").values() if link["stock_id"] == stock]
    held = shop.table("sources")
    ordered = sorted(links, key=lambda link: link["priority"])
    return [held[link["source_code"]] for link in ordered if link["source_code"] in held]


def lying(shop: Shop, sku: str, stock: int) -> list[Json]:
    """The source items of a product in the enabled sources of a stock."""
    held = shop.table("source_items")
    keys = [(sku, source["source_code"]) for source in sources_of(shop, stock) if source["enabled"]]
    return [held[key] for key in keys if key in held]


def salable(shop: Shop, product: Json, stock: int) -> float:
    """How many pieces a stock may still sell."""
    held = item(shop, product["id"])
    lies = sum(row["quantity"] for row in lying(shop, product["sku"], stock) if row["status"])
    taken = shop.tables.setdefault("reservations", {}).get((product["sku"], stock), 0)
    return number(max(lies + taken - held["min_qty"], 0) if not held["backorders"] else lies + taken)


def is_salable(shop: Shop, product: Json, stock: int) -> bool:
    """Whether a stock sells a product at all."""
    held = item(shop, product["id"])
    if product["type_id"] not in SOURCED:
        return bool(held["is_in_stock"])
    if not lying(shop, product["sku"], stock):
        return False
    if not held["manage_stock"]:
        return True
    if not any(row["status"] for row in lying(shop, product["sku"], stock)):
        return False
    return bool(held["backorders"]) or salable(shop, product, stock) > 0


def reserve(shop: Shop, sku: str, stock: int, quantity: float) -> None:
    """Note that pieces are promised (negative) or free again (positive)."""
    held = shop.tables.setdefault("reservations", {})
    held[sku, stock] = held.get((sku, stock), 0) + quantity


def take(shop: Shop, sku: str, source: str, quantity: float) -> None:
    """Take pieces out of a source, or put them back where `quantity` is negative."""
    row = shop.table("source_items").get((sku, source))
    if row is not None:
        row["quantity"] = number(row["quantity"] - quantity)
        if source == DEFAULT:
            mirror(shop, sku)


def _known(shop: Shop, sku: str) -> Json:
    product = product_of(shop, sku)
    if product is None:
        raise Refusal(404, NO_PRODUCT, [sku])
    return product


def _read(shop: Shop, call: Call) -> Json:
    return item(shop, _known(shop, call.text("product_sku"))["id"])


def _status(shop: Shop, call: Call) -> Json:
    product = _known(shop, call.text("product_sku"))
    stock = stock_of_store(shop, call.store)["stock_id"]
    sourced = product["type_id"] in SOURCED
    quantity = salable(shop, product, stock) if sourced else 0
    told: Json = {"product_id": product["id"], "stock_id": 1, "qty": quantity}
    told["stock_status"] = int(is_salable(shop, product, stock))
    return told | {"stock_item": item(shop, product["id"])}


def _update(shop: Shop, call: Call) -> int:
    product = _known(shop, call.text("product_sku"))
    put(shop, product, mapped(call.args["stock_item"]), new=False)
    return int(item(shop, product["id"])["item_id"])


def _low(shop: Shop, call: Call) -> Json:
    most = float(call.args["qty"])
    # Stock items belong to no website but the administration's, whose id is 0.
    held: list[Json] = [] if call.args["scope_id"] else list(shop.table("stock_items").values())
    low = [i for i in held if i["qty"] is not None and i["qty"] <= most]
    size, page = call.args["page_size"] or 0, max(call.args["current_page"] or 1, 1)
    window = low[(page - 1) * size : page * size] if size else low
    told: Json = {"mapper_interface_name": MAPPER, "criteria_list": [], "filters": [], "orders": []}
    told["limit"] = [str(page), str(size)]
    return {"items": window, "search_criteria": told, "total_count": len(low)}


def put_quantities(shop: Shop, product: Json, managed: bool, quantity: int, stock: Iterable[Any]) -> None:
    """For the seeds: a stock item and the default source in one."""
    in_stock, backorders = stock
    sent: Json = {"qty": quantity, "is_in_stock": in_stock, "use_config_manage_stock": managed}
    sent |= {"manage_stock": managed, "backorders": backorders, "use_config_backorders": not backorders}
    put(shop, product, sent, new=True)


def _loaded(row: Json) -> Json:
    """A stock item from an answer or from the database's row of it, which keeps the shop's own settings apart."""
    held: Json = {name: row[name] for name in ("item_id", "product_id", "stock_id")}
    for name, default in BLANK.items():
        value = row.get(name, default)
        if isinstance(default, bool):
            held[name] = bool(value)
        else:
            held[name] = number(value) if isinstance(value, (int, float)) else value
    for switch, name in CONFIGURED.items():
        if held[switch]:
            held[name] = BLANK[name]
    return held


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """The stock items that were read, and what is reserved."""
    for row in rows(records.get("stockItems")):
        shop.table("stock_items")[row["product_id"]] = _loaded(row)
        shop.seen("stock_items", row["item_id"])
    for sku, quantity in mapped(records.get("reservations")).items():
        reserve(shop, sku, 1, quantity)


ROUTES: tuple[Route, ...] = (
    route("GET stockItems/lowStock", _low, "scopeId:int qty:float currentPage:int=1 pageSize:int=0", resource=RESOURCE),
    route("GET stockItems/:productSku", _read, "productSku:string scopeId:int=", resource=RESOURCE),
    route("GET stockStatuses/:productSku", _status, "productSku:string scopeId:int=", resource=RESOURCE),
    route(
        "PUT products/:productSku/stockItems/:itemId",
        _update,
        "productSku:string itemId:int= stockItem:StockItem",
        resource=RESOURCE,
    ),
)
