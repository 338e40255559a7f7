"""The cart.retired resource."""

from __future__ import annotations

from typing import Annotated, Any

from polycart.api import parameters as shared
from polycart.api.cart import parameters as cart
from polycart.api.entities import Record
from polycart.core.method import UNSET, Doc, Entity, Maybe, Params, Sparse


class CartBridge(Entity):
    """A cart bridge."""

    store_key: Annotated[Sparse[str], Doc("The store key.")] = UNSET
    bridge: Annotated[Sparse[str], Doc("The bridge.")] = UNSET


class CartCacheCleared(Entity):
    """A cart cache cleared."""

    cache_cleared: Annotated[Sparse[str], Doc("The cache cleared.")] = UNSET


class CartConfig(Record):
    """A cart config."""

    store_name: Annotated[Maybe[str], Doc("The store name.")] = UNSET
    store_url: Annotated[Maybe[str], Doc("The store url.")] = UNSET
    db_prefix: Annotated[Maybe[str], Doc("The db prefix.")] = UNSET


class CartDisconnected(Entity):
    """A cart disconnected."""

    connection: Annotated[Sparse[str], Doc("The connection.")] = UNSET


class CartSupported(Entity):
    """A cart supported."""

    cart_id: Annotated[Sparse[str], Doc("The cart id.")] = UNSET
    cart_name: Annotated[Sparse[str], Doc("The cart name.")] = UNSET
    cart_versions: Annotated[Sparse[str], Doc("The cart versions.")] = UNSET
    params: Annotated[Sparse[list[str]], Doc("The params.")] = UNSET


class CartClearCacheParams(Params, kw_only=True):
    """Parameters of cart.clear_cache."""

    cache_type: Annotated[str, Doc("The cache type.")]


class CartConfigParams(Params, kw_only=True):
    """Parameters of cart.config."""

    params: shared.Params2 = "store_name,store_url,db_prefix"
    exclude: shared.OptionalExclude = None


class CartConfigUpdateParams(Params, kw_only=True):
    """Parameters of cart.config.update."""

    db_tables_prefix: shared.DbTablesPrefix = None
    custom_fields: Annotated[dict[str, Any] | None, Doc("The custom fields.")] = None
    store_id: shared.StoreId = None
    user_agent: shared.UserAgent = None


class CartCreateParams(Params, kw_only=True):
    """Parameters of cart.create."""

    cart_id: Annotated[str, Doc("The cart id.")]
    store_id: Annotated[str, Doc("The store id.")]
    store_url: shared.StoreUrl = None
    bridge_url: shared.BridgeUrl = None
    store_root: shared.StoreRoot = None
    store_key: shared.StoreKey = None
    validate_version: shared.ValidateVersion = False
    verify: Annotated[bool, Doc("The verify.")] = True
    db_tables_prefix: shared.DbTablesPrefix = None
    user_agent: shared.UserAgent = None
    ftp_host: Annotated[str | None, Doc("The ftp host.")] = None
    ftp_user: Annotated[str | None, Doc("The ftp user.")] = None
    ftp_password: Annotated[str | None, Doc("The ftp password.")] = None
    ftp_port: Annotated[int | None, Doc("The ftp port.")] = None
    ftp_store_dir: Annotated[str | None, Doc("The ftp store dir.")] = None


class CartDisconnectParams(Params, kw_only=True):
    """Parameters of cart.disconnect."""

    delete_bridge: cart.DeleteBridge = False
