"""Products, their variants, options, pictures and stock; importing the modules registers their methods."""

from polycart.platforms.shopify.products import (
    attributes,
    catalogue,
    changes,
    children,
    choices,
    pictures,
    variant_changes,
    variants,
)

__all__ = ["attributes", "catalogue", "changes", "children", "choices", "pictures", "variant_changes", "variants"]
