"""A BigCommerce store to try against: both versions of its REST API, written from the vendor's documents."""

from polycart.platforms.bigcommerce_api.sim.app import Simulator

__all__ = ["Simulator"]
