"""Values that results of several resources share."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import field

from polycart.core.method import UNSET, Doc, Entity, Maybe, Sparse


class Record(Entity, kw_only=True):
    """An entity that can carry what its platform has beyond the contract.

    Its own fields are keyword-only, so that they come last in every entity that derives from it.
    """

    additional_fields: Annotated[
        Maybe[dict[str, Any]], Doc("Facts of the platform that the contract has no name for.")
    ] = UNSET
    custom_fields: Annotated[Maybe[dict[str, Any]], Doc("Fields that the merchant has defined.")] = UNSET


class DateTime(Record):
    """A moment, and how it is written."""

    value: Annotated[Maybe[str], Doc("Moment, written as format tells.")] = UNSET
    format: Annotated[Sparse[str], Doc("How the moment is written, as a PHP date format.")] = UNSET


class BaseCustomer(Record):
    """A buyer, in short."""

    id: Annotated[Sparse[str], Doc("Id of the customer.")] = UNSET
    email: Annotated[Sparse[str], Doc("E-mail address.")] = UNSET
    first_name: Annotated[Maybe[str], Doc("Given name.")] = UNSET
    last_name: Annotated[Maybe[str], Doc("Family name.")] = UNSET
    phone: Annotated[Maybe[str], Doc("Telephone.")] = UNSET


class Currency(Record):
    """A currency."""

    id: Annotated[Sparse[str], Doc("Id of the currency.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the currency.")] = UNSET
    iso3: Annotated[Sparse[str], Doc("Three-letter currency code.")] = UNSET
    symbol_left: Annotated[Sparse[str], Doc("Sign in front of an amount.")] = UNSET
    symbol_right: Annotated[Maybe[str], Doc("Sign after an amount.")] = UNSET
    rate: Annotated[Maybe[float], Doc("Worth in units of the default currency.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("Whether shoppers can choose the currency.")] = UNSET
    default: Annotated[Maybe[bool], Doc("Whether it is the default.")] = UNSET


class Language(Record):
    """A language."""

    id: Annotated[Sparse[str], Doc("Id of the language.")] = UNSET
    iso_code: Annotated[Sparse[str], Doc("Language code.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the language.")] = UNSET


class OrderShippingMethod(Record):
    """A way of shipping."""

    name: Annotated[Sparse[str], Doc("Name of the way of shipping.")] = UNSET


class Country(Record):
    """A country."""

    code2: Annotated[Sparse[str], Doc("Two-letter country code.")] = UNSET
    code3: Annotated[Sparse[str], Doc("Three-letter country code.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the country.")] = UNSET


class State(Record):
    """A state or province."""

    code: Annotated[Sparse[str], Doc("Code of the state or province.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the state.")] = UNSET


class CustomerAddress(Record):
    """An address."""

    id: Annotated[Sparse[str], Doc("Id of the entry.")] = UNSET
    type: Annotated[Sparse[str], Doc("What the address is used for.")] = UNSET
    first_name: Annotated[Maybe[str], Doc("Given name.")] = UNSET
    last_name: Annotated[Maybe[str], Doc("Family name.")] = UNSET
    postcode: Annotated[Sparse[str], Doc("Postal code.")] = UNSET
    address1: Annotated[Sparse[str], Doc("Street and house number.")] = UNSET
    address2: Annotated[Maybe[str], Doc("Second street line.")] = UNSET
    phone: Annotated[Maybe[str], Doc("Telephone.")] = UNSET
    phone_mobile: Annotated[Maybe[str], Doc("Mobile telephone.")] = UNSET
    city: Annotated[Sparse[str], Doc("Town.")] = UNSET
    country: Annotated[Maybe[Country], Doc("Country.")] = UNSET
    state: Annotated[Maybe[State], Doc("State or province.")] = UNSET
    company: Annotated[Maybe[str], Doc("Company.")] = UNSET
    fax: Annotated[Maybe[str], Doc("Fax number.")] = UNSET
    website: Annotated[Maybe[str], Doc("Address of the website.")] = UNSET
    gender: Annotated[Maybe[str], Doc("Gender.")] = UNSET
    region: Annotated[Maybe[str], Doc("Region.")] = UNSET
    default: Annotated[Sparse[bool], Doc("Whether it is the default.")] = UNSET
    tax_id: Annotated[Maybe[str], Doc("Tax number.")] = UNSET
    identification_number: Annotated[Maybe[str], Doc("Number of the identity card, or of the tax payer.")] = UNSET
    alias: Annotated[Maybe[str], Doc("Nickname of the address.")] = UNSET


class Image(Record):
    """A picture."""

    id: Annotated[Maybe[str], Doc("Id of the picture.")] = UNSET
    http_path: Annotated[Sparse[str], Doc("Address of the file.")] = UNSET
    file_name: Annotated[Maybe[str], Doc("Name of the file.")] = UNSET
    mime_type: Annotated[Maybe[str], Doc("Media type of the file.")] = field(name="mime-type", default=UNSET)
    size: Annotated[Maybe[int], Doc("Size of the file in bytes.")] = UNSET
    create_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    alt: Annotated[Maybe[str], Doc("Text for those who cannot see the picture.")] = UNSET
    avail: Annotated[Sparse[bool], Doc("Whether shoppers can see the picture.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET
    type: Annotated[Sparse[str], Doc("What the picture is used for.")] = UNSET


class Status(Record):
    """A status."""

    id: Annotated[Sparse[str], Doc("Id of the status.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the status.")] = UNSET


class Discount(Record):
    """A discount on a product."""

    id: Annotated[Sparse[str], Doc("Id of the discount.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the discount.")] = UNSET
    modifier_type: Annotated[Sparse[str], Doc("Whether the value is a percentage or money.")] = UNSET
    value: Annotated[Sparse[float], Doc("How much is taken off.")] = UNSET
    from_time: Annotated[Maybe[str], Doc("First moment of the discount.")] = UNSET
    to_time: Annotated[Maybe[str], Doc("Last moment of the discount.")] = UNSET
    customer_group_ids: Annotated[Maybe[str], Doc("Ids of the customer groups that get it, joined by commas.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET


class Media(Record):
    """A picture or film."""

    id: Annotated[Maybe[str], Doc("Id of the file.")] = UNSET
    http_path: Annotated[Sparse[str], Doc("Address of the file.")] = UNSET
    file_name: Annotated[Maybe[str], Doc("Name of the file.")] = UNSET
    type: Annotated[Sparse[str], Doc("Type of the file.")] = UNSET
