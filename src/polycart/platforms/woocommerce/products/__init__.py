"""Products, their variations, options, pictures, brands and reviews; importing the modules registers their methods."""

from polycart.platforms.woocommerce.products import catalogue, variants

__all__ = ["catalogue", "variants"]
