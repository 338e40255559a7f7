"""Tax classes; rates are kept by the store's tax provider and are not told.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/tax-classes
"""

from __future__ import annotations

import msgspec

from polycart import api
from polycart.api.tax import TaxClass, TaxClassInfo, TaxClassInfoParams, TaxClassListParams
from polycart.core.dates import parse_date
from polycart.core.given import allowed, listed
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.units import iso

PATH = "v2/tax_classes"


class ClassRow(msgspec.Struct):
    """A tax class (v2)."""

    id: int | str
    name: str = ""
    created_at: str | None = None
    updated_at: str | None = None


@bigcommerce.implements(
    api.tax.class_.list, "find_value", "find_where", "created_from", "created_to", "modified_from", "modified_to",
    gives=("id", "name", "avail", "created_at", "modified_at"),
)  # fmt: skip
async def tax_class_list(bc: Bigcommerce, p: TaxClassListParams) -> Page[TaxClass]:
    """List tax classes; a class has no rate of its own."""
    rows = await bc.records(PATH, None, ClassRow)
    if p.find_value:
        if set(listed(p.find_where)) - {"name"}:
            raise allowed("find_where", ["name"])
        rows = [row for row in rows if p.find_value.casefold() in row.name.casefold()]
    for name, first, last in (
        ("created_at", p.created_from, p.created_to),
        ("updated_at", p.modified_from, p.modified_to),
    ):
        if first or last:
            rows = [row for row in rows if _within(getattr(row, name), first, last)]
    made = [
        TaxClass(
            id=str(row.id), name=row.name, avail=True, created_at=iso.load(row.created_at),
            modified_at=iso.load(row.updated_at),
        )
        for row in rows
    ]  # fmt: skip
    page = cut(made, start=p.start, count=p.count)
    return Page(items=page.items, total=page.total, next=page.next, previous=page.previous)


def _within(value: str | None, first: str | None, last: str | None) -> bool:
    if value is None:
        return False
    at = parse_date(value)
    return (first is None or at >= parse_date(first)) and (last is None or at <= parse_date(last))


@bigcommerce.implements(
    api.tax.class_.info, "tax_class_id", gives=("id", "name", "avail", "created_at", "modified_at", "tax_rates")
)
async def tax_class_info(bc: Bigcommerce, p: TaxClassInfoParams) -> TaxClassInfo:
    """Read one tax class; BigCommerce's API tells no rates of it."""
    id = number("tax_class_id", p.tax_class_id)
    found = next((row for row in await bc.records(PATH, None, ClassRow) if str(row.id) == str(id)), None)
    if found is None:
        raise missing("Tax class", p.tax_class_id)
    made = TaxClassInfo(
        id=str(found.id), name=found.name, avail=True, created_at=iso.load(found.created_at),
        modified_at=iso.load(found.updated_at), tax_rates=[],
    )  # fmt: skip
    return project(made, bc.wanted)


bigcommerce.lacks(
    "Tax rates belong to the store's tax provider; BigCommerce's API can add classes, but no rates to them.",
    api.product.tax.add,
)
