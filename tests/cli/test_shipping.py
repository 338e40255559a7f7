"""Services that shops ask for rates, on the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from polycart.cli.state import opened


async def _fail(home: Path) -> None:
    async with opened(home) as backend:
        store = (await backend.stores.list((await backend.accounts.list())[0].id))[0].store
        services = backend.live_rates.services
        service = await services.add(store.id, "Express", "https://rates.example/ask", None)
        await services.went_wrong(service, "Callback did not answer.", 1_800_000_000.0, 20)


def test_services_are_listed_with_their_last_failure_and_given_a_table(
    command: Any, own_home: Path, tmp_path: Path
) -> None:
    at = ("--home", own_home)
    assert "No shop asks for rates" in command("shipping", "list", *at).err
    asyncio.run(_fail(own_home))
    (row,) = command("shipping", "list", "--json", *at).json
    assert (row["name"], row["failures"], row["said"]) == ("Express", 1, "Callback did not answer.")
    assert row["failed"] == "2027-01-15T08:00:00+00:00"
    table = tmp_path / "table.json"
    table.write_text(json.dumps([{"name": "Flat", "code": "flat", "total_cost": 4.5, "countries": ["DE"]}]))
    assert command("shipping", "fallback", "1", table, *at).code == 0
    assert "Express" in command("shipping", "list", *at).out
    assert command("shipping", "list", "--json", *at).json[0]["fallback"] == 1
    table.write_text('[{"name": "Flat"}]')
    refused = command("shipping", "fallback", "1", table, *at)
    assert (refused.code, 'Field "rates->0->code" is required' in refused.err) == (1, True)
    assert command("shipping", "fallback", "1", *at).code == 0
    assert command("shipping", "list", "--json", *at).json[0]["fallback"] == 0
    for words in (("on", "7"), ("off", "7"), ("fallback", "7")):
        assert "There is no service 7" in command("shipping", *words, *at).err
