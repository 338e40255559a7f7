"""polycart: one open, self-hosted, unified commerce API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polycart.client import BlockingStore, Page, Store, connect, migrate, remote
    from polycart.core.errors import PolycartError

__version__ = "0.1.0"

__all__ = ["BlockingStore", "Page", "PolycartError", "Store", "__version__", "connect", "migrate", "remote"]


def __getattr__(name: str) -> Any:
    """Load the library when it is first asked for, so that ``import polycart`` stays light."""
    if name == "PolycartError":
        from polycart.core.errors import PolycartError

        return PolycartError
    if name in __all__:
        from polycart import client

        return getattr(client, name)
    raise AttributeError(f"module 'polycart' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
