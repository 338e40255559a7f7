"""Products: the records, their views, creation, change, duplication and deletion."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from polycart.platforms.woocommerce_api.sim import filters, items, pricing
from polycart.platforms.woocommerce_api.sim.shop import (
    Shop,
    encoded,
    entities,
    free_slug,
    page,
    paragraphs,
    put_meta,
    slugify,
)
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, fields, not_found, rows

INVALID = "woocommerce_rest_product_invalid_id"
PLAIN = (
    "featured",
    "catalog_visibility",
    "description",
    "short_description",
    "status",
    "sold_individually",
    "reviews_allowed",
    "post_password",
    "upsell_ids",
    "cross_sell_ids",
    "parent_id",
    "purchase_note",
)
INNER = (
    "id",
    "name",
    "slug",
    "status",
    "featured",
    "catalog_visibility",
    "description",
    "short_description",
    "sku",
    "global_unique_id",
    "price",
    "regular_price",
    "sale_price",
    "date_on_sale_from",
    "date_on_sale_to",
    "total_sales",
    "tax_status",
    "tax_class",
    "manage_stock",
    "stock_quantity",
    "stock_status",
    "backorders",
    "sold_individually",
    "weight",
    "upsell_ids",
    "cross_sell_ids",
    "parent_id",
    "reviews_allowed",
    "purchase_note",
    "default_attributes",
    "menu_order",
    "post_password",
    "virtual",
    "downloadable",
    "downloads",
    "download_limit",
    "download_expiry",
    "meta_data",
)
"""The fields that a duplication tells of as the program holds them."""
VARIABLE = ("variable", "variable-subscription")


def blank_product(shop: Shop, number: int) -> Json:
    """A new product with WooCommerce's defaults."""
    now = shop.now()
    return {
        "id": number,
        "name": "",
        "slug": "",
        "permalink": "",
        "date_created": now,
        "date_created_gmt": now,
        "date_modified": now,
        "date_modified_gmt": now,
        "type": "simple",
        "featured": False,
        "catalog_visibility": "visible",
        "description": "",
        "short_description": "",
        **items.blank_item(),
        "total_sales": 0,
        "external_url": "",
        "button_text": "",
        "sold_individually": False,
        "shipping_required": True,
        "shipping_taxable": True,
        "reviews_allowed": True,
        "average_rating": "0.00",
        "rating_count": 0,
        "upsell_ids": [],
        "cross_sell_ids": [],
        "parent_id": 0,
        "purchase_note": "",
        "categories": [],
        "brands": [],
        "tags": [],
        "images": [],
        "default_attributes": [],
        "variations": [],
        "grouped_products": [],
        "price_html": "",
        "related_ids": [],
        "has_options": False,
        "post_password": "",
    }


def children(shop: Shop, product: Json) -> list[Json]:
    """The living variations of a product in their order."""
    found = (shop.variations.get(n) for n in product["variations"])
    return [v for v in found if v is not None and v["status"] != "trash"]


def prices(shop: Shop, product: Json) -> list[Decimal]:
    """All prices a product is sold at, ascending: its own, its variations' or its members'."""
    if product["type"] in VARIABLE:
        held = [v["price"] for v in children(shop, product) if v["status"] == "publish"]
    elif product["type"] == "grouped":
        held = [shop.products[n]["price"] for n in product["grouped_products"] if n in shop.products]
    else:
        held = [product["price"]]
    return sorted(pricing.number(p) for p in held if p != "")


def settle(shop: Shop, product: Json) -> None:
    """Bring every derived field in line with the stored ones; called after each change."""
    kind, slug, number = product["type"], product["slug"], product["id"]
    shown = product["status"] not in ("draft", "pending", "auto-draft")
    product["permalink"] = f"{shop.url}/product/{slug}/" if shown else f"{shop.url}/?post_type=product&p={number}"
    held = children(shop, product)
    if kind in VARIABLE:
        sold = [v for v in held if v["status"] == "publish"]
        product["on_sale"] = any(pricing.on_sale(shop, v) for v in sold)
        lowest = min(
            sold, key=lambda v: pricing.number(v["price"]) if v["price"] else Decimal("Infinity"), default=None
        )
        product["price"] = lowest["price"] if lowest else ""
        product |= {"regular_price": "", "sale_price": ""}
        if product["manage_stock"] is not True:
            states = {v["stock_status"] for v in held}
            product["stock_status"] = next((s for s in ("instock", "onbackorder") if s in states), "outofstock")
    elif kind == "grouped":
        members = [shop.products[n] for n in product["grouped_products"] if n in shop.products]
        product["on_sale"] = any(m["on_sale"] for m in members)
        product["price"] = min((m["price"] for m in members if m["price"]), key=pricing.number, default="")
    else:
        product["on_sale"] = pricing.on_sale(shop, product)
        product["price"] = product["sale_price"] if product["on_sale"] else product["regular_price"]
    product["purchasable"] = product["price"] != "" and kind not in ("external", "grouped")
    product["shipping_required"] = not product["virtual"] and (kind not in VARIABLE or True)
    product["shipping_taxable"] = product["shipping_required"] and product["tax_status"] in ("taxable", "shipping")
    product["has_options"] = kind in VARIABLE and any(a["variation"] for a in product["attributes"])
    items.settle_stock(shop, product)
    items.settle_backorders(product)
    product["price_html"] = pricing.price_html(shop, product, prices(shop, product))


def related(shop: Shop, product: Json) -> list[int]:
    """Up to five others of the same categories; the shop itself draws them by lot."""
    mine = {c["id"] for c in product["categories"]}
    found: list[int] = []
    for other in shop.products.values():
        if other["id"] != product["id"] and mine.intersection(c["id"] for c in other["categories"]):
            found.append(other["id"])
            if len(found) == 5:
                break
    return found


def view(shop: Shop, product: Json, context: str = "view") -> Json:
    """A product as an answer shows it; edit has raw texts and two fields more."""
    shown = dict(product)
    if context == "edit":
        shown["average_rating"] = "0" if shown["average_rating"] == "0.00" else shown["average_rating"]
        shown["permalink_template"] = f"{shop.url}/product/%pagename%/"
        shown["generated_slug"] = slugify(product["name"])
    else:
        shown["description"] = paragraphs(shown["description"])
        shown["short_description"] = paragraphs(shown["short_description"])
    if not shop.recent:
        for name in ("brands", "global_unique_id", "post_password"):
            shown.pop(name, None)
        shown["attributes"] = items.old_attributes(shown["attributes"])
    number = product["id"]
    shown["_links"] = shop.links(f"products/{number}", "products")
    if product["parent_id"]:
        shown["_links"]["up"] = [{"href": shop.api(f"products/{product['parent_id']}")}]
    return shown


def listing(shop: Shop, call: Call) -> Answer:
    """GET products."""
    context = call.params["context"]
    return page(call, filters.products(shop, call), lambda p: view(shop, as_product(shop, p), context))


def as_product(shop: Shop, record: Json) -> Json:
    """A product itself, or a variation in the shape of a product."""
    if record["id"] not in shop.variations:
        return record
    parent = shop.products.get(record["parent_id"]) or blank_product(shop, record["parent_id"])
    made = blank_product(shop, record["id"]) | {k: v for k, v in record.items() if k not in ("image", "name")}
    made |= {
        "name": filters.title(shop, record),
        "slug": slugify(filters.title(shop, record)),
        "type": "variation",
        "images": [record["image"]] if record["image"] else parent["images"][:1],
        "parent_id": record["parent_id"],
        "attributes": record["attributes"],
        "categories": briefs(t for t in shop.terms["categories"].values() if t["slug"] == "uncategorized"),
        "reviews_allowed": False,
        "total_sales": "0",
        "tax_class": parent["tax_class"] if record["tax_class"] == "parent" else record["tax_class"],
        "price_html": pricing.html(shop, record["price"]) if record["price"] else "",
        "shipping_required": not record["virtual"],
        "shipping_taxable": not record["virtual"],
        "has_options": False,
        "related_ids": related(shop, parent),
    }
    return made


def find(shop: Shop, number: int, status: int = 404) -> Json:
    """A product (or variation) by id."""
    record = shop.products.get(number) or shop.variations.get(number)
    if record is None:
        raise not_found(INVALID, status=status)
    return record


def read(shop: Shop, call: Call) -> Answer:
    """GET products/{id}."""
    return Answer(body=view(shop, as_product(shop, find(shop, call.id())), call.params["context"]))


def create(shop: Shop, call: Call) -> Answer:
    """POST products."""
    if call.params.get("id"):
        raise Refusal(400, "woocommerce_rest_product_exists", "Cannot create existing product.")
    number = shop.last.get("posts", 0) + 1
    product = blank_product(shop, number)
    apply(shop, product, call.params, fresh=True)
    # An image takes its id after the product in the shop; here the product is the one that yields.
    number = product["id"] = shop.next("posts")
    shop.products[number] = product
    settle(shop, product)
    product["related_ids"] = related(shop, product)
    filters.count(shop)
    return Answer(body=view(shop, product, "edit"), status=201, location=shop.api(f"products/{number}"))


def update(shop: Shop, call: Call) -> Answer:
    """PUT products/{id}; nothing is changed when any part is refused."""
    old = find(shop, call.id(), 400)
    if call.id() in shop.variations:
        path = "/products/&lt;product_id&gt;/variations/&lt;id&gt;"
        text = f"To manipulate product variations you should use the {path} endpoint."
        raise Refusal(404, INVALID, text)
    product = dict(old)
    apply(shop, product, {k: v for k, v in call.params.items() if k in call.given}, fresh=False)
    product["date_modified"] = product["date_modified_gmt"] = shop.now()
    shop.products[product["id"]] = product
    settle(shop, product)
    filters.count(shop)
    return Answer(body=view(shop, product, "edit"))


def apply(shop: Shop, product: Json, sent: Json, *, fresh: bool) -> None:
    """Put the fields of a request into the product."""
    if "type" in sent:
        product["type"] = sent["type"]
    if "name" in sent:
        product["name"] = entities(sent["name"])
    for name in PLAIN:
        if name in sent:
            product[name] = sent[name]
    items.set_created(product, sent)
    items.set_common(shop, product, sent)
    if product["type"] not in (*VARIABLE, "grouped"):
        pricing.set_prices(product, sent)
    items.set_stock(shop, product, sent, product["type"])
    if product["type"] == "external":
        for name in ("external_url", "button_text"):
            product[name] = sent.get(name, product[name])
    if product["type"] == "grouped" and "grouped_products" in sent:
        product["grouped_products"] = [int(n) for n in sent["grouped_products"]]
    _set_terms(shop, product, sent)
    if "attributes" in sent:
        product["attributes"] = [a for a in (_attribute(shop, s) for s in sent["attributes"]) if a]
    if "default_attributes" in sent and product["type"] in VARIABLE:
        product["default_attributes"] = _defaults(shop, product, sent["default_attributes"])
    if "images" in sent:
        product["images"] = [i for i in (items.image(shop, s) for s in rows(sent["images"])) if i]
    if "meta_data" in sent:
        product["meta_data"] = put_meta(shop, product["meta_data"], sent["meta_data"])
    if fresh and not product["name"]:
        product["name"] = "Product"
    if fresh or sent.get("slug") or "status" in sent:
        _set_slug(shop, product, sent.get("slug") or ("" if fresh else product["slug"]))


def _set_slug(shop: Shop, product: Json, wanted: str) -> None:
    """A free slug; a draft has none until it is published, unless it was asked for."""
    if product["status"] in ("draft", "pending", "auto-draft"):
        product["slug"] = slugify(wanted) or product["slug"]
        return
    taken = (p["slug"] for p in shop.products.values() if p["id"] != product["id"])
    product["slug"] = free_slug(slugify(wanted or product["name"] or str(product["id"])), taken)


def _set_terms(shop: Shop, product: Json, sent: Json) -> None:
    for field in ("categories", "tags", "brands"):
        if field in sent and (field != "brands" or shop.recent):
            wanted = [int(t["id"]) for t in sent[field] if t.get("id")]
            if field == "tags":
                wanted += [_tag(shop, str(t["name"])) for t in sent[field] if t.get("name") and not t.get("id")]
            known = [shop.terms[field][n] for n in dict.fromkeys(wanted) if n in shop.terms[field]]
            product[field] = briefs(known)
    if not product["categories"]:
        product["categories"] = briefs(t for t in shop.terms["categories"].values() if t["slug"] == "uncategorized")


def _tag(shop: Shop, name: str) -> int:
    """The id of the tag with this name, made when there is none."""
    tags = shop.terms["tags"]
    known = next((t["id"] for t in tags.values() if t["name"].lower() == encoded(name).lower()), 0)
    if known:
        return known
    number = shop.next("terms")
    slug = free_slug(slugify(name), (t["slug"] for t in tags.values()))
    tags[number] = {"id": number, "name": encoded(name), "slug": slug, "description": "", "count": 0}
    return number


def briefs(terms: Iterable[Json]) -> list[Json]:
    """Terms as products show them, by name."""
    kept = sorted(terms, key=lambda t: t["name"].lower())
    return [{"id": t["id"], "name": t["name"], "slug": t["slug"]} for t in kept]


def _attribute(shop: Shop, sent: Json) -> Json | None:
    """One attribute of a product: a global one with its terms (made where missing), or one of its own."""
    options: list[Any] = sent.get("options") or []
    rest = {
        "position": sent.get("position", 0),
        "visible": sent.get("visible", False),
        "variation": sent.get("variation", False),
    }
    known = shop.attributes.get(sent.get("id") or 0) or next(
        (a for a in shop.attributes.values() if not sent.get("id") and a["slug"] == sent.get("name")), None
    )
    if known:
        values = sorted((_value(shop, known["id"], str(o)) for o in options if str(o).strip()), key=_place)
        names = list(dict.fromkeys(v["name"] for v in values))
        return (
            {"id": known["id"], "name": known["name"], "slug": known["slug"], **rest, "options": names}
            if names
            else None
        )
    if not sent.get("name") or not options:
        return None
    return {"id": 0, "name": sent["name"], "slug": sent["name"], **rest, "options": [str(o).strip() for o in options]}


def _place(value: Json) -> tuple[int, str]:
    return value["menu_order"], value["name"].lower()


def _value(shop: Shop, attribute: int, text: str) -> Json:
    """The term of a global attribute with this name or slug, made when there is none."""
    values = shop.values.setdefault(attribute, {})
    known = next((v for v in values.values() if text.lower() in (v["name"].lower(), v["slug"])), None)
    if known:
        return known
    number = shop.next("terms")
    slug = free_slug(slugify(text), (v["slug"] for v in values.values()))
    values[number] = {"id": number, "name": encoded(text), "slug": slug, "description": "", "menu_order": 0, "count": 0}
    return values[number]


def _defaults(shop: Shop, product: Json, sent: list[Json]) -> list[Json]:
    found: list[Json] = []
    for choice in sent:
        known = shop.attributes.get(choice.get("id") or 0)
        name = known["name"] if known else choice.get("name", "")
        mine = next((a for a in product["attributes"] if a["name"].lower() == str(name).lower()), None)
        if mine and mine["variation"] and choice.get("option"):
            option = choice["option"].lower() if known else choice["option"]
            found.append({"id": mine["id"], "name": mine["name"], "option": option})
    return found


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE products/{id}: to the trash, or for good with its variations."""
    product = find(shop, call.id())
    if call.id() in shop.variations:
        raise Refusal(404, INVALID, "Invalid ID.")
    shown = view(shop, product, "edit")
    if call.params.get("force"):
        for number in product["variations"]:
            shop.variations.pop(number, None)
        del shop.products[product["id"]]
    elif product["status"] == "trash":
        raise Refusal(410, "woocommerce_rest_already_trashed", "The product has already been deleted.")
    else:
        for record in (product, *children(shop, product)):
            _trash(shop, record)
        settle(shop, product)
    filters.count(shop)
    return Answer(body=shown)


def _trash(shop: Shop, record: Json) -> None:
    stamp = int(shop.clock().timestamp())
    for key, value in (("_wp_trash_meta_status", record["status"]), ("_wp_trash_meta_time", str(stamp))):
        record["meta_data"] = [*record["meta_data"], {"id": shop.next("meta"), "key": key, "value": value}]
    if record["slug" if "slug" in record else "sku"] and "slug" in record:
        record["slug"] += "__trashed"
    record["status"] = "trash"


def duplicate(shop: Shop, call: Call) -> Answer:
    """POST products/{id}/duplicate: answered with the program's inner state, not with a REST record."""
    source = find(shop, call.id())
    number = shop.next("posts")
    now = shop.now()
    copy: Json = source | {
        "id": number,
        "name": f"{source['name']} (Copy)",
        "slug": "",
        "status": "draft",
        "total_sales": 0,
        "sku": items.unique_sku(shop, source["sku"]),
        "global_unique_id": "",
        "date_created": now,
        "date_created_gmt": now,
        "date_modified": now,
        "date_modified_gmt": now,
        "variations": [],
        "meta_data": [m | {"id": shop.next("meta")} for m in source["meta_data"]],
    }
    shop.products[number] = copy
    settle(shop, copy)
    when = {"date": now.replace("T", " ") + ".000000", "timezone_type": 1, "timezone": "+00:00"}
    inner: Json = {k: copy[k] for k in INNER}
    inner |= {
        "date_created": when,
        "date_modified": when,
        "low_stock_amount": "",
        "cogs_value": None,
        **fields(copy["dimensions"]),
    }
    inner |= {
        "attributes": {slugify(a["name"]): {} for a in copy["attributes"]},
        "rating_counts": [],
        "average_rating": "0",
    }
    inner |= {"category_ids": [c["id"] for c in copy["categories"]], "tag_ids": [t["id"] for t in copy["tags"]]}
    inner |= {
        "shipping_class_id": copy["shipping_class_id"],
        "image_id": "",
        "gallery_image_ids": [],
        "review_count": 0,
    }
    return Answer(body=inner)
