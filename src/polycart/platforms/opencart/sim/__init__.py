"""A simulated OpenCart."""

from polycart.platforms.opencart.sim.app import Simulator

__all__ = ["Simulator"]
