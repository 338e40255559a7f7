"""Archives of plugins: in the form that each platform's installer takes, and with no field that becomes code."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from polycart.core.bridge import package, pairing
from polycart.core.bridge.package import PROGRAM
from polycart.core.errors import ParameterError
from polycart.platforms import platforms
from polycart.platforms.announced import ANNOUNCED
from polycart.plugins import Fields, build, skeletons
from polycart.plugins.skeletons import FILTERS, ROOT, filled

PHP = shutil.which("php")
KEY = pairing.public_half(package.make_private_key())
NAMES = sorted(skeletons())
BRIDGED = [name for name in NAMES if skeletons()[name].library]
HOSTILE = "x' . phpinfo() . ' */ ?> \" <b>&amp;</b> \\' \\ {{7*7}} ${y} %s"
FIELDS: dict[str, Any] = {
    "name": "Acme Connect",
    "company": "Acme & Co",
    "description": "Brings orders to Acme.",
    "gateway_key": KEY,
    "callback_url": "https://cb.example/x?a='b&c=\"d",
    "callback_key": KEY,
    "logo": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
}


def unpacked(platform: str, **fields: Any) -> dict[str, bytes]:
    built = build(platform, Fields(**(FIELDS | fields)), build="b" * 32)
    with zipfile.ZipFile(io.BytesIO(built.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def hostile(platform: str) -> dict[str, bytes]:
    return unpacked(platform, name=HOSTILE[:64], company=HOSTILE[:100], description=HOSTILE, slug="acmeconnect")


@pytest.mark.parametrize("platform", NAMES)
def test_every_skeleton_is_for_a_platform_of_the_contract(platform: str) -> None:
    known = {*platforms(), *(announced.cart_id for announced in ANNOUNCED)}
    assert skeletons()[platform].cart_id in known


@pytest.mark.parametrize("platform", BRIDGED)
def test_the_bridge_in_it_is_the_one_that_was_tested(platform: str) -> None:
    files = unpacked(platform)
    assert [
        content for name, content in files.items() if name.endswith("bridge.php") and content == PROGRAM.read_bytes()
    ]


@pytest.mark.parametrize("platform", NAMES)
def test_no_place_is_left_open_and_the_same_fields_give_the_same_bytes(platform: str) -> None:
    files = unpacked(platform)
    assert [name for name, content in files.items() if b"%%" in content or "__" in name] == []
    assert "%%" not in build(platform, Fields(**FIELDS)).install
    one, two = (build(platform, Fields(**FIELDS), build="b" * 32) for _ in range(2))
    assert one.content == two.content
    assert build(platform, Fields(**FIELDS)).build != one.build


@pytest.mark.skipif(not PHP, reason="php is not installed")
@pytest.mark.parametrize("platform", NAMES)
def test_php_finds_no_mistake_in_it_whatever_the_fields_are(platform: str, tmp_path: Path) -> None:
    for name, content in hostile(platform).items():
        if not name.endswith((".php", ".phtml")):
            continue
        path = tmp_path / "one.php"
        path.write_bytes(content)
        ran = subprocess.run([PHP or "", "-d", "error_reporting=-1", "-l", str(path)], capture_output=True, check=False)
        assert (ran.returncode, b"Deprecated" in ran.stdout + ran.stderr) == (0, False), (name, ran.stdout)


TOKENS = """
$text = [T_CONSTANT_ENCAPSED_STRING, T_DOC_COMMENT, T_COMMENT, T_INLINE_HTML, T_WHITESPACE];
$code = [];
foreach (token_get_all(stream_get_contents(STDIN)) as $token) {
    if (!is_array($token) || !in_array($token[0], $text)) { $code[] = is_array($token) ? $token[1] : $token; }
}
echo json_encode($code);
"""


@pytest.mark.skipif(not PHP, reason="php is not installed")
@pytest.mark.parametrize("platform", NAMES)
def test_a_field_changes_strings_and_comments_of_php_and_nothing_else(platform: str) -> None:
    def code(content: bytes) -> Any:
        ran = subprocess.run([PHP or "", "-r", TOKENS], input=content, capture_output=True, check=True)
        return json.loads(ran.stdout)

    plain = unpacked(platform, slug="acmeconnect")
    for name, content in hostile(platform).items():
        if name.endswith((".php", ".phtml")) and content != plain[name]:
            assert code(content) == code(plain[name]), name


@pytest.mark.parametrize("platform", NAMES)
def test_its_json_and_xml_can_be_read_whatever_the_fields_are(platform: str) -> None:
    for name, content in hostile(platform).items():
        if name.endswith(".json"):
            json.loads(content)
        if name.endswith(".xml"):
            ElementTree.fromstring(content)


def test_a_skeleton_can_not_leave_a_field_unguarded() -> None:
    with pytest.raises(LookupError):
        filled("<?php echo '%%name%%';", {"name": "x"})
    with pytest.raises(LookupError):
        filled("%%nonsense|php%%", {"name": "x"})
    assert filled("'%%name|php%%'", {"name": "it's \\"}) == "'it\\'s \\\\'"


@pytest.mark.parametrize("name", FILTERS)
def test_no_filter_lets_its_own_delimiter_through(name: str) -> None:
    ends = {
        "php": r"(?<!\\)(\\\\)*'",
        "comment": r"\*/|\?>",
        "json": r'(?<!\\)(\\\\)*".',
        "xml": r"[<>\"']",
        "html": r"[<>\"']",
    }
    written = FILTERS[name](HOSTILE)
    assert re.search(ends[name], written[1:-1] if name == "json" else written) is None


PLACES = {
    "woocommerce": ("acmeconnect.zip", "acmeconnect/acmeconnect.php", "acmeconnect/uninstall.php"),
    "opencart2": ("acmeconnect.ocmod.zip", "upload/admin/controller/extension/module/acmeconnect.php",
                  "upload/system/library/acmeconnect/bridge.php"),
    "opencart4": ("acmeconnect.ocmod.zip", "install.json", "admin/controller/module/acmeconnect.php"),
    "prestashop": ("acmeconnect.zip", "acmeconnect/acmeconnect.php", "acmeconnect/controllers/front/bridge.php"),
}  # fmt: skip


@pytest.mark.parametrize("platform", PLACES)
def test_an_archive_has_the_form_that_the_installer_takes(platform: str) -> None:
    archive, *files = PLACES[platform]
    built = build(platform, Fields(**FIELDS))
    assert built.archive == archive
    assert set(files) <= set(unpacked(platform))


@pytest.mark.parametrize("platform", BRIDGED)
def test_a_bridge_without_its_gateways_key_is_refused(platform: str) -> None:
    with pytest.raises(ParameterError, match="'gateway_key'"):
        build(platform, Fields(**(FIELDS | {"gateway_key": ""})))


def test_an_unknown_platform_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ParameterError, match=", ".join(NAMES)):
        build("nonsense", Fields(**FIELDS))


def test_an_installed_library_has_the_skeletons(tmp_path: Path) -> None:
    code = (
        "import sys; from hatchling.builders.wheel import WheelBuilder; "
        "print(next(WheelBuilder(sys.argv[1]).build(directory=sys.argv[2])))"
    )
    words = [sys.executable, "-W", "ignore", "-c", code, str(ROOT.parents[1]), str(tmp_path)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(ran.stdout.strip()) as wheel:
        held = set(wheel.namelist())
    for path in ROOT.rglob("*"):
        if path.is_file():
            assert f"polycart/plugins/skeletons/{path.relative_to(ROOT).as_posix()}" in held
    assert "polycart/core/bridge/bridge.php" in held
