"""Webhooks: what a store's changes are delivered to, under which conditions, signed, and tried until it arrives."""
