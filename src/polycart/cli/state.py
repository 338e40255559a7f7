"""The state folder as its owner sees it: the gateway in this process, every call the chosen account's."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click

from polycart.core.errors import ServiceUnavailable
from polycart.gateway.accounts import SCOPES, Account, Caller
from polycart.gateway.backend import Backend
from polycart.gateway.home import Home
from polycart.gateway.keys import well_formed
from polycart.gateway.stores import Listed
from polycart.server.settings import limits

FIRST_ACCOUNT = "main"


def owner(account: Account) -> Caller:
    """Whoever owns the state folder needs no key: each call is the chosen account's."""
    return Caller(account.id, 0, frozenset(SCOPES), account.concurrency, disabled=False)


@asynccontextmanager
async def opened(home: Path | None, *, make: bool = False) -> AsyncIterator[Backend]:
    """The gateway on a state folder; one that is not there yet is only made where something is to be put into it."""
    if not make:
        refuse_missing(home)
    backend = Backend(Home.open(home), limits=limits())
    try:
        yield backend
    finally:
        await backend.close()


def refuse_missing(home: Path | None) -> None:
    """Refuse a state folder that is not there, where nothing is to be put into it."""
    if "POLYCART_DATABASE" in os.environ:
        return
    told = home or os.environ.get("POLYCART_HOME")
    chosen = Path(told).expanduser().absolute() if told else Home.open().path
    if not (chosen / "polycart.db").exists():
        raise ServiceUnavailable(
            f"There is no polycart state in {chosen}. Name the folder with --home, "
            "or connect a first shop with: polycart stores add"
        )


async def account_of(backend: Backend, wanted: str | None, *, make: bool = False) -> Account:
    """The account that is meant: the named one, or the only one; ``make`` opens a first one."""
    known = await backend.accounts.list()
    if wanted is not None:
        for account in known:
            if wanted in (account.name, str(account.id)):
                return account
        raise click.UsageError(f"There is no account '{wanted}'. See: polycart accounts list")
    if len(known) > 1:
        raise click.UsageError(f"Which account? Name one with --account: {', '.join(one.name for one in known)}")
    if known:
        return known[0]
    if make:
        return await backend.accounts.create(FIRST_ACCOUNT)
    raise click.UsageError("There is no account yet. Make one with: polycart accounts create NAME")


async def store_of(backend: Backend, account: Account, wanted: str | None) -> Listed:
    """The store that is meant: by key, id or label, or the only one."""
    known = await backend.stores.list(account.id)
    if wanted is None:
        if len(known) == 1:
            return known[0]
        hint = "Name it with --store KEY; see: polycart stores list" if known else "See: polycart stores add"
        raise click.UsageError(f"{'Which store?' if known else 'No store is connected.'} {hint}")
    for one in known:
        names = (one.store_key, str(one.store.id), one.store.label, one.store.custom_label)
        if wanted in names:
            return one
    what = "this key" if well_formed(wanted) else f"the key, id or label '{wanted}'"
    raise click.UsageError(f"There is no store with {what}. See: polycart stores list")
