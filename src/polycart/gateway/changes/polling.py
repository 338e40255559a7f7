"""Polls the entities of one store: what is new, what has changed, what is gone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from polycart.core.errors import NotFound
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.reading import PAGE, Ask, Row, Sheet, sheets, written
from polycart.gateway.changes.sources import Source
from polycart.gateway.changes.state import State

if TYPE_CHECKING:
    from polycart.gateway.changes.records import Changes

MOST_COMPARED = 10_000
"""Entities of a list that has to be gone through at every poll."""

MOST_LISTED = 200_000
"""Entities of a list that is gone through now and then, for what was deleted."""

WALKS_EVERY = 5
"""Polls from one walk through a list to the next, at least; a list takes one more for each of its pages."""

MOST_ASKED_ONE_BY_ONE = 20
MOST_MISSING = 1000

LOOKED_BACK = 2 * 86400.0
"""Seconds of orders that are looked at first, where only the changed ones will be asked about."""


class Poll:
    """The polls of one store; ``between`` is called after each page of a long walk."""

    def __init__(
        self,
        changes: Changes,
        store_id: int,
        ask: Ask,
        sources: Mapping[str, Source],
        *,
        key: bytes,
        clock: Callable[[], float],
        between: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.changes = changes
        self.store_id = store_id
        self.ask = ask
        self.sources = sources
        self.key = key
        self.clock = clock
        self.between = between

    async def look(self, entity: str, state: State, *, walk: bool = True) -> int:
        """Poll one entity and move its state on; gives how many changes were news. The first time nothing is.

        ``walk`` off leaves what takes the whole list to another time.
        """
        source = self.source(entity, state)
        state.again = False
        if source.way == "by order":
            return await self._by_order(source, state)
        if not state.ready:
            await self._walk(source, state, quietly=True)
            return 0
        if source.way != "asked":
            return await self._walk(source, state)
        found = await self._asked(source, state)
        state.polls += 1
        due = state.missing or state.suspicious or state.polls >= max(WALKS_EVERY, state.rows // PAGE)
        if due and walk and state.rows <= MOST_LISTED:
            found += await self._walk(source, state)
        return found

    def source(self, entity: str, state: State) -> Source:
        """How an entity is watched in this shop."""
        return self.sources[entity].undated() if state.undated else self.sources[entity]

    async def _asked(self, source: Source, state: State) -> int:
        """Ask for what was changed since the last poll."""
        began, found = self.clock(), 0
        filters = {"modified_from": written(state.cursor)} if state.cursor else {}
        async for sheet in sheets(self.ask, source, self.key, self.clock, **filters):
            found += len(await self._recorded(source, state, sheet, asked=began))
        state.advance(began)
        return found

    async def _recorded(
        self, source: Source, state: State, sheet: Sheet, *, asked: float, quietly: bool = False
    ) -> list[Change]:
        """Record what a page tells; what is too young to be told for good is left to the next poll."""
        for row in sheet.rows:
            if row.moment is not None:
                state.saw(row.moment, sheet.ended)
        changes = [(row, self._change(source, state, row)) for row in sheet.rows]
        if quietly:
            told = [change for _, change in changes]
            return await self.changes.record(self.store_id, told, asked=asked, quietly=True, born=state.born)
        settled = [change for row, change in changes if row.moment is None or state.closed(row.moment, sheet.asked)]
        if len(settled) < len(changes) and not state.again:
            ids = {change.entity_id for change in settled}
            young = [change for _, change in changes if change.entity_id not in ids]
            state.again = bool(await self.changes.differing(self.store_id, young, asked=asked))
        return await self.changes.record(self.store_id, settled, asked=asked, born=state.born)

    def _change(self, source: Source, state: State, row: Row) -> Change:
        """What it means if a row is unknown: it was added, or it is old and came into view by a change."""
        old = row.created is not None and row.created < state.since
        now = self.clock()
        shown = state.clock(now)
        return row.change(source.entity, "update" if old else "add", noticed=now if shown is None else shown)

    async def _walk(self, source: Source, state: State, *, quietly: bool = False) -> int:
        """Go through a whole list: what the polls have not seen, and what is gone."""
        began, found = self.clock(), 0
        seen: set[str] = set()
        dated = source.modified is None
        most = MOST_COMPARED if source.way != "asked" else MOST_LISTED
        async for sheet in sheets(self.ask, source, self.key, self.clock):
            seen.update(row.id for row in sheet.rows)
            dated = dated or any(row.moment is not None for row in sheet.rows)
            if len(seen) > most:
                state.rows, state.refused = len(seen), _too_long(source, most)
                break
            news = await self._recorded(source, state, sheet, asked=began, quietly=quietly)
            self._missed(source, state, news)
            found += len(news)
            if self.between is not None:
                await self.between()
        else:
            state.rows, state.refused = len(seen), ""
            found += await self._gone(source, state, seen, began, quietly=quietly)
        if seen and not dated:
            state.undated, state.ready = True, False
            return found + await self._walk(source.undated(), state, quietly=True)
        if quietly and not (state.refused and source.way != "asked"):
            state.ready = True
            state.since = state.clock(began) or began
            state.advance(began)
        state.polls = 0
        return found

    def _missed(self, source: Source, state: State, news: Sequence[Change]) -> None:
        """Learn the shop's clock anew where a walk finds what polls have passed by: it was set back."""
        passed = [one.moment for one in news if one.action == "update" and one.moment < state.cursor]
        if source.way == "asked" and passed:
            state.mistrust(min(passed), self.clock())

    async def _gone(self, source: Source, state: State, seen: set[str], began: float, *, quietly: bool) -> int:
        """Tell of what is known and was not seen; a second look makes sure of it."""
        known = await self.changes.known(self.store_id, source.entity)
        missing = {id: one for id, one in known.items() if id not in seen and one.seen < began}
        if not quietly:
            gone = await self._surely_gone(source, state, {id: one.parent_id for id, one in missing.items()}, known)
            missing = {id: missing[id] for id in gone}
        now = self.clock()
        moment = state.clock(now) or now
        told = [
            Change(
                entity=source.entity, action="delete", entity_id=id, parent_id=one.parent_id, moment=moment,
                source="poll",
            )
            for id, one in sorted(missing.items())
        ]  # fmt: skip
        return len(await self.changes.record(self.store_id, told, quietly=quietly, born=state.born)) if told else 0

    async def _surely_gone(
        self, source: Source, state: State, missing: Mapping[str, str], known: Mapping[str, Any]
    ) -> set[str]:
        before, state.missing = set(state.missing), []
        # A shop that for once answers with an empty list has not lost its catalogue.
        if len(missing) > MOST_ASKED_ONE_BY_ONE and 2 * len(missing) > len(known) and not state.suspicious:
            state.suspicious = True
            return set()
        state.suspicious = False
        if source.ids is not None:
            return await self._not_among(source, sorted(missing))
        if source.info is not None and len(missing) <= MOST_ASKED_ONE_BY_ONE:
            return {id for id, parent_id in missing.items() if await self._not_found(source, id, parent_id)}
        state.missing = sorted(missing.keys() - before)[:MOST_MISSING]
        return before & missing.keys()

    async def _not_among(self, source: Source, ids: Sequence[str]) -> set[str]:
        """Which of some ids a list does not find."""
        gone = set(ids)
        for start in range(0, len(ids), PAGE):
            chosen = {str(source.ids): ",".join(ids[start : start + PAGE]), "count": PAGE, "params": "id"}
            try:
                listed = await self.ask(source.method.name, {**chosen, **source.whole})
            except NotFound:
                continue
            gone -= {str(item["id"]) for item in listed.items}
        return gone

    async def _not_found(self, source: Source, id: str, parent_id: str) -> bool:
        parent = {"product_id": parent_id} if source.entity == "product.child_item" and parent_id else {}
        try:
            await self.ask(str(source.info), {"id": id, **parent, "params": "id"})
        except NotFound:
            return True
        return False

    async def _by_order(self, source: Source, state: State) -> int:
        """Ask about the orders that were changed since the last poll, one after the other."""
        began, found = self.clock(), 0
        start = state.cursor if state.ready else began - LOOKED_BACK
        orders: dict[str, float] = {}
        order = self.sources["order"]
        async for sheet in sheets(self.ask, order, self.key, self.clock, modified_from=written(start)):
            for row in sheet.rows:
                if row.moment is None:
                    continue
                state.saw(row.moment, sheet.ended)
                if not state.ready or state.orders.get(row.id) == row.moment:
                    orders[row.id] = row.moment
                elif state.closed(row.moment, sheet.asked):
                    found += await self._of_order(source, state, row.id)
                    orders[row.id] = row.moment
                else:
                    state.again = True
        if not state.ready:
            state.ready, state.cursor, state.since = True, start, state.clock(began) or began
        state.advance(began)
        state.orders = {id: moment for id, moment in orders.items() if moment >= state.cursor - 1}
        return found

    async def _of_order(self, source: Source, state: State, order_id: str) -> int:
        """Compare what belongs to one order with what is known of it."""
        known = await self.changes.known(self.store_id, source.entity, parent_id=order_id)
        asked, seen, found = self.clock(), set[str](), 0
        async for sheet in sheets(self.ask, source, self.key, self.clock, order_id=order_id):
            rows = [row if row.parent_id else _below(row, order_id) for row in sheet.rows]
            old = [row for row in rows if row.id not in known and row.created is not None]
            old = [row for row in old if (row.created or 0) < state.since]
            new = [row for row in rows if row not in old]
            seen.update(row.id for row in rows)
            await self._told(source, state, old, asked, quietly=True)
            found += await self._told(source, state, new, asked)
        gone = [
            Change(
                entity=source.entity, action="delete", entity_id=id, parent_id=order_id, source="poll",
                moment=state.clock(asked) or asked,
            )
            for id in sorted(known.keys() - seen)
        ]  # fmt: skip
        return found + len(await self.changes.record(self.store_id, gone, born=state.born))

    async def _told(
        self, source: Source, state: State, rows: Sequence[Row], asked: float, *, quietly: bool = False
    ) -> int:
        told = [self._change(source, state, row) for row in rows]
        news = await self.changes.record(self.store_id, told, asked=asked, quietly=quietly, born=state.born)
        return len(news)


def _below(row: Row, parent_id: str) -> Row:
    return Row(
        id=row.id, parent_id=parent_id, moment=row.moment, created=row.created, fingerprint=row.fingerprint
    )  # fmt: skip


def _too_long(source: Source, most: int) -> str:
    if source.way == "asked":
        return f"There are more than {most} of them, too many to look which are gone: deletions are not told."
    return (
        f"There are more than {most} of them, and the shop has no way to ask for the changed ones: it would have to be "
        "asked for all of them every time."
    )
