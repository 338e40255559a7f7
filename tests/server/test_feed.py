"""The feed of a store over HTTP and in the library: in order, from where a reader was, and never a silent gap."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

import polycart
from polycart.cli.main import polycart as command
from polycart.core.errors import ParameterError, PolycartError, Unsupported
from polycart.core.transport import AppTransport
from polycart.gateway.backend import Backend
from polycart.gateway.changes.change import Change
from polycart.gateway.changes.feed import Feed
from polycart.gateway.home import Home
from polycart.server.run import application


class Installation:
    """A gateway with one store, its application, and the keys of its client."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.backend = Backend(Home.open(home))
        self.app: Any = application(self.backend)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://gateway.test")

    async def open(self) -> None:
        account = await self.backend.accounts.create("one")
        _, self.api_key = await self.backend.accounts.create_key(account.id, "key")
        self.store, self.store_key = await self.backend.stores.add(
            account.id, "WoocommerceApi", "https://shop.test", {}
        )
        self.http.headers.update({"x-api-key": self.api_key, "x-store-key": self.store_key})

    async def happen(self, *ids: int, entity: str = "product") -> list[Change]:
        told = [
            Change(entity=entity, action="add", entity_id=str(id), moment=1_700_000_000.0 + id, source="push")
            for id in ids
        ]
        return await self.backend.changes.record(self.store.id, told)

    def remote(self, **more: Any) -> Any:
        return polycart.remote(
            "http://gateway.test", self.api_key, self.store_key, transport=AppTransport(self.app), **more
        )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder after its first start, to be copied."""
    home = Home.open(tmp_path_factory.mktemp("feed") / "home")
    Backend(home).database.close()
    return home.path


@pytest.fixture
async def gateway(tmp_path: Path, migrated: Path) -> AsyncIterator[Installation]:
    shutil.copytree(migrated, tmp_path / "home")
    made = Installation(tmp_path / "home")
    await made.open()
    await Feed(made.backend).on(made.store, ["product", "order"])
    yield made
    await made.http.aclose()
    await made.backend.close()


async def test_a_reader_comes_back_to_where_it_acknowledged_and_sees_each_change_once_after_it(
    gateway: Installation,
) -> None:
    made = await gateway.happen(*range(1, 8))
    first = (await gateway.http.get("/feed", params={"consumer": "erp", "limit": 3})).json()
    assert [change["entity_id"] for change in first["changes"]] == ["1", "2", "3"]
    assert first["changes"][0] == {
        "seq": made[0].seq, "entity": "product", "action": "add", "entity_id": "1", "source": "push",
        "moment": "2023-11-14T22:13:21+0000",
    }  # fmt: skip
    assert (first["next"], first["more"]) == (made[2].seq, True)
    again = (await gateway.http.get("/feed", params={"consumer": "erp", "limit": 3})).json()
    assert again == first  # what was not acknowledged is told again
    said = await gateway.http.post("/feed/ack", json={"consumer": "erp", "seq": first["next"]})
    assert said.json() == {"consumer": "erp", "seq": made[2].seq}
    rest = (await gateway.http.get("/feed", params={"consumer": "erp"})).json()
    assert [change["entity_id"] for change in rest["changes"]] == ["4", "5", "6", "7"]
    assert (rest["next"], rest["more"]) == (made[-1].seq, False)
    other = (await gateway.http.get("/feed", params={"after": rest["next"] - 1})).json()
    assert [change["entity_id"] for change in other["changes"]] == ["7"]


async def test_a_reader_waits_for_the_next_change_of_what_it_reads(gateway: Installation) -> None:
    asked = {"entities": "order", "wait": 20}
    waiting = asyncio.create_task(gateway.http.get("/feed", params=asked))
    await asyncio.sleep(0.05)
    await gateway.happen(1)
    await asyncio.sleep(0.05)
    assert not waiting.done()
    [order] = await gateway.happen(2, entity="order")
    told = (await waiting).json()
    assert [change["seq"] for change in told["changes"]] == [order.seq]
    nothing = (await gateway.http.get("/feed", params={"after": told["next"], "wait": 0.01})).json()
    assert nothing == {"changes": [], "next": order.seq, "more": False}


@pytest.mark.parametrize(
    ("query", "status", "code", "says"),
    [
        ({"after": "9"}, 400, 109, "'after' is not valid. It must be between 0 and 1"),
        ({"after": "x"}, 400, 109, "'after' is not valid. It must be a number"),
        ({"limit": "0"}, 400, 109, "'limit' is not valid. It must be between 1 and 1000"),
        ({"wait": "600"}, 400, 109, "'wait' is not valid. It must be between 0 and 25 seconds"),
        ({"entities": "category"}, 400, 109, "tells of order, product, not of category"),
        ({"consumer": "a b"}, 400, 109, "'consumer' is not valid"),
        ({"since": "1"}, 400, 109, "'since' is not supported"),
    ],
)
async def test_what_can_not_be_read_is_said_in_one_sentence(
    gateway: Installation, query: dict[str, str], status: int, code: int, says: str
) -> None:
    await gateway.happen(1)
    answer = await gateway.http.get("/feed", params=query)
    assert (answer.status_code, answer.json()["return_code"]) == (status, code)
    assert says in answer.json()["return_message"]


async def test_keys_are_asked_for_as_everywhere_else(gateway: Installation) -> None:
    theirs = await gateway.backend.accounts.create("two")
    _, key = await gateway.backend.accounts.create_key(theirs.id, "key")
    for headers, status, code in (
        ({"x-api-key": "0" * 32}, 401, 2),
        ({"x-store-key": "0" * 32}, 404, 101),
        ({"x-api-key": key}, 403, 4),
    ):
        for answer in (
            await gateway.http.get("/feed", headers=headers),
            await gateway.http.post("/feed/ack", headers=headers, json={"consumer": "erp", "seq": 0}),
        ):
            assert (answer.status_code, answer.json()["return_code"]) == (status, code)


async def test_an_acknowledgement_that_makes_no_sense_changes_nothing(gateway: Installation) -> None:
    [made] = await gateway.happen(1)
    for body in (b"", b"[]", b'{"consumer":"erp"}', b'{"consumer":"erp","seq":"1"}', b'{"consumer":"","seq":1}'):
        answer = await gateway.http.post("/feed/ack", content=body)
        assert (answer.status_code, answer.json()["return_code"]) == (400, 109), body
    answer = await gateway.http.post("/feed/ack", json={"consumer": "erp", "seq": made.seq + 1})
    assert "The last change of this store is" in answer.json()["return_message"]
    assert await Feed(gateway.backend).readers(gateway.store) == []


async def test_a_feed_that_is_off_says_how_to_switch_it_on(gateway: Installation) -> None:
    await Feed(gateway.backend).off(gateway.store)
    answer = await gateway.http.get("/feed")
    assert answer.status_code == 409
    assert f"polycart feed on --store {gateway.store.id}" in answer.json()["return_message"]


async def test_a_reader_behind_what_is_kept_gets_an_error_and_no_gap(gateway: Installation) -> None:
    made = await gateway.happen(1, 2)
    await gateway.http.post("/feed/ack", json={"consumer": "erp", "seq": made[0].seq})
    await gateway.backend.changes.purge(kept=-60.0)
    await gateway.happen(3)
    answer = await gateway.http.get("/feed", params={"consumer": "erp"})
    assert answer.status_code == 410
    assert f"Changes up to {made[1].seq} are not kept any more" in answer.json()["return_message"]
    await gateway.http.post("/feed/ack", json={"consumer": "erp", "seq": made[1].seq})
    told = (await gateway.http.get("/feed", params={"consumer": "erp"})).json()
    assert [change["entity_id"] for change in told["changes"]] == ["3"]


async def test_entities_that_a_store_can_not_tell_of_are_refused(gateway: Installation) -> None:
    with pytest.raises(
        ParameterError, match="Changes of subscriber can't be found out in this store, only of: product"
    ):
        await Feed(gateway.backend).on(gateway.store, ["product", "subscriber"])
    assert await Feed(gateway.backend).entities(gateway.store) == {"product", "order"}


async def test_the_library_goes_on_where_its_reader_crashed(gateway: Installation) -> None:
    await gateway.happen(*range(1, 8))
    seen: list[str] = []

    async def work(crash_at: str | None) -> None:
        async with gateway.remote() as store:
            async for change in store.changes(consumer="erp", follow=False, commit_every=2):
                if change.entity_id == crash_at:
                    raise ZeroDivisionError
                seen.append(change.entity_id)

    for crash in ("4", "6"):
        with pytest.raises(ZeroDivisionError):
            await work(crash)
    assert seen == ["1", "2", "3", "3", "4", "5"]  # 3 was not acknowledged yet: the commits are after 2 and 4
    seen.clear()
    await work(None)
    assert seen == ["5", "6", "7"]
    seen.clear()
    await work(None)
    assert seen == []


async def test_the_library_follows_and_blocks_and_refuses_where_nothing_is_kept(gateway: Installation) -> None:
    async with gateway.remote() as store:
        following = store.changes()
        coming = asyncio.ensure_future(anext(following))
        await asyncio.sleep(0.05)
        await gateway.happen(1)
        assert (await coming).entity_id == "1"
        await following.aclose()
        with pytest.raises(PolycartError, match="not of category"):
            await anext(store.changes(entities=["category"]))

    def blocking() -> list[str]:
        with gateway.remote(blocking=True) as store:
            return [change.entity_id for change in store.changes(follow=False)]

    assert await asyncio.to_thread(blocking) == ["1"]
    async with polycart.connect("WoocommerceApi", store_url="https://shop.test", wc_consumer_key="ck_" + "0" * 40,
                                wc_consumer_secret="cs_" + "0" * 40) as local:  # fmt: skip
        with pytest.raises(Unsupported, match="see polycart\\.remote"):
            await anext(local.changes())


async def test_the_command_line_switches_the_feed_reads_it_and_tells_how_it_stands(gateway: Installation) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(command, ["feed", *words, "--home", str(gateway.home)])
        assert result.exception is None, result.output
        return result.output

    assert "product, order, customer, category" in await asyncio.to_thread(run, "on")
    await gateway.happen(1, 2)
    shown = await asyncio.to_thread(run, "read", "--consumer", "desk", "--json")
    assert [json.loads(line)["entity_id"] for line in shown.splitlines()] == ["1", "2"]
    assert await asyncio.to_thread(run, "read", "--consumer", "desk") == ""
    status = json.loads(await asyncio.to_thread(run, "status", "--json"))
    assert (status["feed"], status["readers"][0]["consumer"], status["readers"][0]["behind"]) == ("on", "desk", 0)
    await asyncio.to_thread(run, "forget", "desk")
    assert len((await asyncio.to_thread(run, "read")).splitlines()) == 2
    await asyncio.to_thread(run, "off")
    assert await Feed(gateway.backend).entities(gateway.store) == frozenset()
