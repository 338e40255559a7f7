"""The WordPress plugins of the site, active ones and others.

https://woocommerce.github.io/woocommerce-rest-api-docs/#system-status
"""

from __future__ import annotations

import html
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import CartPluginListParams, ListedPlugin, Plugin, PluginList
from polycart.core.method import Page
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce


class _Native(msgspec.Struct):
    plugin: str
    name: str = ""
    version: str = ""
    url: str = ""
    author_name: str = ""
    network_activated: bool = False


class _Plugins(msgspec.Struct):
    active_plugins: list[_Native] = []
    inactive_plugins: list[_Native] = []


def _listed(native: _Native, *, active: bool, total: int) -> ListedPlugin:
    folder, _, file = native.plugin.rpartition("/")
    name = html.unescape(native.name)
    code = folder or file.removesuffix(".php")
    surplus: dict[str, Any] = {
        "plugin": native.plugin,
        "version": native.version,
        "url": native.url,
        "author_name": html.unescape(native.author_name),
        "network_activated": native.network_activated,
    }
    plugin = Plugin(name=name, code=code, active=active, additional_fields=surplus)
    return ListedPlugin(
        name=name, code=code, active=active, additional_fields=surplus, all_plugins=total, plugins=[plugin]
    )


@woocommerce.implements(api.cart.plugin.list, gives=("name", "code", "active", "plugins", "additional_fields"))
async def cart_plugin_list(woo: Woo, p: CartPluginListParams) -> Page[PluginList]:
    """List plugins by the names of their files; must-use plugins and drop-ins are no plugins that can be switched."""
    status = await woo.get("system_status", {"_fields": "active_plugins,inactive_plugins"}, type=_Plugins)
    rows = [(native, True) for native in status.active_plugins] + [
        (native, False) for native in status.inactive_plugins
    ]
    rows.sort(key=lambda row: row[0].plugin)
    window = rows[p.start : p.start + p.count]
    return Page(items=[_listed(native, active=active, total=len(rows)) for native, active in window], total=len(rows))
