"""The reference catalogue: one shop's products, customers and orders, from which every platform's simulator is seeded.

Everything is a pure function of its index: no clock, no randomness, so two processes on two machines hold equal shops.
Ids count from 1 within each kind; money is ``Decimal`` with two digits, prices exclude tax, totals equal their parts.
"""

from functools import cache

from polycart.sandbox.catalogue.coupons import coupons
from polycart.sandbox.catalogue.entities import (
    ZERO,
    Address,
    Brand,
    Catalogue,
    Category,
    Choice,
    Coupon,
    Customer,
    Download,
    Image,
    Note,
    Option,
    OptionValue,
    Order,
    OrderLine,
    OrderStatus,
    Product,
    ProductOption,
    ProductType,
    Refund,
    Review,
    Shipment,
    ShippingMethod,
    ShippingZone,
    Stock,
    Store,
    Subscription,
    Tag,
    TaxClass,
    TaxRate,
    Variant,
)
from polycart.sandbox.catalogue.orders import ORDERS, orders
from polycart.sandbox.catalogue.people import CUSTOMERS, customers, reviews
from polycart.sandbox.catalogue.places import TAX_CLASSES, TAX_RATES, ZONES
from polycart.sandbox.catalogue.products import PRODUCTS, products
from polycart.sandbox.catalogue.terms import brands, categories, options, tags
from polycart.sandbox.catalogue.words import OPENED

__all__ = [
    "OPENED",
    "TAX_RATES",
    "ZERO",
    "Address",
    "Brand",
    "Catalogue",
    "Category",
    "Choice",
    "Coupon",
    "Customer",
    "Download",
    "Image",
    "Note",
    "Option",
    "OptionValue",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Product",
    "ProductOption",
    "ProductType",
    "Refund",
    "Review",
    "Shipment",
    "ShippingMethod",
    "ShippingZone",
    "Stock",
    "Store",
    "Subscription",
    "Tag",
    "TaxClass",
    "TaxRate",
    "Variant",
    "catalogue",
    "small_catalogue",
]


@cache
def catalogue() -> Catalogue:
    """The reference catalogue, built at the first call (some 50 ms)."""
    return _catalogue(PRODUCTS, CUSTOMERS, ORDERS)


@cache
def small_catalogue() -> Catalogue:
    """The first half of the products, and a quarter of the customers and orders: of every kind there is one."""
    return _catalogue(PRODUCTS // 2, CUSTOMERS // 4, ORDERS // 4)


def _catalogue(sold: int, known: int, bought: int) -> Catalogue:
    tree, buyers = categories(), customers(known)
    goods = products(tree, sold)
    return Catalogue(
        Store(),
        tree,
        brands(),
        tags(),
        options(),
        goods,
        buyers,
        orders(buyers, goods, bought),
        coupons(),
        reviews(goods, buyers),
        TAX_CLASSES,
        TAX_RATES,
        ZONES,
    )
