"""Delivery: profiles with their zones and rates, and services that tell rates when asked."""

from __future__ import annotations

from polycart.platforms.shopify.sim.binding import Info, field, mutation
from polycart.platforms.shopify.sim.countries import PROVINCES, country_name
from polycart.platforms.shopify.sim.paging import KINDS, Call, Kind, count
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.sandbox.catalogue import Catalogue, ShippingMethod, ShippingZone


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The shop's one profile, with the zones of the catalogue, and the taxes of places."""
    group: Record = {"locationGroup": None, "locationGroupZones": []}
    places = shop.insert("DeliveryLocationGroup", {"locations": shop.all("Location")}, 1)
    group["locationGroup"] = places
    for zone in catalogue.shipping_zones:
        made = _zone(shop, zone)
        group["locationGroupZones"].append({
            "zone": made, "methodDefinitions": made["_methods"], "_n": made["_n"],
        })  # fmt: skip
    profile = shop.insert("DeliveryProfile", {
        "name": "General profile", "default": True, "coversAllItems": True, "version": 1, "_groups": [group],
        "locationsWithoutRatesCount": 0,
    }, 1)  # fmt: skip
    profile["activeMethodDefinitionsCount"] = sum(m["active"] for z in shop.all("DeliveryZone") for m in z["_methods"])
    for rate in catalogue.tax_rates:
        if not rate.tax_class:
            shop.taxes[rate.country, rate.state] = (rate.name, rate.percent, rate.on_shipping)


def _zone(shop: Shop, zone: ShippingZone) -> Record:
    made = shop.insert("DeliveryZone", {"name": zone.name, "_countries": zone.countries}, zone.id)
    made["countries"] = [_country(shop, code) for code in zone.countries]
    made["_methods"] = [_method(shop, method) for method in zone.methods]
    return made


def _country(shop: Shop, code: str) -> Record:
    made = shop.insert(
        "DeliveryCountry",
        {
            "code": {"countryCode": code, "restOfWorld": False},
            "name": country_name(code),
            "translatedName": country_name(code),
        },
    )
    made["provinces"] = [
        shop.insert("DeliveryProvince", {"code": each, "name": name, "translatedName": name})
        for each, name in PROVINCES.get(code, {}).items()
    ]
    return made


def _method(shop: Shop, method: ShippingMethod) -> Record:
    rate = shop.insert("DeliveryRateDefinition", {"price": method.cost}, method.id)
    conditions: list[Record] = []
    if method.minimum:
        conditions.append(shop.insert("DeliveryCondition", {
            "conditionCriteria": {"__typename": "MoneyV2", "amount": method.minimum, "currencyCode": shop.currency},
            "field": "TOTAL_PRICE", "operator": "GREATER_THAN_OR_EQUAL_TO",
        }))  # fmt: skip
    return shop.insert("DeliveryMethodDefinition", {
        "name": method.title, "description": None, "active": method.enabled, "rateProvider": rate,
        "methodConditions": conditions, "_minimum": method.minimum, "_cost": method.cost,
    }, method.id)  # fmt: skip


@field("DeliveryProfile", "profileLocationGroups")
def _groups(profile: Record, info: Info, *, location_group_id: str | None = None) -> list[Record]:
    rows: list[Record] = profile["_groups"]
    return [row for row in rows if location_group_id in (None, row["locationGroup"]["id"])]


@field("DeliveryProfile", "originLocationCount")
def _origins(profile: Record, info: Info) -> int:
    return len(info.context.shop.all("Location"))


@field("DeliveryProfile", "zoneCountryCount")
def _countries(profile: Record, info: Info) -> int:
    return sum(len(zone["_countries"]) for zone in info.context.shop.all("DeliveryZone"))


@field("DeliveryProfile", "productVariantsCount")
def _variants(profile: Record, info: Info) -> Record:
    return count(len(info.context.shop.all("ProductVariant")), None)


@field("DeliveryProfile", "unassignedLocations")
def _unassigned(profile: Record, info: Info) -> list[Record]:
    return []


@field("ProductVariant", "deliveryProfile")
def _profile(variant: Record, info: Info) -> Record | None:
    return info.context.shop.all("DeliveryProfile")[0]


# Services that tell rates


def _checked(shop: Shop, given: Record, own: Record | None, code: str) -> None:
    if own is None or "name" in given:
        if not (given.get("name") or "").strip():
            raise Refused("Shipping rate provider name can't be blank", "input", "name", code=code)
        if any(
            row is not own and row["name"].casefold() == given["name"].casefold()
            for row in shop.all("DeliveryCarrierService")
        ):
            raise Refused(f"{given['name']} is already configured", code=code)
    if given.get("callbackUrl") and not given["callbackUrl"].startswith(("https://", "http://")):
        raise Refused("Shipping rate provider callback url invalid", "input", "callbackUrl", code=code)


@mutation
def carrier_service_create(call: Call, *, input: Record) -> Record:
    """Add a service that tells rates."""
    shop = call.shop
    _checked(shop, input, None, "CARRIER_SERVICE_CREATE_FAILED")
    made = shop.insert("DeliveryCarrierService", {
        **{name: input[name] for name in ("active", "callbackUrl", "name", "supportsServiceDiscovery")},
        "formattedName": f"{input['name']} (Rates provided by app)", "createdAt": shop.now(), "updatedAt": shop.now(),
    })  # fmt: skip
    return {"carrierService": made}


def _service(shop: Shop, id: str, code: str) -> Record:
    found = shop.get("DeliveryCarrierService", id)
    if found is None:
        raise Refused("The carrier or app could not be found.", code=code)
    return found


@mutation
def carrier_service_update(call: Call, *, input: Record) -> Record:
    """Change a service that tells rates."""
    made = _service(call.shop, input["id"], "CARRIER_SERVICE_UPDATE_FAILED")
    _checked(call.shop, input, made, "CARRIER_SERVICE_UPDATE_FAILED")
    for name in ("active", "callbackUrl", "name", "supportsServiceDiscovery"):
        if input.get(name) is not None:
            made[name] = input[name]
    made["formattedName"] = f"{made['name']} (Rates provided by app)"
    call.shop.touch(made)
    return {"carrierService": made}


@mutation
def carrier_service_delete(call: Call, *, id: str) -> Record:
    """Ask a service for rates no more."""
    call.shop.delete(_service(call.shop, id, "CARRIER_SERVICE_DELETE_FAILED"))
    return {"deletedId": id}


KINDS["DeliveryCarrierService"] = Kind(
    {
        "ID": lambda row: row["_n"],
        "CREATED_AT": lambda row: row["createdAt"],
        "UPDATED_AT": lambda row: row["updatedAt"],
    },
    {"id": Field("id", lambda row: row["_n"]), "active": Field("bool", lambda row: row["active"])},
)
KINDS["DeliveryMethodDefinition"] = Kind({"ID": lambda row: row["_n"]}, {})
