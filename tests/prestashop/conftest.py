"""A real bridge under real PHP over the dump of a real PrestaShop; its own code is not there, so nothing is written."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from polycart.core.bridge import package
from polycart.core.client import Connection
from polycart.core.transport import ANY_ADDRESS, HttpTransport
from polycart.platforms.prestashop import platform
from tests.bridge import servers
from tests.bridge.shops import KEYS

STORE = Path(__file__).parents[2].parent / "shared" / "stores" / "prestashop-8.1"


@pytest.fixture(scope="session")
def database() -> Iterator[servers.Database]:
    if not STORE.exists():
        pytest.skip("the dump of a real shop is not at hand")
    with servers.database(gzip.decompress((STORE / "database.sql.gz").read_bytes()).decode()) as found:
        yield found


def copy(database: servers.Database, name: str, changes: str) -> None:
    """Another database with the shop of the dump, changed."""
    database.sql(f"CREATE DATABASE {name} CHARACTER SET utf8mb4; GRANT ALL ON {name}.* TO 'shop'@'127.0.0.1'", "mysql")
    database.sql(gzip.decompress((STORE / "database.sql.gz").read_bytes()).decode(), name)
    database.sql(changes, name)


def build(folder: Path, database: servers.Database, name: str = "shop", **entries: Any) -> Path:
    """As much of a shop's folder as the bridge looks at."""
    for made in ("config", "classes", "app/config", "img/p", "img/c", "bridge2cart"):
        (folder / made).mkdir(parents=True, exist_ok=True)
    for file in ("config/defines.inc.php", "classes/Product.php"):
        (folder / file).write_text("<?php\n")
    known = {
        "host": "127.0.0.1", "port": str(database.port), "name": name, "user": "shop",
        "password": servers.PASSWORD, "prefix": "ps_",
    }  # fmt: skip
    lines = "".join(f"'database_{key}' => '{value}'," for key, value in known.items())
    (folder / "app/config/parameters.php").write_text(f"<?php return array('parameters' => array({lines}));")
    (folder / "bridge2cart/bridge.php").write_bytes(package.PROGRAM.read_bytes())
    config = package.config(KEYS, **({"scopes": package.SCOPES, "requests_per_minute": 100_000} | entries))
    (folder / "bridge2cart/config.php").write_text(config)
    return folder


@pytest.fixture(scope="session")
def url(database: servers.Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.php(build(tmp_path_factory.mktemp("shop"), database)) as address:
        yield address


def settings(url: str) -> Any:
    """What connects the shop at an address."""
    names = ("store_key", "gateway_private_key", "bridge_public_key")
    return platform.settings.read({"store_url": url} | {name: getattr(KEYS, name) for name in names})


@pytest.fixture
async def connection(url: str) -> AsyncIterator[Connection[Any]]:
    known = settings(url)
    one: Connection[Any] = Connection(known, HttpTransport(ANY_ADDRESS), name="1", secrets=known.secrets())
    yield one
    await one.transport.close()
