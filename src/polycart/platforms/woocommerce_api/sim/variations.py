"""Variations of variable products: records, views, creation, change, generation and deletion."""

from html import unescape
from itertools import product as combinations

from polycart.platforms.woocommerce_api.sim import filters, items, pricing
from polycart.platforms.woocommerce_api.sim.products import VARIABLE, settle
from polycart.platforms.woocommerce_api.sim.shop import Shop, encoded, page, paragraphs, put_meta, slugify
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, crash

INVALID = "woocommerce_rest_product_variation_invalid_id"
LIMIT = 50


def blank_variation(shop: Shop, number: int, parent: int) -> Json:
    """A new variation with WooCommerce's defaults."""
    now = shop.now()
    return {
        "id": number,
        "type": "variation",
        "date_created": now,
        "date_created_gmt": now,
        "date_modified": now,
        "date_modified_gmt": now,
        "description": "",
        "permalink": "",
        **items.blank_item(),
        "tax_class": "parent",
        "image": None,
        "name": "",
        "parent_id": parent,
    }


def settle_variation(shop: Shop, variation: Json, parent: Json) -> None:
    """Bring the derived fields of a variation in line."""
    variation["on_sale"] = pricing.on_sale(shop, variation)
    variation["price"] = variation["sale_price"] if variation["on_sale"] else variation["regular_price"]
    variation["purchasable"] = variation["price"] != "" and variation["status"] == "publish"
    variation["name"] = ", ".join(a["option"] for a in variation["attributes"])
    choices = "&".join(f"attribute_{_key(a)}={_value_slug(a)}" for a in variation["attributes"])
    variation["permalink"] = f"{shop.url}/product/{parent['slug']}/" + (f"?{choices}" if choices else "")
    items.settle_stock(shop, variation)
    items.settle_backorders(variation)


def _key(choice: Json) -> str:
    return choice["slug"] if choice["id"] else slugify(choice["name"])


def _value_slug(choice: Json) -> str:
    return slugify(unescape(choice["option"])) if choice["id"] else choice["option"].replace(" ", "+")


def view(shop: Shop, variation: Json, context: str = "view", *, hints: bool = True, under: int = 0) -> Json:
    """A variation as an answer shows it; empty sku, sizes and weight are its parent's."""
    shown = dict(variation)
    parent = shop.products.get(variation["parent_id"])
    if parent:
        shown["sku"] = shown["sku"] or parent["sku"]
        shown["weight"] = shown["weight"] or parent["weight"]
        if not any(shown["dimensions"].values()):
            shown["dimensions"] = parent["dimensions"]
        if shown["manage_stock"] is not True and parent["manage_stock"] is True:
            shown |= {n: parent[n] for n in ("stock_quantity", "stock_status", "backorders")}
            shown |= {n: parent[n] for n in ("backorders_allowed", "backordered")}
            shown["manage_stock"] = "parent"
    if context == "view":
        shown["description"] = paragraphs(shown["description"])
    # Newer versions let an editor see that the class is inherited.
    if shown["tax_class"] == "parent" and parent and (context == "view" or not shop.recent):
        shown["tax_class"] = parent["tax_class"]
    if not shop.recent:
        for name in ("type", "name", "parent_id", "global_unique_id"):
            shown.pop(name, None)
        shown["attributes"] = items.old_attributes(shown["attributes"])
    base = f"products/{under or variation['parent_id']}"
    path = f"{base}/variations"
    up = [{"href": shop.api(base)}]
    more = {} if hints else {"hints": ()}
    shown["_links"] = shop.links(f"{path}/{variation['id']}", path, up=up, **more)
    return shown


def find(shop: Shop, call: Call, status: int = 404) -> Json:
    """The variation of the path; before version 8 under any parent."""
    variation = shop.variations.get(call.id())
    if variation is None or (shop.recent and variation["parent_id"] != call.id("product_id")):
        raise Refusal(404 if shop.recent else status, INVALID, "Invalid ID.", silent=shop.recent)
    return variation


def listing(shop: Shop, call: Call) -> Answer:
    """GET products/{id}/variations; of an unknown product none."""
    parent = shop.products.get(call.id("product_id"), {"variations": []})
    context = call.params["context"]
    return page(call, filters.variations(shop, call, parent), lambda v: view(shop, v, context))


def everywhere(shop: Shop, call: Call) -> Answer:
    """GET wc-analytics/variations: those of all products, under their full titles and with links to nowhere."""
    # The shop fills no product into its own route here, so it does not know the way to its records.
    base = f"{shop.url}/wp-json/wc-analytics/products/0"
    path = f"{base}/variations"

    def show(variation: Json) -> Json:
        shown = view(shop, variation, call.params["context"])
        shown |= {"name": filters.title(shop, variation), "type": "variation", "parent_id": variation["parent_id"]}
        links: Json = {"self": [{"href": f"{path}/{variation['id']}"}], "collection": [{"href": path}]}
        return shown | {"_links": links | {"up": [{"href": base}]}}

    return page(call, filters.variations(shop, call, None), show)


def read(shop: Shop, call: Call) -> Answer:
    """GET products/{id}/variations/{id}."""
    shown = view(shop, find(shop, call), call.params["context"], under=call.id("product_id"))
    return Answer(body=shown)


def create(shop: Shop, call: Call) -> Answer:
    """POST products/{id}/variations."""
    parent = shop.products.get(call.id("product_id"))
    if parent is None:
        # The program stumbles over the missing parent.
        raise crash()
    variation = blank_variation(shop, shop.last.get("posts", 0) + 1, parent["id"])
    apply(shop, variation, parent, call.params)
    add(shop, variation, parent)
    # The shop forgets to fill the parent into its own route here.
    path = rf"products/(?P<product_id>[\d]+)/variations/{variation['id']}"
    return Answer(body=view(shop, variation, "edit"), status=201, location=shop.api(path))


def add(shop: Shop, variation: Json, parent: Json) -> None:
    """Give a finished variation its id and its place among the parent's."""
    number = variation["id"] = shop.next("posts")
    shop.variations[number] = variation
    parent["variations"] = [*parent["variations"], number]
    settle_variation(shop, variation, parent)
    settle(shop, parent)


def update(shop: Shop, call: Call) -> Answer:
    """PUT products/{id}/variations/{id}."""
    old = find(shop, call, 400)
    parent = shop.products[old["parent_id"]]
    variation = dict(old)
    apply(shop, variation, parent, {k: v for k, v in call.params.items() if k in call.given})
    variation["date_modified"] = variation["date_modified_gmt"] = shop.now()
    shop.variations[variation["id"]] = variation
    settle_variation(shop, variation, parent)
    settle(shop, parent)
    return Answer(body=view(shop, variation, "edit"))


def apply(shop: Shop, variation: Json, parent: Json, sent: Json) -> None:
    """Put the fields of a request into the variation."""
    for name in ("description", "status"):
        if name in sent:
            variation[name] = sent[name]
    items.set_created(variation, sent)
    items.set_common(shop, variation, sent)
    pricing.set_prices(variation, sent)
    items.set_stock(shop, variation, sent, "variation")
    if "image" in sent:
        variation["image"] = items.image(shop, sent["image"] or {})
    if "attributes" in sent:
        kept = {a["name"]: a for a in variation["attributes"]}
        for choice in sent["attributes"]:
            made = _choice(shop, parent, choice)
            if made:
                kept[made["name"]] = made
        variation["attributes"] = [a for a in kept.values() if a["option"]]
    if "meta_data" in sent:
        variation["meta_data"] = put_meta(shop, variation["meta_data"], sent["meta_data"])


def _choice(shop: Shop, parent: Json, sent: Json) -> Json | None:
    """One chosen option; ignored when the parent does not vary by that attribute."""
    known = shop.attributes.get(sent.get("id") or 0)
    name = str(known["name"] if known else sent.get("name", ""))
    for mine in parent["attributes"]:
        same = mine["id"] == known["id"] if known else name.lower() in (mine["name"].lower(), mine["slug"].lower())
        if same and mine["variation"]:
            option = str(sent.get("option") or "")
            if mine["id"]:
                values = shop.values.get(mine["id"], {}).values()
                term = next((v for v in values if encoded(option).lower() in (v["name"].lower(), v["slug"])), None)
                option = term["name"] if term else option
            slug = mine["slug"] if mine["id"] else slugify(mine["name"])
            return {"id": mine["id"], "name": mine["name"], "slug": slug, "option": option}
    return None


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE products/{id}/variations/{id}."""
    variation = find(shop, call)
    parent = shop.products[variation["parent_id"]]
    forced = bool(call.params.get("force"))
    shown = view(shop, variation, "edit", hints=not forced)
    if forced:
        del shop.variations[variation["id"]]
        parent["variations"] = [n for n in parent["variations"] if n != variation["id"]]
    elif variation["status"] == "trash":
        raise Refusal(410, "woocommerce_rest_already_trashed", "The product_variation has already been deleted.")
    else:
        variation["status"] = "trash"
    settle(shop, parent)
    return Answer(body=shown, allow=not forced)


def generate(shop: Shop, call: Call) -> Answer:
    """POST products/{id}/variations/generate: every combination that is not there yet, 50 at a time."""
    parent = shop.products.get(call.id("product_id"))
    if parent is None or parent["type"] not in VARIABLE:
        raise Refusal(404, "woocommerce_rest_product_invalid_id", "Invalid product ID.")
    axes = [a for a in parent["attributes"] if a["variation"]]
    wanted = [tuple(o) for o in combinations(*(a["options"] for a in axes))] if axes else []
    held = {tuple(c["option"] for c in shop.variations[n]["attributes"]): n for n in parent["variations"]}
    made = 0
    for options in wanted:
        if options in held or made == LIMIT:
            continue
        variation = blank_variation(shop, 0, parent["id"])
        sent = {
            "attributes": [{"id": a["id"], "name": a["name"], "option": o} for a, o in zip(axes, options, strict=True)]
        }
        apply(shop, variation, parent, sent | (call.params.get("default_values") or {}))
        add(shop, variation, parent)
        made += 1
    gone = [n for o, n in held.items() if o not in wanted] if call.params.get("delete") and shop.recent else []
    for number in gone:
        del shop.variations[number]
        parent["variations"] = [n for n in parent["variations"] if n != number]
    settle(shop, parent)
    return Answer(
        body={"count": made} | ({"deleted_count": len(gone)} if "delete" in call.given and shop.recent else {})
    )
