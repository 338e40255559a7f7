"""Generators of what is derived from the contract and kept in the repository."""
