"""Commands that are shown but not run are at least commands: programs, options, methods and targets exist."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import click
import pytest

from polycart import api
from polycart.gateway.contract import methods
from polycart.tools.reference import commands
from tests.docs.pages import ROOT, WRITTEN, blocks, name_of

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
COMMANDS = commands()
BESIDE = {"api_key", "store_key"}


def lines(path: Path) -> list[str]:
    """The command lines of a page, with what is continued on the next line; here-documents and quotes stay whole."""
    found: list[str] = []
    for block in blocks(path):
        if block.language == "sh":
            found += block.text.replace("\\\n", " ").splitlines()
    return found


def polycart_calls() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for path in WRITTEN:
        for line in lines(path):
            for part in re.split(r"\||&&|;|>", line):
                try:
                    words = shlex.split(part, comments=True)
                except ValueError:  # a quoted body that goes on over the lines
                    continue
                if words and words[0].removeprefix(".venv/bin/") == "polycart":
                    found.append((name_of(path), words[1:]))
    return found


@pytest.mark.parametrize(("page", "words"), polycart_calls(), ids=lambda value: str(value)[:60])
def test_a_command_and_its_options_exist(page: str, words: list[str]) -> None:
    path = "polycart"
    while words and f"{path} {words[0]}" in COMMANDS:
        path += f" {words.pop(0)}"
    command = COMMANDS[path]
    assert not isinstance(command, click.Group) or not words, f"{page}: {path} has no command {words[:1]}"
    options = {name: one for one in command.params for name in one.opts if isinstance(one, click.Option)} | {
        "--help": None
    }
    values = iter(words)
    for word in values:
        if word.startswith("-"):
            assert word in options, f"{page}: {path} has no option {word}"
            option = options[word]
            if option is not None and not option.is_flag:
                next(values)
        elif path == "polycart call" and "." in word.partition("=")[0]:
            assert word in api.METHODS, f"{page}: {word}"


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_targets_and_modules_exist(path: Path) -> None:
    for line in lines(path):
        for target in re.findall(r"^make ([a-z]+)", line):
            assert target in TARGETS, line
        for module in re.findall(r"python -m ([\w.]+)", line):
            assert importlib.util.find_spec(module), line
        for file in re.findall(r"pytest (tests/\S+)", line):
            assert (ROOT / file).exists(), line


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_methods_and_their_parameters_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    for name, query in re.findall(r"/v1\.1/([a-z_]+\.[a-z_.]+?)(?:\.json)?(?:\?([^\"'\s`]*))?[\"'\s`]", text):
        method = methods().get(name)
        assert method is not None, name
        known = set(method.params.__struct_encode_fields__) | BESIDE
        given = {pair.partition("=")[0] for pair in query.split("&") if pair} if query else set()
        if path.name != "first-call.md":  # which shows a mistake
            assert given <= known, f"{name} {given - known}"
