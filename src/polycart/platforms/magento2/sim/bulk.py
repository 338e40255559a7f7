"""Asynchronous operations: a request is accepted with 202 and done by consumers of a queue, at once or later.

https://developer.adobe.com/commerce/webapi/rest/use-rest/asynchronous-web-endpoints/
"""

from collections.abc import Callable
from typing import Any

from polycart.platforms.magento2.sim.routes import Route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Caller, Json, Refusal

Run = Callable[[Route, Json, int, Caller], Any]
Match = Callable[[str, list[str], Caller], tuple[Route, dict[str, str]]]
COMPLETE, RETRY, FAILED, OPEN, REJECTED = 1, 2, 3, 4, 5
NO_PROCESSOR = "Specified request cannot be processed."
RESOURCE = "Magento_Logging::system_magento_logging_bulk_operations"
WAITING: dict[int, tuple[Route, Json, int, Caller]] = {}


def entrance(method: str, parts: list[str]) -> tuple[str, list[str]]:
    """Whether the path leads to the queue, as `async` or `bulk`, and the rest of the path."""
    if not parts or parts[0] != "async":
        return "", parts
    if method == "GET":
        raise Refusal(400, NO_PROCESSOR)
    return ("bulk", parts[2:]) if parts[1:2] == ["bulk"] else ("async", parts[1:])


def schedule(
    shop: Shop,
    run: Run,
    match: Match,
    queue: str,
    method: str,
    parts: list[str],
    caller: Caller,
    store: int,
    body: Callable[[], Any],
) -> Json:
    raise Refusal(404, "Request does not match any route.")


def consume(shop: Shop, run: Run) -> int:
    return 0


ROUTES: tuple[Route, ...] = ()
