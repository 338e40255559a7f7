"""What a delivery is, how far it can have come, and what becomes of an attempt at it."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row

from polycart.gateway.webhooks.records import Webhook

OPEN, DELIVERED, SKIPPED, DEAD = "open", "delivered", "skipped", "dead"
EVENT, TEST, LOST = "event", "test", "lost"
"""Something happened; somebody tries a webhook out; the shop can't be reached."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event for one webhook; ``tries`` counts all attempts, ``attempts`` those since it was last opened."""

    id: int
    webhook_id: int
    store_id: int
    message: str
    kind: str
    seq: int
    entity: str
    action: str
    entity_id: str
    parent_id: str
    moment: float
    created: float
    opened: float
    state: str
    due: float | None
    attempts: int
    tries: int
    tried: float | None
    finished: float | None
    status: int | None
    said: str
    told: str | None
    size: int | None
    digest: bytes | None


class Taken(msgspec.Struct, frozen=True):
    """A delivery that is this process's to make, and its webhook."""

    delivery: Delivery
    webhook: Webhook


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an attempt.

    ``pause`` are the seconds before the next one, where the delivery stays open. ``sent`` tells that the endpoint was
    asked at all, ``fine`` that it took what it was sent, ``rest`` for how long it asks to be left alone, ``gone`` that
    it asks to be left alone for ever.
    """

    state: str
    said: str
    pause: float = 0.0
    sent: bool = False
    fine: bool = False
    rest: float = 0.0
    gone: bool = False
    status: int | None = None
    ms: float = 0.0
    size: int | None = None
    digest: bytes | None = None


_COLUMNS = frozenset(Delivery.__struct_fields__)


def delivery_of(row: Row[Any]) -> Delivery:
    """A delivery as it is kept."""
    return Delivery(**{str(name): value for name, value in row._mapping.items() if name in _COLUMNS})
