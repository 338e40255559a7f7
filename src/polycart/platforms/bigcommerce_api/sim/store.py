"""The store itself: what it is called, its currencies, taxes, ways of shipping, channels, countries and hooks.

https://developer.bigcommerce.com/docs/rest-management/store-information
"""

from __future__ import annotations

from polycart.platforms.bigcommerce_api.sim import checks, listing
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of, plain_page
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop, short
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, conflict, data, done, invalid, missing

PLAIN = Lister(filters={})


@route("GET v2/store")
def store(shop: Shop, call: Call) -> Answer:
    return Answer(body=shop.store)


@route("GET v2/time")
def time(shop: Shop, call: Call) -> Answer:
    return Answer(body={"time": int(shop.clock().timestamp())})


@route("GET v2/currencies")
def currencies(shop: Shop, call: Call) -> Answer:
    return plain_page(PLAIN, call, shop.currencies)


CURRENCY_KINDS = {
    "is_default": checks.YES_NO, "country_iso2": checks.text(2), "currency_code": checks.text(3, 3),
    "currency_exchange_rate": checks.text(None, 1), "auto_update": checks.YES_NO,
    "token_location": checks.word("left", "right"), "token": checks.text(None, 1), "decimal_token": checks.text(),
    "thousands_token": checks.text(), "decimal_places": checks.whole(0, 4), "name": checks.text(None, 1),
    "enabled": checks.YES_NO, "is_transactional": checks.YES_NO,
}  # fmt: skip


@route("POST v2/currencies")
def currency_added(shop: Shop, call: Call) -> Answer:
    needed = (
        "currency_code", "currency_exchange_rate", "token_location", "token", "decimal_token", "thousands_token",
        "decimal_places", "name",
    )  # fmt: skip
    fields = checks.check("v2", CURRENCY_KINDS, call.fields(), *needed)
    if any(row["currency_code"] == fields["currency_code"] for row in shop.currencies):
        raise conflict("v2", "The currency exists already", "currency_code")
    blank: Json = {
        "is_default": False, "country_iso2": "", "default_for_country_codes": [], "auto_update": False, "enabled": True,
        "is_transactional": False, "use_default_name": False, "last_updated": shop.today(),
    }  # fmt: skip
    made = shop.currencies.put(blank | fields)
    if made["is_default"]:
        for row in shop.currencies:
            row["is_default"] = row["id"] == made["id"]
    return Answer(body=made)


@route("DELETE v2/currencies/{id}")
def currency_deleted(shop: Shop, call: Call) -> Answer:
    row = shop.currencies.get(call.id("id"))
    if row is None:
        raise missing("v2")
    if row["is_default"]:
        raise invalid("v2", {"id": "The default currency can not be deleted"})
    shop.currencies.drop(row["id"])
    return done()


@route("GET v2/tax_classes")
def tax_classes(shop: Shop, call: Call) -> Answer:
    return plain_page(PLAIN, call, shop.tax_classes, lambda row: {**row, "id": str(row["id"])})


@route("GET v2/tax_classes/{id}")
def tax_class(shop: Shop, call: Call) -> Answer:
    row = shop.tax_classes.get(call.id("id"))
    if row is None:
        raise missing("v2")
    return Answer(body={**row, "id": str(row["id"])})


@route("POST v3/tax/classes")
def tax_class_added(shop: Shop, call: Call) -> Answer:
    now = short(shop.clock())
    bodies = [checks.check("v3", {"name": checks.text(255, 1)}, body, "name") for body in call.items(50)]
    return data([shop.tax_classes.put({"name": b["name"], "created_at": now, "updated_at": now}) for b in bodies])


@route("DELETE v3/tax/classes")
def tax_class_deleted(shop: Shop, call: Call) -> Answer:
    for id in call.numbers("id:in"):
        shop.tax_classes.drop(id)
    return done()


@route("GET v2/shipping/zones")
def zones(shop: Shop, call: Call) -> Answer:
    return Answer(body=list(shop.zones))


@route("GET v2/shipping/zones/{zone_id}/methods")
def methods(shop: Shop, call: Call) -> Answer:
    if shop.zones.get(call.id("zone_id")) is None:
        raise missing("v2")
    return Answer(
        body=[{k: v for k, v in row.items() if k != "zone_id"} for row in shop.methods.of(call.id("zone_id"))]
    )


COUNTRIES = Lister(
    filters={name: listing.same(name) for name in ("country", "country_iso2", "country_iso3")},
)
STATES = Lister(filters={name: listing.same(name) for name in ("state", "state_abbreviation")})


@route("GET v2/countries")
def countries(shop: Shop, call: Call) -> Answer:
    base = f"https://api.bigcommerce.com/stores/{shop.hash}/v2"
    return plain_page(
        COUNTRIES,
        call,
        shop.countries,
        lambda row: {
            **row,
            "states": {"url": f"{base}/countries/{row['id']}/states", "resource": f"/countries/{row['id']}/states"},
        },
    )


@route("GET v2/countries/{country_id}/states")
def states(shop: Shop, call: Call) -> Answer:
    return plain_page(STATES, call, shop.states.of(call.id("country_id")))


CHANNELS = Lister(
    filters={
        "available": lambda row, value: (row["status"] not in ("deleted", "terminated")) is (value == "true"),
        "status:in": listing.among("status"),
        "type:in": listing.among("type"),
        "platform:in": listing.among("platform"),
        **listing.dates("date_created", "date_modified"),
    }
)


@route("GET v3/channels")
def channels(shop: Shop, call: Call) -> Answer:
    return page_of(CHANNELS, call, shop.channels, dict, cut=False)


SITES = Lister(filters={"channel_id:in": listing.among("channel_id")})


@route("GET v3/sites")
def sites(shop: Shop, call: Call) -> Answer:
    return page_of(SITES, call, shop.sites, dict, cut=False)


LOCATIONS = Lister(filters={"location_id:in": listing.among("id"), "is_active": listing.flag("enabled")})


@route("GET v3/inventory/locations")
def locations(shop: Shop, call: Call) -> Answer:
    return page_of(LOCATIONS, call, shop.locations, dict, cut=False)


HOOK_KINDS = {
    "scope": checks.text(None, 7), "destination": checks.text(None, 8), "is_active": checks.YES_NO,
    "headers": checks.ANY,
}  # fmt: skip
NEAR = ("http://127.0.0.1", "http://localhost", "http://[::1]")
"""A simulated store sends to this machine, too; a real one sends to port 443 of public hosts."""

HOOKS = Lister(
    filters={
        "is_active": listing.flag("is_active"),
        "scope": listing.same("scope"),
        "destination": listing.same("destination"),
    }
)


@route("GET v3/hooks")
def hooks(shop: Shop, call: Call) -> Answer:
    return page_of(HOOKS, call, shop.hooks, dict, cut=False)


@route("POST v3/hooks")
def hook_added(shop: Shop, call: Call) -> Answer:
    fields = checks.check("v3", HOOK_KINDS, call.fields(), "scope", "destination")
    if not fields["destination"].startswith(("https://", *NEAR)):
        raise invalid("v3", {"destination": "must be an https address"})
    if any((row["scope"], row["destination"]) == (fields["scope"], fields["destination"]) for row in shop.hooks):
        raise conflict("v3", "A hook of this scope and destination exists already", "destination")
    now = int(shop.clock().timestamp())
    blank: Json = {"client_id": "s1mulated", "store_hash": shop.hash, "is_active": True, "headers": {}}
    return data(shop.hooks.put(blank | fields | {"created_at": now, "updated_at": now}))


@route("GET v3/hooks/{id}")
def hook(shop: Shop, call: Call) -> Answer:
    return data(_hook(shop, call))


@route("PUT v3/hooks/{id}")
def hook_changed(shop: Shop, call: Call) -> Answer:
    row = _hook(shop, call)
    fields = checks.check("v3", HOOK_KINDS, call.fields())
    row |= fields | {"updated_at": int(shop.clock().timestamp())}
    return data(row)


def _hook(shop: Shop, call: Call) -> Json:
    row = shop.hooks.get(call.id("id"))
    if row is None:
        raise missing("v3")
    return row


@route("DELETE v3/hooks/{id}")
def hook_deleted(shop: Shop, call: Call) -> Answer:
    row = shop.hooks.drop(call.id("id"))
    if row is None:
        raise missing("v3")
    return data(row)
