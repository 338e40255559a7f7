"""The reference catalogue as an OpenCart 4.1 would hold it: tree, options, products with variants, people, orders."""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import Any

from polycart.platforms.opencart.sim import settings
from polycart.platforms.opencart.sim.settings import COUNTRIES, GERMAN, LANGUAGE, TAX_CLASSES, WORTH, ZONES
from polycart.sandbox.bridge import SimulatedBridge
from polycart.sandbox.catalogue import Address, Catalogue, Coupon, Order, Product, Variant

NEVER = "0000-00-00"
VARIANTS = 1000
"""Variants are products of their own, with ids above those of all others."""

STATES = {
    "pending": 1, "processing": 2, "on-hold": 17, "completed": 5, "cancelled": 7, "refunded": 11, "failed": 10,
    "checkout-draft": 0,
}  # fmt: skip
"""The status of an order by the catalogue's word; 0 is one that was left at the checkout."""

Names = dict[tuple[str, str], int]


def kept(text: str) -> str:
    """A text as OpenCart's forms keep it."""
    return escape(text, quote=False).replace('"', "&quot;")


def moment(at: datetime | None) -> str:
    """A moment as the shop keeps it."""
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else "0000-00-00 00:00:00"


def day(at: datetime | None) -> str:
    """A day as the shop keeps it; none is no bound."""
    return at.strftime("%Y-%m-%d") if at else NEVER


def picture(url: str) -> str:
    """The path of a picture in the shop's folder."""
    return f"catalog/{url.rpartition('/')[2]}"


def seed(shop: SimulatedBridge, catalogue: Catalogue) -> None:
    """Fill an empty shop."""
    settings.seed(shop, catalogue)
    _categories(shop, catalogue)
    for brand in catalogue.brands:
        shop.insert("manufacturer", manufacturer_id=brand.id, name=kept(brand.name), image="", sort_order=0)
        shop.insert("manufacturer_to_store", manufacturer_id=brand.id, store_id=0)
    names = _options(shop, catalogue)
    attributes: dict[str, int] = {}
    shop.insert("attribute_group", attribute_group_id=1, sort_order=1)
    _texts(shop, "attribute_group_description", {"attribute_group_id": 1}, name="Details")
    tags = {tag.id: tag.name for tag in catalogue.tags}
    for product in catalogue.products:
        _product(shop, product, tags, names, attributes)
    for review in catalogue.reviews:
        shop.insert(
            "review", review_id=review.id, product_id=review.product_id, customer_id=review.customer_id,
            author=kept(review.author), text=kept(review.text), rating=review.rating, status=int(review.approved),
            date_added=moment(review.created), date_modified=moment(review.created),
        )  # fmt: skip
    _people(shop, catalogue)
    for order in catalogue.orders:
        _order(shop, order)
    for coupon in catalogue.coupons:
        _coupon(shop, coupon)


def _texts(shop: SimulatedBridge, table: str, ids: dict[str, Any], **texts: str) -> None:
    """A row in each language, with the same texts."""
    for language in (LANGUAGE, GERMAN):
        shop.insert(table, **ids, language_id=language, **{name: kept(text) for name, text in texts.items()})


def _word(shop: SimulatedBridge, key: str, value: Any, keyword: str) -> None:
    for language in (LANGUAGE, GERMAN):
        shop.insert(
            "seo_url", store_id=0, language_id=language, key=key, value=str(value), keyword=keyword, sort_order=0
        )


def _categories(shop: SimulatedBridge, catalogue: Catalogue) -> None:
    paths: dict[int, list[int]] = {0: []}
    words: dict[int, str] = {}
    for category in catalogue.categories:
        path = paths[category.id] = [*paths[category.parent_id], category.id]
        shop.insert(
            "category", category_id=category.id, parent_id=category.parent_id, sort_order=category.position, status=1,
            image=picture(category.image.url) if category.image else "",
        )  # fmt: skip
        _texts(
            shop, "category_description", {"category_id": category.id}, name=category.name,
            description=category.description, meta_title=category.name, meta_description="", meta_keyword="",
        )  # fmt: skip
        shop.insert("category_to_store", category_id=category.id, store_id=0)
        for level, step in enumerate(path):
            shop.insert("category_path", category_id=category.id, path_id=step, level=level)
        above = words.get(category.parent_id)
        words[category.id] = f"{above}/{category.slug}" if above else category.slug
        _word(shop, "path", "_".join(map(str, path)), words[category.id])


def _options(shop: SimulatedBridge, catalogue: Catalogue) -> Names:
    """The shared options; answers the ids of their values by the names of both."""
    known: Names = {}
    for option in catalogue.options:
        _option(shop, option.id, option.name)
        for place, value in enumerate(option.values, 1):
            known[option.name, value.name] = _value(shop, option.id, value.name, place, value.id)
    return known


def _option(shop: SimulatedBridge, id: int | None, name: str) -> int:
    given = {} if id is None else {"option_id": id}
    made = shop.insert("option", **given, type="select", validation="", sort_order=id or 9)
    _texts(shop, "option_description", {"option_id": made}, name=name)
    return made


def _value(shop: SimulatedBridge, option: int, name: str, place: int, id: int | None = None) -> int:
    given = {} if id is None else {"option_value_id": id}
    made = shop.insert("option_value", **given, option_id=option, image="", sort_order=place)
    _texts(shop, "option_value_description", {"option_value_id": made, "option_id": option}, name=name)
    return made


def _row(product: Product) -> dict[str, Any]:
    tax = TAX_CLASSES[product.tax_class or "standard"][0] if product.taxable else 0
    return {
        "model": product.sku or f"M{product.id}", "location": "", "quantity": product.stock.quantity,
        "stock_status_id": 5, "image": picture(product.images[0].url) if product.images else "",
        "manufacturer_id": product.brand_id, "shipping": int(not product.virtual), "price": str(product.price),
        "points": 0, "tax_class_id": tax, "date_available": day(product.created), "weight": str(product.weight),
        "weight_class_id": 1, "length": str(product.length), "width": str(product.width),
        "height": str(product.height), "length_class_id": 1, "subtract": int(product.stock.managed), "minimum": 1,
        "rating": 0, "sort_order": product.position, "status": int(product.status == "published"), "master_id": 0,
        "variant": "", "override": "", "date_added": moment(product.created),
        "date_modified": moment(product.modified),
    }  # fmt: skip


def _product(
    shop: SimulatedBridge, product: Product, tags: dict[int, str], names: Names, attributes: dict[str, int]
) -> None:
    row = _row(product)
    shop.insert("product", product_id=product.id, **row)
    _about(shop, product, product.id, ",".join(tags[id] for id in product.tag_ids))
    _codes(shop, product.id, product.sku, product.barcode)
    for place, image in enumerate(product.images[1:], 1):
        shop.insert("product_image", product_id=product.id, image=picture(image.url), sort_order=place)
    for id in product.related_ids:
        shop.insert("product_related", product_id=product.id, related_id=id)
    if product.special_price is not None and not product.variants:
        _special(shop, product.id, str(product.special_price), product.special_from, product.special_to)
    _word(shop, "product_id", product.id, product.slug)
    _attributes(shop, product, attributes)
    offers = _offers(shop, product, names)
    for variant in product.variants:
        _variant(shop, product, row, variant, offers)


def _about(shop: SimulatedBridge, product: Product, id: int, tags: str = "", name: str = "") -> None:
    """The rows beside a product that a variant has from its master."""
    _texts(
        shop, "product_description", {"product_id": id}, name=name or product.name, description=product.description,
        tag=tags, meta_title=product.name, meta_description="", meta_keyword="",
    )  # fmt: skip
    shop.insert("product_to_store", product_id=id, store_id=0)
    for category in product.category_ids:
        shop.insert("product_to_category", product_id=id, category_id=category)


def _codes(shop: SimulatedBridge, id: int, sku: str, barcode: str) -> None:
    for code, value in (("SKU", sku), ("EAN", barcode)):
        if value:
            shop.insert("product_code", product_id=id, code=code, value=value)


def _special(
    shop: SimulatedBridge, id: int, price: str, first: datetime | None = None, last: datetime | None = None
) -> None:
    shop.insert(
        "product_discount", product_id=id, customer_group_id=1, quantity=1, priority=1, price=price, type="F",
        special=1, date_start=day(first), date_end=day(last),
    )  # fmt: skip


def _attributes(shop: SimulatedBridge, product: Product, known: dict[str, int]) -> None:
    """What products offer without variants becomes attributes, with the first of its values."""
    for option in product.options:
        if option.varies or not option.values:
            continue
        if option.name not in known:
            known[option.name] = shop.insert("attribute", attribute_group_id=1, sort_order=len(known))
            _texts(shop, "attribute_description", {"attribute_id": known[option.name]}, name=option.name)
        ids = {"product_id": product.id, "attribute_id": known[option.name]}
        _texts(shop, "product_attribute", ids, text=option.values[0])


def _offers(shop: SimulatedBridge, product: Product, names: Names) -> dict[tuple[str, str], tuple[int, int]]:
    """The options of a product with variants: by the names of option and value their ids at the product."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for option in product.options:
        if not option.varies:
            continue
        id = option.option_id or _own(shop, option.name, names)
        po = shop.insert("product_option", product_id=product.id, option_id=id, value="", required=1)
        for place, value in enumerate(option.values, 1):
            if (option.name, value) not in names:
                names[option.name, value] = _value(shop, id, value, place)
            pov = shop.insert(
                "product_option_value", product_option_id=po, product_id=product.id, option_id=id,
                option_value_id=names[option.name, value], quantity=10, subtract=0, price="0.0000", price_prefix="+",
                points=0, points_prefix="+", weight="0.00000000", weight_prefix="+",
            )  # fmt: skip
            found[option.name, value] = (po, pov)
    return found


def _own(shop: SimulatedBridge, name: str, names: Names) -> int:
    """An option that only some products have."""
    if (name, "") not in names:
        names[name, ""] = _option(shop, None, name)
    return names[name, ""]


def _variant(
    shop: SimulatedBridge, product: Product, row: dict[str, Any], variant: Variant,
    offers: dict[tuple[str, str], tuple[int, int]],
) -> None:  # fmt: skip
    id = VARIANTS + variant.id
    chosen = [offers[choice.option, choice.value] for choice in variant.choices]
    shop.insert(
        "product", product_id=id,
        **row | {
            "master_id": product.id, "model": variant.sku, "price": str(variant.price),
            "quantity": variant.stock.quantity, "subtract": int(variant.stock.managed), "weight": str(variant.weight),
            "variant": json.dumps({str(po): str(pov) for po, pov in chosen}, separators=(",", ":")),
            "override": '{"model":"1","price":"1","weight":"1"}', "date_added": moment(variant.created),
            "date_modified": moment(variant.modified),
            "image": picture(variant.image.url) if variant.image else row["image"],
        },
    )  # fmt: skip
    _about(shop, product, id, name=f"{product.name} - {', '.join(choice.value for choice in variant.choices)}")
    _codes(shop, id, variant.sku, variant.barcode)
    if variant.special_price is not None:
        _special(shop, id, str(variant.special_price))


def _people(shop: SimulatedBridge, catalogue: Catalogue) -> None:
    for person in catalogue.customers:
        shop.insert(
            "customer", customer_id=person.id, customer_group_id=2 if person.id % 7 == 0 else 1, store_id=0,
            language_id=LANGUAGE, firstname=kept(person.first_name), lastname=kept(person.last_name),
            email=person.email, telephone=person.billing.phone, password="", custom_field="[]",
            newsletter=int(person.id % 3 == 0), ip="192.0.2.7", status=1, safe=0, token="", code="",
            date_added=moment(person.created),
        )  # fmt: skip
        for place, given in enumerate(dict.fromkeys((person.billing, person.shipping))):
            country, zone = _place(given)
            shop.insert(
                "address", customer_id=person.id, firstname=kept(given.first_name), lastname=kept(given.last_name),
                company=kept(given.company), address_1=kept(given.line1), address_2=kept(given.line2),
                city=kept(given.city), postcode=given.postcode, country_id=country, zone_id=zone, custom_field="[]",
                default=int(place == 0),
            )  # fmt: skip
        if person.id % 5 == 1:
            for product in (person.id, person.id + 1):
                shop.insert(
                    "customer_wishlist", customer_id=person.id, store_id=0, product_id=product,
                    date_added=moment(person.modified),
                )  # fmt: skip


def _place(address: Address) -> tuple[int, int]:
    zone = ZONES.get((address.country, address.state))
    return COUNTRIES[address.country][0], zone[0] if zone else 0


def _addressed(kind: str, address: Address) -> dict[str, Any]:
    country, zone = _place(address)
    known = ZONES.get((address.country, address.state))
    return {
        f"{kind}_firstname": kept(address.first_name), f"{kind}_lastname": kept(address.last_name),
        f"{kind}_company": kept(address.company), f"{kind}_address_1": kept(address.line1),
        f"{kind}_address_2": kept(address.line2), f"{kind}_city": kept(address.city),
        f"{kind}_postcode": address.postcode, f"{kind}_country": COUNTRIES[address.country][2],
        f"{kind}_country_id": country, f"{kind}_zone": known[1] if known else kept(address.state),
        f"{kind}_zone_id": zone, f"{kind}_address_format": "", f"{kind}_custom_field": "[]", f"{kind}_address_id": 0,
    }  # fmt: skip


def _order(shop: SimulatedBridge, order: Order) -> None:
    worth = WORTH[order.currency]
    status = STATES[order.status]
    if status == 0 and order.customer_id:
        _basket(shop, order)
    pay = json.dumps({"name": order.payment_title, "code": f"{order.payment_method}.{order.payment_method}"})
    ship = json.dumps({"name": order.shipping_method.title, "code": "flat.flat"})
    shop.insert(
        "order", order_id=order.id, invoice_no=0, invoice_prefix="INV-2026-00", transaction_id=order.transaction,
        store_id=0, store_name="Polycart Sandbox", store_url=f"{shop.url}/", customer_id=order.customer_id,
        customer_group_id=1, firstname=kept(order.billing.first_name), lastname=kept(order.billing.last_name),
        email=order.email, telephone=order.billing.phone, custom_field="[]", payment_method=pay, shipping_method=ship,
        comment=kept(order.comment), total=f"{float(order.total) / worth:.4f}", order_status_id=status,
        language_id=LANGUAGE, language_code="en-gb", currency_id=settings.USD if worth == 1 else settings.EUR,
        currency_code=order.currency, currency_value=worth, ip=order.ip, forwarded_ip="", user_agent="",
        accept_language="", tracking="", date_added=moment(order.created), date_modified=moment(order.modified),
        **_addressed("payment", order.billing), **_addressed("shipping", order.shipping),
    )  # fmt: skip
    for line in order.lines:
        _line(shop, order, line, worth)
    _sums(shop, order, worth)
    if status:
        for id, at in dict.fromkeys(((1, order.created), (status, order.completed or order.modified))):
            shop.insert(
                "order_history", order_id=order.id, order_status_id=id, notify=0, comment="", date_added=moment(at)
            )
    for refund in order.refunds:
        _return(shop, order, refund)


def _line(shop: SimulatedBridge, order: Order, line: Any, worth: float) -> None:
    shop.insert(
        "order_product", order_product_id=line.id, order_id=order.id,
        product_id=VARIANTS + line.variant_id if line.variant_id else line.product_id,
        master_id=line.product_id if line.variant_id else 0, name=kept(line.name), model=line.sku,
        quantity=line.quantity, price=f"{float(line.price) / worth:.4f}", total=f"{float(line.subtotal) / worth:.4f}",
        tax=f"{float(line.subtotal_tax) / line.quantity / worth:.4f}", reward=0,
    )  # fmt: skip
    for choice in line.choices:
        shop.insert(
            "order_option", order_id=order.id, order_product_id=line.id, product_option_id=0,
            product_option_value_id=0, name=kept(choice.option), value=kept(choice.value), type="select",
        )  # fmt: skip


def _sums(shop: SimulatedBridge, order: Order, worth: float) -> None:
    lines = [
        ("sub_total", "Sub-Total", order.subtotal, 1),
        ("shipping", order.shipping_method.title, order.shipping_total, 3),
        ("tax", "Tax", order.tax, 5), ("total", "Total", order.total, 9),
    ]  # fmt: skip
    if order.discount:
        lines.append(("coupon", f"Coupon ({order.coupon_codes[0]})", -order.discount, 4))
    for code, title, value, place in lines:
        shop.insert(
            "order_total", order_id=order.id, extension="opencart", code=code, title=kept(title),
            value=f"{float(value) / worth:.4f}", sort_order=place,
        )  # fmt: skip


def _return(shop: SimulatedBridge, order: Order, refund: Any) -> None:
    """The goods of a refund as returns, one for each product."""
    lines = {line.id: line for line in order.lines}
    for line, quantity, _, _ in refund.items:
        item = lines[line]
        shop.insert(
            "return", order_id=order.id, customer_id=order.customer_id, firstname=kept(order.billing.first_name),
            lastname=kept(order.billing.last_name), email=order.email, telephone=order.billing.phone,
            product_id=VARIANTS + item.variant_id if item.variant_id else item.product_id, product=kept(item.name),
            model=item.sku, quantity=quantity, opened=0, return_reason_id=1 + refund.id % 3, return_action_id=2,
            return_status_id=1 + refund.id % 3, comment=kept(refund.reason), date_ordered=day(order.created),
            date_added=moment(refund.created), date_modified=moment(refund.created),
        )  # fmt: skip


def _basket(shop: SimulatedBridge, order: Order) -> None:
    """What a customer left at the checkout lies in the basket still."""
    for line in order.lines:
        shop.insert(
            "cart", store_id=0, customer_id=order.customer_id, session_id="",
            product_id=VARIANTS + line.variant_id if line.variant_id else line.product_id, subscription_plan_id=0,
            option="[]", quantity=line.quantity, override="", price="0.0000", date_added=moment(order.created),
        )  # fmt: skip


def _coupon(shop: SimulatedBridge, coupon: Coupon) -> None:
    shop.insert(
        "coupon", coupon_id=coupon.id, name=kept(coupon.description or coupon.code), code=coupon.code,
        type="P" if coupon.kind == "percent" else "F", discount=str(coupon.amount), logged=0,
        shipping=int(coupon.free_shipping), total=str(coupon.minimum), date_start=day(coupon.created),
        date_end=day(coupon.expires) if coupon.expires else "2099-12-31", uses_total=coupon.usage_limit or 0,
        uses_customer=coupon.per_customer or 0, status=1, date_added=moment(coupon.created),
    )  # fmt: skip
    for id in coupon.product_ids:
        shop.insert("coupon_product", coupon_id=coupon.id, product_id=id)
    for id in coupon.category_ids:
        shop.insert("coupon_category", coupon_id=coupon.id, category_id=id)
