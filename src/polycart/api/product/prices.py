"""The product.prices resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Nested
from polycart.api.product import parameters as product
from polycart.api.product.details import ProductAddGroupPrice
from polycart.core.method import UNSET, Doc, Entity, ListParams, Params, Sparse


class ProductCurrencyAdded(Entity):
    """A product currency added."""

    currency_id: Annotated[Sparse[str], Doc("The currency id.")] = UNSET


class ProductTaxAdded(Entity):
    """A product tax added."""

    tax_class_id: Annotated[Sparse[str], Doc("The tax class id.")] = UNSET


class ProductPriceUpdateGroupPrice(Nested, kw_only=True):
    """A product price update group price."""

    id: Annotated[int | None, Doc("The id.")] = None
    group_id: shared.GroupId = None
    price: shared.Price = None
    qty: product.Qty = None


class ProductTaxAddRate(Nested, kw_only=True):
    """A product tax add rate."""

    name: shared.Name = None
    type: shared.Type = None
    value: Annotated[float | None, Doc("The value.")] = None


class ProductCurrencyAddParams(Params, kw_only=True):
    """Parameters of product.currency.add."""

    iso3: Annotated[str, Doc("The iso3.")]
    rate: Annotated[float, Doc("The rate.")]
    name: shared.Name = None
    avail: shared.Avail = True
    symbol_left: Annotated[str | None, Doc("The symbol left.")] = None
    symbol_right: Annotated[str | None, Doc("The symbol right.")] = None
    default: Annotated[bool, Doc("The default.")] = False
    idempotency_key: shared.IdempotencyKey = None


class ProductCurrencyListParams(ListParams, kw_only=True):
    """Parameters of product.currency.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    default: Annotated[bool | None, Doc("The default.")] = None
    avail: shared.OptionalAvail = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "name,iso3,default,avail"
    exclude: shared.Exclude = None


class ProductPriceAddParams(Params, kw_only=True):
    """Parameters of product.price.add."""

    product_id: product.ProductId = None
    group_prices: Annotated[list[ProductAddGroupPrice] | None, Doc("The group prices.")] = None
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class ProductPriceDeleteParams(Params, kw_only=True):
    """Parameters of product.price.delete."""

    product_id: shared.ProductId
    group_prices: Annotated[str | None, Doc("The group prices.")] = None
    store_id: shared.StoreId = None


class ProductPriceUpdateParams(Params, kw_only=True):
    """Parameters of product.price.update."""

    product_id: product.ProductId = None
    group_prices: Annotated[list[ProductPriceUpdateGroupPrice] | None, Doc("The group prices.")] = None
    idempotency_key: shared.IdempotencyKey = None


class ProductTaxAddParams(Params, kw_only=True):
    """Parameters of product.tax.add."""

    name: shared.NameGiven
    tax_rates: Annotated[list[ProductTaxAddRate], Doc("The tax rates.")]
    product_id: product.ProductId = None
    idempotency_key: shared.IdempotencyKey = None
