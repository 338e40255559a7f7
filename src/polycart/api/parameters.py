"""Parameters that several resources share, described once."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from polycart.core.method import Doc

Strings = Annotated[list[str], Meta(min_length=1)]
"""Texts, one at least."""


class Nested(msgspec.Struct, kw_only=True, gc=False):
    """A structure inside the body of a request; ``None`` means that the caller did not give the value."""


class Excludes(msgspec.Struct, frozen=True):
    """The parameters that cannot be given together with the annotated one, for use in ``Annotated``."""

    names: tuple[str, ...]


Asin = Annotated[str | None, Doc("ASIN, a catalogue number.", "B07FZ8S74R")]
AttributeGroupId = Annotated[str | None, Doc("Id of the attribute group.", "6")]
AttributeId = Annotated[str, Doc("Id of the attribute.", "132")]
Avail = Annotated[bool, Doc("Leave only entities that are available, or not.", True)]
BridgeUrl = Annotated[
    str | None,
    Doc(
        "Full address of the bridge file, when it is not in its usual place.",
        "https://shop.example.com/tools/bridge2cart/bridge.php",
    ),
]
CategoriesIds = Annotated[str | None, Doc("Leave only products in these categories; ids joined by commas.", "23,56")]
ClearCache = Annotated[bool, Doc("Empty the shop's cache afterwards.", True)]
Count = Annotated[int, Meta(ge=1, le=250), Doc("How many entities to answer at most.", 20)]
Country = Annotated[str | None, Doc("Country code, or its name.", "GB")]
CreatedAt = Annotated[str | None, Doc("When it came into being.", "2026-08-01 09:30:00")]
CreatedFrom = Annotated[str | None, Doc("Leave only what was created at or after this moment.", "2026-01-01 00:00:00")]
CreatedTo = Annotated[str | None, Doc("Leave only what was created at or before this moment.", "2026-12-31 23:59:59")]
Currency = Annotated[str | None, Doc("Currency code.", "EUR")]
CurrencyId = Annotated[str | None, Doc("Currency that prices are given in.", "EUR")]
CustomerId = Annotated[str, Doc("Id of the customer.", "5")]
DbTablesPrefix = Annotated[str | None, Doc("Prefix of the shop's database tables.", "oc_")]
DimensionsUnit = Annotated[str | None, Doc("Unit of width, height and length.", "cm")]
DisableCache = Annotated[bool, Doc("Ask the shop even when an answer is cached.", True)]
DisableReportCache = Annotated[bool, Doc("Have the marketplace write a new report even when one is at hand.", True)]
Ean = Annotated[str | None, Doc("European article number.", "4006381333931")]
Exclude = Annotated[str | None, Doc("Fields to leave out when params is force_all.", "description", deprecated=True)]
Fields = Annotated[str, Doc("Fields to answer, joined by commas, or force_all.", "id,name", deprecated=True)]
FieldsKept = Annotated[str, Doc("Fields to answer, joined by commas, or force_all.", "id,name")]
FieldsLeftOut = Annotated[str | None, Doc("Fields to leave out when params is force_all.", "description")]
FindParams = Annotated[str, Doc("How to compare, such as whole_words or regex, joined by commas.", "whole_words")]
FindValue = Annotated[str, Doc("Text to look for.", "bag")]
FindWhere = Annotated[str, Doc("Fields to look in, joined by commas.", "name")]
GroupId = Annotated[str | None, Doc("Id of the group.", "2")]
Gtin = Annotated[str | None, Doc("GTIN, the number of the trade item worldwide.", "04006381333931")]
Height = Annotated[float | None, Doc("Height.", 12.0)]
IdempotencyKey = Annotated[
    str | None, Doc("Key of your choice; a repeat within 24 hours gets the first answer.", "7f2c1b34-order-100045")
]
Ids = Annotated[str | None, Doc("Ids of the entities, joined by commas.", "24,25")]
ImageName = Annotated[str, Doc("File name of the picture.", "bag.jpg")]
ImageType = Annotated[str | None, Doc("What the picture is used for.", "base")]
Isbn = Annotated[str | None, Doc("ISBN of the book.", "9783161484100")]
Label = Annotated[str | None, Doc("Alternative text of the picture.", "Bag seen from the side")]
LangId = Annotated[str | None, Doc("Language of the texts; the default language when left out.", "en")]
Length = Annotated[float | None, Doc("Length.", 30.0)]
MetaDescription = Annotated[str | None, Doc("Description for search engines.", "Cotton bags at fair prices")]
MetaKeywordList = Annotated[Strings | None, Doc("Keywords for search engines.", ["bag", "cotton"])]
MetaKeywords = Annotated[str | None, Doc("Keywords for search engines, joined by commas.", "bag,cotton")]
MetaTitle = Annotated[str | None, Doc("Page title for search engines.", "Cotton bag")]
Mime = Annotated[str | None, Doc("Media type of the picture.", "image/jpeg")]
ModifiedFrom = Annotated[str | None, Doc("Leave only what was changed at or after this moment.", "2026-01-01 00:00:00")]
ModifiedTime = Annotated[str | None, Doc("When it was last changed.", "2026-08-02 09:30:00")]
ModifiedTo = Annotated[str | None, Doc("Leave only what was changed at or before this moment.", "2026-12-31 23:59:59")]
Mpn = Annotated[str | None, Doc("Part number of the manufacturer.", "925872")]
OptionalFindValue = Annotated[str | None, Doc("Text to look for.", "bag")]
OptionalFindWhere = Annotated[str | None, Doc("Fields to look in, joined by commas.", "name")]
OptionalImageName = Annotated[str | None, Doc("File name of the picture.", "bag.jpg")]
OptionalResponseFields = Annotated[
    str | None, Doc("Selection of the answer's fields, nested in braces; * means all.", "{result{id,name}}")
]
OrderId = Annotated[str | None, Doc("Id of the order.", "100045")]
PageCursor = Annotated[str | None, Doc("Page to answer: next or previous of an earlier answer; no filters beside it.")]
PictureUrl = Annotated[str, Doc("Address of the picture.", "https://cdn.example.com/bag.jpg")]
Position = Annotated[int, Doc("Place among its siblings.", 1)]
PricesIncTax = Annotated[bool, Doc("Whether prices have tax in them.", True)]
ProductId = Annotated[str, Doc("Id of the product.", "10")]
ProductIds = Annotated[str | None, Doc("Ids of the products, joined by commas.", "4,5")]
ProductType = Annotated[str | None, Doc("Type of product that the marketplace sorts it into.", "LUGGAGE")]
ReportRequestId = Annotated[str | None, Doc("Id of the report that an earlier answer told to come back for.", "109234")]
Required = Annotated[bool, Doc("Whether a value must be given.", True)]
ResponseFields = Annotated[
    str, Doc("Selection of the answer's fields, nested in braces; * means all.", "{result{id,name}}")
]
SeoUrl = Annotated[str | None, Doc("Readable last part of the page address.", "cotton-bag")]
ShortDescription = Annotated[str | None, Doc("Short text for lists.", "Sturdy and light")]
SinceId = Annotated[str | None, Doc("Leave only entities from this id on.", "56")]
SortBy = Annotated[str, Doc("What the list is sorted by.", "id")]
SortDirection = Annotated[Literal["asc", "desc"], Doc("Whether to sort upwards or downwards.", "asc")]
SortOrder = Annotated[int, Doc("Place among its siblings.", 1)]
Start = Annotated[int, Meta(ge=0), Doc("How many entities to skip first.", 0)]
StoreId = Annotated[str | None, Doc("Store inside a multi-store shop; the default store when left out.", "1")]
StoreIds = Annotated[Strings | None, Doc("Ids of the stores.", ["1", "2"])]
StoreRoot = Annotated[
    str | None, Doc("Absolute path of the shop on its server, where bridge_url is given.", "/var/www/shop")
]
StoresIds = Annotated[str | None, Doc("Ids of the stores, joined by commas.", "1,2")]
Tags = Annotated[str | None, Doc("Tags, joined by commas.", "new,summer")]
Upc = Annotated[str | None, Doc("Universal product code.", "036000291452")]
UseLatestApiVersion = Annotated[bool, Doc("Talk to the newest version of the platform's API.", True)]
UserAgent = Annotated[str | None, Doc("User agent to send to the shop.", "polycart/1.0")]
ValidateVersion = Annotated[bool, Doc("Refuse shops whose version is not supported.", True)]
VendorId = Annotated[str | None, Doc("Id of the vendor on a marketplace shop.", "2")]
WarehouseId = Annotated[str | None, Doc("Id of the warehouse whose stock it is about.", "1")]
Weight = Annotated[float | None, Doc("Weight.", 0.4)]
WeightUnit = Annotated[str | None, Doc("Unit of the weight.", "kg")]
Width = Annotated[float | None, Doc("Width.", 20.0)]
