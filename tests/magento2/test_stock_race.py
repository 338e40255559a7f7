"""Two processes that take from the same stock of a Magento shop lose nothing of each other."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from polycart import connect
from polycart.platforms.magento2.sim import Simulator
from polycart.server.embedded import Listener, free_ports, serving

TIMES = 25
SOURCE = "ua-warehouse"

LIBRARY = """
import asyncio, json, sys
import polycart

async def main(settings, id, source, times):
    async with polycart.connect("Magento2Api", **settings) as store:
        for _ in range(int(times)):
            await store.product.update(id=id, reduce_quantity=1, warehouse_id=source)

asyncio.run(main(json.loads(sys.argv[1]), *sys.argv[2:]))
"""

COMMANDS = """
import sys
from polycart.cli.main import main

for _ in range(int(sys.argv[1])):
    try:
        main(sys.argv[2:])
    except SystemExit as ended:
        assert not ended.code, ended.code
"""
"""The command, run again and again without the cost of a new interpreter: each time opens the home anew."""


@pytest.fixture
async def settings() -> AsyncIterator[dict[str, Any]]:
    """How a simulated shop with two warehouses is reached over HTTP."""
    simulator, (port,) = Simulator(sources="seed"), free_ports(1)
    async with serving([Listener(simulator, port)], grace=1.0):
        yield {"store_url": f"http://127.0.0.1:{port}", **simulator.credentials}


async def stocked(settings: dict[str, Any], quantity: int) -> str:
    """A product with so many in the warehouse."""
    async with connect("Magento2Api", **settings) as store:
        added = await store.product.add(
            name="Contested mug", model="contested-mug", description="One for all.", price=5,
            manage_stock=True, quantity=quantity, warehouse_id=SOURCE,
        )  # fmt: skip
        return str(added.product_id)


async def left(settings: dict[str, Any], id: str) -> float:
    """What lies of a product in the warehouse."""
    async with connect("Magento2Api", **settings) as store:
        found = await store.product.info(id=id, params="inventory")
        return {each.warehouse_id: each.quantity for each in found.inventory}[SOURCE]


async def run(*arguments: str, processes: int = 1) -> None:
    """Run a program, in several processes at the same time."""
    pipe = asyncio.subprocess.PIPE
    running = [
        await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=pipe, stderr=pipe)
        for _ in range(processes)
    ]
    said = await asyncio.wait_for(asyncio.gather(*(one.communicate() for one in running)), 100)
    assert [one.returncode for one in running] == [0] * processes, said


async def test_two_processes_of_the_library_reduce_a_stock_exactly(settings: dict[str, Any]) -> None:
    id = await stocked(settings, 100)
    await run("-c", LIBRARY, json.dumps(settings), id, SOURCE, str(TIMES), processes=2)
    assert await left(settings, id) == 100 - 2 * TIMES


async def test_two_processes_that_share_a_home_reduce_a_stock_exactly(settings: dict[str, Any], tmp_path: Path) -> None:
    id, home = await stocked(settings, 100), ("--home", str(tmp_path / "home"))
    given = [word for name, value in settings.items() for word in ("--set", f"{name}={value}")]
    add = ("-m", "polycart.cli.main", "stores", "add", "--platform", "Magento2Api", "--allow-private-network")
    await run(*add, *home, *given)
    call = ("call", "product.update", f"id={id}", "reduce_quantity=1", f"warehouse_id={SOURCE}", *home)
    await run("-c", COMMANDS, str(TIMES), *call, processes=2)
    assert await left(settings, id) == 100 - 2 * TIMES
