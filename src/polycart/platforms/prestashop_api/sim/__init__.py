"""A simulated PrestaShop, written from its webservice's schema, its documents and recordings of real shops."""

from polycart.platforms.prestashop_api.sim.app import Simulator

__all__ = ["Simulator"]
