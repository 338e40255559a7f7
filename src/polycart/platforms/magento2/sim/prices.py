"""Prices in bulk: base, special and tier prices and costs, and the tiers of one product by group.

A product's `tiers` are `{customer_group_id, qty, value, extension_attributes: {website_id, percentage_value}}`. The
bulk routes answer 200 with a list of what they refused.
https://developer.adobe.com/commerce/webapi/rest/modules/catalog-pricing/
"""

import re
from typing import Any

from polycart.platforms.magento2.sim import stock, values
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, filled, mapped, no_entity, number, rows

RESOURCE = "Magento_Catalog::catalog"
EVERYBODY = 32000
"""The id of all groups together."""
PRICED = ("simple", "virtual", "bundle", "downloadable")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$")
MISSING = "The product that was requested doesn't exist. Verify the product and try again."
TYPES = {
    "TierPrice": "customer_group_id int, qty float, value float, extension_attributes TierExtension",
    "TierExtension": "percentage_value float, website_id int",
    "BasePrice": "price float, store_id int, sku string, extension_attributes any",
    "SpecialPrice": """price float, store_id int, sku string, price_from string, price_to string,
        extension_attributes any""",
    "CostPrice": "cost float, store_id int, sku string, extension_attributes any",
    "BulkTier": """price float, price_type string, website_id int, sku string, customer_group string, quantity float,
        extension_attributes any""",
}


def told(shop: Shop, product: Json, store: int) -> list[Json]:
    """The tiers of a product for all websites, in the order of their quantities; prices are global here."""
    del shop
    mine = [t for t in product["tiers"] if not t["extension_attributes"]["website_id"]]
    base = values.shown_number(values.get(product, "price", store)) or 0
    made: list[Json] = []
    for tier in sorted(mine, key=lambda t: (t["qty"], t["customer_group_id"])):
        percent = tier["extension_attributes"].get("percentage_value")
        value = number(round(base * (100 - percent) / 100, 4)) if percent is not None else tier["value"]
        made.append(tier | {"value": value})
    return made


def replace(product: Json, sent: list[Json]) -> None:
    """All tiers of a product as they are sent with it."""
    made: list[Json] = []
    for tier in sent:
        extension = mapped(tier.get("extension_attributes"))
        percent = extension.get("percentage_value")
        held: Json = {
            "customer_group_id": tier.get("customer_group_id", EVERYBODY),
            "qty": number(tier.get("qty") or 1),
        }
        held["value"] = number(tier.get("value"))
        more: Json = {} if percent is None else {"percentage_value": number(percent)}
        held["extension_attributes"] = more | {"website_id": extension.get("website_id") or 0}
        if any(_same(held, other) for other in made):
            raise Refusal(400, "We found a duplicate website, tier price, customer group and quantity.")
        made.append(held)
    product["tiers"] = made


def _same(one: Json, other: Json) -> bool:
    sites = (one["extension_attributes"]["website_id"], other["extension_attributes"]["website_id"])
    keys = ("customer_group_id", "qty")
    return sites[0] == sites[1] and all(one[k] == other[k] for k in keys)


def groups(shop: Shop) -> dict[int, str]:
    """The names of the customer groups; those of a new shop where the customers' module keeps none."""
    held = shop.tables.get("customer_groups", {})
    named = {n: str(g["code"]) for n, g in held.items()}
    return named or {0: "NOT LOGGED IN", 1: "General", 2: "Wholesale", 3: "Retailer"}


def _error(message: str, *parameters: Any) -> Json:
    return {"message": message, "parameters": [None if p is None else str(p) for p in parameters]}


def _known_store(shop: Shop, number: Any) -> bool:
    return number is not None and number in shop.table("stores")


def _priced(shop: Shop, sku: str) -> Json | None:
    product = stock.product_of(shop, sku)
    return product if product is not None and product["type_id"] in PRICED else None


def _set(shop: Shop, product: Json, code: str, value: Any) -> None:
    attribute = shop.table("attributes")[code]
    values.put(shop, product, attribute, values.kept(attribute, value), ADMIN)


def _base(shop: Shop, call: Call) -> list[Json]:
    errors: list[Json] = []
    for row in rows(call.args["prices"]):
        sku, amount, store = str(row.get("sku")), row.get("price"), row.get("store_id")
        product = _priced(shop, sku)
        bad = len(errors)
        if product is None:
            errors.append(_error("Invalid attribute %fieldName = %fieldValue.", "SKU", sku))
        if amount is None or amount < 0:
            errors.append(_error("Invalid attribute %fieldName = %fieldValue.", "Price", amount))
        if not _known_store(shop, store):
            message = "Requested store is not found. Row ID: SKU = %1, Store ID: %2."
            errors.append(_error(filled(message, [sku, "" if store is None else store]), sku, store))
        if len(errors) == bad and product is not None:
            product["values"]["price"] = {ADMIN: amount}
    return errors


def _base_read(shop: Shop, call: Call) -> list[Json]:
    made: list[Json] = []
    for sku in call.args["skus"]:
        product = _priced(shop, sku)
        amount = values.shown_number(values.get(product, "price", ADMIN)) if product else None
        if product and amount is not None:
            made.append({"price": amount, "store_id": 0, "sku": product["sku"]})
    return made


def _row_of(row: Json) -> tuple[str, list[Any]]:
    told = [row.get(k) for k in ("sku", "store_id", "price_from", "price_to")]
    text = filled(
        " Row ID: SKU = %1, Store ID: %2, Price From: %3, Price To: %4.", ["" if t is None else t for t in told]
    )
    return text, told


def _special_errors(shop: Shop, row: Json) -> list[Json]:
    errors: list[Json] = []
    tail, named = _row_of(row)
    if _priced(shop, str(row.get("sku"))) is None:
        errors.append(_error(MISSING + tail, *named))
    amount = row.get("price")
    if amount is None or amount < 0:
        errors.append(_error(f"Invalid attribute Price = {amount}.{tail}", amount, *named))
    if row.get("store_id"):
        errors.append(_error("Could not change non global Price when price scope is global." + tail, *named))
    if not _known_store(shop, row.get("store_id")):
        errors.append(_error("Requested store is not found." + tail, *named))
    for name, label in (("price_from", "Price From"), ("price_to", "Price To")):
        if row.get(name) is not None and not MOMENT.match(str(row[name])):
            errors.append(_error(f"Invalid attribute {label} = {row.get('price_to')}.{tail}", label, *named))
    return errors


def _special(shop: Shop, call: Call) -> list[Json]:
    errors: list[Json] = []
    for row in rows(call.args["prices"]):
        wrong = _special_errors(shop, row)
        errors += wrong
        product = stock.product_of(shop, str(row.get("sku")))
        if not wrong and product is not None:
            _set(shop, product, "special_price", row["price"])
            start = row.get("price_from") or values.get(product, "special_from_date", ADMIN) or shop.now()
            _set(shop, product, "special_from_date", start)
            if row.get("price_to"):
                _set(shop, product, "special_to_date", row["price_to"])
    return errors


def _special_row(product: Json) -> Json | None:
    amount = values.shown_number(values.get(product, "special_price", ADMIN))
    if amount is None:
        return None
    told: Json = {"price": amount, "store_id": 0, "sku": product["sku"]}
    told["price_from"] = values.get(product, "special_from_date", ADMIN)
    until = values.get(product, "special_to_date", ADMIN)
    return told | ({"price_to": until} if until else {})


def _special_read(shop: Shop, call: Call) -> list[Json]:
    found = [_priced(shop, sku) for sku in call.args["skus"]]
    return [row for row in (_special_row(p) for p in found if p is not None) if row]


def _special_delete(shop: Shop, call: Call) -> list[Json]:
    errors: list[Json] = []
    for row in rows(call.args["prices"]):
        wrong = _special_errors(shop, row)
        errors += wrong
        product = stock.product_of(shop, str(row.get("sku")))
        # What is deleted is not compared with the price or the dates that were sent.
        if not wrong and product is not None:
            for code in ("special_price", "special_from_date", "special_to_date"):
                product["values"].pop(code, None)
    return errors


def _cost(shop: Shop, call: Call) -> list[Json]:
    errors: list[Json] = []
    for row in rows(call.args["prices"]):
        product = _priced(shop, str(row.get("sku")))
        if product is None:
            message = "Invalid attribute SKU = %1. Row ID: SKU = %1, Store ID: %2."
            errors.append(
                _error(filled(message, [row.get("sku"), row.get("store_id")]), row.get("sku"), row.get("store_id"))
            )
        else:
            _set(shop, product, "cost", row.get("cost"))
    return errors


def _cost_read(shop: Shop, call: Call) -> list[Json]:
    made: list[Json] = []
    for sku in call.args["skus"]:
        product = _priced(shop, sku)
        amount = values.shown_number(values.get(product, "cost", ADMIN)) if product else None
        if product and amount is not None:
            made.append({"cost": amount, "store_id": 0, "sku": product["sku"]})
    return made


def _cost_delete(shop: Shop, call: Call) -> bool:
    for sku in call.args["skus"]:
        product = _priced(shop, sku)
        if product:
            product["values"].pop("cost", None)
    return True


ROW = " Row ID: SKU = %SKU, Website ID: %websiteId, Customer Group: %customerGroup, Quantity: %qty."
TWICE = (
    "We found a duplicate website, tier price, customer group and quantity: Customer Group = %customerGroup, "
    "Website ID = %websiteId, Quantity = %qty." + ROW
)


def _tier_errors(shop: Shop, row: Json, product: Json) -> list[Json]:
    """What is wrong with a tier, in the vendor's words; their parameters come without names."""
    kind, amount, group = row.get("price_type"), row.get("price"), row.get("customer_group")
    named = (row.get("sku"), row.get("website_id"), group, _plain(row.get("quantity")))
    errors: list[Json] = []
    if product["type_id"] not in PRICED:
        errors.append(_error("Invalid attribute SKU = %SKU." + ROW, *named))
    low = amount is None or amount < 0 or (kind == "discount" and amount > 100)
    if low:
        errors.append(_error("Invalid attribute Price = %price." + ROW, _plain(amount), *named))
    if kind not in ("fixed", "discount") or (product["type_id"] == "bundle" and kind == "fixed"):
        errors.append(_error("Invalid attribute Price Type = %priceType." + ROW, kind, *named))
    if (row.get("quantity") or 0) < 1:
        errors.append(_error("Invalid attribute Quantity = %qty." + ROW, *named))
    if row.get("website_id") not in shop.table("websites"):
        errors.append(_error("Invalid attribute Website ID = %websiteId." + ROW, *named))
    if _group_of(shop, str(group)) is None:
        message = "No such entity with Customer Group = %customerGroup." + ROW
        errors.append(_error(message, named[0], named[1], named[2], named[3]))
    return errors


def _plain(value: Any) -> Any:
    return None if value is None else number(value)


def _group_of(shop: Shop, name: str) -> int | None:
    if name.lower() == "all groups":
        return EVERYBODY
    return next((n for n, code in groups(shop).items() if code.lower() == name.lower()), None)


def _tier_of(shop: Shop, row: Json) -> Json:
    discount = row["price_type"] == "discount"
    held: Json = {"customer_group_id": _group_of(shop, row["customer_group"]), "qty": number(row["quantity"])}
    held["value"] = 0 if discount else number(row["price"])
    more: Json = {"percentage_value": number(row["price"])} if discount else {}
    return held | {"extension_attributes": more | {"website_id": row["website_id"]}}


def _tiers(shop: Shop, call: Call) -> list[Json]:
    sent, errors = rows(call.args["prices"]), list[Json]()
    fitting: list[tuple[Json, Json]] = []
    for row in sent:
        product = stock.product_of(shop, str(row.get("sku")))
        if product is None:
            raise Refusal(404, MISSING)
        wrong = _tier_errors(shop, row, product)
        errors += wrong
        if not wrong:
            fitting.append((product, row))
    clean: list[tuple[Json, Json]] = []
    for product, row in fitting:
        twins = [r for p, r in fitting if p is product and _same(_tier_of(shop, r), _tier_of(shop, row))]
        if len(twins) > 1:
            named = (row["sku"], row["website_id"], row["customer_group"], number(row["quantity"]))
            errors.append(_error(TWICE, *named))
        else:
            clean.append((product, row))
    if call.method == "PUT":
        for product, _ in clean:
            product["tiers"] = []
    for product, row in clean:
        made = _tier_of(shop, row)
        product["tiers"] = [t for t in product["tiers"] if not _same(t, made)] + [made]
    return errors


def _tiers_read(shop: Shop, call: Call) -> list[Json]:
    made: list[Json] = []
    names = groups(shop) | {EVERYBODY: "all groups"}
    for sku in call.args["skus"]:
        product = stock.product_of(shop, sku)
        for tier in product["tiers"] if product else ():
            percent = tier["extension_attributes"].get("percentage_value")
            row: Json = {"price": tier["value"] if percent is None else percent}
            row["price_type"] = "fixed" if percent is None else "discount"
            row |= {"website_id": tier["extension_attributes"]["website_id"], "sku": product["sku"] if product else sku}
            made.append(row | {"customer_group": names.get(tier["customer_group_id"]), "quantity": tier["qty"]})
    return made


def _tiers_delete(shop: Shop, call: Call) -> list[Json]:
    errors: list[Json] = []
    for row in rows(call.args["prices"]):
        product = stock.product_of(shop, str(row.get("sku")))
        if product is None:
            raise Refusal(404, MISSING)
        wrong = _tier_errors(shop, row, product)
        errors += wrong
        if not wrong:
            gone = _tier_of(shop, row)
            product["tiers"] = [t for t in product["tiers"] if t != gone]
    return errors


def _product(shop: Shop, call: Call) -> Json:
    found = stock.product_of(shop, call.text("sku"))
    if found is None:
        raise Refusal(404, MISSING)
    return found


def _group_number(text: str) -> int:
    return EVERYBODY if text == "all" else int(text) if text.isdigit() else -1


def _group_tiers(shop: Shop, call: Call) -> list[Json]:
    product, wanted = _product(shop, call), _group_number(call.text("customer_group_id"))
    mine = [t for t in product["tiers"] if t["customer_group_id"] == wanted]
    return [{k: t[k] for k in ("customer_group_id", "qty", "value")} for t in sorted(mine, key=lambda t: t["qty"])]


def _group_add(shop: Shop, call: Call) -> bool:
    product, text = _product(shop, call), call.text("customer_group_id")
    if call.args["price"] <= 0 or call.args["qty"] <= 0:
        raise Refusal(400, "The data was invalid. Verify the data and try again.")
    wanted = _group_number(text)
    if wanted != EVERYBODY and wanted not in groups(shop):
        raise no_entity("id", text)
    made: Json = {"customer_group_id": wanted, "qty": number(call.args["qty"]), "value": number(call.args["price"])}
    made["extension_attributes"] = {"website_id": 0}
    product["tiers"] = [t for t in product["tiers"] if not _same(t, made)] + [made]
    return True


def _group_remove(shop: Shop, call: Call) -> bool:
    product, text, quantity = _product(shop, call), call.text("customer_group_id"), number(call.args["qty"])
    wanted = _group_number(text)
    mine = [t for t in product["tiers"] if (t["customer_group_id"], t["qty"]) == (wanted, quantity)]
    if not mine:
        message = "Product hasn't group price with such data: customerGroupId = '%1', website = %2, qty = %3"
        raise Refusal(404, message, [text, 0, quantity])
    product["tiers"].remove(mine[0])
    return True


TIERS = "products/:sku/group-prices/:customerGroupId/tiers"
GROUPED = "sku:string customerGroupId:string"
ROUTES: tuple[Route, ...] = (
    route("POST products/base-prices", _base, "prices:BasePrice[]", resource=RESOURCE),
    route("POST products/base-prices-information", _base_read, "skus:string[]", resource=RESOURCE),
    route("POST products/special-price", _special, "prices:SpecialPrice[]", resource=RESOURCE),
    route("POST products/special-price-information", _special_read, "skus:string[]", resource=RESOURCE),
    route("POST products/special-price-delete", _special_delete, "prices:SpecialPrice[]", resource=RESOURCE),
    route("POST products/cost", _cost, "prices:CostPrice[]", resource=RESOURCE),
    route("POST products/cost-information", _cost_read, "skus:string[]", resource=RESOURCE),
    route("POST products/cost-delete", _cost_delete, "skus:string[]", resource=RESOURCE),
    route("POST products/tier-prices", _tiers, "prices:BulkTier[]", resource=RESOURCE),
    route("PUT products/tier-prices", _tiers, "prices:BulkTier[]", resource=RESOURCE),
    route("POST products/tier-prices-information", _tiers_read, "skus:string[]", resource=RESOURCE),
    route("POST products/tier-prices-delete", _tiers_delete, "prices:BulkTier[]", resource=RESOURCE),
    route(f"GET {TIERS}", _group_tiers, GROUPED, resource=RESOURCE),
    route(f"POST {TIERS}/:qty/price/:price", _group_add, f"{GROUPED} price:float qty:float", resource=RESOURCE),
    route(f"DELETE {TIERS}/:qty", _group_remove, f"{GROUPED} qty:float", resource=RESOURCE),
)
