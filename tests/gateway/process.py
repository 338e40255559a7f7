"""Another process on the same home folder; run by the tests that need one to talk to, or to kill."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from polycart.gateway.accounts import Accounts
from polycart.gateway.database import Database
from polycart.gateway.home import Home
from polycart.gateway.idempotency import Fresh, Idempotency, fingerprint
from polycart.gateway.journal import Journal
from polycart.gateway.stores import Stores
from polycart.gateway.traces import Traces
from polycart.gateway.vault import Vault


def say(value: object) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201


async def told() -> str:
    return (await asyncio.to_thread(sys.stdin.readline)).strip()


async def main(path: str, command: str, *words: str) -> None:
    home = Home.open(path)
    database = Database.open(home.database)
    vault = Vault.open(home, database)
    stores = Stores(database, vault)
    if command == "open":
        say(vault.id.hex())
    elif command == "work":  # begin with a key, wait for a word, then answer
        account, store, key = int(words[0]), int(words[1]), words[2]
        begun = await Idempotency(database, stores).begin(
            (account, store, "product.add", key), fingerprint({"name": "shirt"}), deadline=time.monotonic() + 20
        )
        if isinstance(begun, Fresh):
            async with begun:
                say("fresh")
                begun.keep((await told()).encode())
            say("kept")
        else:
            say(begun.body.decode())
    elif command == "journal":  # note steps, then wait
        entry = Journal(database, stores).open(int(words[0]), "request-1")
        for path in words[1:]:
            entry.add({"method": "DELETE", "path": path})
        say("noted")
        await told()
    elif command == "pending":
        say([entry.request_id for entry in Journal(database, stores).pending()])
        await told()
    elif command == "trace":
        say((await Traces(database, stores).get(words[0])) is not None)
    elif command == "disable":
        await Accounts(database).disable_key(int(words[0]))
        say("disabled")
    elif command == "lock":  # hold the write lock for a while
        with database.engine.begin():
            say("locked")
            await asyncio.sleep(float(words[0]))
    database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
