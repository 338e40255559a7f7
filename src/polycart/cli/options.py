"""Options that several commands share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

T = TypeVar("T")

home_option = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="State folder (or POLYCART_HOME)."
)
account_option = click.option("--account", metavar="NAME", help="Account, by name or id, where there are several.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Do the work of a command."""
    return asyncio.run(work())
