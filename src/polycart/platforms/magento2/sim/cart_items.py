"""What lies in carts: putting products in, with what was chosen of them, at the price that holds for the buyer.

An item has `item_id sku name qty price product_type product_id parent_sku product_option parts virtual weight
tax_class options`; `sku` and `parts` name what is taken from stock.
"""

import json
from typing import Any

from polycart.platforms.magento2.sim import pieces, stock, stores, values
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.wire import Crash, Json, Refusal, listed, mapped, number, rows

MISSING = "The product that was requested doesn't exist. Verify the product and try again."
NOT_THERE = "Product that you are trying to add is not available."
NO_QTY = "The requested qty is not available"
REQUIRED = "The product's required option(s) weren't entered. Make sure the options are entered and try again."
CHOOSE = "You need to choose options for your item."
TYPES = {
    "CartOptionExtension": (
        "custom_options any, bundle_options any, downloadable_option any, configurable_item_options any, "
        "grouped_options any"
    ),
    "CartOption": "extension_attributes CartOptionExtension",
    "CartItem": (
        "item_id int, sku string, qty float, name string, price float, product_type string, quote_id string, "
        "product_option CartOption, extension_attributes any"
    ),
}


def price_of(shop: Shop, product: Json, *, store: int, group: int, qty: float = 1) -> float:
    """What a piece costs a buyer of a group: the lowest of price, special price and tier prices."""
    price = float(values.get(product, "price", store) or 0)
    found = [price]
    special = values.get(product, "special_price", store)
    if special not in (None, ""):
        today = shop.now()[:10]
        begin, end = (values.get(product, f"special_{edge}_date", store) for edge in ("from", "to"))
        if (not begin or str(begin)[:10] <= today) and (not end or str(end)[:10] >= today):
            found.append(float(special))
    for tier in product["tiers"]:
        if tier.get("customer_group_id") in (group, 32000) and float(tier["qty"]) <= qty:
            percent = mapped(tier.get("extension_attributes")).get("percentage_value")
            found.append(price * (1 - float(percent) / 100) if percent else float(tier["value"]))
    return round(min(found), 4)


def add(shop: Shop, cart: Json, sent: Json) -> Json:
    """Put something into a cart; the same thing again makes its item more."""
    sku = sent.get("sku")
    if not sku:
        raise Crash
    product = stock.product_of(shop, str(sku))
    if product is None:
        raise Refusal(404, MISSING)
    qty = float(sent.get("qty") or 0)
    qty = qty if qty > 0 else 1.0
    if not qty.is_integer() and not stock.item(shop, product["id"]).get("is_qty_decimal"):
        raise Refusal(400, "You cannot use decimal quantity for this product.")
    option = mapped(mapped(sent.get("product_option")).get("extension_attributes"))
    if product["type_id"] == "grouped":
        return _grouped(shop, cart, product, option)
    made = _item(shop, cart, product, option, qty)
    same = next((i for i in cart["items"] if _same(i, made)), None)
    if same is not None:
        check(shop, cart, made, float(same["qty"]) + qty)
        same["qty"] = number(float(same["qty"]) + qty)
        return same
    check(shop, cart, made, qty)
    made["item_id"] = shop.next("quote_items")
    for _ in made["parts"]:
        shop.next("quote_items")
    cart["items"].append(made)
    return made


def _same(one: Json, other: Json) -> bool:
    names = ("product_id", "sku", "product_option")
    return all(one.get(name) == other.get(name) for name in names)


def _grouped(shop: Shop, cart: Json, product: Json, option: Json) -> Json:
    """Of a grouped product its members go in, each for itself."""
    known = {link["linked_product_sku"]: link for link in product["links"] if link["link_type"] == "associated"}
    asked = {int(one["id"]): float(one["qty"]) for one in rows(option.get("grouped_options"))}
    last: Json = {}
    for sku, link in known.items():
        member = stock.product_of(shop, sku)
        if member is None:
            continue
        qty = asked.get(member["id"], float(mapped(link.get("extension_attributes")).get("qty") or 0))
        if qty:
            last = add(shop, cart, {"sku": sku, "qty": qty})
    if not last:
        raise Refusal(400, "Please specify the quantity of product(s).")
    return last


def _item(shop: Shop, cart: Json, product: Json, option: Json, qty: float) -> Json:
    store = cart["store_id"]
    if int(values.get(product, "status", store) or 0) != 1:
        raise Refusal(400, NOT_THERE)
    if stores.website_of(shop, store) not in product["website_ids"]:
        raise Refusal(400, NOT_THERE)
    made: Json = {"sku": product["sku"], "name": values.get(product, "name", store), "product_type": product["type_id"]}
    made |= {"product_id": product["id"], "parent_sku": product["sku"], "parts": [], "options": "[]"}
    made |= {"qty": number(qty), "virtual": product["type_id"] in ("virtual", "downloadable")}
    made |= {"tax_class": int(values.get(product, "tax_class_id", store) or 0)}
    made["weight"] = float(values.get(product, "weight", store) or 0) or None
    if product["type_id"] == "configurable":
        _configure(shop, cart, product, option, made)
    elif product["type_id"] == "bundle":
        _bundle(shop, cart, product, option, made)
    else:
        made["product_option"] = _kept(option, "custom_options", "downloadable_option")
    _customize(product, option, made)
    return made


def _kept(option: Json, *names: str) -> Json | None:
    found = {name: option[name] for name in names if option.get(name)}
    return {"extension_attributes": found} if found else None


def _customize(product: Json, option: Json, made: Json) -> None:
    """Take the chosen options of the product's own over: what they cost more, their part of the SKU, their text."""
    given = {str(one.get("option_id")): str(one.get("option_value")) for one in rows(option.get("custom_options"))}
    if any(o.get("is_require") and str(o.get("option_id")) not in given for o in product["options"]):
        raise Refusal(400, REQUIRED)
    extra, told = 0.0, list[Json]()
    for held in product["options"]:
        value = given.get(str(held.get("option_id")))
        if value is None:
            continue
        picked = next((v for v in rows(held.get("values")) if str(v.get("option_type_id")) == value), held)
        extra += float(picked.get("price") or 0)
        made["sku"] += f"-{picked['sku']}" if picked.get("sku") else ""
        told.append({"value": picked["title"] if picked is not held else value, "label": held.get("title")})
    made["extra"] = extra
    if told:
        made["options"] = _php(told)


def _configure(shop: Shop, cart: Json, product: Json, option: Json, made: Json) -> None:
    asked = {str(o["option_id"]): int(o["option_value"]) for o in rows(option.get("configurable_item_options"))}
    known = {str(a["attribute_id"]): a for a in shop.table("attributes").values()}
    wanted = [str(o["attribute_id"]) for o in product["extension"].get("configurable_product_options", [])]
    if not asked or any(one not in asked for one in wanted):
        raise Refusal(400, CHOOSE)
    for child_id in product["extension"].get("configurable_product_links", []):
        child = shop.table("products").get(child_id)
        if child is not None and all(
            int(values.get(child, known[one]["attribute_code"], ADMIN) or 0) == asked[one] for one in wanted
        ):
            break
    else:
        raise Refusal(400, REQUIRED)
    picked: list[Json] = [{"option_id": one, "option_value": asked[one]} for one in asked]
    made |= {"sku": child["sku"], "product_option": {"extension_attributes": {"configurable_item_options": picked}}}
    name = values.get(child, "name", cart["store_id"])
    weight = float(values.get(child, "weight", cart["store_id"]) or 0) or None
    made["parts"] = [{"sku": child["sku"], "name": name, "product_id": child["id"], "qty": 1, "weight": weight}]
    made["weight"] = weight
    told = [(known[one], asked[one]) for one in wanted]
    made["options"] = _options_text(told)


def _options_text(told: list[tuple[Json, int]]) -> str:
    pairs: list[Json] = []
    for attribute, value in told:
        label = next((o["label"] for o in attribute["options"] if str(o["value"]) == str(value)), "")
        pairs.append({"value": label, "label": attribute["default_frontend_label"]})
    return _php(pairs)


def _php(pairs: list[Json]) -> str:
    """What was chosen as PHP writes JSON: without spaces, slashes escaped."""
    return json.dumps(pairs, separators=(",", ":")).replace("/", "\\/")


def _bundle(shop: Shop, cart: Json, product: Json, option: Json, made: Json) -> None:
    asked = {int(o["option_id"]): o for o in rows(option.get("bundle_options"))}
    parts, text = list[Json](), list[Json]()
    for one in product["extension"].get("bundle_product_options", []):
        chosen = asked.get(int(one["option_id"]))
        if chosen is None:
            if one.get("required"):
                raise Refusal(400, "Please select all required options.")
            continue
        picked = {int(n) for n in listed(chosen.get("option_selections"))}
        qty = float(chosen.get("option_qty") or 0)
        chosen_parts = [_part(shop, cart, link, qty) for link in one["product_links"] if int(link["id"]) in picked]
        parts += chosen_parts
        for part in chosen_parts:
            price = f'<span class="price">${part["price"]:,.2f}</span>'
            text.append({"value": f"{number(part['qty'])} x {part['name']} {price}", "label": one.get("title")})
    if not parts:
        raise Refusal(400, CHOOSE)
    made["parts"], made["options"] = parts, _php(text)
    made["sku"] = "-".join([product["sku"], *(part["sku"] for part in parts)])
    made["product_option"] = _kept(option, "bundle_options")


def _part(shop: Shop, cart: Json, link: Json, qty: float) -> Json:
    child = stock.product_of(shop, link["sku"])
    if child is None:
        raise Refusal(404, MISSING)
    made: Json = {
        "sku": child["sku"],
        "name": values.get(child, "name", cart["store_id"]),
        "qty": qty or float(link["qty"]),
    }
    made |= {"product_id": child["id"], "tax_class": int(values.get(child, "tax_class_id", ADMIN) or 0)}
    return made | {"price": price_of(shop, child, store=cart["store_id"], group=cart["group_id"]), "weight": None}


def check(shop: Shop, cart: Json, item: Json, qty: float) -> None:
    """Refuse more of something than the stock sells."""
    number_ = stock.stock_of_store(shop, cart["store_id"])["stock_id"]
    taken: list[Json] = item["parts"] or [item | {"qty": 1}]
    for part in taken:
        found = shop.table("products").get(part["product_id"]) or stock.product_of(shop, part["sku"])
        if found is None or not stock.is_salable(shop, found, number_):
            raise Refusal(400, NOT_THERE)
        held = stock.item(shop, found["id"])
        if pieces.counted(shop, part) is None or held["backorders"]:
            continue
        if float(stock.salable(shop, found, number_)) < qty * float(part["qty"]):
            raise Refusal(400, NO_QTY)


def told(item: Json, cart: Any) -> Json:
    """An item as its cart tells it; `cart` is what the cart is called there."""
    made: Json = {name: item.get(name) for name in ("item_id", "sku", "qty", "name")}
    made |= {"price": number(item["price"]), "product_type": item["product_type"], "quote_id": str(cart)}
    if item.get("product_option"):
        made["product_option"] = item["product_option"]
    return made
