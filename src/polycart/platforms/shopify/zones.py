"""Ways of shipping: the zones of the shop's general profile with their rates, and carriers that are asked for rates.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/DeliveryProfile
"""

from __future__ import annotations

from polycart import api
from polycart.api.cart import (
    Carrier,
    CartShippingMethod,
    CartShippingMethodRate,
    CartShippingZone,
    CartShippingZone2,
    CartShippingZonesListParams,
)
from polycart.api.entities import Country, OrderShippingMethod
from polycart.core.countries import CODE3
from polycart.core.errors import StoreError
from polycart.core.graphql import PageInfo
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Row, Shop, shopify
from polycart.platforms.shopify.ids import number
from polycart.platforms.shopify.values import Money


class Code(Row):
    """A country, or the rest of the world."""

    country_code: str | None = None
    rest_of_world: bool = False


class Land(Row):
    """A country of a zone."""

    name: str = ""
    code: Code | None = None


class Zone(Row):
    """Countries that are shipped to alike."""

    id: str = ""
    name: str = ""
    countries: list[Land] = []


class Criteria(Row):
    """What a condition compares with: money or a weight."""

    amount: str | None = None
    value: float | None = None
    unit: str | None = None


class Condition(Row):
    """When a rate holds."""

    field: str = ""
    operator: str = ""
    condition_criteria: Criteria | None = None


class Provider(Row):
    """The price of a rate; carriers that work it out have none."""

    price: Money | None = None


class Way(Row):
    """A way of shipping."""

    name: str = ""
    active: bool = True
    rate_provider: Provider | None = None
    method_conditions: list[Condition] = []


class _Ways(Row):
    nodes: list[Way] = []
    page_info: PageInfo | None = None


class ZoneWays(Row):
    """A zone with its ways of shipping."""

    zone: Zone | None = None
    method_definitions: _Ways | None = None


class _Zones(Row):
    nodes: list[ZoneWays] = []
    page_info: PageInfo | None = None


class Group(Row):
    """Locations that ship alike, and the zones that they ship to."""

    location_group_zones: _Zones | None = None


class Profile(Row):
    """The rules for shipping some products, or all others."""

    id: str
    default: bool = False
    profile_location_groups: list[Group] = []


class Service(Row):
    """A carrier that is asked for rates."""

    id: str
    name: str | None = None
    active: bool = True


async def zones(shop: Shop) -> list[ZoneWays]:
    """The zones of the general profile; kept for an hour."""

    async def fetch() -> list[ZoneWays]:
        profiles = await shop.everything("deliveryProfiles", Profile, most=250)
        general = next((one for one in profiles if one.default), None)
        groups = general.profile_location_groups if general else []
        pages = [group.location_group_zones or _Zones() for group in groups]
        found = [zone for page in pages for zone in page.nodes if zone.zone]
        for page in [*pages, *(zone.method_definitions for zone in found)]:
            # Zones have no ids to ask for their further pages by.
            if page is not None and page.page_info is not None and page.page_info.has_next_page:
                raise StoreError("The shop has more zones, or more rates in a zone, than can be read.")
        return found

    return await shop.connection.fact("shopify.zones", fetch)


def _codes(zone: Zone) -> list[str]:
    return [land.code.country_code for land in zone.countries if land.code and land.code.country_code]


async def zones_of_shop(shop: Shop) -> list[CartShippingZone]:
    """The zones in the form of ``cart.info``."""
    return [
        CartShippingZone(
            id=number(zone.id), name=zone.name,
            country_iso2_codes=_codes(zone),
        )
        for each in await zones(shop)
        for zone in [each.zone or Zone()]
    ]  # fmt: skip


async def carriers(shop: Shop) -> list[Carrier]:
    """The carriers that are asked for rates, and the rates of the merchant's own."""

    async def fetch() -> list[Carrier]:
        services = await shop.everything("carrierServices", Service, most=250)
        return [
            Carrier(id=number(one.id), name=one.name or "", active=one.active, shipping_methods=[]) for one in services
        ]

    own = {way.name: way for each in await zones(shop) for way in (each.method_definitions or _Ways()).nodes}
    methods = [OrderShippingMethod(name=name) for name in own]
    merchant = [Carrier(id="0", name="Rates of the shop", active=True, shipping_methods=methods)] if methods else []
    return [*merchant, *await shop.connection.fact("shopify.carriers", fetch)]


FIELDS = ("id", "name", "enabled", "countries", "shipping_methods")


@shopify.implements(api.cart.shipping_zones.list, gives=FIELDS)
async def shipping_zones_list(shop: Shop, p: CartShippingZonesListParams) -> Page[CartShippingZone2]:
    """List the zones of the shop's general profile."""
    found = [_zone(each) for each in await zones(shop)]
    return Page(items=found[p.start : p.start + p.count], total=len(found))


def _zone(each: ZoneWays) -> CartShippingZone2:
    zone = each.zone or Zone()
    lands = [(land.code.country_code, land.name) for land in zone.countries if land.code]
    return CartShippingZone2(
        id=number(zone.id),
        name=zone.name,
        enabled=True,
        countries=[Country(code2=code, code3=CODE3.get(code, ""), name=name) for code, name in lands if code],
        shipping_methods=[_method(way) for way in (each.method_definitions or _Ways()).nodes],
    )


def _method(way: Way) -> CartShippingMethod:
    price = way.rate_provider.price.amount if way.rate_provider and way.rate_provider.price else None
    bounds: dict[str, str] = {}
    for condition in way.method_conditions:
        kind = "order_amount" if condition.field == "TOTAL_PRICE" else "weight"
        side = "min" if condition.operator.startswith("GREATER") else "max"
        found = condition.condition_criteria or Criteria()
        bounds[f"{side}_{kind}"] = found.amount if found.amount is not None else str(found.value or 0)
    return CartShippingMethod(
        name=way.name,
        default_price=price,
        type="flat_rate" if price is not None else "carrier",
        enabled="1" if way.active else "0",
        min_order_amount=bounds.get("min_order_amount"),
        rates=[_rate(price, bounds)] if price is not None else [],
    )


def _rate(price: str, bounds: dict[str, str]) -> CartShippingMethodRate:
    return CartShippingMethodRate(
        price=price, min_weight=bounds.get("min_weight"), max_weight=bounds.get("max_weight"),
        min_order_amount=bounds.get("min_order_amount"), max_order_amount=bounds.get("max_order_amount"),
    )  # fmt: skip
