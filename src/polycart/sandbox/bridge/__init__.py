"""A simulated bridge: what bridge.php does in a shop's folder, on SQLite in memory, for shops without PHP."""

from polycart.sandbox.bridge.app import SimulatedBridge
from polycart.sandbox.bridge.files import PIXEL
from polycart.sandbox.bridge.forwarding import forwarded
from polycart.sandbox.bridge.refusals import Refused, need

__all__ = ["PIXEL", "Refused", "SimulatedBridge", "forwarded", "need"]
