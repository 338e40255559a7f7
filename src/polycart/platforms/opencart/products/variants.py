"""Variants, since OpenCart 4: products below a master, each settling some of the master's options."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from polycart import api
from polycart.api.product import (
    Child,
    ProductChildItemFindParams,
    ProductChildItemInfoParams,
    ProductChildItemListParams,
    ProductVariantCount,
    ProductVariantCountParams,
)
from polycart.core.bridge.tables import Condition, Follow, Statement, Table, conditions, where
from polycart.core.codecs import decimal, text
from polycart.core.errors import MissingParameter
from polycart.core.ids import link
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection, merge
from polycart.platforms.opencart.connection import Opencart, beside, opencart
from polycart.platforms.opencart.facts import V41
from polycart.platforms.opencart.products import fields
from polycart.platforms.opencart.products.choices import ValueMap, ValueRow, combination
from polycart.platforms.opencart.products.fields import (
    CodeMap,
    PictureMap,
    number,
)
from polycart.platforms.opencart.products.filters import in_store, number_is
from polycart.platforms.opencart.products.prices import DiscountMap
from polycart.platforms.opencart.searches import candidates, hits, holding, named
from polycart.platforms.opencart.statements import select, update
from polycart.platforms.opencart.values import flag, missing, moment, native_ids, number_of, words

ID = "p.product_id"
WHERE = {"name": "d.name", "sku": "p.sku", "model": "p.model", "description": "d.description"}

_VALUES = {
    "values": Follow(
        Table("product_option_value", "mv"), "mv.product_id = p.master_id", order=["mv.product_option_value_id"]
    )
}
_FOLLOWS = (
    {name: fields.FOLLOWS[name] for name in ("pictures",)} | _VALUES | {"discounts": fields.SPECIALS["discounts"]}
)
TABLE_40 = Table("product", "p", joins=fields.JOINS, follow=_FOLLOWS)
TABLE_41 = Table("product", "p", joins=fields.JOINS, follow=_FOLLOWS | {"codes": fields.TABLE_41.follow["codes"]})


def _combination(variant: str | None, values: Sequence[ValueRow]) -> Any:
    return combination(variant, values)


class ChildMap(Map[Child]):
    """A variant since 4.1; OpenCart copies to it what it does not override, so all is its own."""

    id = field(ID, text)
    parent_id = field("p.master_id", text)
    sku = computed(number("sku"), At("codes", CodeMap))
    upc = computed(number("upc"), At("codes", CodeMap))
    ean = computed(number("ean"), At("codes", CodeMap))
    isbn = computed(number("isbn"), At("codes", CodeMap))
    mpn = computed(number("mpn"), At("codes", CodeMap))
    url = lazy(fields.urls, ID)
    sort_order = field("p.sort_order")
    created_time = field("p.date_added", moment)
    modified_time = field("p.date_modified", moment)
    name = field("d.name", words)
    full_description = field("d.description", words)
    images = lazy(fields.images, "p.image", At("pictures", PictureMap))
    combination = computed(_combination, "p.variant", At("values", ValueMap))
    default_price = field("p.price", decimal)
    advanced_price = lazy(fields.advanced, "p.price", At("discounts", DiscountMap))
    tax_class_id = field("p.tax_class_id", link)
    avail_for_sale = field("p.status", flag)
    in_stock = computed(fields.in_stock, "p.quantity", "p.subtract")
    manage_stock = field("p.subtract", flag)
    inventory_level = field("p.quantity", decimal)
    min_quantity = field("p.minimum", decimal)
    weight_unit = lazy(fields.weight_units, "p.weight_class_id")
    weight = field("p.weight", decimal)
    dimensions_unit = lazy(fields.length_units, "p.length_class_id")
    width = field("p.width", decimal)
    height = field("p.height", decimal)
    length = field("p.length", decimal)
    meta_title = field("d.meta_title", words)
    meta_description = field("d.meta_description", words)
    meta_keywords = field("d.meta_keyword", words)
    additional_fields = extras(model="p.model", variant="p.variant", override="p.override")


class OlderChildMap(ChildMap):
    """A variant of 4.0, whose numbers are columns."""

    sku = field("p.sku", words)
    upc = field("p.upc", words)
    ean = field("p.ean", words)
    isbn = field("p.isbn", words)
    mpn = field("p.mpn", words)


def shape(cart: Opencart) -> tuple[Table, type[ChildMap]]:
    """The table and the map of the shop's version, which must have variants."""
    cart.needs_variants()
    return (TABLE_41, ChildMap) if cart.known.version >= V41 else (TABLE_40, OlderChildMap)


class ChildQuery(Map[ProductChildItemListParams]):
    """The filters that are conditions by themselves."""

    product_ids = where("p.master_id IN :v", native_ids("product_ids"))
    avail_sale = where("p.status = :v", flag)
    created_from = where("p.date_added >= :v", moment)
    created_to = where("p.date_added <= :v", moment)
    modified_from = where("p.date_modified >= :v", moment)
    modified_to = where("p.date_modified <= :v", moment)


CHILD: list[Condition] = [["p.master_id", ">", 0]]


async def _of_product(cart: Opencart, given: str | None) -> list[Condition]:
    """The condition for variants of one product, which must be there."""
    if given is None:
        return []
    id = number_of("product_id", given)
    if not await cart.has("product", ["t.product_id", "=", id]):
        raise missing("Product", given)
    return [["p.master_id", "=", id]]


@opencart.implements(
    api.product.child_item.list, ChildQuery, "product_id", "sku", "find_value", "find_where", gives=ChildMap,
    note="Since OpenCart 4. What shoppers choose from without variants is in product_options.",
)  # fmt: skip
async def product_child_item_list(cart: Opencart, p: ProductChildItemListParams) -> Page[Child]:
    """List variants, of one product or of all."""
    await cart.facts()
    table, map = shape(cart)
    if p.product_id is not None and p.product_ids is not None:
        raise beside("product_id", "product_ids")
    found = [*CHILD, *await _of_product(cart, p.product_id), *conditions(ChildQuery, p)]
    found += in_store(cart, "product_to_store", "product_id", "p")
    if p.sku is not None:
        found.append(number_is(cart, "sku", p.sku))
    if p.find_value:
        found.append(holding(p.find_value, _places(cart), p.find_where))
    return await cart.window(table, map, found, start=p.start, count=p.count, order=[ID])


def _places(cart: Opencart) -> dict[str, str]:
    return {name: path for name, path in WHERE.items() if name != "sku" or cart.known.version < V41}


@opencart.implements(api.product.child_item.info, "product_id", "id", gives=ChildMap)
async def product_child_item_info(cart: Opencart, p: ProductChildItemInfoParams) -> Child:
    """Read one variant."""
    id, product = number_of("id", p.id), number_of("product_id", p.product_id)
    await cart.facts()
    table, map = shape(cart)
    found = await cart.one(table, map, [[ID, "=", id], ["p.master_id", "=", product], *CHILD])
    if found is None:
        raise missing("Variant", p.id)
    return found


FOUND = {"name": "name", "sku": "sku", "description": "full_description"}


@opencart.implements(
    api.product.child_item.find, "find_value", "find_where", "find_params", gives=ChildMap, emulated=True,
    note="The shop finds candidates by a part of the text; the match is checked here.",
)  # fmt: skip
async def product_child_item_find(cart: Opencart, p: ProductChildItemFindParams) -> Page[Child]:
    """Find variants by their texts."""
    if not p.find_value:
        raise MissingParameter("Parameter 'find_value' is required.")
    chosen = named(p.find_where, FOUND, "find_where") or ["name"]
    await cart.facts()
    table, map = shape(cart)
    conditions = list(CHILD)
    if set(chosen) <= _places(cart).keys():
        conditions += candidates(p.find_value, WHERE, chosen, p.find_params)
    wanted = merge(cart.wanted, Selection.named(*(FOUND[name] for name in chosen)))
    found = await cart.everything(table, map, conditions, order=[ID], wanted=wanted)
    return Page(items=hits(found, [FOUND[name] for name in chosen], p.find_value, p.find_params))


class CountQuery(Map[ProductVariantCountParams]):
    """The filters of the number of variants."""

    created_from = ChildQuery.entries["created_from"]
    created_to = ChildQuery.entries["created_to"]
    modified_from = ChildQuery.entries["modified_from"]
    modified_to = ChildQuery.entries["modified_to"]


@opencart.implements(api.product.variant.count, CountQuery, "product_id")
async def product_variant_count(cart: Opencart, p: ProductVariantCountParams) -> ProductVariantCount:
    """Count the variants of a product."""
    await cart.facts()
    table, _ = shape(cart)
    found = [*await _of_product(cart, p.product_id), *conditions(CountQuery, p)]
    return ProductVariantCount(variants_count=await cart.total(table, found))


def objects(kept: str | None) -> dict[str, Any]:
    """A JSON object that a column holds; nothing where it holds none."""
    try:
        found: Any = json.loads(kept or "{}")
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def inner(whole: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside another; PHP writes an empty one as a list."""
    found = whole.get(name)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


async def overriding(cart: Opencart, id: int, names: Sequence[str], texts: Sequence[str] = ()) -> list[Statement]:
    """Note what a variant has of its own, so that a change of its master leaves it; nothing for other products."""
    if not cart.known.has("product", "override"):
        return []
    (rows,) = await cart.rows(select("product", ("master_id", "override"), ["t.product_id", "=", id]))
    if not rows or not int(rows[0]["master_id"]):
        return []
    own = objects(rows[0]["override"])
    fresh = {**own, **{name: own.get(name, "1") for name in names}}
    if texts:
        spoken = inner(own, "product_description")
        mine = inner(spoken, str(cart.language))
        fresh["product_description"] = spoken | {str(cart.language): mine | dict.fromkeys(texts, "1")}
    return [update("product", {"override": json.dumps(fresh, separators=(",", ":"))}, ["product_id", "=", id])]
