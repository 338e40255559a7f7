"""Structures inside the body of a product."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from polycart.api import parameters as shared
from polycart.api.parameters import Excludes, Nested, Strings
from polycart.api.product import parameters as product
from polycart.core.method import Doc

Day = Annotated[
    Literal["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
    Doc("Day of the week.", "monday"),
]


class ProductAddTierPrice(Nested, kw_only=True):
    """A price from a quantity on."""

    quantity: Annotated[float | None, Doc("Fewest that must be bought to get the price.", 5.0)] = None
    price: Annotated[float | None, Doc("Price of one from this quantity on.", 17.9)] = None


class ProductAddGroupPrice(Nested, kw_only=True):
    """A price for a customer group."""

    group_id: product.GroupId = None
    price: product.GroupPrice = None
    qty: product.Qty = None


class ProductAddManufacturerInfo(Nested, kw_only=True):
    """Who made a product and how to reach them."""

    name: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("Name of the manufacturer.", "Acme")] = None
    address: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("Postal address.", "12 Mill Lane, Leeds")] = None
    phone: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("Telephone.", "+44 113 496 0000")] = None
    email: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("E-mail address.", "ada@example.com")] = None


class ProductAddFile(Nested, kw_only=True):
    """A file that buyers can download."""

    name: Annotated[str, Doc("Name of the file.", "manual.pdf")]
    url: Annotated[str, Doc("Address of the file.", "https://cdn.example.com/manual.pdf")]


class ProductAddSizeChart(Nested, kw_only=True):
    """A size chart; give its id or its address."""

    id: Annotated[Annotated[str, Meta(min_length=1)] | None, Doc("Id of the chart.", "10"), Excludes(("url",))] = None
    url: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        Doc("Address of the size chart.", "https://cdn.example.com/sizes.png"),
        Excludes(("id",)),
    ] = None


class ProductAddCertificationImage(Nested, kw_only=True):
    """A picture of a certificate."""

    url: shared.PictureUrl


class ProductAddCertificationFile(Nested, kw_only=True):
    """A file of a certificate."""

    url: Annotated[str, Doc("Address of the file.", "https://cdn.example.com/certificate.pdf")]


class ProductAddCertification(Nested, kw_only=True):
    """A certificate of a product."""

    id: Annotated[str, Doc("Id of the certificate.", "10")]
    images: Annotated[list[ProductAddCertificationImage] | None, Doc("Pictures.")] = None
    files: Annotated[list[ProductAddCertificationFile] | None, Doc("Files that belong to it.")] = None


class ProductAddFoodDetails(Nested, kw_only=True):
    """Facts about food."""

    calories: Annotated[float, Doc("Energy in kilocalories.", 250.0)]


class ProductAddGroupProduct(Nested, kw_only=True):
    """A product inside a group."""

    id: product.IdOfProduct
    quantity: Annotated[int, Meta(ge=1), Doc("How many are in the group.", 2)]


class ProductAddBookingHours(Nested, kw_only=True):
    """Hours open for booking."""

    from_: Annotated[
        str, Meta(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$"), Doc("Start of the hours, as HH:MM.", "09:00")
    ] = field(name="from")
    to: Annotated[str, Meta(pattern=r"^(?:[01]\d|2[0-3]):[0-5]\d$"), Doc("End of the hours, as HH:MM.", "17:00")]


class ProductAddBookingDay(Nested, kw_only=True):
    """A day of the week and its hours."""

    day: Day
    is_available: Annotated[bool, Doc("Whether the day is open for booking.", True)] = True
    times: Annotated[
        Annotated[list[ProductAddBookingHours], Meta(min_length=1)] | None, Doc("Hours open for booking.")
    ] = None


class ProductAddBookingOverride(Nested, kw_only=True):
    """A date that breaks the weekly rule."""

    day: Day
    date: Annotated[
        str,
        Meta(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"),
        Doc("Calendar day, as YYYY-MM-DD.", "2026-12-24"),
    ]


class ProductAddBookingDetails(Nested, kw_only=True):
    """When and where a service can be booked."""

    location: Annotated[str, Meta(min_length=1), Doc("Where the service takes place.", "Studio 2")]
    type: Annotated[Literal["date", "date_time"], Doc("Whether a day or a time of day is booked.", "date_time")]
    session_duration: Annotated[int | None, Doc("Minutes that one session takes.", 60)] = None
    session_gap: Annotated[int | None, Doc("Minutes between two sessions.", 10)] = None
    sessions_count: Annotated[int, Doc("How many sessions are booked at once.", 1)]
    time_strict_value: Annotated[float, Doc("How long before it starts one must book.", 2.0)]
    time_strict_type: Annotated[Literal["days", "hours", "minutes"], Doc("Unit of the notice.", "days")] = "days"
    availabilities: Annotated[
        list[ProductAddBookingDay], Meta(min_length=1), Doc("Days of the week and the hours open for booking.")
    ]
    overrides: Annotated[
        Annotated[list[ProductAddBookingOverride], Meta(min_length=1)] | None, Doc("Dates that break the weekly rule.")
    ] = None


class ProductAddSpecific(Nested, kw_only=True):
    """A property that a marketplace asks for."""

    name: Annotated[str | None, Doc("Name of the property.", "Material")] = None
    value: Annotated[str | None, Doc("Value of the property.", "Cotton"), Excludes(("values",))] = None
    values: Annotated[
        Strings | None, Doc("Several values of the property.", ["Cotton", "Linen"]), Excludes(("value",))
    ] = None
    used_for_variations: Annotated[bool, Doc("Whether variants differ in it.", True)] = False
    scale_id: Annotated[int | None, Doc("Id of the scale that the value is measured on.", 301)] = None
    input_value: Annotated[str | None, Doc("Text that the buyer may enter.", "free text")] = None
    food_details: Annotated[ProductAddFoodDetails | None, Doc("Facts about food.")] = None
    group_products_details: Annotated[
        Annotated[list[ProductAddGroupProduct], Meta(min_length=1)] | None, Doc("Products that make up the group.")
    ] = None
    booking_details: Annotated[ProductAddBookingDetails | None, Doc("When and where the service can be booked.")] = None


class ProductAddSalesTax(Nested, kw_only=True):
    """The sales tax of a product."""

    tax_percent: Annotated[float | None, Doc("Tax in per cent.", 8.25)] = None
    tax_state: Annotated[str | None, Doc("State that the tax is for.", "NY")] = None
    shipping_inc_in_tax: Annotated[bool | None, Doc("Whether shipping is taxed, too.", True)] = None


class ProductAddShippingDetail(Nested, kw_only=True):
    """A way of shipping and what it costs."""

    shipping_type: Annotated[str | None, Doc("Whether shipping is flat or calculated.", "Flat")] = None
    shipping_service: Annotated[str | None, Doc("Name of the shipping service.", "UPSGround")] = None
    shipping_cost: Annotated[float | None, Doc("What this way of shipping costs.", 4.9)] = None


class ProductAddPackageDetails(Nested, kw_only=True):
    """Size and weight of a parcel."""

    measure_unit: Annotated[str | None, Doc("System of measures: English or Metric.", "Metric")] = None
    weigh_unit: Annotated[str | None, Doc("Unit of the parcel's weight: kg, g, lbs or oz.", "kg")] = None
    package_depth: Annotated[float | None, Doc("Depth of the parcel.", 10.0)] = None
    package_length: Annotated[float | None, Doc("Length of the parcel.", 30.0)] = None
    package_width: Annotated[float | None, Doc("Width of the parcel.", 20.0)] = None
    weight_major: Annotated[float | None, Doc("Whole part of the parcel's weight.", 1.0)] = None
    weight_minor: Annotated[float | None, Doc("Rest of the parcel's weight in the smaller unit.", 200.0)] = None
    shipping_package: Annotated[
        str | None, Doc("Kind of parcel, as the marketplace names it.", "PackageThickEnvelope")
    ] = None


class ProductAddLogisticInfo(Nested, kw_only=True):
    """A carrier's channel that a product can be shipped with."""

    logistic_id: Annotated[float, Doc("Id of the carrier's channel.", 50011.0)]
    is_free: Annotated[bool | None, Doc("Whether the merchant pays for shipping.", True)] = None
    shipping_fee: Annotated[float | None, Doc("What shipping over this channel costs.", 4.9)] = None
    size_id: Annotated[float | None, Doc("Id of the parcel size.", 2.0)] = None


class ProductAddSellerProfiles(Nested, kw_only=True):
    """Policies for shipping, payment and returns."""

    shipping_profile_id: Annotated[str | None, Doc("Id of the shipping policy.", "2")] = None
    payment_profile_id: Annotated[str | None, Doc("Id of the payment policy.", "3")] = None
    return_profile_id: Annotated[str | None, Doc("Id of the return policy.", "4")] = None


class ProductAddBestOffer(Nested, kw_only=True):
    """Limits for price suggestions of buyers."""

    minimum_offer_price: Annotated[float | None, Doc("Offers below this price are turned down.", 30.0)] = None
    auto_accept_price: Annotated[float | None, Doc("Offers from this price on are taken without asking.", 45.0)] = None


class ProductAddPersonalizationDetails(Nested, kw_only=True):
    """A wish that buyers can enter."""

    is_personalizable: Annotated[bool, Doc("Whether buyers can have it personalised.", True)]
    personalization_is_required: Annotated[bool | None, Doc("Whether a buyer has to enter a wish.", False)] = None
    personalization_char_count_max: Annotated[int | None, Doc("Most letters that a wish can have.", 40)] = None
    personalization_instructions: Annotated[
        Annotated[str, Meta(min_length=1, max_length=256)] | None,
        Doc("Hint for the buyer.", "Tell us the name to engrave"),
    ] = None


class ProductAddPersonalizationQuestion(Nested, kw_only=True):
    """A question that buyers answer."""

    question_text: Annotated[str, Meta(min_length=1, max_length=45), Doc("Question put to the buyer.", "Which name?")]
    instructions: Annotated[
        Annotated[str, Meta(min_length=1, max_length=120)] | None,
        Doc("Hint shown below the question.", "Up to 20 letters"),
    ] = None
    question_type: Annotated[
        Literal["text_input", "dropdown", "unlabeled_upload", "labeled_upload"], Doc("Kind of answer.", "text_input")
    ]
    required: shared.Required
    max_allowed_characters: Annotated[
        Annotated[int, Meta(ge=1, le=1024)] | None, Doc("Most letters that an answer can have.", 20)
    ] = None
    max_allowed_files: Annotated[
        Annotated[int, Meta(ge=1, le=10)] | None, Doc("Most files that an answer can have.", 1)
    ] = None
    options: Annotated[
        Annotated[list[str], Meta(min_length=1, max_length=30)] | None,
        Doc("Answers to choose from.", ["Gold", "Silver"]),
    ] = None
