"""Products and what they consist of."""

from __future__ import annotations

from typing import Annotated

from polycart.api.entities import DateTime, Discount, Image, Media, Record
from polycart.core.method import UNSET, Doc, Maybe, Sparse


class ProductOptionItem(Record):
    """A value of an option."""

    id: Annotated[Sparse[str], Doc("Id of the value.")] = UNSET
    product_option_item_id: Annotated[Maybe[str], Doc("Id of the value at the product.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the value.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET
    price: Annotated[Maybe[float], Doc("What the value adds to the price.")] = UNSET
    weight: Annotated[Maybe[float], Doc("Weight.")] = UNSET
    quantity: Annotated[Maybe[int], Doc("How many with this value are in stock.")] = UNSET
    type_price: Annotated[Maybe[str], Doc("Whether the value's price is fixed or a percentage.")] = UNSET
    sku: Annotated[Maybe[str], Doc("Stock keeping unit.")] = UNSET
    is_default: Annotated[Maybe[bool], Doc("Whether it is chosen at first.")] = UNSET


class ProductOption(Record):
    """An option that shoppers choose from."""

    id: Annotated[Sparse[str], Doc("Id of the option.")] = UNSET
    product_option_id: Annotated[Maybe[str], Doc("Id of the option at the product.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the option.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text that describes the option.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET
    type: Annotated[Sparse[str], Doc("How shoppers choose a value.")] = UNSET
    required: Annotated[Maybe[bool], Doc("Whether a value must be given.")] = UNSET
    available: Annotated[Maybe[bool], Doc("Whether the option can be chosen.")] = UNSET
    used_in_combination: Annotated[Maybe[bool], Doc("Whether variants differ in it.")] = UNSET
    option_items: Annotated[Sparse[list[ProductOptionItem]], Doc("Values of the option.")] = UNSET


class ProductAttribute(Record):
    """An attribute of a product and its value."""

    attribute_id: Annotated[Sparse[str], Doc("Id of the attribute.")] = UNSET
    code: Annotated[Sparse[str], Doc("Technical name of the attribute.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the attribute.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("Id of the language.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("Id of the store.")] = UNSET
    value: Annotated[Maybe[str], Doc("Value that the product has.")] = UNSET
    required: Annotated[Maybe[bool], Doc("Whether a value must be given.")] = UNSET
    visible: Annotated[Maybe[bool], Doc("Whether product pages show it.")] = UNSET
    type: Annotated[Maybe[str], Doc("Type of the attribute.")] = UNSET
    position: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET
    attribute_group_id: Annotated[Maybe[str], Doc("Id of the group that the attribute is in.")] = UNSET
    product_id: Annotated[Maybe[str], Doc("Id of the product.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("Id of the variant.")] = UNSET


class Brand(Record):
    """A brand."""

    id: Annotated[Sparse[str], Doc("Id of the brand.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the brand.")] = UNSET
    created_time: Annotated[Maybe[str], Doc("When it was created.")] = UNSET
    modified_time: Annotated[Maybe[str], Doc("When it was last changed.")] = UNSET
    full_description: Annotated[Maybe[str], Doc("Long text.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("Short text for lists.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("Ids of the stores that show it.")] = UNSET
    active: Annotated[Sparse[bool], Doc("Whether it is in use.")] = UNSET
    url: Annotated[Sparse[str], Doc("Address of its page.")] = UNSET
    meta_title: Annotated[Maybe[str], Doc("Page title for search engines.")] = UNSET
    meta_keywords: Annotated[Maybe[str], Doc("Keywords for search engines.")] = UNSET
    meta_description: Annotated[Maybe[str], Doc("Description for search engines.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("Pictures.")] = UNSET


class ProductChildItemCombination(Record):
    """An option value of a variant."""

    option_id: Annotated[Sparse[str], Doc("Id of the option.")] = UNSET
    option_value_id: Annotated[Sparse[str], Doc("Id of the option value.")] = UNSET


class ProductAdvancedPrice(Record):
    """A price for a customer group, from a quantity on, within a span of time."""

    id: Annotated[Sparse[str], Doc("Id of the price.")] = UNSET
    value: Annotated[Sparse[float], Doc("Price of one.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("Whether it is available.")] = UNSET
    group_id: Annotated[Maybe[str], Doc("Id of the group.")] = UNSET
    quantity_from: Annotated[Maybe[float], Doc("Fewest that must be bought to get the price.")] = UNSET
    start_time: Annotated[Maybe[DateTime], Doc("First moment of the price.")] = UNSET
    expire_time: Annotated[Maybe[DateTime], Doc("Last moment of the price.")] = UNSET


class ProductInventory(Record):
    """The stock in one warehouse."""

    warehouse_id: Annotated[Sparse[str], Doc("Id of the warehouse.")] = UNSET
    quantity: Annotated[Sparse[float], Doc("How many are in stock.")] = UNSET
    in_stock: Annotated[Maybe[bool], Doc("Whether it counts as in stock.")] = UNSET
    priority: Annotated[Maybe[int], Doc("Place in the order of use.")] = UNSET


class Child(Record):
    """A variant, or a part of a bundle."""

    id: Annotated[Sparse[str], Doc("Id of the item.")] = UNSET
    parent_id: Annotated[Sparse[str], Doc("Id of the product that it belongs to.")] = UNSET
    sku: Annotated[Maybe[str], Doc("Stock keeping unit.")] = UNSET
    upc: Annotated[Maybe[str], Doc("Universal product code.")] = UNSET
    ean: Annotated[Maybe[str], Doc("European article number.")] = UNSET
    mpn: Annotated[Maybe[str], Doc("Part number of the manufacturer.")] = UNSET
    gtin: Annotated[Maybe[str], Doc("GTIN, the number of the trade item worldwide.")] = UNSET
    isbn: Annotated[Maybe[str], Doc("ISBN of the book.")] = UNSET
    url: Annotated[Maybe[str], Doc("Address of its page.")] = UNSET
    seo_url: Annotated[Maybe[str], Doc("Readable last part of the page address.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the item.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("Short text for lists.")] = UNSET
    full_description: Annotated[Maybe[str], Doc("Long text.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("Pictures.")] = UNSET
    combination: Annotated[
        Sparse[list[ProductChildItemCombination]], Doc("Option values that make up the variant.")
    ] = UNSET
    default_price: Annotated[Maybe[float], Doc("Price without any discount.")] = UNSET
    cost_price: Annotated[Maybe[float], Doc("What the merchant pays for it.")] = UNSET
    unit_price: Annotated[Maybe[float], Doc("Price of one unit of measure.")] = UNSET
    measure_unit: Annotated[Maybe[str], Doc("Unit that the unit price is for.")] = UNSET
    list_price: Annotated[Maybe[float], Doc("Recommended price.")] = UNSET
    wholesale_price: Annotated[Maybe[float], Doc("Price for resellers.")] = UNSET
    advanced_price: Annotated[Sparse[list[ProductAdvancedPrice]], Doc("Prices by group and quantity.")] = UNSET
    tax_class_id: Annotated[Maybe[str], Doc("Tax class, by its id.")] = UNSET
    avail_for_sale: Annotated[Maybe[bool], Doc("Whether the item can be bought.")] = UNSET
    allow_backorders: Annotated[Maybe[bool], Doc("Whether it can be ordered with none in stock.")] = UNSET
    in_stock: Annotated[Maybe[bool], Doc("Whether it counts as in stock.")] = UNSET
    on_sale: Annotated[Maybe[bool], Doc("Whether it is on sale.")] = UNSET
    manage_stock: Annotated[Maybe[bool], Doc("Whether the shop counts the stock.")] = UNSET
    inventory_level: Annotated[Maybe[float], Doc("How many are in stock.")] = UNSET
    inventory: Annotated[Sparse[list[ProductInventory]], Doc("Stock in each warehouse.")] = UNSET
    min_quantity: Annotated[Maybe[float], Doc("Fewest that can be ordered.")] = UNSET
    low_stock_threshold: Annotated[Maybe[float], Doc("Stock at which it counts as running low.")] = UNSET
    default_qty_in_pack: Annotated[Maybe[float], Doc("How many are in the pack at first.")] = UNSET
    is_qty_in_pack_fixed: Annotated[Maybe[bool], Doc("Whether the buyer cannot change that number.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("Unit of the weight.")] = UNSET
    weight: Annotated[Maybe[float], Doc("Weight.")] = UNSET
    dimensions_unit: Annotated[Maybe[str], Doc("Unit of width, height and length.")] = UNSET
    width: Annotated[Maybe[float], Doc("Width.")] = UNSET
    height: Annotated[Maybe[float], Doc("Height.")] = UNSET
    length: Annotated[Maybe[float], Doc("Length.")] = UNSET
    meta_title: Annotated[Maybe[str], Doc("Page title for search engines.")] = UNSET
    meta_description: Annotated[Maybe[str], Doc("Description for search engines.")] = UNSET
    meta_keywords: Annotated[Maybe[str], Doc("Keywords for search engines.")] = UNSET
    discounts: Annotated[Sparse[list[Discount]], Doc("What is taken off, and why.")] = UNSET
    is_virtual: Annotated[Maybe[bool], Doc("Whether there is nothing to ship.")] = UNSET


class ProductGroupItem(Record):
    """A product inside a grouped product."""

    child_item_id: Annotated[Maybe[str], Doc("Id of the variant in the group.")] = UNSET
    product_id: Annotated[Sparse[str], Doc("Id of the product.")] = UNSET
    default_qty_in_pack: Annotated[Sparse[float], Doc("How many are in the pack at first.")] = UNSET
    is_qty_in_pack_fixed: Annotated[Maybe[bool], Doc("Whether the buyer cannot change that number.")] = UNSET
    price: Annotated[Maybe[float], Doc("Price of one inside the group.")] = UNSET


class SpecialPrice(Record):
    """A reduced price within a span of time."""

    value: Annotated[Sparse[float], Doc("Reduced price.")] = UNSET
    avail: Annotated[Sparse[bool], Doc("Whether it is available.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    expired_at: Annotated[Maybe[DateTime], Doc("Last moment of the price.")] = UNSET


class ProductTierPrice(Record):
    """A price from a quantity on."""

    qty: Annotated[Sparse[float], Doc("Fewest that must be bought to get the price.")] = UNSET
    price: Annotated[Sparse[float], Doc("Price of one from this quantity on.")] = UNSET


class ProductGroupPrice(Record):
    """A price for a customer group."""

    id: Annotated[Maybe[str], Doc("Id of the price.")] = UNSET
    group_id: Annotated[Sparse[str], Doc("Id of the group.")] = UNSET
    price: Annotated[Sparse[float], Doc("Price of one for the group.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("Id of the store.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("Fewest that must be bought to get the price.")] = UNSET
    start_time: Annotated[Maybe[str], Doc("First moment of the price.")] = UNSET
    expire_time: Annotated[Maybe[str], Doc("Last moment of the price.")] = UNSET


class Product(Record):
    """A product."""

    id: Annotated[Sparse[str], Doc("Id of the product.")] = UNSET
    type: Annotated[Maybe[str], Doc("Type of the product.")] = UNSET
    u_model: Annotated[Maybe[str], Doc("Model of the product.")] = UNSET
    u_sku: Annotated[Maybe[str], Doc("Stock keeping unit.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the product.")] = UNSET
    description: Annotated[Maybe[str], Doc("Long text on the product page.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("Short text for lists.")] = UNSET
    price: Annotated[Maybe[float], Doc("Price of one, without any reduction.")] = UNSET
    advanced_price: Annotated[Sparse[list[ProductAdvancedPrice]], Doc("Prices by group and quantity.")] = UNSET
    cost_price: Annotated[Maybe[float], Doc("What the merchant pays for it.")] = UNSET
    unit_price: Annotated[Maybe[float], Doc("Price of one unit of measure.")] = UNSET
    measure_unit: Annotated[Maybe[str], Doc("Unit that the unit price is for.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("How many are in stock.")] = UNSET
    inventory: Annotated[Sparse[list[ProductInventory]], Doc("Stock in each warehouse.")] = UNSET
    group_items: Annotated[Sparse[list[ProductGroupItem]], Doc("Products that make up the group.")] = UNSET
    u_brand_id: Annotated[Maybe[str], Doc("Id of the brand.")] = UNSET
    u_brand: Annotated[Maybe[str], Doc("Name of the brand.")] = UNSET
    categories_ids: Annotated[Sparse[list[str]], Doc("Ids of the categories that the product is in.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("Ids of the stores that show it.")] = UNSET
    url: Annotated[Maybe[str], Doc("Address of its page.")] = UNSET
    seo_url: Annotated[Maybe[str], Doc("Readable last part of the page address.")] = UNSET
    meta_title: Annotated[Maybe[str], Doc("Page title for search engines.")] = UNSET
    meta_keywords: Annotated[Maybe[str], Doc("Keywords for search engines.")] = UNSET
    meta_description: Annotated[Maybe[str], Doc("Description for search engines.")] = UNSET
    avail_sale: Annotated[Maybe[bool], Doc("Whether the product can be bought.")] = UNSET
    avail_view: Annotated[Maybe[bool], Doc("Whether shoppers can see the product.")] = UNSET
    is_virtual: Annotated[Maybe[bool], Doc("Whether there is nothing to ship.")] = UNSET
    is_downloadable: Annotated[Maybe[bool], Doc("Whether it is a file to download.")] = UNSET
    weight: Annotated[Maybe[float], Doc("Weight.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("Unit of the weight.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET
    in_stock: Annotated[Maybe[bool], Doc("Whether it counts as in stock.")] = UNSET
    backorders: Annotated[Maybe[str], Doc("Whether it can be ordered with none in stock, in the shop's words.")] = UNSET
    manage_stock: Annotated[Maybe[str], Doc("Whether the shop counts the stock, written as text.")] = UNSET
    is_stock_managed: Annotated[Maybe[bool], Doc("Whether the shop counts the stock.")] = UNSET
    on_sale: Annotated[Maybe[bool], Doc("Whether it is on sale.")] = UNSET
    create_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    tax_class_id: Annotated[Maybe[str], Doc("Tax class, by its id.")] = UNSET
    special_price: Annotated[Maybe[SpecialPrice], Doc("Reduced price.")] = UNSET
    tier_price: Annotated[Sparse[list[ProductTierPrice]], Doc("Prices that depend on the quantity.")] = UNSET
    group_price: Annotated[Sparse[list[ProductGroupPrice]], Doc("Prices for customer groups.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("Pictures.")] = UNSET
    product_options: Annotated[Sparse[list[ProductOption]], Doc("Options that shoppers choose from.")] = UNSET
    u_upc: Annotated[Maybe[str], Doc("Universal product code.")] = UNSET
    u_mpn: Annotated[Maybe[str], Doc("Part number of the manufacturer.")] = UNSET
    u_gtin: Annotated[Maybe[str], Doc("GTIN, the number of the trade item worldwide.")] = UNSET
    u_isbn: Annotated[Maybe[str], Doc("ISBN of the book.")] = UNSET
    u_ean: Annotated[Maybe[str], Doc("European article number.")] = UNSET
    related_products_ids: Annotated[Sparse[list[str]], Doc("Ids of similar products.")] = UNSET
    up_sell_products_ids: Annotated[Sparse[list[str]], Doc("Ids of better products to offer instead.")] = UNSET
    cross_sell_products_ids: Annotated[Sparse[list[str]], Doc("Ids of products offered in the basket.")] = UNSET
    dimensions_unit: Annotated[Maybe[str], Doc("Unit of width, height and length.")] = UNSET
    width: Annotated[Maybe[float], Doc("Width.")] = UNSET
    height: Annotated[Maybe[float], Doc("Height.")] = UNSET
    length: Annotated[Maybe[float], Doc("Length.")] = UNSET
    discounts: Annotated[Sparse[list[Discount]], Doc("What is taken off, and why.")] = UNSET


class ProductReviewRating(Record):
    """A grade for one aspect."""

    id: Annotated[Sparse[str], Doc("Id of the aspect.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the aspect.")] = UNSET
    value: Annotated[Sparse[int], Doc("Grade.")] = UNSET


class ProductReview(Record):
    """A review of a product."""

    id: Annotated[Sparse[str], Doc("Id of the review.")] = UNSET
    product_id: Annotated[Maybe[str], Doc("Id of the product.")] = UNSET
    customer_id: Annotated[Maybe[str], Doc("Id of the customer.")] = UNSET
    nick_name: Annotated[Maybe[str], Doc("Name that the writer shows.")] = UNSET
    email: Annotated[Maybe[str], Doc("E-mail address.")] = UNSET
    summary: Annotated[Maybe[str], Doc("Headline of the review.")] = UNSET
    message: Annotated[Maybe[str], Doc("Text of the review.")] = UNSET
    rating: Annotated[Maybe[float], Doc("Grade in all.")] = UNSET
    ratings: Annotated[Sparse[list[ProductReviewRating]], Doc("Grades for single aspects.")] = UNSET
    status: Annotated[Maybe[str], Doc("Status of the review.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    medias: Annotated[Sparse[list[Media]], Doc("Pictures and films in the review.")] = UNSET
