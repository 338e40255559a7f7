"""What the shop serves: every module of resources, and the table of all their routes.

A module of resources has `ROUTES`, and where it needs them `TYPES` (fields of what it is sent, for `inputs`),
`seed(shop, catalogue)` (the reference catalogue as its records) and `load(shop, records)` (a real shop's records).
They are seeded and loaded in the order of `MODULES`.
"""

from types import ModuleType

from polycart.platforms.magento2.sim import bulk, inputs, stores, tokens
from polycart.platforms.magento2.sim.routes import Route, Table

MODULES: tuple[ModuleType, ...] = (tokens, bulk, stores)


def _table() -> Table:
    routes: list[Route] = []
    for module in MODULES:
        inputs.TYPES.update(getattr(module, "TYPES", {}))
        routes += module.ROUTES
    return Table(routes)


TABLE = _table()
