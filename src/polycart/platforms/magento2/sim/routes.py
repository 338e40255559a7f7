"""The routes: which handler answers a method and a path, for whom, and with which parameters."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Refusal

Handler = Callable[[Shop, Call], Any]
ANONYMOUS = "anonymous"
SELF = "self"
NO_ROUTE = "Request does not match any route."


class Route(msgspec.Struct, frozen=True):
    """A route; `params` is read by `inputs`, `resource` is what an administrator needs, or anonymous or self."""

    method: str
    path: str
    handler: Handler
    params: str
    resource: str

    @property
    def parts(self) -> list[str]:
        return self.path.split("/")


def route(method_path: str, handler: Handler, params: str = "", *, resource: str) -> Route:
    """A route from `GET products/:sku`, the path being what follows `/V1/`."""
    method, path = method_path.split(" ")
    return Route(method, path, handler, params, resource)


class Table:
    """All routes of the shop, found by method and path."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = list(routes)
        self._by_shape: dict[tuple[str, int], list[Route]] = {}
        for one in self.routes:
            self._by_shape.setdefault((one.method, len(one.parts)), []).append(one)
        for found in self._by_shape.values():
            # Literal parts win over variables, the first part deciding first.
            found.sort(key=lambda r: [part.startswith(":") for part in r.parts])

    def find(self, method: str, parts: list[str]) -> tuple[Route, dict[str, str]]:
        """The route with what its variables stand for; refused where there is none, other methods or not."""
        for one in self._by_shape.get((method, len(parts)), ()):
            pairs = list(zip(one.parts, parts, strict=True))
            if all(mine.startswith(":") or mine == theirs for mine, theirs in pairs):
                return one, {mine[1:]: theirs for mine, theirs in pairs if mine.startswith(":")}
        raise Refusal(404, NO_ROUTE)
