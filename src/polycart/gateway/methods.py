"""The methods that the gateway itself answers: accounts, connecting stores, and what a store can do."""

from __future__ import annotations

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
from polycart.core.calls import Prepared
from polycart.core.client import Call
from polycart.core.errors import MissingParameter, NotYet, ParameterError, StoreNotFound, UnsupportedParameter
from polycart.core.method import Page
from polycart.core.platform import Platform, Settings
from polycart.core.trace import Trace
from polycart.gateway.accounts import Caller
from polycart.gateway.backend import Backend
from polycart.gateway.contract import credentials, methods
from polycart.gateway.stores import Store, check_key
from polycart.platforms import platforms
from polycart.platforms.announced import ANNOUNCED

KEPT = ("user_agent", "bridge_url", "store_root", "db_tables_prefix")
"""Common parameters of a connection that are kept beside the credentials."""

BRIDGE = (
    "bridge_url", "store_root", "db_tables_prefix",
    "ftp_host", "ftp_user", "ftp_password", "ftp_port", "ftp_store_dir",
)  # fmt: skip
"""Parameters that say where a bridge is, or how to bring it there."""


class Desk:
    """What the gateway's own methods work with: who calls, about which store, and with what."""

    def __init__(
        self, backend: Backend, caller: Caller, store: Store | None, prepared: Prepared, trace: Trace, request_id: str
    ) -> None:
        self.backend = backend
        self.caller = caller
        self.prepared = prepared
        self.trace = trace
        self.request_id = request_id
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

    async def check(self, platform: Platform[Any], connection: Any) -> str:
        """Ask the shop whether the credentials work; answers its version."""
        self.trace.redactor = connection.redactor
        client = platform.client(connection, Call(method="check", trace=self.trace, request_id=self.request_id))
        return await client.check()


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
    return AccountSupportedPlatform(
        cart_id=platform.cart_id,
        cart_name=platform.title,
        cart_versions=platform.versions,
        cart_method=platform.kind,
        params=AccountPlatformParameters(
            required=[[parameter(name) for name in names] for names in platform.credentials],
            additional=[parameter(name) for name in rows if name not in needed],
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
    settings = platform.settings.read({**values, "store_url": p.store_url})
    kept = {name: value for name, value in values.items() if name in _own(platform) - {"store_url"}}
    facts: dict[str, Any] = {}
    if p.verify:
        tried = desk.backend.connection(platform, {**kept, "store_url": settings.store_url})
        facts["version"] = await desk.check(platform, tried)
        if p.validate_version:
            platform.refuse_older(facts["version"])
    _, store_key = await desk.backend.stores.add(
        desk.caller.account_id,
        p.cart_id,
        settings.store_url,
        kept,
        store_key=p.store_key,
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
            bridge_version=None,
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
    merged = values if p.replace_parameters else {**store.settings, **values}
    settings = platform.settings.read({**merged, "store_url": p.new_store_url or store.url})
    changed: dict[str, Any] = {"custom_label": p.custom_label} if p.custom_label is not None else {}
    await backend.stores.update(
        store.id,
        settings=values or None,
        replace=bool(p.replace_parameters),
        url=settings.store_url if p.new_store_url else None,
        store_key=p.new_store_key,
        **changed,
    )
    backend.forget(store.id)
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
    platform, connection = desk.backend.connect(desk.store)
    version = await desk.check(platform, connection)
    if desk.store.facts.get("version") != version:
        await desk.backend.stores.update(desk.store.id, facts={**desk.store.facts, "version": version})
    if p.validate_version:
        platform.refuse_older(version)
    return StatusText(status=f"The store answers: {platform.title} {version}.")


@gateway.implements(api.cart.methods)
async def cart_methods(desk: Desk, p: CartMethodsParams) -> CartMethods:
    """Name the methods that this store's platform serves, read off the code."""
    served = {*desk.backend.platform(desk.store).handlers, *gateway.handlers}
    return CartMethods(method=[name for name, method in methods().items() if name in served and method.keys == "store"])


# A platform reached over its API has no bridge, so there is nothing that could be kept or deleted.
@gateway.implements(api.cart.delete, "delete_bridge")
async def cart_delete(desk: Desk, p: CartDeleteParams) -> CartDeleted:
    """Disconnect the store: its record, credentials and traces are deleted here; the shop is not touched."""
    await desk.backend.stores.delete(desk.store.id)
    desk.backend.forget(desk.store.id)
    return CartDeleted(store="The store has been disconnected.")


@gateway.implements(api.cart.disconnect, "delete_bridge")
async def cart_disconnect(desk: Desk, p: CartDisconnectParams) -> CartDisconnected:
    """Disconnect the store in the old way."""
    await cart_delete(desk, CartDeleteParams())
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
