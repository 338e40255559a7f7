"""Turns: what is read, reckoned and written back is never lost, among tasks and among processes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from polycart.core.errors import PolycartError
from polycart.core.turns import Turns

COUNT = """
import asyncio, sys
from pathlib import Path
from polycart.core.turns import Turns

async def main(folder, file):
    turns = Turns(Path(folder))
    for _ in range(200):
        async with turns.turn("stock"):
            Path(file).write_text(str(int(Path(file).read_text()) - 1))

asyncio.run(main(*sys.argv[1:]))
"""
HOLD = """
import asyncio, sys
from pathlib import Path
from polycart.core.turns import Turns

async def main(folder):
    async with Turns(Path(folder)).turn("stock"):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(main(sys.argv[1]))
"""


def test_two_processes_lose_no_step_of_each_other(tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("400")
    command = [sys.executable, "-c", COUNT, str(tmp_path / "turns"), str(counter)]
    running = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    assert counter.read_text() == "0"


async def test_the_turn_of_a_killed_process_is_free(tmp_path: Path) -> None:
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLD, tmp_path, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert await holder.stdout.readline() == b"held\n"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1), Turns(tmp_path).turn("stock"):
                pass
    finally:
        holder.kill()
        await holder.wait()
    async with asyncio.timeout(5), Turns(tmp_path).turn("stock"):
        pass


async def test_tasks_come_in_the_order_of_their_asking(tmp_path: Path) -> None:
    turns, order = Turns(tmp_path), []

    async def take(name: int) -> None:
        async with turns.turn("stock"):
            await asyncio.sleep(0)
            order.append(name)

    await asyncio.gather(*(take(name) for name in range(20)))
    assert order == list(range(20))


async def test_other_things_need_not_wait(tmp_path: Path) -> None:
    turns = Turns(tmp_path)
    async with asyncio.timeout(5), turns.turn("one stock"), turns.turn("another stock"):
        pass


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
async def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    os.chown(tmp_path, 12345, 12345)
    with pytest.raises(PolycartError, match="another user"):
        async with Turns(tmp_path).turn("stock"):
            pass
