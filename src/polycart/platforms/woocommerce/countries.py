"""Countries and their states: what the shop calls them, and the three-letter codes that it does not know.

https://woocommerce.github.io/woocommerce-rest-api-docs/#data
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from polycart.api.entities import Country, CustomerAddress, State
from polycart.core.errors import ParameterError
from polycart.core.selection import Selection
from polycart.platforms.woocommerce.connection import Woo

_ISO = """
    ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB
    BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR
    BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR
    CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK
    FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS
    GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN
    ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO
    LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD
    MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER
    NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM
    PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP
    SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF
    TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY
    UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE XKXKX
"""
"""ISO 3166-1: the two letters of each country, then its three; XK is what shops use for Kosovo."""

CODE3 = {pair[:2]: pair[2:] for pair in _ISO.split()}
_CODE2 = {code3: code2 for code2, code3 in CODE3.items()}


class _State(msgspec.Struct):
    code: str | int = ""
    name: str = ""


class _Country(msgspec.Struct):
    code: str = ""
    name: str = ""
    states: list[_State] = []


class Place(msgspec.Struct, frozen=True):
    """What the shop knows of one country: its name, and its states by code."""

    name: str
    states: dict[str, str]


async def places(woo: Woo) -> dict[str, Place]:
    """The shop's countries by their two letters, with the names and states that it uses itself."""

    async def fetch() -> dict[str, Place]:
        rows = await woo.get("data/countries", {"_fields": "code,name,states"}, type=list[_Country])
        return {row.code: Place(row.name, {str(state.code): state.name for state in row.states}) for row in rows}

    return await woo.connection.fact("countries", fetch)


def country(code: str | None) -> Country | None:
    """A country by its two letters; its name is filled in where somebody asks for it."""
    return Country(code2=code, code3=CODE3.get(code, "")) if code else None


def state(code: str | None) -> State | None:
    """A state by what an address holds: a code, or free text where the shop knows no states of the country."""
    return State(code=code, name=code) if code else None


async def name_places(woo: Woo, addresses: Iterable[CustomerAddress | None], wanted: Selection) -> None:
    """Fill in the names of countries and states where they are wanted, at the cost of one request in an hour."""
    names = wanted.wants("country") and wanted.of("country").wants("name")
    states = wanted.wants("state") and wanted.of("state").wants("name")
    found = [address for address in addresses if address is not None]
    if not found or not (names or states):
        return
    known = await places(woo)
    for address in found:
        land = address.country if isinstance(address.country, Country) else None
        if land is None or not isinstance(land.code2, str):
            continue
        place = known.get(land.code2)
        if names:
            land.name = place.name if place else land.code2
        if place and states and isinstance(address.state, State) and isinstance(address.state.code, str):
            address.state.name = place.states.get(address.state.code, address.state.code)


async def country_code(woo: Woo, text: str, parameter: str) -> str:
    """The two letters of a country given by code or name."""
    given = text.strip()
    upper = given.upper()
    if upper in CODE3:
        return upper
    if upper in _CODE2:
        return _CODE2[upper]
    for code, place in (await places(woo)).items():
        if given.casefold() == place.name.casefold():
            return code
    raise ParameterError(f"Parameter '{parameter}' is not valid. It must be an ISO code or the name of a country.")


async def state_code(woo: Woo, code: str, text: str) -> str:
    """What the shop keeps for a state given by code or name; free text where it knows no states of the country."""
    given = text.strip()
    place = (await places(woo)).get(code) if given else None
    for known, name in place.states.items() if place else ():
        if given.casefold() in (known.casefold(), name.casefold()):
            return known
    for known in place.states if place else ():
        if known.casefold() == f"{code}-{given}".casefold():  # Bavaria is DE-BY there, and BY to most callers
            return known
    return given
