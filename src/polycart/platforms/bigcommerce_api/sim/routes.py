"""The table of routes: which handler answers a method and a path below ``/stores/{hash}/``."""

from __future__ import annotations

import re
from collections.abc import Callable

from polycart.platforms.bigcommerce_api.sim.wire import Handler

ROUTES: dict[tuple[str, int], list[tuple[re.Pattern[str], Handler]]] = {}
METHODS: dict[str, list[tuple[re.Pattern[str], str]]] = {}


def route(*named: str) -> Callable[[Handler], Handler]:
    """Let a function answer some routes, such as ``GET v3/catalog/products/{product_id}``."""

    def register(handler: Handler) -> Handler:
        for each in named:
            method, _, path = each.partition(" ")
            pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
            kept = ROUTES.setdefault((method, path.count("/")), [])
            kept.append((pattern, handler))
            kept.sort(key=lambda row: row[0].pattern.count("(?P<"))  # a word in a path goes before an id
        return handler

    return register


def find(method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
    """The handler of a request, and the ids in its path."""
    for pattern, handler in ROUTES.get((method, path.count("/")), ()):
        found = pattern.fullmatch(path)
        if found:
            return handler, found.groupdict()
    return None


def known(path: str) -> bool:
    """Whether any method is answered at a path."""
    depth = path.count("/")
    return any(
        pattern.fullmatch(path) for (_, levels), kept in ROUTES.items() if levels == depth for pattern, _ in kept
    )
