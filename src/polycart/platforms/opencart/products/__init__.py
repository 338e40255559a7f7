"""Products with what belongs to them: options, variants, pictures, prices, attributes, reviews."""

from polycart.platforms.opencart.products import (
    attributes,
    brands,
    catalogue,
    changes,
    group_prices,
    options,
    pictures,
    reviews,
    variant_changes,
    variants,
)

__all__ = ["MODULES"]

MODULES = (
    attributes, brands, catalogue, changes, group_prices, options, pictures, reviews, variant_changes, variants,
)  # fmt: skip
"""Each registers its methods when it is imported."""
