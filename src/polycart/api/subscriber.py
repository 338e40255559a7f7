"""Newsletter subscriptions."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Sparse, paged


class Subscriber(Record):
    """A subscription of the newsletter."""

    id: Annotated[Sparse[str], Doc("Id of the subscription.")] = UNSET
    customer_id: Annotated[Maybe[str], Doc("Id of the customer.")] = UNSET
    email: Annotated[Maybe[str], Doc("E-mail address.")] = UNSET
    subscribed: Annotated[Maybe[bool], Doc("Whether the newsletter is sent.")] = UNSET
    first_name: Annotated[Maybe[str], Doc("Given name.")] = UNSET
    last_name: Annotated[Maybe[str], Doc("Family name.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("Ids of the stores that the subscription is for.")] = UNSET
    created_time: Annotated[Maybe[str], Doc("When it was created.")] = UNSET
    modified_time: Annotated[Maybe[str], Doc("When it was last changed.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("Id of the language.")] = UNSET
    gender: Annotated[Maybe[str], Doc("Gender.")] = UNSET


class SubscriberListParams(ListParams, kw_only=True):
    """Parameters of subscriber.list."""

    ids: shared.Ids = None
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    subscribed: Annotated[bool | None, Doc("Leave only those who get the newsletter, or do not.", True)] = None
    store_id: shared.StoreId = None
    email: Annotated[str | None, Doc("Leave only the subscription of this address.", "ada@example.com")] = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "force_all"
    exclude: shared.Exclude = None


class methods:
    """Methods of the subscriber resource."""

    list = paged(
        "subscriber.list",
        SubscriberListParams,
        Subscriber,
        "subscribers",
        "List the newsletter subscriptions.",
        counter="total_count",
    )
