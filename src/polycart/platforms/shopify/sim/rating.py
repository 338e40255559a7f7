"""What the checkout asks a carrier service: the cart in grams and hundredths, signed with the secret of the app."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from polycart.platforms.shopify.sim.places import DOMAIN
from polycart.platforms.shopify.sim.state import Record, Shop
from polycart.sandbox.courier import Parcel


def question(shop: Shop, service: Record, secret: str, *, country: str = "US", **changed: Any) -> Parcel:
    """A question about a cart with one variant of the shop."""
    variant = next(row for row in shop.all("ProductVariant") if row["price"])
    rate: Record = {
        "origin": {
            "country": "CA", "postal_code": "K2P1L4", "province": "ON", "city": "Ottawa", "name": None,
            "address1": "150 Elgin St.", "address2": "", "address3": None, "phone": "16135551212", "fax": None,
            "email": None, "address_type": None, "company_name": "Acme",
        },
        "destination": {
            "country": country, "postal_code": "10001", "province": "NY", "city": "New York", "name": "Bo van Buyer",
            "address1": "5 Ave", "address2": "Apt 3", "address3": None, "phone": "2125550100", "fax": None,
            "email": None, "address_type": None, "company_name": "",
        },
        "items": [
            {
                "name": variant["product"]["title"], "sku": variant["inventoryItem"]["sku"], "quantity": 2,
                "grams": 1000,
                "price": int(variant["price"] * 100), "vendor": variant["product"]["vendor"],
                "requires_shipping": True, "taxable": True, "fulfillment_service": "manual", "properties": None,
                "product_id": variant["product"]["_n"], "variant_id": variant["_n"],
            },
            {
                "name": "A guarantee", "sku": "", "quantity": 1, "grams": 0, "price": 500, "vendor": "",
                "requires_shipping": False, "taxable": True, "fulfillment_service": "manual", "properties": None,
                "product_id": 1, "variant_id": 2,
            },
        ],
        "currency": shop.currency, "locale": "en", **changed,
    }  # fmt: skip
    body = json.dumps({"rate": rate}).encode()
    signed = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    headers = {
        "content-type": "application/json", "x-shopify-hmac-sha256": signed, "x-shopify-shop-domain": DOMAIN,
    }  # fmt: skip
    return Parcel(service["id"], service["callbackUrl"], headers, body)
