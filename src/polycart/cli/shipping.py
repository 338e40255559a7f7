"""``polycart shipping``: the services that shops ask for shipping rates, and what became of their callbacks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polycart.cli import output
from polycart.cli.options import account_option, home_option, json_option, run

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.live_shipping.services import Service

COLUMNS = ("id", "store", "name", "callback", "on", "failures", "failed", "said", "fallback")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def shipping() -> None:
    """The services that shops ask for shipping rates: how they do, switching them, and rates for when they fail."""


@shipping.command("list")
@home_option
@account_option
@json_option
def list_(home: Path | None, account: str | None, as_json: bool) -> None:
    """List the services of an account, with the last failure of each callback."""
    rows = run(lambda: _listed(home, account))
    output.listing(
        COLUMNS,
        rows,
        as_json=as_json,
        empty="No shop asks for rates. A service is made by: polycart call basket.live_shipping_service.create …",
    )


@shipping.command()
@click.argument("id", type=int)
@home_option
@account_option
def on(id: int, home: Path | None, account: str | None) -> None:
    """Have service ID asked again, with no failure counted against it."""
    run(lambda: _switched(id, home, account, on=True))
    output.note(f"Service {id} is on.")


@shipping.command()
@click.argument("id", type=int)
@home_option
@account_option
def off(id: int, home: Path | None, account: str | None) -> None:
    """Have service ID asked no more, until it is switched on."""
    run(lambda: _switched(id, home, account, on=False))
    output.note(f"Service {id} is off.")


@shipping.command()
@click.argument("id", type=int)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@home_option
@account_option
def fallback(id: int, file: Path | None, home: Path | None, account: str | None) -> None:
    """Give the rates of FILE where the callback of service ID fails; without FILE none.

    FILE is a JSON list of rates as a callback answers them; "countries" in one lists the two letters of those that it
    is for.
    """
    table = file.read_bytes() if file is not None else b"[]"
    count = run(lambda: _fallen_back(id, table, home, account))
    output.note(f"Service {id} has {count} rates to fall back on.")


async def _listed(home: Path | None, wanted: str | None) -> list[dict[str, Any]]:
    from polycart.cli.state import account_of, opened

    async with opened(home) as backend:
        account = await account_of(backend, wanted)
        stores = [row.store.id for row in await backend.stores.list(account.id)]
        return [_row(one) for one in await backend.live_rates.services.list(stores)]


def _row(one: Service) -> dict[str, Any]:
    failed = datetime.fromtimestamp(one.failed, UTC).isoformat(timespec="seconds") if one.failed is not None else ""
    return {
        "id": one.id, "store": one.store_id, "name": one.name, "callback": one.callback, "on": one.enabled,
        "failures": one.failures, "failed": failed, "said": one.said, "fallback": len(one.fallback),
    }  # fmt: skip


async def _service(backend: Backend, id: int, wanted: str | None) -> Service:
    from polycart.cli.state import account_of

    account = await account_of(backend, wanted)
    service = await backend.live_rates.services.get(id)
    if service is None or backend.stores.get(service.store_id).account_id != account.id:
        raise click.UsageError(f"There is no service {id}. See: polycart shipping list")
    return service


async def _switched(id: int, home: Path | None, wanted: str | None, *, on: bool) -> None:
    from polycart.cli.state import opened

    async with opened(home) as backend:
        await backend.live_rates.switch(await _service(backend, id, wanted), on=on)


async def _fallen_back(id: int, table: bytes, home: Path | None, wanted: str | None) -> int:
    from polycart.cli.state import opened
    from polycart.gateway.live_shipping.fallback import read

    rates = read(table)
    async with opened(home) as backend:
        await backend.live_rates.services.fall_back(await _service(backend, id, wanted), rates)
    return len(rates)
