"""One seeded shop a module for reads, a fresh one a test for writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conformance.shops import Shop

_reading: dict[str, Shop] = {}


@pytest.fixture
def shop() -> Callable[..., Shop]:
    """A shop to read from; the same for all tests of the process, for nobody changes it."""

    def open_shop(cart_id: str) -> Shop:
        if cart_id not in _reading:
            _reading[cart_id] = Shop(cart_id)
        found = _reading[cart_id]
        # Facts and locks belong to the event loop of the test that made them.
        found.connection.forget()
        found.connection.throttle = type(found.connection.throttle)(found.platform.client.concurrency)
        return found

    return open_shop


@pytest.fixture
def fresh() -> Callable[..., Shop]:
    """A shop of the test's own."""

    def open_shop(cart_id: str, **options: Any) -> Shop:
        return Shop(cart_id, **options)

    return open_shop
