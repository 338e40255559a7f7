"""What is asked in each measurement, and the servers that are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import msgspec

from bench.processes import Process

FIVE = ("id", "name", "u_sku", "price", "quantity")
FIVE_NATIVE = "id,name,on_sale,price,regular_price,sku,stock_quantity,type"
"""What the connector asks the shop for, for these five: the price of a variable product takes several fields."""

TLS = ", TLS to the shop"
"""Ends a target's name. Over plain http the connector has to sign each request (OAuth 1.0a), with TLS it has not."""

_NATIVE = "/wp-json/wc/v3/products"
_LIST = {"start": "0", "count": "100"}
_SHOWN = {"per_page": "100", "offset": "0"}


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One request: ``native`` as the shop and a proxy get it, ``unified`` as polycart gets it."""

    name: str
    title: str
    native: str
    unified: str


class Target(msgspec.Struct, frozen=True):
    """A server, how it is asked for a page, and what it is asked with; ``only`` names the pages that it knows."""

    name: str
    process: Process
    url: Callable[[Page], str]
    headers: Mapping[str, str]
    only: tuple[str, ...] = ()


PAGES = (
    Page(
        name="everything",
        title="100 products, everything mapped",
        native=f"{_NATIVE}?{urlencode(_SHOWN)}",
        unified=f"/v1.1/product.list.json?{urlencode({**_LIST, 'params': 'force_all'})}",
    ),
    Page(
        name="five fields",
        title="100 products, five fields",
        native=f"{_NATIVE}?{urlencode({**_SHOWN, '_fields': FIVE_NATIVE})}",
        unified=f"/v1.1/product.list.json?{urlencode({**_LIST, 'params': ','.join(FIVE)})}",
    ),
    Page(
        name="one object",
        title="one product, everything mapped",
        native=f"{_NATIVE}?include=100042&per_page=1&offset=0",
        unified="/v1.1/product.info.json?id=100042&params=force_all",
    ),
)
