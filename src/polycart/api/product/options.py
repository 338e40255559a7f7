"""Parameters and answers of the methods about options and their values."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.parameters import Nested
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse

DisplayValue = Annotated[str | None, Doc("Text shown to shoppers for the value.", "Bright red")]
OptionId = Annotated[str, Doc("Id of the option.", "12")]
OptionValueId = Annotated[str, Doc("Id of the option value.", "78")]


class ProductOptionAdded(Entity):
    """The answer of adding an option."""

    option_id: Annotated[Maybe[str], Doc("Id of the option, where options are shared.")] = UNSET
    product_option_id: Annotated[Sparse[str], Doc("Id of the option at the product.")] = UNSET
    product_value_ids: Annotated[Maybe[str], Doc("Ids of the values at the product, joined by commas.")] = UNSET


class ProductOptionAssigned(Entity):
    """The answer of assigning an option to a product."""

    product_option_id: Annotated[Sparse[str], Doc("Id of the option at the product.")] = UNSET


class ProductOptionValueAdded(Entity):
    """The answer of adding a value to an option."""

    option_value_id: Annotated[Sparse[str], Doc("Id of the new value.")] = UNSET


class ProductOptionValueAssigned(Entity):
    """The answer of assigning an option value."""

    product_option_value_id: Annotated[Sparse[str], Doc("Id of the value at the product.")] = UNSET


class ProductOptionAddValue(Nested, kw_only=True):
    """A value of a new option."""

    value: Annotated[str, Meta(min_length=1), Doc("Text of the value.", "Red")]
    display_value: Annotated[
        Annotated[str, Meta(min_length=1)] | None, Doc("Text shown to shoppers for the value.", "Bright red")
    ] = None
    is_default: Annotated[bool, Doc("Whether this one is chosen at first.", True)] = False


class ProductOptionAddParams(Params, kw_only=True):
    """Parameters of product.option.add."""

    name: Annotated[str, Doc("Name of the option.", "Colour")]
    type: Annotated[
        Literal[
            "option_type_select",
            "option_type_text",
            "option_type_radio",
            "option_type_checkbox",
            "option_type_textarea",
            "option_type_readonly",
            "option_type_multiselect",
            "option_type_multicheckbox",
            "option_type_file",
            "option_type_date",
            "option_type_datetime",
            "option_type_time",
        ],
        Doc("How shoppers choose a value.", "option_type_select"),
    ]
    product_id: product.ProductId = None
    default_option_value: Annotated[str | None, Doc("Value that is chosen at first.", "Red")] = None
    option_values: Annotated[str | None, Doc("Texts of the values, joined by commas.", "green,black")] = None
    description: Annotated[str | None, Doc("Text that explains the option.", "Choose a colour")] = None
    avail: Annotated[bool, Doc("Whether shoppers can choose the option.", True)] = True
    sort_order: shared.SortOrder = 0
    required: shared.Required = False
    values: Annotated[list[ProductOptionAddValue] | None, Doc("Values of the option.")] = None
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None


class ProductOptionAssignParams(Params, kw_only=True):
    """Parameters of product.option.assign."""

    product_id: shared.ProductId
    option_id: OptionId
    required: shared.Required = False
    sort_order: shared.SortOrder = 0
    option_values: Annotated[str | None, Doc("Ids of the values to assign, joined by commas.", "78,79")] = None
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None


class ProductOptionDeleteParams(Params, kw_only=True):
    """Parameters of product.option.delete."""

    option_id: OptionId
    product_id: shared.ProductId
    store_id: shared.StoreId = None


class ProductOptionListParams(ListParams, kw_only=True):
    """Parameters of product.option.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    product_id: Annotated[str | None, Doc("Leave only options of this product.", "10")] = None
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name,description"
    exclude: shared.Exclude = None


class ProductOptionValueAddParams(Params, kw_only=True):
    """Parameters of product.option.value.add."""

    product_id: shared.ProductId
    option_id: OptionId
    option_value: product.OptionValue = None
    sort_order: shared.SortOrder = 0
    display_value: DisplayValue = None
    is_default: product.IsDefault = None
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None


class ProductOptionValueAssignParams(Params, kw_only=True):
    """Parameters of product.option.value.assign."""

    product_option_id: Annotated[int, Doc("Id of the option at the product.", 12)]
    option_value_id: OptionValueId
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None


class ProductOptionValueDeleteParams(Params, kw_only=True):
    """Parameters of product.option.value.delete."""

    option_id: OptionId
    option_value_id: OptionValueId
    product_id: shared.ProductId
    store_id: shared.StoreId = None


class ProductOptionValueUpdateParams(Params, kw_only=True):
    """Parameters of product.option.value.update."""

    product_id: shared.ProductId
    option_id: OptionId
    option_value_id: OptionValueId
    option_value: product.OptionValue = None
    price: Annotated[float | None, Doc("What the value adds to the price.", 2.5)] = None
    quantity: Annotated[float | None, Doc("How many with this value are in stock.", 5.0)] = None
    display_value: DisplayValue = None
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None
