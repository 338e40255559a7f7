"""Stores, accounts, keys, the matrix, traces, and the command itself."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from polycart import __version__, api

POLYCART = [sys.executable, "-m", "polycart.cli.main"]


def test_stores_can_be_listed_checked_and_removed(command: Any, shop: Any, own_home: Path) -> None:
    home = own_home
    (row,) = command("stores", "list", "--json", "--home", home).json
    assert (row["platform"], row["url"], row["label"]) == (shop.platform, shop.url, "sim")
    assert row["version"]
    assert (row["pushed"], row["partly_pushed"]) == ([], [])
    assert row["polled_because"] == "Nobody watches what changes in this store."
    checked = command("stores", "check", "--home", home)
    assert checked.code == 0
    assert checked.out.startswith("[1/1] ok")
    assert command("stores", "remove", row["store_key"], "--yes", "--home", home).code == 0
    assert command("stores", "list", "--json", "--home", home).json == []


def test_the_pace_of_polls_is_shown(command: Any, own_home: Path) -> None:
    nothing = {"watched": 0, "polled_now": 0, "late": 0, "latest": 0.0, "lost": 0}
    assert command("polls", "--json", "--home", own_home).json == [nothing]
    assert command("feed", "on", "--home", own_home).code == 0
    ran = command("polls", "--home", own_home)
    assert ran.code == 0
    assert re.search(r"\n\W*1 +0 +0 +0\.0 +0\W*\n", ran.out), ran.out


def test_how_a_store_is_called_can_be_set(command: Any, own_home: Path) -> None:
    before = command("stores", "list", "--json", "--home", own_home).json[0]
    assert (before["unsupported"], before["concurrency"], before["private_network"]) == ("error", None, True)
    call = ("call", "category.list", "created_from=2020-01-01", "count=1", "--json", "--home", own_home)
    assert command(*call).code == 1
    ran = command(
        "stores", "set", "sim", "--unsupported", "warn", "--concurrency", "2", "--label", "main",
        "--home", own_home, "--json",
    )  # fmt: skip
    expected = {"label": "main", "unsupported": "warn", "concurrency": 2, "private_network": True}
    assert {name: ran.json[name] for name in expected} == expected
    assert "created_from" in command(*call).json["return_message"]
    shown = command("stores", "set", "main", "--concurrency", "0", "--forbid-private-network", "--home", own_home)
    assert re.search(r"private_network +false", shown.out)
    after = command("stores", "list", "--json", "--home", own_home).json[0]
    assert (after["unsupported"], after["concurrency"], after["private_network"]) == ("warn", None, False)
    assert command("stores", "check", "--home", own_home).code == 1


def test_a_store_can_be_connected_to_be_warned_instead_of_refused(command: Any, shop: Any, tmp_path: Path) -> None:
    words = [*shop.settings, "--allow-private-network", "--unsupported", "warn", "--home", tmp_path]
    assert command("stores", "add", "--platform", shop.platform, *words).code == 0
    assert command("stores", "list", "--json", "--home", tmp_path).json[0]["unsupported"] == "warn"


@pytest.mark.parametrize("words", [(), ("--unsupported", "ignore"), ("--concurrency", "-1"), ("--concurrency", "many")])
def test_what_can_not_be_set_is_wrong_usage(command: Any, home: Path, words: tuple[str, ...]) -> None:
    assert command("stores", "set", "sim", *words, "--home", home).code == 2


def test_wrong_credentials_are_not_kept(command: Any, shop: Any, tmp_path: Path) -> None:
    wrong = [word.replace(shop.credentials["wc_consumer_secret"], "cs_" + "0" * 40) for word in shop.settings]
    ran = command("stores", "add", "--platform", shop.platform, *wrong, "--allow-private-network", "--home", tmp_path)
    assert ran.code == 1
    assert "Error:" in ran.err
    assert command("stores", "list", "--json", "--home", tmp_path).json == []


def test_a_private_address_needs_consent(command: Any, shop: Any, tmp_path: Path) -> None:
    ran = command("stores", "add", "--platform", shop.platform, *shop.settings, "--home", tmp_path)
    assert ran.code == 1
    assert "private" in ran.err


def test_a_store_that_fails_its_check_fails_the_command(command: Any, shop: Any, tmp_path: Path) -> None:
    dead = ["--store-url", "http://127.0.0.1:9", "--allow-private-network", "--no-check", "--home", tmp_path]
    credentials = [word for word in shop.settings if "store_url" not in word][1:]
    assert command("stores", "add", "--platform", shop.platform, *credentials, *dead).code == 0
    ran = command("stores", "check", "--json", "--home", tmp_path)
    assert ran.code == 1
    assert ran.json[0]["ok"] is False


def test_keys_are_shown_once_and_can_be_taken_back(command: Any, tmp_path: Path) -> None:
    key = command("keys", "create", "laptop", "--home", tmp_path).out.strip()
    assert re.fullmatch("[0-9a-f]{32}", key)
    listed = command("keys", "list", "--json", "--home", tmp_path)
    assert key not in listed.out
    assert listed.json[0]["prefix"] == key[:8]
    assert command("keys", "disable", key[:8], "--home", tmp_path).code == 0
    assert command("keys", "list", "--json", "--home", tmp_path).json[0]["disabled"] is True
    assert command("keys", "delete", "1", "--home", tmp_path).code == 0
    assert command("keys", "delete", "1", "--home", tmp_path).code == 2


def test_the_master_key_can_be_rotated(command: Any, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (own_home / "master.key").read_text()
    ran = command("keys", "rotate-master", "--home", own_home)
    assert ran.code == 0, ran.err
    assert "the keys of 1 store were wrapped anew" in ran.out
    assert str(own_home / "master.key") in ran.err
    after = (own_home / "master.key").read_text()
    assert before != after
    assert command("stores", "check", "--home", own_home).code == 0
    monkeypatch.setenv("POLYCART_MASTER_KEY", after)
    refused = command("keys", "rotate-master", "--home", own_home)
    assert refused.code == 1
    assert "comes from POLYCART_MASTER_KEY" in refused.err
    assert after not in refused.err
    assert (own_home / "master.key").read_text() == after
    monkeypatch.delenv("POLYCART_MASTER_KEY")
    assert command("keys", "rotate-master", "--json", "--home", own_home).json["stores"] == 1
    assert command("keys", "rotate-master", "--home", own_home / "nowhere").code == 1
    assert not (own_home / "nowhere").exists()


def test_several_accounts_have_to_be_told_apart(command: Any, tmp_path: Path) -> None:
    assert command("accounts", "create", "one", "--home", tmp_path).code == 0
    assert command("accounts", "create", "two", "--concurrency", "7", "--home", tmp_path).code == 0
    assert command("accounts", "create", "two", "--home", tmp_path).code == 1
    ran = command("keys", "create", "--home", tmp_path)
    assert ran.code == 2
    assert "one, two" in ran.err
    assert command("keys", "create", "--account", "two", "--home", tmp_path).code == 0
    assert command("accounts", "disable", "two", "--home", tmp_path).code == 0
    rows = command("accounts", "list", "--json", "--home", tmp_path).json
    assert [(row["name"], row["disabled"], row["concurrency"]) for row in rows] == [
        ("one", False, None),
        ("two", True, 7),
    ]
    assert "two" in command("accounts", "list", "--home", tmp_path).out


def test_the_matrix_has_every_method_of_every_platform(command: Any) -> None:
    rows = command("matrix", "--json").json
    assert len(rows) > 50
    for cells in rows.values():
        assert cells.keys() == api.METHODS.keys()
        for cell in cells.values():
            assert cell.keys() == {"state", "reason", "parameters", "fields"}
            assert cell["state"] in {"native", "emulated", "absent", "not yet"}
            assert cell["reason"] or cell["state"] in {"native", "emulated"}
    assert rows["WoocommerceApi"]["category.list"]["state"] == "native"
    assert "params" in rows["WoocommerceApi"]["category.list"]["parameters"]
    assert rows["WoocommerceApi"]["account.cart.add"]["state"] == "native"
    assert {cell["state"] for cell in rows["Americommerce"].values()} == {"not yet"}


def test_the_matrix_of_one_platform_is_a_table(command: Any) -> None:
    assert "category.list" in command("matrix", "--platform", "WoocommerceApi").out
    assert "WoocommerceApi" in command("matrix").out
    assert command("matrix", "--platform", "Nonesuch").code == 2


def test_a_trace_is_found_by_its_request_id(command: Any, home: Path, shop: Any) -> None:
    called = command("call", "category.list", "count=2", "--trace", "--home", home)
    request_id = called.err.split("polycart trace ")[1].split()[0]
    told = command("trace", request_id, "--json", "--bodies", "--curl", "--home", home)
    assert (told.json["request_id"], told.json["method"], told.json["code"]) == (request_id, "category.list", 0)
    exchange = told.json["exchanges"][0]
    assert (exchange["method"], exchange["status"]) == ("GET", 200)
    assert exchange["ms"] > 0
    assert exchange["curl"].startswith("curl ")
    assert exchange["response_body"].startswith("[")
    assert not any(secret in told.out for secret in shop.credentials.values())
    shown = command("trace", request_id, "--home", home)
    assert "/wp-json/wc/v3/products/categories" in shown.out
    assert "curl" in command("trace", request_id, "--curl", "--home", home).out
    assert command("trace", "req_unknown", "--home", home).code == 1


def test_the_version_and_wrong_commands(command: Any) -> None:
    assert command("--version").out == f"polycart {__version__}\n"
    assert "Did you mean 'stores'" in command("store").err
    assert command("nonesuch").code == 2
    assert command("stores", "add").code == 2


@pytest.mark.parametrize("name", ["call", "stores", "accounts", "keys", "matrix", "trace", "serve", "demo", "sandbox"])
def test_every_command_has_help(command: Any, name: str) -> None:
    ran = command(name, "--help")
    assert ran.code == 0
    assert "Usage:" in ran.out


def test_help_loads_nothing_heavy() -> None:
    code = "import sys\nfrom polycart.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += (
        "heavy = [m for m in sys.modules if m.split('.')[0] in ('aiohttp','sqlalchemy','litestar','rich','msgspec')]\n"
    )
    code += "sys.exit(len(heavy))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=20, check=False)
    assert ran.returncode == 0


def test_the_server_starts_serves_and_ends_when_told(command: Any, tmp_path: Path) -> None:
    key = command("keys", "create", "--home", tmp_path).out.strip()
    process = subprocess.Popen(
        [*POLYCART, "serve", "--port", "0", "--home", str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        ran = command("call", "account.supported_platforms", "--url", url, "--api-key", key)
        assert ran.code == 0, ran.err
        taken = command("serve", "--port", url.rpartition(":")[2], "--home", tmp_path)
        assert taken.code == 1
        assert "another program listens" in taken.err
    finally:
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert process.wait(8) == 0
        assert time.monotonic() - began < 5
        if process.stdout:
            process.stdout.close()


def test_a_reader_that_leaves_is_no_error(home: Path) -> None:
    line = f"{sys.executable} -m polycart.cli.main call category.list count=250 --home {home} | head -c 10"
    ran = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, timeout=20, env={**os.environ}, check=False
    )
    assert ran.stderr == ""
