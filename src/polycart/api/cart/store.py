"""Parameters and answers of the methods about the shop itself."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.cart import parameters as cart
from polycart.api.entities import Record
from polycart.core.method import UNSET, Doc, Entity, ListParams, Params, Sparse

EntityId = Annotated[str, Doc("Id of the entity.", "10")]
Key = Annotated[str, Doc("Name of the meta data.", "origin")]
MetaDataEntity = Annotated[str, Doc("Kind of entity.", "product")]


class CartDeleted(Entity):
    """The answer of removing a store."""

    store: Annotated[Sparse[str], Doc("What became of the store, in words.")] = UNSET


class CartMethods(Record):
    """What the store can do."""

    method: Annotated[Sparse[list[str]], Doc("Names of the methods that the store can do.")] = UNSET


class ScriptAdded(Entity):
    """The answer of adding a script."""

    script_id: Annotated[Sparse[str], Doc("Id of the new script.")] = UNSET


class CartDeleteParams(Params, kw_only=True):
    """Parameters of cart.delete."""

    delete_bridge: cart.DeleteBridge = True


class CartInfoParams(Params, kw_only=True):
    """Parameters of cart.info."""

    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "store_name,store_url,db_prefix"
    exclude: shared.Exclude = None
    store_id: shared.StoreId = None


class CartMetaDataListParams(ListParams, kw_only=True):
    """Parameters of cart.meta_data.list."""

    entity_id: EntityId
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    entity: MetaDataEntity = "product"
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    key: Annotated[str | None, Doc("Leave only meta data of this name.", "origin")] = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "key,value"
    exclude: shared.Exclude = None


class CartMetaDataSetParams(Params, kw_only=True):
    """Parameters of cart.meta_data.set."""

    entity_id: EntityId
    key: Key
    value: Annotated[str, Doc("Value of the meta data.", "Leeds")]
    namespace: Annotated[str, Doc("Group that the meta data belongs to.", "global")]
    entity: MetaDataEntity = "product"
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class CartMetaDataUnsetParams(Params, kw_only=True):
    """Parameters of cart.meta_data.unset."""

    entity_id: EntityId
    key: Key
    id: Annotated[str, Doc("Id of the meta data.", "10")]
    entity: MetaDataEntity = "product"
    store_id: shared.StoreId = None


class CartMethodsParams(Params):
    """cart.methods takes no parameters."""


class CartPluginListParams(ListParams, kw_only=True):
    """Parameters of cart.plugin.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    store_id: shared.StoreId = None


class CartScriptAddParams(Params, kw_only=True):
    """Parameters of cart.script.add."""

    name: Annotated[str | None, Doc("Name of the script.", "Visit counter")] = None
    description: Annotated[str | None, Doc("What the script is for.", "Counts visits")] = None
    html: Annotated[
        str | None,
        Doc("HTML with exactly one script element in it.", '<script src="https://cdn.example.com/a.js"></script>'),
    ] = None
    src: Annotated[str | None, Doc("Address of the script.", "https://cdn.example.com/a.js")] = None
    load_method: Annotated[str | None, Doc("How the page loads the script.", "async")] = None
    scope: Annotated[str, Doc("Pages that the script runs on.", "storefront")] = "storefront"
    events: Annotated[str | None, Doc("Events of the storefront that start the script.", "order_created")] = None
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class CartScriptDeleteParams(Params, kw_only=True):
    """Parameters of cart.script.delete."""

    id: Annotated[str, Doc("Id of the script.", "10")]
    store_id: shared.StoreId = None


class CartScriptListParams(ListParams, kw_only=True):
    """Parameters of cart.script.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    script_ids: Annotated[str | None, Doc("Ids of the scripts, joined by commas.", "34,35")] = None
    store_id: shared.StoreId = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name,description"
    exclude: shared.Exclude = None


class CartShippingZonesListParams(ListParams, kw_only=True):
    """Parameters of cart.shipping_zones.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    store_id: shared.StoreId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name,enabled"
    exclude: shared.Exclude = None


class CartValidateParams(Params, kw_only=True):
    """Parameters of cart.validate."""

    validate_version: shared.ValidateVersion = False
