"""Addresses in a customer's book, and what the vendor demands of them."""

from typing import Any

from polycart.platforms.magento2.sim import regions
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import REQUIRED, Json, invalid, mapped

TYPES = {
    "CustomerRegion": "region_code string, region string, region_id int, extension_attributes any",
    "CustomerAddress": (
        "id int, customer_id int, region CustomerRegion, region_id int, country_id string, street string[], "
        "company string, telephone string, fax string, postcode string, city string, firstname string, "
        "lastname string, middlename string, prefix string, suffix string, vat_id string, default_shipping bool, "
        "default_billing bool, extension_attributes any, custom_attributes custom"
    ),
}
NEEDED = ("firstname", "lastname", "street", "city", "telephone", "postcode", "country_id")
NO_POSTCODE = {"GB", "HK", "IE", "MO", "PA"}
"""Countries where the code is optional (`general/country/optional_zip_countries`)."""
NEEDS_REGION = {"AL", "AU", "BY", "BO", "BR", "BG", "CA", "CL", "CN", "CO", "CR", "HR", "DK", "EC", "EE", "US"}
PLAIN = (
    "country_id",
    "street",
    "company",
    "telephone",
    "fax",
    "postcode",
    "city",
    "firstname",
    "lastname",
    "middlename",
    "prefix",
    "suffix",
    "vat_id",
)


def missing(sent: Json) -> list[str]:
    """What an address lacks."""
    return [
        name
        for name in NEEDED
        if not sent.get(name) and not (name == "postcode" and sent.get("country_id") in NO_POSTCODE)
    ]


def check(sent: Json) -> None:
    """Refuse an address that lacks something."""
    lacking = missing(sent)
    if lacking:
        raise invalid((REQUIRED, {"fieldName": name}) for name in lacking)


def good(shop: Shop, sent: Json) -> bool:
    """Whether an address is whole and in a country that there is."""
    countries = shop.tables.get("countries")
    return not missing(sent) and (not countries or sent["country_id"] in countries)


def kept(shop: Shop, customer: Json, sent: Json, number: int) -> Json:
    """An address as it is kept and told."""
    made: Json = {"id": number, "customer_id": customer["id"]}
    region = mapped(sent.get("region"))
    asked = {"region_id": sent.get("region_id") or region.get("region_id"), **_texts(region)}
    found = regions.resolved(str(sent.get("country_id") or ""), asked)
    if found:
        made |= {"region": {n: found[n] for n in ("region_code", "region", "region_id")}}
        made["region_id"] = found["region_id"]
    else:
        made["region"] = {"region_code": None, "region": None, "region_id": 0}
        if region:
            made["region_id"] = 0
    made |= {name: sent[name] for name in PLAIN if sent.get(name) not in (None, "")}
    for kind in ("shipping", "billing"):
        if customer.get(f"default_{kind}") == str(number):
            made[f"default_{kind}"] = True
    return made


def _texts(region: Json) -> dict[str, Any]:
    return {name: region[name] for name in ("region", "region_code") if region.get(name)}


def settle(customer: Json) -> None:
    """Let every address tell whether it is a default one."""
    for address in customer["addresses"]:
        for kind in ("shipping", "billing"):
            address.pop(f"default_{kind}", None)
            if customer.get(f"default_{kind}") == str(address["id"]):
                address[f"default_{kind}"] = True
