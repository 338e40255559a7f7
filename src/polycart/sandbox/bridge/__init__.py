"""A simulated bridge: what bridge.php does in a shop's folder, on SQLite in memory, for shops without PHP."""

from polycart.sandbox.bridge.app import SimulatedBridge
from polycart.sandbox.bridge.refusals import Refused, need

__all__ = ["Refused", "SimulatedBridge", "need"]
