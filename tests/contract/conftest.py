"""Simulated shops for the tests that hold real answers against the contract."""

from tests.conformance.conftest import fresh, shop

__all__ = ["fresh", "shop"]
