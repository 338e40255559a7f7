"""Languages: the store views, each with a locale of its own.

https://experienceleague.adobe.com/en/docs/commerce-admin/stores-sales/site-store/store-views
"""

from __future__ import annotations

import asyncio

from polycart.api.entities import Language
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento


def iso_code(locale: str) -> str:
    """The language of a locale: ``en`` of ``en_US``."""
    return locale.partition("_")[0].lower()


async def languages(magento: Magento, group: scopes.StoreGroup) -> list[Language]:
    """The store views of a store, its default one first; their ids are what ``lang_id`` takes."""
    views, configs = await asyncio.gather(scopes.views_of(magento, group), scopes.configs(magento))
    locales = {config.id: config.locale for config in configs}
    views = sorted(views, key=lambda view: (view.id != group.default_store_id, view.id))
    return [
        Language(
            id=str(view.id),
            iso_code=iso_code(locales.get(view.id, "")),
            name=view.name,
            additional_fields={"code": view.code, "locale": locales.get(view.id), "is_active": bool(view.is_active)},
        )
        for view in views
    ]
