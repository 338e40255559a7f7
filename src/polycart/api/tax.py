"""Tax classes and rates."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from msgspec import field

from polycart.api import parameters as shared
from polycart.api.entities import DateTime, Record
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params, Sparse, method, paged


class TaxClassZipCodesRange(Record):
    """A range of postal codes."""

    from_: Annotated[Maybe[str], Doc("First postal code of the range.")] = field(name="from", default=UNSET)
    to: Annotated[Maybe[str], Doc("Last postal code of the range.")] = UNSET


class TaxClassZipCodes(Record):
    """Postal codes, one by one or as ranges."""

    is_range: Annotated[Sparse[bool], Doc("Whether ranges are given instead of single codes.")] = UNSET
    range: Annotated[Sparse[list[str]], Doc("Postal codes.")] = UNSET
    fields: Annotated[Sparse[list[TaxClassZipCodesRange]], Doc("Ranges of postal codes.")] = UNSET


class TaxClassStates(Record):
    """A state that has a rate of its own."""

    id: Annotated[Maybe[str], Doc("Id of the state.")] = UNSET
    tax: Annotated[Sparse[float], Doc("Tax in per cent, or as an amount.")] = UNSET
    tax_type: Annotated[Sparse[int], Doc("How the tax is reckoned, as a number of the platform.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the state.")] = UNSET
    code: Annotated[Sparse[str], Doc("Code of the state.")] = UNSET
    zip_codes: Annotated[Sparse[list[TaxClassZipCodes]], Doc("Postal codes that have a rate of their own.")] = UNSET


class TaxClassCountries(Record):
    """A country that has a rate of its own."""

    id: Annotated[Maybe[str], Doc("Id of the country.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the country.")] = UNSET
    code: Annotated[Sparse[str], Doc("Code of the country.")] = UNSET
    tax: Annotated[Sparse[float], Doc("Tax in per cent, or as an amount.")] = UNSET
    tax_type: Annotated[Sparse[int], Doc("How the tax is reckoned, as a number of the platform.")] = UNSET
    states: Annotated[Sparse[list[TaxClassStates]], Doc("States that have a rate of their own.")] = UNSET


class TaxClassRate(Record):
    """A rate of a tax class."""

    id: Annotated[Sparse[str], Doc("Id of the rate.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the rate.")] = UNSET
    tax: Annotated[Sparse[float], Doc("Tax in per cent, or as an amount.")] = UNSET
    tax_type: Annotated[Sparse[int], Doc("How the tax is reckoned, as a number of the platform.")] = UNSET
    tax_based_on: Annotated[Sparse[str], Doc("Which address decides on the tax.")] = UNSET
    countries: Annotated[Sparse[list[TaxClassCountries]], Doc("Countries that the rate holds for.")] = UNSET
    cities: Annotated[Sparse[list[str]], Doc("Towns that the rate holds for.")] = UNSET
    address: Annotated[Sparse[list[str]], Doc("Streets that the rate holds for.")] = UNSET
    zip_codes: Annotated[Sparse[list[TaxClassZipCodes]], Doc("Postal codes that have a rate of their own.")] = UNSET


class TaxClassInfo(Record):
    """A class of goods that are taxed alike, with its rates."""

    id: Annotated[Sparse[str], Doc("Id of the class.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the class.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("Whether it is available.")] = UNSET
    tax: Annotated[Maybe[float], Doc("Tax in per cent, or as an amount.")] = UNSET
    tax_type: Annotated[Maybe[int], Doc("How the tax is reckoned, as a number of the platform.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    tax_rates: Annotated[Sparse[list[TaxClassRate]], Doc("Rates of the tax class.")] = UNSET


class TaxClass(Record):
    """A class of goods that are taxed alike."""

    id: Annotated[Sparse[str], Doc("Id of the class.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the class.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("Whether it is available.")] = UNSET
    tax: Annotated[Maybe[float], Doc("Tax in per cent, or as an amount.")] = UNSET
    tax_type: Annotated[Maybe[int], Doc("How the tax is reckoned, as a number of the platform.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET


class TaxClassInfoParams(Params, kw_only=True):
    """Parameters of tax.class.info."""

    tax_class_id: Annotated[str, Doc("Tax class, by its id.", "9")]
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "tax_class_id,name,avail"
    exclude: shared.Exclude = None


class TaxClassListParams(ListParams, kw_only=True):
    """Parameters of tax.class.list."""

    count: shared.Count = 10
    start: shared.Start = 0
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    find_value: shared.OptionalFindValue = None
    find_where: shared.OptionalFindWhere = None
    created_to: shared.CreatedTo = None
    created_from: shared.CreatedFrom = None
    modified_to: shared.ModifiedTo = None
    modified_from: shared.ModifiedFrom = None
    response_fields: shared.ResponseFields = "{return_code,return_message,pagination,result}"


class methods:
    """Methods of the tax resource."""

    class class_:
        """Methods under tax.class."""

        info = method(
            "tax.class.info", "GET", TaxClassInfoParams, TaxClassInfo, "Tell all about one tax class and its rates."
        )
        list = paged(
            "tax.class.list",
            TaxClassListParams,
            TaxClass,
            "tax_classes",
            "List the tax classes.",
            counter="total_count",
        )
