"""Countries, currencies and modules: what the shop's program brings along.

Records: `modules`, `directory/currency`, `directory/countries` as the vendor answers them.
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import regions
from polycart.platforms.magento2.sim.routes import ANONYMOUS, Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, rows
from polycart.sandbox.catalogue import Catalogue

COUNTRIES = (
    "AD=AND=Andorra; AE=ARE=United Arab Emirates; AF=AFG=Afghanistan; AG=ATG=Antigua & Barbuda; AI=AIA=Anguilla; "
    "AL=ALB=Albania; AM=ARM=Armenia; AO=AGO=Angola; AQ=ATA=Antarctica; AR=ARG=Argentina; AS=ASM=American Samoa; "
    "AT=AUT=Austria; AU=AUS=Australia; AW=ABW=Aruba; AX=ALA=Åland Islands; AZ=AZE=Azerbaijan; "
    "BA=BIH=Bosnia & Herzegovina; BB=BRB=Barbados; BD=BGD=Bangladesh; BE=BEL=Belgium; BF=BFA=Burkina Faso; "
    "BG=BGR=Bulgaria; BH=BHR=Bahrain; BI=BDI=Burundi; BJ=BEN=Benin; BL=BLM=St. Barthélemy; BM=BMU=Bermuda; "
    "BN=BRN=Brunei; BO=BOL=Bolivia; BQ=BES=Caribbean Netherlands; BR=BRA=Brazil; BS=BHS=Bahamas; BT=BTN=Bhutan; "
    "BV=BVT=Bouvet Island; BW=BWA=Botswana; BY=BLR=Belarus; BZ=BLZ=Belize; CA=CAN=Canada; "
    "CC=CCK=Cocos (Keeling) Islands; CD=COD=Congo - Kinshasa; CF=CAF=Central African Republic; "
    "CG=COG=Congo - Brazzaville; CH=CHE=Switzerland; CI=CIV=Côte d’Ivoire; CK=COK=Cook Islands; CL=CHL=Chile; "
    "CM=CMR=Cameroon; CN=CHN=China; CO=COL=Colombia; CR=CRI=Costa Rica; CU=CUB=Cuba; CV=CPV=Cape Verde; "
    "CW=CUW=Curaçao; CX=CXR=Christmas Island; CY=CYP=Cyprus; CZ=CZE=Czechia; DE=DEU=Germany; DJ=DJI=Djibouti; "
    "DK=DNK=Denmark; DM=DMA=Dominica; DO=DOM=Dominican Republic; DZ=DZA=Algeria; EC=ECU=Ecuador; EE=EST=Estonia; "
    "EG=EGY=Egypt; EH=ESH=Western Sahara; ER=ERI=Eritrea; ES=ESP=Spain; ET=ETH=Ethiopia; FI=FIN=Finland; "
    "FJ=FJI=Fiji; FK=FLK=Falkland Islands; FM=FSM=Micronesia; FO=FRO=Faroe Islands; FR=FRA=France; GA=GAB=Gabon; "
    "GB=GBR=United Kingdom; GD=GRD=Grenada; GE=GEO=Georgia; GF=GUF=French Guiana; GG=GGY=Guernsey; GH=GHA=Ghana; "
    "GI=GIB=Gibraltar; GL=GRL=Greenland; GM=GMB=Gambia; GN=GIN=Guinea; GP=GLP=Guadeloupe; GQ=GNQ=Equatorial Guinea; "
    "GR=GRC=Greece; GS=SGS=South Georgia & South Sandwich Islands; GT=GTM=Guatemala; GU=GUM=Guam; "
    "GW=GNB=Guinea-Bissau; GY=GUY=Guyana; HK=HKG=Hong Kong SAR China; HM=HMD=Heard & McDonald Islands; "
    "HN=HND=Honduras; HR=HRV=Croatia; HT=HTI=Haiti; HU=HUN=Hungary; ID=IDN=Indonesia; IE=IRL=Ireland; IL=ISR=Israel; "
    "IM=IMN=Isle of Man; IN=IND=India; IO=IOT=British Indian Ocean Territory; IQ=IRQ=Iraq; IR=IRN=Iran; "
    "IS=ISL=Iceland; IT=ITA=Italy; JE=JEY=Jersey; JM=JAM=Jamaica; JO=JOR=Jordan; JP=JPN=Japan; KE=KEN=Kenya; "
    "KG=KGZ=Kyrgyzstan; KH=KHM=Cambodia; KI=KIR=Kiribati; KM=COM=Comoros; KN=KNA=St. Kitts & Nevis; "
    "KP=PRK=North Korea; KR=KOR=South Korea; KW=KWT=Kuwait; KY=CYM=Cayman Islands; KZ=KAZ=Kazakhstan; LA=LAO=Laos; "
    "LB=LBN=Lebanon; LC=LCA=St. Lucia; LI=LIE=Liechtenstein; LK=LKA=Sri Lanka; LR=LBR=Liberia; LS=LSO=Lesotho; "
    "LT=LTU=Lithuania; LU=LUX=Luxembourg; LV=LVA=Latvia; LY=LBY=Libya; MA=MAR=Morocco; MC=MCO=Monaco; "
    "MD=MDA=Moldova; ME=MNE=Montenegro; MF=MAF=St. Martin; MG=MDG=Madagascar; MH=MHL=Marshall Islands; "
    "MK=MKD=North Macedonia; ML=MLI=Mali; MM=MMR=Myanmar (Burma); MN=MNG=Mongolia; MO=MAC=Macao SAR China; "
    "MP=MNP=Northern Mariana Islands; MQ=MTQ=Martinique; MR=MRT=Mauritania; MS=MSR=Montserrat; MT=MLT=Malta; "
    "MU=MUS=Mauritius; MV=MDV=Maldives; MW=MWI=Malawi; MX=MEX=Mexico; MY=MYS=Malaysia; MZ=MOZ=Mozambique; "
    "NA=NAM=Namibia; NC=NCL=New Caledonia; NE=NER=Niger; NF=NFK=Norfolk Island; NG=NGA=Nigeria; NI=NIC=Nicaragua; "
    "NL=NLD=Netherlands; NO=NOR=Norway; NP=NPL=Nepal; NR=NRU=Nauru; NU=NIU=Niue; NZ=NZL=New Zealand; OM=OMN=Oman; "
    "PA=PAN=Panama; PE=PER=Peru; PF=PYF=French Polynesia; PG=PNG=Papua New Guinea; PH=PHL=Philippines; "
    "PK=PAK=Pakistan; PL=POL=Poland; PM=SPM=St. Pierre & Miquelon; PN=PCN=Pitcairn Islands; "
    "PS=PSE=Palestinian Territories; PT=PRT=Portugal; PW=PLW=Palau; PY=PRY=Paraguay; QA=QAT=Qatar; RE=REU=Réunion; "
    "RO=ROU=Romania; RS=SRB=Serbia; RU=RUS=Russia; RW=RWA=Rwanda; SA=SAU=Saudi Arabia; SB=SLB=Solomon Islands; "
    "SC=SYC=Seychelles; SD=SDN=Sudan; SE=SWE=Sweden; SG=SGP=Singapore; SH=SHN=St. Helena; SI=SVN=Slovenia; "
    "SJ=SJM=Svalbard & Jan Mayen; SK=SVK=Slovakia; SL=SLE=Sierra Leone; SM=SMR=San Marino; SN=SEN=Senegal; "
    "SO=SOM=Somalia; SR=SUR=Suriname; ST=STP=São Tomé & Príncipe; SV=SLV=El Salvador; SX=SXM=Sint Maarten; "
    "SY=SYR=Syria; SZ=SWZ=Eswatini; TC=TCA=Turks & Caicos Islands; TD=TCD=Chad; TF=ATF=French Southern Territories; "
    "TG=TGO=Togo; TH=THA=Thailand; TJ=TJK=Tajikistan; TK=TKL=Tokelau; TL=TLS=Timor-Leste; TM=TKM=Turkmenistan; "
    "TN=TUN=Tunisia; TO=TON=Tonga; TR=TUR=Turkey; TT=TTO=Trinidad & Tobago; TV=TUV=Tuvalu; TW=TWN=Taiwan; "
    "TZ=TZA=Tanzania; UA=UKR=Ukraine; UG=UGA=Uganda; UM=UMI=U.S. Outlying Islands; US=USA=United States; "
    "UY=URY=Uruguay; UZ=UZB=Uzbekistan; VA=VAT=Vatican City; VC=VCT=St. Vincent & Grenadines; VE=VEN=Venezuela; "
    "VG=VGB=British Virgin Islands; VI=VIR=U.S. Virgin Islands; VN=VNM=Vietnam; VU=VUT=Vanuatu; "
    "WF=WLF=Wallis & Futuna; WS=WSM=Samoa; XK=XKX=Kosovo; YE=YEM=Yemen; YT=MYT=Mayotte; ZA=ZAF=South Africa; "
    "ZM=ZMB=Zambia; ZW=ZWE=Zimbabwe; "
)
"""Every country that the vendor knows as two letters, three letters and English name."""
NAMELESS = ("AN", "ANT")
"""A country that is no more: its name is null."""
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "UAH": "₴", "JPY": "¥"}
MODULES = """
Store Config Directory AdminNotification Theme Backend Variable Eav Search Backup BundleGraphQl Customer
CatalogUrlRewrite Indexer Cms Catalog Security Rule Payment CatalogRule Quote SalesSequence CheckoutAgreements
Sales Checkout Contact Cookie Cron Csp CurrencySymbol Integration Downloadable Msrp Newsletter Dhl Developer
ImportExport Inventory InventoryAdminUi InventoryApi InventoryCatalog InventoryCatalogApi InventoryBundleProduct
InventoryCache InventoryConfigurableProduct InventoryConfiguration InventoryConfigurationApi
InventoryExportStock InventoryExportStockApi InventoryGroupedProduct InventoryIndexer InventoryInStorePickup
InventoryLowQuantityNotification InventoryLowQuantityNotificationApi InventoryReservations
InventoryReservationsApi InventorySales InventorySalesApi InventoryShipping InventorySourceSelection
InventorySourceSelectionApi InventoryMultiDimensionalIndexerApi Bundle CatalogInventory ConfigurableProduct
GroupedProduct GiftMessage MediaStorage MessageQueue NewRelicReporting OfflinePayments OfflineShipping PageCache
Persistent ProductAlert Reports RequireJs Review Rss SalesRule SampleData SendFriend Shipping Sitemap Swagger
Swatches SwatchesLayeredNavigation Tax TaxImportExport Translation Ui Ups UrlRewrite User Usps Webapi
WebapiAsync WebapiSecurity Weee Widget Wishlist AsynchronousOperations GraphQl CatalogGraphQl LayeredNavigation
Captcha Analytics Authorization AdvancedSearch Elasticsearch
"""


def _country(entry: str) -> Json:
    code, long, name = entry.split("=")
    told: Json = {"id": code, "two_letter_abbreviation": code, "three_letter_abbreviation": long}
    told |= {"full_name_locale": name, "full_name_english": name}
    known = [{"id": str(number), "code": short, "name": title} for number, short, title in regions.of_country(code)]
    return told | ({"available_regions": known} if known else {})


def _countries(shop: Shop, call: Call) -> list[Json]:
    return list(shop.table("countries").values())


def _one(shop: Shop, call: Call) -> Json:
    found = shop.table("countries").get(call.text("country_id"))
    if found is None:
        raise Refusal(404, "The country isn't available.")
    return found


def _currency(shop: Shop, call: Call) -> Json:
    return shop.table("currencies")[0]


def _modules(shop: Shop, call: Call) -> list[str]:
    names: list[str] = shop.tables["modules"][0]
    return names


def _standard(shop: Shop) -> None:
    held = [_country(entry.strip()) for entry in COUNTRIES.split(";") if entry.strip()]
    gone: Json = {"id": NAMELESS[0], "two_letter_abbreviation": NAMELESS[0], "three_letter_abbreviation": NAMELESS[1]}
    held.append(gone | {"full_name_locale": None, "full_name_english": None})
    shop.table("countries").update({c["id"]: c for c in sorted(held, key=lambda c: c["id"])})
    shop.tables["modules"] = {0: [f"Magento_{name}" for name in MODULES.split()]}


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """What every shop has, in the catalogue's currency."""
    _standard(shop)
    code, other = catalogue.store.currency, catalogue.store.other_currency
    told: Json = {"base_currency_code": code, "base_currency_symbol": SYMBOLS.get(code, code)}
    told |= {"default_display_currency_code": code, "default_display_currency_symbol": SYMBOLS.get(code, code)}
    told["available_currency_codes"] = [code, other]
    told["exchange_rates"] = [{"currency_to": code, "rate": 1}, {"currency_to": other, "rate": 0.9}]
    shop.table("currencies")[0] = told


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What every shop has, and what was read."""
    _standard(shop)
    shop.table("countries").update({row["id"]: row for row in rows(records.get("directory/countries"))})
    shop.table("currencies")[0] = records.get("directory/currency", {})
    if "modules" in records:
        shop.tables["modules"] = {0: list(records["modules"])}


ROUTES: tuple[Route, ...] = (
    route("GET directory/countries", _countries, resource=ANONYMOUS),
    route("GET directory/countries/:countryId", _one, "countryId:string", resource=ANONYMOUS),
    route("GET directory/currency", _currency, resource=ANONYMOUS),
    route("GET modules", _modules, resource="Magento_Backend::admin"),
)
