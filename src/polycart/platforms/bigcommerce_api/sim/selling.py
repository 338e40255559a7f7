"""Customers, orders and what sells, of the reference catalogue; and of what it has nothing, a few of a store's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from polycart.platforms.bigcommerce_api.sim import carts, content, customers, marketing, orders, payments, pricelists
from polycart.platforms.bigcommerce_api.sim import shipments as parcels
from polycart.platforms.bigcommerce_api.sim.state import Shop, iso, rfc, short
from polycart.platforms.bigcommerce_api.sim.wire import Json
from polycart.sandbox import catalogue as ref

COUNTRIES = (
    ("US", "USA", "United States"), ("DE", "DEU", "Germany"), ("GB", "GBR", "United Kingdom"),
    ("UA", "UKR", "Ukraine"), ("JP", "JPN", "Japan"), ("FR", "FRA", "France"), ("CA", "CAN", "Canada"),
    ("PL", "POL", "Poland"), ("AU", "AUS", "Australia"),
)  # fmt: skip
STATES = {
    "US": (("CA", "California"), ("NY", "New York"), ("TX", "Texas"), ("WA", "Washington")),
    "UA": (("UA30", "Kyiv"),),
    "JP": (("JP13", "Tokyo"),),
    "DE": (("BE", "Berlin"), ("BY", "Bavaria")),
    "CA": (("ON", "Ontario"),),
}
STATUS = {
    "pending": 1, "processing": 11, "on-hold": 12, "completed": 10, "cancelled": 5, "refunded": 4, "failed": 6,
    "checkout-draft": 0,
}  # fmt: skip
PAID = {"processing": "captured", "completed": "captured", "refunded": "refunded", "failed": "declined"}
COUPON_TYPES = {
    "percent": "percentage_discount",
    "fixed_cart": "per_total_discount",
    "fixed_product": "per_item_discount",
}
PROVIDERS = {"USPS": "usps", "UPS": "ups", "DHL": ""}
FIRST_ORDER = 100
Ids = Callable[[int], int]


def seed(shop: Shop, catalogue: ref.Catalogue, product_id: Ids) -> None:
    """Fill what is sold, to whom, and for how much."""
    _places(shop, catalogue)
    for id, name in ((1, "Retail"), (2, "Wholesale")):
        when = short(ref.OPENED)
        group: Json = {"name": name, "is_default": id == 1, "category_access": {"type": "all"}, "discount_rules": []}
        shop.groups.put(group | {"date_created": when, "date_modified": when, "is_group_for_guests": False}, id)
    for source in catalogue.customers:
        _customer(shop, source)
    for source in catalogue.coupons:
        _coupon(shop, source, product_id)
    for source in catalogue.orders:
        _order(shop, source, product_id)
    _extras(shop)


def _places(shop: Shop, catalogue: ref.Catalogue) -> None:
    for code, long_code, name in COUNTRIES:
        row = shop.countries.put({"country": name, "country_iso2": code, "country_iso3": long_code})
        for short_name, state in STATES.get(code, ()):
            shop.states.put({"state": state, "state_abbreviation": short_name, "country_id": row["id"]})
    when = short(ref.OPENED)
    for id, name in enumerate(("Default Tax Class", "Non-Taxable Products", "Reduced rate", "Zero rate")):
        shop.tax_classes.put({"name": name, "created_at": when, "updated_at": when}, id)
    for code, name, token, rate in (
        (catalogue.store.currency, "US Dollar", "$", "1.0000000000"),
        (catalogue.store.other_currency, "Euro", "€", "0.9200000000"),
    ):
        shop.currencies.put(
            {
                "is_default": rate.startswith("1.0"), "country_iso2": "US", "default_for_country_codes": [],
                "currency_code": code, "currency_exchange_rate": rate, "auto_update": False, "token_location": "left",
                "token": token, "decimal_token": ".", "thousands_token": ",", "decimal_places": 2, "name": name,
                "enabled": True, "is_transactional": True, "use_default_name": True, "last_updated": rfc(ref.OPENED),
            }
        )  # fmt: skip
    kinds = {"flat_rate": "perorder", "free_shipping": "freeshipping", "local_pickup": "perorder"}
    for zone in catalogue.shipping_zones:
        places = [{"id": n, "zip": "", "country_iso2": c, "state_iso2": ""} for n, c in enumerate(zone.countries, 1)]
        free = next((m for m in zone.methods if m.kind == "free_shipping"), None)
        shop.zones.put(
            {
                "name": zone.name, "type": "country", "locations": places, "enabled": True,
                "free_shipping": {
                    "enabled": free is not None, "minimum_sub_total": f"{free.minimum if free else 0:.4f}",
                    "exclude_fixed_shipping_products": False,
                },
                "handling_fees": {"fixed_surcharge": "0.0000", "display_separately": False},
            },
            zone.id,
        )  # fmt: skip
        for method in zone.methods:
            row: Json = {
                "zone_id": zone.id,
                "name": method.title,
                "type": kinds[method.kind],
                "enabled": method.enabled,
            }
            row |= {"settings": {"rate": float(method.cost)}, "handling_fees": {"fixed_surcharge": 0.0}}
            shop.methods.put(row | {"is_fallback": False, "channel_ids": [1]}, method.id)
    place = {"address1": "1 Market Street", "address2": "", "city": "San Francisco", "state": "California",
             "zip": "94110", "email": "owner@shop.example", "phone": "", "country_code": "US"}  # fmt: skip
    shop.locations.put(
        {
            "code": "BC-LOCATION-1", "label": "Default location", "description": "",
            "managed_by_external_source": False,
            "type_id": "PHYSICAL", "enabled": True, "time_zone": "Etc/UTC", "created_at": when, "updated_at": when,
            "address": place, "storefront_visibility": True, "special_hours": [],
        },
        1,
    )  # fmt: skip


def _state(source: ref.Address) -> str:
    return next((name for code, name in STATES.get(source.country, ()) if code == source.state), source.state)


def _country(code: str) -> str:
    return next(name for iso2, _, name in COUNTRIES if iso2 == code)


def _customer(shop: Shop, source: ref.Customer) -> None:
    row = customers.BLANK | {
        "email": source.email, "first_name": source.first_name, "last_name": source.last_name,
        "company": source.billing.company, "phone": source.billing.phone,
        "customer_group_id": 2 if source.group == "wholesale" else 1, "date_created": short(source.created),
        "date_modified": short(source.modified), "@store_credit": [{"amount": 0.0}],
    }  # fmt: skip
    shop.customers.put(row, source.id)
    for place in dict.fromkeys((source.billing, source.shipping)):
        shop.addresses.put(
            {
                "customer_id": source.id, "first_name": place.first_name, "last_name": place.last_name,
                "company": place.company, "address1": place.line1, "address2": place.line2, "city": place.city,
                "state_or_province": _state(place), "postal_code": place.postcode, "country_code": place.country,
                "country": _country(place.country), "phone": place.phone, "address_type": "residential",
            }
        )  # fmt: skip


def _coupon(shop: Shop, source: ref.Coupon, product_id: Ids) -> None:
    applies: Json = {"entity": "categories", "ids": [0]}
    if source.product_ids:
        applies = {"entity": "products", "ids": [product_id(n) for n in source.product_ids]}
    elif source.category_ids:
        applies["ids"] = list(source.category_ids)
    row = marketing.blank_coupon(shop) | {
        "name": source.description or source.code, "code": source.code, "applies_to": applies,
        "type": "free_shipping" if source.free_shipping else COUPON_TYPES[source.kind],
        "amount": f"{source.amount:.4f}", "min_purchase": f"{source.minimum:.4f}",
        "expires": rfc(source.expires) if source.expires else "", "max_uses": source.usage_limit or 0,
        "max_uses_per_customer": source.per_customer or 0, "date_created": rfc(source.created),
    }  # fmt: skip
    shop.coupons.put(row, source.id)


def _address(source: ref.Address, email: str) -> Json:
    body = {
        "first_name": source.first_name, "last_name": source.last_name, "company": source.company,
        "street_1": source.line1, "street_2": source.line2, "city": source.city, "state": _state(source),
        "zip": source.postcode, "country": _country(source.country), "country_iso2": source.country,
        "phone": source.phone, "email": email,
    }  # fmt: skip
    return orders.address(body)


def _order(shop: Shop, source: ref.Order, product_id: Ids) -> None:
    id = source.id + FIRST_ORDER
    way = orders.money(source.shipping_total)
    order = shop.orders.put(
        orders.blank(shop)
        | {
            "customer_id": source.customer_id, "status_id": STATUS[source.status], "date_created": rfc(source.created),
            "date_modified": rfc(source.modified), "payment_method": source.payment_title,
            "date_shipped": rfc(source.completed) if source.completed else "", "ip_address": source.ip,
            "payment_status": PAID.get(source.status, ""), "customer_message": source.comment,
            "currency_code": source.currency, "default_currency_code": source.currency, "order_source": "www",
            "billing_address": _address(source.billing, source.email), "base_shipping_cost": way,
            "shipping_cost_ex_tax": way,
            "shipping_cost_inc_tax": orders.money(source.shipping_total + source.shipping_tax),
            "shipping_cost_tax": orders.money(source.shipping_tax), "coupon_discount": orders.money(source.discount),
            "discount_amount": "0.0000", "subtotal_ex_tax": orders.money(source.subtotal),
            "subtotal_tax": orders.money(source.tax - source.shipping_tax),
            "subtotal_inc_tax": orders.money(source.subtotal + source.tax - source.shipping_tax),
            "total_tax": orders.money(source.tax), "total_inc_tax": orders.money(source.total),
            "total_ex_tax": orders.money(source.total - source.tax), "@fees": [],
            "cart_id": f"{id:08x}-0000-4000-8000-000000000000", "staff_notes": "",
        },
        id,
    )  # fmt: skip
    place = orders.place(
        shop, order, _address(source.shipping, source.email) | {"shipping_method": source.shipping_method.title}
    )
    place |= {"base_cost": way, "cost_ex_tax": way, "cost_inc_tax": order["shipping_cost_inc_tax"]}
    place |= {"cost_tax": order["shipping_cost_tax"], "items_total": sum(line.quantity for line in source.lines)}
    lines = {line.id: _line(shop, order, place, line, product_id) for line in source.lines}
    if not order["status_id"]:
        items = [{"product_id": row["product_id"], "variant_id": row["variant_id"], "quantity": row["quantity"],
                  "list_price": float(row["price_ex_tax"])} for row in lines.values()]  # fmt: skip
        made = carts.cart(shop, {"customer_id": source.customer_id}, items)
        shop.carts[order["cart_id"]] = shop.carts.pop(made["id"]) | {"id": order["cart_id"], "email": source.email}
    for code in source.coupon_codes:
        _used(shop, order, code, source.discount)
    _paid(shop, order, source)
    for parcel in source.shipments:
        items = [{"order_product_id": row["id"], "quantity": row["quantity"]} for row in lines.values()]
        body = {"order_address_id": place["id"], "items": items, "tracking_number": parcel.number,
                "shipping_provider": PROVIDERS[parcel.carrier], "tracking_carrier": parcel.carrier.lower(),
                "tracking_link": parcel.url}  # fmt: skip
        parcels.made(shop, order, body)["date_created"] = rfc(parcel.shipped)
    for refund in source.refunds:
        _refund(shop, order, refund, lines, place)
    order |= {"status_id": order["status_id"] if source.refunds or source.shipments else STATUS[source.status]}
    order["date_modified"] = rfc(source.modified)
    order["date_shipped"] = rfc(source.completed) if source.completed else ""


def _line(shop: Shop, order: Json, place: Json, source: ref.OrderLine, product_id: Ids) -> Json:
    product = shop.products.get(product_id(source.product_id)) or {}
    variant = shop.variants.get(source.variant_id + 1000) if source.variant_id else None
    digital = product.get("type") == "digital"
    row = orders.line(
        name=product.get("name", source.name), sku=source.sku, product_id=product_id(source.product_id),
        variant_id=variant["id"] if variant else product.get("base_variant_id") or 0, quantity=source.quantity,
        ex=source.price, inc=source.price + (source.tax / source.quantity), total_tax=source.tax,
        options=orders.chosen_options(variant) if variant else [], weight=float(product.get("weight", 0)),
        digital=digital, upc=product.get("upc", ""),
    )  # fmt: skip
    if source.discount:
        row["applied_discounts"] = [
            {"id": "coupon", "amount": float(source.discount), "name": "Coupon", "code": None, "target": "product"}
        ]
        row["discounted_total_inc_tax"] = orders.money(source.total + source.tax)
    row |= {"order_id": order["id"], "order_address_id": place["id"]}
    made = shop.lines.put(row)
    for option in made["product_options"]:
        option["order_product_id"] = made["id"]
    return made


def _used(shop: Shop, order: Json, code: str, discount: Decimal) -> None:
    coupon = next(row for row in shop.coupons if row["code"] == code)
    coupon["num_uses"] += 1
    row: Json = {
        "coupon_id": coupon["id"],
        "order_id": order["id"],
        "code": code,
        "amount": coupon["amount"],
        "type": 1,
    }
    shop.order_coupons.put(row | {"discount": float(discount)})


def _paid(shop: Shop, order: Json, source: ref.Order) -> None:
    if not source.paid:
        return
    offline = not source.transaction
    gateways = {"bacs": "bankdeposit", "cod": "cod", "stripe": "stripe", "paypal": "paypalexpress"}
    shop.transactions.put(
        {
            "event": "purchase", "method": "offline" if offline else "credit_card", "amount": float(source.total),
            "currency": source.currency, "gateway": gateways[source.payment_method],
            "gateway_transaction_id": source.transaction, "date_created": iso(source.paid), "test": False,
            "status": "ok", "fraud_review": False, "order_id": order["id"],
            "payment_method_id": f"{source.payment_method}.card",
            "avs_result": {}, "cvv_result": {},
            **({"offline": {"display_name": source.payment_title}} if offline else {
                "credit_card": {"card_type": "visa", "card_iin": "411111", "card_last4": "1111",
                                "card_expiry_month": 12, "card_expiry_year": 2030},
            }),
        }
    )  # fmt: skip


def _refund(shop: Shop, order: Json, source: ref.Refund, lines: dict[int, Json], place: Json) -> None:
    items: list[Json] = [
        {"item_type": "PRODUCT", "item_id": lines[id]["id"], "quantity": quantity, "reason": source.reason,
         "requested_amount": float(money + tax), "adjustments": []}
        for id, quantity, money, tax in source.items
    ]  # fmt: skip
    if source.shipping:
        money = float(source.shipping + source.shipping_tax)
        items.append({"item_type": "SHIPPING", "item_id": place["id"], "quantity": 0, "reason": source.reason,
                      "requested_amount": money, "adjustments": []})  # fmt: skip
    tax = sum((each[3] for each in source.items), source.shipping_tax)
    paid = [{"provider_id": "custom", "amount": float(source.amount), "offline": True}]
    payments.refund(shop, order, items, source.amount, tax, paid)["created"] = iso(source.created)


def _extras(shop: Shop) -> None:
    """Gift certificates, promotions, price lists, scripts, wishlists, newsletters and a cart."""
    clock = ref.OPENED
    for n, (amount, name) in enumerate(((25, "Ann"), (50, "Іван"), (100, "Léa")), 1):
        body: Json = {
            "to_name": name, "to_email": f"{n}@friends.example", "from_name": "Owner",
            "from_email": "owner@shop.example", "amount": amount, "code": f"GIFT-{n:03d}", "message": "Enjoy!",
            "purchase_date": rfc(clock + timedelta(days=n)), "expiry_date": rfc(clock + timedelta(days=4000 + n)),
        }  # fmt: skip
        marketing.made_gift(shop, body)
    for n, (name, value) in enumerate((("Ten off the cart", "10"), ("Spring", "5")), 1):
        rule: Json = {
            "action": {"cart_value": {"discount": {"percentage_amount": value}}}, "apply_once": True, "stop": False,
            "condition": {"cart": {"minimum_spend": "50.00", "minimum_quantity": 1}},
        }  # fmt: skip
        shop.promotions.put(
            {
                "redemption_type": "AUTOMATIC", "name": name, "display_name": name, "channels": [{"id": 1}],
                "customer": {"group_ids": [], "minimum_order_count": 0, "excluded_group_ids": []}, "rules": [rule],
                "current_uses": n, "max_uses": 100, "status": "ENABLED" if n == 1 else "DISABLED",
                "start_date": iso(clock), "end_date": iso(clock + timedelta(days=900)), "stop": False,
                "can_be_used_with_other_promotions": True, "currency_code": "USD", "notifications": [],
                "created_from": "react_ui",
            }
        )  # fmt: skip
    now = iso(clock)
    shop.price_lists.put({"name": "Wholesale", "active": True, "date_created": now, "date_modified": now}, 1)
    shop.assignments.put({"price_list_id": 1, "customer_group_id": 2, "channel_id": 1})
    for product in [row for row in shop.products if row["id"] <= 6]:
        for variant in shop.variants.of(product["id"]):
            price = round(float(variant["price"] or product["price"]) * 0.9, 2)
            pricelists.put_record(shop, 1, {"variant_id": variant["id"], "currency": "USD", "price": price})
    for n, name in enumerate(("Statistics", "Chat"), 1):
        made = content.script(
            shop, {"name": name, "description": f"{name} of the shop", "src": f"https://scripts.example/{n}.js"}
        )
        made |= {"date_created": iso(clock + timedelta(days=n)), "date_modified": iso(clock + timedelta(days=n))}
    _people(shop)


def _people(shop: Shop) -> None:
    sold = list(shop.products)
    for customer in list(shop.customers)[:12]:
        n = customer["id"]
        items: list[Json] = [{"id": n * 10 + i, "product_id": sold[n + i]["id"]} for i in range(2)]
        shop.wishlists.put(
            {"customer_id": n, "name": f"Wishes {n}", "is_public": n % 2 == 0, "token": f"t{n:08d}", "items": items}
        )
    for customer in list(shop.customers)[:20]:
        n = customer["id"]
        when = short(ref.OPENED + timedelta(days=n))
        row = customers.subscriber(shop, email=customer["email"], first_name=customer["first_name"],
                                   last_name=customer["last_name"], source="storefront", date_created=when,
                                   date_modified=when)  # fmt: skip
        shop.subscribers.put(row)
    when = short(ref.OPENED)
    for name, kind in (("Shoe size", "number"), ("Member since", "date")):
        shop.attributes.put({"name": name, "type": kind, "date_created": when, "date_modified": when})
    for customer in list(shop.customers)[:5]:
        made = customers.set_attribute(shop, customer["id"], 1, str(36 + customer["id"]))
        made |= {"date_created": when, "date_modified": when}
    if sold:
        first: dict[str, Any] = next(row for row in sold if row["base_variant_id"])
        carts.cart(shop, {"customer_id": 1 if len(shop.customers) else 0}, [{"product_id": first["id"], "quantity": 2}])
