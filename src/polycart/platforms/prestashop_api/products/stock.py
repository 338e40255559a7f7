"""Stock: a row for each product and each combination, which the shop makes and the webservice changes.

https://devdocs.prestashop-project.org/8/webservice/resources/stock_availables/
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from polycart.platforms.prestashop_api.connection import Prestashop

DENY, ALLOW, DEFAULT = 0, 1, 2
"""``out_of_stock``: orders without stock are refused, taken, or as the shop's setting says."""

WORDS = {DENY: "no", ALLOW: "yes", DEFAULT: "default"}


class StockRow(msgspec.Struct):
    """A stock; that of a product with combinations is the sum of theirs."""

    id: int
    id_product: int = 0
    id_product_attribute: int = 0
    id_shop: int | str = 0
    quantity: int = 0
    out_of_stock: int = DEFAULT
    depends_on_stock: int | str = 0


Key = tuple[int, int]


async def stocks(shop: Prestashop, products: Iterable[int], *, combinations: bool = False) -> dict[Key, StockRow]:
    """The stock of some products, or of all their combinations, by the ids of both; asked for once in a call.

    Shops of a group that share their stock have rows of the group, which the webservice answers to each of them.
    """
    chosen = sorted(set(products))
    key = f"stocks {combinations} {chosen}"
    if key not in shop.seen:
        also: dict[str, Any] = {} if combinations else {"filter[id_product_attribute]": 0}
        rows = await shop.among("stock_availables", "id_product", chosen, StockRow, also=also)
        shop.seen[key] = {(row.id_product, row.id_product_attribute): row for row in rows}
    return shop.seen[key]


async def backorders_allowed(shop: Prestashop, row: StockRow | None) -> bool:
    """Whether orders are taken that there is no stock for."""
    setting = (await shop.facts()).value("PS_ORDER_OUT_OF_STOCK", shop.shop_id) == "1"
    return setting if row is None or row.out_of_stock not in (DENY, ALLOW) else row.out_of_stock == ALLOW


async def is_managed(shop: Prestashop) -> bool:
    """Whether the shop counts its stock."""
    return (await shop.facts()).value("PS_STOCK_MANAGEMENT", shop.shop_id) != "0"
