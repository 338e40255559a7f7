"""Baskets and the services that shipping rates are asked from."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import BaseCustomer, Currency, DateTime, Record
from polycart.api.results import Done, Registered
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse, method, paged


class BasketItemOption(Record):
    """An option chosen for an item in a basket."""

    id: Annotated[Maybe[str], Doc("Id of the option.")] = UNSET
    value_id: Annotated[Maybe[str], Doc("Id of the value.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the option.")] = UNSET
    value: Annotated[Maybe[str], Doc("Chosen value.")] = UNSET
    used_in_combination: Annotated[Maybe[bool], Doc("Whether variants differ in it.")] = UNSET


class BasketItem(Record):
    """A product that lies in a basket."""

    id: Annotated[Maybe[str], Doc("Id of the item.")] = UNSET
    parent_id: Annotated[Maybe[str], Doc("Id of the item that this one is part of.")] = UNSET
    product_id: Annotated[Sparse[str], Doc("Id of the product.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("Id of the variant.")] = UNSET
    sku: Annotated[Maybe[str], Doc("Stock keeping unit.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the item.")] = UNSET
    price: Annotated[Sparse[float], Doc("Price of one.")] = UNSET
    tax: Annotated[Maybe[float], Doc("Tax.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("How many.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("Unit of the weight.")] = UNSET
    weight: Annotated[Maybe[float], Doc("Weight.")] = UNSET
    options: Annotated[Sparse[list[BasketItemOption]], Doc("Chosen options.")] = UNSET


class Basket(Record):
    """A basket that has not become an order yet."""

    id: Annotated[Sparse[str], Doc("Id of the basket.")] = UNSET
    customer: Annotated[Maybe[BaseCustomer], Doc("Whose basket it is.")] = UNSET
    basket_url: Annotated[Maybe[str], Doc("Address where the buyer finds the basket again.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("Currency of the prices.")] = UNSET
    basket_products: Annotated[Sparse[list[BasketItem]], Doc("Items in the basket.")] = UNSET


class BasketItemAdded(Entity):
    """The answer of putting an item into a basket."""

    added: Annotated[Sparse[bool], Doc("Whether the item is in the basket.")] = UNSET


class BasketLiveShippingService(Record):
    """A service of yours that the shop asks for shipping rates."""

    id: Annotated[Sparse[str], Doc("Id of the service.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the service.")] = UNSET
    callback: Annotated[Sparse[str], Doc("Address that is asked for rates.")] = UNSET
    callback_err_cnt: Annotated[Maybe[int], Doc("How many questions in a row went wrong.")] = UNSET
    enabled_on_store: Annotated[Maybe[bool], Doc("Whether the shop asks the service.")] = UNSET


class BasketInfoParams(Params, kw_only=True):
    """Parameters of basket.info."""

    id: Annotated[str, Doc("Id of the basket.", "10")]
    store_id: shared.StoreId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "force_all"
    exclude: shared.Exclude = None


class BasketItemAddParams(Params, kw_only=True):
    """Parameters of basket.item.add."""

    customer_id: shared.CustomerId
    product_id: shared.ProductId
    variant_id: Annotated[str | None, Doc("Id of the variant.", "45")] = None
    quantity: Annotated[float, Doc("How many to put into the basket.", 1.0)] = 0.0
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class BasketLiveShippingServiceCreateParams(Params, kw_only=True):
    """Parameters of basket.live_shipping_service.create."""

    name: Annotated[str, Doc("Name shown to shoppers.", "Express")]
    callback: Annotated[
        str, Doc("Address that is asked for rates with a JSON POST request.", "https://app.example.com/rates")
    ]
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class BasketLiveShippingServiceDeleteParams(Params, kw_only=True):
    """Parameters of basket.live_shipping_service.delete."""

    id: Annotated[int, Doc("Id of the service.", 10)]


class BasketLiveShippingServiceListParams(ListParams, kw_only=True):
    """Parameters of basket.live_shipping_service.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    store_id: shared.StoreId = None


class methods:
    """Methods of the basket resource."""

    info = method("basket.info", "GET", BasketInfoParams, Basket, "Tell all about one basket.")

    class item:
        """Methods under basket.item."""

        add = method(
            "basket.item.add", "POST", BasketItemAddParams, BasketItemAdded, "Put a product into a customer's basket."
        )

    class live_shipping_service:
        """Methods under basket.live_shipping_service."""

        create = method(
            "basket.live_shipping_service.create",
            "POST",
            BasketLiveShippingServiceCreateParams,
            Registered,
            "Have the shop ask your service for shipping rates.",
        )
        delete = method(
            "basket.live_shipping_service.delete",
            "DELETE",
            BasketLiveShippingServiceDeleteParams,
            Done,
            "Stop the shop asking your service for shipping rates.",
        )
        list = paged(
            "basket.live_shipping_service.list",
            BasketLiveShippingServiceListParams,
            BasketLiveShippingService,
            "live_shipping_services",
            "List the services that the shop asks for shipping rates.",
            cursor=False,
        )
