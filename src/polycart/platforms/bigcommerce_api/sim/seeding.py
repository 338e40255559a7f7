"""The reference catalogue as a BigCommerce store: native records under ids that leave room for the sample products."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from polycart.platforms.bigcommerce_api.sim import categories, parts, products, selling
from polycart.platforms.bigcommerce_api.sim import samples as sample_products
from polycart.platforms.bigcommerce_api.sim.state import Shop, iso
from polycart.platforms.bigcommerce_api.sim.wire import Json
from polycart.sandbox import catalogue as ref

FIRST = 76
"""Products of the catalogue that stand before the samples."""
BEYOND = 100
"""How far the ids of the others are moved."""
ROOM = 1000
"""Variants, options and values of the catalogue are numbered from here."""


def product_id(number: int) -> int:
    """The id in the store of a product of the catalogue."""
    return number if number <= FIRST else number + BEYOND


def seed(shop: Shop, catalogue: ref.Catalogue, *, samples: bool) -> None:
    """Fill an empty store."""
    _store(shop, catalogue.store)
    for table in (shop.variants, shop.options, shop.modifiers, shop.values, shop.shared_options):
        table.last = ROOM
    shop.variants.last = 10 * ROOM  # base variants are numbered beyond those that the catalogue numbers
    for brand in catalogue.brands:
        row = parts.blank_brand(brand.name)
        row |= {"meta_description": brand.description, "custom_url": {"url": f"/{brand.slug}/", "is_customized": False}}
        shop.brands.put(row, brand.id)
    for category in catalogue.categories:
        _category(shop, category)
    for source in catalogue.products:
        if source.id == FIRST + 1 and samples:
            sample_products.seed(shop)
        _product(shop, source)
    if samples and len(catalogue.products) <= FIRST:
        sample_products.seed(shop)
    for review in catalogue.reviews:
        _review(shop, review)
    selling.seed(shop, catalogue, product_id)


def _store(shop: Shop, store: ref.Store) -> None:
    shop.store |= {
        "id": shop.hash, "account_uuid": "00000000-0000-4000-8000-000000000001", "domain": "shop.example",
        "secure_url": store.url, "control_panel_base_url": f"https://store-{shop.hash}.mybigcommerce.com",
        "status": "live", "name": store.name, "first_name": "Olha", "last_name": "Owner", "address": store.address,
        "country": "United States", "country_code": store.country, "infrastructure_region": "us-central1",
        "phone": "+1 555 0100", "admin_email": store.email, "order_email": store.email, "favicon_url": "",
        "timezone": {
            "name": store.timezone, "raw_offset": 0, "dst_offset": 0, "dst_correction": False,
            "date_format": {"display": "M jS Y", "export": "M jS Y", "extended_display": "M jS Y @ g:i A"},
        },
        "language": store.language[:2], "currency": store.currency, "currency_symbol": "$", "decimal_separator": ".",
        "thousands_separator": ",", "decimal_places": 2, "currency_symbol_location": "left", "weight_units": "KGS",
        "dimension_units": "Centimeters", "dimension_decimal_places": 2, "dimension_decimal_token": ".",
        "dimension_thousands_token": ",", "plan_name": "Sandbox", "plan_level": "enterprise", "plan_is_trial": False,
        "industry": "", "logo": [], "is_price_entered_with_tax": False, "store_id": 1000001, "default_channel_id": 1,
        "default_site_id": 1000, "active_comparison_modules": [],
        "features": {
            "stencil_enabled": True, "sitewidehttps_enabled": True, "facebook_catalog_id": "",
            "checkout_type": "optimized", "wishlists_enabled": True, "graphql_storefront_api_enabled": True,
            "shopper_consent_tracking_enabled": False, "multi_storefront_enabled": True,
            "storefront_limits": {"active": 4, "total_including_inactive": 6},
        },
    }  # fmt: skip
    opened = iso(ref.OPENED)
    for id, name, type, platform in (
        (1, store.name, "storefront", "bigcommerce"),
        (2, "Harbour stall", "pos", "square"),
    ):
        shop.channels.put(
            {
                "external_id": "", "is_listable_from_ui": True, "is_enabled": True, "is_visible": True,
                "status": "active", "name": name, "type": type, "platform": platform, "date_created": opened,
                "date_modified": opened, "icon_url": "",
            },
            id,
        )  # fmt: skip
    site = {"url": store.url, "channel_id": 1, "created_at": opened, "updated_at": opened, "ssl_status": "dedicated"}
    urls = [{"url": store.url, "type": "primary", "created_at": opened, "updated_at": opened}]
    shop.sites.put({**site, "urls": urls, "is_checkout_url_customized": False}, 1000)
    shop.trees.put({"name": "Default catalog tree", "channels": [1]}, 1)


def _category(shop: Shop, source: ref.Category) -> None:
    row = categories.BLANK | {"name": source.name, "parent_id": source.parent_id, "sort_order": source.position}
    row |= {"description": source.description, "meta_keywords": [], "page_title": ""}
    row["image_url"] = source.image.url if source.image else ""
    made = shop.categories.put(row, source.id)
    parent = shop.categories.get(source.parent_id)
    path = f"{parent['url']['path'] if parent else '/'}{source.slug}/"
    made |= {"category_id": source.id, "url": {"path": path, "is_customized": False}}
    made["category_uuid"] = f"00000000-0000-4000-8000-{source.id:012d}"


def _money(value: Any) -> float:
    number = float(value or 0)
    return int(number) if number.is_integer() else number


def _stock(source: ref.Product) -> Json:
    """Stock: what is not counted and yet not there is counted, because a store has no other word for it."""
    if source.variants:
        counted = any(v.stock.managed or not v.stock.in_stock for v in source.variants)
        return {"inventory_tracking": "variant" if counted else "none"}
    stock = source.stock
    if stock.managed:
        low = {"inventory_warning_level": stock.low or 0}
        return {"inventory_tracking": "product", "inventory_level": max(stock.quantity, 0), **low}
    return {"inventory_tracking": "none"} if stock.in_stock else {"inventory_tracking": "product", "inventory_level": 0}


def _product(shop: Shop, source: ref.Product) -> None:
    id = product_id(source.id)
    row = products.BLANK | {
        "name": source.name, "type": "digital" if source.virtual or source.downloads else "physical",
        "sku": source.sku, "description": source.description, "weight": _money(source.weight),
        "width": _money(source.width), "depth": _money(source.length), "height": _money(source.height),
        "price": _money(source.price), "sale_price": _money(source.special_price),
        "tax_class_id": {"": 0, "reduced-rate": 2, "zero-rate": 3}[source.tax_class] if source.taxable else 1,
        "categories": list(source.category_ids), "brand_id": source.brand_id, "upc": source.barcode,
        "is_visible": source.status == "published", "is_featured": source.featured,
        "availability": "disabled" if source.status == "draft" else "available",
        "related_products": [product_id(n) for n in source.related_ids] or [-1], "sort_order": source.position,
        "search_keywords": ",".join(f"tag{n}" for n in source.tag_ids), "meta_keywords": [],
        "custom_url": {"url": f"/{source.slug}/", "is_customized": False}, "gift_wrapping_options_list": [],
        "date_created": iso(source.created), "date_modified": iso(source.modified), "@channels": [1], "@videos": [],
        "cost_price": next((float(value) for key, value in source.meta if key == "_wc_cog_cost"), 0),
        **_stock(source),
    }  # fmt: skip
    product = shop.products.put(row, id)
    for place, image in enumerate(source.images):
        parts.add_image(shop, id, {"image_url": image.url, "description": image.alt, "sort_order": place})
    for each in shop.images.of(id):
        each["date_modified"] = iso(source.created)
    _options(shop, product, source)
    for key, value in source.meta:
        if key == "supplier":
            shop.fields.put({"product_id": id, "name": "Supplier", "value": value})
        _metafield(shop, id, key.lstrip("_"), value, source.created)
    if source.type == "simple" and source.id % 10 == 1:
        rule: Json = {"quantity_min": 10, "quantity_max": 0, "type": "percent", "amount": 5.0}
        shop.rules.put({"product_id": id, **rule})
    product["date_modified"] = iso(source.modified)


def _metafield(shop: Shop, id: int, key: str, value: str, at: datetime) -> None:
    row: Json = {"permission_set": "write", "namespace": "sandbox", "key": key, "value": value, "description": ""}
    row |= {"resource_type": "product", "resource_id": id, "owner_client_id": "s1mulated"}
    shop.metafields.put(row | {"date_created": iso(at), "date_modified": iso(at), "owner": ("product", id)})


def _options(shop: Shop, product: Json, source: ref.Product) -> None:
    """Options that vary make variants; of the others the shared ones are custom fields and the own ones modifiers."""
    for place, option in enumerate(source.options):
        values: list[Json] = [{"label": value, "sort_order": n} for n, value in enumerate(option.values)]
        if option.varies:
            kind = "swatch" if option.name == "Color" else "dropdown"
            for n, value in enumerate(values):
                value["value_data"] = {"colors": [f"#{n * 40:06x}"]} if kind == "swatch" else None
            body = {"display_name": option.name, "type": kind, "sort_order": place, "option_values": values}
            parts.add_option(shop, product, body)
        elif option.option_id:
            for value in option.values:
                shop.fields.put({"product_id": product["id"], "name": option.name, "value": value})
        else:
            body = {"display_name": option.name, "type": "dropdown", "required": False, "option_values": values}
            parts.add_modifier(shop, product, body)
    for variant in source.variants:
        _variant(shop, product, variant)
    if not source.variants:
        base = parts.base_variant(shop, product)
        base |= {"upc": source.barcode, "inventory_level": product["inventory_level"]}


def _variant(shop: Shop, product: Json, source: ref.Variant) -> None:
    chosen: list[Json] = []
    for choice in source.choices:
        option = next(o for o in shop.options.of(product["id"]) if o["display_name"] == choice.option)
        value = next(v for v in parts.values_of(shop, option) if v["label"] == choice.value)
        chosen.append({"id": value["id"], "label": value["label"], "option_id": option["id"],
                       "option_display_name": choice.option})  # fmt: skip
    stock = source.stock
    level = max(stock.quantity, 0) if stock.managed else 50 if stock.in_stock else 0
    row = parts.BLANK_VARIANT | {
        "product_id": product["id"], "sku": source.sku, "upc": source.barcode, "option_values": chosen,
        "price": _money(source.price), "weight": _money(source.weight), "inventory_level": level,
        "sale_price": _money(source.special_price) if source.special_price is not None else None,
        "image_url": source.image.url if source.image else "", "inventory_warning_level": stock.low or 0,
    }  # fmt: skip
    number = source.id + ROOM
    shop.variants.put(row | {"sku_id": number}, number)


def _review(shop: Shop, source: ref.Review) -> None:
    when = iso(source.created)
    shop.reviews.put(
        {
            "product_id": product_id(source.product_id), "title": source.text[:40], "text": source.text,
            "status": "approved" if source.approved else "pending", "rating": source.rating, "email": source.email,
            "name": source.author, "date_reviewed": when, "date_created": when, "date_modified": when,
        },
        source.id,
    )  # fmt: skip
