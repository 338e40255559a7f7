"""Connected stores, their credentials and the platforms that stores can be on."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import DateTime, Record
from polycart.api.results import StoreConnected, UpdatedItems
from polycart.core.method import UNSET, Doc, Entity, Maybe, Params, Sparse, method, paged

CustomLabel = Annotated[str | None, Doc("Your own name for the store.", "Main shop")]


class AccountCart(Entity):
    """A connected store."""

    id: Annotated[Sparse[str], Doc("Id of the store.")] = UNSET
    url: Annotated[Sparse[str], Doc("Where the store is on the web.")] = UNSET
    store_key: Annotated[Sparse[str], Doc("Key of the store.")] = UNSET
    cart_id: Annotated[Sparse[str], Doc("Id of the platform.")] = UNSET
    custom_label: Annotated[Sparse[str], Doc("Your own name for the store.")] = UNSET
    bridge_version: Annotated[Maybe[str], Doc("Version of the bridge in the shop.")] = UNSET
    total_calls: Annotated[Sparse[str], Doc("How many calls were made in the asked period, written as text.")] = UNSET


class AccountFailedWebhook(Entity):
    """An event that could not be delivered within the last 24 hours."""

    webhook_id: Annotated[Sparse[int], Doc("Id of the webhook.")] = UNSET
    entity_id: Annotated[Sparse[str], Doc("Id of the entity.")] = UNSET
    time: Annotated[Maybe[DateTime], Doc("When it happened.")] = UNSET


class AccountFailedWebhooks(Entity):
    """The events that could not be delivered within the last 24 hours."""

    all_failed_webhook: Annotated[Sparse[str], Doc("How many deliveries failed, written as text.")] = UNSET
    webhook: Annotated[Sparse[list[AccountFailedWebhook]], Doc("Deliveries that failed.")] = UNSET


class AccountPlatformParameter(Entity):
    """One parameter that connects a store."""

    name: Annotated[Sparse[str], Doc("Name of the parameter.")] = UNSET
    description: Annotated[Sparse[str], Doc("What the parameter is for.")] = UNSET


class AccountPlatformParameters(Entity):
    """The parameters that connect a store of a platform."""

    required: Annotated[
        Sparse[list[list[AccountPlatformParameter]]], Doc("Sets of parameters, of which one is enough.")
    ] = UNSET
    additional: Annotated[Sparse[list[AccountPlatformParameter]], Doc("Parameters that one may add.")] = UNSET


class AccountSupportedPlatform(Record):
    """A platform that stores can be connected on, and what that takes."""

    cart_id: Annotated[Maybe[str], Doc("Id of the platform.")] = UNSET
    cart_name: Annotated[Maybe[str], Doc("Name of the platform.")] = UNSET
    cart_versions: Annotated[Maybe[str], Doc("Versions of the platform that are supported.")] = UNSET
    cart_method: Annotated[Maybe[str], Doc("How the platform is reached: api, bridge or plugin.")] = UNSET
    params: Annotated[Maybe[AccountPlatformParameters], Doc("Parameters that connect a store.")] = UNSET


class AccountCartAddParams(Params, kw_only=True):
    """Parameters of account.cart.add.

    The credentials of the platforms are parameters of the method, too: the gateway merges them in from the settings of
    every platform and from the table of those that are announced.
    """

    cart_id: Annotated[str, Doc("Id of the platform, as account.supported_platforms tells it.")]
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
    label: Annotated[str | None, Doc("Text that describes the store.", "Main shop")] = None
    custom_label: CustomLabel = None
    validate_version: shared.ValidateVersion = False
    verify: Annotated[bool, Doc("Try the connection before the store is kept.", True)] = True
    db_tables_prefix: shared.DbTablesPrefix = None
    user_agent: shared.UserAgent = None
    ftp_host: Annotated[str | None, Doc("FTP server of the shop.", "ftp.example.com")] = None
    ftp_user: Annotated[str | None, Doc("Name of the FTP user.", "shop")] = None
    ftp_password: Annotated[str | None, Doc("Password of the FTP user.", "secret")] = None
    ftp_port: Annotated[int | None, Doc("Port of the FTP server.", 21)] = None
    ftp_store_dir: Annotated[str | None, Doc("Folder of the shop on the FTP server.", "/public_html")] = None


class AccountCartListParams(Params, kw_only=True):
    """Parameters of account.cart.list."""

    store_url: Annotated[str | None, Doc("Leave only the store at this address.", "https://shop.example.com")] = None
    store_key: Annotated[str | None, Doc("Leave only this store.", "0123456789abcdef0123456789abcdef")] = None
    request_from_date: Annotated[
        str | None, Doc("First day on which calls are counted; with request_to_date.", "2026-01-01")
    ] = None
    request_to_date: Annotated[
        str | None, Doc("Last day on which calls are counted; with request_from_date.", "2026-01-31")
    ] = None
    custom_label: Annotated[str | None, Doc("Leave only stores with this label.", "Main shop")] = None
    params: shared.Fields = "force_all"
    exclude: shared.Exclude = None


class AccountConfigUpdateParams(Params, kw_only=True):
    """Parameters of account.config.update.

    The credentials of the platforms are parameters of the method, too: the gateway merges them in from the settings of
    every platform and from the table of those that are announced.
    """

    replace_parameters: Annotated[
        bool | None, Doc("Replace the whole stored set of credentials instead of merging into it.", True)
    ] = None
    new_store_url: Annotated[
        str | None, Doc("Address of the store that replaces the present one.", "https://new.example.com")
    ] = None
    new_store_key: Annotated[
        str | None, Doc("Store key that replaces the present one.", "0123456789abcdef0123456789abcdef")
    ] = None
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

    cart_id: Annotated[str | None, Doc("Tell about this platform only.")] = None


class methods:
    """Methods of the account resource."""

    failed_webhooks = method(
        "account.failed_webhooks",
        "GET",
        AccountFailedWebhooksParams,
        AccountFailedWebhooks,
        "List the events that could not be delivered within the last 24 hours.",
        keys="account",
    )
    supported_platforms = paged(
        "account.supported_platforms",
        AccountSupportedPlatformsParams,
        AccountSupportedPlatform,
        "supported_platforms",
        "List the platforms and the credentials that each needs.",
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
            "Connect a store.",
            body=True,
            keys="account",
        )
        list = paged(
            "account.cart.list",
            AccountCartListParams,
            AccountCart,
            "carts",
            "List the connected stores.",
            counter="carts_count",
            cursor=False,
            keys="account",
        )

    class config:
        """Methods under account.config."""

        update = method(
            "account.config.update",
            "PUT",
            AccountConfigUpdateParams,
            UpdatedItems,
            "Change the credentials of a connected store.",
        )
