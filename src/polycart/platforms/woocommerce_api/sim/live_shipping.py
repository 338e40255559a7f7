"""The plugin for live shipping rates: its routes, and what it asks a service at the checkout."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from polycart.platforms.woocommerce_api.sim.arguments import declare
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, not_found
from polycart.sandbox.courier import Parcel

PLUGIN = "live-shipping"
SECRET = "rT5q9LwX2bN8vK4mZ7cJ1hG6fD3sA0pYtU5eR9iO2kQ8wE4nB7"  # noqa: S105 (of a shop that is not there)
SERVICE = declare("id integer\nname,date,content string\nenabled boolean")


def _view(service: Json) -> Json:
    return {name: service[name] for name in ("id", "name", "date", "content", "enabled")}


def listing(shop: Shop, call: Call) -> Answer:
    """GET live-shipping-rates."""
    return Answer(body=[_view(one) for one in shop.rate_services.values()])


def post(shop: Shop, call: Call) -> Answer:
    """POST live-shipping-rates: a new service, or whether one of an id is asked."""
    p = call.params
    if "id" in call.given:
        service = shop.rate_services.get(call.id())
        if service is None:
            raise not_found("live_shipping_not_found", "There is no such service.")
        service["enabled"] = bool(p.get("enabled"))
        return Answer(body=_view(service))
    try:
        content: Any = json.loads(p.get("content") or "")
        address = content["callback_url"]
    except (ValueError, TypeError, KeyError):
        raise Refusal(400, "live_shipping_invalid", "The content is not that of a service.") from None
    if not p.get("name") or not address.startswith(("http://", "https://")):
        raise Refusal(400, "live_shipping_invalid", "A service has a name and an address.")
    number = shop.next("posts")
    made: Json = {"id": number, "name": p["name"], "date": p.get("date") or "", "content": content, "enabled": True}
    shop.rate_services[number] = made
    return Answer(body=_view(made), status=201)


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE live-shipping-rates."""
    service = shop.rate_services.pop(call.id(), None)
    if service is None:
        raise not_found("live_shipping_not_found", "There is no such service.")
    return Answer(body=_view(service))


def configs(shop: Shop, call: Call) -> Answer:
    """GET live-shipping-rates/configs."""
    return Answer(body={"live_shipping_service_secret": SECRET})


def question(shop: Shop, service: Json, *, country: str = "US", nonce: str = "", **changed: Any) -> Parcel:
    """What the shop asks a service about a cart with one of its products."""
    product = next(row for row in shop.products.values() if row["type"] == "simple")
    price = float(product["price"] or 0)
    body: Json = {
        "destination": {
            "country": country, "state": "NY", "postcode": "10001", "city": "New York", "address": "5 Ave",
            "address_1": "5 Ave", "address_2": "", "first_name": "Bo", "last_name": "Buyer", "company": "",
            "country_name": "United States (US)" if country == "US" else "", "state_name": "New York",
        },
        "origin": {
            "country": "US", "state": "CA", "city": "Los Angeles", "address_1": "1 Main", "address_2": "",
            "postcode": "90001",
        },
        "currency": shop.currency, "weight_unit": "lbs", "dimension_unit": "in",
        "items": [{
            "id": product["id"], "sku": product["sku"], "name": product["name"], "variant_id": None, "weight": 1.5,
            "length": 8.0, "width": 6.0, "height": None, "quantity": 2, "price": price, "subtotal": price * 2,
            "subtotal_tax": 0.0, "total": price * 2 - 1, "total_tax": 0.0,
        }],
        **changed,
    }  # fmt: skip
    sent = json.dumps(body, separators=(",", ":")).encode()
    headers = {
        "x-live-shipping-service-id": f"live_shipping_{service['id']}",
        "x-live-shipping-service-nonce": nonce or f"{shop.next('nonces'):032x}",
        "x-live-shipping-service-timestamp": str(int(shop.clock().timestamp())),
    }
    text = json.dumps(dict(sorted(headers.items())), separators=(",", ":")).replace("/", "\\/").encode()
    sign = base64.b64encode(hmac.digest(SECRET.encode(), text + sent, hashlib.sha256)).decode()
    headers |= {"content-type": "application/json", "x-live-shipping-service-sign": sign}
    return Parcel(service["id"], service["content"]["callback_url"], headers, sent)
