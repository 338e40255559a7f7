"""Sealing, opening, the master key and its rotation."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polycart.core.errors import InternalError, ServiceUnavailable
from polycart.gateway.database import Database
from polycart.gateway.home import Home
from polycart.gateway.vault import VARIABLE, Box, Vault, new_master, parse_key, rotate, rotate_file

if TYPE_CHECKING:
    from conftest import Installation

MASTER = bytes(range(32))


@given(st.binary(max_size=2000), st.text(max_size=20))
def test_what_is_sealed_opens_for_the_same_purpose_only(clear: bytes, purpose: str) -> None:
    vault = Vault(MASTER)
    box = vault.box(7, vault.new_key(7))
    sealed = box.seal(purpose, clear)
    assert box.open(purpose, sealed) == clear
    assert len(clear) < 8 or clear not in sealed
    assert box.seal(purpose, clear) != sealed
    with pytest.raises(InternalError):
        box.open(purpose + "!", sealed)


@given(st.integers(min_value=0))
def test_any_altered_bit_is_noticed(position: int) -> None:
    vault = Vault(MASTER)
    box = vault.box(7, vault.new_key(7))
    sealed = bytearray(box.seal("settings", b"some secret"))
    bit = position % (len(sealed) * 8)
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(InternalError):
        box.open("settings", bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(11), b"\x02" + bytes(40)])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    vault = Vault(MASTER)
    with pytest.raises(InternalError):
        vault.box(7, vault.new_key(7)).open("settings", sealed)


def test_one_store_cannot_open_what_is_another_s() -> None:
    vault = Vault(MASTER)
    one, other = vault.new_key(1), vault.new_key(2)
    sealed = vault.box(1, one).seal("settings", b"secret")
    with pytest.raises(InternalError):
        vault.box(2, other).open("settings", sealed)
    with pytest.raises(InternalError):
        vault.box(2, one)
    # Not even where a data key was copied from one row to the other.
    with pytest.raises(InternalError):
        Box(2, MASTER).open("settings", Box(1, MASTER).seal("settings", b"secret"))


def test_a_data_key_survives_the_change_of_its_wrapping() -> None:
    old, new = Vault(MASTER), Vault(bytes(32))
    wrapped = old.new_key(1)
    sealed = old.box(1, wrapped).seal("settings", b"secret")
    rewrapped = old.rewrap(1, wrapped, new)
    assert new.box(1, rewrapped).open("settings", sealed) == b"secret"
    with pytest.raises(ServiceUnavailable):
        old.box(1, rewrapped)


def test_derived_keys_differ_by_purpose_and_never_change() -> None:
    vault = Vault(MASTER)
    assert vault.derive(b"cursors") == Vault(MASTER).derive(b"cursors") != vault.derive(b"hooks")
    assert len(vault.derive(b"cursors")) == 32


@pytest.mark.parametrize(
    "text",
    [
        MASTER.hex(),
        MASTER.hex().upper(),
        base64.b64encode(b"\xff" * 32).decode(),
        base64.urlsafe_b64encode(b"\xff" * 32).decode(),
        base64.b64encode(MASTER).decode().rstrip("="),
        f"  {base64.b64encode(MASTER).decode()}\n",
    ],
)
def test_a_master_key_is_read_in_hex_and_in_either_base64(text: str) -> None:
    assert parse_key(text, "x") in (MASTER, b"\xff" * 32)


@pytest.mark.parametrize("text", ["", "hunter2-password", "00" * 31, base64.b64encode(bytes(33)).decode(), "é" * 44])
def test_anything_else_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ServiceUnavailable, match="32 bytes") as caught:
        parse_key(text, VARIABLE)
    assert not text or text not in caught.value.message


def test_a_first_start_makes_a_key_file_for_its_owner_alone(installation: Installation) -> None:
    file = installation.home.master_key_file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(parse_key(file.read_text(), "file")) == 32


def test_a_key_file_that_others_can_read_is_refused(installation: Installation) -> None:
    installation.home.master_key_file.chmod(0o644)
    with pytest.raises(ServiceUnavailable, match="chmod 600"):
        Vault.open(installation.home, installation.database)


def test_with_a_key_in_the_environment_no_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, MASTER.hex())
    home = Home.open(tmp_path)
    database = Database.open(home.database)
    assert Vault.open(home, database).id == Vault(MASTER).id
    assert not home.master_key_file.exists()
    database.close()


def test_the_wrong_master_key_is_told_at_the_start_in_one_sentence(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, MASTER.hex())
    with pytest.raises(ServiceUnavailable, match="not the one") as caught:
        Vault.open(installation.home, installation.database)
    assert MASTER.hex() not in caught.value.message


def test_a_lost_key_file_is_never_replaced_by_a_new_one(installation: Installation) -> None:
    installation.home.master_key_file.unlink()
    with pytest.raises(ServiceUnavailable, match="missing"):
        Vault.open(installation.home, installation.database)
    assert not installation.home.master_key_file.exists()


async def test_after_a_rotation_everything_opens_with_the_new_key_and_nothing_with_the_old(
    installation: Installation,
) -> None:
    store = await installation.store()
    before = installation.vault
    assert rotate_file(installation.home, installation.database) == 1
    installation.restart()
    assert installation.vault.id != before.id
    assert installation.stores.get(store.id).settings == {"wc_consumer_secret": "hunter2-hunter2"}
    assert not (installation.path / "master.key.new").exists()


async def test_a_rotation_killed_before_its_last_step_is_completed_at_the_next_start(
    installation: Installation,
) -> None:
    store = await installation.store()
    text = new_master()
    coming = installation.path / "master.key.new"
    installation.home.write_secret(coming, text)
    # Killed before the transaction: the old key goes on.
    installation.restart()
    # Killed after it: the new key takes its place.
    assert rotate(installation.database, installation.vault, Vault(parse_key(text, "x"))) == 1
    installation.restart()
    assert installation.stores.get(store.id).settings
    assert installation.home.master_key_file.read_text() == text
    assert not coming.exists()


def test_a_rotation_away_from_a_key_that_is_not_in_use_changes_nothing(installation: Installation) -> None:
    with pytest.raises(ServiceUnavailable):
        rotate(installation.database, Vault(MASTER), Vault(bytes(32)))
    installation.restart()


async def test_a_process_that_missed_a_rotation_seals_nothing_more(installation: Installation) -> None:
    account = await installation.account()
    other = installation.another()
    rotate_file(other.home, other.database)
    with pytest.raises(ServiceUnavailable, match="restart"):
        await installation.store(account.id)


def test_a_key_of_the_environment_is_rotated_there(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, os.urandom(32).hex())
    with pytest.raises(ServiceUnavailable, match=VARIABLE):
        rotate_file(installation.home, installation.database)


def test_no_representation_shows_a_key() -> None:
    vault = Vault(MASTER)
    shown = repr(vault) + repr(vault.box(1, vault.new_key(1)))
    assert MASTER.hex() not in shown
    assert shown == f"<Vault {vault.id.hex()}><Box of store 1>"
