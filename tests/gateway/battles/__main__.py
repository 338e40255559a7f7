"""Fights a battle from the command line, and tells what was counted."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from pathlib import Path

from tests.gateway import postgres
from tests.gateway.battles import batches, changes, webhooks

BATTLES = {"batches": batches.battle, "changes": changes.battle, "webhooks": webhooks.battle}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.gateway.battles", description=__doc__)
    parser.add_argument("kind", choices=sorted(BATTLES))
    parser.add_argument("kills", type=int)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--folder", type=Path, help="where logs are kept; else they are gone with the battle")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = told.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # the user of the database server has to get there
        server = postgres.Server(folder / "postgres") if told.engine == "postgresql" else None
        began = time.monotonic()
        try:
            counted = asyncio.run(BATTLES[told.kind](folder, told.kills, seed=told.seed, server=server))
        finally:
            if server is not None:
                server.close()
    counted |= {"engine": told.engine, "seed": told.seed, "seconds": round(time.monotonic() - began)}
    print(json.dumps(counted))  # noqa: T201


if __name__ == "__main__":
    os.umask(0o022)
    main()
