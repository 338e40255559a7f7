"""Custom options: what a customer fills in or chooses when buying one product."""

from typing import Any

from polycart.platforms.magento2.sim import products
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, no_entity, rows

RESOURCE = "Magento_Catalog::catalog"
TYPES = {
    "CustomOption": """product_sku string, option_id int, title string, type string, sort_order int, is_require bool,
        price float, price_type string, sku string, file_extension string, max_characters int, image_size_x int,
        image_size_y int, values CustomValue[], extension_attributes any""",
    "CustomValue": """title string, sort_order int, price float, price_type string, sku string, option_type_id int""",
}
GROUPS = {
    "Text": {"field": "Field", "area": "Area"},
    "File": {"file": "File"},
    "Select": {
        "drop_down": "Drop-down",
        "radio": "Radio Buttons",
        "checkbox": "Checkbox",
        "multiple": "Multiple Select",
    },
    "Date": {"date": "Date", "date_time": "Date & Time", "time": "Time"},
}
CHOSEN = tuple(GROUPS["Select"])
KNOWN = {code for group in GROUPS.values() for code in group}
ORDER = (
    *("product_sku", "option_id", "title", "type", "sort_order", "is_require", "price", "price_type", "sku"),
    *("file_extension", "max_characters", "image_size_x", "image_size_y", "values"),
)


def checked(sent: Json) -> None:
    """Refuse an option that lacks what its type needs."""
    if sent.get("type") is not None and sent["type"] not in KNOWN:
        raise Refusal(400, "Invalid option type")
    if not sent.get("title") or not sent.get("type") or sent.get("is_require") is None:
        raise Refusal(400, "Missed values for option required fields")
    if sent["type"] in CHOSEN and not sent.get("values"):
        raise Refusal(400, "Invalid option value")
    if sent["type"] not in CHOSEN and sent.get("price_type") not in ("fixed", "percent"):
        raise Refusal(400, "Invalid option value")


def put(shop: Shop, product: Json, sent: Json) -> Json:
    """Add an option or change the one with the same id; gives it as it is kept."""
    checked(sent)
    number = sent.get("option_id")
    known = next((o for o in product["options"] if o["option_id"] == number), None)
    if number and known is None:
        raise Refusal(404, "No such entity.")
    made: Json = {"product_sku": product["sku"], "option_id": number or shop.next("options_of_products")}
    held = made | {k: sent[k] for k in ORDER[2:-1] if sent.get(k) is not None}
    held |= {"sort_order": sent.get("sort_order") or 0, "is_require": bool(sent.get("is_require"))}
    if sent["type"] in CHOSEN:
        held["values"] = [_value(shop, value) for value in rows(sent["values"])]
        held = {k: v for k, v in held.items() if k not in ("price", "price_type")}
    elif "price" in held or "price_type" in held:
        held = {"price": 0, "price_type": "fixed"} | held
    held = {k: held[k] for k in ORDER if k in held}
    kept = [o for o in product["options"] if o is not known]
    product["options"] = sorted([*kept, held], key=lambda o: (o["sort_order"], o["title"]))
    flag(product)
    return held


def _value(shop: Shop, sent: Json) -> Json:
    made = {k: sent[k] for k in ("title", "sort_order", "price", "price_type", "sku") if sent.get(k) is not None}
    made.setdefault("sort_order", 0)
    return made | {"option_type_id": sent.get("option_type_id") or shop.next("values_of_options")}


def flag(product: Json) -> None:
    """Note whether the product has options, and such as must be filled in."""
    of_type = product["type_id"] in ("configurable", "bundle") and any(product["extension"].values())
    product["values"]["has_options"] = {0: "1" if product["options"] or of_type else "0"}
    needed = any(o["is_require"] for o in product["options"])
    product["values"]["required_options"] = {0: "1" if needed else "0"}


def replace(shop: Shop, product: Json, sent: list[Json]) -> None:
    """All options of a product as they are sent with it."""
    for option in sent:
        checked(option)
    named = {o.get("option_id") for o in sent}
    product["options"] = [o for o in product["options"] if o["option_id"] in named]
    for option in sent:
        put(shop, product, option)
    flag(product)


def _types(shop: Shop, call: Call) -> list[Json]:
    return [
        {"label": label, "code": code, "group": group} for group, held in GROUPS.items() for code, label in held.items()
    ]


def _list(shop: Shop, call: Call) -> list[Json]:
    return list(products.by_sku(shop, call.text("sku"))["options"])


def _found(product: Json, number: int) -> Json:
    found = next((o for o in product["options"] if o["option_id"] == number), None)
    if found is None:
        raise no_entity("optionId", number)
    return found


def _read(shop: Shop, call: Call) -> Json:
    return _found(products.by_sku(shop, call.text("sku")), call.int("option_id"))


def _save(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["option"])
    if not sent.get("product_sku"):
        raise Refusal(400, "The ProductSku is empty. Set the ProductSku and try again.")
    product = products.by_sku(shop, sent["product_sku"])
    held = put(shop, product, sent)
    # The answer is what was sent with the new id: the order is not filled in, values have no ids yet.
    told: Json = {k: (None if k == "sort_order" else sent.get(k)) for k in ORDER}
    told |= {"option_id": held["option_id"], "sort_order": sent.get("sort_order")}
    if sent.get("values"):
        names = ("title", "sort_order", "price", "price_type", "sku")
        told["values"] = [{k: v[k] for k in names if v.get(k) is not None} for v in rows(sent["values"])]
    return {k: v for k, v in told.items() if v is not None or k == "sort_order"}


def _delete(shop: Shop, call: Call) -> bool:
    product = products.by_sku(shop, call.text("sku"))
    product["options"].remove(_found(product, call.int("option_id")))
    flag(product)
    return True


ONE: Any = "sku:string optionId:int"
ROUTES: tuple[Route, ...] = (
    route("GET products/options/types", _types, resource=RESOURCE),
    route("POST products/options", _save, "option:CustomOption", resource=RESOURCE),
    route("PUT products/options/:optionId", _save, "option:CustomOption", resource=RESOURCE),
    route("GET products/:sku/options", _list, "sku:string", resource=RESOURCE),
    route("GET products/:sku/options/:optionId", _read, ONE, resource=RESOURCE),
    route("DELETE products/:sku/options/:optionId", _delete, ONE, resource=RESOURCE),
)
