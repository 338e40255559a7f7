"""``polycart accounts`` and ``polycart keys``: who may call, and the master key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from polycart.cli import output
from polycart.cli.options import account_option, home_option, json_option, run

HELP = {"help_option_names": ["-h", "--help"]}


@click.group(context_settings=HELP)
def accounts() -> None:
    """The accounts of this installation."""


@accounts.command("create")
@click.argument("name")
@click.option("--concurrency", type=click.IntRange(1), help="Calls at once, instead of the installation's limit.")
@home_option
@json_option
def create_account(name: str, concurrency: int | None, home: Path | None, as_json: bool) -> None:
    """Open an account called NAME."""

    async def work(backend: Any) -> Any:
        return await backend.accounts.create(name, concurrency=concurrency)

    made = run(lambda: _with(home, work, make=True))
    output.say(made) if as_json else click.echo(f"Account {made.id} '{made.name}'. Next: polycart keys create")


@accounts.command("list")
@home_option
@json_option
def list_accounts(home: Path | None, as_json: bool) -> None:
    """List the accounts."""

    async def work(backend: Any) -> list[Any]:
        return await backend.accounts.list()

    _listed(run(lambda: _with(home, work)), as_json)


@accounts.command("disable")
@click.argument("name")
@click.option("--enable", is_flag=True, help="Let it in again.")
@home_option
def disable_account(name: str, enable: bool, home: Path | None) -> None:
    """Block all keys of the account NAME (its name or id)."""

    async def work(backend: Any) -> str:
        from polycart.cli.state import account_of

        found = await account_of(backend, name)
        await backend.accounts.disable(found.id, disabled=not enable)
        return found.name

    click.echo(f"Account '{run(lambda: _with(home, work))}' is {'enabled' if enable else 'disabled'}.")


@click.group(context_settings=HELP)
def keys() -> None:
    """The API keys of an account, and the master key."""


@keys.command("create")
@click.argument("name", default="")
@click.option("--read-only", is_flag=True, help="The key may not change shops.")
@home_option
@account_option
@json_option
def create_key(name: str, read_only: bool, home: Path | None, account: str | None, as_json: bool) -> None:
    """Make an API key and print it, which happens this once; NAME is for your own orientation."""

    async def work(backend: Any) -> tuple[Any, str]:
        from polycart.cli.state import account_of

        chosen = await account_of(backend, account, make=True)
        return await backend.accounts.create_key(chosen.id, name, scopes=("read",) if read_only else ("read", "write"))

    made, key = run(lambda: _with(home, work, make=True))
    output.say({"id": made.id, "api_key": key, "scopes": made.scopes}) if as_json else click.echo(key)


@keys.command("list")
@home_option
@account_option
@json_option
def list_keys(home: Path | None, account: str | None, as_json: bool) -> None:
    """List the keys of an account by their first characters."""

    async def work(backend: Any) -> list[Any]:
        from polycart.cli.state import account_of

        return await backend.accounts.keys((await account_of(backend, account)).id)

    _listed(run(lambda: _with(home, work)), as_json)


@keys.command("disable")
@click.argument("key")
@click.option("--enable", is_flag=True, help="Let it in again.")
@home_option
@account_option
def disable_key(key: str, enable: bool, home: Path | None, account: str | None) -> None:
    """Block the key KEY (its id or first characters)."""

    async def work(backend: Any) -> Any:
        found = await _key(backend, account, key)
        await backend.accounts.disable_key(found.id, disabled=not enable)
        return found

    click.echo(f"Key {run(lambda: _with(home, work)).prefix}… is {'enabled' if enable else 'disabled'}.")


@keys.command("delete")
@click.argument("key")
@home_option
@account_option
def delete_key(key: str, home: Path | None, account: str | None) -> None:
    """Forget the key KEY (its id or first characters)."""

    async def work(backend: Any) -> Any:
        found = await _key(backend, account, key)
        await backend.accounts.delete_key(found.id)
        return found

    click.echo(f"Key {run(lambda: _with(home, work)).prefix}… is deleted.")


@keys.command("rotate-master")
@home_option
@json_option
def rotate_master(home: Path | None, as_json: bool) -> None:
    """Replace the master key in the state folder; the key of every store is wrapped anew, in moments.

    Stop the server before, or restart it after: until then it connects no stores. Page cursors that clients hold
    become invalid.
    """
    stores, file = _rotated(home)
    if as_json:
        output.say({"stores": stores, "master_key_file": str(file)})
        return
    click.echo(f"The master key is new; the keys of {stores} store{'' if stores == 1 else 's'} were wrapped anew.")
    output.note(f"Restart a server that runs, and back up {file}; older backups still need the key of before.")


def _rotated(home: Path | None) -> tuple[int, Path]:
    """Rotate without the gateway, which would go on with the old key."""
    from polycart.cli.state import refuse_missing
    from polycart.gateway.database import Database
    from polycart.gateway.home import Home
    from polycart.gateway.vault import rotate_file

    refuse_missing(home)
    opened = Home.open(home)
    database = Database.open(opened.database)
    try:
        return rotate_file(opened, database), opened.master_key_file
    finally:
        database.close()


async def _key(backend: Any, account: str | None, wanted: str) -> Any:
    from polycart.cli.state import account_of

    known = await backend.accounts.keys((await account_of(backend, account)).id)
    found = [one for one in known if wanted == str(one.id) or (len(wanted) >= 4 and one.prefix.startswith(wanted[:8]))]
    if len(found) != 1:
        raise click.UsageError(f"{'No key' if not found else 'More than one key'} is meant by '{wanted[:8]}'.")
    return found[0]


async def _with(home: Path | None, work: Any, *, make: bool = False) -> Any:
    from polycart.cli.state import opened

    async with opened(home, make=make) as backend:
        return await work(backend)


def _listed(rows: list[Any], as_json: bool) -> None:
    plain: list[dict[str, Any]] = msgspec.to_builtins(rows)
    if as_json:
        output.say(plain)
        return
    plain = [output.flat(row) for row in plain]
    for row in plain:
        for name in ("created", "last_used"):
            if row.get(name):
                row[name] = datetime.fromtimestamp(row[name], UTC).isoformat(" ", "seconds")
    if plain:
        output.table(list(plain[0]), [[output.cell(value) for value in row.values()] for row in plain])
    else:
        output.note("There are none yet.")
