"""What tax falls due on something sold to somewhere, by the shop's classes, rates and rules."""

import re

import msgspec

from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Json


class Share(msgspec.Struct, frozen=True):
    """A rate that is due."""

    code: str
    percent: float


def due(shop: Shop, *, product_class: int, customer_class: int, place: Json) -> list[Share]:
    """The rates on a class of goods at a place; of each rule the one that fits closest."""
    found: list[Share] = []
    for rule in sorted(shop.table("tax_rules").values(), key=lambda r: (r["priority"], r["position"], r["id"])):
        if product_class not in rule["product_tax_class_ids"] or customer_class not in rule["customer_tax_class_ids"]:
            continue
        rates = [shop.table("tax_rates")[n] for n in rule["tax_rate_ids"] if n in shop.table("tax_rates")]
        fitting = [rate for rate in rates if _fits(rate, place)]
        if fitting:
            best = max(fitting, key=lambda r: (bool(r.get("tax_region_id")), r["tax_postcode"] != "*", r["rate"]))
            found.append(Share(best["code"], float(best["rate"])))
    return found


def _fits(rate: Json, place: Json) -> bool:
    if rate["tax_country_id"] != (place.get("country_id") or "US"):
        return False
    if rate.get("tax_region_id") and rate["tax_region_id"] != place.get("region_id"):
        return False
    pattern, code = str(rate.get("tax_postcode") or "*"), str(place.get("postcode") or "")
    return pattern == "*" or bool(re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), code))
