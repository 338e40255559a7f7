"""The customer resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import CustomerAddress, DateTime, Nested, Record
from polycart.api.results import Added, DeletedItems, UpdatedItems
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse, method, paged

AddressBookAddress1 = Annotated[str | None, Doc("The address book address1.")]
AddressBookAddress2 = Annotated[str | None, Doc("The address book address2.")]
AddressBookAlias = Annotated[str | None, Doc("The address book alias.")]
AddressBookCity = Annotated[str | None, Doc("The address book city.")]
AddressBookCompany = Annotated[str | None, Doc("The address book company.")]
AddressBookCountry = Annotated[str | None, Doc("The address book country.")]
AddressBookDefault = Annotated[bool | None, Doc("The address book default.")]
AddressBookFax = Annotated[str | None, Doc("The address book fax.")]
AddressBookFirstName = Annotated[str | None, Doc("The address book first name.")]
AddressBookGender = Annotated[str | None, Doc("The address book gender.")]
AddressBookIdentificationNumber = Annotated[str | None, Doc("The address book identification number.")]
AddressBookLastName = Annotated[str | None, Doc("The address book last name.")]
AddressBookPhone = Annotated[str | None, Doc("The address book phone.")]
AddressBookPhoneMobile = Annotated[str | None, Doc("The address book phone mobile.")]
AddressBookPostcode = Annotated[str | None, Doc("The address book postcode.")]
AddressBookRegion = Annotated[str | None, Doc("The address book region.")]
AddressBookState = Annotated[str | None, Doc("The address book state.")]
AddressBookTaxId = Annotated[str | None, Doc("The address book tax id.")]
AddressBookType = Annotated[str | None, Doc("The address book type.")]
BirthDay = Annotated[str | None, Doc("The birth day.")]
Company = Annotated[str | None, Doc("The company.")]
CustomerListId = Annotated[str | None, Doc("The customer list id.")]
Fax = Annotated[str | None, Doc("The fax.")]
FirstName = Annotated[str | None, Doc("The first name.")]
Gender = Annotated[str | None, Doc("The gender.")]
Group = Annotated[str | None, Doc("The group.")]
GroupIds = Annotated[str | None, Doc("The group ids.")]
IncludeGuests = Annotated[bool, Doc("The include guests.")]
IsTaxExempt = Annotated[bool | None, Doc("The is tax exempt.")]
LastName = Annotated[str | None, Doc("The last name.")]
NewsLetterSubscription = Annotated[bool | None, Doc("The news letter subscription.")]
Note = Annotated[str | None, Doc("The note.")]
PartnerOffersSubscription = Annotated[bool | None, Doc("The partner offers subscription.")]
Password = Annotated[str | None, Doc("The password.")]
TaxId = Annotated[str | None, Doc("The tax id.")]
Website = Annotated[str | None, Doc("The website.")]


class CustomerAdded(Entity):
    """A customer added."""

    customer_id: Annotated[Sparse[str], Doc("The customer id.")] = UNSET


class CustomerAttributeValue(Record):
    """A customer attribute value."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    value: Annotated[Maybe[str], Doc("The value.")] = UNSET


class CustomerAttribute(Record):
    """A customer attribute."""

    attribute_id: Annotated[Maybe[str], Doc("The attribute id.")] = UNSET
    code: Annotated[Maybe[str], Doc("The code.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET
    values: Annotated[Sparse[list[CustomerAttributeValue]], Doc("The values.")] = UNSET


class CustomerCount(Record):
    """A customer count."""

    customers_count: Annotated[Maybe[int], Doc("The customers count.")] = UNSET


class CustomerGroup(Record):
    """A customer group."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET


class CustomerConsent(Record):
    """A customer consent."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    type: Annotated[Maybe[str], Doc("The type.")] = UNSET
    status: Annotated[Maybe[str], Doc("The status.")] = UNSET
    source: Annotated[Maybe[str], Doc("The source.")] = UNSET
    opt_in_level: Annotated[Maybe[str], Doc("The opt in level.")] = UNSET
    modified_time: Annotated[Maybe[str], Doc("The modified time.")] = UNSET


class Customer(Record):
    """A customer."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    email: Annotated[Sparse[str], Doc("The email.")] = UNSET
    first_name: Annotated[Maybe[str], Doc("The first name.")] = UNSET
    last_name: Annotated[Maybe[str], Doc("The last name.")] = UNSET
    phone: Annotated[Maybe[str], Doc("The phone.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("The created time.")] = UNSET
    modified_time: Annotated[Maybe[DateTime], Doc("The modified time.")] = UNSET
    group: Annotated[Sparse[list[CustomerGroup]], Doc("The group.")] = UNSET
    login: Annotated[Maybe[str], Doc("The login.")] = UNSET
    last_login: Annotated[Maybe[DateTime], Doc("The last login.")] = UNSET
    birth_day: Annotated[Maybe[DateTime], Doc("The birth day.")] = UNSET
    status: Annotated[Maybe[str], Doc("The status.")] = UNSET
    is_guest: Annotated[Maybe[bool], Doc("The is guest.")] = UNSET
    news_letter_subscription: Annotated[Maybe[bool], Doc("The news letter subscription.")] = UNSET
    consents: Annotated[Sparse[list[CustomerConsent]], Doc("The consents.")] = UNSET
    gender: Annotated[Maybe[str], Doc("The gender.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("The stores ids.")] = UNSET
    website: Annotated[Maybe[str], Doc("The website.")] = UNSET
    fax: Annotated[Maybe[str], Doc("The fax.")] = UNSET
    company: Annotated[Maybe[str], Doc("The company.")] = UNSET
    ip_address: Annotated[Maybe[str], Doc("The ip address.")] = UNSET
    address_book: Annotated[Sparse[list[CustomerAddress]], Doc("The address book.")] = UNSET
    lang_id: Annotated[Maybe[str], Doc("The lang id.")] = UNSET
    orders_count: Annotated[Maybe[int], Doc("The orders count.")] = UNSET
    last_order_id: Annotated[Maybe[str], Doc("The last order id.")] = UNSET


class CustomerFound(Record):
    """A customer found."""

    customers_count: Annotated[Maybe[int], Doc("The customers count.")] = UNSET
    customer: Annotated[Sparse[list[Customer]], Doc("The customer.")] = UNSET
    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    email: Annotated[Sparse[str], Doc("The email.")] = UNSET
    first_name: Annotated[Sparse[str], Doc("The first name.")] = UNSET
    last_name: Annotated[Sparse[str], Doc("The last name.")] = UNSET


class CustomerGroupAdded(Entity):
    """A customer group added."""

    group_id: Annotated[Sparse[str], Doc("The group id.")] = UNSET


class CustomerWishListItem(Record):
    """A customer wish list item."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    product_id: Annotated[Sparse[str], Doc("The product id.")] = UNSET
    child_id: Annotated[Maybe[str], Doc("The child id.")] = UNSET
    created_time: Annotated[Maybe[DateTime], Doc("The created time.")] = UNSET


class CustomerWishList(Record):
    """A customer wish list."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    is_public: Annotated[Maybe[str], Doc("The is public.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("The created at.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET
    products: Annotated[Sparse[list[CustomerWishListItem]], Doc("The products.")] = UNSET


class CustomerAddConsent(Nested, kw_only=True):
    """A customer add consent."""

    type: Annotated[Literal["email", "sms"], Doc("The type.")]
    status: shared.StatusGiven
    opt_in_level: Annotated[str, Doc("The opt in level.")]


class CustomerAddAddress(Nested, kw_only=True):
    """A customer add address."""

    address_book_type: AddressBookType = None
    address_book_first_name: AddressBookFirstName = None
    address_book_last_name: AddressBookLastName = None
    address_book_company: AddressBookCompany = None
    address_book_fax: AddressBookFax = None
    address_book_phone: AddressBookPhone = None
    address_book_phone_mobile: AddressBookPhoneMobile = None
    address_book_website: Annotated[str | None, Doc("The address book website.")] = None
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
    """A customer update address."""

    address_book_id: Annotated[str | None, Doc("The address book id.")] = None
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

    email: Annotated[str, Doc("The email.")]
    first_name: FirstName = None
    last_name: LastName = None
    password: Password = None
    group: Group = None
    group_id: shared.GroupId = None
    group_ids: GroupIds = None
    status: shared.StatusGiven = "enabled"
    created_time: Annotated[str | None, Doc("The created time.")] = None
    modified_time: shared.ModifiedTime = None
    login: Annotated[str | None, Doc("The login.")] = None
    last_login: Annotated[str | None, Doc("The last login.")] = None
    birth_day: BirthDay = None
    news_letter_subscription: NewsLetterSubscription = None
    partner_offers_subscription: PartnerOffersSubscription = None
    consents: Annotated[Annotated[list[CustomerAddConsent], Meta(min_length=1)] | None, Doc("The consents.")] = None
    gender: Gender = None
    website: Website = None
    fax: Fax = None
    company: Company = None
    phone: shared.Phone = None
    note: Note = None
    country: shared.Country = None
    currency_id: shared.CurrencyId = None
    is_tax_exempt: IsTaxExempt = None
    vendor_id: shared.VendorId = None
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None
    address: Annotated[list[CustomerAddAddress] | None, Doc("The address.")] = None


class CustomerAddressAddParams(Params, kw_only=True):
    """Parameters of customer.address.add."""

    customer_id: shared.CustomerIdGiven
    address1: Annotated[str, Doc("The address1.")]
    city: Annotated[str, Doc("The city.")]
    country: Annotated[str, Doc("The country.")]
    postcode: Annotated[str, Doc("The postcode.")]
    store_id: shared.StoreId = None
    first_name: FirstName = None
    last_name: LastName = None
    company: Company = None
    address2: Annotated[str | None, Doc("The address2.")] = None
    state: Annotated[str | None, Doc("The state.")] = None
    identification_number: Annotated[str | None, Doc("The identification number.")] = None
    types: Annotated[list[str] | None, Doc("The types.")] = None
    default: Annotated[bool | None, Doc("The default.")] = None
    phone: shared.Phone = None
    phone_mobile: Annotated[str | None, Doc("The phone mobile.")] = None
    fax: Fax = None
    website: Website = None
    gender: Gender = None
    tax_id: TaxId = None
    alias: Annotated[str | None, Doc("The alias.")] = None
    idempotency_key: shared.IdempotencyKey = None


class CustomerAttributeListParams(ListParams, kw_only=True):
    """Parameters of customer.attribute.list."""

    customer_id: shared.CustomerIdGiven
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "force_all"
    exclude: shared.Exclude = None


class CustomerCountParams(Params, kw_only=True):
    """Parameters of customer.count."""

    ids: shared.Ids = None
    since_id: shared.SinceId = None
    customer_list_id: CustomerListId = None
    group_id: shared.GroupId = None
    store_id: shared.StoreId = None
    avail: shared.Avail = True
    include_guests: IncludeGuests = False
    find_value: shared.FindValue = None
    find_where: shared.FindWhere = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None


class CustomerDeleteParams(Params, kw_only=True):
    """Parameters of customer.delete."""

    id: shared.Id
    store_id: shared.StoreId = None


class CustomerFindParams(Params, kw_only=True):
    """Parameters of customer.find."""

    find_value: shared.FindValueGiven
    find_where: shared.FindWhereGiven = "email"
    find_params: shared.FindParams = "whole_words"
    store_id: shared.StoreId = None
    include_guests: IncludeGuests = False


class CustomerGroupAddParams(Params, kw_only=True):
    """Parameters of customer.group.add."""

    name: shared.NameGiven
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
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name,additional_fields"
    exclude: shared.Exclude = None
    disable_cache: shared.DisableCache = False


class CustomerInfoParams(Params, kw_only=True):
    """Parameters of customer.info."""

    id: shared.Id
    store_id: shared.StoreId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,email,first_name,last_name"
    exclude: shared.Exclude = None


class CustomerListParams(ListParams, kw_only=True):
    """Parameters of customer.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    ids: shared.Ids = None
    since_id: shared.SinceId = None
    customer_list_id: CustomerListId = None
    group_id: shared.GroupId = None
    store_id: shared.StoreId = None
    avail: shared.Avail = True
    include_guests: IncludeGuests = False
    find_value: shared.FindValue = None
    find_where: shared.FindWhere = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    sort_by: shared.SortBy = "created_time"
    sort_direction: shared.SortDirection = "asc"
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,email,first_name,last_name"
    exclude: shared.Exclude = None


class CustomerUpdateParams(Params, kw_only=True):
    """Parameters of customer.update."""

    id: shared.OptionalId = None
    group_id: shared.GroupId = None
    group_ids: GroupIds = None
    group: Group = None
    email: shared.Email = None
    phone: shared.Phone = None
    first_name: FirstName = None
    last_name: LastName = None
    birth_day: BirthDay = None
    news_letter_subscription: NewsLetterSubscription = None
    partner_offers_subscription: PartnerOffersSubscription = None
    consents: Annotated[Annotated[list[CustomerAddConsent], Meta(min_length=1)] | None, Doc("The consents.")] = None
    tags: shared.Tags = None
    gender: Gender = None
    note: Note = None
    status: shared.Status = None
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
    address: Annotated[list[CustomerUpdateAddress] | None, Doc("The address.")] = None


class CustomerWishlistListParams(ListParams, kw_only=True):
    """Parameters of customer.wishlist.list."""

    customer_id: shared.CustomerIdGiven
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    id: shared.OptionalId = None
    store_id: shared.StoreId = None
    response_fields: shared.ResponseFieldsGiven = "{return_code,return_message,pagination,result}"


class methods:
    """Methods of the customer resource."""

    add = method("customer.add", "POST", CustomerAddParams, CustomerAdded, "Call customer.add.", body=True)
    count = method("customer.count", "GET", CustomerCountParams, CustomerCount, "Call customer.count.")
    delete = method("customer.delete", "DELETE", CustomerDeleteParams, DeletedItems, "Call customer.delete.")
    find = method("customer.find", "GET", CustomerFindParams, CustomerFound, "Call customer.find.")
    info = method("customer.info", "GET", CustomerInfoParams, Customer, "Call customer.info.")
    list = paged(
        "customer.list", CustomerListParams, Customer, "customer", "Call customer.list.", counter="customers_count"
    )
    update = method("customer.update", "PUT", CustomerUpdateParams, UpdatedItems, "Call customer.update.", body=True)

    class address:
        """Methods under customer.address."""

        add = method(
            "customer.address.add", "POST", CustomerAddressAddParams, Added, "Call customer.address.add.", body=True
        )

    class attribute:
        """Methods under customer.attribute."""

        list = paged(
            "customer.attribute.list",
            CustomerAttributeListParams,
            CustomerAttribute,
            "items",
            "Call customer.attribute.list.",
            counter="total_count",
        )

    class group:
        """Methods under customer.group."""

        add = method(
            "customer.group.add", "POST", CustomerGroupAddParams, CustomerGroupAdded, "Call customer.group.add."
        )
        list = paged(
            "customer.group.list",
            CustomerGroupListParams,
            CustomerGroup,
            "group",
            "Call customer.group.list.",
            counter="group_count",
        )

    class wishlist:
        """Methods under customer.wishlist."""

        list = paged(
            "customer.wishlist.list",
            CustomerWishlistListParams,
            CustomerWishList,
            "wish_lists",
            "Call customer.wishlist.list.",
            counter="total_count",
        )
