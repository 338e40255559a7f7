"""Measures polycart beside a plain proxy and the usual client, on loopback, against one shop that answers at once."""
