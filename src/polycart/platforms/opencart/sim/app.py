"""A simulated OpenCart 4.1 behind its bridge: its tables, and what its owner's scopes are."""

from __future__ import annotations

from typing import Any

from polycart.platforms.opencart.sim.schema import TABLES
from polycart.platforms.opencart.sim.seeding import seed
from polycart.sandbox.bridge import SimulatedBridge
from polycart.sandbox.catalogue import Catalogue
from polycart.sandbox.catalogue import catalogue as reference

VERSION = "4.1.0.3"

SETTINGS = (
    "config_name", "config_title", "config_url", "config_ssl", "config_secure", "config_email", "config_telephone",
    "config_owner", "config_address", "config_country_id", "config_zone_id", "config_language*", "config_currency*",
    "config_*_class_id", "config_tax*", "config_*_status", "config_*_status_id", "config_customer_group*",
    "config_timezone", "config_stock_*", "config_invoice_prefix", "config_product_*", "config_image_*",
    "config_cache_engine", "config_meta_*", "config_store_id", "config_seo_url",
)  # fmt: skip
"""The settings that a bridge shows; all others, such as those of mail, it keeps to itself."""

SCOPES: dict[str, Any] = {
    "order": "order", "order_*": "order", "return": "order", "return_*": "order",
    "customer*": "customer", "address": "customer", "cart": "basket", "coupon*": "marketing",
    "category*": "category", "product*": "product", "option*": "product", "attribute*": "product",
    "manufacturer*": "product", "review": "product", "stock_status": "product", "seo_url": "product",
    "extension*": "settings:read", "weight_class*": "settings", "length_class*": "settings", "currency": "settings",
    "language": "settings", "store": "settings", "country*": "settings", "zone*": "settings", "geo_zone": "settings",
    "tax_*": "settings", "setting": ("key", {"settings": list(SETTINGS)}),
}  # fmt: skip
HIDDEN = {
    "customer": ("password", "salt", "token", "code", "cart"),
    "customer_ip": ("ip",),
    "customer_affiliate": ("tax", "cheque", "paypal", "bank_name", "bank_account_number"),
}


class Simulator(SimulatedBridge):
    """A seeded OpenCart; ``without`` are the methods that its version has nothing for."""

    without = frozenset({"cart.giftcard.list", "cart.giftcard.count", "cart.giftcard.add", "cart.giftcard.delete"})

    def __init__(self, catalogue: Catalogue | None = None, *, url: str = "https://shop.test") -> None:
        held = catalogue or reference()
        super().__init__(
            cart="opencart", version=VERSION, schema=TABLES, prefix="oc_", url=url, tables=SCOPES, hidden=HIDDEN,
            media={"images": "image/"}, caches=("data", "templates", "images"),
            seed=lambda shop: seed(shop, held), seeded=(url, held),
        )  # fmt: skip
