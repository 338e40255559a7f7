"""Older shops and shops of a multistore: the same dump with what they lack taken out, or with a second shop in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from polycart.core.client import Connection
from polycart.core.errors import ParameterError
from polycart.core.transport import ANY_ADDRESS, AppTransport, HttpTransport
from polycart.platforms.prestashop import platform
from polycart.platforms.prestashop.sim import Simulator
from tests.bridge import servers
from tests.prestashop.conftest import build, copy, settings
from tests.prestashop.test_calls import call, plain

# What later versions brought: install-dev/upgrade/sql of PrestaShop, from 1.7.0.0 to 8.1.0.
OLDER = """
UPDATE ps_configuration SET value = '1.6.1.24' WHERE name = 'PS_VERSION_DB';
ALTER TABLE ps_product DROP COLUMN isbn, DROP COLUMN mpn, DROP COLUMN product_type, DROP COLUMN state,
  DROP COLUMN low_stock_threshold, DROP COLUMN low_stock_alert, DROP COLUMN additional_delivery_times,
  DROP COLUMN unit_price, DROP COLUMN show_condition, DROP COLUMN redirect_type;
ALTER TABLE ps_product_shop DROP COLUMN show_condition, DROP COLUMN unit_price, DROP COLUMN redirect_type;
ALTER TABLE ps_product_attribute DROP COLUMN isbn, DROP COLUMN mpn, DROP COLUMN low_stock_threshold;
DROP TABLE ps_product_attribute_lang; DROP TABLE ps_store_lang;
ALTER TABLE ps_currency_lang RENAME TO ps_currency_names;
ALTER TABLE ps_currency ADD COLUMN sign varchar(8) DEFAULT '$';
UPDATE ps_currency SET name = 'Dollar'; ALTER TABLE ps_currency DROP COLUMN `precision`;
ALTER TABLE ps_lang DROP COLUMN locale;
ALTER TABLE ps_order_detail DROP COLUMN total_refunded_tax_incl, DROP COLUMN total_refunded_tax_excl,
  DROP COLUMN product_isbn, DROP COLUMN product_mpn;
ALTER TABLE ps_stock_available DROP COLUMN location, DROP COLUMN physical_quantity, DROP COLUMN reserved_quantity;
"""

SECOND = """
INSERT INTO ps_shop_group (id_shop_group, name, color, share_customer, share_order, share_stock, active, deleted)
  VALUES (2, 'Sharing', '', 1, 1, 1, 1, 0);
INSERT INTO ps_shop (id_shop, id_shop_group, name, color, id_category, theme_name, active, deleted)
  SELECT 2, 2, 'Second', '', id_category, theme_name, 1, 0 FROM ps_shop WHERE id_shop = 1;
CREATE TABLE one AS SELECT * FROM ps_product_shop WHERE id_product IN (1, 6);
UPDATE one SET id_shop = 2, price = price + 100, active = 0;
INSERT INTO ps_product_shop SELECT * FROM one; DROP TABLE one;
CREATE TABLE one AS SELECT * FROM ps_product_lang WHERE id_product IN (1, 6);
UPDATE one SET id_shop = 2, name = CONCAT('Second ', name);
INSERT INTO ps_product_lang SELECT * FROM one; DROP TABLE one;
INSERT INTO ps_stock_available (id_product, id_product_attribute, id_shop, id_shop_group, quantity, out_of_stock)
  VALUES (6, 0, 0, 2, 77, 2), (6, 0, 2, 0, 5, 2);
INSERT INTO ps_lang_shop SELECT id_lang, 2 FROM ps_lang_shop;
UPDATE ps_orders SET id_shop = 2 WHERE id_order = 6;
"""


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Connection[Any]]:
    known = settings(url)
    one: Connection[Any] = Connection(known, HttpTransport(ANY_ADDRESS), name="1", secrets=known.secrets())
    yield one
    await one.transport.close()


@pytest.fixture(scope="module")
def old(database: servers.Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    copy(database, "older", OLDER)
    with servers.php(build(tmp_path_factory.mktemp("older"), database, "older"), workers=1) as url:
        yield url


@pytest.fixture(scope="module")
def several(database: servers.Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    copy(database, "several", SECOND)
    with servers.php(build(tmp_path_factory.mktemp("several"), database, "several"), workers=1) as url:
        yield url


@pytest.mark.parametrize(
    "name", ["product.list", "product.child_item.list", "category.list", "customer.list", "order.list"]
)
async def test_columns_that_an_older_shop_lacks_are_not_asked_for(name: str, old: str, url: str) -> None:
    lazy = {"category.list": "id,name,path,parent_id,sort_order"}.get(name, "force_all")
    async with opened(old) as there, opened(url) as here:
        ours = plain(await call(there, name, count=100, params=lazy), old)
        theirs = plain(await call(here, name, count=100, params=lazy), url)
    assert [one.get("id", one.get("order_id")) for one in ours] == [
        one.get("id", one.get("order_id")) for one in theirs
    ]
    missing = {"u_isbn", "u_mpn", "unit_price", "isbn", "mpn", "currency", "additional_fields"}
    for one, other in zip(ours, theirs, strict=True):
        assert {k: v for k, v in one.items() if k not in missing} == {
            k: v for k, v in other.items() if k not in missing
        }


async def test_an_older_shop_tells_its_own_names(old: str) -> None:
    async with opened(old) as there:
        (currency,) = plain(await call(there, "product.currency.list"), old)
        assert (currency["name"], currency["iso3"]) == ("Dollar", "USD")
        told = plain(await call(there, "cart.info", params="version,stores_info"), old)
        assert told["version"] == "1.6.1.24"


async def test_each_shop_shows_its_own_products_prices_and_stock(several: str) -> None:
    async with opened(several) as there:
        fields = "id,name,price,quantity,avail_view"
        (first,) = plain(await call(there, "product.list", product_ids="6", store_id="1", params=fields), several)
        (second,) = plain(await call(there, "product.list", product_ids="6", store_id="2", params=fields), several)
        assert (first["price"], first["quantity"], first["avail_view"]) == (11.9, 300.0, True)
        assert (second["price"], second["quantity"], second["avail_view"]) == (111.9, 77.0, False)
        assert second["name"] == f"Second {first['name']}"
        page = (await call(there, "product.list", store_id="2", params="id,stores_ids")).page
        assert page is not None
        assert page.total == 2
        assert [one.stores_ids for one in page.items] == [["1", "2"], ["1", "2"]]
        shown = plain(await call(there, "product.list", store_id="2", avail_view=True, params="id"), several)
        assert shown == []
        assert plain(await call(there, "product.list", params=fields, product_ids="6"), several) == [first]
        orders = plain(await call(there, "order.list", store_id="2", params="order_id"), several)
        assert [one["order_id"] for one in orders] == ["6"]
        with pytest.raises(ParameterError, match="Allowed values: '1', '2'"):
            await call(there, "product.list", store_id="3")


@pytest.mark.parametrize("version", ["1.6.1.24", "1.7.5.2", "1.7.8.11", "8.0.4"])
async def test_a_simulated_shop_of_each_version_is_read_and_changed(version: str) -> None:
    sim = Simulator(version=version)
    known = platform.settings.read({"store_url": "https://shop.test", **sim.credentials})
    shop: Connection[Any] = Connection(known, AppTransport(sim), name="1")
    (product,) = plain(
        await call(shop, "product.list", count=1, params="force_all", type="simple"), "https://shop.test"
    )
    await call(shop, "product.update", id=product["id"], price=99.5, quantity=11)
    (changed,) = plain(
        await call(shop, "product.list", product_ids=product["id"], params="force_all"), "https://shop.test"
    )
    own = {
        "price",
        "quantity",
        "modified_at",
        "in_stock",
        "special_price",
        "advanced_price",
        "tier_price",
        "group_price",
    }
    assert (changed["price"], changed["quantity"]) == (99.5, 11.0)
    assert {k: v for k, v in changed.items() if k not in own} == {k: v for k, v in product.items() if k not in own}
    for name in ("order.list", "customer.list", "product.child_item.list", "category.list"):
        page = (await call(shop, name, count=2, params="force_all")).page
        assert page is not None
        assert page.items


def test_a_shop_older_than_the_oldest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"oldest supported version is 1\.6"):
        platform.refuse_older("1.5.6.3")
