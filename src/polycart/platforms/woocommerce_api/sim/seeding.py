"""The reference catalogue as a WooCommerce shop: native records with ids from WordPress's sequences."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from polycart.platforms.woocommerce_api.sim import coupons, filters, products, rates, reviews, settings, webhooks
from polycart.platforms.woocommerce_api.sim.customers import avatar
from polycart.platforms.woocommerce_api.sim.orders import blank_order
from polycart.platforms.woocommerce_api.sim.pricing import plain
from polycart.platforms.woocommerce_api.sim.shop import Shop, encoded, slugify, stamp
from polycart.platforms.woocommerce_api.sim.totals import coupon_line
from polycart.platforms.woocommerce_api.sim.variations import blank_variation, settle_variation
from polycart.platforms.woocommerce_api.sim.wire import Json
from polycart.sandbox import catalogue as ref

FIRST = {"posts": 9, "terms": 14, "users": 1, "comments": 1}
STATUS = {"published": "publish", "draft": "draft", "hidden": "publish"}


class Ids:
    """Which native id each record of the catalogue got."""

    def __init__(self) -> None:
        self.categories: dict[int, int] = {}
        self.tags: dict[int, int] = {}
        self.brands: dict[int, int] = {}
        self.products: dict[int, int] = {}
        self.variants: dict[int, int] = {}
        self.customers: dict[int, int] = {}


def seed(shop: Shop, catalogue: ref.Catalogue) -> None:
    """Fill an empty shop."""
    shop.last |= FIRST
    ids = Ids()
    shop.fixed["name"] = catalogue.store.name
    _settings(shop, catalogue.store)
    _terms(shop, catalogue, ids)
    _places(shop, catalogue)
    for product in catalogue.products:
        _product(shop, product, ids)
    for product in catalogue.products:
        _connect(shop, product, ids)
    _settle(shop)
    for customer in catalogue.customers:
        _customer(shop, customer, ids)
    for coupon in catalogue.coupons:
        _coupon(shop, coupon, ids)
    _orders(shop, catalogue, ids)
    for review in catalogue.reviews:
        _review(shop, review, ids)
    filters.count(shop)


def _settings(shop: Shop, store: ref.Store) -> None:
    values = {
        "woocommerce_store_address": store.address,
        "woocommerce_store_city": store.city,
        "woocommerce_store_postcode": store.postcode,
        "woocommerce_default_country": f"{store.country}:{store.state}",
        "woocommerce_currency": store.currency,
        "woocommerce_weight_unit": store.weight_unit,
        "woocommerce_dimension_unit": store.dimension_unit,
        "woocommerce_calc_taxes": "yes",
    }
    settings.seed(shop, values)


def _dates(made: datetime, changed: datetime) -> Json:
    first, last = stamp(made), stamp(changed)
    return {"date_created": first, "date_created_gmt": first, "date_modified": last, "date_modified_gmt": last}


def _image(shop: Shop, image: ref.Image, at: datetime) -> Json:
    number = shop.next("posts")
    file = image.url.rsplit("/", 1)[-1]
    src = f"{shop.url}/wp-content/uploads/{at:%Y/%m}/{file}"
    shop.media[number] = {"id": number, **_dates(at, at), "src": src, "name": image.name, "alt": image.alt}
    return dict(shop.media[number])


def _terms(shop: Shop, catalogue: ref.Catalogue, ids: Ids) -> None:
    held = shop.terms
    number = shop.next("terms")
    blank: Json = {"description": "", "count": 0}
    tree: Json = {"parent": 0, "display": "default", "image": None, "menu_order": 0}
    held["categories"][number] = {"id": number, "name": "Uncategorized", "slug": "uncategorized", **tree, **blank}
    for category in catalogue.categories:
        number = ids.categories[category.id] = shop.next("terms")
        term = {"id": number, "name": encoded(category.name), "slug": category.slug, **tree, **blank}
        term |= {"parent": ids.categories.get(category.parent_id, 0), "menu_order": category.position}
        term["description"] = category.description
        if category.image:
            term["image"] = _image(shop, category.image, ref.OPENED)
        held["categories"][number] = term
    for tag in catalogue.tags:
        number = ids.tags[tag.id] = shop.next("terms")
        held["tags"][number] = {"id": number, "name": encoded(tag.name), "slug": tag.slug, **blank}
    for brand in catalogue.brands:
        number = ids.brands[brand.id] = shop.next("terms")
        term = {"id": number, "name": encoded(brand.name), "slug": brand.slug, **tree, **blank}
        held["brands"][number] = term | {"description": brand.description}
    for option in catalogue.options:
        attribute: Json = {"id": option.id, "name": option.name, "slug": f"pa_{option.slug}", "type": "select"}
        shop.attributes[option.id] = attribute | {"order_by": "menu_order", "has_archives": False}
        shop.values[option.id] = {}
        shop.seen("attributes", option.id)
        for place, value in enumerate(option.values):
            number = shop.next("terms")
            term = {"id": number, "name": value.name, "slug": value.slug, "menu_order": place, **blank}
            shop.values[option.id][number] = term


def _places(shop: Shop, catalogue: ref.Catalogue) -> None:
    shop.tax_classes = [{"slug": c.slug, "name": c.name} for c in catalogue.tax_classes]
    for rate in catalogue.tax_rates:
        tax: Json = {"id": rate.id, "country": rate.country, "state": rate.state, "postcode": "", "city": ""}
        tax |= {"rate": f"{rate.percent:.4f}", "name": rate.name, "priority": 1, "compound": False}
        tax |= {"shipping": rate.on_shipping, "order": 0, "class": rate.tax_class or "standard"}
        shop.taxes[rate.id] = tax | {"postcodes": [], "cities": []}
        shop.seen("taxes", rate.id)
    shop.zones[0] = {"id": 0, "name": "Locations not covered by your other zones", "order": 0}
    for zone in catalogue.shipping_zones:
        shop.zones[zone.id] = {"id": zone.id, "name": zone.name, "order": zone.id - 1}
        shop.locations[zone.id] = [{"code": c, "type": "country"} for c in zone.countries]
        shop.seen("zones", zone.id)
        for place, method in enumerate(zone.methods, 1):
            values = {"title": method.title, "cost": str(method.cost), "min_amount": str(method.minimum or 0)}
            made = rates.method_of(shop, method.id, zone.id, method.kind, place, values)
            shop.methods[method.id] = made | {"enabled": method.enabled}
            shop.seen("methods", method.id)


def _size(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else ""


def _sale(shop: Shop, item: Json, source: ref.Product | ref.Variant) -> None:
    """Prices and stock, which products and variants have alike."""
    item["regular_price"] = str(source.price)
    item["sale_price"] = str(source.special_price) if source.special_price is not None else ""
    stock = source.stock
    item["manage_stock"] = stock.managed
    item["stock_status"] = "instock" if stock.in_stock else "outofstock"
    if stock.managed:
        item |= {"stock_quantity": stock.quantity, "backorders": stock.backorders, "low_stock_amount": stock.low}
    terms = source.subscription
    if terms and shop.subscriptions:
        trial = {"_subscription_trial_length": str(terms.trial_days), "_subscription_trial_period": "day"}
        meta = {
            "_subscription_price": str(terms.price),
            "_subscription_period": terms.period,
            "_subscription_period_interval": str(terms.interval),
            "_subscription_length": str(terms.length),
            "_subscription_sign_up_fee": str(terms.sign_up_fee),
            **trial,
        }
        item["meta_data"] = [{"id": shop.next("meta"), "key": k, "value": v} for k, v in meta.items()]


def _name(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _type(shop: Shop, kind: str) -> str:
    if shop.subscriptions:
        return kind
    return {"subscription": "simple", "variable-subscription": "variable"}.get(kind, kind)


def _product(shop: Shop, source: ref.Product, ids: Ids) -> None:
    number = ids.products[source.id] = shop.next("posts")
    product = products.blank_product(shop, number) | _dates(source.created, source.modified)
    product |= {
        "name": _name(source.name),
        "slug": source.slug,
        "type": _type(shop, source.type),
        "status": STATUS[source.status],
        "catalog_visibility": "hidden" if source.status == "hidden" else "visible",
        "featured": source.featured,
        "description": source.description,
        "short_description": source.short_description,
        "sku": source.sku,
        "global_unique_id": source.barcode,
        "virtual": source.virtual,
        "downloadable": bool(source.downloads),
        "downloads": [{"id": f"{number}-{i}", "name": d.name, "file": d.url} for i, d in enumerate(source.downloads)],
        "external_url": source.external_url,
        "button_text": source.button_text,
        "tax_class": source.tax_class,
        "tax_status": "taxable" if source.taxable else "none",
        "weight": _size(source.weight),
        "dimensions": {"length": _size(source.length), "width": _size(source.width), "height": _size(source.height)},
        "menu_order": source.position,
        "categories": products.briefs(shop.terms["categories"][ids.categories[c]] for c in source.category_ids),
        "tags": products.briefs(shop.terms["tags"][ids.tags[t]] for t in source.tag_ids),
        "images": [_image(shop, i, source.created) for i in source.images],
        "attributes": [_attribute(shop, o, i) for i, o in enumerate(source.options)],
    }
    if source.brand_id:
        product["brands"] = products.briefs([shop.terms["brands"][ids.brands[source.brand_id]]])
    if source.type not in ("grouped", "variable", "variable-subscription"):
        _sale(shop, product, source)
        for name, moment in (("date_on_sale_from", source.special_from), ("date_on_sale_to", source.special_to)):
            product[name] = product[f"{name}_gmt"] = stamp(moment) if moment else None
    noted = [{"id": shop.next("meta"), "key": k, "value": v} for k, v in source.meta]
    product["meta_data"] = [*product["meta_data"], *noted]
    shop.products[number] = product
    for place, variant in enumerate(source.variants):
        _variant(shop, variant, product, place, ids, source.created)


def _attribute(shop: Shop, option: ref.ProductOption, place: int) -> Json:
    known = shop.attributes.get(option.option_id)
    slug = known["slug"] if known else option.name
    shown: Json = {"id": option.option_id, "name": option.name, "slug": slug, "position": place, "visible": True}
    return shown | {"variation": option.varies, "options": list(option.values)}


def _variant(shop: Shop, source: ref.Variant, product: Json, place: int, ids: Ids, at: datetime) -> None:
    number = ids.variants[source.id] = shop.next("posts")
    variation = blank_variation(shop, number, product["id"]) | _dates(source.created, source.modified)
    variation |= {"sku": source.sku, "global_unique_id": source.barcode, "weight": _size(source.weight)}
    variation["menu_order"] = place + 1
    variation["image"] = _image(shop, source.image, at) if source.image else None
    for choice in source.choices:
        known = shop.attributes.get(choice.option_id)
        slug = known["slug"] if known else slugify(choice.option)
        made = {"id": choice.option_id, "name": choice.option, "slug": slug, "option": choice.value}
        variation["attributes"] = [*variation["attributes"], made]
    _sale(shop, variation, source)
    settle_variation(shop, variation, product)
    shop.variations[number] = variation
    product["variations"] = [*product["variations"], number]


def _connect(shop: Shop, source: ref.Product, ids: Ids) -> None:
    product = shop.products[ids.products[source.id]]
    product["grouped_products"] = [ids.products[n] for n in source.member_ids]
    product["upsell_ids"] = [ids.products[n] for n in source.related_ids]


def _settle(shop: Shop) -> None:
    """Derived fields: groups after their members, and the related products of each category at once."""
    for product in sorted(shop.products.values(), key=lambda p: p["type"] == "grouped"):
        products.settle(shop, product)
    beside: dict[int, list[int]] = defaultdict(list)
    for product in shop.products.values():
        for category in product["categories"]:
            beside[category["id"]].append(product["id"])
    for product in shop.products.values():
        near = dict.fromkeys(n for c in product["categories"] for n in beside[c["id"]] if n != product["id"])
        product["related_ids"] = list(near)[:5]


def _address(address: ref.Address, email: str | None = None) -> Json:
    made = {
        "first_name": address.first_name,
        "last_name": address.last_name,
        "company": address.company,
        "address_1": address.line1,
        "address_2": address.line2,
        "city": address.city,
        "state": address.state,
        "postcode": address.postcode,
        "country": address.country,
    }
    return made | ({"email": email} if email is not None else {}) | {"phone": address.phone}


def _customer(shop: Shop, source: ref.Customer, ids: Ids) -> None:
    number = ids.customers[source.id] = shop.next("users")
    shop.customers[number] = {
        "id": number,
        **_dates(source.created, source.modified),
        "email": source.email,
        "first_name": source.first_name,
        "last_name": source.last_name,
        "role": "customer",
        "username": source.username,
        "billing": _address(source.billing, source.email),
        "shipping": _address(source.shipping),
        "is_paying_customer": False,
        "avatar_url": avatar(shop, source.email),
        "meta_data": [{"id": shop.next("user_meta"), "key": "customer_group", "value": source.group}],
    }


def _coupon(shop: Shop, source: ref.Coupon, ids: Ids) -> None:
    number = shop.next("posts")
    coupon = coupons.blank_coupon(shop, number) | _dates(source.created, source.created)
    ends = stamp(source.expires) if source.expires else None
    coupon |= {
        "code": source.code,
        "amount": f"{source.amount:.2f}",
        "discount_type": source.kind,
        "description": source.description,
        "date_expires": ends,
        "date_expires_gmt": ends,
        "individual_use": source.alone,
        "product_ids": [ids.products[n] for n in source.product_ids],
        "usage_limit": source.usage_limit,
        "usage_limit_per_user": source.per_customer,
        "free_shipping": source.free_shipping,
        "product_categories": [ids.categories[n] for n in source.category_ids],
        "minimum_amount": f"{source.minimum:.2f}",
        "maximum_amount": f"{source.maximum:.2f}",
    }
    shop.coupons[number] = coupon


def _orders(shop: Shop, catalogue: ref.Catalogue, ids: Ids) -> None:
    for source in catalogue.orders:
        order = _order(shop, source, ids)
        shop.orders[order["id"]] = order
        for refund in source.refunds:
            _refund(shop, refund, order, source)
        for note in source.notes:
            number = shop.next("comments")
            when = stamp(note.created)
            made: Json = {"id": number, "parent_id": order["id"], "author": "WooCommerce", "date_created": when}
            made |= {"date_created_gmt": when, "note": note.text, "customer_note": note.for_customer}
            shop.notes[number] = made
        if "woocommerce-shipment-tracking" in shop.plugins and source.shipments:
            shop.shipments[order["id"]] = [_shipment(order["id"], s) for s in source.shipments]
            webhooks.mirror(shop, order["id"])
        if order["status"] in ("processing", "completed"):
            _sold(shop, order)


def _shipment(order: int, source: ref.Shipment) -> Json:
    sent = {"tracking_number": source.number, "tracking_provider": source.carrier, "custom_tracking_link": source.url}
    return webhooks.shipment_of(order, sent | {"date_shipped": f"{source.shipped:%Y-%m-%d}"}, "", source.id)


def _sold(shop: Shop, order: Json) -> None:
    for line in order["line_items"]:
        shop.products[line["product_id"]]["total_sales"] += line["quantity"]
    customer = shop.customers.get(order["customer_id"])
    if customer and order["status"] == "completed":
        customer["is_paying_customer"] = True


def _order(shop: Shop, source: ref.Order, ids: Ids) -> Json:
    number = shop.next("posts")
    order = blank_order(shop)
    order |= {
        "id": number,
        "number": str(number),
        "status": source.status,
        "currency": source.currency,
        "date_created": stamp(source.created),
        "date_modified": stamp(source.modified),
        "date_paid": stamp(source.paid) if source.paid else None,
        "date_completed": stamp(source.completed) if source.completed else None,
        "customer_id": ids.customers[source.customer_id] if source.customer_id else 0,
        "order_key": f"wc_order_{source.id:013d}",
        "billing": _address(source.billing, source.email),
        "shipping": _address(source.shipping),
        "payment_method": source.payment_method,
        "payment_method_title": source.payment_title,
        "transaction_id": source.transaction,
        "customer_ip_address": source.ip,
        "created_via": "store-api" if source.status == "checkout-draft" else "checkout",
        "meta_data": [{"id": shop.next("order_meta"), "key": k, "value": v} for k, v in source.meta],
        "customer_note": source.comment,
        "discount_total": str(source.discount),
        "discount_tax": str(source.discount_tax),
        "shipping_total": str(source.shipping_total),
        "shipping_tax": str(source.shipping_tax),
        "cart_tax": str(source.tax - source.shipping_tax),
        "total_tax": str(source.tax),
        "total": str(source.total),
        "line_items": [_line(shop, line, ids) for line in source.lines],
    }
    order["shipping_lines"] = [_carriage(shop, source)]
    order["tax_lines"] = _tax_lines(shop, source)
    for code in source.coupon_codes:
        coupon = next(c for c in shop.coupons.values() if c["code"] == code)
        line = coupon_line(shop, coupon) | {"id": shop.next("items"), "discount": str(source.discount)}
        order["coupon_lines"].append(line | {"discount_tax": str(source.discount_tax)})
        if source.status in ("processing", "completed", "on-hold"):
            coupon["usage_count"] += 1
            coupon["used_by"].append(str(order["customer_id"]) if order["customer_id"] else source.email)
    return order


def _tax(rate: int, total: Decimal, subtotal: Decimal | None) -> list[Json]:
    return [{"id": rate, "total": str(total), "subtotal": "" if subtotal is None else str(subtotal)}] if rate else []


def _line(shop: Shop, source: ref.OrderLine, ids: Ids) -> Json:
    product = shop.products[ids.products[source.product_id]]
    variation = shop.variations[ids.variants[source.variant_id]] if source.variant_id else None
    image = (variation and variation["image"]) or next(iter(product["images"]), None)
    meta: list[Json] = []
    for choice in source.choices:
        known = shop.attributes.get(choice.option_id)
        key = known["slug"] if known else slugify(choice.option)
        value = slugify(choice.value) if known else choice.value
        shown = {"display_key": choice.option, "display_value": choice.value}
        meta.append({"id": shop.next("item_meta"), "key": key, "value": value, **shown})
    return {
        "id": shop.next("items"),
        "name": f"{product['name']} - {variation['name']}" if variation else product["name"],
        "product_id": product["id"],
        "variation_id": variation["id"] if variation else 0,
        "quantity": source.quantity,
        "tax_class": product["tax_class"],
        "subtotal": str(source.subtotal),
        "subtotal_tax": str(source.subtotal_tax),
        "total": str(source.total),
        "total_tax": str(source.tax),
        "taxes": _tax(source.tax_rate_id, source.tax, source.subtotal_tax),
        "meta_data": meta,
        "sku": source.sku,
        "price": plain(source.total / source.quantity),
        "image": {"id": image["id"] if variation else str(image["id"]), "src": image["src"]}
        if image
        else {"id": 0, "src": ""},
        "parent_name": product["name"] if variation else None,
    }


def _carriage(shop: Shop, source: ref.Order) -> Json:
    taxed = source.tax_rate_id if source.shipping_tax else 0
    return {
        "id": shop.next("items"),
        "method_title": source.shipping_method.title,
        "method_id": source.shipping_method.kind,
        "instance_id": str(source.shipping_method.id),
        "total": str(source.shipping_total),
        "total_tax": str(source.shipping_tax),
        "taxes": _tax(taxed, source.shipping_tax, None),
        "tax_status": "taxable",
        "meta_data": [],
    }


def _tax_lines(shop: Shop, source: ref.Order) -> list[Json]:
    goods: dict[int, Decimal] = {}
    for line in source.lines:
        if line.tax_rate_id:
            goods[line.tax_rate_id] = goods.get(line.tax_rate_id, Decimal(0)) + line.tax
    carriage = {source.tax_rate_id: source.shipping_tax} if source.shipping_tax else {}
    made: list[Json] = []
    for rate_id in dict.fromkeys([*goods, *carriage]):
        rate = shop.taxes[rate_id]
        code = "-".join(p for p in (rate["country"], rate["state"], rate["name"], "1") if p).upper()
        row: Json = {
            "id": shop.next("items"),
            "rate_code": code,
            "rate_id": rate_id,
            "label": rate["name"],
            "compound": False,
        }
        row |= {"tax_total": f"{goods.get(rate_id, 0):.2f}", "shipping_tax_total": f"{carriage.get(rate_id, 0):.2f}"}
        made.append(row | {"rate_percent": plain(Decimal(rate["rate"])), "meta_data": []})
    return made


def _refund(shop: Shop, source: ref.Refund, order: Json, whole: ref.Order) -> None:
    number, when = shop.next("posts"), stamp(source.created)
    refund: Json = {"id": number, "parent_id": order["id"], "date_created": when, "date_created_gmt": when}
    refund |= {"amount": str(source.amount), "reason": source.reason, "refunded_by": 1, "refunded_payment": False}
    refund |= {"meta_data": [], "line_items": [], "shipping_lines": [], "tax_lines": [], "fee_lines": []}
    for line_id, quantity, amount, tax in source.items:
        place = next(i for i, line in enumerate(whole.lines) if line.id == line_id)
        line = order["line_items"][place]
        sums = {"subtotal": str(-amount), "total": str(-amount), "subtotal_tax": str(-tax), "total_tax": str(-tax)}
        taxes = [{"id": t["id"], "total": str(-tax), "subtotal": str(-tax)} for t in line["taxes"]]
        refund["line_items"].append(line | sums | {"quantity": -quantity, "taxes": taxes, **_refunded(shop, line)})
    if source.shipping:
        line = order["shipping_lines"][0]
        sums = {"total": str(-source.shipping), "total_tax": str(-source.shipping_tax)}
        taxes = [t | {"total": str(-source.shipping_tax)} for t in line["taxes"]]
        refund["shipping_lines"].append(line | sums | {"taxes": taxes, **_refunded(shop, line)})
    shop.refunds[number] = refund


def _refunded(shop: Shop, line: Json) -> Json:
    text: Any = str(line["id"])
    meta: Json = {"id": shop.next("item_meta"), "key": "_refunded_item_id", "value": text}
    return {"id": shop.next("items"), "meta_data": [meta | {"display_key": "_refunded_item_id", "display_value": text}]}


def _review(shop: Shop, source: ref.Review, ids: Ids) -> None:
    number, when = shop.next("comments"), stamp(source.created)
    product = ids.products[source.product_id]
    made: Json = {"id": number, "date_created": when, "date_created_gmt": when, "product_id": product}
    made |= {
        "status": "approved" if source.approved else "hold",
        "reviewer": source.author,
        "reviewer_email": source.email,
    }
    shop.reviews[number] = made | {"review": source.text, "rating": source.rating, "verified": source.id % 2 == 0}
    reviews.rate(shop, product)
