"""Orders and what belongs to them."""
