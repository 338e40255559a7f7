"""The attribute resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated, Literal

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.api.results import Added, Deleted, DeletedFlag, Updated
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse, method, paged

AttributeSetId = Annotated[str | None, Doc("The attribute set id.")]
AttributeSetIdGiven = Annotated[str, Doc("The attribute set id.")]
GroupId = Annotated[str, Doc("The group id.")]
Required = Annotated[bool | None, Doc("The required.")]
System = Annotated[bool | None, Doc("The system.")]
Visible = Annotated[bool | None, Doc("The visible.")]


class AttributeAssigned(Entity):
    """A attribute assigned."""

    assigned: Annotated[Sparse[str], Doc("The assigned.")] = UNSET


class StoreAttributeAttributeSet(Record):
    """A store attribute attribute set."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    assigned_attribute_ids: Annotated[Sparse[list[str]], Doc("The assigned attribute ids.")] = UNSET


class AttributeCount(Record):
    """A attribute count."""

    attributes_count: Annotated[Maybe[int], Doc("The attributes count.")] = UNSET


class StoreAttributeGroup(Record):
    """A store attribute group."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    position: Annotated[Maybe[int], Doc("The position.")] = UNSET
    attribute_set_id: Annotated[Maybe[str], Doc("The attribute set id.")] = UNSET
    assigned_attribute_ids: Annotated[Sparse[list[str]], Doc("The assigned attribute ids.")] = UNSET


class StoreAttribute(Record):
    """A store attribute."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    code: Annotated[Maybe[str], Doc("The code.")] = UNSET
    type: Annotated[Sparse[str], Doc("The type.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    default_values: Annotated[Sparse[list[str]], Doc("The default values.")] = UNSET
    position: Annotated[Maybe[int], Doc("The position.")] = UNSET
    visible: Annotated[Maybe[bool], Doc("The visible.")] = UNSET
    required: Annotated[Maybe[bool], Doc("The required.")] = UNSET
    system: Annotated[Maybe[bool], Doc("The system.")] = UNSET
    values: Annotated[Sparse[list[str]], Doc("The values.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("The store id.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("The lang id.")] = UNSET


class AttributeUnassigned(Entity):
    """A attribute unassigned."""

    unassigned: Annotated[Sparse[str], Doc("The unassigned.")] = UNSET


class AttributeAddParams(Params, kw_only=True):
    """Parameters of attribute.add."""

    type: Annotated[
        Literal["text", "select", "media", "color", "textarea", "date", "price", "multiselect", "boolean"],
        Doc("The type."),
    ]
    name: shared.NameGiven
    code: shared.Code = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    visible: Annotated[bool, Doc("The visible.")] = False
    required: shared.Required = False
    position: shared.Position = 0
    attribute_group_id: shared.AttributeGroupId = None
    is_global: Annotated[str, Doc("The is global.")] = "Store"
    is_searchable: Annotated[bool, Doc("The is searchable.")] = False
    is_filterable: Annotated[str, Doc("The is filterable.")] = "No"
    is_comparable: Annotated[bool, Doc("The is comparable.")] = False
    is_html_allowed_on_front: Annotated[bool, Doc("The is html allowed on front.")] = False
    is_filterable_in_search: Annotated[bool, Doc("The is filterable in search.")] = False
    is_configurable: Annotated[bool, Doc("The is configurable.")] = False
    is_visible_in_advanced_search: Annotated[bool, Doc("The is visible in advanced search.")] = False
    is_used_for_promo_rules: Annotated[bool, Doc("The is used for promo rules.")] = False
    used_in_product_listing: Annotated[bool, Doc("The used in product listing.")] = False
    used_for_sort_by: Annotated[bool, Doc("The used for sort by.")] = False
    apply_to: Annotated[str, Doc("The apply to.")] = "all_types"
    idempotency_key: shared.IdempotencyKey = None


class AttributeAssignGroupParams(Params, kw_only=True):
    """Parameters of attribute.assign.group."""

    id: shared.Id
    group_id: GroupId
    attribute_set_id: AttributeSetId = None
    idempotency_key: shared.IdempotencyKey = None


class AttributeAssignSetParams(Params, kw_only=True):
    """Parameters of attribute.assign.set."""

    id: shared.Id
    attribute_set_id: AttributeSetIdGiven
    group_id: shared.GroupId = None
    idempotency_key: shared.IdempotencyKey = None


class AttributeAttributesetListParams(ListParams, kw_only=True):
    """Parameters of attribute.attributeset.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name"
    exclude: shared.Exclude = None


class AttributeCountParams(Params, kw_only=True):
    """Parameters of attribute.count."""

    type: shared.Type = None
    attribute_set_id: AttributeSetId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    visible: Visible = None
    required: Required = None
    system: System = None


class AttributeDeleteParams(Params, kw_only=True):
    """Parameters of attribute.delete."""

    id: shared.Id
    store_id: shared.StoreId = None


class AttributeGroupListParams(ListParams, kw_only=True):
    """Parameters of attribute.group.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    attribute_set_id: AttributeSetId = None
    lang_id: shared.LangId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name"
    exclude: shared.Exclude = None


class AttributeInfoParams(Params, kw_only=True):
    """Parameters of attribute.info."""

    id: shared.Id
    attribute_set_id: AttributeSetId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "force_all"
    exclude: shared.Exclude = None


class AttributeListParams(ListParams, kw_only=True):
    """Parameters of attribute.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    attribute_ids: Annotated[str | None, Doc("The attribute ids.")] = None
    attribute_set_id: AttributeSetId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    type: shared.Type = None
    visible: Visible = None
    required: Required = None
    system: System = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name,code,type"
    exclude: shared.Exclude = None


class AttributeUnassignGroupParams(Params, kw_only=True):
    """Parameters of attribute.unassign.group."""

    id: shared.Id
    group_id: GroupId
    idempotency_key: shared.IdempotencyKey = None


class AttributeUnassignSetParams(Params, kw_only=True):
    """Parameters of attribute.unassign.set."""

    id: shared.Id
    attribute_set_id: AttributeSetIdGiven
    idempotency_key: shared.IdempotencyKey = None


class AttributeUpdateParams(Params, kw_only=True):
    """Parameters of attribute.update."""

    id: shared.Id
    name: shared.Name = None
    visible: Visible = None
    position: shared.Position = 0
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class AttributeValueAddParams(Params, kw_only=True):
    """Parameters of attribute.value.add."""

    attribute_id: shared.AttributeId
    name: shared.NameGiven
    code: shared.Code = None
    description: shared.Description = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class AttributeValueDeleteParams(Params, kw_only=True):
    """Parameters of attribute.value.delete."""

    id: shared.Id
    attribute_id: shared.AttributeId
    store_id: shared.StoreId = None


class AttributeValueUpdateParams(Params, kw_only=True):
    """Parameters of attribute.value.update."""

    id: shared.Id
    attribute_id: shared.AttributeId
    name: shared.Name = None
    description: shared.Description = None
    code: shared.Code = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class methods:
    """Methods of the attribute resource."""

    add = method("attribute.add", "POST", AttributeAddParams, Added, "Call attribute.add.")
    count = method("attribute.count", "GET", AttributeCountParams, AttributeCount, "Call attribute.count.")
    delete = method("attribute.delete", "DELETE", AttributeDeleteParams, Deleted, "Call attribute.delete.")
    info = method("attribute.info", "GET", AttributeInfoParams, StoreAttribute, "Call attribute.info.")
    list = paged(
        "attribute.list",
        AttributeListParams,
        StoreAttribute,
        "attribute",
        "Call attribute.list.",
        counter="attributes_count",
    )
    update = method("attribute.update", "PUT", AttributeUpdateParams, Updated, "Call attribute.update.")

    class assign:
        """Methods under attribute.assign."""

        group = method(
            "attribute.assign.group",
            "POST",
            AttributeAssignGroupParams,
            AttributeAssigned,
            "Call attribute.assign.group.",
        )
        set = method(
            "attribute.assign.set", "POST", AttributeAssignSetParams, AttributeAssigned, "Call attribute.assign.set."
        )

    class attributeset:
        """Methods under attribute.attributeset."""

        list = paged(
            "attribute.attributeset.list",
            AttributeAttributesetListParams,
            StoreAttributeAttributeSet,
            "attribute_set",
            "Call attribute.attributeset.list.",
        )

    class group:
        """Methods under attribute.group."""

        list = paged(
            "attribute.group.list", AttributeGroupListParams, StoreAttributeGroup, "group", "Call attribute.group.list."
        )

    class type:
        """Methods under attribute.type."""

        list = paged(
            "attribute.type.list",
            Params,
            str,
            "attribute_type",
            "Call attribute.type.list.",
            counter="items_count",
            cursor=False,
        )

    class unassign:
        """Methods under attribute.unassign."""

        group = method(
            "attribute.unassign.group",
            "POST",
            AttributeUnassignGroupParams,
            AttributeUnassigned,
            "Call attribute.unassign.group.",
        )
        set = method(
            "attribute.unassign.set",
            "POST",
            AttributeUnassignSetParams,
            AttributeUnassigned,
            "Call attribute.unassign.set.",
        )

    class value:
        """Methods under attribute.value."""

        add = method("attribute.value.add", "POST", AttributeValueAddParams, Added, "Call attribute.value.add.")
        delete = method(
            "attribute.value.delete", "DELETE", AttributeValueDeleteParams, DeletedFlag, "Call attribute.value.delete."
        )
        update = method(
            "attribute.value.update", "PUT", AttributeValueUpdateParams, Updated, "Call attribute.value.update."
        )
