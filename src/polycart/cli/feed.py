"""``polycart feed``: what changes in a store, for readers who come back to where they were."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from polycart.cli import output
from polycart.cli.options import account_option, home_option, json_option, run

if TYPE_CHECKING:
    from polycart.gateway.backend import Backend
    from polycart.gateway.changes.feed import Feed
    from polycart.gateway.stores import Store

WAIT = 20.0
SHOWN = ("seq", "moment", "entity", "action", "entity_id", "parent_id", "source")

store_option = click.option(
    "--store", metavar="KEY", help="Store, by key, id or label; the only one where there is one."
)
Work = Callable[["Backend", "Feed", "Store"], Coroutine[Any, Any, Any]]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def feed() -> None:
    """What changes in a store, in order; off until it is switched on. Only ids are kept, for 30 days."""


@feed.command()
@click.option(
    "--entities", metavar="NAMES", help="Entities, joined by commas; products, orders, customers, categories."
)
@store_option
@home_option
@account_option
def on(entities: str | None, store: str | None, home: Path | None, account: str | None) -> None:
    """Keep what changes in a store from now on. A server or worker has to run: it asks the shop, or is told by it."""

    async def work(backend: Backend, feed: Feed, chosen: Store) -> list[str]:
        names = [part.strip() for part in entities.split(",") if part.strip()] if entities is not None else None
        return await feed.on(chosen, names)

    click.echo(f"Kept are changes of: {', '.join(run(lambda: _with(work, store, home, account)))}.")


@feed.command()
@store_option
@home_option
@account_option
def off(store: str | None, home: Path | None, account: str | None) -> None:
    """Keep no further changes of a store."""

    async def work(backend: Backend, feed: Feed, chosen: Store) -> None:
        await feed.off(chosen)

    run(lambda: _with(work, store, home, account))
    click.echo("The feed is off.")


@feed.command()
@store_option
@home_option
@account_option
@json_option
def status(store: str | None, home: Path | None, account: str | None, as_json: bool) -> None:
    """Show what a store's feed is about, how far it is, and who reads it."""

    async def work(backend: Backend, feed: Feed, chosen: Store) -> dict[str, Any]:
        return await _status(backend, feed, chosen)

    told = run(lambda: _with(work, store, home, account))
    if as_json:
        output.say(told)
        return
    rows = [[name, output.cell(value)] for name, value in told.items() if name not in ("readers", "notes")]
    output.table(("", ""), [*rows, *([entity, note] for entity, note in told["notes"].items())])
    if told["readers"]:
        names = ("consumer", "seq", "behind", "moment")
        output.table(names, [[output.cell(reader[name]) for name in names] for reader in told["readers"]])


@feed.command()
@click.argument("consumer")
@store_option
@home_option
@account_option
def forget(consumer: str, store: str | None, home: Path | None, account: str | None) -> None:
    """Forget how far CONSUMER has come."""

    async def work(backend: Backend, feed: Feed, chosen: Store) -> None:
        await feed.forget(chosen, consumer)

    run(lambda: _with(work, store, home, account))


@feed.command()
@click.option("--consumer", metavar="NAME", help="Go on where this reader was, and keep how far it comes.")
@click.option("--after", type=int, metavar="SEQ", help="Begin after this change.")
@click.option("--entities", metavar="NAMES", help="Only these entities, joined by commas.")
@click.option("--follow", is_flag=True, help="Wait for what comes, until Ctrl+C.")
@store_option
@home_option
@account_option
@json_option
def read(
    consumer: str | None, after: int | None, entities: str | None, follow: bool, store: str | None,
    home: Path | None, account: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show what has changed in a store, a line for each change: as columns, or as JSON with --json."""
    chosen = [part.strip() for part in entities.split(",") if part.strip()] if entities is not None else None

    async def work(backend: Backend, feed: Feed, shop: Store) -> None:
        stopped = asyncio.Event()
        if follow:
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stopped.set)
        told = _told(feed, shop, stopped, consumer=consumer, after=after, entities=chosen, follow=follow)
        async with aclosing(told) as changes:
            async for row in changes:
                line = [str(row.get(name, "")) for name in SHOWN]
                click.echo(msgspec.json.encode(row).decode() if as_json else "  ".join(line).rstrip())

    run(lambda: _with(work, store, home, account))


async def _told(
    feed: Feed, store: Store, stopped: asyncio.Event, *, consumer: str | None, follow: bool, **more: Any
) -> AsyncGenerator[dict[str, Any]]:
    """Change after change; each page is acknowledged when all of it was shown."""
    while not stopped.is_set():
        reading = asyncio.ensure_future(feed.read(store, consumer=consumer, wait=WAIT if follow else 0, **more))
        stopping = asyncio.ensure_future(stopped.wait())
        await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not reading.done():
            reading.cancel()
            return
        chapter = reading.result()
        for change in chapter.changes:
            yield msgspec.to_builtins(change)
        if consumer is not None:
            await feed.acknowledge(store, consumer, chapter.next)
        more["after"] = chapter.next
        if not follow and not chapter.more:
            return


async def _status(backend: Backend, feed: Feed, store: Store) -> dict[str, Any]:
    entities = sorted(await feed.entities(store))
    lost = backend.changes.connection(store.id)
    return {
        "store": store.id,
        "feed": "on" if entities else "off",
        "entities": entities,
        "possible": feed.possible(store),
        "oldest kept": backend.changes.oldest(store.id),
        "newest": backend.changes.last(store.id),
        "lost": lost.message if lost is not None else None,
        "readers": [msgspec.to_builtins(reader) for reader in await feed.readers(store)],
        "notes": await backend.changes.notes(store.id),
    }


async def _with(work: Work, store: str | None, home: Path | None, account: str | None) -> Any:
    from polycart.cli.state import account_of, opened, store_of
    from polycart.gateway.changes.feed import Feed

    async with opened(home) as backend:
        chosen = await store_of(backend, await account_of(backend, account), store)
        return await work(backend, Feed(backend), chosen.store)
