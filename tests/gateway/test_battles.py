"""The battles of the folder ``battles``, with few kills; by hand they are fought with as many as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.gateway import postgres
from tests.gateway.battles import batches, changes, webhooks

PAUSE = 0.6


Found = postgres.Server | None


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Found:
    """The database server of a battle; each kind is fought here on the engine that asks more of it, or on both."""
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else None


@pytest.mark.timeout(400)
@pytest.mark.parametrize("server", ["sqlite", "postgresql"], indirect=True)
async def test_no_item_is_applied_twice_whatever_dies(tmp_path: Path, server: Found) -> None:
    told = await batches.battle(tmp_path, ("worker", "database", "server"), seed=7, server=server, pause=PAUSE)
    assert sum(told["kills"].values()) == 3
    assert told["batches"] > 0


@pytest.mark.timeout(240)
@pytest.mark.parametrize("server", ["postgresql"], indirect=True)
async def test_every_change_is_told_once_whatever_dies(tmp_path: Path, server: Found) -> None:
    told = await changes.battle(tmp_path, ("database", "worker"), seed=3, server=server, pause=PAUSE)
    assert sum(told["kills"].values()) == 2
    assert sum(told["changes"].values()) > 0


@pytest.mark.timeout(240)
@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
async def test_every_change_arrives_whatever_dies(tmp_path: Path, server: Found) -> None:
    told = await webhooks.battle(tmp_path, ("database", "worker"), seed=3, server=server, pause=PAUSE)
    assert sum(told["kills"].values()) == 2
    assert told["changes"] > 50
