"""Parameters and answers of the methods about prices, currencies and taxes."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.parameters import Nested
from polycart.api.product import parameters as product
from polycart.api.product.details import ProductAddGroupPrice
from polycart.core.method import UNSET, Doc, Entity, ListParams, Params, Sparse


class ProductCurrencyAdded(Entity):
    """The answer of adding a currency."""

    currency_id: Annotated[Sparse[str], Doc("Id of the new currency.")] = UNSET


class ProductTaxAdded(Entity):
    """The answer of adding a tax class."""

    tax_class_id: Annotated[Sparse[str], Doc("Id of the new tax class.")] = UNSET


class ProductPriceUpdateGroupPrice(Nested, kw_only=True):
    """A price to change."""

    id: Annotated[int | None, Doc("Id of the price.", 6)] = None
    group_id: product.GroupId = None
    price: product.GroupPrice = None
    qty: product.Qty = None


class ProductTaxAddRate(Nested, kw_only=True):
    """A rate of a new tax class."""

    name: Annotated[str | None, Doc("Name of the rate.", "VAT")] = None
    type: Annotated[str | None, Doc("Whether the rate is a percentage or an amount.", "percent")] = None
    value: Annotated[float | None, Doc("Rate or amount of the tax.", 19.0)] = None


class ProductCurrencyAddParams(Params, kw_only=True):
    """Parameters of product.currency.add."""

    iso3: Annotated[str, Doc("Three-letter currency code.", "EUR")]
    rate: Annotated[float, Doc("Worth in units of the default currency.", 1.08)]
    name: Annotated[str | None, Doc("Name of the currency.", "Euro")] = None
    avail: Annotated[bool, Doc("Whether shoppers can choose the currency.", True)] = True
    symbol_left: Annotated[str | None, Doc("Sign in front of an amount.", "$")] = None
    symbol_right: Annotated[str | None, Doc("Sign after an amount.", "€")] = None
    default: Annotated[bool, Doc("Make this the default.", True)] = False
    idempotency_key: shared.IdempotencyKey = None


class ProductCurrencyListParams(ListParams, kw_only=True):
    """Parameters of product.currency.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    default: Annotated[bool | None, Doc("Leave only the default currency, or all the others.", True)] = None
    avail: Annotated[bool | None, Doc("Leave only currencies that can be chosen, or cannot.", True)] = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "name,iso3,default,avail"
    exclude: shared.Exclude = None


class ProductPriceAddParams(Params, kw_only=True):
    """Parameters of product.price.add."""

    product_id: product.ProductId = None
    group_prices: Annotated[list[ProductAddGroupPrice] | None, Doc("Prices for customer groups.")] = None
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class ProductPriceDeleteParams(Params, kw_only=True):
    """Parameters of product.price.delete."""

    product_id: shared.ProductId
    group_prices: Annotated[str | None, Doc("Ids of the prices to delete, joined by commas.", "6,8")] = None
    store_id: shared.StoreId = None


class ProductPriceUpdateParams(Params, kw_only=True):
    """Parameters of product.price.update."""

    product_id: product.ProductId = None
    group_prices: Annotated[list[ProductPriceUpdateGroupPrice] | None, Doc("Prices for customer groups.")] = None
    idempotency_key: shared.IdempotencyKey = None


class ProductTaxAddParams(Params, kw_only=True):
    """Parameters of product.tax.add."""

    name: Annotated[str, Doc("Name of the tax class.", "Standard")]
    tax_rates: Annotated[list[ProductTaxAddRate], Doc("Rates of the tax class.")]
    product_id: product.ProductId = None
    idempotency_key: shared.IdempotencyKey = None
