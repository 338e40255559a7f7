"""``polycart migrate``: a dry run, a run that finds what is there, its report, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.cli.conftest import Command, Shop, connect


@pytest.fixture(scope="module")
def stores(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state folder with two stores that hold the same: ``sim`` and ``new``."""
    home = connect(shop, tmp_path_factory.mktemp("migrating"))
    command = [sys.executable, "-m", "polycart.cli.main", "sandbox", "PrestashopApi", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            other = msgspec.json.decode(process.stdout.readline(), type=Shop)
            words = ["stores", "add", "--platform", other.platform, *other.settings, "--allow-private-network"]
            subprocess.run(
                [sys.executable, "-m", "polycart.cli.main", *words, "--label", "new", "--home", str(home)],
                capture_output=True, timeout=30, check=True,
            )  # fmt: skip
            yield home
        finally:
            process.terminate()
            assert process.wait(20) == 0


def remembered(stores: Path) -> dict[str, bytes]:
    """What earlier runs, those of other tests, have left behind."""
    return {file.name: file.read_bytes() for file in (stores / "migrations").glob("*") if file.is_file()}


def test_a_dry_run_tells_what_would_be_lost_and_writes_nothing(command: Command, stores: Path) -> None:
    words = ("migrate", "--from", "sim", "--to", "new", "--home", stores, "--dry-run", "--limit", "5")
    before = remembered(stores)
    told = command(*words, "--only", "customer", "--json").json
    assert told["counts"]["customer"]["read"] == 5
    assert {
        key: value for loss in told["losses"] if loss["field"] == "login" for key, value in loss.items()
        if key in ("kind", "field", "records")
    } == {"kind": "customer", "field": "login", "records": 5}  # fmt: skip
    shown = command(*words, "--only", "customer")
    assert "customer.add takes no login at the target." in shown.out
    assert "Passwords cannot be read" in shown.err
    assert remembered(stores) == before


def test_a_run_is_remembered_and_can_be_taken_back(command: Command, stores: Path) -> None:
    words = ("migrate", "--from", "sim", "--to", "new", "--home", stores)
    first = command(*words, "--limit", "1", "--only", "category", "--json").json
    assert first["counts"]["category"]["added"] == 1  # 'Uncategorized', which the other shop does not have
    (kept,) = (stores / "migrations").glob("*.db")
    assert kept.stat().st_mode & 0o077 == 0
    again = command(*words, "--limit", "1", "--only", "category", "--json").json
    assert again["counts"]["category"]["unchanged"] == 1
    assert "Run 1: 1 deleted, 0 restored." in command(*words, "--undo").err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--from", "sim", "--to", "sim"], "A store is not migrated to itself."),
        (["--from", "sim", "--to", "nobody"], "There is no store"),
        (["--from", "sim", "--to", "new", "--map-status", "Shipped"], "'Shipped' is no pair of names"),
        (["--from", "sim", "--to", "new", "--run", "1"], "--run goes with --undo."),
        (["--from", "sim", "--to", "new", "--undo", "--run", "99"], "Parameter 'run' is not valid."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    command: Command, stores: Path, words: list[str], sentence: str
) -> None:
    ran = command("migrate", *words, "--home", stores)
    assert ran.code in (1, 2)
    assert sentence in ran.err
