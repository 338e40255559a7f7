"""What every platform can do, method by method, read off the code: the matrix of the CLI and of ``/matrix.json``."""

from __future__ import annotations

from polycart.core.platform import Capability
from polycart.gateway.contract import methods
from polycart.gateway.methods import gateway
from polycart.gateway.webhooks.entities import capability
from polycart.platforms import platforms
from polycart.platforms.announced import ANNOUNCED

Cells = dict[str, Capability]
"""The capability of every method, by its name."""


def titles() -> dict[str, str]:
    """The name of every platform, built or announced, by its ``cart_id``."""
    known = {one.cart_id: one.title for one in ANNOUNCED}
    known |= {cart_id: platform.title for cart_id, platform in platforms().items()}
    return dict(sorted(known.items()))


def cells(cart_id: str) -> Cells:
    """One platform's row; what the gateway itself answers is served for every built platform."""
    platform = platforms().get(cart_id)
    if platform is None:
        coming = Capability(state="not yet", reason=f"{titles()[cart_id]} can not be connected yet.")
        return dict.fromkeys(methods(), coming)
    own = gateway.handlers
    row = {name: (gateway if name in own else platform).capability(method) for name, method in methods().items()}
    return {name: capability(platform, cell) if name.startswith("webhook.") else cell for name, cell in row.items()}


def matrix() -> dict[str, Cells]:
    """Every platform's row, built or announced."""
    return {cart_id: cells(cart_id) for cart_id in titles()}
