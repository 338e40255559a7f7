"""The tax resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from msgspec import field

from polycart.api import parameters as shared
from polycart.api.entities import DateTime, Record
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params, Sparse, method, paged


class TaxClassZipCodesRange(Record):
    """A tax class zip codes range."""

    from_: Annotated[Maybe[str], Doc("The from.")] = field(name="from", default=UNSET)
    to: Annotated[Maybe[str], Doc("The to.")] = UNSET


class TaxClassZipCodes(Record):
    """A tax class zip codes."""

    is_range: Annotated[Sparse[bool], Doc("The is range.")] = UNSET
    range: Annotated[Sparse[list[str]], Doc("The range.")] = UNSET
    fields: Annotated[Sparse[list[TaxClassZipCodesRange]], Doc("The fields.")] = UNSET


class TaxClassStates(Record):
    """A tax class states."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    tax: Annotated[Sparse[float], Doc("The tax.")] = UNSET
    tax_type: Annotated[Sparse[int], Doc("The tax type.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    code: Annotated[Sparse[str], Doc("The code.")] = UNSET
    zip_codes: Annotated[Sparse[list[TaxClassZipCodes]], Doc("The zip codes.")] = UNSET


class TaxClassCountries(Record):
    """A tax class countries."""

    id: Annotated[Maybe[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    code: Annotated[Sparse[str], Doc("The code.")] = UNSET
    tax: Annotated[Sparse[float], Doc("The tax.")] = UNSET
    tax_type: Annotated[Sparse[int], Doc("The tax type.")] = UNSET
    states: Annotated[Sparse[list[TaxClassStates]], Doc("The states.")] = UNSET


class TaxClassRate(Record):
    """A tax class rate."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    tax: Annotated[Sparse[float], Doc("The tax.")] = UNSET
    tax_type: Annotated[Sparse[int], Doc("The tax type.")] = UNSET
    tax_based_on: Annotated[Sparse[str], Doc("The tax based on.")] = UNSET
    countries: Annotated[Sparse[list[TaxClassCountries]], Doc("The countries.")] = UNSET
    cities: Annotated[Sparse[list[str]], Doc("The cities.")] = UNSET
    address: Annotated[Sparse[list[str]], Doc("The address.")] = UNSET
    zip_codes: Annotated[Sparse[list[TaxClassZipCodes]], Doc("The zip codes.")] = UNSET


class TaxClassInfo(Record):
    """A tax class info."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("The avail.")] = UNSET
    tax: Annotated[Maybe[float], Doc("The tax.")] = UNSET
    tax_type: Annotated[Maybe[int], Doc("The tax type.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("The created at.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET
    tax_rates: Annotated[Sparse[list[TaxClassRate]], Doc("The tax rates.")] = UNSET


class TaxClass(Record):
    """A tax class."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    avail: Annotated[Maybe[bool], Doc("The avail.")] = UNSET
    tax: Annotated[Maybe[float], Doc("The tax.")] = UNSET
    tax_type: Annotated[Maybe[int], Doc("The tax type.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("The created at.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET


class TaxClassInfoParams(Params, kw_only=True):
    """Parameters of tax.class.info."""

    tax_class_id: Annotated[str, Doc("The tax class id.")]
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "tax_class_id,name,avail"
    exclude: shared.Exclude = None


class TaxClassListParams(ListParams, kw_only=True):
    """Parameters of tax.class.list."""

    count: shared.Count = 10
    start: shared.Start = 0
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    find_value: shared.FindValue = None
    find_where: shared.FindWhere = None
    created_to: shared.CreatedTo = None
    created_from: shared.CreatedFrom = None
    modified_to: shared.ModifiedTo = None
    modified_from: shared.ModifiedFrom = None
    response_fields: shared.ResponseFieldsGiven = "{return_code,return_message,pagination,result}"


class methods:
    """Methods of the tax resource."""

    class class_:
        """Methods under tax.class."""

        info = method("tax.class.info", "GET", TaxClassInfoParams, TaxClassInfo, "Call tax.class.info.")
        list = paged(
            "tax.class.list", TaxClassListParams, TaxClass, "tax_classes", "Call tax.class.list.", counter="total_count"
        )
