"""Products as they are written: a POST adds or changes by sku, a PUT changes, with the vendor's checks and defaults."""

from typing import Any

from polycart.platforms.magento2.sim import (
    configurables,
    links,
    media,
    options,
    prices,
    products,
    sets,
    stock,
    stores,
    values,
)
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.wire import Call, Crash, Json, Refusal, listed, mapped, no_entity, rows

RESOURCE = products.RESOURCE
TYPES = {
    "Product": """id int, sku string, name string, attribute_set_id int, price float, status int, visibility int,
        type_id string, created_at string, updated_at string, weight float, extension_attributes ProductExtension,
        product_links ProductLink[], options CustomOption[], media_gallery_entries MediaEntry[],
        tier_prices TierPrice[], custom_attributes custom""",
    "ProductExtension": """website_ids int[], category_links CategoryLink[], stock_item StockItem,
        configurable_product_options ConfigurableOption[], configurable_product_links int[],
        bundle_product_options BundleOption[], downloadable_product_links DownloadLink[],
        downloadable_product_samples DownloadSample[], discounts any""",
    "CategoryLink": "position int, category_id string, extension_attributes any",
    "WebsiteLink": "sku string, website_id int",
}
UNSAVED = "The product was unable to be saved. Please try again."
CLASH = "URL key for specified store already exists."
EMPTY = 'The "%1" attribute value is empty. Set the attribute and try again.'
NO_SET = "Invalid product data: %1"
DATED = ("special_price", "special_from_date")
STATED = ("category_ids", "tier_price", "media_gallery", "quantity_and_stock_status", "sku", "entity_id", "gallery")
"""Attributes that are kept elsewhere, whatever is sent as their value."""


def save(shop: Shop, sent: Json, store: int) -> tuple[Json, bool]:
    """Add or change a product; gives it, and whether it is new."""
    known = _known(shop, sent)
    set_id = int(sent.get("attribute_set_id") or (known["attribute_set_id"] if known else 0))
    if set_id not in shop.table("sets"):
        raise Refusal(400, NO_SET, ["Invalid attribute set entity type"])
    sku = str(sent.get("sku") or (known["sku"] if known else "")).strip()
    if len(sku) > 64:
        raise Refusal(400, "SKU length should be 64 characters maximum.")
    codes = _codes(shop, sent, set_id, str(sent.get("type_id") or (known["type_id"] if known else "simple")))
    _checked(shop, sent, codes, known, store)
    product = known
    if product is None:
        product = products.new(shop, 0, sku, str(sent.get("type_id") or "simple"), set_id)
        del shop.table("products")[0]
    _fill(shop, product, sent, codes, store, new=known is None)
    if known is None:
        product["id"] = shop.next("products")
        shop.table("products")[product["id"]] = product
    elif sku and sku != known["sku"]:
        _rename(shop, known, sku)
    products.changed(shop)
    _parts(shop, product, sent, store, new=known is None)
    product["updated_at"] = shop.now()
    return product, known is None


def _known(shop: Shop, sent: Json) -> Json | None:
    if sent.get("id"):
        found = shop.table("products").get(sent["id"])
        if found is None:
            raise Refusal(404, products.MISSING)
        return found
    if not sent.get("sku"):
        # `ProductRepository::get` takes text only: a null is a fatal error of PHP.
        raise Crash
    return stock.product_of(shop, str(sent["sku"]).strip())


def _codes(shop: Shop, sent: Json, set_id: int, kind: str) -> Json:
    """The sent values by attribute; those that the set does not have, or the type cannot, are dropped in silence."""
    members, known = sets.members(shop, set_id), shop.table("attributes")
    found: Json = {name: sent[name] for name in products.TOP if name in sent}
    for one in rows(sent.get("custom_attributes")):
        code = one["attribute_code"]
        if code in members and code in known and code not in STATED:
            found[code] = one["value"]
    return {c: v for c, v in found.items() if not known[c]["apply_to"] or kind in known[c]["apply_to"]}


def _checked(shop: Shop, sent: Json, codes: Json, known: Json | None, store: int) -> None:
    """Refuse what the vendor refuses before it saves."""
    attributes = shop.table("attributes")
    name = codes.get("name") if "name" in codes else values.get(known, "name", store) if known else None
    if name == "" or (name is None and known is None):
        raise Refusal(400, EMPTY.replace("%1", "Product Name"))
    if known is None:
        for code in sets.members(shop, sent["attribute_set_id"]):
            one = attributes.get(code)
            if one and one["is_required"] and one["is_user_defined"] and not codes.get(code):
                raise Refusal(400, EMPTY.replace("%1", one.get("default_frontend_label", code)))
    sites = mapped(sent.get("extension_attributes")).get("website_ids")
    if sites and any(site not in shop.table("websites") for site in sites):
        raise Refusal(400, UNSAVED)


def _fill(shop: Shop, product: Json, sent: Json, codes: Json, store: int, *, new: bool) -> None:
    """Set the values, with the defaults of a new product or of a new set."""
    known = shop.table("attributes")
    key = codes.pop("url_key", None)
    moved = sent.get("attribute_set_id") not in (None, product["attribute_set_id"])
    product["attribute_set_id"] = sent.get("attribute_set_id") or product["attribute_set_id"]
    product["type_id"] = sent.get("type_id") or product["type_id"]
    product["created_at"] = sent.get("created_at") or product["created_at"]
    wanted = _url_key(shop, product, codes, key, store, new=new)
    dated = codes.get("special_from_date") or values.get(product, "special_from_date", store)
    if codes.get("special_price") and not dated:
        codes = codes | {"special_from_date": f"{shop.now()[:10]} 00:00:00"}
    if new or moved:
        codes = _defaults(shop, product, codes, new=new) | codes
    if wanted:
        codes = codes | {"url_key": wanted}
    for code, value in codes.items():
        attribute = known[code]
        keep = value if code in products.TOP else values.kept(attribute, value)
        values.put(shop, product, attribute, keep, store, new=new)


def _defaults(shop: Shop, product: Json, codes: Json, *, new: bool) -> Json:
    known, made = shop.table("attributes"), Json()
    for code in sets.members(shop, product["attribute_set_id"]):
        one = known.get(code)
        if not one or code in codes or code in STATED or one.get("default_value") in (None, ""):
            continue
        if one["apply_to"] and product["type_id"] not in one["apply_to"]:
            continue
        if values.get(product, code, ADMIN) is None:
            value = one["default_value"]
            made[code] = int(value) if code in ("status", "visibility") else value
    if new:
        made |= {"required_options": "0", "has_options": "0"}
    return made


def _url_key(shop: Shop, product: Json, codes: Json, sent: Any, store: int, *, new: bool) -> str:
    """The new part of the address, empty where it stays; two products must not share one."""
    if not new and sent is None:
        return ""
    key = values.url_key(str(sent or codes.get("name") or values.get(product, "name", store) or ""))
    if not key:
        raise Refusal(400, UNSAVED)
    visible = codes.get("visibility", values.get(product, "visibility", store))
    if visible == 1 or key == values.get(product, "url_key", store):
        return key
    if key in taken(shop, store, product["id"]):
        raise Refusal(400, CLASH)
    return key


def taken(shop: Shop, store: int, own: int) -> set[str]:
    """The addresses of visible products and of categories at the root, which share one file name."""
    held = shop.table("products").values()
    found = {
        values.get(p, "url_key", store) for p in held if p["id"] != own and values.get(p, "visibility", store) != 1
    }
    return found | {values.get(c, "url_path", store) for c in shop.table("categories").values()}


def _rename(shop: Shop, product: Json, sku: str) -> None:
    """Another sku, which the pieces in the sources and the links of others follow; a number makes it unique."""
    old, wanted, place = product["sku"], sku, 0
    while (other := stock.product_of(shop, sku)) is not None and other is not product:
        place += 1
        sku = f"{wanted}-{place}"
    held = shop.table("source_items")
    for key in [key for key in held if key[0] == old]:
        held[sku, key[1]] = held.pop(key) | {"sku": sku}
    for other in shop.table("products").values():
        for link in other["links"]:
            if link["linked_product_sku"] == old:
                link["linked_product_sku"] = sku
    product["sku"] = sku


def _parts(shop: Shop, product: Json, sent: Json, store: int, *, new: bool) -> None:
    """Everything that hangs on a product: websites, categories, stock, prices, links, options, pictures, parts."""
    extension = mapped(sent.get("extension_attributes"))
    if extension.get("website_ids") is not None:
        product["website_ids"] = sorted(set(extension["website_ids"]))
    elif new:
        site = stores.website_of(shop, store)
        product["website_ids"] = [site] if site else [s for s in shop.table("websites") if s]
    _categories(shop, product, sent, extension)
    stock.put(shop, product, mapped(extension.get("stock_item")), new=new)
    if sent.get("tier_prices") is not None:
        if any(
            t.get("customer_group_id", 0) not in (prices.EVERYBODY, *prices.groups(shop)) for t in sent["tier_prices"]
        ):
            raise Refusal(400, UNSAVED)
        prices.replace(product, sent["tier_prices"])
    if sent.get("product_links") is not None:
        links.replace(shop, product, sent["product_links"])
    if sent.get("options") is not None:
        options.replace(shop, product, sent["options"])
    if sent.get("media_gallery_entries") is not None:
        media.replace(shop, product, sent["media_gallery_entries"], store)
    configurables.put_parts(shop, product, extension)


def _categories(shop: Shop, product: Json, sent: Json, extension: Json) -> None:
    wanted: dict[str, int] | None = None
    before = {link["category_id"]: link["position"] for link in product["category_links"]}
    if extension.get("category_links") is not None:
        wanted = {str(link["category_id"]): link.get("position") or 0 for link in extension["category_links"]}
    else:
        for one in rows(sent.get("custom_attributes")):
            if one["attribute_code"] == "category_ids":
                ids: list[Any] = listed(one["value"]) or str(one["value"] or "").split(",")
                wanted = {str(n): before.get(str(n), 0) for n in ids if str(n)}
    if wanted is not None:
        known = {str(n) for n in shop.table("categories")}
        kept = sorted((n for n in wanted if n in known), key=int)
        product["category_links"] = [{"position": wanted[n], "category_id": n} for n in kept]


def _save(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["product"])
    product, _ = save(shop, sent, call.store)
    told = products.show(shop, product, call.store, single=True)
    # The vendor's cache holds a new product without what was not sent with it.
    if call.method == "POST":
        gone = [n for n in ("product_links", "tier_prices") if sent.get("sku") == product["sku"]]
        return {k: v for k, v in told.items() if k not in gone or sent.get(k)}
    return told


def remove(shop: Shop, product: Json) -> None:
    """Delete a product with all that hangs on it; its pieces stay in the sources until a consumer comes by."""
    del shop.table("products")[product["id"]]
    shop.table("stock_items").pop(product["id"], None)
    products.changed(shop)
    for other in shop.table("products").values():
        other["links"] = [k for k in other["links"] if k["linked_product_sku"] != product["sku"]]
        children = other["extension"].get("configurable_product_links")
        if children and product["id"] in children:
            other["extension"]["configurable_product_links"] = [n for n in children if n != product["id"]]
            configurables.settle(shop, other)


def _delete(shop: Shop, call: Call) -> bool:
    remove(shop, products.by_sku(shop, call.text("sku")))
    return True


def _website(shop: Shop, call: Call) -> bool:
    sent = mapped(call.args["product_website_link"])
    if not sent.get("website_id"):
        raise Refusal(400, "There are not websites for assign to product")
    product = products.by_sku(shop, str(sent.get("sku")))
    if sent["website_id"] not in shop.table("websites"):
        raise Refusal(400, 'Could not assign product "%1" to websites "%2"', [product["id"], sent["website_id"]])
    product["website_ids"] = sorted({*product["website_ids"], sent["website_id"]})
    return True


def _leave_website(shop: Shop, call: Call) -> bool:
    product, site = products.by_sku(shop, call.text("sku")), call.int("website_id")
    if site not in product["website_ids"]:
        raise no_entity("website", site)
    product["website_ids"] = [s for s in product["website_ids"] if s != site]
    return True


ROUTES: tuple[Route, ...] = (
    route("POST products", _save, "product:Product saveOptions:bool=", resource=RESOURCE),
    route("PUT products/:sku", _save, "sku:string= product:Product saveOptions:bool=", resource=RESOURCE),
    route("DELETE products/:sku", _delete, "sku:string", resource=RESOURCE),
    route("POST products/:sku/websites", _website, "productWebsiteLink:WebsiteLink", resource=RESOURCE),
    route("PUT products/:sku/websites", _website, "productWebsiteLink:WebsiteLink", resource=RESOURCE),
    route("DELETE products/:sku/websites/:websiteId", _leave_website, "sku:string websiteId:int", resource=RESOURCE),
)
