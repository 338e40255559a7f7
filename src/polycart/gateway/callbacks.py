"""What a plugin that was built here tells this gateway: its shop becomes a store of the account that built it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from polycart.core.bridge import callback, package
from polycart.core.bridge.callback import Told
from polycart.core.client import Call
from polycart.core.errors import NotFound, ParameterError, PolycartError, StoreNotFound
from polycart.core.trace import Redactor, Trace
from polycart.gateway import installing
from polycart.gateway.accounts import SCOPES, Caller
from polycart.gateway.backend import Backend
from polycart.gateway.builds import Build
from polycart.gateway.desk import platform_of
from polycart.gateway.stores import Store, check_key

WINDOW = 300
"""Seconds by which the shop's clock may differ, and for which a callback could be sent again."""

_EVENTS = ("connect", "disconnect")


class _Body(msgspec.Struct):
    data: str


async def received(
    backend: Backend,
    build: Build | None,
    headers: Mapping[str, str],
    body: bytes,
    *,
    cart_id: str,
    credentials: Sequence[str] = (),
) -> str:
    """Do what a callback asks; answers what was done, raises where it was not.

    ``cart_id`` is that of the platform which the plugin was built for, ``credentials`` what it tells where the shop is
    reached over its API. What counts is inside the sealed ``data``; the headers must agree with it.
    """
    if build is None or not build.callback_private_key:
        raise NotFound("This plugin was not built here, or was given up.")
    try:
        data = msgspec.json.decode(body, type=_Body).data
    except msgspec.DecodeError:
        raise ParameterError('The body must be JSON with a text called "data".') from None
    text = callback.decrypt(data, build.callback_private_key)
    told = callback.told(text)
    _refuse_stale(told, build, headers, cart_id)
    if told.event == "disconnect":
        return await _disconnected(backend, build, told)
    return await _connected(backend, build, told, callback.credentials(text, credentials), cart_id)


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
    await backend.delete(store.id)
    return "The shop is disconnected."


async def _connected(backend: Backend, build: Build, told: Told, given: Mapping[str, str], cart_id: str) -> str:
    """Connect the shop; one that is known already gets what it tells now, once that works."""
    known = await backend.stores.list(build.account_id, store_url=told.store_url)
    same = [row.store for row in known if row.store.cart_id == cart_id]
    if same:
        return await _renewed(backend, build, told, given, same[0])
    caller = Caller(build.account_id, 0, frozenset(SCOPES), None, disabled=False)
    members = {name: value for name, value in {**_members(told), **given}.items() if value}
    answer = await backend.call(
        "account.cart.add", lambda: {"cart_id": cart_id, **members},
        caller=caller, store_key=None, request_id=f"plugin_{secrets.token_hex(12)}",
    )  # fmt: skip
    if answer.return_code:
        said = cast("dict[str, Any]", msgspec.json.decode(answer.body))
        raise _Refused(str(said["return_message"]))
    return "The shop is connected."


async def _renewed(backend: Backend, build: Build, told: Told, given: Mapping[str, str], store: Store) -> str:
    """Take over new keys of a shop that is connected, as after a disconnect that did not arrive."""
    check_key(told.store_key)
    platform = platform_of(store.cart_id)
    if platform.kind == "bridge":
        changed: dict[str, Any] = {"bridge_url": told.bridge_url, "store_root": told.store_root}
        changed |= await installing.pair(
            backend, build.account_id, package.address(told.store_url, told.bridge_url), told.store_key,
            transport=backend.transport(store), trace=Trace(Redactor((told.store_key,))),
        )  # fmt: skip
    else:
        changed = dict(given)
        tried = backend.connection(platform, {**store.settings, **changed, "store_url": store.url}, store)
        await platform.client(tried, Call(method="check")).check()
    await backend.stores.update(store.id, settings=changed, store_key=told.store_key)
    backend.forget(store.id)
    return "The shop is connected."


def _members(told: Told) -> dict[str, str]:
    """What account.cart.add takes of a callback."""
    return {name: str(getattr(told, name)) for name in ("store_url", "store_key", "store_root", "bridge_url")}


class _Refused(PolycartError):
    """What account.cart.add has answered, in its words."""
