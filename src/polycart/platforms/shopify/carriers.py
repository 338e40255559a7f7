"""Carrier services: an app's address that Shopify asks for rates at the checkout.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/DeliveryCarrierService. Shopify waits 10 seconds for an
answer, 5 where it asks a shop's service more than 1,500 times a minute, 3 above 3,000; so a callback can not use all
the time that the contract gives it. An empty list with 200 means that nothing can be sent there; with an error status
Shopify shows the merchant's backup rates. It keeps an answer for 15 minutes by itself. Prices are in hundredths of any
currency, also of those without subunits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlsplit

import msgspec

from polycart.core.documents import Of
from polycart.core.errors import AccessDenied, NotFound, StoreError
from polycart.core.live_shipping import (
    Address,
    Item,
    LiveShipping,
    Package,
    Question,
    Rate,
    Rates,
    State,
    country,
    declare,
    mark,
)
from polycart.core.pushes import payload, verify
from polycart.platforms.shopify.connection import Coded, Id, Row, Shop, ShopSettings, shopify, unsigned

SECONDS = 9.0
"""Of the 10 that Shopify waits, one is for the way."""

_DATE = "%Y-%m-%d %H:%M:%S %z"


class _Service(Row):
    id: str
    callback_url: str | None = None
    active: bool = False


class _Made(Coded):
    carrier_service: Id | None = None


class _Gone(Coded):
    deleted_id: str | None = None


class _Place(msgspec.Struct, kw_only=True):
    country: str | None = None
    postal_code: str | None = None
    province: str | None = None
    city: str | None = None
    name: str | None = None
    address1: str | None = None
    address2: str | None = None
    phone: str | None = None
    company_name: str | None = None


class _Line(msgspec.Struct, kw_only=True):
    name: str | None = None
    sku: str | None = None
    quantity: float = 1
    grams: float = 0
    price: float = 0
    requires_shipping: bool = True
    product_id: int | None = None
    variant_id: int | None = None


class _Asked(msgspec.Struct, kw_only=True):
    origin: _Place
    destination: _Place
    items: list[_Line]
    currency: str


class _Body(msgspec.Struct):
    rate: _Asked


async def register(shop: Shop, name: str, address: str) -> str:
    """Make a carrier service; it takes the scope ``write_shipping``, and a plan that has carrier services."""
    given = {"name": name, "callbackUrl": address, "active": True, "supportsServiceDiscovery": False}
    values = {"input": Of("DeliveryCarrierServiceCreateInput!", given)}
    if (await shop.mutate("carrierServiceCreate", values, _Made)).carrier_service is None:
        raise StoreError("Shopify did not answer the carrier service that it was asked to make.")
    return ""


async def _known(shop: Shop) -> list[_Service]:
    return await shop.everything("carrierServices", _Service)


async def services(shop: Shop) -> dict[str, bool]:
    """The carrier services of the shop by what their addresses are known by, and whether they are active."""
    return {mark(one.callback_url or ""): one.active for one in await _known(shop)}


async def remove(shop: Shop, address: str) -> None:
    """Delete the carrier service of an address."""
    for one in await _known(shop):
        if mark(one.callback_url or "") == mark(address):
            try:
                await shop.mutate("carrierServiceDelete", {"id": Of("ID!", one.id)}, _Gone)
            except NotFound:
                continue


async def switch(shop: Shop, address: str, on: bool) -> None:
    """Have Shopify ask, or not."""
    for one in await _known(shop):
        if mark(one.callback_url or "") == mark(address) and one.active != on:
            given = {"id": one.id, "active": on}
            values = {"input": Of("DeliveryCarrierServiceUpdateInput!", given)}
            await shop.mutate("carrierServiceUpdate", values, _Made)


def read(settings: ShopSettings, secret: str, headers: Mapping[str, str], body: bytes) -> Question:
    """Read a question, which is signed as webhooks are: over the body, by the app's client secret."""
    verify(settings.shopify_shared_secret or "", body, headers.get("x-shopify-hmac-sha256", ""))
    domain, own = headers.get("x-shopify-shop-domain", ""), urlsplit(settings.store_url).hostname or ""
    if domain and own.endswith(".myshopify.com") and domain != own:
        raise AccessDenied("The question is that of another shop.")
    asked = payload(body, _Body).rate
    package = Package(
        id="1",
        currency_code=asked.currency,
        origin=_address(asked.origin),
        destination=_address(asked.destination),
        items=[_item(line) for line in asked.items if line.requires_shipping],
    )
    return Question(packages=[package])


def _address(place: _Place) -> Address:
    first, _, last = (place.name or "").strip().rpartition(" ")
    province = place.province or ""
    return Address(
        first_name=first or last,
        last_name=last if first else "",
        postcode=place.postal_code or "",
        address1=place.address1 or "",
        address2=place.address2 or "",
        phone=place.phone or "",
        city=place.city or "",
        country=country(place.country or ""),
        state=State(code=province, name=province),
        company=place.company_name or "",
    )


def _item(line: _Line) -> Item:
    price = round(line.price / 100, 2)
    return Item(
        product_id="" if line.product_id is None else str(line.product_id),
        model=line.sku or "",
        name=line.name or "",
        price=price,
        quantity=line.quantity,
        discount_amount=None,
        total_price=round(price * line.quantity, 2),
        tax_percent=0.0,
        tax_value=0.0,
        variant_id=None if line.variant_id is None else str(line.variant_id),
        weight_unit="g",
        weight=line.grams,
    )


def write(question: Question, rates: Rates) -> bytes:
    """The rates as Shopify takes them."""
    (package,) = question.packages
    return msgspec.json.encode({"rates": [_rate(rate, package) for rate in rates[package.id]]})


def _rate(rate: Rate, package: Package) -> dict[str, Any]:
    told: dict[str, Any] = {
        "service_name": rate.name,
        "service_code": rate.code,
        "total_price": str(_subunits(rate.total_cost)),
        "description": rate.description,
        "currency": (rate.currency or package.currency_code).upper(),
    }
    for name, stamp in (
        ("min_delivery_date", rate.min_delivery_timestamp), ("max_delivery_date", rate.max_delivery_timestamp),
    ):  # fmt: skip
        if stamp is not None:
            told[name] = datetime.fromtimestamp(stamp, UTC).strftime(_DATE)
    return told


def _subunits(cost: float) -> int:
    return int((Decimal(str(cost)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


declare(
    shopify,
    LiveShipping(
        register=register,
        services=services,
        remove=remove,
        switch=switch,
        read=read,
        write=write,
        unable=unsigned,
        most=1,
        seconds=SECONDS,
        note="Shopify waits 10 seconds at most, so a callback has 9 of its 15. Taxes of items are not told.",
    ),
)
