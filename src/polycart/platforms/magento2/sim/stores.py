"""Websites, groups, store views and their settings.

Records: `stores`, `store/storeGroups`, `store/websites` and `store/storeConfigs` as the vendor answers them.
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, rows
from polycart.sandbox.catalogue import Catalogue

RESOURCE = "Magento_Backend::store"
TABLES = {"store/storeViews": "stores", "store/storeGroups": "store_groups", "store/websites": "websites"}
UNITS = {"lb": "lbs", "lbs": "lbs", "kg": "kgs", "kgs": "kgs"}


def views(shop: Shop) -> list[Json]:
    """The store views that customers see, without the one for administration."""
    return [view for view in shop.table("stores").values() if view["id"]]


def single(shop: Shop) -> bool:
    """Whether there is one store view only: then its values are kept for all."""
    return len(views(shop)) < 2


def website_of(shop: Shop, store: int) -> int:
    """The website of a store view."""
    found = shop.table("stores").get(store)
    return int(found["website_id"]) if found else 0


def _listing(name: str) -> Any:
    def answer(shop: Shop, call: Call) -> list[Json]:
        return list(shop.table(name).values())

    return answer


def _configs(shop: Shop, call: Call) -> list[Json]:
    wanted = call.args["store_codes"]
    return [c for c in shop.table("store_configs").values() if not wanted or c["code"] in wanted]


def config_of(shop: Shop, view: Json, *, locale: str, weight_unit: str, timezone: str, currency: str) -> Json:
    """The settings of a store view as they are told."""
    told: Json = {"id": view["id"], "code": view["code"], "website_id": view["website_id"], "locale": locale}
    told |= {"base_currency_code": currency, "default_display_currency_code": currency, "timezone": timezone}
    told["weight_unit"] = weight_unit
    for prefix in ("", "secure_"):
        told |= {f"{prefix}base_url": f"{shop.url}/", f"{prefix}base_link_url": f"{shop.url}/"}
        told[f"{prefix}base_static_url"] = f"{shop.url}/static/version1700000000/"
        told[f"{prefix}base_media_url"] = f"{shop.url}/media/"
    return told


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """One website with an English and a French view."""
    store = catalogue.store
    website: Json = {"id": 1, "code": "base", "name": "Main Website", "default_group_id": 1}
    shop.table("websites").update({0: {"id": 0, "code": "admin", "name": "Admin", "default_group_id": 0}, 1: website})
    group: Json = {"id": 1, "website_id": 1, "root_category_id": 2, "default_store_id": 1}
    none: Json = {"id": 0, "website_id": 0, "root_category_id": 0, "default_store_id": 0}
    shop.table("store_groups")[0] = none | {"name": "Default", "code": "default"}
    shop.table("store_groups")[1] = group | {"name": store.name, "code": "main_website_store"}
    held = shop.table("stores")
    seen: Json = {"website_id": 1, "store_group_id": 1, "is_active": 1}
    held[1] = {"id": 1, "code": "default", "name": "Default Store View"} | seen
    held[0] = {"id": 0, "code": "admin", "name": "Admin", "website_id": 0, "store_group_id": 0, "is_active": 1}
    held[2] = {"id": 2, "code": "french", "name": "French"} | seen
    timezone = "America/Los_Angeles" if shop.config("sources") == "seed" else "UTC"
    for number, locale in ((1, "en_US"), (2, "fr_FR")):
        unit = UNITS.get(store.weight_unit, "kgs")
        made = config_of(
            shop, held[number], locale=locale, weight_unit=unit, timezone=timezone, currency=store.currency
        )
        shop.table("store_configs")[number] = made


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the store routes answered."""
    for name, table in TABLES.items():
        shop.table(table).update({row["id"]: row for row in rows(records.get(name))})
    shop.table("store_configs").update({row["id"]: row for row in rows(records.get("store/storeConfigs"))})


ROUTES: tuple[Route, ...] = (
    route("GET store/storeViews", _listing("stores"), resource=RESOURCE),
    route("GET store/storeGroups", _listing("store_groups"), resource=RESOURCE),
    route("GET store/websites", _listing("websites"), resource=RESOURCE),
    route("GET store/storeConfigs", _configs, "storeCodes:string[]=", resource=RESOURCE),
)
