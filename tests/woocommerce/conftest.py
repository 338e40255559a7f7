"""The dumps of real shops behind a real bridge: PHP and MariaDB, but none of the shops' own code."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from polycart.core.client import Call, Connection
from polycart.core.transport import ANY_ADDRESS, HttpTransport
from polycart.platforms.woocommerce import platform
from polycart.platforms.woocommerce.pictures import Addresses
from tests.bridge import servers, shops
from tests.bridge.conftest import database
from tests.bridge.test_carts import STORES, WP_LOAD, woocommerce

__all__ = ["database"]

VERSIONS = ("10.0", "7.9")
PLACED = ("pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed")
GALLERY = """INSERT INTO wp_postmeta (post_id, meta_key, meta_value)
SELECT (SELECT MIN(ID) FROM wp_posts WHERE post_type = 'product_variation'), '_product_image_gallery', GROUP_CONCAT(ID)
FROM (SELECT ID FROM wp_posts WHERE post_type = 'attachment' ORDER BY ID LIMIT 2) AS pictures"""
"""No product of the dumps has a gallery of two; one is given to a variation, where no field shows it."""


class Dumped:
    """A dumped shop: a client for its tables, and what its API answered when it was running."""

    def __init__(self, version: str, url: str, transport: HttpTransport) -> None:
        self.folder = STORES / f"woocommerce-{version}"
        keys = {name: getattr(shops.KEYS, name) for name in ("store_key", "gateway_private_key", "bridge_public_key")}
        settings = platform.settings.read({"store_url": url, **keys})
        self.connection: Connection[Any] = Connection(settings, transport, name="1")
        self.expected = json.loads((self.folder / "expect.json").read_text("utf-8"))
        with gzip.open(self.folder / "exchanges.jsonl.gz", "rt", encoding="utf-8") as lines:
            exchanges = [json.loads(line) for line in lines]
        self.recorded = {one["name"]: one for one in exchanges}

    def client(self) -> Any:
        """A client for one call."""
        return platform.client(self.connection, Call())

    async def ready(self) -> None:
        """Tell what the API would: there is none behind this bridge, so that it answers every request with nothing."""

        async def proved() -> Addresses:
            return Addresses("http://shop.test/wp-content/uploads/", True)

        async def statuses() -> dict[str, str]:
            return dict.fromkeys(PLACED, "")

        await self.connection.fact("addresses", proved)
        await self.connection.fact("order_statuses", statuses)


@pytest.fixture(scope="session", params=VERSIONS)
def served(
    request: pytest.FixtureRequest, database: servers.Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """A dump in a database of its own, and the address of its bridge."""
    version = str(request.param)
    dump = STORES / f"woocommerce-{version}" / "database.sql.gz"
    if not dump.exists():
        pytest.skip(f"the dump of WooCommerce {version} is not at hand")
    name = f"tables{version.replace('.', '')}"
    database.sql(f"CREATE DATABASE {name} CHARACTER SET utf8mb4; GRANT ALL ON {name}.* TO 'shop'@'127.0.0.1'", "mysql")
    database.sql(gzip.decompress(dump.read_bytes()).decode("utf-8"), name)
    database.sql(GALLERY, name)
    folder: Path = tmp_path_factory.mktemp(name)
    woocommerce(folder, database, name)
    plugin = folder / "wp-content/plugins/woocommerce/woocommerce.php"
    plugin.write_text(plugin.read_text().replace("10.0.2", "10.0.2" if version == "10.0" else "7.9.0"))
    (folder / "wp-load.php").write_text(WP_LOAD.replace("return $response->said;", "return array();"))
    with servers.php(folder, workers=2) as url:
        yield version, url


@pytest.fixture
async def dumped(served: tuple[str, str]) -> AsyncIterator[Dumped]:
    transport = HttpTransport(ANY_ADDRESS)
    one = Dumped(*served, transport)
    await one.ready()
    yield one
    await transport.close()
