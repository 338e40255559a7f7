"""Tax classes and their rates, which are percentages by place.

https://woocommerce.github.io/woocommerce-rest-api-docs/#tax-rates
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import msgspec

from polycart import api
from polycart.api.product import ProductTaxAdded, ProductTaxAddParams, ProductTaxAddRate
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
from polycart.core.codecs import decimal, text
from polycart.core.emulate import matches
from polycart.core.errors import AlreadyExists, NotFound, ParameterError, StoreError
from polycart.core.mapping import Map, computed, constant, extras, field, lazy
from polycart.core.method import UNSET, Page
from polycart.core.selection import Selection
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.countries import places
from polycart.platforms.woocommerce_api.numbers import native_id

PERCENT = 1
"""The one number for how WooCommerce reckons a tax."""

_PERCENT_WORDS = (None, "percent", "percentage", "%")


class _Class(msgspec.Struct):
    slug: str
    name: str = ""


class _Rate(msgspec.Struct):
    rate: str = ""


async def _based_on(woo: Woo, rows: list[tuple[Any, ...]]) -> list[str]:
    return [await woo.option("tax", "woocommerce_tax_based_on")] * len(rows)


def _zip_codes(codes: list[str] | None) -> list[TaxClassZipCodes]:
    """Single codes, among them patterns such as ``90*``, and ranges, which the shop writes ``90000...90099``."""
    singles = [code for code in codes or () if "..." not in code]
    ranges = [code for code in codes or () if "..." in code]
    found = [TaxClassZipCodes(is_range=False, range=singles, fields=[])] if singles else []
    if ranges:
        ends = [code.partition("...") for code in ranges]
        fields = [TaxClassZipCodesRange(from_=first.strip(), to=last.strip()) for first, _, last in ends]
        found.append(TaxClassZipCodes(is_range=True, range=ranges, fields=fields))
    return found


def _countries(
    country: str | None, state: str | None, rate: str | None, codes: list[str] | None
) -> list[TaxClassCountries]:
    """The one country of a rate, and its one state; a rate without a country is for all."""
    if not country:
        return []
    tax = decimal.load(rate) or 0.0
    states: list[TaxClassStates] = []
    if state:
        states = [
            TaxClassStates(
                id=state, code=state, name=state, tax=tax, tax_type=PERCENT, zip_codes=_zip_codes(codes),
            )
        ]  # fmt: skip
    return [TaxClassCountries(id=country, code=country, name=country, tax=tax, tax_type=PERCENT, states=states)]


def _listed(cities: list[str] | None) -> list[str]:
    return cities or []


class RateMap(Map[TaxClassRate]):
    """A rate; the countries are named afterwards."""

    id = field("id", text)
    name = field("name")
    tax = field("rate", decimal)
    tax_type = constant(PERCENT)
    tax_based_on = lazy(_based_on)
    countries = computed(_countries, "country", "state", "rate", "postcodes")
    cities = computed(_listed, "cities")
    zip_codes = computed(_zip_codes, "postcodes")
    additional_fields = extras("priority", "compound", "shipping", "order", "class")


async def _classes(woo: Woo) -> list[_Class]:
    """All classes; the standard one, which the shop cannot lose, comes first."""
    return await woo.get("taxes/classes", {"_fields": "slug,name"}, type=list[_Class])


async def _tax(woo: Woo, slug: str) -> float | None:
    """The rate of a class that has just one, or none; otherwise it depends on the place: ``tax.class.info`` tells."""
    rates = await woo.get("taxes", {"class": slug, "per_page": 2, "_fields": "rate"}, type=list[_Rate])
    if not rates:
        return 0.0
    return decimal.load(rates[0].rate) if len(rates) == 1 else None


@woocommerce.implements(
    api.tax.class_.list, "find_value", "find_where",
    gives=("id", "name", "avail", "tax", "tax_type", "created_at", "modified_at"),
    note="The shop answers all classes at once; they are searched and cut here.",
)  # fmt: skip
async def tax_class_list(woo: Woo, p: TaxClassListParams) -> Page[TaxClass]:
    """List tax classes in the shop's order; they have no dates."""
    if p.find_where not in (None, "name"):
        raise ParameterError(
            "Parameter 'find_where' is not valid. "
            "The required type of parameter is string. The following values are allowed: name."
        )
    found = [row for row in await _classes(woo) if p.find_value is None or matches(row.name, p.find_value, "")]
    window = found[p.start : p.start + p.count]
    taxes: list[float | None] = [None] * len(window)
    if woo.wanted.wants("tax"):
        taxes = await asyncio.gather(*(_tax(woo, row.slug) for row in window))
    items = [_tax_class(row, tax) for row, tax in zip(window, taxes, strict=True)]
    more = p.start + p.count < len(found)
    return Page(items=items, total=len(found), next={"start": p.start + p.count} if more else None)


def _tax_class(row: _Class, tax: float | None) -> TaxClass:
    return TaxClass(
        id=row.slug, name=row.name, avail=True, tax=tax, tax_type=PERCENT, created_at=None, modified_at=None
    )


@woocommerce.implements(
    api.tax.class_.info, "tax_class_id",
    gives=("id", "name", "avail", "tax", "tax_type", "created_at", "modified_at", "tax_rates"),
)  # fmt: skip
async def tax_class_info(woo: Woo, p: TaxClassInfoParams) -> TaxClassInfo:
    """Read a tax class; its rates are read only where wanted."""
    slug, wanted = p.tax_class_id, woo.wanted
    info = TaxClassInfo(id=slug, avail=True, tax_type=PERCENT, created_at=None, modified_at=None)
    rates = _rates(woo, slug, wanted.of("tax_rates")) if wanted.wants("tax_rates") else _nothing()
    tax = _tax(woo, slug) if wanted.wants("tax") else _nothing()
    classes, info.tax_rates, info.tax = await asyncio.gather(_classes(woo), rates, tax)
    row = next((row for row in classes if row.slug == slug), None)
    if row is None:
        raise NotFound(f"Tax class with id {slug} not found.")
    info.name = row.name
    return info


async def _nothing() -> Any:
    return UNSET


async def _rates(woo: Woo, slug: str, wanted: Selection) -> list[TaxClassRate]:
    """The rates of a class, in the order of their ids."""
    rates = await woo.everything("taxes", {"class": slug, "orderby": "id"}, RateMap, wanted=wanted)
    if wanted.wants("countries"):
        await _name_countries(woo, rates)
    return rates


async def _name_countries(woo: Woo, rates: list[TaxClassRate]) -> None:
    countries = [country for rate in rates for country in rate.countries or ()]
    known = await places(woo) if countries else {}
    for country in countries:
        place = known.get(str(country.code))
        if place is None:
            continue
        country.name = place.name
        for state in country.states or ():
            state.name = place.states.get(str(state.code), str(state.code))


@woocommerce.implements(api.product.tax.add, "name", "tax_rates", "product_id")
async def product_tax_add(woo: Woo, p: ProductTaxAddParams) -> ProductTaxAdded:
    """Add a tax class with rates for every place, and give it to a product."""
    rates = [_new_rate(rate, number, p.name) for number, rate in enumerate(p.tax_rates, 1)]
    path = f"products/{native_id('product_id').dump(p.product_id)}" if p.product_id is not None else None
    before = await _tax_class_of(woo, path, p.product_id)
    if any(row.name.casefold() == p.name.strip().casefold() for row in await _classes(woo)):
        raise AlreadyExists(f"Tax class with name = '{p.name}' already exist.")
    async with Undo(woo) as undo:
        slug = str((await woo.post("taxes/classes", {"name": p.name}))["slug"])
        undo(
            Step(
                method="DELETE",
                path=f"taxes/classes/{quote(slug, safe='')}",
                query={"force": True},
                says=f"Tax class {slug}",
            )
        )
        await _add_rates(woo, slug, rates)
        if path is not None:
            undo(
                Step(
                    method="PUT",
                    path=path,
                    json={"tax_class": before},
                    says=f"The tax class {slug} of product {p.product_id}",
                )
            )
            await woo.put(path, {"tax_class": slug}, {"_fields": "id"})
    return ProductTaxAdded(tax_class_id=slug)


def _new_rate(rate: ProductTaxAddRate, number: int, name: str) -> dict[str, Any]:
    """A rate for every place; of rates with the same priority the shop charges only the first, so each has its own."""
    if rate.type not in _PERCENT_WORDS:
        raise ParameterError(f"Parameter 'tax_rates_{number}' is not valid. Allowed values of 'type': 'percent'.")
    if rate.value is None:
        raise ParameterError(f"Parameter 'tax_rates_{number}' is not valid. It needs a 'value'.")
    return {"name": rate.name or name, "rate": decimal.dump(rate.value), "priority": number}


async def _tax_class_of(woo: Woo, path: str | None, product_id: str | None) -> str:
    if path is None:
        return ""
    try:
        return str((await woo.get(path, {"_fields": "tax_class"}))["tax_class"])
    except NotFound as error:
        raise NotFound(f"Product with id {product_id} not found", native=error.native) from error


async def _add_rates(woo: Woo, slug: str, rates: list[dict[str, Any]]) -> None:
    """Add the rates with one request for each hundred."""
    for start in range(0, len(rates), 100):
        batch = [{**rate, "class": slug} for rate in rates[start : start + 100]]
        made = await woo.post("taxes/batch", {"create": batch})
        failed = next((row["error"] for row in made["create"] if "error" in row), None)
        if failed is not None:
            raise StoreError(f"WooCommerce answered: {failed.get('message', 'the rate was not added')}")
