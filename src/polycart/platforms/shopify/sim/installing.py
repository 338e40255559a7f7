"""Apps that are installed in the shop, of which one is that of the caller."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, paged
from polycart.platforms.shopify.sim.paging import KINDS, Connection, Kind
from polycart.platforms.shopify.sim.state import Failed, Record, Shop

APPS = (
    ("Online Store", "online-store", "SHOPIFY", "Shopify", "PUBLIC", "The shop front"),
    ("Point of Sale", "pos", "SHOPIFY", "Shopify", "PUBLIC", None),
    ("Polycart", "polycart", "MERCHANT", None, "PRIVATE", None),
    ("Stars & Stories", "stars-and-stories", "PARTNER", "Northwind Apps", "PUBLIC", "Reviews beside products"),
)
OWN = 2
"""The place of the caller's app."""


def seed(shop: Shop, scopes: list[Record], opened: datetime) -> list[Record]:
    """The apps and their installations; the caller's comes first."""
    for serial, (title, handle, kind, developer, _, about) in enumerate(APPS, 1):
        shop.insert("App", {
            "title": title, "handle": handle, "apiKey": f"{serial:032x}", "developerType": kind,
            "developerName": developer, "description": about, "embedded": True,
            "appStoreAppUrl": f"https://apps.shopify.com/{handle}" if kind == "PARTNER" else None,
        }, serial)  # fmt: skip
    apps = shop.all("App")
    shop.root["_app"] = apps[OWN]
    for serial, at in enumerate(sorted(range(len(apps)), key=lambda at: at != OWN), 1):
        shop.insert("AppInstallation", {
            "app": apps[at], "accessScopes": scopes if at == OWN else [], "metafields": [],
            "launchUrl": f"{shop.url}/admin/apps/{apps[at]['handle']}", "_privacy": APPS[at][4],
            "_at": opened + timedelta(days=at),
        }, serial)  # fmt: skip
    return apps


@field("QueryRoot", "currentAppInstallation")
def _installation(_: Any, info: Info) -> Record:
    return info.context.shop.all("AppInstallation")[0]


@field("QueryRoot", "appInstallation")
def _installed(_: Any, info: Info, *, id: str | None = None) -> Record | None:
    return info.context.shop.get("AppInstallation", id) if id else _installation(None, info)


@field("QueryRoot", "appInstallations")
def _installations(
    _: Any, info: Info, *, privacy: str | None = "PUBLIC", category: str | None = None, **page: Any
) -> Connection:
    own = _installation(None, info)
    if not any(scope["handle"] == "read_apps" for scope in own["accessScopes"]):
        raise Failed(
            "Access denied for appInstallations field. Required access: `read_apps` access scope.", "ACCESS_DENIED"
        )
    known = {"POS_EMBEDDED": ("pos",), "CHANNEL": ("online-store", "pos")}
    rows = [
        row
        for row in info.context.shop.all("AppInstallation")
        if row["_privacy"] == privacy and (category is None or row["app"]["handle"] in known[category])
    ]
    return paged(info, rows, "AppInstallation", **page)


@field("QueryRoot", "app")
def _app(_: Any, info: Info, *, id: str | None = None) -> Record | None:
    return info.context.shop.get("App", id) if id else info.context.shop.root["_app"]


KINDS["AppInstallation"] = Kind(
    {
        "APP_TITLE": lambda row: row["app"]["title"],
        "ID": lambda row: row["_n"],
        "INSTALLED_AT": lambda row: row["_at"],
    },
    {},
)
