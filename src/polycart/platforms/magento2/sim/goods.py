"""The products of the reference catalogue as a Magento shop holds them.

What varies becomes a configurable with simple children of visibility 1. Magento knows no external products and no
subscriptions: those are held as simple ones, what they share with all others being kept. Tags have no place here; a
brand is the attribute `manufacturer`. Beside the catalogue the shop has a bundle, and a downloadable and custom
options, tier prices and French texts on products of the catalogue.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from polycart.platforms.magento2.sim import attributes, configurables, media, options, products, sets, stock, values
from polycart.platforms.magento2.sim.shop import ADMIN, Shop, stamp
from polycart.platforms.magento2.sim.wire import Json, number
from polycart.sandbox import catalogue as ref

BACKORDERS = {"no": 0, "yes": 1, "notify": 2}
TAXABLE, UNTAXED = "2", "0"
ALONE, EVERYWHERE, HIDDEN = 1, 4, 1
MEASURES = ("length", "width", "height")


class Ids:
    """Which native id each product and variant of the catalogue got."""

    def __init__(self) -> None:
        self.products: dict[int, int] = {}
        self.variants: dict[int, int] = {}


def seed(shop: Shop, catalogue: ref.Catalogue) -> None:
    """Fill the shop with the catalogue's products, and with what only Magento has."""
    ids = Ids()
    shop.configure("downloadable_domains", "files.shop.example")
    for product in catalogue.products:
        _product(shop, catalogue, product, ids)
    for product in catalogue.products:
        _connect(shop, product, ids)
    _extras(shop)
    shop.tables["product_ids"] = {n: {"id": made} for n, made in ids.products.items()}
    shop.tables["variant_ids"] = {n: {"id": made} for n, made in ids.variants.items()}
    if shop.config("sources") == "seed":
        _spread(shop)
    products.changed(shop)


def _kind(product: ref.Product) -> str:
    if product.variants:
        return "configurable"
    if product.type == "grouped":
        return "grouped"
    if product.downloads:
        return "downloadable"
    return "virtual" if product.virtual else "simple"


def _text(amount: Decimal) -> str:
    return f"{amount:.6f}"


def _moment(moment: datetime) -> str:
    return stamp(moment)


def _common(shop: Shop, product: ref.Product) -> Json:
    """The values that product and variants share."""
    held: Json = {"options_container": "container2", "msrp_display_actual_price_type": "0"}
    held |= {"required_options": "0", "has_options": "0"}
    classes: dict[Any, Json] = shop.tables.get("tax_class_slugs", {})
    held["tax_class_id"] = str(classes.get(product.tax_class, {"id": TAXABLE})["id"]) if product.taxable else UNTAXED
    if product.brand_id:
        maker = shop.table("attributes")["manufacturer"]
        held["manufacturer"] = maker["options"][product.brand_id]["value"]
    return held


def _product(shop: Shop, catalogue: ref.Catalogue, product: ref.Product, ids: Ids) -> None:
    for variant in product.variants:
        _variant(shop, product, variant, ids)
    number = ids.products[product.id] = shop.next("products")
    made = products.new(shop, number, product.sku or product.slug, _kind(product), sets.DEFAULT)
    made |= {"created_at": _moment(product.created), "updated_at": _moment(product.modified), "website_ids": [1]}
    held: Json = {"name": product.name, "url_key": product.slug, "status": 2 if product.status == "draft" else 1}
    held["visibility"] = HIDDEN if product.status == "hidden" else EVERYWHERE
    held |= _common(shop, product) | _details(product)
    if made["type_id"] != "grouped":
        held["price"] = float(product.price)
    if made["type_id"] == "simple" and product.weight:
        held["weight"] = float(product.weight)
    for option in product.options:
        if not option.varies:
            _offered(shop, held, option)
    made["values"] = {code: {ADMIN: value} for code, value in held.items()}
    tree: dict[int, Json] = shop.tables["category_ids"]
    placed = sorted({tree[n]["id"] for n in product.category_ids})
    made["category_links"] = [{"position": product.position, "category_id": str(n)} for n in placed]
    media.put_entries(shop, made, list(product.images))
    if product.variants:
        _varied(shop, made, product, ids)
    for place, file in enumerate(product.downloads, 1):
        link: Json = {"id": shop.next("download_links"), "title": file.name, "sort_order": place, "is_shareable": 2}
        link |= {"price": 0, "number_of_downloads": 0, "link_type": "url", "link_url": file.url, "sample_type": None}
        made["extension"].setdefault("downloadable_product_links", []).append(link)
    _stocked(shop, made, product.stock)


def _details(product: ref.Product) -> Json:
    held: Json = {}
    if product.description:
        held["description"] = product.description
    if product.short_description:
        held["short_description"] = product.short_description
    if product.special_price is not None:
        held["special_price"] = _text(product.special_price)
        held["special_from_date"] = _moment(product.special_from or product.created)[:10] + " 00:00:00"
        if product.special_to:
            held["special_to_date"] = _moment(product.special_to)[:10] + " 00:00:00"
    if product.barcode:
        held["barcode"] = product.barcode
    held |= {name: str(getattr(product, name)) for name in MEASURES if getattr(product, name)}
    if product.featured:
        held["featured"] = "1"
    for key, value in product.meta:
        held |= {"supplier": value} if key == "supplier" else {"cost": _text(Decimal(value))}
    return held


def _offered(shop: Shop, held: Json, option: ref.ProductOption) -> None:
    """An option of one product that makes no variants: the first value of a choice, all of several."""
    attribute = shop.table("attributes").get(option.name.lower())
    if attribute is None:
        return
    chosen = [attributes.option_value(attribute, value) for value in option.values]
    held[attribute["attribute_code"]] = ",".join(chosen) if attribute["frontend_input"] == "multiselect" else chosen[0]


def _variant(shop: Shop, product: ref.Product, variant: ref.Variant, ids: Ids) -> None:
    number = ids.variants[variant.id] = shop.next("products")
    made = products.new(shop, number, variant.sku, "simple", sets.DEFAULT)
    made |= {"created_at": _moment(variant.created), "updated_at": _moment(variant.modified), "website_ids": [1]}
    name = "-".join([product.name, *(choice.value for choice in variant.choices)])
    held: Json = {"name": name, "url_key": f"{product.slug}-{variant.id}", "status": 1, "visibility": ALONE}
    held |= _common(shop, product) | {"price": float(variant.price), "weight": float(variant.weight)}
    if product.status == "draft":
        held["status"] = 2
    if variant.special_price is not None:
        held |= {"special_price": _text(variant.special_price)}
        held["special_from_date"] = _moment(variant.created)[:10] + " 00:00:00"
    if variant.barcode:
        held["barcode"] = variant.barcode
    for choice in variant.choices:
        attribute = shop.table("attributes")[choice.option.lower()]
        held[attribute["attribute_code"]] = attributes.option_value(attribute, choice.value)
    made["values"] = {code: {ADMIN: value} for code, value in held.items()}
    media.put_entries(shop, made, [variant.image] if variant.image else [])
    _stocked(shop, made, variant.stock)


def _varied(shop: Shop, made: Json, product: ref.Product, ids: Ids) -> None:
    held: list[Json] = []
    for place, option in enumerate(option for option in product.options if option.varies):
        attribute = shop.table("attributes")[option.name.lower()]
        row: Json = {"id": shop.next("super_attributes"), "attribute_id": str(attribute["attribute_id"])}
        held.append(row | {"label": option.name, "position": place, "values": [], "product_id": made["id"]})
    made["extension"] = {
        "configurable_product_options": held,
        "configurable_product_links": [ids.variants[v.id] for v in product.variants],
    }
    made["values"]["has_options"] = {ADMIN: "1"}
    configurables.settle(shop, made)


def _stocked(shop: Shop, made: Json, held: ref.Stock) -> None:
    if made["type_id"] not in stock.SOURCED:
        stock.put(shop, made, {"is_in_stock": True}, new=True)
        return
    row: Json = {"qty": held.quantity, "is_in_stock": held.in_stock, "manage_stock": held.managed}
    row["use_config_manage_stock"] = held.managed
    back = BACKORDERS[held.backorders]
    row |= {"backorders": back, "use_config_backorders": not back}
    if held.low is not None:
        row |= {"notify_stock_qty": held.low, "use_config_notify_stock_qty": False}
    if back:
        # As a shop must that lets its stock fall below nothing (`cataloginventory/item_options/min_qty`).
        row |= {"min_qty": -100, "use_config_min_qty": False}
    stock.put(shop, made, row, new=True)
    if not held.managed and not held.in_stock:
        shop.table("source_items")[made["sku"], stock.DEFAULT]["status"] = 0
        stock.item(shop, made["id"])["is_in_stock"] = False


def _connect(shop: Shop, product: ref.Product, ids: Ids) -> None:
    made = shop.table("products")[ids.products[product.id]]
    for place, member in enumerate(product.member_ids):
        link: Json = {
            "link_type": "associated",
            "linked_product_sku": shop.table("products")[ids.products[member]]["sku"],
        }
        made["links"].append(link | {"position": place, "extension_attributes": {"qty": 1}})
    for place, other in enumerate(product.related_ids, 1):
        link = {"link_type": "related", "linked_product_sku": shop.table("products")[ids.products[other]]["sku"]}
        made["links"].append(link | {"position": place})


def _extras(shop: Shop) -> None:
    """Tier prices, custom options and a French text on three simple products, and a bundle of three others."""
    plain = [
        p for p in shop.table("products").values() if p["type_id"] == "simple" and p["values"]["visibility"][ADMIN] == 4
    ]
    base = values.shown_number(values.get(plain[0], "price", ADMIN)) or 10
    for group, quantity, part in ((32000, 5, 0.9), (32000, 10, 0.8), (1, 1, 0.95), (2, 3, 0.7)):
        tier: Json = {"customer_group_id": group, "qty": quantity, "value": number(round(base * part, 2))}
        plain[0]["tiers"].append(tier | {"extension_attributes": {"website_id": 0}})
    options.put(
        shop, plain[1], {"title": "Engraving", "type": "field", "is_require": False, "price": 5, "price_type": "fixed"}
    )
    wraps: list[Json] = [
        {"title": "Paper", "price": 1, "price_type": "fixed", "sort_order": 1},
        {"title": "Box", "price": 10, "price_type": "percent", "sort_order": 2, "sku": "BOX"},
    ]
    options.put(
        shop,
        plain[1],
        {"title": "Wrapping", "type": "drop_down", "is_require": False, "values": wraps, "sort_order": 1},
    )
    name = values.get(plain[2], "name", ADMIN)
    plain[2]["values"]["name"][2] = f"{name} (en français)"
    plain[2]["values"]["description"][2] = "<p>Une chose faite pour durer.</p>"
    _bundle(shop, [p["sku"] for p in plain[3:6]])


def _bundle(shop: Shop, skus: list[str]) -> None:
    made = products.new(shop, shop.next("products"), "BUNDLE-0001", "bundle", sets.DEFAULT)
    opened = "2026-06-01 08:00:00"
    made |= {"created_at": opened, "updated_at": opened, "website_ids": [1]}
    held: Json = {"name": "Starter Kit", "url_key": "starter-kit", "status": 1, "visibility": EVERYWHERE}
    held |= {"options_container": "container2", "msrp_display_actual_price_type": "0", "tax_class_id": TAXABLE}
    held |= {"price_type": "0", "sku_type": "0", "weight_type": "0", "price_view": "0", "shipment_type": "0"}
    held |= {"has_options": "1", "required_options": "1", "description": "<p>Everything to begin with.</p>"}
    made["values"] = {code: {ADMIN: value} for code, value in held.items()}
    parts: list[Json] = []
    for place, sku in enumerate(skus, 1):
        link: Json = {"id": str(shop.next("bundle_links")), "sku": sku, "option_id": 1, "qty": 1, "position": place}
        link |= {"is_default": place == 1, "price": None, "price_type": None, "can_change_quantity": 1}
        parts.append(link)
    option: Json = {"option_id": shop.next("bundle_options"), "title": "Thing", "required": True, "type": "radio"}
    option |= {"position": 1, "sku": made["sku"], "product_links": parts}
    made["extension"] = {"bundle_product_options": [option]}
    stock.put(shop, made, {"is_in_stock": True}, new=True)


def _spread(shop: Shop) -> None:
    """Move what lies in the default source to the warehouses, two thirds to the first."""
    held = shop.table("source_items")
    for (sku, source), row in list(held.items()):
        if source != stock.DEFAULT:
            continue
        first = row["quantity"] * 2 // 3 if row["quantity"] > 0 else row["quantity"]
        for code, quantity in (("ua-warehouse", first), ("us-warehouse", row["quantity"] - first)):
            held[sku, code] = {"sku": sku, "source_code": code, "quantity": quantity, "status": row["status"]}
        row |= {"quantity": 0, "status": 0}
        stock.mirror(shop, sku)
