"""What the shop serves: every module of resources, and the table of all their routes.

A module of resources may have `ROUTES`, `TYPES` (fields of what it is sent, for `inputs`),
`seed(shop, catalogue)` (the reference catalogue as its records) and `load(shop, records)` (a real shop's records).
They are seeded and loaded in the order of `MODULES`.
"""

from types import ModuleType

from polycart.platforms.magento2.sim import (
    attributes,
    bulk,
    bundles,
    categories,
    configurables,
    directory,
    downloads,
    goods,
    inputs,
    inventory,
    links,
    live_shipping,
    media,
    options,
    prices,
    products,
    reviews,
    sales,
    saving,
    sets,
    stock,
    stores,
    taxes,
    tokens,
    transfers,
)
from polycart.platforms.magento2.sim.routes import Route, Table

MODULES: tuple[ModuleType, ...] = (
    tokens,
    bulk,
    stores,
    directory,
    attributes,
    taxes,
    sets,
    inventory,
    categories,
    goods,
    products,
    saving,
    media,
    options,
    links,
    prices,
    configurables,
    bundles,
    downloads,
    stock,
    transfers,
    *sales.MODULES,
    reviews,
    live_shipping,
)


def _table() -> Table:
    routes: list[Route] = []
    for module in MODULES:
        for name, fields in getattr(module, "TYPES", {}).items():
            if inputs.TYPES.setdefault(name, fields) != fields:
                raise ValueError(f"{name} is declared twice")
        routes += getattr(module, "ROUTES", ())
    return Table(routes)


TABLE = _table()
