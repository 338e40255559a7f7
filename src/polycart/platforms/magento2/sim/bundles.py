"""Bundles: options of which each offers products to choose from."""

from typing import Any

from polycart.platforms.magento2.sim import options, products, stock
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, rows

RESOURCE = "Magento_Catalog::products"
OPTIONS = "bundle_product_options"
TYPES = {
    "BundleOption": """option_id int, title string, required bool, type string, position int, sku string,
        product_links BundleLink[], extension_attributes any""",
    "BundleLink": """id string, sku string, option_id int, qty float, position int, is_default bool, price float,
        price_type int, can_change_quantity int, extension_attributes any""",
}
KINDS = {"select": "Drop-down", "radio": "Radio Buttons", "checkbox": "Checkbox", "multi": "Multiple Select"}
NO_OPTION = "The option that was requested doesn't exist. Verify the entity and try again."


def replace(shop: Shop, product: Json, sent: list[Json]) -> None:
    """All options of a bundle as they are sent with it."""
    product["extension"][OPTIONS] = [made(shop, product, option) for option in sent]
    options.flag(product)
    product["values"]["required_options"] = {0: "1" if any(o.get("required") for o in sent) else "0"}


def made(shop: Shop, product: Json, sent: Json) -> Json:
    """An option as it is kept, with ids for it and its parts."""
    number = sent.get("option_id") or shop.next("bundle_options")
    held: Json = {"option_id": number, "title": sent.get("title"), "required": bool(sent.get("required"))}
    held |= {"type": sent.get("type") or "select", "position": sent.get("position") or 0, "sku": product["sku"]}
    links = rows(sent.get("product_links"))
    return held | {"product_links": [part(shop, link, number) for link in links]}


def part(shop: Shop, sent: Json, option: int) -> Json:
    """A product that an option offers; it must be there and must not be put together itself."""
    other = products.by_sku(shop, str(sent.get("sku")))
    if other["type_id"] not in ("simple", "virtual"):
        raise Refusal(400, "The bundle product can't contain another composite product.")
    held: Json = {"id": str(sent.get("id") or shop.next("bundle_links")), "sku": other["sku"], "option_id": option}
    held |= {"qty": sent.get("qty") or 1, "position": sent.get("position") or 0}
    held |= {
        "is_default": bool(sent.get("is_default")),
        "price": sent.get("price"),
        "price_type": sent.get("price_type"),
    }
    return held | {"can_change_quantity": sent.get("can_change_quantity") or 0}


def _bundle(shop: Shop, sku: str) -> Json:
    product = products.by_sku(shop, sku)
    if product["type_id"] != "bundle":
        raise Refusal(400, "This is implemented for bundle products only.")
    return product


def _list(shop: Shop, call: Call) -> list[Json]:
    product = _bundle(shop, call.text("sku"))
    return [products.priced(shop, option) for option in product["extension"].get(OPTIONS, [])]


def _found(product: Json, number: int) -> Json:
    found = next((o for o in product["extension"].get(OPTIONS, []) if o["option_id"] == number), None)
    if found is None:
        raise Refusal(404, NO_OPTION)
    return found


def _read(shop: Shop, call: Call) -> Json:
    found = _found(_bundle(shop, call.text("sku")), call.int("option_id"))
    # A single option is told without the prices of its parts.
    return found | {"product_links": [link | {"price": None} for link in found["product_links"]]}


def _types(shop: Shop, call: Call) -> list[Json]:
    return [{"label": label, "code": code} for code, label in KINDS.items()]


def _save(shop: Shop, call: Call) -> str | int:
    sent = mapped(call.args["option"])
    product = _bundle(shop, str(sent.get("sku")))
    if sent.get("option_id"):
        held = _found(product, sent["option_id"])
        held |= {k: sent[k] for k in ("title", "required", "type", "position") if sent.get(k) is not None}
        if sent.get("product_links") is not None:
            held["product_links"] = made(shop, product, sent)["product_links"]
    else:
        held = made(shop, product, sent)
        product["extension"].setdefault(OPTIONS, []).append(held)
    options.flag(product)
    return int(held["option_id"]) if sent.get("option_id") else str(held["option_id"])


def _delete(shop: Shop, call: Call) -> bool:
    product = _bundle(shop, call.text("sku"))
    product["extension"][OPTIONS].remove(_found(product, call.int("option_id")))
    options.flag(product)
    return True


def _children(shop: Shop, call: Call) -> list[Json]:
    product = _bundle(shop, call.text("product_sku"))
    wanted = call.args["option_id"]
    found = [o for o in product["extension"].get(OPTIONS, []) if wanted in (None, o["option_id"])]
    return [link | {"price": None} for option in found for link in option["product_links"]]


def _add(shop: Shop, call: Call) -> int:
    product = _bundle(shop, call.text("sku"))
    option = next((o for o in product["extension"].get(OPTIONS, []) if o["option_id"] == call.int("option_id")), None)
    if option is None:
        message = 'Product with specified sku: "%1" does not contain option: "%2"'
        raise Refusal(400, message, [product["sku"], call.int("option_id")])
    sent = mapped(call.args["linked_product"])
    link = part(shop, sent, option["option_id"])
    option["product_links"].append(link)
    return int(link["id"])


def _change(shop: Shop, call: Call) -> bool:
    product, sent = _bundle(shop, call.text("sku")), mapped(call.args["linked_product"])
    for option in product["extension"].get(OPTIONS, []):
        for link in option["product_links"]:
            if str(link["id"]) == str(sent.get("id")):
                names = ("qty", "position", "is_default", "price", "price_type", "can_change_quantity")
                link |= {k: sent[k] for k in names if sent.get(k) is not None}
                return True
    raise Refusal(
        400, 'The product link with the "%1" ID field wasn\'t found. Verify the ID and try again.', [sent.get("id")]
    )


def _remove(shop: Shop, call: Call) -> bool:
    product = _bundle(shop, call.text("sku"))
    option = _found(product, call.int("option_id"))
    child = stock.product_of(shop, call.text("child_sku"))
    mine = [link for link in option["product_links"] if child and link["sku"] == child["sku"]]
    if not mine:
        message = "The bundle product doesn't exist. Review your request and try again."
        raise Refusal(404, message)
    option["product_links"].remove(mine[0])
    return True


ONE: Any = "sku:string optionId:int"
ROUTES: tuple[Route, ...] = (
    route("GET bundle-products/:productSku/children", _children, "productSku:string optionId:int=", resource=RESOURCE),
    route("GET bundle-products/:sku/options/all", _list, "sku:string", resource=RESOURCE),
    route("GET bundle-products/:sku/options/:optionId", _read, ONE, resource=RESOURCE),
    route("DELETE bundle-products/:sku/options/:optionId", _delete, ONE, resource=RESOURCE),
    route("GET bundle-products/options/types", _types, resource=RESOURCE),
    route("POST bundle-products/options/add", _save, "option:BundleOption", resource=RESOURCE),
    route("PUT bundle-products/options/:optionId", _save, "option:BundleOption", resource=RESOURCE),
    route("POST bundle-products/:sku/links/:optionId", _add, f"{ONE} linkedProduct:BundleLink", resource=RESOURCE),
    route("PUT bundle-products/:sku/links/:id", _change, "sku:string linkedProduct:BundleLink", resource=RESOURCE),
    route(
        "DELETE bundle-products/:sku/options/:optionId/children/:childSku",
        _remove,
        f"{ONE} childSku:string",
        resource=RESOURCE,
    ),
)
