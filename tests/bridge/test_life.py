"""The bridge's own life: built, installed, renewed by what its release key has signed, and gone without a trace."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from polycart.core.bridge import package
from polycart.core.bridge.package import PROGRAM
from polycart.core.errors import BridgeFailed, PolycartError
from polycart.core.transport import HttpTransport, Request
from tests.bridge import servers, shops

ROOT = Path(__file__).parents[2]
PROGRAM_TEXT = PROGRAM.read_text("utf-8")


def test_what_is_built_is_fresh() -> None:
    ran = subprocess.run([sys.executable, str(ROOT / "bridge/build.py"), "--check"], check=False)
    assert ran.returncode == 0, "run: .venv/bin/python bridge/build.py"


def test_the_program_can_be_read_in_one_sitting() -> None:
    lines = PROGRAM_TEXT.splitlines()
    assert len(lines) < 1200
    assert max(map(len, lines)) <= 190


@pytest.mark.skipif(not servers.PHP, reason="php is not installed")
def test_php_finds_no_mistake_in_it() -> None:
    words = [servers.PHP or "", "-d", "error_reporting=-1", "-l", str(PROGRAM)]
    ran = subprocess.run(words, capture_output=True, check=False)
    assert ran.returncode == 0
    assert b"Deprecated" not in ran.stdout + ran.stderr


def code_alone() -> str:
    """The program without its comments and without what stands in quotes."""
    text = re.sub(
        r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|/\*.*?\*/|(?m://[^\n]*$)", "''", PROGRAM_TEXT, flags=re.DOTALL
    )
    return text.removeprefix("<?php")


NEWER = {
    "coalescing (7.0)": r"\?\?",
    "spaceship (7.0)": r"<=>",
    "types of parameters (7.0)": r"function[^(]*\([^)]*\b(int|string|bool|float|object|mixed|callable)\s+[&.]*\$",
    "types of results (7.0)": r"function[^{;]*\)\s*(use\s*\([^)]*\)\s*)?:",
    "anonymous classes (7.0)": r"new\s+class\b",
    "nullable types (7.1)": r"[(,]\s*\?\w",
    "visibility of constants (7.1)": r"(public|private|protected)\s+const",
    "lists in brackets (7.1)": r"(^|[;{(]|\bas)\s*\[[^\]]*\]\s*(=[^=>]|\))",
    "several kinds of exceptions (7.1)": r"catch\s*\([^)]*\|",
    "typed properties (7.4)": r"(public|private|protected)\s+(static\s+)?(?!function|static|abstract|final)\w+\s+\$",
    "arrow functions (7.4)": r"\bfn\s*\(",
    "spread in arrays (7.4)": r"\[\s*\.\.\.",
    "match (8.0)": r"\bmatch\s*\(",
    "nullsafe (8.0)": r"\?->",
    "attributes (8.0)": r"#\[",
    "promotion (8.0)": r"function\s+__construct\s*\([^)]*(public|private|protected)",
    "throw as an expression (8.0)": r"[?:&|=(]\s*throw\b",
    "named arguments (8.0)": r"[(,]\s*[a-z_]\w*\s*:\s*[^:]",
    "enumerations and readonly (8.1)": r"\b(enum\s+\w+\s*[:{]|readonly\s)",
    "curly offsets (gone in 8.0)": r"\$\w+\{\d",
    "functions that are gone": r"\b(each|mysql_\w+|mcrypt_\w+|utf8_(en|de)code|strftime|split|ereg)\s*\(",
}


@pytest.mark.parametrize("kind", NEWER)
def test_its_syntax_is_what_php_5_6_to_8_4_share(kind: str) -> None:
    found = [one[0] for one in re.finditer(NEWER[kind], code_alone(), re.MULTILINE)]
    assert found == []


def test_only_arrays_end_with_a_comma() -> None:
    code = code_alone()
    for comma in re.finditer(r",\s*\)", code):  # in a call it is a mistake before PHP 7.3
        depth, at = 1, comma.start()
        while depth:
            at -= 1
            depth += {")": 1, "(": -1}.get(code[at], 0)
        assert code[:at].endswith("array"), code[at : comma.end()]


@pytest.mark.parametrize(
    "word",
    [
        "eval",
        "assert",
        "system",
        "exec",
        "shell_exec",
        "passthru",
        "popen",
        "proc_open",
        "pcntl_exec",
        "unserialize",
        "extract",
        "create_function",
        "phpinfo",
        "mail",
        "curl_exec",
        "fsockopen",
        "readfile",
        "preg_replace_callback",
        "move_uploaded_file",
        "putenv",
        "dl",
    ],
)
def test_it_has_no_use_for(word: str) -> None:
    assert re.search(rf"(?<![>\w:]){word}\s*\(", code_alone()) is None
    assert "`" not in code_alone()


def test_a_query_is_read_into_a_variable_and_never_into_all_of_them() -> None:
    calls = re.findall(r"(?<![>\w:])parse_str\s*\(([^()]*)\)", code_alone())
    assert calls
    assert all("," in arguments for arguments in calls)


def test_a_package_is_a_folder_to_upload_with_keys_of_its_own() -> None:
    one, two = package.make_keys(), package.make_keys("ab" * 16)
    assert one.store_key != two.store_key == "ab" * 16
    with zipfile.ZipFile(io.BytesIO(package.archive(two, store_root="/x/it's \\ here"))) as folder:
        assert folder.namelist() == ["bridge2cart/bridge.php", "bridge2cart/config.php"]
        assert folder.read("bridge2cart/bridge.php") == PROGRAM.read_bytes()
        config = folder.read("bridge2cart/config.php").decode()
    assert "'/x/it\\'s \\\\ here'" in config
    assert two.gateway_private_key not in config
    assert two.bridge_private_key in config


async def test_a_browser_sees_that_it_is_installed_and_nothing_of_its_keys(url: str, transport: HttpTransport) -> None:
    async def get(name: str) -> bytes:
        return (await transport.send(Request(method="GET", url=f"{url}/bridge2cart/{name}", headers={}), within=9)).body

    version = re.search(r"'BRIDGE2CART_VERSION', '([0-9.]+)'", PROGRAM_TEXT)
    assert version
    assert await get("bridge.php") == f"BRIDGE INSTALLED.<br /> Version: {version[1]}".encode()
    assert await get("config.php") == b""


RELEASE = package.make_keys()


def release(text: str, keys: package.StoreKeys = RELEASE) -> dict[str, str]:
    key = serialization.load_pem_private_key(keys.gateway_private_key.encode(), None)
    signature = key.sign(b"polycart-bridge-release\n" + text.encode(), padding.PKCS1v15(), hashes.SHA256())  # type: ignore[union-attr,call-arg]
    return {"code": base64.b64encode(text.encode()).decode(), "signature": base64.b64encode(signature).decode()}


async def test_only_a_newer_signed_program_takes_its_place(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database, update=True, release_public_key=RELEASE.gateway_public_key)
    program = tmp_path / "bridge2cart/bridge.php"
    newer = re.sub(r"('BRIDGE2CART_VERSION', ')[0-9.]+", r"\g<1>99.0.0", PROGRAM_TEXT)
    with servers.php(tmp_path, workers=1) as url:
        bridge = shops.client(url, transport=transport)
        for wrong in (
            release(PROGRAM_TEXT),
            release(newer, shops.KEYS),
            release(newer) | release(PROGRAM_TEXT, shops.OTHER),
            {},
        ):
            with pytest.raises(BridgeFailed, match="not signed by the release key, or not newer"):
                await bridge.do("update", **wrong)
        assert program.read_text("utf-8") == PROGRAM_TEXT
        assert (await bridge.do("update", **release(newer)))["version"] == "99.0.0"
        bridge.connection.forget()
        assert (await bridge.info()).bridge == "99.0.0"


async def test_without_a_release_key_there_is_no_update(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database, update=True)
    with servers.php(tmp_path, workers=1) as url, pytest.raises(BridgeFailed):
        await shops.client(url, transport=transport).do("update", **release(PROGRAM_TEXT.replace("1.0.0", "2.0.0")))


async def test_it_deletes_itself_with_all_that_it_remembers(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database)
    with servers.php(tmp_path, workers=1) as url:
        bridge = shops.client(url, transport=transport)
        await bridge.check()
        assert (await bridge.do("delete"))["deleted"] is True
        assert not (tmp_path / "bridge2cart").exists()
        assert (tmp_path / "index.php").exists()
        with pytest.raises(PolycartError):
            await bridge.check()


async def test_an_old_php_is_served_with_the_other_suite(
    database: servers.Database, tmp_path: Path, transport: HttpTransport
) -> None:
    shops.build(tmp_path, database)
    program = tmp_path / "bridge2cart/bridge.php"
    program.write_text(PROGRAM_TEXT.replace("PHP_VERSION_ID >= 70100 &&", "false &&"), "utf-8")
    with servers.php(tmp_path, workers=1) as url:
        bridge = shops.client(url, transport=transport)
        assert await bridge.check() == "4.1.0.3"
        assert bridge.connection.tokens["bridge.suite"] == "ctr"
        assert len(bridge.call.trace.exchanges) == 2
        await bridge.check()
        assert len(bridge.call.trace.exchanges) == 3
