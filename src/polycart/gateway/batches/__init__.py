"""Batches: many changes of one kind that are worked off in the background, each item once."""
