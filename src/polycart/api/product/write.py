"""Parameters and answers of the methods that add, change and delete one product."""

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

AutoRenew = Annotated[bool, Doc("List the item again when its listing runs out.", True)]
BrandName = Annotated[str | None, Doc("Name of the brand.", "Acme")]
CategoriesIds = Annotated[str | None, Doc("Ids of the categories, joined by commas.", "23,56")]
CrossSellProductsIds = Annotated[str | None, Doc("Ids of products offered in the basket, joined by commas.", "6,7")]
DeliveryCode = Annotated[str | None, Doc("Promised time of delivery, as the marketplace names it.", "24uurs-23")]
Downloadable = Annotated[bool, Doc("Whether it is a file to download.", True)]
IsSupply = Annotated[bool, Doc("Whether it is material for crafting rather than a finished product.", False)]
ManufacturerIds = Annotated[str | None, Doc("Ids of the manufacturers that cart.info tells, joined by commas.", "3,4")]
Materials = Annotated[list[str] | None, Doc("What it is made of.", ["cotton"])]
MaxOrderQuantity = Annotated[float | None, Doc("Most that one order can have.", 10.0)]
MinOrderQuantity = Annotated[float | None, Doc("Fewest that an order must have.", 1.0)]
ProductClass = Annotated[str | None, Doc("Class that the marketplace sorts the product into.", "Books")]
ProductionPartnerIds = Annotated[str | None, Doc("Ids of the production partners, joined by commas.", "1,2")]
RelatedProductsIds = Annotated[str | None, Doc("Ids of similar products, joined by commas.", "4,5")]
ResponsiblePersonIds = Annotated[
    str | None, Doc("Ids of the responsible persons that cart.info tells, joined by commas.", "1,2")
]
ShippingTemplateId = Annotated[int, Doc("Id of the shipping template that cart.info tells.", 5)]
ShopSectionId = Annotated[int | None, Doc("Id of the section of the shop.", 5)]
UpSellProductsIds = Annotated[str | None, Doc("Ids of better products to offer instead, joined by commas.", "8,9")]
WhenMade = Annotated[str, Doc("Decade or era when it was made.", "made_to_order")]


class ProductAdded(Entity):
    """The answer of adding a product."""

    product_id: Annotated[Sparse[str], Doc("Id of the new product.")] = UNSET


class ProductAddParams(Params, kw_only=True):
    """Parameters of product.add."""

    name: Annotated[str, Doc("Name of the product.", "Cotton bag")]
    description: Annotated[str, Doc("Long text on the product page.", "A sturdy cotton bag.")]
    price: Annotated[float, Doc("Price of one.", 19.9)]
    sku: product.Sku = None
    model: product.OptionalModel = None
    short_description: shared.ShortDescription = None
    type: Annotated[str, Doc("Type of the product.", "simple")] = "simple"
    status: product.Status = None
    visible: product.Visible = None
    category_id: product.CategoryId = None
    categories_ids: CategoriesIds = None
    product_class: ProductClass = None
    product_type: shared.ProductType = None
    is_virtual: product.IsVirtual = False
    downloadable: Downloadable = False
    is_supply: IsSupply = True
    available_for_view: product.AvailableForView = True
    available_for_sale: product.AvailableForSale = True
    store_id: shared.StoreId = None
    stores_ids: shared.StoresIds = None
    lang_id: shared.LangId = None
    old_price: product.OldPrice = None
    special_price: product.SpecialPrice = None
    wholesale_price: Annotated[
        float | None, Doc("Price before the reduction, by its former name.", 25.0, deprecated=True)
    ] = None
    cost_price: product.CostPrice = None
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    tier_prices: Annotated[list[ProductAddTierPrice] | None, Doc("Prices that depend on the quantity.")] = None
    group_prices: Annotated[list[ProductAddGroupPrice] | None, Doc("Prices for customer groups.")] = None
    buyitnow_price: product.BuyitnowPrice = None
    reserve_price: product.ReservePrice = None
    measure_unit: product.MeasureUnit = None
    unit_price: product.UnitPrice = None
    prices_inc_tax: shared.PricesIncTax = False
    retail_price: product.RetailPrice = None
    quantity: product.Stock = 0.0
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
    product_reference: Annotated[str | None, Doc("Key that its variations share.", "5901234123457")] = None
    external_product_link: product.ExternalProductLink = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    country_of_origin: product.CountryOfOrigin = None
    manufacturer: product.Manufacturer = None
    manufacturer_id: product.ManufacturerId = None
    manufacturer_info: Annotated[
        ProductAddManufacturerInfo | None, Doc("Who made the product and how to reach them.")
    ] = None
    brand_name: BrandName = None
    image_url: product.ImageUrl = None
    image_name: shared.OptionalImageName = None
    additional_image_urls: Annotated[
        list[str] | None, Doc("Addresses of further pictures.", ["https://cdn.example.com/side.jpg"])
    ] = None
    files: Annotated[list[ProductAddFile] | None, Doc("Files that a buyer can download.")] = None
    size_chart: Annotated[ProductAddSizeChart | None, Doc("Size chart, by id or by address.")] = None
    related_products_ids: RelatedProductsIds = None
    up_sell_products_ids: UpSellProductsIds = None
    cross_sell_products_ids: CrossSellProductsIds = None
    attribute_set_name: Annotated[str, Doc("Attribute set that the product is based on.", "Default")] = "Default"
    attribute_name: Annotated[str | None, Doc("Attributes to fill, joined by commas.", "color,size")] = None
    search_keywords: product.SearchKeywords = None
    tags: shared.Tags = None
    materials: Materials = None
    certifications: Annotated[
        list[ProductAddCertification] | None, Doc("Certificates of the product, as category.info lists them.")
    ] = None
    specifics: Annotated[
        list[ProductAddSpecific] | None, Doc("Properties that the marketplace asks for; category.info names them.")
    ] = None
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
    taxable: product.Taxable = True
    sales_tax: Annotated[ProductAddSalesTax | None, Doc("Sales tax of the product.")] = None
    condition: product.Condition = None
    condition_description: product.ConditionDescription = None
    allow_display_condition: Annotated[
        bool | None, Doc("Show the condition of the goods on the product page.", True)
    ] = None
    payment_methods: Annotated[list[str] | None, Doc("Ways of payment that the seller accepts.", ["PayPal"])] = None
    paypal_email: Annotated[str | None, Doc("PayPal account that receives the money.", "seller@example.com")] = None
    shipping_template_id: ShippingTemplateId = 0
    processing_profile_id: product.ProcessingProfileId = None
    shipping_details: Annotated[
        list[ProductAddShippingDetail] | None, Doc("Ways of shipping and what they cost; cart.info tells the names.")
    ] = None
    is_free_shipping: product.IsFreeShipping = None
    delivery_code: DeliveryCode = None
    delivery_type: Annotated[str | None, Doc("Kind of delivery.", "PARCEL")] = None
    delivery_time: Annotated[int | None, Doc("Days until delivery.", 3)] = None
    delivery_option_ids: Annotated[str | None, Doc("Ids of the ways of delivery, joined by commas.", "11,12")] = None
    package_details: Annotated[ProductAddPackageDetails | None, Doc("Size and weight of the parcel.")] = None
    logistic_info: Annotated[
        list[ProductAddLogisticInfo] | None, Doc("Carriers' channels that the product can be shipped with.")
    ] = None
    listing_duration: product.ListingDuration = None
    listing_type: Annotated[str, Doc("Way of selling, such as auction or fixed price.", "FixedPrice")] = "FixedPrice"
    category_type: Annotated[str | None, Doc("Kind of category on the marketplace.", "apparel")] = None
    return_accepted: Annotated[bool | None, Doc("Whether buyers can send it back.", True)] = None
    seller_profiles: Annotated[
        ProductAddSellerProfiles | None,
        Doc("Policies that replace single settings of shipping, payment and returns."),
    ] = None
    auction_confidentiality_level: Annotated[str | None, Doc("How far bidders stay anonymous.", "low")] = None
    best_offer: Annotated[ProductAddBestOffer | None, Doc("Limits for price suggestions of buyers.")] = None
    production_partner_ids: ProductionPartnerIds = None
    marketplace_item_properties: product.MarketplaceItemProperties = None
    clear_cache: shared.ClearCache = True
    viewed_count: Annotated[int, Doc("How often the product page was seen.", 300)] = 0
    ordered_count: Annotated[int, Doc("How often the product has been ordered.", 120)] = 0
    vendor_id: shared.VendorId = None
    shop_section_id: ShopSectionId = None
    return_policy_id: Annotated[int | None, Doc("Id of the return policy.", 4)] = None
    personalization_details: Annotated[
        ProductAddPersonalizationDetails | None, Doc("Wishes that buyers can enter, the old way.", deprecated=True)
    ] = None
    personalization_questions: Annotated[
        Annotated[list[ProductAddPersonalizationQuestion], Meta(min_length=1, max_length=5)] | None,
        Doc("Questions that buyers answer; not together with personalization_details."),
    ] = None
    manufacturer_ids: ManufacturerIds = None
    responsible_person_ids: ResponsiblePersonIds = None
    idempotency_key: shared.IdempotencyKey = None


class ProductDeleteParams(Params, kw_only=True):
    """Parameters of product.delete."""

    id: product.IdOfProduct
    store_id: shared.StoreId = None


class ProductUpdateParams(Params, kw_only=True):
    """Parameters of product.update."""

    id: product.OptionalIdOfProduct = None
    model: product.OptionalModel = None
    sku: product.Sku = None
    name: product.Name = None
    description: product.Description = None
    short_description: shared.ShortDescription = None
    prices_inc_tax: shared.PricesIncTax = False
    price: product.Price = None
    old_price: product.OldPrice = None
    special_price: product.SpecialPrice = None
    sprice_create: product.SpriceCreate = None
    sprice_expire: product.SpriceExpire = None
    cost_price: product.CostPrice = None
    fixed_cost_shipping_price: product.FixedCostShippingPrice = None
    retail_price: product.RetailPrice = None
    tier_prices: Annotated[list[ProductAddTierPrice] | None, Doc("Prices that depend on the quantity.")] = None
    reserve_price: product.ReservePrice = None
    buyitnow_price: product.BuyitnowPrice = None
    taxable: product.OptionalTaxable = None
    tax_class_id: product.TaxClassId = None
    type: product.Type = None
    status: product.Status = None
    condition: product.Condition = None
    visible: product.Visible = None
    in_stock: product.InStock = None
    avail: shared.Avail = True
    avail_from: product.AvailFrom = None
    product_class: ProductClass = None
    brand_name: BrandName = None
    available_for_view: product.OptionalAvailableForView = None
    measure_unit: product.MeasureUnit = None
    unit_price: product.UnitPrice = None
    stores_ids: shared.StoresIds = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    quantity: product.ManagedStock = None
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
    categories_ids: CategoriesIds = None
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
    package_details: Annotated[ProductAddPackageDetails | None, Doc("Size and weight of the parcel.")] = None
    country_of_origin: product.CountryOfOrigin = None
    harmonized_system_code: product.HarmonizedSystemCode = None
    shipping_template_id: ShippingTemplateId = 0
    processing_profile_id: product.ProcessingProfileId = None
    when_made: WhenMade = "made_to_order"
    is_supply: IsSupply = True
    downloadable: Downloadable = False
    materials: Materials = None
    auto_renew: AutoRenew = False
    on_sale: Annotated[bool, Doc("Whether it is on sale.", True)] = False
    production_partner_ids: ProductionPartnerIds = None
    manufacturer_info: Annotated[
        ProductAddManufacturerInfo | None, Doc("Who made the product and how to reach them.")
    ] = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False
    reindex: product.Reindex = True
    clear_cache: shared.ClearCache = True
    check_process_status: Annotated[
        bool, Doc("Wait until the shop has worked the change off; costs extra requests.", True)
    ] = False
    specifics: Annotated[
        list[ProductAddSpecific] | None, Doc("Properties that the marketplace asks for; category.info names them.")
    ] = None
    shop_section_id: ShopSectionId = None
    personalization_details: Annotated[
        ProductAddPersonalizationDetails | None, Doc("Wishes that buyers can enter, the old way.", deprecated=True)
    ] = None
    personalization_questions: Annotated[
        Annotated[list[ProductAddPersonalizationQuestion], Meta(min_length=1, max_length=5)] | None,
        Doc("Questions that buyers answer; not together with personalization_details."),
    ] = None
    external_product_link: product.ExternalProductLink = None
    marketplace_item_properties: product.MarketplaceItemProperties = None
    manufacturer_ids: ManufacturerIds = None
    responsible_person_ids: ResponsiblePersonIds = None
    idempotency_key: shared.IdempotencyKey = None
