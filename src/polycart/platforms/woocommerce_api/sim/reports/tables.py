"""The lookup tables that Analytics counts from: one row an order or refund, its products, and who bought them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Json, listed

ALWAYS_OUT = ("auto-draft", "trash", "checkout-draft")
PLACE = ("country", "city", "state", "postcode")


class Sale(msgspec.Struct):
    """What an order or refund says of one product; the gross tells sales from returns."""

    order: int
    product: int
    variation: int
    pieces: int
    net: float
    gross: float


class Entry(msgspec.Struct):
    """An order, or a refund with its parent, as the statistics keep it."""

    id: int
    parent: int
    created: str
    paid: str | None
    completed: str | None
    total: float
    tax: float
    shipping: float
    status: str
    customer: int
    sales: list[Sale]
    coupons: frozenset[int] = frozenset()
    discount: float = 0.0
    rates: frozenset[int] = frozenset()
    returning: bool | None = None
    pieces: int = 0

    @property
    def net(self) -> float:
        return self.total - self.tax - self.shipping

    def at(self, kind: str) -> str | None:
        """The moment that the merchant counts by."""
        return {"date_paid": self.paid, "date_completed": self.completed}.get(kind, self.created)


class Buyer(msgspec.Struct):
    """A customer with an account, or a guest known by the address for mail."""

    id: int
    user: int
    username: str
    first: str
    last: str
    email: str
    country: str
    city: str
    state: str
    postcode: str
    registered: str | None = None
    active: str | None = None

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


class Tables(msgspec.Struct):
    """All rows: entries by id, buyers in the order in which the shop met them."""

    entries: list[Entry]
    buyers: list[Buyer]


def excluded(shop: Shop) -> set[str]:
    """The statuses that count for nothing unless asked for."""
    found = shop.options.get("wc_admin", {}).get("woocommerce_excluded_report_order_statuses")
    chosen = listed(found["value"]) if found else None
    return {*ALWAYS_OUT, *(("pending", "failed", "cancelled") if chosen is None else chosen)}


def tables(shop: Shop) -> Tables:
    """The tables as of now."""
    known = _Buyers(shop)
    codes = {c["code"]: n for n, c in shop.coupons.items()}
    entries: list[Entry] = []
    for order in sorted(shop.orders.values(), key=lambda o: o["id"]):
        buyer = known.of(order)
        entries.append(_order(order, buyer, codes))
        entries += [_refund(r, order, buyer) for r in shop.refunds_of(order["id"])]
    entries.sort(key=lambda e: e.id)
    _tell_returning(entries, excluded(shop))
    return Tables(entries, known.buyers)


def _day(moment: Any) -> str | None:
    return str(moment).replace("T", " ") if moment else None


def _order(order: Json, buyer: int, codes: dict[str, int]) -> Entry:
    made = Entry(
        id=order["id"],
        parent=0,
        created=_day(order["date_created"]) or "",
        paid=_day(order["date_paid"]),
        completed=_day(order["date_completed"]),
        total=float(order["total"]),
        tax=float(order["total_tax"]),
        shipping=float(order["shipping_total"]),
        status=order["status"],
        customer=buyer,
        sales=[],
    )
    made.coupons = frozenset(codes.get(c["code"], 0) for c in order["coupon_lines"])
    made.discount = sum(float(c["discount"]) for c in order["coupon_lines"])
    made.rates = frozenset(t["rate_id"] for t in order["tax_lines"])
    made.pieces = sum(line["quantity"] for line in order["line_items"])
    made.sales = list(_sales(made, order["line_items"]))
    return made


def _refund(refund: Json, order: Json, buyer: int) -> Entry:
    """A refund stands in the status of its order, and was paid and completed when it was made."""
    carriage: list[Json] = refund["shipping_lines"]
    lines: list[Json] = [*refund["line_items"], *refund["fee_lines"], *carriage]
    when = _day(refund["date_created"]) or ""
    made = Entry(
        id=refund["id"],
        parent=order["id"],
        created=when,
        paid=when,
        completed=when,
        total=-float(refund["amount"]),
        tax=sum(float(line["total_tax"]) for line in lines),
        shipping=sum(float(line["total"]) for line in carriage),
        status=order["status"],
        customer=buyer,
        sales=[],
    )
    made.pieces = sum(line["quantity"] for line in refund["line_items"])
    made.sales = list(_sales(made, refund["line_items"]))
    return made


def _sales(entry: Entry, lines: list[Json]) -> Iterator[Sale]:
    """The lines that have a quantity; carriage is shared out by pieces."""
    for line in lines:
        if line["quantity"]:
            net, tax = float(line["total"]), float(line["total_tax"])
            share = entry.shipping / entry.pieces * line["quantity"] if entry.pieces else 0.0
            product, variation = int(line["product_id"] or 0), int(line["variation_id"] or 0)
            yield Sale(entry.id, product, variation, line["quantity"], net, net + tax + share)


def _tell_returning(entries: list[Entry], out: set[str]) -> None:
    """Who had ordered before; a refund tells nothing."""
    first: dict[int, Entry] = {}
    for entry in entries:
        held = first.get(entry.customer)
        if entry.status not in out and (held is None or (entry.created, entry.id) < (held.created, held.id)):
            first[entry.customer] = entry
    for entry in entries:
        if not entry.parent:
            entry.returning = entry.customer in first and first[entry.customer] is not entry


class _Buyers:
    """Customers by account and guests by address, numbered as they are met; the last order tells where they live."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.buyers: list[Buyer] = []
        self.users: dict[int, Buyer] = {}
        self.guests: dict[str, Buyer] = {}
        for customer in sorted(shop.customers.values(), key=lambda c: c["id"]):
            if customer["role"] == "customer":
                self._register(customer, {})

    def _add(self, part: "partial[Buyer]", place: Json) -> Buyer:
        buyer = part(id=len(self.buyers) + 1, **{n: place.get(n, "") for n in PLACE})
        self.buyers.append(buyer)
        return buyer

    def _register(self, customer: Json, billing: Json) -> Buyer:
        home: Json = customer["billing"]
        part = partial(
            Buyer,
            user=customer["id"],
            username=customer["username"],
            first=customer["first_name"] or home.get("first_name", "") or billing.get("first_name", ""),
            last=customer["last_name"] or home.get("last_name", "") or billing.get("last_name", ""),
            email=customer["email"],
            registered=_day(customer["date_created"]),
        )
        self.users[customer["id"]] = self._add(part, home)
        return self.users[customer["id"]]

    def of(self, order: Json) -> int:
        """The number of the one who placed the order."""
        billing: Json = order["billing"]
        user, email = order["customer_id"], billing["email"]
        buyer = self.users.get(user) if user else self.guests.get(email.lower())
        if buyer is None and user and user in self.shop.customers:
            buyer = self._register(self.shop.customers[user], billing)
        if buyer is None:
            names = {"first": billing["first_name"], "last": billing["last_name"], "email": email}
            buyer = self._add(partial(Buyer, user=user, username="", **names), billing)
            if user:
                self.users[user] = buyer
            elif email:
                self.guests[email.lower()] = buyer
        when = _day(order["date_created"])
        if when and when >= (buyer.active or ""):
            buyer.active = when
            for name in PLACE:
                setattr(buyer, name, billing[name])
        return buyer.id
