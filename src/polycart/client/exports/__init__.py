"""Whole lists into files: each product, order or customer of a store once, also after the work was cut off."""

from polycart.client.exports.run import Exported, export
from polycart.client.exports.snapshot import KINDS

__all__ = ["KINDS", "Exported", "export"]
