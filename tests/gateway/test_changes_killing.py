"""The battle over changes of ``changes_killing.py``, with few kills."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.gateway.changes_killing import front


@pytest.mark.timeout(240)
async def test_every_change_is_told_though_servers_and_readers_are_killed(tmp_path: Path) -> None:
    told = await front(tmp_path, 2, seed=3)
    assert sum(told["kills"].values()) == 2
    assert sum(told["changes"].values()) > 0
