"""Native records, such as a real shop's recorded answers, as the state of the simulated one."""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import served
from polycart.platforms.magento2.sim.shop import Shop


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """Fill an empty shop; each module reads the names that it documents."""
    for module in served.MODULES:
        fill = getattr(module, "load", None)
        if fill is not None:
            fill(shop, records)
