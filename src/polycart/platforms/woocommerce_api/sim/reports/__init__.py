"""The reports of WooCommerce Analytics, counted from the orders at every request; a real shop counts them later."""
