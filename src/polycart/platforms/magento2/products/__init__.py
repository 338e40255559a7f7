"""Products, their variants, options, pictures, brands and reviews; importing the modules registers their methods."""

from polycart.platforms.magento2.products import (
    catalogue,
    changes,
    children,
    option_reads,
)

__all__ = [
    "catalogue",
    "changes",
    "children",
    "option_reads",
]
