"""Parameters and answers of the methods about a product's pictures."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, Entity, Params, Sparse

VariantIds = Annotated[str | None, Doc("Ids of the variants, joined by commas.", "45,46")]


class ProductImageAdded(Entity):
    """The answer of adding a picture to a product."""

    id: Annotated[Sparse[str], Doc("Id of the picture.")] = UNSET
    image_path: Annotated[Sparse[str], Doc("Path of the picture in the shop.")] = UNSET


class ProductImageAddParams(Params, kw_only=True):
    """Parameters of product.image.add."""

    type: product.ImageType
    image_name: shared.ImageName
    product_id: product.ProductId = None
    product_variant_id: Annotated[str | None, Doc("Id of the variant.", "45")] = None
    variant_ids: VariantIds = None
    option_value_ids: Annotated[str | None, Doc("Ids of the option values, joined by commas.", "78,79")] = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    url: product.PictureUrl = None
    content: product.Content = None
    label: shared.Label = None
    mime: shared.Mime = None
    position: shared.Position = 0
    use_latest_api_version: shared.UseLatestApiVersion = False
    idempotency_key: shared.IdempotencyKey = None


class ProductImageDeleteParams(Params, kw_only=True):
    """Parameters of product.image.delete."""

    product_id: shared.ProductId
    id: product.IdOfImage
    store_id: shared.StoreId = None


class ProductImageUpdateParams(Params, kw_only=True):
    """Parameters of product.image.update."""

    product_id: shared.ProductId
    id: product.IdOfImage
    variant_ids: VariantIds = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    image_name: shared.OptionalImageName = None
    type: Annotated[str, Doc("What the picture is used for.", "base")] = "additional"
    label: shared.Label = None
    position: product.Position = None
    hidden: Annotated[bool | None, Doc("Hide the picture from shoppers.", True)] = None
    idempotency_key: shared.IdempotencyKey = None
