"""``polycart jobs``: the batches of an account, how far they are, and what became of them."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polycart.cli import output
from polycart.cli.options import account_option, home_option, json_option, run
from polycart.cli.progress import bar

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.batches.records import Batch

LOOKS_EVERY = 0.2
SHOWN = ("id", "store", "method", "status", "done", "created")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def jobs() -> None:
    """Batches in the background: how far they are, and what became of them."""


@jobs.command("list")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many, the newest first."
)
@home_option
@account_option
@json_option
def list_(limit: int, home: Path | None, account: str | None, as_json: bool) -> None:
    """List the account's jobs, the newest first."""
    rows = run(lambda: _listed(limit, home, account))
    output.listing(
        SHOWN,
        rows,
        as_json=as_json,
        empty="There are no jobs. One is made by: polycart call product.add.batch @batch.json",
    )


@jobs.command()
@click.argument("id", type=int)
@home_option
@account_option
@json_option
def show(id: int, home: Path | None, account: str | None, as_json: bool) -> None:
    """Show how far job ID is, and what became of its items; those that failed come with the reason."""
    row, items = run(lambda: _shown(id, home, account))
    if as_json:
        output.say({**row, "items": items})
        return
    output.table(("", ""), [[name, output.cell(value)] for name, value in row.items()])
    troubled = [item for item in items if item["errors"] or item["warnings"]]
    if troubled:
        rows = [
            [str(item["id"]), item["status"], item["entity_id"] or "", " ".join(item["errors"] + item["warnings"])]
            for item in troubled
        ]
        output.table(("item", "status", "entity", "said"), rows)


@jobs.command()
@click.argument("id", type=int)
@home_option
@account_option
def wait(id: int, home: Path | None, account: str | None) -> None:
    """Wait until job ID is processed; the exit code is 1 where an item failed. A server or worker has to run."""
    sys.exit(run(lambda: _waited(id, home, account)))


@jobs.command()
@click.argument("id", type=int)
@home_option
@account_option
def cancel(id: int, home: Path | None, account: str | None) -> None:
    """Take back the items of job ID that are not begun; what is with the shop already is finished."""
    number = run(lambda: _cancelled(id, home, account))
    click.echo(f"{number} item(s) will not be sent.")


async def _listed(limit: int, home: Path | None, account: str | None) -> list[dict[str, Any]]:
    from polycart.cli.state import account_of, opened
    from polycart.gateway.tables import batches

    async with opened(home) as backend:
        chosen = await account_of(backend, account)
        found = await backend.batches.list(batches.c.account_id == chosen.id, limit=limit)
        return await _rows(backend, found)


async def _rows(backend: Backend, found: list[Batch]) -> list[dict[str, Any]]:
    counts = await backend.batches.counts([batch.id for batch in found])
    return [
        {
            "id": batch.id,
            "store": batch.store_id,
            "method": batch.method,
            "status": "cancelled" if batch.cancelled and batch.status == "processed" else batch.status,
            "done": f"{100 * counts.get(batch.id, (0, 0))[0] // batch.items} %",
            "items": batch.items,
            "processed": counts.get(batch.id, (0, 0))[0],
            "succeeded": counts.get(batch.id, (0, 0))[1],
            "created": _moment(batch.created),
            "finished": _moment(batch.processed) if batch.processed is not None else None,
        }
        for batch in found
    ]


async def _batch(backend: Backend, id: int, account: str | None) -> Batch:
    from polycart.cli.state import account_of

    chosen = await account_of(backend, account)
    batch = await backend.batches.get(id)
    if batch.account_id != chosen.id:
        raise click.UsageError(f"Job {id} belongs to another account; name it with --account.")
    return batch


async def _shown(id: int, home: Path | None, account: str | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from polycart.cli.state import opened

    async with opened(home) as backend:
        batch = await _batch(backend, id, account)
        (row,) = await _rows(backend, [batch])
        results = await backend.batches.results(batch)
    items = [
        {"id": at, "status": one.status, "entity_id": one.entity_id, "errors": one.errors, "warnings": one.warnings}
        for at, one in results
    ]
    return row, items


async def _waited(id: int, home: Path | None, account: str | None) -> int:
    from polycart.cli.state import opened

    async with opened(home) as backend:
        batch = await _batch(backend, id, account)
        with bar(batch.method) as progress:
            while True:
                done, succeeded = (await backend.batches.counts([id])).get(id, (0, 0))
                if progress is not None:
                    progress(done, batch.items)
                if (await backend.batches.get(id)).status == "processed":
                    break
                await asyncio.sleep(LOOKS_EVERY)
        output.note(f"{succeeded} of {batch.items} item(s) succeeded. See: polycart jobs show {id}")
        return 0 if succeeded == batch.items else 1


async def _cancelled(id: int, home: Path | None, account: str | None) -> int:
    from polycart.cli.state import opened

    async with opened(home) as backend:
        return await backend.batches.cancel(await _batch(backend, id, account))


def _moment(stamp: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(stamp))
