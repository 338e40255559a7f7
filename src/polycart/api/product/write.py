"""The product.write resource."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.product import parameters as product
from polycart.api.product.details import (
    ProductAddBestOffer,
    ProductAddCertification,
    ProductAddFile,
    ProductAddGroupPrice,
    ProductAddLogisticInfo,
    ProductAddManufacturerInfo,
    ProductAddPackageDetails,
    ProductAddPersonalizationDetails,
    ProductAddPersonalizationQuestion,
    ProductAddSalesTax,
    ProductAddSellerProfiles,
    ProductAddShippingDetail,
    ProductAddSizeChart,
    ProductAddSpecific,
    ProductAddTierPrice,
)
from polycart.core.method import UNSET, Doc, Entity, Params, Sparse

AutoRenew = Annotated[bool, Doc("The auto renew.")]
CrossSellProductsIds = Annotated[str | None, Doc("The cross sell products ids.")]
DeliveryCode = Annotated[str | None, Doc("The delivery code.")]
Downloadable = Annotated[bool, Doc("The downloadable.")]
IsSupply = Annotated[bool, Doc("The is supply.")]
ManufacturerIds = Annotated[str | None, Doc("The manufacturer ids.")]
Materials = Annotated[list[str] | None, Doc("The materials.")]
MaxOrderQuantity = Annotated[float | None, Doc("The max order quantity.")]
MinOrderQuantity = Annotated[float | None, Doc("The min order quantity.")]
ProductClass = Annotated[str | None, Doc("The product class.")]
ProductionPartnerIds = Annotated[str | None, Doc("The production partner ids.")]
RelatedProductsIds = Annotated[str | None, Doc("The related products ids.")]
ResponsiblePersonIds = Annotated[str | None, Doc("The responsible person ids.")]
ShippingTemplateId = Annotated[int, Doc("The shipping template id.")]
ShopSectionId = Annotated[int | None, Doc("The shop section id.")]
UpSellProductsIds = Annotated[str | None, Doc("The up sell products ids.")]
WhenMade = Annotated[str, Doc("The when made.")]


class ProductAdded(Entity):
    """A product added."""

    product_id: Annotated[Sparse[str], Doc("The product id.")] = UNSET


class ProductAddParams(Params, kw_only=True):
    """Parameters of product.add."""

    name: shared.NameGiven
    model: product.ModelGiven
    description: Annotated[str, Doc("The description.")]
    price: Annotated[float, Doc("The price.")]
    sku: product.Sku = None
    short_description: shared.ShortDescription = None
    type: product.TypeGiven = "simple"
    status: shared.Status = None
    visible: product.Visible = None
    category_id: product.CategoryId = None
    categories_ids: shared.CategoriesIds = None
    product_class: ProductClass = None
    product_type: shared.ProductType = None
    is_virtual: product.IsVirtual = False
    downloadable: Downloadable = False
    is_supply: IsSupply = True
    available_for_view: product.AvailableForViewGiven = True
    available_for_sale: product.AvailableForSale = True
    store_id: shared.StoreId = None
    stores_ids: shared.StoresIds = None
    lang_id: shared.LangId = None
    old_price: product.OldPrice = None
    special_price: product.SpecialPrice = None
    wholesale_price: Annotated[float | None, Doc("The wholesale price.", deprecated=True)] = None
    cost_price: product.CostPrice = None
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    tier_prices: Annotated[list[ProductAddTierPrice] | None, Doc("The tier prices.")] = None
    group_prices: Annotated[list[ProductAddGroupPrice] | None, Doc("The group prices.")] = None
    buyitnow_price: product.BuyitnowPrice = None
    reserve_price: product.ReservePrice = None
    measure_unit: product.MeasureUnit = None
    unit_price: product.UnitPrice = None
    prices_inc_tax: shared.PricesIncTax = False
    retail_price: product.RetailPrice = None
    quantity: shared.QuantityGiven = 0.0
    in_stock: product.InStock = None
    manage_stock: product.ManageStock = None
    warehouse_id: shared.WarehouseId = None
    backorder_status: product.BackorderStatus = None
    min_order_quantity: MinOrderQuantity = None
    max_order_quantity: MaxOrderQuantity = None
    low_stock_threshold: product.LowStockThreshold = None
    weight: product.Weight = 0.0
    weight_unit: shared.WeightUnit = None
    width: shared.Width = None
    height: shared.Height = None
    length: shared.Length = None
    dimensions_unit: shared.DimensionsUnit = None
    barcode: product.Barcode = None
    upc: shared.Upc = None
    ean: shared.Ean = None
    isbn: shared.Isbn = None
    gtin: shared.Gtin = None
    mpn: shared.Mpn = None
    asin: shared.Asin = None
    product_reference: Annotated[str | None, Doc("The product reference.")] = None
    external_product_link: product.ExternalProductLink = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    country_of_origin: product.CountryOfOrigin = None
    manufacturer: product.Manufacturer = None
    manufacturer_id: product.ManufacturerId = None
    manufacturer_info: Annotated[ProductAddManufacturerInfo | None, Doc("The manufacturer info.")] = None
    brand_name: product.BrandName = None
    image_url: product.ImageUrl = None
    image_name: shared.OptionalImageName = None
    additional_image_urls: Annotated[list[str] | None, Doc("The additional image urls.")] = None
    files: Annotated[list[ProductAddFile] | None, Doc("The files.")] = None
    size_chart: Annotated[ProductAddSizeChart | None, Doc("The size chart.")] = None
    related_products_ids: RelatedProductsIds = None
    up_sell_products_ids: UpSellProductsIds = None
    cross_sell_products_ids: CrossSellProductsIds = None
    attribute_set_name: Annotated[str, Doc("The attribute set name.")] = "Default"
    attribute_name: product.AttributeName = None
    search_keywords: product.SearchKeywords = None
    tags: shared.Tags = None
    materials: Materials = None
    certifications: Annotated[list[ProductAddCertification] | None, Doc("The certifications.")] = None
    specifics: Annotated[list[ProductAddSpecific] | None, Doc("The specifics.")] = None
    avail_from: product.AvailFrom = None
    sprice_create: product.SpriceCreate = None
    sprice_modified: product.SpriceModified = None
    sprice_expire: product.SpriceExpire = None
    created_at: shared.CreatedAt = None
    auto_renew: AutoRenew = False
    when_made: WhenMade = "made_to_order"
    meta_title: shared.MetaTitle = None
    meta_keywords: shared.MetaKeywords = None
    meta_description: shared.MetaDescription = None
    url: product.Url = None
    seo_url: shared.SeoUrl = None
    tax_class_id: product.TaxClassId = None
    taxable: product.TaxableGiven = True
    sales_tax: Annotated[ProductAddSalesTax | None, Doc("The sales tax.")] = None
    condition: product.Condition = None
    condition_description: product.ConditionDescription = None
    allow_display_condition: Annotated[bool | None, Doc("The allow display condition.")] = None
    payment_methods: Annotated[list[str] | None, Doc("The payment methods.")] = None
    paypal_email: Annotated[str | None, Doc("The paypal email.")] = None
    shipping_template_id: ShippingTemplateId = 0
    processing_profile_id: product.ProcessingProfileId = None
    shipping_details: Annotated[list[ProductAddShippingDetail] | None, Doc("The shipping details.")] = None
    is_free_shipping: product.IsFreeShipping = None
    delivery_code: DeliveryCode = None
    delivery_type: Annotated[str | None, Doc("The delivery type.")] = None
    delivery_time: Annotated[int | None, Doc("The delivery time.")] = None
    delivery_option_ids: Annotated[str | None, Doc("The delivery option ids.")] = None
    package_details: Annotated[ProductAddPackageDetails | None, Doc("The package details.")] = None
    logistic_info: Annotated[list[ProductAddLogisticInfo] | None, Doc("The logistic info.")] = None
    listing_duration: product.ListingDuration = None
    listing_type: Annotated[str, Doc("The listing type.")] = "FixedPrice"
    category_type: Annotated[str | None, Doc("The category type.")] = None
    return_accepted: Annotated[bool | None, Doc("The return accepted.")] = None
    seller_profiles: Annotated[ProductAddSellerProfiles | None, Doc("The seller profiles.")] = None
    auction_confidentiality_level: Annotated[str | None, Doc("The auction confidentiality level.")] = None
    best_offer: Annotated[ProductAddBestOffer | None, Doc("The best offer.")] = None
    production_partner_ids: ProductionPartnerIds = None
    marketplace_item_properties: product.MarketplaceItemProperties = None
    clear_cache: shared.ClearCache = True
    viewed_count: Annotated[int, Doc("The viewed count.")] = 0
    ordered_count: Annotated[int, Doc("The ordered count.")] = 0
    vendor_id: shared.VendorId = None
    shop_section_id: ShopSectionId = None
    return_policy_id: Annotated[int | None, Doc("The return policy id.")] = None
    personalization_details: Annotated[
        ProductAddPersonalizationDetails | None, Doc("The personalization details.", deprecated=True)
    ] = None
    personalization_questions: Annotated[
        Annotated[list[ProductAddPersonalizationQuestion], Meta(min_length=1, max_length=5)] | None,
        Doc("The personalization questions."),
    ] = None
    manufacturer_ids: ManufacturerIds = None
    responsible_person_ids: ResponsiblePersonIds = None
    idempotency_key: shared.IdempotencyKey = None


class ProductDeleteParams(Params, kw_only=True):
    """Parameters of product.delete."""

    id: shared.Id
    store_id: shared.StoreId = None


class ProductUpdateParams(Params, kw_only=True):
    """Parameters of product.update."""

    id: shared.OptionalId = None
    model: product.Model = None
    sku: product.Sku = None
    name: shared.Name = None
    description: shared.Description = None
    short_description: shared.ShortDescription = None
    prices_inc_tax: shared.PricesIncTax = False
    price: shared.Price = None
    old_price: product.OldPrice = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_expire: product.SpriceExpire = None
    cost_price: product.CostPrice = None
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    retail_price: product.RetailPrice = None
    tier_prices: Annotated[list[ProductAddTierPrice] | None, Doc("The tier prices.")] = None
    reserve_price: product.ReservePrice = None
    buyitnow_price: product.BuyitnowPrice = None
    taxable: product.Taxable = None
    tax_class_id: product.TaxClassId = None
    type: shared.Type = None
    status: shared.Status = None
    condition: product.Condition = None
    visible: product.Visible = None
    in_stock: product.InStock = None
    avail: shared.Avail = True
    avail_from: product.AvailFrom = None
    product_class: ProductClass = None
    brand_name: product.BrandName = None
    available_for_view: product.AvailableForView = None
    measure_unit: product.MeasureUnit = None
    unit_price: product.UnitPrice = None
    stores_ids: shared.StoresIds = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    quantity: shared.Quantity = None
    reserve_quantity: product.ReserveQuantity = None
    manage_stock: product.ManageStock = None
    backorder_status: product.BackorderStatus = None
    increase_quantity: product.IncreaseQuantity = None
    reduce_quantity: product.ReduceQuantity = None
    low_stock_threshold: product.LowStockThreshold = None
    min_order_quantity: MinOrderQuantity = None
    max_order_quantity: MaxOrderQuantity = None
    warehouse_id: shared.WarehouseId = None
    weight: shared.Weight = None
    weight_unit: shared.WeightUnit = None
    height: shared.Height = None
    length: shared.Length = None
    width: shared.Width = None
    dimensions_unit: shared.DimensionsUnit = None
    is_virtual: product.IsVirtual = False
    is_free_shipping: product.IsFreeShipping = None
    gtin: shared.Gtin = None
    upc: shared.Upc = None
    mpn: shared.Mpn = None
    ean: shared.Ean = None
    isbn: shared.Isbn = None
    barcode: product.Barcode = None
    manufacturer: product.Manufacturer = None
    manufacturer_id: product.ManufacturerId = None
    vendor_id: shared.VendorId = None
    categories_ids: shared.CategoriesIds = None
    related_products_ids: RelatedProductsIds = None
    up_sell_products_ids: UpSellProductsIds = None
    cross_sell_products_ids: CrossSellProductsIds = None
    meta_title: shared.MetaTitle = None
    meta_keywords: shared.MetaKeywords = None
    meta_description: shared.MetaDescription = None
    seo_url: shared.SeoUrl = None
    search_keywords: product.SearchKeywords = None
    tags: shared.Tags = None
    delivery_code: DeliveryCode = None
    package_details: Annotated[ProductAddPackageDetails | None, Doc("The package details.")] = None
    country_of_origin: product.CountryOfOrigin = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    shipping_template_id: ShippingTemplateId = 0
    processing_profile_id: product.ProcessingProfileId = None
    when_made: WhenMade = "made_to_order"
    is_supply: IsSupply = True
    downloadable: Downloadable = False
    materials: Materials = None
    auto_renew: AutoRenew = False
    on_sale: Annotated[bool, Doc("The on sale.")] = False
    production_partner_ids: ProductionPartnerIds = None
    manufacturer_info: Annotated[ProductAddManufacturerInfo | None, Doc("The manufacturer info.")] = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False
    reindex: product.Reindex = True
    clear_cache: shared.ClearCache = True
    check_process_status: Annotated[bool, Doc("The check process status.")] = False
    specifics: Annotated[list[ProductAddSpecific] | None, Doc("The specifics.")] = None
    shop_section_id: ShopSectionId = None
    personalization_details: Annotated[
        ProductAddPersonalizationDetails | None, Doc("The personalization details.", deprecated=True)
    ] = None
    personalization_questions: Annotated[
        Annotated[list[ProductAddPersonalizationQuestion], Meta(min_length=1, max_length=5)] | None,
        Doc("The personalization questions."),
    ] = None
    external_product_link: product.ExternalProductLink = None
    marketplace_item_properties: product.MarketplaceItemProperties = None
    manufacturer_ids: ManufacturerIds = None
    responsible_person_ids: ResponsiblePersonIds = None
    idempotency_key: shared.IdempotencyKey = None
