"""Products, their combinations, options, pictures and brands; importing the modules registers their methods."""

from polycart.platforms.prestashop_api.products import (
    attributes,
    brands,
    catalogue,
    changes,
    group_prices,
    options,
    pictures,
    variant_changes,
    variants,
)

__all__ = [
    "attributes",
    "brands",
    "catalogue",
    "changes",
    "group_prices",
    "options",
    "pictures",
    "variant_changes",
    "variants",
]
