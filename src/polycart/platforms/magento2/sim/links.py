"""Links between products: related, up-sell, cross-sell, and the members of a group."""

from polycart.platforms.magento2.sim import products, stock
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, rows

RESOURCE = "Magento_Catalog::catalog"
CODES = {"related": 1, "crosssell": 5, "upsell": 4, "associated": 3}
TYPES = {
    "ProductLink": """sku string, link_type string, linked_product_sku string, linked_product_type string, position int,
        extension_attributes LinkExtension""",
    "LinkExtension": "qty float",
}
INVALID = "The linked products data is invalid. Verify the data and try again."
UNKNOWN = 'The "%1" link type is unknown. Verify the type and try again.'
ORDER = list(CODES)


def made(shop: Shop, sent: Json, place: int) -> Json:
    """A link as it is kept; the linked product must be there."""
    other = stock.product_of(shop, str(sent.get("linked_product_sku")))
    if other is None:
        raise Refusal(404, 'The Product with the "%1" SKU doesn\'t exist.', [sent.get("linked_product_sku")])
    held: Json = {"link_type": sent["link_type"], "linked_product_sku": other["sku"]}
    held["position"] = place if sent.get("position") is None else sent["position"]
    if sent["link_type"] == "associated":
        held["extension_attributes"] = {"qty": mapped(sent.get("extension_attributes")).get("qty") or 0}
    return held


def replace(shop: Shop, product: Json, sent: list[Json]) -> None:
    """All links of a product as they are sent with it."""
    if any(link.get("link_type") not in CODES for link in sent):
        raise Refusal(400, INVALID)
    links = [made(shop, link, place) for place, link in enumerate(sent, 1)]
    product["links"] = sorted(links, key=lambda link: ORDER.index(link["link_type"]))


def _types(shop: Shop, call: Call) -> list[Json]:
    return [{"code": code, "name": name} for name, code in CODES.items()]


def _attributes(shop: Shop, call: Call) -> list[Json]:
    told = [{"code": "position", "type": "int"}]
    return [*told, {"code": "qty", "type": "decimal"}] if call.args["type"] == "associated" else told


def _known(call: Call) -> str:
    if call.args["type"] not in CODES:
        raise Refusal(404, UNKNOWN, [call.args["type"]])
    return call.text("type")


def _list(shop: Shop, call: Call) -> list[Json]:
    product, kind = products.by_sku(shop, call.text("sku")), _known(call)
    told = products.show(shop, product, call.store)["product_links"]
    return [link for link in told if link["link_type"] == kind]


def _add(shop: Shop, call: Call) -> bool:
    product, sent = products.by_sku(shop, call.text("sku")), rows(call.args["items"])
    if not sent:
        message = 'Invalid value of "%value" provided for the %fieldName field.'
        raise Refusal(400, message, {"fieldName": "items", "value": "empty array"})
    for link in sent:
        if link.get("link_type") not in CODES:
            message = 'The "%1" link type wasn\'t found. Verify the type and try again.'
            raise Refusal(404, message, [link.get("link_type")])
        if stock.product_of(shop, str(link.get("linked_product_sku"))) is None:
            raise Refusal(400, INVALID)
    # A type that is named is replaced as a whole, the others stay.
    kinds = {link["link_type"] for link in sent}
    kept = [link for link in product["links"] if link["link_type"] not in kinds]
    links = [*kept, *(made(shop, link, place) for place, link in enumerate(sent, 1))]
    product["links"] = sorted(links, key=lambda link: ORDER.index(link["link_type"]))
    return True


def _save(shop: Shop, call: Call) -> bool:
    sent = mapped(call.args["entity"])
    product = products.by_sku(shop, str(sent.get("sku")))
    products.by_sku(shop, str(sent.get("linked_product_sku")))
    if sent.get("link_type") not in CODES:
        raise Refusal(400, INVALID)
    link = made(shop, sent, 0)
    keys = ("link_type", "linked_product_sku")
    kept = [held for held in product["links"] if any(held[k] != link[k] for k in keys)]
    product["links"] = sorted([*kept, link], key=lambda held: ORDER.index(held["link_type"]))
    return True


def _delete(shop: Shop, call: Call) -> bool:
    product, kind = products.by_sku(shop, call.text("sku")), _known(call)
    other = call.text("linked_product_sku")
    mine = [held for held in product["links"] if (held["link_type"], held["linked_product_sku"]) == (kind, other)]
    if not mine:
        raise Refusal(404, "Product %1 doesn't have linked %2 as %3", [product["sku"], other, kind])
    product["links"].remove(mine[0])
    return True


ROUTES: tuple[Route, ...] = (
    route("GET products/links/types", _types, resource=RESOURCE),
    route("GET products/links/:type/attributes", _attributes, "type:string", resource=RESOURCE),
    route("GET products/:sku/links/:type", _list, "sku:string type:string", resource=RESOURCE),
    route("POST products/:sku/links", _add, "sku:string items:ProductLink[]", resource=RESOURCE),
    route("PUT products/:sku/links", _save, "entity:ProductLink", resource=RESOURCE),
    route(
        "DELETE products/:sku/links/:type/:linkedProductSku",
        _delete,
        "sku:string type:string linkedProductSku:string",
        resource=RESOURCE,
    ),
)
