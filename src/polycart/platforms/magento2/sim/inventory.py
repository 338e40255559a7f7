"""Sources, stocks, the links between them, and how many pieces lie where (Multi-Source Inventory).

Tables: `sources` by code, `stocks` by id, `links` and `source_items` by pairs. Records: `inventory/sources`,
`inventory/stocks`, `inventory/stock-source-links`, `inventory/source-items`.
https://developer.adobe.com/commerce/webapi/rest/inventory/
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import inputs, stock
from polycart.platforms.magento2.sim.criteria import fields, searched
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Crash, Json, Refusal, filled, mapped, number, rows
from polycart.sandbox.catalogue import Catalogue

SOURCE, STOCK, LINK = (
    "Magento_InventoryApi::source",
    "Magento_InventoryApi::stock",
    "Magento_InventoryApi::stock_source_link",
)
ASSIGN, SALES = "Magento_InventoryApi::stock_source_item_assign", "Magento_InventorySalesApi::stock"
TYPES = {
    "InventorySource": """source_code string, name string, email string, contact_name string, enabled bool,
        description string, latitude float, longitude float, country_id string, region_id int, region string,
        city string, street string,
        postcode string, phone string, fax string, use_default_carrier_config bool, carrier_links any,
        extension_attributes SourceExtension""",
    "SourceExtension": """is_pickup_location_active bool, frontend_name string, frontend_description string""",
    "InventoryStock": "stock_id int, name string, extension_attributes StockExtension",
    "StockExtension": "sales_channels SalesChannel[]",
    "SalesChannel": "type string, code string, extension_attributes any",
    "StockLink": "stock_id int, source_code string, priority int, extension_attributes any",
    "SourceItem": "sku string, source_code string, quantity float, status int, extension_attributes any",
}
EMPTY = '"%field" can not be empty.'
NO_SOURCE = 'Source with code "%value" does not exist.'
NO_STOCK = 'Stock with id "%value" does not exist.'
NOT_GIVEN = "requested-sku-is-not-assigned-to-given-stock"
UNSUPPORTED = "Can't check requested quantity for products without Source Items support."


def _failed(errors: list[tuple[str, Json]], *, told: bool = False) -> None:
    """Refuse with the list of what is wrong; some services repeat it in the message."""
    if errors:
        listed = [{"message": message, "parameters": parameters} for message, parameters in errors]
        said = "Validation Failed"
        if told:
            said += ": " + " ".join(filled(m, p) for m, p in errors)
        raise Refusal(400, said, errors=listed)


def _some(items: Any) -> list[Json]:
    found = rows(items)
    if not found:
        raise Refusal(400, "Input data is empty")
    return found


def _sources(shop: Shop, call: Call) -> Json:
    held = shop.table("sources").values()
    return searched(shop, call.args["search_criteria"], held, columns=inputs.fields("InventorySource"))


def _source(shop: Shop, call: Call) -> Json:
    found = shop.table("sources").get(call.text("source_code"))
    if found is None:
        raise Refusal(404, NO_SOURCE, {"value": call.text("source_code")})
    return found


def told_source(sent: Json, before: Json) -> Json:
    """A source as the vendor tells it: what is not set is left out, but for what has a default."""
    held: Json = {"use_default_carrier_config": True, "enabled": True} | before | sent
    extension = mapped(held.get("extension_attributes"))
    names = [f.split()[0] for f in TYPES["InventorySource"].split(",")]
    made = {name: held[name] for name in names if held.get(name) is not None}
    front = extension.get("frontend_name") if mapped(sent.get("extension_attributes")) else None
    return made | {
        "carrier_links": [],
        "extension_attributes": {
            "is_pickup_location_active": bool(extension.get("is_pickup_location_active")),
            "frontend_name": held["name"] if front is None else front,
        },
    }


def _save_source(shop: Shop, call: Call) -> list[Any]:
    sent = mapped(call.args["source"])
    code = str(sent.get("source_code") or "")
    errors: list[tuple[str, Json]] = []
    if not code:
        errors.append((EMPTY, {"field": "source_code"}))
    elif any(c.isspace() for c in code):
        errors.append(('"%field" can not contain whitespaces.', {"field": "source_code"}))
    errors += [(EMPTY, {"field": f}) for f in ("name", "postcode", "country_id") if not sent.get(f)]
    if mapped(sent.get("extension_attributes")).get("is_pickup_location_active"):
        text = '"%field" can not be empty for Pickup Location.'
        errors += [(text, {"field": f}) for f in ("city", "street", "phone") if not sent.get(f)]
    _failed(errors)
    held = shop.table("sources")
    if call.method == "PUT" and code not in held:
        raise Refusal(400, "Could not save Source")
    # Saving is by code: a second POST of one changes it, as the recordings show.
    held[code] = told_source(sent, held.get(code, {}))
    return []


def _stocks(shop: Shop, call: Call) -> Json:
    held = shop.table("stocks").values()
    return searched(shop, call.args["search_criteria"], held, columns=("stock_id", "name"))


def _stock(shop: Shop, call: Call) -> Json:
    found = shop.table("stocks").get(call.int("stock_id"))
    if found is None:
        raise Refusal(404, NO_STOCK, {"value": call.int("stock_id")})
    return found


def _save_stock(shop: Shop, call: Call) -> int:
    sent = mapped(call.args["stock"])
    extension = sent.get("extension_attributes")
    channels = rows(mapped(extension).get("sales_channels"))
    codes = {site["code"] for site in shop.table("websites").values()}
    errors: list[tuple[str, Json]] = [] if sent.get("name") else [(EMPTY, {"field": "name"})]
    message = 'The website with code "%code" does not exist.'
    unknown = [c.get("code") for c in channels if c.get("type") == "website" and c.get("code") not in codes]
    errors += [(message, {"code": code}) for code in unknown]
    _failed(errors)
    held = shop.table("stocks")
    number = sent.get("stock_id") or shop.next("stocks")
    shop.seen("stocks", number)
    before = held.get(number) or {"extension_attributes": {"sales_channels": []}}
    held[number] = {"stock_id": number, "name": sent["name"], "extension_attributes": before["extension_attributes"]}
    if extension is not None:
        for other in held.values():
            mine = other["extension_attributes"]["sales_channels"]
            other["extension_attributes"] = {"sales_channels": [c for c in mine if c not in channels]}
        held[number]["extension_attributes"] = {"sales_channels": channels}
    return int(number)


def _delete_stock(shop: Shop, call: Call) -> list[Any]:
    number = _stock(shop, call)["stock_id"]
    if number == 1:
        raise Refusal(400, "Default Stock could not be deleted.")
    held = shop.table("stocks").pop(number)
    for key in [key for key in shop.table("links") if key[0] == number]:
        del shop.table("links")[key]
    # Websites are never without a stock: they fall back to the default one.
    channels = shop.table("stocks")[1]["extension_attributes"]["sales_channels"]
    shop.table("stocks")[1]["extension_attributes"] = {
        "sales_channels": [*channels, *held["extension_attributes"]["sales_channels"]]
    }
    return []


def _links(shop: Shop, call: Call) -> Json:
    held = shop.table("links").values()
    return searched(shop, call.args["search_criteria"], held, columns=("link_id", *inputs.fields("StockLink")))


def _save_links(shop: Shop, call: Call) -> list[Any]:
    sent, errors = _some(call.args["links"]), list[tuple[str, Json]]()
    for link in sent:
        if not link.get("source_code"):
            errors.append((EMPTY, {"field": "source_code"}))
        if not link.get("stock_id"):
            errors.append(('"%field" should be numeric.', {"field": "stock_id"}))
        if (link.get("priority") or 0) <= 0:
            errors.append(('"%field" should be greater then 0.', {"field": "priority"}))
    _failed(errors)
    for link in sent:
        if link["stock_id"] not in shop.table("stocks") or link["source_code"] not in shop.table("sources"):
            raise Refusal(400, "Could not save StockSourceLinks")
    for link in sent:
        made = {name: link[name] for name in ("stock_id", "source_code", "priority")}
        shop.table("links")[link["stock_id"], link["source_code"]] = made
    return []


def _delete_links(shop: Shop, call: Call) -> list[Any]:
    for link in _some(call.args["links"]):
        shop.table("links").pop((link.get("stock_id"), link.get("source_code")), None)
    return []


def _items(shop: Shop, call: Call) -> Json:
    held = list(shop.table("source_items").values())
    if "sku" in fields(call.args["search_criteria"]):
        # The database finds them through its index of skus and sources.
        held.sort(key=lambda row: (row["sku"], row["source_code"]))
    return searched(shop, call.args["search_criteria"], held, columns=("source_item_id", *inputs.fields("SourceItem")))


def _save_items(shop: Shop, call: Call) -> list[Any]:
    sent, errors = _some(call.args["source_items"]), list[tuple[str, Json]]()
    for row in sent:
        errors += [(EMPTY, {"field": f}) for f in ("sku", "source_code") if not row.get(f)]
        errors += [('"%field" should be numeric.', {"field": f}) for f in ("quantity", "status") if row.get(f) is None]
        if row.get("status") not in (None, 0, 1):
            errors.append(('"%field" should a known status.', {"field": "status"}))
    _failed(errors, told=True)
    if any(row["source_code"] not in shop.table("sources") for row in sent):
        raise Refusal(400, "Could not save Source Item")
    for row in sent:
        lay(shop, row["sku"], row["source_code"], row["quantity"], row["status"])
    return []


def lay(shop: Shop, sku: str, source: str, quantity: float, status: int) -> None:
    """Put pieces of a sku, known or not, into a source; the stock item follows the default one."""
    product = stock.product_of(shop, sku)
    key = (product["sku"] if product else sku, source)
    made: Json = {"sku": key[0], "source_code": source, "quantity": number(quantity), "status": status}
    shop.table("source_items")[key] = made
    if source == stock.DEFAULT:
        stock.mirror(shop, key[0])


def _delete_items(shop: Shop, call: Call) -> list[Any]:
    for row in _some(call.args["source_items"]):
        product = stock.product_of(shop, str(row.get("sku")))
        sku = product["sku"] if product else row.get("sku")
        if shop.table("source_items").pop((sku, row.get("source_code")), None) and row["source_code"] == stock.DEFAULT:
            stock.mirror(shop, str(sku))
    return []


def _salable(shop: Shop, call: Call) -> float:
    product = stock.product_of(shop, call.text("sku"))
    if product is None:
        raise Crash
    if product["type_id"] not in stock.SOURCED:
        raise Refusal(400, UNSUPPORTED)
    if not stock.lying(shop, product["sku"], call.int("stock_id")):
        raise Refusal(400, "Could not receive Stock Item data")
    return stock.salable(shop, product, call.int("stock_id"))


def _is_salable(shop: Shop, call: Call) -> bool:
    product = stock.product_of(shop, call.text("sku"))
    return product is not None and stock.is_salable(shop, product, call.int("stock_id"))


def _salable_for(shop: Shop, call: Call) -> Json:
    product, number = stock.product_of(shop, call.text("sku")), call.int("stock_id")
    if product is None or not stock.lying(shop, product["sku"], number):
        said = "The requested sku is not assigned to given stock."
        return {"salable": False, "errors": [{"code": NOT_GIVEN, "message": said}]}
    held = stock.item(shop, product["id"])
    if not held["manage_stock"] or held["backorders"]:
        return {"salable": True, "errors": []}
    if stock.salable(shop, product, number) >= call.args["requested_qty"]:
        return {"salable": True, "errors": []}
    told = {
        "back_order-disabled": "Backorders are disabled",
        "manage_stock-enabled": "Manage stock is enabled",
        "is_salable_with_reservations-not_enough_qty": "The requested qty is not available",
    }
    return {"salable": False, "errors": [{"code": code, "message": message} for code, message in told.items()]}


def _are_salable(shop: Shop, call: Call) -> list[Json]:
    made: list[Json] = []
    for sku in call.args["skus"]:
        product, number = stock.product_of(shop, sku), call.int("stock_id")
        salable = product is not None and stock.is_salable(shop, product, number)
        made.append({"sku": sku, "stock_id": number, "salable": salable})
    return made


def _resolve(shop: Shop, call: Call) -> Json:
    found = stock.stock_of(shop, call.text("code")) if call.args["type"] == "website" else None
    if found is None:
        raise Refusal(404, "No linked stock found")
    return found


def _assigned(shop: Shop, call: Call) -> list[Json]:
    return stock.sources_of(shop, call.int("stock_id"))


def _export(shop: Shop, call: Call) -> Json:
    found = stock.stock_of(shop, call.text("sales_channel_code"))
    if found is None:
        raise Refusal(404, "No linked stock found")

    def show(product: Json) -> Json:
        number = found["stock_id"]
        sourced = product["type_id"] in stock.SOURCED
        quantity = stock.salable(shop, product, number) if sourced else 0
        return {"sku": product["sku"], "qty": quantity, "is_salable": stock.is_salable(shop, product, number)}

    told = searched(shop, call.args["search_criteria"], shop.table("products").values(), show=show)
    # The vendor counts what it shows.
    return told | {"total_count": len(told["items"])}


ALGORITHMS = {
    "distance": (
        "Distance Priority",
        "Algorithm which provides Source Selections based on shipping address distance from the source",
    ),
    "priority": (
        "Source Priority",
        "Algorithm which provides Source Selections based on predefined priority of Source",
    ),
}


def _algorithms(shop: Shop, call: Call) -> list[Json]:
    return [{"code": code, "title": title, "description": told} for code, (title, told) in ALGORITHMS.items()]


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The default source and stock, or with `seed` the warehouses and the second stock of the vendor's trace."""
    del catalogue
    first: Json = {"source_code": "default", "name": "Default Source", "enabled": True, "description": "Default Source"}
    first |= {"latitude": 0, "longitude": 0, "country_id": "US", "postcode": "00000"}
    held = shop.table("sources")
    held["default"] = told_source(first, {})
    held["default"]["extension_attributes"]["frontend_name"] = ""
    site: Json = {"type": "website", "code": "base"}
    warehouses = shop.config("sources") == "seed"
    mine: list[Json] = [] if warehouses else [site]
    one: Json = {"stock_id": 1, "name": "Default Stock", "extension_attributes": {"sales_channels": mine}}
    shop.table("stocks")[1] = one
    shop.table("links")[1, "default"] = {"stock_id": 1, "source_code": "default", "priority": 1}
    shop.seen("stocks", 1)
    if warehouses:
        _warehouses(shop, site)


def _warehouses(shop: Shop, site: Json) -> None:
    ukraine: Json = {"source_code": "ua-warehouse", "name": "UA warehouse", "country_id": "UA", "postcode": "46000"}
    ukraine |= {"email": "stock@shop.example", "contact_name": "Carla Stone", "region": "Ternopilska obl."}
    ukraine |= {"city": "Ternopil", "street": "Biletska st., 56", "phone": "7406014577"}
    states: Json = {"source_code": "us-warehouse", "name": "US Warehouse", "country_id": "US", "postcode": "43215"}
    states |= {"region_id": 1, "region": "Alabama", "city": "Columbus", "street": "3717  Jessie Street"}
    for source, priority in ((ukraine, 2), (states, 4)):
        code = source["source_code"]
        shop.table("sources")[code] = told_source(source, {})
        shop.table("links")[2, code] = {"stock_id": 2, "source_code": code, "priority": priority}
    shop.table("stocks")[2] = {"stock_id": 2, "name": "Stock2", "extension_attributes": {"sales_channels": [site]}}
    shop.seen("stocks", 2)


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the inventory's lists told."""
    shop.table("sources").update({r["source_code"]: r for r in rows(records.get("inventory/sources"))})
    for row in rows(records.get("inventory/stocks")):
        shop.table("stocks")[row["stock_id"]] = row
        shop.seen("stocks", row["stock_id"])
    for row in rows(records.get("inventory/stock-source-links")):
        shop.table("links")[row["stock_id"], row["source_code"]] = row
    for row in rows(records.get("inventory/source-items")):
        shop.table("source_items")[row["sku"], row["source_code"]] = row


CRITERIA = "searchCriteria:SearchCriteria="
ROUTES: tuple[Route, ...] = (
    route("GET inventory/sources", _sources, CRITERIA, resource=SOURCE),
    route("GET inventory/sources/:sourceCode", _source, "sourceCode:string", resource=SOURCE),
    route("POST inventory/sources", _save_source, "source:InventorySource", resource=f"{SOURCE}_edit"),
    route("PUT inventory/sources/:sourceCode", _save_source, "source:InventorySource", resource=f"{SOURCE}_edit"),
    route("GET inventory/stocks", _stocks, CRITERIA, resource=STOCK),
    route("GET inventory/stocks/:stockId", _stock, "stockId:int", resource=STOCK),
    route("POST inventory/stocks", _save_stock, "stock:InventoryStock", resource=f"{STOCK}_edit"),
    route("PUT inventory/stocks/:stockId", _save_stock, "stock:InventoryStock", resource=f"{STOCK}_edit"),
    route("DELETE inventory/stocks/:stockId", _delete_stock, "stockId:int", resource=f"{STOCK}_delete"),
    route("GET inventory/stock-source-links", _links, "searchCriteria:SearchCriteria", resource=LINK),
    route("POST inventory/stock-source-links", _save_links, "links:StockLink[]", resource=LINK),
    route("POST inventory/stock-source-links-delete", _delete_links, "links:StockLink[]", resource=LINK),
    route("GET inventory/source-items", _items, "searchCriteria:SearchCriteria", resource=SOURCE),
    route("POST inventory/source-items", _save_items, "sourceItems:SourceItem[]", resource=ASSIGN),
    route("POST inventory/source-items-delete", _delete_items, "sourceItems:SourceItem[]", resource=ASSIGN),
    route(
        "GET inventory/get-product-salable-quantity/:sku/:stockId", _salable, "sku:string stockId:int", resource=SALES
    ),
    route("GET inventory/is-product-salable/:sku/:stockId", _is_salable, "sku:string stockId:int", resource=SALES),
    route(
        "GET inventory/is-product-salable-for-requested-qty/:sku/:stockId/:requestedQty",
        _salable_for,
        "sku:string stockId:int requestedQty:float",
        resource=SALES,
    ),
    route("GET inventory/are-products-salable", _are_salable, "skus:string[] stockId:int", resource=SALES),
    route("GET inventory/stock-resolver/:type/:code", _resolve, "type:string code:string", resource=SALES),
    route(
        "GET inventory/get-sources-assigned-to-stock-ordered-by-priority/:stockId",
        _assigned,
        "stockId:int",
        resource=SOURCE,
    ),
    route(
        "GET inventory/source-selection-algorithm-list",
        _algorithms,
        resource="Magento_InventorySourceSelectionApi::source_selection_algorithm",
    ),
    route(
        "GET inventory/export-stock-salable-qty/:salesChannelType/:salesChannelCode",
        _export,
        "salesChannelType:string salesChannelCode:string searchCriteria:SearchCriteria",
        resource=STOCK,
    ),
)
