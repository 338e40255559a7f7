"""The shop's websites, stores (groups) and store views, and which of them a call looks at.

A Magento installation has websites, each with stores, each with store views. What the contract calls a store
(``store_id``) is Magento's store, a language (``lang_id``) is one of its store views.
https://experienceleague.adobe.com/en/docs/commerce-admin/stores-sales/site-store/stores
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from polycart.core.errors import ParameterError

if TYPE_CHECKING:
    from polycart.platforms.magento2.connection import Magento

EVERYWHERE = "all"
"""The code under which values of all store views are read and written; the view itself is called ``admin``, id 0."""


class StoreView(msgspec.Struct, frozen=True):
    """A store view: one language of a store."""

    id: int
    code: str
    name: str = ""
    website_id: int = 0
    store_group_id: int = 0
    is_active: int | bool = 1


class StoreGroup(msgspec.Struct, frozen=True):
    """A store: a catalogue tree below one root category."""

    id: int
    website_id: int = 0
    root_category_id: int = 0
    default_store_id: int = 0
    name: str = ""
    code: str = ""


class StoreConfig(msgspec.Struct, frozen=True):
    """What a store view is configured for."""

    id: int
    code: str = ""
    website_id: int = 0
    locale: str = "en_US"
    base_currency_code: str = "USD"
    default_display_currency_code: str = "USD"
    timezone: str = "UTC"
    weight_unit: str = "lbs"
    base_url: str = ""
    base_link_url: str = ""
    base_media_url: str = ""
    secure_base_url: str = ""
    secure_base_link_url: str = ""
    secure_base_media_url: str = ""


class Website(msgspec.Struct, frozen=True):
    """A website: customers, prices and stock belong to it."""

    id: int
    code: str = ""
    name: str = ""
    default_group_id: int = 0


class Scope(msgspec.Struct, frozen=True):
    """What a call looks at: the store view whose code stands in the addresses, and the store if one was chosen."""

    code: str
    view: StoreView | None = None
    group: StoreGroup | None = None


async def views(magento: Magento) -> list[StoreView]:
    """All store views; ``admin`` (id 0) among them."""

    async def fetch() -> list[StoreView]:
        return await magento.get("/V1/store/storeViews", type=list[StoreView])

    return await magento.connection.fact("store views", fetch)


async def groups(magento: Magento) -> list[StoreGroup]:
    """All stores; the one of the back office (id 0) among them."""

    async def fetch() -> list[StoreGroup]:
        return await magento.get("/V1/store/storeGroups", type=list[StoreGroup])

    return await magento.connection.fact("store groups", fetch)


async def configs(magento: Magento) -> list[StoreConfig]:
    """The configuration of every store view but ``admin``."""

    async def fetch() -> list[StoreConfig]:
        return await magento.get("/V1/store/storeConfigs", type=list[StoreConfig])

    return await magento.connection.fact("store configs", fetch)


async def websites(magento: Magento) -> list[Website]:
    """All websites; the one of the back office (id 0) among them."""

    async def fetch() -> list[Website]:
        return await magento.get("/V1/store/websites", type=list[Website])

    return await magento.connection.fact("websites", fetch)


async def default_group(magento: Magento) -> StoreGroup:
    """The first store of the first website; REST does not tell which of them the merchant calls the default."""
    return min((g for g in await groups(magento) if g.website_id), key=lambda g: (g.website_id, g.id))


async def default_view(magento: Magento) -> StoreView:
    """The store view that new products are written to, as the shop's own REST API does by default."""
    known, group = await asyncio.gather(views(magento), default_group(magento))
    return next(view for view in known if view.id == group.default_store_id)


async def current_view(magento: Magento) -> StoreView:
    """The store view that the call looks at."""
    scope = magento.scope
    return scope.view if scope is not None and scope.view is not None else await default_view(magento)


async def current_group(magento: Magento) -> StoreGroup:
    """The store that the call looks at."""
    view = await current_view(magento)
    return next(group for group in await groups(magento) if group.id == view.store_group_id)


async def current_config(magento: Magento) -> StoreConfig:
    """The configuration of the store view that the call looks at."""
    known, view = await asyncio.gather(configs(magento), current_view(magento))
    return next(config for config in known if config.id == view.id)


async def views_of(magento: Magento, group: StoreGroup) -> list[StoreView]:
    """The store views of a store."""
    return [view for view in await views(magento) if view.store_group_id == group.id]


async def chosen(magento: Magento, store_id: str | None, lang_id: str | None) -> Scope:
    """The scope that two parameters name; ``lang_id`` is the id or code of a store view, ``0`` is all of them."""
    known, stores = await asyncio.gather(views(magento), groups(magento))
    group: StoreGroup | None = None
    if store_id is not None:
        group = next((each for each in stores if each.website_id and str(each.id) == store_id), None)
        if group is None:
            raise _unknown("store_id", [str(each.id) for each in stores if each.website_id])
    if lang_id is None and group is not None:
        return Scope(code=next(v.code for v in known if v.id == group.default_store_id), group=group, view=next(
            v for v in known if v.id == group.default_store_id))  # fmt: skip
    if lang_id in {"0", "admin", EVERYWHERE}:
        return Scope(code=EVERYWHERE, group=group)
    fitting = [v for v in known if v.id and (group is None or v.store_group_id == group.id)]
    view = next((v for v in fitting if lang_id in {str(v.id), v.code}), None)
    if view is None:
        raise _unknown("lang_id", ["0", *(str(v.id) for v in fitting)])
    return Scope(code=view.code, view=view, group=group)


def _unknown(name: str, allowed: list[str]) -> ParameterError:
    listed = ",".join(f"'{value}'" for value in allowed)
    return ParameterError(f"Parameter '{name}' is not valid. Allowed values: {listed}.")
