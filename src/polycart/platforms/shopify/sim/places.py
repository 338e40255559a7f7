"""The shop itself: its settings, locations, publications, apps and languages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from polycart.platforms.shopify.sim import installing
from polycart.platforms.shopify.sim.binding import Info, field, located, paged
from polycart.platforms.shopify.sim.countries import COUNTRIES, country_name, province_name
from polycart.platforms.shopify.sim.paging import KINDS, Connection, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Failed, Record, Shop, split
from polycart.platforms.shopify.sim.versions import UNSTABLE, quarters
from polycart.sandbox.catalogue import Catalogue, Store

RESOURCES = (
    "products", "inventory", "locations", "orders", "draft_orders", "customers", "discounts", "price_rules",
    "fulfillments", "merchant_managed_fulfillment_orders", "returns", "gift_cards", "publications", "markets",
    "translations", "locales", "shipping", "script_tags", "files", "reports", "checkouts",
)  # fmt: skip
SCOPES: list[Record] = [
    {"handle": f"{right}_{name}", "description": f"{right.title()} {name.replace('_', ' ')}"}
    for name in RESOURCES
    for right in ("read", "write")
]
SCOPES.append({"handle": "read_apps", "description": "Read apps"})
DOMAIN = "polycart-sandbox.myshopify.com"
WEIGHTS = {"kg": "KILOGRAMS", "g": "GRAMS", "lb": "POUNDS", "oz": "OUNCES"}


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The shop of a catalogue, with two locations and two publications."""
    store, opened = catalogue.store, catalogue.products[0].created
    _root(shop, store, opened)
    apps = installing.seed(shop, SCOPES, opened)
    for id, app in enumerate(apps[:2], 1):
        _publication(shop, app, id)
    address = {
        "address1": store.address,
        "city": store.city,
        "zip": store.postcode,
        "country": store.country,
        "province": store.state,
    }
    shop.primary = add_location(shop, store.name, address, opened, 1)
    second = {"address1": "9 Dock Road", "city": "Oakland", "zip": "94607", "country": "US", "province": "CA"}
    add_location(shop, "Warehouse", second, opened, 2)
    shop.insert("FulfillmentService", {
        "callbackUrl": None, "fulfillmentOrdersOptIn": True, "handle": "manual", "inventoryManagement": False,
        "location": shop.primary, "requiresShippingMethod": True, "serviceName": "Manual", "trackingSupport": True,
        "type": "MANUAL",
    }, 1)  # fmt: skip
    for locale, name, primary in (
        ("en", "English", True),
        ("uk", "Ukrainian", False),
        ("de", "German", False),
        ("fr", "French", False),
    ):
        shop.tables.setdefault("ShopLocale", {})[locale] = {
            "locale": locale,
            "name": name,
            "primary": primary,
            "published": locale != "fr",
        }


def _root(shop: Shop, store: Store, opened: datetime) -> None:
    number = 57_320_000_001
    domain: Record = {
        "__typename": "Domain",
        "id": "gid://shopify/Domain/57320000001",
        "host": urlsplit(shop.url).netloc,
        "sslEnabled": True,
        "url": shop.url,
    }
    shop.tables["Domain"] = {domain["id"]: domain}
    address: Record = {
        "__typename": "ShopAddress", "id": f"gid://shopify/ShopAddress/{number}", "address1": store.address,
        "address2": "", "city": store.city, "company": store.name, "country": country_name(store.country),
        "countryCode": store.country, "countryCodeV2": store.country, "firstName": None, "lastName": None, "name": None,
        "latitude": None, "longitude": None, "coordinatesValidated": False, "phone": "",
        "province": province_name(store.country, store.state), "provinceCode": store.state, "zip": store.postcode,
    }  # fmt: skip
    money = "${{amount}}" if store.currency == "USD" else "{{amount}} " + store.currency
    formats = {
        "moneyFormat": money,
        "moneyInEmailsFormat": money,
        "moneyWithCurrencyFormat": f"{money} {store.currency}",
        "moneyWithCurrencyInEmailsFormat": f"{money} {store.currency}",
    }
    plan = {"standard": "Basic", "advanced": "Advanced", "plus": "Shopify Plus", "enterprise": "Shopify Plus"}[
        shop.plan
    ]
    shop.root = {
        "__typename": "Shop",
        "id": f"gid://shopify/Shop/{number}",
        "_n": number,
        "name": store.name,
        "email": store.email,
        "contactEmail": store.email,
        "description": None,
        "myshopifyDomain": DOMAIN,
        "primaryDomain": domain,
        "domains": [domain],
        "url": shop.url,
        "currencyCode": store.currency,
        "currencyFormats": formats,
        "enabledPresentmentCurrencies": [store.currency, store.other_currency],
        "currencySettings": [
            {"currencyCode": code, "currencyName": code, "enabled": True, "_n": at}
            for at, code in enumerate((store.currency, store.other_currency), 1)
        ],
        "ianaTimezone": "Etc/UTC",
        "timezoneAbbreviation": "UTC",
        "timezoneOffset": "+0000",
        "timezoneOffsetMinutes": 0,
        "weightUnit": WEIGHTS[store.weight_unit],
        "unitSystem": "METRIC_SYSTEM",
        "taxesIncluded": False,
        "taxShipping": True,
        "shopAddress": address,
        "billingAddress": address,
        "shopOwnerName": "Pat Owner",
        "plan": {
            "displayName": plan,
            "publicDisplayName": plan,
            "partnerDevelopment": False,
            "shopifyPlus": "Plus" in plan,
        },
        "createdAt": opened,
        "updatedAt": opened,
        "setupRequired": False,
        "checkoutApiSupported": True,
        "orderNumberFormatPrefix": "#",
        "orderNumberFormatSuffix": "",
        "metafields": [],
        "shipsToCountries": sorted(COUNTRIES),
        "resourceLimits": {
            "locationLimit": 200,
            "maxProductOptions": 3,
            "maxProductVariants": 2048,
            "redirectLimitReached": False,
        },
    }


def _publication(shop: Shop, app: Record, id: int) -> None:
    catalog = shop.insert("AppCatalog", {"title": app["title"], "status": "ACTIVE", "apps": [app], "channels": []}, id)
    channel = shop.insert(
        "Channel", {"name": app["title"], "handle": app["handle"], "app": app, "supportsFuturePublishing": id == 1}, id
    )
    publication = shop.insert(
        "Publication",
        {
            "name": app["title"],
            "autoPublish": True,
            "supportsFuturePublishing": id == 1,
            "catalog": catalog,
            "app": app,
            "channels": [channel],
            "_channel": channel,
        },
        id,
    )
    channel["_publication"] = catalog["publication"] = publication
    catalog["channels"].append(channel)


def add_location(shop: Shop, name: str, given: Record, at: datetime, serial: int | None = None) -> Record:
    """A location that is open."""
    country = given.get("country") or given.get("countryCode")
    province = given.get("province") or given.get("provinceCode")
    address: Record = {
        "address1": given.get("address1"),
        "address2": given.get("address2"),
        "city": given.get("city"),
        "country": country_name(country) if country else None,
        "countryCode": country,
        "latitude": None,
        "longitude": None,
        "phone": given.get("phone"),
        "province": province_name(country, province) if province else None,
        "provinceCode": province,
        "zip": given.get("zip"),
    }
    return shop.insert("Location", {
        "name": name, "address": address, "isActive": True, "deactivatedAt": None, "fulfillsOnlineOrders": True,
        "isFulfillmentService": False, "fulfillmentService": None, "addressVerified": False, "metafields": [],
        "createdAt": at, "updatedAt": at, "_levels": {},
    }, serial)  # fmt: skip


# Reading


@field("QueryRoot", "shop")
def _shop(_: Any, info: Info) -> Record:
    return info.context.shop.root


@field("QueryRoot", "node")
def _node(_: Any, info: Info, *, id: str) -> Record | None:
    type, _number = split(id)
    if type not in info.schema.type_map:
        raise Failed(f"Invalid id: {id}", "RESOURCE_NOT_FOUND")
    return info.context.shop.node(id)


@field("QueryRoot", "nodes")
def _nodes(_: Any, info: Info, *, ids: list[str]) -> list[Record | None]:
    return [_node(None, info, id=id) for id in ids]


@field("QueryRoot", "job")
def _job(_: Any, info: Info, *, id: str) -> Record | None:
    return info.context.shop.get("Job", id)


@field("Job", "query")
def _job_query(job: Record, info: Info) -> Record:
    return {}


@field("QueryRoot", "publicApiVersions")
def _versions(_: Any, info: Info) -> list[Record]:
    *stable, candidate = quarters(info.context.shop.now())
    made = [{"handle": handle, "displayName": handle, "supported": True} for handle in stable]
    made.append({"handle": candidate, "displayName": f"{candidate} (Release candidate)", "supported": False})
    return [*made, {"handle": UNSTABLE, "displayName": UNSTABLE, "supported": False}]


@field("QueryRoot", "shopLocales")
def _locales(_: Any, info: Info, *, published: bool = False) -> list[Record]:
    rows = info.context.shop.all("ShopLocale")
    return [row for row in rows if row["published"] or not published]


@field("QueryRoot", "availableLocales")
def _available(_: Any, info: Info) -> list[Record]:
    names = {
        "de": "German",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "it": "Italian",
        "ja": "Japanese",
        "pl": "Polish",
        "uk": "Ukrainian",
    }
    return [{"isoCode": code, "name": name} for code, name in names.items()]


@field("Shop", "fulfillmentServices")
def _services(shop: Record, info: Info) -> list[Record]:
    return info.context.shop.all("FulfillmentService")


def _tags(type: str) -> Any:
    def resolve(shop: Record, info: Info, *, first: int, **_: Any) -> Connection:
        found = sorted({tag for row in info.context.shop.all(type) for tag in row["tags"]})
        return paged(info, found, "String", first=first)

    return resolve


field("Shop", "orderTags")(_tags("Order"))
field("Shop", "customerTags")(_tags("Customer"))


# Locations


@field("QueryRoot", "locations")
def _locations(
    _: Any, info: Info, *, include_inactive: bool = False, include_legacy: bool = False, **page: Any
) -> Connection:
    rows = [row for row in info.context.shop.all("Location") if row["isActive"] or include_inactive]
    return paged(info, rows, "Location", ("all", include_inactive), **page)


@field("QueryRoot", "location")
def _location(_: Any, info: Info, *, id: str | None = None) -> Record | None:
    return located(info, id, "Location") if id else info.context.shop.primary


@field("Location", "isPrimary")
def _primary(location: Record, info: Info) -> bool:
    return location is info.context.shop.primary


def stocked(location: Record) -> bool:
    """Whether something is held at a location."""
    return any(level["isActive"] and any(level["_q"].values()) for level in location["_levels"].values())


def waiting(shop: Shop, location: Record) -> bool:
    """Whether something has yet to be sent from a location."""
    rows = shop.all("FulfillmentOrder")
    return any(row["_location"] is location and row["status"] not in ("CLOSED", "CANCELLED") for row in rows)


@field("Location", "hasActiveInventory")
def _stocked(location: Record, info: Info) -> bool:
    return stocked(location)


@field("Location", "hasUnfulfilledOrders")
def _waiting(location: Record, info: Info) -> bool:
    return waiting(info.context.shop, location)


@field("Location", "shipsInventory")
def _ships(location: Record, info: Info) -> bool:
    return location["isActive"] and location["fulfillsOnlineOrders"]


@field("Location", "activatable")
def _activatable(location: Record, info: Info) -> bool:
    return True


@field("Location", "deactivatable")
def _deactivatable(location: Record, info: Info) -> bool:
    return location["isActive"] and location is not info.context.shop.primary


@field("Location", "deletable")
def _deletable(location: Record, info: Info) -> bool:
    return not location["isActive"] and not stocked(location)


@field("LocationAddress", "formatted")
def _formatted(address: Record, info: Info) -> list[str]:
    middle = " ".join(part for part in (address["city"], address["provinceCode"], address["zip"]) if part)
    return [line for line in (address["address1"], address["address2"], middle, address["country"]) if line]


def _number(row: Record) -> int:
    return row["_n"]


KINDS["Location"] = Kind(
    {"ID": _number, "NAME": lambda row: row["name"], "RELEVANCE": _number},
    {
        "id": Field("id", _number), "location_id": Field("id", _number),
        "active": Field("keyword", lambda row: "true" if row["isActive"] else "false"),
        "address1": Field("text", lambda row: row["address"]["address1"]),
        "city": Field("text", lambda row: row["address"]["city"]),
        "country": Field("keyword", lambda row: [row["address"]["country"] or "", row["address"]["countryCode"] or ""]),
        "province": Field("keyword", lambda row: row["address"]["province"] or ""),
        "zip": Field("keyword", lambda row: row["address"]["zip"] or ""),
        "created_at": Field("date", lambda row: row["createdAt"]),
    },
    lambda row: [row["name"], row["address"]["city"] or ""],
)  # fmt: skip
