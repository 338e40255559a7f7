"""Items of an order as shoppers see them: a configurable product and the child that was chosen are one item.

Magento keeps two, parent and child, and three or more for a bundle.
https://developer.adobe.com/commerce/webapi/rest/ (``sales-data-order-item-interface``)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from polycart.api.order import OrderItem, OrderItemOption
from polycart.core.mapping import At
from polycart.core.selection import Selection
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.products.definitions import definitions

CONFIGURABLE = "configurable"
BUNDLE = "bundle"


class Chosen(msgspec.Struct):
    """A chosen option: numbers only, their names are the product's."""

    option_id: int | str = ""
    option_value: int | str | None = None


class _Options(msgspec.Struct):
    configurable_item_options: list[Chosen] | None = None
    custom_options: list[Chosen] | None = None


class _ProductOption(msgspec.Struct):
    extension_attributes: _Options | list[Any] | None = None


class Item(msgspec.Struct):
    """An item as Magento keeps it; amounts are in the order's currency, ``price`` is of one piece without tax."""

    item_id: int = 0
    parent_item_id: int | None = None
    product_id: int | None = None
    product_type: str | None = None
    sku: str | None = None
    name: str | None = None
    qty_ordered: float = 0
    qty_invoiced: float = 0
    qty_shipped: float = 0
    qty_refunded: float = 0
    qty_canceled: float = 0
    price: float | None = None
    price_incl_tax: float | None = None
    discount_amount: float | None = None
    tax_amount: float | None = None
    tax_percent: float | None = None
    weight: float | None = None
    product_option: _ProductOption | list[Any] | None = None

    @property
    def options(self) -> _Options | None:
        """What was chosen of the product's options."""
        found = self.product_option
        inner = found.extension_attributes if isinstance(found, _ProductOption) else None
        return inner if isinstance(inner, _Options) else None


ITEMS = At("items", list[Item])


def exact(value: float | None) -> Decimal:
    """An amount without what binary numbers add to it."""
    return Decimal(str(value)) if value is not None else Decimal(0)


def children(items: Iterable[Item]) -> dict[int, Item]:
    """The child that was chosen of each configurable item, by the item's id."""
    known = list(items)
    parents = {item.item_id for item in known if item.product_type == CONFIGURABLE}
    return {item.parent_item_id: item for item in known if item.parent_item_id in parents and item.parent_item_id}


def _sold(items: Sequence[Item]) -> list[Item]:
    """Items without the children of configurable ones and without bundles as such."""
    hidden = {child.item_id for child in children(items).values()}
    return [item for item in items if item.item_id not in hidden and item.product_type != BUNDLE]


def item(native: Item, child: Item | None) -> OrderItem:
    """One item; ``price`` is of one piece before discounts, ``total_price`` of all pieces after them."""
    price, quantity = exact(native.price), exact(native.qty_ordered)
    discount = exact(native.discount_amount)
    inclusive = exact(native.price_incl_tax) if native.price_incl_tax is not None else price
    weight = child.weight if child is not None and child.weight is not None else native.weight
    return OrderItem(
        product_id=str(native.product_id) if native.product_id else None,
        order_product_id=str(native.item_id),
        model=native.sku,
        name=native.name or "",
        price=float(price),
        price_inc_tax=float(inclusive),
        quantity=float(quantity),
        discount_amount=float(discount),
        total_price=float(price * quantity - discount),
        tax_percent=native.tax_percent or 0.0,
        tax_value=float((inclusive - price) * quantity),
        tax_value_after_discount=native.tax_amount or 0.0,
        variant_id=str(child.product_id) if child is not None else None,
        weight=weight,
        parent_order_product_id=str(native.parent_item_id) if native.parent_item_id else None,
        options=[
            OrderItemOption(option_id=str(each.option_id), product_option_value_id=_value(each))
            for each in _chosen(native)
        ],
        additional_fields={
            "product_type": native.product_type, "qty_invoiced": native.qty_invoiced, "qty_shipped": native.qty_shipped,
            "qty_refunded": native.qty_refunded, "qty_canceled": native.qty_canceled,
        },
    )  # fmt: skip


def _chosen(native: Item) -> list[Chosen]:
    options = native.options
    if options is None:
        return []
    return [*(options.configurable_item_options or ()), *(options.custom_options or ())]


def _value(chosen: Chosen) -> str | None:
    return None if chosen.option_value is None else str(chosen.option_value)


def products(natives: list[Item] | None) -> list[OrderItem]:
    """What was sold; the parts of a bundle name it in ``parent_order_product_id``."""
    known = natives or []
    chosen = children(known)
    return [item(each, chosen.get(each.item_id)) for each in _sold(known)]


def bundles(natives: list[Item] | None) -> list[OrderItem]:
    """The bundles among the items."""
    return [item(each, None) for each in natives or () if each.product_type == BUNDLE]


class _CustomValue(msgspec.Struct):
    option_type_id: int | None = None
    title: str | None = None


class _CustomOption(msgspec.Struct):
    option_id: int = 0
    title: str = ""
    type: str | None = None
    values: list[_CustomValue] | None = None


class _Product(msgspec.Struct):
    id: int = 0
    options: list[_CustomOption] | None = None


async def complete(magento: Magento, items: Sequence[OrderItem], wanted: Selection) -> None:
    """Name the chosen options and the unit of weight, where they are wanted: a request or two for all items."""
    if wanted.wants("weight_unit") and items:
        unit = (await scopes.current_config(magento)).weight_unit
        for each in items:
            each.weight_unit = unit
    below = wanted.of("options")
    chosen = [(each, option) for each in items if isinstance(each.options, list) for option in each.options]
    if chosen and wanted.wants("options") and (below.wants("name") or below.wants("value") or below.wants("type")):
        await _name(magento, chosen)


async def _name(magento: Magento, chosen: Sequence[tuple[OrderItem, OrderItemOption]]) -> None:
    """Names from the attributes of the shop, where the option is one, else from the product's own options."""
    of_products = {str(each.product_id) for each, _ in chosen if each.product_id and not each.variant_id}
    custom: dict[str, _CustomOption] = {}
    if of_products:
        rows = await magento.among("/V1/products", "entity_id", sorted(of_products), _Product, "id", "options")
        custom = {str(option.option_id): option for row in rows for option in row.options or ()}
    known = await definitions(magento) if any(each.variant_id for each, _ in chosen) else None
    for each, option in chosen:
        id, value = str(option.option_id), option.product_option_value_id
        definition = known.by_id.get(id) if known is not None and each.variant_id else None
        own = custom.get(id)
        option.name, option.value, option.type = id, str(value or ""), None
        if definition is not None:
            labels = dict(definition.choices)
            option.name, option.value = definition.name(None), labels.get(str(value), str(value or ""))
            option.type = "select"
        elif own is not None:
            option.name, option.type = own.title, own.type
            option.value = _titles(own, str(value or ""))


def _titles(option: _CustomOption, value: str) -> str:
    """The titles of chosen values, which are numbers joined by commas; a text that was typed stands for itself."""
    titles = {str(each.option_type_id): each.title or "" for each in option.values or ()}
    parts = value.split(",")
    return ", ".join(titles[part] for part in parts) if titles and all(part in titles for part in parts) else value
