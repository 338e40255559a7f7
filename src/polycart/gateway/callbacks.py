"""What a plugin that was built here tells this gateway: its shop becomes a store of the account that built it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any, cast

import msgspec

from polycart.core.bridge import callback, package
from polycart.core.bridge.callback import Told
from polycart.core.errors import NotFound, ParameterError, PolycartError, StoreNotFound
from polycart.core.trace import Redactor, Trace
from polycart.gateway import installing
from polycart.gateway.accounts import SCOPES, Caller
from polycart.gateway.backend import Backend
from polycart.gateway.builds import Build
from polycart.gateway.desk import platform_of

WINDOW = 300
"""Seconds by which the shop's clock may differ, and for which a callback could be sent again."""

_EVENTS = ("connect", "disconnect")


class _Body(msgspec.Struct):
    data: str


async def received(backend: Backend, build_id: str, headers: Mapping[str, str], body: bytes, *, cart_id: str) -> str:
    """Do what a callback asks; answers what was done, raises where it was not.

    ``cart_id`` is that of the platform which the plugin was built for. What counts is inside the sealed ``data``; the
    headers must agree with it.
    """
    build = await backend.builds.find(build_id)
    if build is None or not build.callback_private_key:
        raise NotFound("This plugin was not built here, or was given up.")
    try:
        data = msgspec.json.decode(body, type=_Body).data
    except msgspec.DecodeError:
        raise ParameterError('The body must be JSON with a text called "data".') from None
    told = callback.read(data, build.callback_private_key)
    _refuse_stale(told, build, headers, cart_id)
    caller = Caller(build.account_id, 0, frozenset(SCOPES), None, disabled=False)
    if told.event == "disconnect":
        return await _disconnected(backend, build, told)
    return await _connected(backend, build, told, caller, cart_id)


def _refuse_stale(told: Told, build: Build, headers: Mapping[str, str], cart_id: str) -> None:
    """Refuse what was sent long ago, to another build, or under headers that say something else."""
    if told.build != build.build:
        raise ParameterError("The callback is that of another plugin.")
    if told.event not in _EVENTS or headers.get("x-webhook-event", told.event) != told.event:
        raise ParameterError("The event of the callback is not known, or not that of its header.")
    if headers.get("x-webhook-cart-id", cart_id) != cart_id:
        raise ParameterError("The header x-webhook-cart-id is not that of this plugin.")
    stamp = headers.get("x-webhook-timestamp", "")
    if not stamp.isdigit() or abs(int(stamp) - told.time) > WINDOW or abs(time.time() - told.time) > WINDOW:
        raise ParameterError("The callback is too old, or the clock of the shop's server is wrong.")


async def _disconnected(backend: Backend, build: Build, told: Told) -> str:
    """Forget the store of the key; whoever knows the key may say so."""
    try:
        store = backend.stores.find(told.store_key, build.account_id)
    except StoreNotFound:
        return "The shop was not connected."
    await backend.stores.delete(store.id)
    backend.forget(store.id)
    return "The shop is disconnected."


async def _connected(backend: Backend, build: Build, told: Told, caller: Caller, cart_id: str) -> str:
    """Connect the shop; one that is known already, and whose keys are new, gets these."""
    known = await backend.stores.list(build.account_id, store_url=told.store_url)
    same = [row for row in known if row.store.cart_id == cart_id]
    if same and platform_of(cart_id).kind == "bridge":
        store = same[0].store
        address = package.address(told.store_url, told.bridge_url)
        made = await installing.pair(
            backend, build.account_id, address, told.store_key,
            transport=backend.transport(store), trace=Trace(Redactor((told.store_key,))),
        )  # fmt: skip
        changed = {**made, "bridge_url": told.bridge_url, "store_root": told.store_root}
        await backend.stores.update(store.id, settings=changed, store_key=told.store_key)
        backend.forget(store.id)
        return "The shop is connected."
    given = {name: value for name, value in _members(told).items() if value}
    answer = await backend.call(
        "account.cart.add", lambda: {"cart_id": cart_id, **given},
        caller=caller, store_key=None, request_id=f"plugin_{secrets.token_hex(12)}",
    )  # fmt: skip
    if answer.return_code:
        said = cast("dict[str, Any]", msgspec.json.decode(answer.body))
        raise _Refused(str(said["return_message"]))
    return "The shop is connected."


def _members(told: Told) -> dict[str, str]:
    """What account.cart.add takes of a callback."""
    return {name: str(getattr(told, name)) for name in ("store_url", "store_key", "store_root", "bridge_url")}


class _Refused(PolycartError):
    """What account.cart.add has answered, in its words."""
