"""Prices of a page's products: of composite ones the lowest of their parts, special ones with their dates, and tiers.

https://developer.adobe.com/commerce/webapi/rest/tutorials/prices/
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from polycart.api.entities import DateTime
from polycart.api.product import ProductAdvancedPrice, ProductGroupPrice, ProductTierPrice, SpecialPrice
from polycart.core.codecs import date_time, decimal
from polycart.core.mapping import At
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.products.parts import (
    ASSOCIATED,
    BundleOption,
    Link,
    Priced,
    by_sku,
    of_type,
    products_by,
)
from polycart.platforms.magento2.values import AttributeValue, values_of

ALL_GROUPS = 32_000
"""The customer group that stands for every one of them (``Magento\\Customer\\Api\\Data\\GroupInterface``)."""

ENABLED = 1
DAY = timedelta(days=1)

Row = tuple[Any, ...]


class _Website(msgspec.Struct):
    website_id: int | None = None
    percentage_value: float | None = None


class Tier(msgspec.Struct):
    """A price for a customer group from a quantity on; ``value`` is money also where a percentage is kept."""

    customer_group_id: int
    qty: float = 1
    value: float = 0
    extension_attributes: _Website | list[Any] | None = None

    @property
    def website_id(self) -> int:
        """The website that the price holds in; 0 is all of them."""
        extension = self.extension_attributes
        return (extension.website_id or 0) if isinstance(extension, _Website) else 0

    @property
    def percentage(self) -> float | None:
        """What is taken off in per cent, where the price is kept so."""
        extension = self.extension_attributes
        return extension.percentage_value if isinstance(extension, _Website) else None

    @property
    def id(self) -> str:
        """Its id in the contract."""
        return price_id(self.customer_group_id, self.qty, self.website_id)


TIERS = At("tier_prices", list[Tier])


def price_id(group_id: int, quantity: float, website_id: int = 0) -> str:
    """The id of a tier price: Magento has none, but group, quantity and website are one price."""
    return str((website_id * (ALL_GROUPS + 1) + group_id) * 10**8 + round(quantity * 100))


def tier_prices(tiers: list[Tier] | None) -> list[ProductTierPrice]:
    """Prices by quantity for everybody."""
    return [ProductTierPrice(qty=t.qty * 1.0, price=t.value * 1.0) for t in tiers or () if _of_all(t)]


def group_prices(tiers: list[Tier] | None) -> list[ProductGroupPrice]:
    """Prices of single customer groups."""
    return [
        ProductGroupPrice(
            id=tier.id, group_id=str(tier.customer_group_id), price=tier.value * 1.0, quantity=tier.qty * 1.0
        )
        for tier in tiers or ()
        if not _of_all(tier)
    ]


def advanced_prices(tiers: list[Tier] | None) -> list[ProductAdvancedPrice]:
    """All of them; those for everybody name no group."""
    return [_advanced(tier) for tier in tiers or ()]


def _of_all(tier: Tier) -> bool:
    return tier.customer_group_id == ALL_GROUPS


def _advanced(tier: Tier) -> ProductAdvancedPrice:
    extra: dict[str, Any] = {"website_id": tier.website_id}
    if tier.percentage is not None:
        extra["percentage"] = tier.percentage
    return ProductAdvancedPrice(
        id=tier.id, value=tier.value * 1.0, avail=True, group_id=None if _of_all(tier) else str(tier.customer_group_id),
        quantity_from=tier.qty * 1.0, additional_fields=extra,
    )  # fmt: skip


async def zone(magento: Magento) -> ZoneInfo:
    """The time zone of the store, in which special prices begin and end."""
    try:
        return ZoneInfo((await scopes.current_config(magento)).timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def wall(value: Any, zone: ZoneInfo) -> datetime | None:
    """A moment that Magento keeps as the store's clock shows it: ``2026-11-21 00:00:00``."""
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=zone) if value else None
    except ValueError:
        return None


class Special(msgspec.Struct, frozen=True):
    """A special price, when it holds, and whether it does now."""

    value: float
    start: datetime | None
    end: datetime | None
    now: bool


def special(values: dict[str, Any], zone: ZoneInfo) -> Special | None:
    """The special price among a product's attributes; 0 is none (``Product\\Type\\Price::calculateSpecialPrice``)."""
    value = decimal.load(values.get("special_price"))
    if not value:
        return None
    start, end = wall(values.get("special_from_date"), zone), wall(values.get("special_to_date"), zone)
    moment = datetime.now(UTC)
    # The last day counts whole (Magento\Framework\Stdlib\DateTime\Timezone::isScopeDateInInterval).
    now = (start is None or moment >= start) and (end is None or moment <= end + DAY)
    return Special(value=value, start=start, end=end, now=now)


def _moment(value: datetime | None) -> DateTime | None:
    return None if value is None else date_time(value.astimezone(UTC))


async def specials(magento: Magento, rows: list[Row]) -> list[Special | None]:
    """The special prices of a page; the store's clock is asked for only where there is one."""
    if not any(decimal.load(values_of(row[0]).get("special_price")) for row in rows):
        return [None] * len(rows)
    here = await zone(magento)
    return [special(values_of(row[0]), here) for row in rows]


async def special_prices(magento: Magento, rows: list[Row]) -> list[SpecialPrice | None]:
    """Special prices, and when they hold."""
    return [
        None
        if each is None
        else SpecialPrice(
            value=each.value, avail=each.now, created_at=_moment(each.start), modified_at=None,
            expired_at=_moment(each.end),
        )
        for each in await specials(magento, rows)
    ]  # fmt: skip


async def on_sale(magento: Magento, rows: list[Row]) -> list[bool]:
    """Whether a special price holds now."""
    return [each is not None and each.now for each in await specials(magento, rows)]


async def child_prices(magento: Magento, rows: list[Row]) -> list[list[ProductAdvancedPrice]]:
    """The special price and the tiers: a child item has no other place for them."""
    result: list[list[ProductAdvancedPrice]] = []
    for each, row in zip(await specials(magento, rows), rows, strict=True):
        own = [] if each is None else [
            ProductAdvancedPrice(
                id="special_price", value=each.value, avail=each.now, group_id=None, quantity_from=1.0,
                start_time=_moment(each.start), expire_time=_moment(each.end),
            )
        ]  # fmt: skip
        result.append([*own, *advanced_prices(row[1])])
    return result


class _Composite(msgspec.Struct):
    id: int
    product_links: list[Link] | None = None
    extension_attributes: _Bundle | list[Any] | None = None


class _Bundle(msgspec.Struct):
    bundle_product_options: list[BundleOption] | None = None


async def prices(magento: Magento, rows: list[Row]) -> list[float | None]:
    """Prices without reductions: rows are id, type, price, and the ids of the variants.

    A composite product has none of its own: it is the lowest of its parts, of which disabled ones do not count.
    """
    variants = {id: list[int](links) for id, kind, _, links in rows if kind == "configurable" and links}
    others = [id for id, kind, price, _ in rows if kind in ("bundle", "grouped") and not price]
    children, composed = await asyncio.gather(_of_variants(magento, variants), _of_composites(magento, others))
    lowest = {**composed, **{id: _lowest(children[child] for child in links) for id, links in variants.items()}}
    return [own if (own := lowest.get(row[0])) is not None else decimal.load(row[2]) for row in rows]


async def _of_variants(magento: Magento, variants: dict[int, list[int]]) -> dict[int, Priced | None]:
    ids = [id for links in variants.values() for id in links]
    found = await products_by(magento, "entity_id", ids, Priced, "id", "price", "status")
    return dict.fromkeys(ids) | {each.id: each for each in found}


def _lowest(products: Iterable[Priced | None]) -> float | None:
    priced = [(each.status != ENABLED, each.price) for each in products if each is not None and each.price is not None]
    return min(priced)[1] if priced else None


async def _of_composites(magento: Magento, ids: list[int]) -> dict[int, float | None]:
    """The least that a dynamically priced bundle costs, and the cheapest member of a group."""
    if not ids:
        return {}
    paths = (
        "id", "extension_attributes.bundle_product_options", "product_links.link_type",
        "product_links.linked_product_sku",
    )  # fmt: skip
    found = await products_by(magento, "entity_id", ids, _Composite, *paths)
    members = {each.id: of_type(each.product_links, ASSOCIATED) for each in found}
    known = await by_sku(magento, [link.linked_product_sku for links in members.values() for link in links])
    result: dict[int, float | None] = {}
    for each in found:
        bundle = each.extension_attributes
        options = bundle.bundle_product_options if isinstance(bundle, _Bundle) else None
        if options:
            result[each.id] = _least(options)
        else:
            result[each.id] = _lowest(known.get(link.linked_product_sku.casefold()) for link in members[each.id])
    return result


def _least(options: list[BundleOption]) -> float | None:
    """The cheapest choice for each option that has to be made; where none has to, the cheapest of all."""
    choices = [
        (option.required, min((link.price or 0) * (link.qty or 1) for link in option.product_links))
        for option in options
        if option.product_links
    ]
    required = [cheapest for needed, cheapest in choices if needed]
    return round(sum(required), 4) if required else min((cheapest for _, cheapest in choices), default=None)


def cost(rows: list[AttributeValue] | None) -> float | None:
    """What the merchant pays for it."""
    return decimal.load(values_of(rows).get("cost"))
