"""Products, their combinations, options, pictures and brands; importing the modules registers their methods."""

from polycart.platforms.prestashop_api.products import attributes, brands, catalogue, options, variants

__all__ = ["attributes", "brands", "catalogue", "options", "variants"]
