"""Where things go: tax classes and rates, shipping zones and methods."""

from decimal import Decimal

from polycart.sandbox.catalogue.entities import ZERO, ShippingMethod, ShippingZone, TaxClass, TaxRate

TAX_CLASSES = (
    TaxClass("standard", "Standard rate"),
    TaxClass("reduced-rate", "Reduced rate"),
    TaxClass("zero-rate", "Zero rate"),
)
TAX_RATES = (
    TaxRate(1, "CA Tax", "US", "CA", Decimal("8.2500"), ""),
    TaxRate(2, "NY Tax", "US", "NY", Decimal("8.8750"), ""),
    TaxRate(3, "MwSt", "DE", "", Decimal("19.0000"), ""),
    TaxRate(4, "MwSt ermäßigt", "DE", "", Decimal("7.0000"), "reduced-rate"),
    TaxRate(5, "VAT", "GB", "", Decimal("20.0000"), ""),
    TaxRate(6, "ПДВ", "UA", "", Decimal("20.0000"), "", False),
    TaxRate(7, "消費税", "JP", "", Decimal("10.0000"), ""),
    TaxRate(8, "TVA", "FR", "", Decimal("20.0000"), ""),
    TaxRate(9, "TVA réduite", "FR", "", Decimal("5.5000"), "reduced-rate"),
)
ZONES = (
    ShippingZone(
        1,
        "USA",
        ("US",),
        (
            ShippingMethod(1, "flat_rate", "Flat rate", Decimal("7.50")),
            ShippingMethod(2, "free_shipping", "Free shipping", ZERO, Decimal("100.00")),
        ),
    ),
    ShippingZone(
        2,
        "Європа / Europe",
        ("DE", "FR", "GB", "UA"),
        (
            ShippingMethod(3, "flat_rate", "Standard", Decimal("12.90")),
            ShippingMethod(4, "local_pickup", "Pickup", ZERO, ZERO, False),
        ),
    ),
    ShippingZone(3, "Japan", ("JP",), (ShippingMethod(5, "flat_rate", "EMS", Decimal("24.00")),)),
)
RATES = {(r.country, r.state, r.tax_class): r for r in TAX_RATES}


def rate_for(country: str, state: str, tax_class: str) -> TaxRate | None:
    """The tax rate of a place: the state's own, else the country's; a class without a rate is untaxed."""
    return RATES.get((country, state, tax_class)) or RATES.get((country, "", tax_class))
