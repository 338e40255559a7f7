"""What is known of an entity of a shop, and whether a change that is told of it is news.

A poll *sees* an entity and brings its fingerprint. A push (or a call of ours) only *tells* that it has changed, with
the shop's moment. What was told first and is then seen, or the other way about, is one change:

    known     told (a push)                                     seen (a poll)
    nothing   news                                              news
    live      an update: news, unless the poll saw it at that   another fingerprint: news, unless it was told
              moment or later; an add: told already             with that moment or a later one
    deleted   news, if it is later than the deletion            news: it is there again
"""

from __future__ import annotations

import msgspec

from polycart.gateway.changes.change import Change

SLACK = 1.0
"""Seconds by which two moments of one change may differ: some shops cut them to whole seconds, others round them."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The last that is known of one entity.

    ``action`` is what was last told of it (nothing for what was there from the beginning), ``told`` that no poll has
    seen it since, ``moment`` the shop's moment of that state, ``seen`` ours.
    """

    entity_id: str
    parent_id: str = ""
    fingerprint: str = ""
    action: str = ""
    told: bool = False
    moment: float = 0.0
    seen: float = 0.0

    @property
    def gone(self) -> bool:
        """Whether the entity was deleted."""
        return self.action == "delete"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a change means: the action that is news (or none), and what is known from now on.

    ``doubt`` says that a poll has to look soon, for the news may be more than what is known already.
    """

    news: str = ""
    known: Known | None = None
    doubt: bool = False


def judge(known: Known | None, change: Change, *, now: float, asked: float | None = None) -> Verdict:
    """Whether a change is news; ``asked`` is when the poll that saw it asked the shop."""
    if asked is not None and known is not None and known.seen > asked and known.told:
        return Verdict(doubt=True)  # a push came while the page was on its way, which may be older than it
    if change.action == "delete":
        if known is not None and known.gone:
            return Verdict()
        return Verdict(news="delete", known=_after(known, change, now=now))
    if known is None:
        return Verdict(news=change.action, known=_after(None, change, now=now))
    if known.gone:
        late = not change.fingerprint and change.moment <= known.moment
        return Verdict() if late else Verdict(news="add", known=_after(None, change, now=now, action="add"))
    return _seen(known, change, now) if change.fingerprint else _told(known, change, now)


def _seen(known: Known, change: Change, now: float) -> Verdict:
    """A poll has come across an entity that is known and was not deleted."""
    if change.fingerprint == known.fingerprint and not known.told:
        if (change.moment, change.parent_id or known.parent_id) == (known.moment, known.parent_id):
            return Verdict()
        return Verdict(known=_after(known, change, now=now, action=known.action))
    announced = known.told and change.moment < known.moment + SLACK
    if change.fingerprint == known.fingerprint or announced:
        return Verdict(known=_after(known, change, now=now, action=known.action))
    return Verdict(news="update", known=_after(known, change, now=now, action="update"))


def _told(known: Known, change: Change, now: float) -> Verdict:
    """A push tells of an entity that is known and was not deleted."""
    if change.action == "add":
        # Shops deliver in no sure order: an update may come before the add of the same entity.
        first = known.action == "update" and not known.fingerprint
        return Verdict(news="add", known=_after(known, change, now=now)) if first else Verdict()
    if known.told or change.moment >= known.moment + SLACK:
        return Verdict(news="update", known=_after(known, change, now=now))
    return Verdict(doubt=change.moment >= known.moment - SLACK)


def _after(known: Known | None, change: Change, *, now: float, action: str | None = None) -> Known:
    before = known or Known(entity_id=change.entity_id)
    told = not change.fingerprint
    return Known(
        entity_id=change.entity_id,
        parent_id=change.parent_id or before.parent_id,
        fingerprint=change.fingerprint or before.fingerprint,
        action=change.action if action is None else action,
        told=told,
        moment=max(change.moment, before.moment) if told else change.moment,
        seen=now,
    )
