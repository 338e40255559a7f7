"""The cart.store resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.cart import parameters as cart
from polycart.api.entities import Record
from polycart.core.method import UNSET, Doc, Entity, ListParams, Params, Sparse

EntityId = Annotated[str, Doc("The entity id.")]
Key = Annotated[str, Doc("The key.")]


class CartDeleted(Entity):
    """A cart deleted."""

    store: Annotated[Sparse[str], Doc("The store.")] = UNSET


class CartMethods(Record):
    """A cart methods."""

    method: Annotated[Sparse[list[str]], Doc("The method.")] = UNSET


class ScriptAdded(Entity):
    """A script added."""

    script_id: Annotated[Sparse[str], Doc("The script id.")] = UNSET


class CartDeleteParams(Params, kw_only=True):
    """Parameters of cart.delete."""

    delete_bridge: cart.DeleteBridge = True


class CartInfoParams(Params, kw_only=True):
    """Parameters of cart.info."""

    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "store_name,store_url,db_prefix"
    exclude: shared.Exclude = None
    store_id: shared.StoreId = None


class CartMetaDataListParams(ListParams, kw_only=True):
    """Parameters of cart.meta_data.list."""

    entity_id: EntityId
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    entity: shared.EntityGiven = "product"
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    key: Annotated[str | None, Doc("The key.")] = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "key,value"
    exclude: shared.Exclude = None


class CartMetaDataSetParams(Params, kw_only=True):
    """Parameters of cart.meta_data.set."""

    entity_id: EntityId
    key: Key
    value: cart.Value
    namespace: Annotated[str, Doc("The namespace.")]
    entity: shared.EntityGiven = "product"
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class CartMetaDataUnsetParams(Params, kw_only=True):
    """Parameters of cart.meta_data.unset."""

    entity_id: EntityId
    key: Key
    id: shared.Id
    entity: shared.EntityGiven = "product"
    store_id: shared.StoreId = None


class CartPluginListParams(ListParams, kw_only=True):
    """Parameters of cart.plugin.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    store_id: shared.StoreId = None


class CartScriptAddParams(Params, kw_only=True):
    """Parameters of cart.script.add."""

    name: shared.Name = None
    description: shared.Description = None
    html: Annotated[str | None, Doc("The html.")] = None
    src: Annotated[str | None, Doc("The src.")] = None
    load_method: Annotated[str | None, Doc("The load method.")] = None
    scope: Annotated[str, Doc("The scope.")] = "storefront"
    events: Annotated[str | None, Doc("The events.")] = None
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class CartScriptDeleteParams(Params, kw_only=True):
    """Parameters of cart.script.delete."""

    id: shared.Id
    store_id: shared.StoreId = None


class CartScriptListParams(ListParams, kw_only=True):
    """Parameters of cart.script.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    script_ids: Annotated[str | None, Doc("The script ids.")] = None
    store_id: shared.StoreId = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name,description"
    exclude: shared.Exclude = None


class CartShippingZonesListParams(ListParams, kw_only=True):
    """Parameters of cart.shipping_zones.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    store_id: shared.StoreId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name,enabled"
    exclude: shared.Exclude = None


class CartValidateParams(Params, kw_only=True):
    """Parameters of cart.validate."""

    validate_version: shared.ValidateVersion = False
