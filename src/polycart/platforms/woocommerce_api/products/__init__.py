"""Products, their variations, options, pictures, brands and reviews; importing the modules registers their methods."""

from polycart.platforms.woocommerce_api.products import (
    attributes,
    brands,
    catalogue,
    changes,
    options,
    pictures,
    reviews,
    variant_changes,
    variants,
)

__all__ = [
    "attributes",
    "brands",
    "catalogue",
    "changes",
    "options",
    "pictures",
    "reviews",
    "variant_changes",
    "variants",
]
