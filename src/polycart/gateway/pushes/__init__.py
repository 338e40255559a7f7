"""Shops that tell of changes by themselves: subscriptions kept in them, and deliveries taken in."""
