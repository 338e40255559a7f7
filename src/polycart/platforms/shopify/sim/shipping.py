"""What it costs to send to a place, and the taxes there: by the zones and rates of the shop's settings."""

from __future__ import annotations

from decimal import Decimal

from polycart.platforms.shopify.sim.orders import ZERO, cents
from polycart.platforms.shopify.sim.state import Record, Shop


def zones(shop: Shop) -> list[Record]:
    """The delivery zones of the shop."""
    return shop.all("DeliveryZone")


def rates_for(shop: Shop, address: Record, worth: Decimal) -> list[Record]:
    """The shipping rates to an address for goods of a worth."""
    made: list[Record] = []
    for zone in zones(shop):
        if address["countryCodeV2"] not in zone["_countries"]:
            continue
        for method in zone["_methods"]:
            if method["active"] and worth >= method["_minimum"]:
                handle = f"shopify-{method['name']}-{method['_cost']:.2f}"
                made.append({"handle": handle, "title": method["name"], "price": method["_cost"]})
    return made


def rate(shop: Shop, address: Record | None) -> tuple[str, Decimal, bool] | None:
    """The name and percentage of the tax at an address, and whether it is on shipping too."""
    if address is None:
        return None
    rates: dict[tuple[str, str], tuple[str, Decimal, bool]] = shop.taxes
    country, province = address["countryCodeV2"] or "", address["provinceCode"] or ""
    return rates.get((country, province)) or rates.get((country, ""))


def taxed(
    shop: Shop, address: Record | None, lines: list[Record], net: Decimal, ship: Decimal
) -> tuple[list[Record], Decimal]:
    """The tax lines of a basket, and their sum; a discount on all of it is on what is taxed in proportion."""
    found = rate(shop, address)
    if found is None:
        return [], ZERO
    name, percent, on_shipping = found
    whole = sum((line["discountedTotal"] for line in lines), ZERO)
    taxable = sum((line["discountedTotal"] for line in lines if line["taxable"]), ZERO)
    base = (taxable * net / whole if whole else ZERO) + (ship if on_shipping else ZERO)
    amount = cents(base * percent / 100)
    if not amount:
        return [], ZERO
    row: Record = {
        "title": name, "rate": float(percent / 100), "ratePercentage": float(percent), "priceSet": amount,
        "price": amount, "source": None, "channelLiable": False,
    }  # fmt: skip
    return [row], amount
