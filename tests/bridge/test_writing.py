"""Writing through the bridge: whole or not at all, once and not twice, also when its process is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from polycart.core.bridge.client import Bridge, BridgeSettings, HalfDone
from polycart.core.errors import BridgeFailed, CredentialsRefused, DuplicateRecord, PolycartError, StoreError
from polycart.core.transport import HttpTransport, Request, Response
from tests.bridge import servers, shops

Client = Bridge[BridgeSettings]


def insert(table: str, **values: Any) -> dict[str, Any]:
    return {"do": "insert", "table": table, "columns": list(values), "rows": [list(values.values())]}


def new_product(model: str) -> list[dict[str, Any]]:
    return [
        insert("product", model=model, price="9.5", quantity=3),
        insert("product_description", product_id={"insert": 0}, language_id=1, name='O\'Brien \\ "日本"'),
        insert("product_to_store", product_id={"insert": 0}, store_id=0),
    ]


async def test_a_product_is_made_with_references_to_its_id(bridge: Client, fresh: servers.Database) -> None:
    results = await bridge.write(*new_product("new"))
    made = results[0].insert
    assert int(made) > 250
    name = fresh.one(f"SELECT name FROM oc_product_description WHERE product_id = {made}")
    assert name == 'O\'Brien \\\\ "日本"'  # as the command prints a backslash
    assert fresh.one(f"SELECT COUNT(*) FROM oc_product_to_store WHERE product_id = {made}") == "1"


async def test_relative_changes_add_up_when_they_come_at_once(bridge: Client, fresh: servers.Database) -> None:
    change = {"do": "update", "table": "product", "set": {"quantity": {"add": -1}}, "where": [["product_id", "=", 100]]}
    await asyncio.gather(*(bridge.write(change) for _ in range(30)))
    assert fresh.one("SELECT quantity FROM oc_product WHERE product_id = 100") == "170"


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        (insert("product", model="M1"), DuplicateRecord),
        (insert("product", model="x" * 65), StoreError),
        (insert("product", model="ok", price="many"), StoreError),
        (insert("order", total=1), CredentialsRefused),
        (insert("user", username="x"), CredentialsRefused),
        (insert("product", nothing=1), BridgeFailed),
        (insert("product", model={"insert": 7}), BridgeFailed),
        (
            {"do": "update", "table": "product", "set": {"price": 1}, "where": [["product_id", "<", 9]], "exactly": 1},
            StoreError,
        ),
        ({"do": "update", "table": "product", "set": {"price": 1}, "where": []}, BridgeFailed),
        ({"do": "delete", "table": "product"}, BridgeFailed),
        ({"do": "delete", "table": "product", "where": [["product_id", ">", 0]], "most": 10}, StoreError),
        (insert("setting", key="config_mail_smtp_password", value="x"), CredentialsRefused),
    ],
)
async def test_a_failure_leaves_nothing_behind(
    bridge: Client, database: servers.Database, last: dict[str, Any], kind: type[PolycartError]
) -> None:
    before = database.sql("CHECKSUM TABLE oc_product, oc_product_description, oc_order, oc_user, oc_setting")
    with pytest.raises(kind):
        await bridge.write(*new_product("half"), last)
    assert database.sql("CHECKSUM TABLE oc_product, oc_product_description, oc_order, oc_user, oc_setting") == before


async def test_tables_without_transactions_are_not_written_by_halves(bridge: Client, fresh: servers.Database) -> None:
    one, two = (
        insert("product_related", product_id=1, related_id=2),
        insert("product_related", product_id=2, related_id=1),
    )
    with pytest.raises(BridgeFailed, match="no transactions"):
        await bridge.write(one, two)
    assert fresh.one("SELECT COUNT(*) FROM oc_product_related") == "0"
    await bridge.write(one)
    await bridge.write(two, insert("product_related", product_id=3, related_id=1), loose=True)
    assert fresh.one("SELECT COUNT(*) FROM oc_product_related") == "3"


@pytest.mark.parametrize(
    "text",
    [
        'O:8:"stdClass":0:{}',
        'a:1:{i:0;O:8:"stdClass":0:{}}',
        'x;C:11:"ArrayObject":0:{}',
        'a:1:{i:0; O:+8:"stdClass":0:{}}',
    ],
)
async def test_no_object_is_planted_for_the_shop_to_bring_to_life(bridge: Client, text: str) -> None:
    change = {"do": "update", "table": "product", "set": {"image": text}, "where": [["product_id", "=", 9]]}
    with pytest.raises(BridgeFailed, match="object"):
        await bridge.write(change)


async def test_passwords_are_written_and_not_compared(bridge: Client, fresh: servers.Database) -> None:
    change = {"do": "update", "table": "customer", "set": {"password": "new"}, "where": [["customer_id", "=", 1]]}
    assert (await bridge.write(change))[0].changed == 1
    for where in (["password", "like", "n%"], ["email", "!=", {"c": "password"}], ["salt", "not null"]):
        with pytest.raises(CredentialsRefused):
            await bridge.write(change | {"where": [where]})
    assert fresh.one("SELECT password FROM oc_customer") == "new"


class Cutting:
    """A transport that loses the first answers after the shop has given them."""

    def __init__(self, inner: HttpTransport, lost: int) -> None:
        self.inner, self.lost = inner, lost

    async def send(self, request: Request, *, within: float) -> Response:
        response = await self.inner.send(request, within=within)
        if self.lost > 0:
            self.lost -= 1
            return Response(status=200, headers={}, body=response.body[:-3])
        return response

    async def close(self) -> None: ...


async def test_a_write_whose_answer_is_lost_happens_once(
    url: str, transport: HttpTransport, fresh: servers.Database
) -> None:
    bridge = shops.client(url, transport=Cutting(transport, 2))
    results = await bridge.write(insert("product", model="once"))
    assert len(bridge.call.trace.exchanges) == 3
    assert fresh.sql("SELECT product_id FROM oc_product WHERE model = 'once'") == [[str(results[0].insert)]]


async def test_an_id_belongs_to_one_write(bridge: Client, fresh: servers.Database) -> None:
    await bridge.ask("run", id="ab" * 16, statements=[insert("product", model="first")])
    with pytest.raises(BridgeFailed, match="another write"):
        await bridge.ask("run", id="ab" * 16, statements=[insert("product", model="second")])
    assert fresh.one("SELECT COUNT(*) FROM oc_product WHERE model = 'second'") == "0"


async def test_a_failed_write_may_be_tried_again_with_its_id(bridge: Client, fresh: servers.Database) -> None:
    fresh.sql("INSERT INTO oc_product (model) VALUES ('taken')")
    with pytest.raises(DuplicateRecord):
        await bridge.ask("run", id="cd" * 16, statements=[insert("product", model="taken")])
    fresh.sql("DELETE FROM oc_product WHERE model = 'taken'")
    assert not (await bridge.ask("run", id="cd" * 16, statements=[insert("product", model="taken")])).closing.repeated
    assert (await bridge.ask("run", id="cd" * 16, statements=[insert("product", model="taken")])).closing.repeated


async def test_a_killed_transaction_leaves_nothing_and_can_be_repeated(
    fresh: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, fresh)
    statements = [
        insert("product", model="killed"),
        {"do": "update", "table": "product", "set": {"price": 1}, "where": [["product_id", "=", 5]]},
    ]
    hold = "BEGIN; UPDATE oc_product SET price = 2 WHERE product_id = 5; SELECT SLEEP(60)"
    with servers.process("mariadb", f"--socket={fresh.socket}", "-uroot", "-e", hold, "shop"):
        port = servers.free_port()
        words = [servers.PHP or "php", "-S", f"127.0.0.1:{port}", "-t", str(tmp_path)]
        with servers.process(*words) as php:
            servers.wait_for(port)
            bridge = shops.client(f"http://127.0.0.1:{port}", transport=transport)
            asked = asyncio.create_task(bridge.ask("run", id="ef" * 16, statements=statements))
            begun = time.monotonic()
            while fresh.one("SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'") != "1":
                assert time.monotonic() - begun < 10
                await asyncio.sleep(0.25)  # the table is not renewed while it is read more often than each 100 ms
            os.kill(php.pid, signal.SIGKILL)
            asked.cancel()
        (sleeping,) = fresh.sql("SELECT id FROM information_schema.PROCESSLIST WHERE info LIKE 'SELECT SLEEP%'")
        fresh.sql(f"KILL {sleeping[0]}")
    assert fresh.one("SELECT COUNT(*) FROM oc_product WHERE model = 'killed'") == "0"
    assert fresh.one("SELECT price FROM oc_product WHERE product_id = 5") == "5.5000"
    with servers.php(tmp_path, workers=1) as url:
        answer = await shops.client(url, transport=transport).ask("run", id="ef" * 16, statements=statements)
    assert not answer.closing.repeated
    assert fresh.one("SELECT COUNT(*) FROM oc_product WHERE model = 'killed'") == "1"


def remember_as_committing(shop: Path, id: str) -> None:
    (known,) = shop.glob(f"bridge2cart/state-*/write/{id[:2]}/{id}")
    known.write_text(known.read_text().replace('"state":"done"', '"state":"committing"'))


async def test_a_write_that_ended_while_it_was_made_final_is_not_done_twice(
    bridge: Client, shop: Path, fresh: servers.Database
) -> None:
    await bridge.ask("run", id="12" * 16, statements=[insert("product", model="final")])
    remember_as_committing(shop, "12" * 16)
    with pytest.raises(BridgeFailed, match="look whether it has happened"):
        await bridge.ask("run", id="12" * 16, statements=[insert("product", model="final")])


async def test_caches_are_emptied_by_their_names(bridge: Client, shop: Path) -> None:
    cache = shop / "system/storage/cache"
    (cache / "cache.product.1").write_text("x")
    (cache / "index.html").write_text("")
    assert (await bridge.do("cache", names=["data"]))["removed"] == 1
    assert [path.name for path in cache.iterdir()] == ["index.html"]
    with pytest.raises(BridgeFailed):
        await bridge.do("cache", names=["../../config.php"])
    assert (shop / "config.php").exists()


async def test_a_text_is_put_together_of_words_and_the_id_that_was_made(
    bridge: Client, fresh: servers.Database
) -> None:
    words = {"text": ["product_id=", {"insert": 0}]}
    results = await bridge.write(
        insert("product", model="worded"),
        {"do": "update", "table": "product", "set": {"image": words}, "where": [["product_id", "=", {"insert": 0}]]},
    )
    made = results[0].insert
    assert fresh.one(f"SELECT image FROM oc_product WHERE product_id = {made}") == f"product_id={made}"
    with pytest.raises(BridgeFailed):
        await bridge.write(insert("product", model={"text": [["product_id"]]}))


async def test_caches_are_emptied_with_the_write_that_makes_them_stale(
    bridge: Client, shop: Path, fresh: servers.Database
) -> None:
    stale = shop / "system/storage/cache/cache.product.7"
    stale.write_text("x")
    with pytest.raises(BridgeFailed):
        await bridge.write(insert("product", nothing=1), caches=["data"])
    assert stale.exists()
    await bridge.write(insert("product", model="fresh"), caches=["data", "no-such-cache"])
    assert not stale.exists()


async def test_a_loose_write_that_breaks_off_tells_what_was_done(bridge: Client, fresh: servers.Database) -> None:
    one = insert("product_related", product_id=1, related_id=2)
    with pytest.raises(HalfDone) as caught:
        await bridge.write(one, insert("product", nothing=1), loose=True)
    assert len(caught.value.results) == 1
    assert caught.value.native is not None
    assert caught.value.native.code == "column"
