"""The marketplace resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Image, Record
from polycart.api.product.entities import ProductOption
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Sparse, paged


class MarketplaceProduct(Record):
    """A marketplace product."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET
    u_asin: Annotated[Maybe[str], Doc("The u asin.")] = UNSET
    u_ean: Annotated[Maybe[str], Doc("The u ean.")] = UNSET
    u_gtin: Annotated[Maybe[str], Doc("The u gtin.")] = UNSET
    u_isbn: Annotated[Maybe[str], Doc("The u isbn.")] = UNSET
    u_mpn: Annotated[Maybe[str], Doc("The u mpn.")] = UNSET
    u_upc: Annotated[Maybe[str], Doc("The u upc.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    url: Annotated[Maybe[str], Doc("The url.")] = UNSET
    price: Annotated[Maybe[float], Doc("The price.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("The images.")] = UNSET
    product_options: Annotated[Sparse[list[ProductOption]], Doc("The product options.")] = UNSET
    manufacturer: Annotated[Maybe[str], Doc("The manufacturer.")] = UNSET
    brand: Annotated[Maybe[str], Doc("The brand.")] = UNSET
    weight: Annotated[Maybe[float], Doc("The weight.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("The weight unit.")] = UNSET
    dimensions_unit: Annotated[Maybe[str], Doc("The dimensions unit.")] = UNSET
    width: Annotated[Maybe[float], Doc("The width.")] = UNSET
    height: Annotated[Maybe[float], Doc("The height.")] = UNSET
    length: Annotated[Maybe[float], Doc("The length.")] = UNSET


class MarketplaceProductFindParams(ListParams, kw_only=True):
    """Parameters of marketplace.product.find."""

    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    keyword: Annotated[str | None, Doc("The keyword.")] = None
    categories_ids: shared.CategoriesIds = None
    store_id: shared.StoreId = None
    asin: shared.Asin = None
    ean: shared.Ean = None
    gtin: shared.Gtin = None
    upc: shared.Upc = None
    mpn: shared.Mpn = None
    isbn: shared.Isbn = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "force_all"
    exclude: shared.Exclude = None


class methods:
    """Methods of the marketplace resource."""

    class product:
        """Methods under marketplace.product."""

        find = paged(
            "marketplace.product.find",
            MarketplaceProductFindParams,
            MarketplaceProduct,
            "marketplace_product",
            "Call marketplace.product.find.",
            counter="marketplace_products_count",
        )
