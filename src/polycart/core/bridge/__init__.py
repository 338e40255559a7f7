"""The client side of the PHP bridge: what travels, tables as structures, and a client that asks in one round trip."""
