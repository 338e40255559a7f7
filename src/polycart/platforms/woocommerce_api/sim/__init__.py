"""A simulated WooCommerce shop, written from the vendor's documents and recordings of real shops."""

from polycart.platforms.woocommerce_api.sim.app import Simulator

__all__ = ["Simulator"]
