"""Products, their variations, options, pictures, brands and reviews; importing the modules registers their methods."""

from polycart.platforms.woocommerce.products import brands, catalogue, changes, variants

__all__ = ["brands", "catalogue", "changes", "variants"]
