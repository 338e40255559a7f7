"""Customers, their groups, addresses and wish lists."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import CustomerAddress, DateTime, Record
from polycart.api.parameters import Nested
from polycart.api.results import Added, DeletedItems, UpdatedItems
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse, method, paged

AddressBookAddress1 = Annotated[str | None, Doc("Street and house number.", "12 Mill Lane")]
AddressBookAddress2 = Annotated[str | None, Doc("Second street line, such as a flat or floor.", "Flat 4")]
AddressBookAlias = Annotated[str | None, Doc("Nickname of the address.", "Home")]
AddressBookCity = Annotated[str | None, Doc("Town.", "Leeds")]
AddressBookCompany = Annotated[str | None, Doc("Company.", "Mill Ltd")]
AddressBookCountry = Annotated[str | None, Doc("Country code, or its name.", "GB")]
AddressBookDefault = Annotated[bool | None, Doc("Use this address when none is chosen.", True)]
AddressBookFax = Annotated[str | None, Doc("Fax number.", "+44 113 496 0001")]
AddressBookFirstName = Annotated[str | None, Doc("Given name.", "Ada")]
AddressBookGender = Annotated[str | None, Doc("Gender.", "female")]
AddressBookIdentificationNumber = Annotated[
    str | None, Doc("Number of the identity card, or of the tax payer.", "X1234567")
]
AddressBookLastName = Annotated[str | None, Doc("Family name.", "Miller")]
AddressBookPhone = Annotated[str | None, Doc("Telephone.", "+44 113 496 0000")]
AddressBookPhoneMobile = Annotated[str | None, Doc("Mobile telephone.", "+44 7700 900123")]
AddressBookPostcode = Annotated[str | None, Doc("Postal code.", "LS1 4AP")]
AddressBookRegion = Annotated[str | None, Doc("Region.", "Yorkshire")]
AddressBookState = Annotated[str | None, Doc("State or province, as code or name.", "NY")]
AddressBookTaxId = Annotated[str | None, Doc("Tax number.", "GB123456789")]
AddressBookType = Annotated[str | None, Doc("What the address is used for.", "billing")]
BirthDay = Annotated[str | None, Doc("Date of birth.", "1990-04-17")]
Company = Annotated[str | None, Doc("Company that the customer works for.", "Mill Ltd")]
CustomerListId = Annotated[str | None, Doc("Leave only customers of this list, where shops keep several.", "RefArch")]
Fax = Annotated[str | None, Doc("Fax number.", "+44 113 496 0001")]
FirstName = Annotated[str | None, Doc("Given name.", "Ada")]
Gender = Annotated[str | None, Doc("Gender.", "female")]
Group = Annotated[str | None, Doc("Name of the group.", "Retail")]
GroupId = Annotated[str | None, Doc("Leave only customers of this group.", "2")]
GroupIds = Annotated[str | None, Doc("Ids of the customer groups, joined by commas.", "1,2")]
Id = Annotated[str, Doc("Id of the customer.", "5")]
IncludeGuests = Annotated[bool, Doc("Include customers without an account.", True)]
IsTaxExempt = Annotated[bool | None, Doc("Whether the customer pays no tax.", True)]
LastName = Annotated[str | None, Doc("Family name.", "Miller")]
NewsLetterSubscription = Annotated[bool | None, Doc("Whether the customer gets the newsletter.", True)]
Note = Annotated[str | None, Doc("Remark on the customer.", "Likes to be called")]
PartnerOffersSubscription = Annotated[bool | None, Doc("Whether the customer wants offers of partners.", True)]
Password = Annotated[str | None, Doc("Password to log in with.", "correct horse")]
Phone = Annotated[str | None, Doc("Telephone.", "+44 113 496 0000")]
TaxId = Annotated[str | None, Doc("Tax number.", "GB123456789")]
Website = Annotated[str | None, Doc("Address of the website.", "https://ada.example.com")]


class CustomerAdded(Entity):
    """The answer of adding a customer."""

    customer_id: Annotated[Sparse[str], Doc("Id of the new customer.")] = UNSET


class CustomerAttributeValue(Record):
    """A value of a customer's attribute."""

    id: Annotated[Maybe[str], Doc("Id of the value.")] = UNSET
    value: Annotated[Maybe[str], Doc("Text of the value.")] = UNSET


class CustomerAttribute(Record):
    """A further fact about a customer."""

    attribute_id: Annotated[Maybe[str], Doc("Id of the attribute.")] = UNSET
    code: Annotated[Maybe[str], Doc("Technical name of the attribute.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the attribute.")] = UNSET
    type: Annotated[Maybe[str], Doc("Type of the attribute.")] = UNSET
    values: Annotated[Sparse[list[CustomerAttributeValue]], Doc("Values that the customer has.")] = UNSET


class CustomerCount(Record):
    """The number of customers."""

    customers_count: Annotated[Maybe[int], Doc("How many customers there are.")] = UNSET


class CustomerGroup(Record):
    """A group of customers."""

    id: Annotated[Sparse[str], Doc("Id of the group.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the group.")] = UNSET


class CustomerConsent(Record):
    """What a customer agreed to receive, and how."""

    id: Annotated[Sparse[str], Doc("Id of the consent.")] = UNSET
    type: Annotated[Maybe[str], Doc("Type of the consent.")] = UNSET
    status: Annotated[Maybe[str], Doc("Whether the customer agrees.")] = UNSET
    source: Annotated[Maybe[str], Doc("Where the agreement was given.")] = UNSET
    opt_in_level: Annotated[Maybe[str], Doc("How the customer agreed.")] = UNSET
    modified_time: Annotated[Maybe[str], Doc("When it was last changed.")] = UNSET


class Customer(Record):
    """A customer."""

    id: Annotated[Sparse[str], Doc("Id of the customer.")] = UNSET
    email: Annotated[Sparse[str], Doc("E-mail address.")] = UNSET
    first_name: Annotated[Maybe[str], Doc("Given name.")] = UNSET
    last_name: Annotated[Maybe[str], Doc("Family name.")] = UNSET
    phone: Annotated[Maybe[str], Doc("Telephone.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    group: Annotated[Sparse[list[CustomerGroup]], Doc("Groups that the customer is in.")] = UNSET
    login: Annotated[Maybe[str], Doc("Name that the customer logs in with.")] = UNSET
    last_login: Annotated[Maybe[DateTime], Doc("When the customer last logged in.")] = UNSET
    birth_day: Annotated[Maybe[DateTime], Doc("Date of birth.")] = UNSET
    status: Annotated[Maybe[str], Doc("Status of the customer.")] = UNSET
    is_guest: Annotated[Maybe[bool], Doc("Whether the customer has no account.")] = UNSET
    news_letter_subscription: Annotated[Maybe[bool], Doc("Whether the customer gets the newsletter.")] = UNSET
    consents: Annotated[Sparse[list[CustomerConsent]], Doc("What the customer has agreed to receive.")] = UNSET
    gender: Annotated[Maybe[str], Doc("Gender.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("Ids of the stores that know the customer.")] = UNSET
    website: Annotated[Maybe[str], Doc("Address of the website.")] = UNSET
    fax: Annotated[Maybe[str], Doc("Fax number.")] = UNSET
    company: Annotated[Maybe[str], Doc("Company.")] = UNSET
    ip_address: Annotated[Maybe[str], Doc("Address of the customer's computer.")] = UNSET
    address_book: Annotated[Sparse[list[CustomerAddress]], Doc("Addresses of the customer.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("Id of the language.")] = UNSET
    orders_count: Annotated[Maybe[int], Doc("How many orders the customer placed.")] = UNSET
    last_order_id: Annotated[Maybe[str], Doc("Id of the customer's latest order.")] = UNSET


class CustomerFound(Record):
    """The customers that were found; the first one's facts also stand beside the list, as before August 2026."""

    customers_count: Annotated[Maybe[int], Doc("How many customers were found.")] = UNSET
    customer: Annotated[Sparse[list[Customer]], Doc("Customers that were found.")] = UNSET
    id: Annotated[Sparse[str], Doc("Id of the first customer.")] = UNSET
    email: Annotated[Sparse[str], Doc("E-mail address.")] = UNSET
    first_name: Annotated[Sparse[str], Doc("Given name.")] = UNSET
    last_name: Annotated[Sparse[str], Doc("Family name.")] = UNSET


class CustomerGroupAdded(Entity):
    """The answer of adding a customer group."""

    group_id: Annotated[Sparse[str], Doc("Id of the new group.")] = UNSET


class CustomerWishListItem(Record):
    """A product on a wish list."""

    id: Annotated[Maybe[str], Doc("Id of the item.")] = UNSET
    product_id: Annotated[Sparse[str], Doc("Id of the product.")] = UNSET
    child_id: Annotated[Maybe[str], Doc("Id of the variant.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET


class CustomerWishList(Record):
    """A wish list."""

    id: Annotated[Sparse[str], Doc("Id of the wish list.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the wish list.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text that describes the wish list.")] = UNSET
    is_public: Annotated[Maybe[str], Doc("Whether others can see the list, written as text.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    products: Annotated[Sparse[list[CustomerWishListItem]], Doc("Products on the list.")] = UNSET


class CustomerAddConsent(Nested, kw_only=True):
    """What a customer agrees to receive."""

    type: Annotated[Literal["email", "sms"], Doc("Way of sending that the customer agrees to.", "email")]
    status: Annotated[str, Doc("Whether the customer agrees.", "subscribed")]
    opt_in_level: Annotated[str, Doc("How the customer agreed.", "single_opt_in")]


class CustomerAddAddress(Nested, kw_only=True):
    """An address of a new customer."""

    address_book_type: AddressBookType = None
    address_book_first_name: AddressBookFirstName = None
    address_book_last_name: AddressBookLastName = None
    address_book_company: AddressBookCompany = None
    address_book_fax: AddressBookFax = None
    address_book_phone: AddressBookPhone = None
    address_book_phone_mobile: AddressBookPhoneMobile = None
    address_book_website: Annotated[str | None, Doc("Address of the website.", "https://ada.example.com")] = None
    address_book_address1: AddressBookAddress1 = None
    address_book_address2: AddressBookAddress2 = None
    address_book_city: AddressBookCity = None
    address_book_country: AddressBookCountry = None
    address_book_state: AddressBookState = None
    address_book_postcode: AddressBookPostcode = None
    address_book_gender: AddressBookGender = None
    address_book_region: AddressBookRegion = None
    address_book_default: AddressBookDefault = None
    address_book_tax_id: AddressBookTaxId = None
    address_book_identification_number: AddressBookIdentificationNumber = None
    address_book_alias: AddressBookAlias = None


class CustomerUpdateAddress(Nested, kw_only=True):
    """An address of a customer to add or change."""

    address_book_id: Annotated[str | None, Doc("Id of the address to change.", "7")] = None
    address_book_first_name: AddressBookFirstName = None
    address_book_last_name: AddressBookLastName = None
    address_book_company: AddressBookCompany = None
    address_book_fax: AddressBookFax = None
    address_book_phone: AddressBookPhone = None
    address_book_phone_mobile: AddressBookPhoneMobile = None
    address_book_address1: AddressBookAddress1 = None
    address_book_address2: AddressBookAddress2 = None
    address_book_city: AddressBookCity = None
    address_book_country: AddressBookCountry = None
    address_book_state: AddressBookState = None
    address_book_postcode: AddressBookPostcode = None
    address_book_tax_id: AddressBookTaxId = None
    address_book_identification_number: AddressBookIdentificationNumber = None
    address_book_gender: AddressBookGender = None
    address_book_region: AddressBookRegion = None
    address_book_alias: AddressBookAlias = None
    address_book_type: AddressBookType = None
    address_book_default: AddressBookDefault = None


class CustomerAddParams(Params, kw_only=True):
    """Parameters of customer.add."""

    email: Annotated[str, Doc("E-mail address.", "ada@example.com")]
    first_name: FirstName = None
    last_name: LastName = None
    password: Password = None
    group: Group = None
    group_id: shared.GroupId = None
    group_ids: GroupIds = None
    status: Annotated[str, Doc("Status of the customer.", "active")] = "enabled"
    created_time: Annotated[str | None, Doc("When it was created.", "2026-08-01 09:30:00")] = None
    modified_time: shared.ModifiedTime = None
    login: Annotated[str | None, Doc("Name that the customer logs in with.", "ada")] = None
    last_login: Annotated[str | None, Doc("When the customer last logged in.", "2026-08-01 09:30:00")] = None
    birth_day: BirthDay = None
    news_letter_subscription: NewsLetterSubscription = None
    partner_offers_subscription: PartnerOffersSubscription = None
    consents: Annotated[
        Annotated[list[CustomerAddConsent], Meta(min_length=1)] | None, Doc("What the customer has agreed to receive.")
    ] = None
    gender: Gender = None
    website: Website = None
    fax: Fax = None
    company: Company = None
    phone: Phone = None
    note: Note = None
    country: shared.Country = None
    currency_id: shared.CurrencyId = None
    is_tax_exempt: IsTaxExempt = None
    vendor_id: shared.VendorId = None
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None
    address: Annotated[list[CustomerAddAddress] | None, Doc("Address book of the customer.")] = None


class CustomerAddressAddParams(Params, kw_only=True):
    """Parameters of customer.address.add."""

    customer_id: shared.CustomerId
    address1: Annotated[str, Doc("Street and house number.", "12 Mill Lane")]
    city: Annotated[str, Doc("Town.", "Leeds")]
    country: Annotated[str, Doc("Country code, or its name.", "GB")]
    postcode: Annotated[str, Doc("Postal code.", "LS1 4AP")]
    store_id: shared.StoreId = None
    first_name: FirstName = None
    last_name: LastName = None
    company: Annotated[str | None, Doc("Company at this address.", "Mill Ltd")] = None
    address2: Annotated[str | None, Doc("Second street line, such as a flat or floor.", "Flat 4")] = None
    state: Annotated[str | None, Doc("State or province, as code or name.", "NY")] = None
    identification_number: Annotated[
        str | None, Doc("Number of the identity card, or of the tax payer.", "X1234567")
    ] = None
    types: Annotated[list[str] | None, Doc("What the address is used for.", ["billing", "shipping"])] = None
    default: Annotated[bool | None, Doc("Use this address when none is chosen.", True)] = None
    phone: Phone = None
    phone_mobile: Annotated[str | None, Doc("Mobile telephone.", "+44 7700 900123")] = None
    fax: Fax = None
    website: Website = None
    gender: Gender = None
    tax_id: TaxId = None
    alias: Annotated[str | None, Doc("Nickname of the address in the address book.", "Home")] = None
    idempotency_key: shared.IdempotencyKey = None


class CustomerAttributeListParams(ListParams, kw_only=True):
    """Parameters of customer.attribute.list."""

    customer_id: shared.CustomerId
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "force_all"
    exclude: shared.Exclude = None


class CustomerCountParams(Params, kw_only=True):
    """Parameters of customer.count."""

    ids: shared.Ids = None
    since_id: shared.SinceId = None
    customer_list_id: CustomerListId = None
    group_id: GroupId = None
    store_id: shared.StoreId = None
    avail: shared.Avail = True
    include_guests: IncludeGuests = False
    find_value: shared.OptionalFindValue = None
    find_where: shared.OptionalFindWhere = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None


class CustomerDeleteParams(Params, kw_only=True):
    """Parameters of customer.delete."""

    id: Id
    store_id: shared.StoreId = None


class CustomerFindParams(Params, kw_only=True):
    """Parameters of customer.find."""

    find_value: shared.FindValue
    find_where: shared.FindWhere = "email"
    find_params: shared.FindParams = "whole_words"
    store_id: shared.StoreId = None
    include_guests: IncludeGuests = False


class CustomerGroupAddParams(Params, kw_only=True):
    """Parameters of customer.group.add."""

    name: Annotated[str, Doc("Name of the group.", "Wholesale")]
    store_id: shared.StoreId = None
    stores_ids: shared.StoresIds = None
    idempotency_key: shared.IdempotencyKey = None


class CustomerGroupListParams(ListParams, kw_only=True):
    """Parameters of customer.group.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    group_ids: GroupIds = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name,additional_fields"
    exclude: shared.Exclude = None
    disable_cache: shared.DisableCache = False


class CustomerInfoParams(Params, kw_only=True):
    """Parameters of customer.info."""

    id: Id
    store_id: shared.StoreId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,email,first_name,last_name"
    exclude: shared.Exclude = None


class CustomerListParams(ListParams, kw_only=True):
    """Parameters of customer.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    ids: shared.Ids = None
    since_id: shared.SinceId = None
    customer_list_id: CustomerListId = None
    group_id: GroupId = None
    store_id: shared.StoreId = None
    avail: shared.Avail = True
    include_guests: IncludeGuests = False
    find_value: shared.OptionalFindValue = None
    find_where: shared.OptionalFindWhere = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    sort_by: shared.SortBy = "created_time"
    sort_direction: shared.SortDirection = "asc"
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,email,first_name,last_name"
    exclude: shared.Exclude = None


class CustomerUpdateParams(Params, kw_only=True):
    """Parameters of customer.update."""

    id: Annotated[str | None, Doc("Id of the customer.", "5")] = None
    group_id: shared.GroupId = None
    group_ids: GroupIds = None
    group: Group = None
    email: Annotated[str | None, Doc("E-mail address.", "ada@example.com")] = None
    phone: Phone = None
    first_name: FirstName = None
    last_name: LastName = None
    birth_day: BirthDay = None
    news_letter_subscription: NewsLetterSubscription = None
    partner_offers_subscription: PartnerOffersSubscription = None
    consents: Annotated[
        Annotated[list[CustomerAddConsent], Meta(min_length=1)] | None, Doc("What the customer has agreed to receive.")
    ] = None
    tags: shared.Tags = None
    gender: Gender = None
    note: Note = None
    status: Annotated[str | None, Doc("Status of the customer.", "active")] = None
    password: Password = None
    currency_id: shared.CurrencyId = None
    company: Company = None
    website: Website = None
    country: shared.Country = None
    fax: Fax = None
    tax_id: TaxId = None
    is_tax_exempt: IsTaxExempt = None
    vendor_id: shared.VendorId = None
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None
    address: Annotated[list[CustomerUpdateAddress] | None, Doc("Address book of the customer.")] = None


class CustomerWishlistListParams(ListParams, kw_only=True):
    """Parameters of customer.wishlist.list."""

    customer_id: shared.CustomerId
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    id: Annotated[str | None, Doc("Id of the one wish list to answer.", "10")] = None
    store_id: shared.StoreId = None
    response_fields: shared.ResponseFields = "{return_code,return_message,pagination,result}"


class methods:
    """Methods of the customer resource."""

    add = method("customer.add", "POST", CustomerAddParams, CustomerAdded, "Add a customer.", body=True)
    count = method("customer.count", "GET", CustomerCountParams, CustomerCount, "Count the customers.")
    delete = method("customer.delete", "DELETE", CustomerDeleteParams, DeletedItems, "Delete a customer.")
    find = method("customer.find", "GET", CustomerFindParams, CustomerFound, "Look for customers.")
    info = method("customer.info", "GET", CustomerInfoParams, Customer, "Tell all about one customer.")
    list = paged(
        "customer.list", CustomerListParams, Customer, "customer", "List the customers.", counter="customers_count"
    )
    update = method("customer.update", "PUT", CustomerUpdateParams, UpdatedItems, "Change a customer.", body=True)

    class address:
        """Methods under customer.address."""

        add = method(
            "customer.address.add", "POST", CustomerAddressAddParams, Added, "Add an address to a customer.", body=True
        )

    class attribute:
        """Methods under customer.attribute."""

        list = paged(
            "customer.attribute.list",
            CustomerAttributeListParams,
            CustomerAttribute,
            "items",
            "List a customer's attributes.",
            counter="total_count",
        )

    class group:
        """Methods under customer.group."""

        add = method(
            "customer.group.add",
            "POST",
            CustomerGroupAddParams,
            CustomerGroupAdded,
            "Create a group that customers can be in.",
        )
        list = paged(
            "customer.group.list",
            CustomerGroupListParams,
            CustomerGroup,
            "group",
            "List the groups that customers can be in.",
            counter="group_count",
        )

    class wishlist:
        """Methods under customer.wishlist."""

        list = paged(
            "customer.wishlist.list",
            CustomerWishlistListParams,
            CustomerWishList,
            "wish_lists",
            "List a customer's wish lists.",
            counter="total_count",
        )
