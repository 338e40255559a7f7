"""Bridges from the gateway's side: made and downloaded, brought to a shop, found again, renewed and removed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec

from polycart import api
from polycart.api.account import AccountCartAddParams
from polycart.api.bridge import BridgeDeleteParams, BridgeDownloadFileParams, BridgeUpdateParams
from polycart.api.cart.retired import CartBridge, CartBridgeParams
from polycart.api.results import DeletedFlag, Updated
from polycart.core.bridge import ftp, package, pairing
from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.bridge.package import StoreKeys
from polycart.core.bridge.release import Release
from polycart.core.client import Connection
from polycart.core.errors import (
    BridgeFailed,
    FtpFolderWrong,
    MissingParameter,
    ParameterError,
    PolycartError,
    Unsupported,
)
from polycart.core.platform import Platform
from polycart.core.transport import Transport
from polycart.gateway.backend import Backend
from polycart.gateway.bridges import Prepared
from polycart.gateway.desk import Desk, gateway
from polycart.gateway.keys import digest, new_key
from polycart.gateway.stores import Store, check_key

FTP_SECONDS = 60.0
REMOVING_SECONDS = 30.0
"""A shop that does not answer should not keep its owner from disconnecting it."""

FTP = ("ftp_user", "ftp_password", "ftp_port", "ftp_store_dir")

Made = dict[str, Any]
"""The settings of a store's bridge that no caller gives: its keys."""


@gateway.implements(api.cart.bridge)
async def bridge_prepare(desk: Desk, p: CartBridgeParams) -> CartBridge:
    """Make a store key with everything that belongs to it, and say where its bridge can be downloaded."""
    desk.need_write()
    store_key = new_key()
    await _prepared(desk.backend, desk.caller.account_id, store_key)
    base = os.environ.get("POLYCART_PUBLIC_URL", "").rstrip("/")
    return CartBridge(store_key=store_key, bridge=f"{base}/v1.1/bridge.download.file?store_key={store_key}")


async def _prepared(backend: Backend, account_id: int, store_key: str) -> Prepared:
    private = await asyncio.to_thread(package.make_private_key)
    return await backend.bridges.prepare(account_id, store_key, private)


@gateway.implements(api.bridge.download.file, "whitelabel")
async def bridge_download(desk: Desk, p: BridgeDownloadFileParams) -> bytes:
    """The folder to upload, with a pair of keys that no other download has."""
    desk.need_write()
    backend, prepared, root = desk.backend, desk.waiting, ""
    if prepared is None:
        settings = _settings(desk)
        root = str(desk.store.settings.get("store_root") or "")
        prepared = await backend.bridges.find(settings.store_key, desk.caller.account_id)
        if prepared is None:  # a plugin's, or one that was connected with keys of its own
            prepared = await backend.bridges.prepare(
                desk.caller.account_id, settings.store_key, settings.gateway_private_key
            )
            prepared = await backend.bridges.issue(prepared, pairing.same(settings.bridge_public_key))
    keys = await asyncio.to_thread(_keys, prepared)
    await backend.bridges.issue(prepared, keys.bridge_public_key)
    return package.archive(keys, whitelabel=p.whitelabel, **_entries(backend, root))


def _keys(prepared: Prepared) -> StoreKeys:
    return package.make_keys(prepared.store_key, gateway_private_key=prepared.gateway_private_key)


def _entries(backend: Backend, root: str) -> dict[str, Any]:
    """What of a new config.php is not as built: where the shop is, and whose releases may replace the bridge."""
    release = Release.read(backend.home.path)
    found: dict[str, Any] = {"store_root": root} if root else {}
    return found | ({"release_public_key": release.public_key, "update": True} if release.public_key else {})


@gateway.implements(api.bridge.update)
async def bridge_update(desk: Desk, p: BridgeUpdateParams) -> Updated:
    """Replace an older bridge in the shop by the one of this installation, where its release key has signed it."""
    connection = _connection(desk)
    bridge = Bridge(connection, desk.call("bridge.update"))
    connection.forget("bridge.info")
    installed = (await bridge.info()).bridge
    if _numbers(installed) >= _numbers(package.version()):
        return Updated(updated=False)
    signed = Release.read(desk.backend.home.path).signed()
    await bridge.do("update", **signed)
    connection.forget("bridge.info")
    await desk.backend.stores.update(desk.store.id, facts={**desk.store.facts, "bridge": (await bridge.info()).bridge})
    return Updated(updated=True)


@gateway.implements(api.bridge.delete)
async def bridge_delete(desk: Desk, p: BridgeDeleteParams) -> DeletedFlag:
    """Remove the bridge from the shop; one that was only prepared is given up. The store stays connected."""
    if desk.waiting is not None:
        await desk.backend.bridges.forget(desk.waiting)
    else:
        await removed(desk)
        facts = {name: value for name, value in desk.store.facts.items() if name != "bridge"}
        await desk.backend.stores.update(desk.store.id, facts=facts)
        desk.backend.forget(desk.store.id)
    return DeletedFlag(deleted=True)


async def removed(desk: Desk) -> None:
    """Have the store's bridge delete itself; that it is gone already is as good."""
    connection = _connection(desk)
    bridge = Bridge(connection, desk.call("bridge.delete", seconds=REMOVING_SECONDS))
    try:
        await bridge.do("delete")
    except BridgeFailed:
        # Its answer may have been lost, and the next attempt has met nobody.
        try:
            await pairing.ask(bridge.address(), connection.settings.store_key, connection.transport, trace=desk.trace)
        except pairing.NotThere:
            return
        except PolycartError:
            pass
        raise


def _connection(desk: Desk) -> Connection[BridgeSettings]:
    _settings(desk)
    _, connection = desk.backend.connect(desk.store)
    desk.trace.redactor = connection.redactor
    return connection


def _settings(desk: Desk) -> BridgeSettings:
    """The settings of the store's bridge; refuses a store that has none."""
    platform, connection = desk.backend.connect(desk.store)
    if not isinstance(connection.settings, BridgeSettings):
        raise Unsupported(f"{platform.title} is reached without a bridge.")
    return connection.settings


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


@asynccontextmanager
async def brought(
    desk: Desk, platform: Platform[Any], p: AccountCartAddParams, store_url: str, kept: Mapping[str, Any]
) -> AsyncIterator[tuple[Made, dict[str, Any]]]:
    """The keys of a store's bridge and the facts that it told, after bringing it there where that was asked for.

    What was uploaded is taken back where the store is not connected in the end.
    """
    _refuse_half(p)
    await desk.backend.stores.refuse_known(store_url, p.store_key)
    if p.ftp_host is None:
        if p.store_key is None:
            raise MissingParameter(
                "Parameter 'store_key' is required: it is in the bridge's config.php. cart.bridge makes one for a new "
                "bridge, and 'ftp_host' has one made and uploaded."
            )
        made = await pair(
            desk.backend, desk.caller.account_id, package.address(store_url, p.bridge_url), p.store_key,
            transport=desk.backend.transport(), trace=desk.trace, verify=p.verify,
        )  # fmt: skip
        yield made, await _checked(desk, platform, {**kept, **made, "store_url": store_url}) if p.verify else {}
        return
    async with _uploaded(desk, p) as uploaded:
        values = {**kept, **uploaded.made, "store_url": store_url}
        yield uploaded.made, await _answering(desk, platform, values, uploaded) if p.verify else {}


def _refuse_half(p: AccountCartAddParams) -> None:
    if p.store_key is not None:
        check_key(p.store_key)
    if p.ftp_host is None:
        for name in FTP:
            if getattr(p, name) is not None:
                raise ParameterError(f"Parameter '{name}' must be used with parameter 'ftp_host'.")
    refuse_address(p.bridge_url)


def refuse_address(bridge_url: str | None) -> None:
    """Refuse what can not be the address of a bridge."""
    if bridge_url is None:
        return
    try:
        parts = urlsplit(bridge_url)
        good = parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.fragment
    except ValueError:
        good = False
    if not good or not bridge_url.isprintable() or " " in bridge_url:
        raise ParameterError("Parameter 'bridge_url' is not valid. It must be the http or https address of bridge.php.")


async def _checked(desk: Desk, platform: Platform[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return await desk.check(platform, desk.backend.connection(platform, values))


async def pair(
    backend: Backend,
    account_id: int,
    address: str,
    store_key: str,
    *,
    transport: Transport,
    trace: Any,
    verify: bool = True,
) -> Made:
    """Find the keys of a bridge that is in its shop already, by its store key alone."""
    prepared = await backend.bridges.find(store_key, account_id)
    if not verify:
        if prepared is None or not prepared.issued:
            raise ParameterError(
                "Parameter 'verify' can't be false here: the bridge has to be asked for its key, unless it was "
                "downloaded from this gateway."
            )
        return _made(store_key, prepared.gateway_private_key, prepared.issued[-1])
    found = await pairing.ask(address, store_key, transport, trace=trace)
    if prepared is None:
        private = await backend.builds.private_key(account_id, found.gateway)
        if private is None:
            raise BridgeFailed(
                "The bridge in the shop listens to another gateway: download the bridge here and upload it anew, or "
                "install a plugin that was built here."
            )
        return _made(store_key, private, found.bridge)
    if found.gateway != pairing.public_half(prepared.gateway_private_key) or found.bridge not in prepared.issued:
        raise BridgeFailed(
            "The bridge in the shop has keys that were not downloaded here: download the bridge and upload it anew."
        )
    return _made(store_key, prepared.gateway_private_key, found.bridge)


def _made(store_key: str, gateway_private_key: str, bridge_public_key: str) -> Made:
    return {
        "store_key": store_key,
        "gateway_private_key": gateway_private_key,
        "bridge_public_key": bridge_public_key,
    }


async def repaired(desk: Desk) -> Store:
    """Take over the keys of a bridge that was downloaded and uploaded anew, which ``cart.validate`` looks for."""
    connection = _connection(desk)
    settings, store = connection.settings, desk.store
    prepared = await desk.backend.bridges.find(settings.store_key, store.account_id)
    if prepared is None or prepared.issued == (pairing.same(settings.bridge_public_key),):
        return store
    address = package.address(settings.store_url, settings.bridge_url)
    found = await pairing.ask(address, settings.store_key, connection.transport, trace=desk.trace)
    if found.bridge != pairing.same(settings.bridge_public_key) and found.bridge in prepared.issued:
        store = await desk.backend.stores.update(store.id, settings={"bridge_public_key": found.bridge})
        desk.backend.forget(store.id)
    return store


@asynccontextmanager
async def _uploaded(desk: Desk, p: AccountCartAddParams) -> AsyncIterator[_Uploaded]:
    """Upload a bridge by FTP, and take it back where the store is not connected in the end."""
    backend, account_id = desk.backend, desk.caller.account_id
    to = ftp.account(p.ftp_host or "", p.ftp_user, p.ftp_password, p.ftp_port, p.ftp_store_dir)
    known = await backend.bridges.find(p.store_key, account_id) if p.store_key else None
    if p.store_key and known is None:
        raise ParameterError(
            "Parameter 'store_key' is not valid. Beside 'ftp_host' it must be one that cart.bridge has made, or be "
            "left out."
        )
    prepared = known or await _prepared(backend, account_id, new_key())
    keys = await asyncio.to_thread(_keys, prepared)
    files = package.files(keys, **_entries(backend, p.store_root or ""))
    way: dict[str, Any] = {"policy": backend.policy, "seconds": FTP_SECONDS}
    mine = await _of_account(backend, account_id)
    try:
        before = await asyncio.to_thread(ftp.upload, to, files, ours=mine, **way)
        try:
            await backend.bridges.issue(prepared, keys.bridge_public_key)
            made = _made(prepared.store_key, prepared.gateway_private_key, keys.bridge_public_key)
            yield _Uploaded(
                made,
                lambda: asyncio.to_thread(ftp.reveal, to, "config.php", **way),
                lambda: asyncio.to_thread(ftp.share, to, package.state_folder(prepared.store_key), **way),
            )
        except BaseException as error:
            await _taken_back(error, to, before, files, way)
            raise
    except BaseException:
        if known is None:
            await backend.bridges.forget(prepared)
        raise


async def _taken_back(error: BaseException, to: Any, before: Any, files: Any, way: dict[str, Any]) -> None:
    try:
        await asyncio.to_thread(ftp.take_back, to, before, files, **way)
    except PolycartError as remains:
        if isinstance(error, PolycartError):
            error.notes.append(remains.message)


async def _of_account(backend: Backend, account_id: int) -> Any:
    """Tells whether a config.php in the shop was made for a bridge of this account that is not connected."""
    hashes = await backend.bridges.waiting(account_id)
    return lambda config: digest(package.key_in(config)) in hashes


class _Uploaded(msgspec.Struct, frozen=True):
    """A bridge that was just uploaded, and the ways to set what it needs on a server where PHP is another user."""

    made: Made
    reveal: Callable[[], Awaitable[None]]
    share: Callable[[], Awaitable[None]]


async def _answering(
    desk: Desk, platform: Platform[Any], values: Mapping[str, Any], uploaded: _Uploaded
) -> dict[str, Any]:
    """Ask the bridge that was just uploaded, and give PHP the rights that it turns out to lack."""
    settings = cast("BridgeSettings", platform.settings.read(values))
    address = package.address(settings.store_url, settings.bridge_url)

    async def asked(rights: list[tuple[type[BridgeFailed], Callable[[], Awaitable[None]]]]) -> pairing.Pairing:
        try:
            return await pairing.ask(address, settings.store_key, desk.backend.transport(), trace=desk.trace)
        except (pairing.NotReadable, pairing.NotWritable) as error:
            for place, (lack, give) in enumerate(rights):
                if isinstance(error, lack):
                    await give()
                    return await asked(rights[:place] + rights[place + 1 :])
            raise

    try:
        found = await asked([(pairing.NotReadable, uploaded.reveal), (pairing.NotWritable, uploaded.share)])
    except pairing.NotThere:
        raise FtpFolderWrong(
            f"The bridge was uploaded, but is not found at {address}: 'ftp_store_dir' must be the folder that "
            "'store_url' shows. It was taken back."
        ) from None
    if found.bridge != pairing.same(settings.bridge_public_key):
        raise FtpFolderWrong(
            f"Another bridge answers at {address} than the one that was uploaded: 'ftp_store_dir' must be the folder "
            "that 'store_url' shows. It was taken back."
        )
    return await _checked(desk, platform, values)
