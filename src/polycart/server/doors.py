"""The seam between the server and what stands behind it: a call by name goes in, a finished answer comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from polycart.core.envelope import Answer

__all__ = ["Answer", "Doors"]


class Doors(Protocol):
    """Whoever answers calls; it checks keys, method and parameters, in this order, and reports errors as answers."""

    async def call(
        self,
        name: str,
        arguments: Callable[[], Mapping[str, object]],
        *,
        api_key: str | None,
        store_key: str | None,
        request_id: str,
        verb: str,
    ) -> Answer:
        """Answer a call; ``arguments`` reads the parameters and raises ``ParameterError`` for a malformed request."""
        ...
