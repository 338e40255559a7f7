"""The command shows what it sent to a Magento shop: the twelve requests of the vendor's trace, in their order."""

from __future__ import annotations

import asyncio
import json
import re
import sys

from polycart.platforms.magento2.sim import Simulator
from polycart.server.embedded import Listener, free_ports, serving

GIVEN = (
    "name=Test Product", "sku=test-001", "description=Test Product Description", "price=103.5", "status=enabled",
    "available_for_view=true", "special_price=89.95", "quantity=136", "manage_stock=true", "backorder_status=allow",
    "weight=1.231",
)  # fmt: skip


async def test_the_trace_of_adding_a_product_shows_its_requests_in_order() -> None:
    simulator, (port,) = Simulator(sources="seed"), free_ports(1)
    pairs = {"store_url": f"http://127.0.0.1:{port}", **simulator.credentials}
    settings = [word for name, value in pairs.items() for word in ("--set", f"{name}={value}")]
    command = ["-m", "polycart.cli.main", "call", "product.add", "--platform", "Magento2Api", *settings, *GIVEN]
    pipe = asyncio.subprocess.PIPE
    async with serving([Listener(simulator, port)], grace=1.0):
        ran = await asyncio.create_subprocess_exec(sys.executable, *command, "--trace", stdout=pipe, stderr=pipe)
        answered, traced = await asyncio.wait_for(ran.communicate(), 30)
    out, err = answered.decode(), traced.decode()
    assert json.loads(out)["return_code"] == 0
    shown = re.findall(r"(GET|POST) +http://127\.0\.0\.1:\d+/rest/(\S+?)(?:\?\S*)? ", err)
    assert shown == [
        ("GET", "V1/store/storeViews"),
        ("GET", "V1/store/storeGroups"),
        ("GET", "V1/store/storeConfigs"),
        ("GET", "V1/modules"),
        ("GET", "V1/inventory/sources"),
        ("GET", "V1/inventory/stocks"),
        ("GET", "V1/inventory/stock-source-links"),
        ("GET", "default/V1/products"),
        ("GET", "default/V1/products/attribute-sets/sets/list"),
        ("POST", "default/V1/products"),
        ("POST", "default/V1/inventory/source-items"),
        ("POST", "default/V1/inventory/source-items-delete"),
    ]
    assert not any(secret in err for secret in simulator.credentials.values())
