"""The webhook resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UnsetType, field

from polycart.api import parameters as shared
from polycart.api.entities import Nested, Record
from polycart.api.results import Deleted, Registered, UpdatedText
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params, method, paged

Active = Annotated[bool | None, Doc("The active.")]
OptionalEntity = Annotated[str | None, Doc("The entity.")]


class WebhookCount(Record):
    """A webhook count."""

    webhook_count: Annotated[Maybe[int], Doc("The webhook count.")] = UNSET


class WebhookEvent(Record):
    """A webhook event."""

    webhook_name: Annotated[Maybe[str], Doc("The webhook name.")] = UNSET
    entity: Annotated[Maybe[str], Doc("The entity.")] = UNSET
    action: Annotated[Maybe[str], Doc("The action.")] = UNSET
    filterable_fields: Annotated[Maybe[dict[str, Any]], Doc("The filterable fields.")] = UNSET


class Webhook(Record):
    """A webhook."""

    id: Annotated[Maybe[int], Doc("The id.")] = UNSET
    label: Annotated[Maybe[str], Doc("The label.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("The store id.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("The lang id.")] = UNSET
    active: Annotated[Maybe[bool], Doc("The active.")] = UNSET
    callback: Annotated[Maybe[str], Doc("The callback.")] = UNSET
    fields: Annotated[Maybe[str], Doc("The fields.")] = UNSET
    response_fields: Annotated[Maybe[str], Doc("The response fields.")] = UNSET
    created_at: Annotated[Maybe[str], Doc("The created at.")] = UNSET
    updated_at: Annotated[Maybe[str], Doc("The updated at.")] = UNSET
    entity: Annotated[Maybe[str], Doc("The entity.")] = UNSET
    action: Annotated[Maybe[str], Doc("The action.")] = UNSET
    filtering_conditions: Annotated[Maybe[dict[str, Any]], Doc("The filtering conditions.")] = UNSET


class FilterCondition(Nested, kw_only=True):
    """A filter condition."""

    and_: Annotated[list[FilterCondition] | None, Doc("The and.")] = field(name="and", default=None)
    or_: Annotated[list[FilterCondition] | None, Doc("The or.")] = field(name="or", default=None)
    not_: Annotated[FilterCondition | None, Doc("The not.")] = field(name="not", default=None)
    field: Annotated[str | None, Doc("The field.")] = None
    operator: Annotated[str | None, Doc("The operator.")] = None
    value: Annotated[str | float | bool | list[str] | None, Doc("The value.")] = None
    match_items: Annotated[str | None, Doc("The match items.")] = None


class WebhookCountParams(Params, kw_only=True):
    """Parameters of webhook.count."""

    entity: OptionalEntity = None
    action: shared.Action = None
    active: Active = None


class WebhookCreateParams(Params, kw_only=True):
    """Parameters of webhook.create."""

    entity: shared.EntityGiven
    action: Annotated[str, Doc("The action.")]
    callback: Annotated[str, Doc("The callback.")]
    label: shared.Label = None
    fields: Annotated[str, Doc("The fields.")] = "force_all"
    response_fields: shared.ResponseFields = None
    active: Annotated[bool, Doc("The active.")] = True
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None
    filtering_conditions: Annotated[FilterCondition | None, Doc("The filtering conditions.")] = None
    idempotency_key: shared.IdempotencyKey = None


class WebhookDeleteParams(Params, kw_only=True):
    """Parameters of webhook.delete."""

    id: shared.Id


class WebhookListParams(ListParams, kw_only=True):
    """Parameters of webhook.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    entity: OptionalEntity = None
    action: shared.Action = None
    active: Active = None
    ids: shared.Ids = None
    params: shared.ParamsGiven = "id,entity,action,callback"


class WebhookUpdateParams(Params, kw_only=True):
    """Parameters of webhook.update."""

    id: shared.Id
    callback: Annotated[str | None, Doc("The callback.")] = None
    label: shared.Label = None
    fields: Annotated[str | None, Doc("The fields.")] = None
    response_fields: shared.ResponseFields = None
    active: Active = None
    lang_id: shared.LangId = None
    filtering_conditions: Annotated[FilterCondition | UnsetType | None, Doc("The filtering conditions.")] = UNSET
    idempotency_key: shared.IdempotencyKey = None


class methods:
    """Methods of the webhook resource."""

    count = method("webhook.count", "GET", WebhookCountParams, WebhookCount, "Call webhook.count.")
    create = method("webhook.create", "POST", WebhookCreateParams, Registered, "Call webhook.create.", body=True)
    delete = method("webhook.delete", "DELETE", WebhookDeleteParams, Deleted, "Call webhook.delete.")
    events = paged("webhook.events", Params, WebhookEvent, "events", "Call webhook.events.", cursor=False)
    list = paged("webhook.list", WebhookListParams, Webhook, "webhook", "Call webhook.list.", cursor=False)
    update = method("webhook.update", "PUT", WebhookUpdateParams, UpdatedText, "Call webhook.update.", body=True)
