"""Works on several records at once, while the next ones are read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from polycart.core.errors import PolycartError


async def several(
    records: AsyncIterator[dict[str, Any]], work: Callable[[dict[str, Any]], Awaitable[None]], at_once: int
) -> set[str]:
    """Do the work for each record, some at once; answers their ids. The first error ends it when what runs is done."""
    seen: set[str] = set()
    running: set[asyncio.Task[None]] = set()
    failed: list[BaseException] = []

    async def settle(room: int) -> None:
        while len(running) > room:
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            running.difference_update(done)
            failed.extend(error for task in done if (error := task.exception()) is not None)

    try:
        async for record in records:
            if failed:
                break
            seen.add(str(record["id"]))
            running.add(asyncio.ensure_future(_started(work, record)))
            await settle(max(1, at_once) - 1)
        await settle(0)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    if failed:
        raise next((error for error in failed if isinstance(error, PolycartError)), failed[0])
    return seen


async def _started(work: Callable[[dict[str, Any]], Awaitable[None]], record: dict[str, Any]) -> None:
    await work(record)
