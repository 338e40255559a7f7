"""Reading variants: as child items, and by the older methods that call them variants.

A product without options has one variant that is the product itself; it is no child item. The list of variants has it
too, so products are looked at first, and only those that have options are asked for theirs.
https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/product-variants
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from polycart import api
from polycart.api.entities import Image
from polycart.api.product import (
    Child,
    Product,
    ProductAdvancedPrice,
    ProductChildItemCombination,
    ProductChildItemFindParams,
    ProductChildItemInfoParams,
    ProductChildItemListParams,
    ProductGroupPrice,
    ProductVariantCount,
    ProductVariantCountParams,
    ProductVariantInfoParams,
    ProductVariantListParams,
)
from polycart.core.codecs import number, string, text
from polycart.core.emulate import matches
from polycart.core.errors import NotFound, ParameterError, TooManyItems
from polycart.core.given import allowed, clash, listed
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page, placed
from polycart.platforms.bigcommerce_api.connection import MOST, MOST_WALKED, Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, numbers
from polycart.platforms.bigcommerce_api.numbers import number as numbered
from polycart.platforms.bigcommerce_api.products import group_prices
from polycart.platforms.bigcommerce_api.products.fields import reduced, special
from polycart.platforms.bigcommerce_api.products.parents import Parent, parents
from polycart.platforms.bigcommerce_api.products.searches import PATH as PRODUCTS
from polycart.platforms.bigcommerce_api.products.searches import Search, holding
from polycart.platforms.bigcommerce_api.units import iso, length_units, weight_units

E = TypeVar("E")
Row = Mapping[str, Any]
PATH = "v3/catalog/variants"
WHERE = ("name", "sku")
MOST_PARENTS = 100


class ChoiceRow(msgspec.Struct):
    """The value of one option that a variant stands for."""

    id: int = 0
    option_id: int = 0
    label: str = ""
    option_display_name: str = ""


CHOICES = At("option_values", list[ChoiceRow])
PARENT = At("product_id", int)


def combination(rows: list[ChoiceRow] | None) -> list[ProductChildItemCombination]:
    """Option values with the numbers that options have at the product."""
    return [
        ProductChildItemCombination(option_id=str(row.option_id), option_value_id=str(row.id)) for row in rows or ()
    ]


def own_price(price: float | None, calculated: float | None) -> float | None:
    """The variant's own price, or what it costs by its product's."""
    found = price if price is not None else calculated
    return None if found is None else float(found)


def _sale(price: float | None, sale: float | None, parent: Parent | None) -> float | None:
    """The sale price, which a variant without prices of its own has from its product."""
    return sale if sale or price is not None or parent is None else parent.sale_price


async def _parents(bc: Bigcommerce, rows: list[tuple[Any, ...]], *, texts: bool = False) -> list[Parent | None]:
    known = await parents(bc, [row[0] for row in rows], texts=texts)
    return [known.get(row[0]) for row in rows]


def of_parent(read: Callable[[Parent, tuple[Any, ...]], Any], *places: str | At, texts: bool = False) -> Any:
    """A field that is worked out of the product and, behind its id, some places of the variant."""

    async def fetch(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[Any]:
        found = await _parents(bc, rows, texts=texts)
        return [None if parent is None else read(parent, row[1:]) for parent, row in zip(found, rows, strict=True)]

    return lazy(fetch, PARENT, *places)


async def _prices(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[list[ProductAdvancedPrice]]:
    """The sale price, then those of customer groups."""
    found = await _parents(bc, rows)
    groups = await group_prices.of_variants(bc, [row[1] for row in rows])
    made: list[list[ProductAdvancedPrice]] = []
    for parent, (_, id, price, sale) in zip(found, rows, strict=True):
        made.append([*reduced(_sale(price, sale, parent)), *map(advanced, groups.get(id, []))])
    return made


def advanced(price: ProductGroupPrice) -> ProductAdvancedPrice:
    """The price of a group among the prices by group and quantity."""
    return ProductAdvancedPrice(
        id=price.id or "", value=price.price, avail=True, group_id=price.group_id, quantity_from=price.quantity,
        start_time=None, expire_time=None,
    )  # fmt: skip


def _image(address: str | None) -> list[Image]:
    if not address:
        return []
    name = address.partition("?")[0].rpartition("/")[2]
    return [Image(id="1", http_path=address, file_name=name, avail=True, sort_order=0, type="IMAGE_TYPE_BASE")]


def tracked(parent: Parent) -> bool:
    """Whether the store counts each variant by itself."""
    return parent.inventory_tracking == "variant"


def _in_stock(parent: Parent, row: tuple[Any, ...]) -> bool:
    if parent.inventory_tracking == "none":
        return True
    return ((row[0] if tracked(parent) else parent.inventory_level) or 0) > 0


def _level(parent: Parent, row: tuple[Any, ...]) -> float | None:
    return float(row[0] or 0) if tracked(parent) else None


def _on_sale(parent: Parent, row: tuple[Any, ...]) -> bool:
    price, sale, calculated = row
    reduced_to = _sale(price, sale, parent)
    return bool(reduced_to) and (calculated or 0) < (price if price is not None else parent.price)


def _for_sale(disabled: bool | None) -> bool:
    return not disabled


def _whole_name(parent: Parent, row: tuple[Any, ...]) -> str:
    """A variant has no name: it is its product's, with the values that it stands for."""
    return f"{parent.name} - {', '.join(choice.label for choice in row[0] or ())}"


def _weight(own: float | None, calculated: float | None) -> float | None:
    return own if own is not None else calculated


class ChildMap(Map[Child]):
    """A variant as a child item."""

    id = field("id", text)
    parent_id = field("product_id", text)
    sku = field("sku", string)
    upc = field("upc", string)
    mpn = field("mpn", string)
    gtin = field("gtin", string)
    name = of_parent(_whole_name, CHOICES)
    images = computed(_image, "image_url")
    combination = computed(combination, CHOICES)
    default_price = computed(own_price, "price", "calculated_price")
    cost_price = field("cost_price", number)
    list_price = field("retail_price", number)
    advanced_price = lazy(_prices, PARENT, At("id", int), "price", "sale_price")
    tax_class_id = of_parent(lambda parent, _: str(parent.tax_class_id))
    avail_for_sale = computed(_for_sale, "purchasing_disabled")
    in_stock = of_parent(_in_stock, "inventory_level")
    on_sale = of_parent(_on_sale, "price", "sale_price", "calculated_price")
    manage_stock = of_parent(lambda parent, _: tracked(parent))
    inventory_level = of_parent(_level, "inventory_level")
    low_stock_threshold = field("inventory_warning_level", number)
    weight = computed(_weight, "weight", "calculated_weight")
    weight_unit = lazy(weight_units)
    width = field("width", number)
    height = field("height", number)
    length = field("depth", number)
    dimensions_unit = lazy(length_units)
    is_virtual = of_parent(lambda parent, _: parent.type == "digital")
    additional_fields = extras(
        "calculated_price", "map_price", "is_free_shipping", "fixed_cost_shipping_price", "purchasing_disabled",
        "purchasing_disabled_message", "bin_picking_number",
    )  # fmt: skip


class VariantMap(Map[Product]):
    """A variant in the shape of a product."""

    id = field("id", text)
    type = of_parent(lambda parent, _: "downloadable" if parent.type == "digital" else "simple")
    u_model = field("sku", string)
    u_sku = field("sku", string)
    name = of_parent(_whole_name, CHOICES)
    description = of_parent(lambda parent, _: parent.description, texts=True)
    price = computed(own_price, "price", "calculated_price")
    cost_price = field("cost_price", number)
    quantity = of_parent(_level, "inventory_level")
    u_brand_id = of_parent(lambda parent, _: str(parent.brand_id) if parent.brand_id else None)
    categories_ids = of_parent(lambda parent, _: list(map(str, parent.categories)))
    avail_sale = computed(_for_sale, "purchasing_disabled")
    avail_view = of_parent(lambda parent, _: parent.is_visible)
    weight = computed(_weight, "weight", "calculated_weight")
    weight_unit = lazy(weight_units)
    in_stock = of_parent(_in_stock, "inventory_level")
    create_at = of_parent(lambda parent, _: iso.load(parent.date_created))
    modified_at = of_parent(lambda parent, _: iso.load(parent.date_modified))
    tax_class_id = of_parent(lambda parent, _: str(parent.tax_class_id))
    special_price = computed(special, "sale_price", "price")
    images = computed(_image, "image_url")
    u_upc = field("upc", string)
    u_mpn = field("mpn", string)
    u_gtin = field("gtin", string)
    width = field("width", number)
    height = field("height", number)
    length = field("depth", number)
    dimensions_unit = lazy(length_units)
    additional_fields = extras("product_id", "calculated_price", "purchasing_disabled")


async def page_of(
    bc: Bigcommerce,
    table: type[Map[E]],
    query: dict[str, Any],
    ids: list[int] | None,
    check: Callable[[Row], bool] | None,
    *,
    start: int,
    count: int,
) -> Page[E]:
    """A page of the variants of some products, or of all.

    Where too many products have variants to be named in an address, all variants are read and those that are products
    are left out here.
    """
    if ids is None:
        search = Search(checks=(lambda row: row["base_variant_id"] is None,), fields=("base_variant_id",))
        having = [row["id"] for row in await search.rows(bc)]
    else:
        having = [id for id, parent in (await parents(bc, ids)).items() if parent.base_variant_id is None]
    if not having:
        return Page(items=[], total=0, projected=True)
    if len(having) <= MOST:
        query = {**query, "product_id:in": sorted(having)}
        if check is None:
            return await bc.window(PATH, query, table, start=start, count=count)
    reader = table.reader(bc.wanted)
    names = {need.partition(".")[0] for need in reader.needs} | {"product_id", "sku", "option_values"}
    full = {**query, "include_fields": ",".join(sorted((names | {"purchasing_disabled"}) - {"id"}))}
    rows: list[dict[str, Any]] = await bc.records(PATH, full, dict[str, Any])
    chosen = [row for row in rows if row["option_values"]]
    if check is not None:
        owners = await parents(bc, [row["product_id"] for row in chosen])
        chosen = [row for row in chosen if check({**row, "name": owners[row["product_id"]].name})]
    window: list[Any] = [msgspec.convert(row, reader.row, strict=False) for row in chosen[start : start + count]]
    return placed(await reader.finish(bc, window), len(chosen), start=start, count=count)


def owners(product_id: str | None, product_ids: str | None) -> list[int] | None:
    """The products that are asked about; ``None`` is all of them."""
    if product_id is not None and product_ids is not None:
        raise clash("product_id", ["product_ids"])
    if product_id is None and product_ids is None:
        return None
    ids = [numbered("product_id", product_id)] if product_id is not None else numbers("product_ids", product_ids)
    if len(ids) > MOST_PARENTS:
        raise TooManyItems(f"Parameter 'product_ids' takes {MOST_PARENTS} ids at most.")
    return ids


@bigcommerce.implements(
    api.product.child_item.list, "product_id", "product_ids", "sku", "avail_sale", "find_value", "find_where",
    gives=ChildMap,
    note="Without product ids all products are looked at first (10,000 at most): one without options is a variant.",
)  # fmt: skip
async def product_child_item_list(bc: Bigcommerce, p: ProductChildItemListParams) -> Page[Child]:
    """List variants of some products or of all; ``count=0`` tells their number only."""
    ids = owners(p.product_id, p.product_ids)
    checks: list[Callable[[Row], bool]] = []
    if p.avail_sale is not None:
        wanted = p.avail_sale
        checks.append(lambda row: bool(row.get("purchasing_disabled")) is not wanted)
    if p.find_value:
        places = tuple(listed(p.find_where)) or WHERE
        if not set(places) <= set(WHERE):
            raise allowed("find_where", WHERE)
        checks.append(holding(p.find_value, places))
    query = {"sku": p.sku} if p.sku is not None else {}

    def check(row: Row) -> bool:
        return all(each(row) for each in checks)

    return await page_of(bc, ChildMap, query, ids, check if checks else None, start=p.start, count=p.count)


@bigcommerce.implements(
    api.product.child_item.find, "find_value", "find_where", "find_params", gives=ChildMap, emulated=True,
    note="The names and SKUs of all variants are looked at.",
)  # fmt: skip
async def product_child_item_find(bc: Bigcommerce, p: ProductChildItemFindParams) -> Page[Child]:
    """Find variants by the name of their product or by SKU."""
    if not p.find_value:
        raise ParameterError("The value of parameter 'find_value' can not be empty.")
    value = p.find_value
    places = tuple(listed(p.find_where)) or WHERE
    if not set(places) <= set(WHERE):
        raise allowed("find_where", WHERE)

    def check(row: Row) -> bool:
        return any(matches(row.get(place), value, p.find_params) for place in places)

    return await page_of(bc, ChildMap, {}, None, check, start=0, count=MOST_WALKED)


@bigcommerce.implements(api.product.child_item.info, "product_id", "id", gives=ChildMap)
async def product_child_item_info(bc: Bigcommerce, p: ProductChildItemInfoParams) -> Child:
    """Read one variant of a product."""
    path = f"{PRODUCTS}/{numbered('product_id', p.product_id)}/variants/{numbered('id', p.id)}"
    try:
        return await bc.one(path, ChildMap)
    except NotFound as error:
        raise missing("Child item", p.id, error) from error


async def _of_category(bc: Bigcommerce, product_id: str | None, category_id: str | None) -> list[int] | None:
    """Variants are in the categories of their products."""
    ids = owners(product_id, None)
    if category_id is None:
        return ids
    query = {"categories:in": numbered("category_id", category_id), "include_fields": "name"}
    found = [row["id"] for row in await bc.records(PRODUCTS, query, dict[str, Any])]
    return found if ids is None else [id for id in ids if id in found]


@bigcommerce.implements(api.product.variant.list, "product_id", "category_id", gives=VariantMap)
async def product_variant_list(bc: Bigcommerce, p: ProductVariantListParams) -> Page[Product]:
    """List variants in the shape of products."""
    ids = await _of_category(bc, p.product_id, p.category_id)
    return await page_of(bc, VariantMap, {}, ids, None, start=p.start, count=p.count)


@bigcommerce.implements(api.product.variant.count, "product_id", "category_id")
async def product_variant_count(bc: Bigcommerce, p: ProductVariantCountParams) -> ProductVariantCount:
    """Count the variants of a product."""
    ids = await _of_category(bc, p.product_id, p.category_id)
    page = await page_of(bc, ChildMap, {}, ids, None, start=0, count=0)
    return ProductVariantCount(variants_count=page.total or 0)


@bigcommerce.implements(api.product.variant.info, "id", gives=VariantMap)
async def product_variant_info(bc: Bigcommerce, p: ProductVariantInfoParams) -> Product:
    """Read one variant in the shape of a product."""
    page = await bc.window(PATH, {"id": numbered("id", p.id)}, VariantMap, start=0, count=1)
    if not page.items:
        raise missing("Variant", p.id)
    return page.items[0]
