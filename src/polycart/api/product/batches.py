"""Parameters and answers of the methods that change many products at once."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.parameters import Nested, Strings
from polycart.api.product import parameters as product
from polycart.api.product.details import ProductAddFile
from polycart.core.method import Doc, Params

GroupId = Annotated[int | None, Doc("Id of the group that gets the price.", 2)]
Name = Annotated[str | None, Doc("File name of the picture.", "bag.jpg")]
QuantityFrom = Annotated[float, Doc("Fewest that must be bought to get the price.", 5.0)]
SearchKeywordList = Annotated[Strings | None, Doc("Words that the shop's search finds it by.", ["tote", "shopper"])]
TagList = Annotated[Strings | None, Doc("Tags.", ["new", "summer"])]
Value = Annotated[float, Doc("Price of one.", 17.9)]


class ProductAddBatchAdvancedPrice(Nested, kw_only=True):
    """A price of a product to add."""

    value: Value
    group_id: GroupId = None
    quantity: QuantityFrom
    start_time: Annotated[str | None, Doc("First moment of the price.", "2026-09-01 00:00:00")] = None
    expire_time: Annotated[str | None, Doc("Last moment of the price.", "2026-12-31 23:59:59")] = None


class ProductAddBatchSalesTax(Nested, kw_only=True):
    """The sales tax of a product to add."""

    tax_percent: Annotated[Annotated[float, Meta(ge=0)] | None, Doc("Tax in per cent.", 8.25)] = None
    taxable: product.OptionalTaxable = None


class ProductAddBatchImage(Nested, kw_only=True):
    """A picture of a product or variant."""

    type: shared.ImageType = None
    url: shared.PictureUrl
    label: shared.Label = None
    name: Name = None
    position: product.Position = None


class ProductAddBatchItem(Nested, kw_only=True):
    """A product to add."""

    name: product.Name = None
    description: product.Description = None
    short_description: shared.ShortDescription = None
    sku: product.Sku = None
    model: product.OptionalModel = None
    asin: shared.Asin = None
    upc: shared.Upc = None
    ean: shared.Ean = None
    gtin: shared.Gtin = None
    mpn: shared.Mpn = None
    isbn: shared.Isbn = None
    barcode: product.Barcode = None
    price: product.Price = None
    old_price: product.OldPrice = None
    cost_price: product.CostPrice = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_expire: product.SpriceExpire = None
    avail_from: product.AvailFrom = None
    advanced_prices: Annotated[
        list[ProductAddBatchAdvancedPrice] | None, Doc("Prices for customer groups and quantities.")
    ] = None
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    buyitnow_price: product.BuyitnowPrice = None
    reserve_price: product.ReservePrice = None
    best_offer: Annotated[float | None, Doc("Price at which a buyer's offer is accepted.", 45.0)] = None
    quantity: product.OptionalStock = None
    manage_stock: product.ManageStock = None
    product_type: shared.ProductType = None
    marketplace_item_properties: product.MarketplaceProperties = None
    specifics: Annotated[
        dict[str, Any] | None, Doc("Properties that the marketplace asks for, by name.", {"Material": "Cotton"})
    ] = None
    is_free_shipping: product.IsFreeShipping = None
    taxable: product.OptionalTaxable = None
    status: product.Status = None
    condition: product.Condition = None
    condition_description: product.ConditionDescription = None
    visible: product.Visible = None
    available_for_view: product.OptionalAvailableForView = None
    available_for_sale: product.OptionalAvailableForSale = None
    is_virtual: product.OptionalIsVirtual = None
    in_stock: product.InStock = None
    type: product.Type = None
    listing_type: Annotated[str | None, Doc("Way of selling, such as auction or fixed price.", "FixedPrice")] = None
    listing_duration: product.ListingDuration = None
    downloadable: product.Downloadable = None
    weight: shared.Weight = None
    length: shared.Length = None
    width: shared.Width = None
    height: shared.Height = None
    weight_unit: shared.WeightUnit = None
    dimensions_unit: shared.DimensionsUnit = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    category_id: product.CategoryId = None
    warehouse_id: shared.WarehouseId = None
    categories_ids: product.CategoryIds = None
    related_products_ids: product.RelatedIds = None
    up_sell_products_ids: product.UpSellIds = None
    cross_sell_products_ids: product.CrossSellIds = None
    stores_ids: shared.StoreIds = None
    tax_class_id: product.TaxClassId = None
    sales_tax: Annotated[ProductAddBatchSalesTax | None, Doc("Sales tax of the product.")] = None
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.MetaKeywordList = None
    search_keywords: SearchKeywordList = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    url: product.Url = None
    seo_url: shared.SeoUrl = None
    external_product_link: product.ExternalProductLink = None
    manufacturer: product.Manufacturer = None
    manufacturer_id: product.ManufacturerId = None
    backorder_status: product.BackorderStatus = None
    images: Annotated[Annotated[list[ProductAddBatchImage], Meta(min_length=1)] | None, Doc("Pictures.")] = None
    tags: TagList = None
    files: Annotated[
        Annotated[list[ProductAddFile], Meta(min_length=1)] | None, Doc("Files that a buyer can download.")
    ] = None


class ProductDeleteBatchItem(Nested, kw_only=True):
    """A product that shall be deleted."""

    id: product.OptionalIdOfProduct = None
    store_id: shared.StoreId = None


class ProductUpdateBatchAdvancedPrice(Nested, kw_only=True):
    """A price for a customer group and quantity."""

    value: Value
    group_id: GroupId = None
    quantity: QuantityFrom


class ProductUpdateBatchImage(Nested, kw_only=True):
    """A picture of a product to change."""

    id: Annotated[str | None, Doc("Id of the picture to change.", "10")] = None
    name: Name = None
    url: shared.PictureUrl
    label: shared.Label = None
    position: product.Position = None
    type: shared.ImageType = None


class ProductUpdateBatchItem(Nested, kw_only=True):
    """A product to change."""

    id: product.IdOfProduct
    name: product.Name = None
    description: product.Description = None
    short_description: shared.ShortDescription = None
    sku: product.Sku = None
    model: product.OptionalModel = None
    price: product.Price = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_expire: product.SpriceExpire = None
    cost_price: product.CostPrice = None
    old_price: product.OldPrice = None
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    advanced_prices: Annotated[
        list[ProductUpdateBatchAdvancedPrice] | None, Doc("Prices for customer groups and quantities.")
    ] = None
    quantity: product.ManagedStock = None
    increase_quantity: product.IncreaseQuantity = None
    reduce_quantity: product.ReduceQuantity = None
    reserve_quantity: product.ReserveQuantity = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    status: product.Status = None
    type: product.Type = None
    condition: product.Condition = None
    condition_description: product.ConditionDescription = None
    visible: product.Visible = None
    available_for_view: product.OptionalAvailableForView = None
    available_for_sale: product.OptionalAvailableForSale = None
    avail_from: product.AvailFrom = None
    weight: shared.Weight = None
    length: shared.Length = None
    width: shared.Width = None
    height: shared.Height = None
    dimensions_unit: shared.DimensionsUnit = None
    weight_unit: shared.WeightUnit = None
    manage_stock: product.ManageStock = None
    in_stock: product.InStock = None
    backorder_status: product.BackorderStatus = None
    is_free_shipping: product.IsFreeShipping = None
    is_virtual: product.OptionalIsVirtual = None
    taxable: product.OptionalTaxable = None
    downloadable: product.Downloadable = None
    warehouse_id: shared.WarehouseId = None
    tax_class_id: product.TaxClassId = None
    categories_ids: product.CategoryIds = None
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.MetaKeywordList = None
    url: product.Url = None
    seo_url: shared.SeoUrl = None
    manufacturer: product.Manufacturer = None
    manufacturer_id: product.ManufacturerId = None
    mpn: shared.Mpn = None
    gtin: shared.Gtin = None
    upc: shared.Upc = None
    isbn: shared.Isbn = None
    ean: shared.Ean = None
    barcode: product.Barcode = None
    images: Annotated[Annotated[list[ProductUpdateBatchImage], Meta(min_length=1)] | None, Doc("Pictures.")] = None
    related_products_ids: product.RelatedIdsOrEmpty = None
    up_sell_products_ids: product.UpSellIdsOrEmpty = None
    cross_sell_products_ids: product.CrossSellIdsOrEmpty = None
    tags: TagList = None
    search_keywords: SearchKeywordList = None
    harmonized_system_code: product.HarmonizedSystemCode = None


class ProductAddBatchParams(Params, kw_only=True):
    """Parameters of product.add.batch."""

    payload: Annotated[
        list[ProductAddBatchItem], Meta(min_length=1, max_length=250), Doc("Entities to work on, 1 to 250 of them.")
    ]
    nested_items_update_behaviour: product.NestedItemsUpdateBehaviour = "replace"
    clear_cache: shared.ClearCache = False
    reindex: product.Reindex = False
    idempotency_key: shared.IdempotencyKey = None


class ProductDeleteBatchParams(Params, kw_only=True):
    """Parameters of product.delete.batch."""

    payload: Annotated[
        list[ProductDeleteBatchItem], Meta(min_length=1, max_length=250), Doc("Entities to work on, 1 to 250 of them.")
    ]
    idempotency_key: shared.IdempotencyKey = None


class ProductUpdateBatchParams(Params, kw_only=True):
    """Parameters of product.update.batch."""

    payload: Annotated[
        list[ProductUpdateBatchItem], Meta(min_length=1, max_length=250), Doc("Entities to work on, 1 to 250 of them.")
    ]
    nested_items_update_behaviour: product.NestedItemsUpdateBehaviour = "replace"
    clear_cache: shared.ClearCache = False
    reindex: product.Reindex = False
    idempotency_key: shared.IdempotencyKey = None
