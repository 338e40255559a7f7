"""What seldom changes: version, columns, settings, languages, currencies, stores, units; two requests in an hour."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from polycart.core.bridge.client import Info, version_of
from polycart.core.bridge.tables import Statement
from polycart.core.mapping import Version

if TYPE_CHECKING:
    from polycart.platforms.opencart.connection import Opencart

V30: Version = (3,)
V40: Version = (4,)
V41: Version = (4, 1)

PROBED = (
    "product", "product_discount", "product_special", "category", "customer", "address", "order", "order_product",
    "order_total", "order_history", "coupon", "review", "return", "cart", "seo_url", "url_alias", "voucher",
    "manufacturer", "customer_group", "manufacturer_to_layout", "product_code", "product_recurring",
    "product_subscription", "product_report", "product_viewed", "order_voucher", "order_shipment", "extension_install",
    "customer_activity", "customer_affiliate", "customer_affiliate_report", "customer_approval", "customer_history",
    "customer_ip", "customer_reward", "customer_transaction", "customer_wishlist", "coupon_category",
    "manufacturer_to_store", "option",
)  # fmt: skip
"""Tables that differ between versions, or that some do not have."""


class TableFacts(msgspec.Struct, frozen=True):
    """A table's columns with their types, and its engine."""

    columns: dict[str, str]
    engine: str = ""


class ShopInfo(Info, frozen=True):
    """What the bridge tells of the shop, with some of its tables; ``None`` for those that it does not have."""

    tables: dict[str, TableFacts | None] = {}


class LanguageRow(msgspec.Struct):
    """A language."""

    language_id: int
    name: str = ""
    code: str = ""
    status: int = 1


class CurrencyRow(msgspec.Struct):
    """A currency; ``value`` is what one unit of the default currency is worth in it."""

    currency_id: int
    title: str = ""
    code: str = ""
    symbol_left: str | None = None
    symbol_right: str | None = None
    value: str | float = 1
    status: int = 1


class StoreRow(msgspec.Struct):
    """A store beside the default one."""

    store_id: int
    name: str = ""
    url: str = ""


class UnitRow(msgspec.Struct):
    """A unit of weight or length; ``value`` is how many of it the default unit is."""

    id: int
    language_id: int
    unit: str = ""
    value: str | float = 1


class Facts(msgspec.Struct, frozen=True):
    """All of it; a setting of a store that is not set is the default store's."""

    info: ShopInfo
    settings: Mapping[str, Mapping[int, str]]
    languages: Sequence[LanguageRow]
    currencies: Sequence[CurrencyRow]
    stores: Sequence[StoreRow]
    weights: Sequence[UnitRow]
    lengths: Sequence[UnitRow]

    @property
    def version(self) -> Version:
        """The version; one that cannot be read is taken for the newest that is known."""
        return version_of(self.info.version) or V41

    def value(self, name: str, store: int = 0) -> str:
        """A setting as it holds in a store; empty where it is not set."""
        known = self.settings.get(name, {})
        return known.get(store, known.get(0, "")) or ""

    def numbers(self, name: str, store: int = 0) -> list[int]:
        """A setting that is a list of ids, kept as JSON."""
        try:
            found = json.loads(self.value(name, store) or "[]")
        except ValueError:
            return []
        return [int(each) for each in found] if isinstance(found, list) else []  # type: ignore[reportUnknownVariableType]

    def has(self, table: str, column: str | None = None) -> bool:
        """Whether the shop has a table, and a column of it."""
        known = self.info.tables.get(table)
        return known is not None and (column is None or column in known.columns)

    @property
    def zone(self) -> tzinfo:
        """The zone of all dates.

        OpenCart sets the time zone of its own connection to ``config_timezone`` since 3.0.3 (system/framework.php,
        catalog/controller/startup/setting.php); older shops leave it to the database.
        """
        name = self.value("config_timezone")
        if not name:
            return timezone(timedelta(seconds=self.info.utc_offset)) if self.version < V40 else UTC
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            return UTC

    @property
    def language(self) -> LanguageRow:
        """The language of the storefront."""
        code = self.value("config_language_catalog") or self.value("config_language")
        return next((row for row in self.languages if row.code == code), self.languages[0])

    @property
    def currency(self) -> CurrencyRow:
        """The currency that prices are kept in."""
        code = self.value("config_currency")
        return next((row for row in self.currencies if row.code == code), self.currencies[0])

    def unit(self, units: Sequence[UnitRow], id: int, language: int) -> str:
        """What a unit is called."""
        fitting = [row for row in units if row.id == id]
        return next((row.unit for row in (*(r for r in fitting if r.language_id == language), *fitting)), "")


def _select(table: str, columns: Sequence[str], order: str) -> Statement:
    return {
        "do": "select",
        "table": table,
        "as": "t",
        "columns": [f"t.{name}" for name in columns],
        "order": [f"t.{order}"],
    }


def _units(kind: str) -> Statement:
    id = f"{kind}_class_id"
    on: list[Any] = [[f"d.{id}", "=", {"c": f"t.{id}"}]]
    return {
        "do": "select", "table": f"{kind}_class", "as": "t",
        "joins": [{"table": f"{kind}_class_description", "as": "d", "on": on}],
        "columns": [f"t.{id}", "t.value", "d.language_id", "d.unit"], "order": [f"t.{id}", "d.language_id"],
    }  # fmt: skip


async def learn(cart: Opencart) -> Facts:
    """Ask the bridge what shop it stands in, and the shop for its settings and lists."""
    info = await cart.info()
    settings, languages, currencies, stores, weights, lengths = (
        msgspec.json.decode(rows)
        for rows in (
            await cart.read(
                {
                    "do": "select", "table": "setting", "as": "t", "columns": ["t.store_id", "t.key", "t.value"],
                    "where": [["t.code", "=", "config"]],
                },
                _select("language", ("language_id", "name", "code", "status"), "language_id"),
                _select(
                    "currency",
                    ("currency_id", "title", "code", "symbol_left", "symbol_right", "value", "status"),
                    "currency_id",
                ),
                _select("store", ("store_id", "name", "url"), "store_id"),
                _units("weight"),
                _units("length"),
            )
        ).rows
    )  # fmt: skip
    kept: dict[str, dict[int, str]] = {}
    for row in settings:
        kept.setdefault(row["t"]["key"], {})[int(row["t"]["store_id"])] = row["t"]["value"] or ""
    return Facts(
        info=info, settings=kept,
        languages=msgspec.convert([row["t"] for row in languages], list[LanguageRow], strict=False),
        currencies=msgspec.convert([row["t"] for row in currencies], list[CurrencyRow], strict=False),
        stores=msgspec.convert([row["t"] for row in stores], list[StoreRow], strict=False),
        weights=_read_units(weights, "weight"), lengths=_read_units(lengths, "length"),
    )  # fmt: skip


def _read_units(rows: Any, kind: str) -> list[UnitRow]:
    return [
        UnitRow(
            id=int(row["t"][f"{kind}_class_id"]),
            language_id=int(row["d"]["language_id"]),
            unit=row["d"]["unit"] or "",
            value=row["t"]["value"],
        )
        for row in rows
    ]
