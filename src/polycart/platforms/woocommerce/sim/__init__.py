"""A simulated WooCommerce shop with a bridge in its folder."""

from polycart.platforms.woocommerce.sim.app import Simulator

__all__ = ["Simulator"]
