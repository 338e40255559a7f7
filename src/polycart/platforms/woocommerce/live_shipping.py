"""Services that the shop asks for rates: as over the API, whose requests the bridge hands to WordPress."""

from __future__ import annotations

from polycart.core.live_shipping import declare
from polycart.platforms.woocommerce.connection import woocommerce
from polycart.platforms.woocommerce_api.live_shipping import LIVE

declare(woocommerce, LIVE)
