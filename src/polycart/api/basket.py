"""The basket resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import BaseCustomer, Currency, DateTime, Record
from polycart.api.results import Done, Registered
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse, method, paged


class BasketItemOption(Record):
    """A basket item option."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    value_id: Annotated[Maybe[str], Doc("The value id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    value: Annotated[Maybe[str], Doc("The value.")] = UNSET
    used_in_combination: Annotated[Maybe[bool], Doc("The used in combination.")] = UNSET


class BasketItem(Record):
    """A basket item."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    parent_id: Annotated[Maybe[str], Doc("The parent id.")] = UNSET
    product_id: Annotated[Sparse[str], Doc("The product id.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("The variant id.")] = UNSET
    sku: Annotated[Maybe[str], Doc("The sku.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    price: Annotated[Sparse[float], Doc("The price.")] = UNSET
    tax: Annotated[Maybe[float], Doc("The tax.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("The quantity.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("The weight unit.")] = UNSET
    weight: Annotated[Maybe[float], Doc("The weight.")] = UNSET
    options: Annotated[Sparse[list[BasketItemOption]], Doc("The options.")] = UNSET


class Basket(Record):
    """A basket."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    customer: Annotated[Maybe[BaseCustomer], Doc("The customer.")] = UNSET
    basket_url: Annotated[Maybe[str], Doc("The basket url.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("The created at.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("The currency.")] = UNSET
    basket_products: Annotated[Sparse[list[BasketItem]], Doc("The basket products.")] = UNSET


class BasketItemAdded(Entity):
    """A basket item added."""

    added: Annotated[Sparse[bool], Doc("The added.")] = UNSET


class BasketLiveShippingService(Record):
    """A basket live shipping service."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    callback: Annotated[Sparse[str], Doc("The callback.")] = UNSET
    callback_err_cnt: Annotated[Maybe[int], Doc("The callback err cnt.")] = UNSET
    enabled_on_store: Annotated[Maybe[bool], Doc("The enabled on store.")] = UNSET


class BasketInfoParams(Params, kw_only=True):
    """Parameters of basket.info."""

    id: shared.Id
    store_id: shared.StoreId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "force_all"
    exclude: shared.Exclude = None


class BasketItemAddParams(Params, kw_only=True):
    """Parameters of basket.item.add."""

    customer_id: shared.CustomerIdGiven
    product_id: shared.ProductId
    variant_id: Annotated[str | None, Doc("The variant id.")] = None
    quantity: shared.QuantityGiven = 0.0
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class BasketLiveShippingServiceCreateParams(Params, kw_only=True):
    """Parameters of basket.live_shipping_service.create."""

    name: shared.NameGiven
    callback: Annotated[str, Doc("The callback.")]
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class BasketLiveShippingServiceDeleteParams(Params, kw_only=True):
    """Parameters of basket.live_shipping_service.delete."""

    id: Annotated[int, Doc("The id.")]


class BasketLiveShippingServiceListParams(ListParams, kw_only=True):
    """Parameters of basket.live_shipping_service.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    store_id: shared.StoreId = None


class methods:
    """Methods of the basket resource."""

    info = method("basket.info", "GET", BasketInfoParams, Basket, "Call basket.info.")

    class item:
        """Methods under basket.item."""

        add = method("basket.item.add", "POST", BasketItemAddParams, BasketItemAdded, "Call basket.item.add.")

    class live_shipping_service:
        """Methods under basket.live_shipping_service."""

        create = method(
            "basket.live_shipping_service.create",
            "POST",
            BasketLiveShippingServiceCreateParams,
            Registered,
            "Call basket.live_shipping_service.create.",
        )
        delete = method(
            "basket.live_shipping_service.delete",
            "DELETE",
            BasketLiveShippingServiceDeleteParams,
            Done,
            "Call basket.live_shipping_service.delete.",
        )
        list = paged(
            "basket.live_shipping_service.list",
            BasketLiveShippingServiceListParams,
            BasketLiveShippingService,
            "live_shipping_services",
            "Call basket.live_shipping_service.list.",
            cursor=False,
        )
