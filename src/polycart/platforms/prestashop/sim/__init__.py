"""A simulated PrestaShop with a bridge: the shop of the webservice's simulator, seen through its tables."""

from polycart.platforms.prestashop.sim.app import Simulator

__all__ = ["Simulator"]
