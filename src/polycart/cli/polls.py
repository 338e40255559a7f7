"""``polycart polls``: whether shops are asked for changes as often as they should be."""

from __future__ import annotations

import time
from pathlib import Path

import click
import msgspec

from polycart.cli import output
from polycart.cli.options import home_option, json_option, run


@click.command()
@home_option
@json_option
def polls(home: Path | None, as_json: bool) -> None:
    """Show how many shops are asked for changes, and whether the workers keep up with it.

    A store is late that should have been asked five seconds ago; where that does not pass, run another polycart worker.
    """
    told = run(lambda: _pace(home))
    output.listing(tuple(told), [told], as_json=as_json, empty="")


async def _pace(home: Path | None) -> dict[str, float]:
    from polycart.cli.state import opened
    from polycart.gateway.changes.claims import Claims

    async with opened(home) as backend:
        return msgspec.to_builtins(await Claims(backend.database).pace(time.time()))
