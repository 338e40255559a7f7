"""Where the state is kept, and who may read it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from polycart.core.errors import ServiceUnavailable
from polycart.gateway.home import Home


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    assert mode(Home.open(tmp_path / "deep" / "home").path) == 0o700


def test_the_argument_goes_before_the_environment_and_that_before_xdg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert Home.open().path == tmp_path / "xdg" / "polycart"
    monkeypatch.setenv("POLYCART_HOME", str(tmp_path / "told"))
    assert Home.open().path == tmp_path / "told"
    assert Home.open(tmp_path / "given").path == tmp_path / "given"


def test_without_any_setting_the_xdg_default_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/ignored")
    assert Home.open().path == tmp_path / ".local/share/polycart"


def test_a_folder_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServiceUnavailable, match="cannot be made"):
        Home.open(tmp_path / "file" / "home")


def test_the_database_is_a_file_in_the_folder_unless_the_environment_names_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.open(tmp_path / "home ? 100%41")
    assert home.database.database == str(home.path / "polycart.db")
    monkeypatch.setenv("POLYCART_DATABASE", "postgresql://u:p@db/polycart")
    assert home.database.host == "db"
    monkeypatch.setenv("POLYCART_DATABASE", "nonsense:secret@")
    with pytest.raises(ServiceUnavailable) as caught:
        _ = home.database
    assert "secret" not in caught.value.message


def test_of_several_writers_of_a_secret_the_first_wins_and_the_file_is_private(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    assert home.write_secret(home.master_key_file, "first")
    assert not home.write_secret(home.master_key_file, "second")
    assert home.read_secret(home.master_key_file) == "first"
    assert mode(home.master_key_file) == 0o600
    assert home.write_secret(home.master_key_file, "third", replace=True)
    assert home.read_secret(home.master_key_file) == "third"
    assert [file.name for file in tmp_path.iterdir()] == ["master.key"]


@pytest.mark.parametrize("loose", [0o640, 0o604, 0o644, 0o666])
def test_a_secret_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path, loose: int) -> None:
    home = Home.open(tmp_path)
    home.write_secret(home.master_key_file, "key")
    home.master_key_file.chmod(loose)
    with pytest.raises(ServiceUnavailable, match="chmod 600"):
        home.read_secret(home.master_key_file)
