"""What a new shop has before there is anything to sell: settings, languages, countries, taxes, carriers, statuses."""

from __future__ import annotations

from decimal import Decimal

from polycart.platforms.prestashop_api.sim.state import NO_MOMENT, Shop
from polycart.sandbox.catalogue import Catalogue

COUNTRIES = (
    (1, "DE", "Germany"), (8, "FR", "France"), (11, "JP", "Japan"), (17, "GB", "United Kingdom"),
    (21, "US", "United States"), (216, "UA", "Ukraine"),
)  # fmt: skip
"""Some of the 240 countries, under the ids that PrestaShop gives them."""

STATES = (("NY", "New York"), ("TX", "Texas"), ("CA", "California"), ("FL", "Florida"))
JAPANESE = (("JP13", "Tokyo"),)
LANGUAGES = {1: ("English (English)", "en", "en-US"), 2: ("Deutsch (German)", "de", "de-DE")}

# id, name, paid, shipped, delivery, invoice, logable
ORDER_STATES = (
    (1, "Awaiting check payment", 0, 0, 0, 0, 0),
    (2, "Payment accepted", 1, 0, 0, 1, 1),
    (3, "Processing in progress", 1, 0, 1, 1, 1),
    (4, "Shipped", 1, 1, 1, 1, 1),
    (5, "Delivered", 1, 1, 1, 1, 1),
    (6, "Canceled", 0, 0, 0, 0, 0),
    (7, "Refunded", 0, 0, 0, 1, 0),
    (8, "Payment error", 0, 0, 0, 0, 0),
    (9, "On backorder (paid)", 1, 0, 0, 1, 1),
    (10, "Awaiting bank wire payment", 0, 0, 0, 0, 0),
    (11, "Remote payment accepted", 1, 0, 0, 1, 1),
    (12, "On backorder (not paid)", 0, 0, 0, 0, 0),
    (13, "Awaiting Cash On Delivery validation", 0, 0, 0, 0, 0),
)


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """Fill an empty shop with what comes before the goods."""
    _settings(shop, catalogue)
    _views(shop, catalogue)
    zones = _lands(shop, catalogue)
    _taxes(shop, catalogue)
    _carriers(shop, catalogue, zones)
    for id, name, paid, shipped, delivery, invoice, logable in ORDER_STATES:
        shop.insert("order_states", {
            "name": shop.texts(name), "paid": paid, "shipped": shipped, "delivery": delivery, "invoice": invoice,
            "logable": logable, "unremovable": 1, "color": "#34209E", "template": shop.texts(""),
        }, id)  # fmt: skip
    for id, name in ((1, "Visitor"), (2, "Guest"), (3, "Customer")):
        shop.insert("groups", {"name": shop.texts(name), "reduction": "0.00", "price_display_method": 1,
                               "show_prices": 1, "date_add": NO_MOMENT}, id)  # fmt: skip


def _settings(shop: Shop, catalogue: Catalogue) -> None:
    store = catalogue.store
    settings = {
        "PS_LANG_DEFAULT": shop.languages[0], "PS_CURRENCY_DEFAULT": 1, "PS_COUNTRY_DEFAULT": 21,
        "PS_WEIGHT_UNIT": store.weight_unit, "PS_DIMENSION_UNIT": store.dimension_unit, "PS_TIMEZONE": store.timezone,
        "PS_SHOP_NAME": store.name, "PS_SHOP_EMAIL": store.email, "PS_SHOP_ADDR1": store.address,
        "PS_SHOP_CITY": store.city, "PS_SHOP_CODE": store.postcode, "PS_SHOP_COUNTRY_ID": 21, "PS_SHOP_STATE_ID": 3,
        "PS_ROOT_CATEGORY": 1, "PS_HOME_CATEGORY": 2, "PS_SHOP_DEFAULT": 1, "PS_STOCK_MANAGEMENT": 1,
        "PS_ORDER_OUT_OF_STOCK": 0, "PS_TAX": 1, "PS_SHIPPING_METHOD": 0, "PS_CUSTOMER_GROUP": 3, "PS_GUEST_GROUP": 2,
        "PS_UNIDENTIFIED_GROUP": 1, "PS_OS_REFUND": 7, "PS_OS_DELIVERED": 5, "PS_OS_SHIPPING": 4, "PS_OS_CANCELED": 6,
    }  # fmt: skip
    for name, value in settings.items():
        shop.insert("configurations", {"name": name, "value": str(value), "id_shop": None, "id_shop_group": None})


def _views(shop: Shop, catalogue: Catalogue) -> None:
    store = catalogue.store
    host = shop.url.partition("://")[2]
    shop.insert("shop_groups", {"name": "Default", "active": 1})
    shop.insert(
        "shops", {"id_shop_group": 1, "id_category": 2, "active": 1, "name": store.name, "theme_name": "classic"}
    )
    shop.insert("shop_urls", {"id_shop": 1, "active": 1, "main": 1, "domain": host, "domain_ssl": host,
                              "physical_uri": "/", "virtual_uri": ""})  # fmt: skip
    for id in shop.languages:
        name, code, locale = LANGUAGES[id]
        shop.insert("languages", {"name": name, "iso_code": code, "locale": locale, "language_code": locale.lower(),
                                  "active": 1}, id)  # fmt: skip
    for name, code, rate, sign in (("US Dollar", store.currency, "1", "$"), ("Euro", store.other_currency, "0.9", "€")):
        made = shop.insert("currencies", {"iso_code": code, "conversion_rate": rate, "active": 1, "precision": 2})
        made |= {"name": name, "names": shop.texts(name), "symbol": sign, "active": 1, "deleted": 0}
    shop.insert("stores", {
        "id_country": 21, "id_state": 3, "postcode": store.postcode, "city": store.city, "email": store.email,
        "active": 1, "name": shop.texts(store.name), "address1": shop.texts(store.address),
        "address2": shop.texts(""), "note": shop.texts("Ring the bell."),
    })  # fmt: skip


def _lands(shop: Shop, catalogue: Catalogue) -> dict[str, int]:
    """Countries and states; answers the zone of each country."""
    zones: dict[str, int] = {}
    for zone in catalogue.shipping_zones:
        shop.insert("zones", {"name": zone.name, "active": 1}, zone.id)
        zones |= dict.fromkeys(zone.countries, zone.id)
    for id, code, name in COUNTRIES:
        shop.insert("countries", {
            "id_zone": zones.get(code, 0), "iso_code": code, "active": 1, "name": shop.texts(name),
            "contains_states": code == "US", "need_identification_number": 0,
        }, id)  # fmt: skip
    for country, rows in ((21, STATES), (11, JAPANESE)):
        for code, name in rows:
            shop.insert("states", {"id_zone": 1, "id_country": country, "iso_code": code, "name": name, "active": 1})
    return zones


def country_id(shop: Shop, code: str) -> int:
    """The id of a country by its code."""
    return next((row["id"] for row in shop.all("countries", iso_code=code)), 0)


def state_id(shop: Shop, country: int, code: str) -> int:
    """The id of a state by its code; 0 for one that the shop does not keep."""
    return next((row["id"] for row in shop.all("states", id_country=country, iso_code=code)), 0)


def _taxes(shop: Shop, catalogue: Catalogue) -> None:
    slugs: dict[str, int] = {}
    for place, group in enumerate(catalogue.tax_classes, 1):
        slugs[group.slug] = place
        shop.insert("tax_rule_groups", {"name": group.name, "active": 1, "date_add": "2024-01-01 00:00:00",
                                        "date_upd": f"2024-01-0{place} 00:00:00"})  # fmt: skip
    for rate in catalogue.tax_rates:
        shop.insert("taxes", {"rate": rate.percent, "active": 1, "name": shop.texts(rate.name)}, rate.id)
        country = country_id(shop, rate.country)
        shop.insert("tax_rules", {
            "id_tax_rules_group": slugs.get(rate.tax_class or "standard", 1), "id_country": country,
            "id_state": state_id(shop, country, rate.state), "zipcode_from": "0", "zipcode_to": "0",
            "id_tax": rate.id,
        })  # fmt: skip


def _carriers(shop: Shop, catalogue: Catalogue, zones: dict[str, int]) -> None:
    for zone in catalogue.shipping_zones:
        for method in zone.methods:
            free = method.cost == Decimal(0)
            made = shop.insert("carriers", {
                "name": method.title, "active": method.enabled and not method.minimum, "is_free": free,
                "id_reference": method.id, "shipping_method": 2, "delay": shop.texts("Two days"),
            }, method.id)  # fmt: skip
            made["id_tax_rules_group"] = 0
            limits = shop.insert("price_ranges", {"id_carrier": method.id, "delimiter1": method.minimum,
                                                  "delimiter2": 1_000_000})  # fmt: skip
            shop.insert("deliveries", {"id_carrier": method.id, "id_range_price": limits["id"], "id_zone": zone.id,
                                       "price": method.cost})  # fmt: skip
