"""Options that several commands share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

home_option = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="State folder (or POLYCART_HOME)."
)
account_option = click.option("--account", metavar="NAME", help="Account, by name or id, where there are several.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
settings_option = click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="Credential; value may be @FILE or env:VAR."
)


def where_options(command: F) -> F:
    """The options of a command that say where it calls; ``Where.of`` reads them."""
    options = (
        click.option("--store", metavar="KEY", help="Store, by key, id or label; the only one where there is one."),
        click.option("--platform", metavar="ID", help="Call a platform directly, without a state folder."),
        settings_option,
        click.option("--url", envvar="POLYCART_URL", metavar="URL", help="Call through the server at this address."),
        click.option("--api-key", envvar="POLYCART_API_KEY", metavar="KEY", help="API key for --url."),
        home_option,
        account_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Do the work of a command."""
    return asyncio.run(work())
