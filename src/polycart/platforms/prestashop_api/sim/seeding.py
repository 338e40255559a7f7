"""The reference catalogue as a PrestaShop would hold it: tree, options, features, products, people, orders, rules."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from polycart.platforms.prestashop_api.sim import places
from polycart.platforms.prestashop_api.sim.rules import slug
from polycart.platforms.prestashop_api.sim.state import NO_MOMENT, Record, Shop
from polycart.sandbox.catalogue import Address, Catalogue, Coupon, Order, Product, Variant

ROOT, HOME = 1, 2
STATES = {
    "pending": 1, "processing": 2, "on-hold": 10, "completed": 5, "cancelled": 6, "refunded": 7, "failed": 8,
}  # fmt: skip
"""The status of an order by the catalogue's word; one begun and left is a cart without an order."""

TAX_GROUPS = {"": 1, "standard": 1, "reduced-rate": 2, "zero-rate": 3}


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """Fill an empty shop."""
    places.seed(shop, catalogue)
    _categories(shop, catalogue)
    for brand in catalogue.brands:
        shop.insert("manufacturers", {"name": brand.name, "active": 1, "description": shop.texts(brand.description),
                                      **_dates(catalogue.products[0].created)}, brand.id)  # fmt: skip
    for tag in catalogue.tags:
        shop.insert("tags", {"id_lang": shop.languages[0], "name": tag.name}, tag.id)
    names = _options(shop, catalogue)
    features: dict[str, int] = {}
    for product in catalogue.products:
        _product(shop, product, names, features)
    _people(shop, catalogue)
    for order in catalogue.orders:
        _order(shop, order)
    for coupon in catalogue.coupons:
        _coupon(shop, coupon)
    shop.insert("specific_price_rules", {
        "name": "Spring sale", "id_shop": 1, "from_quantity": 1, "price": "-1", "reduction": "5",
        "reduction_tax": 1, "reduction_type": "percentage", "from": "2024-03-01 00:00:00", "to": NO_MOMENT,
    })  # fmt: skip


def moment(at: datetime | None) -> str:
    """A moment as the shop keeps it."""
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else NO_MOMENT


def _dates(created: datetime, modified: datetime | None = None) -> Record:
    return {"date_add": moment(created), "date_upd": moment(modified or created)}


def _categories(shop: Shop, catalogue: Catalogue) -> None:
    opened = catalogue.products[0].created
    for id, name, parent, root in ((ROOT, "Root", 0, "0"), (HOME, "Home", ROOT, "1")):
        shop.insert("categories", {
            "id_parent": parent, "level_depth": id - 1, "active": 1, "is_root_category": root, "name": shop.texts(name),
            "link_rewrite": shop.texts(name.lower()), "id_shop_default": 1, **_dates(opened),
        }, id)  # fmt: skip
    for category in catalogue.categories:
        parent = category.parent_id + HOME if category.parent_id else HOME
        above = shop.get("categories", parent)
        record = shop.insert("categories", {
            "id_parent": parent, "active": 1, "name": shop.texts(category.name), "position": category.position,
            "link_rewrite": shop.texts(slug(category.slug)), "description": shop.texts(category.description),
            "id_shop_default": 1, "level_depth": (above["level_depth"] if above else 1) + 1,
            **_dates(catalogue.products[category.id].created),
        }, category.id + HOME)  # fmt: skip
        if category.image:
            shop.one_picture["categories"].add(record["id"])


Names = dict[tuple[str, str], int]


def _options(shop: Shop, catalogue: Catalogue) -> Names:
    """The shared options; answers the ids of their values by the names of both."""
    known: Names = {}
    for place, option in enumerate(catalogue.options):
        shop.insert("product_options", {
            "group_type": "select", "position": place, "name": shop.texts(option.name),
            "public_name": shop.texts(option.name),
        }, option.id)  # fmt: skip
        for at, value in enumerate(option.values):
            shop.insert("product_option_values", {
                "id_attribute_group": option.id, "position": at, "name": shop.texts(value.name),
            }, value.id)  # fmt: skip
            known[option.name, value.name] = value.id
    return known


def _value(shop: Shop, names: Names, option: str, value: str) -> int:
    """The id of an option value; one that only a product has becomes one of the shop."""
    if (option, value) in names:
        return names[option, value]
    language = shop.languages[0]
    group = next((row for row in shop.all("product_options") if row["name"][language] == option), None)
    if group is None:
        group = shop.insert("product_options", {
            "group_type": "select", "position": len(shop.tables["product_options"]), "name": shop.texts(option),
            "public_name": shop.texts(option),
        })  # fmt: skip
    siblings = sum(1 for _ in shop.all("product_option_values", id_attribute_group=group["id"]))
    made = shop.insert("product_option_values", {
        "id_attribute_group": group["id"], "position": siblings, "name": shop.texts(value),
    })  # fmt: skip
    names[option, value] = made["id"]
    return made["id"]


def _features(shop: Shop, product: Product, known: dict[str, int]) -> list[Record]:
    """What products offer without variants becomes features, with the first of its values."""
    rows: list[Record] = []
    language = shop.languages[0]
    for option in product.options:
        if option.varies or not option.values:
            continue
        if option.name not in known:
            made = shop.insert("product_features", {"name": shop.texts(option.name), "position": len(known)})
            known[option.name] = made["id"]
        feature, text = known[option.name], option.values[0]
        found = next(
            (row for row in shop.all("product_feature_values", id_feature=feature) if row["value"][language] == text),
            None,
        )
        value = found or shop.insert("product_feature_values", {"id_feature": feature, "value": shop.texts(text)})
        rows.append({"id": feature, "id_feature_value": value["id"]})
    return rows


def _product(shop: Shop, product: Product, names: Names, features: dict[str, int]) -> None:
    kind = "combinations" if product.variants else "pack" if product.member_ids else "standard"
    kind = "virtual" if product.virtual and kind == "standard" else kind
    categories = [HOME, *(id + HOME for id in product.category_ids)]
    record = shop.insert("products", {
        "id_manufacturer": product.brand_id, "id_category_default": categories[-1], "id_shop_default": 1,
        "id_tax_rules_group": TAX_GROUPS.get(product.tax_class, 1) if product.taxable else 0,
        "reference": product.sku, "ean13": product.barcode, "price": product.price,
        "wholesale_price": product.price / 2, "weight": product.weight, "width": product.width,
        "height": product.height, "depth": product.length, "active": product.status == "published",
        "available_for_order": product.status != "hidden", "show_price": 1, "state": 1, "indexed": 1,
        "visibility": "both" if product.status != "hidden" else "none", "condition": "new", "minimal_quantity": 1,
        "is_virtual": kind == "virtual", "product_type": kind, "cache_is_pack": kind == "pack",
        "on_sale": product.special_price is not None, "name": shop.texts(product.name),
        "link_rewrite": shop.texts(slug(product.slug)), "description": shop.texts(product.description),
        "description_short": shop.texts(product.short_description), "redirect_type": "default",
        "low_stock_threshold": product.stock.low, **_dates(product.created, product.modified),
    }, product.id)  # fmt: skip
    record["@categories"] = [{"id": id} for id in dict.fromkeys(categories)]
    record["@product_features"] = _features(shop, product, features)
    record["@tags"] = [{"id": id} for id in product.tag_ids]
    record["@accessories"] = [{"id": id} for id in product.related_ids]
    record["@product_bundle"] = [{"id": id, "id_product_attribute": 0, "quantity": 1} for id in product.member_ids]
    shop.pictures[product.id] = [shop.number("images") for _ in product.images]
    if product.images:
        shop.covers[product.id] = shop.pictures[product.id][0]
    _stock(shop, product.id, 0, product.stock.quantity, product.stock.backorders)
    if product.special_price is not None and not product.variants:
        _special(shop, product.id, 0, product.special_price, product.special_from, product.special_to)
    for variant in product.variants:
        _combination(shop, record, product, variant, names)
    if product.variants:
        rows = [row for row in shop.all("stock_availables", id_product=product.id) if row["id_product_attribute"]]
        next(shop.all("stock_availables", id_product=product.id))["quantity"] = sum(row["quantity"] for row in rows)


def _stock(shop: Shop, product: int, combination: int, quantity: int, backorders: str) -> None:
    shop.insert("stock_availables", {
        "id_product": product, "id_product_attribute": combination, "id_shop": 1, "quantity": quantity,
        "out_of_stock": 2 if backorders == "no" else 1,
    })  # fmt: skip


def _special(
    shop: Shop, product: int, combination: int, price: Decimal, first: datetime | None, last: datetime | None
) -> None:
    shop.insert("specific_prices", {
        "id_product": product, "id_product_attribute": combination, "price": price, "from_quantity": 1,
        "reduction": 0, "reduction_type": "amount", "from": moment(first), "to": moment(last),
    })  # fmt: skip


def _combination(shop: Shop, record: Record, product: Product, variant: Variant, names: Names) -> None:
    first = variant is product.variants[0]
    made = shop.insert("combinations", {
        "id_product": product.id, "reference": variant.sku, "ean13": variant.barcode,
        "price": variant.price - product.price, "weight": variant.weight - product.weight, "minimal_quantity": 1,
    }, variant.id)  # fmt: skip
    made["default_on"] = "1" if first else ""
    if first:
        record["cache_default_attribute"] = variant.id
    made["@product_option_values"] = [
        {"id": _value(shop, names, choice.option, choice.value)} for choice in variant.choices
    ]
    if variant.image and shop.pictures[product.id]:
        made["@images"] = [{"id": shop.pictures[product.id][0]}]
    _stock(shop, product.id, variant.id, variant.stock.quantity, variant.stock.backorders)
    if variant.special_price is not None:
        _special(shop, product.id, variant.id, variant.special_price, None, None)


def address(shop: Shop, customer: int, given: Address) -> int:
    """The id of a customer's address; the same one is kept once."""
    country = places.country_id(shop, given.country)
    fields: dict[str, Any] = {
        "id_customer": customer, "id_country": country, "id_state": places.state_id(shop, country, given.state),
        "alias": "Address", "company": given.company, "lastname": given.last_name, "firstname": given.first_name,
        "address1": given.line1, "address2": given.line2, "postcode": given.postcode, "city": given.city,
        "phone": given.phone,
    }  # fmt: skip
    for row in shop.all("addresses", id_customer=customer):
        if all(str(row[name]) == str(value) for name, value in fields.items()):
            return row["id"]
    return shop.insert("addresses", fields)["id"]


def _people(shop: Shop, catalogue: Catalogue) -> None:
    for person in catalogue.customers:
        record = shop.insert("customers", {
            "email": person.email, "firstname": person.first_name, "lastname": person.last_name, "id_lang": 1,
            "id_default_group": 3, "active": 1, "newsletter": person.id % 3 == 0, "id_shop": 1, "id_shop_group": 1,
            "id_gender": person.id % 3, "birthday": f"19{60 + person.id % 40}-0{1 + person.id % 9}-17",
            "company": person.billing.company, **_dates(person.created, person.modified),
        }, person.id)  # fmt: skip
        record["@groups"] = [{"id": 3}]
        for given in (person.billing, person.shipping):
            address(shop, person.id, given)


def _guest(shop: Shop, order: Order) -> int:
    """Guests are customers of a single order."""
    record = shop.insert("customers", {
        "email": order.email, "firstname": order.billing.first_name, "lastname": order.billing.last_name, "id_lang": 1,
        "id_default_group": 2, "active": 1, "is_guest": 1, "id_shop": 1, "id_shop_group": 1, **_dates(order.created),
    })  # fmt: skip
    record["@groups"] = [{"id": 2}]
    return record["id"]


def _cart(shop: Shop, order: Order, customer: int, delivery: int, invoice: int) -> Record:
    cart = shop.insert("carts", {
        "id_address_delivery": delivery, "id_address_invoice": invoice, "id_currency": 1, "id_customer": customer,
        "id_lang": 1, "id_shop": 1, "id_shop_group": 1, "id_carrier": order.shipping_method.id,
        **_dates(order.created, order.modified),
    })  # fmt: skip
    cart["@cart_rows"] = [
        {
            "id_product": line.product_id, "id_product_attribute": line.variant_id, "id_address_delivery": delivery,
            "id_customization": 0, "quantity": line.quantity,
        }
        for line in order.lines
    ]  # fmt: skip
    return cart


def _order(shop: Shop, order: Order) -> None:
    customer = order.customer_id or _guest(shop, order)
    delivery, invoice = address(shop, customer, order.shipping), address(shop, customer, order.billing)
    cart = _cart(shop, order, customer, delivery, invoice)
    if order.status == "checkout-draft":
        return
    net, discount = order.subtotal, order.discount
    ship = order.shipping_total + order.shipping_tax
    record = shop.insert("orders", {
        "id_address_delivery": delivery, "id_address_invoice": invoice, "id_cart": cart["id"], "id_currency": 1,
        "id_lang": 1, "id_customer": customer, "id_carrier": order.shipping_method.id, "id_shop": 1,
        "id_shop_group": 1, "current_state": STATES[order.status], "module": "ps_checkpayment",
        "payment": order.payment_title, "conversion_rate": 1, "reference": f"POLY{order.id:05d}",
        "valid": order.status in ("processing", "completed"), "total_products": net,
        "total_products_wt": net + sum((line.subtotal_tax for line in order.lines), Decimal(0)),
        "total_discounts": discount + order.discount_tax, "total_discounts_tax_excl": discount,
        "total_discounts_tax_incl": discount + order.discount_tax, "total_shipping": ship,
        "total_shipping_tax_incl": ship, "total_shipping_tax_excl": order.shipping_total, "total_paid": order.total,
        "total_paid_tax_incl": order.total, "total_paid_tax_excl": net - discount + order.shipping_total,
        "total_paid_real": order.total if order.paid else 0, "round_mode": 2, "round_type": 2,
        **_dates(order.created, order.modified),
    }, order.id)  # fmt: skip
    for line in order.lines:
        _line(shop, order, line)
    _around(shop, order, record)


def _line(shop: Shop, order: Order, line: Any) -> None:
    one_tax = line.subtotal_tax / line.quantity
    product = shop.get("products", line.product_id)
    shop.insert("order_details", {
        "id_order": order.id, "product_id": line.product_id, "product_attribute_id": line.variant_id, "id_shop": 1,
        "product_name": line.name, "product_quantity": line.quantity, "product_reference": line.sku,
        "product_price": line.price, "unit_price_tax_excl": line.price, "unit_price_tax_incl": line.price + one_tax,
        "total_price_tax_excl": line.subtotal, "total_price_tax_incl": line.subtotal + line.subtotal_tax,
        "product_weight": product["weight"] if product else 0, "product_ean13": product["ean13"] if product else "",
        "original_product_price": line.price,
    }, line.id)  # fmt: skip


def _around(shop: Shop, order: Order, record: Record) -> None:
    """What belongs to an order: its way through the statuses, parcel, payment, refunds and what was said."""
    first = {"id_order": order.id, "id_order_state": STATES["pending"], "date_add": moment(order.created)}
    shop.insert("order_histories", first)
    if record["current_state"] != STATES["pending"]:
        shop.insert("order_histories", {**first, "id_order_state": record["current_state"],
                                        "date_add": moment(order.completed or order.modified)})  # fmt: skip
    parcel = order.shipments[0] if order.shipments else None
    shop.insert("order_carriers", {
        "id_order": order.id, "id_carrier": order.shipping_method.id, "shipping_cost_tax_excl": order.shipping_total,
        "shipping_cost_tax_incl": order.shipping_total + order.shipping_tax,
        "tracking_number": parcel.number if parcel else "", "date_add": moment(order.created),
    })  # fmt: skip
    if order.paid:
        shop.insert("order_payments", {
            "order_reference": record["reference"], "id_currency": 1, "amount": order.total, "conversion_rate": 1,
            "payment_method": order.payment_title, "transaction_id": order.transaction, "date_add": moment(order.paid),
        })  # fmt: skip
    for refund in order.refunds:
        net = sum((each[2] for each in refund.items), Decimal(0))
        tax = sum((each[3] for each in refund.items), Decimal(0))
        slip = shop.insert("order_slip", {
            "id_customer": record["id_customer"], "id_order": order.id, "conversion_rate": 1,
            "total_products_tax_excl": net, "total_products_tax_incl": net + tax,
            "total_shipping_tax_excl": refund.shipping, "partial": 1, "amount": net,
            "total_shipping_tax_incl": refund.shipping + refund.shipping_tax, **_dates(refund.created),
        })  # fmt: skip
        slip["@order_slip_details"] = [
            {"id": place, "id_order_detail": line, "product_quantity": quantity, "amount_tax_excl": f"{each:.6f}",
             "amount_tax_incl": f"{each + paid:.6f}"}
            for place, (line, quantity, each, paid) in enumerate(refund.items, 1)
        ]  # fmt: skip
    if order.comment:
        shop.insert("messages", {"id_order": order.id, "id_customer": record["id_customer"], "message": order.comment,
                                 "id_cart": record["id_cart"], "date_add": moment(order.created)})  # fmt: skip
    for code in order.coupon_codes:
        shop.insert("order_cart_rules", {"id_order": order.id, "name": code, "value": order.discount,
                                         "value_tax_excl": order.discount})  # fmt: skip


def _coupon(shop: Shop, coupon: Coupon) -> None:
    percent = coupon.kind == "percent"
    shop.insert("cart_rules", {
        "code": coupon.code, "name": shop.texts(coupon.code), "description": coupon.description, "active": 1,
        "date_from": moment(coupon.created), "date_to": moment(coupon.expires) if coupon.expires else
        "2038-01-01 00:00:00", "quantity": coupon.usage_limit or 1_000_000, "quantity_per_user": coupon.per_customer or
        1_000_000, "reduction_percent": coupon.amount if percent else 0, "reduction_currency": 1,
        "reduction_amount": 0 if percent else coupon.amount, "minimum_amount": coupon.minimum,
        "minimum_amount_currency": 1, "free_shipping": coupon.free_shipping, "priority": 1,
        **_dates(coupon.created),
    }, coupon.id)  # fmt: skip
