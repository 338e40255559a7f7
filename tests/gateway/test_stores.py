"""Store records: one shop once, credentials sealed, changes seen everywhere soon."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select

from polycart.core.errors import ParameterError, StoreDenied, StoreExists, StoreNotFound
from polycart.gateway import calls
from polycart.gateway.database import Cache
from polycart.gateway.stores import identity
from polycart.gateway.tables import store_calls, stores, traces

if TYPE_CHECKING:
    from conftest import Installation

SECRET = "hunter2-hunter2"
TODAY = datetime.now(UTC).date().isoformat()


async def test_a_store_is_found_by_its_key(installation: Installation) -> None:
    account = await installation.account()
    store, key = await installation.stores.add(account.id, "woocommerce", "https://shop.example/", {"secret": SECRET})
    assert installation.stores.find(key) == store
    assert installation.stores.find(key, account.id).settings == {"secret": SECRET}
    assert installation.stores.key(store.id) == key


@pytest.mark.parametrize("key", [None, "", "short", "0" * 32, "Z" * 32])
def test_a_key_of_no_store_is_code_101(installation: Installation, key: str | None) -> None:
    with pytest.raises(StoreNotFound) as caught:
        installation.stores.find(key)
    assert caught.value.code == 101


async def test_another_account_s_store_is_code_4(installation: Installation) -> None:
    store = await installation.store()
    other = await installation.account("other")
    with pytest.raises(StoreDenied) as caught:
        installation.stores.find(installation.stores.key(store.id), other.id)
    assert caught.value.code == 4


@pytest.mark.parametrize(
    "again",
    [
        "https://shop.example",
        "http://SHOP.example/",
        "shop.example",
        "https://shop.example:443/",
        " https://shop.example. ",
    ],
)
async def test_a_shop_is_connected_once_in_the_whole_service(installation: Installation, again: str) -> None:
    mine = await installation.store(url="https://shop.example/")
    other = await installation.account("other")
    for account_id in (mine.account_id, other.id):
        with pytest.raises(StoreExists) as caught:
            await installation.store(account_id, again)
        assert caught.value.code == 8


@pytest.mark.parametrize("url", ["https://shop.example/b", "https://shop.example:8443", "https://www.shop.example"])
async def test_shops_on_one_machine_are_told_apart(installation: Installation, url: str) -> None:
    first = await installation.store(url="https://shop.example")
    assert (await installation.store(first.account_id, url)).id != first.id


async def test_where_the_url_is_shared_the_shop_is_what_is_one_of_a_kind(installation: Installation) -> None:
    first = await installation.store(url="https://market.example", shop="seller-1")
    await installation.store(first.account_id, "https://market.example", shop="seller-2")
    with pytest.raises(StoreExists):
        await installation.store(first.account_id, "https://market.example", shop="seller-1")


async def test_of_two_simultaneous_attempts_one_connects(installation: Installation) -> None:
    account = await installation.account()
    other = installation.another()
    outcomes = await asyncio.gather(
        *(one.store(account.id) for one in (installation, other) * 3), return_exceptions=True
    )
    assert sum(isinstance(outcome, StoreExists) for outcome in outcomes) == 5


async def test_a_plugin_s_key_is_taken_over_once(installation: Installation) -> None:
    key = "0123456789abcdef" * 2
    store = await installation.store(store_key=key)
    assert installation.stores.find(key).id == store.id
    with pytest.raises(StoreExists):
        await installation.store(store.account_id, "https://b.example", store_key=key)
    with pytest.raises(ParameterError, match="store_key"):
        await installation.store(store.account_id, "https://b.example", store_key="x" * 32)


@pytest.mark.parametrize(
    "url", ["https://u:p4ss@shop.example", "https://u@shop.example", "https://", "http://[::1", "https://x:y"]
)
async def test_a_url_that_is_none_or_holds_a_password_is_refused_unrepeated(
    installation: Installation, url: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        await installation.store(url=url)
    assert "p4ss" not in caught.value.message


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("", None),
        ("shop.example", "shop.example"),
        ("HTTP://Shop.Example:80/A/", "shop.example/A"),
        ("http://shop.example:443", "shop.example:443"),
        ("https://[2001:db8::1]:8443/x", "2001:db8::1:8443/x"),
    ],
)
def test_spellings_of_one_url_have_one_identity(url: str, same: str | None) -> None:
    assert identity(url) == same


async def test_neither_settings_nor_keys_are_on_disk_in_the_clear(installation: Installation) -> None:
    store = await installation.store(settings={"secret": SECRET, "deep": {"token": "tok-123456789"}})
    key = installation.stores.key(store.id)
    await installation.stores.update(store.id, settings={"more": "another-secret"})
    for _ in range(2):
        disk = installation.bytes_on_disk()
        for clear in (SECRET, "tok-123456789", "another-secret", key):
            assert clear.encode() not in disk
        installation.restart()
    assert installation.stores.find(key).settings["deep"] == {"token": "tok-123456789"}


async def test_no_representation_shows_a_secret(installation: Installation) -> None:
    store = await installation.store(settings={"secret": SECRET})
    key = installation.stores.key(store.id)
    listed = await installation.stores.list(store.account_id)
    shown = f"{store!r} {store} {store.settings} {store.settings!r} {listed} {installation.stores.box(store.id)!r}"
    assert SECRET not in shown
    assert key not in shown
    assert "secret=***" in shown


async def test_settings_are_merged_or_replaced(installation: Installation) -> None:
    store = await installation.store(settings={"a": 1, "b": 2})
    assert (await installation.stores.update(store.id, settings={"b": 3})).settings == {"a": 1, "b": 3}
    assert (await installation.stores.update(store.id, settings={"c": 4}, replace=True)).settings == {"c": 4}


async def test_everything_else_of_a_store_can_be_changed(installation: Installation) -> None:
    store = await installation.store()
    changed = await installation.stores.update(
        store.id,
        url="https://moved.example",
        store_key="f" * 32,
        facts={"version": "9.1"},
        label="l",
        custom_label="c",
        unsupported="warn",
        concurrency=2,
        private_network=True,
    )
    assert installation.stores.find("f" * 32) == changed
    assert (changed.url, changed.facts, changed.label, changed.custom_label) == (
        "https://moved.example", {"version": "9.1"}, "l", "c",
    )  # fmt: skip
    assert (changed.unsupported, changed.concurrency, changed.private_network) == ("warn", 2, True)
    assert (await installation.stores.update(store.id, concurrency=0)).concurrency is None
    with pytest.raises(TypeError):
        await installation.stores.update(store.id, account_id=2)


async def test_a_client_is_outdated_by_new_credentials_but_not_by_new_facts(installation: Installation) -> None:
    store = await installation.store()
    learned = await installation.stores.update(store.id, facts={"version": "9.1"}, label="x")
    assert (learned.revision, learned.generation) == (2, 1)
    renewed = await installation.stores.update(store.id, settings={"token": "t"})
    assert (renewed.revision, renewed.generation) == (3, 2)


async def test_an_old_store_key_stops_working_when_a_new_one_is_set(installation: Installation) -> None:
    store = await installation.store()
    old = installation.stores.key(store.id)
    installation.stores.find(old)
    await installation.stores.update(store.id, store_key="e" * 32)
    with pytest.raises(StoreNotFound):
        installation.stores.find(old)


async def test_a_store_cannot_move_onto_another(installation: Installation) -> None:
    store = await installation.store()
    other = await installation.store(store.account_id, "https://other.example")
    with pytest.raises(StoreExists):
        await installation.stores.update(store.id, url="http://other.example/")
    with pytest.raises(StoreExists):
        await installation.stores.update(store.id, store_key=installation.stores.key(other.id))
    assert (await installation.stores.update(store.id, url="https://shop.example/")).url == "https://shop.example/"


async def test_a_change_by_another_process_is_seen_and_an_unchanged_store_is_not_read_twice(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await installation.store()
    key = installation.stores.key(store.id)
    believed: Cache[Any, Any] = Cache(0.0)
    monkeypatch.setattr(installation.stores, "_stores", believed)
    first = installation.stores.find(key)
    assert installation.stores.find(key) is first
    await installation.another().stores.update(store.id, settings={"token": "new"})
    assert installation.stores.find(key).settings["token"] == "new"


async def test_stores_are_listed_by_any_filter_and_only_to_their_owner(installation: Installation) -> None:
    a = await installation.store(url="https://a.example", custom_label="red")
    b = await installation.store(a.account_id, "https://b.example", custom_label="blue")
    other = await installation.account("other")
    list_of = installation.stores.list
    key = installation.stores.key(b.id)

    async def ids(**filters: Any) -> list[int]:
        return [row.store.id for row in await list_of(a.account_id, **filters)]

    assert await ids() == [a.id, b.id]
    assert await ids(store_url="http://a.example/") == [a.id]
    assert await ids(store_key=key) == [b.id]
    assert await ids(custom_label="blue") == [b.id]
    assert await ids(custom_label="red", store_key=key) == []
    assert await list_of(other.id, store_key=key) == []
    assert [row.store_key for row in await list_of(a.account_id, store_key=key)] == [key]
    assert await installation.stores.count(a.account_id) == 2


async def test_calls_are_counted_by_store_and_day(installation: Installation) -> None:
    a = await installation.store(url="https://a.example")
    b = await installation.store(a.account_id, "https://b.example")
    for _ in range(3):
        installation.stores.calls.note(a.id)
    with installation.database.engine.begin() as connection:
        connection.execute(insert(store_calls).values(store_id=a.id, day="2020-02-29", calls=40))

    async def totals(*days: str) -> list[int | None]:
        return [row.total_calls for row in await installation.stores.list(a.account_id, days=days or None)]  # type: ignore[arg-type]

    assert await totals() == [None, None]
    assert await totals(TODAY, TODAY) == [3, 0]
    installation.stores.calls.note(a.id)
    installation.stores.calls.note(b.id)
    assert await totals("2020-01-01", TODAY) == [44, 1]
    assert await totals("2020-01-01", "2020-03-01") == [40, 0]


async def test_counts_are_written_behind_and_at_the_close(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written() -> list[int]:
        with other.database.engine.connect() as connection:
            return list(connection.execute(select(store_calls.c.calls)).scalars())

    store = await installation.store()
    other = installation.another()
    monkeypatch.setattr(calls, "FLUSH_EVERY", 0.05)
    installation.stores.calls.note(store.id)
    assert written() == []
    await asyncio.sleep(0.1)
    await installation.database.read(lambda connection: None)
    assert written() == [1]
    installation.stores.calls.note(store.id)
    installation.restart()
    assert written() == [2]


async def test_a_deleted_store_leaves_nothing_behind(installation: Installation) -> None:
    store = await installation.store()
    key = installation.stores.key(store.id)
    installation.stores.find(key)
    installation.traces.add(
        request_id="r", account_id=1, store_id=store.id, method="x", code=0, ms=1, exchanges=[{"url": "u"}]
    )
    await installation.traces.flush()
    installation.stores.calls.note(store.id)
    installation.journal.open(store.id, "r").add({"path": "products/1"})
    with installation.database.engine.connect() as connection:
        wrapped = connection.execute(select(stores.c.data_key)).scalar_one()
    await installation.stores.delete(store.id)
    with pytest.raises(StoreNotFound):
        installation.stores.find(key)
    with pytest.raises(StoreNotFound):
        installation.stores.box(store.id)
    with pytest.raises(StoreNotFound):
        await installation.stores.delete(store.id)
    installation.restart()
    with installation.database.engine.connect() as connection:
        for table in (stores, store_calls, traces):
            assert connection.execute(select(table)).all() == []
    # Whatever copy of a sealed value is left somewhere, the key to it is gone.
    assert wrapped not in installation.bytes_on_disk()
    assert (await installation.store(store.account_id)).id != store.id
