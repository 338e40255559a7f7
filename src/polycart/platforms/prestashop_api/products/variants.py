"""Reading combinations: as child items, and by the older methods that call them variants.

A combination adds to the price and the weight of its product; what it has in the end is told here. It has no name of
its own but the product's, and the option values that it stands for.
https://devdocs.prestashop-project.org/8/webservice/resources/combinations/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from polycart import api
from polycart.api.entities import DateTime, Image
from polycart.api.product import (
    Child,
    Product,
    ProductAdvancedPrice,
    ProductChildItemCombination,
    ProductChildItemFindParams,
    ProductChildItemInfoParams,
    ProductChildItemListParams,
    ProductVariantCount,
    ProductVariantCountParams,
    ProductVariantInfoParams,
    ProductVariantListParams,
)
from polycart.core.codecs import boolean, decimal, number, text
from polycart.core.emulate import FIND_PARAMS, matches
from polycart.core.errors import ParameterError, TooManyItems
from polycart.core.ids import link
from polycart.core.mapping import Map, computed, constant, extras, field, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection, merge
from polycart.platforms.prestashop_api.connection import Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.moments import moment
from polycart.platforms.prestashop_api.numbers import either, number_of, numbers_of
from polycart.platforms.prestashop_api.products.fields import (
    dimension_units,
    model,
    numbered,
    option_values,
    stores_of,
    weight_units,
)
from polycart.platforms.prestashop_api.products.filters import dated, in_categories
from polycart.platforms.prestashop_api.products.images import Numbered, image
from polycart.platforms.prestashop_api.products.prices import PriceRow, advanced, specific_prices
from polycart.platforms.prestashop_api.products.stock import backorders_allowed, is_managed, stocks
from polycart.platforms.prestashop_api.searches import Search, exactly, holding, named
from polycart.platforms.prestashop_api.taxes import home_rates

PATH = "combinations"
WHERE = {"sku": "reference"}
MOST_PARENTS = 100
VALUES = numbered("product_option_values")


class ParentRow(msgspec.Struct):
    """What combinations take from their product."""

    id: int
    name: str | None = None
    price: str = "0"
    weight: str = "0"
    width: str = "0"
    height: str = "0"
    depth: str = "0"
    id_tax_rules_group: int | str = 0
    wholesale_price: str = "0"
    active: str | int = "1"
    available_for_order: str | int = "1"
    date_add: str | None = None
    date_upd: str | None = None
    link_rewrite: str | None = None
    description: str | None = None
    description_short: str | None = None
    is_virtual: str | int = "0"


async def parents(shop: Prestashop, ids: Sequence[int]) -> dict[int, ParentRow]:
    """The products of some combinations; asked for once in a call."""
    chosen = sorted(set(ids))
    key = f"parents {chosen}"
    if key not in shop.seen:
        shop.seen[key] = {row.id: row for row in await shop.among("products", "id", chosen, ParentRow)}
    return shop.seen[key]


def _of_parent(read: Any) -> Any:
    """A field that is the product's."""

    async def fetch(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[Any]:
        known = await parents(shop, [row[0] for row in rows])
        return [read(known[row[0]], *row[1:]) if row[0] in known else None for row in rows]

    return fetch


def _sum(own: Any, impact: Any) -> float:
    return round((decimal.load(own) or 0.0) + (decimal.load(impact) or 0.0), 6)


def _moment(name: str) -> Any:
    def read(parent: ParentRow) -> DateTime | None:
        return moment.load(getattr(parent, name))

    return lazy(_of_parent(read), "id_product")


def _plain(name: str, codec: Any) -> Any:
    def read(parent: ParentRow) -> Any:
        return codec.load(getattr(parent, name))

    return lazy(_of_parent(read), "id_product")


def _price(parent: ParentRow, impact: Any) -> float:
    return _sum(parent.price, impact)


def _weight(parent: ParentRow, impact: Any) -> float:
    return _sum(parent.weight, impact)


async def _combinations(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[ProductChildItemCombination]]:
    chosen = [[each.id for each in row[0] or ()] for row in rows]
    values = await option_values(shop, {id for ids in chosen for id in ids})
    return [
        [
            ProductChildItemCombination(
                option_id=str(values[id].id_attribute_group), option_value_id=str(id),
            )
            for id in ids
            if id in values
        ]
        for ids in chosen
    ]  # fmt: skip


async def _images(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[Image]]:
    """Pictures of the product that are shown for the combination; the first is the main one."""
    return [
        [image(shop, each.id, place, main=not place) for place, each in enumerate(row[0] or ()) if each.id]
        for row in rows
    ]


async def _levels(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[float]:
    found = await stocks(shop, (row[0] for row in rows), combinations=True)
    return [float(found[row].quantity) if row in found else 0.0 for row in rows]


async def _in_stock(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[bool]:
    if not await is_managed(shop):
        return [True] * len(rows)
    found = await stocks(shop, (row[0] for row in rows), combinations=True)
    known = [found.get((row[0], row[1])) for row in rows]
    return [bool(row and row.quantity > 0) or await backorders_allowed(shop, row) for row in known]


async def _backorders(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[bool]:
    found = await stocks(shop, (row[0] for row in rows), combinations=True)
    return [await backorders_allowed(shop, found.get((row[0], row[1]))) for row in rows]


async def _managed(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[bool]:
    return [await is_managed(shop)] * len(rows)


async def _advanced(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[ProductAdvancedPrice]]:
    """The specific prices of the combination, and those of its product that are for all combinations."""
    known = await parents(shop, [row[0] for row in rows])
    prices = await specific_prices(shop, known)
    taxed = {int(known[id].id_tax_rules_group) for id, each in prices.items() if any(_taxed(row) for row in each)}
    rates = await home_rates(shop, taxed) if taxed else {}

    def each(product: int, combination: int, impact: Any) -> list[ProductAdvancedPrice]:
        if product not in known:
            return []
        parent = known[product]
        own, rate = _sum(parent.price, impact), rates.get(int(parent.id_tax_rules_group), 0.0)
        return [advanced(row, own, rate) for row in prices[product] if row.id_product_attribute in (0, combination)]

    return [each(*row) for row in rows]


def _taxed(row: PriceRow) -> bool:
    return str(row.reduction_tax) == "1"


async def _urls(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str]:
    base = shop.settings.store_url.rstrip("/")
    return [
        f"{base}/index.php?controller=product&id_product={product}&id_product_attribute={id}" for product, id in rows
    ]


class ChildMap(Map[Child]):
    """A combination as a child item."""

    id = field("id", text)
    parent_id = field("id_product", text)
    sku = field("reference", text)
    upc = field("upc", text)
    ean = field("ean13", text)
    isbn = field("isbn", text)
    mpn = field("mpn", text, since="1.7.7")
    url = lazy(_urls, "id_product", "id")
    created_time = _moment("date_add")
    modified_time = _moment("date_upd")
    name = _plain("name", text)
    short_description = _plain("description_short", text)
    full_description = _plain("description", text)
    images = lazy(_images, numbered("images"))
    combination = lazy(_combinations, VALUES)
    default_price = lazy(_of_parent(_price), "id_product", "price")
    cost_price = field("wholesale_price", decimal)
    advanced_price = lazy(_advanced, "id_product", "id", "price")
    tax_class_id = _plain("id_tax_rules_group", link)
    avail_for_sale = _plain("available_for_order", boolean)
    allow_backorders = lazy(_backorders, "id_product", "id")
    in_stock = lazy(_in_stock, "id_product", "id")
    manage_stock = lazy(_managed)
    inventory_level = lazy(_levels, "id_product", "id")
    min_quantity = field("minimal_quantity", number)
    weight_unit = lazy(weight_units)
    weight = lazy(_of_parent(_weight), "id_product", "weight")
    dimensions_unit = lazy(dimension_units)
    width = _plain("width", decimal)
    height = _plain("height", decimal)
    length = _plain("depth", decimal)
    is_virtual = constant(False)
    additional_fields = extras(
        "default_on", "available_date", "supplier_reference", "ecotax", price_impact="price", weight_impact="weight"
    )


async def _categories(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    """Combinations are in the categories of their products."""
    ids = sorted({row[0] for row in rows})
    found = await shop.among("products", "id", ids, _Placed, "id", "associations.categories")
    known = {row.id: row.categories for row in found}
    return [known.get(row[0], []) for row in rows]


class _Categories(msgspec.Struct):
    categories: list[Numbered] = []


class _Placed(msgspec.Struct):
    id: int
    associations: _Categories | list[Any] = []

    @property
    def categories(self) -> list[str]:
        """The ids of its categories."""
        known = self.associations
        return [str(row.id) for row in known.categories] if isinstance(known, _Categories) else []


async def _stores(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    return await stores_of(shop, PATH, [row[0] for row in rows])


class VariantMap(Map[Product]):
    """A combination in the shape of a product."""

    id = field("id", text)
    u_model = computed(model, "supplier_reference", "reference")
    u_sku = field("reference", text)
    name = _plain("name", text)
    description = _plain("description", text)
    short_description = _plain("description_short", text)
    price = lazy(_of_parent(_price), "id_product", "price")
    advanced_price = lazy(_advanced, "id_product", "id", "price")
    cost_price = field("wholesale_price", decimal)
    quantity = lazy(_levels, "id_product", "id")
    in_stock = lazy(_in_stock, "id_product", "id")
    is_stock_managed = lazy(_managed)
    categories_ids = lazy(_categories, "id_product")
    stores_ids = lazy(_stores, "id")
    url = lazy(_urls, "id_product", "id")
    avail_sale = _plain("available_for_order", boolean)
    avail_view = _plain("active", boolean)
    create_at = _moment("date_add")
    modified_at = _moment("date_upd")
    weight = lazy(_of_parent(_weight), "id_product", "weight")
    weight_unit = lazy(weight_units)
    dimensions_unit = lazy(dimension_units)
    width = _plain("width", decimal)
    height = _plain("height", decimal)
    length = _plain("depth", decimal)
    images = lazy(_images, numbered("images"))
    u_upc = field("upc", text)
    u_ean = field("ean13", text)
    u_isbn = field("isbn", text)
    u_mpn = field("mpn", text, since="1.7.7")
    additional_fields = extras("default_on", parent_id="id_product", price_impact="price", weight_impact="weight")


async def _of_products(shop: Prestashop, search: Search, filters: dict[str, Any]) -> None:
    """Narrow combinations by filters of their products."""
    if shop.narrows(search.query, "product", filters):
        return
    ids = set(await shop.ids("products", filters))
    given = search.query.get("filter[id_product]")
    if given is not None:
        asked = {int(id) for id in str(given).strip("[]").split("|")}
        ids &= asked
    rows = await shop.records(PATH, {"sort": "[id_ASC]"}, _OfProduct) if len(ids) > MOST_PARENTS else None
    if rows is not None:
        search.narrow(row.id for row in rows if row.id_product in ids)
    elif ids:
        search.query["filter[id_product]"] = either(sorted(ids))
    else:
        search.narrow(())


class _OfProduct(msgspec.Struct):
    id: int
    id_product: int = 0


def _parents(search: Search, product_id: str | None, product_ids: str | None) -> None:
    if product_id is not None and product_ids is not None:
        raise ParameterError("Parameter 'product_id' can't be used with parameter(s): 'product_ids'")
    if product_id is not None:
        search.query["filter[id_product]"] = number_of("product_id", product_id)
    if product_ids is not None:
        ids = numbers_of("product_ids", product_ids)
        if len(ids) > MOST_PARENTS:
            raise TooManyItems(f"Parameter 'product_ids' takes {MOST_PARENTS} ids at most.")
        if ids:
            search.query["filter[id_product]"] = either(ids)
        else:
            search.narrow(())


@prestashop.implements(
    api.product.child_item.list, "product_id", "product_ids", "sku", "avail_sale", "created_from", "created_to",
    "modified_from", "modified_to", "find_value", "find_where", gives=ChildMap,
    note="Dates and being for sale are those of the product.",
)  # fmt: skip
async def product_child_item_list(shop: Prestashop, p: ProductChildItemListParams) -> Page[Child]:
    """List combinations of some products or of all; ``count=0`` tells their number only."""
    await shop.zoned()
    search = Search(path=PATH, query={})
    _parents(search, p.product_id, p.product_ids)
    if p.sku is not None:
        search.query["filter[reference]"] = exactly(p.sku)
    of_product = dated(p)
    if p.avail_sale is not None:
        of_product["filter[available_for_order]"] = int(p.avail_sale)
    if of_product:
        await _of_products(shop, search, of_product)
    if p.find_value:
        await holding(shop, search, p.find_value, WHERE, p.find_where)
    if not p.count:
        return Page(items=[], total=await search.total(shop))
    return await search.counted(shop, ChildMap, start=p.start, count=p.count)


@prestashop.implements(api.product.child_item.info, "product_id", "id", gives=ChildMap)
async def product_child_item_info(shop: Prestashop, p: ProductChildItemInfoParams) -> Child:
    """Read one combination of a product."""
    query = {"filter[id]": number_of("id", p.id), "filter[id_product]": number_of("product_id", p.product_id)}
    page = await shop.window(PATH, query, ChildMap, start=0, count=1)
    if not page.items:
        raise missing("Child item", p.id)
    return page.items[0]


FINDS = ("name", "sku")


@prestashop.implements(
    api.product.child_item.find, "find_value", "find_where", "find_params", gives=ChildMap, emulated=True,
    note="A combination is called as its product is, so all of them are looked through.",
)  # fmt: skip
async def product_child_item_find(shop: Prestashop, p: ProductChildItemFindParams) -> Page[Child]:
    """Find combinations by name or SKU."""
    if not p.find_value:
        raise ParameterError("The value of parameter 'find_value' can not be empty.")
    value = p.find_value
    places = named(p.find_where, FINDS, "find_where") or FINDS
    named(p.find_params, FIND_PARAMS, "find_params")
    wanted = merge(shop.wanted, Selection.named(*places))
    page = await shop.window(PATH, {"sort": "[id_ASC]"}, ChildMap, start=0, count=10_000, wanted=wanted)
    return Page(items=[
        child for child in page.items
        if any(matches(getattr(child, place), value, p.find_params) for place in places)
    ])  # fmt: skip


async def _older(shop: Prestashop, p: ProductVariantListParams | ProductVariantCountParams) -> Search:
    await shop.zoned()
    search = Search(path=PATH, query={})
    _parents(search, p.product_id, None)
    of_product = dated(p)
    if p.category_id is not None and not shop.narrows(
        of_product, "categories", [number_of("category_id", p.category_id)]
    ):
        ids = await in_categories(shop, [number_of("category_id", p.category_id)])
        if not ids:
            search.narrow(())
            return search
        of_product["filter[id]"] = either(sorted(ids))
    if of_product:
        await _of_products(shop, search, of_product)
    return search


VARIANT_FILTERS = ("product_id", "category_id", "created_from", "created_to", "modified_from", "modified_to")


@prestashop.implements(api.product.variant.list, *VARIANT_FILTERS, gives=VariantMap)
async def product_variant_list(shop: Prestashop, p: ProductVariantListParams) -> Page[Product]:
    """List combinations in the shape of products."""
    return await (await _older(shop, p)).page(shop, VariantMap, start=p.start, count=p.count)


@prestashop.implements(api.product.variant.count, *VARIANT_FILTERS)
async def product_variant_count(shop: Prestashop, p: ProductVariantCountParams) -> ProductVariantCount:
    """Count combinations."""
    return ProductVariantCount(variants_count=await (await _older(shop, p)).total(shop))


@prestashop.implements(api.product.variant.info, "id", gives=VariantMap)
async def product_variant_info(shop: Prestashop, p: ProductVariantInfoParams) -> Product:
    """Read one combination in the shape of a product."""
    page = await shop.window(PATH, {"filter[id]": number_of("id", p.id)}, VariantMap, start=0, count=1)
    if not page.items:
        raise missing("Variant", p.id)
    return page.items[0]
