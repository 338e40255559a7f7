"""Products, their variations, options, pictures, brands and reviews; importing the modules registers their methods."""

from polycart.platforms.woocommerce.products import catalogue

__all__ = ["catalogue"]
