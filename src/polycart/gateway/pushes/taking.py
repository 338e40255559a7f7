"""Taking a delivery in: verified over its raw bytes, recorded as a change, refused where it is not what it should be.

A shop is told by the status whether to try again: 401 and 5xx it may, 403, 404 and 410 are for good. What was taken
before is answered like the first time, and changes nothing: the shop may not have seen our answer.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from polycart.core.errors import AccessDenied, ParameterError, StoreNotFound
from polycart.core.pushes import Delivery, Pushes, Stale, Told, Unsigned
from polycart.gateway.changes import table
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.known import Known

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.pushes.doors import Door

log = logging.getLogger("polycart.pushes")

AHEAD = 300.0
"""Seconds by which a shop's clock may be ahead of ours."""

SPREAD = 5.0
"""Seconds within which an event follows the change that it is about, where a platform tells the event's moment only."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a delivery: the status that its shop is answered, a code, a sentence, and what was recorded."""

    status: int
    code: str = ""
    message: str = ""
    news: list[Change] = []


UNKNOWN = Taken(status=404, code="STORE_NOT_FOUND", message="Nobody takes deliveries at this address.")
CLOSED = Taken(status=410, code="WEBHOOK_NOT_FOUND", message="Deliveries for this store are not wanted any more.")
BEFORE = Taken(status=200, code="TAKEN_BEFORE", message="This delivery was taken before.")
PING = Taken(status=200, code="PING", message="The address works.")
EMPTY = Taken(status=200, message="This delivery tells of nothing.")
LEFT = Taken(status=200, message="Nobody watches what this delivery tells of.")


async def take(backend: Backend, token: str, headers: Mapping[str, str], body: bytes) -> Taken:
    """Take a delivery in; ``headers`` have their names in lower case, ``body`` is what came, byte for byte."""
    door = backend.pushes.doors.find(token)
    if door is None:
        return UNKNOWN
    try:
        store = backend.stores.get(door.store_id)
        platform, connection = backend.connect(store)
        if platform.pushes is None:
            return UNKNOWN
        delivery = platform.pushes.read(connection.settings, door.secret, headers, body)
        _refuse_stale(platform.pushes, delivery, backend.changes.clock())
    except StoreNotFound:
        return UNKNOWN
    except Unsigned as error:
        return _refused(door, 401, "WEBHOOK_VALIDATION_FAILED", error.message)
    except AccessDenied as error:
        return _refused(door, 403, "WEBHOOK_VALIDATION_FAILED", error.message)
    except ParameterError as error:
        return _refused(door, 403, "WEBHOOK_INVALID_DATA", error.message)
    if not delivery.told:
        return EMPTY if delivery.topic else PING
    return await _record(backend, door, platform.pushes, delivery, body)


def _refused(door: Door, status: int, code: str, message: str) -> Taken:
    log.warning("a delivery for store %s was refused: %s", door.store_id, message)
    return Taken(status=status, code=code, message=message)


def _refuse_stale(pushes: Pushes[Any], delivery: Delivery, now: float) -> None:
    """Refuse what was sent longer ago than its shop would repeat it, or is from the future."""
    if delivery.sent is None:
        return
    age = now - delivery.sent
    if age > pushes.again + AHEAD:
        raise Stale("The delivery is too old; its shop would not send it any more.")
    if age < -AHEAD:
        raise Stale("The delivery is from the future, or the clock of one of the two servers is wrong.")


async def _record(backend: Backend, door: Door, pushes: Pushes[Any], delivery: Delivery, body: bytes) -> Taken:
    """Record what is told, once. The mark is set last: what is cut off in between is delivered again."""
    watched = backend.changes.watched(door.store_id)
    if not watched & pushes.entities:
        return CLOSED
    mark = _mark(delivery, body)
    if backend.pushes.doors.seen(door.store_id, mark):
        return BEFORE
    told = [one for one in delivery.told if watched & {one.entity, *one.perhaps}]
    found = await _meant(backend, door.store_id, pushes, delivery, told)
    news = await backend.changes.record(door.store_id, found) if found else []
    if told and not found:
        await backend.changes.nudge(door.store_id)
    await backend.pushes.doors.remember(door.store_id, mark, backend.changes.clock() + pushes.again + 2 * AHEAD)
    return Taken(status=200, message="Taken.", news=news) if told else LEFT


def _mark(delivery: Delivery, body: bytes) -> bytes:
    """What is the same when a delivery comes again, by what the shop calls it and by what it says."""
    return hashlib.sha256(b"\0".join([delivery.mark.encode(), delivery.topic.encode(), body])).digest()


async def _meant(
    backend: Backend, store_id: int, pushes: Pushes[Any], delivery: Delivery, told: Sequence[Told]
) -> list[Change]:
    """The changes that a delivery tells of, in the light of what is known already."""
    moment = delivery.moment if delivery.moment is not None else backend.changes.clock()
    possible = [
        Change(
            entity=entity, action=one.action, entity_id=one.id, parent_id=one.parent_id, moment=moment, source="push"
        )
        for one in told
        for entity in one.perhaps or (one.entity,)
    ]
    known = await backend.database.read(lambda connection: table.known_of(connection, store_id, possible))
    found: list[Change] = []
    for change in possible:
        before = known.get((change.entity, change.entity_id))
        doubtful = any(one.perhaps and one.id == change.entity_id for one in told)
        if doubtful and (before is None or before.gone):
            continue  # not one of these, then: the platform says the same of other things
        found.append(change if pushes.dated else _dated(change, before))
    return found


def _dated(change: Change, before: Known | None) -> Change:
    """A change with the entity's own moment, where a poll was quicker than the delivery of the event.

    The poll has seen the entity after the event, and changed right before it: that is the change which is told. Where
    there was one more, the next poll finds it, which the stream asks for by itself when moments are this close.
    """
    if before is None or before.told or before.gone or change.action == "delete":
        return change
    quick = before.moment <= change.moment <= before.moment + SPREAD and before.seen >= change.moment
    return msgspec.structs.replace(change, moment=before.moment) if quick else change
