"""The mutations, area by area."""
