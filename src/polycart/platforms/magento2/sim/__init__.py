"""A simulated Magento 2 shop, written from the vendor's documents and recordings of a real shop."""

from polycart.platforms.magento2.sim.app import Simulator

__all__ = ["Simulator"]
