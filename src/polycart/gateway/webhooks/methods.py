"""The webhook methods: what a store can tell about, and where it is delivered."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from msgspec import UNSET
from sqlalchemy import and_, select

from polycart import api
from polycart.api.account import AccountFailedWebhook, AccountFailedWebhooks, AccountFailedWebhooksParams
from polycart.api.results import Deleted, Registered, UpdatedText
from polycart.api.webhook import (
    Webhook,
    WebhookCount,
    WebhookCountParams,
    WebhookCreateParams,
    WebhookDeleteParams,
    WebhookEvent,
    WebhookEventsParams,
    WebhookListParams,
    WebhookUpdateParams,
)
from polycart.core.codecs import date_time
from polycart.core.errors import NotFound, ParameterError, PolycartError, Unsupported
from polycart.core.method import Page
from polycart.core.platform import Platform
from polycart.gateway.desk import Desk, gateway
from polycart.gateway.tables import deliveries, stores, webhooks
from polycart.gateway.webhooks import conditions, records
from polycart.gateway.webhooks.delivery import DEAD, OPEN
from polycart.gateway.webhooks.entities import Kind, kind_of, told

FAILED_SHOWN = 86400.0
"""Seconds for which a delivery that failed is listed, as the reference lists it."""

LONGEST_CALLBACK = 2000
NOTE = "Told by the shop itself where its platform can, else found by asking the shop again and again."


@gateway.implements(api.webhook.events, emulated=True, note=NOTE)
async def events(desk: Desk, p: WebhookEventsParams) -> Page[WebhookEvent]:
    """List what the store can tell about, with the fields that conditions can test."""
    platform = desk.backend.platform(desk.store)
    found = [
        WebhookEvent(
            webhook_name=f"{entity}.{action}",
            entity=entity,
            action=action,
            filterable_fields=_described(kind, action),
        )
        for entity, (kind, actions) in told(platform).items()
        for action in actions
    ]
    return Page(items=found)


def _described(kind: Kind, action: str) -> dict[str, Any]:
    return {
        path: {"type": field.type, "operators": list(conditions.OPERATORS[field.type])}
        | ({"match_items": ["any", "all"]} if field.many or field.type == "array" else {})
        for path, field in kind.filterable(action).items()
    }


@gateway.implements(
    api.webhook.create, "entity", "action", "callback", "label", "fields", "active", "filtering_conditions",
    emulated=True, note=NOTE,
)  # fmt: skip
async def create(desk: Desk, p: WebhookCreateParams) -> Registered:
    """Have an event delivered to an address, from now on."""
    platform = desk.backend.platform(desk.store)
    kind = _kind(platform, p.entity, p.action)
    check_callback(desk, p.callback)
    _check_selection(kind, p.fields, p.response_fields)
    await _check_view(desk, kind, lang_id=p.lang_id, store_id=p.store_id)
    given = p.filtering_conditions
    kept = conditions.checked(given, kind.filterable(p.action)) if given is not None else None
    id = await desk.backend.webhooks.add(
        desk.store.id, p.entity, p.action, p.callback,
        label=p.label, fields=p.fields, response_fields=p.response_fields or None, lang_id=p.lang_id,
        shop_id=p.store_id, conditions=kept, active=p.active,
    )  # fmt: skip
    return Registered(id=id)


@gateway.implements(
    api.webhook.update, "id", "callback", "label", "fields", "active", "filtering_conditions", emulated=True, note=NOTE
)
async def update(desk: Desk, p: WebhookUpdateParams) -> UpdatedText:
    """Change a webhook; ``filtering_conditions`` of null take its conditions away."""
    webhook = await _webhook(desk, p.id)
    kind = kind_of(desk.backend.platform(desk.store), webhook.entity)
    if kind is None:
        raise Unsupported(f"{webhook.entity} can not be told about any more; delete the webhook.")
    changed = {
        name: value
        for name in ("callback", "label", "fields", "response_fields", "active", "lang_id")
        if (value := getattr(p, name)) is not None
    }
    if p.callback is not None:
        check_callback(desk, p.callback)
    _check_selection(kind, p.fields or webhook.fields, p.response_fields)
    await _check_view(desk, kind, lang_id=p.lang_id, store_id=None)
    if p.filtering_conditions is None:
        changed["conditions"] = None
    elif p.filtering_conditions is not UNSET:
        changed["conditions"] = conditions.checked(p.filtering_conditions, kind.filterable(webhook.action))
    if p.active is not None:  # what has happened until now is told as the webhook is until now
        while await desk.backend.deliveries.written(desk.store.id):
            continue
    if changed:
        await desk.backend.webhooks.update(webhook, **changed)
    return UpdatedText(updated="1")


@gateway.implements(api.webhook.delete, "id", emulated=True, note=NOTE)
async def delete(desk: Desk, p: WebhookDeleteParams) -> Deleted:
    """Stop a webhook; what was still to be delivered is not."""
    await desk.backend.webhooks.delete(await _webhook(desk, p.id))
    return Deleted(deleted="1")


@gateway.implements(api.webhook.list, "entity", "action", "active", "ids", emulated=True, note=NOTE)
async def list_(desk: Desk, p: WebhookListParams) -> Page[Webhook]:
    """List the store's webhooks, the oldest first.

    Whoever may write and asks for ``additional_fields`` by name gets the secret with them.
    """
    filters = _filters(desk, p.entity, p.action, p.active)
    if p.ids is not None:
        filters.append(webhooks.c.id.in_(_numbers("ids", p.ids)))
    found = await desk.backend.webhooks.list(*filters, start=p.start, count=p.count)
    asked = "additional_fields" in desk.prepared.wanted.fields
    return Page(items=[_shown(desk, one, secret=asked and desk.caller.may("write")) for one in found])


@gateway.implements(api.webhook.count, "entity", "action", "active", emulated=True, note=NOTE)
async def count(desk: Desk, p: WebhookCountParams) -> WebhookCount:
    """Count the store's webhooks."""
    return WebhookCount(webhook_count=await desk.backend.webhooks.count(*_filters(desk, p.entity, p.action, p.active)))


@gateway.implements(api.account.failed_webhooks, "ids", emulated=True, note="Read off the log of deliveries.")
async def failed_webhooks(desk: Desk, p: AccountFailedWebhooksParams) -> AccountFailedWebhooks:
    """List what could not be delivered within the last 24 hours: given up, or to be tried again."""
    mine = select(stores.c.id).where(stores.c.account_id == desk.caller.account_id)
    failed = and_(deliveries.c.state.in_((DEAD, OPEN)), deliveries.c.tried > time.time() - FAILED_SHOWN)
    filters = [webhooks.c.store_id.in_(mine), webhooks.c.listener == "", failed, deliveries.c.said != ""]
    if p.ids is not None:
        filters.append(webhooks.c.id.in_(_numbers("ids", p.ids)))
    found = await desk.backend.deliveries.list(*filters, start=p.start, limit=p.count)
    return AccountFailedWebhooks(
        all_failed_webhook=str(await desk.backend.deliveries.count(*filters)),
        webhook=[
            AccountFailedWebhook(
                webhook_id=one.webhook_id, entity_id=one.entity_id, time=date_time(moment_of(one.tried or 0.0))
            )
            for one in found
        ],
    )


def _kind(platform: Platform[Any], entity: str, action: str) -> Kind:
    """How an event's entity is read, where the store can tell about the event."""
    known = told(platform)
    if not known:
        raise Unsupported(f"{platform.title} can not tell about anything.")
    if entity not in known:
        raise ParameterError(
            f"Parameter 'entity' is not valid. {platform.title} can tell about: {', '.join(known)}; "
            "webhook.events lists every event."
        )
    kind, actions = known[entity]
    if action not in actions:
        raise ParameterError(
            f"Parameter 'action' is not valid. For {entity} the following values are allowed: {', '.join(actions)}."
        )
    return kind


def check_callback(desk: Desk, callback: str) -> None:
    """Refuse an address that could never be called; a name is looked at again when it is resolved."""
    what = "Parameter 'callback' is not valid. It must be an http or https address"
    if len(callback) > LONGEST_CALLBACK:
        raise ParameterError(f"{what} of at most {LONGEST_CALLBACK} characters.")
    try:
        parts = urlsplit(callback)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ParameterError(f"{what}.") from None
    plain = callback.isascii() and callback.isprintable() and " " not in callback
    if parts.scheme not in ("http", "https") or not host or not plain:
        raise ParameterError(f"{what}, such as https://app.example.com/hooks.")
    if parts.username is not None or parts.password is not None:
        raise ParameterError(f"{what} without user name and password.")
    local = host == "localhost" or host.endswith(".localhost")
    try:
        desk.backend.policy.check_host("127.0.0.1" if local else host)
    except PolycartError:
        raise ParameterError(
            "Parameter 'callback' is not valid. Its address is private, and this gateway is not allowed to call "
            "private networks; see POLYCART_PRIVATE_NETWORKS."
        ) from None


def _check_selection(kind: Kind, fields: str, response_fields: str | None) -> None:
    if not kind.selection(fields, response_fields):
        name = "response_fields" if response_fields else "fields"
        raise ParameterError(f"Parameter '{name}' is not valid. It selects nothing of a {kind.entity}.")


async def _check_view(desk: Desk, kind: Kind, *, lang_id: str | None, store_id: str | None) -> None:
    """Refuse a view of the shop that the entity can't be read in."""
    view = {"lang_id": lang_id, "store_id": store_id}
    asked = {name: value for name, value in view.items() if value is not None}
    for name in asked:
        if name not in kind.parameters:
            raise ParameterError(f"Parameter '{name}' can't be used: {kind.method.name} does not take it here.")
    if asked:
        platform, connection = desk.backend.connect(desk.store)
        desk.trace.redactor = connection.redactor
        await platform.client(connection, desk.call("webhook.create")).view(store_id, lang_id, None)


async def _webhook(desk: Desk, id: str) -> records.Webhook:
    (number,) = _numbers("id", id)[:1] or (0,)
    webhook = await desk.backend.webhooks.get(number, desk.store.id) if number < 1 << 31 else None
    if webhook is None or webhook.listener:
        raise NotFound(f"Webhook with id {id[:40]} not found")
    return webhook


def _filters(desk: Desk, entity: str | None, action: str | None, active: bool | None) -> list[Any]:
    given = ((webhooks.c.entity, entity), (webhooks.c.action, action), (webhooks.c.active, active))
    mine: list[Any] = [webhooks.c.store_id == desk.store.id]
    return mine + [column == value for column, value in given if value is not None]


def _shown(desk: Desk, one: records.Webhook, *, secret: bool) -> Webhook:
    more: dict[str, Any] = {"note": one.note} if one.note else {}
    if secret:
        more["secret"] = desk.backend.webhooks.secrets(one)[0]
    return Webhook(
        id=one.id,
        label=one.label,
        store_id=one.shop_id,
        lang_id=one.lang_id,
        active=one.active,
        callback=one.callback,
        fields=one.fields,
        response_fields=one.response_fields,
        created_at=moment_of(one.created).strftime(_WRITTEN),
        updated_at=moment_of(one.updated).strftime(_WRITTEN),
        entity=one.entity,
        action=one.action,
        filtering_conditions=one.conditions,
        additional_fields=more,
    )


_WRITTEN = "%Y-%m-%dT%H:%M:%S%z"


def moment_of(stamp: float) -> datetime:
    """A moment that is kept in Unix seconds."""
    return datetime.fromtimestamp(stamp, UTC)


def _numbers(name: str, text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in parts):
        raise ParameterError(f"Parameter '{name}' is not valid. The required type of parameter is integer.")
    return [int(part) for part in parts]
