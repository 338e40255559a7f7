"""Stock: what a product is told of it, and what lies in which source."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from polycart.api.product import (
    ProductAddParams,
    ProductUpdateParams,
    ProductVariantAddParams,
)
from polycart.core.errors import ParameterError
from polycart.core.given import clash, refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.magento2 import scopes, warehouses
from polycart.platforms.magento2.connection import Magento, segment
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.products.bodies import Body, Changing, Goods, amount, backorders
from polycart.platforms.magento2.warehouses import DEFAULT, SourceItem

ITEMS = "inventory/source-items"

WHOLE: Body = {
    "enable_qty_increments": False, "is_decimal_divided": False, "is_qty_decimal": False, "low_stock_date": None,
    "max_sale_qty": 10000, "min_qty": 0, "min_sale_qty": 1, "notify_stock_qty": 1, "qty_increments": 0,
    "show_default_notification_message": False, "stock_status_changed_auto": 0, "use_config_enable_qty_inc": True,
    "use_config_max_sale_qty": True, "use_config_min_qty": True, "use_config_min_sale_qty": 1,
    "use_config_notify_stock_qty": True, "use_config_qty_increments": True,
}  # fmt: skip
"""A new product's stock item where nothing was said: what the back office writes."""


class _Items(msgspec.Struct):
    items: list[SourceItem] | None = None


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """What a call says of stock; ``delta`` is a relative change, ``source`` where the quantity lies."""

    quantity: float | None = None
    delta: float | None = None
    in_stock: bool | None = None
    source: str = DEFAULT
    sources: bool = False
    chosen: bool = False
    """Whether the caller named the source."""

    def status(self, quantity: float) -> bool:
        """Whether that many count as in stock."""
        return quantity > 0 if self.in_stock is None else self.in_stock


async def facts(magento: Magento) -> None:
    """Learn what a write needs to know of the shop, one after the other: a trace shows them in this order.

    Everything is kept for an hour, so that only the first write pays for it.
    """
    await scopes.views(magento)
    await scopes.groups(magento)
    await scopes.configs(magento)
    if await warehouses.several(magento):
        await warehouses.sources(magento)
        await warehouses.stocks(magento)
        await warehouses.links(magento)


async def told(magento: Magento, p: Goods) -> Stock | None:
    """What the parameters say of stock, or ``None`` where they say nothing."""
    more: float | None = p.increase_quantity if isinstance(p, Changing) else None
    less: float | None = p.reduce_quantity if isinstance(p, Changing) else None
    quantity: float | None = p.quantity
    relative = {"increase_quantity": more, "reduce_quantity": less}
    for name, value in {"quantity": quantity, **relative}.items():
        if value is not None and value < 0:
            raise refuse(name, "It can not be negative.")
    if quantity is not None and (more or less):
        raise clash("quantity", ["increase_quantity" if more else "reduce_quantity"])
    delta = (more or 0) - (less or 0) if more or less else None
    if p.warehouse_id is not None and quantity is None and delta is None and p.in_stock is None:
        raise refuse("warehouse_id", "Give the quantity or whether it is in stock in that source.")
    if quantity is None and delta is None and p.in_stock is None:
        return None
    several = await warehouses.several(magento)
    return Stock(
        quantity=quantity, delta=delta, in_stock=p.in_stock, source=await _source(magento, p.warehouse_id),
        sources=several, chosen=p.warehouse_id is not None,
    )  # fmt: skip


async def _source(magento: Magento, code: str | None) -> str:
    """The source that is named, else the one that the website sells from first."""
    if not await warehouses.several(magento):
        if code not in (None, DEFAULT):
            raise ParameterError(f"Parameter 'warehouse_id' is not valid. Allowed values: '{DEFAULT}'.")
        return DEFAULT
    if code is None:
        return next(iter(await warehouses.selling_sources(magento)), DEFAULT)
    known = [source.source_code for source in await warehouses.sources(magento)]
    if code not in known:
        names = ",".join(f"'{each}'" for each in known)
        raise ParameterError(f"Parameter 'warehouse_id' is not valid. Allowed values: {names}.")
    return code


def new_item(p: ProductAddParams | ProductVariantAddParams, stock: Stock | None) -> Body | None:
    """The stock item of a new product, whole, as the back office writes it; ``None`` where nothing is said of stock."""
    changed = settings(p)
    if stock is None and not changed:
        return None
    quantity = stock.quantity or 0 if stock else 0
    managed: bool | None = p.manage_stock
    sellable = quantity > 0 or managed is False or bool(backorders(p.backorder_status))
    item = {
        **WHOLE,
        "qty": amount(quantity),
        "is_in_stock": stock.in_stock if stock and stock.in_stock is not None else sellable,
        "is_qty_decimal": quantity != int(quantity),
        "use_config_manage_stock": True,
        "use_config_backorders": True,
        **changed,
    }
    if changed.get("manage_stock") is True:
        item["manage_stock"] = "True"  # as the reference service writes it; PHP reads any text but "" and "0" as true
    if "backorders" in changed:
        item["backorders"] = str(changed["backorders"])
    return item


def settings(p: Goods) -> Body:
    """What a stock item keeps beside the quantity."""
    body: Body = {}
    managed: bool | None = p.manage_stock
    if managed is not None:
        body |= {"manage_stock": managed, "use_config_manage_stock": False}
    late = backorders(p.backorder_status)
    if late is not None:
        body |= {"backorders": late, "use_config_backorders": False}
    body |= _limit("low_stock_threshold", p.low_stock_threshold, "notify_stock_qty", False)
    if isinstance(p, (ProductAddParams, ProductUpdateParams)):
        body |= _limit("min_order_quantity", p.min_order_quantity, "min_sale_qty", 0)
        body |= _limit("max_order_quantity", p.max_order_quantity, "max_sale_qty", False)
        least, most = p.min_order_quantity, p.max_order_quantity
        if least is not None and most is not None and least > most:
            raise refuse("min_order_quantity", "It is greater than 'max_order_quantity'.")
    return body


def _limit(name: str, value: float | None, native: str, off: Any) -> Body:
    if value is None:
        return {}
    if value < 0:
        raise refuse(name, "It can not be negative.")
    return {native: amount(value), f"use_config_{native}": off}


async def place(magento: Magento, undo: Undo, sku: str, stock: Stock) -> None:
    """Put a new product's stock into its source, and out of the one where Magento puts every product's."""
    if not stock.sources or stock.source == DEFAULT or stock.quantity is None:
        return
    row = source_row(sku, stock.source, stock.quantity, in_stock=stock.status(stock.quantity))
    undo(_removal(magento, row))
    await magento.post(ITEMS, {"sourceItems": [row]})
    await magento.post(f"{ITEMS}-delete", {"sourceItems": [{**row, "source_code": DEFAULT}]})


def source_row(sku: str, source: str, quantity: float, *, in_stock: bool) -> Body:
    """What lies of a SKU in a source, as it is written."""
    return {"sku": sku, "source_code": source, "status": int(in_stock), "quantity": amount(quantity)}


def _removal(magento: Magento, row: Body) -> Step:
    path = magento.scoped(f"{ITEMS}-delete")
    return Step(
        method="POST", path=path, json={"sourceItems": [row]},
        says=f"Stock of {row['sku']} in source {row['source_code']}",
    )  # fmt: skip


async def items_of(magento: Magento, *skus: str) -> list[SourceItem]:
    """What lies of some SKUs in all sources."""
    return await magento.among(ITEMS, "sku", skus, SourceItem, "sku", "source_code", "quantity", "status")


async def item_at(magento: Magento, sku: str, source: str) -> SourceItem | None:
    """What lies of a SKU in one source."""
    query = written({"sku eq": sku, "source_code eq": source})
    found = (await magento.get(ITEMS, query, type=_Items)).items or []
    return found[0] if found else None


@asynccontextmanager
async def in_turn(magento: Magento, sku: str, stock: Stock | None) -> AsyncGenerator[None]:
    """Let changes that read a stock and write it back wait for each other; Magento itself has no lock for them."""
    if stock is None or stock.delta is None:
        yield
        return
    async with magento.connection.turn(f"stock:{sku.lower()}"):
        yield


async def change(magento: Magento, undo: Undo, sku: str, stock: Stock, *, own: bool = False) -> Body:
    """Write a changed quantity to its source; answers what the product's own stock item has to be told instead.

    A quantity goes with the product only where there are no sources: written like that, Magento forgets below which
    quantity the merchant wants to be told (``notify_stock_qty``). ``own`` says that no source can hold the product.
    """
    if own or not stock.sources:
        return await legacy_item(magento, sku, stock)
    old = await item_at(magento, sku, stock.source)
    before = old.quantity if old else 0.0
    quantity = stock.quantity if stock.quantity is not None else before + (stock.delta or 0)
    _enough(quantity, before)
    untouched = stock.quantity is None and stock.delta is None and old is not None
    status = bool(old.status) if untouched and stock.in_stock is None and old else stock.status(quantity)
    new = source_row(sku, stock.source, quantity, in_stock=status)
    if old is not None:
        back = source_row(sku, old.source_code, old.quantity, in_stock=bool(old.status))
        undo(Step(method="POST", path=magento.scoped(ITEMS), json={"sourceItems": [back]},
                  says=f"A change of the stock of {sku} in source {stock.source}"))  # fmt: skip
    else:
        undo(_removal(magento, new))
    await magento.post(ITEMS, {"sourceItems": [new]})
    return {}


async def follow(magento: Magento, undo: Undo, old: str, new: str) -> None:
    """Let what lies in sources follow a product that gets another SKU; Magento copies the source ``default`` only.

    What stayed under the old SKU would be the stock of the next product that is called so.
    """
    if not await warehouses.several(magento):
        return
    items = [item for item in await items_of(magento, old) if item.source_code != DEFAULT]
    if not items:
        return
    here = [source_row(old, item.source_code, item.quantity, in_stock=bool(item.status)) for item in items]
    there = [{**row, "sku": new} for row in here]
    path, removal = magento.scoped(ITEMS), magento.scoped(f"{ITEMS}-delete")
    undo(Step(method="POST", path=removal, json={"sourceItems": there}, says=f"Stock of {new}"))
    await magento.post(ITEMS, {"sourceItems": there})
    undo(Step(method="POST", path=path, json={"sourceItems": here}, says=f"The removal of the stock of {old}"))
    await magento.post(f"{ITEMS}-delete", {"sourceItems": here})


async def legacy_item(magento: Magento, sku: str, stock: Stock) -> Body:
    """What the product's own stock item has to be told, where that is what a change is written by."""
    quantity = stock.quantity
    if stock.delta is not None:
        item = await magento.get(f"stockItems/{segment(sku)}")
        before = float(item.get("qty") or 0)
        quantity = before + stock.delta
        _enough(quantity, before)
    if quantity is None:
        return {"is_in_stock": stock.in_stock}
    return {
        "qty": amount(quantity),
        "is_in_stock": stock.status(quantity),
        **({"is_qty_decimal": True} if quantity != int(quantity) else {}),
    }


def _enough(quantity: float, before: float) -> None:
    if quantity < 0:
        raise refuse("reduce_quantity", f"Only {amount(before)} are in stock.")
