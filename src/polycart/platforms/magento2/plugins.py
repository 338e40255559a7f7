"""The shop's modules that are switched on; REST does not tell the others, nor versions.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/modules``)
"""

from __future__ import annotations

from polycart import api
from polycart.api.cart import CartPluginListParams, ListedPlugin, Plugin, PluginList
from polycart.core.method import Page
from polycart.platforms.magento2.connection import Magento, magento2


def _listed(module: str, total: int) -> ListedPlugin:
    vendor, _, _ = module.partition("_")
    plugin = Plugin(name=module, code=module, active=True, additional_fields={"vendor": vendor})
    return ListedPlugin(
        name=module, code=module, active=True, additional_fields={"vendor": vendor}, all_plugins=total, plugins=[plugin]
    )


@magento2.implements(api.cart.plugin.list, gives=("name", "code", "active", "plugins", "additional_fields"))
async def cart_plugin_list(magento: Magento, p: CartPluginListParams) -> Page[PluginList]:
    """List modules by name, Magento's own among them."""
    modules = sorted(await magento.get("/V1/modules", type=list[str]))
    window = modules[p.start : p.start + p.count]
    return Page(items=[_listed(module, len(modules)) for module in window], total=len(modules))


magento2.lacks(
    "Magento loads scripts by its themes, modules and settings of the design, none of which REST changes.",
    api.cart.script.add, api.cart.script.delete, api.cart.script.list,
)  # fmt: skip
