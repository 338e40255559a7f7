"""One database and one shop for all tests of the bridge; a test that changes the shop takes a fresh one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from polycart.core.bridge.client import Bridge, BridgeSettings
from polycart.core.transport import ANY_ADDRESS, HttpTransport
from tests.bridge import servers, shops

SCHEMA = Path(__file__).with_name("schema.sql").read_text("utf-8")


@pytest.fixture(scope="session")
def database() -> Iterator[servers.Database]:
    with servers.database(SCHEMA) as found:
        yield found


@pytest.fixture(scope="session")
def shop(database: servers.Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shops.build(tmp_path_factory.mktemp("shop"), database)


@pytest.fixture(scope="session")
def url(shop: Path) -> Iterator[str]:
    with servers.php(shop) as address:
        yield address


@pytest.fixture
async def transport() -> AsyncIterator[HttpTransport]:
    one = HttpTransport(ANY_ADDRESS)
    yield one
    await one.close()


@pytest.fixture
def bridge(url: str, transport: HttpTransport) -> Bridge[BridgeSettings]:
    return shops.client(url, transport=transport)


@pytest.fixture
def fresh(database: servers.Database) -> Iterator[servers.Database]:
    """The database, brought back to what it was."""
    yield database
    tables = [row[0] for row in database.sql("SHOW TABLES")]
    drop = "".join(f"DROP TABLE `{name}`;" for name in tables)
    database.sql(drop + "DROP TABLE elsewhere.oc_product;" + SCHEMA)
