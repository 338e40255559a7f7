"""The product.batches resource."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import Nested
from polycart.api.product import parameters as product
from polycart.api.product.details import ProductAddFile
from polycart.core.method import Doc, Params

GroupId = Annotated[int | None, Doc("The group id.")]
SearchKeywords = Annotated[Annotated[list[str], Meta(min_length=1)] | None, Doc("The search keywords.")]
Tags = Annotated[Annotated[list[str], Meta(min_length=1)] | None, Doc("The tags.")]
Value = Annotated[float, Doc("The value.")]


class ProductAddBatchAdvancedPrice(Nested, kw_only=True):
    """A product add batch advanced price."""

    value: Value
    group_id: GroupId = None
    quantity: shared.QuantityGiven
    start_time: Annotated[str | None, Doc("The start time.")] = None
    expire_time: Annotated[str | None, Doc("The expire time.")] = None


class ProductAddBatchSalesTax(Nested, kw_only=True):
    """A product add batch sales tax."""

    tax_percent: Annotated[Annotated[float, Meta(ge=0)] | None, Doc("The tax percent.")] = None
    taxable: product.Taxable = None


class ProductAddBatchImage(Nested, kw_only=True):
    """A product add batch image."""

    type: shared.Type = None
    url: shared.Url
    label: shared.Label = None
    name: shared.Name = None
    position: product.Position = None


class ProductAddBatchItem(Nested, kw_only=True):
    """A product add batch item."""

    name: shared.Name = None
    description: shared.Description = None
    short_description: shared.ShortDescription = None
    sku: product.Sku = None
    model: product.Model = None
    asin: shared.Asin = None
    upc: shared.Upc = None
    ean: shared.Ean = None
    gtin: shared.Gtin = None
    mpn: shared.Mpn = None
    isbn: shared.Isbn = None
    barcode: product.Barcode = None
    price: shared.Price = None
    old_price: product.OldPrice = None
    cost_price: product.CostPrice = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_expire: product.SpriceExpire = None
    avail_from: product.AvailFrom = None
    advanced_prices: Annotated[list[ProductAddBatchAdvancedPrice] | None, Doc("The advanced prices.")] = None
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    buyitnow_price: product.BuyitnowPrice = None
    reserve_price: product.ReservePrice = None
    best_offer: Annotated[float | None, Doc("The best offer.")] = None
    quantity: shared.Quantity = None
    manage_stock: product.ManageStock = None
    product_type: shared.ProductType = None
    marketplace_item_properties: product.OptionalMarketplaceItemProperties = None
    specifics: Annotated[dict[str, Any] | None, Doc("The specifics.")] = None
    is_free_shipping: product.IsFreeShipping = None
    taxable: product.Taxable = None
    status: shared.Status = None
    condition: product.Condition = None
    condition_description: product.ConditionDescription = None
    visible: product.Visible = None
    available_for_view: product.AvailableForView = None
    available_for_sale: product.OptionalAvailableForSale = None
    is_virtual: product.OptionalIsVirtual = None
    in_stock: product.InStock = None
    type: shared.Type = None
    listing_type: Annotated[str | None, Doc("The listing type.")] = None
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
    categories_ids: product.CategoriesIds = None
    related_products_ids: product.RelatedProductsIds = None
    up_sell_products_ids: product.UpSellProductsIds = None
    cross_sell_products_ids: product.CrossSellProductsIds = None
    stores_ids: shared.OptionalStoresIds = None
    tax_class_id: product.TaxClassId = None
    sales_tax: Annotated[ProductAddBatchSalesTax | None, Doc("The sales tax.")] = None
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.OptionalMetaKeywords = None
    search_keywords: SearchKeywords = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    url: product.Url = None
    seo_url: shared.SeoUrl = None
    external_product_link: product.ExternalProductLink = None
    manufacturer: product.Manufacturer = None
    manufacturer_id: product.ManufacturerId = None
    backorder_status: product.BackorderStatus = None
    images: Annotated[Annotated[list[ProductAddBatchImage], Meta(min_length=1)] | None, Doc("The images.")] = None
    tags: Tags = None
    files: Annotated[Annotated[list[ProductAddFile], Meta(min_length=1)] | None, Doc("The files.")] = None


class ProductDeleteBatchItem(Nested, kw_only=True):
    """A product delete batch item."""

    id: shared.OptionalId = None
    store_id: shared.StoreId = None


class ProductUpdateBatchAdvancedPrice(Nested, kw_only=True):
    """A product update batch advanced price."""

    value: Value
    group_id: GroupId = None
    quantity: shared.QuantityGiven


class ProductUpdateBatchImage(Nested, kw_only=True):
    """A product update batch image."""

    id: shared.OptionalId = None
    name: shared.Name = None
    url: shared.Url
    label: shared.Label = None
    position: product.Position = None
    type: shared.Type = None


class ProductUpdateBatchItem(Nested, kw_only=True):
    """A product update batch item."""

    id: shared.Id
    name: shared.Name = None
    description: shared.Description = None
    short_description: shared.ShortDescription = None
    sku: product.Sku = None
    model: product.Model = None
    price: shared.Price = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_expire: product.SpriceExpire = None
    cost_price: product.CostPrice = None
    old_price: product.OldPrice = None
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    advanced_prices: Annotated[list[ProductUpdateBatchAdvancedPrice] | None, Doc("The advanced prices.")] = None
    quantity: shared.Quantity = None
    increase_quantity: product.IncreaseQuantity = None
    reduce_quantity: product.ReduceQuantity = None
    reserve_quantity: product.ReserveQuantity = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    status: shared.Status = None
    type: shared.Type = None
    condition: product.Condition = None
    condition_description: product.ConditionDescription = None
    visible: product.Visible = None
    available_for_view: product.AvailableForView = None
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
    taxable: product.Taxable = None
    downloadable: product.Downloadable = None
    warehouse_id: shared.WarehouseId = None
    tax_class_id: product.TaxClassId = None
    categories_ids: product.CategoriesIds = None
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.OptionalMetaKeywords = None
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
    images: Annotated[Annotated[list[ProductUpdateBatchImage], Meta(min_length=1)] | None, Doc("The images.")] = None
    related_products_ids: product.OptionalRelatedProductsIds = None
    up_sell_products_ids: product.OptionalUpSellProductsIds = None
    cross_sell_products_ids: product.OptionalCrossSellProductsIds = None
    tags: Tags = None
    search_keywords: SearchKeywords = None
    harmonized_system_code: product.HarmonizedSystemCode = None


class ProductAddBatchParams(Params, kw_only=True):
    """Parameters of product.add.batch."""

    payload: Annotated[Annotated[list[ProductAddBatchItem], Meta(min_length=1, max_length=250)], Doc("The payload.")]
    nested_items_update_behaviour: product.NestedItemsUpdateBehaviour = "replace"
    clear_cache: shared.ClearCache = False
    reindex: product.Reindex = False
    idempotency_key: shared.IdempotencyKey = None


class ProductDeleteBatchParams(Params, kw_only=True):
    """Parameters of product.delete.batch."""

    payload: Annotated[Annotated[list[ProductDeleteBatchItem], Meta(min_length=1, max_length=250)], Doc("The payload.")]
    idempotency_key: shared.IdempotencyKey = None


class ProductUpdateBatchParams(Params, kw_only=True):
    """Parameters of product.update.batch."""

    payload: Annotated[Annotated[list[ProductUpdateBatchItem], Meta(min_length=1, max_length=250)], Doc("The payload.")]
    nested_items_update_behaviour: product.NestedItemsUpdateBehaviour = "replace"
    clear_cache: shared.ClearCache = False
    reindex: product.Reindex = False
    idempotency_key: shared.IdempotencyKey = None
