"""Shops to develop against: the reference catalogue, every platform's simulator, and the demo."""
