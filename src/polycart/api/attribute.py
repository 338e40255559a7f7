"""Attributes that products can have, their groups, sets and values."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated, Literal

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.api.results import Added, Deleted, DeletedFlag, Updated
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse, method, paged

AttributeSetId = Annotated[str, Doc("Id of the attribute set.", "2")]
Code = Annotated[str | None, Doc("Technical name, as the shop's own code calls it.", "spring")]
Description = Annotated[str | None, Doc("Text that explains the value.", "The colour of a ripe tomato")]
GroupId = Annotated[str, Doc("Id of the group.", "2")]
Id = Annotated[str, Doc("Id of the attribute.", "10")]
IdOfValue = Annotated[str, Doc("Id of the value.", "10")]
OptionalAttributeSetId = Annotated[str | None, Doc("Id of the attribute set.", "2")]
Required = Annotated[bool | None, Doc("Leave only attributes that need a value, or do not.", True)]
System = Annotated[bool | None, Doc("Leave only attributes that the shop itself needs, or the others.", False)]
Type = Annotated[str | None, Doc("Leave only attributes of this type.", "select")]
Visible = Annotated[bool | None, Doc("Leave only attributes that product pages show, or do not.", True)]


class AttributeAssigned(Entity):
    """The answer of assigning an attribute."""

    assigned: Annotated[Sparse[str], Doc("Whether the attribute was assigned, written as text.")] = UNSET


class StoreAttributeAttributeSet(Record):
    """A set of attributes that a product is based on."""

    id: Annotated[Sparse[str], Doc("Id of the attribute set.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the attribute set.")] = UNSET
    assigned_attribute_ids: Annotated[Sparse[list[str]], Doc("Ids of the attributes in it.")] = UNSET


class AttributeCount(Record):
    """The number of attributes."""

    attributes_count: Annotated[Maybe[int], Doc("How many attributes there are.")] = UNSET


class StoreAttributeGroup(Record):
    """A group of attributes inside an attribute set."""

    id: Annotated[Sparse[str], Doc("Id of the attribute group.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the attribute group.")] = UNSET
    position: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET
    attribute_set_id: Annotated[Maybe[str], Doc("Id of the attribute set that it is in.")] = UNSET
    assigned_attribute_ids: Annotated[Sparse[list[str]], Doc("Ids of the attributes in it.")] = UNSET


class StoreAttribute(Record):
    """An attribute that products of the shop can have."""

    id: Annotated[Sparse[str], Doc("Id of the attribute.")] = UNSET
    code: Annotated[Maybe[str], Doc("Technical name of the attribute.")] = UNSET
    type: Annotated[Sparse[str], Doc("Type of the attribute.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the attribute.")] = UNSET
    default_values: Annotated[Sparse[list[str]], Doc("Values that hold when none is given.")] = UNSET
    position: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET
    visible: Annotated[Maybe[bool], Doc("Whether product pages show it.")] = UNSET
    required: Annotated[Maybe[bool], Doc("Whether a value must be given.")] = UNSET
    system: Annotated[Maybe[bool], Doc("Whether the shop itself needs the attribute.")] = UNSET
    values: Annotated[Sparse[list[str]], Doc("Values to choose from.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("Id of the store.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("Id of the language.")] = UNSET


class AttributeUnassigned(Entity):
    """The answer of taking an attribute out."""

    unassigned: Annotated[Sparse[str], Doc("Whether the attribute was taken out, written as text.")] = UNSET


class AttributeAddParams(Params, kw_only=True):
    """Parameters of attribute.add."""

    type: Annotated[
        Literal["text", "select", "media", "color", "textarea", "date", "price", "multiselect", "boolean"],
        Doc("Type of the attribute's values.", "text"),
    ]
    name: Annotated[str, Doc("Name of the attribute.", "Colour")]
    code: Code = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    visible: Annotated[bool, Doc("Whether product pages show it.", True)] = False
    required: shared.Required = False
    position: shared.Position = 0
    attribute_group_id: shared.AttributeGroupId = None
    is_global: Annotated[str, Doc("Where a value holds: Store, Website or Global.", "Store")] = "Store"
    is_searchable: Annotated[bool, Doc("Whether the shop's search looks at it.", True)] = False
    is_filterable: Annotated[
        str, Doc("Whether and how it filters the product list: No or a way of counting.", "No")
    ] = "No"
    is_comparable: Annotated[bool, Doc("Whether shoppers can compare products by it.", True)] = False
    is_html_allowed_on_front: Annotated[bool, Doc("Whether its value may hold HTML.", True)] = False
    is_filterable_in_search: Annotated[bool, Doc("Whether it filters search results.", True)] = False
    is_configurable: Annotated[bool, Doc("Whether variants can differ in it.", True)] = False
    is_visible_in_advanced_search: Annotated[bool, Doc("Whether the advanced search offers it.", True)] = False
    is_used_for_promo_rules: Annotated[bool, Doc("Whether promotions can depend on it.", True)] = False
    used_in_product_listing: Annotated[bool, Doc("Whether lists of products show it.", True)] = False
    used_for_sort_by: Annotated[bool, Doc("Whether lists can be sorted by it.", True)] = False
    apply_to: Annotated[str, Doc("Product types that can have the attribute.", "simple,configurable")] = "all_types"
    idempotency_key: shared.IdempotencyKey = None


class AttributeAssignGroupParams(Params, kw_only=True):
    """Parameters of attribute.assign.group."""

    id: Id
    group_id: GroupId
    attribute_set_id: OptionalAttributeSetId = None
    idempotency_key: shared.IdempotencyKey = None


class AttributeAssignSetParams(Params, kw_only=True):
    """Parameters of attribute.assign.set."""

    id: Id
    attribute_set_id: AttributeSetId
    group_id: shared.GroupId = None
    idempotency_key: shared.IdempotencyKey = None


class AttributeAttributesetListParams(ListParams, kw_only=True):
    """Parameters of attribute.attributeset.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name"
    exclude: shared.Exclude = None


class AttributeCountParams(Params, kw_only=True):
    """Parameters of attribute.count."""

    type: Type = None
    attribute_set_id: OptionalAttributeSetId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    visible: Visible = None
    required: Required = None
    system: System = None


class AttributeDeleteParams(Params, kw_only=True):
    """Parameters of attribute.delete."""

    id: Id
    store_id: shared.StoreId = None


class AttributeGroupListParams(ListParams, kw_only=True):
    """Parameters of attribute.group.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    attribute_set_id: OptionalAttributeSetId = None
    lang_id: shared.LangId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name"
    exclude: shared.Exclude = None


class AttributeInfoParams(Params, kw_only=True):
    """Parameters of attribute.info."""

    id: Id
    attribute_set_id: OptionalAttributeSetId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "force_all"
    exclude: shared.Exclude = None


class AttributeListParams(ListParams, kw_only=True):
    """Parameters of attribute.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    attribute_ids: Annotated[str | None, Doc("Ids of the attributes, joined by commas.", "3,8")] = None
    attribute_set_id: OptionalAttributeSetId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    type: Type = None
    visible: Visible = None
    required: Required = None
    system: System = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name,code,type"
    exclude: shared.Exclude = None


class AttributeTypeListParams(Params):
    """attribute.type.list takes no parameters."""


class AttributeUnassignGroupParams(Params, kw_only=True):
    """Parameters of attribute.unassign.group."""

    id: Id
    group_id: GroupId
    idempotency_key: shared.IdempotencyKey = None


class AttributeUnassignSetParams(Params, kw_only=True):
    """Parameters of attribute.unassign.set."""

    id: Id
    attribute_set_id: AttributeSetId
    idempotency_key: shared.IdempotencyKey = None


class AttributeUpdateParams(Params, kw_only=True):
    """Parameters of attribute.update."""

    id: Id
    name: Annotated[str | None, Doc("Name of the attribute.", "Colour")] = None
    visible: Annotated[bool | None, Doc("Whether product pages show it.", True)] = None
    position: shared.Position = 0
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class AttributeValueAddParams(Params, kw_only=True):
    """Parameters of attribute.value.add."""

    attribute_id: shared.AttributeId
    name: Annotated[str, Doc("Text of the value.", "Red")]
    code: Code = None
    description: Description = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class AttributeValueDeleteParams(Params, kw_only=True):
    """Parameters of attribute.value.delete."""

    id: IdOfValue
    attribute_id: shared.AttributeId
    store_id: shared.StoreId = None


class AttributeValueUpdateParams(Params, kw_only=True):
    """Parameters of attribute.value.update."""

    id: IdOfValue
    attribute_id: shared.AttributeId
    name: Annotated[str | None, Doc("Text of the value.", "Red")] = None
    description: Description = None
    code: Code = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class methods:
    """Methods of the attribute resource."""

    add = method("attribute.add", "POST", AttributeAddParams, Added, "Add an attribute.")
    count = method("attribute.count", "GET", AttributeCountParams, AttributeCount, "Count the attributes.")
    delete = method("attribute.delete", "DELETE", AttributeDeleteParams, Deleted, "Delete an attribute.")
    info = method("attribute.info", "GET", AttributeInfoParams, StoreAttribute, "Tell all about one attribute.")
    list = paged(
        "attribute.list",
        AttributeListParams,
        StoreAttribute,
        "attribute",
        "List the attributes.",
        counter="attributes_count",
    )
    update = method("attribute.update", "PUT", AttributeUpdateParams, Updated, "Change an attribute.")

    class assign:
        """Methods under attribute.assign."""

        group = method(
            "attribute.assign.group",
            "POST",
            AttributeAssignGroupParams,
            AttributeAssigned,
            "Make an attribute part of a group.",
        )
        set = method(
            "attribute.assign.set",
            "POST",
            AttributeAssignSetParams,
            AttributeAssigned,
            "Make an attribute part of a set.",
        )

    class attributeset:
        """Methods under attribute.attributeset."""

        list = paged(
            "attribute.attributeset.list",
            AttributeAttributesetListParams,
            StoreAttributeAttributeSet,
            "attribute_set",
            "List the attribute sets.",
        )

    class group:
        """Methods under attribute.group."""

        list = paged(
            "attribute.group.list", AttributeGroupListParams, StoreAttributeGroup, "group", "List the attribute groups."
        )

    class type:
        """Methods under attribute.type."""

        list = paged(
            "attribute.type.list",
            AttributeTypeListParams,
            str,
            "attribute_type",
            "List the types that an attribute can have.",
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
            "Take an attribute out of its group.",
        )
        set = method(
            "attribute.unassign.set",
            "POST",
            AttributeUnassignSetParams,
            AttributeUnassigned,
            "Take an attribute out of an attribute set.",
        )

    class value:
        """Methods under attribute.value."""

        add = method(
            "attribute.value.add", "POST", AttributeValueAddParams, Added, "Give an attribute a further value."
        )
        delete = method(
            "attribute.value.delete",
            "DELETE",
            AttributeValueDeleteParams,
            DeletedFlag,
            "Delete a value of an attribute.",
        )
        update = method(
            "attribute.value.update", "PUT", AttributeValueUpdateParams, Updated, "Change a value of an attribute."
        )
