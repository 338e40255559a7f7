"""A reader of a feed in a process of its own, which writes what it reads into a database, and can be killed.

``feed_reader.py URL API_KEY STORE_KEY FILE``; a change that comes again is counted.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys

import polycart
from polycart.core.errors import PolycartError


async def main(url: str, api_key: str, store_key: str, file: str) -> None:
    kept = sqlite3.connect(file, isolation_level=None)
    kept.execute("CREATE TABLE IF NOT EXISTS seen (seq INTEGER PRIMARY KEY, times INTEGER, place INTEGER)")
    while True:
        try:
            async with polycart.remote(url, api_key, store_key) as store:
                async for change in store.changes(consumer="erp", commit_every=1):
                    kept.execute(
                        "INSERT INTO seen VALUES (?, 1, (SELECT count(*) FROM seen)) "
                        "ON CONFLICT (seq) DO UPDATE SET times = times + 1",
                        (change.seq,),
                    )
        except PolycartError:
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
