"""Tax rules groups, which are the contract's tax classes, their rules by country and state, and the rates.

https://devdocs.prestashop-project.org/8/webservice/resources/tax_rule_groups/
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from polycart import api
from polycart.api.product import ProductTaxAdded, ProductTaxAddParams
from polycart.api.tax import (
    TaxClass,
    TaxClassCountries,
    TaxClassInfo,
    TaxClassInfoParams,
    TaxClassListParams,
    TaxClassRate,
    TaxClassStates,
    TaxClassZipCodes,
    TaxClassZipCodesRange,
)
from polycart.core.codecs import boolean, decimal, text
from polycart.core.errors import AlreadyExists, NotFound, ParameterError
from polycart.core.mapping import Map, constant, field, lazy
from polycart.core.method import Page
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api.connection import Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.countries import countries, states
from polycart.platforms.prestashop_api.moments import moment, span
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.searches import Search, exactly, holding

PATH = "tax_rule_groups"
PERCENT = 1
"""The one number for how PrestaShop reckons a tax: a percentage."""

BASED_ON = "shipping"
"""``PS_TAX_ADDRESS_TYPE`` is the delivery address unless the merchant changes it in the database."""


class RuleRow(msgspec.Struct):
    """A rule: which tax is due at a place; ``behavior`` says what happens when several rules hold."""

    id: int
    id_tax_rules_group: int | str = 0
    id_country: int | str = 0
    id_state: int | str = 0
    zipcode_from: str | int | None = None
    zipcode_to: str | int | None = None
    id_tax: int | str = 0
    behavior: int | str = 0
    description: str | None = None


class TaxRow(msgspec.Struct):
    """A tax: its rate and its name."""

    id: int
    rate: str = "0"
    name: str | None = None
    active: str | int = "1"
    deleted: str | int = "0"


async def rules(shop: Prestashop, groups: Iterable[int], **filters: Any) -> list[RuleRow]:
    """The rules of some groups."""
    return await shop.among("tax_rules", "id_tax_rules_group", groups, RuleRow, also=filters)


async def rates(shop: Prestashop) -> dict[int, TaxRow]:
    """All taxes by their ids; kept for an hour."""

    async def fetch() -> dict[int, TaxRow]:
        return {row.id: row for row in await shop.records("taxes", {"sort": "[id_ASC]"}, TaxRow)}

    return await shop.connection.fact(f"taxes.{await shop.language()}", fetch)


async def home_rates(shop: Prestashop, groups: Iterable[int]) -> dict[int, float]:
    """What is due in the shop's own country, in per cent, for each of some groups; states are left aside."""
    chosen = sorted({group for group in groups if group})
    if not chosen or (await shop.facts()).value("PS_TAX") == "0":
        return {}
    country = (await shop.facts()).value("PS_COUNTRY_DEFAULT", shop.shop_id) or "0"
    key = f"rates {chosen}"
    if key not in shop.seen:
        shop.seen[key] = await _due(shop, chosen, country)
    return shop.seen[key]


async def _due(shop: Prestashop, chosen: list[int], country: str) -> dict[int, float]:
    found, taxes = await asyncio.gather(
        rules(shop, chosen, **{"filter[id_country]": country, "filter[id_state]": "0"}), rates(shop)
    )
    due: dict[int, float] = {}
    for rule in found:
        tax = taxes.get(int(rule.id_tax))
        if tax is not None and str(tax.active) == "1" and str(tax.deleted) != "1":
            due.setdefault(int(rule.id_tax_rules_group), decimal.load(tax.rate) or 0.0)
    return due


async def _home(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[float]:
    due = await home_rates(shop, (row[0] for row in rows))
    return [due.get(row[0], 0.0) for row in rows]


class ClassMap(Map[TaxClass]):
    """A tax rules group; its tax is what is due in the shop's own country."""

    id = field("id", text)
    name = field("name")
    avail = field("active", boolean)
    tax = lazy(_home, "id")
    tax_type = constant(PERCENT)
    created_at = field("date_add", moment)
    modified_at = field("date_upd", moment)


async def _rates_of(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[TaxClassRate]]:
    found, taxes = await asyncio.gather(rules(shop, (row[0] for row in rows)), rates(shop))
    lands, regions = await asyncio.gather(countries(shop), states(shop))
    by_group: dict[int, dict[int, list[RuleRow]]] = defaultdict(lambda: defaultdict(list))
    for rule in found:
        by_group[int(rule.id_tax_rules_group)][int(rule.id_tax)].append(rule)

    def place(rule: RuleRow, tax: float) -> TaxClassCountries | None:
        land = lands.get(int(rule.id_country))
        if land is None:
            return None
        region = regions.get(int(rule.id_state or 0))
        within = (
            [TaxClassStates(id=str(region.id), code=region.iso_code, name=region.name or "", tax=tax, tax_type=PERCENT,
                            zip_codes=_zips(rule))]
            if region else []
        )  # fmt: skip
        return TaxClassCountries(
            id=str(land.id), code=land.iso_code, name=land.name or "", tax=tax, tax_type=PERCENT, states=within
        )

    def rate(id: int, members: list[RuleRow]) -> TaxClassRate:
        tax = taxes.get(id)
        due = (decimal.load(tax.rate) or 0.0) if tax else 0.0
        places = [place(rule, due) for rule in members]
        return TaxClassRate(
            id=str(id), name=(tax.name if tax else None) or "", tax=due, tax_type=PERCENT, tax_based_on=BASED_ON,
            countries=[each for each in places if each is not None], cities=[], address=[],
            zip_codes=[code for rule in members if not int(rule.id_state or 0) for code in _zips(rule)],
        )  # fmt: skip

    return [[rate(id, members) for id, members in by_group.get(row[0], {}).items() if id] for row in rows]


def _zips(rule: RuleRow) -> list[TaxClassZipCodes]:
    """Postal codes of a rule, which the shop keeps as a range; ``0`` is none."""
    first, last = str(rule.zipcode_from or "0"), str(rule.zipcode_to or "0")
    if first == "0":
        return []
    if last in ("0", first):
        return [TaxClassZipCodes(is_range=False, range=[first], fields=[])]
    ends = TaxClassZipCodesRange(from_=first, to=last)
    return [TaxClassZipCodes(is_range=True, range=[f"{first}-{last}"], fields=[ends])]


class InfoMap(Map[TaxClassInfo]):
    """A tax rules group with its rates."""

    id = field("id", text)
    name = field("name")
    avail = field("active", boolean)
    tax = lazy(_home, "id")
    tax_type = constant(PERCENT)
    created_at = field("date_add", moment)
    modified_at = field("date_upd", moment)
    tax_rates = lazy(_rates_of, "id")


@prestashop.implements(
    api.tax.class_.list, "find_value", "find_where", "created_from", "created_to", "modified_from", "modified_to",
    gives=ClassMap,
)  # fmt: skip
async def tax_class_list(shop: Prestashop, p: TaxClassListParams) -> Page[TaxClass]:
    """List the tax rules groups that are not deleted."""
    await shop.zoned()
    created, changed = span(p.created_from, p.created_to), span(p.modified_from, p.modified_to)
    dates = {"filter[date_add]": created, "filter[date_upd]": changed}
    search = Search(path=PATH, query={"filter[deleted]": 0, **{k: v for k, v in dates.items() if v}})
    if created or changed:
        search.query["date"] = 1
    if p.find_value:
        await holding(shop, search, p.find_value, {"name": "name"}, p.find_where)
    return await search.counted(shop, ClassMap, start=p.start, count=p.count)


@prestashop.implements(api.tax.class_.info, "tax_class_id", gives=InfoMap)
async def tax_class_info(shop: Prestashop, p: TaxClassInfoParams) -> TaxClassInfo:
    """Read a tax rules group; its rates are read only where wanted."""
    try:
        return await shop.one(f"{PATH}/{number_of('tax_class_id', p.tax_class_id)}", InfoMap)
    except NotFound as error:
        raise missing("Tax class", p.tax_class_id, error) from error


@prestashop.implements(api.product.tax.add, "name", "tax_rates", "product_id", note="Due in the shop's own country.")
async def product_tax_add(shop: Prestashop, p: ProductTaxAddParams) -> ProductTaxAdded:
    """Add a tax rules group with rates that are due in the shop's own country, and give it to a product."""
    for place, rate in enumerate(p.tax_rates, 1):
        if rate.type not in (None, "percent", "percentage", "%") or rate.value is None:
            raise ParameterError(f"Parameter 'tax_rates_{place}' is not valid. It needs a 'value' in per cent.")
    product = number_of("product_id", p.product_id) if p.product_id is not None else None
    if product is not None and not await shop.ids("products", {"filter[id]": product}):
        raise missing("Product", p.product_id)
    if await shop.ids(PATH, {"filter[name]": exactly(p.name), "filter[deleted]": 0}):
        raise AlreadyExists(f"Tax class with name = '{p.name}' already exist.")
    country = (await shop.facts()).value("PS_COUNTRY_DEFAULT", shop.shop_id)
    async with Undo(shop) as undo:
        group = await shop.add_undoable(undo, PATH, {"name": p.name, "active": 1}, f"Tax class {p.name}")
        for rate in p.tax_rates:
            body = {"rate": decimal.dump(rate.value), "active": 1, "name": await shop.everywhere(rate.name or p.name)}
            tax = await shop.add_undoable(undo, "taxes", body, f"Tax {rate.name or p.name}")
            # Of several rules for one place the shop combines those that say so: behavior 1.
            rule = {"id_tax_rules_group": group, "id_country": country, "id_state": 0, "id_tax": tax,
                    "behavior": int(len(p.tax_rates) > 1), "zipcode_from": 0, "zipcode_to": 0}  # fmt: skip
            await shop.add_undoable(undo, "tax_rules", rule, f"A rule of tax class {p.name}")
        if product is not None:
            await shop.change("products", product, {"id_tax_rules_group": group})
    return ProductTaxAdded(tax_class_id=str(group))
