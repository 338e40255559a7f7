"""Methods of connecting stores that were withdrawn in August 2026 and are still answered."""

from __future__ import annotations

from typing import Annotated, Any

from polycart.api import parameters as shared
from polycart.api.cart import parameters as cart
from polycart.api.entities import Record
from polycart.core.method import UNSET, Doc, Entity, Maybe, Params, Sparse


class CartBridge(Entity):
    """The keys of the bridge."""

    store_key: Annotated[Sparse[str], Doc("Key of the store.")] = UNSET
    bridge: Annotated[Sparse[str], Doc("Address that the bridge is downloaded from.")] = UNSET


class CartCacheCleared(Entity):
    """The answer of emptying a cache."""

    cache_cleared: Annotated[Sparse[str], Doc("Whether the cache was emptied, written as text.")] = UNSET


class CartConfig(Record):
    """Where the shop is."""

    store_name: Annotated[Maybe[str], Doc("Name of the store.")] = UNSET
    store_url: Annotated[Maybe[str], Doc("Where the store is on the web.")] = UNSET
    db_prefix: Annotated[Maybe[str], Doc("Prefix of the shop's database tables.")] = UNSET


class CartDisconnected(Entity):
    """The answer of disconnecting a store."""

    connection: Annotated[Sparse[str], Doc("What became of the connection.")] = UNSET


class CartSupported(Entity):
    """A platform that stores can be connected on."""

    cart_id: Annotated[Sparse[str], Doc("Id of the platform.")] = UNSET
    cart_name: Annotated[Sparse[str], Doc("Name of the platform.")] = UNSET
    cart_versions: Annotated[Sparse[str], Doc("Versions of the platform that are supported.")] = UNSET
    params: Annotated[Sparse[list[str]], Doc("Parameters needed to connect.")] = UNSET


class CartBridgeParams(Params):
    """cart.bridge takes no parameters."""


class CartClearCacheParams(Params, kw_only=True):
    """Parameters of cart.clear_cache."""

    cache_type: Annotated[str, Doc("Which of the shop's caches to empty.", "storage_cache")]


class CartConfigParams(Params, kw_only=True):
    """Parameters of cart.config."""

    params: shared.FieldsKept = "store_name,store_url,db_prefix"
    exclude: shared.FieldsLeftOut = None


class CartConfigUpdateParams(Params, kw_only=True):
    """Parameters of cart.config.update."""

    db_tables_prefix: shared.DbTablesPrefix = None
    custom_fields: Annotated[
        dict[str, Any] | None, Doc("Settings of the shop to change, by name.", {"theme": "dark"})
    ] = None
    store_id: shared.StoreId = None
    user_agent: shared.UserAgent = None


class CartCreateParams(Params, kw_only=True):
    """Parameters of cart.create.

    The credentials of the platforms are parameters of the method, too: the gateway merges them in from the settings of
    every platform and from the table of those that are announced.
    """

    cart_id: Annotated[str, Doc("Id of the platform, as account.supported_platforms tells it.")]
    store_id: Annotated[str, Doc("Store inside a multi-store shop.", "1")]
    store_url: Annotated[str | None, Doc("Address of the shop.", "https://shop.example.com")] = None
    bridge_url: shared.BridgeUrl = None
    store_root: shared.StoreRoot = None
    store_key: Annotated[
        str | None,
        Doc(
            "Key that the store has already, as its bridge tells it; else it gets a new one.",
            "0123456789abcdef0123456789abcdef",
        ),
    ] = None
    validate_version: shared.ValidateVersion = False
    verify: Annotated[bool, Doc("Try the connection before the store is kept.", True)] = True
    db_tables_prefix: shared.DbTablesPrefix = None
    user_agent: shared.UserAgent = None
    ftp_host: Annotated[str | None, Doc("FTP server of the shop.", "ftp.example.com")] = None
    ftp_user: Annotated[str | None, Doc("Name of the FTP user.", "shop")] = None
    ftp_password: Annotated[str | None, Doc("Password of the FTP user.", "secret")] = None
    ftp_port: Annotated[int | None, Doc("Port of the FTP server.", 21)] = None
    ftp_store_dir: Annotated[str | None, Doc("Folder of the shop on the FTP server.", "/public_html")] = None


class CartDisconnectParams(Params, kw_only=True):
    """Parameters of cart.disconnect."""

    delete_bridge: cart.DeleteBridge = False


class CartListParams(Params):
    """cart.list takes no parameters."""
