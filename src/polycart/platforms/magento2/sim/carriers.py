"""Ways of shipping and paying that the shop offers: flat rate and free shipping, cheque and what needs no payment."""

from typing import TYPE_CHECKING

from polycart.platforms.magento2.sim.money import cents
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Json

if TYPE_CHECKING:
    from polycart.platforms.magento2.sim.cart_totals import Sums

PAYMENTS = {
    "checkmo": ("Check / Money order", "1"),
    "banktransfer": ("Bank Transfer Payment", "0"),
    "cashondelivery": ("Cash On Delivery", "0"),
    "free": ("No Payment Information Required", "1"),
}
"""Titles, and whether a new shop offers the method (`payment/*/active`)."""


def name_of(rate: Json) -> str:
    """Carrier and method in one word, as orders keep them."""
    return f"{rate['carrier_code']}_{rate['method_code']}"


def rates(shop: Shop, cart: Json, sums: "Sums", place: Json) -> list[Json]:
    """What carrying a cart costs; nothing is offered for a cart with nothing to carry."""
    carried = [line for line in sums.lines if not line.item["virtual"]]
    if not carried or not place.get("country_id"):
        return []
    found: list[Json] = []
    if shop.config("carriers/flatrate/active", "1") == "1":
        price = float(shop.config("carriers/flatrate/price", "5"))
        each = shop.config("carriers/flatrate/type", "I") == "I"
        qty = sum(float(item["qty"]) for item in cart["items"] if not item["virtual"])
        title = shop.config("carriers/flatrate/title", "Flat Rate"), shop.config("carriers/flatrate/name", "Fixed")
        found.append(_rate("flatrate", title, price * qty if each else price))
    if shop.config("carriers/freeshipping/active", "0") == "1":
        least = float(shop.config("carriers/freeshipping/free_shipping_subtotal", "0") or 0)
        if sums.subtotal >= least or all(line.free for line in carried):
            found.append(_rate("freeshipping", ("Free Shipping", "Free"), 0))
    return found


def _rate(code: str, title: tuple[str, str], amount: float) -> Json:
    cost = cents(amount)
    made: Json = {"carrier_code": code, "method_code": code, "carrier_title": title[0], "method_title": title[1]}
    made |= {"amount": cost, "base_amount": cost, "available": True, "error_message": ""}
    return made | {"price_excl_tax": cost, "price_incl_tax": cost}


def payments(shop: Shop, grand: float) -> list[Json]:
    """The ways of paying; what costs nothing needs none."""
    found: list[Json] = []
    for code, (title, standard) in PAYMENTS.items():
        if shop.config(f"payment/{code}/active", standard) == "1" and (code != "free" or grand < 0.0001):
            found.append({"code": code, "title": shop.config(f"payment/{code}/title", title)})
    return found
