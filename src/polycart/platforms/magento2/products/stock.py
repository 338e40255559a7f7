"""How much there is of a page's products: by source where the shop has several, else from the one stock.

Quantities are what lies in the sources, not less what open orders have reserved. What stands in stock items alone
(``manage_stock``, ``backorders``, ``min_sale_qty``) no list of products tells; the only list of stock items is of all
that are below a quantity (``/V1/stockItems/lowStock``), which is read whole, in one request a page, in shops that are
not too large for it. It leaves out items without a quantity, as those of composite products often are.
https://developer.adobe.com/commerce/webapi/rest/inventory/manage-source-items/
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart.api.product import ProductInventory
from polycart.platforms.magento2 import warehouses
from polycart.platforms.magento2.connection import Magento, segment
from polycart.platforms.magento2.criteria import counted, portions
from polycart.platforms.magento2.warehouses import SourceItem

COMPOSITE = ("configurable", "bundle", "grouped")
"""The types that are sold as their parts, and have no stock of their own."""

ITEMS = "/V1/inventory/source-items"
SALABLE = "/V1/inventory/are-products-salable"
LOW = "/V1/stockItems/lowStock"

EVERY = 99_999_999
"""A quantity that every stock is below; the column holds no more."""

MOST = 5000
"""Stock items that are read for a page; in larger shops only a single product is asked for its own."""

BACKORDERS = {0: "no", 1: "yes", 2: "notify"}

Row = tuple[Any, ...]


class _Salable(msgspec.Struct):
    sku: str
    salable: bool = False


class StockItem(msgspec.Struct):
    """How the stock of a product is kept; what follows the shop's configuration is told as that says."""

    product_id: int = 0
    qty: float | None = None
    is_in_stock: bool = False
    manage_stock: bool | None = None
    backorders: int | None = None
    min_sale_qty: float | None = None
    notify_stock_qty: float | None = None


class _StockItems(msgspec.Struct):
    items: list[StockItem] | None = None
    total_count: int = 0


_FIELDS = "product_id,qty,is_in_stock,manage_stock,backorders,min_sale_qty,notify_stock_qty"


class Stock(msgspec.Struct, frozen=True):
    """The stock of one product; ``salable`` is told of composite products only, ``None`` is not known."""

    items: tuple[SourceItem, ...] = ()
    salable: bool | None = None
    whole: StockItem | None = None


class Selling(msgspec.Struct, frozen=True):
    """The sources that the website sells from, and which is taken from first; none in a shop without sources."""

    sources: frozenset[str] = frozenset()
    priorities: dict[str, int] = {}
    several: bool = True


async def selling(magento: Magento) -> Selling:
    """What the website of the call sells from."""
    if not await warehouses.several(magento):
        return Selling(several=False)
    stock, links, codes = await asyncio.gather(
        warehouses.stock_of_website(magento), warehouses.links(magento), warehouses.selling_sources(magento)
    )
    mine = {link.source_code: link.priority for link in links if link.stock_id == stock.stock_id}
    return Selling(sources=frozenset(codes), priorities=mine)


async def _stocks(magento: Magento, rows: list[Row]) -> list[Stock]:
    """The stock of a page's products, from their ids, SKUs and types; one batch for all fields about it."""

    async def fetch() -> list[Stock]:
        if not await warehouses.several(magento):
            return [Stock(whole=item) for item in await stock_items(magento, rows)]
        composite = [str(row[1]) for row in rows if row[2] in COMPOSITE]
        items, salable = await asyncio.gather(
            magento.among(ITEMS, "sku", [str(row[1]) for row in rows], SourceItem), _salable(magento, composite)
        )
        lying: dict[str, list[SourceItem]] = {}
        for item in items:
            lying.setdefault(item.sku.casefold(), []).append(item)
        return [Stock(items=tuple(lying.get(key, ())), salable=salable.get(key)) for key in _keys(rows)]

    return await magento.once(("stock", tuple(row[0] for row in rows)), fetch)


def _keys(rows: list[Row]) -> list[str]:
    """SKUs as the shop's database compares them, without regard to case."""
    return [str(row[1]).casefold() for row in rows]


async def _salable(magento: Magento, skus: list[str]) -> dict[str, bool]:
    """Whether composite products can be sold: by their own flag and any of their parts (``AreProductsSalable``)."""
    if not skus:
        return {}
    stock = await warehouses.stock_of_website(magento)
    answers = await asyncio.gather(
        *(magento.get(SALABLE, _asked(part, stock.stock_id), type=list[_Salable]) for part in portions(skus))
    )
    return {each.sku.casefold(): each.salable for answer in answers for each in answer}


def _asked(skus: list[str], stock_id: int) -> dict[str, Any]:
    """A list of SKUs; a signed one must be numbered."""
    return {f"skus[{counted(place, skus)}]": sku for place, sku in enumerate(skus)} | {"stockId": stock_id}


async def stock_items(magento: Magento, rows: list[Row]) -> list[StockItem | None]:
    """The stock items of a page; ``None`` where they are not told."""

    async def fetch() -> dict[int, StockItem]:
        if not await _many(magento):
            query = {"scopeId": 0, "qty": EVERY, "pageSize": MOST, "fields": f"items[{_FIELDS}],total_count"}
            return {item.product_id: item for item in (await magento.get(LOW, query, type=_StockItems)).items or ()}
        if len(rows) > 1:
            return {}
        path = f"stockItems/{segment(str(rows[0][1]))}"
        return {rows[0][0]: await magento.get(path, {"fields": _FIELDS}, type=StockItem)}

    known = await magento.once(("stock items", tuple(row[0] for row in rows)), fetch)
    return [known.get(row[0]) for row in rows]


async def _many(magento: Magento) -> bool:
    """Whether the shop has more stock items than are read for a page."""

    async def fetch() -> int:
        query = {"scopeId": 0, "qty": EVERY, "pageSize": 1, "fields": "total_count"}
        return (await magento.get(LOW, query, type=_StockItems)).total_count

    return await magento.connection.fact("stock items", fetch) > MOST


async def managed(magento: Magento, rows: list[Row]) -> list[bool | None]:
    """Whether the shop counts the stock."""
    return [item.manage_stock if item else None for item in await stock_items(magento, rows)]


async def managed_words(magento: Magento, rows: list[Row]) -> list[str | None]:
    """The same as a word."""
    return [None if each is None else str(each) for each in await managed(magento, rows)]


async def backorders(magento: Magento, rows: list[Row]) -> list[str | None]:
    """Whether it can be ordered with none in stock, and whether the buyer is told so."""
    return [BACKORDERS.get(item.backorders or 0) if item else None for item in await stock_items(magento, rows)]


async def allows_backorders(magento: Magento, rows: list[Row]) -> list[bool | None]:
    """Whether it can be ordered with none in stock."""
    return [bool(item.backorders) if item else None for item in await stock_items(magento, rows)]


async def fewest(magento: Magento, rows: list[Row]) -> list[float | None]:
    """Fewest that can be ordered."""
    return [item.min_sale_qty if item else None for item in await stock_items(magento, rows)]


async def thresholds(magento: Magento, rows: list[Row]) -> list[float | None]:
    """The stock at which it counts as running low."""
    return [item.notify_stock_qty if item else None for item in await stock_items(magento, rows)]


async def quantities(magento: Magento, rows: list[Row]) -> list[float | None]:
    """The sum over the enabled sources that the website sells from."""
    sold, stocks = await asyncio.gather(selling(magento), _stocks(magento, rows))
    if not sold.several:
        return [stock.whole.qty if stock.whole else None for stock in stocks]
    return [sum(item.quantity for item in stock.items if item.source_code in sold.sources) * 1.0 for stock in stocks]


async def inventories(magento: Magento, rows: list[Row]) -> list[list[ProductInventory]]:
    """What lies in each source, those of other websites too; the priority is that of the call's website."""
    sold, stocks = await asyncio.gather(selling(magento), _stocks(magento, rows))
    if not sold.several:
        return [_only(stock.whole) for stock in stocks]

    def lie(item: SourceItem) -> ProductInventory:
        return ProductInventory(
            warehouse_id=item.source_code, quantity=item.quantity * 1.0, in_stock=item.status == 1,
            priority=sold.priorities.get(item.source_code),
        )  # fmt: skip

    return [[lie(item) for item in sorted(stock.items, key=lambda item: item.source_code)] for stock in stocks]


def _only(item: StockItem | None) -> list[ProductInventory]:
    if item is None:
        return []
    return [
        ProductInventory(
            warehouse_id=warehouses.DEFAULT, quantity=(item.qty or 0) * 1.0, in_stock=item.is_in_stock, priority=1
        )
    ]


async def in_stock(magento: Magento, rows: list[Row]) -> list[bool | None]:
    """Whether a source that the website sells from says so; of composite products, whether they can be sold."""
    sold, stocks = await asyncio.gather(selling(magento), _stocks(magento, rows))
    if not sold.several:
        return [stock.whole.is_in_stock if stock.whole else None for stock in stocks]
    return [
        stock.salable
        if stock.salable is not None
        else any(item.status == 1 and item.source_code in sold.sources for item in stock.items)
        for stock in stocks
    ]
