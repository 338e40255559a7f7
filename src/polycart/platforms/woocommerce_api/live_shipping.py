"""Services that a WooCommerce shop asks for rates, through the plugin that polycart builds.

The plugin's namespace begins with ``wc-``, for which WooCommerce takes its own keys
(WC_REST_Authentication::is_request_to_rest_api). What goes over the wire at the checkout is
what the market leader's plugin sends and takes; this one adds a nonce, which is signed too, and the shop's units.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from polycart.core.live_shipping import (
    Address,
    Item,
    LiveShipping,
    Package,
    Question,
    Rate,
    Rates,
    Size,
    State,
    believed,
    country,
    declare,
)
from polycart.core.plugin_services import PluginServices, Service
from polycart.core.pushes import payload
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce

ROUTE = "/wc-live-shipping/v1/live-shipping-rates"
NEEDS = (
    "WooCommerce asks services for rates through a plugin: build it with polycart plugin build woocommerce, and "
    "install it in the shop."
)
SECONDS = 28.0
"""Of the 30 that the plugin waits."""


class _Content(msgspec.Struct):
    callback_url: str = ""


class _Service(msgspec.Struct):
    id: int
    name: str = ""
    content: _Content = msgspec.field(default_factory=_Content)
    enabled: bool = True


class _Configs(msgspec.Struct):
    live_shipping_service_secret: str


async def _make(woo: Woo, name: str, address: str) -> str:
    """Make a service in the plugin; gives the secret that the plugin has made for this shop."""
    secret = (await woo.get(f"{ROUTE}/configs", type=_Configs)).live_shipping_service_secret
    content = json.dumps({"callback_url": address, "config": {"allowPreEstimate": True, "requiredDestAddrFields": []}})
    date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    await woo.post(ROUTE, {"name": name, "date": date, "content": content})
    return secret


async def _known(woo: Woo) -> list[Service]:
    return [Service(one.id, one.content.callback_url, one.enabled) for one in await woo.get(ROUTE, type=list[_Service])]


async def _delete(woo: Woo, id: int) -> None:
    await woo.delete(ROUTE, {"id": id})


async def _turn(woo: Woo, id: int, on: bool) -> None:
    await woo.post(ROUTE, {"id": id, "enabled": on})


class _Place(msgspec.Struct, kw_only=True):
    country: str | None = None
    country_name: str | None = None
    state: str | None = None
    state_name: str | None = None
    postcode: str | None = None
    city: str | None = None
    address: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    phone: str | None = None


class _Line(msgspec.Struct, kw_only=True):
    id: int
    sku: str | None = None
    name: str | None = None
    variant_id: int | None = None
    weight: float | None = None
    length: float | None = None
    width: float | None = None
    height: float | None = None
    quantity: float = 1
    price: float = 0
    subtotal: float = 0
    total: float = 0
    total_tax: float = 0


class _Body(msgspec.Struct, kw_only=True):
    destination: _Place
    origin: _Place
    currency: str
    items: list[_Line]
    weight_unit: str = "kg"
    dimension_unit: str = "cm"


def read(settings: Any, secret: str, headers: Mapping[str, str], body: bytes) -> Question:
    """Read a question whose signature over its headers and its raw body is right."""
    sent, nonce = believed(secret, headers, body)
    asked = payload(body, _Body)
    package = Package(
        id="1",
        currency_code=asked.currency,
        origin=_address(asked.origin),
        destination=_address(asked.destination),
        items=[_item(line, asked) for line in asked.items],
    )
    return Question(packages=[package], sent=sent, nonce=nonce)


def _address(place: _Place) -> Address:
    state = place.state or ""
    return Address(
        first_name=place.first_name or "",
        last_name=place.last_name or "",
        postcode=place.postcode or "",
        address1=place.address_1 or place.address or "",
        address2=place.address_2 or "",
        phone=place.phone or "",
        city=place.city or "",
        country=country(place.country or "", place.country_name or ""),
        state=State(code=state, name=place.state_name or state),
        company=place.company or "",
    )


def _item(line: _Line, asked: _Body) -> Item:
    sized: dict[str, Any] = {}
    if line.height or line.width or line.length:
        sized["additional_fields"] = Size(
            dimensions_unit=asked.dimension_unit,
            height=line.height or 0.0, width=line.width or 0.0, length=line.length or 0.0,
        )  # fmt: skip
    discount = round(line.subtotal - line.total, 6)
    return Item(
        product_id=str(line.id),
        model=line.sku or "",
        name=line.name or "",
        price=line.price,
        quantity=line.quantity,
        discount_amount=discount if discount > 0 else None,
        total_price=line.total,
        tax_percent=round(line.total_tax / line.total * 100, 4) if line.total else 0.0,
        tax_value=line.total_tax,
        variant_id=None if line.variant_id is None else str(line.variant_id),
        weight_unit=asked.weight_unit,
        weight=line.weight or 0.0,
        **sized,
    )


def write(question: Question, rates: Rates) -> bytes:
    """The rates as the plugin hands them to WC_Shipping_Method::add_rate."""
    (package,) = question.packages
    return msgspec.json.encode([_rate(rate) for rate in rates[package.id]])


def _rate(rate: Rate) -> dict[str, Any]:
    """``taxes`` of "" has the shop calculate them by its tables, ``false`` is none, a list holds their sum."""
    taxes: Any = ""
    if rate.taxable is False:
        taxes = False
    elif rate.tax_value is not None:
        taxes = [rate.tax_value]
    told: dict[str, str | int] = {}
    for name in ("description", "min_delivery_timestamp", "max_delivery_timestamp"):
        if value := cast("str | int | None", getattr(rate, name)):
            told[name] = value
    return {
        "id": rate.code,
        "label": rate.name,
        "cost": rate.total_cost,
        "taxes": taxes,
        "calc_tax": "per_order",
        "meta_data": told,
    }


SERVICES: PluginServices[Woo] = PluginServices(make=_make, known=_known, delete=_delete, turn=_turn, needs=NEEDS)
LIVE: LiveShipping[Any] = LiveShipping(
    register=SERVICES.register,
    services=SERVICES.services,
    remove=SERVICES.remove,
    switch=SERVICES.switch,
    read=read,
    write=write,
    seconds=SECONDS,
    note="Needs the plugin that polycart builds in the shop. Prices are in the shop's own currency.",
)

declare(woocommerce, LIVE)
