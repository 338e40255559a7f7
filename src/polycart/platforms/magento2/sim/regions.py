"""Regions of countries as the vendor numbers them: an address names its region by id, code or name."""

from functools import cache

from polycart.platforms.magento2.sim.wire import Json

LISTED: dict[str, str] = {
    "US": (
        "1=AL=Alabama; 2=AK=Alaska; 3=AS=American Samoa; 4=AZ=Arizona; 5=AR=Arkansas; "
        "6=AE=Armed Forces Africa; 7=AA=Armed Forces Americas; 8=AE=Armed Forces Canada; "
        "9=AE=Armed Forces Europe; 10=AE=Armed Forces Middle East; 11=AP=Armed Forces Pacific; "
        "12=CA=California; 13=CO=Colorado; 14=CT=Connecticut; 15=DE=Delaware; 16=DC=District of Columbia; "
        "17=FM=Federated States Of Micronesia; 18=FL=Florida; 19=GA=Georgia; 20=GU=Guam; 21=HI=Hawaii; "
        "22=ID=Idaho; 23=IL=Illinois; 24=IN=Indiana; 25=IA=Iowa; 26=KS=Kansas; 27=KY=Kentucky; "
        "28=LA=Louisiana; 29=ME=Maine; 30=MH=Marshall Islands; 31=MD=Maryland; 32=MA=Massachusetts; "
        "33=MI=Michigan; 34=MN=Minnesota; 35=MS=Mississippi; 36=MO=Missouri; 37=MT=Montana; 38=NE=Nebraska; "
        "39=NV=Nevada; 40=NH=New Hampshire; 41=NJ=New Jersey; 42=NM=New Mexico; 43=NY=New York; "
        "44=NC=North Carolina; 45=ND=North Dakota; 46=MP=Northern Mariana Islands; 47=OH=Ohio; "
        "48=OK=Oklahoma; 49=OR=Oregon; 50=PW=Palau; 51=PA=Pennsylvania; 52=PR=Puerto Rico; "
        "53=RI=Rhode Island; 54=SC=South Carolina; 55=SD=South Dakota; 56=TN=Tennessee; 57=TX=Texas; "
        "58=UT=Utah; 59=VT=Vermont; 60=VI=Virgin Islands; 61=VA=Virginia; 62=WA=Washington; "
        "63=WV=West Virginia; 64=WI=Wisconsin; 65=WY=Wyoming"
    ),
    "CA": (
        "66=AB=Alberta; 67=BC=British Columbia; 68=MB=Manitoba; 70=NB=New Brunswick; "
        "69=NL=Newfoundland and Labrador; 72=NT=Northwest Territories; 71=NS=Nova Scotia; 73=NU=Nunavut; "
        "74=ON=Ontario; 75=PE=Prince Edward Island; 76=QC=Quebec; 77=SK=Saskatchewan; 78=YT=Yukon Territory"
    ),
    "DE": (
        "80=BAW=Baden-Württemberg; 81=BAY=Bayern; 82=BER=Berlin; 83=BRG=Brandenburg; 84=BRE=Bremen; "
        "85=HAM=Hamburg; 86=HES=Hessen; 87=MEC=Mecklenburg-Vorpommern; 79=NDS=Niedersachsen; "
        "88=NRW=Nordrhein-Westfalen; 89=RHE=Rheinland-Pfalz; 90=SAR=Saarland; 91=SAS=Sachsen; "
        "92=SAC=Sachsen-Anhalt; 93=SCN=Schleswig-Holstein; 94=THE=Thüringen"
    ),
    "UA": (
        "1109=UA-43=Avtonomna Respublika Krym; 1085=UA-71=Cherkaska oblast; 1086=UA-74=Chernihivska oblast; "
        "1087=UA-77=Chernivetska oblast; 1088=UA-12=Dnipropetrovska oblast; 1089=UA-14=Donetska oblast; "
        "1090=UA-26=Ivano-Frankivska oblast; 1091=UA-63=Kharkivska oblast; 1092=UA-65=Khersonska oblast; "
        "1093=UA-68=Khmelnytska oblast; 1094=UA-35=Kirovohradska oblast; 1110=UA-30=Kyiv; "
        "1095=UA-32=Kyivska oblast; 1096=UA-09=Luhanska oblast; 1097=UA-46=Lvivska oblast; "
        "1098=UA-48=Mykolaivska oblast; 1099=UA-51=Odeska oblast; 1100=UA-53=Poltavska oblast; "
        "1101=UA-56=Rivnenska oblast; 1111=UA-40=Sevastopol; 1102=UA-59=Sumska oblast; "
        "1103=UA-61=Ternopilska oblast; 1104=UA-05=Vinnytska oblast; 1105=UA-07=Volynska oblast; "
        "1106=UA-21=Zakarpatska oblast; 1107=UA-23=Zaporizka oblast; 1108=UA-18=Zhytomyrska oblast"
    ),
}
"""`id=code=name` by country; of other countries a region is free text."""


@cache
def of_country(country: str) -> tuple[tuple[int, str, str], ...]:
    """The regions of a country as id, code and name."""
    parts = (entry.split("=") for entry in LISTED.get(country, "").split("; ") if entry)
    return tuple((int(number), code, name) for number, code, name in parts)


def by_id(number: int) -> tuple[int, str, str] | None:
    """A region by its id."""
    return next((r for country in LISTED for r in of_country(country) if r[0] == number), None)


def coded(country: str, text: str) -> tuple[int, str, str] | None:
    """A region of a country by its code, which is also known without its hyphen."""
    wanted = text.casefold()
    for region in of_country(country):
        if wanted in (region[1].casefold(), region[1].replace("-", "").casefold()):
            return region
    return None


def resolved(country: str, sent: Json) -> Json:
    """`region_id`, `region_code` and `region` of an address, from the id or else the code that is sent."""
    number, text = int(sent.get("region_id") or 0), sent.get("region") or sent.get("region_code")
    found = by_id(number) if number else None
    if found is None and isinstance(text, str) and text:
        found = coded(country, text)
    if found is not None:
        return {"region_id": found[0], "region_code": found[1], "region": found[2]}
    return {"region_id": 0, "region": text, "region_code": text} if text else {}
