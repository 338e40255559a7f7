"""The methods that the gateway itself answers: accounts, connecting stores, and what a store can do."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart import api
from polycart.api.account import (
    AccountCart,
    AccountCartAddParams,
    AccountCartListParams,
    AccountConfigUpdateParams,
    AccountPlatformParameter,
    AccountPlatformParameters,
    AccountSupportedPlatform,
    AccountSupportedPlatformsParams,
)
from polycart.api.cart.retired import (
    CartConfigUpdateParams,
    CartCreateParams,
    CartDisconnected,
    CartDisconnectParams,
    CartListParams,
    CartSupported,
)
from polycart.api.cart.store import CartDeleted, CartDeleteParams, CartMethods, CartMethodsParams, CartValidateParams
from polycart.api.results import StatusText, StoreConnected, UpdatedItems
from polycart.core.errors import MissingParameter, ParameterError, PolycartError, UnsupportedParameter
from polycart.core.method import Page
from polycart.core.platform import Platform, address
from polycart.gateway import installing
from polycart.gateway.contract import methods
from polycart.gateway.desk import KEPT, Desk, gateway, platform_of
from polycart.gateway.stores import check_key
from polycart.gateway.webhooks import methods as webhooks  # noqa: F401 - makes the webhook methods known
from polycart.platforms import platforms

BRIDGE = (
    "bridge_url", "store_root", "db_tables_prefix",
    "ftp_host", "ftp_user", "ftp_password", "ftp_port", "ftp_store_dir",
)  # fmt: skip
"""Parameters that say where a bridge is, or how to bring it there."""

FTP = {
    "ftp_host": "FTP server of the shop, in place of a store key: a bridge is made and uploaded.",
    "ftp_user": "Name of the FTP user.",
    "ftp_password": "Password of the FTP user; it is not kept.",
    "ftp_port": "Port of the FTP server.",
    "ftp_store_dir": "Folder of the shop on the FTP server.",
}
"""What account.supported_platforms tells of the second way to connect a shop over the bridge."""


@gateway.implements(api.account.supported_platforms, "cart_id")
async def supported_platforms(desk: Desk, p: AccountSupportedPlatformsParams) -> Page[AccountSupportedPlatform]:
    """List the platforms that are built; announced ones are not among them."""
    chosen = [platform_of(p.cart_id)] if p.cart_id is not None else list(platforms().values())
    return Page(items=[_described(platform) for platform in chosen])


def _described(platform: Platform[Any]) -> AccountSupportedPlatform:
    rows = platform.settings.asked()

    def parameter(name: str) -> AccountPlatformParameter:
        setting = rows[name][0]
        return AccountPlatformParameter(name=name, description=f"{setting.title}. {setting.help}".strip())

    needed = {name for names in platform.credentials for name in names}
    required = [[parameter(name) for name in names] for names in platform.credentials]
    additional = [parameter(name) for name in rows if name not in needed]
    if platform.kind == "bridge":
        told = [AccountPlatformParameter(name=name, description=words) for name, words in FTP.items()]
        required, additional = [*required, [parameter("store_url"), *told[:3]]], [*additional, *told[3:]]
    return AccountSupportedPlatform(
        cart_id=platform.cart_id,
        cart_name=platform.title,
        cart_versions=platform.versions,
        cart_method=platform.kind,
        params=AccountPlatformParameters(
            required=required,
            additional=additional,
        ),
    )


@gateway.implements(api.account.cart.add, *(f.encode_name for f in msgspec.structs.fields(AccountCartAddParams)))
async def cart_add(desk: Desk, p: AccountCartAddParams) -> StoreConnected:
    """Connect a store; unless ``verify=false`` its shop is asked first whether the credentials work."""
    platform = platform_of(p.cart_id)
    values = desk.given()
    _refuse_bridge(platform, p)
    _refuse_foreign(desk, platform, values)
    if p.validate_version and not p.verify:
        raise ParameterError(
            "Parameter 'validate_version' can't be used with 'verify' set to false: only the shop can tell its version."
        )
    if p.store_key is not None:
        check_key(p.store_key)
    if not p.store_url:
        raise MissingParameter("Parameter 'store_url' is required.")
    kept = {name: value for name, value in values.items() if name in _own(platform) - {"store_url"}}
    if platform.kind != "bridge":
        url = platform.settings.read({**values, "store_url": p.store_url}).store_url
        facts = await _tried(desk, platform, kept, url) if p.verify else {}
        return await _connected(desk, platform, p, url, kept, facts)
    if p.ftp_host is None:
        return await _bridge_add(desk, platform, p, kept)
    # A caller that leaves does not stop the work: what was brought to the shop is connected, or taken back.
    return await asyncio.shield(asyncio.ensure_future(_bridge_add(desk, platform, p, kept)))


async def _bridge_add(
    desk: Desk, platform: Platform[Any], p: AccountCartAddParams, kept: dict[str, Any]
) -> StoreConnected:
    url = address(p.store_url or "")
    async with installing.brought(desk, platform, p, url, kept) as (made, facts):
        return await _connected(desk, platform, p, url, {**kept, **made}, facts)


async def _tried(desk: Desk, platform: Platform[Any], kept: dict[str, Any], url: str) -> dict[str, Any]:
    return await desk.check(platform, desk.backend.connection(platform, {**kept, "store_url": url}))


async def _connected(
    desk: Desk, platform: Platform[Any], p: AccountCartAddParams, url: str, kept: dict[str, Any], facts: dict[str, Any]
) -> StoreConnected:
    """Keep the store, once its version is one that is supported where that was asked for."""
    if p.validate_version:
        platform.refuse_older(facts["version"])
    _, store_key = await desk.backend.stores.add(
        desk.caller.account_id,
        p.cart_id,
        url,
        kept,
        store_key=kept.get("store_key") or p.store_key,
        label=p.label or "",
        custom_label=p.custom_label or "",
        facts=facts,
    )
    return StoreConnected(store_key=store_key)


def _refuse_bridge(platform: Platform[Any], p: AccountCartAddParams) -> None:
    """An API platform has no bridge to upload or address."""
    if platform.kind != "api":
        return
    for name in BRIDGE:
        if getattr(p, name) is not None:
            raise ParameterError(
                f"Parameter '{name}' can't be used: {platform.title} is reached over its API, without a bridge."
            )


def _refuse_foreign(desk: Desk, platform: Platform[Any], values: dict[str, Any]) -> None:
    """Name the credentials of other platforms; clients that send every default ask for nothing by it."""
    method = desk.prepared.method
    defaults = {field.encode_name: field.default for field in msgspec.structs.fields(method.params)}
    strange = values.keys() - _own(platform)
    if asked := [name for name in strange if values[name] != defaults[name]]:
        raise UnsupportedParameter(asked, platform.title, method.name)


def _made(platform: Platform[Any]) -> set[str]:
    """The names of what the gateway itself keeps for a store: no change of credentials touches it."""
    made = {name for name, (setting, _, _) in platform.settings.described().items() if setting.made}
    return made | ({"store_key"} if platform.kind == "bridge" else set())


def _own(platform: Platform[Any]) -> set[str]:
    """The names of what is kept for a store of the platform."""
    return {*platform.settings.described(), *(KEPT if platform.kind != "api" else ("user_agent",))}


@gateway.implements(api.cart.create, *(f.encode_name for f in msgspec.structs.fields(CartCreateParams)))
async def cart_create(desk: Desk, p: CartCreateParams) -> StoreConnected:
    """Connect a store in the old way; the same as ``account.cart.add``."""
    common = {field.name for field in msgspec.structs.fields(AccountCartAddParams)}
    shared = {name: getattr(p, name) for name in p.__struct_fields__ if name in common}
    return await cart_add(desk, AccountCartAddParams(**shared))


@gateway.implements(
    api.account.cart.list, "store_url", "store_key", "custom_label", "request_from_date", "request_to_date"
)
async def cart_list(desk: Desk, p: AccountCartListParams) -> Page[AccountCart]:
    """List the account's stores, with their calls where a range of days is given."""
    if (p.request_from_date is None) != (p.request_to_date is None):
        one, other = "request_from_date", "request_to_date"
        given, missing = (one, other) if p.request_from_date is not None else (other, one)
        raise ParameterError(f"Parameter '{given}' must be used with parameter '{missing}'")
    days = (p.request_from_date[:10], p.request_to_date[:10]) if p.request_from_date and p.request_to_date else None
    listed = await desk.backend.stores.list(
        desk.caller.account_id, store_url=p.store_url, store_key=p.store_key, custom_label=p.custom_label, days=days
    )
    carts = [
        AccountCart(
            id=str(row.store.id),
            url=row.store.url,
            store_key=row.store_key,
            cart_id=row.store.cart_id,
            custom_label=row.store.custom_label,
            bridge_version=row.store.facts.get("bridge"),
        )
        for row in listed
    ]
    for cart, row in zip(carts, listed, strict=True):
        if row.total_calls is not None:
            cart.total_calls = str(row.total_calls)
    return Page(items=carts)


@gateway.implements(
    api.account.config.update, *(f.encode_name for f in msgspec.structs.fields(AccountConfigUpdateParams))
)
async def config_update(desk: Desk, p: AccountConfigUpdateParams) -> UpdatedItems:
    """Change a store's credentials or address; the new set has to be complete before anything is kept."""
    store, backend = desk.store, desk.backend
    platform = backend.platform(store)
    values = {name: value for name, value in desk.given().items() if name != "store_url"}
    _refuse_foreign(desk, platform, values)
    own = {name: store.settings[name] for name in _made(platform) if name in store.settings}
    if platform.kind == "bridge":
        installing.refuse_address(p.bridge_url)
        own |= {"store_key": p.new_store_key} if p.new_store_key else {}
    merged = {**(own if p.replace_parameters else {**store.settings, **own}), **values}
    settings = platform.settings.read({**merged, "store_url": p.new_store_url or store.url})
    changed: dict[str, Any] = {"custom_label": p.custom_label} if p.custom_label is not None else {}
    await backend.stores.update(
        store.id,
        settings={**(own if p.replace_parameters or p.new_store_key else {}), **values} or None,
        replace=bool(p.replace_parameters),
        url=settings.store_url if p.new_store_url else None,
        store_key=p.new_store_key,
        **changed,
    )
    backend.forget(store.id)
    if backend.changes.watched(store.id):
        await backend.pushes.watched(store.id)  # with other credentials its shop may be one that can be subscribed to
    return UpdatedItems(updated_items=len(desk.prepared.arguments.given - {"replace_parameters", "idempotency_key"}))


@gateway.implements(api.cart.config_update, "user_agent")
async def cart_config_update(desk: Desk, p: CartConfigUpdateParams) -> dict[str, Any]:
    """Set the user agent for calls to the shop, in the old way."""
    if p.user_agent is not None:
        await desk.backend.stores.update(desk.store.id, settings={"user_agent": p.user_agent})
        desk.backend.forget(desk.store.id)
    return {}


@gateway.implements(api.cart.validate, "validate_version")
async def cart_validate(desk: Desk, p: CartValidateParams) -> StatusText:
    """Forget what was learned about the shop and ask it anew whether the credentials work."""
    desk.backend.forget(desk.store.id)
    store = await installing.repaired(desk) if desk.backend.platform(desk.store).kind == "bridge" else desk.store
    platform, connection = desk.backend.connect(store)
    facts = await desk.check(platform, connection)
    if {**store.facts, **facts} != store.facts:
        await desk.backend.stores.update(store.id, facts={**store.facts, **facts})
    if p.validate_version:
        platform.refuse_older(facts["version"])
    return StatusText(status=f"The store answers: {platform.title} {facts['version']}.")


@gateway.implements(api.cart.methods)
async def cart_methods(desk: Desk, p: CartMethodsParams) -> CartMethods:
    """Name the methods that this store's platform serves, read off the code."""
    platform = desk.backend.platform(desk.store)
    served = {*platform.handlers, *platform.queued, *gateway.handlers}
    return CartMethods(method=[name for name, method in methods().items() if name in served and method.keys == "store"])


@gateway.implements(api.cart.delete, "delete_bridge")
async def cart_delete(desk: Desk, p: CartDeleteParams) -> CartDeleted:
    """Disconnect the store: its record, credentials and traces are deleted here, and its bridge in the shop."""
    words = "The store has been disconnected."
    if p.delete_bridge and desk.backend.platform(desk.store).kind == "bridge":
        try:
            await installing.removed(desk)
            words = "The store has been disconnected, and its bridge was removed."
        except PolycartError as error:
            words = (
                f"The store has been disconnected. Its bridge could not be removed ({error.message.rstrip('.')}): "
                "delete the folder bridge2cart in the shop."
            )
    await desk.backend.delete(desk.store.id)
    return CartDeleted(store=words)


@gateway.implements(api.cart.disconnect, "delete_bridge")
async def cart_disconnect(desk: Desk, p: CartDisconnectParams) -> CartDisconnected:
    """Disconnect the store in the old way."""
    await cart_delete(desk, CartDeleteParams(delete_bridge=p.delete_bridge))
    return CartDisconnected(connection="disconnected")


@gateway.implements(api.cart.list)
async def supported_carts(desk: Desk, p: CartListParams) -> Page[CartSupported]:
    """List the platforms that are built, in the old way."""
    return Page(
        items=[
            CartSupported(
                cart_id=platform.cart_id,
                cart_name=platform.title,
                cart_versions=platform.versions,
                params=sorted(platform.settings.asked()),
            )
            for platform in platforms().values()
        ]
    )
