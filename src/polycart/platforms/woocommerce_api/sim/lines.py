"""The lines of an order: goods, shipping and fees, put there by a request and shown in an answer."""

from decimal import Decimal
from typing import Any

from polycart.platforms.woocommerce_api.sim.pricing import decimal, fixed, number
from polycart.platforms.woocommerce_api.sim.shop import Shop, put_meta, slugify
from polycart.platforms.woocommerce_api.sim.wire import Json, Refusal, rows

MONEY = ("subtotal", "subtotal_tax", "total", "total_tax", "tax_total", "shipping_tax_total")
REQUIRED = {
    "shipping_lines": ("method_id", "woocommerce_rest_invalid_shipping_item", "Shipping method ID is required."),
    "fee_lines": ("name", "woocommerce_rest_invalid_fee_item", "Fee name is required."),
}
REMOVERS = ("product_id", "method_id", "method_title", "name", "code")
FOREIGN = "Order item ID provided is not associated with order."


def view(shop: Shop, line: Json, digits: int) -> Json:
    """A line as an answer shows it; only newer versions format the single taxes."""
    shown = dict(line)
    for name in MONEY:
        if name in shown:
            shown[name] = fixed(shown[name], digits)
    if shop.recent and "taxes" in shown:
        shown["taxes"] = [
            {"id": t["id"], **{k: fixed(t[k], digits) if t[k] != "" else "" for k in ("total", "subtotal") if k in t}}
            for t in line["taxes"]
        ]
    if not shop.recent and "method_id" in shown:
        shown.pop("tax_status", None)
    return shown


def needs_work(shop: Shop, line: Json) -> bool:
    """Whether someone must do something for this line; unknown products and mere downloads need nothing."""
    product = shop.variations.get(line["variation_id"]) or shop.products.get(line["product_id"])
    return product is not None and not (product["virtual"] and product["downloadable"])


def put(shop: Shop, order: Json, sent: Json) -> None:
    """Add, change or remove the lines of a request."""
    for field in ("line_items", "shipping_lines", "fee_lines"):
        for item in rows(sent.get(field)):
            held = order[field]
            gone = any(item.get(n, "") is None for n in REMOVERS) or (item.get("quantity") == 0 and item.get("id"))
            old = next((line for line in held if item.get("id") and line["id"] == item["id"]), None)
            # Before version 8 the removal of an unknown line passed without a word.
            if item.get("id") and old is None and (shop.recent or not gone):
                raise Refusal(400, "woocommerce_rest_invalid_item_id", FOREIGN)
            if gone:
                order[field] = [line for line in held if line is not old]
                continue
            if old is None:
                order[field] = [*held, _goods(shop, item) if field == "line_items" else _charge(shop, field, item)]
            else:
                _change(shop, old, item)


def product_of(shop: Shop, item: Json) -> Json | None:
    """The product or variation that a line means: by variation, product or sku."""
    if item.get("sku") and not item.get("product_id"):
        held = (*shop.products.values(), *shop.variations.values())
        return next((p for p in held if p["sku"] == item["sku"]), None)
    if item.get("variation_id"):
        return shop.variations.get(item["variation_id"])
    return shop.products.get(int(item.get("product_id") or 0)) or shop.variations.get(int(item.get("product_id") or 0))


def _goods(shop: Shop, item: Json) -> Json:
    if not any(item.get(n) for n in ("product_id", "variation_id", "sku")):
        raise Refusal(400, "woocommerce_rest_required_product_reference", "Product ID or SKU is required.")
    quantity = item.get("quantity", 1)
    line = goods_of(shop, product_of(shop, item))
    line["quantity"] = quantity
    whole = fixed(number(line["price"]) * Decimal(quantity))
    line |= {"subtotal": whole, "total": whole}
    for name in ("subtotal", "total"):
        if name in item:
            line[name] = decimal(item[name]) or "0"
    for name in ("name", "tax_class"):
        if item.get(name):
            line[name] = item[name]
    line["meta_data"] += _meta(shop, [], item.get("meta_data") or [])
    return line


def goods_of(shop: Shop, product: Json | None) -> Json:
    """A line of one piece of a product; of an unknown product an empty one, as the shop makes it."""
    line: Json = {"id": 0, "name": "", "product_id": 0, "variation_id": 0, "quantity": 1, "tax_class": ""}
    line |= dict.fromkeys(("subtotal", "subtotal_tax", "total", "total_tax"), "0.00")
    line |= {"taxes": [], "meta_data": [], "sku": None, "price": 0, "image": {"id": 0, "src": ""}, "parent_name": None}
    if product is None:
        return line
    parent = shop.products.get(product["parent_id"]) if product["id"] in shop.variations else None
    owner = parent or product
    line["name"] = f"{parent['name']} - {product['name']}" if parent and product["name"] else owner["name"]
    line["product_id"] = owner["id"]
    line["variation_id"] = product["id"] if parent else 0
    line["tax_class"] = owner["tax_class"] if product["tax_class"] == "parent" else product["tax_class"]
    line["sku"] = product["sku"] or owner["sku"]
    line["price"] = str(number(product["price"]))
    line["parent_name"] = parent["name"] if parent else None
    image = (product.get("image") if parent else None) or next(iter(owner["images"]), None)
    if not image and not parent:
        line["image"] = {"id": "", "src": ""}
    elif image:
        line["image"] = {"id": image["id"] if parent else str(image["id"]), "src": image["src"]}
    if parent:
        line["meta_data"] = [_choice(shop, a) for a in product["attributes"]]
    return line


def _choice(shop: Shop, choice: Json) -> Json:
    """A chosen option as line meta data: global ones by slug, own ones by value."""
    key = choice["slug"] if choice["id"] else slugify(choice["name"])
    value = slugify(choice["option"]) if choice["id"] else choice["option"]
    shown = {"display_key": choice["name"], "display_value": choice["option"]}
    return {"id": shop.next("item_meta"), "key": key, "value": value} | shown


def _charge(shop: Shop, field: str, item: Json) -> Json:
    name, code, text = REQUIRED[field]
    if not item.get(name):
        raise Refusal(400, code, text)
    line: Json
    if field == "shipping_lines":
        line = {"id": 0, "method_title": "", "method_id": "", "instance_id": "", "total": "0.00", "total_tax": "0.00"}
        line |= {"taxes": [], "tax_status": "taxable", "meta_data": []}
    else:
        line = {"id": 0, "name": "", "tax_class": "", "tax_status": "taxable", "amount": "", "total": "0.00"}
        line |= {"total_tax": "0.00", "taxes": [], "meta_data": []}
    _change(shop, line, item)
    return line


def _change(shop: Shop, line: Json, item: Json) -> None:
    for name in ("method_title", "method_id", "instance_id", "name", "tax_class", "tax_status"):
        if name in item and name in line:
            line[name] = item[name]
    if "quantity" in item and "quantity" in line:
        line["quantity"] = item["quantity"]
    if "product_id" in item or "variation_id" in item:
        fresh = goods_of(shop, product_of(shop, item))
        line |= {k: fresh[k] for k in ("name", "product_id", "variation_id", "sku", "image", "parent_name")}
    for name in ("subtotal", "total"):
        if name in item and (name in line or name == "total"):
            line[name] = decimal(item[name]) or "0"
    line["meta_data"] = _meta(shop, line["meta_data"], item.get("meta_data") or [])


def _meta(shop: Shop, kept: list[Json], sent: list[Json]) -> list[Json]:
    made = put_meta(shop, kept, sent, "item_meta")
    return [{"display_key": m["key"], "display_value": m["value"], **m} for m in made]


def number_all(shop: Shop, order: Json) -> None:
    """Give new lines their ids, in the order in which the shop saves them."""
    for field in ("line_items", "shipping_lines", "fee_lines", "tax_lines", "coupon_lines"):
        for line in order[field]:
            if not line["id"]:
                line["id"] = shop.next("items")


def note(shop: Shop, order_id: int, text: str, *, customer: bool = False, author: str = "WooCommerce") -> Json:
    """A new note on an order."""
    now, number_ = shop.now(), shop.next("comments")
    shop.notes[number_] = {
        "id": number_,
        "parent_id": order_id,
        "author": author,
        "date_created": now,
        "date_created_gmt": now,
        "note": text,
        "customer_note": customer,
    }
    return shop.notes[number_]


def reduce(shop: Shop, order: Json, *, back: bool = False) -> None:
    """Take an order's pieces from managed stock, or put them back, and remember it on the lines."""
    from polycart.platforms.woocommerce_api.sim import items, products

    told: list[str] = []
    for line in order["line_items"]:
        done: Any = next((m for m in line["meta_data"] if m["key"] == "_reduced_stock"), None)
        product = shop.variations.get(line["variation_id"]) or shop.products.get(line["product_id"])
        if product is None or product["manage_stock"] is not True or (done is None) is back:
            continue
        before = product["stock_quantity"] or 0
        pieces = int(done["value"]) if done else -line["quantity"]
        product["stock_quantity"] = before + pieces
        items.settle_stock(shop, product)
        items.settle_backorders(product)
        owner = shop.products.get(line["product_id"])
        if owner:
            products.settle(shop, owner)
        kept = [m for m in line["meta_data"] if m["key"] != "_reduced_stock"]
        if not back:
            text = str(line["quantity"])
            shown = {"display_key": "_reduced_stock", "display_value": text}
            kept.append({"id": shop.next("item_meta"), "key": "_reduced_stock", "value": text} | shown)
        line["meta_data"] = kept
        name = (
            f"{product['name'] or line['name']} ({product['sku']})"
            if product["sku"]
            else f"{line['name']} (#{product['id']})"
        )
        told.append(f"{name} {before}&rarr;{before + pieces}")
    if told:
        note(shop, order["id"], f"Stock levels {'increased' if back else 'reduced'}: {', '.join(told)}")
