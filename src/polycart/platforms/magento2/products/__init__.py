"""Products, their variants, options, pictures, brands and reviews; importing the modules registers their methods."""

from polycart.platforms.magento2.products import (
    catalogue,
    option_reads,
)

__all__ = [
    "catalogue",
    "option_reads",
]
