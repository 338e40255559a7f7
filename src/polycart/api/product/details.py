"""The product.details resource."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from polycart.api import parameters as shared
from polycart.api.entities import Excludes, Nested
from polycart.api.product import parameters as product
from polycart.core.method import Doc

Day = Annotated[Literal["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"], Doc("The day.")]


class ProductAddTierPrice(Nested, kw_only=True):
    """A product add tier price."""

    quantity: shared.Quantity = None
    price: shared.Price = None


class ProductAddGroupPrice(Nested, kw_only=True):
    """A product add group price."""

    group_id: shared.GroupId = None
    price: shared.Price = None
    qty: product.Qty = None


class ProductAddManufacturerInfo(Nested, kw_only=True):
    """A product add manufacturer info."""

    name: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("The name.")] = None
    address: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("The address.")] = None
    phone: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("The phone.")] = None
    email: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("The email.")] = None


class ProductAddFile(Nested, kw_only=True):
    """A product add file."""

    name: shared.NameGiven
    url: shared.Url


class ProductAddSizeChart(Nested, kw_only=True):
    """A product add size chart."""

    id: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("The id."), Excludes(("url",))] = None
    url: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("The url."), Excludes(("id",))] = None


class ProductAddCertificationImage(Nested, kw_only=True):
    """A product add certification image."""

    url: shared.Url


class ProductAddCertificationFile(Nested, kw_only=True):
    """A product add certification file."""

    url: shared.Url


class ProductAddCertification(Nested, kw_only=True):
    """A product add certification."""

    id: shared.Id
    images: Annotated[list[ProductAddCertificationImage] | None, Doc("The images.")] = None
    files: Annotated[list[ProductAddCertificationFile] | None, Doc("The files.")] = None


class ProductAddFoodDetails(Nested, kw_only=True):
    """A product add food details."""

    calories: Annotated[float, Doc("The calories.")]


class ProductAddGroupProduct(Nested, kw_only=True):
    """A product add group product."""

    id: shared.Id
    quantity: Annotated[Annotated[int, Meta(ge=1)], Doc("The quantity.")]


class ProductAddBookingHours(Nested, kw_only=True):
    """A product add booking hours."""

    from_: Annotated[Annotated[str, Meta(pattern='r"^(?:[01]\\d|2[0-3]):[0-5]\\d$"')], Doc("The from.")] = field(
        name="from"
    )
    to: Annotated[Annotated[str, Meta(pattern='r"^(?:[01]\\d|2[0-3]):[0-5]\\d$"')], Doc("The to.")]


class ProductAddBookingDay(Nested, kw_only=True):
    """A product add booking day."""

    day: Day
    is_available: Annotated[bool, Doc("The is available.")] = True
    times: Annotated[Annotated[list[ProductAddBookingHours], Meta(min_length=1)] | None, Doc("The times.")] = None


class ProductAddBookingOverride(Nested, kw_only=True):
    """A product add booking override."""

    day: Day
    date: Annotated[
        Annotated[str, Meta(pattern='r"^(19|20)\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$"')], Doc("The date.")
    ]


class ProductAddBookingDetails(Nested, kw_only=True):
    """A product add booking details."""

    location: Annotated[Annotated[str, Meta(min_length=1)], Doc("The location.")]
    type: Annotated[Literal["date", "date_time"], Doc("The type.")]
    session_duration: Annotated[int | None, Doc("The session duration.")] = None
    session_gap: Annotated[int | None, Doc("The session gap.")] = None
    sessions_count: Annotated[int, Doc("The sessions count.")]
    time_strict_value: Annotated[float, Doc("The time strict value.")]
    time_strict_type: Annotated[Literal["days", "hours", "minutes"], Doc("The time strict type.")] = "days"
    availabilities: Annotated[Annotated[list[ProductAddBookingDay], Meta(min_length=1)], Doc("The availabilities.")]
    overrides: Annotated[
        Annotated[list[ProductAddBookingOverride], Meta(min_length=1)] | None, Doc("The overrides.")
    ] = None


class ProductAddSpecific(Nested, kw_only=True):
    """A product add specific."""

    name: shared.Name = None
    value: Annotated[str | None, Doc("The value."), Excludes(("values",))] = None
    values: Annotated[Annotated[list[str], Meta(min_length=1)] | None, Doc("The values."), Excludes(("value",))] = None
    used_for_variations: Annotated[bool, Doc("The used for variations.")] = False
    scale_id: Annotated[int | None, Doc("The scale id.")] = None
    input_value: Annotated[str | None, Doc("The input value.")] = None
    food_details: Annotated[ProductAddFoodDetails | None, Doc("The food details.")] = None
    group_products_details: Annotated[
        Annotated[list[ProductAddGroupProduct], Meta(min_length=1)] | None, Doc("The group products details.")
    ] = None
    booking_details: Annotated[ProductAddBookingDetails | None, Doc("The booking details.")] = None


class ProductAddSalesTax(Nested, kw_only=True):
    """A product add sales tax."""

    tax_percent: Annotated[float | None, Doc("The tax percent.")] = None
    tax_state: Annotated[str | None, Doc("The tax state.")] = None
    shipping_inc_in_tax: Annotated[bool | None, Doc("The shipping inc in tax.")] = None


class ProductAddShippingDetail(Nested, kw_only=True):
    """A product add shipping detail."""

    shipping_type: Annotated[str | None, Doc("The shipping type.")] = None
    shipping_service: Annotated[str | None, Doc("The shipping service.")] = None
    shipping_cost: Annotated[float | None, Doc("The shipping cost.")] = None


class ProductAddPackageDetails(Nested, kw_only=True):
    """A product add package details."""

    measure_unit: product.MeasureUnit = None
    weigh_unit: Annotated[str | None, Doc("The weigh unit.")] = None
    package_depth: Annotated[float | None, Doc("The package depth.")] = None
    package_length: Annotated[float | None, Doc("The package length.")] = None
    package_width: Annotated[float | None, Doc("The package width.")] = None
    weight_major: Annotated[float | None, Doc("The weight major.")] = None
    weight_minor: Annotated[float | None, Doc("The weight minor.")] = None
    shipping_package: Annotated[str | None, Doc("The shipping package.")] = None


class ProductAddLogisticInfo(Nested, kw_only=True):
    """A product add logistic info."""

    logistic_id: Annotated[float, Doc("The logistic id.")]
    is_free: Annotated[bool | None, Doc("The is free.")] = None
    shipping_fee: Annotated[float | None, Doc("The shipping fee.")] = None
    size_id: Annotated[float | None, Doc("The size id.")] = None


class ProductAddSellerProfiles(Nested, kw_only=True):
    """A product add seller profiles."""

    shipping_profile_id: Annotated[str | None, Doc("The shipping profile id.")] = None
    payment_profile_id: Annotated[str | None, Doc("The payment profile id.")] = None
    return_profile_id: Annotated[str | None, Doc("The return profile id.")] = None


class ProductAddBestOffer(Nested, kw_only=True):
    """A product add best offer."""

    minimum_offer_price: Annotated[float | None, Doc("The minimum offer price.")] = None
    auto_accept_price: Annotated[float | None, Doc("The auto accept price.")] = None


class ProductAddPersonalizationDetails(Nested, kw_only=True):
    """A product add personalization details."""

    is_personalizable: Annotated[bool, Doc("The is personalizable.")]
    personalization_is_required: Annotated[bool | None, Doc("The personalization is required.")] = None
    personalization_char_count_max: Annotated[int | None, Doc("The personalization char count max.")] = None
    personalization_instructions: Annotated[
        Annotated[str, Meta(min_length=1, max_length=256)] | None, Doc("The personalization instructions.")
    ] = None


class ProductAddPersonalizationQuestion(Nested, kw_only=True):
    """A product add personalization question."""

    question_text: Annotated[Annotated[str, Meta(min_length=1, max_length=45)], Doc("The question text.")]
    instructions: Annotated[Annotated[str, Meta(min_length=1, max_length=120)] | None, Doc("The instructions.")] = None
    question_type: Annotated[
        Literal["text_input", "dropdown", "unlabeled_upload", "labeled_upload"], Doc("The question type.")
    ]
    required: shared.Required
    max_allowed_characters: Annotated[
        Annotated[int, Meta(ge=1, le=1024)] | None, Doc("The max allowed characters.")
    ] = None
    max_allowed_files: Annotated[Annotated[int, Meta(ge=1, le=10)] | None, Doc("The max allowed files.")] = None
    options: Annotated[Annotated[list[str], Meta(min_length=1, max_length=30)] | None, Doc("The options.")] = None
