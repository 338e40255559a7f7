"""Products, their variants, options, pictures, brands and reviews; importing the modules registers their methods."""

from polycart.platforms.magento2.products import (
    attributes,
    brands,
    catalogue,
    changes,
    children,
    option_changes,
    option_reads,
    picture_changes,
    price_changes,
    relations,
    reviews,
    variant_changes,
)

__all__ = [
    "attributes",
    "brands",
    "catalogue",
    "changes",
    "children",
    "option_changes",
    "option_reads",
    "picture_changes",
    "price_changes",
    "relations",
    "reviews",
    "variant_changes",
]
