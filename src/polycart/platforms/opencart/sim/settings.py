"""What a new OpenCart has before there is anything to sell: settings, views, units, places, statuses, taxes."""

from __future__ import annotations

import json

from polycart.sandbox.bridge import SimulatedBridge
from polycart.sandbox.catalogue import Catalogue

LANGUAGE, GERMAN = 1, 2
USD, EUR = 2, 3
WORTH = {"USD": 1.0, "EUR": 0.92}
"""What one dollar is worth in each currency."""

COUNTRIES = {
    "FR": (74, "FRA", "France, Metropolitan"), "DE": (81, "DEU", "Germany"), "JP": (107, "JPN", "Japan"),
    "UA": (220, "UKR", "Ukraine"), "GB": (222, "GBR", "United Kingdom"), "US": (223, "USA", "United States"),
}  # fmt: skip
"""Some of the 250 countries, under the ids that OpenCart gives them."""

ZONES = {
    ("US", "CA"): (3624, "California"), ("US", "NY"): (3655, "New York"), ("US", "TX"): (3669, "Texas"),
    ("US", "FL"): (3630, "Florida"), ("DE", "BE"): (1256, "Berlin"), ("GB", "LND"): (3553, "London"),
    ("JP", "JP13"): (1700, "Tokyo"),
}  # fmt: skip
STATUSES = {
    1: "Pending", 2: "Processing", 3: "Shipped", 5: "Complete", 7: "Canceled", 8: "Denied", 9: "Canceled Reversal",
    10: "Failed", 11: "Refunded", 12: "Reversed", 13: "Chargeback", 14: "Expired", 15: "Processed", 16: "Voided",
    17: "On hold",
}  # fmt: skip
"""The statuses that OpenCart comes with, and one of the merchant's."""

GROUPS = {1: ("Default", "Everybody"), 2: ("Wholesale", "Shops that sell on")}
TAX_CLASSES = {"standard": (9, "Taxable Goods"), "reduced-rate": (10, "Reduced rate"), "zero-rate": (11, "Zero rate")}


def seed(shop: SimulatedBridge, catalogue: Catalogue) -> None:
    """Fill an empty shop with what comes before the goods."""
    _settings(shop, catalogue)
    _views(shop)
    _units(shop)
    _places(shop)
    _taxes(shop, catalogue)
    for id, name in STATUSES.items():
        named(shop, "order_status", id, name)
    for id, name in ((5, "Out Of Stock"), (6, "2 - 3 Days"), (7, "In Stock")):
        named(shop, "stock_status", id, name)
    for kind, names in (
        ("status", ("Pending", "Awaiting Products", "Complete")),
        ("reason", ("Dead On Arrival", "Received Wrong Item", "Order Error")),
        ("action", ("Waiting for return", "Refunded", "Credit Issued")),
    ):
        for id, name in enumerate(names, 1):
            named(shop, f"return_{kind}", id, name)
    for id, (name, text) in GROUPS.items():
        shop.insert("customer_group", customer_group_id=id, approval=0, sort_order=id)
        for language in (LANGUAGE, GERMAN):
            shop.insert(
                "customer_group_description", customer_group_id=id, language_id=language, name=name, description=text
            )
    for kind, code in (("payment", "cod"), ("payment", "bank_transfer"), ("shipping", "flat"), ("total", "tax")):
        shop.insert("extension", extension="opencart", type=kind, code=code)


def named(shop: SimulatedBridge, table: str, id: int, name: str) -> None:
    """A row in each language of a table that holds nothing but names."""
    for language in (LANGUAGE, GERMAN):
        shop.insert(table, **{f"{table}_id": id}, language_id=language, name=name)


def _settings(shop: SimulatedBridge, catalogue: Catalogue) -> None:
    store = catalogue.store
    kept: dict[str, object] = {
        "config_name": store.name, "config_owner": "Ada Owner", "config_email": store.email,
        "config_telephone": "+1 415 555 0100", "config_address": f"{store.address}\n{store.postcode} {store.city}",
        "config_country_id": COUNTRIES[store.country][0], "config_zone_id": ZONES[store.country, store.state][0],
        "config_language_catalog": "en-gb", "config_language_admin": "en-gb", "config_currency": store.currency,
        "config_timezone": store.timezone, "config_weight_class_id": 1, "config_length_class_id": 1, "config_tax": 1,
        "config_customer_group_id": 1, "config_order_status_id": 1, "config_stock_status_id": 5,
        "config_stock_checkout": 0, "config_invoice_prefix": "INV-2026-00",
        "config_processing_status": json.dumps(["5", "1", "2", "12", "3"]),
        "config_complete_status": json.dumps(["5", "3"]), "config_return_status_id": 2, "config_seo_url": 1,
    }  # fmt: skip
    for key, value in kept.items():
        listed = isinstance(value, str) and value.startswith("[")
        shop.insert("setting", store_id=0, code="config", key=key, value=value, serialized=int(listed))
    shop.insert("setting", store_id=1, code="config", key="config_name", value="Second store", serialized=0)
    shop.insert("setting", store_id=0, code="config", key="config_mail_smtp_password", value="hunter2", serialized=0)


def _views(shop: SimulatedBridge) -> None:
    shop.insert("store", store_id=1, name="Second store", url=f"{shop.url}/second/")
    for id, name, code in ((LANGUAGE, "English", "en-gb"), (GERMAN, "Deutsch", "de-de")):
        shop.insert("language", language_id=id, name=name, code=code, locale=code, sort_order=id, status=1)
    for id, title, code, left, right, status in (
        (USD, "US Dollar", "USD", "$", "", 1), (EUR, "Euro", "EUR", "", "€", 1),
        (1, "Pound Sterling", "GBP", "£", "", 0),
    ):  # fmt: skip
        shop.insert(
            "currency", currency_id=id, title=title, code=code, symbol_left=left, symbol_right=right,
            decimal_place=2, value=WORTH.get(code, 0.78), status=status, date_modified="2026-01-01 00:00:00",
        )  # fmt: skip


def _units(shop: SimulatedBridge) -> None:
    weights = ((1, "Kilogram", "kg", 1), (2, "Gram", "g", 1000), (5, "Pound", "lb", 2.2046), (6, "Ounce", "oz", 35.274))
    lengths = ((1, "Centimeter", "cm", 1), (2, "Millimeter", "mm", 10), (3, "Inch", "in", 0.3937))
    for kind, units in (("weight", weights), ("length", lengths)):
        for id, title, unit, value in units:
            shop.insert(f"{kind}_class", **{f"{kind}_class_id": id}, value=value)
            for language in (LANGUAGE, GERMAN):
                shop.insert(
                    f"{kind}_class_description",
                    **{f"{kind}_class_id": id},
                    language_id=language,
                    title=title,
                    unit=unit,
                )


def _places(shop: SimulatedBridge) -> None:
    for code, (id, code3, name) in COUNTRIES.items():
        shop.insert("country", country_id=id, iso_code_2=code, iso_code_3=code3, status=1)
        for language in (LANGUAGE, GERMAN):
            shop.insert("country_description", country_id=id, language_id=language, name=name)
    for (country, code), (id, name) in ZONES.items():
        shop.insert("zone", zone_id=id, country_id=COUNTRIES[country][0], code=code, status=1)
        for language in (LANGUAGE, GERMAN):
            shop.insert("zone_description", zone_id=id, language_id=language, name=name)


def _taxes(shop: SimulatedBridge, catalogue: Catalogue) -> None:
    for id, title in TAX_CLASSES.values():
        shop.insert("tax_class", tax_class_id=id, title=title, description=title)
    for rate in catalogue.tax_rates:
        country = COUNTRIES[rate.country][0]
        zone = ZONES[rate.country, rate.state][0] if rate.state else 0
        shop.insert("geo_zone", geo_zone_id=rate.id, name=rate.name, description=rate.name)
        shop.insert("zone_to_geo_zone", geo_zone_id=rate.id, country_id=country, zone_id=zone)
        shop.insert(
            "tax_rate", tax_rate_id=rate.id, geo_zone_id=rate.id, name=rate.name, rate=str(rate.percent), type="P"
        )
        shop.insert("tax_rate_to_customer_group", tax_rate_id=rate.id, customer_group_id=1)
        shop.insert(
            "tax_rule", tax_class_id=TAX_CLASSES[rate.tax_class or "standard"][0], tax_rate_id=rate.id,
            based="shipping", priority=1,
        )  # fmt: skip
