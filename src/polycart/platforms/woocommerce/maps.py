"""The tables of the REST platform, with the fields that need requests of their own there and lie beside the row here.

Where a page came from the API after all, such a field is not in it, and is fetched as the REST platform does.
"""

from __future__ import annotations

from typing import Any

from polycart.api.product import ProductChildItemCombination, ProductOption, ProductOptionItem
from polycart.core.codecs import decimal
from polycart.core.mapping import At, computed, lazy
from polycart.platforms.woocommerce.connection import TABLES, Woo
from polycart.platforms.woocommerce_api import categories, customers
from polycart.platforms.woocommerce_api.products import fields, variants


async def _prices(woo: Woo, rows: list[tuple[Any, ...]]) -> list[float | None]:
    """Prices without reductions, of which a variable product has the lowest of its variations."""
    if any(kind in fields.PARENTS and on_sale and lowest is None for _, kind, _, _, on_sale, lowest in rows):
        return await fields.prices(woo, [row[:5] for row in rows])
    return [
        lowest if kind in fields.PARENTS and on_sale else decimal.load(regular or price)
        for _, kind, regular, price, on_sale, lowest in rows
    ]


class AttributeRow(fields.AttributeRow):
    """An attribute at a product, with the ids and slugs of the terms behind its values."""

    terms: list[tuple[int, str]] = []


ATTRIBUTES = At("attributes", list[AttributeRow])


async def _options(woo: Woo, rows: list[tuple[Any, ...]]) -> list[list[ProductOption]]:
    """Attributes that variations differ in; the terms lie beside them unless the page came from the API."""
    chosen: list[fields.Chosen] = []
    known: dict[tuple[int, str], ProductOptionItem] = {}
    for id, attributes, defaults in rows:
        varied: list[AttributeRow] = [row for row in attributes or () if row.variation]
        chosen.append((id, [*varied], defaults or ()))
        for row in varied:
            if row.id and len(row.terms) != len(row.options):
                return await fields.product_options(woo, rows)
            for name, (term, slug) in zip(row.options, row.terms, strict=False):
                item = ProductOptionItem(id=str(term), additional_fields={"slug": slug})
                known[row.id, fields.plain(row, name)] = item
    return fields.options_of(chosen, known)


class ProductMap(fields.ProductMap):
    """A product."""

    u_brand = computed(fields.brand, "brands", ATTRIBUTES)
    product_options = lazy(_options, "id", ATTRIBUTES, At("default_attributes", list[fields.DefaultRow]))
    price = lazy(_prices, "id", "type", "regular_price", "price", "on_sale", "lowest_regular_price")


class ChoiceRow(variants.ChoiceRow):
    """The value of one attribute that a variation stands for, with the id of the term behind it."""

    term: int | None = None


async def _combinations(woo: Woo, rows: list[tuple[Any, ...]]) -> list[list[ProductChildItemCombination]]:
    """Option values; the terms lie beside them unless the page came from the API."""
    choices: list[list[ChoiceRow]] = [row[0] or [] for row in rows]
    if any(choice.id and choice.term is None for each in choices for choice in each):
        return await variants.combinations(woo, rows)
    return [[variants.combined(one, str(one.term) if one.term else None) for one in each] for each in choices]


class ChildMap(variants.ChildMap):
    """A variation as a child item."""

    combination = lazy(_combinations, At("attributes", list[ChoiceRow]))


async def _paths(woo: Woo, rows: list[tuple[Any, ...]]) -> list[str]:
    """The names from the root down."""
    if any(path is None for _, path in rows):
        return await categories.paths(woo, [row[:1] for row in rows])
    return [path for _, path in rows]


class CategoryMap(categories.CategoryMap):
    """A category."""

    path = lazy(_paths, "id", "path")


async def _counts(woo: Woo, rows: list[tuple[Any, ...]]) -> list[int]:
    """How many orders each customer has placed."""
    if any(count is None for _, count in rows):
        return await customers.order_counts(woo, [row[:1] for row in rows])
    return [count for _, count in rows]


async def _last(woo: Woo, rows: list[tuple[Any, ...]]) -> list[str | None]:
    """The newest order of each customer."""
    if any(count is None for _, count, _ in rows):
        return await customers.last_orders(woo, [row[:1] for row in rows])
    return [None if last is None else str(last) for _, _, last in rows]


class CustomerMap(customers.CustomerMap):
    """A customer."""

    orders_count = lazy(_counts, "id", "orders_count")
    last_order_id = lazy(_last, "id", "orders_count", "last_order_id")


TABLES.update({
    fields.ProductMap: ProductMap,
    variants.ChildMap: ChildMap,
    categories.CategoryMap: CategoryMap,
    customers.CustomerMap: CustomerMap,
})  # fmt: skip
