"""The module for live shipping rates: its routes, and what its carrier asks a service about a cart.

Table `live_shipping_services` by id. The shop has it where `Simulator(plugins=("live-shipping",))` says so.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from typing import Any

from polycart.platforms.magento2.sim import values
from polycart.platforms.magento2.sim.routes import NO_ROUTE, Handler, Route, route
from polycart.platforms.magento2.sim.shop import ADMIN, Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, no_entity
from polycart.sandbox.courier import Parcel

PLUGIN = "live-shipping"
MODULE = "Sandbox_Connect"
TABLE = "live_shipping_services"
RESOURCE = "Magento_Shipping::carriers"
ADDRESS = re.compile(r"https?://[^\s<>\"']+")


def install(shop: Shop) -> None:
    """Have the module in the shop."""
    shop.tables["modules"][0].append(MODULE)


def _installed(handler: Handler) -> Handler:
    """A handler whose route there is where the module is."""

    def answer(shop: Shop, call: Call) -> Any:
        if MODULE not in shop.tables["modules"][0]:
            raise Refusal(404, NO_ROUTE)
        return handler(shop, call)

    return answer


def _view(service: Json) -> Json:
    return {name: value for name, value in service.items() if name != "secret" and value is not None}


def _list(shop: Shop, call: Call) -> list[Json]:
    return [_view(one) for one in shop.table(TABLE).values()]


def _add(shop: Shop, call: Call) -> Json:
    name, url, group = re.sub("<[^>]*>", "", call.text("name")).strip(), call.text("url"), call.args["store_group_id"]
    if not name or len(name) > 255:
        raise Refusal(400, "A service has a name of at most 255 characters.")
    if len(url) > 1000 or not ADDRESS.fullmatch(url):
        raise Refusal(400, "A service has an address that begins with https:// or http://.")
    if group is not None and (not group or group not in shop.table("store_groups")):
        raise Refusal(400, "There is no store %1.", [group])
    number = shop.next(TABLE)
    secret = hashlib.sha256(f"{shop.url}/{number}".encode()).hexdigest()
    made: Json = {"id": number, "name": name, "url": url, "enabled": True, "store_group_id": group, "secret": secret}
    shop.table(TABLE)[number] = made
    return _view(made) | {"secret": secret}


def _turn(shop: Shop, call: Call) -> Json:
    service = shop.table(TABLE).get(call.int("id"))
    if service is None:
        raise no_entity("id", call.int("id"))
    service["enabled"] = call.args["enabled"]
    return _view(service)


def _delete(shop: Shop, call: Call) -> bool:
    if shop.table(TABLE).pop(call.int("id"), None) is None:
        raise no_entity("id", call.int("id"))
    return True


ROUTES: tuple[Route, ...] = tuple(
    route(f"{method} live-shipping-services{below}", _installed(handler), params, resource=RESOURCE)
    for method, below, handler, params in (
        ("GET", "", _list, ""),
        ("POST", "", _add, "name:string url:string storeGroupId:int="),
        ("PUT", "/:id", _turn, "id:int enabled:bool"),
        ("DELETE", "/:id", _delete, "id:int"),
    )
)


def question(shop: Shop, service: Json, *, country: str = "US", nonce: str = "", **changed: Any) -> Parcel:
    """What the carrier asks a service about a cart with one of the shop's products."""
    product = next(row for row in shop.table("products").values() if row["type_id"] == "simple")
    name, price = values.get(product, "name", ADMIN), float(values.get(product, "price", ADMIN) or 0)
    place = {"code2": country, "name": "United States" if country == "US" else ""}
    body: Json = {
        "id": "1", "currency_code": changed.pop("currency", "USD"),
        "origin": {
            "postcode": "90001", "city": "Los Angeles", "address1": "1 Main", "address2": "", "company": "Sandbox",
            "phone": "", "country": {"code2": "US", "name": "United States"},
            "state": {"code": "CA", "name": "California"},
        },
        "destination": {
            "postcode": "10001", "city": "New York", "address1": "5 Ave", "address2": "", "first_name": "Bo",
            "last_name": "Buyer", "company": "", "phone": "", "country": place,
            "state": {"code": "NY", "name": "New York"},
        },
        "items": [{
            "product_id": str(product["id"]), "model": product["sku"], "name": name, "price": price,
            "quantity": 2, "discount_amount": 1, "total_price": price * 2 - 1, "tax_percent": 0, "tax_value": 0,
            "variant_id": None, "weight_unit": "lbs", "weight": 1.5,
            "additional_fields": {"dimensions_unit": "in", "height": 0, "width": 6, "length": 8},
        }],
        **changed,
    }  # fmt: skip
    sent = json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()
    headers = {
        "x-live-shipping-service-id": f"live_shipping_{service['id']}",
        "x-live-shipping-service-nonce": nonce or f"{shop.next('nonces'):032x}",
        "x-live-shipping-service-timestamp": str(int(shop.clock().timestamp())),
    }
    text = json.dumps(dict(sorted(headers.items())), separators=(",", ":")).replace("/", "\\/").encode()
    sign = base64.b64encode(hmac.digest(service["secret"].encode(), text + sent, hashlib.sha256)).decode()
    headers |= {"content-type": "application/json", "x-live-shipping-service-sign": sign}
    return Parcel(service["id"], service["url"], headers, sent)
