"""What a poll reads of a shop's list: ids, moments and fingerprints, page by page."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from polycart.core.dates import parse_date
from polycart.gateway.changes.change import Action, Change
from polycart.gateway.changes.sources import Source

PAGE = 100
"""Entities asked for at once."""


class Listed(msgspec.Struct, frozen=True):
    """One page of a list, and where the next one is."""

    items: list[dict[str, Any]]
    next: str | None = None


Ask = Callable[[str, dict[str, Any]], Awaitable[Listed]]
"""Asks the shop for a page (or for one entity, by an ``info`` method)."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One entity as a poll sees it; moments are ``None`` where the shop tells none."""

    id: str
    parent_id: str
    moment: float | None
    created: float | None
    fingerprint: str

    def change(self, entity: str, action: Action, *, noticed: float) -> Change:
        """The change that it may be."""
        return Change(
            entity=entity, action=action, entity_id=self.id, parent_id=self.parent_id, fingerprint=self.fingerprint,
            moment=noticed if self.moment is None else self.moment, source="poll",
        )  # fmt: skip


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one page, when the shop was asked for it and when it had answered, by our clock."""

    rows: list[Row]
    asked: float
    ended: float


async def sheets(
    ask: Ask, source: Source, key: bytes, clock: Callable[[], float], **filters: Any
) -> AsyncGenerator[Sheet]:
    """The pages of a list, with no more fields than tell of changes; ``key`` is the secret of the fingerprints."""
    fields = ",".join(source.fields)
    arguments: dict[str, Any] = {"count": PAGE, "params": fields, **source.whole, **filters}
    while True:
        asked = clock()
        listed = await ask(source.method.name, arguments)
        yield Sheet(rows=[row(source, item, key) for item in listed.items], asked=asked, ended=clock())
        if listed.next is None or not listed.items:
            return
        arguments = {"page_cursor": listed.next, "params": fields}


def row(source: Source, item: dict[str, Any], key: bytes) -> Row:
    """One entity of a list's answer."""
    modified = moment(item.get(source.modified)) if source.modified else None
    return Row(
        id=str(item["id"]),
        parent_id=str((item.get(source.parent) if source.parent else None) or ""),
        moment=modified,
        created=moment(item.get(source.created)) if source.created else None,
        fingerprint=f"@{modified or 0:.0f}" if source.modified else fingerprint(source, item, key),
    )


def fingerprint(source: Source, item: dict[str, Any], key: bytes) -> str:
    """What tells two states of an entity apart, and tells nothing of them to who has not the key."""
    held = msgspec.json.encode([item.get(name) for name in source.compared], order="deterministic")
    return hashlib.blake2b(held, digest_size=16, key=key).hexdigest()


def moment(value: Any) -> float | None:
    """A date of the contract in Unix seconds; ``None`` where there is none."""
    text = value.get("value") if isinstance(value, dict) else value  # type: ignore[reportUnknownMemberType]
    if not isinstance(text, str) or not text:
        return None
    try:
        return parse_date(text).timestamp()
    except ValueError:
        return None


def written(seconds: float) -> str:
    """A moment as parameters have it, to the second, downwards."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
