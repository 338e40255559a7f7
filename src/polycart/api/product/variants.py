"""The product.variants resource."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import Excludes, Nested
from polycart.api.product import parameters as product
from polycart.api.product.batches import ProductAddBatchImage, ProductUpdateBatchAdvancedPrice
from polycart.api.product.details import ProductAddGroupPrice, ProductAddTierPrice
from polycart.api.product.prices import ProductPriceUpdateGroupPrice
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse

ProductImagesIds = Annotated[
    Annotated[list[str], Meta(min_length=1)] | None, Doc("The product images ids."), Excludes(("images",))
]
ProductVariantId = Annotated[str, Doc("The product variant id.")]


class ProductVariantAdded(Entity):
    """A product variant added."""

    product_variant_id: Annotated[Sparse[str], Doc("The product variant id.")] = UNSET


class ProductVariantCount(Entity):
    """A product variant count."""

    variants_count: Annotated[Sparse[int], Doc("The variants count.")] = UNSET


class ProductVariantImageAdded(Entity):
    """A product variant image added."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    image_path: Annotated[Sparse[str], Doc("The image path.")] = UNSET


class ProductVariantAddAttribute(Nested, kw_only=True):
    """A product variant add attribute."""

    attribute_name: product.AttributeName = None
    attribute_value: Annotated[str | None, Doc("The attribute value.")] = None
    attribute_price: Annotated[float | None, Doc("The attribute price.")] = None


class ProductVariantAddBatchCombination(Nested, kw_only=True):
    """A product variant add batch combination."""

    option_name: Annotated[str, Doc("The option name.")]
    option_value_name: Annotated[str, Doc("The option value name.")]


class ProductVariantAddBatchItem(Nested, kw_only=True):
    """A product variant add batch item."""

    product_id: shared.ProductId
    combination: Annotated[
        Annotated[list[ProductVariantAddBatchCombination], Meta(min_length=1)], Doc("The combination.")
    ]
    name: shared.Name = None
    description: shared.Description = None
    short_description: shared.ShortDescription = None
    sku: Annotated[str, Doc("The sku.")]
    model: product.Model = None
    price: shared.Price = None
    old_price: product.OldPrice = None
    cost_price: product.CostPrice = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_expire: product.SpriceExpire = None
    advanced_prices: Annotated[
        Annotated[list[ProductUpdateBatchAdvancedPrice], Meta(min_length=1)] | None, Doc("The advanced prices.")
    ] = None
    meta_title: Annotated[str | float | None, Doc("The meta title.")] = None
    meta_description: Annotated[str | float | None, Doc("The meta description.")] = None
    meta_keywords: shared.OptionalMetaKeywords = None
    categories_ids: product.CategoriesIds = None
    stores_ids: shared.OptionalStoresIds = None
    weight: shared.Weight = None
    width: shared.Width = None
    height: shared.Height = None
    length: shared.Length = None
    weight_unit: shared.WeightUnit = None
    warehouse_id: shared.WarehouseId = None
    quantity: shared.Quantity = None
    manage_stock: product.ManageStock = None
    in_stock: product.InStock = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    tax_class_id: product.TaxClassId = None
    backorder_status: product.BackorderStatus = None
    status: shared.Status = None
    visible: product.Visible = None
    is_virtual: product.OptionalIsVirtual = None
    downloadable: product.Downloadable = None
    is_default: product.IsDefault = None
    upc: shared.Upc = None
    isbn: shared.Isbn = None
    mpn: shared.Mpn = None
    ean: shared.Ean = None
    barcode: product.Barcode = None
    available_for_sale: product.OptionalAvailableForSale = None
    is_free_shipping: product.IsFreeShipping = None
    taxable: product.Taxable = None
    seo_url: shared.SeoUrl = None
    manufacturer_id: product.ManufacturerId = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    marketplace_item_properties: product.OptionalMarketplaceItemProperties = None
    images: Annotated[Annotated[list[ProductAddBatchImage], Meta(max_length=1)] | None, Doc("The images.")] = None
    product_images_ids: ProductImagesIds = None
    related_products_ids: product.RelatedProductsIds = None
    up_sell_products_ids: product.UpSellProductsIds = None
    cross_sell_products_ids: product.CrossSellProductsIds = None


class ProductVariantDeleteBatchItem(Nested, kw_only=True):
    """A product variant delete batch item."""

    product_id: shared.ProductId
    id: shared.Id
    store_id: shared.StoreId = None


class ProductVariantUpdateOption(Nested, kw_only=True):
    """A product variant update option."""

    option_name: Annotated[str | None, Doc("The option name.")] = None
    option_value: product.OptionValue = None


class ProductVariantUpdateBatchItem(Nested, kw_only=True):
    """A product variant update batch item."""

    id: shared.Id
    product_id: shared.ProductId
    name: shared.Name = None
    description: shared.Description = None
    short_description: shared.ShortDescription = None
    sku: product.Sku = None
    upc: shared.Upc = None
    mpn: shared.Mpn = None
    gtin: shared.Gtin = None
    isbn: shared.Isbn = None
    status: shared.Status = None
    price: shared.Price = None
    special_price: product.SpecialPrice = None
    cost_price: product.CostPrice = None
    retail_price: product.RetailPrice = None
    advanced_prices: Annotated[list[ProductUpdateBatchAdvancedPrice] | None, Doc("The advanced prices.")] = None
    quantity: shared.Quantity = None
    reserve_quantity: product.ReserveQuantity = None
    increase_quantity: product.IncreaseQuantity = None
    reduce_quantity: product.ReduceQuantity = None
    warehouse_id: shared.WarehouseId = None
    manufacturer_id: product.ManufacturerId = None
    weight: shared.Weight = None
    height: shared.Height = None
    length: shared.Length = None
    width: shared.Width = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    tax_class_id: product.TaxClassId = None
    backorder_status: product.BackorderStatus = None
    visible: product.Visible = None
    is_default: product.IsDefault = None
    in_stock: product.InStock = None
    is_virtual: product.OptionalIsVirtual = None
    downloadable: product.Downloadable = None
    manage_stock: product.ManageStock = None
    is_free_shipping: product.IsFreeShipping = None
    seo_url: shared.SeoUrl = None
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.OptionalMetaKeywords = None
    categories_ids: Annotated[list[str] | None, Doc("The categories ids.")] = None
    stores_ids: shared.OptionalStoresIds = None
    images: Annotated[Annotated[list[ProductAddBatchImage], Meta(min_length=1)] | None, Doc("The images.")] = None
    product_images_ids: ProductImagesIds = None
    related_products_ids: product.OptionalRelatedProductsIds = None
    up_sell_products_ids: product.OptionalUpSellProductsIds = None
    cross_sell_products_ids: product.OptionalCrossSellProductsIds = None


class ProductVariantAddParams(Params, kw_only=True):
    """Parameters of product.variant.add."""

    model: product.ModelGiven
    product_id: product.ProductId = None
    attributes: Annotated[list[ProductVariantAddAttribute] | None, Doc("The attributes.")] = None
    name: shared.Name = None
    description: shared.Description = None
    short_description: shared.ShortDescription = None
    available_for_view: product.AvailableForViewGiven = True
    available_for_sale: product.AvailableForSale = True
    status: shared.Status = None
    is_virtual: product.IsVirtual = False
    is_default: product.IsDefault = None
    store_id: shared.StoreId = None
    stores_ids: shared.StoresIds = None
    lang_id: shared.LangId = None
    price: shared.Price = None
    old_price: product.OldPrice = None
    cost_price: product.CostPrice = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_modified: product.SpriceModified = None
    sprice_expire: product.SpriceExpire = None
    tier_prices: Annotated[list[ProductAddTierPrice] | None, Doc("The tier prices.")] = None
    measure_unit: product.MeasureUnit = None
    unit_price: product.UnitPrice = None
    prices_inc_tax: shared.PricesIncTax = False
    quantity: shared.QuantityGiven = 0.0
    warehouse_id: shared.WarehouseId = None
    in_stock: product.InStock = None
    backorder_status: product.BackorderStatus = None
    manage_stock: product.ManageStock = None
    low_stock_threshold: product.LowStockThreshold = None
    weight: product.Weight = 0.0
    width: shared.Width = None
    height: shared.Height = None
    length: shared.Length = None
    weight_unit: shared.WeightUnit = None
    sku: product.Sku = None
    barcode: product.Barcode = None
    gtin: shared.Gtin = None
    upc: shared.Upc = None
    ean: shared.Ean = None
    mpn: shared.Mpn = None
    isbn: shared.Isbn = None
    seo_url: shared.SeoUrl = None
    manufacturer: product.Manufacturer = None
    created_at: shared.CreatedAt = None
    meta_title: shared.MetaTitle = None
    meta_keywords: shared.MetaKeywords = None
    meta_description: shared.MetaDescription = None
    url: product.Url = None
    tax_class_id: product.TaxClassId = None
    taxable: product.TaxableGiven = True
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    is_free_shipping: product.IsFreeShipping = None
    country_of_origin: product.CountryOfOrigin = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    processing_profile_id: product.ProcessingProfileId = None
    marketplace_item_properties: product.MarketplaceItemProperties = None
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None


class ProductVariantAddBatchParams(Params, kw_only=True):
    """Parameters of product.variant.add.batch."""

    payload: Annotated[
        Annotated[list[ProductVariantAddBatchItem], Meta(min_length=1, max_length=250)], Doc("The payload.")
    ]
    clear_cache: shared.ClearCache = False
    reindex: product.Reindex = False
    idempotency_key: shared.IdempotencyKey = None


class ProductVariantCountParams(Params, kw_only=True):
    """Parameters of product.variant.count."""

    product_id: shared.ProductId
    category_id: product.CategoryId = None
    store_id: shared.StoreId = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None


class ProductVariantDeleteParams(Params, kw_only=True):
    """Parameters of product.variant.delete."""

    id: shared.Id
    product_id: shared.ProductId
    store_id: shared.StoreId = None


class ProductVariantDeleteBatchParams(Params, kw_only=True):
    """Parameters of product.variant.delete.batch."""

    payload: Annotated[
        Annotated[list[ProductVariantDeleteBatchItem], Meta(min_length=1, max_length=250)], Doc("The payload.")
    ]
    clear_cache: shared.ClearCache = False
    reindex: product.Reindex = False
    idempotency_key: shared.IdempotencyKey = None


class ProductVariantImageAddParams(Params, kw_only=True):
    """Parameters of product.variant.image.add."""

    product_variant_id: ProductVariantId
    image_name: shared.ImageName
    product_id: product.ProductId = None
    store_id: shared.StoreId = None
    type: product.Type = "base"
    url: product.Url = None
    content: product.Content = None
    label: shared.Label = None
    mime: shared.Mime = None
    position: shared.Position = 0
    option_id: Annotated[str | None, Doc("The option id.")] = None
    idempotency_key: shared.IdempotencyKey = None


class ProductVariantImageDeleteParams(Params, kw_only=True):
    """Parameters of product.variant.image.delete."""

    product_id: shared.ProductId
    product_variant_id: ProductVariantId
    id: shared.Id
    store_id: shared.StoreId = None


class ProductVariantInfoParams(Params, kw_only=True):
    """Parameters of product.variant.info."""

    id: shared.Id
    store_id: shared.StoreId = None
    params: shared.Params2 = "id,name,description,price"
    exclude: shared.OptionalExclude = None


class ProductVariantListParams(ListParams, kw_only=True):
    """Parameters of product.variant.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    product_id: product.ProductId = None
    category_id: product.CategoryId = None
    store_id: shared.StoreId = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    params: shared.Params2 = "id,name,description,price"
    exclude: shared.OptionalExclude = None


class ProductVariantPriceAddParams(Params, kw_only=True):
    """Parameters of product.variant.price.add."""

    group_prices: Annotated[list[ProductAddGroupPrice], Doc("The group prices.")]
    id: shared.OptionalId = None
    product_id: product.ProductId = None
    store_id: shared.StoreId = None


class ProductVariantPriceDeleteParams(Params, kw_only=True):
    """Parameters of product.variant.price.delete."""

    id: shared.Id
    product_id: shared.ProductId
    group_prices: Annotated[str, Doc("The group prices.")]
    store_id: shared.StoreId = None


class ProductVariantPriceUpdateParams(Params, kw_only=True):
    """Parameters of product.variant.price.update."""

    group_prices: Annotated[list[ProductPriceUpdateGroupPrice], Doc("The group prices.")]
    id: shared.OptionalId = None
    product_id: product.ProductId = None
    idempotency_key: shared.IdempotencyKey = None


class ProductVariantUpdateParams(Params, kw_only=True):
    """Parameters of product.variant.update."""

    id: shared.OptionalId = None
    product_id: product.ProductId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    options: Annotated[list[ProductVariantUpdateOption] | None, Doc("The options.")] = None
    name: shared.Name = None
    description: shared.Description = None
    short_description: shared.ShortDescription = None
    model: product.Model = None
    sku: product.Sku = None
    visible: product.Visible = None
    status: shared.Status = None
    backorder_status: product.BackorderStatus = None
    low_stock_threshold: product.LowStockThreshold = None
    available_for_sale: product.AvailableForSale = True
    avail: shared.Avail = True
    is_default: product.IsDefault = None
    is_free_shipping: product.IsFreeShipping = None
    taxable: product.Taxable = None
    tax_class_id: product.TaxClassId = None
    is_virtual: product.IsVirtual = False
    manage_stock: product.ManageStock = None
    in_stock: product.InStock = None
    warehouse_id: shared.WarehouseId = None
    reserve_quantity: product.ReserveQuantity = None
    quantity: shared.Quantity = None
    increase_quantity: Annotated[float, Doc("The increase quantity.")] = 0.0
    reduce_quantity: Annotated[float, Doc("The reduce quantity.")] = 0.0
    prices_inc_tax: shared.PricesIncTax = False
    price: shared.Price = None
    special_price: product.SpecialPrice = None
    retail_price: product.RetailPrice = None
    old_price: product.OldPrice = None
    cost_price: product.CostPrice = None
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_expire: product.SpriceExpire = None
    measure_unit: product.MeasureUnit = None
    unit_price: product.UnitPrice = None
    weight: product.Weight = 0.0
    barcode: product.Barcode = None
    width: shared.Width = None
    weight_unit: shared.WeightUnit = None
    height: shared.Height = None
    length: shared.Length = None
    gtin: shared.Gtin = None
    upc: shared.Upc = None
    mpn: shared.Mpn = None
    ean: shared.Ean = None
    isbn: shared.Isbn = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    country_of_origin: product.CountryOfOrigin = None
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.MetaKeywords = None
    manufacturer: product.Manufacturer = None
    reindex: product.Reindex = True
    clear_cache: shared.ClearCache = True
    processing_profile_id: product.ProcessingProfileId = None
    idempotency_key: shared.IdempotencyKey = None


class ProductVariantUpdateBatchParams(Params, kw_only=True):
    """Parameters of product.variant.update.batch."""

    payload: Annotated[
        Annotated[list[ProductVariantUpdateBatchItem], Meta(min_length=1, max_length=250)], Doc("The payload.")
    ]
    nested_items_update_behaviour: product.NestedItemsUpdateBehaviour = "replace"
    clear_cache: shared.ClearCache = False
    reindex: product.Reindex = False
    idempotency_key: shared.IdempotencyKey = None
