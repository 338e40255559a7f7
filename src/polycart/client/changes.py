"""The changes of a store, one after the other, with a place that survives the reader."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from polycart.client.doors import Door

WAIT = 20.0
"""Seconds that the server is asked to wait for the next change."""


class Change(msgspec.Struct, frozen=True):
    """An entity was added, updated or deleted; ``seq`` is its place in the store's feed, ``moment`` the shop's."""

    seq: int
    entity: str
    action: str
    entity_id: str
    moment: str
    source: str
    parent_id: str = ""


class _Chapter(msgspec.Struct, frozen=True):
    changes: list[Change]
    next: int
    more: bool


async def changes(
    door: Door,
    *,
    consumer: str | None = None,
    after: int | None = None,
    entities: Collection[str] | None = None,
    follow: bool = True,
    commit_every: int = 100,
    page_size: int = 100,
) -> AsyncGenerator[Change]:
    """What ``Store.changes`` gives."""
    arguments: dict[str, Any] = {"limit": page_size}
    if entities:
        arguments["entities"] = ",".join(sorted(entities))
    if consumer is not None:
        arguments["consumer"] = consumer
    place, open_ = after, 0
    while True:
        given = arguments | ({"after": place} if place is not None else {})
        answer = await door.feed("GET", "/feed", given | ({"wait": WAIT} if follow else {}))
        chapter = msgspec.convert(answer, _Chapter)
        for change in chapter.changes:
            yield change
            open_ += 1  # the caller has come back for the next one, so it is done with this one
            if consumer is not None and open_ >= commit_every:
                await acknowledge(door, consumer, change.seq)
                open_ = 0
        if consumer is not None and (open_ or (place is not None and chapter.next > place)):
            await acknowledge(door, consumer, chapter.next)
            open_ = 0
        place = chapter.next
        if not follow and not chapter.more:
            return


async def acknowledge(door: Door, consumer: str, seq: int) -> int:
    """Say that a reader has dealt with everything up to ``seq``; gives where it stands."""
    answer = await door.feed("POST", "/feed/ack", {"consumer": consumer, "seq": seq})
    return int(answer["seq"])
