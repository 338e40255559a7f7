"""Accounts, and API keys that are shown once."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING

import pytest

from polycart.core.errors import ApiKeyDisabled, NotFound, ParameterError, WrongApiKey
from polycart.gateway import accounts as module
from polycart.gateway.keys import digest, matching, new_key, well_formed

if TYPE_CHECKING:
    from conftest import Installation


async def test_a_key_tells_whose_it_is(installation: Installation) -> None:
    account = await installation.account()
    made, key = await installation.accounts.create_key(account.id, "shop sync")
    assert re.fullmatch(r"[0-9a-f]{32}", key)
    for _ in range(2):
        caller = installation.accounts.authenticate(key)
        assert (caller.account_id, caller.key_id) == (account.id, made.id)
        assert caller.may("read")
        assert caller.may("write")


@pytest.mark.parametrize("key", [None, "", "x", "a" * 31, "A" * 32, "g" * 32, "é" * 32, "' OR 1=1 --", "0" * 32])
def test_anything_that_is_no_key_is_refused_in_the_same_words(installation: Installation, key: str | None) -> None:
    with pytest.raises(WrongApiKey, match=r"^Incorrect API Key$"):
        installation.accounts.authenticate(key)


async def test_a_key_with_the_right_beginning_and_a_wrong_end_is_refused(installation: Installation) -> None:
    account = await installation.account()
    _, key = await installation.accounts.create_key(account.id)
    wrong = key[:-1] + ("0" if key[-1] != "0" else "1")
    with pytest.raises(WrongApiKey):
        installation.accounts.authenticate(wrong)


async def test_keys_with_the_same_beginning_are_told_apart(installation: Installation) -> None:
    one, other = await installation.account("one"), await installation.account("other")
    first, second = "deadbeef" + "0" * 24, "deadbeef" + "1" * 24
    await installation.accounts.create_key(one.id, key=first)
    await installation.accounts.create_key(other.id, key=second)
    assert installation.accounts.authenticate(first).account_id == one.id
    assert installation.accounts.authenticate(second).account_id == other.id


async def test_a_key_is_found_after_a_restart_but_its_text_is_nowhere_on_disk(installation: Installation) -> None:
    account = await installation.account()
    made, key = await installation.accounts.create_key(account.id)
    installation.accounts.authenticate(key)
    for _ in range(2):
        assert key.encode() not in installation.bytes_on_disk()
        installation.restart()
    assert installation.accounts.authenticate(key).key_id == made.id
    assert key not in repr(await installation.accounts.keys(account.id))


async def test_a_disabled_key_gives_code_6_and_works_again_when_enabled(installation: Installation) -> None:
    account = await installation.account()
    made, key = await installation.accounts.create_key(account.id)
    installation.accounts.authenticate(key)
    await installation.accounts.disable_key(made.id)
    with pytest.raises(ApiKeyDisabled) as caught:
        installation.accounts.authenticate(key)
    assert caught.value.code == 6
    await installation.accounts.disable_key(made.id, disabled=False)
    assert installation.accounts.authenticate(key)


async def test_a_disabled_account_blocks_all_its_keys(installation: Installation) -> None:
    account = await installation.account()
    _, key = await installation.accounts.create_key(account.id)
    assert (await installation.accounts.disable(account.id)).disabled
    with pytest.raises(ApiKeyDisabled):
        installation.accounts.authenticate(key)


async def test_a_deleted_key_is_unknown(installation: Installation) -> None:
    account = await installation.account()
    made, key = await installation.accounts.create_key(account.id)
    installation.accounts.authenticate(key)
    await installation.accounts.delete_key(made.id)
    with pytest.raises(WrongApiKey):
        installation.accounts.authenticate(key)


async def test_a_key_that_another_process_disables_stops_working_within_two_seconds(
    installation: Installation,
) -> None:
    account = await installation.account()
    made, key = await installation.accounts.create_key(account.id)
    installation.accounts.authenticate(key)
    child = installation.run("disable", str(made.id))
    assert await installation.said(child) == "disabled"

    async def use() -> None:
        while True:
            installation.accounts.authenticate(key)
            await asyncio.sleep(0.02)

    with pytest.raises(ApiKeyDisabled):
        await asyncio.wait_for(use(), 2)


async def test_the_last_use_is_written_at_most_once_a_minute(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await installation.account()
    _, key = await installation.accounts.create_key(account.id)

    async def last_used() -> float | None:
        return (await installation.accounts.keys(account.id))[0].last_used

    assert await last_used() is None
    installation.accounts.authenticate(key)
    first = await last_used()
    assert first == pytest.approx(time.time(), abs=5)
    installation.accounts.authenticate(key)
    assert await last_used() == first
    monkeypatch.setattr(module, "LAST_USED_EVERY", 0.0)
    installation.accounts.authenticate(key)
    assert (await last_used() or 0) > (first or 0)


async def test_a_key_works_while_the_database_is_locked(installation: Installation) -> None:
    account = await installation.account()
    _, key = await installation.accounts.create_key(account.id)
    held = installation.another().database.writer
    assert held is not None
    held.execute("BEGIN IMMEDIATE")
    assert installation.accounts.authenticate(key).account_id == account.id
    held.execute("ROLLBACK")


async def test_scopes_are_what_was_granted(installation: Installation) -> None:
    account = await installation.account()
    made, key = await installation.accounts.create_key(account.id, scopes=["read"])
    assert made.scopes == ("read",)
    assert not installation.accounts.authenticate(key).may("write")
    for wrong in ([], ["admin"], ["read", "admin"]):
        with pytest.raises(ParameterError):
            await installation.accounts.create_key(account.id, scopes=wrong)


async def test_an_account_s_own_limit_is_told_to_its_callers(installation: Installation) -> None:
    account = await installation.accounts.create("big", concurrency=50)
    _, key = await installation.accounts.create_key(account.id)
    assert installation.accounts.authenticate(key).concurrency == 50
    await installation.accounts.update(account.id, concurrency=0)
    assert installation.accounts.authenticate(key).concurrency is None


async def test_names_and_keys_are_one_of_a_kind(installation: Installation) -> None:
    account = await installation.account()
    _, key = await installation.accounts.create_key(account.id)
    for attempt in (
        installation.accounts.create("acme"),
        installation.accounts.create(" "),
        installation.accounts.create_key(account.id, key=key),
        installation.accounts.create_key(account.id, key="too short"),
    ):
        with pytest.raises(ParameterError) as caught:
            await attempt
        assert key not in str(caught.value)


async def test_what_does_not_exist_is_not_found(installation: Installation) -> None:
    accounts = installation.accounts
    for attempt in (
        accounts.get(9), accounts.disable(9), accounts.delete(9), accounts.create_key(9), accounts.disable_key(9),
        accounts.delete_key(9),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await attempt


async def test_accounts_and_keys_are_listed_the_oldest_first(installation: Installation) -> None:
    first, second = await installation.account("first"), await installation.account("second")
    assert await installation.accounts.list() == [first, second]
    assert await installation.accounts.get(second.id) == second
    made = [(await installation.accounts.create_key(first.id, name))[0] for name in ("a", "b")]
    assert await installation.accounts.keys(first.id) == made
    assert await installation.accounts.keys(second.id) == []


async def test_an_account_with_stores_is_deleted_only_when_they_may_go_too(installation: Installation) -> None:
    store = await installation.store()
    _, key = await installation.accounts.create_key(store.account_id)
    with pytest.raises(ParameterError, match=r"1 store"):
        await installation.accounts.delete(store.account_id)
    await installation.accounts.delete(store.account_id, with_stores=True)
    assert await installation.accounts.list() == []
    with pytest.raises(WrongApiKey):
        installation.accounts.authenticate(key)
    assert (await installation.account("next")).id != store.account_id


def test_new_keys_are_well_formed_and_differ() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(map(well_formed, keys))


def test_matching_compares_whole_digests() -> None:
    rows = [(digest("a"), 1), (digest("b"), 2)]
    assert matching(rows, digest("b")) == rows[1]
    assert matching(rows, digest("c")) is None
