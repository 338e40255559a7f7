"""``polycart worker``: works jobs off beside the server, or in its place."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import click

from polycart.cli.options import home_option, run

IDLE = 0.2
"""Seconds between two looks whether anything is left to do."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--once", is_flag=True, help="End when nothing is left to do.")
@home_option
def worker(once: bool, home: Path | None) -> None:
    """Work jobs off until SIGTERM or Ctrl+C, on the state folder that the server uses.

    Any number of workers may run: each item is one worker's. With POLYCART_JOBS=worker the server leaves all of it to
    them; with POLYCART_JOBS=postgresql://... they share a queue in that database, also from other machines.
    """
    run(lambda: _work(home, once=once))


async def _work(home: Path | None, *, once: bool) -> None:
    from polycart.cli.state import opened
    from polycart.gateway.jobs.jobs import Jobs
    from polycart.server.settings import jobs_of

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with opened(home) as backend:
        backend.jobs = Jobs(backend, url=jobs_of()[0])
        await backend.start()
        click.echo(f"polycart works jobs off in {backend.home.path}")
        while not stopped.is_set() and not (once and await backend.jobs.idle()):
            try:
                async with asyncio.timeout(IDLE if once else None):
                    await stopped.wait()
            except TimeoutError:
                continue
