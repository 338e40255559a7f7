"""What a bridge tells of the shop beyond its webservice: itself, the modules, the caches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import Cart, CartInfoParams, CartPluginListParams, ListedPlugin, Plugin, PluginList
from polycart.api.cart.retired import CartCacheCleared, CartClearCacheParams
from polycart.core.errors import ParameterError
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.platforms.prestashop.connection import Prestashop, prestashop
from polycart.platforms.prestashop_api.shop import CART, Part, Seen, told

CACHES = {"storage_cache": "data", "class_cache": "classes", "template_cache": "templates"}
"""The contract has no list of words: these are the kinds that PrestaShop has; ``all`` empties each of them."""


async def _known(seen: Seen, name: str) -> Any:
    shop = seen.shop
    assert isinstance(shop, Prestashop)  # noqa: S101 - its handlers get no other client
    return getattr(await shop.ground(), name)


async def _bridge(seen: Seen, wanted: Selection) -> str:
    return await _known(seen, "bridge")


async def _prefix(seen: Seen, wanted: Selection) -> str:
    return await _known(seen, "prefix")


PARTS: Mapping[str, Part] = {**CART, "bridge_version": _bridge, "db_prefix": _prefix}


@prestashop.implements(api.cart.info, gives=PARTS)
async def cart_info(shop: Prestashop, p: CartInfoParams) -> Cart:
    """Tell the wanted facts of the shop; ``cart.validate`` learns them anew."""
    return await told(shop, PARTS)


class _Module(msgspec.Struct):
    id: int
    name: str = ""
    version: str = ""
    shop: int | None = None


@prestashop.implements(api.cart.plugin.list, gives=("name", "code", "active", "plugins", "additional_fields"))
async def cart_plugin_list(shop: Prestashop, p: CartPluginListParams) -> Page[PluginList]:
    """List the modules that are installed; their titles are in their code, so they are called by their folders."""
    query = {"limit": f"{p.start},{p.count}"}
    rows, total = await shop.counted("modules", query, _Module)
    return Page(items=[_listed(row, total) for row in rows], total=total)


def _listed(row: _Module, total: int) -> PluginList:
    one = Plugin(
        name=row.name, code=row.name, active=row.shop is not None, additional_fields={"version": row.version}
    )  # fmt: skip
    return ListedPlugin(
        all_plugins=total, plugins=[one], name=one.name, code=one.code, active=one.active,
        additional_fields=one.additional_fields,
    )  # fmt: skip


@prestashop.implements(api.cart.clear_cache, "cache_type", note="storage_cache, class_cache, template_cache, or all.")
async def cart_clear_cache(shop: Prestashop, p: CartClearCacheParams) -> CartCacheCleared:
    """Empty a cache of the shop; what is emptied is made anew by the next visits."""
    if p.cache_type not in (*CACHES, "all"):
        allowed = ", ".join(f"'{name}'" for name in (*CACHES, "all"))
        raise ParameterError(f"Parameter 'cache_type' is not valid. Allowed values: {allowed}.")
    names = list(CACHES.values()) if p.cache_type == "all" else [CACHES[p.cache_type]]
    await shop.bridge.do("cache", names=names)
    return CartCacheCleared(cache_cleared=p.cache_type)
