"""The subscriber resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Sparse, paged


class Subscriber(Record):
    """A subscriber."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    customer_id: Annotated[Maybe[str], Doc("The customer id.")] = UNSET
    email: Annotated[Maybe[str], Doc("The email.")] = UNSET
    subscribed: Annotated[Maybe[bool], Doc("The subscribed.")] = UNSET
    first_name: Annotated[Maybe[str], Doc("The first name.")] = UNSET
    last_name: Annotated[Maybe[str], Doc("The last name.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("The stores ids.")] = UNSET
    created_time: Annotated[Maybe[str], Doc("The created time.")] = UNSET
    modified_time: Annotated[Maybe[str], Doc("The modified time.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("The lang id.")] = UNSET
    gender: Annotated[Maybe[str], Doc("The gender.")] = UNSET


class SubscriberListParams(ListParams, kw_only=True):
    """Parameters of subscriber.list."""

    ids: shared.Ids = None
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    subscribed: Annotated[bool | None, Doc("The subscribed.")] = None
    store_id: shared.StoreId = None
    email: shared.Email = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "force_all"
    exclude: shared.Exclude = None


class methods:
    """Methods of the subscriber resource."""

    list = paged(
        "subscriber.list",
        SubscriberListParams,
        Subscriber,
        "subscribers",
        "Call subscriber.list.",
        counter="total_count",
    )
