"""Shipping rates at the checkout: services that shops ask, and the callbacks that answer for them."""
