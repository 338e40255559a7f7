"""Parameters and answers of the methods about variants."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.parameters import Excludes, Nested, Strings
from polycart.api.product import parameters as product
from polycart.api.product.batches import ProductAddBatchImage, ProductUpdateBatchAdvancedPrice
from polycart.api.product.details import ProductAddGroupPrice, ProductAddTierPrice
from polycart.api.product.prices import ProductPriceUpdateGroupPrice
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse

CategoryId = Annotated[str | None, Doc("Leave only variants of products in this category.", "6")]
IdOfVariant = Annotated[str, Doc("Id of the variant.", "45")]
Name = Annotated[str | None, Doc("Name of the variant.", "Cotton bag, red")]
OptionalIdOfVariant = Annotated[str | None, Doc("Id of the variant.", "45")]
ProductImagesIds = Annotated[
    Strings | None, Doc("Ids of pictures of the product to show for the variant.", ["10", "11"]), Excludes(("images",))
]
ProductVariantId = Annotated[str, Doc("Id of the variant.", "45")]


class ProductVariantAdded(Entity):
    """The answer of adding a variant."""

    product_variant_id: Annotated[Sparse[str], Doc("Id of the new variant.")] = UNSET


class ProductVariantCount(Entity):
    """The number of variants."""

    variants_count: Annotated[Sparse[int], Doc("How many variants there are.")] = UNSET


class ProductVariantImageAdded(Entity):
    """The answer of adding a picture to a variant."""

    id: Annotated[Maybe[str], Doc("Id of the picture.")] = UNSET
    image_path: Annotated[Sparse[str], Doc("Path of the picture in the shop.")] = UNSET


class ProductVariantAddAttribute(Nested, kw_only=True):
    """An attribute that tells a variant from its siblings."""

    attribute_name: product.AttributeName = None
    attribute_value: Annotated[str | None, Doc("Value of the attribute.", "Red")] = None
    attribute_price: Annotated[float | None, Doc("What this attribute adds to the price.", 2.5)] = None


class ProductVariantAddBatchCombination(Nested, kw_only=True):
    """An option value of a variant to add."""

    option_name: Annotated[str, Doc("Name of the option.", "Colour")]
    option_value_name: Annotated[str, Doc("Name of the option value.", "Red")]


class ProductVariantAddBatchItem(Nested, kw_only=True):
    """A variant to add."""

    product_id: shared.ProductId
    combination: Annotated[
        list[ProductVariantAddBatchCombination], Meta(min_length=1), Doc("Option values that make up the variant.")
    ]
    name: Name = None
    description: product.Description = None
    short_description: shared.ShortDescription = None
    sku: Annotated[str, Doc("Stock keeping unit.", "CB-1-RED")]
    model: product.OptionalModel = None
    price: product.Price = None
    old_price: product.OldPrice = None
    cost_price: product.CostPrice = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_expire: product.SpriceExpire = None
    advanced_prices: Annotated[
        Annotated[list[ProductUpdateBatchAdvancedPrice], Meta(min_length=1)] | None,
        Doc("Prices for customer groups and quantities."),
    ] = None
    meta_title: Annotated[str | float | None, Doc("Page title for search engines.", "Cotton bag")] = None
    meta_description: Annotated[
        str | float | None, Doc("Description for search engines.", "Cotton bags at fair prices")
    ] = None
    meta_keywords: shared.MetaKeywordList = None
    categories_ids: product.CategoryIds = None
    stores_ids: shared.StoreIds = None
    weight: shared.Weight = None
    width: shared.Width = None
    height: shared.Height = None
    length: shared.Length = None
    weight_unit: shared.WeightUnit = None
    warehouse_id: shared.WarehouseId = None
    quantity: product.OptionalStock = None
    manage_stock: product.ManageStock = None
    in_stock: product.InStock = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    tax_class_id: product.TaxClassId = None
    backorder_status: product.BackorderStatus = None
    status: product.Status = None
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
    taxable: product.OptionalTaxable = None
    seo_url: shared.SeoUrl = None
    manufacturer_id: product.ManufacturerId = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    marketplace_item_properties: product.MarketplaceProperties = None
    images: Annotated[Annotated[list[ProductAddBatchImage], Meta(max_length=1)] | None, Doc("Pictures.")] = None
    product_images_ids: ProductImagesIds = None
    related_products_ids: product.RelatedIds = None
    up_sell_products_ids: product.UpSellIds = None
    cross_sell_products_ids: product.CrossSellIds = None


class ProductVariantDeleteBatchItem(Nested, kw_only=True):
    """A variant that shall be deleted."""

    product_id: shared.ProductId
    id: IdOfVariant
    store_id: shared.StoreId = None


class ProductVariantUpdateOption(Nested, kw_only=True):
    """An option value of a variant to change."""

    option_name: Annotated[str | None, Doc("Name of the option.", "Colour")] = None
    option_value: product.OptionValue = None


class ProductVariantUpdateBatchItem(Nested, kw_only=True):
    """A variant to change."""

    id: IdOfVariant
    product_id: shared.ProductId
    name: Name = None
    description: product.Description = None
    short_description: shared.ShortDescription = None
    sku: product.Sku = None
    upc: shared.Upc = None
    mpn: shared.Mpn = None
    gtin: shared.Gtin = None
    isbn: shared.Isbn = None
    status: product.Status = None
    price: product.Price = None
    special_price: product.SpecialPrice = None
    cost_price: product.CostPrice = None
    retail_price: product.RetailPrice = None
    advanced_prices: Annotated[
        list[ProductUpdateBatchAdvancedPrice] | None, Doc("Prices for customer groups and quantities.")
    ] = None
    quantity: product.ManagedStock = None
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
    meta_keywords: shared.MetaKeywordList = None
    categories_ids: Annotated[list[str] | None, Doc("Ids of the categories.", ["23", "56"])] = None
    stores_ids: shared.StoreIds = None
    images: Annotated[Annotated[list[ProductAddBatchImage], Meta(min_length=1)] | None, Doc("Pictures.")] = None
    product_images_ids: ProductImagesIds = None
    related_products_ids: product.RelatedIdsOrEmpty = None
    up_sell_products_ids: product.UpSellIdsOrEmpty = None
    cross_sell_products_ids: product.CrossSellIdsOrEmpty = None


class ProductVariantAddParams(Params, kw_only=True):
    """Parameters of product.variant.add."""

    model: product.Model
    product_id: product.ProductId = None
    attributes: Annotated[
        list[ProductVariantAddAttribute] | None, Doc("Attributes that tell the variant from its siblings.")
    ] = None
    name: Name = None
    description: product.Description = None
    short_description: shared.ShortDescription = None
    available_for_view: product.AvailableForView = True
    available_for_sale: product.AvailableForSale = True
    status: product.Status = None
    is_virtual: product.IsVirtual = False
    is_default: product.IsDefault = None
    store_id: shared.StoreId = None
    stores_ids: shared.StoresIds = None
    lang_id: shared.LangId = None
    price: product.Price = None
    old_price: product.OldPrice = None
    cost_price: product.CostPrice = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_modified: product.SpriceModified = None
    sprice_expire: product.SpriceExpire = None
    tier_prices: Annotated[list[ProductAddTierPrice] | None, Doc("Prices that depend on the quantity.")] = None
    measure_unit: product.MeasureUnit = None
    unit_price: product.UnitPrice = None
    prices_inc_tax: shared.PricesIncTax = False
    quantity: product.Stock = 0.0
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
    url: Annotated[str | None, Doc("Address of the variant's page.", "https://shop.example.com/cotton-bag-red")] = None
    tax_class_id: product.TaxClassId = None
    taxable: product.Taxable = True
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
        list[ProductVariantAddBatchItem],
        Meta(min_length=1, max_length=250),
        Doc("Entities to work on, 1 to 250 of them."),
    ]
    clear_cache: shared.ClearCache = False
    reindex: product.Reindex = False
    idempotency_key: shared.IdempotencyKey = None


class ProductVariantCountParams(Params, kw_only=True):
    """Parameters of product.variant.count."""

    product_id: Annotated[str, Doc("Count the variants of this product.", "10")]
    category_id: CategoryId = None
    store_id: shared.StoreId = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None


class ProductVariantDeleteParams(Params, kw_only=True):
    """Parameters of product.variant.delete."""

    id: IdOfVariant
    product_id: shared.ProductId
    store_id: shared.StoreId = None


class ProductVariantDeleteBatchParams(Params, kw_only=True):
    """Parameters of product.variant.delete.batch."""

    payload: Annotated[
        list[ProductVariantDeleteBatchItem],
        Meta(min_length=1, max_length=250),
        Doc("Entities to work on, 1 to 250 of them."),
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
    type: product.ImageType = "base"
    url: product.PictureUrl = None
    content: product.Content = None
    label: shared.Label = None
    mime: shared.Mime = None
    position: shared.Position = 0
    option_id: Annotated[str | None, Doc("Id of the option.", "12")] = None
    idempotency_key: shared.IdempotencyKey = None


class ProductVariantImageDeleteParams(Params, kw_only=True):
    """Parameters of product.variant.image.delete."""

    product_id: shared.ProductId
    product_variant_id: ProductVariantId
    id: product.IdOfImage
    store_id: shared.StoreId = None


class ProductVariantInfoParams(Params, kw_only=True):
    """Parameters of product.variant.info."""

    id: IdOfVariant
    store_id: shared.StoreId = None
    params: shared.FieldsKept = "id,name,description,price"
    exclude: shared.FieldsLeftOut = None


class ProductVariantListParams(ListParams, kw_only=True):
    """Parameters of product.variant.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    product_id: Annotated[str | None, Doc("Leave only variants of this product.", "10")] = None
    category_id: CategoryId = None
    store_id: shared.StoreId = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    params: shared.FieldsKept = "id,name,description,price"
    exclude: shared.FieldsLeftOut = None


class ProductVariantPriceAddParams(Params, kw_only=True):
    """Parameters of product.variant.price.add."""

    group_prices: Annotated[list[ProductAddGroupPrice], Doc("Prices for customer groups.")]
    id: OptionalIdOfVariant = None
    product_id: product.ProductId = None
    store_id: shared.StoreId = None


class ProductVariantPriceDeleteParams(Params, kw_only=True):
    """Parameters of product.variant.price.delete."""

    id: IdOfVariant
    product_id: shared.ProductId
    group_prices: Annotated[str, Doc("Ids of the prices to delete, joined by commas.", "6,8")]
    store_id: shared.StoreId = None


class ProductVariantPriceUpdateParams(Params, kw_only=True):
    """Parameters of product.variant.price.update."""

    group_prices: Annotated[list[ProductPriceUpdateGroupPrice], Doc("Prices for customer groups.")]
    id: OptionalIdOfVariant = None
    product_id: product.ProductId = None
    idempotency_key: shared.IdempotencyKey = None


class ProductVariantUpdateParams(Params, kw_only=True):
    """Parameters of product.variant.update."""

    id: OptionalIdOfVariant = None
    product_id: product.ProductId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    options: Annotated[list[ProductVariantUpdateOption] | None, Doc("Option values that make up the variant.")] = None
    name: Name = None
    description: product.Description = None
    short_description: shared.ShortDescription = None
    model: product.OptionalModel = None
    sku: product.Sku = None
    visible: product.Visible = None
    status: product.Status = None
    backorder_status: product.BackorderStatus = None
    low_stock_threshold: product.LowStockThreshold = None
    available_for_sale: product.AvailableForSale = True
    avail: shared.Avail = True
    is_default: product.IsDefault = None
    is_free_shipping: product.IsFreeShipping = None
    taxable: product.OptionalTaxable = None
    tax_class_id: product.TaxClassId = None
    is_virtual: product.IsVirtual = False
    manage_stock: product.ManageStock = None
    in_stock: product.InStock = None
    warehouse_id: shared.WarehouseId = None
    reserve_quantity: product.ReserveQuantity = None
    quantity: product.ManagedStock = None
    increase_quantity: Annotated[
        float, Doc("How many to add to the stock; heeded only when stock is managed.", 5.0)
    ] = 0.0
    reduce_quantity: Annotated[
        float, Doc("How many to take from the stock; heeded only when stock is managed.", 2.0)
    ] = 0.0
    prices_inc_tax: shared.PricesIncTax = False
    price: product.Price = None
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
        list[ProductVariantUpdateBatchItem],
        Meta(min_length=1, max_length=250),
        Doc("Entities to work on, 1 to 250 of them."),
    ]
    nested_items_update_behaviour: product.NestedItemsUpdateBehaviour = "replace"
    clear_cache: shared.ClearCache = False
    reindex: product.Reindex = False
    idempotency_key: shared.IdempotencyKey = None
