"""Tax classes of goods: rules tie them to rates, which are percentages by country, region and postal code.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/taxClasses``, ``/V1/taxRules``, ``/V1/taxRates``)
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import msgspec

from polycart import api
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
from polycart.core.codecs import text
from polycart.core.errors import NotFound, ParameterError
from polycart.core.mapping import Map, constant, field
from polycart.core.method import Page
from polycart.platforms.magento2.categories import like
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.countries import places
from polycart.platforms.magento2.criteria import SORT
from polycart.platforms.magento2.numbers import native_id

LIST = "taxClasses/search"
RULES = "taxRules/search"
RATES = "taxRates/search"

PERCENT = 1
"""The one number for how Magento reckons a tax."""


class Rule(msgspec.Struct):
    """What is charged: rates, where the class of the goods and that of the customer are the rule's."""

    id: int | None = None
    code: str | None = None
    priority: int | None = None
    classes: list[int] | None = None
    rates: list[int] | None = None


class RuleMap(Map[Rule]):
    """Where Magento keeps them."""

    id = field("id")
    code = field("code")
    priority = field("priority")
    classes = field("product_tax_class_ids")
    rates = field("tax_rate_ids")


class Rate(msgspec.Struct):
    """A percentage for a place; region 0 is the whole country, ``*`` every postal code."""

    id: int
    code: str = ""
    rate: float = 0.0
    tax_country_id: str = ""
    tax_region_id: int = 0
    region_name: str | None = None
    tax_postcode: str | None = None
    zip_is_range: int | None = None
    zip_from: int | str | None = None
    zip_to: int | str | None = None


class ClassMap(Map[TaxClass]):
    """A tax class; Magento keeps no dates of them. Its tax is worked out from the rates of its rules."""

    id = field("class_id", text)
    name = field("class_name")
    avail = constant(True)
    tax_type = constant(PERCENT)
    created_at = constant(None)
    modified_at = constant(None)


async def _rules(magento: Magento) -> list[Rule]:
    return await magento.everything(RULES, {SORT: [("tax_calculation_rule_id", "ASC")]}, RuleMap)


def _of(rules: Iterable[Rule], class_id: int) -> dict[int, list[Rule]]:
    """The rules of a class by the rates that they charge."""
    found: dict[int, list[Rule]] = {}
    for rule in rules:
        if class_id in (rule.classes or ()):
            for rate in rule.rates or ():
                found.setdefault(rate, []).append(rule)
    return found


def _tax(ids: Iterable[int], rates: dict[int, Rate]) -> float | None:
    """The tax of a class with one rate, or none; otherwise it depends on the place: ``tax.class.info`` tells."""
    known = [rates[id].rate for id in ids if id in rates]
    return 0.0 if not known else known[0] if len(known) == 1 else None


async def _rates(magento: Magento, ids: Iterable[int]) -> dict[int, Rate]:
    found = await magento.among(RATES, "tax_calculation_rate_id", sorted(ids), Rate)
    return {rate.id: rate for rate in found}


@magento2.implements(
    api.tax.class_.list, "find_value", "find_where", gives={*ClassMap.names, "tax"},
    note="Classes of goods; those of customers are told with the customer groups.",
)  # fmt: skip
async def tax_class_list(magento: Magento, p: TaxClassListParams) -> Page[TaxClass]:
    """List the tax classes of goods by id."""
    if p.find_where not in (None, "name"):
        raise ParameterError(
            "Parameter 'find_where' is not valid. "
            "The required type of parameter is string. The following values are allowed: name."
        )
    query: dict[str, Any] = {"class_type eq": "PRODUCT", SORT: [("class_id", "ASC")]}
    if p.find_value is not None:
        query["class_name like"] = like(p.find_value)
    page = await magento.window(LIST, query, ClassMap, start=p.start, count=p.count)
    if magento.wanted.wants("tax") and page.items:
        rules = await _rules(magento)
        mine = [_of(rules, int(str(each.id))) for each in page.items]
        rates = await _rates(magento, {id for ids in mine for id in ids})
        for each, ids in zip(page.items, mine, strict=True):
            each.tax = _tax(ids, rates)
    return page


class _Class(msgspec.Struct):
    class_id: int
    class_name: str = ""
    class_type: str = ""


@magento2.implements(
    api.tax.class_.info, "tax_class_id",
    gives=("id", "name", "avail", "tax", "tax_type", "created_at", "modified_at", "tax_rates"),
)  # fmt: skip
async def tax_class_info(magento: Magento, p: TaxClassInfoParams) -> TaxClassInfo:
    """Read a tax class of goods; its rates are read only where wanted."""
    id, wanted = native_id("tax_class_id").dump(p.tax_class_id), magento.wanted
    needed = wanted.wants("tax_rates") or wanted.wants("tax")
    try:
        native, rules = await asyncio.gather(
            magento.get(f"taxClasses/{id}", type=_Class), _rules(magento) if needed else _nothing()
        )
    except NotFound as error:
        raise missing("Tax class", p.tax_class_id, error) from error
    if native.class_type != "PRODUCT":
        raise missing("Tax class", p.tax_class_id)
    info = TaxClassInfo(
        id=str(id), name=native.class_name, avail=True, tax_type=PERCENT, created_at=None, modified_at=None
    )
    if needed:
        mine = _of(rules, id)
        rates = await _rates(magento, mine)
        info.tax = _tax(mine, rates)
        info.tax_rates = [_rate(rates[each], mine[each]) for each in sorted(rates)]
        if wanted.of("tax_rates").wants("countries") and info.tax_rates:
            await _name_places(magento, info.tax_rates)
    return info


async def _nothing() -> list[Rule]:
    return []


def _zip_codes(rate: Rate) -> list[TaxClassZipCodes]:
    """The postal codes of a rate: one, a pattern such as ``90*``, or a range."""
    code = rate.tax_postcode or ""
    if rate.zip_is_range:
        first, last = str(rate.zip_from), str(rate.zip_to)
        fields = [TaxClassZipCodesRange(from_=first, to=last)]
        return [TaxClassZipCodes(is_range=True, range=[code or f"{first}-{last}"], fields=fields)]
    return [TaxClassZipCodes(is_range=False, range=[code], fields=[])] if code not in ("", "*") else []


def _rate(rate: Rate, rules: list[Rule]) -> TaxClassRate:
    zips = _zip_codes(rate)
    states: list[TaxClassStates] = []
    if rate.tax_region_id:
        code = rate.region_name or str(rate.tax_region_id)
        states = [
            TaxClassStates(
                id=str(rate.tax_region_id), code=code, name=code, tax=rate.rate, tax_type=PERCENT, zip_codes=zips
            )
        ]
    land = rate.tax_country_id
    country = TaxClassCountries(id=land, code=land, name=land, tax=rate.rate, tax_type=PERCENT, states=states)
    return TaxClassRate(
        id=str(rate.id),
        name=rate.code,
        tax=rate.rate,
        tax_type=PERCENT,
        countries=[country],
        cities=[],
        address=[],
        zip_codes=zips,
        additional_fields={
            "rules": [{"id": str(rule.id), "code": rule.code, "priority": rule.priority} for rule in rules]
        },
    )


async def _name_places(magento: Magento, rates: list[TaxClassRate]) -> None:
    """Call countries and regions by the names that the shop has for them."""
    known = await places(magento)
    for country in (country for rate in rates for country in rate.countries or ()):
        place = known.get(str(country.code))
        if place is None:
            continue
        country.name = place.name
        names = {str(region.id): region.name for region in place.regions}
        for state in country.states or ():
            state.name = names.get(str(state.id), str(state.code))
