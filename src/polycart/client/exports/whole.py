"""An export whose list the shop reads by itself, in bulk: begun, waited for, and fetched in parts.

What is known of the job is kept in the export's folder, so that a run that was cut off takes up the job, not the work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from polycart.client.exports.folder import Asked, Folder, Plan
from polycart.client.exports.snapshot import Call, CallFailed, Kind, answered
from polycart.client.paging import Progress, counting, number_in
from polycart.core.bulk import NotInBulk, Run, State

LEAST = 1000
"""Rows from which on a job is worth its while: fewer have come page by page before the shop has begun."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 10.0
"""Seconds between two looks at a job."""


async def counted(call: Call, kind: Kind, filters: Mapping[str, Any]) -> int | None:
    """How many there are, where the shop tells it."""
    found = counting(kind.method, filters)
    if found is None:
        return None
    try:
        envelope = await answered(call, found[0].name, dict(found[1]))
    except CallFailed:
        return None
    return number_in(msgspec.json.decode(envelope.result, type=dict[str, Any]))


async def in_bulk(
    run: Run, folder: Folder, asked: Asked, plan: Plan | None, total: int | None, size: int, progress: Progress | None
) -> tuple[int, int] | None:
    """Bring the whole list into the folder: how many parts, and how many rows of them an earlier run had brought.

    ``None`` where the shop does not read it in bulk; the folder is then as it was before.
    """
    try:
        state = plan.bulk if plan is not None and plan.bulk is not None else await run.begin()
        state = await _done(run, folder, asked, state, total, progress)
        rows = await run.fetch(state, folder.scratch(), size)
    except NotInBulk:
        folder.empty()
        return None
    resumed = done = 0
    parts = -(-rows // size)
    for number in range(parts):
        if folder.has(number):
            resumed += len(folder.items(number))
        else:
            folder.keep(number, await run.part(state, folder.scratch(), number))
        done = min(rows, done + size)
        if progress:
            progress(done, rows)
    return parts, resumed


async def _done(
    run: Run, folder: Folder, asked: Asked, state: State, total: int | None, progress: Progress | None
) -> State:
    """Wait for the job, and keep what is known of it; nobody knows how long a shop takes."""
    pause = FIRST_PAUSE
    kept: State | None = None
    while True:
        if state != kept:
            folder.keep_plan(Plan(asked, [], state))
            kept = state
        standing = await run.look(state)
        state = standing.state
        if progress:
            progress(standing.rows, total)
        if standing.done:
            return state
        if state == kept:
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 1.5)
