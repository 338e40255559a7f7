"""Webhooks: which events are delivered where."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UnsetType, field

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.api.parameters import Nested
from polycart.api.results import Deleted, Registered, UpdatedText
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params, method, paged

Action = Annotated[str | None, Doc("What happens to the entity: add, update or delete.", "add")]
Active = Annotated[bool | None, Doc("Leave only webhooks that are switched on, or off.", True)]
EntityFilter = Annotated[str | None, Doc("Leave only webhooks of this kind of entity.", "order")]
Id = Annotated[str, Doc("Id of the webhook.", "25")]
Label = Annotated[str | None, Doc("Your name for the webhook.", "Orders to the warehouse")]


class WebhookCount(Record):
    """The number of webhooks."""

    webhook_count: Annotated[Maybe[int], Doc("How many webhooks there are.")] = UNSET


class WebhookEvent(Record):
    """A kind of event that the store can tell about."""

    webhook_name: Annotated[Maybe[str], Doc("Name of the kind of event.")] = UNSET
    entity: Annotated[Maybe[str], Doc("Kind of entity.")] = UNSET
    action: Annotated[Maybe[str], Doc("What has to happen: add, update or delete.")] = UNSET
    filterable_fields: Annotated[Maybe[dict[str, Any]], Doc("Fields that conditions can test.")] = UNSET


class Webhook(Record):
    """A webhook: where an event is delivered."""

    id: Annotated[Maybe[int], Doc("Id of the webhook.")] = UNSET
    label: Annotated[Maybe[str], Doc("Your name for the webhook.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("Id of the store.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("Id of the language.")] = UNSET
    active: Annotated[Maybe[bool], Doc("Whether events are delivered.")] = UNSET
    callback: Annotated[Maybe[str], Doc("Address that receives the events.")] = UNSET
    fields: Annotated[Maybe[str], Doc("Fields that a delivered event has.")] = UNSET
    response_fields: Annotated[Maybe[str], Doc("Selection of the fields that a delivered event has.")] = UNSET
    created_at: Annotated[Maybe[str], Doc("When it was created.")] = UNSET
    updated_at: Annotated[Maybe[str], Doc("When it was last changed.")] = UNSET
    entity: Annotated[Maybe[str], Doc("Kind of entity.")] = UNSET
    action: Annotated[Maybe[str], Doc("What has to happen: add, update or delete.")] = UNSET
    filtering_conditions: Annotated[
        Maybe[dict[str, Any]], Doc("Conditions that an event must meet to be delivered.")
    ] = UNSET


class FilterCondition(Nested, kw_only=True):
    """A condition for an event: either one rule (field, operator, value) or a group of and, or, not."""

    and_: Annotated[list[FilterCondition] | None, Doc("Conditions that must all hold.")] = field(
        name="and", default=None
    )
    or_: Annotated[list[FilterCondition] | None, Doc("Conditions of which one must hold.")] = field(
        name="or", default=None
    )
    not_: Annotated[FilterCondition | None, Doc("Condition that must not hold.")] = field(name="not", default=None)
    field: Annotated[str | None, Doc("Dotted path of the value to test.", "totals.total")] = None
    operator: Annotated[
        str | None, Doc("How to compare: eq, neq, in, not_in, gt, gte, lt, lte, like or not_like.", "gt")
    ] = None
    value: Annotated[str | float | bool | list[str] | UnsetType | None, Doc("Value to compare with.", "100")] = UNSET
    match_items: Annotated[str | None, Doc("Whether any or all elements of a list must match.", "any")] = None


class WebhookCountParams(Params, kw_only=True):
    """Parameters of webhook.count."""

    entity: EntityFilter = None
    action: Action = None
    active: Active = None


class WebhookCreateParams(Params, kw_only=True):
    """Parameters of webhook.create."""

    entity: Annotated[str, Doc("Kind of entity to watch.", "order")]
    action: Annotated[str, Doc("What has to happen to the entity: add, update or delete.", "update")]
    callback: Annotated[
        str, Doc("Address that receives the event as a POST request.", "https://app.example.com/hooks/orders")
    ]
    label: Label = None
    fields: Annotated[str, Doc("Fields to put into the delivered event.", "id,name")] = "force_all"
    response_fields: shared.OptionalResponseFields = None
    active: Annotated[bool, Doc("Whether events are delivered from the start.", True)] = True
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None
    filtering_conditions: Annotated[
        FilterCondition | None,
        Doc(
            "Conditions that an event must meet to be delivered.",
            {"field": "totals.total", "operator": "gt", "value": 100},
        ),
    ] = None
    idempotency_key: shared.IdempotencyKey = None


class WebhookDeleteParams(Params, kw_only=True):
    """Parameters of webhook.delete."""

    id: Id


class WebhookEventsParams(Params):
    """webhook.events takes no parameters."""


class WebhookListParams(ListParams, kw_only=True):
    """Parameters of webhook.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    entity: EntityFilter = None
    action: Action = None
    active: Active = None
    ids: shared.Ids = None
    params: shared.Fields = "id,entity,action,callback"


class WebhookUpdateParams(Params, kw_only=True):
    """Parameters of webhook.update."""

    id: Id
    callback: Annotated[
        str | None, Doc("Address that receives the event as a POST request.", "https://app.example.com/hooks/orders")
    ] = None
    label: Label = None
    fields: Annotated[str | None, Doc("Fields to put into the delivered event.", "id,name")] = None
    response_fields: shared.OptionalResponseFields = None
    active: Annotated[bool | None, Doc("Switch deliveries on or off.", True)] = None
    lang_id: shared.LangId = None
    filtering_conditions: Annotated[
        FilterCondition | UnsetType | None,
        Doc(
            "Conditions that an event must meet; null takes them away.",
            {"field": "totals.total", "operator": "gt", "value": 100},
        ),
    ] = UNSET
    idempotency_key: shared.IdempotencyKey = None


class methods:
    """Methods of the webhook resource."""

    count = method("webhook.count", "GET", WebhookCountParams, WebhookCount, "Count the webhooks.")
    create = method(
        "webhook.create",
        "POST",
        WebhookCreateParams,
        Registered,
        "Have events of a kind delivered to an address.",
        body=True,
    )
    delete = method("webhook.delete", "DELETE", WebhookDeleteParams, Deleted, "Stop a webhook.")
    events = paged(
        "webhook.events",
        WebhookEventsParams,
        WebhookEvent,
        "events",
        "List the events that the store can tell about.",
        cursor=False,
    )
    list = paged("webhook.list", WebhookListParams, Webhook, "webhook", "List the webhooks.", cursor=False)
    update = method("webhook.update", "PUT", WebhookUpdateParams, UpdatedText, "Change a webhook.", body=True)
