"""The shape of the house: who may import whom, where platforms may be named, and how big rooms may grow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import polycart
from polycart.platforms import platforms
from polycart.platforms.announced import ANNOUNCED

SOURCE = Path(polycart.__file__).parent
ROOT = SOURCE.parents[1]
MODULES = sorted(SOURCE.rglob("*.py"))
CART_IDS = {*platforms(), *(announced.cart_id for announced in ANNOUNCED)}
FOLDERS = sorted(path.name for path in (SOURCE / "platforms").iterdir() if (path / "__init__.py").exists())


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0]


ABOVE = {
    "api": {"platforms", "gateway", "server", "client", "cli", "sandbox", "tools"},
    "core": {"platforms", "gateway", "server", "client", "cli", "sandbox", "tools"},
    "platforms": {"gateway", "server", "client", "cli", "tools"},
    "gateway": {"server", "client", "cli", "tools"},
    "server": {"cli", "tools"},
    "client": {"server", "cli", "tools"},
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_imports_what_stands_above_it(path: Path) -> None:
    forbidden = ABOVE.get(part(path), set())
    for name in imports(path):
        words = name.split(".")
        if words[0] == "polycart" and len(words) > 1:
            assert words[1] not in forbidden, f"{name} stands above {part(path)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_platform_is_named_outside_its_folder(path: Path) -> None:
    if part(path) == "platforms":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert node.value not in CART_IDS, f"line {node.lineno}"
    for name in imports(path):
        assert not any(name.startswith(f"polycart.platforms.{folder}") for folder in FOLDERS), name


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_simulator_knows_nothing_of_its_connector(folder: str) -> None:
    home = SOURCE / "platforms" / folder
    simulator = [*(home / "sim").rglob("*.py")] if (home / "sim").is_dir() else [home / "sim.py"]
    for path in simulator:
        for name in imports(path):
            if name.startswith("polycart"):
                # What is derived from another platform of its family has that one's shop inside.
                own = name.startswith((f"polycart.platforms.{folder}.sim", f"polycart.platforms.{folder}_api.sim"))
                assert own or name.startswith("polycart.sandbox"), f"{path.name} imports {name}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_platform_folder_is_whole(folder: str) -> None:
    home = SOURCE / "platforms" / folder
    assert (home / "connection.py").exists()
    assert (home / "README.md").exists()
    assert (home / "logo.svg").exists()
    assert (home / "sim.py").exists() or (home / "sim" / "__init__.py").exists()
    assert len(list((home / "cases").glob("*.json"))) >= 3


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_opens_with_one_sentence_and_keeps_to_its_size(path: Path) -> None:
    text = path.read_text("utf-8")
    if not text.strip():
        return
    doc = ast.get_docstring(ast.parse(text))
    assert doc, "no docstring"
    assert doc.splitlines()[0].endswith((".", ":")), doc.splitlines()[0]
    assert len(text.splitlines()) <= 700, "split this module"


def test_no_module_is_called_by_what_says_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    assert [path for path in MODULES if path.stem in vague] == []


def test_every_built_platform_has_left_the_announced_table() -> None:
    assert set(platforms()) & {announced.cart_id for announced in ANNOUNCED} == set()


def test_the_repository_names_no_machine_and_no_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org")
    found: list[str] = []
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix in {".svg", ".png", ".zip", ".gz"} or not path.is_file():
            continue
        text = path.read_text("utf-8", "replace")
        found += [f"{name}: {word}" for word in (*hosts, "/wo" + "rk/main", "/wo" + "rk/real") if word in text]
    assert found == []


def test_importing_polycart_is_light() -> None:
    heavy = "aiohttp", "litestar", "sqlalchemy"
    code = f"import sys, polycart; print(len([m for m in sys.modules if m.startswith({heavy})]))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "0"


def test_secrets_are_not_part_of_any_representation() -> None:
    for platform in platforms().values():
        values = {"store_url": "https://shop.test"}
        for name, (setting, _, _) in platform.settings.described().items():
            if name != "store_url":
                prefix = re.match(r"\^?([a-z]*_)?", setting.pattern or "")
                values[name] = (prefix.group(1) or "" if prefix else "") + "0" * 40
        settings = platform.settings.read(values)
        shown = f"{settings!r} {settings}"
        assert "0" * 40 not in shown
