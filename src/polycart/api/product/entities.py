"""The product.entities resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api.entities import DateTime, Discount, Image, Media, Record
from polycart.core.method import UNSET, Doc, Maybe, Sparse


class ProductOptionItem(Record):
    """A product option item."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    product_option_item_id: Annotated[Maybe[str], Doc("The product option item id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("The sort order.")] = UNSET
    price: Annotated[Maybe[float], Doc("The price.")] = UNSET
    weight: Annotated[Maybe[float], Doc("The weight.")] = UNSET
    quantity: Annotated[Maybe[int], Doc("The quantity.")] = UNSET
    type_price: Annotated[Maybe[str], Doc("The type price.")] = UNSET
    sku: Annotated[Maybe[str], Doc("The sku.")] = UNSET
    is_default: Annotated[Maybe[bool], Doc("The is default.")] = UNSET


class ProductOption(Record):
    """A product option."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    product_option_id: Annotated[Maybe[str], Doc("The product option id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("The sort order.")] = UNSET
    type: Annotated[Sparse[str], Doc("The type.")] = UNSET
    required: Annotated[Maybe[bool], Doc("The required.")] = UNSET
    available: Annotated[Maybe[bool], Doc("The available.")] = UNSET
    used_in_combination: Annotated[Maybe[bool], Doc("The used in combination.")] = UNSET
    option_items: Annotated[Sparse[list[ProductOptionItem]], Doc("The option items.")] = UNSET


class ProductAttribute(Record):
    """A product attribute."""

    attribute_id: Annotated[Sparse[str], Doc("The attribute id.")] = UNSET
    code: Annotated[Sparse[str], Doc("The code.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("The lang id.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("The store id.")] = UNSET
    value: Annotated[Maybe[str], Doc("The value.")] = UNSET
    required: Annotated[Maybe[bool], Doc("The required.")] = UNSET
    visible: Annotated[Maybe[bool], Doc("The visible.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET
    position: Annotated[Maybe[int], Doc("The position.")] = UNSET
    attribute_group_id: Annotated[Maybe[str], Doc("The attribute group id.")] = UNSET
    product_id: Annotated[Maybe[str], Doc("The product id.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("The variant id.")] = UNSET


class Brand(Record):
    """A brand."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    created_time: Annotated[Maybe[str], Doc("The created time.")] = UNSET
    modified_time: Annotated[Maybe[str], Doc("The modified time.")] = UNSET
    full_description: Annotated[Maybe[str], Doc("The full description.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("The short description.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("The stores ids.")] = UNSET
    active: Annotated[Sparse[bool], Doc("The active.")] = UNSET
    url: Annotated[Sparse[str], Doc("The url.")] = UNSET
    meta_title: Annotated[Maybe[str], Doc("The meta title.")] = UNSET
    meta_keywords: Annotated[Maybe[str], Doc("The meta keywords.")] = UNSET
    meta_description: Annotated[Maybe[str], Doc("The meta description.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("The images.")] = UNSET


class ProductChildItemCombination(Record):
    """A product child item combination."""

    option_id: Annotated[Sparse[str], Doc("The option id.")] = UNSET
    option_value_id: Annotated[Sparse[str], Doc("The option value id.")] = UNSET


class ProductAdvancedPrice(Record):
    """A product advanced price."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    value: Annotated[Sparse[float], Doc("The value.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("The avail.")] = UNSET
    group_id: Annotated[Maybe[str], Doc("The group id.")] = UNSET
    quantity_from: Annotated[Maybe[float], Doc("The quantity from.")] = UNSET
    start_time: Annotated[Maybe[DateTime], Doc("The start time.")] = UNSET
    expire_time: Annotated[Maybe[DateTime], Doc("The expire time.")] = UNSET


class ProductInventory(Record):
    """A product inventory."""

    warehouse_id: Annotated[Sparse[str], Doc("The warehouse id.")] = UNSET
    quantity: Annotated[Sparse[float], Doc("The quantity.")] = UNSET
    in_stock: Annotated[Maybe[bool], Doc("The in stock.")] = UNSET
    priority: Annotated[Maybe[int], Doc("The priority.")] = UNSET


class Child(Record):
    """A child."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    parent_id: Annotated[Sparse[str], Doc("The parent id.")] = UNSET
    sku: Annotated[Maybe[str], Doc("The sku.")] = UNSET
    upc: Annotated[Maybe[str], Doc("The upc.")] = UNSET
    ean: Annotated[Maybe[str], Doc("The ean.")] = UNSET
    mpn: Annotated[Maybe[str], Doc("The mpn.")] = UNSET
    gtin: Annotated[Maybe[str], Doc("The gtin.")] = UNSET
    isbn: Annotated[Maybe[str], Doc("The isbn.")] = UNSET
    url: Annotated[Maybe[str], Doc("The url.")] = UNSET
    seo_url: Annotated[Maybe[str], Doc("The seo url.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("The sort order.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("The created time.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("The modified time.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("The short description.")] = UNSET
    full_description: Annotated[Maybe[str], Doc("The full description.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("The images.")] = UNSET
    combination: Annotated[Sparse[list[ProductChildItemCombination]], Doc("The combination.")] = UNSET
    default_price: Annotated[Maybe[float], Doc("The default price.")] = UNSET
    cost_price: Annotated[Maybe[float], Doc("The cost price.")] = UNSET
    unit_price: Annotated[Maybe[float], Doc("The unit price.")] = UNSET
    measure_unit: Annotated[Maybe[str], Doc("The measure unit.")] = UNSET
    list_price: Annotated[Maybe[float], Doc("The list price.")] = UNSET
    wholesale_price: Annotated[Maybe[float], Doc("The wholesale price.")] = UNSET
    advanced_price: Annotated[Sparse[list[ProductAdvancedPrice]], Doc("The advanced price.")] = UNSET
    tax_class_id: Annotated[Maybe[str], Doc("The tax class id.")] = UNSET
    avail_for_sale: Annotated[Maybe[bool], Doc("The avail for sale.")] = UNSET
    allow_backorders: Annotated[Maybe[bool], Doc("The allow backorders.")] = UNSET
    in_stock: Annotated[Maybe[bool], Doc("The in stock.")] = UNSET
    on_sale: Annotated[Maybe[bool], Doc("The on sale.")] = UNSET
    manage_stock: Annotated[Maybe[bool], Doc("The manage stock.")] = UNSET
    inventory_level: Annotated[Maybe[float], Doc("The inventory level.")] = UNSET
    inventory: Annotated[Sparse[list[ProductInventory]], Doc("The inventory.")] = UNSET
    min_quantity: Annotated[Maybe[float], Doc("The min quantity.")] = UNSET
    low_stock_threshold: Annotated[Maybe[float], Doc("The low stock threshold.")] = UNSET
    default_qty_in_pack: Annotated[Maybe[float], Doc("The default qty in pack.")] = UNSET
    is_qty_in_pack_fixed: Annotated[Maybe[bool], Doc("The is qty in pack fixed.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("The weight unit.")] = UNSET
    weight: Annotated[Maybe[float], Doc("The weight.")] = UNSET
    dimensions_unit: Annotated[Maybe[str], Doc("The dimensions unit.")] = UNSET
    width: Annotated[Maybe[float], Doc("The width.")] = UNSET
    height: Annotated[Maybe[float], Doc("The height.")] = UNSET
    length: Annotated[Maybe[float], Doc("The length.")] = UNSET
    meta_title: Annotated[Maybe[str], Doc("The meta title.")] = UNSET
    meta_description: Annotated[Maybe[str], Doc("The meta description.")] = UNSET
    meta_keywords: Annotated[Maybe[str], Doc("The meta keywords.")] = UNSET
    discounts: Annotated[Sparse[list[Discount]], Doc("The discounts.")] = UNSET
    is_virtual: Annotated[Maybe[bool], Doc("The is virtual.")] = UNSET


class ProductGroupItem(Record):
    """A product group item."""

    child_item_id: Annotated[Maybe[str], Doc("The child item id.")] = UNSET
    product_id: Annotated[Sparse[str], Doc("The product id.")] = UNSET
    default_qty_in_pack: Annotated[Sparse[float], Doc("The default qty in pack.")] = UNSET
    is_qty_in_pack_fixed: Annotated[Maybe[bool], Doc("The is qty in pack fixed.")] = UNSET
    price: Annotated[Maybe[float], Doc("The price.")] = UNSET


class SpecialPrice(Record):
    """A special price."""

    value: Annotated[Sparse[float], Doc("The value.")] = UNSET
    avail: Annotated[Sparse[bool], Doc("The avail.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("The created at.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET
    expired_at: Annotated[Maybe[DateTime], Doc("The expired at.")] = UNSET


class ProductTierPrice(Record):
    """A product tier price."""

    qty: Annotated[Sparse[float], Doc("The qty.")] = UNSET
    price: Annotated[Sparse[float], Doc("The price.")] = UNSET


class ProductGroupPrice(Record):
    """A product group price."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    group_id: Annotated[Sparse[str], Doc("The group id.")] = UNSET
    price: Annotated[Sparse[float], Doc("The price.")] = UNSET
    store_id: Annotated[Maybe[str], Doc("The store id.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("The quantity.")] = UNSET
    start_time: Annotated[Maybe[str], Doc("The start time.")] = UNSET
    expire_time: Annotated[Maybe[str], Doc("The expire time.")] = UNSET


class Product(Record):
    """A product."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET
    u_model: Annotated[Maybe[str], Doc("The u model.")] = UNSET
    u_sku: Annotated[Maybe[str], Doc("The u sku.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("The short description.")] = UNSET
    price: Annotated[Maybe[float], Doc("The price.")] = UNSET
    advanced_price: Annotated[Sparse[list[ProductAdvancedPrice]], Doc("The advanced price.")] = UNSET
    cost_price: Annotated[Maybe[float], Doc("The cost price.")] = UNSET
    unit_price: Annotated[Maybe[float], Doc("The unit price.")] = UNSET
    measure_unit: Annotated[Maybe[str], Doc("The measure unit.")] = UNSET
    quantity: Annotated[Maybe[float], Doc("The quantity.")] = UNSET
    inventory: Annotated[Sparse[list[ProductInventory]], Doc("The inventory.")] = UNSET
    group_items: Annotated[Sparse[list[ProductGroupItem]], Doc("The group items.")] = UNSET
    u_brand_id: Annotated[Maybe[str], Doc("The u brand id.")] = UNSET
    u_brand: Annotated[Maybe[str], Doc("The u brand.")] = UNSET
    categories_ids: Annotated[Sparse[list[str]], Doc("The categories ids.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("The stores ids.")] = UNSET
    url: Annotated[Maybe[str], Doc("The url.")] = UNSET
    seo_url: Annotated[Maybe[str], Doc("The seo url.")] = UNSET
    meta_title: Annotated[Maybe[str], Doc("The meta title.")] = UNSET
    meta_keywords: Annotated[Maybe[str], Doc("The meta keywords.")] = UNSET
    meta_description: Annotated[Maybe[str], Doc("The meta description.")] = UNSET
    avail_sale: Annotated[Maybe[bool], Doc("The avail sale.")] = UNSET
    avail_view: Annotated[Maybe[bool], Doc("The avail view.")] = UNSET
    is_virtual: Annotated[Maybe[bool], Doc("The is virtual.")] = UNSET
    is_downloadable: Annotated[Maybe[bool], Doc("The is downloadable.")] = UNSET
    weight: Annotated[Maybe[float], Doc("The weight.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("The weight unit.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("The sort order.")] = UNSET
    in_stock: Annotated[Maybe[bool], Doc("The in stock.")] = UNSET
    backorders: Annotated[Maybe[str], Doc("The backorders.")] = UNSET
    manage_stock: Annotated[Maybe[str], Doc("The manage stock.")] = UNSET
    is_stock_managed: Annotated[Maybe[bool], Doc("The is stock managed.")] = UNSET
    on_sale: Annotated[Maybe[bool], Doc("The on sale.")] = UNSET
    create_at: Annotated[Maybe[DateTime], Doc("The create at.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET
    tax_class_id: Annotated[Maybe[str], Doc("The tax class id.")] = UNSET
    special_price: Annotated[Maybe[SpecialPrice], Doc("The special price.")] = UNSET
    tier_price: Annotated[Sparse[list[ProductTierPrice]], Doc("The tier price.")] = UNSET
    group_price: Annotated[Sparse[list[ProductGroupPrice]], Doc("The group price.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("The images.")] = UNSET
    product_options: Annotated[Sparse[list[ProductOption]], Doc("The product options.")] = UNSET
    u_upc: Annotated[Maybe[str], Doc("The u upc.")] = UNSET
    u_mpn: Annotated[Maybe[str], Doc("The u mpn.")] = UNSET
    u_gtin: Annotated[Maybe[str], Doc("The u gtin.")] = UNSET
    u_isbn: Annotated[Maybe[str], Doc("The u isbn.")] = UNSET
    u_ean: Annotated[Maybe[str], Doc("The u ean.")] = UNSET
    related_products_ids: Annotated[Sparse[list[str]], Doc("The related products ids.")] = UNSET
    up_sell_products_ids: Annotated[Sparse[list[str]], Doc("The up sell products ids.")] = UNSET
    cross_sell_products_ids: Annotated[Sparse[list[str]], Doc("The cross sell products ids.")] = UNSET
    dimensions_unit: Annotated[Maybe[str], Doc("The dimensions unit.")] = UNSET
    width: Annotated[Maybe[float], Doc("The width.")] = UNSET
    height: Annotated[Maybe[float], Doc("The height.")] = UNSET
    length: Annotated[Maybe[float], Doc("The length.")] = UNSET
    discounts: Annotated[Sparse[list[Discount]], Doc("The discounts.")] = UNSET


class ProductReviewRating(Record):
    """A product review rating."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    value: Annotated[Sparse[int], Doc("The value.")] = UNSET


class ProductReview(Record):
    """A product review."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    product_id: Annotated[Maybe[str], Doc("The product id.")] = UNSET
    customer_id: Annotated[Maybe[str], Doc("The customer id.")] = UNSET
    nick_name: Annotated[Maybe[str], Doc("The nick name.")] = UNSET
    email: Annotated[Maybe[str], Doc("The email.")] = UNSET
    summary: Annotated[Maybe[str], Doc("The summary.")] = UNSET
    message: Annotated[Maybe[str], Doc("The message.")] = UNSET
    rating: Annotated[Maybe[float], Doc("The rating.")] = UNSET
    ratings: Annotated[Sparse[list[ProductReviewRating]], Doc("The ratings.")] = UNSET
    status: Annotated[Maybe[str], Doc("The status.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("The created time.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("The modified time.")] = UNSET
    medias: Annotated[Sparse[list[Media]], Doc("The medias.")] = UNSET
