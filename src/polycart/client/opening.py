"""The two ways to open a store: in this process, or through a server."""

from __future__ import annotations

from typing import Any, Literal, overload

from polycart.api import METHODS
from polycart.client.blocking import BlockingStore
from polycart.client.local import Local
from polycart.client.remote import Remote
from polycart.client.store import Store
from polycart.core.client import CALL_SECONDS
from polycart.core.emulate import complete
from polycart.core.errors import NotYet, ParameterError
from polycart.core.platform import Platform
from polycart.core.transport import Transport
from polycart.platforms import platforms
from polycart.platforms.announced import ANNOUNCED

Unsupported = Literal["error", "warn"]


@overload
def connect(
    platform: str | Platform[Any],
    *,
    transport: Transport | None = None,
    blocking: Literal[False] = False,
    seconds: float = CALL_SECONDS,
    unsupported: Unsupported = "error",
    bodies: bool = False,
    **credentials: Any,
) -> Store: ...
@overload
def connect(
    platform: str | Platform[Any],
    *,
    transport: Transport | None = None,
    blocking: Literal[True],
    seconds: float = CALL_SECONDS,
    unsupported: Unsupported = "error",
    bodies: bool = False,
    **credentials: Any,
) -> BlockingStore: ...
def connect(
    platform: str | Platform[Any],
    *,
    transport: Transport | None = None,
    blocking: bool = False,
    seconds: float = CALL_SECONDS,
    unsupported: Unsupported = "error",
    bodies: bool = False,
    **credentials: Any,
) -> Store | BlockingStore:
    """Open a store of a platform in this process: no server, no state on disk.

    ``credentials`` are those of the platform, ``store_url`` among them; its host may be a private address.
    ``transport`` replaces the network, ``seconds`` limits each call, ``unsupported="warn"`` leaves out parameters
    that the platform cannot honour instead of refusing the call, ``bodies`` keeps bodies in traces.
    """
    chosen = platform if isinstance(platform, Platform) else platform_of(platform)
    complete(chosen, METHODS)  # what follows from its lists; the registry has done it for those that it knows
    door = Local(chosen, credentials, transport=transport, seconds=seconds, unsupported=unsupported, bodies=bodies)
    return Store(door).blocking() if blocking else Store(door)


@overload
def remote(
    url: str,
    api_key: str,
    store_key: str | None = None,
    *,
    transport: Transport | None = None,
    blocking: Literal[False] = False,
    seconds: float = CALL_SECONDS + 10,
) -> Store: ...
@overload
def remote(
    url: str,
    api_key: str,
    store_key: str | None = None,
    *,
    transport: Transport | None = None,
    blocking: Literal[True],
    seconds: float = CALL_SECONDS + 10,
) -> BlockingStore: ...
def remote(
    url: str,
    api_key: str,
    store_key: str | None = None,
    *,
    transport: Transport | None = None,
    blocking: bool = False,
    seconds: float = CALL_SECONDS + 10,
) -> Store | BlockingStore:
    """Open a store that is connected to a server; ``url`` is the server's, with or without ``/v1.1``."""
    door = Remote(url, api_key, store_key, transport=transport, seconds=seconds)
    return Store(door).blocking() if blocking else Store(door)


def platform_of(cart_id: str) -> Platform[Any]:
    """The built platform of a ``cart_id``; one that is only announced is told apart from one that does not exist."""
    known = platforms()
    for name, platform in known.items():
        if name.lower() == cart_id.lower():
            return platform
    for coming in ANNOUNCED:
        if coming.cart_id == cart_id:
            raise NotYet(f"{coming.title} ({cart_id}) can not be connected yet.")
    raise ParameterError(f"There is no platform '{cart_id[:80]}'. Known are: {', '.join(known)}.")
