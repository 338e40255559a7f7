"""Apps that are installed in the shop.

https://shopify.dev/docs/api/admin-graphql/latest/queries/appInstallations: needs the scope read_apps, which Shopify
grants to custom apps on request. The contract pages plug-ins by place only, and a shop has few.
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.cart import CartPluginListParams, ListedPlugin, Plugin, PluginList
from polycart.core.documents import Of
from polycart.core.graphql import Values
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Row, Shop, shopify
from polycart.platforms.shopify.ids import number

PRIVACIES = ("PUBLIC", "PRIVATE")
"""Apps of the app store, and those that were made for the shop."""


class App(Row):
    """An app."""

    id: str = ""
    title: str = ""
    handle: str | None = None
    description: str | None = None
    developer_name: str | None = None
    developer_type: str | None = None
    app_store_app_url: str | None = None


class Installation(Row):
    """An app in the shop."""

    id: str = ""
    launch_url: str | None = None
    app: App | None = None


def _listed(row: Installation, privacy: str, total: int) -> ListedPlugin:
    app = row.app or App()
    surplus: dict[str, Any] = {
        "id": number(app.id), "description": app.description, "developer_name": app.developer_name,
        "developer_type": (app.developer_type or "").lower(), "app_store_url": app.app_store_app_url,
        "launch_url": row.launch_url, "privacy": privacy.lower(),
    }  # fmt: skip
    plugin = Plugin(name=app.title, code=app.handle, active=True, additional_fields=surplus)
    return ListedPlugin(
        name=app.title, code=app.handle, active=True, additional_fields=surplus, all_plugins=total, plugins=[plugin]
    )


@shopify.implements(
    api.cart.plugin.list, gives=("name", "code", "active", "plugins", "additional_fields"),
    note="Needs the scope read_apps, which Shopify grants to custom apps on request.",
)  # fmt: skip
async def plugin_list(shop: Shop, p: CartPluginListParams) -> Page[PluginList]:
    """List the installed apps: those of the app store, then those that were made for the shop."""
    rows: list[tuple[Installation, str]] = []
    for privacy in PRIVACIES:
        values: Values = {
            "privacy": Of("AppInstallationPrivacy", privacy),
            "sortKey": Of("AppInstallationSortKeys", "ID"),
        }
        rows += [(row, privacy) for row in await shop.everything("appInstallations", Installation, values)]
    window = rows[p.start : p.start + p.count]
    return Page(items=[_listed(row, privacy, len(rows)) for row, privacy in window], total=len(rows))
