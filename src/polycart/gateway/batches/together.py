"""One call of a shop that does several items of a batch, under the limits of every call."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from polycart.core.calls import prepare
from polycart.core.groups import Group, perform_together
from polycart.gateway.accounts import Caller

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend, Turn, Worked

SHORTEST = 0.02
"""Seconds that a call has at least, also where its place came free together with the deadline."""


async def call_together(
    backend: Backend,
    group: Group,
    raws: Sequence[Mapping[str, object]],
    *,
    caller: Caller,
    store_id: int,
    request_id: str,
    begin: Callable[[], Awaitable[list[int]]],
) -> tuple[list[int], Worked]:
    """Do several items in one call; each counts as a call of the account.

    ``begin`` is asked when the turn has come, and tells which items are still to be done. What was worked has as its
    result an outcome for each of those, whose places among ``raws`` come with it.
    """
    from polycart.gateway.backend import Worked

    chosen: list[int] = []

    async def work(turn: Turn) -> Sequence[Any] | None:
        chosen.extend(await begin())
        if not chosen:
            return None
        for _ in chosen:
            backend.stores.calls.note(store_id)
        platform, connection = backend.connect(turn.store)
        turn.trace.redactor = connection.redactor
        prepared = [prepare(group.method, raws[at], backend.cursors, str(store_id)) for at in chosen]
        return await perform_together(
            platform, connection, group, prepared, trace=turn.trace, request_id=request_id,
            seconds=max(turn.deadline - time.monotonic(), SHORTEST),
        )  # fmt: skip

    outcomes, error, wrote = await backend.turn(group.method.name, caller, store_id, request_id, work)
    return chosen, Worked(begun=bool(chosen), result=outcomes, error=error, wrote=wrote)
