"""Tax classes and rates: a class has rules, each a rate, which holds in a zone of countries."""

from __future__ import annotations

from collections.abc import Sequence

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
)
from polycart.core.bridge.tables import Condition, Follow, Table
from polycart.core.codecs import text
from polycart.core.errors import AlreadyExists
from polycart.core.mapping import At, Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.core.moments import now
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.facts import V41
from polycart.platforms.opencart.searches import holding
from polycart.platforms.opencart.statements import insert, made, update
from polycart.platforms.opencart.values import amount, escaped, missing, number_of, refused, words

ID = "tc.tax_class_id"
PERCENT, FIXED = 1, 2
"""Numbers for how a tax is reckoned: per cent of the price, or an amount for each piece."""

KINDS = {"P": PERCENT, "F": FIXED}
WHERE = {"name": "tc.title", "description": "tc.description"}
_CODES = {"co": "LEFT country ON co.country_id = gz.country_id", "zo": "LEFT zone ON zo.zone_id = gz.zone_id"}
_NAMES = {
    "cn": "LEFT country_description ON cn.country_id = gz.country_id AND cn.language_id = :language",
    "zn": "LEFT zone_description ON zn.zone_id = gz.zone_id AND zn.language_id = :language",
}
_OLD_NAMES = {"cn": "LEFT country ON cn.country_id = gz.country_id", "zn": "LEFT zone ON zn.zone_id = gz.zone_id"}


def _table(names: dict[str, str]) -> Table:
    places = Table("zone_to_geo_zone", "gz", joins=_CODES | names)
    rule = Table(
        "tax_rule",
        "tr",
        joins={"ra": "tax_rate ON ra.tax_rate_id = tr.tax_rate_id"},
        follow={"places": Follow(places, "gz.geo_zone_id = ra.geo_zone_id", order=["gz.zone_to_geo_zone_id"])},
    )
    return Table(
        "tax_class",
        "tc",
        follow={"rules": Follow(rule, "tr.tax_class_id = tc.tax_class_id", order=["tr.priority", "tr.tax_rule_id"])},
    )


TABLE, OLDER_TABLE = _table(_NAMES), _table(_OLD_NAMES)


class PlaceRow(msgspec.Struct):
    """A country or one of its zones that a rate holds in."""

    country_id: int = 0
    code: str | None = None
    name: str | None = None
    zone_id: int = 0
    zone_code: str | None = None
    zone_name: str | None = None


class PlaceMap(Map[PlaceRow]):
    """A country or one of its zones that a rate holds in."""

    country_id = field("gz.country_id")
    code = field("co.iso_code_2")
    name = field("cn.name", words)
    zone_id = field("gz.zone_id")
    zone_code = field("zo.code", words)
    zone_name = field("zn.name", words)


class RuleRow(msgspec.Struct):
    """A rule with its rate."""

    id: int = 0
    name: str | None = None
    rate: str = "0"
    type: str = "P"
    based: str | None = None
    places: list[PlaceRow] = []


def _same(rows: list[PlaceRow]) -> list[PlaceRow]:
    return rows


class RuleMap(Map[RuleRow]):
    """A rule with its rate."""

    id = field("ra.tax_rate_id")
    name = field("ra.name", words)
    rate = field("ra.rate")
    type = field("ra.type")
    based = field("tr.based")
    places = computed(_same, At("places", PlaceMap))


def _countries(row: RuleRow) -> list[TaxClassCountries]:
    """The countries of a rate; one of which only some zones are meant has these."""
    tax, kind = amount(row.rate), KINDS.get(row.type, PERCENT)
    found: dict[int, TaxClassCountries] = {}
    for place in row.places:
        land = found.setdefault(
            place.country_id,
            TaxClassCountries(
                id=str(place.country_id),
                code=place.code or "",
                name=place.name or "",
                tax=tax,
                tax_type=kind,
                states=[],
            ),
        )
        if place.zone_id:
            state = TaxClassStates(
                id=str(place.zone_id), code=place.zone_code or "", name=place.zone_name or "", tax=tax, tax_type=kind,
                zip_codes=[],
            )  # fmt: skip
            land.states = [*(land.states or []), state]
    return list(found.values())


def _rates(rows: Sequence[RuleRow]) -> list[TaxClassRate]:
    return [
        TaxClassRate(
            id=str(row.id), name=row.name or "", tax=amount(row.rate), tax_type=KINDS.get(row.type, PERCENT),
            tax_based_on=row.based or "", countries=_countries(row), cities=[], address=[], zip_codes=[],
        )
        for row in rows
    ]  # fmt: skip


class ClassMap(Map[TaxClass]):
    """A tax class; what is due depends on where the goods go, and is told by its rates."""

    id = field(ID, text)
    name = field("tc.title", words)
    avail = constant(True)
    additional_fields = extras(description="tc.description")


class InfoMap(Map[TaxClassInfo]):
    """A tax class with its rates."""

    id = field(ID, text)
    name = field("tc.title", words)
    avail = constant(True)
    tax_rates = computed(_rates, At("rules", RuleMap))
    additional_fields = extras(description="tc.description")


def shape(cart: Opencart) -> Table:
    """The table of the shop's version."""
    return TABLE if cart.known.version >= V41 else OLDER_TABLE


@opencart.implements(api.tax.class_.list, "find_value", "find_where", gives=ClassMap)
async def tax_class_list(cart: Opencart, p: TaxClassListParams) -> Page[TaxClass]:
    """List the tax classes."""
    await cart.facts()
    found: list[Condition] = [holding(p.find_value, WHERE, p.find_where)] if p.find_value else []
    return await cart.window(shape(cart), ClassMap, found, start=p.start, count=p.count, order=[ID])


@opencart.implements(api.tax.class_.info, "tax_class_id", gives=InfoMap)
async def tax_class_info(cart: Opencart, p: TaxClassInfoParams) -> TaxClassInfo:
    """Read one tax class."""
    await cart.facts()
    found = await cart.one(shape(cart), InfoMap, [[ID, "=", number_of("tax_class_id", p.tax_class_id)]])
    if found is None:
        raise missing("Tax class", p.tax_class_id)
    return found


@opencart.implements(
    api.product.tax.add, "name", "tax_rates", "product_id",
    note="Its rates hold in the shop's own country. The owner has to let settings be written.",
)  # fmt: skip
async def product_tax_add(cart: Opencart, p: ProductTaxAddParams) -> ProductTaxAdded:
    """Add a tax class with its rates, and give it to a product where one is named."""
    await cart.writing()
    if await cart.has("tax_class", ["t.title", "=", escaped(p.name)]):
        raise AlreadyExists(f"Tax class with name = '{p.name}' already exist.")
    product = None if p.product_id is None else number_of("product_id", p.product_id)
    if product is not None and not await cart.has("product", ["t.product_id", "=", product]):
        raise missing("Product", p.product_id)
    moment, country = now(), int(cart.setting("config_country_id") or 0)
    dates = {"date_added": moment, "date_modified": moment}
    old = dates if cart.known.version < V41 else {}
    title = escaped(p.name)
    statements = [
        insert("tax_class", {"title": title, "description": title, **old}),
        insert("geo_zone", {"name": title[:32], "description": title, **old}),
        insert("zone_to_geo_zone", {"country_id": country, "zone_id": 0, "geo_zone_id": made(1), **old}),
    ]
    for rate in p.tax_rates:
        kinds = {"percent": "P", "fixed": "F", None: "P"}
        if rate.type not in kinds or rate.value is None or rate.value < 0:
            raise refused("tax_rates", "Each needs a value from 0 on, and 'percent' or 'fixed' as its type.")
        at = len(statements)
        group = {"tax_rate_id": made(at), "customer_group_id": int(cart.setting("config_customer_group_id") or 1)}
        statements += [
            insert("tax_rate", {"geo_zone_id": made(1), "name": escaped(rate.name or p.name)[:32],
                                "rate": f"{rate.value:.4f}", "type": kinds[rate.type], **old}),
            insert("tax_rate_to_customer_group", group),
            insert("tax_rule", {"tax_class_id": made(), "tax_rate_id": made(at), "based": "shipping", "priority": 1}),
        ]  # fmt: skip
    if product is not None:
        statements.append(update("product", {"tax_class_id": made()}, ["product_id", "=", product]))
    results = await cart.save(statements)
    return ProductTaxAdded(tax_class_id=str(results[0].insert))
