"""One seeded shop a process for reads, a fresh one a test for writes."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from polycart.sandbox.catalogue import small_catalogue
from tests.conformance.shops import LIVE, Shop

_reading: dict[str, Shop] = {}


@pytest.fixture
async def shop() -> AsyncIterator[Callable[..., Shop]]:
    """A shop to read from; the same for all tests of the process, for nobody changes it."""
    opened: list[Shop] = []

    def open_shop(cart_id: str) -> Shop:
        if cart_id in LIVE or cart_id not in _reading:
            _reading[cart_id] = Shop(cart_id).keep_lists()
        found = _reading[cart_id]
        # Facts and locks belong to the event loop of the test that made them.
        found.connection.forget()
        found.connection.throttle = type(found.connection.throttle)(found.platform.client.concurrency)
        found.connection.budget = type(found.connection.budget)()
        opened.append(found)
        return found

    yield open_shop
    for found in opened:
        await found.connection.transport.close()


@pytest.fixture
async def fresh() -> AsyncIterator[Callable[..., Shop]]:
    """A shop of the test's own, a small one: most tests that write read it whole, before and after."""
    opened: list[Shop] = []

    def open_shop(cart_id: str, **options: Any) -> Shop:
        if cart_id in LIVE and (command := os.environ.get("POLYCART_LIVE_RESET")):
            subprocess.run(shlex.split(command), check=True, capture_output=True)
        opened.append(Shop(cart_id, **({"catalogue": small_catalogue()} | options)))
        return opened[-1]

    yield open_shop
    for found in opened:
        await found.connection.transport.close()
