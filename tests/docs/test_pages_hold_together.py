"""Links lead somewhere, names are real, everything is mentioned, and nothing tells of the machine it was written on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from polycart import api
from polycart.core.errors import PolycartError
from polycart.gateway.backend import Limits
from polycart.server.settings import VARIABLES
from polycart.tools.reference import _leaves, commands, variables
from tests.docs.pages import DOCS, PAGES, REFERENCE, ROOT, WRITTEN, anchors, blocks, name_of, prose

SOURCE = ROOT / "src" / "polycart"
CODE = [
    *(path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.py")),
    *(path for folder in ("tests", "bench") for path in (ROOT / folder).rglob("*.sh")),
    ROOT / "Makefile",
]
VARIABLE = re.compile(r"POLYCART_[A-Z]+(?:_[A-Z]+)*\b")


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.is_file(), f"{target} leads nowhere"
        assert not anchor or anchor in anchors(there), f"{target}: there is no such heading"


def test_every_page_can_be_reached_from_the_index() -> None:
    seen: set[Path] = set()
    coming = [ROOT / "README.md"]
    while coming:
        page = coming.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", prose(page)):
            if not target.startswith("http"):
                coming.append((page.parent / target).resolve())
    assert {path for path in PAGES if path not in seen} == set()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_opens_with_its_title(path: Path) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("<!--")]
    assert lines[0].startswith("# ")
    assert sum(line.startswith("# ") for line in prose(path).splitlines()) == 1


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_files_and_folders_that_are_named_exist(path: Path) -> None:
    for name in re.findall(r"`([\w./-]+(?:/|\.py|\.sh|\.md|\.json))`", prose(path)):
        if name.startswith((".", "/", "sim/")):
            continue
        if path.name == "add-a-platform.md" and "/" not in name.rstrip("/"):
            continue  # files of a folder yet to be made
        places = [ROOT / name, SOURCE / name, SOURCE / "core" / name]
        if name.startswith(("polycart.", "master.", "demo.")) or name == "__init__.py":
            continue
        assert any(place.exists() for place in places), name


def test_every_variable_of_the_environment_is_documented_and_no_other() -> None:
    read = {name for path in CODE for name in VARIABLE.findall(path.read_text("utf-8"))}
    told = {name for path in PAGES for name in VARIABLE.findall(path.read_text("utf-8"))}
    assert told == read


def test_the_settings_page_has_every_variable_of_server_and_commands() -> None:
    told = set(VARIABLE.findall((REFERENCE / "settings.md").read_text("utf-8")))
    read = {name for path in SOURCE.rglob("*.py") for name in VARIABLE.findall(path.read_text("utf-8"))}
    assert told == read == set(variables())


def test_every_variable_that_the_code_reads_is_described_once() -> None:
    read = {name for path in SOURCE.rglob("*.py") for name in VARIABLE.findall(path.read_text("utf-8"))}
    read |= {f"POLYCART_{name.upper()}" for name in Limits.__struct_fields__}
    read |= {str(one.envvar) for command in commands().values() for one in command.params if one.envvar}
    assert read == set(VARIABLES)


def test_every_command_and_method_is_in_the_reference() -> None:
    page = (REFERENCE / "commands.md").read_text("utf-8")
    assert [name for name in commands() if f"## {name}\n" not in page] == []
    for name, method in api.METHODS.items():
        assert f"## {name}\n" in (REFERENCE / f"{method.resource}.md").read_text("utf-8"), name


def test_every_return_code_says_what_to_do() -> None:
    page = (DOCS / "topics" / "errors.md").read_text("utf-8")
    rows = re.findall(r"^\| ([\d, ]+) \| ", page, re.MULTILINE)
    told = [int(code) for row in rows for code in row.split(",")]
    codes = {kind.code for _, kind in _leaves(PolycartError)}
    assert sorted(told) == sorted(codes)


def branches() -> dict[str, Any]:
    from polycart.core.errors import GatewayError, RequestError, ShopError

    return {kind.__name__: kind for kind in (GatewayError, RequestError, ShopError)}


@pytest.mark.parametrize("name", branches())
def test_the_branches_of_the_tree_of_errors_have_the_codes_that_are_told(name: str) -> None:
    page = (DOCS / "topics" / "errors.md").read_text("utf-8")
    row = re.search(rf"^\| `{name}` \| .+ \| ([\d, ]+) \|$", page, re.MULTILINE)
    assert row is not None
    leaves = {kind.code for _, kind in _leaves(PolycartError) if issubclass(kind, branches()[name])}
    assert {int(code) for code in row.group(1).split(",")} == leaves


def test_the_readme_tells_truly_what_is_built() -> None:
    from polycart.gateway.matrix import cells
    from polycart.platforms import platforms

    text = (ROOT / "README.md").read_text("utf-8")
    section = text.partition("## What is built today")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([A-Z]\w+)`", section)) == set(platforms())
    for cart_id, platform in platforms().items():
        assert platform.versions.split()[-1] in section, f"the README does not say which versions of {cart_id}"
        row = cells(cart_id)
        asking = platform.title in ("Shopify", "WooCommerce", "Magento 2")
        name = "basket.live_shipping_service.list"
        assert (row[name].state == "native") is asking, f"the README is wrong about {name} of {cart_id}"
        for name in ("product.add.batch", "webhook.create", "account.failed_webhooks"):
            assert row[name].state in ("native", "emulated"), f"{name} is not built: the README says that it is"


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_names_no_registry_no_machine_and_no_badge(path: Path) -> None:
    text = path.read_text("utf-8")
    words = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "debian" + ".org", "docker" + ".io")
    folders = ("/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/", "/tm" + "p/", "shields" + ".io", "bad" + "ge.svg")
    assert [word for word in (*words, *folders) if word in text] == []


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_a_block_says_its_language_and_json_is_json(path: Path) -> None:
    import json

    for block in blocks(path):
        assert block.language, f"line {block.line}"
        assert block.note in ("", "run"), f"line {block.line}"
        if block.language == "json":
            json.loads(block.text)
