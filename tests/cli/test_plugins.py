"""``polycart plugin``: builds archives, keeps their keys, and says what does not fit before anything is kept."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from polycart.cli.main import polycart
from polycart.core.bridge import package, pairing
from polycart.plugins import skeletons

PLATFORM = next(name for name, one in skeletons().items() if one.library and one.renamed)
FIXED = next(name for name, one in skeletons().items() if not one.renamed)
NAMED = ["--name", "Acme Connect", "--company", "Acme"]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLYCART_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("POLYCART_PUBLIC_URL", raising=False)
    monkeypatch.chdir(tmp_path)


def plugin(*words: str) -> Result:
    return CliRunner().invoke(polycart, ["plugin", *words])


def builds() -> list[dict[str, str]]:
    return json.loads(plugin("list", "--json").stdout)


def test_every_platform_is_listed() -> None:
    assert {row["platform"] for row in json.loads(plugin("platforms", "--json").stdout)} == set(skeletons())


def test_a_plugin_for_this_polycart_is_built_and_its_keys_are_kept(tmp_path: Path) -> None:
    ran = plugin("build", PLATFORM, *NAMED, "--server", "https://api.example.com", "--out", "p.zip", "--json")
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    (kept,) = builds()
    assert (kept["build"], kept["platform"], kept["callback"]) == (told["build"], PLATFORM, "here")
    assert f"https://api.example.com/plugins/{told['build']}/callback" in text
    assert kept["gateway_key"] in text
    assert "PRIVATE KEY" not in text
    assert plugin("forget", told["build"], "--yes").exit_code == 0
    assert builds() == []


def test_the_key_of_a_callback_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    words = [
        "build",
        PLATFORM,
        *NAMED,
        "--callback-url",
        "https://cb.example/",
        "--new-key",
        "key.pem",
        "--out",
        "p.zip",
    ]
    assert plugin(*words).exit_code == 0
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert pairing.public_half((tmp_path / "key.pem").read_text()).strip() in text
    was = (tmp_path / "key.pem").read_text()
    ran = plugin(*words)
    assert (ran.exit_code, "is there already" in ran.output + str(ran.exception)) == (2, True)
    assert (tmp_path / "key.pem").read_text() == was


def test_a_plugin_for_another_polycart_keeps_nothing_here(tmp_path: Path) -> None:
    (tmp_path / "gateway.pem").write_text(pairing.public_half(package.make_private_key()))
    assert plugin("build", PLATFORM, *NAMED, "--gateway-key", "gateway.pem", "--out", "p.zip").exit_code == 0
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nonsense", *NAMED], "There is no plugin"),
        ([PLATFORM, "--name", "x", "--company", "Acme"], "'name'"),
        ([PLATFORM, *NAMED, "--callback-url", "https://cb.example/"], "--public-key"),
        ([PLATFORM, *NAMED, "--new-key", "k.pem"], "--callback-url"),
        ([PLATFORM, *NAMED, "--callback-url", "http://cb.example/", "--new-key", "k.pem"], "https://"),
        ([PLATFORM, *NAMED, "--out", "no/such/p.zip"], "no/such"),
        ([PLATFORM, *NAMED, "--server", "ftp://x"], "'callback_url'"),
        ([FIXED, *NAMED, "--out", "other.zip"], "must end in"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(words: list[str], says: str, tmp_path: Path) -> None:
    ran = plugin("build", *words)
    assert ran.exit_code != 0
    assert says in ran.output + str(ran.exception)
    assert list(tmp_path.glob("*.zip")) + list(tmp_path.glob("*.pem")) == []
    assert plugin("list", "--json").stdout.strip() in ("", "[]")


def test_a_bridge_is_made_downloaded_and_given_up_before_there_is_a_store(tmp_path: Path) -> None:
    def call(*words: str) -> Result:
        return CliRunner().invoke(polycart, ["call", *words])

    assert CliRunner().invoke(polycart, ["accounts", "create", "acme"]).exit_code == 0
    key = json.loads(call("cart.bridge").stdout)["result"]["store_key"]
    (tmp_path / "bridge.zip").write_bytes(call("bridge.download.file", "--store", key).stdout_bytes)
    with zipfile.ZipFile(tmp_path / "bridge.zip") as archive:
        assert key.encode() in archive.read("bridge2cart/config.php")
    assert json.loads(call("bridge.delete", "--store", key).stdout)["result"] == {"deleted": True}
    assert call("bridge.download.file", "--store", key).exit_code == 2
