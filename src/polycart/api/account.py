"""The account resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import DateTime, Record
from polycart.api.results import StoreConnected, UpdatedItems
from polycart.core.method import UNSET, Doc, Entity, Maybe, Params, Sparse, method, paged

CustomLabel = Annotated[str | None, Doc("The custom label.")]


class AccountCart(Entity):
    """A account cart."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    url: Annotated[Sparse[str], Doc("The url.")] = UNSET
    store_key: Annotated[Sparse[str], Doc("The store key.")] = UNSET
    cart_id: Annotated[Sparse[str], Doc("The cart id.")] = UNSET
    custom_label: Annotated[Sparse[str], Doc("The custom label.")] = UNSET
    bridge_version: Annotated[Sparse[str], Doc("The bridge version.")] = UNSET
    total_calls: Annotated[Sparse[str], Doc("The total calls.")] = UNSET


class AccountFailedWebhook(Entity):
    """A account failed webhook."""

    webhook_id: Annotated[Sparse[int], Doc("The webhook id.")] = UNSET
    entity_id: Annotated[Sparse[str], Doc("The entity id.")] = UNSET
    time: Annotated[Maybe[DateTime], Doc("The time.")] = UNSET


class AccountFailedWebhooks(Entity):
    """A account failed webhooks."""

    all_failed_webhook: Annotated[Sparse[str], Doc("The all failed webhook.")] = UNSET
    webhook: Annotated[Sparse[list[AccountFailedWebhook]], Doc("The webhook.")] = UNSET


class AccountPlatformParameter(Entity):
    """A account platform parameter."""

    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    description: Annotated[Sparse[str], Doc("The description.")] = UNSET


class AccountPlatformParameters(Entity):
    """A account platform parameters."""

    required: Annotated[Sparse[list[list[AccountPlatformParameter]]], Doc("The required.")] = UNSET
    additional: Annotated[Sparse[list[AccountPlatformParameter]], Doc("The additional.")] = UNSET


class AccountSupportedPlatform(Record):
    """A account supported platform."""

    cart_id: Annotated[Maybe[str], Doc("The cart id.")] = UNSET
    cart_name: Annotated[Maybe[str], Doc("The cart name.")] = UNSET
    cart_versions: Annotated[Maybe[str], Doc("The cart versions.")] = UNSET
    cart_method: Annotated[Maybe[str], Doc("The cart method.")] = UNSET
    params: Annotated[Maybe[AccountPlatformParameters], Doc("The params.")] = UNSET


class AccountCartAddParams(Params, kw_only=True):
    """Parameters of account.cart.add."""

    cart_id: Annotated[str, Doc("The cart id.")]
    store_url: shared.StoreUrl = None
    bridge_url: shared.BridgeUrl = None
    store_root: shared.StoreRoot = None
    store_key: shared.StoreKey = None
    label: shared.Label = None
    custom_label: CustomLabel = None
    validate_version: shared.ValidateVersion = False
    verify: Annotated[bool, Doc("The verify.")] = True
    db_tables_prefix: shared.DbTablesPrefix = None
    user_agent: shared.UserAgent = None
    ftp_host: Annotated[str | None, Doc("The ftp host.")] = None
    ftp_user: Annotated[str | None, Doc("The ftp user.")] = None
    ftp_password: Annotated[str | None, Doc("The ftp password.")] = None
    ftp_port: Annotated[int | None, Doc("The ftp port.")] = None
    ftp_store_dir: Annotated[str | None, Doc("The ftp store dir.")] = None


class AccountCartListParams(Params, kw_only=True):
    """Parameters of account.cart.list."""

    store_url: shared.StoreUrl = None
    store_key: shared.StoreKey = None
    request_from_date: Annotated[str | None, Doc("The request from date.")] = None
    request_to_date: Annotated[str | None, Doc("The request to date.")] = None
    custom_label: CustomLabel = None
    params: shared.ParamsGiven = "force_all"
    exclude: shared.Exclude = None


class AccountConfigUpdateParams(Params, kw_only=True):
    """Parameters of account.config.update."""

    replace_parameters: Annotated[bool | None, Doc("The replace parameters.")] = None
    new_store_url: Annotated[str | None, Doc("The new store url.")] = None
    new_store_key: Annotated[str | None, Doc("The new store key.")] = None
    custom_label: CustomLabel = None
    bridge_url: shared.BridgeUrl = None
    store_root: shared.StoreRoot = None
    db_tables_prefix: shared.DbTablesPrefix = None
    user_agent: shared.UserAgent = None
    idempotency_key: shared.IdempotencyKey = None


class AccountFailedWebhooksParams(Params, kw_only=True):
    """Parameters of account.failed_webhooks."""

    start: shared.Start = 0
    count: shared.Count = 10
    ids: shared.Ids = None


class AccountSupportedPlatformsParams(Params, kw_only=True):
    """Parameters of account.supported_platforms."""

    cart_id: Annotated[str | None, Doc("The cart id.")] = None


class methods:
    """Methods of the account resource."""

    failed_webhooks = method(
        "account.failed_webhooks",
        "GET",
        AccountFailedWebhooksParams,
        AccountFailedWebhooks,
        "Call account.failed_webhooks.",
        keys="account",
    )
    supported_platforms = paged(
        "account.supported_platforms",
        AccountSupportedPlatformsParams,
        AccountSupportedPlatform,
        "supported_platforms",
        "Call account.supported_platforms.",
        counter="supported_platforms_count",
        cursor=False,
        keys="account",
    )

    class cart:
        """Methods under account.cart."""

        add = method(
            "account.cart.add",
            "POST",
            AccountCartAddParams,
            StoreConnected,
            "Call account.cart.add.",
            body=True,
            keys="account",
        )
        list = paged(
            "account.cart.list",
            AccountCartListParams,
            AccountCart,
            "carts",
            "Call account.cart.list.",
            counter="carts_count",
            cursor=False,
            keys="account",
        )

    class config:
        """Methods under account.config."""

        update = method(
            "account.config.update", "PUT", AccountConfigUpdateParams, UpdatedItems, "Call account.config.update."
        )
