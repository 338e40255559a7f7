"""Products and everything that belongs to them."""
