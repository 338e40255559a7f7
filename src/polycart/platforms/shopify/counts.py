"""How many there are: Shopify's counts, which are exact where they are asked for without a limit."""

from __future__ import annotations

from typing import Any

from polycart.core.documents import Of
from polycart.core.graphql import Values
from polycart.core.method import Method
from polycart.core.selection import parse
from polycart.platforms.shopify.connection import Row, Shop


class Count(Row):
    """A count; beyond a limit it says AT_LEAST."""

    count: int = 0


async def total(shop: Shop, root: str, values: Values) -> int:
    """The exact count under the field ``root``; of lists without a limit Shopify counts no more than 10,000.

    https://shopify.dev/docs/api/admin-graphql/2026-10/queries/productsCount
    """
    query = {name: value for name, value in values.items() if name == "query"}
    return (await shop.number(root, Count, {**query, "limit": Of("Int", None)})).count


def counted(method: Method[Any, Any], p: Any) -> bool:
    """Whether the caller sees the total beside the items."""
    chosen = getattr(p, "response_fields", None)
    return not chosen or parse(chosen).of("result").wants(method.counter)
