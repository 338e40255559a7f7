"""The lists that are read in bulk where all of them is wanted: products, orders and customers."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.core.graphql import Values
from polycart.platforms.shopify import customers
from polycart.platforms.shopify.bulk.operations import Listed
from polycart.platforms.shopify.connection import Shop, shopify
from polycart.platforms.shopify.customers import CustomerMap
from polycart.platforms.shopify.orders import reading
from polycart.platforms.shopify.orders.fields import OrderMap
from polycart.platforms.shopify.products import filters
from polycart.platforms.shopify.products.fields import ProductMap
from polycart.platforms.shopify.searches import query

__all__ = ["Listed"]


async def _orders(shop: Shop, p: Any) -> Values:
    return {name: value for name, value in reading.search(p).items() if name == "query"}  # whole lists need no order


async def _customers(shop: Shop, p: Any) -> Values:
    return query(customers.terms(p))


shopify.reads_in_bulk(api.product.list, Listed("products", "Product", ProductMap, filters.search))
shopify.reads_in_bulk(api.order.list, Listed("orders", "Order", OrderMap, _orders))
shopify.reads_in_bulk(api.customer.list, Listed("customers", "Customer", CustomerMap, _customers))
