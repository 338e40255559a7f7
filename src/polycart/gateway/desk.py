"""What the gateway's own methods work with, and the platform that they are registered on."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.calls import Prepared
from polycart.core.client import CALL_SECONDS, Call
from polycart.core.errors import AccessDenied, NotYet, ParameterError, StoreNotFound
from polycart.core.platform import Platform, Settings
from polycart.core.trace import Trace
from polycart.gateway.accounts import Caller
from polycart.gateway.backend import Backend
from polycart.gateway.bridges import Prepared as PreparedBridge
from polycart.gateway.contract import credentials
from polycart.gateway.stores import Store
from polycart.platforms import platforms
from polycart.platforms.announced import ANNOUNCED

KEPT = ("user_agent", "bridge_url", "store_root", "db_tables_prefix")
"""Common parameters of a connection that are kept beside the credentials."""


class Desk:
    """Who calls, about which store (or which bridge that has none yet), and with what."""

    def __init__(
        self,
        backend: Backend,
        caller: Caller,
        store: Store | None,
        prepared: Prepared,
        trace: Trace,
        request_id: str,
        waiting: PreparedBridge | None = None,
    ) -> None:
        self.backend = backend
        self.caller = caller
        self.prepared = prepared
        self.trace = trace
        self.request_id = request_id
        self.waiting = waiting
        self._store = store

    @property
    def store(self) -> Store:
        """The store that the call is about."""
        if self._store is None:
            raise StoreNotFound("Store not found: the store key is missing or wrong.")
        return self._store

    @property
    def store_name(self) -> str:
        """The name under which page cursors know the store."""
        return str(self._store.id) if self._store else ""

    def given(self) -> dict[str, Any]:
        """The credentials and kept settings that the caller sent, by their wire names."""
        params = self.prepared.params
        return {
            field.encode_name: getattr(params, field.name)
            for field in msgspec.structs.fields(type(params))
            if field.encode_name in self.prepared.arguments.given
            and (field.encode_name in credentials() or field.encode_name in KEPT)
            and field.encode_name != "store_key"  # a parameter of its own, though platforms of old list it as theirs
            and getattr(params, field.name) is not None
        }

    def need_write(self) -> None:
        """Refuse a key that may only read, where a method that is called with GET makes or tells keys."""
        if not self.caller.may("write"):
            raise AccessDenied(f"This API key may not call {self.prepared.method.name}: it can only read.")

    def call(self, method: str, *, seconds: float = CALL_SECONDS) -> Call:
        """A call to the shop on behalf of this one."""
        deadline = time.monotonic() + seconds
        return Call(method=method, trace=self.trace, request_id=self.request_id, deadline=deadline)

    async def check(self, platform: Platform[Any], connection: Any) -> dict[str, Any]:
        """Ask the shop whether the credentials work; answers the facts that were learned, its version among them."""
        self.trace.redactor = connection.redactor
        facts: dict[str, Any] = {"version": await platform.client(connection, self.call("check")).check()}
        if isinstance(connection.settings, BridgeSettings):
            facts["bridge"] = (await Bridge(connection, self.call("check")).info()).bridge
        return facts


gateway: Platform[Desk] = Platform("gateway", "polycart", settings=Settings, client=Desk)


def platform_of(cart_id: str) -> Platform[Any]:
    """The platform of a ``cart_id``; one that is only announced is told apart from one that does not exist."""
    known = platforms()
    if cart_id in known:
        return known[cart_id]
    coming = {announced.cart_id: announced.title for announced in ANNOUNCED}
    if cart_id in coming:
        raise NotYet(
            f"{coming[cart_id]} ({cart_id}) can not be connected yet; account.supported_platforms lists what can."
        )
    raise ParameterError(
        "Parameter 'cart_id' is not valid. The required type of parameter is enum. "
        f"One of the following values are allowed: {', '.join(known)}."
    )
