"""``polycart migrate``: what one connected store has, to another one."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polycart.cli import output
from polycart.cli.options import account_option, home_option, json_option, run
from polycart.cli.progress import bar

if TYPE_CHECKING:
    from polycart.client import Store
    from polycart.client.migration import Report, Undone
    from polycart.core.bulk import Run
    from polycart.core.envelope import Answer
    from polycart.core.method import Method
    from polycart.core.platform import Capability
    from polycart.core.trace import Exchange
    from polycart.gateway.accounts import Caller
    from polycart.gateway.backend import Backend
    from polycart.gateway.stores import Listed

EXAMPLES = """
\b
Examples:
  polycart migrate --from old --to new --dry-run
  polycart migrate --from old --to new --only category --only product --limit 10
  polycart migrate --from old --to new --map-status "Shipped=Completed" --map-group "Wholesale=Dealers"
  polycart migrate --from old --to new --undo
"""

KINDS = ("category", "product", "customer", "order")


@click.command(epilog=EXAMPLES)
@click.option("--from", "source", metavar="KEY", required=True, help="Store to read, by key, id or label.")
@click.option("--to", "target", metavar="KEY", required=True, help="Store to write to, by key, id or label.")
@click.option("--dry-run", is_flag=True, help="Read the source alone, and tell what would be lost.")
@click.option("--only", multiple=True, type=click.Choice(KINDS), help="Leave other kinds out; repeatable.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Only the first N records of each kind.")
@click.option("--map-status", multiple=True, metavar="A=B", help="Order status of the target for one of the source.")
@click.option("--map-group", multiple=True, metavar="A=B", help="Customer group of the target for one of the source.")
@click.option("--map-tax", multiple=True, metavar="A=B", help="Tax class of the target for one of the source.")
@click.option("--full", is_flag=True, help="Read everything again, not only what was changed since the last run.")
@click.option("--delete", is_flag=True, help="Delete at the target what was carried and is gone from the source.")
@click.option("--keep-before", is_flag=True, help="Keep what updates replace, so that --undo can put it back.")
@click.option("--verify/--no-verify", default=True, show_default=True, help="Read back what was added.")
@click.option("--undo", "back", is_flag=True, help="Take the last run back.")
@click.option("--run", "number", type=int, metavar="N", help="The run that --undo takes back.")
@click.option("--concurrency", type=click.IntRange(1, 16), default=4, show_default=True, help="Records at once.")
@home_option
@account_option
@json_option
def migrate(source: str, target: str, *, back: bool, number: int | None, as_json: bool, **options: Any) -> None:
    """Carry categories, products with variants, customers and orders from one connected store to another.

    A run that was cut off is taken up by the same command; a later one carries what has changed since.
    """
    if number is not None and not back:
        raise click.UsageError("--run goes with --undo.")
    names = {
        "order_status": pairs(options.pop("map_status")),
        "customer_group": pairs(options.pop("map_group")),
        "tax_class": pairs(options.pop("map_tax")),
    }
    run(lambda: _ran(source, target, names, number, back=back, as_json=as_json, **options))


def pairs(given: tuple[str, ...]) -> dict[str, str]:
    """``A=B`` as a table."""
    found: dict[str, str] = {}
    for text in given:
        name, sign, other = text.partition("=")
        if not sign or not name.strip() or not other.strip():
            raise click.UsageError(f"'{text}' is no pair of names: write it as SOURCE=TARGET.")
        found[name.strip()] = other.strip()
    return found


async def _ran(
    source: str, target: str, names: dict[str, dict[str, str]], number: int | None, *, back: bool, as_json: bool,
    home: Path | None, account: str | None, only: tuple[str, ...], **options: Any,
) -> None:  # fmt: skip
    from polycart.client.migration import migrate as migrated
    from polycart.client.migration import undo

    async with _stores(home, account, source, target) as (old, new, folder):
        state = folder / f"{hashlib.sha256(f'{old} {new}'.encode()).hexdigest()[:24]}.db"
        if back:
            undone = await undo(old, new, state, number)
            output.say(undone) if as_json else _told_back(undone)
            return
        report = await migrated(
            old, new, state, only=list(only) or None, names=names,
            progress=lambda kind: bar(f"migrate {kind}"), **options,
        )  # fmt: skip
        output.say(report) if as_json else _told(report)


def _told(report: Report) -> None:
    columns = ("read",) if report.dry else (
        "read", "added", "updated", "unchanged", "found", "refused", "unclear", "deleted"
    )  # fmt: skip
    rows = [[kind, *(str(getattr(count, name)) for name in columns)] for kind, count in report.counts.items()]
    output.table(["kind", *columns], rows)
    if report.losses:
        click.echo()
        lost = [[loss.kind, loss.field, str(loss.records), loss.reason] for loss in report.losses]
        output.table(["kind", "lost", "records", "why"], lost)
    if report.troubles:
        click.echo()
        told = Counter((each.kind, each.parameter or "(record)", each.reason) for each in report.troubles)
        refused = [[kind, what, str(count), why] for (kind, what, why), count in told.most_common()]
        output.table(["kind", "refused", "times", "why"], refused)
    for kind, why in report.not_migrated.items():
        output.note(f"Nothing is carried of {kind}: {why}")
    for note in report.notes:
        output.note(note)
    if report.dry:
        for what, known in report.names.items():
            output.note(f"Looked up by name at the target ({what.replace('_', ' ')}): {', '.join(known)}")


def _told_back(undone: Undone) -> None:
    output.note(f"Run {undone.run}: {undone.deleted} deleted, {undone.restored} restored.")
    if undone.remains:
        output.table(["kind", "id", "remains because"], [[one.kind, one.id, one.reason] for one in undone.remains])


@asynccontextmanager
async def _stores(
    home: Path | None, account: str | None, source: str, target: str
) -> AsyncIterator[tuple[Store, Store, Path]]:
    """Both stores through the gateway of the state folder, and the folder that remembers migrations."""
    from polycart.cli.state import account_of, opened, owner, store_of
    from polycart.client import Store
    from polycart.gateway.home import Home

    async with opened(home) as backend:
        chosen = await account_of(backend, account)
        await backend.recover()  # what a killed run left half done is taken back before it is looked for
        listed = [await store_of(backend, chosen, wanted) for wanted in (source, target)]
        old, new = (Store(Connected(backend, owner(chosen), one)) for one in listed)
        yield old, new, Home.open(home).path / "migrations"


class Connected:
    """A store of the state folder as the library's face calls it: by the gateway, with its limits and its traces."""

    last_trace: list[Exchange] = []

    def __init__(self, backend: Backend, caller: Caller, listed: Listed) -> None:
        self._backend = backend
        self._caller = caller
        self._key = listed.store_key
        self._store = listed.store

    def __str__(self) -> str:
        return f"{self._store.cart_id} at {self._store.url}"

    async def call(self, method: Method[Any, Any], arguments: dict[str, Any]) -> Any:
        """Answer a call in the contract's structs."""
        from polycart.client.decoding import read

        return read(method, (await self.answer(method.name, arguments)).body, str(self))

    async def answer(self, name: str, arguments: dict[str, Any]) -> Answer:
        """Answer a call in the wire's envelope."""
        from polycart.client.doors import arguments_of
        from polycart.client.store import method_of

        return await self._backend.call(
            name, lambda: arguments_of(method_of(name), arguments),
            caller=self._caller, store_key=self._key, request_id=f"cli_{secrets.token_hex(12)}",
        )  # fmt: skip

    def capability(self, method: Method[Any, Any]) -> Capability:
        """How the platform serves a method."""
        return self._backend.platform(self._store).capability(method)

    def bulk(self, name: str, arguments: dict[str, Any]) -> Run | None:
        """Lists are read page by page here."""
        return None

    async def native(self, verb: str, path: str, query: Mapping[str, Any] | None, json: Any) -> Any:
        """A migration makes no calls but the contract's."""
        raise click.UsageError("A migration makes no native requests.")

    async def feed(self, verb: str, path: str, arguments: dict[str, Any]) -> Any:
        """A migration reads lists, not the feed."""
        raise click.UsageError("A migration does not read the feed.")

    async def close(self) -> None:
        """The gateway keeps the connections."""
