"""The catalogue of a marketplace."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Image, Record
from polycart.api.product.entities import ProductOption
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Sparse, paged


class MarketplaceProduct(Record):
    """A product in the catalogue of a marketplace."""

    id: Annotated[Sparse[str], Doc("Id of the product.")] = UNSET
    type: Annotated[Maybe[str], Doc("Type of the product.")] = UNSET
    u_asin: Annotated[Maybe[str], Doc("ASIN, a catalogue number.")] = UNSET
    u_ean: Annotated[Maybe[str], Doc("European article number.")] = UNSET
    u_gtin: Annotated[Maybe[str], Doc("GTIN, the number of the trade item worldwide.")] = UNSET
    u_isbn: Annotated[Maybe[str], Doc("ISBN of the book.")] = UNSET
    u_mpn: Annotated[Maybe[str], Doc("Part number of the manufacturer.")] = UNSET
    u_upc: Annotated[Maybe[str], Doc("Universal product code.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the product.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text that describes the product.")] = UNSET
    url: Annotated[Maybe[str], Doc("Address of its page.")] = UNSET
    price: Annotated[Maybe[float], Doc("Price of one.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("Pictures.")] = UNSET
    product_options: Annotated[Sparse[list[ProductOption]], Doc("Options that shoppers choose from.")] = UNSET
    manufacturer: Annotated[Maybe[str], Doc("Name of the manufacturer.")] = UNSET
    brand: Annotated[Maybe[str], Doc("Name of the brand.")] = UNSET
    weight: Annotated[Maybe[float], Doc("Weight.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("Unit of the weight.")] = UNSET
    dimensions_unit: Annotated[Maybe[str], Doc("Unit of width, height and length.")] = UNSET
    width: Annotated[Maybe[float], Doc("Width.")] = UNSET
    height: Annotated[Maybe[float], Doc("Height.")] = UNSET
    length: Annotated[Maybe[float], Doc("Length.")] = UNSET


class MarketplaceProductFindParams(ListParams, kw_only=True):
    """Parameters of marketplace.product.find."""

    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    keyword: Annotated[str | None, Doc("Words to look for.", "cotton bag")] = None
    categories_ids: Annotated[
        str | None, Doc("Search in these catalogue categories; ids joined by commas.", "23,56")
    ] = None
    store_id: shared.StoreId = None
    asin: shared.Asin = None
    ean: shared.Ean = None
    gtin: shared.Gtin = None
    upc: shared.Upc = None
    mpn: shared.Mpn = None
    isbn: shared.Isbn = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "force_all"
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
            "Look for products in the catalogue of the marketplace.",
            counter="marketplace_products_count",
        )
