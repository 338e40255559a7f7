"""Caches of the shop, emptied by the tools of its status page.

https://woocommerce.github.io/woocommerce-rest-api-docs/#system-status-tools
"""

from __future__ import annotations

from polycart import api
from polycart.api.cart.retired import CartCacheCleared, CartClearCacheParams
from polycart.core.errors import ParameterError
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce

TOOLS = {
    "storage_cache": "clear_transients",
    "template_cache": "clear_template_cache",
    "analytics_cache": "clear_woocommerce_analytics_cache",
}
"""The tool of the shop that empties a cache; what pages and objects are cached elsewhere is the host's."""


@woocommerce.implements(api.cart.clear_cache, "cache_type")
async def cart_clear_cache(woo: Woo, p: CartClearCacheParams) -> CartCacheCleared:
    """Empty one of the shop's caches."""
    tool = TOOLS.get(p.cache_type)
    if tool is None:
        allowed = ", ".join(TOOLS)
        raise ParameterError(
            "Parameter 'cache_type' is not valid. The required type of parameter is enum. "
            f"One of the following values are allowed: {allowed}."
        )
    await woo.put(f"system_status/tools/{tool}", {})
    return CartCacheCleared(cache_cleared=p.cache_type)
