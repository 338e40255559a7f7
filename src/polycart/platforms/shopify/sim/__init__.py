"""A simulated Shopify: an executable subset of its Admin GraphQL schema, written from that schema and its documents."""

from polycart.platforms.shopify.sim.app import Simulator

__all__ = ["Simulator"]
