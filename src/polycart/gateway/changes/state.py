"""Where the polling of a store stands, entity by entity; kept as a short text in the row of its stream."""

from __future__ import annotations

import msgspec

OVERLAP = 10.0
"""Seconds before the last poll that are asked for again: a shop may write a moment down before others can read it."""

MOST_SET_BACK = 2 * 3600.0
"""Seconds by which a shop's clock is set back at most: an hour at the end of summer, and some more."""

GRAIN = 1.0
"""Seconds to which shops keep moments."""


class State(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How far the polling of one entity has come; moments are the shop's own, but for ``due``.

    ``born`` tells one watching of the entity from the next. ``ready`` says that what was there in the beginning is
    known, ``since`` is when that was; ``undated`` that this shop's entities do not tell when they were changed, though
    those of other versions do. ``cursor`` is the moment from which the next poll asks, ``offset`` how far the shop's
    clock is before ours, at least; until ``wary`` (by our clock) that is not relied on. ``rows`` are the entities at
    the last walk, ``polls`` the polls since. ``missing`` waits for a second look, ``suspicious`` says that most of the
    list was missing, ``again`` that a poll is to come soon for what was too young. ``orders`` are those that were
    looked at, of the time that will be asked for again. ``refused`` is why the entity is not polled (or, of one that
    is, why deletions are not found).
    """

    born: str = ""
    ready: bool = False
    undated: bool = False
    since: float = 0.0
    cursor: float = 0.0
    wary: float = 0.0
    offset: float | None = None
    rows: int = 0
    polls: int = 0
    due: float = 0.0
    failures: int = 0
    missing: list[str] = []
    suspicious: bool = False
    again: bool = False
    orders: dict[str, float] = {}
    refused: str = ""

    def saw(self, moment: float, ended: float) -> None:
        """The shop has told of a moment, in an answer that had come at ``ended``: its clock is there at least."""
        self.offset = moment - ended if self.offset is None else max(self.offset, moment - ended)

    def clock(self, ours: float) -> float | None:
        """What the shop's clock shows at a moment of ours, at least; ``None`` where nothing tells."""
        return None if self.offset is None else ours + self.offset

    def closed(self, moment: float, asked: float) -> bool:
        """Whether nothing more can happen at a moment, when the shop was asked.

        What changes twice within a second has one moment; so a second that is not over is left to the next poll, and
        then the moment tells all changes in it.
        """
        shown = self.clock(asked)
        return shown is not None and moment + GRAIN <= shown

    def advance(self, began: float) -> None:
        """Everything that was changed before ``began`` is recorded, but for what the shop was still writing."""
        shown = self.clock(began)
        if shown is not None:
            self.cursor = max(self.cursor, shown - (OVERLAP if began >= self.wary else MOST_SET_BACK))

    def mistrust(self, moment: float, now: float) -> None:
        """The shop's clock was set back behind ``moment``: what it wrote before is in its future for a while."""
        self.offset, self.wary = None, now + MOST_SET_BACK
        self.cursor = max(moment, self.cursor - MOST_SET_BACK)
