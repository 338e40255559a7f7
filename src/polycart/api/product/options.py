"""The product.options resource."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import Nested
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse

DisplayValue = Annotated[str | None, Doc("The display value.")]
OptionId = Annotated[str, Doc("The option id.")]
OptionValueId = Annotated[str, Doc("The option value id.")]
OptionValues = Annotated[str | None, Doc("The option values.")]


class ProductOptionAdded(Entity):
    """A product option added."""

    option_id: Annotated[Maybe[str], Doc("The option id.")] = UNSET
    product_option_id: Annotated[Sparse[str], Doc("The product option id.")] = UNSET
    product_value_ids: Annotated[Maybe[str], Doc("The product value ids.")] = UNSET


class ProductOptionAssigned(Entity):
    """A product option assigned."""

    product_option_id: Annotated[Sparse[str], Doc("The product option id.")] = UNSET


class ProductOptionValueAdded(Entity):
    """A product option value added."""

    option_value_id: Annotated[Sparse[str], Doc("The option value id.")] = UNSET


class ProductOptionValueAssigned(Entity):
    """A product option value assigned."""

    product_option_value_id: Annotated[Sparse[str], Doc("The product option value id.")] = UNSET


class ProductOptionAddValue(Nested, kw_only=True):
    """A product option add value."""

    value: Annotated[Annotated[str, Meta(min_length=1)], Doc("The value.")]
    display_value: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("The display value.")] = None
    is_default: Annotated[bool, Doc("The is default.")] = False


class ProductOptionAddParams(Params, kw_only=True):
    """Parameters of product.option.add."""

    name: shared.NameGiven
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
        Doc("The type."),
    ]
    product_id: product.ProductId = None
    default_option_value: Annotated[str | None, Doc("The default option value.")] = None
    option_values: OptionValues = None
    description: shared.Description = None
    avail: shared.Avail = True
    sort_order: shared.SortOrder = 0
    required: shared.Required = False
    values: Annotated[list[ProductOptionAddValue] | None, Doc("The values.")] = None
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None


class ProductOptionAssignParams(Params, kw_only=True):
    """Parameters of product.option.assign."""

    product_id: shared.ProductId
    option_id: OptionId
    required: shared.Required = False
    sort_order: shared.SortOrder = 0
    option_values: OptionValues = None
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
    product_id: product.ProductId = None
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name,description"
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

    product_option_id: Annotated[int, Doc("The product option id.")]
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
    price: shared.Price = None
    quantity: shared.Quantity = None
    display_value: DisplayValue = None
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None
