"""The cart.entities resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api.entities import Country, Currency, CustomerAddress, DateTime, Language, OrderShippingMethod, Record
from polycart.core.method import UNSET, Doc, Maybe, Sparse


class Carrier(Record):
    """A carrier."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    active: Annotated[Sparse[bool], Doc("The active.")] = UNSET
    shipping_methods: Annotated[Sparse[list[OrderShippingMethod]], Doc("The shipping methods.")] = UNSET


class Info(Record):
    """A info."""

    owner: Annotated[Maybe[str], Doc("The owner.")] = UNSET
    country: Annotated[Maybe[str], Doc("The country.")] = UNSET
    state: Annotated[Maybe[str], Doc("The state.")] = UNSET
    state_code: Annotated[Maybe[str], Doc("The state code.")] = UNSET
    city: Annotated[Maybe[str], Doc("The city.")] = UNSET
    street_address: Annotated[Maybe[str], Doc("The street address.")] = UNSET
    street_address_line_2: Annotated[Maybe[str], Doc("The street address line 2.")] = UNSET
    zip_code: Annotated[Maybe[str], Doc("The zip code.")] = UNSET
    email: Annotated[Maybe[str], Doc("The email.")] = UNSET
    phone: Annotated[Maybe[str], Doc("The phone.")] = UNSET


class CartChannel(Record):
    """A cart channel."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    platform: Annotated[Maybe[str], Doc("The platform.")] = UNSET
    is_enabled: Annotated[Maybe[bool], Doc("The is enabled.")] = UNSET


class CartPickupLocation(Record):
    """A cart pickup location."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("The avail.")] = UNSET
    address: Annotated[Maybe[CustomerAddress], Doc("The address.")] = UNSET
    pickup_instructions: Annotated[Maybe[str], Doc("The pickup instructions.")] = UNSET
    expected_ready_time: Annotated[Maybe[str], Doc("The expected ready time.")] = UNSET


class CartStoreInfo(Record):
    """A cart store info."""

    store_id: Annotated[Sparse[str], Doc("The store id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    language: Annotated[Maybe[str], Doc("The language.")] = UNSET
    store_languages: Annotated[Sparse[list[Language]], Doc("The store languages.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("The currency.")] = UNSET
    store_currencies: Annotated[Sparse[list[Currency]], Doc("The store currencies.")] = UNSET
    timezone: Annotated[Maybe[str], Doc("The timezone.")] = UNSET
    country: Annotated[Maybe[str], Doc("The country.")] = UNSET
    root_category_id: Annotated[Maybe[str], Doc("The root category id.")] = UNSET
    multi_store_url: Annotated[Maybe[str], Doc("The multi store url.")] = UNSET
    active: Annotated[Maybe[bool], Doc("The active.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("The weight unit.")] = UNSET
    dimension_unit: Annotated[Maybe[str], Doc("The dimension unit.")] = UNSET
    prices_include_tax: Annotated[Maybe[bool], Doc("The prices include tax.")] = UNSET
    carrier_info: Annotated[Sparse[list[Carrier]], Doc("The carrier info.")] = UNSET
    store_owner_info: Annotated[Maybe[Info], Doc("The store owner info.")] = UNSET
    default_warehouse_id: Annotated[Maybe[str], Doc("The default warehouse id.")] = UNSET
    channels: Annotated[Sparse[list[CartChannel]], Doc("The channels.")] = UNSET
    pickup_locations: Annotated[Sparse[list[CartPickupLocation]], Doc("The pickup locations.")] = UNSET


class CartWarehouse(Record):
    """A cart warehouse."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("The avail.")] = UNSET
    address: Annotated[Maybe[CustomerAddress], Doc("The address.")] = UNSET
    carriers_ids: Annotated[Sparse[list[str]], Doc("The carriers ids.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("The stores ids.")] = UNSET


class CartShippingZone(Record):
    """A cart shipping zone."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    code: Annotated[Maybe[str], Doc("The code.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    country: Annotated[Maybe[str], Doc("The country.")] = UNSET
    country_iso2_codes: Annotated[Sparse[list[str]], Doc("The country iso2 codes.")] = UNSET


class Cart(Record):
    """A cart."""

    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    url: Annotated[Maybe[str], Doc("The url.")] = UNSET
    version: Annotated[Maybe[str], Doc("The version.")] = UNSET
    bridge_version: Annotated[Maybe[str], Doc("The bridge version.")] = UNSET
    default_rounding_precision: Annotated[Maybe[int], Doc("The default rounding precision.")] = UNSET
    db_prefix: Annotated[Maybe[str], Doc("The db prefix.")] = UNSET
    stores_info: Annotated[Sparse[list[CartStoreInfo]], Doc("The stores info.")] = UNSET
    warehouses: Annotated[Sparse[list[CartWarehouse]], Doc("The warehouses.")] = UNSET
    shipping_zones: Annotated[Sparse[list[CartShippingZone]], Doc("The shipping zones.")] = UNSET


class CartMetaData(Record):
    """A cart meta data."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    key: Annotated[Maybe[str], Doc("The key.")] = UNSET
    value: Annotated[Maybe[str], Doc("The value.")] = UNSET
    namespace: Annotated[Maybe[str], Doc("The namespace.")] = UNSET


class Plugin(Record):
    """A plugin."""

    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    code: Annotated[Maybe[str], Doc("The code.")] = UNSET
    active: Annotated[Maybe[bool], Doc("The active.")] = UNSET


class PluginList(Record):
    """A plugin list."""

    all_plugins: Annotated[Maybe[int], Doc("The all plugins.")] = UNSET
    plugins: Annotated[Sparse[list[Plugin]], Doc("The plugins.")] = UNSET


class Script(Record):
    """A script."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    src: Annotated[Maybe[str], Doc("The src.")] = UNSET
    scope: Annotated[Maybe[str], Doc("The scope.")] = UNSET
    event: Annotated[Maybe[str], Doc("The event.")] = UNSET
    load_method: Annotated[Maybe[str], Doc("The load method.")] = UNSET
    html: Annotated[Maybe[str], Doc("The html.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("The created time.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("The modified time.")] = UNSET


class CartShippingMethodRate(Record):
    """A cart shipping method rate."""

    min_weight: Annotated[Maybe[str], Doc("The min weight.")] = UNSET
    max_weight: Annotated[Maybe[str], Doc("The max weight.")] = UNSET
    min_order_amount: Annotated[Maybe[str], Doc("The min order amount.")] = UNSET
    max_order_amount: Annotated[Maybe[str], Doc("The max order amount.")] = UNSET
    min_items_count: Annotated[Maybe[str], Doc("The min items count.")] = UNSET
    max_items_count: Annotated[Maybe[str], Doc("The max items count.")] = UNSET
    price: Annotated[Maybe[str], Doc("The price.")] = UNSET


class CartShippingMethod(Record):
    """A cart shipping method."""

    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    handling_fee: Annotated[Maybe[str], Doc("The handling fee.")] = UNSET
    handling_enabled: Annotated[Maybe[str], Doc("The handling enabled.")] = UNSET
    handling_type: Annotated[Maybe[str], Doc("The handling type.")] = UNSET
    default_price: Annotated[Maybe[str], Doc("The default price.")] = UNSET
    default_price_type: Annotated[Maybe[str], Doc("The default price type.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET
    enabled: Annotated[Maybe[str], Doc("The enabled.")] = UNSET
    min_order_amount: Annotated[Maybe[str], Doc("The min order amount.")] = UNSET
    rates: Annotated[Sparse[list[CartShippingMethodRate]], Doc("The rates.")] = UNSET


class CartShippingZone2(Record):
    """A cart shipping zone2."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    enabled: Annotated[Maybe[bool], Doc("The enabled.")] = UNSET
    countries: Annotated[Sparse[list[Country]], Doc("The countries.")] = UNSET
    shipping_methods: Annotated[Sparse[list[CartShippingMethod]], Doc("The shipping methods.")] = UNSET
