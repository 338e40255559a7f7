"""The product.images resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, Entity, Params, Sparse

VariantIds = Annotated[str | None, Doc("The variant ids.")]


class ProductImageAdded(Entity):
    """A product image added."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    image_path: Annotated[Sparse[str], Doc("The image path.")] = UNSET


class ProductImageAddParams(Params, kw_only=True):
    """Parameters of product.image.add."""

    type: product.Type
    image_name: shared.ImageName
    product_id: product.ProductId = None
    product_variant_id: Annotated[str | None, Doc("The product variant id.")] = None
    variant_ids: VariantIds = None
    option_value_ids: Annotated[str | None, Doc("The option value ids.")] = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    url: product.Url = None
    content: product.Content = None
    label: shared.Label = None
    mime: shared.Mime = None
    position: shared.Position = 0
    use_latest_api_version: shared.UseLatestApiVersion = False
    idempotency_key: shared.IdempotencyKey = None


class ProductImageDeleteParams(Params, kw_only=True):
    """Parameters of product.image.delete."""

    product_id: shared.ProductId
    id: shared.Id
    store_id: shared.StoreId = None


class ProductImageUpdateParams(Params, kw_only=True):
    """Parameters of product.image.update."""

    product_id: shared.ProductId
    id: shared.Id
    variant_ids: VariantIds = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    image_name: shared.OptionalImageName = None
    type: product.TypeGiven = "additional"
    label: shared.Label = None
    position: product.Position = None
    hidden: Annotated[bool | None, Doc("The hidden.")] = None
    idempotency_key: shared.IdempotencyKey = None
