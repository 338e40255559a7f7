"""What a shop consists of."""

from __future__ import annotations

from typing import Annotated

from polycart.api.entities import Country, Currency, CustomerAddress, DateTime, Language, OrderShippingMethod, Record
from polycart.core.method import UNSET, Doc, Maybe, Sparse


class Carrier(Record):
    """A carrier."""

    id: Annotated[Sparse[str], Doc("Id of the carrier.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the carrier.")] = UNSET
    active: Annotated[Sparse[bool], Doc("Whether it is in use.")] = UNSET
    shipping_methods: Annotated[Sparse[list[OrderShippingMethod]], Doc("Ways of shipping.")] = UNSET


class Info(Record):
    """The merchant behind a store."""

    owner: Annotated[Maybe[str], Doc("Name of the merchant.")] = UNSET
    country: Annotated[Maybe[str], Doc("Country of the merchant.")] = UNSET
    state: Annotated[Maybe[str], Doc("State or province.")] = UNSET
    state_code: Annotated[Maybe[str], Doc("Code of the state or province.")] = UNSET
    city: Annotated[Maybe[str], Doc("Town.")] = UNSET
    street_address: Annotated[Maybe[str], Doc("Street and house number.")] = UNSET
    street_address_line_2: Annotated[Maybe[str], Doc("Second street line.")] = UNSET
    zip_code: Annotated[Maybe[str], Doc("Postal code.")] = UNSET
    email: Annotated[Maybe[str], Doc("E-mail address.")] = UNSET
    phone: Annotated[Maybe[str], Doc("Telephone.")] = UNSET


class CartChannel(Record):
    """A sales channel."""

    id: Annotated[Sparse[str], Doc("Id of the channel.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the channel.")] = UNSET
    platform: Annotated[Maybe[str], Doc("Platform of the channel.")] = UNSET
    is_enabled: Annotated[Maybe[bool], Doc("Whether the channel is switched on.")] = UNSET


class CartPickupLocation(Record):
    """A place where orders can be picked up."""

    id: Annotated[Maybe[str], Doc("Id of the place.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the place.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("Whether it is available.")] = UNSET
    address: Annotated[Maybe[CustomerAddress], Doc("Where it is.")] = UNSET
    pickup_instructions: Annotated[Maybe[str], Doc("What to do to pick up an order.")] = UNSET
    expected_ready_time: Annotated[Maybe[str], Doc("When orders are ready for pick-up.")] = UNSET


class CartStoreInfo(Record):
    """One store inside a shop."""

    store_id: Annotated[Sparse[str], Doc("Id of the store.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the store.")] = UNSET
    language: Annotated[Maybe[str], Doc("Default language of the store.")] = UNSET
    store_languages: Annotated[Sparse[list[Language]], Doc("Languages of the store.")] = UNSET
    currency: Annotated[Maybe[Currency], Doc("Currency of the prices.")] = UNSET
    store_currencies: Annotated[Sparse[list[Currency]], Doc("Currencies of the store.")] = UNSET
    timezone: Annotated[Maybe[str], Doc("Time zone of the store.")] = UNSET
    country: Annotated[Maybe[str], Doc("Country of the store.")] = UNSET
    root_category_id: Annotated[Maybe[str], Doc("Id of the topmost category.")] = UNSET
    multi_store_url: Annotated[Maybe[str], Doc("Address of the store inside a multi-store shop.")] = UNSET
    active: Annotated[Maybe[bool], Doc("Whether it is in use.")] = UNSET
    weight_unit: Annotated[Maybe[str], Doc("Unit of the weight.")] = UNSET
    dimension_unit: Annotated[Maybe[str], Doc("Unit of sizes.")] = UNSET
    prices_include_tax: Annotated[Maybe[bool], Doc("Whether prices have tax in them.")] = UNSET
    carrier_info: Annotated[Sparse[list[Carrier]], Doc("Carriers that the store ships with.")] = UNSET
    store_owner_info: Annotated[Maybe[Info], Doc("Who runs the store.")] = UNSET
    default_warehouse_id: Annotated[Maybe[str], Doc("Id of the warehouse used when none is named.")] = UNSET
    channels: Annotated[Sparse[list[CartChannel]], Doc("Sales channels of the store.")] = UNSET
    pickup_locations: Annotated[Sparse[list[CartPickupLocation]], Doc("Places where orders can be picked up.")] = UNSET


class CartWarehouse(Record):
    """A warehouse."""

    id: Annotated[Maybe[str], Doc("Id of the warehouse.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the warehouse.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text that describes the warehouse.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("Whether it is available.")] = UNSET
    address: Annotated[Maybe[CustomerAddress], Doc("Where it is.")] = UNSET
    carriers_ids: Annotated[Sparse[list[str]], Doc("Ids of the carriers that start here.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("Ids of the stores that sell from here.")] = UNSET


class CartShippingZone(Record):
    """A zone that the shop ships to."""

    id: Annotated[Sparse[str], Doc("Id of the zone.")] = UNSET
    code: Annotated[Maybe[str], Doc("Code of the zone.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the zone.")] = UNSET
    country: Annotated[Maybe[str], Doc("Country of the zone.")] = UNSET
    country_iso2_codes: Annotated[Sparse[list[str]], Doc("Two-letter codes of the countries in it.")] = UNSET


class Cart(Record):
    """The shop and its parts."""

    name: Annotated[Maybe[str], Doc("Name of the shop.")] = UNSET
    url: Annotated[Maybe[str], Doc("Address of the shop.")] = UNSET
    version: Annotated[Maybe[str], Doc("Version of the platform.")] = UNSET
    bridge_version: Annotated[Maybe[str], Doc("Version of the bridge in the shop.")] = UNSET
    default_rounding_precision: Annotated[
        Maybe[int], Doc("Digits after the decimal point that the shop reckons with.")
    ] = UNSET
    db_prefix: Annotated[Maybe[str], Doc("Prefix of the shop's database tables.")] = UNSET
    stores_info: Annotated[Sparse[list[CartStoreInfo]], Doc("Stores inside the shop.")] = UNSET
    warehouses: Annotated[Sparse[list[CartWarehouse]], Doc("Warehouses of the shop.")] = UNSET
    shipping_zones: Annotated[Sparse[list[CartShippingZone]], Doc("Zones that the shop ships to.")] = UNSET


class CartMetaData(Record):
    """A value that is attached to an entity by name."""

    id: Annotated[Sparse[str], Doc("Id of the meta data.")] = UNSET
    key: Annotated[Maybe[str], Doc("Name of the meta data.")] = UNSET
    value: Annotated[Maybe[str], Doc("Value of the meta data, written as text.")] = UNSET
    namespace: Annotated[Maybe[str], Doc("Group that the meta data belongs to.")] = UNSET


class Plugin(Record):
    """A plug-in in the shop."""

    name: Annotated[Sparse[str], Doc("Name of the plug-in.")] = UNSET
    code: Annotated[Maybe[str], Doc("Technical name of the plug-in.")] = UNSET
    active: Annotated[Maybe[bool], Doc("Whether it is in use.")] = UNSET


class PluginList(Record):
    """The plug-ins in the shop."""

    all_plugins: Annotated[Maybe[int], Doc("How many plug-ins there are.")] = UNSET
    plugins: Annotated[Sparse[list[Plugin]], Doc("Plug-ins.")] = UNSET


class ListedPlugin(PluginList, kw_only=True):
    """A plug-in for both kinds of readers: those of the contract's words and those of its letter.

    The contract types an item of ``plugins`` as an object that has ``plugins`` of its own; callers that never saw a
    type read ``name``, ``code`` and ``active`` of the item itself.
    """

    name: Annotated[Sparse[str], Doc("Name of the plug-in.")] = UNSET
    code: Annotated[Maybe[str], Doc("Technical name of the plug-in.")] = UNSET
    active: Annotated[Maybe[bool], Doc("Whether it is in use.")] = UNSET


class Script(Record):
    """A script that pages of the storefront load."""

    id: Annotated[Sparse[str], Doc("Id of the script.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the script.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text that describes the script.")] = UNSET
    src: Annotated[Maybe[str], Doc("Address of the script.")] = UNSET
    scope: Annotated[Maybe[str], Doc("Pages that the script runs on.")] = UNSET
    event: Annotated[Maybe[str], Doc("Event that starts the script.")] = UNSET
    load_method: Annotated[Maybe[str], Doc("How the page loads the script.")] = UNSET
    html: Annotated[Maybe[str], Doc("HTML that holds the script.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET


class CartShippingMethodRate(Record):
    """What a way of shipping costs within limits."""

    min_weight: Annotated[Maybe[str], Doc("Lowest weight that the rate is for, written as text.")] = UNSET
    max_weight: Annotated[Maybe[str], Doc("Highest weight that the rate is for, written as text.")] = UNSET
    min_order_amount: Annotated[Maybe[str], Doc("Lowest order sum that it is for, written as text.")] = UNSET
    max_order_amount: Annotated[Maybe[str], Doc("Highest order sum that the rate is for, written as text.")] = UNSET
    min_items_count: Annotated[Maybe[str], Doc("Fewest items that the rate is for, written as text.")] = UNSET
    max_items_count: Annotated[Maybe[str], Doc("Most items that the rate is for, written as text.")] = UNSET
    price: Annotated[Maybe[str], Doc("Price of the rate, written as text.")] = UNSET


class CartShippingMethod(Record):
    """A way of shipping to a zone."""

    name: Annotated[Maybe[str], Doc("Name of the way of shipping.")] = UNSET
    handling_fee: Annotated[Maybe[str], Doc("Handling fee, written as text.")] = UNSET
    handling_enabled: Annotated[Maybe[str], Doc("Whether a handling fee is charged, written as text.")] = UNSET
    handling_type: Annotated[Maybe[str], Doc("Whether the fee is fixed or a percentage.")] = UNSET
    default_price: Annotated[Maybe[str], Doc("Price when no rate fits, written as text.")] = UNSET
    default_price_type: Annotated[Maybe[str], Doc("Whether that price is fixed or a percentage.")] = UNSET
    type: Annotated[Maybe[str], Doc("Type of the way of shipping.")] = UNSET
    enabled: Annotated[Maybe[str], Doc("Whether it is switched on, written as text.")] = UNSET
    min_order_amount: Annotated[Maybe[str], Doc("Lowest order sum that it is for, written as text.")] = UNSET
    rates: Annotated[Sparse[list[CartShippingMethodRate]], Doc("Rates by weight, sum or number of items.")] = UNSET


class CartShippingZone2(Record):
    """A zone that the shop ships to, and how."""

    id: Annotated[Sparse[str], Doc("Id of the zone.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the zone.")] = UNSET
    enabled: Annotated[Maybe[bool], Doc("Whether it is switched on.")] = UNSET
    countries: Annotated[Sparse[list[Country]], Doc("Countries in it.")] = UNSET
    shipping_methods: Annotated[Sparse[list[CartShippingMethod]], Doc("Ways of shipping.")] = UNSET
