"""The simulated shop of every platform that is built, found as the platforms themselves are."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

from polycart import platforms


class Simulator(Protocol):
    """A simulated shop: an ASGI application, seeded, with the credentials that open it."""

    @property
    def credentials(self) -> dict[str, str]:
        """The credentials of its owner, by the names of the connector's settings."""
        ...

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        ...


@cache
def simulators() -> dict[str, Callable[..., Simulator]]:
    """What makes each platform's shop, by ``cart_id``."""
    found: dict[str, Callable[..., Simulator]] = {}
    for module in pkgutil.iter_modules(platforms.__path__):
        name = f"{platforms.__name__}.{module.name}"
        if module.ispkg and importlib.util.find_spec(f"{name}.sim"):
            cart_id: str = importlib.import_module(name).platform.cart_id
            found[cart_id] = importlib.import_module(f"{name}.sim").Simulator
    return dict(sorted(found.items()))
