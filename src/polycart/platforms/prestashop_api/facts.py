"""What seldom changes: the shop's configuration, its shops, languages and currencies; each is kept for an hour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from polycart.core.errors import ParameterError
from polycart.core.mapping import Version
from polycart.platforms.prestashop_api.numbers import either

if TYPE_CHECKING:
    from polycart.platforms.prestashop_api.connection import Prestashop

CONFIGURATION = (
    "PS_COUNTRY_DEFAULT", "PS_CURRENCY_DEFAULT", "PS_CUSTOMER_GROUP", "PS_DIMENSION_UNIT", "PS_GUEST_GROUP",
    "PS_HOME_CATEGORY", "PS_LANG_DEFAULT", "PS_ORDER_OUT_OF_STOCK", "PS_OS_CANCELED", "PS_OS_DELIVERED",
    "PS_OS_REFUND", "PS_OS_SHIPPING", "PS_ROOT_CATEGORY", "PS_SHIPPING_METHOD", "PS_SHOP_ADDR1", "PS_SHOP_ADDR2",
    "PS_SHOP_CITY", "PS_SHOP_CODE", "PS_SHOP_COUNTRY_ID", "PS_SHOP_DEFAULT", "PS_SHOP_EMAIL", "PS_SHOP_NAME",
    "PS_SHOP_PHONE", "PS_SHOP_STATE_ID", "PS_STOCK_MANAGEMENT", "PS_TAX", "PS_TIMEZONE", "PS_UNIDENTIFIED_GROUP",
    "PS_WEIGHT_UNIT",
)  # fmt: skip
"""The settings that are read, all in one request."""


class SettingRow(msgspec.Struct):
    """A setting, for one shop or for all."""

    name: str = ""
    value: str | None = None
    id_shop: int | str | None = None


class Facts(msgspec.Struct, frozen=True):
    """The version as it is told, and the settings by name and shop; ``""`` is what holds for all shops."""

    release: str
    settings: Mapping[str, Mapping[str, str]]

    @property
    def version(self) -> Version:
        """The version as numbers; one that is not told is taken for the newest."""
        return tuple(int(part) for part in re.findall(r"\d+", self.release)) or (8, 1)

    def value(self, name: str, shop_id: str | None = None) -> str:
        """A setting as it holds in a shop; empty where it is not set."""
        known = self.settings.get(name, {})
        return known.get(shop_id or "", known.get("", next(iter(known.values()), "")))

    @property
    def zone(self) -> tzinfo:
        """The time zone of all dates."""
        try:
            return ZoneInfo(self.value("PS_TIMEZONE") or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            return UTC


async def learn(shop: Prestashop) -> Facts:
    """Ask the shop for its configuration; the version is in a header of every answer."""
    query = {"display": "[name,value,id_shop]", "filter[name]": either(CONFIGURATION)}
    response = await shop.send("GET", "configurations", query)
    return told(response.headers.get("psws-version", ""), shop.listed(response, "configurations", SettingRow))


def told(release: str, rows: Iterable[SettingRow]) -> Facts:
    """The facts that a version and the rows of the configuration make."""
    settings: dict[str, dict[str, str]] = {}
    for row in rows:
        scope = str(row.id_shop) if row.id_shop and str(row.id_shop) != "0" else ""
        settings.setdefault(row.name, {})[scope] = row.value or ""
    return Facts(release=release, settings=settings)


class ShopRow(msgspec.Struct):
    """A shop of a multistore."""

    id: int
    name: str = ""
    active: str | int = "1"
    id_category: int | str = 2
    id_shop_group: int | str = 1


async def shops(shop: Prestashop) -> dict[str, ShopRow]:
    """The shops by their ids."""

    async def fetch() -> dict[str, ShopRow]:
        query = {"display": "[id,name,active,id_category,id_shop_group]", "sort": "[id_ASC]"}
        found = await shop.listing("shops", query, ShopRow)
        return {str(row.id): row for row in found}

    return await shop.connection.fact("shops", fetch)


class LanguageRow(msgspec.Struct):
    """A language."""

    id: int
    name: str = ""
    iso_code: str = ""
    locale: str | None = None
    active: str | int = "1"


async def languages(shop: Prestashop) -> list[LanguageRow]:
    """The languages that are installed."""

    async def fetch() -> list[LanguageRow]:
        query = {"display": "[id,name,iso_code,locale,active]", "sort": "[id_ASC]"}
        return await shop.listing("languages", query, LanguageRow)

    return await shop.connection.fact(f"languages.{shop.shop_id}", fetch)


async def language_id(shop: Prestashop, given: str) -> str:
    """The id of a language by its id, its code (``en``) or its locale (``en-US``)."""
    known = await languages(shop)
    for row in known:
        if given == str(row.id) or given.lower() in (row.iso_code.lower(), (row.locale or "").lower()):
            return str(row.id)
    allowed = ", ".join(f"'{row.id}'" for row in known)
    raise ParameterError(f"Parameter 'lang_id' is not valid. Allowed values: {allowed}.")


class CurrencyRow(msgspec.Struct):
    """A currency; ``rate`` is its worth in units of the default currency, turned round."""

    id: int
    iso_code: str = ""
    name: str | None = None
    symbol: str | None = None
    conversion_rate: str | float = 1
    active: str | int = "1"
    deleted: str | int = "0"
    precision: int | str | None = None


async def currencies(shop: Prestashop) -> list[CurrencyRow]:
    """The currencies that are not deleted, with their names in the shop's language."""

    async def fetch() -> list[CurrencyRow]:
        paths = ("id", "iso_code", "name", "symbol", "conversion_rate", "active", "deleted", "precision")
        if (await shop.facts()).version < (1, 7, 6):
            paths = tuple(path for path in paths if path not in ("symbol", "precision"))
        found = await shop.records("currencies", {"sort": "[id_ASC]"}, CurrencyRow, *paths)
        return [row for row in found if str(row.deleted) != "1"]

    return await shop.connection.fact(f"currencies.{shop.shop_id}", fetch)


async def default_currency(shop: Prestashop) -> CurrencyRow:
    """The currency that prices are kept in."""
    id = (await shop.facts()).value("PS_CURRENCY_DEFAULT", shop.shop_id)
    known = await currencies(shop)
    return next((row for row in known if str(row.id) == id), known[0])
