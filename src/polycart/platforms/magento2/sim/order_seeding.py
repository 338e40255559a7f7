"""The reference catalogue's orders as Magento orders, with the documents that their statuses imply.

A shop in US dollars sells in euros at half a dollar's number, so that amounts in both currencies are exact cents.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from polycart.platforms.magento2.sim import (
    carts,
    creditmemos,
    invoices,
    orders,
    pieces,
    placing,
    regions,
    shipments,
    stock,
    transactions,
    values,
)
from polycart.platforms.magento2.sim import states as st
from polycart.platforms.magento2.sim.documents import add_comment
from polycart.platforms.magento2.sim.money import amount
from polycart.platforms.magento2.sim.routes import Route
from polycart.platforms.magento2.sim.shop import ADMIN, Shop, stamp
from polycart.platforms.magento2.sim.wire import Json
from polycart.sandbox.catalogue import (
    Address,
    Catalogue,
    Customer,
    Order,
    OrderLine,
    Product,
    Refund,
    TaxRate,
    Variant,
)

EURO_RATE = 0.5
METHODS = {"bacs": "banktransfer", "cod": "cashondelivery", "stripe": "stripe_payments", "paypal": "paypal_express"}
CARRIERS = {"USPS": "usps", "DHL": "dhl", "UPS": "ups"}
PAID = ("processing", "completed", "refunded")
SOURCES = {"seed": "us-warehouse"}
"""Where seeded parcels came from, by the way of keeping stock; otherwise the default source."""
TYPE_IDS = {"variable": "configurable", "variable-subscription": "configurable", "grouped": "grouped"}


class Goods:
    """The catalogue's products, variants, buyers and tax rates by id, and the shop's own records of them."""

    def __init__(self, shop: Shop, catalogue: Catalogue) -> None:
        self.products: Mapping[int, Product] = {p.id: p for p in catalogue.products}
        self.variants: Mapping[int, Variant] = {v.id: v for p in catalogue.products for v in p.variants}
        self.customers: Mapping[int, Customer] = {c.id: c for c in catalogue.customers}
        self.rates: Mapping[int, TaxRate] = {r.id: r for r in catalogue.tax_rates}
        self._native: Mapping[str, Mapping[int, Json]] = {k: shop.table(f"{k}_ids") for k in ("product", "variant")}
        self._shop = shop

    def native(self, kind: str, number: int, sku: str) -> Json:
        """The shop's record of a product or a variant; where there is none, one that is gone."""
        known = self._native[kind].get(number)
        held = self._shop.table("products").get(known["id"]) if known else stock.product_of(self._shop, sku)
        return held or {"id": 100_000 + number, "sku": sku, "type_id": "", "extension": {}, "values": {}}


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """Every order that was placed; those that were left at the checkout are carts."""
    known = Goods(shop, catalogue)
    for source in catalogue.orders:
        if source.status != "checkout-draft":
            _order(shop, known, source)
        else:
            _cart(shop, known, source)
    _nameless(shop)


def _nameless(shop: Shop) -> None:
    """An open cart of somebody who has said nothing of himself yet."""
    goods = (p for p in shop.table("products").values() if p["type_id"] == "simple")
    found = next((p for p in goods if int(values.get(p, "visibility", ADMIN) or 0) > 1), None)
    if found is not None:
        cart = carts.new(shop)
        item: Json = {"item_id": shop.next("quote_items"), "sku": found["sku"], "parent_sku": found["sku"], "qty": 1}
        item |= {"name": values.get(found, "name", ADMIN), "product_type": "simple", "product_id": found["id"]}
        item |= {"price": float(values.get(found, "price", ADMIN) or 0), "options": "[]", "weight": None, "parts": []}
        item |= {"virtual": False, "tax_class": int(values.get(found, "tax_class_id", ADMIN) or 0)}
        cart["items"].append(item)


def _cart(shop: Shop, known: Goods, source: Order) -> None:
    """What was begun at the checkout and left there: still an open cart."""
    cart = carts.new(shop, store=1, masked=not source.customer_id)
    if source.customer_id:
        buyer = shop.table("customers")[source.customer_id]
        cart |= {"customer_id": buyer["id"], "group_id": buyer["group_id"], "email": source.email}
    for line in source.lines:
        draft = _line(shop, known, source, line)
        item: Json = {name: draft[name] for name in ("sku", "name", "product_type", "product_id", "qty", "price")}
        item |= {"item_id": shop.next("quote_items"), "options": "[]", "weight": draft["weight"]}
        item |= {"product_option": draft.get("product_option"), "virtual": bool(draft["is_virtual"])}
        native = known.native("product", line.product_id, line.sku)
        item |= {"parent_sku": native["sku"], "tax_class": int(values.get(native, "tax_class_id", ADMIN) or 0)}
        item["parts"] = [part | {"qty": 1} for part in draft.get("parts", [])]
        cart["items"].append(item)
    for kind, place in (("billing", source.billing), ("shipping", source.shipping)):
        carts.put_address(shop, cart, kind, address(place))
    if not source.customer_id:
        # Of a guest the shop knows the e-mail address from the bill.
        cart["billing"]["email"] = source.email
    cart |= {"created_at": stamp(source.created), "updated_at": stamp(source.modified)}


def _order(shop: Shop, known: Goods, source: Order) -> None:
    order = placing.place(shop, _draft(shop, known, source))
    order["updated_at"] = stamp(source.modified)
    if source.paid:
        _pay(shop, order, source, source.paid)
    if source.status == "completed":
        _ship(shop, order, source)
    for refund in source.refunds:
        _refund(shop, order, source, refund)
    if source.status == "cancelled":
        orders.cancel(shop, order, when=stamp(source.modified), stocked=False)
    elif source.status == "on-hold":
        orders.hold(order)
    elif source.status == "failed":
        # What Magento makes of a payment that did not come: it is looked at, or the order waits for it.
        order["state"] = st.REVIEW if source.id % 2 else st.PENDING_PAYMENT
        order["status"] = "fraud" if source.id % 2 else "pending_payment"
    for note in source.notes:
        asked: Json = {"comment": note.text, "is_customer_notified": note.for_customer}
        orders.comment(shop, order, asked | {"is_visible_on_front": note.for_customer}, when=stamp(note.created))
    order["updated_at"] = stamp(source.modified)


def _draft(shop: Shop, known: Goods, source: Order) -> Json:
    rate = EURO_RATE if source.currency == "EUR" else 1
    draft: Json = {"store_id": 1, "created": stamp(source.created), "currency": source.currency, "rate": rate}
    draft |= {"customer": _buyer(known, source), "lines": [_line(shop, known, source, x) for x in source.lines]}
    draft |= {"billing": address(source.billing), "shipping": address(source.shipping)}
    if all(line["is_virtual"] for line in draft["lines"]):
        if source.shipping_total:
            # Carriage was paid, so something was carried.
            draft["lines"] = [line | {"is_virtual": False} for line in draft["lines"]]
        else:
            draft["shipping"] = None
    method = source.shipping_method
    name = "freeshipping_freeshipping" if method.kind == "free_shipping" else "flatrate_flatrate"
    draft |= {"method": name, "description": f"Flat Rate - {method.title}"}
    carriage: Json = {"amount": float(source.shipping_total), "tax": float(source.shipping_tax)}
    if source.shipping_tax:
        carriage["rates"] = [_rate(known.rates[source.tax_rate_id], source.shipping_tax)]
    draft["carriage"] = carriage
    payment: Json = {"method": METHODS[source.payment_method], "title": source.payment_title}
    draft["payment"] = payment | {"last_trans_id": source.transaction}
    draft["fields"] = _fields(source)
    return draft


def _fields(source: Order) -> Json:
    made: Json = {"remote_ip": source.ip, "quote_id": source.id, "customer_note_notify": 1}
    if source.comment:
        made["customer_note"] = source.comment
    if source.coupon_codes:
        made |= {"coupon_code": source.coupon_codes[0], "discount_description": source.coupon_codes[0]}
        made["applied_rule_ids"] = "1"
    return made


def _buyer(known: Goods, source: Order) -> Json:
    who = source.billing
    made: Json = {
        "customer_email": source.email,
        "customer_firstname": who.first_name,
        "customer_lastname": who.last_name,
    }
    if not source.customer_id:
        return made | {"customer_is_guest": 1, "customer_group_id": 0}
    group = 2 if known.customers[source.customer_id].group == "wholesale" else 1
    return made | {"customer_is_guest": 0, "customer_group_id": group, "customer_id": source.customer_id}


def address(source: Address) -> Json:
    """An address of the catalogue as an order keeps it."""
    made: Json = {"firstname": source.first_name, "lastname": source.last_name, "company": source.company or None}
    made |= {"street": [line for line in (source.line1, source.line2) if line], "city": source.city}
    made |= {"postcode": source.postcode, "country_id": source.country, "telephone": source.phone or "-"}
    found = regions.coded(source.country, source.state) if source.state else None
    if found is not None:
        return made | {"region": found[2], "region_code": found[1], "region_id": found[0]}
    return made | ({"region": source.state} if source.state else {})


def _rate(rate: TaxRate, value: Decimal) -> tuple[str, str, float, float]:
    code = "-".join([rate.country, rate.state or "*", "*", rate.name])
    return code, rate.name, float(rate.percent), float(value)


def _line(shop: Shop, known: Goods, source: Order, line: OrderLine) -> Json:
    item = known.products[line.product_id]
    native = known.native("product", item.id, item.sku)
    kind = native["type_id"] or TYPE_IDS.get(item.type) or ("virtual" if item.virtual else "simple")
    made: Json = {"sku": line.sku or native["sku"], "name": item.name, "product_id": native["id"], "product_type": kind}
    made |= {"qty": line.quantity, "price": float(line.price), "row_total": float(line.subtotal)}
    made |= {
        "original_price": float(line.price),
        "tax_amount": float(line.tax),
        "discount_amount": float(line.discount),
    }
    made |= {"is_virtual": item.virtual, "quote_item_id": line.id, "weight": float(item.weight) or None}
    if line.discount:
        made |= {"discount_percent": 10, "applied_rule_ids": "1"}
    if line.tax_rate_id:
        rate = known.rates[line.tax_rate_id]
        made |= {"tax_percent": float(rate.percent), "rates": [_rate(rate, line.tax)]}
    if line.variant_id:
        variant = known.variants[line.variant_id]
        child = known.native("variant", variant.id, variant.sku)
        told = pieces.chosen(shop, native, child)
        name = child["values"].get("name", {}).get(ADMIN) or line.name
        part: Json = {"sku": line.sku, "name": name, "product_id": child["id"], "product_type": "simple"}
        part |= {"qty": line.quantity, "price": 0, "quote_item_id": line.id, "weight": float(variant.weight) or None}
        made |= {"product_option": told, "parts": [part], "weight": float(variant.weight) or None}
    return made


def _pay(shop: Shop, order: Json, source: Order, paid: datetime) -> None:
    when = stamp(paid)
    invoices.create(shop, order, invoices.quantities(order, []), when=when)
    if source.transaction:
        transactions.add(shop, order, source.transaction, when)


def _ship(shop: Shop, order: Json, source: Order) -> None:
    if not st.can_ship(order):
        return
    parcels = source.shipments
    at = parcels[0].shipped if parcels else source.completed or source.created + timedelta(days=3)
    tracks: list[Json] = [
        {"track_number": parcel.number, "title": parcel.carrier, "carrier_code": CARRIERS[parcel.carrier]}
        for parcel in parcels
    ]
    wanted = {i["item_id"]: st.to_ship(order, i) for i in order["items"] if not i.get("is_virtual")}
    place = SOURCES.get(shop.config("sources"), stock.DEFAULT)
    wanted = {k: v for k, v in wanted.items() if v}
    shipments.create(shop, order, wanted, when=stamp(at), source=place, tracks=tracks, taken=False)


def _refund(shop: Shop, order: Json, source: Order, refund: Refund) -> None:
    """The lines of a refund are whole ones; the carriage is asked for in the base currency."""
    by_line = {line.id: item for line, item in zip(source.lines, _tops(order), strict=True)}
    asked: list[Json] = [{"order_item_id": by_line[line]["item_id"], "qty": qty} for line, qty, _, _ in refund.items]
    terms = creditmemos.Terms({"shipping_amount": float(refund.shipping) / amount(order, "base_to_order_rate")})
    memo = creditmemos.draw(shop, order, creditmemos.quantities(order, asked), terms)
    when = stamp(refund.created)
    kept = creditmemos.keep(shop, order, memo, terms, when=when, stocked=False)
    add_comment(shop, kept, {"comment": refund.reason}, "creditmemo")["created_at"] = when


def _tops(order: Json) -> list[Json]:
    return [item for item in order["items"] if not item.get("parent_item_id")]


ROUTES: tuple[Route, ...] = ()
