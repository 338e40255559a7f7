"""Values that results of several resources share."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
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


class Nested(msgspec.Struct, kw_only=True, gc=False):
    """A structure inside the body of a request; ``None`` means that the caller did not give the value."""


class Excludes(msgspec.Struct, frozen=True):
    """The parameters that cannot be given together with the annotated one, for use in ``Annotated``."""

    names: tuple[str, ...]


class DateTime(Record):
    """A date time."""

    value: Annotated[Maybe[str], Doc("The value.")] = UNSET
    format: Annotated[Sparse[str], Doc("The format.")] = UNSET


class BaseCustomer(Record):
    """A base customer."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    email: Annotated[Sparse[str], Doc("The email.")] = UNSET
    first_name: Annotated[Maybe[str], Doc("The first name.")] = UNSET
    last_name: Annotated[Maybe[str], Doc("The last name.")] = UNSET
    phone: Annotated[Maybe[str], Doc("The phone.")] = UNSET


class Currency(Record):
    """A currency."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    iso3: Annotated[Sparse[str], Doc("The iso3.")] = UNSET
    symbol_left: Annotated[Sparse[str], Doc("The symbol left.")] = UNSET
    symbol_right: Annotated[Maybe[str], Doc("The symbol right.")] = UNSET
    rate: Annotated[Maybe[float], Doc("The rate.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("The avail.")] = UNSET
    default: Annotated[Maybe[bool], Doc("The default.")] = UNSET


class Language(Record):
    """A language."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    iso_code: Annotated[Sparse[str], Doc("The iso code.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET


class OrderShippingMethod(Record):
    """A order shipping method."""

    name: Annotated[Sparse[str], Doc("The name.")] = UNSET


class Country(Record):
    """A country."""

    code2: Annotated[Sparse[str], Doc("The code2.")] = UNSET
    code3: Annotated[Sparse[str], Doc("The code3.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET


class State(Record):
    """A state."""

    code: Annotated[Sparse[str], Doc("The code.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET


class CustomerAddress(Record):
    """A customer address."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    type: Annotated[Sparse[str], Doc("The type.")] = UNSET
    first_name: Annotated[Maybe[str], Doc("The first name.")] = UNSET
    last_name: Annotated[Maybe[str], Doc("The last name.")] = UNSET
    postcode: Annotated[Sparse[str], Doc("The postcode.")] = UNSET
    address1: Annotated[Sparse[str], Doc("The address1.")] = UNSET
    address2: Annotated[Maybe[str], Doc("The address2.")] = UNSET
    phone: Annotated[Maybe[str], Doc("The phone.")] = UNSET
    phone_mobile: Annotated[Maybe[str], Doc("The phone mobile.")] = UNSET
    city: Annotated[Sparse[str], Doc("The city.")] = UNSET
    country: Annotated[Maybe[Country], Doc("The country.")] = UNSET
    state: Annotated[Maybe[State], Doc("The state.")] = UNSET
    company: Annotated[Maybe[str], Doc("The company.")] = UNSET
    fax: Annotated[Maybe[str], Doc("The fax.")] = UNSET
    website: Annotated[Maybe[str], Doc("The website.")] = UNSET
    gender: Annotated[Maybe[str], Doc("The gender.")] = UNSET
    region: Annotated[Maybe[str], Doc("The region.")] = UNSET
    default: Annotated[Sparse[bool], Doc("The default.")] = UNSET
    tax_id: Annotated[Maybe[str], Doc("The tax id.")] = UNSET
    identification_number: Annotated[Maybe[str], Doc("The identification number.")] = UNSET
    alias: Annotated[Maybe[str], Doc("The alias.")] = UNSET


class Image(Record):
    """A image."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    http_path: Annotated[Sparse[str], Doc("The http path.")] = UNSET
    file_name: Annotated[Maybe[str], Doc("The file name.")] = UNSET
    mime_type: Annotated[Maybe[str], Doc("The mime type.")] = field(name="mime-type", default=UNSET)
    size: Annotated[Maybe[int], Doc("The size.")] = UNSET
    create_at: Annotated[Maybe[DateTime], Doc("The create at.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET
    alt: Annotated[Maybe[str], Doc("The alt.")] = UNSET
    avail: Annotated[Sparse[bool], Doc("The avail.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("The sort order.")] = UNSET
    type: Annotated[Sparse[str], Doc("The type.")] = UNSET


class Status(Record):
    """A status."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET


class Discount(Record):
    """A discount."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    modifier_type: Annotated[Sparse[str], Doc("The modifier type.")] = UNSET
    value: Annotated[Sparse[float], Doc("The value.")] = UNSET
    from_time: Annotated[Maybe[str], Doc("The from time.")] = UNSET
    to_time: Annotated[Maybe[str], Doc("The to time.")] = UNSET
    customer_group_ids: Annotated[Maybe[str], Doc("The customer group ids.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("The sort order.")] = UNSET


class Media(Record):
    """A media."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    http_path: Annotated[Sparse[str], Doc("The http path.")] = UNSET
    file_name: Annotated[Maybe[str], Doc("The file name.")] = UNSET
    type: Annotated[Sparse[str], Doc("The type.")] = UNSET
