"""Configurable products: the attributes that their variants differ by, and the variants themselves.

A configurable's `extension` holds `configurable_product_options` and `configurable_product_links`, the ids of its
children. The values of an option are those that the children have.
"""

from typing import Any

from polycart.platforms.magento2.sim import media, products, stock, values
from polycart.platforms.magento2.sim.criteria import INTERNAL
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, invalid, mapped, rows

RESOURCE = "Magento_Catalog::products"
OPTIONS, CHILDREN = "configurable_product_options", "configurable_product_links"
TYPES = {
    "ConfigurableOption": """id int, attribute_id string, label string, position int, is_use_default bool,
        values ConfigurableValue[], extension_attributes any, product_id int""",
    "ConfigurableValue": "value_index int, extension_attributes any",
}
GONE = "The option that was requested doesn't exist. Verify the entity and try again."
UNSAVED = "The product was unable to be saved. Please try again."


def put_parts(shop: Shop, product: Json, sent: Json) -> None:
    """The parts of any type that were sent with a product."""
    extension = product["extension"]
    if product["type_id"] == "configurable":
        if sent.get(CHILDREN) is not None:
            if any(n not in shop.table("products") for n in sent[CHILDREN]):
                raise Refusal(400, UNSAVED)
            extension[CHILDREN] = list(dict.fromkeys(sent[CHILDREN]))
        if sent.get(OPTIONS) is not None:
            extension[OPTIONS] = [_option(shop, product, option) for option in sent[OPTIONS]]
        if OPTIONS in sent or CHILDREN in sent:
            settle(shop, product)
    if sent.get("bundle_product_options") is not None and product["type_id"] == "bundle":
        from polycart.platforms.magento2.sim import bundles

        bundles.replace(shop, product, sent["bundle_product_options"])
    if product["type_id"] == "downloadable":
        from polycart.platforms.magento2.sim import downloads

        downloads.replace(shop, product, sent)


def _option(shop: Shop, product: Json, sent: Json) -> Json:
    number = str(sent.get("attribute_id"))
    attribute = next((a for a in shop.table("attributes").values() if str(a["attribute_id"]) == number), None)
    label = sent.get("label")
    if (not label or sent.get("is_use_default")) and attribute:
        label = label or attribute["default_frontend_label"]
    known = [o for o in product["extension"].get(OPTIONS, []) if o["attribute_id"] == number]
    made: Json = {"id": known[0]["id"] if known else shop.next("super_attributes"), "attribute_id": number}
    made |= {"label": label, "position": sent.get("position") or 0, "values": [], "product_id": product["id"]}
    return made


def settle(shop: Shop, product: Json) -> None:
    """Bring the values of the options up to date with the children."""
    held: list[Json] = product["extension"].get(OPTIONS, [])
    known = {str(a["attribute_id"]): a for a in shop.table("attributes").values()}
    children = [shop.table("products")[n] for n in product["extension"].get(CHILDREN, [])]
    for option in held:
        attribute = known.get(option["attribute_id"])
        code = attribute["attribute_code"] if attribute else ""
        used = {values.get(child, code, ADMIN) for child in children}
        order = [o["value"] for o in attribute["options"]] if attribute else []
        option["values"] = [{"value_index": int(v)} for v in order if v and v in used]
    held.sort(key=lambda option: int(option["attribute_id"]))


def _configurable(shop: Shop, sku: str) -> Json:
    return products.by_sku(shop, sku)


def _children(shop: Shop, call: Call) -> list[Json]:
    product = _configurable(shop, call.text("sku"))
    if product["type_id"] != "configurable":
        return []
    attributes = shop.table("attributes")
    supers = {option["attribute_id"] for option in product["extension"].get(OPTIONS, [])}
    told: list[Json] = []
    for number in product["extension"].get(CHILDREN, []):
        row = products.show(shop, shop.table("products")[number], call.store)
        row.pop("extension_attributes")
        row.pop("options")
        row["custom_attributes"] = [
            a for a in row["custom_attributes"] if _listed(attributes.get(a["attribute_code"]), supers)
        ]
        told.append(row)
    return told


def _listed(attribute: Json | None, supers: set[str]) -> bool:
    """Whether a child is told with this attribute: it is read as a list of the shop front is."""
    if attribute is None or attribute["attribute_code"] in ("has_options", "category_ids"):
        return True
    return attribute["used_in_product_listing"] == "1" or str(attribute["attribute_id"]) in supers


def _add_child(shop: Shop, call: Call) -> bool:
    product = _configurable(shop, call.text("sku"))
    child = _configurable(shop, call.text("child_sku"))
    held = product["extension"].get(CHILDREN, [])
    if child["id"] in held:
        raise Refusal(400, "The product is already attached.")
    if not product["extension"].get(OPTIONS):
        raise Refusal(400, "The parent product doesn't have configurable product options.")
    known = {str(a["attribute_id"]): a["attribute_code"] for a in shop.table("attributes").values()}
    codes = [known.get(option["attribute_id"], "") for option in product["extension"][OPTIONS]]
    for code in codes:
        if values.get(child, code, ADMIN) is None:
            message = 'The child product doesn\'t have the "%1" attribute value. Verify the value and try again.'
            raise Refusal(400, message, [code])
    mine = [values.get(child, code, ADMIN) for code in codes]
    for other in held:
        if [values.get(shop.table("products")[other], code, ADMIN) for code in codes] == mine:
            message = 'Products "%1" and "%2" have the same set of attribute values.'
            raise Refusal(400, message, [str(child["id"]), str(other)])
    product["extension"][CHILDREN] = [*held, child["id"]]
    _unpictured(shop, product)
    settle(shop, product)
    return True


def _unpictured(shop: Shop, product: Json) -> None:
    """Saved as a model and not through the repository, a product without pictures is told so."""
    for role in media.ROLES[:3]:
        if values.get(product, role, ADMIN) is None:
            product["values"][role] = {ADMIN: "no_selection"}
    product["updated_at"] = shop.now()


def _remove_child(shop: Shop, call: Call) -> bool:
    product = _configurable(shop, call.text("sku"))
    if product["type_id"] != "configurable":
        message = 'The product with the "%1" SKU isn\'t a configurable product.'
        raise Refusal(400, message, [product["sku"]])
    child = stock.product_of(shop, call.text("child_sku"))
    held = product["extension"].get(CHILDREN, [])
    if child is None or child["id"] not in held:
        raise Refusal(404, GONE)
    product["extension"][CHILDREN] = [n for n in held if n != child["id"]]
    settle(shop, product)
    return True


def _options(shop: Shop, call: Call) -> list[Json]:
    return list(_configurable(shop, call.text("sku"))["extension"].get(OPTIONS, []))


def _found(product: Json, number: int) -> Json | None:
    return next((o for o in product["extension"].get(OPTIONS, []) if o["id"] == number), None)


def _read_option(shop: Shop, call: Call) -> Json:
    found = _found(_configurable(shop, call.text("sku")), call.int("id"))
    if found is None:
        message = 'The "%1" entity that was requested doesn\'t exist. Verify the entity and try again.'
        raise Refusal(404, message, [call.int("id")])
    return found


def _save_option(shop: Shop, call: Call) -> Any:
    product, sent = _configurable(shop, call.text("sku")), mapped(call.args["option"])
    if call.method == "PUT":
        held = _found(product, call.int("id"))
        if held is None:
            raise Refusal(500, INTERNAL)
        held |= {k: sent[k] for k in ("label", "position") if sent.get(k) is not None}
        return held["id"]
    wrong: list[tuple[str, Json]] = []
    if not sent.get("attribute_id"):
        wrong.append(("Option attribute ID is not specified.", {}))
    if not sent.get("label"):
        wrong.append(("Option label is not specified.", {}))
    if not rows(sent.get("values")):
        wrong.append(("Option values are not specified.", {}))
    if wrong:
        raise invalid(wrong)
    product["type_id"] = "configurable"
    made = _option(shop, product, sent)
    others = [o for o in product["extension"].get(OPTIONS, []) if o["id"] != made["id"]]
    product["extension"][OPTIONS] = [*others, made]
    _unpictured(shop, product)
    settle(shop, product)
    return str(made["id"])


def _delete_option(shop: Shop, call: Call) -> bool:
    product = _configurable(shop, call.text("sku"))
    held = _found(product, call.int("id"))
    if held is None:
        raise Refusal(404, GONE)
    product["extension"][OPTIONS].remove(held)
    product["extension"][CHILDREN] = []
    settle(shop, product)
    return True


ONE = "sku:string id:int"
ROUTES: tuple[Route, ...] = (
    route("GET configurable-products/:sku/children", _children, "sku:string", resource=RESOURCE),
    route("POST configurable-products/:sku/child", _add_child, "sku:string childSku:string", resource=RESOURCE),
    route(
        "DELETE configurable-products/:sku/children/:childSku",
        _remove_child,
        "sku:string childSku:string",
        resource=RESOURCE,
    ),
    route("GET configurable-products/:sku/options/all", _options, "sku:string", resource=RESOURCE),
    route("GET configurable-products/:sku/options/:id", _read_option, ONE, resource=RESOURCE),
    route(
        "POST configurable-products/:sku/options",
        _save_option,
        "sku:string option:ConfigurableOption",
        resource=RESOURCE,
    ),
    route(
        "PUT configurable-products/:sku/options/:id",
        _save_option,
        "sku:string id:int= option:ConfigurableOption",
        resource=RESOURCE,
    ),
    route("DELETE configurable-products/:sku/options/:id", _delete_option, ONE, resource=RESOURCE),
)
