"""Products as they are read: one by its sku, and the list with its searches.

Table `products` by id: `sku`, `type_id`, `attribute_set_id`, dates, `values` (by attribute and store view),
`website_ids`, `category_links`, `media`, `links`, `options`, `tiers`, `extension` (parts of other types).
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import media, prices, sets, stock, stores, values
from polycart.platforms.magento2.sim.criteria import fields, searched
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, rows

RESOURCE = "Magento_Catalog::products"
MISSING = "The product that was requested doesn't exist. Verify the product and try again."
TOP = {"name", "price", "status", "visibility", "weight"}
"""Attributes that are fields of their own; all others are custom attributes."""
STATIC = {
    "entity_id": "id",
    "sku": "sku",
    "type_id": "type_id",
    "attribute_set_id": "attribute_set_id",
    "created_at": "created_at",
    "updated_at": "updated_at",
}
JOINED = ("category_id", "website_id", "store_id", "has_options", "required_options", "category_ids", "position")
KINDS = {
    "simple": "Simple Product",
    "virtual": "Virtual Product",
    "bundle": "Bundle Product",
    "downloadable": "Downloadable Product",
    "configurable": "Configurable Product",
    "grouped": "Grouped Product",
}
UNSHOWN = (
    *(*TOP, "created_at", "updated_at", "sku", "media_gallery", "tier_price", "old_id", "minimal_price", "gallery"),
    "quantity_and_stock_status",
)
PARTS = (
    *("bundle_product_options", "configurable_product_options", "configurable_product_links"),
    *("downloadable_product_links", "downloadable_product_samples"),
)
OF_TYPE = {
    "bundle": PARTS[:1],
    "configurable": PARTS[1:3],
    "downloadable": PARTS[3:],
}


def by_sku(shop: Shop, sku: str) -> Json:
    """The product with this sku, or the vendor's refusal."""
    found = stock.product_of(shop, sku)
    if found is None or sku != sku.strip():
        raise Refusal(404, MISSING)
    return found


def changed(shop: Shop) -> None:
    """Say that products came, went or got another sku."""
    shop.indexes.pop("skus", None)


def price(product: Json, store: int) -> float | None:
    """The price as it is told: of what only gathers others it is 0, of a group nothing."""
    if product["type_id"] in ("configurable", "bundle"):
        return (
            0 if product["type_id"] == "configurable" else values.shown_number(values.get(product, "price", store)) or 0
        )
    return None if product["type_id"] == "grouped" else values.shown_number(values.get(product, "price", store))


def show(shop: Shop, product: Json, store: int, *, single: bool = False) -> Json:
    """A product as the vendor tells it; alone it also has its stock item."""
    told: Json = {"id": product["id"], "sku": product["sku"], "name": values.get(product, "name", store)}
    told["attribute_set_id"] = product["attribute_set_id"]
    amount = price(product, store)
    if amount is not None:
        told["price"] = amount
    for name in ("status", "visibility"):
        value = values.get(product, name, store)
        if value is not None:
            told[name] = int(value)
    told |= {name: product[name] for name in ("type_id", "created_at", "updated_at")}
    weight = values.shown_number(values.get(product, "weight", store))
    if weight is None and product["type_id"] == "bundle":
        weight = 0
    if weight is not None:
        told["weight"] = weight
    told["extension_attributes"] = _extension(shop, product, single=single)
    told["product_links"] = [_link(shop, product, link) for link in product["links"]]
    told["options"] = product["options"]
    told["media_gallery_entries"] = media.entries(shop, product, store)
    told["tier_prices"] = prices.told(shop, product, store)
    told["custom_attributes"] = customs(shop, product, store)
    return told


def _extension(shop: Shop, product: Json, *, single: bool) -> Json:
    made: Json = {"website_ids": product["website_ids"]}
    if product["category_links"]:
        made["category_links"] = product["category_links"]
    if single:
        made["stock_item"] = stock.item(shop, product["id"])
    for name in OF_TYPE.get(product["type_id"], ()):
        made[name] = product["extension"].get(name, [])
    if product["type_id"] == "bundle":
        made["bundle_product_options"] = [priced(shop, option) for option in made["bundle_product_options"]]
    return made


def priced(shop: Shop, option: Json) -> Json:
    """A bundle's option, its parts with the prices that they have now."""
    links: list[Json] = []
    for link in option["product_links"]:
        part = stock.product_of(shop, link["sku"])
        amount = link.get("price")
        if part is not None and not amount:
            amount = values.shown_number(values.get(part, "price", ADMIN))
        links.append(link | {"price": amount})
    return option | {"product_links": links}


def _link(shop: Shop, product: Json, link: Json) -> Json:
    made: Json = {
        "sku": product["sku"],
        "link_type": link["link_type"],
        "linked_product_sku": link["linked_product_sku"],
    }
    other = stock.product_of(shop, link["linked_product_sku"])
    made["linked_product_type"] = other["type_id"] if other else link.get("linked_product_type", "simple")
    made["position"] = link.get("position") or 0
    if "extension_attributes" in link:
        made["extension_attributes"] = link["extension_attributes"]
    return made


def customs(shop: Shop, product: Json, store: int) -> list[Json]:
    """The custom attributes in the order of the default set, those of merchants after them."""
    place: dict[str, int] | None = shop.indexes.get("places")
    known = shop.table("attributes")
    if place is None or len(place) < len(known):
        ordered = sets.order(shop, sets.DEFAULT)
        first = [c for c in ordered if not known.get(c, {}).get("is_user_defined")]
        rest = [c for c in known if c not in first]
        place = shop.indexes["places"] = {code: i for i, code in enumerate([*first, *rest, "category_ids"])}
        place["category_ids"] = place.get("visibility", 50)
    found: list[tuple[int, str, Any]] = []
    for code in product["values"]:
        value = None if code in UNSHOWN else values.get(product, code, store)
        if value is not None:
            found.append((place.get(code, 999), code, value))
    if "category_ids" not in product.get("hidden", ()):
        ids = [link["category_id"] for link in product["category_links"]]
        found.append((place["category_ids"], "category_ids", ids))
    found.sort(key=lambda one: one[0])
    return [{"attribute_code": code, "value": value} for _, code, value in found]


def _read(shop: Shop, call: Call) -> Json:
    store = call.args["store_id"]
    return show(shop, by_sku(shop, call.text("sku")), call.store if store is None else store, single=True)


def _list(shop: Shop, call: Call) -> Json:
    criteria, store = call.args["search_criteria"], call.store
    known = shop.table("attributes")
    for field in fields(criteria) | {str(o.get("field")) for o in rows(criteria.get("sort_orders"))}:
        if field not in STATIC and field not in JOINED and field not in known:
            raise Refusal(400, 'The "%1" attribute name is invalid. Reset the name and try again.', [field])

    def read(product: Json, field: str) -> Any:
        if field in STATIC:
            return product[STATIC[field]]
        if field in JOINED:
            return _joined(shop, product, field)
        return values.get(product, field, store)

    held = shop.table("products").values()
    return searched(shop, criteria, held, read, lambda p: show(shop, p, store))


def _joined(shop: Shop, product: Json, field: str) -> Any:
    if field in ("category_id", "category_ids"):
        return [link["category_id"] for link in product["category_links"]]
    if field == "website_id":
        return product["website_ids"]
    if field == "store_id":
        return [v["id"] for v in stores.views(shop) if v["website_id"] in product["website_ids"]]
    return values.get(product, field, ADMIN)


def _types(shop: Shop, call: Call) -> list[Json]:
    return [{"name": name, "label": label} for name, label in KINDS.items()]


def new(shop: Shop, number: int, sku: str, kind: str, set_id: int) -> Json:
    """A product of which nothing is known yet, put into the shop."""
    at = shop.now()
    made: Json = {"id": number, "sku": sku, "attribute_set_id": set_id, "type_id": kind}
    made |= {"created_at": at, "updated_at": at, "values": {}, "website_ids": [], "category_links": [], "media": []}
    made |= {"links": [], "options": [], "tiers": [], "extension": {}}
    shop.table("products")[number] = made
    changed(shop)
    return made


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """Products as they were read, whole or in part; `stored` may name values that the answers hide."""
    for row in rows(records.get("products")):
        made = new(shop, row["id"], row["sku"], row.get("type_id", "simple"), row.get("attribute_set_id", sets.DEFAULT))
        shop.seen("products", row["id"])
        made |= {name: row[name] for name in ("created_at", "updated_at") if name in row}
        codes: Json = {name: row[name] for name in TOP if name in row}
        codes |= {a["attribute_code"]: a["value"] for a in rows(row.get("custom_attributes"))}
        codes |= row.get("stored", {})
        codes.pop("category_ids", None)
        made["values"] = {code: {ADMIN: value} for code, value in codes.items()}
        extension = row.get("extension_attributes", {})
        made["website_ids"] = extension.get("website_ids", [1])
        made["category_links"] = extension.get("category_links", [])
        made["extension"] = {name: extension[name] for name in PARTS if name in extension}
        if PARTS[1] in made["extension"]:
            made["extension"][PARTS[1]] = sorted(extension[PARTS[1]], key=lambda o: int(o["attribute_id"]))
        if "stock_item" in extension:
            shop.table("stock_items")[row["id"]] = extension["stock_item"]
            shop.seen("stock_items", extension["stock_item"]["item_id"])
        made["media"] = row.get("media_gallery_entries", [])
        made["links"] = row.get("product_links", [])
        made["options"] = row.get("options", [])
        made["tiers"] = row.get("tier_prices", [])
        media.seen(shop, made)


ROUTES: tuple[Route, ...] = (
    route("GET products", _list, "searchCriteria:SearchCriteria", resource=RESOURCE),
    route("GET products/types", _types, resource=RESOURCE),
    route("GET products/:sku", _read, "sku:string editMode:bool= storeId:int= forceReload:bool=", resource=RESOURCE),
)
