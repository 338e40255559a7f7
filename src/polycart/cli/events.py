"""``polycart events``, ``listen``, ``trigger``, ``webhooks``: what was delivered, and trying it out."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from polycart.cli import output
from polycart.cli.options import account_option, home_option, json_option, run

if TYPE_CHECKING:
    from polycart.gateway.accounts import Account
    from polycart.gateway.backend import Backend
    from polycart.gateway.webhooks.delivery import Delivery, Fate, Taken
    from polycart.gateway.webhooks.records import Webhook

SETTINGS = {"help_option_names": ["-h", "--help"]}
SHOWN = ("id", "happened", "webhook", "event", "entity_id", "state", "attempts", "status", "next", "said")
WEBHOOKS = ("id", "store", "event", "callback", "active", "failures", "open", "note")
STATES = ("open", "delivered", "skipped", "dead")

store_option = click.option("--store", metavar="KEY", help="Store, by key, id or label.")


@click.group(context_settings=SETTINGS)
def events() -> None:
    """What was delivered to webhooks, and what was not: the log of the last 30 days."""


@events.command("list")
@store_option
@click.option("--webhook", type=int, metavar="ID", help="Only deliveries to this webhook.")
@click.option("--state", type=click.Choice(STATES), help="Only deliveries in this state.")
@click.option("--entity", metavar="ID", help="Only what is about the entity with this id.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many, newest first.")
@home_option
@account_option
@json_option
def list_(**options: Any) -> None:
    """List deliveries, the newest first: their state, how often they were tried, when they are tried next."""
    as_json = options.pop("as_json")
    rows = run(lambda: _listed(**options))
    output.listing(
        SHOWN,
        rows,
        as_json=as_json,
        empty="Nothing was delivered. A webhook is made by: polycart call webhook.create …",
    )


@events.command()
@click.argument("id", type=int)
@home_option
@account_option
@json_option
def show(id: int, home: Path | None, account: str | None, as_json: bool) -> None:
    """Show delivery ID and every attempt at it."""
    row, attempts = run(lambda: _shown(id, home, account))
    if as_json:
        output.say({**row, "attempt": attempts})
        return
    output.table(("", ""), [[name, output.cell(value)] for name, value in row.items()])
    if attempts:
        names = ("number", "at", "ms", "status", "said")
        output.table(names, [[output.cell(one[name]) for name in names] for one in attempts])


@events.command()
@click.argument("ids", type=int, nargs=-1)
@click.option("--failed", is_flag=True, help="All dead letters, of --webhook or --store or of the account.")
@click.option("--webhook", type=int, metavar="ID", help="With --failed: of this webhook.")
@store_option
@home_option
@account_option
def replay(**options: Any) -> None:
    """Deliver IDS (or all dead letters) once more, with what the shop has by now."""
    if bool(options["ids"]) == options["failed"]:
        raise click.UsageError("Name the deliveries by their ids, or all dead letters with --failed.")
    number, passed = run(lambda: _replayed(**options))
    click.echo(f"{number} delivery(ies) will be made again.")
    if passed:
        output.note(f"{passed} of them are under way anyhow.")


@click.command(context_settings=SETTINGS)
@click.option(
    "--forward-to", "url", required=True, metavar="URL", help="Address that gets the events; it may be local."
)
@click.option("--events", "names", metavar="NAMES", help="Events joined by commas, such as order.add; all by default.")
@store_option
@home_option
@account_option
def listen(url: str, names: str | None, store: str | None, home: Path | None, account: str | None) -> None:
    """Send a store's events to a local address while this runs, as a webhook would get them.

    A server or worker has to run, which asks the shop for what is new; polycart trigger needs none.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise click.UsageError("--forward-to needs an http or https address.")
    run(lambda: _listened(url, names, store, home, account))


@click.command(context_settings=SETTINGS)
@click.argument("event", metavar="EVENT")
@click.option("--id", "id", metavar="ID", help="Id of the entity; the first that the shop lists by default.")
@click.option("--parent", default="", metavar="ID", help="Id of what the entity belongs to, where it needs one.")
@store_option
@home_option
@account_option
@json_option
def trigger(as_json: bool, **options: Any) -> None:
    """Deliver EVENT (such as order.add) to all who want it, marked as a test, about an entity of the shop.

    Webhooks get it from a server or worker that runs, or a polycart listen.
    """
    subject, numbers = run(lambda: _triggered(**options))
    if as_json:
        output.say({"entity": subject.entity, "action": subject.action, "id": subject.entity_id, "events": numbers})
        return
    click.echo(f"{subject.entity} {subject.entity_id} {subject.action}: {len(numbers)} delivery(ies).")
    output.note(f"See: polycart events show {numbers[0]}")


@click.group(context_settings=SETTINGS)
def webhooks() -> None:
    """The webhooks of an account and their secrets; they are made by polycart call webhook.create."""


@webhooks.command("list")
@home_option
@account_option
@json_option
def list_webhooks(home: Path | None, account: str | None, as_json: bool) -> None:
    """List the webhooks of all the account's stores, with what waits for each."""
    rows = run(lambda: _webhooks(home, account))
    if as_json:
        output.say(rows)
    else:
        output.table(WEBHOOKS, [[output.cell(row[name]) for name in WEBHOOKS] for row in rows])


@webhooks.command()
@click.argument("id", type=int)
@click.option("--rotate", is_flag=True, help="Make a new one; the old one signs beside it for a day.")
@home_option
@account_option
def secret(id: int, rotate: bool, home: Path | None, account: str | None) -> None:
    """Show the secret of webhook ID, by which its receiver checks the header webhook-signature."""
    click.echo(run(lambda: _secret(id, rotate, home, account)))


async def _listed(
    home: Path | None, account: str | None, store: str | None, webhook: int | None, state: str | None,
    entity: str | None, limit: int,
) -> list[dict[str, Any]]:  # fmt: skip
    from polycart.cli.state import account_of, opened
    from polycart.gateway.tables import deliveries

    async with opened(home) as backend:
        filters = await _of(backend, await account_of(backend, account), store)
        given = ((deliveries.c.webhook_id, webhook), (deliveries.c.state, state), (deliveries.c.entity_id, entity))
        filters += [column == value for column, value in given if value is not None]
        return [_row(one) for one in await backend.deliveries.list(*filters, limit=limit)]


async def _of(backend: Backend, account: Account, store: str | None) -> list[Any]:
    """What limits deliveries to an account, or to one of its stores."""
    from sqlalchemy import select

    from polycart.cli.state import store_of
    from polycart.gateway.tables import deliveries, stores

    if store is not None:
        return [deliveries.c.store_id == (await store_of(backend, account, store)).store.id]
    return [deliveries.c.store_id.in_(select(stores.c.id).where(stores.c.account_id == account.id))]


def _row(one: Delivery) -> dict[str, Any]:
    waiting = one.state == "open"
    return {
        "id": one.id,
        "happened": _moment(one.moment),
        "store": one.store_id,
        "webhook": one.webhook_id,
        "event": f"{one.entity}.{one.action}" if one.entity else "connection lost",
        "entity_id": one.entity_id,
        "kind": one.kind,
        "state": one.state,
        "attempts": one.tries,
        "status": one.status,
        "next": _moment(one.due) if waiting and one.due is not None else None,
        "age": round((one.finished or time.time()) - one.created, 3),
        "said": one.said or ("It waits for an earlier event of its entity." if waiting and one.due is None else ""),
        "message": one.message,
        "bytes": one.size,
        "sha256": one.digest.hex() if one.digest else None,
    }


async def _owned(backend: Backend, account: str | None, id: int) -> Delivery:
    from polycart.cli.state import account_of

    chosen = await account_of(backend, account)
    one = await backend.deliveries.get(id)
    if backend.stores.get(one.store_id).account_id != chosen.id:
        raise click.UsageError(f"Event {id} belongs to another account; name it with --account.")
    return one


async def _shown(id: int, home: Path | None, account: str | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from polycart.cli.state import opened

    async with opened(home) as backend:
        one = await _owned(backend, account, id)
        attempts = await backend.deliveries.attempts(id)
    return _row(one), [{**row, "at": _moment(row["moment"])} for row in attempts]


async def _replayed(
    ids: tuple[int, ...], failed: bool, webhook: int | None, store: str | None, home: Path | None, account: str | None
) -> tuple[int, int]:
    from polycart.cli.state import account_of, opened
    from polycart.gateway.tables import deliveries

    async with opened(home) as backend:
        if failed:
            filters = await _of(backend, await account_of(backend, account), store)
            filters.append(deliveries.c.state == "dead")
            filters += [deliveries.c.webhook_id == webhook] if webhook is not None else []
            chosen = [one.id for one in await backend.deliveries.list(*filters, limit=100_000)]
        else:
            chosen = [(await _owned(backend, account, id)).id for id in ids]
        made = 0
        for start in range(0, len(chosen), 500):
            made += await backend.deliveries.replay(chosen[start : start + 500])
        return made, len(chosen) - made


async def _triggered(
    event: str, id: str | None, parent: str, store: str | None, home: Path | None, account: str | None
) -> tuple[Any, list[int]]:
    from polycart.cli.state import account_of, opened, store_of
    from polycart.gateway.webhooks.trying import triggered

    async with opened(home) as backend:
        chosen = await store_of(backend, await account_of(backend, account), store)
        return await triggered(backend, chosen.store, event, id=id, parent_id=parent)


async def _listened(url: str, names: str | None, store: str | None, home: Path | None, account: str | None) -> None:
    from polycart.cli.state import account_of, opened, store_of
    from polycart.core.transport import ANY_ADDRESS, HttpTransport
    from polycart.gateway.webhooks.dispatch import Dispatcher
    from polycart.gateway.webhooks.entities import told
    from polycart.gateway.webhooks.signatures import new_secret

    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with opened(home) as backend:
        chosen = (await store_of(backend, await account_of(backend, account), store)).store
        known = [f"{name}.{one}" for name, (_, actions) in told(backend.platform(chosen)).items() for one in actions]
        wanted = [name.strip() for name in names.split(",")] if names else known
        if strange := [name for name in wanted if name not in known]:
            raise click.UsageError(f"There is no event '{strange[0]}' in this store, only: {', '.join(known)}")
        presence, secret = backend.database.presence, new_secret()
        presence.attend()
        dispatcher = Dispatcher(
            backend, listener=presence.token, transport=HttpTransport(ANY_ADDRESS, whole=False), told=_told
        )
        try:
            for name in dict.fromkeys(wanted):
                entity, _, action = name.rpartition(".")
                await backend.webhooks.add(chosen.id, entity, action, url, listener=presence.token, secret=secret)
            await dispatcher.start()
            click.echo(f"Events of {chosen.url} go to {url}. The secret that signs them is {secret}")
            await stopped.wait()
        finally:
            await dispatcher.stop()
            await backend.webhooks.leave(presence.token)


def _told(taken: Taken, fate: Fate) -> None:
    one = taken.delivery
    became = str(fate.status) if fate.fine else fate.said
    click.echo(f"{time.strftime('%H:%M:%S')}  {one.entity}.{one.action}  {one.entity_id}  {became}  ({fate.ms:.0f} ms)")


async def _webhooks(home: Path | None, account: str | None) -> list[dict[str, Any]]:
    from sqlalchemy import select

    from polycart.cli.state import account_of, opened
    from polycart.gateway.tables import deliveries, stores
    from polycart.gateway.tables import webhooks as table

    async with opened(home) as backend:
        chosen = await account_of(backend, account)
        mine = table.c.store_id.in_(select(stores.c.id).where(stores.c.account_id == chosen.id))
        found = await backend.webhooks.list(mine)
        waiting = {
            one.id: await backend.deliveries.count(deliveries.c.webhook_id == one.id, deliveries.c.state == "open")
            for one in found
        }
    return [
        {
            "id": one.id, "store": one.store_id, "event": f"{one.entity}.{one.action}", "callback": one.callback,
            "label": one.label, "active": one.active, "failures": one.failures, "open": waiting[one.id],
            "note": one.note,
        }
        for one in found
    ]  # fmt: skip


async def _secret(id: int, rotate: bool, home: Path | None, account: str | None) -> str:
    from polycart.cli.state import account_of, opened

    async with opened(home) as backend:
        chosen = await account_of(backend, account)
        one: Webhook = await backend.webhooks.get(id)
        if backend.stores.get(one.store_id).account_id != chosen.id:
            raise click.UsageError(f"Webhook {id} belongs to another account; name it with --account.")
        return await backend.webhooks.rotate(one) if rotate else backend.webhooks.secrets(one)[0]


def _moment(stamp: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(stamp))
